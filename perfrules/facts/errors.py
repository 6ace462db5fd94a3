"""What can be wrong with the data of one subject: codes PR6xx, one documented family."""

from perfrules.diagnostics.diagnostic import Kind

MISSING_FACT = Kind(
    "PR601",
    "missing-fact",
    "缺数据「{name}」{where}",
    "the fact `{name}` is missing{where}",
    "填上这一项；没有发生的事项写 0 或「否」，不要留空",
    "give it; a thing that did not happen is 0 or 否, not blank",
    about="The scoring reaches a rule that reads this fact, and it was not given. Missing is neither 0 nor 否.",
)
UNKNOWN_FACT = Kind(
    "PR602",
    "unknown-fact",
    "评价表里没有数据「{name}」",
    "the rubric has no fact `{name}`",
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
    about="The unit of the supplied figure has another dimension than the fact.",
)
OUT_OF_RANGE = Kind(
    "PR607",
    "out-of-range",
    "「{name}」应在 {expected}，给的是 {given}",
    "`{name}` lies in {expected}, given is {given}",
    about="A figure beyond the declared range of the fact.",
)
OFF_FACT_GRID = Kind(
    "PR608",
    "finer-than-grid",
    "「{name}」精确到 {grid}，给的是 {given}",
    "`{name}` is stated to {grid}, given is {given}",
    "改正数值；原始数据更细时，在「数据」里写「精确到 …」或「先四舍五入到 …」",
    "mend the figure; where the source is finer, declare 精确到 … or 先四舍五入到 …",
    about="A figure finer than the grid of the fact, perhaps in the wrong unit.",
)
UNKNOWN_CHOICE = Kind(
    "PR609",
    "unknown-choice",
    "「{name}」没有选项「{given}」",
    "`{name}` has no label `{given}`",
    "选项有：{labels}",
    "its labels are {labels}",
    about="A label that the choice does not have; it is never read as the worst one.",
)
NOT_A_FLAG = Kind(
    "PR610",
    "not-yes-or-no",
    "「{name}」要写「是」或「否」，给的是「{given}」",
    "`{name}` is 是 or 否, given is `{given}`",
    about="A yes/no fact takes 是, 否, true or false.",
)
NOT_A_DATE = Kind(
    "PR611",
    "not-a-date",
    "「{name}」要写日期，如 2022-06-16，给的是「{given}」",
    "`{name}` is a date such as 2022-06-16, given is `{given}`",
    about="A text that is no day of the calendar.",
)
REASON_MISSING = Kind(
    "PR612",
    "reason-missing",
    "「{name}」要写理由",
    "`{name}` needs a reason",
    '在后面写「理由 "…"」',
    'write `理由 "…"` behind it',
    about="The rubric says 须说明, and no reason was given.",
)
CONSTRAINT_BROKEN = Kind(
    "PR613",
    "constraint-broken",
    "不符合约束「{constraint}」：{figures}",
    "the constraint `{constraint}` does not hold: {figures}",
    about="Two supplied facts contradict each other.",
)
UNREADABLE = Kind(
    "PR614",
    "unreadable-facts",
    "{file} 读不出来：{why}",
    "{file} cannot be read: {why}",
    about="The file of facts is missing, broken, or of an unknown kind.",
)
WRONG_SHAPE = Kind(
    "PR615",
    "wrong-shape",
    "{where}应是{expected}",
    "{where} should be {expected}",
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
    "{file} has {count} cases; choose one with --case",
    "有：{cases}",
    "it has {cases}",
    about="A file with several cases does not say which one to score.",
)
NOT_FINITE = Kind(
    "PR618",
    "not-finite",
    "「{name}」不是一个有限的数：{given}",
    "`{name}` is not a finite number: {given}",
    about="NaN and infinity are no figures.",
)
TOO_LARGE = Kind(
    "PR619",
    "figure-too-large",
    "「{name}」的数位太多：{given}",
    "the figure of `{name}` has too many digits: {given}",
    about="Figures are limited to 40 digits, so that every evaluation ends in bounded time.",
)
MISSING_VALUE_FAILS = Kind(
    "PR620",
    "optional-fact-needed",
    "「{name}」没有给，而用到它的「{node}」写明缺失时报错",
    "`{name}` is missing, and the rule of `{node}` fails without it",
    about="An optional fact whose use says 报错.",
)

KINDS = tuple(kind for kind in list(globals().values()) if isinstance(kind, Kind))
