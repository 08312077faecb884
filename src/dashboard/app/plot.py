"""The chart on a page: a component of our own, in which Plotly changes what stands there.

Streamlit's own takes a changed chart away and puts another in its place, which it hands to Plotly
twice; and it brings the whole of Plotly along, of which our charts need a quarter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
from streamlit.components import v2

PICKED = "picked"
"""What a click on a mark is called in the state of its chart: it holds the mark's customdata."""
VERSION = "4.1.1"
"""The release of plotly.js that lies under static/plotly."""

_mount = v2.component(
    "presidents_abroad_plot",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    # Plotly's styles stand in the page's head, which a shadow root would not see.
    isolate_styles=False,
)


def packed(
    figure: Mapping[str, Any],
    *,
    name: str,
    alt: str,
    config: Mapping[str, Any],
    clickable: bool = False,
) -> bytes:
    """Give all that the browser draws a chart from, as JSON.

    `figure` holds data and layout by Plotly's names, the layout a height; without a width it takes
    that of its place. `clickable`: a click on a mark that has customdata is an answer.
    """
    # A map may have no mark on it, and is a map nevertheless.
    part = "geo" if any(name.startswith("geo") for name in figure["layout"]) else "basic"
    given = {
        "figure": figure, "library": f"{part}-{VERSION}", "name": name, "alt": alt,
        "config": config, "clickable": clickable,
    }  # fmt: skip
    return orjson.dumps(given, option=orjson.OPT_SERIALIZE_NUMPY)


def plot(given: bytes, key: str, on_pick: Callable[[], None] = lambda: None) -> None:
    """Draw a chart from what `packed` gives; `on_pick` runs at a click, before the next run."""
    _mount(key=key, data=given, on_picked_change=on_pick)
