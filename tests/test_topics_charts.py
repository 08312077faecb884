"""The two charts of the page Topics count, order and mark as they say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest
from shown import columns

from dashboard.analysis.filters import Filters
from dashboard.analysis.frames import tabulate
from dashboard.analysis.selection import Selection
from dashboard.analysis.units import Unit
from dashboard.charts import topics_by_leader, topics_over_time
from dashboard.charts.drawn import for_page, width
from dashboard.charts.theme import Theme
from dashboard.charts.topics_by_leader import Order
from dashboard.model.records import Dataset
from dashboard.model.vocabulary import StatementKind

TOPICS = ("trade", "energy", "nuclear", "rights")


def _tables(
    visits: Sequence[tuple[str, date | None, Sequence[str]]], n_leaders: int = 2
) -> Selection:
    """Build tables from (leader, day, topic of each statement); `kind:topic` names a kind."""
    dataset: dict[str, Any] = {
        "title": "Made up", "version": "1.0.0", "as_of": date(2026, 1, 1),
        "complete": {"start": date(2020, 1, 1), "end": date(2025, 12, 31)},
        "expected": dict.fromkeys(
            ("leaders", "topics", "places", "visits", "confirmed", "unconfirmed", "disputed",
             "cancelled", "planned", "stops", "meetings", "statements", "sources"), 0
        ),
        "leaders": [
            {"id": f"leader-{number}", "name": f"Leader <{number}>", "full_name": "X",
             "native_name": "X", "office": "President", "country": "IRN",
             "took_office": date(2021, 1, 1), "left_office": date(2023, 12, 31)}
            for number in range(n_leaders)
        ],
        "topics": [
            {"id": key, "label": key.capitalize(), "group": "All", "covers": "x"} for key in TOPICS
        ],
        "places": [],
        "visits": [
            {"id": f"visit-{number}", "leader": leader, "status": "confirmed", "start": day,
             "end": day, "kind": "official", "occasion": None, "invited_by": None,
             "stops": [{"country": "IRQ", "place": None, "arrival": None, "departure": None}],
             "met": [], "sources": ["page"], "checks": "x",
             "statements": [
                 {"kind": said.rpartition(":")[0] or "agenda", "source": "page", "text": "x",
                  "topics": said.rpartition(":")[2].split("+")}
                 for said in statements
             ]}
            for number, (leader, day, statements) in enumerate(visits)
        ],
        "sources": [
            {"id": "page", "publisher": "P", "title": "T", "url": "https://example.org/",
             "date": None, "stance": "independent"}
        ],
    }  # fmt: skip
    return tabulate(Dataset.model_validate(dataset))


@pytest.fixture(scope="module")
def small() -> Selection:
    """Leader 0: 6 visits (one undated, one silent); leader 1: 4."""
    days = [date(2021, 3, 1), date(2021, 5, 1), date(2021, 7, 1), date(2021, 9, 1)]
    first = [("leader-0", day, ["trade", "trade+energy", "agreement:trade"]) for day in days]
    return _tables(
        [
            *first,
            ("leader-0", None, ["trade"]),
            ("leader-0", date(2023, 2, 1), []),
            ("leader-1", date(2021, 2, 1), ["energy", "nuclear"]),
            ("leader-1", date(2021, 4, 1), ["energy"]),
            ("leader-1", date(2022, 4, 1), ["energy", "trade"]),
            ("leader-1", date(2022, 5, 1), ["energy"]),
        ]
    )


def _row(frame: pd.DataFrame, **wanted: Any) -> dict[str, Any]:
    for column, value in wanted.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return {str(key): value for key, value in frame.iloc[0].items()}


def _draw(chart: Any, frame: pd.DataFrame) -> Any:
    return chart.figure(frame, Theme())


def _topics(frame: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(frame["topic"]))


def test_a_share_rests_on_every_visit_of_the_leader_also_the_silent_one(small: Selection) -> None:
    row = _row(topics_by_leader.table(small), topic="trade", leader="leader-0")
    assert (row["n_visits"], row["n_all_visits"], row["n_statements"]) == (5, 6, 13)
    assert row["share"] == pytest.approx(5 / 6)


def test_a_choice_of_kinds_leaves_the_denominator(small: Selection) -> None:
    frame = topics_by_leader.table(small.of_kinds([StatementKind.AGREEMENT]))
    assert _topics(frame) == ["trade"]
    row = _row(frame, leader="leader-0")
    assert (row["n_visits"], row["n_all_visits"], row["n_statements"]) == (4, 6, 4)
    assert _row(frame, leader="leader-1")["share"] == 0


def test_a_topic_that_nobody_names_has_no_row(small: Selection) -> None:
    assert "rights" not in _topics(topics_by_leader.table(small))


def test_with_a_topic_filter_the_denominator_is_the_visits_that_touch_it(small: Selection) -> None:
    narrowed = Filters(topics=("nuclear",)).narrow(small)
    row = _row(topics_by_leader.table(narrowed), topic="nuclear")
    assert (row["leader"], row["n_visits"], row["n_all_visits"]) == ("leader-1", 1, 1)


@pytest.mark.parametrize(
    ("unit", "order", "topics"),
    [
        # Leader 1 less leader 0: energy 4/4 - 4/6, nuclear 1/4 - 0, trade 1/4 - 5/6.
        (Unit.SHARE, Order.DIFFERENCE, ["energy", "nuclear", "trade"]),
        # Visits: energy 4 - 4, nuclear 1 - 0, trade 1 - 5.
        (Unit.VISITS, Order.DIFFERENCE, ["nuclear", "energy", "trade"]),
        # Visits in all: energy 8, trade 6, nuclear 1; statements: trade 14, energy 8.
        (Unit.SHARE, Order.FREQUENCY, ["energy", "trade", "nuclear"]),
        (Unit.STATEMENTS, Order.FREQUENCY, ["trade", "energy", "nuclear"]),
        # One host each, less one, but of nuclear; days: energy 4 - 4, nuclear 1, trade 1 - 4.
        (Unit.HOSTS, Order.DIFFERENCE, ["nuclear", "energy", "trade"]),
        (Unit.DAYS, Order.DIFFERENCE, ["nuclear", "energy", "trade"]),
        # Days: energy 4 + 4, trade 4 + 1 (the undated visit has none), nuclear 1.
        (Unit.DAYS, Order.FREQUENCY, ["energy", "trade", "nuclear"]),
        (Unit.STATEMENTS, Order.NAME, ["energy", "nuclear", "trade"]),
    ],
)
def test_topics_stand_in_the_order_asked_for(
    small: Selection, unit: Unit, order: Order, topics: list[str]
) -> None:
    assert _topics(topics_by_leader.table(small, unit, order)) == topics


def test_one_leader_alone_is_ordered_by_frequency(small: Selection) -> None:
    alone = Filters(leaders=("leader-0",)).narrow(small)
    assert _topics(topics_by_leader.table(alone)) == ["trade", "energy"]


def test_of_three_leaders_the_widest_spread_stands_first() -> None:
    day = date(2021, 3, 1)
    selection = _tables(
        [(f"leader-{number}", day, ["energy", *["trade"] * number]) for number in range(3)], 3
    )
    assert _topics(topics_by_leader.table(selection, Unit.STATEMENTS)) == ["trade", "energy"]
    figure = _draw(topics_by_leader, topics_by_leader.table(selection))
    marks = [trace for trace in figure.data if trace.type == "scatter" and trace.text]
    symbols = [trace.marker.symbol for trace in marks]
    assert len(set(symbols)) == 3
    # The key shows each form before its name.
    names = [f"{topics_by_leader.SYMBOLS[one]}\u00a0Leader" for one in symbols]
    key = re.sub("<[^>]*>", "", figure.layout.annotations[0].text)
    assert [key.count(name) for name in names] == [1, 1, 1]
    assert "fewer than five visits" in key


def test_a_mark_is_hollow_where_fewer_than_five_visits_touch_the_topic(small: Selection) -> None:
    theme = Theme()
    frame = topics_by_leader.table(small)
    assert not _row(frame, topic="trade", leader="leader-0")["few"]
    assert _row(frame, topic="energy", leader="leader-0")["few"]
    figure = _draw(topics_by_leader, frame)
    marks = next(trace for trace in figure.data if trace.type == "scatter" and trace.text)
    fills = dict(zip([data[0] for data in marks.customdata], marks.marker.color, strict=True))
    assert (fills["trade"], fills["energy"]) == (theme.leader(0), theme.ground)
    assert "○</span>\u00a0fewer than five visits" in figure.layout.annotations[0].text
    firm = _draw(topics_by_leader, frame.assign(few=False))
    assert "○" not in firm.layout.annotations[0].text


def test_the_key_of_many_leaders_takes_as_many_lines_as_a_telephone_asks_for() -> None:
    day = date(2021, 3, 1)
    for n_leaders in (2, 8):
        selection = _tables([(f"leader-{n}", day, ["trade"]) for n in range(n_leaders)], n_leaders)
        figure = _draw(topics_by_leader, topics_by_leader.table(selection))
        key = figure.layout.annotations[0].text
        assert all(width(line) < 250 for line in key.split("<br>"))
        assert figure.layout.margin.t >= 17 * (key.count("<br>") + 1)
        assert topics_by_leader.SYMBOLS.keys() >= {
            trace.marker.symbol for trace in figure.data if trace.type == "scatter" and trace.text
        }


def test_the_axis_names_each_denominator(small: Selection) -> None:
    title = _draw(topics_by_leader, topics_by_leader.table(small)).layout.xaxis.title.text
    words = title.replace("<br>", " ")
    assert words == (
        "Share of visits that touch the topic (Leader &lt;0&gt; 6 visits, Leader &lt;1&gt; 4)"
    )


@pytest.mark.parametrize("chart", [topics_by_leader, topics_over_time])
@pytest.mark.parametrize("unit", Unit)
def test_a_click_carries_a_topic_that_the_selectbox_offers(
    small: Selection, chart: Any, unit: Unit
) -> None:
    figure = _draw(chart, chart.table(small, unit=unit))
    clicked = [data for trace in figure.data if trace.customdata is not None
               for data in trace.customdata]  # fmt: skip
    assert {data[0] for data in clicked} == {"trade", "energy", "nuclear"}
    assert not any("<0>" in data[1] or "<1>" in data[1] for data in clicked)


@pytest.mark.parametrize("chart", [topics_by_leader, topics_over_time])
def test_an_empty_selection_is_drawn_and_said(small: Selection, chart: Any) -> None:
    nothing = small.keep_visits(small.visits["visit"] == "none")
    frame = chart.table(nothing)
    assert frame.empty
    assert _draw(chart, frame).layout.height > 0
    assert chart.alt(frame).startswith("No topic")


def test_the_alternative_text_names_the_widest_difference(small: Selection) -> None:
    assert topics_by_leader.alt(topics_by_leader.table(small)) == (
        "In this data set the leaders differ most on Trade: Leader <0> 5 of 6 visits (83%), "
        "Leader <1> 1 of 4 visits (25%)."
    )


def test_of_equal_differences_the_alternative_text_names_the_first_by_id() -> None:
    day = date(2021, 3, 1)
    selection = _tables(
        [("leader-0", day, ["trade", "trade", "energy"]), ("leader-1", day, ["trade"] * 9),
         ("leader-1", day, [])]
    )  # fmt: skip
    frame = topics_by_leader.table(selection, order=Order.FREQUENCY)
    frame["share"] = [0.5, 1.0] * 2
    assert _topics(frame) == ["trade", "energy"]
    assert "differ most on Energy:" in topics_by_leader.alt(frame)


def test_a_year_counts_its_dated_visits_and_is_empty_without_one(small: Selection) -> None:
    frame = topics_over_time.table(small)
    row = _row(frame, topic="trade", leader="leader-0", year=2021)
    assert (row["n_visits"], row["n_all_visits"], row["share"]) == (4, 4, 1.0)
    silent = _row(frame, topic="trade", leader="leader-0", year=2023)
    assert (silent["n_visits"], silent["n_all_visits"], silent["share"]) == (0, 1, 0.0)
    blank = _row(frame, topic="trade", leader="leader-0", year=2022)
    assert blank["n_all_visits"] == 0
    assert pd.isna(blank["share"])


def test_a_visit_without_a_date_counts_in_no_year(small: Selection) -> None:
    frame = topics_over_time.table(small)
    its = frame[(frame["topic"] == "trade") & (frame["leader"] == "leader-0")]
    assert list(its["n_visits"]) == [4, 0, 0]
    assert list(its["n_statements"]) == [12, 0, 0]


def test_a_leader_without_a_dated_visit_has_no_year_and_no_leader_no_row() -> None:
    undated = ("leader-0", None, ["trade"])
    frame = topics_over_time.table(_tables([undated, ("leader-1", date(2021, 3, 1), ["energy"])]))
    assert set(frame["leader"]) == {"leader-1"}
    assert _topics(frame) == ["energy"]
    assert topics_over_time.table(_tables([undated])).empty


def test_of_a_long_term_a_column_holds_several_years() -> None:
    days = [date(1993, 1, 1), date(1995, 1, 1), date(1999, 12, 31)]
    frame = topics_over_time.table(_tables([("leader-0", day, ["trade"]) for day in days]))
    assert list(frame["year"]) == [1990, 1995, 2000, 2005, 2010, 2015, 2020]
    assert set(frame["years_held"]) == {5}
    assert list(frame["n_visits"][:3]) == list(frame["n_all_visits"][:3]) == [1, 2, 0]
    assert "Trade in 1995 to 1999" in topics_over_time.alt(frame)


def test_no_cell_stands_where_the_year_had_no_visit_and_few_visits_make_a_fraction(
    small: Selection,
) -> None:
    frame = topics_over_time.table(small)
    figure = _draw(topics_over_time, frame)
    cells = figure.data[0]
    assert len(cells.x) == (frame["n_all_visits"] > 0).sum() == 3 * 4
    assert columns(figure) == [
        ["2021", "4", "4/4", "4/4", "0/4"], ["2022", "none", " ", " ", " "],
        ["2023", "1", "0/1", "0/1", "0/1"], ["2021", "2", "0/2", "2/2", "1/2"],
        ["2022", "2", "1/2", "2/2", "0/2"], ["2023", "none", " ", " ", " "],
    ]  # fmt: skip


@pytest.mark.parametrize("last", [2021, 1950])
def test_the_rows_are_as_high_as_the_lines_of_a_column_are_apart(last: int) -> None:
    days = [date(2021, 3, 1), date(last, 3, 1)]  # a long title, of columns of several years
    frame = topics_over_time.table(_tables([("leader-0", day, ["trade"]) for day in days]))
    figure = _draw(topics_over_time, frame)
    layout = for_page(figure, clickable=True)["layout"]
    first, last_row = layout["yaxis"]["range"]
    rows = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    assert rows / (first - last_row) == topics_over_time.ROW_HEIGHT
    size = figure.data[1].textfont.size[0]
    assert size * topics_over_time.LINE == pytest.approx(topics_over_time.ROW_HEIGHT)


def test_many_leaders_years_are_stacked_so_that_each_cell_stays_readable() -> None:
    day = date(2021, 3, 1)
    selection = _tables([(f"leader-{number}", day, ["trade"]) for number in range(8)], 8)
    cells = _draw(topics_over_time, topics_over_time.table(selection)).data[0]
    assert len(set(cells.x)) == 1
    assert len(set(cells.base)) == 8


def test_both_charts_can_share_one_order(small: Selection) -> None:
    order = _topics(topics_by_leader.table(small, order=Order.FREQUENCY))
    assert _topics(topics_over_time.table(small, topics=order)) == order
