"""Names (PR2xx), types and units (PR3xx), scoring (PR4xx), grades (PR5xx)."""

from perfrules.diagnostics.diagnostic import Kind, Severity

UNKNOWN_NAME = Kind(
    "PR201",
    "unknown-name",
    "没有叫「{name}」的数据、公式或指标",
    "nothing is called `{name}`",
    "在「数据」里加一行「{name} ：种类 单位」，或改成已有的名称；扣分、满足、特例里就地要填的事项，放进引号「」",
    "declare it under `facts` as `{name}: kind unit`, or use a declared name; what is asked on the spot stands in 「」",
    about="A formula or condition uses a name that nothing declares.",
)
DUPLICATE_NAME = Kind(
    "PR202",
    "duplicate-name",
    "「{name}」重名",
    "`{name}` is declared twice",
    "改用不同的名称",
    "give one of them another name",
    about="Two declarations that share a space have one name (after folding of widths and forms).",
)
AMBIGUOUS_NAME = Kind(
    "PR203",
    "ambiguous-name",
    "「{name}」可以指 {candidates}",
    "`{name}` can mean {candidates}",
    "写出上级名称，如「{first}」",
    "write its path, e.g. `{first}`",
    about="A shortened path fits several headings or facts.",
)
FORMULA_ELSEWHERE = Kind(
    "PR226",
    "formula-of-another-heading",
    "「{name}」是「{owner}」的公式，在这里要写出上级名称",
    "`{name}` is a formula of `{owner}`, and is called by its path here",
    "写「{path}」",
    "write `{path}`",
    about="A formula is called by its name below its own heading, by its path elsewhere.",
)
CYCLE = Kind(
    "PR204",
    "cycle",
    "公式绕成了圈：{chain}",
    "a cycle: {chain}",
    "去掉其中一步引用",
    "take one of the references out",
    about="A value depends on itself.",
)
NO_VALUE = Kind(
    "PR205",
    "heading-without-value",
    "指标「{name}」没有指标值可用",
    "heading `{name}` has no value of its own",
    "给它一个公式，或写「{name} 的得分」",
    "give it a formula, or write `the score of {name}` for its score",
    about="A heading's path in a formula means its measure; this heading has none, or more than one.",
)
UNKNOWN_FUNCTION = Kind(
    "PR206",
    "unknown-function",
    "没有叫「{name}」的函数",
    "no function is called `{name}`",
    "核对名称；可以用的有 绝对值、最大、最小、合计、均值、个数、四舍五入、天数 等，全部见参考里的「函数」",
    "check the name; there are abs, max, min, sum, mean, count, round, days and others, see the page of functions",
    about="A name with brackets behind it must be a known function.",
)
NEAR_NAME = Kind(
    "PR207",
    "near-miss-name",
    "「{name}」是新事项，但与已有的数据「{near}」只差一点",
    "「{name}」declares a new fact, but is very like the declared `{near}`",
    "若是同一个，改成一样的名称；若不是，换一个不易混的说法",
    "use the same name if it is the same fact, a clearly different one if not",
    about="An on-the-spot fact whose text is nearly that of a declared fact is more likely a slip.",
)
SPOT_NOT_HERE = Kind(
    "PR208",
    "undeclared-fact",
    "「{name}」不是已有的数据，写在这里也不会成为一项数据",
    "`{name}` is not declared, and nothing can be declared here",
    "在「数据」里加一行「{name} ：种类 单位」",
    "declare it under `facts` as `{name}: kind unit`",
    about="「…」 declares a fact only where its kind is plain from the statement.",
)
SHADOWED = Kind(
    "PR209",
    "formula-hides-name",
    "公式「{name}」与{other}重名",
    "formula `{name}` has the name of {other}",
    "公式换一个名称",
    "give the formula another name",
    about="A formula may not share a fact's name, nor hide a formula from a heading above.",
)

OWN_NAME = Kind(
    "PR211",
    "own-name-without-value",
    "「{name}」是这个指标自己的名称，还没有数可用",
    "`{name}` is this heading's own name, and it has no value yet",
    "在「数据」里加一行「{name} ：种类 单位」，或在这个指标下写「公式 {name} ＝ …」",
    "declare it under `facts` as `{name}: kind unit`, or write `formula {name} = …` under this heading",
    about="A heading is scored by a fact or formula of its own name; neither is there.",
)

UNIT_MISMATCH = Kind(
    "PR301",
    "unit-mismatch",
    "{left}与{right}不能{doing}",
    "{left} and {right} cannot be {doing}",
    "放在一起的要是同一种量、同样的单位：核对名称，或改「数据」里的种类和单位",
    "what stands together is of one kind and unit: check the names, or the kinds and units under `facts`",
    about="Amounts of different dimensions neither add nor compare: money against persons, persons against items.",
)
UNKNOWN_UNIT = Kind(
    "PR302",
    "unknown-unit",
    "不认识单位「{unit}」",
    "unknown unit `{unit}`",
    "是计数的单位，就在「数据」里写一项「名称 ：计数 {unit}」；不然换一个认识的单位",
    "a counter word is declared by a fact of kind `count {unit}`",
    about="A unit is neither a standard one nor a counter word that the rubric declares.",
)
WRONG_UNIT = Kind(
    "PR303",
    "wrong-unit",
    "「{unit}」不是{meant}的单位",
    "`{unit}` is not a unit of {meant}",
    "改写{meant}的单位，或改种类",
    "write a unit of {meant}, or change the kind",
    about=(
        "Money is in yuan or in its thousands, ten thousands, millions or hundred millions; counts in counter words."
    ),
)
WRONG_TYPE = Kind(
    "PR304",
    "wrong-type",
    "这里要{expected}，写的是{found}",
    "{expected} is needed here, this is {found}",
    "换成{expected}：核对这里的名称和算式，或改「数据」里的种类",
    "put {expected} here: check the name or formula, or the kind stated under `facts`",
    about="A value of one kind stands where another is needed.",
)
NOT_POINTS = Kind(
    "PR346",
    "ratio-for-points",
    "这里要分值，写的是比率",
    "points are needed here, this is a ratio",
    "写成「率 × 满分」「率 × 10分」这样：比率乘「满分」或几分才是分值",
    "write it like `rate × full marks` or `rate × 10 points`",
    about="A score is in points, and a ratio alone is none.",
)
BARE_NUMBER = Kind(
    "PR305",
    "bare-number",
    "「{number}」没有写单位，与{other}放在一起要写",
    "`{number}` has no unit beside {other}",
    "写「{number}{unit}」",
    "write `{number}{unit}`",
    about="Next to a quantity with a unit only 0 may be bare.",
)
POINTS_PRODUCT = Kind(
    "PR306",
    "points-product",
    "分值只能乘以或除以不带单位的数",
    "points are only multiplied or divided by plain numbers",
    "去掉单位，或先把两个带单位的数相除得出比率",
    "take the unit out, or first divide two such amounts to make a ratio",
    about="Points times points, and points times money, mean nothing.",
)
PERCENT_STEP = Kind(
    "PR307",
    "percent-for-points",
    "比率的变动用「个百分点」说，不用「%」",
    "a change of a ratio is said in percentage points, not in %",
    "写「{points}个百分点」",
    "write `{points:percentage point}`",
    about="10% of a ratio could mean ten percentage points or a tenth of it.",
)
POINT_MISUSE = Kind(
    "PR308",
    "percentage-points-misused",
    "「个百分点」只能写在「每」后、加减在比率上，或与两个比率之差比较",
    "percentage points stand only after `per`, added to or taken from a ratio, or against a difference of ratios",
    "与比率本身比较时写「%」",
    "against a ratio itself write %",
    about="A level of a ratio is in %, a distance between ratios in percentage points.",
)
UNKNOWN_LABEL = Kind(
    "PR309",
    "unknown-label",
    "「{label}」不是「{name}」的选项",
    "`{label}` is no label of `{name}`",
    "选项有：{choices}",
    "its labels are {choices}",
    about="A label that the choice does not have.",
)
NOT_ORDERED = Kind(
    "PR310",
    "unordered-choice",
    "选项「{name}」没有排序，不能比较高低",
    "choice `{name}` is not ordered, so it has no higher and lower",
    "在「数据」里用「＞」从好到差排列",
    "declare its labels with ＞ between them, best first",
    about="Only labels declared in an order, as in `choice good > fair`, compare by rank.",
)
BAD_DATE = Kind(
    "PR311",
    "no-such-date",
    "没有「{text}」这一天",
    "there is no day `{text}`",
    "核对年、月、日",
    "check the year, month and day",
    about="A date that the calendar does not have.",
)
BAD_RANGE = Kind(
    "PR312",
    "empty-range",
    "「{name}」的范围里一个值也没有",
    "the range of `{name}` holds no value",
    "核对两端的数、含不含，和数据的精度",
    "check its two ends, whether they belong, and the grid of the fact",
    about="The bounds of a fact exclude each other, or its grid has no value between them.",
)
ARGUMENTS = Kind(
    "PR313",
    "wrong-arguments",
    "「{name}」的括号里要写 {expected} 项，写了 {found} 项",
    "function `{name}` takes {expected:argument}, {found} given",
    "补上少的，或去掉多的；各项之间用逗号",
    "put in what is missing, or take out what is too many; commas part them",
    about="A function with too many or too few arguments.",
)

MISSING_VALUE_OUTSIDE = Kind(
    "PR314",
    "missing-value-outside",
    "「{name}」缺失时按 {value}，它不在「{name}」自己的范围和精度之内",
    "`{name}` counts as {value} when missing, which is not a value that it can have",
    "改缺失时的值，或改范围、精度",
    "change that value, or the range or grid of the fact",
    about="What stands for a missing fact is a value that the fact could have, so that the rules cover it.",
)

MODIFIER_MISFIT = Kind(
    "PR315",
    "modifier-misfit",
    "「{name}」写了「{word}」，{why}",
    "`{name}` says `{word}`, {why}",
    "去掉「{word}」，或改成合适的",
    "take `{word}` out, or put in what fits",
    about="A word on a fact that has no effect there, or contradicts another, would be a silent slip.",
)
NEVER_MISSING = Kind(
    "PR316",
    "never-missing",
    "「{name}」不会缺失：没有写「可缺」，或者写了缺了按什么算、报错",
    "`{name}` is never missing: it is not `may be missing`, or has a value or an error for that",
    "去掉这里的「缺失」；由这里来说缺了怎么办的，只写「可缺」",
    "take `missing` out here; where this is to say what then, declare it `may be missing` and no more",
    about="A fact that may not be missing is a data error when it is; another value may stand for one that may.",
)

DECIMALS_UNSTATED = Kind(
    "PR340",
    "decimals-not-stated",
    "「{name}」的结果算不尽，要写明保留几位",
    "the result of `{name}` has no end, so it says to how many decimals",
    "在最后写「，2位小数」或「，1位百分数」",
    "end it with `, 2 decimals` or `, 1 decimal of a percent`",
    about="Roots, logarithms and the like exist to a stated number of decimals only, and are correctly rounded to it.",
)
PLACES_MISPLACED = Kind(
    "PR341",
    "decimals-out-of-place",
    "「{name}」里不能这样写保留几位",
    "`{name}` says no number of decimals here",
    "保留几位写在 四舍五入、舍去、进位、平方根 等函数的最后",
    "it stands last, in round, truncate, round_up, sqrt and the like",
    about="A number of decimals is the last argument of a function that rounds.",
)
FUNCTION_UNDEFINED = Kind(
    "PR342",
    "function-undefined",
    "「{call}」不是总有结果：{why}",
    "`{call}` does not always have a result: {why}",
    "在「数据」里写明范围，或用「特例」先接住算不出的情况",
    "state the range under `facts`, or catch what has no result with an `override` first",
    about="The argument of a root or logarithm is kept where it has one, by the ranges of the facts it reads.",
)
NO_CALENDAR = Kind(
    "PR343",
    "no-calendar",
    "「{name}」要按工作日历数，文件里没有",
    "`{name}` counts by a work calendar, and there is none",
    "加一节「工作日历」：起讫 2022-01-01 至 2022-12-31，放假 …，上班 …",
    "add a section `work calendar`: covers 2022-01-01 to 2022-12-31, days off …, days worked instead …",
    about="Which days are off and which weekend days are worked is announced year by year; a rubric states it.",
)
DAY_OUTSIDE = Kind(
    "PR344",
    "day-outside-calendar",
    "{day} 不在工作日历 {first} 至 {last} 之内",
    "{day} is not among the days of the work calendar, {first} to {last}",
    "改「起讫」，并补上那一年的放假和上班",
    "widen `covers`, with the days off and worked of that year",
    about="Of days outside its range a work calendar says nothing.",
)
BAD_CALENDAR = Kind(
    "PR345",
    "calendar-wrong",
    "工作日历：{why}",
    "work calendar: {why}",
    "写成：起讫 2022-01-01 至 2022-12-31，放假 2022-10-01 至 2022-10-07，上班 2022-10-08",
    "write it like: covers 2022-01-01 to 2022-12-31; days off 2022-10-01 to 2022-10-07; days worked instead 2022-10-08",
    about="A work calendar has one range; each listed day lies in it and is listed once; worked days are weekend days.",
)

NOT_CLOSED = Kind(
    "PR401",
    "points-not-closed",
    "「{name}」的下级共 {sum}分，与它的 {points}分 不符",
    "the parts of `{name}` add up to {sum:point}, not to its {points}",
    "改下级的分值，或把「{name}」改为 {sum}分",
    "mend the parts, or make `{name}` {sum:point}",
    about="The points of a heading's children add up to its own; those of the top headings to the full marks.",
)
NO_RULE = Kind(
    "PR402",
    "leaf-without-rule",
    "「{name}」没有下级，也没有评分办法",
    "`{name}` has neither parts nor a rule",
    "写 评分、扣分、满足、评议 或 得分 ＝",
    "give it one of `score by`, `deduct`, `award`, `judged` or `score =`",
    about="A heading with no children is scored by a rule of its own.",
)
RULE_ABOVE_LEAF = Kind(
    "PR403",
    "rule-above-leaf",
    "「{name}」有下级，不能再写评分办法",
    "`{name}` has parts, so it cannot have a rule",
    "把这一行移到下级指标下面",
    "move this line below one of its parts",
    about="Only leaves have rules; a heading with children is their sum.",
)
COUNT_IN_LEAF = Kind(
    "PR487",
    "aggregation-without-parts",
    "「{name}」没有下级，「{word}」没有可数的项",
    "`{name}` has no parts for `{word}` to count",
    "在它下面写上各项指标，或去掉这一行",
    "put headings below it, or take this line out",
    about=(
        "The best, the worst or the mean of the parts, a place among them and weights say how the parts "
        "of a heading count."
    ),
)
TWO_COUNTS = Kind(
    "PR488",
    "two-aggregations",
    "「{name}」已写明各项怎样计分（第{line}行）",
    "how the parts of `{name}` count is stated already (line {line})",
    "只留一种",
    "keep one",
    about="A heading is the sum of its parts, or has one clause that says otherwise.",
)
LEFT_OUT_READ = Kind(
    "PR489",
    "score-of-what-is-left-out",
    "「{name}」可能不计入，那时没有得分可用",
    "`{name}` can be left out, and has no score then",
    "用它的指标值或数据，或改「不计入」为一个得分",
    "read its value or its facts, or let it score something instead of being left out",
    about="A heading that is left out, wholly or in part, has no score that a rule could read.",
)
ADJUSTMENT_RULE = Kind(
    "PR493",
    "rule-in-adjustments",
    "「{name}」在「加减分」下面，只能写「加分」「扣分」「满足」",
    "`{name}` stands below `adjustments`, where only `add`, `deduct` and `award` have a place",
    "改用这三种写法；要另外评分的，移到「加减分」之前",
    "write it with one of these, or move the heading above `adjustments`",
    about="What comes on top of the full marks is added or taken; there is no base to score.",
)
ADJUSTMENT_UNLIMITED = Kind(
    "PR494",
    "adjustment-without-most",
    "「加减分」下面的每一条都要写至多几分",
    "each line below `adjustments` says how much it gives or takes at most",
    "在后面写「至多2分」这样的话",
    "write `, at most 2 points` behind it",
    about="What comes on top of the full marks is not cut at 0 or at full marks, so each line has its own `at most`.",
)
UNKNOWN_GRADE = Kind(
    "PR510",
    "unknown-grade",
    "「等级」里没有「{label}」",
    "the grade scale has no `{label}`",
    "等级有：{grades}",
    "its grades are {grades}",
    about="`grade at most` names a grade of the scale.",
)
NO_SCALE = Kind(
    "PR511",
    "grade-without-scale",
    "没有「等级」一节，「等级至多」无从说起",
    "there is no grade scale for `grade at most` to speak of",
    "加上「等级」一节，或去掉这一行",
    "add a section `grades`, or take this line out",
    about="`grade at most` needs a grade scale.",
)
NOTHING_APPLIES = Kind(
    "PR650",
    "nothing-applies",
    "所有指标都不计入，没有总分",
    "every indicator is left out, so there is no total",
    "核对各项「不适用」的数据",
    "check the facts that `not applicable` reads",
    about="The total is scaled by the points that apply; where none does, the facts cannot be right.",
)
TWO_RULES = Kind(
    "PR404",
    "two-rules",
    "「{name}」已有一个评分办法（第{line}行）",
    "`{name}` already has a rule (line {line})",
    "一项只有一个 评分、评议 或 得分 ＝；另一项写成新的评分点",
    "a leaf has one of `score by`, `judged`, `score =`; make the other a `criterion` of its own",
    about="A leaf has at most one base rule.",
)
BASE_NEEDED = Kind(
    "PR405",
    "base-points-needed",
    "「{name}」有得分也有扣分，要写「基础分」",
    "`{name}` both awards and deducts, so it states what it starts from",
    "得分项共 {awards}分，基础分＋得分项应等于 {points}分：写「基础分 {base}分」",
    "its awards are {awards:point} and with the base make {points}: write `start from {base:point}`",
    about="With awards and deductions together the start is not plain.",
)
AWARDS_NOT_CLOSED = Kind(
    "PR406",
    "awards-not-closed",
    "「{name}」各得分项共 {sum}分，与满分 {points}分 不符",
    "the awards of `{name}` add up to {sum:point}, not to its {points}",
    "改各项的分值，或改满分",
    "mend the awards, or the points of the heading",
    about="Base points and awards together make the full marks.",
)
BASE_UNUSED = Kind(
    "PR407",
    "base-points-unused",
    "「{name}」的基础分用不上",
    "`start from` has no use in `{name}`",
    "只有既有「满足」又有「扣分」、没有「评分」的项才写基础分",
    "only a leaf with both `award` and `deduct`, and no `score by`, has one",
    about="`start from` stands beside awards and deductions only.",
)
MAY_DIVIDE_BY_ZERO = Kind(
    "PR408",
    "possible-zero-divisor",
    "除数「{divisor}」可能为 0，没有写为 0 时怎么办",
    "the divisor `{divisor}` can be 0, and nothing says what then",
    "在「数据」里写明「＞0」，或加「特例 当 {divisor} ＝ 0 时 …」，或在公式后加「，{divisor} ＝ 0 时 …」",
    "declare it > 0, or add `override when {divisor} = 0: …`, or a guard `, or … when {divisor} = "
    "0` behind the formula",
    about=(
        "A divisor is kept from 0 by its range, or by a guard, override or `not applicable` that tests "
        "this very divisor."
    ),
)
OFF_GRID = Kind(
    "PR409",
    "score-off-grid",
    "{score}分 的小数比「舍入 {digits}位小数」多",
    "{score:point} do not lie on the grid of {digits:decimal}",
    "改舍入位数，或改分值",
    "change the rounding or the score",
    about="Full marks and constant scores lie on the rounding grid, or rounding would change what is printed.",
)
SCORE_TOO_HIGH = Kind(
    "PR410",
    "score-out-of-range",
    "{score}分 不在 0 至满分 {points}分 之间",
    "a score of {score} is not between 0 and the full {points:point}",
    "改这个分数，或改这个指标的分值",
    "change this score, or the points of its heading",
    about="A constant score lies within the points of its heading.",
)
SCORE_OUTSIDE = Kind(
    "PR426",
    "score-outside-range",
    "{score}分 不在「范围」{low}分至{high}分 之间",
    "a score of {score} is not within {low} to {high:point}, over which `scores range`",
    "改这个分数，或放宽「范围」",
    "change the score, or widen the range",
    about="A constant score of a leaf with `scores range over` lies within it.",
)
RANGE_NARROW = Kind(
    "PR427",
    "range-too-narrow",
    "「{name}」可以得 {low}分至{high}分，「范围」比这窄",
    "`{name}` can score {low} to {high:point}, more than its `scores range over` allows",
    "改「范围」；扣分、加分没有写「至多」的，写上",
    "widen the range, or write `at most` behind what has none",
    about="`scores range over` cuts nothing; it says how far the score of a leaf can go.",
)
RANGE_MISPLACED = Kind(
    "PR428",
    "range-misplaced",
    "「{name}」不能写「范围」",
    "`{name}` cannot have `scores range over`",
    "「范围」写在有分值、没有下级的指标下；「加减分」用「至多」",
    "it is for a leaf with points; adjustments have `at most`",
    about="Only a leaf with points of its own has `scores range over`.",
)
UNCOUNTED_RULE = Kind(
    "PR429",
    "uncounted-rule",
    "「{name}」不计分，也没有分值，不能写评分办法",
    "`{name}` is not counted and has no points, so it has no rule",
    "只算一个值的，写「公式」或「判定」；要评分的，写上分值，如「三级指标 {name} 10分 不计分」",
    "give it a `formula` or `decide` only, or points: `level 3 indicator {name} 10 points, not counted`",
    about="What is not counted and has no points has a value only; with points it is scored, and counts nowhere.",
)
NEGATIVE_POINTS = Kind(
    "PR411",
    "points-not-positive",
    "「{name}」的分值要大于 0",
    "the points of `{name}` must be above 0",
    "写上它的分值；印在表上而不用的写「空」，只列不算的写「不计分」",
    "give it its points; what is printed and not used is `empty`, what counts nowhere `not counted`",
    about="A heading with no points scores nothing.",
)
NOT_CONSTANT = Kind(
    "PR412",
    "not-a-constant",
    "这里要写一个确定的数",
    "a fixed figure is needed here",
    "写一个数，如 5、95%、0.5分；不能写数据和算式",
    "write a figure such as 5, 95% or 0.5 points, not a fact or formula",
    about="Bounds, steps and points are figures, not measures.",
)
DOUBLE_STATEMENT = Kind(
    "PR413",
    "stated-twice",
    "「{name}」下面「{word}」写了两次",
    "`{word}` is stated twice under `{name}`",
    "只留一处",
    "keep one",
    about="A statement that can be given once stands twice.",
)
NO_PROTECTION = Kind(
    "PR414",
    "missing-policy-needed",
    "「{name}」可缺，这里没有说缺了怎么办",
    "`{name}` may be missing, and nothing says what then",
    "「{name}」写成「可缺 按 …」或「可缺 报错」{ways}",
    "declare it `may be missing, counted as …` or `may be missing, an error if missing`{ways}",
    about="Every use of an optional fact has a policy for its absence.",
)
TOTAL_MISUSED = Kind(
    "PR415",
    "total-in-rule",
    "评分办法里不能用「总分」",
    "a rule cannot read the total",
    "用各项的得分，如「预算 的得分」；管总分的写「总分封顶」「否决」",
    "read the scores of headings, as in `the score of Budget`; what rules the total is `the total at most` or `veto`",
    about="The total depends on every rule.",
)
ROUNDING_UNSTATED = Kind(
    "PR904",
    "rounding-not-stated",
    "没有写「舍入」，得分和总分都不取整",
    "no rounding is stated, so scores and the total are not rounded",
    "写「舍入 各项得分 1位小数」「舍入 总分 1位小数」或「舍入 无」",
    "write `round each score to 1 decimal`, `round the total to 1 decimal` or `no rounding`",
    about="A rubric says how scores are rounded, or that they are not.",
    severity=Severity.NOTE,
)
GRADES_UNSTATED = Kind(
    "PR917",
    "grades-not-stated",
    "没有写「等级」，结果只有总分",
    "no grades are stated, so the result is a total only",
    "文件里有等级的，写一节「等级」，如「优 ：≥ 90分」；没有的不用管",
    "where the document has grades, add a section `grades` with rows like `good: [80, 90)`; else leave it",
    about="Asked of tables of 100 points and more. The grades often stand in the notice and not in the table.",
    severity=Severity.NOTE,
)
GLUED_NAME = Kind(
    "PR210",
    "name-hides-word",
    "「{name}」是一个名称；若想写的是「{split}」，中间要空一格",
    "`{name}` is one name; if `{split}` is meant, put a space between",
    "要写的是「{split}」，就空上一格；确实是一个名称的，换一个不含这些词的名称",
    "put the space in where `{split}` is meant; where it is one name, choose one without these words",
    about="A declared name that is another declared name with a word of the language glued on.",
    severity=Severity.WARNING,
)
DOUBLE_SPOT = Kind(
    "PR416",
    "same-item-twice",
    "「{name}」在同一项里出现两次",
    "「{name}」stands twice in one leaf",
    "若是两件事，换一个说法",
    "give two different things two different texts",
    about="The same on-the-spot text twice in one leaf would be one fact counted twice.",
)
PROPERTY_OF_NOTHING = Kind(
    "PR421",
    "property-without-score",
    "这里的「性质」要写明是哪个得分",
    "this `property` does not say whose score it speaks of",
    "写「性质 总分 随 …」，或移到指标下面",
    "write `property the total … as …`, or move it below a heading",
    about="`score` is that of the heading above; at the head of the file there is none.",
)
EMPTY_RUBRIC = Kind(
    "PR417",
    "no-indicators",
    "评价表里没有一个指标",
    "the rubric has no indicator",
    "写「一级指标 名称 分值」",
    "write `level 1 indicator name points`",
    about="A rubric needs headings with points.",
)
CASES_ONLY = Kind(
    "PR438",
    "cases-for-a-rubric",
    "{file} 里只有案例，没有评价表",
    "{file} holds cases only, and no rubric",
    "给出它们的评价表，例如 perfrules score 评价表 案例文件",
    "name the rubric that they belong to, as in: perfrules score RUBRIC CASES",
    about="A file of cases stands where a rubric is expected.",
)
HEAD_POINTS = Kind(
    "PR418",
    "full-marks-stated-wrongly",
    "「满分」要写成一个大于 0 的分值",
    "`full marks` is a number of points above 0",
    "写成「满分 100分」这样",
    "write it like `full marks 100 points`",
    about="The full marks of the rubric.",
)

NO_GRADES_ROWS = Kind(
    "PR501",
    "grades-without-rows",
    "「等级」下面没有一行",
    "no row stands under `grades`",
    "每行写作「良好 ：[80, 90)」",
    "each row is like `good: [80, 90)`",
    about="A grade scale without grades.",
)
GRADE_GAP = Kind(
    "PR502",
    "grade-gap",
    "{what}为 {gap} 时没有等级",
    "no grade for {what} of {gap}",
    "把相邻等级的界限接上，如「≥」与「＜」相接",
    "let the neighbouring grades meet",
    about="Grades cover every total from 0 to full marks.",
)
GRADE_OVERLAP = Kind(
    "PR503",
    "grade-overlap",
    "{what}为 {overlap} 时既是「{first}」又是「{second}」",
    "{what} of {overlap} is both `{first}` and `{second}`",
    "一端改为不含：「以上」「以下」「以内」都含本数，「超过」「不满」不含",
    "leave one end open",
    about="Grades do not overlap.",
)
GRADE_OUTSIDE = Kind(
    "PR504",
    "grade-never-reached",
    "等级「{label}」的区间在 {points} 之外，谁也得不到",
    "grade `{label}` lies outside {points}, so nobody reaches it",
    "删去这一等级，或改它的界限",
    "take the grade out, or change its ends",
    about="A grade beyond what a total can be.",
    severity=Severity.WARNING,
)
UNMARKED_END = Kind(
    "PR505",
    "unmarked-end",
    "区间的{which}没有说含不含",
    "the {which} of the interval does not say whether it belongs",
    "写「{end}(含)」或「{end}(不含)」，或在文件开头写「约定 含下不含上」",
    "write `{end}(included)` or `{end}(excluded)`, or `convention ranges include their lower end "
    "only` at the head of the file",
    about="60%-75% beside 75%-90% would not say where 75% belongs.",
)
EMPTY_INTERVAL = Kind(
    "PR506",
    "empty-interval",
    "区间「{interval}」里一个值也没有",
    "the interval `{interval}` holds no value",
    "检查两端是否写反",
    "its ends may be swapped",
    about="An interval whose lower end lies above its upper one.",
)
WITHIN_NEEDS_SIGN = Kind(
    "PR507",
    "within-of-signed",
    "「{end}以内」：这个值可能小于 0，没有说下到哪里",
    "within {end}: the value can be below 0, and nothing says how far down",
    "写「增减{end}以内」表示正负都算，或对绝对值评分",
    "write `change within {end}` for both directions, or score the absolute value",
    about="`within` alone sets only the upper end.",
)

WRONG_MIDDLE = Kind(
    "PR508",
    "interval-of-another-value",
    "这张表评的是「{subject}」，区间里写的是「{name}」",
    "this table scores `{subject}`, the interval speaks of `{name}`",
    "写「{subject}」，或不写名称，如「≥ 95%」「(85%, 95%)」",
    "write `{subject}`, or no name, as in `≥ 95%` or `(85%, 95%)`",
    about="A row may name what it is about (rate ≥ 95%, 85% < rate < 95%): the measure of the table.",
)
CLASHING_ENDS = Kind(
    "PR509",
    "ends-do-not-join",
    "「{interval}」合不成一个区间",
    "`{interval}` does not make one interval",
    "一个下端加一个上端才合成区间，如「5%以上、10%以内」；正负都算的两段写成两行，或对绝对值评分",
    "a lower and an upper end make one, as in `5% or above and within 10%`; write two rows, or "
    "score the absolute value",
    about="Two lower ends, two upper ends, or a change joined with another end.",
)

UNKNOWN_SCALE = Kind(
    "PR271",
    "unknown-scale",
    "没有叫「{name}」的评议尺度",
    "no judging scale is called `{name}`",
    "在指标之前写「评议尺度 {name}」，下面每行「档 ：[80%, 100%]」",
    "write `judging scale {name}` before the headings, with rows `level: [80%, 100%]`",
    about="`judged by` names a judging scale of the file.",
)
EMPTY_SCALE = Kind(
    "PR571",
    "scale-without-rows",
    "评议尺度「{name}」下面没有一行",
    "no row stands under the judging scale `{name}`",
    "每行写作「档 ：[80%, 100%]」",
    "each row is `level: [80%, 100%]`",
    about="A judging scale has a row for each of its levels.",
)
RATES_OUTSIDE = Kind(
    "PR572",
    "scale-beyond-full",
    "「{label}」的得分率应在 0% 到 100% 之间，两头都要写",
    "the rates of `{label}` lie between 0% and 100%, with both ends given",
    "写成「[80%, 100%]」「[60%, 80%)」这样",
    "write it like `[80%, 100%]` or `[60%, 80%)`",
    about="A judged rate is a part of the full marks.",
)
RATES_SHARED = Kind(
    "PR573",
    "scale-overlap",
    "「{label}」与「{other}」的得分率有重叠",
    "`{label}` and `{other}` share rates",
    "一行的一端改为不含",
    "leave one end open",
    about="A rate belongs to one level, so that the level of a judged score is known.",
)

NOT_OUT_OF = Kind(
    "PR331",
    "rescaled-without-full",
    "「{name}」没有说满分多少，不能折算",
    "what `{name}` is out of is not said, so it cannot be rescaled",
    "在「数据」里写「{name} ：分值 满40分」",
    "declare it as `{name}: points out of 40`",
    about="`rescaled` brings points awarded elsewhere to the full marks, by the points they are out of.",
)
WRONG_AT_LEAST = Kind(
    "PR330",
    "wrong-number-of-conditions",
    "「{least}」：这里列了 {items} 个条件，应写「至少1项」到「至少{items}项」",
    "`{least}`: of {items:condition}, at least 1 to {items} can be asked for",
    "改成其中一个，或补上条件",
    "write one of these, or add conditions",
    about="Of a list of conditions, a whole number can be asked for, not more than are listed.",
)

BAD_SIZE = Kind(
    "PR320",
    "bad-list-size",
    "「{name}」写了 {size} 个值，列可以有 {least} 到 {most} 个",
    "`{name}` has {size:value}; a list has {least} to {most}",
    "改个数；更多的、个数不定的，写成「明细」",
    "change the number; more of them, or a number not known beforehand, are `rows`",
    about="A list has at least two values; a single one is an ordinary fact.",
)
LIST_NOT_ONE = Kind(
    "PR321",
    "list-where-one-is-needed",
    "「{name}」是一列（{size} 个值），这里要一个值",
    "`{name}` is a list of {size:value}, and one value is needed here",
    "写成 合计({name})、均值({name})、最大({name})，或条件 至少2项 {name} ≥ …；要其中一个写「{first}」",
    "write sum({name}), mean({name}), max({name}) or the condition `at least 2 of ({name} ≥ …)`; "
    "`{first}` is one of them",
    about="A list is read as a whole by a function or a count of conditions, or one of its values by its path.",
)
LISTS_DIFFER = Kind(
    "PR322",
    "lists-do-not-match",
    "「{first}」和「{second}」的各个值对不上：{these} 与 {those}",
    "the values of `{first}` and `{second}` do not match: {these} against {those}",
    "改成同样的年份，或同样多的值",
    "give both lists the same years, or as many values",
    about="Inside one function or condition, two lists are read value by value, so their values must correspond.",
)
NOT_A_LIST = Kind(
    "PR323",
    "no-list-here",
    "这里没有列，「{what}」无从算起",
    "there is no list here for `{what}`",
    "写一项「一组…个」或「近…年逐年」的数据",
    "name a fact that is declared as `a list of` several or for `each of the last` years",
    about="`has fewer than`, and `at least` before a single condition, speak of the values of a list.",
)
BAD_TRIM = Kind(
    "PR324",
    "nothing-left-by-trimming",
    "{size} 个值两头各去掉 {count} 个，就没有了",
    "of {size:value} nothing is left without the {count} greatest and least",
    "去掉的个数要是整数，并且少于一半",
    "the number to drop is whole, and less than half",
    about="A trimmed mean drops as many values at each end as it says, and needs at least one that is left.",
)
WRONG_FEWER = Kind(
    "PR325",
    "wrong-number-of-values",
    "「{least}」：这一列有 {size} 个值，应写「不足1个」到「不足{size}个」",
    "`{least}`: the list has {size:value}, so fewer than 1 to {size} can be asked for",
    "改成其中一个",
    "write one of these",
    about="How many values of a list are there can be anything from none to all of them.",
)

GRID_NOT_VALUE = Kind(
    "PR329",
    "grid-where-a-value-is-needed",
    "「{name}」是数据表，不是一个值",
    "`{name}` is a data table, not a value",
    "要一格写「{row}·{column}」；要一行写 合计({row})，一列写 合计({name}·{column})",
    "`{row}·{column}` is a cell; sum({row}) reads a row, sum({name}·{column}) a column",
    about="A data table is read by its cells, or by a row or column as a list.",
)
GRID_MIXED = Kind(
    "PR337",
    "grid-column-mixed",
    "数据表「{name}」一列的各行种类或可缺的写法不同，不能放在一起算",
    "the cells of the column `{name}` differ in kind or in what their absence means, so they cannot be taken together",
    "只用其中几格，或把相同的各行写成一张数据表",
    "name the cells that are meant, or make a table of the rows that are alike",
    about=(
        "A column of a data table can be read as a list where all its rows have one kind, unit dimension and policy."
    ),
)
GRID_EMPTY = Kind(
    "PR336",
    "grid-without-rows",
    "数据表「{name}」下面没有行",
    "the data table `{name}` has no rows",
    "在下面写各行，如「基本支出 ：金额 万元」",
    "declare its rows below it, such as `salaries: money`",
    about="The facts below a data table are its rows.",
)
LIST_IN_ROWS = Kind(
    "PR326",
    "list-in-rows",
    "「{name}」在每行每列只有一个值",
    "`{name}` has one value in each row and column",
    "删去「一组…个」或「近…逐年」，要几个值就写几列",
    "take `a list of` or `each of the last … years` out; write a column for each value",
    about="A cell of a table is one value.",
)
ROWS_DIFFER = Kind(
    "PR338",
    "rows-do-not-match",
    "「{first}」和「{second}」的行对不上，不能放在一个算式里逐行算",
    "`{first}` and `{second}` cannot be read row by row in one expression",
    "分别算出合计或均值，再放在一起",
    "take the sum or mean of each first",
    about=(
        "Inside one function or condition the cells of one set of rows are read row by row; nothing else has its rows."
    ),
)
ROWS_NOT_TOGETHER = Kind(
    "PR339",
    "rows-not-alone",
    "「{name}」不能这样用在明细的各行上",
    "`{name}` cannot go over rows like this",
    "合计、均值、最大、最小、个数里只写一个明细的算式",
    "sum, mean, max, min and count take one expression over the rows",
    about="How many rows there are is not known beforehand, so a function takes one expression of their cells only.",
)
OWN_ROWS = Kind(
    "PR332",
    "own-rows-in-row",
    "这里是「{rows}」的一行，「{name}」只是这一行的值，「{function}」算不到各行",
    "this is one of the rows `{rows}`, `{name}` is its value alone, so `{function}` does not go over the rows",
    "在明细前面写一条公式，如「公式 各行{function} ＝ {function}({of})」，这里读公式名",
    "write a formula above the rows, as in `formula of_all = {function}({of})`, and read its name here",
    about="In the rule of its rows a column is the value of the row at hand; a formula of the leaf goes over all rows.",
)
COLUMN_OUTSIDE = Kind(
    "PR327",
    "column-outside-rows",
    "「{name}」是明细「{rows}」的一列，每行一个值，这里要一个值",
    "`{name}` is a column of the rows `{rows}`, and one value is needed here",
    "写成 合计({name})、均值({name})、最大({name})，或条件 至少2项 {name} ≥ …",
    "write sum({name}), mean({name}), max({name}) or the condition `at least 2 of ({name} ≥ …)`",
    about="Outside the rule of its rows a column is read as a whole, by a function or a count of conditions.",
)
COLUMN_ABSENT = Kind(
    "PR333",
    "missing-of-a-column",
    "「{name}」是明细「{rows}」的一列，缺不缺要一行一行看，这里问不了",
    "`{name}` is a column of the rows `{rows}`, missing row by row, which cannot be asked here",
    "「{name}」写成「可缺 按 …」或「可缺 报错」；按它评每行的，在「每行 评分」下面加一行「缺失 ：…」",
    "declare it `may be missing, counted as …` or `may be missing, an error if missing`; where each row is scored by "
    "it, add a row `missing: …` under `each row score by`",
    about="A cell is missing in its own row: the column says what then, or the table that scores each row by it.",
)
UNSIGNED_BELOW_0 = Kind(
    "PR317",
    "negative-range-unsigned",
    "「{name}」的范围写到了负数，却没有写「可负」",
    "the range of `{name}` goes below 0, and it is not said that it `may be negative`",
    "金额、计数和有单位的数不写「可负」就不小于 0；会有负数的写上，不会有的从 0 写起",
    "money, counts and what has a unit are not below 0 unless that is said; say it, or begin the range at 0",
    about="A range with negative figures, of a fact that cannot be negative, would mean less than it says.",
)
ROWS_NOT_VALUE = Kind(
    "PR328",
    "rows-where-a-value-is-needed",
    "「{name}」是明细，不是一个值",
    "`{name}` is a table of rows, not a value",
    "写它的一列，如 合计({name}·列名)；有几行写 个数({name})",
    "name one of its columns, as in sum({name}·column); count({name}) is how many rows",
    about="Rows are read by their columns.",
)

UNUSED_FACT = Kind(
    "PR901",
    "unused-fact",
    "数据「{name}」没有用到",
    "fact `{name}` is not used",
    "删去这一行，或在评分办法里用上它",
    "take the line out, or use it in a rule",
    about="Nothing in the rubric reads the fact.",
    severity=Severity.NOTE,
)
UNUSED_FORMULA = Kind(
    "PR902",
    "unused-formula",
    "公式「{name}」没有用到",
    "formula `{name}` is not used",
    "检查评分行是否写了别的指标值",
    "the scoring line may name another value",
    about="A formula that neither a rule nor another formula reads.",
    severity=Severity.WARNING,
)
NO_PROVENANCE = Kind(
    "PR903",
    "rule-without-provenance",
    "「{name}」的评分办法没有「依据」也没有「假定」",
    "the rule of `{name}` has neither `basis` nor `assumption`",
    '下面写一行「依据 "文件上的话"」；文件没有说的，写「假定 "这样读的理由"」',
    'add a line `basis "words of the document"`; what it does not say is an `assumption "why"`',
    about="A rule says where it comes from, or that it is assumed.",
    severity=Severity.NOTE,
)

KINDS = tuple(kind for kind in list(globals().values()) if isinstance(kind, Kind))
