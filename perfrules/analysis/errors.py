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
    "`{name}` gives {most} points at most, never its full {points}",
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
    about="A grade that no total the rubric can give belongs to.",
    severity=Severity.WARNING,
)
NEVER_MOVES = Kind(
    "PR708",
    "score-never-moves",
    "「{name}」总是{score}分，数据怎么变都一样",
    "`{name}` is always {score} points, whatever its facts are",
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

KINDS = tuple(kind for kind in list(globals().values()) if isinstance(kind, Kind))
