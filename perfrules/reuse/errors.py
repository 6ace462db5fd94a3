"""What can be wrong with 沿用 and its edits (PR23x to PR25x)."""

from perfrules.diagnostics.diagnostic import Kind, Severity

NO_BASE = Kind(
    "PR230",
    "no-such-base",
    "找不到底表「{name}」：没有这个代码，旁边也没有这个文件",
    "there is no base `{name}`: neither a shipped id nor a file beside this one",
    "写自带评价表的代码（{shipped}），或从本文件所在文件夹算起的路径",
    "give the id of a shipped rubric ({shipped}), or a path from the folder of this file",
    about="`extends` names a shipped rubric by its id or a .rubric file by its path from the file that says so.",
)
BASE_PATH = Kind(
    "PR231",
    "base-path-not-relative",
    "底表「{name}」要写成从本文件所在文件夹算起的 .rubric 文件",
    "the base `{name}` is a .rubric file, by its path from the folder of this file",
    "写成「省表.rubric」「../省表/省表.rubric」这样",
    "write it like `base.rubric` or `../base/base.rubric`",
    about="An absolute path, or a file of another kind, would tie the rubric to one machine.",
)
NOT_PINNED = Kind(
    "PR232",
    "base-not-pinned",
    "没有写明沿用的是「{name}」的哪一版",
    "which version of `{name}` is the base is not stated",
    "写上它现在的校验码：沿用 {name} 校验码 {pin}",
    "write its checksum as it is now: extends {name} checksum {pin}",
    about="The base is named with its checksum, so that a change of the base cannot change this rubric unseen.",
)
BASE_CHANGED = Kind(
    "PR233",
    "base-changed",
    "底表「{name}」已经改过：这里写的校验码是 {pin}，它现在是 {now}",
    "the base `{name}` has changed: the checksum here is {pin}, and is now {now}",
    "看看改了什么（perfrules show --flat），本表仍然合适就改成现在的校验码",
    "look at what changed (perfrules show --flat); where this rubric is still right, write the checksum as it is now",
    about="The rules of the base are no longer those that this rubric was written on.",
)
BAD_PIN = Kind(
    "PR234",
    "checksum-malformed",
    "「{pin}」不像校验码",
    "`{pin}` is no checksum",
    "改成 {now}：校验码是 {least} 到 64 位的 0-9、a-f",
    "write {now}: a checksum has {least} to 64 characters 0-9 and a-f",
    about="A checksum is the start of the content hash of the base.",
)
BASE_CYCLE = Kind(
    "PR235",
    "base-cycle",
    "沿用绕成了圈：{chain}",
    "the bases go in a ring: {chain}",
    "其中一张表不再沿用下一张：删去它的「沿用」一行，把表写全",
    "let one of them stand by itself: take its `extends` line out and write its table in full",
    about="A rubric cannot be its own base, by whatever detours.",
)
BASE_CHAIN = Kind(
    "PR236",
    "base-chain-too-long",
    "沿用了一层又一层，超过 {most} 层",
    "more than {most:rubric} are based one on the other",
    "沿用更靠前的一张表",
    "take a base nearer to the first",
    about="Nobody can follow a table through very many others.",
)
NO_EXTENDS = Kind(
    "PR237",
    "edit-without-base",
    "「{word}」改的是底表，文件开头没有写「沿用」",
    "`{word}` edits a base, and the head of the file names none",
    "在开头写「沿用 底表 校验码 …」，或去掉这一行",
    "write `extends base checksum …` at the head, or take this line out",
    about="Edits change the rubric that the file is based on.",
)
EDIT_ORDER = Kind(
    "PR238",
    "edit-out-of-order",
    "「{word}」要写在「{before}」之前",
    "`{word}` stands before `{before}`",
    "依次写：更名、删除、修改、增加",
    "the order is: rename, remove, revise, insert",
    about="Edits are made from the top, in one fixed order, so that a name means the same wherever it stands.",
)
NOTHING_TO_EDIT = Kind(
    "PR239",
    "nothing-to-edit",
    "底表里没有「{name}」",
    "the base has no `{name}`",
    "写底表里有的名称；perfrules show 底表 列出全部指标",
    "write a name that the base has; perfrules show BASE lists its headings",
    about="An edit speaks of a heading, fact or formula of the base, by its name or path, as it is called by then.",
)
EDIT_AMBIGUOUS = Kind(
    "PR240",
    "edit-ambiguous",
    "「{name}」在底表里可以指 {candidates}",
    "`{name}` can mean {candidates} in the base",
    "写出上级名称，或在前面写「数据」「公式」",
    "write its path, or `facts` or `formula` before it",
    about="A name of the base fits several things.",
)
NOT_A_HEADING = Kind(
    "PR241",
    "edit-of-no-heading",
    "「{name}」不是指标，这样改不了",
    "`{name}` is no heading, so this edit does not fit it",
    "改数据写「修改 {name} ：种类 单位」，改公式写「修改 公式 {name} ＝ …」",
    "a fact is revised by `revise {name}: kind unit`, a formula by `revise formula {name} = …`",
    about="Points, rules and places are those of headings.",
)
SAYS_NOTHING = Kind(
    "PR242",
    "edit-says-nothing",
    "「{name}」后面没有写改成什么",
    "nothing is said of what becomes of `{name}`",
    "写上改成什么，如「修改 {name} 10分」，或在下面写新的办法；不改就删去这一行",
    "say what it becomes, as in `revise {name} 10 points`, or write its new rule below; else take the line out",
    about="`revise` gives new points or, in the lines below it, a new rule; `insert` is followed by headings.",
)
UNPLACED = Kind(
    "PR243",
    "line-without-place",
    "这一行没有说放在底表的哪里",
    "where in the base this line belongs is not said",
    "新指标写在「增加 在 … 后」下面，新办法写在「修改 …」下面",
    "new headings stand below `insert after …`, a new rule below `revise …`",
    about="A rubric with a base has no headings of its own but those that it inserts.",
)
WRONG_LEVEL = Kind(
    "PR244",
    "inserted-at-other-level",
    "「{name}」与它旁边的「{beside}」不是同一级",
    "`{name}` is not of the level of `{beside}`",
    "用同一级的指标，或写「增加 在 上级 下」",
    "use the same level, or `insert below` the heading above",
    about="What is inserted before or behind a heading stands beside it.",
)
NOT_RESTATED = Kind(
    "PR245",
    "parent-not-restated",
    "改了以后「{name}」的下级共 {sum}分，与它的 {points}分 不符",
    "with this edit the parts of `{name}` add up to {sum:point}, not to its {points}",
    "在这一行后面写「上级随改」，或另写「修改 {name} {sum}分」",
    "end this line with `parents follow`, or write `revise {name} {sum:point}`",
    about=(
        "Points that an edit brings or takes are passed on by `parents follow`, or the headings above are restated."
    ),
)
REDECLARED = Kind(
    "PR246",
    "fact-of-base-declared-again",
    "底表里已经有数据「{name}」",
    "`{name}` is declared in the base",
    "要改它，写「修改 {line}」；不改就去掉这一行",
    "to change it write `revise {line}`; else take this line out",
    about="What stands under `facts` here is new; facts of the base are changed by `revise`.",
)
STILL_USED = Kind(
    "PR247",
    "removed-but-used",
    "「{name}」还有地方在用，不能删除",
    "`{name}` is still used, so it cannot be removed",
    "先修改或删除用到它的地方，或保留它",
    "first revise or remove what uses it, or keep it",
    about="What is removed may not be read by what stays; remove or revise that too.",
)
OTHER_MEANING = Kind(
    "PR248",
    "name-means-something-else",
    "经过改动，「{name}」在这里指的变成了另一个",
    "with the edits `{name}` has come to mean something else here",
    "换一个新名称，或写出路径",
    "choose another new name, or write the path",
    about="A new name may not take the place of one that lines of the base read.",
)
DROPPED = Kind(
    "PR249",
    "dropped-with-last-user",
    "「{name}」在改动以后没有地方用了，随之去掉",
    "nothing uses `{name}` any more, so it goes too",
    "本来就不再要的，不用管；还要用的，在改动里写上它用在哪里",
    "nothing is to be done where it is not wanted any more; else use it in what is revised or inserted",
    about="A fact or formula of the base that lost its last user is not part of the derived rubric.",
    severity=Severity.NOTE,
)
TOO_MANY_EDITS = Kind(
    "PR250",
    "too-many-edits",
    "改动超过 {most} 处",
    "there are more than {most:edit}",
    "改得这样多，不如另写一张表",
    "with so many, write a table of its own",
    about="A table of which most is changed is read more easily by itself.",
)

NOT_RENAMED = Kind(
    "PR251",
    "rename-not-possible",
    "「{name}」不能在这里更名",
    "`{name}` cannot be renamed here",
    "删除它，再用新名称写一遍",
    "remove it and write it anew under its new name",
    about="A row of a data table stands for several facts, one a column, so that no single name would be changed.",
)

KINDS = tuple(kind for kind in list(globals().values()) if isinstance(kind, Kind))
