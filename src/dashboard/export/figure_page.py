"""A figure that speaks for itself away from its page: as an image, and as a page that needs no net.

Whoever meets the image without the page must find in it what was asked, what was shown, on how
much it rests and where it is from: so these words are part of the figure.
"""

from __future__ import annotations

import json
import textwrap
from html import escape
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from dashboard.charts.theme import Theme, as_text

WIDTH = 1000
"""Pixels of the image; the lines of words are broken for it."""
EDGE = 24
"""Pixels free around everything."""
FONT = 'Arial, "Helvetica Neue", "Liberation Sans", Helvetica, sans-serif'
"""Fonts that a machine has of itself: an image cannot load the page's, and would be set in another
than its labels were measured for."""
_TITLE, _TITLE_LINE = 21, 28
_WORDS, _WORDS_LINE = 13, 17
_KEY = 52
"""Pixels that a legend above the plot takes."""


def standalone(
    figure: go.Figure, *, question: str, said: str, basis: str, source: str, theme: Theme
) -> go.Figure:
    """Copy a figure with the words burned in: question, what is shown, basis, source and version.

    All words are plain text. They stand above the plot, hung from the upper edge of the image:
    how much room the axes need below, only the browser knows.
    """
    # An average letter of Arial is half as wide as it is high, a bold one a little more.
    room = WIDTH - 2 * EDGE
    title = textwrap.wrap(question, int(room / (_TITLE * 0.56)))
    words = [
        f'<span style="color:{colour}">{as_text(line)}</span>'
        for text, colour in ((said, theme.ink), (basis, theme.muted), (source, theme.muted))
        for line in textwrap.wrap(text, int(room / (_WORDS * 0.5)))
    ]
    head = EDGE + len(title) * _TITLE_LINE + len(words) * _WORDS_LINE + 16
    out = go.Figure(figure)
    layout: Any = out.layout
    margin = {side: _margin(layout, side) for side in "ltrb"}
    above = max(margin["t"], _KEY if _has_key(out) else 0)
    out.update_layout(
        title={
            "text": "<br>".join(f"<b>{as_text(line)}</b>" for line in title),
            "subtitle": {"text": "<br>".join(words), "font": {"size": _WORDS}},
            "font": {"size": _TITLE, "color": theme.ink},
            "x": 0, "xref": "container", "xanchor": "left",
            "y": 1, "yref": "container", "yanchor": "top",
            "pad": {"l": EDGE, "t": EDGE},
        },
        font={"family": FONT},
        paper_bgcolor=theme.ground,
        plot_bgcolor=theme.ground,
        width=WIDTH,
        height=height(figure) + head + (above - margin["t"]) + EDGE,
        margin={
            "l": margin["l"] + EDGE, "r": margin["r"] + EDGE,
            "t": head + above, "b": margin["b"] + EDGE,
        },
        modebar={"color": theme.muted, "activecolor": theme.ink},
    )  # fmt: skip
    # Plotly makes room for an axis up to the edge of the image: an empty line keeps it free.
    out.for_each_xaxis(
        lambda axis: (
            axis.title.update(text=f"{axis.title.text}<br>\u00a0") if axis.title.text else None
        )
    )
    return out


def height(figure: go.Figure) -> int:
    """Give the height of a figure in pixels."""
    layout: Any = figure.layout
    return int(layout.height or 450)  # Plotly's own, where none is set


def _margin(layout: Any, side: str) -> int:
    own = layout.margin[side]
    return int(layout.template.layout.margin[side] or 0) if own is None else int(own)


def _has_key(figure: go.Figure) -> bool:
    layout: Any = figure.layout
    if layout.showlegend is False:
        return False
    shown = [trace for trace in figure.data if getattr(trace, "showlegend", None) is not False]
    return len(shown) > 1 or any(getattr(trace, "showlegend", None) for trace in shown)


def page(figure: go.Figure, *, title: str, alt: str, outlines: Path | None = None) -> str:
    """Write a figure as one HTML page that works offline and asks no host for anything.

    The page carries Plotly itself (about 5 MB), and forbids itself every request. A map brings
    its outlines along, from the folder `outlines`.
    """
    drawing = figure.to_html(
        full_html=False,
        include_plotlyjs=True,
        div_id="figure",  # otherwise a new one each time, and the same view would differ
        config={"displaylogo": False, "showSendToCloud": False},
        default_width=f"{WIDTH}px",
        default_height=f"{height(figure)}px",
    )
    if outlines is not None and maps(figure):
        drawing = _with_outlines(outlines) + drawing
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<title>{escape(title)}</title>
</head>
<body style="margin:0;overflow-x:auto">
<main role="figure" aria-label="{escape(alt)}">
{drawing}
</main>
</body>
</html>
"""


def maps(figure: go.Figure) -> bool:
    """Tell whether a figure draws a map, and so needs the outlines of countries."""
    traces: Any = figure.data
    return any(trace.type in ("choropleth", "scattergeo") for trace in traces)


def _with_outlines(folder: Path) -> str:
    return f"<script>{outlines_script(folder)}</script>\n"


def outlines_script(folder: Path) -> str:
    """Write the outlines of countries as JavaScript, where Plotly looks before it asks a host."""
    files = sorted(folder.glob("*.json"))
    held = ",".join(f'"{path.stem}":{path.read_text(encoding="utf-8")}' for path in files)
    return f"window.PlotlyGeoAssets={{topojson:{{{held.replace('<', chr(92) + 'u003c')}}}}}"


def plotly_script() -> str:
    """Give Plotly's own JavaScript, for several pages to share one copy."""
    return get_plotlyjs()


def spec(figure: go.Figure) -> dict[str, Any]:
    """Give a figure as plain data, as Plotly reads it in the browser."""
    return json.loads(str(figure.to_json()))
