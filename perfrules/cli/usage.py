"""What is wrong with a command line, in two languages: click's own messages are English only."""

from __future__ import annotations

import click

from perfrules.source import Words


class UsageProblem(click.UsageError):
    """A usage error of our own, in the language of the session."""

    def __init__(self, words: Words, lang: str, ctx: click.Context | None = None) -> None:
        super().__init__(words[lang], ctx)


def usage_line(ctx: click.Context, lang: str) -> str:
    """How the command is written."""
    zh = lang == "zh"
    parts = [ctx.command_path]
    if isinstance(ctx.command, click.Group):
        parts.append("命令 …" if zh else "COMMAND …")
    for param in ctx.command.params:
        if isinstance(param, click.Argument):
            shown = param.metavar or (param.name or "").upper()
            parts.append(f"{shown}…" if param.nargs == -1 else shown)
    parts.append("[选项]" if zh else "[OPTIONS]")
    return f"{'用法：' if zh else 'Usage: '}{' '.join(parts)}"


def usage_text(error: click.UsageError, lang: str) -> str:
    """The error, how the command is written, and where its help is."""
    zh = lang == "zh"
    lines = [f"{'错误：' if zh else 'error: '}{_message(error, lang)}"]
    if error.ctx is not None:
        lines.append(usage_line(error.ctx, lang))
        path = error.ctx.command_path
        lines.append(f"说明见 {path} --help" if zh else f"see {path} --help")
    return "\n".join(lines)


def _message(error: click.UsageError, lang: str) -> str:
    """A message of click's in either language; one that is not known here stays as it is."""
    words: Words | None = None
    match error:
        case click.MissingParameter(param=param) if param is not None:
            what = "选项" if isinstance(param, click.Option) else "参数"
            what_en = "option" if isinstance(param, click.Option) else "argument"
            words = Words(f"缺少{what}「{_shown(param)}」", f"missing {what_en} {_shown(param)}")
        case click.BadParameter(param=param) if param is not None:
            words = Words(f"{_shown(param)}：{error.message}", f"{_shown(param)}: {error.message}")
        case click.NoSuchOption(option_name=name):
            words = _no_such_option(name, error.ctx)
        case click.BadOptionUsage(option_name=name):
            flag = "does not take a value" in error.message
            words = (
                Words(f"选项「{name}」不带值", f"option {name} does not take a value")
                if flag
                else Words(f"选项「{name}」后面要写一个值", f"option {name} needs a value")
            )
    return words[lang] if words is not None else error.format_message()


def _no_such_option(name: str, ctx: click.Context | None) -> Words:
    known = [text for param in (ctx.command.params if ctx else ()) for text in param.opts if text.startswith("--")]
    from perfrules.diagnostics.suggest import suggest  # only for a slip

    near = suggest(name, [*known, "--help"])
    zh, en = f"没有选项「{name}」", f"no such option {name}"
    if near:
        zh, en = f"{zh}，是不是要写「{near[0]}」？", f"{en}; did you mean {near[0]}?"
    return Words(zh, en)


def _shown(param: click.Parameter) -> str:
    if isinstance(param, click.Option):
        return param.opts[0]
    return param.metavar or (param.name or "").upper()
