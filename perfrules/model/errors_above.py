"""What can be wrong above the leaf: headings that are not scored, what the result is, grades that read no total."""

from perfrules.diagnostics.diagnostic import Kind

RULE_UNSCORED = Kind(
    "PR520",
    "rule-of-what-is-not-scored",
    "「{name}」写明「{state}」，不评分，不能再写评分办法",
    "`{name}` is {state}, so it is not scored and has no rule",
    "写上分值，或去掉这一行",
    "give it points, or take this line out",
    about="What is printed without points (空, 分值 未公布), and what is not transcribed (未录), has no rule.",
)
SCORED_BELOW = Kind(
    "PR521",
    "points-below-what-is-not-scored",
    "「{above}」写明「{state}」，它的下级「{name}」却有分值",
    "`{name}` has points, below `{above}`, which is {state}",
    "写上「{above}」的分值，或把「{name}」也写成「分值 未公布」",
    "give `{above}` its points, or make `{name}` `分值 未公布` too",
    about="Points count upwards: below a heading without points nothing can be scored.",
)
NO_TOTAL = Kind(
    "PR522",
    "no-scored-part",
    "没有一个指标有分值，总分无从算起",
    "no indicator has points, so there is no total",
    "写「总分 评议 0分至{points}分」；不给分的写「不予评分 \"原因\"」",
    "write `总分 评议 0分至{points}分`, or `不予评分 \"why\"` where no score is given",
    about="A rubric without scored parts says that its total is judged, or that there is none.",
)
TWO_TOTALS = Kind(
    "PR523",
    "total-judged-and-computed",
    "各项指标有分值，总分由它们相加，不能再写「总分 评议」",
    "the indicators have points and make the total, so it is not judged",
    "去掉这一行，或把各项指标写成「分值 未公布」",
    "take this line out, or make the indicators `分值 未公布`",
    about="A total is computed from its parts, or judged as a whole.",
)
INNER_LEAF = Kind(
    "PR524",
    "inner-scale-without-parts",
    "「{name}」没有下级，「内按」没有可折算的项",
    "`{name}` has no parts for `内按` to bring to its points",
    "在它下面写评分点，共 {inner}分",
    "put a 评分点 of {inner}分 below it",
    about="内按 scores the parts of a heading on a scale of their own.",
)
INNER_NOT_POSITIVE = Kind(
    "PR525",
    "inner-scale-not-positive",
    "「内按」的分值要大于 0",
    "the scale of `内按` must be above 0",
    about="What the parts score is divided by the scale of 内按.",
)
UNRECORDED_READ = Kind(
    "PR526",
    "score-of-what-is-not-transcribed",
    "「{name}」有未录的部分，得分不定，别处不能用",
    "a part of `{name}` is not transcribed, so its score is not known and cannot be read",
    "用它的指标值或数据，或把未录的部分补上",
    "read its value or its facts, or transcribe the part",
    about="What a part scores that is not transcribed is not known, so no rule may rest on it.",
)
NOT_THE_PARTS = Kind(
    "PR527",
    "choice-is-not-the-parts",
    "「{name}」可以是{choices}，不正是「{above}」的各个下级",
    "`{name}` can be {choices}, which are not just the parts of `{above}`",
    "选项与下级的名称要一一相同",
    "its labels are the names of the parts, one each",
    about="只可择其一 is told by a choice that names the part which counts.",
)

KINDS = tuple(kind for kind in list(globals().values()) if isinstance(kind, Kind))
