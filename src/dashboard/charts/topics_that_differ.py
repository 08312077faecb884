"""On which topics two leaders' shares of visits differ most, with what so few visits leave open."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis.comparison import first_days, gap_interval, share_interval, shared_days
from dashboard.analysis.selection import FEW_VISITS, Selection
from dashboard.analysis.wording import counted
from dashboard.charts.chart import Chart, Option, Options, on_chosen_topics
from dashboard.charts.parts.rows import row_axis, row_label, row_lines, row_targets, upright
from dashboard.charts.tables import of_visits
from dashboard.charts.theme import (
    HOVER,
    TOPIC_LABELS,
    Theme,
    in_lines,
    scatter,
)

ROW_HEIGHT = 46
MOST = 10
HOW_TO_READ = (
    "A mark is the gap between the shares, in the form of the leader whose share is larger; "
    "hollow: fewer than five visits in all touch the topic. A line is the gap’s 95% interval "
    "(Newcombe 1998, method 10, built on Wilson 1927), had each visit been an independent draw. "
    "Neither do the visits make a random sample, nor is one topic picked in advance: of many gaps "
    "some are wide by chance, so a line shows room for doubt and is no test."
)


class Listed(StrEnum):
    """Which topics are listed; the value is the label on screen and in shared links."""

    MOST = "The ten that differ most"
    ALL = "All topics"


def pair(selection: Selection, options: Options) -> tuple[str, str] | None:
    """Return the two leaders to compare; None where there are not two.

    Where nobody is chosen, they are the first two of the vocabulary that have a visit.
    """
    shown = set(selection.took_place.visits["leader"].unique())
    with_visit = [who.id for who in selection.head.leaders if who.id in shown]
    chosen = (options["first"], options["second"])
    first, second, *_ = [*(chosen if all(chosen) else with_visit), None, None]
    return (first, second) if first and second and first != second else None


def n_days(selection: Selection, leaders: tuple[str, str], options: Options) -> int:
    """Return how many days of both terms are compared: as chosen, else all on record."""
    chosen = options["days"]
    return shared_days(selection.whole, *leaders) if chosen is None else chosen


def compared(selection: Selection, options: Options) -> Selection:
    """Return the visits of the two that took place in the same first days of their terms."""
    leaders = pair(selection, options)
    if leaders is None:
        return selection.took_place
    return first_days(selection.took_place, n_days(selection, leaders, options), leaders)


def table(selection: Selection, options: Options) -> pd.DataFrame:
    """Set two leaders' shares of visits that touch each topic against each other.

    Only visits that took place in the same first days of both terms. One row a topic that
    either leader's visits touch, widest gap first. No row where a leader has no such visit.

    Columns: topic, topic_label, first_name, first_position (place in the vocabulary), n_first
    (visits that touch the topic), n_all_first (all visits), first_share (0 to 1),
    first_low_share, first_high_share (its 95% interval after Wilson), second_name,
    second_position, n_second, n_all_second, second_share, second_low_share,
    second_high_share (the same of the second leader), gap_share (second less first, -1 to 1),
    gap_low_share, gap_high_share (its 95% interval after Newcombe), few (fewer than five
    visits of both touch it).
    """
    columns = [
        "topic", "topic_label", "first_name", "first_position", "n_first", "n_all_first",
        "first_share", "first_low_share", "first_high_share", "second_name", "second_position",
        "n_second", "n_all_second", "second_share", "second_low_share", "second_high_share",
        "gap_share", "gap_low_share", "gap_high_share", "few",
    ]  # fmt: skip
    leaders = pair(selection, options)
    early = compared(selection, options)
    n_all = early.visits["leader"].value_counts()
    if leaders is None or not all(n_all.get(leader, 0) for leader in leaders):
        return pd.DataFrame(columns=columns)
    people = {who.id: (who.name, at) for at, who in enumerate(selection.whole.head.leaders)}
    # A visit counts once, however many of its statements are on the topic.
    touched = early.mentions.drop_duplicates(["visit", "topic"])
    touched = touched.value_counts(["leader", "topic"])
    (m, n), rows = (int(n_all[leader]) for leader in leaders), []
    for topic in selection.head.topics:
        a, b = (int(touched.get((leader, topic.id), 0)) for leader in leaders)
        if a + b:
            rows.append(
                (
                    *(topic.id, topic.label),
                    *(*people[leaders[0]], a, m, a / m, *share_interval(a, m)),
                    *(*people[leaders[1]], b, n, b / n, *share_interval(b, n)),
                    *(b / n - a / m, *gap_interval(b, n, a, m), a + b < FEW_VISITS),
                )
            )
    frame = pd.DataFrame(rows, columns=columns)
    ranked = frame.assign(
        gap=-frame["gap_share"].abs().round(9), name=frame["topic_label"].str.casefold()
    ).sort_values(["gap", "name"], kind="stable", ignore_index=True)
    return ranked[columns].head(MOST if options["listed"] == Listed.MOST else len(ranked))


def basis(selection: Selection, _: pd.DataFrame, options: Options) -> str:
    """Say what the shares are of, what the filters leave, and how to read mark and line."""
    leaders = pair(selection, options)
    if leaders is None:
        return HOW_TO_READ
    names = {who.id: who.name for who in selection.head.leaders}
    visits = compared(selection, options).visits["leader"]
    of = " and ".join(
        f"{counted(int((visits == leader).sum()), 'visit')} of {names[leader]}"
        for leader in leaders
    )
    days = counted(n_days(selection, leaders, options), "day")
    return (
        f"Shares of {of}, in the first {days} of term, that touch the topic."
        f"{on_chosen_topics(selection)} Under each topic those visits, first "
        f"{names[leaders[0]]}’s. {HOW_TO_READ}"
    )


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw a row a topic: the gap as a mark in the leader's form whose share is larger, and
    its interval as a line; hollow where few visits touch the topic.
    """
    if frame.empty:
        return theme.figure(height=ROW_HEIGHT)
    topics: list[Any] = list(frame.itertuples())
    reach = min(max(-frame["gap_low_share"].min(), frame["gap_high_share"].max()) * 1.06, 1.04)
    custom = [[row.topic, _hover(row)] for row in topics]
    looks = [_look(row, theme) for row in topics]
    traces = [
        row_targets(-reach, reach, custom),
        row_lines(frame["gap_low_share"], frame["gap_high_share"], color=theme.muted, width=3),
        scatter(
            x=frame["gap_share"].tolist(),
            y=list(range(len(topics))),
            mode="markers+text",
            customdata=custom,
            text=[_points(row.gap_share) for row in topics],
            textposition="top center",
            textfont={"size": 12, "color": theme.ink},
            cliponaxis=False,
            marker={
                "symbol": [symbol for symbol, _ in looks],
                "size": 13,
                "opacity": 1,
                "color": [
                    theme.ground if row.few else colour
                    for row, (_, colour) in zip(topics, looks, strict=True)
                ],
                "line": {"color": [colour for _, colour in looks], "width": 2},
            },
            hovertemplate=HOVER,
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}, "textfont": {"color": theme.ink}},
        ),
    ]
    step = 0.25 if reach > 0.4 else 0.1 if reach > 0.15 else 0.05
    ticks = [n * step for n in range(-int(reach / step), int(reach / step) + 1)]
    return theme.figure(
        traces,
        height=ROW_HEIGHT * len(frame) + 110,
        barmode="overlay",
        showlegend=False,
        margin={"l": TOPIC_LABELS},
        shapes=[upright(0, theme)],
        xaxis={
            "range": [-reach, reach],
            "zeroline": False,
            "tickvals": ticks,
            "ticktext": [f"{abs(tick) * 100:.0f}" for tick in ticks],
            "title": {"text": _axis_title(topics[0])},
        },
        yaxis=row_axis([_label(row, theme) for row in topics], above=0.6),
    )


def _label(row: Any, theme: Theme) -> str:
    counts = f"{row.n_first} of {row.n_all_first} · {row.n_second} of {row.n_all_second}"
    return row_label(in_lines(row.topic_label), counts, theme)


def _look(row: Any, theme: Theme) -> tuple[str, str]:
    """Return form and colour of the leader with the larger share; a line where they are equal."""
    if not round(row.gap_share, 9):
        return "line-ns", theme.ink
    position = row.second_position if row.gap_share > 0 else row.first_position
    return theme.symbol(position), theme.leader(position)


def _points(gap: float) -> str:
    return f"{abs(gap) * 100:.0f}"


def _axis_title(row: Any) -> str:
    lines = [
        "Gap between the shares, in points",
        f"← {row.first_name}’s larger (of {row.n_all_first:,} visits)",
        f"{row.second_name}’s larger (of {row.n_all_second:,} visits) →",
    ]
    return "<br>".join(in_lines(line, 38) for line in lines)


def _interval(row: Any) -> str:
    """Write the interval of the gap towards the leader with the larger share."""
    low, high = row.gap_low_share, row.gap_high_share
    if row.gap_share < 0:
        low, high = -high, -low
    # A value that rounds to nought has no sign.
    written = (f"{round(value * 100) + 0:d}".replace("-", "−") for value in (low, high))
    return " to ".join(written)


def _hover(row: Any) -> str:
    sides = [
        (row.first_name, row.n_first, row.n_all_first, row.first_share,
         row.first_low_share, row.first_high_share),
        (row.second_name, row.n_second, row.n_all_second, row.second_share,
         row.second_low_share, row.second_high_share),
    ]  # fmt: skip
    lines = [f"<b>{in_lines(row.topic_label, 36)}</b>"]
    for name, n_visits, n_all_visits, share, low, high in sides:
        lines.append(f"{in_lines(name, 30)}: {of_visits(n_visits, n_all_visits, share)}")
        lines.append(f"95% interval {low:.0%} to {high:.0%}")
    lines.append(f"Gap: {_points(row.gap_share)} points")
    lines.append(f"95% interval {_interval(row)} points")
    return "<br>".join(lines)


def finding(frame: pd.DataFrame) -> str:
    """Say where the gap is widest, and how wide its interval is."""
    if frame.empty:
        return "There are not two leaders with visits that touch a topic in this selection."
    row: Any = next(frame.itertuples())
    return (
        f"In this data set the gap is widest on {row.topic_label}: {row.first_name} "
        f"{of_visits(row.n_first, row.n_all_first, row.first_share)}, {row.second_name} "
        f"{of_visits(row.n_second, row.n_all_second, row.second_share)}; "
        f"{_points(row.gap_share)} points, 95% interval {_interval(row)}."
    )


CHART = Chart(
    name="topics_that_differ",
    title="On which topics do the two differ most, and how sure is that?",
    page="compare",
    options=(
        Option("first", "First leader", kind="value"),
        Option("second", "Second leader", kind="value"),
        Option("days", "Days of term, from the first", kind="value"),
        Option("listed", "Topics listed", tuple(Listed)),
    ),
    picks=("open",),
    table=table,
    figure=figure,
    finding=finding,
    basis=basis,
    statements=compared,
)
