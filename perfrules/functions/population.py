"""Figures of all subjects together: 全体均值, 全体最大, 全体最小 and 名次. They are no functions of values.

One text runs two ways: for one subject the figure is given as a published fact of its own (支出率·全体均值); over a
batch it is computed from the figures of all its subjects.
"""

from __future__ import annotations

from collections.abc import Mapping

POPULATION: Mapping[str, str] = {
    "全体均值": "mean_of_all",
    "全体最大": "highest_of_all",
    "全体最小": "lowest_of_all",
    "名次": "rank",
}
"""The Chinese name of each, and the English one."""
