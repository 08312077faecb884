"""The chart on a page: a thin component in which Plotly changes what stands there.

Streamlit's own component puts another chart in the place of a changed one, and ships all of
Plotly, of which our charts need a quarter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import plotly.graph_objects as go
from streamlit.components import v2

PICKED = "picked"
"""The key of a chart's state for a click on a mark: it holds the mark's customdata."""
VERSION = "4.1.1"
"""The release of plotly.js that lies under static/plotly."""
CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "scrollZoom": False,
    # Maps fetch their outlines from another host unless told otherwise (static/README.md). It is
    # relative to the page's address, so that a base path, of ours or of a proxy, stands before it.
    "topojsonURL": "app/static/topojson/",
}
"""What every chart tells Plotly in the browser."""

_mount = v2.component(
    "presidents_abroad_plot",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    # Plotly's styles stand in the page's head, which a shadow root would not see.
    isolate_styles=False,
)


def serialize(
    figure: go.Figure,
    *,
    name: str,
    alt: str,
    clickable: bool = False,
    config: Mapping[str, Any] | None = None,
) -> bytes:
    """Return all that the browser draws a chart from, as JSON.

    The layout has a height; without a width the chart is as wide as its place. `clickable`: a
    click on a mark that has customdata reruns the page; `config` adds to `CONFIG`.
    """
    if clickable:
        # A drag that zooms would take the click.
        figure.update_layout(dragmode="pan")
    layout = figure.layout.to_plotly_json()
    part = "geo" if any(key.startswith("geo") for key in layout) else "basic"
    return orjson.dumps(
        {
            "figure": orjson.Fragment(str(figure.to_json())),
            "library": f"{part}-{VERSION}",
            "name": name,
            "alt": alt,
            "clickable": clickable,
            "config": {**CONFIG, **(config or {})},
        }
    )


def plot(chart: bytes, key: str, on_pick: Callable[[], None] = lambda: None) -> None:
    """Draw a chart from what `serialize` returns; `on_pick` runs at a click, before the rerun."""
    _mount(key=key, data=chart, on_picked_change=on_pick)
