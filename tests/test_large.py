"""Many visits: whatever a page draws, lists or sends stays within bounds, and says what is left.

The bounds are set down here, so that a few hundred visits are many.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
from shown import PAGES, charts, data_of, nodes, opened, words_of
from streamlit.testing.v1 import AppTest
from synthetic import dataset

from dashboard.analysis import limits
from dashboard.analysis.filters import Filters
from dashboard.app import page as app_page
from dashboard.app import statements
from dashboard.app.data import Data
from dashboard.charts.parts.map_tables import not_made
from dashboard.dataset import yaml_writer

LIMITS = {
    "BARS": 60, "COLUMNS": 40, "STEPS": 10, "ROWS": 15, "CELLS": 300, "PLACES": 20, "WAYS": 10,
    "TITLES": 5, "LISTED": 5, "OPTIONS": 50, "TABLE_ROWS": 50,
}  # fmt: skip

COUNTRIES = 260
"""More than there are in the world: what lists them needs no other bound."""


@cache
def many(visits: int = 20) -> Data:
    """Nine leaders with so many visits each."""
    made = dataset(leaders=9, visits=visits, statements=2, topics=40)
    return data_of(yaml_writer.write(made))


@pytest.fixture(autouse=True)
def many_visits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_page, "load", many)
    monkeypatch.setattr(statements, "STATEMENTS_A_PAGE", 6)
    for name, most in LIMITS.items():
        monkeypatch.setattr(limits, name, most)


EIGHT: dict[str, Any] = {"leader": [f"Leader {number}" for number in range(1, 9)]}
QUERIES: list[tuple[str, dict[str, Any]]] = [
    *((page, {}) for page in PAGES),
    ("overview", EIGHT),
    ("timeline", EIGHT | {"axis": "Day of term", "per": "Quarter"}),
    ("timeline", {"visit": "leader-3-visit-7"}),
    ("map", {"lines": "true", "mark": "Countries"}),
    ("map", EIGHT | {"lines": "true"}),
    ("challenges", {"rows": "Host countries"}),
    ("challenges", {"rows": "Host countries", "view": "Bars"}),
    ("compare", {"compare": "Leaders", "listed": "All topics"}),
]


def asked(page: str, query: dict[str, Any] | None = None, **state: Any) -> AppTest:
    return opened(page, urlencode({"status": ""} | (query or {}), doseq=True), **state)


def size(app: AppTest) -> int:
    return sum(node.proto.ByteSize() for node in nodes(app))


@pytest.mark.parametrize(("page", "query"), QUERIES, ids=lambda one: str(one)[:60])
def test_what_a_page_sends_is_bounded(
    page: str, query: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = asked(page, query)
    for table in app.dataframe:
        assert len(table.value) <= max(limits.TABLE_ROWS, COUNTRIES)
    for box in app.selectbox:
        assert len(box.options) <= max(limits.OPTIONS + 1, COUNTRIES)
    assert len(app.get("page_link")) <= 3 * limits.LISTED + 20
    # With three times the visits it is about the same.
    monkeypatch.setattr(app_page, "load", lambda: many(60))
    assert 1_000 < size(asked(page, query)) <= 1.4 * size(app)


def test_the_table_of_visits_pages_and_says_how_many_there_are() -> None:
    visits = many().selection.visits
    app = asked("visits")
    (table,) = app.dataframe
    assert len(table.value) == limits.TABLE_ROWS
    assert f"Rows 1 to {limits.TABLE_ROWS} of {len(visits):,}." in words_of(app)
    assert table.value["start"].iloc[0] == visits["start"].max()
    pages, rest = divmod(len(visits), limits.TABLE_ROWS)
    app.session_state["page_visits"] = pages + 1
    app.run()
    assert len(app.dataframe[0].value) == rest
    assert f"of {len(visits):,}." in words_of(app)
    labels = [button.proto.label for button in app.get("download_button")]
    assert "Download as CSV" in labels
    # A filter that shortens the table takes away the page that was open.
    app.multiselect(key="leader").set_value(["leader-1"]).run()
    assert not app.exception
    assert len(app.dataframe[0].value) == (visits["leader"] == "leader-1").sum()


def test_the_latest_visits_can_be_chosen_and_so_can_the_one_that_a_link_names() -> None:
    visits = many().selection.visits
    oldest = visits.sort_values("start")["visit"].iloc[0]
    app = asked("visits", {"visit": oldest})
    box = app.selectbox(key="visit_choice")
    assert len(box.options) == limits.OPTIONS + 1
    assert box.value == oldest
    said = f"the latest {limits.OPTIONS} of {len(visits):,} visits shown"
    assert said in words_of(app)


def test_two_of_many_visits_are_chosen_out_of_those_that_the_filters_leave() -> None:
    visits = many().selection.visits
    app = asked("compare", {"leader": "Leader 2"})
    left = app.selectbox(key="left_choice")
    own = (visits["leader"] == "leader-2").sum()
    assert sum(option.startswith("Leader 2:") for option in left.options) == own
    assert f"out of {len(visits):,}" in words_of(app)


def test_a_list_of_many_visits_is_cut_counted_and_offered() -> None:
    app = asked("map")
    n_left = len(not_made(many().selection))
    said = words_of(app)
    assert f"did not take place or are disputed ({n_left:,} visits):" in said
    assert f"And {n_left - limits.LISTED:,} more visits." in said
    labels = [button.proto.label for button in app.get("download_button")]
    assert f"Download all {n_left:,} as CSV" in labels


def test_statements_stand_in_the_order_of_their_visits_days() -> None:
    app = asked("topics", {"open": "Topic 7"}, **{"topic_topic-7_page": 2})
    on_topic = Filters(topics=("topic-7",), statuses=()).narrow(many().selection)
    own = on_topic.statements.merge(on_topic.visits[["visit", "start"]], on="visit")
    own = own.sort_values(["start", "visit", "statement"])["visit"].tolist()
    number = statements.STATEMENTS_A_PAGE
    links = [link.proto.query_string for link in app.get("page_link")]
    shown = [link.partition("visit=")[2] for link in links if "visit=" in link]
    assert shown == list(dict.fromkeys(own[number : 2 * number]))


def test_a_timeline_of_many_visits_is_a_density_and_opens_up() -> None:
    app = asked("timeline")
    assert "too many to draw one by one" in words_of(app)
    year = int(many().selection.visits["start"].dt.year.median())
    span = {"from": f"{year}-01-01", "to": f"{year}-12-31"}
    shown = Filters(statuses=(), start=date(year, 1, 1), end=date(year, 12, 31))
    assert 0 < len(shown.narrow(many().selection).visits) <= limits.BARS
    app = asked("timeline", span)
    assert "too many to draw one by one" not in words_of(app)
    (drawn,) = charts(app, "visits_in_time")
    # The axis reaches as far as the visits, not over all terms.
    first = drawn["figure"]["layout"]["xaxis"]["range"][0]
    assert str(first).startswith((f"{year - 1}-12", f"{year}-01"))
    (back,) = [button for button in app.button if button.label == "Show all years"]
    back.click().run()
    assert "too many to draw one by one" in words_of(app)
