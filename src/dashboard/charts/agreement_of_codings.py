"""How far two codings of the same statements agree, on their kind and on each topic."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis.reliability import (
    KIND,
    RARE,
    RELIABLE,
    RESAMPLES,
    TENTATIVE,
    agreement,
)
from dashboard.analysis.selection import Selection
from dashboard.charts.chart import Chart, Options
from dashboard.charts.parts.rows import row_axis, row_label, row_lines, upright
from dashboard.charts.theme import (
    ABOVE,
    HOVER,
    TOPIC_LABELS,
    Theme,
    in_lines,
    note,
    scatter,
)

ROW_HEIGHT = 40
BASIS = (
    "Under each name, the statements with the topic in either coding, of all coded twice. Dotted "
    f"lines: what is customary to require ({RELIABLE:g}), and the lowest limit ({TENTATIVE:g}). "
    f"Lines: 95% percentile intervals over {RESAMPLES:,} resamples of the statements, with a "
    f"fixed seed. Hollow: fewer than {RARE} statements."
)


def table(selection: Selection, _: Options) -> pd.DataFrame:
    """Return Krippendorff's alpha of kind and of each topic, as `reliability.agreement` does.

    No row where no statement was coded twice.

    Columns: variable (kind or a topic), label, n_statements (coded twice), n_either (with it
    in either coding), n_both (with it in both), n_alike (coded alike), alike_share, alpha,
    alpha_low, alpha_high (its 95% interval), few (fewer than ten statements have the topic).
    """
    return agreement(selection)


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw a row a variable: alpha as a mark, its interval as a line, hollow where few.

    Lines stand at what is customary to require and at the lowest limit.
    """
    if frame.empty:
        return theme.figure(height=ROW_HEIGHT)
    items: list[Any] = list(frame.itertuples())
    rows = list(range(len(items)))
    low = min(0.0, frame["alpha_low"].min(), frame["alpha"].min())
    limits = ((TENTATIVE, "right"), (RELIABLE, "left"))
    colours = [theme.ink if item.variable == KIND else theme.shade(0.8) for item in items]
    traces = [
        row_lines(frame["alpha_low"], frame["alpha_high"], color=theme.muted, width=3),
        scatter(
            x=frame["alpha"].tolist(),
            y=rows,
            mode="markers",
            cliponaxis=False,
            customdata=[[item.variable, _hover(item)] for item in items],
            marker={
                "symbol": ["diamond" if item.variable == KIND else "circle" for item in items],
                "size": 13,
                "color": [
                    theme.ground if item.few else colour
                    for item, colour in zip(items, colours, strict=True)
                ],
                "line": {"color": colours, "width": 2},
            },
            hovertemplate=HOVER,
        ),
        scatter(
            x=[1.06] * len(rows),
            y=rows,
            mode="text",
            textposition="middle right",
            text=[_number(item.alpha) for item in items],
            cliponaxis=False,
            textfont={"size": 13, "color": theme.ink},
            hoverinfo="skip",
        ),
    ]
    return theme.figure(
        traces,
        height=ROW_HEIGHT * len(frame) + 110,
        showlegend=False,
        margin={"l": TOPIC_LABELS, "t": 40},
        shapes=[upright(limit, theme, dash="dot") for limit, _ in limits],
        annotations=[
            note(f"{limit:g}", theme.muted, 12, x=limit, xanchor=side, **ABOVE)
            for limit, side in limits
        ],
        xaxis={
            "range": [low - 0.04, 1.2],
            "zeroline": False,
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
            "ticktext": ["0", "0.25", "0.5", "0.75", "1"],
            "title": {"text": "Krippendorff’s alpha<br>(0: as by chance, 1: always alike)"},
        },
        yaxis=row_axis([_label(item, theme) for item in items], above=0.6),
    )


def _label(item: Any, theme: Theme) -> str:
    return row_label(in_lines(item.label), f"{item.n_either:,} of {item.n_statements:,}", theme)


def _number(value: float) -> str:
    # A value that rounds to nought has no sign.
    return f"{round(value, 2) + 0:.2f}".replace("-", "−")


def _interval(row: Any) -> str:
    return f"{_number(row.alpha_low)} to {_number(row.alpha_high)}"


def _hover(row: Any) -> str:
    alike = f"{row.n_alike:,} of {row.n_statements:,} ({row.alike_share:.0%})"
    lines = [
        f"<b>{in_lines(row.label, 36)}</b>: alpha {_number(row.alpha)}",
        f"95% interval {_interval(row)}",
        f"Coded alike: {alike}",
    ]
    if row.variable == KIND:
        lines.append(f"Of the same kind in both: {row.n_both:,}")
    else:
        lines.append(f"With the topic: {row.n_both:,} in both, {row.n_either:,} in either")
    return "<br>".join(lines)


def finding(frame: pd.DataFrame) -> str:
    """Say alpha of the kind, and which topic has the lowest."""
    if frame.empty:
        return "No double coding of statements is given for this data set."
    parts = []
    rows: list[Any] = list(frame.itertuples())
    for row in (row for row in rows if row.variable == KIND):
        parts.append(
            f"alpha is {_number(row.alpha)} for the kind of statement, 95% interval "
            f"{_interval(row)}, with {row.n_alike:,} of {row.n_statements:,} coded alike"
        )
    for row in [row for row in rows if row.variable != KIND][-1:]:
        parts.append(
            f"{'and' if parts else 'alpha is'} lowest for the topic {row.label}, "
            f"{_number(row.alpha)}"
        )
    return f"In this data set {', '.join(parts)}."


CHART = Chart(
    name="agreement_of_codings",
    title="How far do two codings of the same statements agree?",
    page="codebook",
    table=table,
    figure=figure,
    finding=finding,
    basis=lambda *_: BASIS,
    nothing=lambda *_: "No double coding is given for this data set.",
)
