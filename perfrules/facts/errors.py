"""What can be wrong with the data of one subject: codes PR6xx, one documented family."""

from perfrules.diagnostics.diagnostic import Kind, Severity

MISSING_FACT = Kind(
    "PR601",
    "missing-fact",
    "缺数据「{name}」{where}",
    "the fact `{name}` is missing{where}",
    "填上这一项；没有发生的事项写 0 或「否」，不要留空",
    "give it; a thing that did not happen is 0 or no, not blank",
    about="The scoring reaches a rule that reads this fact, and it was not given. Missing is neither 0 nor no.",
)
UNKNOWN_FACT = Kind(
    "PR602",
    "unknown-fact",
    "评价表里没有数据「{name}」",
    "the rubric has no fact `{name}`",
    "核对名称；perfrules template 评价表 -o 填报.xlsx 列出全部数据的名称",
    "check the name; perfrules template RUBRIC -o facts.xlsx lists the names of all facts",
    about="A supplied name is no fact of the rubric.",
)
AMBIGUOUS_FACT = Kind(
    "PR603",
    "ambiguous-fact",
    "「{name}」可以指 {candidates}",
    "`{name}` can mean {candidates}",
    "写出上级名称，如「{first}」",
    "write its path, e.g. `{first}`",
    about="The same on-the-spot text stands in several leaves.",
)
DOUBLED_FACT = Kind(
    "PR604",
    "fact-given-twice",
    "数据「{name}」给了两次",
    "the fact `{name}` is given twice",
    "只留一个",
    "keep one",
    about="One fact has two values, perhaps under two spellings of its name.",
)
NOT_A_NUMBER = Kind(
    "PR605",
    "not-a-number",
    "「{name}」要写数，给的是「{given}」",
    "`{name}` is a number, given is `{given}`",
    "写成「{example}」的样子",
    "write it like `{example}`",
    about="A text that is no figure stands where a figure is needed.",
)
WRONG_FACT_UNIT = Kind(
    "PR606",
    "wrong-fact-unit",
    "「{name}」的单位应是{expected}，给的是「{given}」",
    "`{name}` is in {expected}, given is `{given}`",
    "换算成{expected}填",
    "convert it to {expected}",
    about="The unit of the supplied figure has another dimension than the fact.",
)
OUTSIDE_CALENDAR = Kind(
    "PR695",
    "date-outside-calendar",
    "「{name}」是 {given}，不在工作日历 {first} 至 {last} 之内",
    "`{name}` is {given}, which is not among the days of the work calendar, {first} to {last}",
    "核对日期；若无误，评价表的工作日历要补上那一年",
    "check the date; if it is right, the work calendar of the rubric lacks that year",
    about="Working days are counted by the calendar of the rubric, which says nothing of days outside its range.",
)
OUT_OF_RANGE = Kind(
    "PR607",
    "out-of-range",
    "「{name}」应在 {expected}，给的是 {given}",
    "`{name}` lies in {expected}, given is {given}",
    "核对这个数；范围写得不对的，改评价表",
    "check the figure; where the range is wrong, mend the rubric",
    about="A figure beyond the declared range of the fact.",
)
OFF_FACT_GRID = Kind(
    "PR608",
    "finer-than-grid",
    "「{name}」精确到 {grid}，给的是 {given}",
    "`{name}` is stated to {grid}, given is {given}",
    "改正数值；原始数据更细时，在「数据」里写「精确到 …」或「先四舍五入到 …」",
    "mend the figure; where the source is finer, declare `to the nearest …` or `first rounded to …`",
    about="A figure finer than the grid of the fact, perhaps in the wrong unit.",
)
UNKNOWN_CHOICE = Kind(
    "PR609",
    "unknown-choice",
    "「{name}」没有选项「{given}」",
    "`{name}` has no label `{given}`",
    "选项有：{choices}",
    "its labels are {choices}",
    about="A label that the choice does not have; it is never read as the worst one.",
)
NOT_A_FLAG = Kind(
    "PR610",
    "not-yes-or-no",
    "「{name}」要写「是」或「否」，给的是「{given}」",
    "`{name}` is yes or no, given is `{given}`",
    "写「是」或「否」",
    "write yes or no",
    about="A yes/no fact takes yes, no, true or false, or the Chinese words for them.",
)
NOT_A_DATE = Kind(
    "PR611",
    "not-a-date",
    "「{name}」要写日期，如 2022-06-16，给的是「{given}」",
    "`{name}` is a date such as 2022-06-16, given is `{given}`",
    "写成「2022-06-16」或「2022年6月16日」",
    "write it like 2022-06-16",
    about="A text that is no day of the calendar.",
)
REASON_MISSING = Kind(
    "PR612",
    "reason-missing",
    "「{name}」要写理由",
    "`{name}` needs a reason",
    '案例里在后面写「理由 "…"」，表格里填在「理由」一列',
    'write `reason "…"` behind it, or fill in the column `reason`',
    about="The rubric says `reason required`, and no reason was given.",
)
CONSTRAINT_BROKEN = Kind(
    "PR613",
    "constraint-broken",
    "不符合约束「{constraint}」：{figures}",
    "the constraint `{constraint}` does not hold: {figures}",
    "核对这几个数；约束写得不对的，改评价表",
    "check these figures; where the constraint is wrong, mend the rubric",
    about="Two supplied facts contradict each other.",
)
UNREADABLE = Kind(
    "PR614",
    "unreadable-facts",
    "{file} 读不出来：{why}",
    "{file} cannot be read: {why}",
    "核对文件名；文件损坏的，重新另存一份",
    "check the name of the file; where it is damaged, save it anew",
    about="The file of facts is missing, broken, or of an unknown kind.",
)
WRONG_SHAPE = Kind(
    "PR615",
    "wrong-shape",
    "{where}应是{expected}",
    "{where} should be {expected}",
    "改成这样；perfrules template 评价表 -o 填报.xlsx（或 .csv、.json）给出填报的样子",
    "write it so; perfrules template RUBRIC -o facts.xlsx (or .csv, .json) shows the form",
    about="The file of facts does not hold names with values.",
)
NO_SUCH_CASE = Kind(
    "PR616",
    "no-such-case",
    "{file} 里没有案例「{name}」",
    "{file} has no case `{name}`",
    "有：{cases}",
    "it has {cases}",
    about="--case names a case that the file does not have.",
)
CASE_NEEDED = Kind(
    "PR617",
    "case-not-chosen",
    "{file} 里有 {count} 个案例，请用 --case 选一个",
    "{file} has {count:case}; choose one with --case",
    "有：{cases}",
    "it has {cases}",
    about="A file with several cases does not say which one to score.",
)
NOT_FINITE = Kind(
    "PR618",
    "not-finite",
    "「{name}」不是一个有限的数：{given}",
    "`{name}` is not a finite number: {given}",
    "填一个数；没有就留空",
    "give a figure; leave it empty where there is none",
    about="NaN and infinity are no figures.",
)
TOO_LARGE = Kind(
    "PR619",
    "figure-too-large",
    "「{name}」的数位太多：{given}",
    "the figure of `{name}` has too many digits: {given}",
    "核对这个数，一个数至多40位",
    "check the figure; one has at most 40 digits",
    about="Figures are limited to 40 digits, so that every evaluation ends in bounded time.",
)
NOT_ONE_VALUE = Kind(
    "PR621",
    "not-one-value",
    "「{name}」要写一个值，给的是{given}",
    "`{name}` is one value, given is {given}",
    "只填一个值",
    "give one value",
    about="A list, a group of names or something else stands where one value should. Nothing is picked out of it.",
)
BLANK_MARK = Kind(
    "PR622",
    "blank-mark",
    "「{name}」写的是「{given}」，看不出是没有发生、没有数据，还是不适用",
    "`{name}` is `{given}`, which may mean nothing happened, not known or not applicable",
    "没有发生的写明（0 或「否」）；没有数据就留空",
    "where nothing happened, say so (0 or no); where it is not known, leave it blank",
    about=(
        "Tables print a dash, a slash or a word for `none` where there is no figure. Zero, missing and "
        "not applicable are different things."
    ),
)
SPLIT_FIGURE = Kind(
    "PR623",
    "figure-split-at-comma",
    "「{name}」的数像是被千位分隔号拆成了几格：{given}",
    "the figure of `{name}` seems to be split at its thousands separators: {given}",
    "去掉千位分隔号，或给整个数加上引号",
    "take the separators out, or put the whole figure in quotes",
    about="In a CSV file with commas, 3,296.75 without quotes is two cells.",
)
GRADE_WITHOUT_SCALE = Kind(
    "PR624",
    "level-without-scale",
    "「{name}」没有评议尺度，不能写档「{given}」",
    "`{name}` has no scale of judgement, so it has no level `{given}`",
    "去掉档，只写分；要写档的，在评价表里写「评议 按 尺度」",
    "give the points only; for levels, let the rubric say `judged by` a scale",
    about="A level is given with a fact whose rule has no judging scale.",
)
UNKNOWN_LEVEL = Kind(
    "PR681",
    "unknown-level",
    "「{name}」的档「{level}」不在评议尺度「{scale}」里（{levels}）",
    "the level `{level}` of `{name}` is none of the scale `{scale}` ({levels})",
    "改成其中一档",
    "write one of these",
    about="A judged score names one of the levels of its judging scale.",
)
LEVEL_WITHOUT_FIGURE = Kind(
    "PR682",
    "level-without-figure",
    "「{name}」只写了档「{level}」，没有写得分率或分（{expected}）",
    "`{name}` gives the level `{level}` without a rate or points ({expected})",
    "写作「{level} 65%」或「{level} 6.5分」",
    "write `{level} 65%` or `{level} 6.5 points`",
    about="A level holds many rates; one of them has to be given.",
)
RATE_OUTSIDE_LEVEL = Kind(
    "PR683",
    "rate-outside-level",
    "「{name}」：{rate}不在「{level}」的范围里（{expected}）",
    "`{name}`: {rate} is not a rate of `{level}` ({expected})",
    "改档，或改得分率",
    "change the level or the rate",
    about="The rate of a judged score lies within that of its level.",
)
RATE_WITHOUT_LEVEL = Kind(
    "PR684",
    "rate-without-level",
    "「{name}」：{rate}不属于任何一档（{levels}）",
    "`{name}`: {rate} belongs to no level ({levels})",
    "改成某一档里的得分率",
    "write a rate of one of these",
    about="The rates of a judging scale may leave some out; a score with such a rate cannot be given.",
)
TWO_LEVELS = Kind(
    "PR685",
    "two-levels",
    "「{name}」写了两个档：「{first}」和「{second}」",
    "`{name}` has two levels, `{first}` and `{second}`",
    "只留一个",
    "keep one",
    about="The level stands with the value or apart from it, once.",
)
CELL_WITHOUT_VALUE = Kind(
    "PR625",
    "cell-without-value",
    "「{name}」的单元格里没有值：{given}",
    "the cell of `{name}` has no value: {given}",
    "改正公式；或在表格软件里打开、重新计算后保存",
    "mend the formula, or open the file in the spreadsheet program, recalculate and save it",
    about="A cell holds an error such as #DIV/0!, or a formula whose result was never stored in the file.",
)
MISSING_EXTRA = Kind(
    "PR626",
    "reader-not-installed",
    "读 {file} 要先装上 {package}",
    "reading {file} needs {package}",
    'pip install "perfrules[{extra}]"',
    'pip install "perfrules[{extra}]"',
    about="YAML and xlsx files are read by optional packages.",
)
NAME_NOT_TEXT = Kind(
    "PR627",
    "name-not-text",
    "数据的名称要是文字，这里是 {given}",
    "the name of a fact is text; here it is {given}",
    "给名称加上引号",
    "put the name in quotes",
    about="A number, a day or nothing stands where the name of a fact should.",
)
TOO_MANY_PROBLEMS = Kind(
    "PR628",
    "many-problems",
    "还有 {count} 处类似的问题没有列出",
    "{count} more problems are not listed",
    "先改好列出的，再试一次",
    "mend those that are listed and try again",
    about="Only the first problems of a set are listed; a set with more is wrong as a whole.",
)
CASE_DOUBLED = Kind(
    "PR629",
    "case-name-twice",
    "{file} 里有几个案例都叫「{name}」",
    "several cases of {file} are called `{name}`",
    "改成各不相同的名称",
    "give each a name of its own",
    about="The case that --case names is there more than once.",
)

# Notes: what was read, and how.

READ_NEAR = Kind(
    "PR631",
    "read-as-grid-value",
    "「{name}」：单元格里的 {given} 读作 {value}",
    "`{name}`: {given} in the cell is read as {value}",
    "不用改：表格软件存的数有极小的误差，这里取回填写的数",
    "nothing is to be done: spreadsheets store figures with a tiny error, and what was typed is taken",
    about="A spreadsheet's binary float lies within a billionth of a value on the fact's grid.",
    severity=Severity.NOTE,
)
LARGE_RATIO = Kind(
    "PR632",
    "large-ratio",
    "「{name}」：{given} 读作 {value}",
    "`{name}`: {given} is read as {value}",
    "要说的是 {percent} 时，写上百分号",
    "if {percent} is meant, write the percent sign",
    about="A bare number is a ratio as it stands: 1 is 100%, 90.5 is 9050%.",
    severity=Severity.NOTE,
)
FAR_OFF = Kind(
    "PR635",
    "value-far-off",
    "「{name}」算出来是 {value}",
    "`{name}` comes to {value}",
    "比率很少有这么大：核对它用到的数据，单位是不是写错了（元写成了万元），是不是少了百分号",
    "a ratio is seldom as large: check the facts that it is worked out of, their units first",
    about="It is scored all the same. An amount typed in another unit than its neighbour makes such a rate.",
    severity=Severity.NOTE,
)
TIME_DROPPED = Kind(
    "PR633",
    "time-of-day-dropped",
    "「{name}」：{given} 只取日期 {value}",
    "`{name}`: only the day {value} is taken of {given}",
    "不用改；日期不对的，改这一格",
    "nothing is to be done, unless the day is wrong",
    about="A date fact is a calendar day; a time of day was given with it.",
    severity=Severity.NOTE,
)

# Published figures.

TWO_PUBLISHED = Kind(
    "PR639",
    "two-published",
    "这一行公布了两个数，一行只写一个",
    "this line publishes two figures; a line holds one",
    "写成两行：「{first}」「{second}」",
    "write two lines: `{first}` and `{second}`",
    about="A value and a score that a document prints side by side are two figures, each compared by itself.",
)
UNKNOWN_PUBLISHED = Kind(
    "PR641",
    "unknown-published",
    "评价表里没有「{name}」，无从核对公布的数",
    "the rubric has no `{name}` to compare the published figure with",
    "核对名称：公布的是指标、公式的值，指标的得分，或总分、等级",
    "check the name: published are values of headings and formulas, scores of headings, the total and the grade",
    about="A `published` line names neither a heading nor a formula of the rubric.",
)
AMBIGUOUS_PUBLISHED = Kind(
    "PR642",
    "ambiguous-published",
    "公布的「{name}」可以指 {candidates}",
    "the published `{name}` can mean {candidates}",
    "写出上级名称，如「{first}」",
    "write its path, e.g. `{first}`",
    about="A `published` line names something by a path that fits more than one heading or formula.",
)
NO_MEASURE = Kind(
    "PR643",
    "nothing-to-compare",
    "「{name}」没有指标值，只能公布得分",
    "`{name}` has no value, only a score",
    "写成「公布 {name} 得分 …」",
    "write `published {name} score …`",
    about="A `published` line gives the value of a heading that has no formula.",
)
PUBLISHED_FACT = Kind(
    "PR644",
    "published-fact",
    "「{name}」是数据，不是算出来的",
    "`{name}` is a fact, not something computed",
    "写成「{name} ＝ {given}」",
    "write `{name} ＝ {given}`",
    about="`published` is for what the rubric computes; a fact is given with `=`.",
)
NOT_A_FIGURE = Kind(
    "PR645",
    "published-not-a-figure",
    "公布的「{name}」不是一个数：「{given}」",
    "the published `{name}` is no figure: `{given}`",
    '写一个数，后面的话各有引号：来源 "…"、不符 "原因"',
    'what stands behind the figure is quoted: source "…", known discrepancy "reason"',
    about="What is compared has to be a figure; an inequality such as ≥95% is kept as text.",
)
NO_GRADE_SCALE = Kind(
    "PR646",
    "no-grades",
    "评价表没有等级，无从核对公布的等级「{given}」",
    "the rubric has no grades to compare the published `{given}` with",
    "删去公布的等级，或在评价表里加一节「等级」",
    "take the published grade out, or add a section `grades` to the rubric",
    about="A `published` line gives a grade, and the rubric has no `grades`.",
)
NO_RUBRIC = Kind(
    "PR647",
    "case-without-rubric",
    "找不到这些案例的评价表「{name}」",
    "the rubric `{name}` of these cases is not found",
    "首行写「评价表 代码」或评价表文件的路径，或把评价表放在同一个文件夹",
    "name the rubric by id or path in the first line, or put it into the same folder",
    about="A file of cases belongs to the rubric that its first line names, else to the only one in its folder.",
)
NOTHING_PUBLISHED = Kind(
    "PR648",
    "no-cases",
    "{file} 里没有案例，也没有试算",
    "{file} holds no case and no trial",
    "写上「案例 名称」和它的数据，或给出 .case 文件",
    "write a case and its facts there, or name a .case file",
    about="A path given for testing has nothing to test.",
)

UNKNOWN_TRIAL = Kind(
    "PR651",
    "unknown-trial",
    "评价表里没有「{name}」，无从试算",
    "the rubric has no `{name}` to try",
    "写指标的名称、总分或等级",
    "name a heading, total or grade",
    about="A trial (`try`) names no heading of the rubric.",
)
AMBIGUOUS_TRIAL = Kind(
    "PR652",
    "ambiguous-trial",
    "试算的「{name}」可以指 {candidates}",
    "`{name}` behind `try` can mean {candidates}",
    "写出上级名称，如「{first}」",
    "write its path, e.g. `{first}`",
    about="A trial (`try`) names its heading by a path that fits several.",
)
TRIAL_WITHOUT_ROWS = Kind(
    "PR653",
    "trial-without-rows",
    "「试算 {name}」下面没有表",
    "no table stands below `try {name}`",
    "首行写名称，下面每行一组数据，各格以 | 或制表符分开",
    "names in the first row, a set of facts in each below, cells parted by | or tabs",
    about="A trial (`try`) has no rows, so that it tries nothing.",
)
TRIAL_WITHOUT_RESULT = Kind(
    "PR654",
    "trial-without-result",
    "「试算 {name}」的首行没有结果一列",
    "the first row of `try {name}` has no column of results",
    "加一列：{results}",
    "add a column: {results}",
    about="A trial (`try`) does not say what should come of its rows.",
)
TRIAL_RESULT_ELSEWHERE = Kind(
    "PR655",
    "result-of-another-trial",
    "「试算 {node}」没有「{name}」这一列",
    "`try {node}` has no column `{name}`",
    "它的结果是 {results}；总分和等级写在「试算 总分」",
    "its results are {results}; the total and the grade are tried by `try total`",
    about="A heading has no total and no grade, and the total has no value of a measure.",
)
UNKNOWN_COLUMN = Kind(
    "PR656",
    "unknown-column",
    "评价表里没有数据或公式「{name}」",
    "the rubric has no fact or formula `{name}`",
    "写评价表里有的名称，或删去这一列",
    "write a name that the rubric has, or take the column out",
    about="A column of a trial (`try`) is neither a fact nor a formula nor a result.",
)
TRIAL_COLUMN_UNREAD = Kind(
    "PR657",
    "column-not-read",
    "「{node}」用不到数据「{name}」",
    "`{node}` does not read the fact `{name}`",
    "删去这一列",
    "take the column out",
    about="A trial (`try`) gives only what its heading reads; another column would suggest that it matters.",
)
TRIAL_NOT_A_FIGURE = Kind(
    "PR649",
    "result-not-a-figure",
    "「{name}」一列要写数，或写「数据错误」，给的是「{given}」",
    "the column `{name}` holds figures or `data error`, given is `{given}`",
    "填一个数，或者「数据错误」",
    "write a figure, or `data error`",
    about="A result of a trial (`try`) is a figure, or says that the row is a data error.",
)
TRIAL_OF_ROWS = Kind(
    "PR659",
    "column-of-rows",
    "「{name}」是明细，试算的一格里写不下一张表",
    "`{name}` is a table of rows, which one cell below `try` cannot hold",
    "写它的各列，每行就是只有这一行的明细；几行要一起试的写成案例，用「期望」写应得的结果",
    "write its columns: each row of the trial is then the only one of the `rows`; to try several together write a "
    "`case`, and what should come of it with `expect`",
    about="A trial (`try`) has one cell for each fact of a row; `rows` are tried row by row, by their columns.",
)
TRIAL_WITHOUT_TOTAL = Kind(
    "PR658",
    "trial-without-total",
    "「试算 等级」要有「总分」一列",
    "`try grade` needs a column of totals",
    "在首行加一列「总分」",
    "add a column `total`",
    about="Grades are tried on totals.",
)

WRONG_SIZE = Kind(
    "PR660",
    "wrong-list-size",
    "「{name}」要 {size} 个值，给的是 {given} 个",
    "`{name}` has {size:value}, given are {given}",
    "按先后写全，用「，」或「、」分开；不知道的一个留空",
    "write all of them in order with commas between; leave one that is not known empty",
    about="A list has a fixed number of values; none is made up, and none is left over.",
)
LIST_UNCLEAR = Kind(
    "PR661",
    "list-unclear",
    "「{name}」给的是「{given}」，看不出逗号是分开各个值还是千分位",
    "`{name}` is given as `{given}`: its commas may part the values or the thousands",
    "各个值之间用「，」「、」或逗号加空格",
    "put a space behind the commas between values, or use ； between them",
    about="1,234 can be one value or two, so a list of large figures parts them by a sign of its own.",
)

NOT_ROWS = Kind(
    "PR662",
    "not-rows",
    "「{name}」是明细，要给一行一行的表，给的是{given}",
    "`{name}` is a table of rows, given is {given}",
    "每行一组「列名：值」；表格里用一张叫这个名称的工作表",
    "give a list of rows, each with its columns by name; in a workbook, a sheet of this name",
    about="Rows are given as rows, never as one value.",
)
NO_DATA_ROWS = Kind(
    "PR663",
    "no-rows",
    "明细「{name}」一行也没有",
    "`{name}` has no row",
    "至少填一行",
    "fill in at least one row",
    about="The points of a leaf are shared by its rows; with none there is nothing to score.",
)
TOO_MANY_ROWS = Kind(
    "PR664",
    "too-many-rows",
    "明细「{name}」超过 {most} 行",
    "`{name}` has more than {most:row}",
    "合并一些行，或在评价表里分成几个明细",
    "join some of the rows, or let the rubric part them into several `rows`",
    about="A table of rows has a bounded number of them.",
)
UNKNOWN_ROW_COLUMN = Kind(
    "PR665",
    "unknown-row-column",
    "明细「{rows}」没有「{name}」一列",
    "`{rows}` has no column `{name}`",
    "列有：{columns}；另可有 序号、备注、佐证",
    "its columns are {columns}; no., remark and evidence may stand beside them",
    about="A column of the supplied rows is none of the columns that the rubric declares.",
)
CELL_MISSING = Kind(
    "PR666",
    "missing-cell",
    "「{row}」缺「{column}」",
    "`{row}` has no `{column}`",
    "填上这一格；没有发生写 0 或「否」",
    "fill the cell in; a thing that did not happen is 0 or no",
    about="A cell that the scoring needs is empty.",
)
DOUBLED_ROW_NAME = Kind(
    "PR667",
    "row-name-twice",
    "明细「{rows}」里「{name}」出现两次，先出现在第{first}行",
    "`{rows}` has `{name}` twice, first in row {first}",
    "改成各不相同的名称",
    "give each row a name of its own",
    about="Rows are told apart by their names.",
)
TARGET_BLANK = Kind(
    "PR668",
    "blank-target",
    "「{row}」没有写「{column}」",
    "`{row}` has no `{column}`",
    "写成「≥5人」「100%」或一句话",
    "write it like ≥ 5 items, 100% or in words",
    about="A row without a target cannot be scored against one.",
)
TARGET_UNSIGNED = Kind(
    "PR669",
    "target-without-sign",
    "「{row}」的「{column}」是「{given}」，没有写 ≥、≤ 还是 ＝",
    "the `{column}` of `{row}` is `{given}`, which does not say ≥, ≤ or =",
    "写上比较号，或在评价表的这一列写「目标 默认 ≥」",
    "write the sign, or let the rubric declare the column with a default",
    about="100% can be a least, a most or the very figure; a target says which, or its column does for all.",
)
TARGET_SIGN = Kind(
    "PR670",
    "target-with-strict-sign",
    "「{row}」的「{column}」是「{given}」，目标不能用「{sign}」",
    "the `{column}` of `{row}` is `{given}`; a target takes no `{sign}`",
    "用 ≥、≤、＝ 或「降至」",
    "use ≥, ≤, = or `falls to`",
    about="A target that is just reached is met, so its sign is ≥ or ≤.",
)
TARGET_IN_WORDS = Kind(
    "PR671",
    "target-in-words",
    "「{row}」的目标是文字（{given}），评价表没有说文字目标怎么评",
    "the target of `{row}` is in words ({given}), and the rubric does not say how these are scored",
    "写成带数的目标，或在评价表里加「每行 文字目标 按 …」",
    "give a target with a figure, or add `each row with a target in words, by …` to the rubric",
    about="Words cannot be compared; a target in words needs a person's judgement or a choice.",
)
TARGET_WITHOUT_POLICY = Kind(
    "PR672",
    "target-sign-unscored",
    "「{row}」的目标是「{given}」，评价表没有说「{sign}」的目标未达怎么得分",
    "the target of `{row}` is `{given}`, and the rubric does not say what a missed target with {sign} scores",
    "改目标的写法，或在评价表的「未达」后面加上「、不得分」等",
    "write the target otherwise, or add a policy such as `or no points` behind `if missed` in the rubric",
    about=(
        "`in proportion to what was done` fits ≥ and ≤, `in proportion to how near it came` fits =, `in "
        "proportion to the fall` fits `falls to`; any other has no score where missed."
    ),
)
TARGET_FIGURE = Kind(
    "PR673",
    "target-figure-unscored",
    "「{row}」的目标是「{given}」，这样评分目标要 {expected}",
    "the target of `{row}` is `{given}`; scored like this a target is {expected}",
    "改目标的写法，或在评价表里换一种「未达」的算法",
    "write the target otherwise, or let the rubric score missed targets in another way",
    about="A part done needs a target of 0 or more, a part off one that is not 0, a fall one below 0.",
)
POINTS_NOT_POSITIVE = Kind(
    "PR674",
    "row-points-not-positive",
    "「{row}」的「{column}」是 {given}，应大于 0",
    "the `{column}` of `{row}` is {given}, which is not above 0",
    "改成大于 0 的数，或删去这一行",
    "write a figure above 0, or take the row out",
    about="Each row has points of its own.",
)
ROWS_NOT_CLOSED = Kind(
    "PR675",
    "rows-not-closed",
    "明细「{name}」各行的「{column}」合计 {sum}分，应为 {points}分",
    "the `{column}` of the rows of `{name}` add up to {sum}, not {points}",
    "改各行的数，使合计为 {points}分",
    "mend the rows so that they add up to {points}",
    about="The points of the rows close to those of the leaf.",
)
WEIGHTS_NOT_CLOSED = Kind(
    "PR676",
    "row-weights-not-closed",
    "明细「{name}」各行的「{column}」合计 {sum}，应为 100%",
    "the `{column}` of the rows of `{name}` add up to {sum}, not 100%",
    "改各行的数，使合计为 100%",
    "mend the rows so that they add up to 100%",
    about="Weights that are shares of a whole add up to it.",
)
WEIGHTS_ALL_ZERO = Kind(
    "PR677",
    "row-weights-all-zero",
    "明细「{name}」各行的「{column}」都是 0，分值无从分配",
    "the `{column}` of all rows of `{name}` is 0, so there is nothing to share the points by",
    "至少一行填大于 0 的数",
    "give at least one row a figure above 0",
    about="Points are shared in proportion to a column, which is above 0 somewhere.",
)

NOT_GRID = Kind(
    "PR678",
    "not-a-grid",
    "「{name}」是数据表，要给一张表，给的是{given}",
    "`{name}` is a data table, given is {given}",
    "首行写各列的名称，下面每行一项；JSON 里写「行：（列：值）」",
    "give a row of column names and a row for each item; in JSON map rows to columns to values",
    about="A data table is given as a table, or cell by cell under its paths.",
)
UNKNOWN_GRID_NAME = Kind(
    "PR679",
    "unknown-row-or-column",
    "数据表「{grid}」没有{what}「{name}」",
    "`{grid}` has no {what} `{name}`",
    "有：{known}",
    "it has {known}",
    about="The first row and the first column of a pasted data table are names that the rubric declares.",
)

KINDS = tuple(kind for kind in list(globals().values()) if isinstance(kind, Kind))
