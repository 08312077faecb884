"""The matrix of challenges and opportunities, and the bars that set them against each other."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from made_up import basis, counted_selection, figure, leader, rows, selection, stop, table, visit

from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection
from dashboard.analysis.units import Rows, Unit
from dashboard.charts import REGISTRY
from dashboard.charts.challenges_and_opportunities import (
    NUMBERS,
    cell,
    column_labels,
    describe,
    row_labels,
)
from dashboard.charts.theme import Theme

MATRIX, BARS = "challenges_and_opportunities", "challenges_against_opportunities"
CHALLENGE, OPPORTUNITY = "Ada: challenges", "Ada: opportunities"
both_rows = pytest.mark.parametrize("rows_of", Rows)


def going(name: str, hosts: str, *said: str) -> Any:
    stops = [stop(country=code) for code in hosts.split()]
    return visit(name, date(2022, 5, 1), date(2022, 5, 2), *stops, said=said)


@pytest.fixture(scope="module")
def made() -> Selection:
    """Ada made five visits, Bea one; culture is only ever agreed on."""
    return selection(
        [leader("Ada"), leader("Bea")],
        going("ada-1", "IRQ SYR", "trade", "trade energy", "opportunity: energy"),
        going("ada-2", "IRQ", "trade"),
        going("ada-3", "QAT", "agreement: culture"),
        going("ada-4", "OMN"),
        going("ada-5", "OMN"),
        going("bea-1", "IRQ", "opportunity: trade"),
        topics=("Trade", "Energy", "Culture"),
    )


@pytest.fixture(scope="module")
def counted() -> Selection:
    return counted_selection()


def texts(drawn: dict[str, Any]) -> dict[tuple[str, str], str]:
    """The text of each cell by row and column."""
    trace = drawn["data"][0]
    return dict(zip(map(tuple, trace["customdata"]), trace["text"], strict=True))


def notes(drawn: dict[str, Any]) -> str:
    return "\n".join(note["text"] for note in drawn["layout"]["annotations"])


def test_a_cell_tells_statements_from_visits_and_its_share_is_of_the_leaders_visits(
    made: Selection,
) -> None:
    frame = table(MATRIX, made)
    numbers = ("n_statements", "n_visits", "n_all_visits", "share")
    assert rows(frame, *numbers, label="Trade", column=CHALLENGE) == [(3, 2, 5, 0.4)]
    assert rows(frame, *numbers, label="Energy", column=CHALLENGE) == [(1, 1, 5, 0.2)]
    assert rows(frame, *numbers, label="Trade", column=OPPORTUNITY) == [(0, 0, 5, 0.0)]
    assert rows(frame, *numbers, label="Trade", column="Bea: opportunities") == [(1, 1, 1, 1.0)]
    hosts = table(MATRIX, made, rows=Rows.HOSTS)
    # A statement of a visit with two hosts counts for each.
    numbers = ("n_statements", "n_visits", "n_row_visits")
    assert rows(hosts, *numbers, label="Iraq", column=CHALLENGE) == [(3, 2, 2)]
    assert rows(hosts, *numbers, label="Syria", column=CHALLENGE) == [(2, 1, 1)]
    assert rows(hosts, *numbers, label="Syria", column="Bea: challenges") == [(0, 0, 0)]


@pytest.mark.parametrize("name", [MATRIX, BARS])
def test_most_statements_stand_first_then_names_and_rows_without_any_are_left_out(
    made: Selection, name: str
) -> None:
    assert list(table(name, made)["label"].unique()) == ["Trade", "Energy"]
    assert list(table(name, made, rows=Rows.HOSTS)["label"].unique()) == ["Iraq", "Syria"]
    even = selection([leader("Ada")], going("ada-1", "SYR CHE IRQ", "trade energy"))
    assert list(table(name, even)["label"].unique()) == ["Energy", "Trade"]
    # By the names, not by the codes: Switzerland is CHE.
    hosts = list(table(name, even, rows=Rows.HOSTS)["label"].unique())
    assert hosts == ["Iraq", "Switzerland", "Syria"]


def test_a_dash_says_that_there_was_no_visit_and_a_nought_that_nothing_was_said(
    made: Selection,
) -> None:
    said = texts(figure(MATRIX, table(MATRIX, made, rows=Rows.HOSTS, unit=Unit.STATEMENTS)))
    assert ">–<" in said["Syria", "Bea: opportunities"]
    assert ">0<" in said["Iraq", "Bea: challenges"]
    assert "<b>3</b>" in said["Iraq", CHALLENGE]
    assert ">2 visits<" in said["Iraq", CHALLENGE]


def test_equal_shares_have_equal_shades_however_many_visits_a_leader_made() -> None:
    frame = table(
        MATRIX,
        selection(
            [leader("Ada"), leader("Bea")],
            going("ada-1", "IRQ", "trade", "trade"),
            going("ada-2", "IRQ", "trade"),
            going("bea-1", "IRQ", "trade"),
        ),
    )
    trace = figure(MATRIX, frame)["data"][0]
    fills = dict(zip(map(tuple, trace["customdata"]), trace["marker"]["color"], strict=True))
    assert fills["Trade", CHALLENGE] == fills["Trade", "Bea: challenges"]
    assert fills["Trade", OPPORTUNITY] == Theme().empty


def test_a_leader_with_fewer_than_five_visits_is_marked(made: Selection) -> None:
    frame = table(MATRIX, made)
    assert set(frame.loc[frame["few"], "leader"]) == {"bea"}
    said = notes(figure(MATRIX, frame))
    assert said.count("Bea*") == 2
    assert "few visits" in said
    assert "Ada*" not in said
    # A percentage of fewer than five visits would claim more than it knows.
    shown = texts(figure(MATRIX, frame))
    assert "<b>1/1</b>" in shown["Trade", "Bea: opportunities"]
    assert "<b>40%</b>" in shown["Trade", CHALLENGE]


@both_rows
def test_a_click_names_options_of_the_two_widgets_and_opens_what_the_cell_counts(
    made: Selection, rows_of: Rows
) -> None:
    offered = set(row_labels(made, rows_of)), set(column_labels(made))
    for name in (MATRIX, BARS):
        for trace in figure(name, table(name, made, rows=rows_of))["data"]:
            assert {row for row, _ in trace["customdata"]} <= offered[0]
            assert {column for _, column in trace["customdata"]} <= offered[1]
    items: list[Any] = list(table(MATRIX, made, rows=rows_of).itertuples())
    for item in items:
        held = cell(made, rows_of, item.label, item.column)
        assert (len(held.statements), len(held.visits)) == (item.n_statements, item.n_visits)


def test_a_cell_is_described_with_its_denominator_and_may_be_a_whole_row(made: Selection) -> None:
    held = cell(made, Rows.TOPICS, "Trade", CHALLENGE)
    said = describe(held, made, "Trade", CHALLENGE)
    assert said == "Trade, Ada: challenges: 3 statements on 2 of 5 visits"
    whole_row = cell(made, Rows.TOPICS, "Energy", None)
    assert sorted(whole_row.statements["kind"]) == ["challenge", "opportunity"]


def test_only_the_chosen_cell_is_outlined(made: Selection) -> None:
    trace = figure(MATRIX, table(MATRIX, made, row="Trade", column=CHALLENGE))["data"][0]
    widths = trace["marker"]["line"]["width"]
    outlined = [data for data, width in zip(trace["customdata"], widths, strict=True) if width]
    assert outlined == [["Trade", CHALLENGE]]


def test_the_basis_says_what_a_topic_filter_and_several_hosts_do(made: Selection) -> None:
    narrowed = Filters(topics=("energy",)).narrow(made)
    for name in (MATRIX, BARS):
        said = basis(name, narrowed, rows=Rows.HOSTS)
        assert "(Ada 1 visit)" in said
        assert "touch a chosen topic" in said
        assert "each of those hosts" in said
    for unit in Unit:
        said = basis(MATRIX, made, rows=Rows.HOSTS, unit=unit)
        assert ("below it" in said) == (unit is not Unit.VISITS)
        assert "a dash: no visit to the host." in said
        assert "dash" not in basis(MATRIX, made, unit=unit)


def test_bars_put_challenges_left_and_opportunities_right(made: Selection) -> None:
    left, right, *others = figure(BARS, table(BARS, made))["data"]
    assert (left["x"], right["x"]) == ([-0.4, -0.2], [0, 0.2])
    assert (left["text"], right["text"]) == (["40%", "20%"], ["", "20%"])
    # Leaders are told apart by the place of their bar as well.
    said = notes(figure(BARS, table(BARS, made)))
    assert "5 visits, upper bar" in said
    assert "1 visit, lower bar" in said
    assert left["y"][0] < others[0]["y"][0]


def test_a_bar_is_hollow_when_it_rests_on_fewer_than_five_visits() -> None:
    many = [going(f"ada-{number}", "IRQ", "trade") for number in range(5)]
    frame = table(BARS, selection([leader("Ada")], *many, going("ada-x", "IRQ", "energy")))
    assert frame["label"].tolist() == ["Trade", "Energy"]
    fills = figure(BARS, frame)["data"][0]["marker"]["color"]
    assert fills == [Theme().leader(0), Theme().ground]


@pytest.mark.parametrize("n_leaders", [1, 3, 8])
def test_any_number_of_leaders_is_drawn(n_leaders: int) -> None:
    held = selection(
        [leader(f"L{n}") for n in range(n_leaders)],
        *(going(f"l{n}-1", "IRQ", "trade") for n in range(n_leaders)),
    )
    assert len(figure(MATRIX, table(MATRIX, held))["data"][0]["x"]) == 2 * n_leaders
    assert len(figure(BARS, table(BARS, held))["data"]) == 2 * n_leaders


@pytest.mark.parametrize(
    ("unit", "longest", "upper", "lower", "beside", "lead", "own"),
    [
        (Unit.SHARE, 1, "4/4", "4 visits", " (100% of visits against 0%)",
         "the largest share", ""),
        (Unit.VISITS, 4, "4", None, "", "most visits", ""),
        (Unit.HOSTS, 5, "5", "4 visits", " (5 host countries against 0)",
         "most host countries", "5 host countries, "),
        (Unit.DAYS, 6, "6", "4 visits", " (6 days abroad against 0)",
         "most days abroad", "6 days abroad, "),
        (Unit.STATEMENTS, 7, "7", "4 visits", "", "most statements", ""),
    ],
)  # fmt: skip
def test_both_charts_count_draw_and_say_in_the_unit(
    counted: Selection, unit: Unit, longest: float, upper: str, lower: str | None,
    beside: str, lead: str, own: str,
) -> None:  # fmt: skip
    bars, matrix = (table(name, counted, unit=unit) for name in (BARS, MATRIX))
    assert min(figure(BARS, bars)["data"][0]["x"]) == -longest
    assert REGISTRY[BARS].finding(bars) == (
        "Challenges against opportunities in this data set, with the widest gap in "
        f"{unit.lower()} at Trade, Ada, 7 challenges on 4 and 0 opportunities on 0 of 4 "
        f"visits{beside}."
    )
    drawn = figure(MATRIX, matrix)
    text = texts(drawn)["Trade", CHALLENGE]
    assert f"<b>{upper}</b>" in text
    assert (re.findall(r">(\d+ visits?)<", text) or [None]) == [lower]
    assert f"<b>Number</b>: {NUMBERS[unit]}" in notes(drawn)
    assert REGISTRY[MATRIX].finding(matrix) == (
        f"Matrix of challenges and opportunities in this data set, with {lead} at Trade, "
        f"Ada: challenges, {own}on 4 of 4 visits (100%), 7 statements."
    )


def test_each_side_counts_in_every_unit(counted: Selection) -> None:
    left = ["n_challenges", "n_challenge_visits", "n_challenge_hosts", "n_challenge_days"]
    frame = table(BARS, counted)
    assert rows(frame, *left, row="trade", leader="ada") == [(7, 4, 5, 6)]
    assert rows(frame, *left, row="energy", leader="ada") == [(2, 1, 2, 3)]
    hosts = table(BARS, counted, rows=Rows.HOSTS)
    # Of a visit to Iraq and Syria both are hosts, in the row of either.
    assert rows(hosts, *left, label="Iraq", leader="ada") == [(6, 2, 3, 6)]
    # Cancelled: no day abroad, and the cell still tells its visit.
    assert rows(hosts, *left, label="Oman", leader="ada") == [(1, 1, 1, 0)]
    assert rows(hosts, *left, label="Iraq", leader="bea") == [(0, 0, 0, 0)]
    shown = texts(figure(MATRIX, table(MATRIX, counted, rows=Rows.HOSTS, unit=Unit.DAYS)))
    assert "<b>0</b>" in shown["Oman", CHALLENGE]
    assert ">1 visit<" in shown["Oman", CHALLENGE]
