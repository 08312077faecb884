"""When each leader travelled: one lane a leader, one bar a visit, or densities of many visits."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.methods import NARROW_VISITS
from dashboard.analysis.selection import Selection
from dashboard.analysis.wording import counted, day
from dashboard.charts.chart import Chart, Option, Options
from dashboard.charts.parts import lanes, visits_begun
from dashboard.charts.parts.lanes import Axis
from dashboard.charts.theme import (
    NEVER_DIMMED,
    STATUS_PATTERNS,
    Theme,
    Trace,
    as_text,
    bar,
    note,
    scatter,
)
from dashboard.model.vocabulary import Status, VisitKind

NARROWEST = 0.01
"""The least width of a bar, as a share of the axis: a visit of one day stays visible."""
GAP = 0.002
"""The least distance of two bars on one sub-row, as a share of the axis."""
NAMED = 5
"""How many people and topics the hover text names before it counts the rest."""
BETWEEN = "; "
"""What stands between two names, which can have commas of their own."""

# The heights of the parts of a lane; pixels where the legend takes one line.
BAR, ROW, FOOT, SPACE = 22, 27, 22, 14
NOTE_LINE = 17
LEGEND_ENTRY = 8
"""Between the one line that all entries take on a wide screen and the many on a phone."""

COLUMNS = [
    *("visit", "leader", "leader_name", "position", "title", "start", "end", "n_days"),
    *("day_of_term", "last_day_of_term", "kind", "kind_label", "status", "status_label"),
    *("places", "people", "topics", "axis", "sub_row", "drawn_from", "drawn_until"),
    *("term_from", "term_until", "term_note", "chosen", "close"),
]


def too_many(selection: Selection) -> bool:
    """Return whether there are more dated visits than are drawn one by one."""
    return int(selection.visits["start"].notna().sum()) > limits.BARS


def table(selection: Selection, options: Options) -> pd.DataFrame:
    """Return the dated visits one by one, or their numbers by period where they are too many.

    Of a short time out of many visits, the axis reaches as far as the visits (`close`), not as
    far as the terms. A leader without a dated visit is left out.

    Columns of visits one by one: visit, leader, leader_name, position (place in the
    vocabulary), title, start, end, n_days, day_of_term, last_day_of_term, kind, kind_label,
    status, status_label, places, people, topics (names, `BETWEEN` them, the topics of most
    statements first), axis, sub_row
    (0 is nearest to the lane's line; visits that would overlap have different ones), drawn_from
    and drawn_until (on the axis, the bar widened where it was too narrow), term_from and
    term_until (on the axis), term_note (how the term or its record ends), chosen (bool), close
    (bool). On the calendar axis positions are days, on the other numbers of days; an end is the
    start of the day after. Columns of numbers by period: those of `visits_begun.table`.
    """
    filters = selection.filters
    close = bool(filters.start or filters.end) and too_many(selection.whole)
    visits = lanes.dated_visits(selection, options["axis"])
    visits = visits.assign(
        axis=str(options["axis"]), chosen=visits["visit"] == options["visit"], close=close
    )
    if too_many(selection):
        return visits_begun.table(visits)
    return _one_by_one(visits, selection)


def _one_by_one(visits: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    visits = visits.sort_values(["position", "start", "end", "visit"], ignore_index=True)
    if visits.empty:
        return visits.assign(topics="", sub_row=0, drawn_from=0, drawn_until=0)[COLUMNS]
    low, high = lanes.span(visits, "begin", "until", close=bool(visits["close"].iloc[0]))
    least = (high - low) * NARROWEST
    length = visits["until"] - visits["begin"]
    missing = (least - length).clip(lower=0 * least)
    drawn = visits.assign(
        drawn_from=visits["begin"] - missing / 2, drawn_until=visits["until"] + missing / 2
    )
    days = ["n_days", "day_of_term", "last_day_of_term"]
    topics = _topics(selection.mentions, visits["visit"])
    places = _names(selection.stops, "place_name")
    people = _names(selection.meetings, "name")
    return drawn.assign(
        **{name: drawn[name].astype(int) for name in days},
        places=[places.get(visit, "") for visit in visits["visit"]],
        people=[people.get(visit, "") for visit in visits["visit"]],
        topics=[topics.get(visit, "") for visit in visits["visit"]],
        sub_row=_sub_rows(drawn, (high - low) * GAP),
    )[COLUMNS]


def _topics(mentions: pd.DataFrame, visits: pd.Series) -> pd.Series:
    """Return the topics of each visit in one text, those of most statements first."""
    own = mentions.loc[mentions["visit"].isin(visits), ["visit", "topic_label"]].astype(str)
    counts = own.value_counts().reset_index()
    counts = counts.sort_values(["count", "topic_label"], ascending=[False, True])
    return counts.groupby("visit")["topic_label"].agg(BETWEEN.join)


def _names(rows: pd.DataFrame, column: str) -> pd.Series:
    """Return the names of each visit in one text, in their order."""
    named = rows.loc[rows[column].fillna("") != "", ["visit", column]].astype(str)
    return named.groupby("visit")[column].agg(BETWEEN.join)


def _sub_rows(drawn: pd.DataFrame, gap: Any) -> list[int]:
    """Return for each bar the lowest sub-row of its leader where it overlaps no other."""
    sub_rows: list[int] = []
    taken: dict[str, list[Any]] = {}
    visits: Any = drawn.itertuples()
    for visit in visits:
        edges = taken.setdefault(visit.leader, [])
        free = (row for row, edge in enumerate(edges) if edge <= visit.drawn_from)
        sub_row = next(free, len(edges))
        edges[sub_row : sub_row + 1] = [visit.drawn_until + gap]
        sub_rows.append(sub_row)
    return sub_rows


def undated(selection: Selection) -> pd.DataFrame:
    """Return the visits that no source dates, as rows of `visits`: listed, never drawn."""
    return selection.visits[selection.visits["start"].isna()]


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Return a lane a leader; colour tells the kind, fill and hatch the status of a visit."""
    if "period" in frame:
        return visits_begun.figure(frame, theme)
    if frame.empty:
        return theme.figure(height=lanes.AXIS)
    shapes, notes, line_of = [], [], {}
    low, high = lanes.span(frame, "drawn_from", "drawn_until", close=bool(frame["close"].iloc[0]))
    depth = 0
    for position, visits in frame.groupby("position"):
        one = visits.iloc[0]
        colour = theme.leader(one["position"])
        ended = textwrap.wrap(one["term_note"], 34)
        line = depth + lanes.HEAD + ROW * (int(visits["sub_row"].max()) + 1)
        name = f"<b>{as_text(one['leader_name'])}</b>: {counted(len(visits), 'visit')}"
        notes.append(lanes.heading(name, depth + lanes.HEAD / 2, colour))
        notes.append(_term_note(ended, one["term_until"], low, high, line, theme))
        shapes += lanes.term_line(one["term_from"], one["term_until"], line, colour)
        line_of[position] = line
        depth = line + FOOT + NOTE_LINE * (len(ended) - 1) + SPACE
    legend = _legend(frame, theme)
    feet = frame["position"].map(line_of) - 4 - ROW * frame["sub_row"]
    return theme.figure(
        [*_bars(frame, theme, feet), *legend],
        height=depth + lanes.AXIS + LEGEND_ENTRY * len(legend),
        margin={"b": 48},
        barmode="overlay",
        hoverdistance=16,
        # The lanes measure in pixels: the range fixes them where the legend takes one line.
        yaxis={"range": [depth, 0], "visible": False, "automargin": False},
        xaxis=lanes.time_axis(frame) | {"showgrid": True},
        shapes=shapes,
        annotations=notes,
        # A click on an entry would hide visits without a word about it.
        legend={"itemclick": False, "itemdoubleclick": False},
    )


def _term_note(
    lines: list[str], end: Any, low: Any, high: Any, line: float, theme: Theme
) -> dict[str, Any]:
    """Return the note at the end of a term; at the edge where the term ends beyond the axis."""
    shown = min(max(end, low), high)
    side = "right" if (shown - low) / (high - low) > 0.5 else "left"
    text = "<br>".join(map(as_text, lines)) + (" →" if end > high else "")
    x = lanes.on_axis(pd.Series([shown]))[0]
    place = {"x": x, "y": line + 4, "xanchor": side, "yanchor": "top", "align": side}
    return note(text, theme.muted, **place)


def _bars(frame: pd.DataFrame, theme: Theme, feet: pd.Series) -> list[Trace]:
    """Return a bar a visit, which stands on its foot, and the mark of the visit that is open."""
    lengths = lanes.lengths(frame)
    middles = lanes.on_axis(lanes.middles(frame))
    heights = (feet - BAR / 2).astype(float).tolist()
    hover = {
        "customdata": [[row.visit, None, None, _hover(row)] for row in frame.itertuples()],
        "hovertemplate": "%{customdata[3]}<extra></extra>",
        "showlegend": False,
    }
    colours = [theme.visit_kind(kind) for kind in frame["kind"]]
    bars = bar(
        orientation="h",
        base=lanes.on_axis(frame["drawn_from"]),
        x=lengths.astype(float).round(3).tolist(),
        y=heights,
        width=BAR,
        marker=_marker(colours, frame["status"], theme),
        **NEVER_DIMMED,
        **hover,
    )
    # A bar of a few pixels is hard to hit with a finger: around these unseen points the
    # nearest visit answers to the pointer. They are small, because all points within the
    # radius of their mark count as equally near.
    points = scatter(
        x=middles,
        y=heights,
        mode="markers",
        marker={"size": 2, "opacity": 0, "color": theme.ink},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        **hover,
    )
    chosen = [
        lanes.open_mark(middle, height - BAR / 2 - 4, theme)
        for middle, height, is_chosen in zip(middles, heights, frame["chosen"], strict=True)
        if is_chosen
    ]
    return [bars, points, *chosen]


def _marker(colours: list[str], statuses: Iterable[str], theme: Theme) -> dict[str, Any]:
    """Return filled marks for the confirmed, hatched for others; a cancelled visit is hollow."""
    statuses = [Status(status) for status in statuses]
    fills = [
        colour if status is Status.CONFIRMED or STATUS_PATTERNS[status] else theme.ground
        for colour, status in zip(colours, statuses, strict=True)
    ]
    return {
        # With a hatch, Plotly takes this colour for the lines, whatever `fgcolor` says.
        "color": fills,
        "line": {
            "color": colours,
            "width": [0 if status is Status.CONFIRMED else 1.2 for status in statuses],
        },
        "pattern": {
            "shape": [STATUS_PATTERNS[status] for status in statuses],
            "bgcolor": theme.ground,
            "size": 5,
            "solidity": 0.35,
        },
    }


def _legend(frame: pd.DataFrame, theme: Theme) -> list[Trace]:
    """Return entries for the kinds that occur, and for the statuses other than confirmed."""
    kinds, statuses = set(frame["kind"]), set(frame["status"]) - {Status.CONFIRMED}
    entries = [
        *(
            (kind.label, theme.visit_kind(kind), Status.CONFIRMED)
            for kind in VisitKind
            if kind in kinds
        ),
        *((status.label, theme.muted, status) for status in Status if status in statuses),
    ]
    return [
        bar(
            x=[None],
            y=[None],
            orientation="h",
            name=label,
            hoverinfo="skip",
            marker=_marker([colour], [status], theme),
            legendrank=1000 + rank,
        )
        for rank, (label, colour, status) in enumerate(entries)
    ]


def _hover(visit: Any) -> str:
    """Return what a visit is, line by line, with the true days."""
    days = day(visit.start)
    if visit.end != visit.start:
        days = f"{days} to {day(visit.end)}"
    facts = [
        f"{days} ({counted(visit.n_days, 'day')}). Day {visit.day_of_term:,} of the term.",
        f"{visit.kind_label}, {visit.status_label.lower()}",
    ]
    for name, names in (
        ("Places", visit.places),
        ("Met", visit.people),
        ("Topics", visit.topics),
    ):
        if names:
            facts.append(f"{name}: {shortened(names)}")
    title = textwrap.wrap(f"{visit.leader_name}: {visit.title}", 40)
    lines = [line for fact in facts for line in textwrap.wrap(fact, 44)]
    bold = [f"<b>{as_text(line)}</b>" for line in title]
    return "<br>".join([*bold, *map(as_text, lines), "<i>Click to open the visit</i>"])


def shortened(text: str) -> str:
    """Return the first names of a cell of the table, and how many more there are."""
    names = text.split(BETWEEN)
    rest = len(names) - NAMED
    if rest < 2:
        return ", ".join(names)
    return f"{', '.join(names[:NAMED])} and {rest} more"


def finding(frame: pd.DataFrame) -> str:
    """Return how many visits each lane holds, the leader with most first, and when they were."""
    if frame.empty:
        return "No dated visit matches."
    if "period" in frame:
        return visits_begun.finding(frame)
    counts = frame["leader_name"].value_counts()
    said = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    return (
        f"Dated visits in time, one lane a leader: {said}; the first began on "
        f"{day(frame['start'].min())}, the last ended on {day(frame['end'].max())}."
    )


def basis(selection: Selection, frame: pd.DataFrame, _: Options) -> str:
    """Return the number of dated visits by leader, and how to read the bars or columns."""
    which = "Dated visits" + (" that touch a chosen topic" if selection.filters.topics else "")
    if "period" in frame:
        return f"{which}: {visits_begun.basis(frame)}"
    counts = frame.groupby("leader_name", sort=False).size()
    said = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    return f"{which}: {said or 'none'}. {NARROW_VISITS} A click opens the visit."


CHART = Chart(
    name="visits_in_time",
    title="When did each leader travel?",
    page="timeline",
    options=(Option("axis", "Axis", tuple(Axis)), Option("visit", "Visit", kind="value")),
    # A bar sets the visit, a column of a density the days of its period.
    picks=("visit", "from", "to"),
    table=table,
    figure=figure,
    finding=finding,
    basis=basis,
    statements=lambda selection, _: selection,
)
