"""Many visits: whatever a page draws, lists or sends stays within bounds, and says what is left."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
import synthetic
from conftest import ROOT
from shown import charts
from streamlit.testing.v1 import AppTest

from dashboard import app as ui
from dashboard.analysis import limits
from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection, tabulate
from dashboard.app import frame as ui_frame
from dashboard.charts import (
    hosts_on_map,
)

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
MOST_MARKS = 6_000
MOST_SIZE = 1_500_000
"""Bytes that a page sends for one view."""


@cache
def many() -> Selection:
    """Nine leaders, 2,700 visits, of which some 2,300 are confirmed."""
    return tabulate(synthetic.dataset(leaders=9, visits=300, statements=2, topics=80))


@cache
def of_eight() -> Selection:
    """The same without the ninth leader, so that the others stand side by side."""
    chosen = tuple(f"leader-{number}" for number in range(1, 9))
    return Filters(leaders=chosen, statuses=()).narrow(many())


@pytest.fixture(autouse=True)
def many_visits(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = ui.Reading(many(), ())
    monkeypatch.setattr(ui_frame, "_reading", lambda *_: reading)


def opened(page: str, **query: str | list[str]) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for key, value in query.items():
        app.query_params[key] = value
    app = app.run() if page == "overview" else app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    parts: list[Any] = [*app.markdown, *app.caption, *app.info]
    return re.sub(r"\\(.)", r"\1", "\n".join(part.value for part in parts))


def marks(figure: dict[str, Any]) -> int:
    return sum(
        max(len(trace.get(axis) or ()) for axis in ("x", "y", "lon", "locations"))
        for trace in figure["data"]
    )


def figures(app: AppTest) -> Iterator[dict[str, Any]]:
    for chart in charts(app):
        yield chart["figure"]


# --- every page ------------------------------------------------------------------------------

QUERIES: list[tuple[str, dict[str, str | list[str]]]] = [
    *((page, {"status": ""}) for page in PAGES),
    ("overview", {"status": "", "leader": [f"Leader {number}" for number in range(1, 9)]}),
    ("timeline", {"status": "", "axis": "Day of term", "per": "Quarter",
                  "leader": [f"Leader {number}" for number in range(1, 9)]}),
    ("map", {"status": "", "lines": "true", "mark": "Countries"}),
    ("map", {"status": "", "lines": "true",
             "leader": [f"Leader {number}" for number in range(1, 9)]}),
    ("challenges", {"rows": "Host countries", "status": ""}),
    ("challenges", {"rows": "Host countries", "status": "", "view": "Bars"}),
    ("compare", {"compare": "Leaders", "listed": "All topics", "status": ""}),
    ("timeline", {"visit": "leader-3-visit-7"}),
]  # fmt: skip


@pytest.mark.parametrize(("page", "query"), QUERIES, ids=lambda one: str(one)[:60])
def test_what_a_page_sends_is_bounded(page: str, query: dict[str, Any]) -> None:
    app = opened(page, **query)
    for figure in figures(app):
        assert marks(figure) <= MOST_MARKS
    for table in app.dataframe:
        assert len(table.value) <= limits.TABLE_ROWS
    for box in app.selectbox:
        assert len(box.options) <= limits.OPTIONS + 1
    links = app.get("page_link")
    assert len(links) <= 3 * limits.LISTED + 20
    sizes = [node.proto.ByteSize() for node in nodes(app._tree)]
    assert 1_000 < sum(sizes) <= MOST_SIZE, sum(sizes)


def nodes(block: Any) -> Iterator[Any]:
    """Every element of a page, with what is sent of it."""
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from nodes(child)
        elif hasattr(getattr(child, "proto", None), "ByteSize"):
            yield child


def test_the_table_of_visits_pages_and_says_how_many_there_are() -> None:
    app = opened("visits", status="")
    (table,) = app.dataframe
    assert len(table.value) == limits.TABLE_ROWS
    assert "Rows 1 to 1,000 of 2,700." in said(app)
    first = table.value.iloc[0]
    newest = many().visits["start"].max()
    assert first["start"] == newest
    app.session_state["page_visits"] = 3
    app.run()
    assert len(app.dataframe[0].value) == 700
    assert "Rows 2,001 to 2,700 of 2,700." in said(app)
    labels = [button.proto.label for button in app.get("download_button")]
    assert "Download as CSV" in labels


def test_a_page_of_a_table_that_a_filter_has_shortened_away_gives_way() -> None:
    app = opened("visits", status="")
    app.session_state["page_visits"] = 3
    app.run()
    app.multiselect(key="leader").set_value(["leader-1"]).run()
    assert not app.exception
    assert len(app.dataframe[0].value) == 300


def test_the_latest_visits_can_be_chosen_and_so_can_the_one_that_a_link_names() -> None:
    oldest = many().visits.sort_values("start")["visit"].iloc[0]
    app = opened("visits", status="", visit=oldest)
    box = app.selectbox(key="visit_choice")
    assert len(box.options) == limits.OPTIONS + 1
    assert box.value == oldest
    assert "the latest 500 of 2,700 visits shown" in said(app)
    latest = many().visits.nlargest(limits.OPTIONS, "start")
    assert any("Leader" in option and str(latest["start"].iloc[0].year) in option
               for option in box.options)  # fmt: skip


def test_two_of_many_visits_are_chosen_out_of_those_that_the_filters_leave() -> None:
    app = opened("compare", status="", leader="Leader 2")
    left = app.selectbox(key="left_choice")
    assert sum(option.startswith("Leader 2:") for option in left.options) == 300
    assert "out of 2,700" in said(app)


def test_a_list_of_many_visits_is_cut_counted_and_offered() -> None:
    app = opened("map", status="")
    n_left = len(hosts_on_map.not_made(many()))
    assert f"did not take place or are disputed ({n_left:,} visits):" in said(app)
    assert f"And {n_left - limits.LISTED:,} more visits." in said(app)
    labels = [button.proto.label for button in app.get("download_button")]
    assert f"Download all {n_left:,} as CSV" in labels


def test_statements_stand_in_the_order_of_their_visits_days() -> None:
    app = opened("topics", status="", open="Topic 7")
    app.session_state["topic_topic-7_page"] = 2
    app.run()
    said_of_it = Filters(topics=("topic-7",), statuses=()).narrow(many())
    visits = said_of_it.visits.sort_values(["start", "visit"])
    days = dict(zip(visits["visit"], visits["start"], strict=True))
    own = said_of_it.statements.sort_values("statement")
    order = sorted(own["visit"], key=lambda name: (days[name], name))
    page = order[ui.STATEMENTS_A_PAGE : 2 * ui.STATEMENTS_A_PAGE]
    links = [link.proto.query_string for link in app.get("page_link")]
    shown = [link.partition("visit=")[2] for link in links if "visit=" in link]
    assert shown == list(dict.fromkeys(page))


def test_a_timeline_of_many_visits_is_a_density_and_opens_up() -> None:
    app = opened("timeline", status="")
    assert "too many to draw one by one" in said(app)
    year = int(many().visits["start"].dt.year.iloc[0])
    app = opened("timeline", status="", **{"from": f"{year}-01-01", "to": f"{year}-12-31"})
    assert "When did each leader travel?" in [header.value for header in app.header]
    shown = Filters(statuses=(), start=date(year, 1, 1), end=date(year, 12, 31)).narrow(many())
    drawn = next(iter(figures(app)))["data"][0]
    assert len(drawn["x"]) == len(shown.visits)
    # The axis reaches as far as the visits, not over all terms.
    axis = next(iter(figures(app)))["layout"]["xaxis"]["range"]
    assert axis[0].startswith((f"{year - 1}-12", f"{year}-01"))
    (back,) = [button for button in app.button if button.label == "Show all years"]
    back.click().run()
    assert "too many to draw one by one" in said(app)


def test_a_reading_stops_the_search_for_garbage_and_takes_it_up_again() -> None:
    assert gc.isenabled()
    with ui_frame._without_sweeps():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), ui_frame._without_sweeps():
        raise ZeroDivisionError
    assert gc.isenabled()
    gc.disable()
    try:
        with ui_frame._without_sweeps():
            pass
        assert not gc.isenabled(), "whoever had stopped it wants it so"
    finally:
        gc.enable()
