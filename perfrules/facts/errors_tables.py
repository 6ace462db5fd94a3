"""What keeps a table from being scored, or its scores from being written: codes PR6xx."""

from perfrules.diagnostics.diagnostic import Kind

NO_TABLE = Kind(
    "PR680",
    "not-a-table",
    "要给一张表，给的不是",
    "a table is needed, and this is none",
    "可以给 Arrow、polars、pandas、duckdb 的表，numpy 数组的字典，.parquet、.csv、.arrow 文件，或者分批的表",
    "give a table of Arrow, polars, pandas or duckdb, a dict of numpy arrays, a .parquet, .csv or .arrow file, "
    "or batches of these",
    about="What was handed over to be scored as a table is none.",
)
NO_COLUMN = Kind(
    "PR686",
    "not-a-column",
    "「{name}」不是一列数据",
    "`{name}` is no column of data",
    "给一列值，每行一个；列的名称是文字",
    "give a column, with a value for each row; its name is a text",
    about="A value of a mapping of columns cannot be read as a column, or its name is no text.",
)
COLUMNS_DIFFER = Kind(
    "PR687",
    "columns-differ",
    "各列的行数不一样：「{first}」{one} 行，「{second}」{two} 行",
    "the columns differ in length: `{first}` has {one:row}, `{second}` has {two}",
    "让各列一样长；没有值的格子留空",
    "make the columns equally long; leave cells without a value empty",
    about="Every column of a table has a cell for every row.",
)
COLUMN_TWICE = Kind(
    "PR688",
    "column-twice",
    "「{name}」有两列",
    "there are two columns for `{name}`",
    "只留一列",
    "keep one",
    about="Two columns of a table give the same fact.",
)
UNKNOWN_COLUMN = Kind(
    "PR689",
    "unknown-column",
    "评价表里没有数据「{name}」",
    "the rubric has no fact `{name}`",
    "不是数据的列（单位名称、编号等）用 keep 写明，会照原样带到结果里",
    "name what is no fact (the subject, a number) in keep; it is carried into the result",
    about="A column of a table is no fact of the rubric, and was not named as one to be carried along.",
)
NO_SUCH_COLUMN = Kind(
    "PR690",
    "no-such-column",
    "表里没有列「{name}」",
    "the table has no column `{name}`",
    "核对列的名称",
    "check the name of the column",
    about="A column that is to be carried into the result is not there.",
)
NO_GROUPS = Kind(
    "PR640",
    "no-groups",
    "评价表里没有「同组均分」，用不上分组的列「{name}」",
    "no rule of the rubric speaks of a group: `{name}` groups nothing",
    "不要写分组的列",
    "leave the column of groups out",
    about="Subjects are to be grouped by a column, but no leaf takes the mean score of its group.",
)
TABLE_KIND = Kind(
    "PR694",
    "table-kind",
    "读不了 {file} 这种文件",
    "files like {file} cannot be read as tables",
    "可以读：{kinds}",
    "read are {kinds}",
    about="The ending of the file tells how it is read, and this one is none of those.",
)
TABLE_UNREADABLE = Kind(
    "PR696",
    "table-unreadable",
    "读不出 {file}：{why}",
    "{file} cannot be read: {why}",
    "核对文件是否完整；没有写完、传完的文件要重新取",
    "check that the file is whole; one that was cut short has to be fetched again",
    about="A table is damaged, cut short, or not what its ending says.",
)
NO_SUCH_NODE = Kind(
    "PR697",
    "no-such-heading",
    "评价表里没有指标「{name}」",
    "the rubric has no heading `{name}`",
    "核对名称；perfrules show 评价表 列出全部指标",
    "check the name; perfrules show RUBRIC lists the headings",
    about="Scores are asked for of a heading that the rubric does not have, or its short name fits several.",
)
COLUMNS_NOT_INSTALLED = Kind(
    "PR698",
    "columns-not-installed",
    "给整张表评分要先装上 numpy 和 pyarrow",
    "scoring tables needs numpy and pyarrow",
    'pip install "perfrules[columns]"',
    'pip install "perfrules[columns]"',
    about="Tables are scored with optional packages.",
)

KINDS = (
    NO_TABLE,
    NO_COLUMN,
    COLUMNS_DIFFER,
    COLUMN_TWICE,
    UNKNOWN_COLUMN,
    NO_SUCH_COLUMN,
    NO_GROUPS,
    TABLE_KIND,
    TABLE_UNREADABLE,
    NO_SUCH_NODE,
    COLUMNS_NOT_INSTALLED,
)
