"""The charts of the page Timeline: bars in lanes, and visits per year or quarter."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from dashboard.analysis.selection import Selection, Unit, tabulate
from dashboard.charts import visits_in_time, visits_per_period
from dashboard.charts.theme import Theme
from dashboard.charts.visits_in_time import Axis
from dashboard.charts.visits_per_period import Per
from dashboard.model.records import Dataset, Expected, Leader, Period, Stop, Visit
from dashboard.model.vocabulary import Status, VisitKind

LIGHT = Theme()


def figure_of(chart: Any, frame: pd.DataFrame, theme: Theme) -> Any:
    """Draw a chart; typed loosely, because the stubs of a figure do not know its traces."""
    return chart.figure(frame, theme)


def leader(name: str, took: date, left: date | None = None, because: str | None = None) -> Leader:
    return Leader(
        id=name.lower(), name=name, full_name=name, native_name=name, office="President",
        country="IRN", took_office=took, left_office=left, left_because=because,
    )  # fmt: skip


def visit(
    who: str, start: date | None, days: int = 1, status: Status = Status.CONFIRMED,
    kind: VisitKind = VisitKind.OFFICIAL, occasion: str | None = None,
) -> Visit:  # fmt: skip
    end = start + timedelta(days - 1) if start else None
    return Visit(
        id=f"{who}-{start or 'undated'}", leader=who, status=status, start=start, end=end,
        kind=kind, occasion=occasion, invited_by=None,
        stops=(Stop(country="IRQ", place=None, arrival=start, departure=end),), met=(),
        statements=(), sources=(), checks="Made up.",
    )  # fmt: skip


def selection(leaders: list[Leader], visits: list[Visit]) -> Selection:
    return tabulate(
        Dataset(
            title="Made up", version="1.0.0", as_of=date(2026, 1, 1),
            complete=Period(start=date(2021, 1, 1), end=date(2025, 10, 9)),
            expected=Expected(**dict.fromkeys(Expected.model_fields, 0)),
            leaders=tuple(leaders), topics=(), places=(), visits=tuple(visits), sources=(),
        )
    )  # fmt: skip


ADA = leader("Ada", date(2021, 8, 3), date(2023, 5, 19), "resigned.")
BEA = leader("Bea", date(2023, 7, 28))


@pytest.fixture
def made_up() -> Selection:
    return selection(
        [ADA, BEA],
        [
            visit("ada", date(2021, 9, 1), 3),
            visit("ada", date(2021, 9, 6), 2, kind=VisitKind.UN),
            visit("ada", date(2023, 1, 10), status=Status.CANCELLED),
            visit("ada", None, status=Status.DISPUTED),
            visit("bea", date(2023, 8, 1), status=Status.UNCONFIRMED),
            visit("bea", date(2025, 10, 8), 2),
        ],
    )


def bars(figure: Any) -> Any:
    return json.loads(figure.to_json() or "")["data"][0]


def test_lanes_stand_in_the_order_of_the_vocabulary() -> None:
    made = selection([BEA, ADA], [visit("ada", date(2021, 9, 1)), visit("bea", date(2023, 8, 1))])
    frame = visits_in_time.table(made)
    lanes = list(zip(frame["leader"], frame["position"], strict=True))
    assert lanes == [("bea", 0), ("ada", 1)]
    assert frame["term_note"].str.startswith("resigned").tolist() == [False, True]


def test_a_visit_names_its_topics_those_of_most_statements_first(tiny_selection: Selection) -> None:
    first = tiny_selection.mentions["visit"].iloc[0]
    labels = pd.Categorical(["B", "C", "A", "C", "D", "B", "C"])
    mentions = tiny_selection.mentions.iloc[[0] * 7].assign(topic_label=labels)
    frame = visits_in_time.table(tiny_selection.with_frames(mentions=mentions))
    topics = dict(zip(frame["visit"], frame["topics"], strict=True))
    assert topics.pop(first) == "C, B, A, D"
    assert set(topics.values()) == {""}
    without = tiny_selection.keep_statements(tiny_selection.statements["text"] == "")
    assert set(visits_in_time.table(without)["topics"]) == {""}


def test_two_visits_of_one_week_stand_on_two_sub_rows(made_up: Selection) -> None:
    frame = visits_in_time.table(made_up)
    ada = frame[frame["leader"] == "ada"]
    assert ada["sub_row"].tolist() == [0, 1, 0]
    heights = bars(figure_of(visits_in_time, frame, LIGHT))["y"]
    assert heights[0] != heights[1]


def test_no_two_bars_of_a_lane_overlap_as_drawn(real: Dataset) -> None:
    for axis in Axis:
        frame = visits_in_time.table(tabulate(real), axis=axis)
        for _, row in frame.groupby(["leader", "sub_row"]):
            ordered = row.sort_values("drawn_from")
            after = ordered["drawn_from"].iloc[1:].tolist()
            assert all(
                before <= start
                for before, start in zip(ordered["drawn_until"], after, strict=False)
            )


@pytest.mark.parametrize("axis", Axis)
def test_a_visit_of_one_day_is_as_wide_as_the_least_width(made_up: Selection, axis: Axis) -> None:
    frame = visits_in_time.table(made_up, axis=axis)
    low, high = frame["term_from"].min(), frame["term_until"].max()
    widths = (frame["drawn_until"] - frame["drawn_from"]) / (high - low)
    assert widths.min() == pytest.approx(visits_in_time.NARROWEST, rel=1e-6)


def test_a_long_visit_keeps_its_true_days() -> None:
    frame = visits_in_time.table(
        selection([BEA], [visit("bea", date(2023, 8, 7), 100)]), axis=Axis.DAY_OF_TERM
    )
    assert (frame["drawn_from"].item(), frame["drawn_until"].item()) == (10, 110)


def test_the_lane_says_how_the_term_or_its_record_ends(made_up: Selection) -> None:
    by_term = visits_in_time.table(made_up, axis=Axis.DAY_OF_TERM)
    notes = dict(zip(by_term["leader"], by_term["term_note"], strict=True))
    assert notes == {"ada": "resigned, day 654", "bea": "record ends, day 804"}
    on_calendar = set(visits_in_time.table(made_up)["term_note"])
    assert on_calendar == {"resigned, 19 May 2023", "record ends, 9 October 2025"}


def test_undated_visits_are_listed_and_not_drawn(made_up: Selection) -> None:
    drawn = bars(figure_of(visits_in_time, visits_in_time.table(made_up), LIGHT))["customdata"]
    assert "ada-undated" not in {data[0] for data in drawn}
    assert visits_in_time.undated(made_up)["visit"].tolist() == ["ada-undated"]


def test_a_click_carries_the_id_of_the_visit(made_up: Selection) -> None:
    frame = visits_in_time.table(made_up)
    figure = json.loads(figure_of(visits_in_time, frame, LIGHT).to_json() or "")
    for trace in figure["data"][:2]:
        assert [data[0] for data in trace["customdata"]] == frame["visit"].tolist()
    # A click must not dim the other visits.
    assert figure["data"][0]["unselected"]["marker"]["opacity"] == 1


def test_form_tells_the_status(made_up: Selection) -> None:
    frame = visits_in_time.table(made_up)
    marker = bars(figure_of(visits_in_time, frame, LIGHT))["marker"]
    official = LIGHT.visit_kind(VisitKind.OFFICIAL)
    by_visit = {
        name: (fill, shape, width > 0)
        for name, fill, shape, width in zip(
            frame["visit"], marker["color"], marker["pattern"]["shape"], marker["line"]["width"],
            strict=True,
        )
    }  # fmt: skip
    assert by_visit["ada-2021-09-01"] == (official, "", False)
    assert by_visit["ada-2023-01-10"] == (LIGHT.ground, "", True)
    assert by_visit["bea-2023-08-01"] == (official, "/", True)


def test_the_legend_names_what_stands_in_the_data_and_hides_nothing(made_up: Selection) -> None:
    figure = figure_of(visits_in_time, visits_in_time.table(made_up), LIGHT).to_plotly_json()
    named = [trace["name"] for trace in figure["data"] if trace.get("showlegend") is not False]
    assert named == ["Official visit", "UN General Assembly", "Unconfirmed", "Cancelled"]
    assert figure["layout"]["legend"]["itemclick"] is False
    assert figure["layout"]["legend"]["itemdoubleclick"] is False


def test_the_open_visit_is_marked(made_up: Selection) -> None:
    frame = visits_in_time.table(made_up, chosen="bea-2025-10-08")
    figure = figure_of(visits_in_time, frame, LIGHT)
    assert "Open visit" in [trace.name for trace in figure.data]
    assert frame.loc[frame["chosen"], "visit"].tolist() == ["bea-2025-10-08"]


def test_text_of_the_data_is_no_markup() -> None:
    evil = BEA.model_copy(update={"name": "<b>Eve</b>"})
    frame = visits_in_time.table(selection([evil], [visit("bea", date(2024, 1, 1))]))
    drawn = figure_of(visits_in_time, frame, LIGHT).to_json() or ""
    counts = visits_per_period.table(selection([evil], [visit("bea", date(2024, 1, 1))]))
    drawn += figure_of(visits_per_period, counts, LIGHT).to_json() or ""
    assert "Eve" in drawn
    # Plotly's JSON writes < and > as escapes of their own.
    plain = drawn.replace("\\u003c", "<").replace("\\u003e", ">")
    assert "&lt;b&gt;Eve" in plain
    assert "<b>Eve" not in plain


def test_eight_leaders_and_four_hundred_visits_still_draw() -> None:
    many = [leader(f"L{n}", date(2021, 1, 1) + timedelta(30 * n)) for n in range(8)]
    visits = [
        visit(who.id, who.took_office + timedelta(17 * n), 2) for who in many for n in range(52)
    ]
    made = selection(many, visits)
    frame = visits_in_time.table(made)
    assert len(bars(figure_of(visits_in_time, frame, LIGHT))["y"]) == 416
    for per in Per:
        counts = visits_per_period.table(made, per=per)
        assert counts["n_visits"].sum() == 416
        figure_of(visits_per_period, counts, LIGHT)


def test_nothing_dated_gives_an_empty_frame_that_draws() -> None:
    made = selection([ADA], [visit("ada", None)])
    for chart in (visits_in_time, visits_per_period):
        frame = chart.table(made)
        assert frame.empty
        chart.figure(frame, LIGHT)
        assert chart.alt(frame).startswith("No dated visit")
        assert chart.basis(frame).endswith("none.")


def test_years_run_without_a_gap_and_count_what_took_place(made_up: Selection) -> None:
    frame = visits_per_period.table(made_up)
    counted = list(zip(frame["leader"], frame["period"], frame["n_visits"], strict=True))
    assert counted == [
        ("ada", "2021", 2), ("ada", "2022", 0), ("ada", "2023", 0),
        ("bea", "2023", 1), ("bea", "2024", 0), ("bea", "2025", 1),
    ]  # fmt: skip


def test_years_in_office_or_on_record_in_part_are_marked(made_up: Selection) -> None:
    frame = visits_per_period.table(made_up)
    assert frame["covered"].tolist() == [
        "from 3 August", "", "to 19 May", "from 28 July", "", "to 9 October",
    ]  # fmt: skip
    ada = figure_of(visits_per_period, frame, LIGHT).data[0].to_plotly_json()
    assert list(ada["text"]) == ["2*", "0", "0*"]
    assert "Ada 2021 (from 3 August), 2023 (to 19 May)" in visits_per_period.basis(frame)


def test_quarters_without_a_visit_count_nought(made_up: Selection) -> None:
    frame = visits_per_period.table(made_up, per=Per.QUARTER)
    bea = frame[frame["leader"] == "bea"]
    assert bea["period"].iloc[[0, -1]].tolist() == ["2023 Q3", "2025 Q4"]
    assert bea["n_visits"].tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]


def test_the_first_titles_of_a_period_are_named_and_the_others_counted() -> None:
    made = selection([BEA], [visit("bea", date(2023, 12, 31) - timedelta(n)) for n in range(23)])
    stops = made.stops.assign(country=[f"X{n:02}" for n in range(23)])
    visits = made.visits.assign(title=[f"Visit {n}" for n in range(23)])
    frame = visits_per_period.table(made.with_frames(visits=visits, stops=stops), unit=Unit.HOSTS)
    # By their first days, not as they stand in the table.
    expected = [*(f"Visit {n}" for n in range(22, 2, -1)), "and 3 more"]
    assert frame["titles"].tolist() == [", ".join(expected), "", ""]
    assert frame["n_hosts"].tolist() == [23, 0, 0]
    assert frame["n_in_all"].tolist() == [23, 23, 23]


def test_a_visit_before_the_term_widens_its_periods(made_up: Selection) -> None:
    early = made_up.visits.assign(
        start=made_up.visits["start"].mask(made_up.visits["visit"] == "bea-2025-10-08",
                                           pd.Timestamp(1969, 12, 31))
    )  # fmt: skip
    frame = visits_per_period.table(made_up.with_frames(visits=early), per=Per.QUARTER)
    bea = frame[frame["leader"] == "bea"]
    assert bea["period"].iloc[[0, -1]].tolist() == ["1969 Q4", "2025 Q4"]
    assert bea["n_visits"].iloc[0] == 1
    assert bea["covered"].iloc[0] == "before 28 July 2023"


def test_a_chosen_time_ends_the_years(made_up: Selection) -> None:
    frame = visits_per_period.table(made_up, start=date(2022, 3, 1), end=date(2024, 6, 30))
    bea = frame[frame["leader"] == "bea"]
    # Visits outside the time are the filter's to leave out; one that is left in still counts.
    assert bea["covered"].tolist() == ["from 28 July", "to 30 June", "after 30 June 2024"]


def test_leaders_who_share_a_year_stand_side_by_side(made_up: Selection) -> None:
    figure = figure_of(visits_per_period, visits_per_period.table(made_up), LIGHT)
    ada, bea = (trace.to_plotly_json() for trace in figure.data)
    assert list(ada["width"]) == [0.8, 0.8, 0.4]
    assert list(bea["width"]) == [0.4, 0.8, 0.8]
    assert ada["x"][-1] + ada["width"][-1] == pytest.approx(bea["x"][0])
