"""Many visits: whatever a page draws, lists or sends stays within bounds, and says what is left."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import pandas as pd
import pytest
import synthetic
from conftest import ROOT
from shown import charts
from streamlit.testing.v1 import AppTest
from test_timeline_charts import leader, selection, visit

from dashboard import app as ui
from dashboard.analysis import limits
from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Rows, Selection, tabulate, tally
from dashboard.app import frame as ui_frame
from dashboard.charts import (
    challenges_against_opportunities,
    challenges_and_opportunities,
    hosts_on_map,
    topics_by_leader,
    topics_over_time,
    visits_begun,
    visits_in_time,
    visits_over_term,
    visits_per_period,
)
from dashboard.charts.theme import Theme
from dashboard.charts.visits_begun import Axis
from dashboard.model.vocabulary import Status
from dashboard.site.drawings import drawings

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


# --- densities -------------------------------------------------------------------------------

ADA = leader("Ada", date(2021, 1, 1), date(2022, 12, 31), "resigned.")
BEA = leader("Bea", date(2023, 1, 1))


@pytest.fixture
def few() -> Selection:
    """Ada: two visits in March 2021, one of them cancelled, and one in May; Bea: one, undated."""
    return selection(
        [ADA, BEA],
        [
            visit("ada", date(2021, 3, 1), 3),
            visit("ada", date(2021, 3, 30), 5, status=Status.CANCELLED),
            visit("ada", date(2021, 5, 31)),
            visit("bea", date(2023, 1, 1)),
            visit("bea", None, status=Status.DISPUTED),
        ],
    )


def test_a_column_counts_the_visits_begun_in_its_month(few: Selection) -> None:
    frame = visits_begun.table(few)
    assert frame[["leader", "period", "n_visits", "n_other"]].to_numpy().tolist() == [
        ["ada", "March 2021", 2, 1], ["ada", "May 2021", 1, 0], ["bea", "January 2023", 1, 0],
    ]  # fmt: skip
    assert set(frame["per"]) == {"month"}
    march = frame.iloc[0]
    assert (march["first_day"], march["last_day"]) == (
        pd.Timestamp(2021, 3, 1), pd.Timestamp(2021, 3, 31),
    )  # fmt: skip
    assert visits_begun.basis(frame).startswith("Dated visits: Ada 3, Bea 1. ")
    assert "Pale: visits that are not confirmed." in visits_begun.basis(frame)
    assert visits_begun.alt(frame) == (
        "Visits begun in a month, one lane a leader: Ada 3, Bea 1; most in this data set as "
        "filtered: Ada, March 2021, 2."
    )


def test_by_the_day_of_the_term_a_column_counts_as_many_days_of_each_term(few: Selection) -> None:
    frame = visits_begun.table(few, Axis.DAY_OF_TERM)
    # Days 59, 88 and 150 of Ada's term, day 0 of Bea's.
    assert frame[["leader", "period", "n_visits"]].to_numpy().tolist() == [
        ["ada", "days 56 to 62", 1], ["ada", "days 84 to 90", 1], ["ada", "days 147 to 153", 1],
        ["bea", "days 0 to 6", 1],
    ]  # fmt: skip
    assert set(frame["per"]) == {"7 days"}
    assert frame["n_visits"].sum() == 4
    assert frame["first_day"].iloc[-1] == pd.Timestamp(2023, 1, 1)


@pytest.mark.parametrize("axis", Axis)
@pytest.mark.parametrize("close", [False, True])
def test_the_columns_add_up_to_the_visits(axis: Axis, close: bool) -> None:
    frame = visits_begun.table(of_eight(), axis, close=close)
    assert frame.groupby("leader")["n_visits"].sum().to_dict() == tally(of_eight().visits["leader"])
    other = of_eight().visits["status"] != Status.CONFIRMED
    assert frame["n_other"].sum() == other.sum()
    assert len(frame) <= limits.COLUMNS * 8
    figure = json.loads(visits_begun.figure(frame, Theme()).to_json() or "")
    assert marks(figure) <= 3 * len(frame) + 1
    # A column is as high as its count, in pixels, and the two parts of it make it up.
    unseen, sure, pale = figure["data"][:3]
    a_visit = visits_begun.LOW / frame["n_visits"].max()
    drawn = -(sum(sure["y"]) + sum(pale["y"])) / a_visit
    assert drawn == pytest.approx(frame["n_visits"].sum(), rel=0.01)
    assert len(unseen["x"]) == len(frame)


@pytest.mark.parametrize(
    ("days", "per"),
    [(100, "day"), (700, "week"), (3_000, "month"), (9_000, "quarter"), (30_000, "year")],
)
def test_a_period_is_as_short_as_the_axis_allows(days: int, per: str) -> None:
    took = date(1930, 1, 1)
    who = leader("Ada", took, took + timedelta(days - 1))
    made = selection([who], [visit("ada", took + timedelta(10)), visit("ada", took)])
    frame = visits_begun.table(made)
    assert set(frame["per"]) == {per}
    assert frame["n_visits"].sum() == 2
    # The filter's own controls take no other day.
    assert frame["first_day"].min() >= pd.Timestamp(1930, 1, 1)


def test_a_timeline_of_many_visits_is_a_density_and_opens_up() -> None:
    app = opened("timeline", status="")
    assert any("how often?" in header.value for header in app.header)
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
    assert any("how often?" in header.value for header in app.header)


def test_a_click_carries_the_first_and_the_last_day() -> None:
    frame = visits_begun.table(of_eight())
    figure = json.loads(visits_begun.figure(frame, Theme()).to_json() or "")
    for (first, last, _), row in zip(
        figure["data"][0]["customdata"], frame.to_dict("records"), strict=True
    ):
        assert date.fromisoformat(first) == row["first_day"].date()
        assert date.fromisoformat(last) == row["last_day"].date()
        shown = Filters(statuses=(), leaders=(row["leader"],), start=date.fromisoformat(first),
                        end=date.fromisoformat(last)).narrow(of_eight())  # fmt: skip
        assert len(shown.visits) >= row["n_visits"]


def test_the_open_visit_is_marked_in_a_density() -> None:
    frame = visits_begun.table(of_eight(), chosen="leader-3-visit-7")
    assert frame.loc[frame["chosen"], "leader"].tolist() == ["leader-3"]


def test_the_static_copy_draws_the_density_under_the_old_address() -> None:
    drawn = {each.path: each for each in drawings(many())}
    begun = drawn["charts/visits-in-time.html"]
    assert begun.chart is visits_begun
    assert len(begun.chart.figure(begun.frame, Theme()).to_json() or "") < 200_000


# --- other charts ----------------------------------------------------------------------------


def test_a_line_keeps_its_ends_and_the_counts_of_its_days(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = visits_over_term.table(of_eight())
    monkeypatch.setattr(limits, "STEPS", 20)
    thin = visits_over_term.table(of_eight())
    counts = ["n_visits", "n_hosts", "n_days", "n_statements"]
    assert thin.groupby("leader").size().max() <= 20 + 3
    for who, rows in thin.groupby("leader"):
        own = whole[whole["leader"] == who]
        for at in (0, -1):
            assert rows.iloc[at].equals(own.iloc[at])
        on_day = own.groupby("day_of_term")[counts].max()
        for row in rows.to_dict("records")[1:]:
            assert on_day.loc[row["day_of_term"]].to_dict() == {name: row[name] for name in counts}
    assert visits_over_term.alt(thin) == visits_over_term.alt(whole)
    assert "has up to 20 steps" in visits_over_term.basis("Visits", thin)
    assert "steps" not in visits_over_term.basis("Visits", whole)


def test_a_period_counts_all_its_visits_and_names_some() -> None:
    frame = visits_per_period.table(many().grouped)
    assert frame["n_visits"].sum() == len(many().took_place.visits)
    assert frame["titles"].str.endswith(" more").any()
    assert frame["titles"].str.count(", ").max() <= 3 * limits.TITLES + 3


def test_a_map_draws_the_places_with_most_and_says_how_many_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame = hosts_on_map.table(of_eight(), lines=True)
    own = frame[(frame["leader"] == "leader-1") & (frame["part"] == hosts_on_map.HOST)]
    legs = frame[(frame["leader"] == "leader-1") & (frame["part"] == hosts_on_map.LEG)]
    # Each way once, with the visits that took it.
    assert not legs.duplicated(["from_name", "place_name", "country"]).any()
    assert legs["n_visits"].min() >= 1
    monkeypatch.setattr(limits, "PLACES", 10)
    monkeypatch.setattr(limits, "WAYS", 5)
    one = frame[frame["leader"] == "leader-1"]
    figure = json.loads(hosts_on_map.figure(one, Theme()).to_json() or "")
    lines = next(trace for trace in figure["data"] if trace["mode"] == "lines")
    bubbles = next(trace for trace in figure["data"] if trace["mode"] == "markers+text")
    assert len(lines["lon"]) == 3 * 5
    assert len(bubbles["lon"]) == 10
    basis = hosts_on_map.basis(one)
    assert f"the 10 cities with most; {len(own) - 10:,} more are in the data below" in basis


@pytest.mark.parametrize("chart", [topics_by_leader, topics_over_time])
def test_of_many_topics_those_with_most_statements_are_drawn(chart: Any) -> None:
    frame = chart.table(of_eight())
    n_topics = frame["topic"].nunique()
    assert n_topics > limits.ROWS
    figure = json.loads(chart.figure(frame, Theme()).to_json())
    named = [text for text in figure["layout"]["yaxis"]["ticktext"] if "All visits" not in text]
    most = len(set(named))
    assert most <= limits.ROWS
    assert chart.left_out(frame).startswith(f" {n_topics - most:,} more topics")


@pytest.mark.parametrize("chart", [challenges_and_opportunities, challenges_against_opportunities])
def test_of_many_hosts_those_with_most_statements_are_drawn(chart: Any) -> None:
    frame = chart.table(of_eight(), Rows.HOSTS)
    n_rows = frame["row"].nunique()
    figure = json.loads(chart.figure(frame, Theme()).to_json())
    assert len(figure["layout"]["yaxis"]["ticktext"]) == limits.ROWS
    assert chart.left_out(frame).startswith(f" {n_rows - limits.ROWS:,} more rows")


def test_of_few_visits_nothing_is_thinned_or_cut(real_selection: Selection) -> None:
    shown = Filters(statuses=()).narrow(real_selection)
    assert not visits_begun.too_many(shown)
    dated = shown.visits["start"].notna().sum()
    assert len(visits_in_time.table(shown)) == dated
    assert not topics_by_leader.left_out(topics_by_leader.table(shown))
    assert not challenges_and_opportunities.left_out(challenges_and_opportunities.table(shown))


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
