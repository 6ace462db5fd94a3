"""What can be wrong with the text itself: codes PR1xx."""

from perfrules.diagnostics.diagnostic import Kind, Severity

UNEXPECTED = Kind(
    "PR101",
    "unexpected-word",
    "「{statement}」这一行读到{found}读不下去",
    "this `{statement}` line cannot go on with {found}",
    "{shape}",
    "{shape}",
    about="A word or sign stands where the statement cannot have one: a word too many, two words swapped or doubled.",
)
INCOMPLETE = Kind(
    "PR102",
    "incomplete-statement",
    "「{statement}」这一行没有写完",
    "this `{statement}` line ends too soon",
    "{shape}",
    "{shape}",
    about="The line ends before the statement is complete.",
)
UNKNOWN_STATEMENT = Kind(
    "PR103",
    "unknown-statement",
    "看不出这一行要说什么：「{word}」不是语句的开头",
    "this line starts with `{word}`, which begins no statement",
    "每行以语句词开头（如 扣分、满足、评分、特例、公式），表格行写作「区间 ：分值」",
    "a line starts with a statement word such as deduct, award, score by, override, formula; a "
    "table row is `interval: points`",
    about="A line starts with none of the statement words and is no row of a table.",
)
MISPLACED = Kind(
    "PR104",
    "misplaced-statement",
    "「{word}」不能写在{place}",
    "`{word}` cannot stand in {place}",
    "它应写在{where}",
    "it belongs in {where}",
    about="A statement stands in a part of the file where it has no meaning.",
)
UNCLOSED_QUOTE = Kind(
    "PR105",
    "unclosed-quote",
    "{quote} 没有配对",
    "{quote} has no partner",
    "补上另一半：引号和「」要在同一行内成对",
    "put in its partner: quotes and 「」 come in pairs within one line",
    about="A quotation mark or 「 has no closing partner on its line.",
)
UNCLOSED_BRACKET = Kind(
    "PR106",
    "unclosed-bracket",
    "括号 {bracket} 没有配对",
    "bracket {bracket} has no partner",
    "补上另一半，或去掉多出来的这一半",
    "put in its partner, or take this one out",
    about="A bracket is opened and not closed, or closed and not opened.",
)
STRAY_CHARACTER = Kind(
    "PR107",
    "stray-character",
    "这里不能有字符「{char}」（{code}）",
    "character `{char}` ({code}) cannot stand here",
    "名称里有这样的字符时，整个名称写进「」",
    "a name with such a character is written in 「」",
    about="A character that the language has no use for outside quotes.",
)
THOUSANDS_SEPARATOR = Kind(
    "PR108",
    "thousands-separator",
    "「{text}」里有千位分隔号，规则中的数不写分隔号",
    "`{text}` has a thousands separator; figures in a rubric have none",
    "去掉分隔号",
    "take the separators out",
    about="A comma inside a figure could also part two figures, so rubric text has none. Facts may have them.",
)
LEADING_ZERO = Kind(
    "PR109",
    "leading-zero",
    "「{text}」以 0 开头",
    "`{text}` starts with a zero",
    "去掉前面的 0",
    "take the zero in front out",
    about="A figure such as 010 is a slip more often than ten.",
)
CONFUSABLE = Kind(
    "PR110",
    "confusable-character",
    "「{text}」里的「{char}」像数字 {digit}，但不是",
    "`{char}` in `{text}` looks like the digit {digit} but is not",
    "要写数，就改成 {digit}",
    "where the digit is meant, write {digit}",
    about="〇, Ｏ, l and the like next to a digit.",
    severity=Severity.WARNING,
)
TOO_MUCH = Kind(
    "PR111",
    "too-much",
    "{what}超过上限 {most}",
    "{what} above the limit of {most}",
    "拆成短一些的几行、几项，或分成几个文件",
    "part it into several shorter lines or items, or into several files",
    about="Every text ends in bounded time and memory: size, line length, nesting, digits are limited.",
)
REPEATED_WORD = Kind(
    "PR124",
    "repeated-word",
    "「{word}」连着写了两遍",
    "`{word}` stands twice in a row",
    "只留一个",
    "keep one",
    about="A word that is written twice where the statement has room for one.",
)
SWAPPED_WORDS = Kind(
    "PR125",
    "swapped-words",
    "「{first}」和「{second}」的次序反了，应是「{right}」",
    "`{first}` and `{second}` stand the wrong way round: it should be `{right}`",
    "{shape}",
    "{shape}",
    about="Two neighbours in a line read only the other way round.",
)
VALUE_WITHOUT_SIGN = Kind(
    "PR150",
    "value-without-sign",
    "「{value}」前面没有符号：是恰好等于、不低于，还是不超过",
    "`{value}` has no sign before it: exactly that, at least, or at most",
    "恰好等于写「＝ {value}」，不低于写「≥ {value}」，不超过写「≤ {value}」",
    "write `= {value}`, `≥ {value}` or `≤ {value}`",
    about="A row of a table begins with a figure alone, which does not say which values it is about.",
)
MISSING_WORD = Kind(
    "PR126",
    "missing-word",
    "「{before}」后面少了{what}",
    "{what} is missing behind `{before}`",
    "{shape}",
    "{shape}",
    about="A word, sign or figure is left out in the middle or at the end of a statement.",
)
WORD_TOO_MANY = Kind(
    "PR127",
    "word-too-many",
    "「{statement}」这一行多了「{word}」",
    "this `{statement}` line has `{word}` too many",
    "{shape}",
    "{shape}",
    about="Without the word the line is a statement.",
)
WORD_IS_A_NAME = Kind(
    "PR149",
    "word-is-a-name",
    "「{word}」是数据或公式的名称，也是评价表自己的词，这一行把它读作了后者",
    "`{word}` is the name of a fact or formula and a word of the language, which this line took it for",
    "当名称用的写在「」里，或换一个名称",
    "where the name is meant, quote it, or choose another name",
    about="A declared name that is spelled like a word of the language stands in quotes where it is used.",
)
MISSPELLED = Kind(
    "PR128",
    "misspelled-word",
    "「{word}」应是「{right}」",
    "`{word}` should be `{right}`",
    "改成「{right}」",
    "write `{right}`",
    about="A word of the language is spelled nearly right.",
)
NO_STATEMENT_WORD = Kind(
    "PR133",
    "no-statement-word",
    "这一行少了开头的语句词",
    "the word that begins this statement is missing",
    "照这一行要说的，在开头写上「评分」「扣分」「满足」「评议」「特例」等词",
    "begin it with the word for what it says: score by, deduct, award, judged, override …",
    about="The rest of the line reads once a statement word stands before it.",
)
MISSING_SECTION = Kind(
    "PR134",
    "missing-section",
    "这一行是{what}，但上面没有「{section}」一行",
    "this line is {what}, but no `{section}` line stands above it",
    "在这一行之前写一行「{section}」",
    "put a line `{section}` before it",
    about="Facts stand below `facts` and grades below `grades`; the line that begins the section is missing.",
)
ROW_WITHOUT_TABLE = Kind(
    "PR112",
    "row-without-table",
    "这一行像表格行，但上面没有「评分」",
    "this line looks like a table row, but no `score by` stands above it",
    "在第一行之前写「评分 指标值」，或检查行首的语句词",
    "write `score by value` above the first row, or check the word that starts the line",
    about="A row `interval: points` belongs to the `score by` above it.",
)
DECIMALS_OF_A_FACT = Kind(
    "PR151",
    "decimals-of-a-fact",
    "数据不写「{text}」：「{name}」的数是给到这一位，还是先取整，要说明",
    "a fact is not `{text}`: `{name}` is given to so many decimals, or rounded to them first",
    "数据就给到这一位的，写「精确到 {grid}」；给得更细、要先四舍五入的，写「先四舍五入到 {grid}」",
    "where no finer figure is given, write `to the nearest {grid}`; to round finer ones, `first rounded to {grid}`",
    about="A formula is rounded where it is worked out. A fact is given, and has a grid of its own.",
)
REASON_OF_MISMATCH = Kind(
    "PR159",
    "reason-word",
    "「原因」只写在「不符」后面",
    "a reason of a discrepancy stands behind `known discrepancy`",
    '一项数据的说明写「理由 "…"」',
    'what is said of a fact is written `reason "…"`',
    about="One says why a published figure disagrees, the other why a fact is as it is.",
)
MISSING_COLON = Kind(
    "PR113",
    "missing-colon",
    "{line}缺少「：」",
    "{line} has no `:`",
    "写作「{shape}」",
    "write it as `{shape}`",
    about="Rows, facts and grades part their head from the rest with a colon.",
)
NO_ROWS = Kind(
    "PR114",
    "table-without-rows",
    "「评分」下面没有一行",
    "no row stands under this `score by`",
    "每行写作「区间 ：分值」",
    "each row is `interval: points`",
    about="A table of scores needs rows.",
)
NOT_TEXT = Kind(
    "PR115",
    "not-text",
    "{file} 不能当作文本读：{why}",
    "{file} cannot be read as text: {why}",
    "用记事本打开，另存一遍，编码选 UTF-8",
    "a rubric is UTF-8 text; save it as UTF-8 and try again",
    about="The file is binary or in another encoding.",
)
NO_TITLE = Kind(
    "PR116",
    "no-title",
    "文件没有以「评价表 名称」开头",
    "the file does not begin with `rubric title`",
    "第一行写「评价表 …」",
    "make the first line `rubric …`",
    about="A rubric begins with the line `rubric` and its title.",
)
DOUBLED = Kind(
    "PR117",
    "doubled-section",
    "「{word}」已经写过",
    "`{word}` has been given before",
    "只留一处",
    "keep one",
    about="A part of the file, or a statement that can be given once, stands twice.",
)
POINTS_IN_ADJUSTMENTS = Kind(
    "PR140",
    "points-in-adjustments",
    "「{name}」在「加减分」下面，不写分值",
    "`{name}` stands below `adjustments`, where headings have no points",
    "去掉分值；若是计入满分的指标，移到「加减分」之前",
    "take the points out, or move the heading above `adjustments` if it belongs to the full marks",
    about="What adjustments add or take comes on top of the full marks; their headings have none of their own.",
)
NO_POINTS = Kind(
    "PR118",
    "heading-without-points",
    "「{name}」没有写分值",
    "`{name}` has no points",
    "在名称后写分值，如「{name} 5分」",
    "write the points behind the name, e.g. `{name} 5 points`",
    about="Every heading states its points.",
)
BARE_POINTS = Kind(
    "PR135",
    "points-without-unit",
    "「{name}」的分值没有写「分」",
    "the points of `{name}` lack the word `points`",
    "写「{points}」",
    "write `{points}`",
    about="A heading ends in its points; a bare figure is taken for a part of its name.",
)
QUOTED_NAME = Kind(
    "PR136",
    "name-in-quotes",
    "这里要写「」，写的是引号：{text}",
    "this should stand in 「」, not in quotes: {text}",
    "写 {right}；引号里的话只是说明",
    "write {right}; what stands in quotes is only a remark",
    about="An item, a fact or a name stands in 「」; quotes hold remarks.",
)
UNQUOTED = Kind(
    "PR137",
    "remark-without-quotes",
    "「{word}」后面的话要用引号括起来",
    "what is said behind `{word}` has to stand in quotes",
    '写成 {word} "…"',
    'write {word} "…"',
    about="The text of a basis or an assumption stands in quotes, in one line.",
)
MATTER_WITHOUT_QUOTES = Kind(
    "PR153",
    "matter-without-quotes",
    "「{text}」是就地填报的事项，要写在「」里",
    "`{text}` is filled in on the spot, so it stands in 「」",
    "写成 「{text}」",
    "write 「{text}」",
    about="Words with marks of punctuation are no name; a matter that a rule asks for on the spot stands in 「」.",
)
AS_PRINTED = Kind(
    "PR152",
    "printed-wording",
    "「{text}」是表上的话，不是规则的写法",
    "`{text}` is how a table prints it, not how a rule is written",
    "核对改法，对的照着写；不对的，查「怎么写」里相近的说法",
    "look at the fix, and write that if it is what the table means",
    about="A line speaks as a printed table does; what it seems to mean is offered as a rule, to be looked at.",
)
ABSOLUTE_BARS = Kind(
    "PR138",
    "bars-around-a-value",
    "绝对值不用「|」写",
    "an absolute value is not written with bars",
    "写「绝对值(甲)」",
    "write `abs(x)`",
    about="The function says it in words, so that it can be read aloud.",
)
UNBRACKETED = Kind(
    "PR139",
    "function-without-brackets",
    "「{name}」后面的数要写在括号里",
    "what `{name}` is worked out of has to stand in brackets",
    "写「{right}」",
    "write `{right}`",
    about="A function has its values in brackets behind it.",
)
GLUED = Kind(
    "PR119",
    "glued-words",
    "「{text}」连在了一起",
    "`{text}` runs two words together",
    "名称和后面的词之间空一格：「{split}」",
    "put a space between a name and the word after it: `{split}`",
    about="In Chinese a space is needed after a name, or the words behind it would be part of it.",
)
RANGE_IN_FORMULA = Kind(
    "PR120",
    "range-in-formula",
    "算式里不能写范围号「{sign}」",
    "a range sign `{sign}` cannot stand in a formula",
    "相减写「−」；范围写在表格行首",
    "subtract with `−`; ranges stand at the head of a row",
    about="A range sign between figures in a formula could mean a range or a subtraction.",
)
EMPTY_NAME = Kind(
    "PR121",
    "empty-name",
    "这里缺一个名称",
    "a name is missing here",
    "写上名称",
    "write the name",
    about="A heading, fact, grade or case without a name.",
)
SPACED_NUMBER = Kind(
    "PR122",
    "figure-runs-on",
    "「{text}」：数后面又是数",
    "`{text}`: a figure right behind a figure",
    "检查是不是少了运算符，或数中间多了空格",
    "a sign may be missing, or a space may have slipped into a figure",
    about="Two figures with nothing between them.",
)
NO_SUCH_RUBRIC = Kind(
    "PR130",
    "no-such-rubric",
    "没有评价表「{name}」：没有这个代码，也没有这个文件",
    "there is no rubric `{name}`: neither a shipped id nor a file",
    "核对代码或文件名；自带的评价表：{shipped}",
    "check the id or the name of the file; shipped rubrics: {shipped}",
    about="A rubric is named by the id of a shipped one or by the path of a file.",
)
UNREADABLE_FILE = Kind(
    "PR132",
    "unreadable-file",
    "{file} 读不了：{why}",
    "{file} cannot be read: {why}",
    "核对文件名和所在的文件夹；正在别的程序里打开的，先关上",
    "check the name and the folder of the file; close it where another program has it open",
    about="The file is missing, a folder, too large, or not to be opened by this user.",
)
NOTHING_TO_CHECK = Kind(
    "PR131",
    "nothing-to-check",
    "文件夹「{file}」里没有 .rubric 或 .case 文件",
    "the folder `{file}` holds no .rubric or .case file",
    "核对文件夹的名称；评价表的文件以 .rubric 结尾，案例的文件以 .case 结尾",
    "check the name of the folder; files of rubrics end in .rubric, those of cases in .case",
    about="A folder was given to be checked, and nothing in it is a rubric or a case.",
)

BAD_DECIMALS = Kind(
    "PR123",
    "bad-decimals",
    "保留几位要写 0 到 {most} 的整数，写的是「{text}」",
    "decimals are a whole number from 0 to {most}, not `{text}`",
    "写成「保留1位小数」「2位小数」这样",
    "write it like `2 decimals`",
    about="How many decimals a figure keeps is counted in whole places.",
)

NOT_FORMATTED = Kind(
    "PR129",
    "not-formatted",
    "这个文件重排后意思会变，没有改动",
    "formatting would change what this file means, so it is left as it is",
    "请把这个文件报告给开发者",
    "please report this file",
    about="A file is laid out again only if the outcome reads as the same rubric.",
)

NO_CASE_BASE = Kind(
    "PR141",
    "unknown-base-case",
    "这个文件里没有案例「{name}」，无从沿用",
    "this file has no case `{name}` to take facts from",
    "核对名称；被沿用的案例要写在同一个文件里",
    "check the name; the case whose facts are taken stands in the same file",
    about="A case takes the facts of another one of the same file, and there is none of that name.",
)
CASE_BASE_DOUBLED = Kind(
    "PR142",
    "base-case-twice",
    "这个文件里有几个案例都叫「{name}」，看不出沿用哪一个",
    "several cases of this file are called `{name}`, so it is not clear whose facts are taken",
    "改成各不相同的名称",
    "give each a name of its own",
    about="A case takes the facts of another one, and several have that name.",
)
CASE_RING = Kind(
    "PR143",
    "cases-in-a-ring",
    "案例「{name}」绕回来沿用自己：{chain}",
    "the case `{name}` takes its own facts in the end: {chain}",
    "其中一个案例不写「沿用」，把数据写全",
    "let one of them state its own facts, without taking those of another",
    about="Cases that take each other's facts come back to where they began.",
)
ROW_WIDTH = Kind(
    "PR144",
    "row-of-other-width",
    "「试算 {name}」的这一行有 {count} 格，首行有 {expected} 格",
    "this row of `try {name}` has {count:cell}, its head has {expected}",
    "没有给的格子留空，分隔号仍要写",
    "leave a cell that is not given empty, with its separators",
    about="A row of a trial (`try`) has more or fewer cells than the row of names above it.",
)
ROW_EXPECTED = Kind(
    "PR145",
    "trial-line-not-a-row",
    "「试算」下面的这一行没有分格",
    "this line below `try` has no cells",
    "每格之间写 | 或制表符",
    "part the cells by | or tabs",
    about="Below `try` every line is a row of cells.",
)
GIVEN_WITHOUT_FACTS = Kind(
    "PR146",
    "fact-in-published-only-case",
    "案例「{name}」写了「仅公布」，不能再写{what}",
    "the case `{name}` is published only, so it has no {what}",
    "删去这一行，或去掉「仅公布」",
    "take the line out, or `published only`",
    about="A case that is `published only` has what a document printed and nothing to compute it from.",
)
TABLE_WIDTH = Kind(
    "PR147",
    "table-row-of-other-width",
    "「{name}」的这一行有 {count} 格，首行有 {expected} 格",
    "this row of `{name}` has {count:cell}, its first one has {expected}",
    "没有的格子留空，分隔号仍要写",
    "leave a cell that is not there empty, with its separators",
    about="A row of a table that a case gives has more or fewer cells than the row of names above it.",
)
NOTHING_GIVEN = Kind(
    "PR148",
    "nothing-given",
    "「{name} ＝」后面没有写值",
    "nothing stands behind `{name} ＝`",
    "写上值；明细和数据表写在下面各行，各格以 | 或制表符分开",
    "write its value, or below it the rows of a table with cells parted by | or tabs",
    about="A name in a case is given a value, or a table in the rows that follow.",
)

KINDS = tuple(kind for kind in list(globals().values()) if isinstance(kind, Kind))
