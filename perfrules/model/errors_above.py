"""What can be wrong above the leaf: headings that are not scored, what the result is, grades that read no total."""

from perfrules.diagnostics.diagnostic import Kind

RULE_UNSCORED = Kind(
    "PR520",
    "rule-of-what-is-not-scored",
    "「{name}」写明「{state}」，不评分，不能再写评分办法",
    "`{name}` is {state}, so it is not scored and has no rule",
    "写上分值，或去掉这一行",
    "give it points, or take this line out",
    about="What is printed as not used or without published points, and what is not transcribed, has no rule.",
)
SCORED_BELOW = Kind(
    "PR521",
    "points-below-what-is-not-scored",
    "「{above}」写明「{state}」，它的下级「{name}」却有分值",
    "`{name}` has points, below `{above}`, which is {state}",
    "写上「{above}」的分值，或把「{name}」也写成「分值 未公布」",
    "give `{above}` its points, or make `{name}` `points not published` too",
    about="Points count upwards: below a heading without points nothing can be scored.",
)
NO_TOTAL = Kind(
    "PR522",
    "no-scored-part",
    "没有一个指标有分值，总分无从算起",
    "no indicator has points, so there is no total",
    '写「总分 评议 0分至{points}分」；不给分的写「不予评分 "原因"」',
    'write `the total judged 0 to {points:point}`, or `not rated "why"` where no score is given',
    about="A rubric without scored parts says that its total is judged, or that there is none.",
)
TWO_TOTALS = Kind(
    "PR523",
    "total-judged-and-computed",
    "各项指标有分值，总分由它们相加，不能再写「总分 评议」",
    "the indicators have points and make the total, so it is not judged",
    "去掉这一行，或把各项指标写成「分值 未公布」",
    "take this line out, or make the indicators `points not published`",
    about="A total is computed from its parts, or judged as a whole.",
)
INNER_LEAF = Kind(
    "PR524",
    "inner-scale-without-parts",
    "「{name}」没有下级，「内按」没有可折算的项",
    "`{name}` has no parts for `scaled from` to bring to its points",
    "在它下面写评分点，共 {inner}分",
    "put a criterion of {inner:point} below it",
    about="`scaled from` scores the parts of a heading on a scale of their own.",
)
INNER_NOT_POSITIVE = Kind(
    "PR525",
    "inner-scale-not-positive",
    "「内按」的分值要大于 0",
    "the scale of `scaled from` must be above 0",
    "写成「内按100分」这样",
    "write it like `scaled from 100 points`",
    about="What the parts score is divided by the figure behind `scaled from`.",
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
    about="`only one of the parts` is told by a choice that names the part which counts.",
)
NO_INDEX = Kind(
    "PR528",
    "grades-without-index",
    "没有写「结果为 名称 ＝ 算式」，「等级 按 指数」无从说起",
    "no `the result is name = formula` is stated for `grades by the result` to speak of",
    "在文件开头写「结果为 …」",
    "state `the result is …` at the head of the file",
    about="`grades by the result` grades what the rubric states as its result.",
)
NO_TOTAL_TO_GRADE = Kind(
    "PR529",
    "grades-without-total",
    "这张表没有总分，等级不能按总分或得分率划分",
    "this rubric has no total for its grades to be about",
    "写「等级 按 指数」，或「等级 按序」按条件划分",
    "write `grades by the result`, or `grades in order` with conditions",
    about="Grades are about the total unless they say otherwise.",
)
GRADE_ROW_MISFIT = Kind(
    "PR530",
    "grade-row-misfit",
    "「等级 按序」各行写条件（当 …、否则），其他等级各行写区间",
    "rows of `grades in order` are conditions (`when …`, `otherwise`), those of other grades are intervals",
    "改成这样的行；按条件定等级的，「等级」后面写「按序」",
    "write the rows so; where conditions decide, the section is `grades in order`",
    about="A grade scale is over one value, or its rows are conditions tried in order; not both.",
)
OTHERWISE_NOT_LAST = Kind(
    "PR531",
    "otherwise-not-last",
    "「否则」后面还有别的等级，轮不到它们",
    "grades stand behind `otherwise`, which nothing reaches",
    "把「否则」一行移到最后",
    "put the row `otherwise` last",
    about="`otherwise` takes every subject that comes to it.",
)
NO_OTHERWISE = Kind(
    "PR532",
    "grades-without-otherwise",
    "哪个条件都不符合时没有等级",
    "there is no grade where no condition holds",
    "最后一行写「{label} ：否则」",
    "let the last row be `{label}: otherwise`",
    about="Conditions of grades end with `otherwise`, so that every subject has a grade.",
)
BAD_TOTAL_RANGE = Kind(
    "PR533",
    "total-range-misfit",
    "总分范围 {range} {why}",
    "the range {range} of the total {why}",
    "改两端，或改「满分」和各项的分",
    "change its ends, or the points",
    about="The range of the total is cut at its ends: the lower one below the upper, and the full marks within it.",
)
NOT_A_RESULT = Kind(
    "PR534",
    "result-is-no-quantity",
    "「结果为」要是一个量，写的是{found}",
    "the result must be a quantity, this is {found}",
    "写一个金额、比率或数值的算式；结果是优、良、差这样的，写「结果等次」",
    "write a formula of money, a ratio or a number; results like good and poor are stated by `results are`",
    about="The result of a rubric is a total of points, a quantity, or one of its results in order (`results are`).",
)
POPULATION_OF = Kind(
    "PR535",
    "population-of-no-value",
    "「{name}」里写一个数据、公式、指标，或「指标 的得分」",
    "`{name}` is of one fact, formula or heading, or of the score of a heading",
    "算式先写成公式，如「公式 支出率 ＝ …」，再写「{name}(支出率)」",
    "give the formula a name first, then write `{name}(that name)`",
    about="A figure of all subjects is published under the name of what it is of.",
)
RANK_RULES = Kind(
    "PR536",
    "rank-without-rules",
    "名次要写明从哪一头数、并列怎么算",
    "a rank says from which end it counts and what equal values do",
    "写「名次(x，由高到低，并列占位)」：并列占位 1、2、2、4，并列不占位 1、2、2、3，并列取均 1、2.5、2.5、4",
    "write `rank(x, highest first, ties leave gaps)`, or `ties leave no gaps`, or `ties take the mean place`",
    about="Places differ by the end they are counted from and by what ties do, so both are stated.",
)
NOT_RANKED = Kind(
    "PR537",
    "rank-rule-elsewhere",
    "只有「名次」才写从哪一头数、并列怎么算，「{name}」不用",
    "only `rank` says from which end it counts and what ties do; `{name}` does not",
    "去掉「由高到低」「并列占位」这些话",
    "take these words out",
    about="`highest first`, `ties leave gaps` and the like speak of places.",
)
TWO_RANKS = Kind(
    "PR538",
    "two-ranks-of-one-value",
    "「{name}」已有另一种排法的名次",
    "`{name}` is ranked in another way elsewhere",
    "两处写同样的排法",
    "rank it in one way",
    about="The place of one value is one published figure, so it is counted in one way.",
)
MEAN_OF_NO_QUANTITY = Kind(
    "PR539",
    "mean-of-no-quantity",
    "「{name}」不是一个量，没有均值",
    "`{name}` is no quantity, so it has no mean",
    "写「可缺 按 …」，给一个值",
    "write `may be missing, counted as …` with a value",
    about="`counted as the mean of all` takes the mean of all subjects, which only quantities have.",
)
NEEDS_RESULTS = Kind(
    "PR540",
    "results-needed",
    "「{word}」这样写，要有「结果等次 优 ＞ 良 ＞ 差」",
    "`{word}` written so needs a line like `results are good > fair > poor`",
    "在文件开头写「结果等次 …」；按分数评的写「评议 0分至8分」「择劣」",
    "state `results are …` at the head; where points are given write `judged 0 to 8 points` or `worst of the parts`",
    about=(
        "The worst of the parts raised by one step, `look up the results` and `judged` without bounds "
        "are about results in an order, not about points."
    ),
)
POINTS_OF_RESULTS = Kind(
    "PR541",
    "points-among-results",
    "结果是等次（{results}），这里不能写分值",
    "results are {results}, so there are no points here",
    "写其中一个等次",
    "write one of the results",
    about="In a rubric with `results are` every heading has a result and none has points.",
)
RULE_OF_RESULTS = Kind(
    "PR542",
    "rule-without-result",
    "这个办法给的是分，不是等次",
    "this rule gives points and not one of the results",
    "写「评分」和结果的各行，或「评议」",
    "write `score by` with rows that give results, or `judged`",
    about=(
        "In a rubric with `results are` leaves have `score by` with rows, `judged`, `override` and `not applicable`."
    ),
)
RESULTS_NOT_ADDED = Kind(
    "PR543",
    "results-are-not-added",
    "等次不能相加：「{name}」要写明由下级怎样得出",
    "results are not added up: `{name}` says how it comes from its parts",
    "写 木桶、择劣、择优、取第k、只可择其一 或 查表；最上一层只有一项",
    "say which result counts (`worst of the parts`, `best of the parts`, `take place 2`, `only one "
    "of the parts`, `worst of the parts raised by one step where any is higher`) or `look up the "
    "results`; one heading is the topmost",
    about="What several results come to is stated, at every heading with parts.",
)

KINDS = tuple(kind for kind in list(globals().values()) if isinstance(kind, Kind))
