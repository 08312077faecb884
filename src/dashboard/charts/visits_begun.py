"""How many visits each leader began in each period: what a timeline of many visits shows."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.selection import ALL_LEADERS, Selection, each_row
from dashboard.charts.theme import Drawing, Theme, as_text, bar, scatter
from dashboard.model.vocabulary import Status

QUESTION = "When did each leader travel, and how often?"

# The heights of the parts of a lane, in pixels; where there are many lanes, columns are lower.
HEAD, TALL, LOW, SPACE = 26, 110, 60, 22
FEW_LANES = 4
AXIS = 60
ONE_DAY = pd.Timedelta(days=1)
FREQUENCIES = {"day": ("D", 1), "week": ("W-SUN", 7), "month": ("M", 30.4), "quarter": ("Q", 91.3)}
"""Periods of the calendar that are shorter than a year: pandas' name, and about how many days."""
DAYS = (1, 7, 30, 90, 365)
"""Periods of a term, in days."""


class Axis(StrEnum):
    """What visits are placed by; the value is the label on screen and in shared links."""

    CALENDAR = "Calendar"
    DAY_OF_TERM = "Day of term"


def too_many(selection: Selection) -> bool:
    """Tell whether there are more dated visits than a timeline draws one by one."""
    return int(selection.visits["start"].notna().sum()) > limits.BARS


def table(
    selection: Selection, axis: str = Axis.CALENDAR, chosen: str | None = None, close: bool = False
) -> pd.DataFrame:
    """Count the dated visits by the period of their first day, one row a leader and period.

    The periods are days, weeks, months, quarters or years, whichever is the shortest of which
    the axis holds no more than `limits.COLUMNS`; on the other axis 1, 7, 30, 90 or 365 days
    of the term. A period without a visit has no row. With `close` the axis reaches as far as
    the visits, not as far as the terms.

    Columns: leader, leader_name, position (place in the vocabulary), period (in words), per
    (`month`, `30 days`), n_visits (begun in it), n_other (those of them that are not
    confirmed), first_day, last_day (of the period, in the calendar; NaT where several leaders
    stand as one by the day of their terms), axis, drawn_from and drawn_until (on the axis:
    days, or numbers of days), term_from and term_until (on the axis), close (bool), chosen
    (bool: the visit `chosen` began in it).
    """
    on_calendar = axis == Axis.CALENDAR
    dated = selection.visits["start"].notna() & selection.visits["end"].notna()
    visits = selection.visits.loc[
        dated, ["visit", "leader", "start", "end", "day_of_term", "status"]
    ]
    leaders = selection.leaders.assign(position=range(len(selection.leaders)))
    leaders = leaders[leaders["leader"].isin(visits["leader"].unique())]
    if visits.empty:
        return pd.DataFrame(columns=COLUMNS).astype(TYPES)
    begun = visits["start"] if on_calendar else visits["day_of_term"].astype(int)
    last = leaders["observed_until"] + ONE_DAY if on_calendar else leaders["n_days_observed"]
    first = leaders["took_office"] if on_calendar else leaders["n_days_observed"] * 0
    terms = dict(zip(leaders["leader"], zip(first, last, strict=True), strict=True))
    reach = (begun.min(), begun.max()) if close else (
        min(begun.min(), first.min()), max(begun.max(), last.max())
    )  # fmt: skip
    if on_calendar:
        per, periods, bounds = _of_calendar(begun, *reach)
    else:
        per, periods, bounds = _of_term(begun, *reach)
    other = (visits["status"] != Status.CONFIRMED).astype(int)
    counted = visits.assign(
        period=periods, n_other=other, chosen=visits["visit"].eq(chosen or "")
    ).groupby(["leader", "period"], sort=True).agg(
        n_visits=("n_other", "size"), n_other=("n_other", "sum"), chosen=("chosen", "any")
    ).reset_index()  # fmt: skip
    frame = counted.merge(
        leaders[["leader", "name", "position", "took_office"]].rename(
            columns={"name": "leader_name"}
        ),
        on="leader",
    ).sort_values(["position", "period"], ignore_index=True)
    edges = {period: bounds(period) for period in frame["period"].unique()}
    ends = [edges[period] for period in frame["period"]]
    frame = frame.assign(
        drawn_from=[begin for begin, _, _ in ends],
        drawn_until=[end for _, end, _ in ends],
        period=[name for _, _, name in ends],
        term_from=[terms[who][0] for who in frame["leader"]],
        term_until=[terms[who][1] for who in frame["leader"]],
        per=per, axis=str(axis), close=close,
    )  # fmt: skip
    return _with_days(frame, on_calendar, visits)[COLUMNS].astype(TYPES)


COLUMNS = [
    "leader", "leader_name", "position", "period", "per", "n_visits", "n_other", "first_day",
    "last_day", "axis", "drawn_from", "drawn_until", "term_from", "term_until", "close", "chosen",
]  # fmt: skip
TYPES = {"position": int, "n_visits": int, "n_other": int, "close": bool, "chosen": bool}


def _of_calendar(begun: pd.Series, first: Any, last: Any) -> tuple[str, pd.Series, Any]:
    """Give the kind of period, that of each visit, and what a period's bounds and name are."""
    days = (last - first).days + 1
    fitting = (name for name, (_, long) in FREQUENCIES.items() if days / long < limits.COLUMNS)
    per = next(fitting, "year")
    frequency = FREQUENCIES[per][0] if per in FREQUENCIES else "Y"

    def bounds(period: Any) -> tuple[Any, Any, str]:
        begin, end = period.start_time, period.end_time.normalize() + ONE_DAY
        name = {
            "day": f"{begin:%-d %B %Y}", "week": f"week from {begin:%-d %B %Y}",
            "month": f"{begin:%B %Y}", "quarter": f"{begin.year} Q{period.quarter}",
        }.get(per, f"{begin.year}")  # fmt: skip
        return begin, end, name

    return per, begun.dt.to_period(frequency), bounds


def _of_term(begun: pd.Series, first: int, last: int) -> tuple[str, pd.Series, Any]:
    long = next((days for days in DAYS if (last - first + 1) / days < limits.COLUMNS), DAYS[-1])

    def bounds(period: Any) -> tuple[Any, Any, str]:
        begin, end = int(period) * long, (int(period) + 1) * long
        return begin, end, f"day {begin:,}" if long == 1 else f"days {begin:,} to {end - 1:,}"

    return ("day" if long == 1 else f"{long} days"), begun // long, bounds


def _with_days(frame: pd.DataFrame, on_calendar: bool, visits: pd.DataFrame) -> pd.DataFrame:
    """Add the calendar's days of each period, within the years that hold visits."""
    if on_calendar:
        first, last = frame["drawn_from"], frame["drawn_until"] - ONE_DAY
    else:
        took = frame["took_office"].where(frame["leader"] != ALL_LEADERS)
        first = took + pd.to_timedelta(frame["drawn_from"], unit="D")
        last = took + pd.to_timedelta(frame["drawn_until"] - 1, unit="D")
    # The controls of the filter take no day beyond these years.
    low = pd.Timestamp(visits["start"].min().year, 1, 1)
    high = pd.Timestamp(visits["end"].max().year, 12, 31)
    held = [days.where(days.isna() | (days > low), low) for days in (first, last)]
    first, last = (days.where(days.isna() | (days < high), high) for days in held)
    return frame.assign(first_day=first, last_day=last)


def basis(frame: pd.DataFrame, on_topics: bool = False) -> str:
    """Say what a column counts, of how many visits; `on_topics` where topics were chosen."""
    if frame.empty:
        return "Dated visits: none."
    counts = frame.groupby("leader_name", sort=False)["n_visits"].sum()
    said = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    touching = " that touch a chosen topic" if on_topics else ""
    pale = " Pale: visits that are not confirmed." if frame["n_other"].any() else ""
    per = frame["per"].iloc[0]
    way = (
        f" A click on a column shows the visits under way in its {per} alone, and draws them one "
        f"by one where there are at most {limits.BARS:,}."
        if frame["first_day"].notna().any()
        else " Choose up to eight leaders, or From and To, to see their visits one by one."
    )
    return (
        f"Dated visits{touching}: {said}. They are too many to draw one by one: a column counts "
        f"the visits begun in {_each(per)}.{pale}{way}"
    )


def _each(per: str) -> str:
    return per if per[0].isdigit() else f"a {per}"


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw a lane a leader, with a column a period; all lanes have the same scale."""
    groups = list(frame.groupby("position", sort=True))
    tall = TALL if len(groups) <= FEW_LANES else LOW
    lane = HEAD + tall + SPACE
    drawing = theme.drawing(height=max(lane * len(groups), 1) + AXIS)
    on_calendar = Axis.CALENDAR in set(frame["axis"])
    depth = max(lane * len(groups), 1)
    drawing.update_layout(barmode="overlay", showlegend=False)
    drawing.update_yaxes(range=[depth, 0], visible=False)
    drawing.update_xaxes(
        type="date" if on_calendar else "linear", zeroline=False,
        tickformat=None if on_calendar else ",d",
    )  # fmt: skip
    if frame.empty:
        return drawing.figure()
    title = f"Columns: visits begun in {_each(frame['per'].iloc[0])}"
    if not on_calendar:
        title = f"Day of term (day 0: took office)<br>{title}"
    low, high = frame["drawn_from"].min(), frame["drawn_until"].max()
    if not frame["close"].iloc[0]:
        low, high = min(low, frame["term_from"].min()), max(high, frame["term_until"].max())
    edge = (high - low) * 0.006
    drawing.update_xaxes(range=[_at(low - edge), _at(high + edge)], title_text=title)
    a_visit = tall / int(frame["n_visits"].max())
    lines = {position: lane * at + HEAD + tall for at, (position, _) in enumerate(groups)}
    shapes, notes = [], []
    for position, rows in groups:
        line = lines[position]
        drawn, note = _lane(rows, theme, line, line - tall - HEAD / 2)
        shapes += drawn
        notes.append(note)
    drawing.update_layout(shapes=shapes, annotations=notes)
    _columns(drawing, frame, theme, [lines[at] for at in frame["position"]], a_visit, tall)
    return drawing.figure()


def _at(position: Any) -> Any:
    """Write a place on the axis as Plotly takes it."""
    is_day = isinstance(position, pd.Timestamp)
    return position.strftime("%Y-%m-%d %H:%M") if is_day else round(float(position), 3)


def _lane(
    rows: pd.DataFrame, theme: Theme, line: int, head: float
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    one = rows.iloc[0]
    colour = theme.leader(int(one["position"]))
    begin, end = _at(one["term_from"]), _at(one["term_until"])
    stroke = {"color": colour, "width": 3}
    shapes = [{"type": "line", "x0": begin, "x1": end, "y0": line, "y1": line, "line": stroke}]
    shapes += [
        {"type": "line", "x0": at, "x1": at, "y0": line - 5, "y1": line + 5, "line": stroke}
        for at in (begin, end)
    ]
    total, most = int(rows["n_visits"].sum()), int(rows["n_visits"].max())
    text = (
        f"<b>{as_text(one['leader_name'])}</b>: {_counted(total)}, at most {most:,} in "
        f"{_each(one['per'])}"
    )
    note = {
        "x": 0, "xref": "paper", "y": head, "xanchor": "left", "yanchor": "middle",
        "showarrow": False, "align": "left", "text": text, "font": {"color": colour, "size": 15},
    }  # fmt: skip
    return shapes, note


def _columns(
    drawing: Drawing, frame: pd.DataFrame, theme: Theme, lines: list[int], a_visit: float,
    tall: int,
) -> None:  # fmt: skip
    begins = [_at(at) for at in frame["drawn_from"]]
    length = frame["drawn_until"] - frame["drawn_from"]
    if pd.api.types.is_timedelta64_dtype(length):
        # On a date axis Plotly measures a bar's width in milliseconds.
        length = length.dt.total_seconds() * 1000
    widths = [round(float(wide) * 0.92, 3) for wide in length]
    alike: dict[str, Any] = {
        "offset": 0, "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }  # fmt: skip
    # One unseen bar a period, as high as the lane: a low column would be hard to hit.
    drawing.add_trace(
        bar(
            x=begins, width=length.round(3).tolist(), base=lines, y=[-tall] * len(frame),
            marker={"color": "rgba(0,0,0,0)"},
            customdata=[[None, *_picked(row), _hover(row)] for row in each_row(frame)],
            hovertemplate="%{customdata[3]}<extra></extra>", **alike,
        )
    )  # fmt: skip
    colours = [theme.leader(position) for position in frame["position"]]
    sure = (frame["n_visits"] - frame["n_other"]).tolist()
    drawing.add_trace(
        bar(
            x=begins, width=widths, base=[line - 2 for line in lines],
            y=[-round(number * a_visit, 2) for number in sure],
            marker={"color": colours}, hoverinfo="skip", **alike,
        )
    )  # fmt: skip
    pale = [at for at, number in enumerate(frame["n_other"]) if number]
    if pale:
        others = frame["n_other"].tolist()
        drawing.add_trace(
            bar(
                x=[begins[at] for at in pale], width=[widths[at] for at in pale],
                base=[lines[at] - 2 - round(sure[at] * a_visit, 2) for at in pale],
                y=[-round(others[at] * a_visit, 2) for at in pale],
                marker={"color": [colours[at] for at in pale], "opacity": 0.45},
                hoverinfo="skip", offset=0, selected={"marker": {"opacity": 0.45}},
                unselected={"marker": {"opacity": 0.45}},
            )
        )  # fmt: skip
    if frame["chosen"].any():
        at = frame["chosen"].tolist().index(True)
        row = frame.iloc[at]
        middle = row["drawn_from"] + (row["drawn_until"] - row["drawn_from"]) / 2
        drawing.add_trace(
            scatter(
                x=[_at(middle)], y=[lines[at] - 10 - row["n_visits"] * a_visit], mode="markers",
                marker={"symbol": "triangle-down", "size": 12, "color": theme.ink,
                        "line": {"color": theme.ground, "width": 1.5}},
                hoverinfo="skip", selected={"marker": {"opacity": 1}},
                unselected={"marker": {"opacity": 1}},
            )
        )  # fmt: skip


def _picked(row: Any) -> list[str | None]:
    """Give what a click sets: the first and the last day of the period."""
    if pd.isna(row.first_day):
        return [None, None]
    return [f"{row.first_day:%Y-%m-%d}", f"{row.last_day:%Y-%m-%d}"]


def _counted(number: int) -> str:
    return f"{number:,} {'visit' if number == 1 else 'visits'}"


def _hover(row: Any) -> str:
    other = f", {row.n_other:,} of them not confirmed" if row.n_other else ""
    lines = [
        f"<b>{as_text(row.leader_name)}</b>, {row.period}",
        f"{_counted(row.n_visits)} begun{other}",
    ]
    if not pd.isna(row.first_day):
        lines.append("<i>Click to show this time alone</i>")
    return "<br>".join(lines)


def alt(frame: pd.DataFrame) -> str:
    """Say how many visits each leader began, and in which period which leader began most."""
    if frame.empty:
        return "No dated visit matches."
    counts = frame.groupby("leader_name", sort=False)["n_visits"].sum()
    said = ", ".join(
        f"{name} {count:,}" for name, count in counts.sort_values(ascending=False).items()
    )
    most = frame.iloc[frame["n_visits"].argmax()]
    return (
        f"Visits begun in {_each(most['per'])}, one lane a leader: {said}; most in this data set "
        f"as filtered: {most['leader_name']}, {most['period']}, {most['n_visits']:,}."
    )
