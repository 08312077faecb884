"""How many visits each leader began in each period: the timeline of very many visits."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.selection import ALL_LEADERS
from dashboard.analysis.wording import counted, day
from dashboard.charts.parts import lanes
from dashboard.charts.parts.lanes import ONE_DAY, Axis
from dashboard.charts.theme import NEVER_DIMMED, Theme, Trace, as_text, bar
from dashboard.model.vocabulary import Status

# The heights of the parts of a lane, in pixels; where there are many lanes, columns are lower.
TALL, LOW, SPACE = 110, 60, 22
FEW_LANES = 4

CALENDAR_PERIODS = {"day": 1, "week": 7, "month": 30.4, "quarter": 91.3, "year": 365.25}
"""Periods of the calendar, and about how many days each has."""
FREQUENCIES = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
"""What pandas calls them."""
TERM_PERIODS = (1, 7, 30, 90, 365)
"""Periods of a term, in days."""

COLUMNS = [
    *("leader", "leader_name", "position", "period", "per", "n_visits", "n_other", "first_day"),
    *("last_day", "axis", "drawn_from", "drawn_until", "term_from", "term_until", "close"),
    "chosen",
]


def table(visits: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of visits by the period of their first day, one row a leader and period.

    `visits` are those of `lanes.dated_visits`, with axis, close and chosen. The periods are days,
    weeks, months, quarters or years, whichever is the shortest of which the axis holds no more
    than `limits.COLUMNS`; on the other axis 1, 7, 30, 90 or 365 days of the term. A period
    without a visit has no row.

    Columns: leader, leader_name, position (place in the vocabulary), period (in words), per
    (`month`, `30 days`), n_visits (begun in it), n_other (those of them that are not
    confirmed), first_day, last_day (of the period, in the calendar; NaT where several leaders
    stand as one by the day of their terms), axis, drawn_from and drawn_until (on the axis:
    days, or numbers of days), term_from and term_until (on the axis), close (bool), chosen
    (bool: the visit that is open began in it).
    """
    begin = visits["begin"]
    low, high = begin.min(), begin.max()
    if not visits["close"].iloc[0]:
        low, high = lanes.span(visits, "begin", "begin", close=False)
    on_calendar = visits["axis"].iloc[0] == Axis.CALENDAR
    periods = (
        _calendar_periods(begin, low, high) if on_calendar else _term_periods(begin, low, high)
    )
    lane = ["position", "leader", "leader_name", "took_office", "term_from", "term_until"]
    visits = visits.assign(other=visits["status"] != Status.CONFIRMED)
    counts = (
        pd.concat([visits[[*lane, "axis", "close", "chosen", "other"]], periods], axis="columns")
        .groupby([*lane, "axis", "close", *periods.columns], as_index=False)
        .agg(n_visits=("other", "size"), n_other=("other", "sum"), chosen=("chosen", "any"))
    )
    if on_calendar:
        days = counts.assign(
            first_day=counts["drawn_from"], last_day=counts["drawn_until"] - ONE_DAY
        )
    else:
        # The day of a term has no place in the calendar where several leaders stand as one.
        took = counts["took_office"].where(counts["leader"] != ALL_LEADERS)
        days = counts.assign(
            first_day=took + pd.to_timedelta(counts["drawn_from"], unit="D"),
            last_day=took + pd.to_timedelta(counts["drawn_until"] - 1, unit="D"),
        )
    # The controls of the filter take no day beyond these years.
    years: Any = [
        pd.Timestamp(visits["start"].min().year, 1, 1),
        pd.Timestamp(visits["end"].max().year, 12, 31),
    ]
    return days.assign(
        period=_names(counts),
        first_day=days["first_day"].clip(*years),
        last_day=days["last_day"].clip(*years),
    )[COLUMNS]


def _calendar_periods(begin: pd.Series, low: Any, high: Any) -> pd.DataFrame:
    """Return the period of the calendar that each day lies in: per, drawn_from, drawn_until."""
    n_days = (high - low).days + 1
    fitting = [per for per, days in CALENDAR_PERIODS.items() if n_days / days < limits.COLUMNS]
    per = fitting[0] if fitting else "year"
    periods = begin.dt.to_period(FREQUENCIES[per]).dt
    return pd.DataFrame(
        {
            "per": per,
            "drawn_from": periods.start_time,
            "drawn_until": periods.end_time.dt.normalize() + ONE_DAY,
        }
    )


def _term_periods(begin: pd.Series, low: int, high: int) -> pd.DataFrame:
    """Return the period of the term that each day lies in: per, drawn_from, drawn_until."""
    fitting = [days for days in TERM_PERIODS if (high - low + 1) / days < limits.COLUMNS]
    days = fitting[0] if fitting else TERM_PERIODS[-1]
    first = begin // days * days
    per = "day" if days == 1 else f"{days} days"
    return pd.DataFrame({"per": per, "drawn_from": first, "drawn_until": first + days})


def _names(counts: pd.DataFrame) -> list[str]:
    per, on_calendar = counts["per"].iloc[0], counts["axis"].iloc[0] == Axis.CALENDAR

    def name(first: Any, until: Any) -> str:
        if not on_calendar:
            return f"day {first:,}" if per == "day" else f"days {first:,} to {until - 1:,}"
        return {
            "day": day(first),
            "week": f"week from {day(first)}",
            "month": f"{first:%B %Y}",
            "quarter": f"{first.year} Q{first.quarter}",
            "year": f"{first.year}",
        }[per]

    return [name(*ends) for ends in zip(counts["drawn_from"], counts["drawn_until"], strict=True)]


def basis(frame: pd.DataFrame) -> str:
    """Return the number of visits by leader, and what a column counts."""
    counts = frame.groupby("leader_name", sort=False)["n_visits"].sum()
    said = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    pale = " Pale: visits that are not confirmed." if frame["n_other"].any() else ""
    per = frame["per"].iloc[0]
    way = " Choose up to eight leaders, or From and To, to see their visits one by one."
    if frame["first_day"].notna().any():
        way = (
            f" A click on a column shows the visits under way in its {per} alone, and draws them "
            f"one by one where there are at most {limits.BARS:,}."
        )
    return (
        f"{said}. They are too many to draw one by one: a column counts the visits begun in "
        f"{_a(per)}.{pale}{way}"
    )


def _a(per: str) -> str:
    return per if per[0].isdigit() else f"a {per}"


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Return a lane a leader, with a column a period; all lanes have the same scale."""
    leaders = [rows for _, rows in frame.groupby("position")]
    tall = TALL if len(leaders) <= FEW_LANES else LOW
    lane = lanes.HEAD + tall + SPACE
    shapes, notes, line_of = [], [], {}
    for number, rows in enumerate(leaders):
        one = rows.iloc[0]
        line = line_of[one["position"]] = lane * number + lanes.HEAD + tall
        colour = theme.leader(one["position"])
        n_visits = counted(int(rows["n_visits"].sum()), "visit")
        name = (
            f"<b>{as_text(one['leader_name'])}</b>: {n_visits}, "
            f"at most {rows['n_visits'].max():,} in {_a(one['per'])}"
        )
        notes.append(lanes.heading(name, line - tall - lanes.HEAD / 2, colour))
        shapes += lanes.term_line(one["term_from"], one["term_until"], line, colour)
    depth = lane * len(leaders)
    title = f"Columns: visits begun in {_a(frame['per'].iloc[0])}"
    return theme.figure(
        _columns(frame, theme, frame["position"].map(line_of), tall),
        height=depth + lanes.AXIS,
        margin={"b": 68},
        barmode="overlay",
        showlegend=False,
        yaxis={"range": [depth, 0], "visible": False, "automargin": False},
        xaxis=lanes.time_axis(frame, title),
        shapes=shapes,
        annotations=notes,
    )


def _columns(frame: pd.DataFrame, theme: Theme, lines: pd.Series, tall: int) -> list[Trace]:
    """Return the columns, pale for visits that are not confirmed, and the open visit's mark."""
    begin, width = pd.Series(lanes.on_axis(frame["drawn_from"])), lanes.lengths(frame)
    colours = pd.Series([theme.leader(position) for position in frame["position"]])
    pixels = tall / int(frame["n_visits"].max())
    sure = ((frame["n_visits"] - frame["n_other"]) * pixels).round(2)
    other = (frame["n_other"] * pixels).round(2)

    def columns(rows: pd.Series, feet: pd.Series, high: pd.Series, opacity: float) -> Trace:
        alike = {"marker": {"opacity": opacity}}
        return bar(
            x=begin[rows].tolist(),
            width=(width[rows] * 0.92).round(3).tolist(),
            offset=0,
            base=feet[rows].tolist(),
            y=(-high[rows]).tolist(),
            marker={"color": colours[rows].tolist(), "opacity": opacity},
            hoverinfo="skip",
            selected=alike,
            unselected=alike,
        )

    # One unseen bar a period, as high as the lane: a low column would be hard to hit.
    unseen = bar(
        x=begin.tolist(),
        width=width.round(3).tolist(),
        offset=0,
        base=lines.tolist(),
        y=[-tall] * len(frame),
        marker={"color": "rgba(0,0,0,0)"},
        customdata=[[None, *_days(row), _hover(row)] for row in frame.itertuples()],
        hovertemplate="%{customdata[3]}<extra></extra>",
        **NEVER_DIMMED,
    )
    traces = [unseen, columns(sure >= 0, lines - 2, sure, 1)]
    if other.any():
        traces.append(columns(other > 0, lines - 2 - sure, other, 0.45))
    tops = (lines - 10 - frame["n_visits"] * pixels)[frame["chosen"]]
    middles = lanes.on_axis(lanes.middles(frame)[frame["chosen"]])
    marks = [lanes.open_mark(*spot, theme) for spot in zip(middles, tops, strict=True)]
    return [*traces, *marks]


def _days(row: Any) -> list[str | None]:
    """Return what a click sets: the first and the last day of the period."""
    if pd.isna(row.first_day):
        return [None, None]
    return [f"{row.first_day:%Y-%m-%d}", f"{row.last_day:%Y-%m-%d}"]


def _hover(row: Any) -> str:
    other = f", {row.n_other:,} of them not confirmed" if row.n_other else ""
    lines = [
        f"<b>{as_text(row.leader_name)}</b>, {row.period}",
        f"{counted(row.n_visits, 'visit')} begun{other}",
    ]
    if not pd.isna(row.first_day):
        lines.append("<i>Click to show this time alone</i>")
    return "<br>".join(lines)


def finding(frame: pd.DataFrame) -> str:
    """Return how many visits each leader began, and in which period which leader began most."""
    counts = frame.groupby("leader_name", sort=False)["n_visits"].sum()
    counts = counts.sort_values(ascending=False)
    said = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    most = frame.iloc[frame["n_visits"].argmax()]
    return (
        f"Visits begun in {_a(most['per'])}, one lane a leader: {said}; most in this data set "
        f"as filtered: {most['leader_name']}, {most['period']}, {most['n_visits']:,}."
    )
