"""Two visits or two leaders side by side: intervals, pairs, counts over the same days."""

from __future__ import annotations

from datetime import date

import pytest
from made_up import TWO_LEADERS, of_terms

from dashboard.analysis.comparison import (
    first_days,
    gap_interval,
    hosts_of_two,
    kinds_of_two,
    pair,
    share_interval,
    shared_days,
    topics_of_two,
)
from dashboard.analysis.findings import leaders_compared
from dashboard.analysis.selection import Selection


@pytest.fixture(scope="module")
def small() -> Selection:
    return of_terms()


# Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine
# 17 (1998), 857-872, table I, method 3 (Wilson's score interval).
@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_of_a_share_is_the_published_one(
    hits: int, of: int, low: float, high: float
) -> None:
    assert share_interval(hits, of) == pytest.approx((low, high), abs=5e-5)
    assert share_interval(of - hits, of) == pytest.approx((1 - high, 1 - low), abs=5e-5)


# Newcombe, "Interval estimation for the difference between independent proportions", Statistics
# in Medicine 17 (1998), 873-890, table II, method 10.
@pytest.mark.parametrize(
    ("hits", "of", "less_hits", "less_of", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0000),
        (10, 10, 0, 10, 0.6075, 1.0000),
    ],
)
def test_the_interval_of_a_gap_is_the_published_one(
    hits: int, of: int, less_hits: int, less_of: int, low: float, high: float
) -> None:
    assert gap_interval(hits, of, less_hits, less_of) == pytest.approx((low, high), abs=5e-5)
    turned = gap_interval(less_hits, less_of, hits, of)
    assert turned == pytest.approx((-high, -low), abs=5e-5)


def test_no_visit_leaves_every_share_and_gap_open() -> None:
    assert share_interval(0, 0) == (0, 1)
    assert gap_interval(0, 0, 3, 4) == (-1, 1)


def test_an_interval_holds_its_share_and_stays_within_bounds() -> None:
    for of in range(1, 25):
        for hits in range(of + 1):
            low, high = share_interval(hits, of)
            assert 0 <= low <= hits / of <= high <= 1
            for less in range(of + 1):
                low, high = gap_interval(hits, of, less, of)
                assert -1 - 1e-12 <= low <= (hits - less) / of <= high <= 1 + 1e-12


def test_the_page_opens_on_the_two_visits_to_iraq(real_selection: Selection) -> None:
    assert pair(real_selection) == ("raisi-2021-iraq-claimed", "pezeshkian-2024-09-iraq")


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        # Without a disputed visit, the first with a counterpart.
        ((), ("visit-0", "visit-4")),
        # One chosen: its counterpart nearest in day of term.
        (("visit-4",), ("visit-4", "visit-0")),
        ((None, "visit-1"), ("visit-4", "visit-1")),
        (("visit-2",), ("visit-2", "visit-0")),  # nobody else went to Russia
        # A pair stands; an unknown id counts as none.
        (("visit-5", "visit-2"), ("visit-5", "visit-2")),
        (("visit-2", "visit-2"), ("visit-2", "visit-2")),
        (("nothing", "visit-4"), ("visit-0", "visit-4")),
        (("nothing", "less"), ("visit-0", "visit-4")),
    ],
)
def test_these_two_visits_stand_side_by_side(
    small: Selection, chosen: tuple[str | None, ...], expected: tuple[str, str]
) -> None:
    assert pair(small, *chosen) == expected


def test_of_disputed_visits_the_one_with_a_counterpart_opens() -> None:
    disputed = ("b", "disputed", None, "SYR"), ("b", "disputed", None, "OMN")
    selection = of_terms([*TWO_LEADERS, *disputed])
    assert pair(selection) == ("visit-7", "visit-1")


def test_a_visit_of_no_counterpart_is_paired_with_whatever_there_is(lone_tables: Selection) -> None:
    only = lone_tables.visits["visit"].iloc[0]
    assert pair(lone_tables) == (only, only)
    same = of_terms([("a", "confirmed", 1, "IRQ"), ("a", "confirmed", 2, "IRQ")], (9,))
    assert pair(same) == ("visit-0", "visit-1")


def test_no_visit_makes_no_pair(bare_tables: Selection) -> None:
    with pytest.raises(ValueError, match="no visit"):
        pair(bare_tables)


def test_the_shorter_term_bounds_the_days(small: Selection, real_selection: Selection) -> None:
    assert shared_days(small, "a", "b") == shared_days(small, "b", "a") == 60
    assert shared_days(real_selection, "raisi", "pezeshkian") == 804


def test_the_first_days_hold_the_visits_that_began_in_them(small: Selection) -> None:
    # 30 days of term are the days 0 to 29; the undated visit has no day.
    assert first_days(small, 30).visits["visit"].tolist() == ["visit-0", "visit-1", "visit-4"]
    assert first_days(small, 1).visits["visit"].tolist() == ["visit-0"]
    assert first_days(small, 60).visits["visit"].tolist() == [
        "visit-0", "visit-1", "visit-2", "visit-4", "visit-5",
    ]  # fmt: skip
    assert first_days(small, 60, ("b",)).visits["visit"].tolist() == ["visit-4", "visit-5"]


def test_rates_over_the_first_days_rest_on_these_days(small: Selection) -> None:
    frame = leaders_compared(first_days(small, 30), days=30).set_index("leader")
    assert frame["n_visits"].to_dict() == {"a": 2, "b": 1}
    assert frame["n_years"].to_dict() == pytest.approx({"a": 30 / 365.25, "b": 30 / 365.25})
    assert frame.loc["a", "visits_per_year"] == pytest.approx(2 / 30 * 365.25)
    assert frame.loc["a", "multilateral_share"] == 0.5
    later = leaders_compared(first_days(small, 30), start=date(2021, 1, 21), days=30)
    assert later["n_years"].tolist() == pytest.approx([10 / 365.25, 10 / 365.25])


def test_hosts_are_counted_once_a_visit_for_each_leader(small: Selection) -> None:
    frame = hosts_of_two(small, "a", "b")
    assert list(frame.itertuples(index=False, name=None)) == [
        ("IRQ", "Iraq", 2, 1),
        ("CHN", "China", 0, 1),
        ("OMN", "Oman", 1, 0),
        ("QAT", "Qatar", 1, 0),
        ("RUS", "Russia", 1, 0),
    ]


def test_where_neither_side_has_any_nothing_is_counted(small: Selection) -> None:
    none = first_days(small, 0)
    # One without any rows, and one whose rows are all of others.
    for selection in (none, small.keep_visits(small.visits["leader"] == "a")):
        for frame in (
            hosts_of_two(selection, "b", "c"),
            topics_of_two(selection, "visit-4", "visit-5"),
            kinds_of_two(selection, "visit-4", "visit-5"),
        ):
            assert list(frame.columns) == ["row", "label", "n_first", "n_second"]
            assert frame.empty
    # The undated visit alone, to the one host of it that the other leader never went to.
    assert hosts_of_two(small.keep_visits(small.visits["start"].isna()), "b", "a")[
        ["row", "n_first", "n_second"]
    ].to_numpy().tolist() == [["QAT", 0, 1]]


def test_topics_and_kinds_of_two_visits_count_statements(tiny_selection: Selection) -> None:
    sides = ("raisi-2021-09-tajikistan", "pezeshkian-2024-09-iraq")
    topics = topics_of_two(tiny_selection, *sides)
    assert topics[["row", "n_first", "n_second"]].to_numpy().tolist() == [
        ["trade", 1, 1], ["conflict", 1, 0], ["multilateral", 1, 0],
    ]  # fmt: skip
    kinds = kinds_of_two(tiny_selection, *sides)
    assert kinds[["row", "n_first", "n_second"]].to_numpy().tolist() == [
        ["goal", 0, 1], ["agreement", 1, 0], ["challenge", 1, 0],
    ]  # fmt: skip


def test_the_same_visit_twice_counts_on_both_sides(tiny_selection: Selection) -> None:
    frame = topics_of_two(tiny_selection, *["raisi-2021-09-tajikistan"] * 2)
    assert frame["n_first"].tolist() == frame["n_second"].tolist() == [1, 1, 1]
