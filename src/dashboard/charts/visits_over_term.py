"""How much each leader had travelled by each day of the term."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.tables import (
    COUNTS,
    Tables,
    Unit,
    each_row,
    in_words,
    measure,
    statements_of_visits,
)
from dashboard.theme import Theme, as_text

QUESTION = "How much had each leader travelled by the same day of the term?"
UNITS = COUNTS
HEIGHT = 380
PLOT = 320
"""The height of the part between the axes, in pixels, near enough to place the names in it."""
LINE = 18
"""The height of a leader's name at the end of the line, in pixels."""
DASHES = ("solid", "dash", "dot", "dashdot")


def table(tables: Tables, unit: str = Unit.VISITS) -> pd.DataFrame:
    """Count dated visits that took place by day of term, one row a visit and one at each end.

    All counts are of the term so far. `unit` is one of `UNITS`.

    Columns: leader, leader_name, position (place in the vocabulary), day_of_term, n_visits,
    n_hosts (a host country counts from the first visit to it), n_days (counted whole on the
    visit's first day), n_statements (on the visits), title, date, last (true on the row where
    the record of the term ends), end_note, unit (what the figure shows).
    """
    visits = tables.took_place().visits.dropna(subset=["start"])
    # The day of term first: leaders who are drawn as one began on different days.
    visits = visits.sort_values(["day_of_term", "start", "visit"])
    measured = measure(tables, statements_of_visits(tables), ["visit"])
    counts = [unit.column for unit in UNITS]
    parts: list[pd.DataFrame] = []
    for position, leader in enumerate(each_row(tables.leaders)):
        own = visits[visits["leader"] == leader.leader]
        if own.empty:
            continue
        rows = own[["visit", "day_of_term", "title", "start"]].rename(columns={"start": "date"})
        rows = rows.join(measured, on="visit").assign(last=False, end_note="")
        firsts = own.explode("hosts").drop_duplicates("hosts").groupby("visit").size()
        rows["n_hosts"] = rows["visit"].map(firsts).fillna(0).astype(int)
        rows[counts] = rows[counts].cumsum()
        rows = rows.drop(columns="visit")
        total = {column: [int(rows[column].iloc[-1])] for column in counts}
        left = leader.left_because if isinstance(leader.left_because, str) else ""
        ended = leader.left_office == leader.observed_until
        note = (left or "left office") if ended else "record ends"
        first = pd.DataFrame(
            {"day_of_term": [0], "title": ["Took office"], "date": [leader.took_office],
             **{column: [0] for column in counts}, "last": [False], "end_note": [""]}
        )  # fmt: skip
        final = pd.DataFrame(
            {"day_of_term": [leader.n_days_observed - 1], "title": [note.capitalize()],
             "date": [leader.observed_until], **total, "last": [True],
             "end_note": [note]}
        )  # fmt: skip
        rows = pd.concat([first, rows, final], ignore_index=True)
        parts.append(rows.assign(leader=leader.leader, leader_name=leader.name, position=position))
    columns = [
        "leader", "leader_name", "position", "day_of_term", *counts, "title", "date", "last",
        "end_note", "unit",
    ]  # fmt: skip
    if not parts:
        return pd.DataFrame(columns=columns)
    frame = pd.concat(parts, ignore_index=True)
    return frame.assign(day_of_term=frame["day_of_term"].astype(int), unit=str(unit))[columns]


def basis(unit: str) -> str:
    """Say how the unit is counted over the term."""
    return {
        Unit.HOSTS: "A host country counts from the first visit to it.",
        Unit.DAYS: "Days abroad, first and last day included, count whole on a visit’s first day.",
        Unit.STATEMENTS: "Statements count on the first day of their visit.",
    }.get(Unit(unit), "A visit counts from its first day.")


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw one step line a leader, named at its end."""
    drawing = theme.figure(height=HEIGHT)
    unit = Unit(frame["unit"].iloc[0]) if len(frame) else Unit.VISITS
    top = int(frame[unit.column].max()) if len(frame) else 1
    reach = top * 1.18 + 0.5
    raised = _raised(frame, unit, PLOT / reach)
    for leader_name, rows in frame.groupby("leader_name", sort=False):
        position = int(rows["position"].iloc[0])
        colour = theme.leader(position)
        end = rows.iloc[-1]
        shown_name = as_text(str(leader_name))
        drawing.add_trace(
            go.Scatter(
                x=rows["day_of_term"].tolist(),
                y=rows[unit.column].tolist(),
                name=shown_name,
                mode="lines",
                line={"shape": "hv", "color": colour, "width": 2.5,
                      "dash": DASHES[position % len(DASHES)]},
                customdata=[[_hover(row)] for row in rows.to_dict("records")],
                # No name here: in a template a name could hold a variable.
                hovertemplate="%{customdata[0]}<extra></extra>",
            )
        )  # fmt: skip
        drawing.add_annotation(
            x=int(end["day_of_term"]), y=int(end[unit.column]), xanchor="right", yanchor="bottom",
            text=(
                f"<b>{shown_name}</b>: {end[unit.column]:,} by day {end['day_of_term']:,}"
                f" ({as_text(end['end_note'])})"
            ),
            font={"color": colour, "size": 13}, showarrow=False,
            yshift=4 + raised[position],
        )  # fmt: skip
    drawing.update_layout(showlegend=False)
    drawing.update_xaxes(title_text="Day of term (day 0: took office)", rangemode="tozero")
    drawing.update_yaxes(title_text=f"{unit} so far", range=[0, reach])
    return drawing


def _raised(frame: pd.DataFrame, unit: Unit, a_unit: float) -> dict[int, float]:
    """Give the pixels that the name of each leader's line is put up, clear of those below it.

    `a_unit` is the height of one of the unit, in pixels.
    """
    raised: dict[int, float] = {}
    free = 0.0
    for end in each_row(frame[frame["last"].astype(bool)].sort_values(unit.column, kind="stable")):
        own = getattr(end, unit.column) * a_unit
        raised[int(end.position)] = max(free - own, 0)
        free = max(free, own) + LINE
    return raised


def _hover(row: dict[Any, Any]) -> str:
    return "<br>".join(
        [
            f"<b>{as_text(row['leader_name'])}</b>, day {row['day_of_term']:,}: "
            f"{in_words(row, Unit.VISITS, Unit.HOSTS)}",
            in_words(row, Unit.DAYS, Unit.STATEMENTS),
            f"{as_text(row['title'])}, {row['date']:%-d %B %Y}",
        ]
    )


def alt(frame: pd.DataFrame) -> str:
    """Say how much of the unit each leader had by the last day that all terms share."""
    if frame.empty:
        return "No dated visit matches."
    unit = Unit(frame["unit"].iloc[0])
    shared = int(frame.loc[frame["last"], "day_of_term"].min())
    so_far = frame[frame["day_of_term"] <= shared].groupby("leader_name", sort=False)
    counts = so_far[unit.column].max().sort_values(ascending=False, kind="stable")
    said = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    what = "Visits made" if unit is Unit.VISITS else f"{unit} of the visits begun"
    return f"{what} by day {shared:,} of the term: {said}."
