"""How often each topic comes up under each leader, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import capacity
from dashboard.model import StatementKind
from dashboard.tables import FEW_VISITS, Tables, Unit, in_words, measure
from dashboard.theme import Drawing, Theme, as_text, bar, in_lines, scatter

QUESTION = "Which topics come up more often under whom?"

SYMBOLS = (
    "circle", "diamond", "square", "triangle-up", "cross", "star", "hexagon", "triangle-down",
)  # fmt: skip
ROW_HEIGHT = 27
NEAR = 0.035
"""Marks closer than this part of the largest value overlap on a narrow screen."""


class Order(StrEnum):
    """How the topics are ordered; the value is the label on screen and in shared links."""

    DIFFERENCE = "Difference"
    FREQUENCY = "Frequency"
    NAME = "Name"


def table(tables: Tables, unit: str = Unit.SHARE, order: str = Order.DIFFERENCE) -> pd.DataFrame:
    """Count, in every unit, what touches each topic, one row a topic and leader.

    Leaders without a visit and topics without a statement are left out; the denominator is
    every visit of the leader, also one without a statement. Rows stand in the order asked
    for: by difference of two leaders (most above under the second first; of more leaders,
    widest spread first; of one, as by frequency), by frequency, or by name.

    Columns: topic, topic_label, group, leader, leader_name, position (place in the
    vocabulary), n_visits (that touch the topic), n_all_visits, share (0 to 1), n_hosts and
    n_days (host countries and days abroad of n_visits), n_statements (on the topic), few
    (n_visits is below five), unit (what the figure shows).
    """
    columns = [
        "topic", "topic_label", "group", "leader", "leader_name", "position", "n_visits",
        "n_all_visits", "share", "n_hosts", "n_days", "n_statements", "few", "unit",
    ]  # fmt: skip
    counted = measure(tables, tables.mentions, ["topic", "leader"])
    n_all_visits = tables.visits.groupby("leader").size().to_dict()
    named = set(tables.mentions["topic"])
    rows = [
        (topic.id, topic.label, topic.group, who.id, who.name, position, n_all_visits[who.id])
        for topic in tables.dataset.topics
        if topic.id in named
        for position, who in enumerate(tables.dataset.leaders)
        if who.id in n_all_visits
    ]
    if not rows:
        return pd.DataFrame(columns=columns)
    frame = pd.DataFrame(rows, columns=[*columns[:6], "n_all_visits"])
    frame = frame.merge(counted, how="left", left_on=["topic", "leader"], right_index=True)
    counts = list(counted.columns)
    frame[counts] = frame[counts].fillna(0).astype(int)
    frame = frame.assign(
        share=frame["n_visits"] / frame["n_all_visits"],
        few=frame["n_visits"] < FEW_VISITS,
        unit=str(Unit(unit)),
    )
    ranks = {topic: rank for rank, topic in enumerate(_ordered(frame, Unit(unit), Order(order)))}
    return frame.sort_values(
        ["topic", "position"], key=lambda column: column.map(ranks) if column.name == "topic"
        else column, ignore_index=True,
    )[columns]  # fmt: skip


def _ordered(frame: pd.DataFrame, unit: Unit, order: Order) -> list[str]:
    values = frame.pivot(index="topic", columns="position", values=unit.column)
    labels = frame.drop_duplicates("topic").set_index("topic")["topic_label"].str.casefold()
    # A share is summed as visits: the leaders' unequal denominators would bend the mean.
    counted = Unit.VISITS if unit is Unit.SHARE else unit
    summed = frame.groupby("topic")[counted.column].sum()
    if order is Order.NAME:
        lead = pd.Series(0, index=values.index)
    elif order is Order.FREQUENCY or values.shape[1] == 1:
        lead = summed
    elif values.shape[1] == 2:
        lead = values.iloc[:, 1] - values.iloc[:, 0]
    else:
        lead = values.max(axis=1) - values.min(axis=1)
    keys = pd.DataFrame({"lead": lead.round(9), "label": labels}).reset_index()
    keys = keys.sort_values(["lead", "label", "topic"], ascending=[False, True, True])
    return keys["topic"].tolist()


def basis(unit: str, kinds: Sequence[StatementKind]) -> str:
    """Say what is counted, where only statements of these kinds were left, if any is named."""
    said = " or ".join(kind.label.lower() for kind in kinds)
    stated = f"statement of kind {said}" if said else "statement"
    touching = f"visits with at least one {stated} on the topic."
    return {
        Unit.SHARE: f"Visits with a {stated} on the topic, out of all visits shown, with one or "
        "not.",
        Unit.VISITS: touching.capitalize(),
        Unit.STATEMENTS: f"Each {stated} on the topic; one can be on up to three topics.",
    }.get(Unit(unit), f"{unit} of {touching}") + Unit(unit).note


def left_out(frame: pd.DataFrame) -> str:
    """Say how many topics the figure leaves out, because a page holds no more rows."""
    return capacity.left_out(frame, "topic", "topic")


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw a row a topic with one mark a leader; hollow where few visits touch the topic."""
    frame = capacity.most(frame, "topic", "n_statements")
    topics = frame.drop_duplicates("topic")
    rows = {topic: row for row, topic in enumerate(topics["topic"])}
    # On a narrow screen each leader takes a line of the key and half a one of the axis title.
    drawing = theme.drawing(height=ROW_HEIGHT * len(rows) + 90 + 30 * frame["leader"].nunique())
    drawing.update_layout(barmode="overlay", legend={"itemclick": False, "itemdoubleclick": False})
    if frame.empty:
        return drawing.figure()
    unit = Unit(frame["unit"].iloc[0])
    column = unit.column
    lowest, top = float(frame[column].min()), float(frame[column].max()) or 1.0
    start, end = min(-0.02 * top, lowest - 0.2 * top), 1.2 * top
    records: dict[str, list[dict[str, Any]]] = {topic: [] for topic in rows}
    for row in _records(frame):
        records[row["topic"]].append(row)
    custom = {topic: [topic, _hover(own)] for topic, own in records.items()}
    ends = {topic: [row[column] for row in own] for topic, own in records.items()}
    # One invisible bar a row: a reader need not hit the mark to read or choose the topic.
    drawing.add_trace(
        bar(
            orientation="h", base=[start] * len(rows), x=[end - start] * len(rows),
            y=list(rows.values()), width=1, marker={"color": "rgba(0,0,0,0)"},
            customdata=[custom[topic] for topic in rows], showlegend=False,
            hovertemplate="%{customdata[1]}<extra></extra>", **_NEVER_DIMMED,
        )
    )  # fmt: skip
    drawing.add_trace(
        scatter(
            x=[x for topic in rows for x in (min(ends[topic]), max(ends[topic]), None)],
            y=[y for row in rows.values() for y in (row, row, None)],
            mode="lines", line={"color": theme.grid, "width": 4}, hoverinfo="skip",
            showlegend=False,
        )
    )  # fmt: skip
    for _, own in frame.groupby("position", sort=True):
        _add_leader(drawing, own, frame, rows, custom, theme)
    if frame["few"].any():
        drawing.add_trace(_key_of("fewer than five visits", "circle", theme.ground, theme.muted))
    drawing.update_yaxes(
        tickvals=list(rows.values()), ticktext=[in_lines(text) for text in topics["topic_label"]],
        range=[len(rows) - 0.5, -0.5], showgrid=False, zeroline=False,
    )  # fmt: skip
    drawing.update_xaxes(
        title_text=_axis_title(frame, unit), range=[start, end], zeroline=lowest < 0.2 * top,
        tickformat=".0%" if unit is Unit.SHARE else ",d", nticks=8, dtick=_step(unit, top),
    )  # fmt: skip
    return drawing.figure()


_NEVER_DIMMED: dict[str, Any] = {
    "selected": {"marker": {"opacity": 1}},
    "unselected": {"marker": {"opacity": 1}},
}


def _add_leader(
    drawing: Drawing,
    own: pd.DataFrame,
    frame: pd.DataFrame,
    rows: dict[str, int],
    custom: dict[str, list[str]],
    theme: Theme,
) -> None:
    unit = Unit(own["unit"].iloc[0])
    column = unit.column
    position = int(own["position"].iloc[0])
    colour, symbol = theme.leader(position), SYMBOLS[position % len(SYMBOLS)]
    top = float(frame[column].max()) or 1.0
    values: dict[str, dict[int, float]] = {}
    for topic, who, number in zip(frame["topic"], frame["position"], frame[column], strict=True):
        values.setdefault(topic, {})[who] = number
    heights, texts, places = [], [], []
    for topic, value in zip(own["topic"], own[column], strict=True):
        others = values[topic]
        same = [who for who, number in others.items() if number == value]
        near = [who for who, number in others.items() if abs(number - value) <= NEAR * top]
        # Marks side by side would hide each other: they stand one above the other.
        heights.append(rows[topic] + (near.index(position) - (len(near) - 1) / 2) * 0.3)
        highest, least = value == max(others.values()), value == min(others.values())
        named = (highest or least) and same[0] == position
        # Hard spaces hold the number off the mark.
        texts.append(f"\u00a0{unit.written(value)}\u00a0" if named else "")
        places.append("middle right" if highest else "middle left")
    drawing.add_trace(
        scatter(
            x=own[column].tolist(), y=heights, mode="markers+text", text=texts,
            textposition=places, textfont={"size": 12, "color": theme.muted}, cliponaxis=False,
            marker={
                "symbol": symbol, "size": 12, "opacity": 1,
                "color": [theme.ground if few else colour for few in own["few"]],
                "line": {"color": colour, "width": 2},
            },
            customdata=[custom[topic] for topic in own["topic"]], showlegend=False,
            hovertemplate="%{customdata[1]}<extra></extra>",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}, "textfont": {"color": theme.muted}},
        )
    )  # fmt: skip
    name = as_text(str(own["leader_name"].iloc[0]))
    drawing.add_trace(_key_of(name, symbol, colour, colour))


def _key_of(name: str, symbol: str, fill: str, line: str) -> dict[str, Any]:
    # A trace's own key copies its first mark, which may be hollow.
    return scatter(
        x=[None], y=[None], mode="markers", name=name, showlegend=True, hoverinfo="skip",
        marker={"symbol": symbol, "size": 11, "color": fill, "line": {"color": line, "width": 2}},
    )  # fmt: skip


def _step(unit: Unit, top: float) -> float | None:
    if unit is Unit.SHARE:
        return 0.25 if top > 0.5 else 0.1 if top > 0.1 else None
    return 1 if top <= 5 else None


def _axis_title(frame: pd.DataFrame, unit: Unit) -> str:
    what = {
        Unit.HOSTS: "Host countries of visits that touch the topic",
        Unit.DAYS: "Days abroad of visits that touch the topic",
        Unit.STATEMENTS: "Statements on the topic",
    }.get(unit, f"{unit} that touch the topic")
    leaders = frame.drop_duplicates("leader").sort_values("position")
    # In two lines where one is too long for a telephone, and no word alone in the second.
    named = in_lines(what, 38 if len(what) <= 38 else 30)
    return f"{named}<br>{in_lines(_denominators(leaders), 38)}"


def _denominators(leaders: pd.DataFrame) -> str:
    pairs = zip(leaders["leader_name"], leaders["n_all_visits"], strict=True)
    (name, count), *others = pairs
    first = f"{name} {count:,} {'visit' if count == 1 else 'visits'}"
    return f"({', '.join([first, *(f'{name} {count:,}' for name, count in others)])})"


def _hover(own: list[dict[str, Any]]) -> str:
    lines = [f"<b>{in_lines(own[0]['topic_label'], 36)}</b>"]
    for row in own:
        lines += [
            f"{in_lines(row['leader_name'], 30)}: {_of_visits(row)}",
            in_words(row, Unit.HOSTS, Unit.DAYS),
            in_words(row, Unit.STATEMENTS),
        ]
    return "<br>".join(lines)


def _of_visits(row: dict[str, Any]) -> str:
    noun = "visit" if row["n_all_visits"] == 1 else "visits"
    return f"{row['n_visits']:,} of {row['n_all_visits']:,} {noun} ({row['share']:.0%})"


def _records(frame: pd.DataFrame) -> Iterable[dict[str, Any]]:
    return ({str(key): value for key, value in row.items()} for row in frame.to_dict("records"))


def alt(frame: pd.DataFrame) -> str:
    """Say on which topic the leaders differ most; of one leader, which comes up most."""
    if frame.empty:
        return "No topic comes up in this selection."
    unit = Unit(frame["unit"].iloc[0])
    values = frame.pivot(index="topic", columns="position", values=unit.column)
    alone = values.shape[1] == 1
    lead = values.iloc[:, 0] if alone else values.max(axis=1) - values.min(axis=1)
    own = frame[frame["topic"] == lead.idxmax()].sort_values("position")
    label = str(own["topic_label"].iloc[0])
    said = ", ".join(
        f"{row['leader_name']} {_of_visits(row)}"
        if unit in (Unit.SHARE, Unit.VISITS)
        else f"{row['leader_name']} {in_words(row, unit)}"
        for row in _records(own)
    )
    what = "the topic that comes up most is" if alone else "the leaders differ most on"
    return f"In this data set {what} {label}: {said}."
