"""The overview: whom the line of visits counts, from which day to which; the latest visits."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection, tabulate
from dashboard.app import digest
from dashboard.charts import visits_over_term
from dashboard.charts.theme import Theme
from dashboard.model.records import Dataset
from dashboard.model.vocabulary import Status


def steps(frame: pd.DataFrame, leader: str) -> list[tuple[int, int, str]]:
    own = frame[frame["leader"] == leader]
    return list(zip(own["day_of_term"], own["n_visits"], own["title"], strict=True))


def lines(frame: pd.DataFrame) -> Any:
    """The drawing's lines, typed loosely: the stubs of a figure do not know its traces."""
    return visits_over_term.figure(frame, Theme()).data


def test_a_line_runs_from_taking_office_through_each_visit_to_the_end_of_the_term(
    tiny_selection: Selection,
) -> None:
    # The cancelled, the planned and the disputed visit were not made.
    frame = visits_over_term.table(tiny_selection)
    assert steps(frame, "raisi") == [
        (0, 0, "Took office"),
        (44, 1, "Tajikistan (Dushanbe)"),
        (547, 2, "Russia (Moscow)"),
        (1020, 2, "Died in office."),
    ]
    assert steps(frame, "pezeshkian") == [
        (0, 0, "Took office"), (45, 1, "Iraq (Baghdad)"), (803, 1, "Record ends"),
    ]  # fmt: skip
    assert frame.loc[frame["last"], "end_note"].tolist() == ["Died in office.", "record ends"]


def test_visits_are_counted_in_the_order_of_their_days(tiny: Dataset) -> None:
    later_first = (tiny.visits[1], tiny.visits[0])
    frame = visits_over_term.table(tabulate(tiny.model_copy(update={"visits": later_first})))
    assert [day for day, _, _ in steps(frame, "raisi")] == [0, 44, 547, 1020]
    assert frame["n_visits"].is_monotonic_increasing


def test_an_undated_visit_and_a_leader_without_one_are_left_out(tiny: Dataset) -> None:
    undated = tiny.visits[3].model_copy(update={"start": None, "end": None})
    selection = tabulate(tiny.model_copy(update={"visits": (tiny.visits[0], undated)}))
    assert set(visits_over_term.table(selection)["leader"]) == {"raisi"}


def test_the_lines_are_the_table(tiny_selection: Selection) -> None:
    frame = visits_over_term.table(tiny_selection)
    for line, (_, own) in zip(lines(frame), frame.groupby("leader", sort=False), strict=True):
        assert list(line.x) == own["day_of_term"].tolist()
        assert list(line.y) == own["n_visits"].tolist()
        # A count stays the same until the next visit.
        assert line.line.shape == "hv"


def test_two_leaders_are_told_apart_without_colour(tiny_selection: Selection) -> None:
    dashes = [line.line.dash for line in lines(visits_over_term.table(tiny_selection))]
    assert len(set(dashes)) == 2


def test_alt_compares_the_leaders_at_the_last_day_that_both_have(tiny_selection: Selection) -> None:
    frame = visits_over_term.table(tiny_selection)
    assert visits_over_term.alt(frame) == (
        "Visits made by day 803 of the term: Raisi 2, Pezeshkian 1."
    )


def test_where_no_visit_took_place_there_is_no_line(tiny_selection: Selection) -> None:
    cancelled = Filters(statuses=(Status.CANCELLED,)).narrow(tiny_selection)
    frame = visits_over_term.table(cancelled)
    assert frame.empty
    assert not lines(frame)
    assert visits_over_term.alt(frame) == "No dated visit matches."


def test_the_first_visit_to_a_host_counts_it_for_its_leader_alone(tiny: Dataset) -> None:
    dushanbe, moscow, *_, baghdad = tiny.visits[:4]
    again = dushanbe.model_copy(update={"id": "again", "start": moscow.end, "end": moscow.end})
    other = dushanbe.model_copy(
        update={"id": "other", "leader": baghdad.leader, "start": baghdad.end, "end": baghdad.end}
    )
    visits = (other, again, moscow, dushanbe)
    frame = visits_over_term.table(tabulate(tiny.model_copy(update={"visits": visits})))
    hosts = {who: own["n_hosts"].tolist() for who, own in frame.groupby("leader")}
    assert hosts == {"raisi": [0, 1, 1, 2, 2], "pezeshkian": [0, 1, 1]}


def test_the_latest_visits_stand_first_and_undated_ones_last(tiny: Dataset) -> None:
    first, second = tiny.visits[:2]
    visits = (
        first.model_copy(update={"id": "undated", "start": None, "end": None}),
        first.model_copy(update={"id": "a"}),
        second.model_copy(update={"id": "late"}),
        first.model_copy(update={"id": "b"}),
    )
    selection = tabulate(tiny.model_copy(update={"visits": visits}))
    assert digest._latest(selection, 9)["visit"].tolist() == ["late", "b", "a", "undated"]
    assert digest._latest(selection, 2)["visit"].tolist() == ["late", "b"]
    assert digest._latest(selection.keep_visits(selection.visits["visit"] == ""), 2).empty
