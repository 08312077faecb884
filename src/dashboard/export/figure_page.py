"""A figure that speaks for itself away from its page: as an image, and as a page that needs no net.

Whoever meets the image without the page must find in it what was asked, what was shown, on how
much it rests and where it is from: so these words are part of the figure.
"""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from dashboard.charts.theme import Theme, as_text
from dashboard.export.texts import TEXTS

WIDTH = 1000
"""Pixels of the image; the lines of words are broken for it."""
EDGE = 24
"""Pixels free around everything."""
FONT = 'Arial, "Helvetica Neue", "Liberation Sans", Helvetica, sans-serif'
"""Fonts that a machine has of itself: an image cannot load the page's."""
TITLE_SIZE, TITLE_LINE = 21, 28
WORDS_SIZE, WORDS_LINE = 13, 17
LEGEND = 52
"""Pixels that a legend above the plot takes."""


def standalone(
    figure: go.Figure, *, question: str, said: str, basis: str, source: str, theme: Theme
) -> go.Figure:
    """Return a copy of a figure with the words burned in: question, what is shown, basis, source.

    All words are plain text. They stand above the plot, hung from the upper edge of the image:
    how much room the axes need below, only the browser knows.
    """
    # An average letter of Arial is half as wide as it is high, a bold one a little more.
    room = WIDTH - 2 * EDGE
    title = textwrap.wrap(question, int(room / (TITLE_SIZE * 0.56)))
    words = [
        f'<span style="color:{colour}">{as_text(line)}</span>'
        for text, colour in ((said, theme.ink), (basis, theme.muted), (source, theme.muted))
        for line in textwrap.wrap(text, int(room / (WORDS_SIZE * 0.5)))
    ]
    head = EDGE + len(title) * TITLE_LINE + len(words) * WORDS_LINE + 16
    copy = go.Figure(figure)
    layout: Any = copy.layout
    margin = {**layout.template.layout.margin.to_plotly_json(), **layout.margin.to_plotly_json()}
    margin = {side: margin.get(side, 0) for side in "ltrb"}
    above = max(margin["t"], LEGEND if _has_legend(copy) else 0)
    copy.update_layout(
        title={
            "text": "<br>".join(f"<b>{as_text(line)}</b>" for line in title),
            "subtitle": {"text": "<br>".join(words), "font": {"size": WORDS_SIZE}},
            "font": {"size": TITLE_SIZE, "color": theme.ink},
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
    axes: Any = copy.select_xaxes()
    for axis in axes:
        if axis.title.text:
            axis.title.text += "<br>\u00a0"
    return copy


def height(figure: go.Figure) -> int:
    """Return the height of a figure in pixels."""
    layout: Any = figure.layout
    return int(layout.height or 450)  # Plotly's own, where none is set


def _has_legend(figure: go.Figure) -> bool:
    layout: Any = figure.layout
    if layout.showlegend is False:
        return False
    shown = [trace.showlegend for trace in figure.select_traces() if trace.showlegend is not False]
    return len(shown) > 1 or any(shown)


def page(figure: go.Figure, *, title: str, alt: str, outlines: Path | None = None) -> str:
    """Return a figure as one HTML page that works offline and asks no host for anything.

    The page carries Plotly itself (about 5 MB), and forbids itself every request. A map brings
    its outlines along, from the folder `outlines`.
    """
    return TEXTS.get_template("figure_page.html").render(
        title=title,
        alt=alt,
        outlines=outlines_script(outlines) if outlines and maps(figure) else "",
        drawing=figure.to_html(
            full_html=False,
            include_plotlyjs=True,
            div_id="figure",  # otherwise a new one each time, and the same view would differ
            config={"displaylogo": False, "showSendToCloud": False},
            default_width=f"{WIDTH}px",
            default_height=f"{height(figure)}px",
        ),
    )


def maps(figure: go.Figure) -> bool:
    """Tell whether a figure draws a map, and so needs the outlines of countries."""
    return any(trace.type in ("choropleth", "scattergeo") for trace in figure.select_traces())


def outlines_script(folder: Path) -> str:
    """Return the outlines of countries as JavaScript, where Plotly looks before it asks a host."""
    files = sorted(folder.glob("*.json"))
    held = ",".join(f'"{path.stem}":{path.read_text(encoding="utf-8")}' for path in files)
    return f"window.PlotlyGeoAssets={{topojson:{{{held.replace('<', chr(92) + 'u003c')}}}}}"


def plotly_script() -> str:
    """Return Plotly's own JavaScript, for several pages to share one copy."""
    return get_plotlyjs()


def spec(figure: go.Figure) -> dict[str, Any]:
    """Return a figure as plain data, as Plotly reads it in the browser."""
    return json.loads(str(figure.to_json()))
