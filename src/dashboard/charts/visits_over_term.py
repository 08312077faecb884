"""How much each leader had travelled by each day of the term."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import capacity
from dashboard.tables import COUNTS, Tables, Unit, count_each, each_row, in_words
from dashboard.theme import Theme, as_text, scatter

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

    All counts are of the term so far. `unit` is one of `UNITS`. Of a leader with more than
    `capacity.STEPS` visits so many days stay, each with its true counts: the last visit in each
    of as many equal parts of the term, and the last by the day that all terms share.

    Columns: leader, leader_name, position (place in the vocabulary), day_of_term, n_visits,
    n_hosts (a host country counts from the first visit to it), n_days (counted whole on the
    visit's first day), n_statements (on the visits), title, date, last (true on the row where
    the record of the term ends), end_note, unit (what the figure shows).
    """
    visits = tables.took_place().visits
    columns = ["visit", "leader", "day_of_term", "start", "title", "hosts", "n_days"]
    # The day of term first: leaders who are drawn as one began on different days.
    visits = visits.loc[visits["start"].notna(), columns]
    visits = visits.sort_values(["day_of_term", "start", "visit"])
    firsts = visits[["visit", "leader", "hosts"]].explode("hosts")
    firsts = firsts.drop_duplicates(["leader", "hosts"])
    each = pd.DataFrame(
        {
            "leader": visits["leader"],
            "n_visits": 1,
            "n_hosts": count_each(firsts["visit"], visits["visit"]),
            "n_days": visits["n_days"].fillna(0).astype(int),
            "n_statements": count_each(tables.statements["visit"], visits["visit"]),
        }
    )
    counts = [unit.column for unit in UNITS]
    visits[counts] = each.groupby("leader", sort=False)[counts].cumsum()
    leaders = tables.leaders[tables.leaders["leader"].isin(visits["leader"].unique())]
    positions = {who: at for at, who in enumerate(tables.leaders["leader"])}
    shared = leaders["n_days_observed"].min() - 1
    rows: list[tuple[Any, ...]] = []
    for leader in each_row(leaders):
        own = visits[visits["leader"] == leader.leader]
        own = own[_kept(own["day_of_term"], shared)]
        totals = tuple(int(own[column].iloc[-1]) for column in counts)
        left = leader.left_because if isinstance(leader.left_because, str) else ""
        ended = leader.left_office == leader.observed_until
        note = (left or "left office") if ended else "record ends"
        who = (leader.leader, leader.name, positions[leader.leader])
        days, titles, dates = own["day_of_term"].astype(int), own["title"], own["start"]
        rows.append((*who, 0, *([0] * len(counts)), "Took office", leader.took_office, False, ""))
        rows += [
            (*who, day, *so_far, title, date, False, "")
            for day, so_far, title, date in zip(
                days.tolist(), own[counts].to_numpy().tolist(), titles, dates, strict=True
            )
        ]
        until = leader.observed_until
        last_day = int(leader.n_days_observed) - 1
        rows.append((*who, last_day, *totals, note.capitalize(), until, True, note))
    columns = [
        "leader", "leader_name", "position", "day_of_term", *counts, "title", "date", "last",
        "end_note",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).assign(unit=str(unit))


def _kept(days: pd.Series, shared: int) -> pd.Series:
    """Tell which days of a leader's term stay a step of the line; `days` are in order."""
    if len(days) <= capacity.STEPS:
        return pd.Series(True, index=days.index)
    parts = (days - days.iloc[0]) * capacity.STEPS // (days.iloc[-1] - days.iloc[0] + 1)
    kept = ~parts.duplicated(keep="last")
    until = int((days <= shared).sum())
    if until:
        kept.iloc[until - 1] = True
    return kept


def basis(unit: str, frame: pd.DataFrame | None = None) -> str:
    """Say how the unit is counted over the term, and whether the lines of `frame` are thinned."""
    said = {
        Unit.HOSTS: "A host country counts from the first visit to it.",
        Unit.DAYS: "Days abroad, first and last day included, count whole on a visit’s first day.",
        Unit.STATEMENTS: "Statements count on the first day of their visit.",
    }.get(Unit(unit), "A visit counts from its first day.")
    if frame is None or frame.empty:
        return said
    steps = frame.groupby("leader")["n_visits"].agg(["size", "max"])
    if (steps["max"] <= steps["size"]).all():
        return said
    return (
        f"{said} A line has up to {capacity.STEPS:,} steps: each is exact on its day, and the "
        "visits between two of them count at the later one."
    )


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw one step line a leader, named at its end."""
    drawing = theme.drawing(height=HEIGHT)
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
            scatter(
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
    drawing.update_yaxes(
        title_text=f"{unit} so far", range=[0, reach], tickformat=",d" if top >= 1000 else None
    )
    return drawing.figure()


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
