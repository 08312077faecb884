"""How much each leader had travelled by each day of the term."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.methods import READ_LINES
from dashboard.analysis.selection import MAX_LEADERS, Selection
from dashboard.analysis.units import COUNTS, Unit, in_words
from dashboard.analysis.wording import counted, day
from dashboard.charts.chart import Chart, Option, Options
from dashboard.charts.parts.leaders import charted_leaders, counted_visits, stops_that_took_place
from dashboard.charts.theme import Theme, Trace, as_text, note, scatter

HEIGHT = 380
PLOT = 320
"""The height of the part between the axes, in pixels, near enough to place the names in it."""
LINE = 18
"""The height of a leader's name at the end of the line, in pixels."""
DASHES = ("solid", "dash", "dot", "dashdot")

COUNT_COLUMNS = [unit.column for unit in COUNTS]
COLUMNS = [
    *("leader", "leader_name", "position", "day_of_term", *COUNT_COLUMNS, "title", "date"),
    *("last", "end_note", "unit"),
]


def table(selection: Selection, options: Options) -> pd.DataFrame:
    """Return the dated visits that took place by day of term, one row a visit and one at each end.

    All counts are of the term so far. Of a leader with more than `limits.STEPS` visits so many
    days stay, each with its true counts: the last visit in each of as many equal parts of the
    term, and the last by the day that all terms share.

    Columns: leader, leader_name, position (place in the vocabulary), day_of_term, n_visits,
    n_hosts (a host country counts from the first visit to it), n_days (counted whole on the
    visit's first day), n_statements (on the visits), title, date, last (true on the row where
    the record of the term ends), end_note, unit (what the figure shows).
    """
    visits = _so_far(selection)
    leaders = charted_leaders(selection).rename(columns={"name": "leader_name"})
    leaders = leaders[leaders["leader"].isin(visits["leader"].unique())]
    totals = visits.groupby("leader", as_index=False)[COUNT_COLUMNS].last()
    begins = leaders.assign(
        **dict.fromkeys(["day_of_term", *COUNT_COLUMNS], 0),
        title="Took office",
        date=leaders["took_office"],
        end_note="",
        last=False,
    )
    ends = leaders.merge(totals, on="leader").assign(
        day_of_term=leaders["n_days_observed"].array - 1,
        title=leaders["end_note"].str.capitalize().array,
        date=leaders["observed_until"].array,
        last=True,
    )
    if len(visits) > limits.STEPS:
        visits = visits[_is_step(visits, leaders["n_days_observed"].min() - 1)]
    steps = visits.merge(leaders[["leader", "leader_name", "position"]], on="leader")
    frame = pd.concat([begins, steps, ends]).sort_values(
        "position", kind="stable", ignore_index=True
    )
    return frame.assign(unit=str(options["count"]))[COLUMNS]


def _so_far(selection: Selection) -> pd.DataFrame:
    """Return the dated visits by day of term, with the counts of their leaders so far."""
    visits = counted_visits(selection).dropna(subset="start")
    visits = visits.astype({"day_of_term": int})
    # The day of term first: leaders who are taken as one began on different days.
    visits = visits.sort_values(["day_of_term", "start", "visit"], ignore_index=True)
    order = visits[["visit"]].assign(order=visits.index)
    stops = stops_that_took_place(selection)[["visit", "leader", "country"]]
    stops = stops.merge(order, on="visit")
    first = stops.sort_values("order").drop_duplicates(["leader", "country"])
    visits["n_hosts"] = first["order"].value_counts().reindex(visits.index, fill_value=0)
    counts = visits.fillna({"n_days": 0}).astype({"n_days": int})
    visits[COUNT_COLUMNS] = counts.groupby("leader")[COUNT_COLUMNS].cumsum()
    return visits.assign(date=visits["start"], end_note="", last=False)


def _is_step(visits: pd.DataFrame, shared: int) -> pd.Series:
    """Return which visits are a step of their leader's line; they are in order of their days."""
    days = visits.groupby("leader")["day_of_term"]
    first, last = days.transform("min"), days.transform("max")
    part = (visits["day_of_term"] - first) * limits.STEPS // (last - first + 1)
    steps = visits[["leader"]].assign(part=part, early=visits["day_of_term"] <= shared)
    is_last_of_part = ~steps.duplicated(["leader", "part"], keep="last")
    is_last_shared = steps["early"] & ~steps.duplicated(["leader", "early"], keep="last")
    return (days.transform("size") <= limits.STEPS) | is_last_of_part | is_last_shared


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Return one step line a leader, named at its end."""
    if frame.empty:
        return theme.figure(height=HEIGHT)
    unit = Unit(frame["unit"].iloc[0])
    top = int(frame[unit.column].max())
    reach = top * 1.18 + 0.5
    ends = frame[frame["last"]].sort_values(unit.column, kind="stable")
    names, free = [], 0.0
    for end in ends.to_dict("records"):
        height = end[unit.column] * PLOT / reach
        # A name is put up where it would stand on the one below it.
        raised = max(free - height, 0)
        free = height + raised + LINE
        names.append(_name(end, unit, raised, theme))
    lines = [_line(rows, unit, theme) for _, rows in frame.groupby("leader", sort=False)]
    return theme.figure(
        lines,
        height=HEIGHT,
        margin={"l": 60, "b": 48},
        showlegend=False,
        annotations=names,
        xaxis={
            "title": {"text": "Day of term (day 0: took office)"},
            "rangemode": "tozero",
            "automargin": False,
        },
        yaxis={
            "title": {"text": f"{unit} so far"},
            "range": [0, reach],
            "tickformat": ",d" if top >= 1000 else None,
            "automargin": False,
        },
    )


def _line(rows: pd.DataFrame, unit: Unit, theme: Theme) -> Trace:
    position = int(rows["position"].iloc[0])
    # A ninth leader has the colour of the first, and another dash.
    dash = DASHES[(position + position // MAX_LEADERS) % len(DASHES)]
    return scatter(
        x=rows["day_of_term"].tolist(),
        y=rows[unit.column].tolist(),
        name=as_text(rows["leader_name"].iloc[0]),
        mode="lines",
        line={"shape": "hv", "color": theme.leader(position), "width": 2.5, "dash": dash},
        customdata=[[_hover(row)] for row in rows.to_dict("records")],
        # No name here: in a template a name could hold a variable.
        hovertemplate="%{customdata[0]}<extra></extra>",
    )


def _name(end: dict[Any, Any], unit: Unit, raised: float, theme: Theme) -> dict[str, Any]:
    """Return the annotation at the end of a leader's line, some pixels above it."""
    name, count, ended = as_text(end["leader_name"]), end[unit.column], as_text(end["end_note"])
    text = f"<b>{name}</b>: {count:,} by day {end['day_of_term']:,} ({ended})"
    place = {"x": end["day_of_term"], "y": count, "xanchor": "right", "yanchor": "bottom"}
    return note(text, theme.leader(end["position"]), **place, yshift=4 + raised)


def _hover(row: dict[Any, Any]) -> str:
    name = f"<b>{as_text(row['leader_name'])}</b>, day {row['day_of_term']:,}"
    return "<br>".join(
        [
            f"{name}: {in_words(row, Unit.VISITS, Unit.HOSTS)}",
            in_words(row, Unit.DAYS, Unit.STATEMENTS),
            f"{as_text(row['title'])}, {day(row['date'])}",
        ]
    )


def finding(frame: pd.DataFrame) -> str:
    """Return how much of the unit each leader had by the last day that all terms share."""
    if frame.empty:
        return "No dated visit matches."
    unit = Unit(frame["unit"].iloc[0])
    shared = frame.loc[frame["last"], "day_of_term"].min()
    by_then = frame[frame["day_of_term"] <= shared].groupby("leader_name", sort=False)
    counts = by_then[unit.column].last().sort_values(ascending=False, kind="stable")
    said = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    what = "Visits made" if unit is Unit.VISITS else f"{unit} of the visits begun"
    return f"{what} by day {shared:,} of the term: {said}."


def basis(selection: Selection, frame: pd.DataFrame, options: Options) -> str:
    """Return how many visits took place, how the unit counts, and how to read the lines."""
    visits = counted(len(selection.took_place.visits), "visit")
    counting = {
        Unit.HOSTS: "A host country counts from the first visit to it.",
        Unit.DAYS: "Days abroad, first and last day included, count whole on a visit’s first day.",
        Unit.STATEMENTS: "Statements count on the first day of their visit.",
    }.get(options["count"], "A visit counts from its first day.")
    thinned = ""
    if (frame["n_visits"] > frame.groupby("leader")["leader"].transform("size")).any():
        thinned = (
            f" A line has up to {limits.STEPS:,} steps: each is exact on its day, and the visits "
            "between two of them count at the later one."
        )
    return f"{visits} that took place. {counting}{thinned} {READ_LINES}"


CHART = Chart(
    name="visits_over_term",
    title="How much had each leader travelled by the same day of the term?",
    page="",
    options=(Option("count", "Count", COUNTS),),
    table=table,
    figure=figure,
    finding=finding,
    basis=basis,
    statements=lambda selection, _: selection.took_place,
)
