"""What the analysis of a whole rubric finds: of the family 7, each shown in tests/spec/analysis."""

from perfrules.diagnostics.diagnostic import Kind, Severity

CONTRADICTION = Kind(
    "PR701",
    "contradictory-constraints",
    "{constraints}：没有数据能同时满足",
    "{constraints}: no facts can keep them all",
    "改正其中一条，或放宽数据的范围",
    "mend one of them, or widen the range of a fact",
    about="Together with the ranges of their facts these constraints leave nothing that could be scored, and from what "
    "cannot be everything follows: nothing else is analysed.",
)
PROPERTY_REFUTED = Kind(
    "PR702",
    "property-refuted",
    "「{property}」不成立：{fact}从{before}到{after}，{node}从{low}到{high}{others}",
    "`{property}` does not hold: {fact} from {before} to {after}, {node} from {low} to {high}{others}",
    "改评分办法，或改这条性质；perfrules prove 可以列出这组数据",
    "mend the rule or the property; perfrules prove lists the facts",
    about=(
        "Two fact sets that differ in one fact only, scored by the ordinary evaluator, go against a declared property."
    ),
)
PROPERTY_OPEN = Kind(
    "PR703",
    "property-undecided",
    "「{property}」没有得到证明：{reason}；在各界限两侧试了{trials}组数据，没有找到反例，这不是证明",
    "`{property}` is not proved: {reason}; {trials} trials around the edges found no counterexample, which is no proof",
    "要有定论，就把算式写简单些，或把数据的范围写窄些；不要紧的，删去这条性质",
    "for a verdict write the formula more simply, or narrow the ranges of the facts; else take the property out",
    about="Neither a proof nor a counterexample was found.",
    severity=Severity.WARNING,
)
UNREACHED_ROW = Kind(
    "PR704",
    "row-never-reached",
    "这一行谁也用不上：{why}",
    "nothing can ever come to this row: {why}",
    "检查界限，或检查数据的范围和约束",
    "check its ends, or the ranges and constraints of the facts",
    about="A row, guard or clause that no fact set within the declared ranges and constraints reaches.",
    severity=Severity.WARNING,
)
UNREACHED_GUARD = Kind(
    "PR705",
    "override-out-of-reach",
    "这个条件永远不会成立",
    "this condition can never hold",
    "检查条件，或检查前面的特例、数据的范围和约束",
    "check it against what stands before it and the ranges and constraints of the facts",
    about="What is tried first never holds, given what stands before it.",
    severity=Severity.WARNING,
)
FULL_MARKS_UNREACHED = Kind(
    "PR706",
    "full-marks-never-reached",
    "「{name}」最多得{most}分，得不到满分{points}分",
    "`{name}` gives {most:point} at most, never its full {points}",
    "检查各行的分值，或检查数据的范围和约束",
    "check the points of its rows, or the ranges and constraints of the facts",
    about="No fact set within the declared ranges and constraints earns the full marks of a leaf.",
    severity=Severity.WARNING,
)
GRADE_UNREACHED = Kind(
    "PR707",
    "grade-out-of-reach",
    "总分只能在{low}至{high}之间，等级「{label}」谁也得不到",
    "the total lies between {low} and {high}, so nobody comes to grade `{label}`",
    "改这一等级的界限，或核对各项能得到的分",
    "change the ends of the grade, or check what the headings can score",
    about="A grade that no total the rubric can give belongs to.",
    severity=Severity.WARNING,
)
NEVER_MOVES = Kind(
    "PR708",
    "score-never-moves",
    "「{name}」总是{score}分，数据怎么变都一样",
    "`{name}` is always {score:point}, whatever its facts are",
    "核对算式和条件：多半有一处写成了固定的数，或该用的数据没有用上",
    "check its formula and conditions: likely a figure stands where a fact belongs",
    about="The facts that a leaf reads cannot change its score.",
    severity=Severity.WARNING,
)
CLAUSE_NEVER_COUNTS = Kind(
    "PR709",
    "clause-never-counts",
    "这一条既不会加分也不会扣分",
    "this clause never gives or takes a point",
    "检查条件和步长，或检查数据的范围",
    "check its condition and step, or the ranges of its facts",
    about="An award or deduction that is 0 for every fact set within the declared ranges.",
    severity=Severity.WARNING,
)
OTHER_MEASURE = Kind(
    "PR710",
    "other-measure",
    "分行看的是「{own}」，这一行的分数却按「{used}」算",
    "rows are told by `{own}`, yet this one is scored by `{used}`",
    "多半印错了名称；确实要用另一个指标的，把评分写成条件行",
    "likely a wrong name; where the other indicator is meant, write the table as conditions",
    about="A row of a table over an indicator's own measure whose score reads the measure of another indicator only.",
    severity=Severity.WARNING,
)
REVERSED_RAMP = Kind(
    "PR711",
    "reversed-ramp",
    "这一段从{low}到{high}，{beside}：两头多半写反了",
    "this row goes from {low} to {high}; {beside}: its ends are likely the wrong way round",
    "把这一段两头的分数对调",
    "swap the scores at the two ends of this row",
    about="A ramp that would meet the rows beside it, were its ends the other way round. Where there is a row on "
    "one side only, its far end has the score of that row, and the end beside it has not.",
    severity=Severity.WARNING,
)
LOST_PERCENT = Kind(
    "PR712",
    "lost-percent",
    "这一行到头是{limit}，相邻的一行是{beside}，正好差100倍",
    "this row comes to {limit} at its end, beside {beside}: a factor of exactly 100",
    "核对百分号：多半少了或多了一个",
    "check the percent sign: likely one is lost, or one too many",
    about="At its end a row comes to exactly a hundredth, or to a hundred times, of the row beside it.",
    severity=Severity.WARNING,
)
HUNDRED_LEFT_OVER = Kind(
    "PR713",
    "hundred-left-over",
    "这里的比率乘了100，各行的界限却按没有乘的写：{edge} 不是 {percent}",
    "the ratio is multiplied by 100, but the rows are written for one that is not: {edge} is not {percent}",
    "去掉公式里的「× 100」，或写成「× 100%」",
    "take the × 100 out of the formula, or write × 100%",
    about="A quotient of facts times 100 is set against ends of a plain ratio.",
    severity=Severity.WARNING,
)
HUNDRED_IN_SCORE = Kind(
    "PR714",
    "hundred-in-score",
    "比率乘了100又乘满分，到1%就已经是满分",
    "the ratio is multiplied by 100 and by the full marks, so that 1% is full marks already",
    "去掉「× 100」，或写成「× 100%」",
    "take the × 100 out, or write × 100%",
    about="A score formula that multiplies a quotient of facts by 100 times the points.",
    severity=Severity.WARNING,
)
OVERRIDE_CHANGES_NOTHING = Kind(
    "PR715",
    "override-changes-nothing",
    "这一条特例多余：它成立时，下面的评分总是{score}分",
    "this override is superfluous: where it holds the rule always gives {score}",
    "去掉它，或检查条件和分数",
    "take it out, or check its condition and score",
    about="Wherever the override holds, what stands below it gives the same score from the same facts.",
    severity=Severity.WARNING,
)
CONSTRAINT_IMPLIED = Kind(
    "PR716",
    "constraint-implied",
    "这条约束不说也成立：由其他约束和数据的范围就能得出",
    "this constraint says nothing new: the others and the ranges of facts imply it",
    "可以删去；本来要管得更严的，改正它",
    "it can be taken out; where it was meant to be stricter, mend it",
    about="A constraint that no fact set could break without breaking another one or a range.",
    severity=Severity.NOTE,
)
MEASURED_TWICE = Kind(
    "PR717",
    "measured-twice",
    "「{second}」和「{first}」评的是同一个量，同一件事评了两次",
    "`{second}` and `{first}` score one measure, so that one thing is scored twice",
    "多半有一项写错了名称，改正它；文件确实评两次的，不用改",
    "likely one names the wrong measure: mend it; where the document does score it twice, leave it",
    about="Two leaves whose rules read one measure, or two that differ by a factor and an addend at most; or two that "
    "take points for the same fact.",
    severity=Severity.WARNING,
)
MEASURED_TWICE_IF = Kind(
    "PR718",
    "measured-twice-if",
    "若「{text}」成立，「{second}」和「{first}」评的是同一个量",
    "where `{text}` holds, `{second}` and `{first}` score one measure",
    "核对两项的名称；文件确实评两次的，不用改",
    "check what the two measure; where the document does score it twice, leave it",
    about="Two leaves whose measures are one where a cross-check of the rubric agrees.",
    severity=Severity.NOTE,
)
ROUNDING_STAGE = Kind(
    "PR719",
    "rounding-stage",
    "同一组数据，{mine}等级「{grade}」；{theirs}等级「{other}」{moved}",
    "for one fact set, {mine} grade `{grade}`; {theirs} grade `{other}`{moved}",
    "文件写了先舍入还是后舍入的，照写；没有写的，标上假定",
    "state what the document says of when to round; where it says nothing, mark it as an assumption",
    about="Rounded at the stage that the rubric states a fact set has one grade, and another where only the total is "
    "rounded, or where its grade is read before that rounding. `prove` always tells it, `health` and `analyse` where "
    "neither a basis nor an assumption stands behind the rounding, `check` "
    "never: hardly a rubric with fractions is without such facts.",
    severity=Severity.NOTE,
)
CANCELS_OUT = Kind(
    "PR720",
    "fact-cancels-out",
    "「{leaf}」的评分里写了「{fact}」，可是它怎么变，得分都不变",
    "the rule of `{leaf}` reads `{fact}`, yet its score is the same whatever that is",
    "检查算式：它多半在里面约掉了，或该用另一个数",
    "check the formula: it likely cancels out, or another fact is meant",
    about="A fact that a rule reads and that drops out of it: added and taken away, or multiplied and divided by.",
    severity=Severity.WARNING,
)
ADDED_TWICE = Kind(
    "PR721",
    "fact-added-twice",
    "这个算式把「{fact}」加了两次",
    "this formula adds `{fact}` twice",
    "多写的去掉一个；确实要两倍的，写成「2 × {fact}」",
    "take one out; where it is meant twice, write 2 × {fact}",
    about="A fact stands twice in one sum, by itself or inside a formula that is added: it is likely counted twice.",
    severity=Severity.WARNING,
)
SAME_CONDITION = Kind(
    "PR722",
    "same-condition-twice",
    "这一条和上面的「{first}」成立的时候完全一样，同一件事算了两次",
    "this holds exactly where `{first}` above holds, so that one thing counts twice",
    "去掉一条，或改正其中一条的条件",
    "take one out, or mend the condition of one",
    about="Two clauses of one leaf, written differently, that hold for the same facts.",
    severity=Severity.WARNING,
)

OTHER_FACT = Kind(
    "PR723",
    "other-fact",
    "「{leaf}」用了别的指标的「{fact}」，「{unused}」却没有用到",
    "`{leaf}` uses `{fact}`, which another indicator reads too, and nothing uses `{unused}`",
    "多半抄错了名称；「{unused}」确实用不上的，删去它",
    "likely a wrong name; where `{unused}` is not wanted, take it out",
    about="A formula reads a fact of another indicator, while nothing uses the fact that differs from it in one part, "
    "and that part stands in the name of the indicator.",
    severity=Severity.WARNING,
)
SCORE_DIPS = Kind(
    "PR724",
    "score-dips",
    "这一行低到{score}，两边都有得分更高的行：得分先降后升",
    "this row comes down to {score}, and rows on both sides of it give more: the score falls and rises again",
    "检查各行的分值和界限，多半有两行写颠倒了",
    "check the points and ends of the rows; two of them are likely mixed up",
    about="Along its measure a table gives less in the middle than on both sides. A window that gives most in the "
    "middle is common; the reverse is hardly ever meant.",
    severity=Severity.WARNING,
)
GRADES_OF_RATES = Kind(
    "PR725",
    "grades-of-rates",
    "满分{points}，各等级的界限却都不超过{edge}分，像是得分率",
    "the full marks are {points}, yet no grade begins above {edge}: these look like rates",
    "界限改写成分数；确实按得分率分的，写「等级 按 得分率」",
    "write the ends in points; where rates are meant, write `grades by score rate`",
    about="The grades of a total have ends of 1 and less, which nearly every total is above.",
    severity=Severity.WARNING,
)

KINDS = tuple(kind for kind in list(globals().values()) if isinstance(kind, Kind))
