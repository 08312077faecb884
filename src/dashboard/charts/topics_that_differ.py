"""On which topics two leaders' shares of visits differ most, with what so few visits leave open."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis.comparison import first_days, gap_interval, share_interval, shared_days
from dashboard.analysis.selection import FEW_VISITS, Selection, each_row, tally
from dashboard.analysis.wording import counted
from dashboard.charts.chart import Chart, Option, Options, on_chosen_topics, took_place, whole_of
from dashboard.charts.theme import Theme, bar, in_lines, scatter

QUESTION = "On which topics do the two differ most, and how sure is that?"

SYMBOLS = (
    "circle", "diamond", "square", "triangle-up", "cross", "star", "hexagon", "triangle-down",
)  # fmt: skip
ROW_HEIGHT = 46
MOST = 10
COLUMNS = [
    "topic", "topic_label", "first_name", "first_position", "n_first", "n_all_first",
    "first_share", "first_low_share", "first_high_share", "second_name", "second_position",
    "n_second", "n_all_second", "second_share", "second_low_share", "second_high_share",
    "gap_share", "gap_low_share", "gap_high_share", "few",
]  # fmt: skip


class Listed(StrEnum):
    """Which topics are listed; the value is the label on screen and in shared links."""

    MOST = "The ten that differ most"
    ALL = "All topics"


def table(
    selection: Selection,
    first: str | None = None,
    second: str | None = None,
    listed: str = Listed.ALL,
) -> pd.DataFrame:
    """Set two leaders' shares of visits that touch each topic against each other.

    One row a topic that either leader's visits touch, widest gap first. Where no leaders are
    named, the first two of the vocabulary that have a visit; no row where one has none.

    Columns: topic, topic_label, first_name, first_position (place in the vocabulary), n_first
    (visits that touch the topic), n_all_first (all visits), first_share (0 to 1),
    first_low_share, first_high_share (its 95% interval after Wilson), second_name,
    second_position, n_second, n_all_second, second_share, second_low_share,
    second_high_share (the same of the second leader), gap_share (second less first, -1 to 1),
    gap_low_share, gap_high_share (its 95% interval after Newcombe), few (fewer than five
    visits of both touch it).
    """
    totals = tally(selection.visits["leader"])
    leaders = {who.id: (at, who.name) for at, who in enumerate(selection.head.leaders)}
    named = [key for key in leaders if key in totals]
    pair = named[:2] if first is None or second is None else [first, second]
    if len(set(pair) & set(named)) < 2:
        return pd.DataFrame(columns=COLUMNS)
    first, second = pair
    m, n = totals[first], totals[second]
    touching_first, touching_second = (_touching(selection.mentions, leader) for leader in pair)
    rows = []
    for topic in selection.head.topics:
        a, b = touching_first.get(topic.id, 0), touching_second.get(topic.id, 0)
        if a + b:
            rows.append(
                (
                    *(topic.id, topic.label),
                    *(leaders[first][1], leaders[first][0], a, m, a / m, *share_interval(a, m)),
                    *(leaders[second][1], leaders[second][0], b, n, b / n, *share_interval(b, n)),
                    *(b / n - a / m, *gap_interval(b, n, a, m), a + b < FEW_VISITS),
                )
            )
    label, gap = COLUMNS.index("topic_label"), COLUMNS.index("gap_share")
    rows.sort(key=lambda row: (-round(abs(row[gap]), 9), row[label].casefold()))
    return pd.DataFrame(rows[: MOST if listed == Listed.MOST else None], columns=COLUMNS)


def _touching(mentions: pd.DataFrame, leader: str) -> dict[str, int]:
    """Count a leader's visits that touch each topic."""
    own = mentions[(mentions["leader"] == leader).to_numpy()]
    topics = own["topic"].cat.categories
    # A visit counts once, however many of its statements are on the topic.
    visit, topic = (own[name].cat.codes.to_numpy(np.int64) for name in ("visit", "topic"))
    pairs = pd.unique(visit * len(topics) + topic)
    counts = np.bincount(pairs % max(len(topics), 1), minlength=len(topics))
    return dict(zip(topics, counts.tolist(), strict=True))


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw a row a topic: the gap as a mark in the leader's form whose share is larger, and
    its interval as a line; hollow where few visits touch the topic.
    """
    drawing = theme.drawing(height=ROW_HEIGHT * len(frame) + 110)
    drawing.update_layout(barmode="overlay", showlegend=False)
    if frame.empty:
        return drawing.figure()
    topics = list(each_row(frame))
    rows = list(range(len(topics)))
    low, high = [row.gap_low_share for row in topics], [row.gap_high_share for row in topics]
    reach = min(max(-min(low), max(high)) * 1.06, 1.04)
    custom = [[row.topic, _hover(row)] for row in topics]
    # One invisible bar a row: a reader need not hit the mark to read or choose the topic.
    drawing.add_trace(
        bar(
            orientation="h", base=[-reach] * len(rows), x=[2 * reach] * len(rows), y=rows, width=1,
            marker={"color": "rgba(0,0,0,0)"}, customdata=custom,
            hovertemplate="%{customdata[1]}<extra></extra>", **_NEVER_DIMMED,
        )
    )  # fmt: skip
    drawing.add_vline(x=0, line={"color": theme.muted, "width": 1.5}, layer="below")
    drawing.add_trace(
        scatter(
            x=[x for pair in zip(low, high, strict=True) for x in (*pair, None)],
            y=[y for row in rows for y in (row, row, None)],
            mode="lines", line={"color": theme.muted, "width": 3}, hoverinfo="skip",
        )
    )  # fmt: skip
    looks = [_look(row, theme) for row in topics]
    drawing.add_trace(
        scatter(
            x=[row.gap_share for row in topics], y=rows, mode="markers+text", customdata=custom,
            text=[_points(row.gap_share) for row in topics], textposition="top center",
            textfont={"size": 12, "color": theme.ink}, cliponaxis=False,
            marker={
                "symbol": [symbol for symbol, _ in looks], "size": 13, "opacity": 1,
                "color": [theme.ground if row.few else colour
                          for row, (_, colour) in zip(topics, looks, strict=True)],
                "line": {"color": [colour for _, colour in looks], "width": 2},
            },
            hovertemplate="%{customdata[1]}<extra></extra>",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}, "textfont": {"color": theme.ink}},
        )
    )  # fmt: skip
    step = 0.25 if reach > 0.4 else 0.1 if reach > 0.15 else 0.05
    ticks = [n * step for n in range(-int(reach / step), int(reach / step) + 1)]
    drawing.update_xaxes(
        range=[-reach, reach], zeroline=False, tickvals=ticks, title_text=_axis_title(topics[0]),
        ticktext=[f"{abs(tick) * 100:.0f}" for tick in ticks],
    )  # fmt: skip
    drawing.update_yaxes(
        range=[len(rows) - 0.5, -0.6], showgrid=False, zeroline=False, tickvals=rows,
        ticktext=[
            f"{in_lines(row.topic_label)}<br>"
            f"<span style='color:{theme.muted};font-size:11px'>"
            f"{row.n_first} of {row.n_all_first} · {row.n_second} of {row.n_all_second}</span>"
            for row in topics
        ],
    )  # fmt: skip
    return drawing.figure()


_NEVER_DIMMED: dict[str, Any] = {
    "selected": {"marker": {"opacity": 1}},
    "unselected": {"marker": {"opacity": 1}},
}


def _look(row: Any, theme: Theme) -> tuple[str, str]:
    if not round(row.gap_share, 9):
        return "line-ns", theme.ink
    position = row.second_position if row.gap_share > 0 else row.first_position
    return SYMBOLS[position % len(SYMBOLS)], theme.leader(position)


def _points(gap: float) -> str:
    return f"{abs(gap) * 100:.0f}"


def _axis_title(row: Any) -> str:
    lines = [
        "Gap between the shares, in points",
        f"← {row.first_name}’s larger (of {row.n_all_first:,} visits)",
        f"{row.second_name}’s larger (of {row.n_all_second:,} visits) →",
    ]
    return "<br>".join(in_lines(line, 38) for line in lines)


def _of_visits(n_visits: int, of: int, share: float) -> str:
    return f"{n_visits:,} of {of:,} {'visit' if of == 1 else 'visits'} ({share:.0%})"


def _interval(row: Any) -> str:
    """Write the interval of the gap towards the leader with the larger share."""
    low, high = (float(row.gap_low_share), float(row.gap_high_share))
    if row.gap_share < 0:
        low, high = -high, -low
    written = (f"{value * 100:.0f}".replace("-", "−") for value in (low, high))
    return " to ".join("0" if value == "−0" else value for value in written)


def _hover(row: Any) -> str:
    sides = [
        (row.first_name, row.n_first, row.n_all_first, row.first_share,
         row.first_low_share, row.first_high_share),
        (row.second_name, row.n_second, row.n_all_second, row.second_share,
         row.second_low_share, row.second_high_share),
    ]  # fmt: skip
    lines = [f"<b>{in_lines(row.topic_label, 36)}</b>"]
    for name, n_visits, of, share, low, high in sides:
        lines.append(f"{in_lines(name, 30)}: {_of_visits(n_visits, of, share)}")
        lines.append(f"95% interval {low:.0%} to {high:.0%}")
    lines.append(f"Gap: {_points(row.gap_share)} points")
    lines.append(f"95% interval {_interval(row)} points")
    return "<br>".join(lines)


def alt(frame: pd.DataFrame) -> str:
    """Say where the gap is widest, and how wide its interval is."""
    if frame.empty:
        return "There are not two leaders with visits that touch a topic in this selection."
    row = next(each_row(frame))
    return (
        f"In this data set the gap is widest on {row.topic_label}: {row.first_name} "
        f"{_of_visits(row.n_first, row.n_all_first, row.first_share)}, {row.second_name} "
        f"{_of_visits(row.n_second, row.n_all_second, row.second_share)}; "
        f"{_points(row.gap_share)} points, 95% interval {_interval(row)}."
    )


def _pair(selection: Selection, options: Options) -> tuple[str | None, str | None, int | None]:
    """Return the two leaders and the days of term they are compared over, as far as chosen.

    Where nobody is chosen: the first two leaders, and all days that the record has of both.
    """
    ids = [who.id for who in selection.head.leaders]
    first, second = (options["first"] or None), (options["second"] or None)
    if first is None or second is None:
        first, second, *_ = [*ids, None, None]
    days = options["days"]
    if days is None and first is not None and second is not None:
        days = shared_days(whole_of(selection), first, second)
    return first, second, days


def early(selection: Selection, options: Options) -> Selection:
    """Return the visits of the two that took place in the first days of the term of each."""
    first, second, days = _pair(selection, options)
    if first is None or second is None or days is None:
        return selection
    return first_days(took_place(selection), days, (first, second))


def _table(selection: Selection, options: Options) -> pd.DataFrame:
    first, second, _ = _pair(selection, options)
    if first is None or second is None:
        return pd.DataFrame(columns=COLUMNS)
    return table(early(selection, options), first, second, options["listed"])


def _basis(selection: Selection, _: pd.DataFrame, options: Options) -> str:
    first, second, days = _pair(selection, options)
    names = {who.id: who.name for who in selection.head.leaders}
    totals = tally(early(selection, options).visits["leader"])
    of = " and ".join(
        f"{counted(totals.get(key, 0), 'visit')} of {names[key]}"
        for key in (first, second)
        if key is not None
    )
    return (
        f"Shares of {of}, in the first {counted(days or 0, 'day')} of term, that touch the topic."
        f"{on_chosen_topics(selection)} Under each topic those visits, first "
        f"{names.get(first or '', '')}’s. A mark is the gap between "
        "the shares, in the form of the leader whose share is larger; hollow: fewer than five "
        "visits in all touch the topic. A line is the gap’s 95% interval (Newcombe 1998, method "
        "10, built on Wilson 1927), had each visit been an independent draw. Neither do the visits "
        "make a random sample, nor is one topic picked in advance: of many gaps some are wide by "
        "chance, so a line shows room for doubt and is no test."
    )


CHART = Chart(
    name="topics_that_differ",
    title=QUESTION,
    page="compare",
    options=(
        Option("first", "First leader", kind="value"),
        Option("second", "Second leader", kind="value"),
        Option("days", "Days of term, from the first", kind="value"),
        Option("listed", "Topics listed", tuple(Listed)),
    ),
    picks=("open",),
    table=_table,
    figure=figure,
    finding=alt,
    basis=_basis,
    statements=early,
)
