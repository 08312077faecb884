"""How often each topic comes up under each leader, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import chain
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.methods import FEW_TOUCH
from dashboard.analysis.selection import (
    COUNTS,
    FEW_VISITS,
    Selection,
    Unit,
    each_row,
    in_words,
    measure,
    tally,
)
from dashboard.charts.chart import Chart, Option, Options, grouped, on_chosen_topics
from dashboard.charts.drawn import LINE, width
from dashboard.charts.theme import Drawing, Theme, bar, in_lines, scatter
from dashboard.model.vocabulary import StatementKind

QUESTION = "Which topics come up more often under whom?"

SYMBOLS = {
    "circle": "●", "diamond": "◆", "square": "■", "triangle-up": "▲", "cross": "✚", "star": "★",
    "hexagon": "⬢", "triangle-down": "▼",
}  # fmt: skip
"""The form of each leader's marks, and the letter that stands for it in the key."""
ROW_HEIGHT = 29
KEY_WIDTH = 230
"""The pixels that a line of the key may take: the plot on a telephone is no wider."""
EDGE = 8
"""The pixels above and below the key."""
NEAR = 0.035
"""Marks closer than this part of the largest value overlap on a narrow screen."""


class Order(StrEnum):
    """How the topics are ordered; the value is the label on screen and in shared links."""

    DIFFERENCE = "Difference"
    FREQUENCY = "Frequency"
    NAME = "Name"


def table(
    selection: Selection, unit: str = Unit.SHARE, order: str = Order.DIFFERENCE
) -> pd.DataFrame:
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
    counted = measure(selection, selection.mentions, ["topic", "leader"])
    n_all_visits = tally(selection.visits["leader"])
    named = {topic for topic, _ in counted}
    none = dict.fromkeys((each.column for each in COUNTS), 0)
    rows: list[list[dict[str, Any]]] = [
        [
            {
                "topic": topic.id, "topic_label": topic.label, "group": topic.group,
                "leader": who.id, "leader_name": who.name, "position": position,
                "n_all_visits": n_all_visits[who.id], "unit": str(Unit(unit)),
                **counted.get((topic.id, who.id), none),
            }
            for position, who in enumerate(selection.head.leaders)
            if who.id in n_all_visits
        ]
        for topic in selection.head.topics
        if topic.id in named
    ]  # fmt: skip
    for row in chain(*rows):
        row["share"] = row["n_visits"] / row["n_all_visits"]
        row["few"] = row["n_visits"] < FEW_VISITS
    rows.sort(key=lambda own: _rank(own, Unit(unit), Order(order)))
    return pd.DataFrame(list(chain(*rows)), columns=columns)


def _rank(own: list[dict[str, Any]], unit: Unit, order: Order) -> tuple[float, str, str]:
    """Give what the rows of a topic are ordered by."""
    values = [row[unit.column] for row in own]
    # A share is summed as visits: the leaders' unequal denominators would bend the mean.
    counted = Unit.VISITS if unit is Unit.SHARE else unit
    if order is Order.NAME:
        lead = 0
    elif order is Order.FREQUENCY or len(values) == 1:
        lead = sum(row[counted.column] for row in own)
    elif len(values) == 2:
        lead = values[1] - values[0]
    else:
        lead = max(values) - min(values)
    return -round(lead, 9), own[0]["topic_label"].casefold(), own[0]["topic"]


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
    return limits.left_out(frame, "topic", "topic")


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw a row a topic with one mark a leader; hollow where few visits touch the topic."""
    frame = limits.most(frame, "topic", "n_statements")
    records = _records(frame)
    topics, leaders = _by(records, "topic"), _by(records, "position")
    rows = {topic: row for row, topic in enumerate(topics)}
    key = _key(records, theme)
    above = 2 * EDGE + LINE * (key.count("<br>") + 1)
    drawing = theme.drawing(height=ROW_HEIGHT * len(rows) + above + 4 * LINE + EDGE)
    drawing.update_layout(barmode="overlay", showlegend=False, margin={"t": above})
    if frame.empty:
        return drawing.figure()
    # A text and no legend: that is three traces more, and takes Plotly a quarter of a drawing.
    drawing.add_annotation(
        text=key, showarrow=False, align="left", yshift=EDGE,
        x=0, xref="paper", xanchor="left", y=1, yref="paper", yanchor="bottom",
    )  # fmt: skip
    unit = Unit(frame["unit"].iloc[0])
    values = {
        topic: {row["position"]: row[unit.column] for row in own} for topic, own in topics.items()
    }
    ends = [(min(own.values()), max(own.values())) for own in values.values()]
    lowest, top = float(min(ends)[0]), float(max(high for _, high in ends)) or 1.0
    start, end = min(-0.02 * top, lowest - 0.2 * top), 1.2 * top
    custom = {topic: [topic, _hover(own)] for topic, own in topics.items()}
    # One invisible bar a row: a reader need not hit the mark to read or choose the topic.
    drawing.add_trace(
        bar(
            orientation="h", base=[start] * len(rows), x=[end - start] * len(rows),
            y=list(rows.values()), width=1, marker={"color": "rgba(0,0,0,0)"},
            customdata=list(custom.values()), showlegend=False,
            hovertemplate="%{customdata[1]}<extra></extra>", **_NEVER_DIMMED,
        )
    )  # fmt: skip
    drawing.add_trace(
        scatter(
            x=[x for pair in ends for x in (*pair, None)],
            y=[y for row in rows.values() for y in (row, row, None)],
            mode="lines", line={"color": theme.grid, "width": 4}, hoverinfo="skip",
            showlegend=False,
        )
    )  # fmt: skip
    for position in sorted(leaders):
        _add_leader(drawing, leaders[position], values, rows, custom, theme)
    drawing.update_yaxes(
        tickvals=list(rows.values()),
        ticktext=[in_lines(own[0]["topic_label"]) for own in topics.values()],
        range=[len(rows) - 0.5, -0.5], showgrid=False, zeroline=False,
    )  # fmt: skip
    drawing.update_xaxes(
        title_text=_axis_title([leaders[position][0] for position in sorted(leaders)], unit),
        range=[start, end], zeroline=lowest < 0.2 * top,
        tickformat=".0%" if unit is Unit.SHARE else ",d", nticks=8, dtick=_step(unit, top),
    )  # fmt: skip
    return drawing.figure()


_NEVER_DIMMED: dict[str, Any] = {
    "selected": {"marker": {"opacity": 1}},
    "unselected": {"marker": {"opacity": 1}},
}


def _add_leader(
    drawing: Drawing,
    own: list[dict[str, Any]],
    values: dict[str, dict[int, float]],
    rows: dict[str, int],
    custom: dict[str, list[str]],
    theme: Theme,
) -> None:
    unit, position = Unit(own[0]["unit"]), own[0]["position"]
    colour, symbol = theme.leader(position), _form(position)
    top = float(max(max(others.values()) for others in values.values())) or 1.0
    heights, texts, places = [], [], []
    for topic in (row["topic"] for row in own):
        others = values[topic]
        value = others[position]
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
            x=[row[unit.column] for row in own], y=heights, mode="markers+text", text=texts,
            textposition=places, textfont={"size": 12, "color": theme.muted}, cliponaxis=False,
            marker={
                "symbol": symbol, "size": 12, "opacity": 1,
                "color": [theme.ground if row["few"] else colour for row in own],
                "line": {"color": colour, "width": 2},
            },
            customdata=[custom[row["topic"]] for row in own], showlegend=False,
            hovertemplate="%{customdata[1]}<extra></extra>",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}, "textfont": {"color": theme.muted}},
        )
    )  # fmt: skip


def _form(position: int) -> str:
    return list(SYMBOLS)[position % len(SYMBOLS)]


def _key(rows: list[dict[str, Any]], theme: Theme) -> str:
    """Write the key, in lines: the leaders' forms and names, and what a hollow mark says."""
    names = {row["position"]: row["leader_name"] for row in rows}
    signs = [
        (SYMBOLS[_form(position)], theme.leader(position), names[position])
        for position in sorted(names)
    ]
    if any(row["few"] for row in rows):
        signs.append(("○", theme.muted, "fewer than five visits"))
    lines: list[list[str]] = []
    room = 0.0
    for sign, colour, name in signs:
        # Hard spaces, for Plotly takes several others as one.
        text = f"{sign}\u00a0{in_lines(name, 30)}\u00a0\u00a0\u00a0"
        if width(text) > room:
            lines.append([])
            room = KEY_WIDTH
        room -= width(text)
        lines[-1].append(
            f"<span style='color:{colour};font-size:{LINE}px'>{text[0]}</span>{text[1:]}"
        )
    return "<br>".join(map("".join, lines))


def _step(unit: Unit, top: float) -> float | None:
    if unit is Unit.SHARE:
        return 0.25 if top > 0.5 else 0.1 if top > 0.1 else None
    return 1 if top <= 5 else None


def _axis_title(leaders: list[dict[str, Any]], unit: Unit) -> str:
    what = {
        Unit.HOSTS: "Host countries of visits that touch the topic",
        Unit.DAYS: "Days abroad of visits that touch the topic",
        Unit.STATEMENTS: "Statements on the topic",
    }.get(unit, f"{unit} that touch the topic")
    # In two lines where one is too long for a telephone, and no word alone in the second.
    named = in_lines(what, 38 if len(what) <= 38 else 30)
    return f"{named}<br>{in_lines(_denominators(leaders), 38)}"


def _denominators(leaders: list[dict[str, Any]]) -> str:
    (name, count), *others = ((row["leader_name"], row["n_all_visits"]) for row in leaders)
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


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [row._asdict() for row in each_row(frame)]


def _by(rows: list[dict[str, Any]], column: str) -> dict[Any, list[dict[str, Any]]]:
    """Give the rows of each value of a column, the values in their order."""
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


def alt(frame: pd.DataFrame) -> str:
    """Say on which topic the leaders differ most; of one leader, which comes up most."""
    if frame.empty:
        return "No topic comes up in this selection."
    unit = Unit(frame["unit"].iloc[0])
    # Of equals the first by id, in whatever order the rows stand.
    topics = sorted(_by(_records(frame), "topic").items())
    alone = len(topics[0][1]) == 1

    def lead(own: list[dict[str, Any]]) -> float:
        values = [row[unit.column] for row in own]
        return values[0] if alone else max(values) - min(values)

    own = max((own for _, own in topics), key=lead)
    said = ", ".join(
        f"{row['leader_name']} {_of_visits(row)}"
        if unit in (Unit.SHARE, Unit.VISITS)
        else f"{row['leader_name']} {in_words(row, unit)}"
        for row in own
    )
    what = "the topic that comes up most is" if alone else "the leaders differ most on"
    return f"In this data set {what} {own[0]['topic_label']}: {said}."


def _basis(selection: Selection, frame: pd.DataFrame, options: Options) -> str:
    return (
        f"{basis(options['unit'], options['said'])}{on_chosen_topics(selection)} "
        f"{FEW_TOUCH}{left_out(frame)} Click a row to read it."
    )


CHART = Chart(
    name="topics_by_leader",
    title=QUESTION,
    page="topics",
    options=(
        Option("unit", "Count", tuple(Unit)),
        Option("order", "Order", tuple(Order)),
        Option("said", "Kinds of statement", tuple(StatementKind), "many"),
    ),
    picks=("open",),
    table=lambda selection, options: table(
        grouped(selection).of_kinds(options["said"]), options["unit"], options["order"]
    ),
    figure=figure,
    finding=alt,
    basis=_basis,
    statements=lambda selection, options: selection.of_kinds(options["said"]),
)
