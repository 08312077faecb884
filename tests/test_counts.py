"""Counts of visits, hosts, days and statements by group, against a count row by row."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import strategies
from hypothesis import given, settings
from tabulated import tabulate

from dashboard.analysis.filters import Filters
from dashboard.analysis.metrics import count_by
from dashboard.analysis.selection import Selection
from dashboard.analysis.units import COUNTS, Unit, in_words
from dashboard.model.records import Document
from dashboard.model.vocabulary import StatementKind, Status


def one_by_one(selection: Selection, marks: pd.DataFrame, by: list[str]) -> list[tuple[Any, ...]]:
    """Count what `count_by` counts, mark by mark."""
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for mark in marks.itertuples(index=False):
        key = tuple(getattr(mark, name) for name in by)
        if not any(pd.isna(part) for part in key):
            groups.setdefault(key, []).append(mark)
    made = selection.took_place.visits
    days = dict(zip(made["visit"], made["n_days"], strict=True))
    stops = selection.stops
    found = []
    for key, own in sorted(groups.items()):
        visits = {mark.visit for mark in own}
        hosts = set(stops.loc[stops["visit"].isin(visits), "country"])
        n_days = sum(int(days[one]) for one in visits if one in days and pd.notna(days[one]))
        said = {mark.statement for mark in own if pd.notna(mark.statement)}
        found.append((*key, len(visits), len(hosts), n_days, len(said)))
    return found


def counted(selection: Selection, marks: pd.DataFrame, by: list[str]) -> list[tuple[Any, ...]]:
    frame = count_by(selection, marks, by)
    assert list(frame.columns) == [*by, *(unit.column for unit in COUNTS)]
    return list(frame.itertuples(index=False, name=None))


@settings(max_examples=30, deadline=None)
@given(dataset=strategies.datasets())
def test_every_unit_is_counted_as_by_hand_in_any_data_set(dataset: Document) -> None:
    selection = tabulate(dataset)
    marks = selection.mentions
    for by in (["topic", "leader"], ["leader", "topic", "kind"], ["topic"]):
        assert counted(selection, marks, by) == one_by_one(selection, marks, by)
    # Every visit with a mark, whether it has a statement or not; years that are not known.
    said = selection.statements[["visit", "statement"]]
    marks = selection.visits.merge(said, on="visit", how="left")
    marks = marks.assign(year=marks["start"].dt.year)
    for by in (["leader"], ["leader", "year"]):
        assert counted(selection, marks, by) == one_by_one(selection, marks, by)


def test_what_is_narrowed_is_counted_as_by_hand(real_selection: Selection) -> None:
    by = ["topic", "leader"]
    for narrowed in (real_selection.took_place, real_selection.of_kinds([StatementKind.AGENDA])):
        assert counted(narrowed, narrowed.mentions, by) == one_by_one(
            narrowed, narrowed.mentions, by
        )


def test_of_no_marks_there_is_no_group(tiny_selection: Selection) -> None:
    assert counted(tiny_selection, tiny_selection.mentions.head(0), ["topic", "leader"]) == []


def test_a_visit_that_did_not_take_place_adds_no_day(tiny_selection: Selection) -> None:
    shown = Filters(statuses=(Status.PLANNED,)).narrow(tiny_selection)
    assert shown.visits["n_days"].sum() > 0
    marks = shown.visits.assign(statement=None)
    assert count_by(shown, marks, ["leader"])["n_days"].tolist() == [0]


@pytest.mark.parametrize(
    ("unit", "one", "many"),
    [
        (Unit.VISITS, "1 visit", "1,204 visits"),
        (Unit.HOSTS, "1 host country", "1,204 host countries"),
        (Unit.DAYS, "1 day abroad", "1,204 days abroad"),
        (Unit.STATEMENTS, "1 statement", "1,204 statements"),
    ],
)
def test_a_number_is_written_with_its_noun(unit: Unit, one: str, many: str) -> None:
    assert (unit.counted(1), unit.counted(1204)) == (one, many)


def test_a_share_is_written_in_per_cent() -> None:
    assert (Unit.SHARE.written(0.4), Unit.SHARE.counted(0.4)) == ("40%", "40% of visits")
    assert Unit.SHARE not in COUNTS


def test_a_rows_counts_are_written_in_the_order_asked_for() -> None:
    held = {"n_hosts": 2, "n_days": 1}
    assert in_words(held, Unit.DAYS, Unit.HOSTS) == "1 day abroad, 2 host countries"
