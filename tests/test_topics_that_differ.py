"""The gaps between two leaders' shares of visits by topic."""

from __future__ import annotations

from typing import Any

import pytest
from made_up import of_terms

from dashboard.analysis.comparison import gap_interval
from dashboard.analysis.selection import Selection
from dashboard.charts.theme import Theme
from dashboard.charts.topics_that_differ import CHART, MOST, Listed


@pytest.fixture(scope="module")
def small() -> Selection:
    return of_terms()


def table(selection: Selection, **chosen: Any) -> Any:
    return CHART.table(selection, CHART.defaults(**chosen))


def test_the_gap_is_the_second_leaders_share_less_the_firsts(small: Selection) -> None:
    trade = table(small, first="a", second="b").set_index("topic").loc["trade"]
    # Leader A: two of the three dated visits; leader B: one of two.
    assert (trade["n_first"], trade["n_all_first"]) == (2, 3)
    assert (trade["n_second"], trade["n_all_second"]) == (1, 2)
    assert trade["gap_share"] == pytest.approx(1 / 2 - 2 / 3)
    low, high = gap_interval(1, 2, 2, 3)
    assert (trade["gap_low_share"], trade["gap_high_share"]) == pytest.approx((low, high))
    turned = table(small, first="b", second="a").set_index("topic")
    assert turned.loc["trade", "gap_share"] == pytest.approx(2 / 3 - 1 / 2)


def test_the_widest_gap_stands_first_and_ten_are_listed(real_selection: Selection) -> None:
    everything = table(real_selection, listed=Listed.ALL)
    assert everything["gap_share"].abs().round(9).is_monotonic_decreasing
    most = table(real_selection, listed=Listed.MOST)
    assert most["topic"].tolist() == everything["topic"].head(MOST).tolist()


def test_a_mark_of_few_visits_is_hollow_and_leads_to_its_topic(small: Selection) -> None:
    frame = table(small)
    assert frame["few"].all()
    marks: Any = CHART.figure(frame, Theme()).data[-1]
    assert set(marks.marker.color) == {Theme().ground}
    assert [custom[0] for custom in marks.customdata] == frame["topic"].tolist()


def test_one_leader_alone_makes_no_gap(lone_tables: Selection) -> None:
    assert table(lone_tables).empty
