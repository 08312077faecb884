"""The overview: whom the line of visits counts, from which day to which; the latest visits."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from made_up import basis, counted_selection, figure, leader, rows, selection, stop, table, visit

from dashboard.analysis import limits
from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection
from dashboard.analysis.units import COUNTS, Unit
from dashboard.charts import visits_over_term
from dashboard.model.vocabulary import Status

LINES = "visits_over_term"
NUMBERS = [unit.column for unit in COUNTS]


def steps(frame: pd.DataFrame, leader: str) -> list[tuple[Any, ...]]:
    return rows(frame, "day_of_term", "n_visits", "title", leader=leader)


def test_a_line_runs_from_taking_office_through_each_visit_to_the_end_of_the_term(
    tiny_selection: Selection,
) -> None:
    # The cancelled, the planned and the disputed visit did not take place.
    frame = table(LINES, tiny_selection)
    assert steps(frame, "raisi") == [
        (0, 0, "Took office"),
        (44, 1, "Tajikistan (Dushanbe)"),
        (547, 2, "Russia (Moscow)"),
        (1020, 2, "Died in office."),
    ]
    assert steps(frame, "pezeshkian") == [
        (0, 0, "Took office"),
        (45, 1, "Iraq (Baghdad)"),
        (803, 1, "Record ends"),
    ]
    assert frame.loc[frame["last"], "end_note"].tolist() == ["Died in office.", "record ends"]


def test_visits_are_counted_in_the_order_of_their_days() -> None:
    later, sooner = date(2022, 1, 9), date(2022, 1, 4)
    held = selection([leader("Ada")], visit("ada-1", later, later), visit("ada-2", sooner, sooner))
    frame = table(LINES, held)
    assert [day for day, *_ in steps(frame, "ada")][:3] == [0, 368, 373]
    assert frame["n_visits"].is_monotonic_increasing


def test_an_undated_visit_and_a_leader_without_one_are_left_out() -> None:
    days = date(2022, 1, 1), date(2022, 1, 2)
    held = selection(
        [leader("Ada"), leader("Bea")], visit("ada-1", *days), visit("bea-1", None, None)
    )
    assert set(table(LINES, held)["leader"]) == {"ada"}
    assert basis(LINES, held).startswith("2 visits that took place. A visit counts from its first")


def test_the_lines_are_the_table_and_told_apart_without_colour(tiny_selection: Selection) -> None:
    frame = table(LINES, tiny_selection)
    lines = figure(LINES, frame)["data"]
    for line, (_, own) in zip(lines, frame.groupby("leader", sort=False), strict=True):
        assert line["x"] == own["day_of_term"].tolist()
        assert line["y"] == own["n_visits"].tolist()
        # A count stays the same until the next visit.
        assert line["line"]["shape"] == "hv"
    dashes = [line["line"]["dash"] for line in lines]
    assert len(set(dashes)) == len(dashes)


def test_leaders_of_one_colour_have_different_dashes() -> None:
    nine = [leader(f"L{number}") for number in range(9)]
    days = date(2022, 1, 1), date(2022, 1, 2)
    held = selection(nine, visit("l0-1", *days), visit("l8-1", *days))
    one, other = (line["line"] for line in figure(LINES, table(LINES, held))["data"])
    assert one["color"] == other["color"]
    assert one["dash"] != other["dash"]


def test_the_finding_compares_the_leaders_at_the_last_day_that_both_have(
    tiny_selection: Selection,
) -> None:
    assert visits_over_term.CHART.finding(table(LINES, tiny_selection)) == (
        "Visits made by day 803 of the term: Raisi 2, Pezeshkian 1."
    )


def test_where_no_visit_took_place_there_is_no_line(tiny_selection: Selection) -> None:
    cancelled = Filters(statuses=(Status.CANCELLED,)).narrow(tiny_selection)
    frame = table(LINES, cancelled)
    assert frame.empty
    assert not figure(LINES, frame)["data"]
    assert visits_over_term.CHART.finding(frame) == "No dated visit matches."


def test_the_first_visit_to_a_host_counts_it_for_its_leader_alone() -> None:
    def days(day: int) -> tuple[date, date]:
        return date(2022, 1, day), date(2022, 1, day)

    iraq, qatar = stop(country="IRQ"), stop(country="QAT")
    held = selection(
        [leader("Ada"), leader("Bea")],
        visit("bea-1", *days(9), iraq),
        visit("ada-3", *days(7), iraq),
        visit("ada-2", *days(5), qatar, iraq),
        visit("ada-1", *days(3), iraq),
    )
    frame = table(LINES, held)
    hosts = {who: own["n_hosts"].tolist() for who, own in frame.groupby("leader")}
    assert hosts == {"ada": [0, 1, 2, 2, 2], "bea": [0, 1, 1]}


@pytest.mark.parametrize("unit", COUNTS)
def test_the_line_grows_in_every_unit(unit: Unit) -> None:
    frame = table(LINES, counted_selection(), count=unit)
    assert rows(frame, "day_of_term", *NUMBERS, leader="ada") == [
        (0, 0, 0, 0, 0),
        (160, 1, 2, 3, 5),
        (271, 2, 3, 6, 6),
        (515, 2, 3, 6, 6),
    ]
    # A second visit to a host adds no host, and a leader may have no statement.
    assert rows(frame, *NUMBERS, leader="bea") == [
        (0, 0, 0, 0),
        (1, 1, 2, 0),
        (2, 1, 3, 0),
        (2, 1, 3, 0),
    ]
    drawn = figure(LINES, frame)
    assert drawn["data"][0]["y"] == frame.loc[frame["leader"] == "ada", unit.column].tolist()
    assert drawn["layout"]["yaxis"]["title"]["text"] == f"{unit} so far"
    what = {
        Unit.VISITS: "Visits made by day 515 of the term: Ada 2, Bea 2.",
        Unit.HOSTS: "Host countries of the visits begun by day 515 of the term: Ada 3, Bea 1.",
        Unit.DAYS: "Days abroad of the visits begun by day 515 of the term: Ada 6, Bea 3.",
        Unit.STATEMENTS: "Statements of the visits begun by day 515 of the term: Ada 6, Bea 0.",
    }
    assert visits_over_term.CHART.finding(frame) == what[unit]


def test_names_at_ends_of_one_height_do_not_meet() -> None:
    held = counted_selection()
    ada, bea = figure(LINES, table(LINES, held))["layout"]["annotations"]
    assert ada["y"] == bea["y"] == 2
    assert abs(ada["yshift"] - bea["yshift"]) >= visits_over_term.LINE
    ada, bea = figure(LINES, table(LINES, held, count=Unit.DAYS))["layout"]["annotations"]
    assert ada["yshift"] == bea["yshift"]  # six days and three are far enough apart


def test_a_long_line_keeps_its_ends_and_the_counts_of_its_days(
    real_selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = table(LINES, real_selection)
    said = basis(LINES, real_selection)
    monkeypatch.setattr(limits, "STEPS", 5)
    thin = table(LINES, real_selection)
    assert thin.groupby("leader").size().max() <= limits.STEPS + 3
    for who, own in thin.groupby("leader"):
        line = whole[whole["leader"] == who]
        for at in (0, -1):
            assert own.iloc[at].equals(line.iloc[at])
        on_day = line.groupby("day_of_term")[NUMBERS].max()
        assert (
            own[NUMBERS].to_numpy().tolist() == on_day.loc[own["day_of_term"]].to_numpy().tolist()
        )
    assert visits_over_term.CHART.finding(thin) == visits_over_term.CHART.finding(whole)
    assert "has up to 5 steps" in basis(LINES, real_selection)
    assert "steps" not in said
