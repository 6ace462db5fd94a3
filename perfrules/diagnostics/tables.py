"""What keeps a printed table from being read."""

from perfrules.diagnostics.diagnostic import Kind

TABLE_KIND = Kind(
    "PR620",
    "table-kind",
    "不从 {file} 这种文件读表",
    "tables are not read from files like {file}",
    "可以是：{kinds}；.xls、.doc、.wps 先另存为这些格式",
    "it may be one of {kinds}; save others as one of these",
    about="`perfrules new --from-table` was given a file of another kind.",
)
TABLE_UNREADABLE = Kind(
    "PR630",
    "table-unreadable",
    "{file} 打不开，不是完好的文件",
    "{file} cannot be opened, it is no intact file",
    "在 Word、WPS 或 Excel 里打开它，另存一份",
    "open it in Word or Excel and save it anew",
    about="The file of a table is damaged, or is not what its ending says.",
)
NOT_CHINESE = Kind(
    "PR636",
    "table-not-chinese",
    "{file} 里没有中文：只从中文的指标体系表起草",
    "{file} has no Chinese in it: drafts are made of Chinese tables only",
    "不带 --from-table 起草一份骨架，逐项照表填写",
    "draft a frame without --from-table, and fill it in from the table",
    about="The heads of a table and the wordings of its criteria are known in Chinese.",
)
NO_TABLE = Kind(
    "PR634",
    "no-table",
    "{file} 里没有找到指标体系表",
    "no table of indicators was found in {file}",
    "核对表头：要有指标的列（一级指标、指标名称等）和分值的列；贴成文本的，各列之间要有制表符或 |",
    "check its heads: they name a column of indicators and one of points; a text has tabs or | between columns",
    about="None of the tables of a file has a row of heads that names indicators and points.",
)

KINDS = (TABLE_KIND, TABLE_UNREADABLE, NO_TABLE, NOT_CHINESE)
