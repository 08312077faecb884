"""The charts of the page Timeline: bars in lanes, densities, and visits per year or quarter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from made_up import (
    LIGHT,
    Record,
    basis,
    counted_selection,
    figure,
    leader,
    rows,
    selection,
    stop,
    table,
    visit,
)

from dashboard.analysis import limits
from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection
from dashboard.analysis.units import COUNTS, Unit
from dashboard.charts import visits_in_time, visits_per_period
from dashboard.charts.parts import visits_begun
from dashboard.charts.parts.lanes import Axis
from dashboard.charts.theme import Theme
from dashboard.charts.visits_in_time import too_many, undated
from dashboard.charts.visits_per_period import Per
from dashboard.model.vocabulary import Status, VisitKind

LANES, PERIODS = visits_in_time.CHART, "visits_per_period"
IN_TIME = "visits_in_time"

ADA = leader("Ada", date(2021, 8, 3), date(2023, 5, 19), "resigned.")
BEA = leader("Bea", date(2023, 7, 28))


def going(who: str, start: date | None, days: int = 1, **more: Any) -> Record:
    end = start + timedelta(days - 1) if start else None
    return visit(f"{who}-{start or 'undated'}", start, end, **more)


@pytest.fixture
def made_up() -> Selection:
    return selection(
        [ADA, BEA],
        going("ada", date(2021, 9, 1), 3),
        going("ada", date(2021, 9, 6), 2, kind=VisitKind.UN),
        going("ada", date(2023, 1, 10), status=Status.CANCELLED),
        going("ada", None, status=Status.DISPUTED),
        going("bea", date(2023, 8, 1), status=Status.UNCONFIRMED),
        going("bea", date(2025, 10, 8), 2),
    )


@pytest.fixture(scope="module")
def counted() -> Selection:
    return counted_selection()


# --- visits one by one ----------------------------------------------------------------------


def test_lanes_stand_in_the_order_of_the_vocabulary() -> None:
    made = selection([BEA, ADA], going("ada", date(2021, 9, 1)), going("bea", date(2023, 8, 1)))
    frame = table(IN_TIME, made)
    assert rows(frame, "leader", "position") == [("bea", 0), ("ada", 1)]
    assert frame["term_note"].str.startswith("resigned").tolist() == [False, True]


@pytest.mark.parametrize("name", [IN_TIME, PERIODS, "visits_over_term", "hosts_on_map"])
def test_a_leader_has_the_same_colour_whatever_the_filters_leave(name: str) -> None:
    nine = [leader(f"L{number}") for number in range(9)]
    held = selection(nine, *(visit(f"l{n}-1", date(2022, 1, 1), date(2022, 1, 2), stop("doha"))
                             for n in range(9)))  # fmt: skip
    for chosen in (("l5", "l8"), ("l1", "l5")):
        frame = table(name, Filters(leaders=chosen).narrow(held))
        positions = dict(rows(frame, "leader", "position"))
        assert positions == {who: int(who[1:]) for who in chosen}
    assert set(table(name, held)["position"]) == {0}


def test_the_hover_counts_a_name_with_a_comma_once(tiny_selection: Selection) -> None:
    visits = tiny_selection.visits.set_index("visit")
    for row in table(IN_TIME, tiny_selection).to_dict("records"):
        for column in ("places", "people"):
            assert row[column].replace("; ", ", ") == visits.at[row["visit"], column]
    many = [f"A {number}, of B" for number in range(visits_in_time.NAMED + 2)]
    said = visits_in_time.shortened("; ".join(many))
    assert said == ", ".join(many[: visits_in_time.NAMED]) + " and 2 more"


def test_a_visit_names_its_topics_those_of_most_statements_first() -> None:
    said = ["trade", "energy trade", "energy", "energy"]
    held = selection(
        [BEA], going("bea", date(2024, 1, 1), said=said), going("bea", date(2024, 2, 1))
    )
    frame = table(IN_TIME, held)
    assert frame["topics"].tolist() == ["Energy; Trade", ""]
    less = held.keep_statements(held.statements["position"] < 2)
    assert table(IN_TIME, less)["topics"].tolist() == ["Trade", ""]


def test_two_visits_of_one_week_stand_on_two_sub_rows(made_up: Selection) -> None:
    frame = table(IN_TIME, made_up)
    assert frame.loc[frame["leader"] == "ada", "sub_row"].tolist() == [0, 1, 0]
    heights = figure(IN_TIME, frame)["data"][0]["y"]
    assert heights[0] != heights[1]


@pytest.mark.parametrize("axis", Axis)
def test_no_two_bars_of_a_lane_overlap_as_drawn(real_selection: Selection, axis: Axis) -> None:
    frame = table(IN_TIME, real_selection, axis=axis)
    for _, lane in frame.sort_values("drawn_from").groupby(["leader", "sub_row"]):
        assert (lane["drawn_until"].shift() <= lane["drawn_from"])[1:].all()


@pytest.mark.parametrize("axis", Axis)
def test_a_short_visit_is_widened_and_a_long_one_keeps_its_days(
    made_up: Selection, axis: Axis
) -> None:
    frame = table(IN_TIME, made_up, axis=axis)
    span = frame["term_until"].max() - frame["term_from"].min()
    widths = (frame["drawn_until"] - frame["drawn_from"]) / span
    assert widths.min() == pytest.approx(visits_in_time.NARROWEST, rel=1e-6)
    long = table(IN_TIME, selection([BEA], going("bea", date(2023, 8, 7), 100)), axis=axis)
    days = (10, 110) if axis is Axis.DAY_OF_TERM else (date(2023, 8, 7), date(2023, 11, 15))
    ends = [pd.Timestamp(day) if isinstance(day, date) else day for day in days]
    assert rows(long, "drawn_from", "drawn_until") == [tuple(ends)]


def test_the_lane_says_how_the_term_or_its_record_ends(made_up: Selection) -> None:
    by_term = table(IN_TIME, made_up, axis=Axis.DAY_OF_TERM)
    assert dict(rows(by_term, "leader", "term_note")) == {
        "ada": "resigned, day 654",
        "bea": "record ends, day 804",
    }
    on_calendar = set(table(IN_TIME, made_up)["term_note"])
    assert on_calendar == {"resigned, 19 May 2023", "record ends, 9 October 2025"}


def test_a_click_opens_the_visit_and_undated_ones_are_listed(made_up: Selection) -> None:
    frame = table(IN_TIME, made_up)
    bars, points = figure(IN_TIME, frame)["data"][:2]
    for trace in (bars, points):
        picked = [dict(zip(LANES.picks, data, strict=False)) for data in trace["customdata"]]
        nothing = {"from": None, "to": None}
        assert picked == [{"visit": visit, **nothing} for visit in frame["visit"]]
    # A click must not dim the other visits.
    assert bars["unselected"]["marker"]["opacity"] == 1
    assert undated(made_up)["visit"].tolist() == ["ada-undated"]


def test_form_tells_the_status(made_up: Selection) -> None:
    frame = table(IN_TIME, made_up)
    marker = figure(IN_TIME, frame)["data"][0]["marker"]
    forms = zip(marker["color"], marker["pattern"]["shape"], marker["line"]["width"], strict=True)
    by_visit = {
        name: (fill, shape, width > 0)
        for name, (fill, shape, width) in zip(frame["visit"], forms, strict=True)
    }
    official = LIGHT.visit_kind(VisitKind.OFFICIAL)
    assert by_visit["ada-2021-09-01"] == (official, "", False)
    assert by_visit["ada-2023-01-10"] == (LIGHT.ground, "", True)
    assert by_visit["bea-2023-08-01"] == (official, "/", True)


def test_the_legend_names_what_stands_in_the_data_and_hides_nothing(made_up: Selection) -> None:
    drawn = figure(IN_TIME, table(IN_TIME, made_up, visit="bea-2025-10-08"))
    named = [trace["name"] for trace in drawn["data"] if trace.get("showlegend") is not False]
    kinds = ["Official visit", "UN General Assembly", "Unconfirmed", "Cancelled"]
    assert sorted(named) == sorted([*kinds, "Open visit"])
    assert drawn["layout"]["legend"]["itemclick"] is False
    assert drawn["layout"]["legend"]["itemdoubleclick"] is False


def test_the_open_visit_is_marked(made_up: Selection) -> None:
    frame = table(IN_TIME, made_up, visit="bea-2025-10-08")
    assert frame.loc[frame["chosen"], "visit"].tolist() == ["bea-2025-10-08"]


@pytest.mark.parametrize("name", [IN_TIME, PERIODS])
def test_nothing_dated_gives_an_empty_table_that_draws(name: str) -> None:
    made = selection([ADA], going("ada", None))
    chart = table(name, made)
    assert chart.empty
    assert not figure(name, chart)["data"]
    assert "Dated visits" in basis(name, made)
    assert ": none." in basis(name, made)


# --- densities ------------------------------------------------------------------------------

LONG = leader("Ada", date(2021, 1, 1), date(2022, 12, 31), "resigned.")
LATE = leader("Bea", date(2023, 1, 1))


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> Selection:
    """Ada: two visits in March 2021, one of them cancelled, and one in May; Bea: one, undated."""
    monkeypatch.setattr(limits, "BARS", 2)
    return selection(
        [LONG, LATE],
        going("ada", date(2021, 3, 1), 3),
        going("ada", date(2021, 3, 30), 5, status=Status.CANCELLED),
        going("ada", date(2021, 5, 31)),
        going("bea", date(2023, 1, 1)),
        going("bea", None, status=Status.DISPUTED),
    )


def test_a_column_counts_the_visits_begun_in_its_month(crowd: Selection) -> None:
    assert too_many(crowd)
    frame = table(IN_TIME, crowd)
    assert rows(frame, "leader", "period", "n_visits", "n_other") == [
        ("ada", "March 2021", 2, 1),
        ("ada", "May 2021", 1, 0),
        ("bea", "January 2023", 1, 0),
    ]
    assert set(frame["per"]) == {"month"}
    days = (pd.Timestamp(2021, 3, 1), pd.Timestamp(2021, 3, 31))
    assert rows(frame, "first_day", "last_day")[0] == days
    said = basis(IN_TIME, crowd)
    assert said.startswith("Dated visits: Ada 3, Bea 1. ")
    assert "Pale: visits that are not confirmed." in said
    assert LANES.finding(frame) == (
        "Visits begun in a month, one lane a leader: Ada 3, Bea 1; most in this data set as "
        "filtered: Ada, March 2021, 2."
    )


def test_by_the_day_of_the_term_a_column_counts_as_many_days_of_each_term(crowd: Selection) -> None:
    frame = table(IN_TIME, crowd, axis=Axis.DAY_OF_TERM)
    # Days 59, 88 and 150 of Ada's term, day 0 of Bea's.
    assert rows(frame, "leader", "period", "n_visits") == [
        ("ada", "days 56 to 62", 1),
        ("ada", "days 84 to 90", 1),
        ("ada", "days 147 to 153", 1),
        ("bea", "days 0 to 6", 1),
    ]
    assert set(frame["per"]) == {"7 days"}
    assert frame["first_day"].iloc[-1] == pd.Timestamp(2023, 1, 1)


@pytest.mark.parametrize(
    ("days", "per"),
    [(100, "day"), (700, "week"), (3_000, "month"), (9_000, "quarter"), (30_000, "year")],
)
def test_a_period_is_as_short_as_the_axis_allows(
    days: int, per: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BARS", 1)
    took = date(1930, 1, 1)
    who = leader("Ada", took, took + timedelta(days - 1))
    frame = table(IN_TIME, selection([who], going("ada", took + timedelta(10)), going("ada", took)))
    assert set(frame["per"]) == {per}
    assert frame["n_visits"].sum() == 2
    # The filter's own controls take no other day.
    assert frame["first_day"].min() >= pd.Timestamp(1930, 1, 1)


@pytest.mark.parametrize("axis", Axis)
def test_the_columns_of_a_density_are_as_high_as_their_counts(crowd: Selection, axis: Axis) -> None:
    frame = table(IN_TIME, crowd, axis=axis, visit="ada-2021-05-31")
    unseen, sure, pale, mark = figure(IN_TIME, frame, Theme(dark=True))["data"]
    pixels = visits_begun.TALL / frame["n_visits"].max()
    assert -sum(sure["y"]) == pytest.approx((frame["n_visits"] - frame["n_other"]).sum() * pixels)
    assert -sum(pale["y"]) == pytest.approx(frame["n_other"].sum() * pixels)
    # A click sets the days of the period, which the filters From and To take.
    records = frame.to_dict("records")
    for data, row in zip(unseen["customdata"], records, strict=True):
        visit, first, last, _ = data
        assert visit is None
        leaders = (row["leader"],)
        start, end = map(date.fromisoformat, (first, last))
        shown = Filters(statuses=(), leaders=leaders, start=start, end=end).narrow(crowd)
        assert len(shown.visits) >= row["n_visits"]
    assert len(mark["x"]) == 1
    assert frame["chosen"].sum() == 1


def test_a_short_time_out_of_many_visits_is_drawn_as_wide_as_the_page(crowd: Selection) -> None:
    short = Filters(statuses=(), start=date(2021, 3, 1), end=date(2021, 3, 31)).narrow(crowd)
    frame = table(IN_TIME, short)
    assert "visit" in frame
    assert frame["close"].all()
    low, high = figure(IN_TIME, frame)["layout"]["xaxis"]["range"]
    assert low.startswith(("2021-02", "2021-03"))
    assert high.startswith("2021-04")


# --- visits per period ----------------------------------------------------------------------


def test_years_run_without_a_gap_and_count_what_took_place(made_up: Selection) -> None:
    frame = table(PERIODS, made_up)
    assert rows(frame, "leader", "period", "n_visits") == [
        ("ada", "2021", 2),
        ("ada", "2022", 0),
        ("ada", "2023", 0),
        ("bea", "2023", 1),
        ("bea", "2024", 0),
        ("bea", "2025", 1),
    ]


def test_years_in_office_or_on_record_in_part_are_marked(made_up: Selection) -> None:
    frame = table(PERIODS, made_up)
    parts = ["from 3 August", "", "to 19 May", "from 28 July", "", "to 9 October"]
    assert frame["covered"].tolist() == parts
    assert figure(PERIODS, frame)["data"][0]["text"] == ["2*", "0", "0*"]
    assert "Ada 2021 (from 3 August), 2023 (to 19 May)" in basis(PERIODS, made_up)


def test_quarters_without_a_visit_count_nought(made_up: Selection) -> None:
    frame = table(PERIODS, made_up, per=Per.QUARTER)
    bea = frame[frame["leader"] == "bea"]
    assert bea["period"].iloc[[0, -1]].tolist() == ["2023 Q3", "2025 Q4"]
    assert bea["n_visits"].tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]


def test_a_title_with_commas_is_one_visit_in_the_hover() -> None:
    three = [stop(country=code) for code in ("VEN", "NIC", "CUB")]
    held = selection(
        [BEA],
        visit("bea-1", date(2024, 6, 12), date(2024, 6, 15), *three),
        visit("bea-2", date(2024, 7, 12), date(2024, 7, 12)),
    )
    frame = table(PERIODS, held)
    hover = {data[0]: data[1] for data in figure(PERIODS, frame)["data"][0]["customdata"]}
    titles = held.visits["title"].tolist()
    assert titles[0] == "Venezuela, Nicaragua and Cuba"
    assert hover["2024"].split("<br>")[2:] == titles


def test_the_first_titles_of_a_period_are_named_and_the_others_counted() -> None:
    codes = ("IRQ", "QAT", "OMN", "KWT")
    more = 3
    visits = [
        visit(f"bea-{n}", when, when, stop(country=codes[n % len(codes)]))
        for n in range(limits.TITLES + more)
        if (when := date(2023, 12, 31) - timedelta(n))
    ]
    held = selection([BEA], *visits)
    frame = table(PERIODS, held, count=Unit.HOSTS)
    # By their first days, not as they stand in the data.
    titles = held.visits.sort_values("start")["title"].head(limits.TITLES)
    assert frame["titles"].tolist() == ["; ".join([*titles, f"and {more} more"]), "", ""]
    assert frame["n_hosts"].tolist() == [len(codes), 0, 0]
    assert set(frame["n_in_all"]) == {len(codes)}


def test_a_visit_before_the_term_widens_its_periods(made_up: Selection) -> None:
    early = made_up.visits["start"].mask(
        made_up.visits["visit"] == "bea-2025-10-08", pd.Timestamp(1969, 12, 31)
    )
    visits = made_up.visits.assign(start=early)
    frame = table(PERIODS, made_up.with_frames(visits=visits), per=Per.QUARTER)
    bea = frame[frame["leader"] == "bea"]
    assert bea["period"].iloc[[0, -1]].tolist() == ["1969 Q4", "2025 Q4"]
    assert rows(bea, "n_visits", "covered")[0] == (1, "before 28 July 2023")


def test_a_chosen_time_ends_the_years(made_up: Selection) -> None:
    time = Filters(statuses=(), start=date(2022, 3, 1), end=date(2024, 6, 30))
    shown = made_up.part(filters=time)
    frame = table(PERIODS, shown)
    # Visits outside the time are the filter's to leave out; one that is left in still counts.
    covered = frame.loc[frame["leader"] == "bea", "covered"]
    assert covered.tolist() == ["from 28 July", "to 30 June", "after 30 June 2024"]


def test_leaders_who_share_a_year_stand_side_by_side(made_up: Selection) -> None:
    ada, bea = figure(PERIODS, table(PERIODS, made_up))["data"]
    assert ada["width"] == [0.8, 0.8, 0.4]
    assert bea["width"] == [0.4, 0.8, 0.8]
    assert ada["x"][-1] + ada["width"][-1] == pytest.approx(bea["x"][0])


@pytest.mark.parametrize("unit", COUNTS)
def test_a_period_counts_in_every_unit(counted: Selection, unit: Unit) -> None:
    frame = table(PERIODS, counted, per=Per.QUARTER, count=unit)
    # Iraq is a host in both quarters and one host of the term.
    numbers = [unit.column for unit in COUNTS]
    found = rows(frame, "leader", "period", *numbers)
    by_period = {(who, period): tuple(counts) for who, period, *counts in found}
    assert by_period["ada", "2022 Q1"] == (1, 2, 3, 5)
    assert by_period["ada", "2022 Q2"] == (1, 2, 3, 1)
    assert by_period["ada", "2022 Q3"] == (0, 0, 0, 0)
    assert by_period["bea", "2023 Q1"] == (2, 1, 3, 0)
    in_all = {"VISITS": (2, 2), "HOSTS": (3, 1), "DAYS": (6, 3), "STATEMENTS": (6, 0)}[unit.name]
    assert tuple(frame.drop_duplicates("leader")["n_in_all"]) == in_all
    drawn = figure(PERIODS, frame)
    sums = frame.groupby("leader")[unit.column].sum().tolist()
    assert [sum(trace["y"]) for trace in drawn["data"]] == sums
    assert drawn["layout"]["yaxis"]["title"]["text"] == unit
    notes = [note["text"] for note in drawn["layout"]["annotations"]]
    assert f"<b>Ada</b>: {unit.counted(in_all[0])}" in notes


def test_the_basis_and_the_finding_of_periods_name_the_unit(counted: Selection) -> None:
    assert basis(PERIODS, counted, count=Unit.HOSTS).startswith(
        "Dated visits that took place: Ada 2, Bea 2. A host country counts once in each year."
    )
    finding = visits_per_period.CHART.finding(table(PERIODS, counted, count=Unit.HOSTS))
    assert finding.startswith("Host countries by year of the visit’s first day")
    assert finding.endswith("Ada in 2022, 3.")


def test_days_count_whole_on_the_first_day() -> None:
    held = selection([ADA], visit("ada-1", date(2021, 12, 30), date(2022, 1, 2)))
    frame = table(PERIODS, held, count=Unit.DAYS)
    assert rows(frame, "period", "n_days")[:2] == [("2021", 4), ("2022", 0)]
    assert "count whole on a visit’s first day" in basis(PERIODS, held, count=Unit.DAYS)
