"""When each leader travelled: one lane a leader, one bar a visit."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis.methods import NARROW_VISITS
from dashboard.analysis.selection import Selection, each_row
from dashboard.charts import visits_begun
from dashboard.charts.chart import Chart, Option, Options, filters_of, grouped, whole_of
from dashboard.charts.theme import STATUS_PATTERNS, Drawing, Theme, as_text, bar, scatter
from dashboard.model.vocabulary import Status, VisitKind

QUESTION = "When did each leader travel?"

NARROWEST = 0.01
"""The least width of a bar, as a share of the axis: a visit of one day stays visible."""
GAP = 0.002
"""The least distance of two bars on one sub-row, as a share of the axis."""
ONE_DAY = pd.Timedelta(days=1)
NAMED = 5
"""How many people and topics the hover text names before it counts the rest."""

# The heights of the parts of a lane; pixels where the legend takes one line.
HEAD, BAR, ROW, FOOT, SPACE = 26, 22, 27, 22, 14
NOTE_LINE = 17
AXIS = 60
LEGEND_ENTRY = 8
"""Between the one line that all entries take on a wide screen and the many on a phone."""


class Axis(StrEnum):
    """What visits are placed by; the value is the label on screen and in shared links."""

    CALENDAR = "Calendar"
    DAY_OF_TERM = "Day of term"


def table(
    selection: Selection, axis: str = Axis.CALENDAR, chosen: str | None = None, close: bool = False
) -> pd.DataFrame:
    """Place the dated visits on the axis, one row a visit, by leader and first day.

    Visits that would overlap as drawn get sub-rows of their own. A leader without a dated
    visit is left out. With `close` the axis reaches as far as the visits, not as far as the
    terms: for a short time out of many visits.

    Columns: visit, leader, leader_name, position (place in the vocabulary), title, start,
    end, n_days, day_of_term, last_day_of_term, kind, kind_label, status, status_label, places,
    people, topics (labels, most statements first), axis, sub_row (0 is nearest to the lane's
    line), drawn_from and drawn_until (on the axis, the bar widened where it was too narrow),
    term_from and term_until (on the axis), term_note (how the term or its record ends),
    chosen (bool), close (bool). On the calendar axis positions are days, on the other numbers
    of days; an end is the start of the day after.
    """
    on_calendar = axis == Axis.CALENDAR
    first, until = ("start", "end") if on_calendar else ("day_of_term", "last_day_of_term")
    words = [
        "leader_name", "title", "start", "end", "kind", "kind_label", "status", "status_label",
        "places", "people",
    ]  # fmt: skip
    whole = ["n_days", "day_of_term", "last_day_of_term"]
    visits = selection.visits[["visit", "leader", *words, *whole]]
    visits = visits[visits["start"].notna() & visits["end"].notna()]
    leader = visits["leader"].cat
    places = pd.Index(selection.leaders["leader"]).get_indexer(leader.categories)
    position = places[leader.codes]
    order = np.lexsort((visits["visit"].cat.codes, visits["end"], visits["start"], position))
    visits, position = visits.iloc[order], position[order].tolist()

    terms: dict[int, tuple[Any, Any, str]] = {}
    for at, who in enumerate(each_row(selection.leaders)):
        if at not in position:
            continue
        last = (who.observed_until - who.took_office).days
        left = who.left_because.rstrip(".") if isinstance(who.left_because, str) else ""
        note = (left or "left office") if who.left_office == who.observed_until else "record ends"
        when = f"{who.observed_until:%-d %B %Y}" if on_calendar else f"day {last:,}"
        begin, end = (
            (who.took_office, who.observed_until + ONE_DAY) if on_calendar else (0, last + 1)
        )
        terms[at] = (begin, end, f"{note}, {when}")

    one: Any = ONE_DAY if on_calendar else 1
    span = one
    if terms:
        wide = () if close else terms.values()
        ends = [visits[until].max() + one, *(term[1] for term in wide)]
        span = max(ends) - min([visits[first].min(), *(term[0] for term in wide)])
    steps = (one, span * NARROWEST, span * NARROWEST / 2, span * GAP)
    # On the calendar Python's own days: to count with those of pandas takes ten times as long.
    one, narrowest, half, gap = (step.to_pytimedelta() for step in steps) if on_calendar else steps

    drawn: list[tuple[int, Any, Any]] = []
    free: dict[int, list[Any]] = {at: [] for at in terms}
    begins, untils = (
        visits[name].to_numpy("M8[us]" if on_calendar else None).tolist() for name in (first, until)
    )
    for at, begin, last in zip(position, begins, untils, strict=True):
        end = last + one
        if end - begin < narrowest:
            middle = begin + (end - begin) / 2
            begin, end = middle - half, middle + half
        edges = free[at]
        sub_row = next((row for row, edge in enumerate(edges) if edge <= begin), len(edges))
        edges[sub_row : sub_row + 1] = [end + gap]
        drawn.append((sub_row, begin, end))
    ids = visits["visit"].tolist()
    topics = _topics(selection.mentions)
    columns = [
        "visit", "leader", "leader_name", "position", "title", "start", "end", "n_days",
        "day_of_term", "last_day_of_term", "kind", "kind_label", "status", "status_label",
        "places", "people", "topics", "axis", "sub_row", "drawn_from", "drawn_until",
        "term_from", "term_until", "term_note", "chosen", "close",
    ]  # fmt: skip
    return pd.DataFrame(
        {name: visits[name].array for name in words}
        | {name: visits[name].to_numpy(np.int64) for name in whole}
        | {
            "visit": ids,
            "leader": visits["leader"].tolist(),
            "position": np.array(position, np.int64),
            "topics": [topics.get(code, "") for code in visits["visit"].cat.codes.tolist()],
            "axis": str(axis),
            "sub_row": np.array([sub_row for sub_row, _, _ in drawn], np.int64),
            "drawn_from": [begin for _, begin, _ in drawn],
            "drawn_until": [end for _, _, end in drawn],
            "term_from": [terms[at][0] for at in position],
            "term_until": [terms[at][1] for at in position],
            "term_note": [terms[at][2] for at in position],
            "chosen": np.array([visit == chosen for visit in ids], bool),
            "close": np.full(len(ids), close),
        },
        columns=columns,
    )


def _topics(mentions: pd.DataFrame) -> dict[int, str]:
    """Name the topics of each visit, most statements first; the visits by their categories."""
    visit, topic = mentions["visit"].cat, mentions["topic_label"].cat
    n = len(topic.categories)
    pairs, counts = np.unique(
        visit.codes.to_numpy(np.int64) * n + topic.codes.to_numpy(), return_counts=True
    )
    of, label = np.divmod(pairs, n)
    order = np.lexsort((label, -counts, of))
    said: dict[int, list[str]] = {}
    labels = topic.categories[label[order]].tolist()
    for one, name in zip(of[order].tolist(), labels, strict=True):
        said.setdefault(one, []).append(name)
    return {one: ", ".join(names) for one, names in said.items()}


def undated(selection: Selection) -> pd.DataFrame:
    """Give the visits that no source dates, as rows of `visits`: listed, never drawn."""
    return selection.visits[selection.visits["start"].isna()]


def basis(frame: pd.DataFrame, on_topics: bool = False) -> str:
    """Count the bars, by leader; `on_topics` where the visits were narrowed to topics."""
    counts = Counter(frame["leader_name"].tolist())
    said = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    which = "Dated visits that touch a chosen topic" if on_topics else "Dated visits"
    return f"{which}: {said or 'none'}."


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw a lane a leader; colour tells the kind, fill and hatch the status of a visit."""
    leaders = [list(rows) for _, rows in groupby(each_row(frame), attrgetter("position"))]
    rows = list(chain.from_iterable(leaders))
    lanes, depth = _lanes(leaders)
    entries = _legend(rows, theme)
    drawing = theme.drawing(height=depth + AXIS + LEGEND_ENTRY * len(entries))
    on_calendar = Axis.CALENDAR in {row.axis for row in rows}
    drawing.update_layout(barmode="overlay", hoverdistance=16)
    # The lanes measure in pixels: the range fixes them where the legend takes one line.
    drawing.update_yaxes(range=[depth, 0], visible=False)
    drawing.update_xaxes(
        title_text="" if on_calendar else "Day of term (day 0: took office)",
        type="date" if on_calendar else "linear",
        showgrid=True, zeroline=False, tickformat=None if on_calendar else ",d",
    )  # fmt: skip
    if not rows:
        return drawing.figure()
    low, high = min(row.drawn_from for row in rows), max(row.drawn_until for row in rows)
    if not rows[0].close:
        low = min(low, *(own[0].term_from for own in leaders))
        high = max(high, *(own[0].term_until for own in leaders))
    edge = (high - low) * 0.006
    drawing.update_xaxes(range=[_at(low - edge), _at(high + edge)])
    for own, (top, line) in zip(leaders, lanes, strict=True):
        _lane(drawing, own, theme, top, line, low, high)
    lines = [line for own, (_, line) in zip(leaders, lanes, strict=True) for _ in own]
    _bars(drawing, rows, theme, lines)
    _draw_legend(drawing, entries, theme)
    return drawing.figure()


def _lanes(leaders: list[list[Any]]) -> tuple[list[tuple[int, int]], int]:
    """Give the top and the line of each lane, and the depth of all, in pixels downwards."""
    lanes: list[tuple[int, int]] = []
    depth = 0
    for rows in leaders:
        line = depth + HEAD + ROW * (max(row.sub_row for row in rows) + 1)
        lanes.append((depth, line))
        extra = NOTE_LINE * (len(_note(rows)) - 1)
        depth = line + FOOT + extra + SPACE
    return lanes, max(depth, 1)


def _note(rows: list[Any]) -> list[str]:
    return textwrap.wrap(rows[0].term_note, 34)


def _at(position: Any) -> Any:
    """Write a place on the axis as Plotly takes it."""
    is_day = isinstance(position, pd.Timestamp)
    return position.strftime("%Y-%m-%d %H:%M") if is_day else round(float(position), 3)


def _lane(
    drawing: Drawing, rows: list[Any], theme: Theme, top: int, line: int, low: Any, high: Any
) -> None:
    one = rows[0]
    colour = theme.leader(one.position)
    begin, end = one.term_from, one.term_until
    n_visits = len(rows)
    drawing.add_annotation(
        x=0, xref="paper", y=top + HEAD / 2, xanchor="left", yanchor="middle",
        showarrow=False, align="left",
        text=(
            f"<b>{as_text(one.leader_name)}</b>: {n_visits:,} "
            f"{'visit' if n_visits == 1 else 'visits'}"
        ),
        font={"color": colour, "size": 15},
    )  # fmt: skip
    stroke = {"color": colour, "width": 3}
    drawing.add_shape(type="line", x0=_at(begin), x1=_at(end), y0=line, y1=line, line=stroke)
    for edge in (begin, end):
        drawing.add_shape(
            type="line", x0=_at(edge), x1=_at(edge), y0=line - 5, y1=line + 5, line=stroke
        )
    # Where the term ends beyond the axis, its note stands at the edge.
    shown = min(max(end, low), high)
    late = (shown - low) / (high - low) > 0.5
    drawing.add_annotation(
        x=_at(shown), y=line + 4, xanchor="right" if late else "left", yanchor="top",
        showarrow=False, align="right" if late else "left",
        text="<br>".join(map(as_text, _note(rows))) + (" →" if end > high else ""),
        font={"color": theme.muted, "size": 13},
    )  # fmt: skip


def _bars(drawing: Drawing, rows: list[Any], theme: Theme, lines: list[int]) -> None:
    """Draw a bar a visit; `lines` gives for each the line of its lane."""
    lengths = [row.drawn_until - row.drawn_from for row in rows]
    middles = [row.drawn_from + length / 2 for row, length in zip(rows, lengths, strict=True)]
    # On a date axis Plotly measures a bar's length in milliseconds.
    lengths = [
        length.total_seconds() * 1000 if isinstance(length, pd.Timedelta) else length
        for length in lengths
    ]
    heights = [
        float(line - 4 - ROW * row.sub_row - BAR / 2) for row, line in zip(rows, lines, strict=True)
    ]
    data = [[row.visit, None, None, _hover(row)] for row in rows]
    alike: dict[str, Any] = {
        "customdata": data, "hovertemplate": "%{customdata[3]}<extra></extra>", "showlegend": False,
    }  # fmt: skip
    drawing.add_trace(
        bar(
            orientation="h", y=heights, width=BAR,
            base=[_at(row.drawn_from) for row in rows], x=[round(x, 3) for x in lengths],
            marker=_marker(
                [theme.visit_kind(row.kind) for row in rows], [row.status for row in rows], theme
            ),
            selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}}, **alike,
        )
    )  # fmt: skip
    # A bar of a few pixels is hard to hit with a finger: around these unseen points the
    # nearest visit answers to the pointer. They are small, because all points within the
    # radius of their mark count as equally near.
    drawing.add_trace(
        scatter(
            x=[_at(day) for day in middles], y=heights, mode="markers",
            marker={"size": 2, "opacity": 0, "color": theme.ink},
            selected={"marker": {"opacity": 0}}, unselected={"marker": {"opacity": 0}}, **alike,
        )
    )  # fmt: skip
    at = next((at for at, row in enumerate(rows) if row.chosen), None)
    if at is not None:
        drawing.add_trace(
            scatter(
                x=[_at(middles[at])], y=[heights[at] - BAR / 2 - 4], mode="markers",
                marker={"symbol": "triangle-down", "size": 12, "color": theme.ink,
                        "line": {"color": theme.ground, "width": 1.5}},
                name="Open visit", hoverinfo="skip", legendrank=3000,
                selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
            )
        )  # fmt: skip


def _marker(colours: list[str], statuses: Iterable[str], theme: Theme) -> dict[str, Any]:
    """Fill the confirmed, outline and hatch the others; a cancelled visit is hollow."""
    terms = [Status(status) for status in statuses]
    hollow = [term is not Status.CONFIRMED and not STATUS_PATTERNS[term] for term in terms]
    return {
        # With a hatch, Plotly takes this colour for the lines, whatever `fgcolor` says.
        "color": [
            theme.ground if empty else colour
            for colour, empty in zip(colours, hollow, strict=True)
        ],
        "line": {
            "color": colours,
            "width": [0 if term is Status.CONFIRMED else 1.2 for term in terms],
        },
        "pattern": {
            "shape": [STATUS_PATTERNS[term] for term in terms],
            "bgcolor": theme.ground, "size": 5, "solidity": 0.35,
        },
    }  # fmt: skip


def _legend(rows: list[Any], theme: Theme) -> list[tuple[str, str, Status]]:
    """Name the kinds that stand in the data, and the statuses other than confirmed."""
    kinds, statuses = {row.kind for row in rows}, {row.status for row in rows}
    return [
        *((kind.label, theme.visit_kind(kind), Status.CONFIRMED)
          for kind in VisitKind if kind in kinds),
        *((status.label, theme.muted, status)
          for status in Status if status in statuses and status is not Status.CONFIRMED),
    ]  # fmt: skip


def _draw_legend(drawing: Drawing, entries: list[tuple[str, str, Status]], theme: Theme) -> None:
    for rank, (label, colour, status) in enumerate(entries):
        drawing.add_trace(
            bar(
                x=[None], y=[None], orientation="h", name=label, hoverinfo="skip",
                marker=_marker([colour], [status], theme), legendrank=1000 + rank,
            )
        )  # fmt: skip
    # A click on an entry would hide visits without a word about it.
    drawing.update_layout(legend={"itemclick": False, "itemdoubleclick": False})


def _hover(row: Any) -> str:
    """Write what a visit is, line by line, with the true days."""
    days = f"{row.start:%-d %B %Y}"
    if row.end != row.start:
        days = f"{days} to {row.end:%-d %B %Y}"
    length = f" ({row.n_days:,} {'day' if row.n_days == 1 else 'days'})"
    term = f"Day {row.day_of_term:,} of the term"
    facts = [
        f"{days}{length}. {term}.",
        f"{row.kind_label}, {row.status_label.lower()}",
        *(f"{name}: {_some(said)}" for name, said in
          (("Places", row.places), ("Met", row.people), ("Topics", row.topics)) if said),
    ]  # fmt: skip
    lines = [line for fact in facts for line in textwrap.wrap(fact, 44)]
    title = textwrap.wrap(f"{row.leader_name}: {row.title}", 40)
    bold = "<br>".join(f"<b>{as_text(line)}</b>" for line in title)
    return "<br>".join([bold, *map(as_text, lines), "<i>Click to open the visit</i>"])


def _some(said: str) -> str:
    names = said.split(", ")
    rest = len(names) - NAMED
    return said if rest < 2 else f"{', '.join(names[:NAMED])} and {rest} more"


def alt(frame: pd.DataFrame) -> str:
    """Say how many visits each lane holds, the leader with most first, and when they were."""
    if frame.empty:
        return "No dated visit matches."
    counts = Counter(frame["leader_name"].tolist()).most_common()
    said = ", ".join(f"{name} {count:,}" for name, count in counts)
    return (
        f"Dated visits in time, one lane a leader: {said}; the first began on "
        f"{frame['start'].min():%-d %B %Y}, the last ended on {frame['end'].max():%-d %B %Y}."
    )


def _table(selection: Selection, options: Options) -> pd.DataFrame:
    """Place the visits one by one, or count those begun in each period where they are many."""
    filters = filters_of(selection)
    # A short time out of many visits is drawn as wide as the page.
    close = bool(filters.start or filters.end) and visits_begun.too_many(whole_of(selection))
    draw = visits_begun.table if visits_begun.too_many(selection) else table
    return draw(grouped(selection), options["axis"], options["visit"], close)


def _are_begun(frame: pd.DataFrame) -> bool:
    return "per" in frame.columns


def _basis(selection: Selection, frame: pd.DataFrame, _: Options) -> str:
    on_topics = bool(filters_of(selection).topics)
    if _are_begun(frame):
        return visits_begun.basis(frame, on_topics)
    return f"{basis(frame, on_topics)} {NARROW_VISITS} A click opens the visit."


CHART = Chart(
    name="visits_in_time",
    title=QUESTION,
    page="timeline",
    options=(Option("axis", "Axis", tuple(Axis)), Option("visit", "Visit", kind="value")),
    picks=("visit", "from", "to"),
    table=_table,
    figure=lambda frame, theme: (visits_begun.figure if _are_begun(frame) else figure)(
        frame, theme
    ),
    finding=lambda frame: (visits_begun.alt if _are_begun(frame) else alt)(frame),
    basis=_basis,
    statements=lambda selection, _: selection,
)
