"""A command with its help in two languages, and the parameters that commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from perfrules.cli.locale import LANGS
from perfrules.cli.session import Session
from perfrules.cli.usage import UsageProblem, usage_line
from perfrules.source import Words, cell_width, pad, wrap

_HELP_WIDTH = 100


def one_of(words: Sequence[str], lang: str) -> Callable[..., Any]:
    """A check of an option that takes one of a few words."""

    def check(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        if value is None or str(value).lower() in words:
            return value if value is None else str(value).lower()
        from perfrules.diagnostics.suggest import suggest  # only for a slip

        near = suggest(str(value).lower(), words)
        zh, en = f"「{value}」不行，可以写 {'、'.join(words)}", f"`{value}` is none of {', '.join(words)}"
        if near:
            zh, en = f"{zh}；是不是要写「{near[0]}」？", f"{en}; did you mean `{near[0]}`?"
        raise click.BadParameter(Words(zh, en)[lang], ctx, param)

    return check


class Argument(click.Argument):
    """An argument with a name in the reader's language and a line of help."""

    def __init__(self, name: str, shown: str, about: str, **more: Any) -> None:
        super().__init__([name], metavar=shown, **more)
        self.about = about
        self.shown = shown


class Option(click.Option):
    """An option whose help shows what it takes."""

    def __init__(self, names: Sequence[str], about: str, shown: str = "", **more: Any) -> None:
        super().__init__(list(names), help=about, **more)
        self.about = about
        self.shown = shown


class Command(click.Command):
    """A command whose callback returns the exit code."""

    def __init__(
        self,
        name: str,
        lang: str,
        about: Words,
        run: Callable[..., int],
        params: Sequence[click.Parameter],
        examples: Sequence[str] = (),
    ) -> None:
        # Surplus arguments are told in two languages, so they are kept until parse_args sees them.
        super().__init__(
            name,
            callback=click.pass_obj(run),
            params=[*params, lang_option(lang)],
            help=about[lang],
            context_settings={"allow_extra_args": True},
        )
        self.lang = lang
        self.about = about
        self.examples = tuple(examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            surplus = " ".join(ctx.args)
            raise UsageProblem(Words(f"多了参数「{surplus}」", f"unexpected argument `{surplus}`"), self.lang, ctx)
        return rest

    def invoke(self, ctx: click.Context) -> Any:
        session: Session = ctx.obj
        session.format = ctx.params.get("format", "text")
        return super().invoke(ctx)

    def get_short_help_str(self, limit: int = 45) -> str:
        return self.about[self.lang].splitlines()[0]

    def get_usage(self, ctx: click.Context) -> str:
        return usage_line(ctx, self.lang)

    def get_help(self, ctx: click.Context) -> str:
        zh = self.lang == "zh"
        lines = [self.get_usage(ctx), "", *wrap(self.about[self.lang], _HELP_WIDTH)]
        arguments = [(p.shown, p.about) for p in self.params if isinstance(p, Argument)]
        if arguments:
            lines += ["", "参数：" if zh else "Arguments:", *columns(arguments)]
        lines += ["", "选项：" if zh else "Options:", *columns(option_rows(self, self.lang))]
        if self.examples:
            lines += ["", "例：" if zh else "Examples:", *(f"  {example}" for example in self.examples)]
        return "\n".join(lines)


def option_rows(command: click.Command, lang: str) -> list[tuple[str, str]]:
    """The options of a command as they are written, with their help."""
    rows = []
    for param in command.params:
        if isinstance(param, Option):
            names = ", ".join(param.opts)
            rows.append((f"{names} {param.shown}".strip(), param.about))
    rows.append(("--help", "显示这段说明" if lang == "zh" else "show this help"))
    return rows


def columns(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Rows of a name and its words, the words aligned."""
    width = max(cell_width(name) for name, _ in rows)
    lines = []
    for name, words in rows:
        for i, line in enumerate(wrap(words, _HELP_WIDTH - width - 4)):
            lines.append(f"  {pad(name if i == 0 else '', width)}  {line}".rstrip())
    return lines


def lang_option(lang: str) -> Option:
    """--lang, before or after the command; it has been read by the time it is parsed."""
    about = Words(
        "语言：zh 中文，en 英文；缺省时说文件的用文件的语言，其余按环境（PERFRULES_LANG、LANG）",
        "language: zh Chinese, en English; by default the file's, elsewhere the environment's (PERFRULES_LANG, LANG)",
    )
    return Option(["--lang"], about[lang], "zh|en", callback=one_of(LANGS, lang), expose_value=False)


def format_option(lang: str, *formats: str) -> Option:
    """--format of a command."""
    about = Words("输出的样式，缺省 text", "the form of the output, text by default")
    return Option(["--format"], about[lang], "|".join(formats), callback=one_of(formats, lang), default=formats[0])


def rubric_argument(lang: str) -> Argument:
    """RUBRIC: a shipped id or a path."""
    shown = Words("评价表", "RUBRIC")
    about = Words("自带评价表的代码，或 .rubric 文件", "the id of a shipped rubric, or a .rubric file")
    return Argument("rubric", shown[lang], about[lang])
