"""Figures of rows: an axis of names, and what lies in each row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dashboard.charts.theme import HOVER, NEVER_DIMMED, NO_COLOUR, Theme, Trace, bar, scatter


def row_axis(labels: Sequence[str], above: float = 0.5) -> dict[str, Any]:
    """Return the axis of rows with these labels, the first on top."""
    return {
        "tickvals": list(range(len(labels))),
        "ticktext": labels,
        "range": [len(labels) - 0.5, -above],
        "showgrid": False,
        "zeroline": False,
    }


def row_targets(low: float, high: float, custom: list[list[str]]) -> Trace:
    """Return an invisible bar a row, so that a reader need not hit a mark to read or choose it.

    `custom` holds for each row what a click says and what a hover says.
    """
    return bar(
        orientation="h",
        base=[low] * len(custom),
        x=[high - low] * len(custom),
        y=list(range(len(custom))),
        width=1,
        marker={"color": NO_COLOUR},
        customdata=custom,
        hovertemplate=HOVER,
        showlegend=False,
        **NEVER_DIMMED,
    )


def row_lines(low: Iterable[float], high: Iterable[float], **line: Any) -> Trace:
    """Return a line a row, from a low to a high value."""
    ends = list(zip(low, high, strict=True))
    return scatter(
        x=[x for pair in ends for x in (*pair, None)],
        y=[y for row in range(len(ends)) for y in (row, row, None)],
        mode="lines",
        line=line,
        hoverinfo="skip",
        showlegend=False,
    )


def row_label(label: str, counts: str, theme: Theme) -> str:
    """Return the name of a row in lines, with its counts small below it."""
    return f"{label}<br><span style='color:{theme.muted};font-size:11px'>{counts}</span>"


def upright(x: float, theme: Theme, dash: str = "solid") -> dict[str, Any]:
    """Return the shape of a line over the whole height of the plot, below the marks."""
    line = {"color": theme.muted, "width": 1.5, "dash": dash}
    ends = {"x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper"}
    return {"type": "line", **ends, "line": line, "layer": "below"}
