"""How often each topic comes up under each leader, side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.methods import FEW_TOUCH
from dashboard.analysis.selection import Selection
from dashboard.analysis.units import Unit, in_words
from dashboard.charts.chart import Chart, Options, on_chosen_topics
from dashboard.charts.parts.rows import row_axis, row_lines, row_targets
from dashboard.charts.tables import TOPIC_OPTIONS, of_visits, topics_by_leader, what_counts
from dashboard.charts.theme import (
    HOVER,
    TOPIC_LABELS,
    Theme,
    Trace,
    in_lines,
    scatter,
)

ROW_HEIGHT = 29
NEAR = 0.035
"""Marks closer than this part of the largest value overlap on a narrow screen."""


def basis(selection: Selection, frame: pd.DataFrame, options: Options) -> str:
    """Say what counts, what the filters leave, and what is not drawn."""
    return (
        f"{what_counts(options)}{on_chosen_topics(selection)} {FEW_TOUCH}"
        f"{limits.left_out(frame, 'topic', 'topic')} Click a row to read it."
    )


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw a row a topic with one mark a leader; hollow where few visits touch the topic."""
    frame = limits.most(frame, "topic", "n_statements")
    if frame.empty:
        return theme.figure(height=ROW_HEIGHT)
    topics = list(frame["topic"].unique())
    unit = Unit(frame["unit"].iloc[0])
    frame = frame.assign(row=frame["topic"].map(topics.index), value=frame[unit.column])
    by_topic = frame.groupby("topic", sort=False)["value"]
    low, high = by_topic.min(), by_topic.max()
    lowest, top = float(low.min()), float(high.max()) or 1.0
    start, end = min(-0.02 * top, lowest - 0.2 * top), 1.2 * top
    hover = _hover(frame)
    traces = [
        row_targets(start, end, [[topic, hover[topic]] for topic in topics]),
        row_lines(low, high, color=theme.grid, width=4),
    ]
    legend = []
    for _, own in _with_places(frame, top).groupby("position"):
        position = int(own["position"].iloc[0])
        colour, symbol = theme.leader(position), theme.symbol(position)
        traces.append(_marks(own, unit, hover, theme))
        legend.append(_entry(own["leader_name"].iloc[0], symbol, colour, colour))
    if frame["few"].any():
        legend.append(_entry("fewer than five visits", "circle", theme.muted, theme.ground))
    return theme.figure(
        [*traces, *legend],
        height=ROW_HEIGHT * len(topics) + 110 + 8 * len(legend),
        barmode="overlay",
        margin={"l": TOPIC_LABELS},
        legend={"itemclick": False, "itemdoubleclick": False},
        yaxis=row_axis([in_lines(label) for label in frame["topic_label"].unique()]),
        xaxis={
            "title": {"text": _axis_title(frame, unit)},
            "range": [start, end],
            "zeroline": lowest < 0.2 * top,
            "tickformat": ".0%" if unit is Unit.SHARE else ",d",
            "nticks": 8,
            "dtick": _tick_distance(unit, top),
        },
    )


def _with_places(frame: pd.DataFrame, top: float) -> pd.DataFrame:
    """Add the height of each mark, and where its number stands, if it has one.

    Marks side by side would hide each other: they stand one above the other. The highest and
    the lowest value of a row are named, once where several leaders have the same.
    """
    values: dict[str, list[float]] = {}
    for topic, value in zip(frame["topic"], frame["value"], strict=True):
        values.setdefault(topic, []).append(value)
    heights, places = [], []
    order = frame.groupby("topic").cumcount()
    for topic, row, value, at in zip(
        frame["topic"], frame["row"], frame["value"], order, strict=True
    ):
        others = values[topic]
        near = [n for n, other in enumerate(others) if abs(other - value) <= NEAR * top]
        heights.append(row + (near.index(at) - (len(near) - 1) / 2) * 0.3)
        highest, lowest = value == max(others), value == min(others)
        named = (highest or lowest) and others.index(value) == at
        places.append(("right" if highest else "left") if named else "")
    return frame.assign(height=heights, place=places)


def _marks(own: pd.DataFrame, unit: Unit, hover: dict[str, str], theme: Theme) -> Trace:
    """Return the marks of one leader."""
    position = int(own["position"].iloc[0])
    colour = theme.leader(position)
    return scatter(
        x=own["value"].tolist(),
        y=own["height"].tolist(),
        mode="markers+text",
        # Hard spaces hold the number off the mark.
        text=[
            f"\u00a0{unit.written(value)}\u00a0" if place else ""
            for value, place in zip(own["value"], own["place"], strict=True)
        ],
        textposition=[f"middle {place or 'right'}" for place in own["place"]],
        textfont={"size": 12, "color": theme.muted},
        cliponaxis=False,
        marker={
            "symbol": theme.symbol(position),
            "size": 12,
            "opacity": 1,
            "color": [theme.ground if few else colour for few in own["few"]],
            "line": {"color": colour, "width": 2},
        },
        customdata=[[topic, hover[topic]] for topic in own["topic"]],
        hovertemplate=HOVER,
        showlegend=False,
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}, "textfont": {"color": theme.muted}},
    )


def _entry(name: str, symbol: str, colour: str, fill: str) -> Trace:
    """Return an entry of the legend; that of the marks would look like the first of them."""
    return scatter(
        x=[None],
        y=[None],
        mode="markers",
        name=in_lines(name, 30),
        marker={"symbol": symbol, "size": 12, "color": fill, "line": {"color": colour, "width": 2}},
        hoverinfo="skip",
    )


def _tick_distance(unit: Unit, top: float) -> float | None:
    if unit is Unit.SHARE:
        return 0.25 if top > 0.5 else 0.1 if top > 0.1 else None
    return 1 if top <= 5 else None


def _axis_title(frame: pd.DataFrame, unit: Unit) -> str:
    """Name what is counted, and of how many visits of each leader."""
    what = {
        Unit.HOSTS: "Host countries of visits that touch the topic",
        Unit.DAYS: "Days abroad of visits that touch the topic",
        Unit.STATEMENTS: "Statements on the topic",
    }.get(unit, f"{unit} that touch the topic")
    leaders = frame.drop_duplicates("position").sort_values("position")
    counts = [f"{who.leader_name} {who.n_all_visits:,}" for who in leaders.itertuples()]
    counts[0] += " visit" if leaders["n_all_visits"].iloc[0] == 1 else " visits"
    # In two lines where one is too long for a telephone, and no word alone in the second.
    named = in_lines(what, 38 if len(what) <= 38 else 30)
    denominators = in_lines(f"({', '.join(counts)})", 38)
    return f"{named}<br>{denominators}"


def _hover(frame: pd.DataFrame) -> dict[str, str]:
    """Return what is said of each topic, leader by leader."""
    lines: dict[str, list[str]] = {}
    for item in frame.to_dict("records"):
        said = lines.setdefault(item["topic"], [f"<b>{in_lines(item['topic_label'], 36)}</b>"])
        share = of_visits(item["n_visits"], item["n_all_visits"], item["share"])
        said += [
            f"{in_lines(item['leader_name'], 30)}: {share}",
            in_words(item, Unit.HOSTS, Unit.DAYS),
            in_words(item, Unit.STATEMENTS),
        ]
    return {topic: "<br>".join(said) for topic, said in lines.items()}


def finding(frame: pd.DataFrame) -> str:
    """Say on which topic the leaders differ most; of one leader, which comes up most."""
    if frame.empty:
        return "No topic comes up in this selection."
    unit = Unit(frame["unit"].iloc[0])
    values = frame.groupby("topic")[unit.column]
    alone = frame["leader"].nunique() == 1
    # Of equals the first by id, in whatever order the rows stand.
    topic = (values.max() if alone else values.max() - values.min()).idxmax()
    own: list[dict[Any, Any]] = frame[frame["topic"] == topic].to_dict("records")
    said = ", ".join(
        f"{row['leader_name']} {of_visits(row['n_visits'], row['n_all_visits'], row['share'])}"
        if unit in (Unit.SHARE, Unit.VISITS)
        else f"{row['leader_name']} {in_words(row, unit)}"
        for row in own
    )
    what = "the topic that comes up most is" if alone else "the leaders differ most on"
    return f"In this data set {what} {own[0]['topic_label']}: {said}."


CHART = Chart(
    name="topics_by_leader",
    title="Which topics come up more often under whom?",
    page="topics",
    options=TOPIC_OPTIONS,
    picks=("open",),
    table=topics_by_leader,
    figure=figure,
    finding=finding,
    basis=basis,
    statements=lambda selection, options: selection.of_kinds(options["said"]),
)
