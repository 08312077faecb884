"""The two charts of the page Topics count, order and mark as they say."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from made_up import basis, counted_selection, figure, leader, rows, selection, stop, table, visit

from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection
from dashboard.analysis.units import COUNTS, Unit
from dashboard.charts import REGISTRY
from dashboard.charts.tables import Order
from dashboard.charts.theme import Theme
from dashboard.model.vocabulary import StatementKind

BY_LEADER, OVER_TIME = "topics_by_leader", "topics_over_time"
TOPICS = ("Trade", "Energy", "Nuclear", "Rights")
both_charts = pytest.mark.parametrize("name", [BY_LEADER, OVER_TIME])
every_unit = pytest.mark.parametrize("unit", Unit)


def one_day(name: str, day: date | None, *said: str) -> Any:
    return visit(name, day, day, stop(), said=said)


@pytest.fixture(scope="module")
def small() -> Selection:
    """Ada: 6 visits (one undated, one silent); Bea: 4."""
    days = [date(2021, 3, 1), date(2021, 5, 1), date(2021, 7, 1), date(2021, 9, 1)]
    said = ("trade", "trade energy", "agreement: trade")
    return selection(
        [leader("Ada", left=date(2023, 12, 31)), leader("Bea", left=date(2023, 12, 31))],
        *(one_day(f"ada-{number}", day, *said) for number, day in enumerate(days)),
        one_day("ada-undated", None, "trade"),
        one_day("ada-silent", date(2023, 2, 1)),
        one_day("bea-1", date(2021, 2, 1), "energy", "nuclear"),
        one_day("bea-2", date(2021, 4, 1), "energy"),
        one_day("bea-3", date(2022, 4, 1), "energy", "trade"),
        one_day("bea-4", date(2022, 5, 1), "energy"),
        topics=TOPICS,
    )


@pytest.fixture(scope="module")
def counted() -> Selection:
    return counted_selection()


def topics(frame: Any) -> list[str]:
    return list(frame["topic"].unique())


def marks(drawn: dict[str, Any]) -> list[dict[str, Any]]:
    return [trace for trace in drawn["data"] if trace.get("mode") == "markers+text"]


def legend(drawn: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {trace["name"]: trace["marker"] for trace in drawn["data"] if "name" in trace}


# --- by leader -------------------------------------------------------------------------------


def test_a_share_rests_on_every_visit_of_the_leader_also_the_silent_one(small: Selection) -> None:
    numbers = ("n_visits", "n_all_visits", "n_statements", "share")
    frame = table(BY_LEADER, small)
    assert rows(frame, *numbers, topic="trade", leader="ada") == [(5, 6, 13, 5 / 6)]
    assert "rights" not in topics(frame)  # nobody names it
    agreed = table(BY_LEADER, small, said=(StatementKind.AGREEMENT,))
    assert topics(agreed) == ["trade"]
    assert rows(agreed, *numbers, leader="ada") == [(4, 6, 4, 4 / 6)]
    assert rows(agreed, *numbers, leader="bea") == [(0, 4, 0, 0.0)]
    touching = table(BY_LEADER, Filters(topics=("nuclear",)).narrow(small))
    assert rows(touching, "leader", *numbers, topic="nuclear") == [("bea", 1, 1, 1, 1.0)]


@pytest.mark.parametrize(
    ("unit", "order", "expected"),
    [
        # Bea less Ada: energy 4/4 - 4/6, nuclear 1/4 - 0, trade 1/4 - 5/6.
        (Unit.SHARE, Order.DIFFERENCE, ["energy", "nuclear", "trade"]),
        # Visits: energy 4 - 4, nuclear 1 - 0, trade 1 - 5.
        (Unit.VISITS, Order.DIFFERENCE, ["nuclear", "energy", "trade"]),
        # Visits in all: energy 8, trade 6, nuclear 1; statements: trade 14, energy 8.
        (Unit.SHARE, Order.FREQUENCY, ["energy", "trade", "nuclear"]),
        (Unit.STATEMENTS, Order.FREQUENCY, ["trade", "energy", "nuclear"]),
        # Days: energy 4 + 4, trade 4 + 1 (the undated visit has none), nuclear 1.
        (Unit.DAYS, Order.FREQUENCY, ["energy", "trade", "nuclear"]),
        (Unit.STATEMENTS, Order.NAME, ["energy", "nuclear", "trade"]),
    ],
)
def test_topics_stand_in_the_order_asked_for_in_both_charts(
    small: Selection, unit: Unit, order: Order, expected: list[str]
) -> None:
    assert topics(table(BY_LEADER, small, unit=unit, order=order)) == expected
    assert topics(table(OVER_TIME, small, unit=unit, order=order)) == expected


def test_one_leader_is_ordered_by_frequency_and_three_by_the_widest_spread(
    small: Selection,
) -> None:
    assert topics(table(BY_LEADER, Filters(leaders=("ada",)).narrow(small))) == ["trade", "energy"]
    day = date(2021, 3, 1)
    three = selection(
        [leader(f"L{n}") for n in range(3)],
        *(one_day(f"l{n}-1", day, "energy", *["trade"] * n) for n in range(3)),
    )
    frame = table(BY_LEADER, three, unit=Unit.STATEMENTS)
    assert topics(frame) == ["trade", "energy"]
    drawn = figure(BY_LEADER, frame)
    forms = [trace["marker"]["symbol"] for trace in marks(drawn)]
    assert len(set(forms)) == 3
    assert [entry["symbol"] for entry in legend(drawn).values()][:3] == forms


def test_a_mark_is_hollow_where_fewer_than_five_visits_touch_the_topic(small: Selection) -> None:
    frame = table(BY_LEADER, small)
    assert rows(frame, "few", topic="trade", leader="ada") == [(False,)]
    assert rows(frame, "few", topic="energy", leader="ada") == [(True,)]
    drawn = figure(BY_LEADER, frame)
    ada = marks(drawn)[0]
    fills = dict(zip([data[0] for data in ada["customdata"]], ada["marker"]["color"], strict=True))
    assert (fills["trade"], fills["energy"]) == (Theme().leader(0), Theme().ground)
    assert "fewer than five visits" in legend(drawn)
    assert "fewer than five visits" not in legend(figure(BY_LEADER, frame.assign(few=False)))


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        (Unit.SHARE, "Ada 4 of 4 visits (100%), Bea 0 of 2 visits (0%)"),
        (Unit.VISITS, "Ada 4 of 4 visits (100%), Bea 0 of 2 visits (0%)"),
        (Unit.HOSTS, "Ada 5 host countries, Bea 0 host countries"),
        (Unit.DAYS, "Ada 6 days abroad, Bea 0 days abroad"),
        (Unit.STATEMENTS, "Ada 7 statements, Bea 0 statements"),
    ],
)
def test_a_topic_counts_is_drawn_and_said_in_every_unit(
    counted: Selection, unit: Unit, said: str
) -> None:
    frame = table(BY_LEADER, counted, unit=unit)
    units = [each.column for each in COUNTS]
    assert rows(frame, *units, topic="trade", leader="ada") == [(4, 5, 6, 7)]
    assert rows(frame, *units, topic="trade", leader="bea") == [(0, 0, 0, 0)]
    drawn = figure(BY_LEADER, frame)
    assert marks(drawn)[0]["x"] == frame.loc[frame["leader"] == "ada", unit.column].tolist()
    title = drawn["layout"]["xaxis"]["title"]["text"].replace("<br>", " ")
    assert title.endswith("(Ada 4 visits, Bea 2)")
    assert title.lower().startswith(unit.lower())
    finding = REGISTRY[BY_LEADER].finding(frame)
    assert finding == f"In this data set the leaders differ most on Trade: {said}."


def test_of_equal_differences_the_finding_names_the_first_by_id(small: Selection) -> None:
    frame = table(BY_LEADER, small, order=Order.FREQUENCY)
    even = frame.assign(share=(frame["leader"] == "ada").astype(float))
    assert "differ most on Energy:" in REGISTRY[BY_LEADER].finding(even)


def test_the_basis_names_what_is_counted_and_the_chosen_topics(small: Selection) -> None:
    kinds = (StatementKind.CHALLENGE, StatementKind.OPPORTUNITY)
    of_kind = "isits with at least one statement of kind challenge or opportunity on the topic."
    assert basis(BY_LEADER, small, unit=Unit.VISITS, said=kinds).startswith(f"V{of_kind}")
    hosts = basis(BY_LEADER, small, unit=Unit.HOSTS, said=kinds)
    assert hosts.startswith(f"Host countries of v{of_kind}")
    assert "did not take place adds none" in basis(BY_LEADER, small, unit=Unit.DAYS)
    narrowed = Filters(topics=("energy", "trade")).narrow(small)
    for name in (BY_LEADER, OVER_TIME):
        assert "All visits shown touch Energy or Trade, and all" in basis(name, narrowed)
        assert "All visits shown touch" not in basis(name, small)


@both_charts
@every_unit
def test_a_click_carries_a_topic_and_nothing_is_drawn_of_nothing(
    small: Selection, name: str, unit: Unit
) -> None:
    drawn = figure(name, table(name, small, unit=unit))
    clicked = [data for trace in drawn["data"] for data in trace.get("customdata", ())]
    assert {data[0] for data in clicked} == {"trade", "energy", "nuclear"}
    nothing = small.keep_visits(small.visits["visit"] == "none")
    assert table(name, nothing, unit=unit).empty
    assert REGISTRY[name].finding(table(name, nothing)).startswith("No topic")


# --- over time -------------------------------------------------------------------------------


def test_a_year_counts_its_dated_visits_and_is_empty_without_one(small: Selection) -> None:
    frame = table(OVER_TIME, small)
    own = rows(frame, "year", "n_visits", "n_all_visits", "n_statements", topic="trade",
               leader="ada")  # fmt: skip
    assert own == [(2021, 4, 4, 12), (2022, 0, 0, 0), (2023, 0, 1, 0)]
    assert frame["share"].isna().equals(frame["n_all_visits"] == 0)
    drawn = figure(OVER_TIME, frame)
    numbers = drawn["data"][1]["text"]
    # A cell for each topic and year with a visit: a fraction of so few.
    assert len(numbers) == (frame["n_all_visits"] > 0).sum()
    assert all(re.fullmatch(r"\d/\d", text) for text in numbers)
    assert "<i>none</i>" in drawn["data"][3]["text"]


def test_a_leader_without_a_dated_visit_has_no_year() -> None:
    people = [leader("Ada"), leader("Bea")]
    undated = one_day("ada-1", None, "trade")
    frame = table(
        OVER_TIME, selection(people, undated, one_day("bea-1", date(2021, 3, 1), "energy"))
    )
    assert set(frame["leader"]) == {"bea"}
    assert topics(frame) == ["energy"]
    assert table(OVER_TIME, selection(people, undated)).empty


def test_of_a_long_term_a_column_holds_several_years() -> None:
    days = [date(1993, 1, 1), date(1995, 1, 1), date(1999, 12, 31)]
    long = selection(
        [leader("Ada", date(1991, 1, 1))],
        *(one_day(f"ada-{n}", day, "trade") for n, day in enumerate(days)),
    )
    frame = table(OVER_TIME, long)
    assert frame["year"].tolist() == list(range(1990, 2030, 5))[: len(frame)]
    assert set(frame["years_held"]) == {5}
    assert frame["n_visits"].tolist()[:3] == frame["n_all_visits"].tolist()[:3] == [1, 2, 0]
    assert "Trade in 1995 to 1999" in REGISTRY[OVER_TIME].finding(frame)
    title = figure(OVER_TIME, frame)["layout"]["xaxis"]["title"]["text"]
    assert "a column is named by its first" in title.replace("<br>", " ")


@pytest.mark.parametrize(
    ("unit", "text"),
    [(Unit.SHARE, "3/3"), (Unit.VISITS, "3"), (Unit.HOSTS, "4"), (Unit.DAYS, "6"),
     (Unit.STATEMENTS, "6")],
)  # fmt: skip
def test_a_year_of_a_topic_counts_in_every_unit(counted: Selection, unit: Unit, text: str) -> None:
    frame = table(OVER_TIME, counted, unit=unit)
    # The undated visit has no year; the cancelled one has a year and no day abroad.
    units = [each.column for each in COUNTS]
    assert rows(frame, *units, topic="trade", leader="ada", year=2022) == [(3, 4, 6, 6)]
    cells, numbers = figure(OVER_TIME, frame)["data"][:2]
    shown = {tuple(data): said for data, said in
             zip(cells["customdata"], numbers["text"], strict=True)}  # fmt: skip
    assert [said for (topic, hover), said in shown.items()
            if topic == "trade" and "Ada, 2022" in hover] == [text]  # fmt: skip


def test_many_leaders_years_are_stacked_so_that_each_cell_stays_readable() -> None:
    day = date(2025, 3, 1)
    many = selection(
        [leader(f"L{n}", date(2025, 1, 1)) for n in range(8)],
        *(one_day(f"l{n}-1", day, "trade") for n in range(8)),
    )
    few = Filters(leaders=("l1", "l2")).narrow(many)
    for of, n_columns in ((many, 8), (few, 2)):
        cells = figure(OVER_TIME, table(OVER_TIME, of))["data"][0]
        assert len(set(zip(cells["x"], cells["base"], strict=True))) == n_columns
