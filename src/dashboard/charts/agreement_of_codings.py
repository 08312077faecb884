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
from dashboard.analysis.selection import Selection, each_row
from dashboard.charts.chart import Chart
from dashboard.charts.theme import Theme, in_lines, scatter

QUESTION = "How far do two codings of the same statements agree?"

ROW_HEIGHT = 40


def table(selection: Selection) -> pd.DataFrame:
    """Give Krippendorff's alpha of kind and of each topic, as `reliability.agreement` does.

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
    drawing = theme.drawing(height=ROW_HEIGHT * len(frame) + 110)
    drawing.update_layout(showlegend=False, margin={"t": 40})
    if frame.empty:
        return drawing.figure()
    rows = list(range(len(frame)))
    low = min(0.0, *frame["alpha_low"].tolist(), *frame["alpha"].tolist())
    for limit in (TENTATIVE, RELIABLE):
        drawing.add_vline(
            x=limit, line={"color": theme.muted, "width": 1.5, "dash": "dot"}, layer="below"
        )
        drawing.add_annotation(
            x=limit, y=1, yref="paper", text=f"{limit:g}", showarrow=False, yanchor="bottom",
            xanchor="right" if limit == TENTATIVE else "left",
            font={"color": theme.muted, "size": 12},
        )  # fmt: skip
    ends = list(zip(frame["alpha_low"].tolist(), frame["alpha_high"].tolist(), strict=True))
    drawing.add_trace(
        scatter(
            x=[x for pair in ends for x in (*pair, None)],
            y=[y for row in rows for y in (row, row, None)],
            mode="lines", line={"color": theme.muted, "width": 3}, hoverinfo="skip",
        )
    )  # fmt: skip
    colours = [theme.ink if row.variable == KIND else theme.shade(0.8) for row in each_row(frame)]
    drawing.add_trace(
        scatter(
            x=frame["alpha"].tolist(), y=rows, mode="markers", cliponaxis=False,
            customdata=[[row.variable, _hover(row)] for row in each_row(frame)],
            marker={
                "symbol": ["diamond" if row.variable == KIND else "circle"
                           for row in each_row(frame)],
                "size": 13,
                "color": [theme.ground if row.few else colour
                          for row, colour in zip(each_row(frame), colours, strict=True)],
                "line": {"color": colours, "width": 2},
            },
            hovertemplate="%{customdata[1]}<extra></extra>",
        )
    )  # fmt: skip
    drawing.add_trace(
        scatter(
            x=[1.06] * len(rows), y=rows, mode="text", textposition="middle right",
            text=[_number(row.alpha) for row in each_row(frame)], cliponaxis=False,
            textfont={"size": 13, "color": theme.ink}, hoverinfo="skip",
        )
    )  # fmt: skip
    drawing.update_xaxes(
        range=[low - 0.04, 1.2], zeroline=False, tickvals=[0, 0.25, 0.5, 0.75, 1],
        ticktext=["0", "0.25", "0.5", "0.75", "1"],
        title_text="Krippendorff’s alpha<br>(0: as by chance, 1: always alike)",
    )  # fmt: skip
    drawing.update_yaxes(
        range=[len(rows) - 0.5, -0.6], showgrid=False, zeroline=False, tickvals=rows,
        ticktext=[
            f"{in_lines(row.label)}<br><span style='color:{theme.muted};font-size:11px'>"
            f"{row.n_either:,} of {row.n_statements:,}</span>"
            for row in each_row(frame)
        ],
    )  # fmt: skip
    return drawing.figure()


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


def alt(frame: pd.DataFrame) -> str:
    """Say alpha of the kind, and which topic has the lowest."""
    if frame.empty:
        return "No double coding of statements is given for this data set."
    parts = []
    for row in each_row(frame[frame["variable"] == KIND]):
        parts.append(
            f"alpha is {_number(row.alpha)} for the kind of statement, 95% interval "
            f"{_interval(row)}, with {row.n_alike:,} of {row.n_statements:,} coded alike"
        )
    for row in each_row(frame[frame["variable"] != KIND].tail(1)):
        parts.append(
            f"{'and' if parts else 'alpha is'} lowest for the topic {row.label}, "
            f"{_number(row.alpha)}"
        )
    return f"In this data set {', '.join(parts)}."


BASIS = (
    "Under each name, the statements with the topic in either coding, of all coded "
    "twice. Dotted lines: what is customary to require (0.8), and the lowest limit (0.667). "
    f"Lines: 95% percentile intervals over {RESAMPLES:,} resamples of the statements, with a "
    f"fixed seed. Hollow: fewer than {RARE} statements."
)
CHART = Chart(
    name="agreement_of_codings",
    title=QUESTION,
    page="codebook",
    table=lambda selection, _: table(selection),
    figure=figure,
    finding=alt,
    basis=lambda *_: BASIS,
)
