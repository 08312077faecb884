"""One lane a leader on an axis of time: what bars of visits and densities of counts share."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pandas as pd

from dashboard.analysis.selection import Selection
from dashboard.analysis.wording import day
from dashboard.charts.parts.leaders import charted_leaders
from dashboard.charts.theme import NEVER_DIMMED, Theme, Trace, note, scatter

HEAD = 26
"""The height of a lane's heading, in pixels."""
AXIS = 60
"""The height of the axis below the lanes, in pixels."""
ONE_DAY = pd.Timedelta(days=1)


class Axis(StrEnum):
    """What visits are placed by; the value is the label on screen and in shared links."""

    CALENDAR = "Calendar"
    DAY_OF_TERM = "Day of term"


def dated_visits(selection: Selection, axis: str) -> pd.DataFrame:
    """Return the dated visits with the lane of each.

    Columns: those of `visits`, and position, begin and until (on the axis: days, or numbers of
    days; `until` is the start of the day after), took_office, term_from, term_until and
    term_note (how the term or its record ends).
    """
    visits = selection.grouped.visits
    visits = visits[visits["start"].notna() & visits["end"].notna()]
    visits = visits.astype({"visit": str, "leader": str})
    leaders = charted_leaders(selection)
    notes = leaders["end_note"].str.rstrip(".")
    if axis == Axis.CALENDAR:
        visits = visits.assign(begin=visits["start"], until=visits["end"] + ONE_DAY)
        first, until = leaders["took_office"], leaders["observed_until"] + ONE_DAY
        ends = [day(when) for when in leaders["observed_until"]]
    else:
        days = visits[["day_of_term", "last_day_of_term"]].astype(int)
        visits = visits.assign(begin=days["day_of_term"], until=days["last_day_of_term"] + 1)
        first, until = 0, leaders["n_days_observed"]
        ends = [f"day {days - 1:,}" for days in leaders["n_days_observed"]]
    terms = leaders[["leader", "position", "took_office"]].assign(
        term_from=first,
        term_until=until,
        term_note=[f"{note}, {end}" for note, end in zip(notes, ends, strict=True)],
    )
    return visits.merge(terms, on="leader")


def span(frame: pd.DataFrame, begin: str, until: str, *, close: bool) -> tuple[Any, Any]:
    """Return the ends of the axis: of what is drawn and, unless `close`, of all terms."""
    low, high = frame[begin].min(), frame[until].max()
    if close:
        return low, high
    return min(low, frame["term_from"].min()), max(high, frame["term_until"].max())


def time_axis(frame: pd.DataFrame, title: str = "") -> dict[str, Any]:
    """Return the layout of the axis on which the rows of a table are drawn."""
    low, high = span(frame, "drawn_from", "drawn_until", close=bool(frame["close"].iloc[0]))
    edge = (high - low) * 0.006
    on_calendar = frame["axis"].iloc[0] == Axis.CALENDAR
    titles = [] if on_calendar else ["Day of term (day 0: took office)"]
    return {
        "type": "date" if on_calendar else "linear",
        "range": on_axis(pd.Series([low - edge, high + edge])),
        "title": {"text": "<br>".join([*titles, *([title] if title else [])])},
        "tickformat": None if on_calendar else ",d",
        "zeroline": False,
        "automargin": False,
    }


def on_axis(positions: pd.Series) -> list[Any]:
    """Return places on the axis as Plotly takes them."""
    if pd.api.types.is_datetime64_dtype(positions):
        return positions.dt.strftime("%Y-%m-%d %H:%M").tolist()
    return positions.astype(float).round(3).tolist()


def middles(frame: pd.DataFrame) -> pd.Series:
    """Return the places midway between the ends of what is drawn."""
    return frame["drawn_from"] + (frame["drawn_until"] - frame["drawn_from"]) / 2


def lengths(frame: pd.DataFrame) -> pd.Series:
    """Return the lengths of what is drawn, on a date axis in milliseconds as Plotly counts."""
    length = frame["drawn_until"] - frame["drawn_from"]
    if pd.api.types.is_timedelta64_dtype(length):
        return length.dt.total_seconds() * 1000
    return length


def heading(text: str, y: float, colour: str) -> dict[str, Any]:
    """Return the annotation at the left edge that names a lane."""
    return note(text, colour, 15, x=0, xref="paper", xanchor="left", y=y, yanchor="middle")


def term_line(begin: Any, end: Any, y: float, colour: str) -> list[dict[str, Any]]:
    """Return the shapes of a lane's line, from the first to the last day of the term."""
    start, stop = on_axis(pd.Series([begin, end]))
    line = {"type": "line", "line": {"color": colour, "width": 3}}
    return [
        line | {"x0": start, "x1": stop, "y0": y, "y1": y},
        line | {"x0": start, "x1": start, "y0": y - 5, "y1": y + 5},
        line | {"x0": stop, "x1": stop, "y0": y - 5, "y1": y + 5},
    ]


def open_mark(x: Any, y: float, theme: Theme) -> Trace:
    """Return the triangle above the visit that is open."""
    return scatter(
        x=[x],
        y=[y],
        mode="markers",
        marker={
            "symbol": "triangle-down",
            "size": 12,
            "color": theme.ink,
            "line": {"color": theme.ground, "width": 1.5},
        },
        name="Open visit",
        hoverinfo="skip",
        legendrank=3000,
        **NEVER_DIMMED,
    )
