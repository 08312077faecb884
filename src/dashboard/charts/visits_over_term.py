"""How much each leader had travelled by each day of the term."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.selection import COUNTS, Selection, Unit, count_each, each_row, in_words
from dashboard.charts.theme import Theme, as_text, scatter

QUESTION = "How much had each leader travelled by the same day of the term?"
UNITS = COUNTS
HEIGHT = 380
PLOT = 320
"""The height of the part between the axes, in pixels, near enough to place the names in it."""
LINE = 18
"""The height of a leader's name at the end of the line, in pixels."""
DASHES = ("solid", "dash", "dot", "dashdot")


def table(selection: Selection, unit: str = Unit.VISITS) -> pd.DataFrame:
    """Count dated visits that took place by day of term, one row a visit and one at each end.

    All counts are of the term so far. `unit` is one of `UNITS`. Of a leader with more than
    `limits.STEPS` visits so many days stay, each with its true counts: the last visit in each
    of as many equal parts of the term, and the last by the day that all terms share.

    Columns: leader, leader_name, position (place in the vocabulary), day_of_term, n_visits,
    n_hosts (a host country counts from the first visit to it), n_days (counted whole on the
    visit's first day), n_statements (on the visits), title, date, last (true on the row where
    the record of the term ends), end_note, unit (what the figure shows).
    """
    columns = ["visit", "leader", "day_of_term", "start", "title", "n_days"]
    visits = selection.took_place.visits[columns]
    # The day of term first: leaders who are drawn as one began on different days.
    order = np.lexsort((visits["visit"].cat.codes, visits["start"], visits["day_of_term"]))
    visits = visits.iloc[order[visits["start"].notna().to_numpy()[order]]]
    # In the order of `UNITS`.
    each = np.column_stack(
        [
            np.ones(len(visits), np.int64),
            _new_hosts(selection.stops, visits["visit"]),
            visits["n_days"].fillna(0).astype(np.int64),
            count_each(selection.statements["visit"], visits["visit"]),
        ]
    )
    days = visits["day_of_term"].to_numpy(np.int64)
    found = [
        (position, who, own)
        for position, who in enumerate(each_row(selection.leaders))
        if len(own := np.flatnonzero(visits["leader"] == who.leader))
    ]
    shared = min((who.n_days_observed for _, who, _ in found), default=0) - 1
    rows: list[tuple[Any, ...]] = []
    for position, leader, own in found:
        kept = _kept(days[own], shared)
        so_far = np.cumsum(each[own], axis=0)[kept].tolist()
        own = own[kept]
        left = leader.left_because if isinstance(leader.left_because, str) else ""
        ended = leader.left_office == leader.observed_until
        note = (left or "left office") if ended else "record ends"
        who = (leader.leader, leader.name, position)
        rows.append((*who, 0, *(0 for _ in UNITS), "Took office", leader.took_office, False, ""))
        rows += [
            (*who, day, *counts, title, date, False, "")
            for day, counts, title, date in zip(
                days[own].tolist(), so_far,
                visits["title"].iloc[own].tolist(), visits["start"].iloc[own].tolist(),
                strict=True,
            )
        ]  # fmt: skip
        until = leader.observed_until
        last_day = int(leader.n_days_observed) - 1
        rows.append((*who, last_day, *so_far[-1], note.capitalize(), until, True, note))
    columns = [
        "leader", "leader_name", "position", "day_of_term", *(unit.column for unit in UNITS),
        "title", "date", "last", "end_note",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).assign(unit=str(unit))


_Numbers = np.ndarray[Any, np.dtype[Any]]


def _new_hosts(stops: pd.DataFrame, visits: pd.Series) -> _Numbers:
    """Count the host countries to which each visit, in their order, is its leader's first."""
    n = len(visits)
    places = np.full(len(visits.cat.categories), n)
    places[visits.cat.codes] = np.arange(n)
    country, countries = pd.factorize(stops["country"])
    leader = stops["leader"].cat
    first = np.full(len(leader.categories) * len(countries), n)
    # In 64 bits: few leaders are numbered in eight, which a product runs over.
    pairs = leader.codes.to_numpy(np.int64) * len(countries) + country
    np.minimum.at(first, pairs, places[stops["visit"].cat.codes])
    return np.bincount(first, minlength=n + 1)[:n]


def _kept(days: _Numbers, shared: int) -> _Numbers:
    """Tell which days of a leader's term stay a step of the line; `days` are in order."""
    kept = np.ones(len(days), dtype=bool)
    if len(days) > limits.STEPS:
        parts = (days - days[0]) * limits.STEPS // (days[-1] - days[0] + 1)
        kept[:-1] = parts[:-1] < parts[1:]
        kept[: np.searchsorted(days, shared, side="right")][-1:] = True
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
    leaders = frame["leader"].tolist()
    steps = Counter(leaders)
    if all(n <= steps[who] for who, n in zip(leaders, frame["n_visits"].tolist(), strict=True)):
        return said
    return (
        f"{said} A line has up to {limits.STEPS:,} steps: each is exact on its day, and the "
        "visits between two of them count at the later one."
    )


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw one step line a leader, named at its end."""
    drawing = theme.drawing(height=HEIGHT)
    lines = [
        [row._asdict() for row in rows]
        for _, rows in groupby(each_row(frame), attrgetter("leader"))
    ]
    ends = [rows[-1] for rows in lines]
    unit = Unit(ends[0]["unit"]) if ends else Unit.VISITS
    top = max((end[unit.column] for end in ends), default=1)
    reach = top * 1.18 + 0.5
    raised = _raised(ends, unit, PLOT / reach)
    for rows, end in zip(lines, ends, strict=True):
        position = end["position"]
        colour = theme.leader(position)
        shown_name = as_text(end["leader_name"])
        drawing.add_trace(
            scatter(
                x=[row["day_of_term"] for row in rows],
                y=[row[unit.column] for row in rows],
                name=shown_name,
                mode="lines",
                line={"shape": "hv", "color": colour, "width": 2.5,
                      "dash": DASHES[position % len(DASHES)]},
                customdata=[[_hover(row)] for row in rows],
                # No name here: in a template a name could hold a variable.
                hovertemplate="%{customdata[0]}<extra></extra>",
            )
        )  # fmt: skip
        drawing.add_annotation(
            x=end["day_of_term"], y=end[unit.column], xanchor="right", yanchor="bottom",
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


def _raised(ends: list[dict[str, Any]], unit: Unit, a_unit: float) -> dict[int, float]:
    """Give the pixels that the name of each leader's line is put up, clear of those below it.

    `ends` are the last rows of the lines; `a_unit` is the height of one of the unit, in pixels.
    """
    raised: dict[int, float] = {}
    free = 0.0
    for end in sorted(ends, key=itemgetter(unit.column)):
        own = end[unit.column] * a_unit
        raised[end["position"]] = max(free - own, 0)
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
    rows = list(each_row(frame))
    unit = Unit(rows[0].unit)
    shared = min(row.day_of_term for row in rows if row.last)
    # No count falls, so that the last of each name is the highest.
    counts = {
        row.leader_name: getattr(row, unit.column) for row in rows if row.day_of_term <= shared
    }
    ranked = sorted(counts.items(), key=itemgetter(1), reverse=True)
    said = ", ".join(f"{name} {count:,}" for name, count in ranked)
    what = "Visits made" if unit is Unit.VISITS else f"{unit} of the visits begun"
    return f"{what} by day {shared:,} of the term: {said}."
