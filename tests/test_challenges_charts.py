"""The matrix of challenges and opportunities, and the bars that set them against each other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard.analysis.filters import Filters
from dashboard.analysis.frames import tabulate
from dashboard.analysis.selection import Selection
from dashboard.analysis.units import Rows, Unit
from dashboard.charts import challenges_against_opportunities as against
from dashboard.charts import challenges_and_opportunities as matrix
from dashboard.charts.theme import Theme
from dashboard.model.records import Dataset

CHALLENGE, OPPORTUNITY = "Raisi: challenges", "Raisi: opportunities"


def figure_of(chart: Any, frame: pd.DataFrame, theme: Theme) -> Any:
    """Draw a chart; typed loosely, because the stubs of a figure do not know its traces."""
    return chart.figure(frame, theme)


def visit(name: str, leader: str, hosts: str, *said: tuple[str, str]) -> dict[str, Any]:
    """One visit of May 2022; each thing said is a kind and its topics, both in one word each."""
    return {
        "id": name, "leader": leader, "status": "confirmed", "kind": "official",
        "start": date(2022, 5, 1), "end": date(2022, 5, 2), "occasion": None, "invited_by": None,
        "stops": [
            {"country": code, "place": None, "arrival": None, "departure": None}
            for code in hosts.split()
        ],
        "met": [], "sources": ["src"], "checks": "None.",
        "statements": [
            {"kind": kind, "topics": topics.split(), "text": "Said.", "source": "src"}
            for kind, topics in said
        ],
    }  # fmt: skip


def dataset(*visits: dict[str, Any], label: str = "Trade", leaders: int = 2) -> Dataset:
    names = ["raisi", "pezeshkian", *(f"leader-{number}" for number in range(3, leaders + 1))]
    numbers = ["topics", "places", "visits", "confirmed", "unconfirmed", "disputed", "cancelled",
               "planned", "stops", "meetings", "statements", "sources"]  # fmt: skip
    return Dataset.model_validate(
        {
            "title": "T", "version": "1.0.0", "as_of": date(2026, 1, 1),
            "complete": {"start": date(2021, 8, 3), "end": date(2026, 1, 1)},
            "expected": {"leaders": leaders, **dict.fromkeys(numbers, 0)},
            "leaders": [
                {"id": name, "name": name.capitalize(), "full_name": name, "native_name": name,
                 "office": "President", "country": "IRN", "took_office": date(2021, 8, 3)}
                for name in names[:leaders]
            ],
            "topics": [
                {"id": "trade", "label": label, "group": "Economy", "covers": "trade"},
                {"id": "energy", "label": "Energy", "group": "Economy", "covers": "oil"},
                {"id": "culture", "label": "Culture", "group": "Society", "covers": "arts"},
            ],
            "places": [],
            "visits": list(visits),
            "sources": [
                {"id": "src", "publisher": "P", "title": "T", "url": "https://p.example/",
                 "date": None, "stance": "independent"}
            ],
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def selection() -> Selection:
    """Raisi made five visits, Pezeshkian one; culture is only ever agreed on."""
    return tabulate(
        dataset(
            visit("a", "raisi", "IRQ SYR", ("challenge", "trade"), ("challenge", "trade energy"),
                  ("opportunity", "energy")),
            visit("b", "raisi", "IRQ", ("challenge", "trade")),
            visit("c", "raisi", "QAT", ("agreement", "culture")),
            visit("d", "raisi", "OMN"),
            visit("e", "raisi", "OMN"),
            visit("f", "pezeshkian", "IRQ", ("opportunity", "trade")),
        )
    )  # fmt: skip


def cells(frame: Any, *columns: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {
        (item["label"], item["column"]): tuple(item[column] for column in columns)
        for item in frame.to_dict("records")
    }


def test_a_cell_tells_statements_from_visits_and_its_share_is_of_the_leaders_visits(
    selection: Selection,
) -> None:
    found = cells(matrix.table(selection), "n_statements", "n_visits", "n_all_visits", "share")
    assert found["Trade", CHALLENGE] == (3, 2, 5, 0.4)
    assert found["Energy", CHALLENGE] == (1, 1, 5, 0.2)
    assert found["Trade", "Pezeshkian: opportunities"] == (1, 1, 1, 1.0)
    assert found["Trade", OPPORTUNITY] == (0, 0, 5, 0.0)


def test_rows_without_a_challenge_or_an_opportunity_are_left_out_and_most_stands_first(
    selection: Selection,
) -> None:
    for frame in (matrix.table(selection), against.table(selection)):
        assert list(dict.fromkeys(frame["label"])) == ["Trade", "Energy"]
    assert list(dict.fromkeys(matrix.table(selection, Rows.HOSTS)["label"])) == ["Iraq", "Syria"]


def test_rows_with_as_many_statements_stand_by_name() -> None:
    said = ("challenge", "trade energy")
    even = tabulate(dataset(visit("a", "raisi", "SYR CHE IRQ", said), label="Zinc"))
    for chart in (matrix, against):
        assert list(dict.fromkeys(chart.table(even)["label"])) == ["Energy", "Zinc"]
        # By the names, not by the codes: Switzerland is CHE.
        hosts = list(dict.fromkeys(chart.table(even, Rows.HOSTS)["label"]))
        assert hosts == ["Iraq", "Switzerland", "Syria"]


def test_a_statement_of_a_visit_with_two_hosts_counts_for_each(selection: Selection) -> None:
    found = cells(matrix.table(selection, Rows.HOSTS), "n_statements", "n_visits", "n_row_visits")
    assert found["Iraq", CHALLENGE] == (3, 2, 2)
    assert found["Syria", CHALLENGE] == (2, 1, 1)
    assert found["Syria", "Pezeshkian: challenges"] == (0, 0, 0)


def test_a_dash_says_that_there_was_no_visit_and_a_nought_that_nothing_was_said(
    selection: Selection,
) -> None:
    frame = matrix.table(selection, Rows.HOSTS, Unit.STATEMENTS)
    texts = dict(zip(cells(frame), figure_of(matrix, frame, Theme()).data[0].text, strict=True))
    assert ">–<" in texts["Syria", "Pezeshkian: opportunities"]
    assert ">0<" in texts["Iraq", "Pezeshkian: challenges"]
    assert "<b>3</b>" in texts["Iraq", CHALLENGE]
    assert ">2 visits<" in texts["Iraq", CHALLENGE]


def test_equal_shares_have_equal_shades_however_many_visits_a_leader_made() -> None:
    frame = matrix.table(
        tabulate(
            dataset(
                visit("a", "raisi", "IRQ", ("challenge", "trade"), ("challenge", "trade")),
                visit("b", "raisi", "IRQ", ("challenge", "trade")),
                visit("c", "pezeshkian", "IRQ", ("challenge", "trade")),
            )
        )
    )
    colours = dict(
        zip(cells(frame), figure_of(matrix, frame, Theme()).data[0].marker.color, strict=True)
    )
    assert colours["Trade", CHALLENGE] == colours["Trade", "Pezeshkian: challenges"]
    assert colours["Trade", OPPORTUNITY] == Theme().empty


def test_a_leader_with_fewer_than_five_visits_is_marked(selection: Selection) -> None:
    frame = matrix.table(selection)
    assert set(frame.loc[frame["few"], "leader"]) == {"pezeshkian"}
    words = [note.text for note in figure_of(matrix, frame, Theme()).layout.annotations]
    assert sum(text.startswith("Pezeshkian*") for text in words) == 2
    assert any("few visits" in text for text in words)
    assert not any(text.startswith("Raisi*") for text in words)


@pytest.mark.parametrize("rows", list(Rows))
def test_a_click_names_options_of_the_two_widgets(selection: Selection, rows: Rows) -> None:
    rows_offered, columns_offered = (
        matrix.row_labels(selection, rows),
        matrix.column_labels(selection),
    )
    figures = (
        figure_of(matrix, matrix.table(selection, rows), Theme()),
        figure_of(against, against.table(selection, rows), Theme()),
    )
    for drawing in figures:
        for trace in drawing.data:
            for row, column in trace.customdata:
                assert row in rows_offered
                assert column in columns_offered


@pytest.mark.parametrize("rows", list(Rows))
def test_each_cell_opens_exactly_the_statements_and_visits_it_counts(
    selection: Selection, rows: Rows
) -> None:
    for item in matrix.table(selection, rows).to_dict("records"):
        held = matrix.cell(selection, rows, item["label"], item["column"])
        assert len(held.statements) == item["n_statements"]
        assert len(held.visits) == item["n_visits"]


def test_a_cell_without_a_column_takes_the_row_of_both_kinds(selection: Selection) -> None:
    held = matrix.cell(selection, Rows.TOPICS, "Energy", None)
    assert sorted(held.statements["kind"]) == ["challenge", "opportunity"]


def test_a_cell_is_described_with_its_denominator(selection: Selection) -> None:
    held = matrix.cell(selection, Rows.TOPICS, "Trade", CHALLENGE)
    said = matrix.describe(held, selection, "Trade", CHALLENGE)
    assert said == "Trade, Raisi: challenges: 3 statements on 2 of 5 visits"


def test_only_the_chosen_cell_is_outlined(selection: Selection) -> None:
    frame = matrix.table(selection, row="Trade", column=CHALLENGE)
    widths = dict(
        zip(cells(frame), figure_of(matrix, frame, Theme()).data[0].marker.line.width, strict=True)
    )
    assert {cell for cell, width in widths.items() if width} == {("Trade", CHALLENGE)}


def test_the_basis_says_what_a_topic_filter_and_several_hosts_do(selection: Selection) -> None:
    narrowed = Filters(topics=("energy",)).narrow(selection)
    said = matrix.basis(narrowed, Rows.HOSTS, topics_chosen=True)
    assert "(Raisi 1 visit)" in said
    assert "touch a chosen topic" in said
    assert "each of those hosts" in said
    assert "Pezeshkian" not in said


def test_bars_put_challenges_left_and_opportunities_right(selection: Selection) -> None:
    left, right, *_ = figure_of(against, against.table(selection), Theme()).data
    assert list(left.x) == [-0.4, -0.2]
    assert list(right.x) == [0, 0.2]
    assert list(left.text) == ["40%", "20%"]
    assert list(right.text) == ["", "20%"]


@pytest.mark.parametrize(
    ("unit", "longest"), [(Unit.SHARE, -0.4), (Unit.VISITS, -2), (Unit.STATEMENTS, -3)]
)
def test_the_unit_sets_the_length_of_the_bars(
    selection: Selection, unit: Unit, longest: float
) -> None:
    left = figure_of(against, against.table(selection, unit=unit), Theme()).data[0]
    assert min(left.x) == longest


def test_a_bar_is_hollow_when_it_rests_on_fewer_than_five_visits() -> None:
    many = [visit(f"v{number}", "raisi", "IRQ", ("challenge", "trade")) for number in range(5)]
    frame = against.table(
        tabulate(dataset(*many, visit("x", "raisi", "IRQ", ("challenge", "energy"))))
    )
    marker = figure_of(against, frame, Theme()).data[0].marker
    assert list(frame["label"]) == ["Trade", "Energy"]
    assert list(marker.color) == [Theme().leader(0), Theme().ground]


def test_leaders_are_told_apart_by_the_place_of_their_bar_as_well(selection: Selection) -> None:
    drawing = figure_of(against, against.table(selection), Theme())
    words = " ".join(note.text for note in drawing.layout.annotations)
    assert "5 visits, upper bar" in words
    assert "1 visit, lower bar" in words
    assert drawing.data[0].y[0] < drawing.data[2].y[0]


@pytest.mark.parametrize("leaders", [1, 3, 8])
def test_any_number_of_leaders_is_drawn(leaders: int) -> None:
    names = [who.id for who in dataset(leaders=leaders).leaders]
    visits = [visit(name, name, "IRQ", ("challenge", "trade")) for name in names]
    selection = tabulate(dataset(*visits, leaders=leaders))
    assert len(figure_of(matrix, matrix.table(selection), Theme()).data[0].x) == 2 * leaders
    assert len(figure_of(against, against.table(selection), Theme()).data) == 2 * leaders


def test_a_label_never_acts_as_markup() -> None:
    selection = tabulate(
        dataset(visit("a", "raisi", "IRQ", ("challenge", "trade")), label="<b>R&D</b>")
    )
    frames = {matrix: matrix.table(selection), against: against.table(selection)}
    for chart, frame in frames.items():
        drawing = figure_of(chart, frame, Theme())
        assert drawing.layout.yaxis.ticktext == ("&lt;b&gt;R&amp;D&lt;/b&gt;",)
        assert "&lt;b&gt;R&amp;D" in drawing.data[0].hovertext[0]
        assert drawing.data[0].customdata[0][0] == "<b>R&D</b>"


def test_the_alt_texts_name_the_leading_cell_and_the_widest_gap(selection: Selection) -> None:
    assert "Trade, Pezeshkian: opportunities, on 1 of 1 visit (100%)" in matrix.alt(
        matrix.table(selection)
    )
    assert "Trade, Raisi, 3 challenges on 2 and 0 opportunities on 0 of 5 visits" in against.alt(
        against.table(selection, unit=Unit.STATEMENTS)
    )
