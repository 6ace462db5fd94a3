"""`perfrules health`: a page on what the analysis finds of a rubric, with the curve of every measure."""

from __future__ import annotations

from pathlib import Path

from perfrules.cli.command import Command, Option, rubric_argument
from perfrules.cli.inputs import load_rubric
from perfrules.cli.session import FINDINGS, FINE, Session
from perfrules.source import Words

_ABOUT = Words(
    "给一份评价表做体检，写成网页：发现、每个指标的得分曲线和落差、随每项数据的方向",
    "a page on the health of a rubric: findings, the score curve of each measure with its jumps, directions",
)


def command(lang: str) -> Command:
    """The command in a language."""
    output = Words("写到哪个网页文件", "the file to write the page to")
    shown = Words("网页", "PAGE")
    params = [rubric_argument(lang), Option(["-o", "--output"], output[lang], shown[lang], required=True)]
    return Command("health", lang, _ABOUT, run, params, ["perfrules health zizhou-2021 -o health.html"])


def run(session: Session, rubric: str, output: str) -> int:
    """Write the page; the exit code tells whether there are errors or refuted properties."""
    from perfrules.health import health_page

    loaded = load_rubric(session, rubric)
    Path(output).write_text(health_page(loaded, session.lang), encoding="utf-8")
    session.out(session[Words(f"写好了：{output}", f"written: {output}")])
    return FINDINGS if loaded.analyse().refuted else FINE
