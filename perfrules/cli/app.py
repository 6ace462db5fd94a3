"""The program: which commands there are, and how a run ends. Nothing that goes wrong shows a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, cast

import click

from perfrules import __version__
from perfrules.cli.command import Command, Option, columns, lang_option, option_rows
from perfrules.cli.locale import of_locale, stated
from perfrules.cli.session import BAD_INPUT, FINE, INTERRUPTED, InputProblem, Session
from perfrules.cli.streams import any_console
from perfrules.cli.usage import UsageProblem, usage_line, usage_text
from perfrules.source import Words
from perfrules.system import refusal

COMMANDS = (
    *("list", "new", "show", "check", "template", "score", "explain", "test", "audit", "compare", "prove"),
    *("new-tests", "diff", "reach", "health", "batch", "build", "fmt", "dump"),
)
"""Each is the module of its name, in the order of a first acquaintance."""

_ABOUT = Words(
    "按印发的评分表打分，说明每一分的来历。评价表用中文写，读起来就是印着的指标体系表。",
    "Scores by the printed table and says where every point comes from. A rubric is written in the table's own words.",
)


class Program(click.Group):
    """The group of all commands, in one language; a command is built when it is asked for."""

    def __init__(self, lang: str) -> None:
        super().__init__("perfrules", params=_options(lang), callback=_no_command, invoke_without_command=True)
        self.lang = lang

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"perfrules.cli.{cmd_name.replace('-', '_')}")
        return cast(Command, module.command(self.lang))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            from perfrules.diagnostics.suggest import suggest  # only for a slip

            near = suggest(name, COMMANDS)
            zh, en = f"没有命令「{name}」", f"no such command `{name}`"
            if near:
                zh, en = f"{zh}，是不是要写「{near[0]}」？", f"{en}; did you mean `{near[0]}`?"
            raise UsageProblem(Words(zh, en), self.lang, ctx)
        return name, command, args[1:]

    def get_usage(self, ctx: click.Context) -> str:
        return usage_line(ctx, self.lang)

    def get_help(self, ctx: click.Context) -> str:
        zh = self.lang == "zh"
        found = ((name, self.get_command(ctx, name)) for name in COMMANDS)
        rows = [(name, command.get_short_help_str()) for name, command in found if command is not None]
        more = "perfrules 命令 --help 可看一条命令的说明。" if zh else "See perfrules COMMAND --help for one command."
        return "\n".join(
            [
                self.get_usage(ctx),
                "",
                _ABOUT[self.lang],
                "",
                "命令：" if zh else "Commands:",
                *columns(rows),
                "",
                "选项：" if zh else "Options:",
                *columns(option_rows(self, self.lang)),
                "",
                more,
            ]
        )


class App(click.Command):
    """What is run: it finds out the language, and ends every run with an exit code."""

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> int:
        arguments = sys.argv[1:] if args is None else list(args)
        lang = stated(arguments, os.environ)
        session = Session(lang or of_locale(os.environ), stated=lang is not None)
        with any_console():
            code = _run(arguments, session, complete_var)
        if standalone_mode:
            sys.exit(code)
        return code


def _run(arguments: list[str], session: Session, complete_var: str | None) -> int:
    """The exit code of one run, whatever happens in it."""
    program = Program(session.lang)
    try:
        found = program.main(arguments, "perfrules", complete_var, standalone_mode=False, obj=session)
    except click.UsageError as error:
        session.err(usage_text(error, session.lang))
        return BAD_INPUT
    except click.ClickException as error:
        session.err(f"{session[Words('错误：', 'error: ')]}{error.format_message()}")
        return BAD_INPUT
    except InputProblem as problem:
        return session.problems(problem.diagnostics)
    except SystemExit:
        # click ends so when nobody reads its help any more.
        return FINE
    except click.Abort:
        session.err(session[Words("已中断。", "interrupted.")])
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("PERFRULES_DEBUG"):
            raise
        session.err(session[_crash(error)])
        return BAD_INPUT
    return found if isinstance(found, int) else FINE


def _crash(error: Exception) -> Words:
    """One sentence on what nobody foresaw."""
    if isinstance(error, OSError):
        why, file = refusal(error), error.filename
        return Words(
            f"错误：读写失败（{f'{file}：' if file else ''}{why.zh}）",
            f"error: reading or writing failed ({f'{file}: ' if file else ''}{why.en})",
        )
    what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return Words(
        f"错误：perfrules 内部出错（{what}）。请把这条命令和用到的文件报告给维护者；"
        "设环境变量 PERFRULES_DEBUG=1 再运行，可看到详情。",
        f"error: perfrules failed inside ({what}). Please report the command with its files to the maintainers; "
        "PERFRULES_DEBUG=1 shows the details.",
    )


@click.pass_context
def _no_command(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        ctx.obj.err(ctx.get_help())
        ctx.exit(BAD_INPUT)


def _options(lang: str) -> list[click.Parameter]:
    about = Words("显示版本", "show the version")
    version = Option(
        ["--version"], about[lang], is_flag=True, is_eager=True, expose_value=False, callback=_show_version
    )
    return [lang_option(lang), version]


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        ctx.find_root().obj.out(f"perfrules {__version__}")
        ctx.exit()


app = App("perfrules")
"""The program."""
