"""Any rubric has its printed table, and any score its sheet, in every format; every place of a table is one cell's."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import perfrules
from perfrules.analysis.edges import edges
from perfrules.api import DataError
from perfrules.ir import from_model
from perfrules.office.document import document
from perfrules.office.layout import Layout
from perfrules.office.page import html_page, markdown
from perfrules.office.rubric_layout import rubric_layout
from perfrules.office.score_layout import score_layout
from perfrules.office.score_xlsx import score_workbook
from perfrules.office.table_xlsx import table_workbook
from perfrules.result.explain import paragraphs
from perfrules.testing.factsets import fact_sets
from perfrules.testing.rubric_texts import rubrics
from perfrules.testing.supplied import supplied
from tests.support.settings import drawing


def whole(layout: Layout) -> Layout:
    places = [
        (row, column)
        for box in layout.boxes
        for row in range(box.row, box.row + box.rows)
        for column in range(box.column, box.column + box.columns)
    ]
    assert sorted(places) == [(row, column) for row in range(layout.rows) for column in range(len(layout.heads))]
    return layout


@drawing(6)
@given(rubrics(), st.data(), st.sampled_from(("zh", "en")))
def test_every_format_is_written(text: str, data: st.DataObject, lang: str) -> None:
    rubric = perfrules.loads(text)
    layout = whole(rubric_layout(rubric.model, rubric.language, lang))
    assert table_workbook(layout, lang).startswith(b"PK")
    assert layout.title in markdown(layout, (), "").replace("\\", "")
    program = from_model.lower(rubric.model, rubric.language)
    values = data.draw(fact_sets(program, edges(program), whole=True))
    facts = rubric.read(supplied(rubric.model, values))
    try:
        result = rubric.score(facts)
    except DataError:
        return
    layout, lines = whole(score_layout(result, lang)), tuple(paragraphs(result, lang))
    # Writing it compares what the formulas give with what the engine gave.
    assert score_workbook(rubric, facts, result, lang).startswith(b"PK")
    assert document(layout, lines, "").startswith(b"PK")
    assert html_page(layout, lines, "", lang).count("<p ") == len(lines)
