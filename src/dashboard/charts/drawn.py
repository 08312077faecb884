"""Figures as the page hands them to the browser: so that Plotly draws each once.

With margins that it finds itself it draws two to ten times, so they are set here. A figure that
leaves the page, as an image, a page of its own or a part of the static copy, keeps the margins that
Plotly finds: there the letters may be of another font.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.theme import Figure, merge

_AXIS = re.compile(r"([xy])axis\d*")
_BREAK, _TAG = re.compile("<br ?/?>"), re.compile("<[^>]*>")
GAP = 4
"""Pixels between the plot and its labels."""
STANDOFF = 8
LINE = 17
"""Pixels that a line takes at the size of the labels."""
SIZE = 13
_WIDTHS = {
    letter: width
    for width, letters in {
        0.27: " |ijl',.:;’‘·I",
        0.31: "f!()[]{}-",
        0.35: "tr/\\",
        0.43: '*sz?"“”c',
        0.50: "Jxvyk–YLFe0123456789#$+<=>^~×_ag",
        0.55: "XSVZETAo`hunbdpqC",
        0.61: "PRKBß&",
        0.67: "DGUNHOQ",
        0.73: "wM",
        0.85: "æW—%m@",
    }.items()
    for letter in letters
}
"""How wide a letter is, in ems: measured of Source Sans, which Streamlit sends along."""


def for_page(figure: go.Figure, *, clickable: bool) -> dict[str, Any]:
    """Give the figure for the page, as plain data: the same, with its margins set.

    `clickable`: a click on a mark is an answer, and a drag moves instead of zooming.
    """
    made = figure.plain if isinstance(figure, Figure) else figure.to_plotly_json()
    own: dict[str, Any] = dict(made["layout"])
    usual: dict[str, Any] = own.pop("template", {}).get("layout", {})
    layout = deepcopy({name: part for name, part in usual.items() if not _AXIS.fullmatch(name)})
    merge(layout, own)
    # A map has no axes, and would get some.
    if any(trace["type"] in ("bar", "scatter") for trace in made["data"]):
        layout = {"xaxis": {}, "yaxis": {}} | layout
    for name in filter(_AXIS.fullmatch, layout):
        axis = deepcopy(usual.get(f"{name[0]}axis", {}))
        merge(axis, layout[name])
        # The margins hold every label; to look for one that overflows would take a tenth of it.
        layout[name] = axis | {"automargin": False, "ticklabeloverflow": "allow"}
        if not axis.get("title", {}).get("text"):
            # A distance from the labels makes Plotly measure each, with a title or without one.
            layout[name].pop("title", None)
    layout["margin"] = margins(layout)
    if clickable:
        layout["dragmode"] = "pan"
    return {"data": made["data"], "layout": layout}


def margins(layout: Mapping[str, Any]) -> dict[str, int]:
    """Give the margins in pixels that hold the labels and titles of the axes, or wider ones."""
    held = dict(layout.get("margin", {}))
    for name, axis in layout.items():
        found = _AXIS.fullmatch(name)
        if found is None or axis.get("visible") is False:
            continue
        title = axis.get("title", {}).get("text") or ""
        side, room = ("l", _beside(axis)) if found[1] == "y" else ("b", _below(axis))
        if title:
            room += STANDOFF + LINE * len(_lines(title))
        held[side] = max(held.get(side, 0), round(room) + 1)
    return held


def _beside(axis: Mapping[str, Any]) -> float:
    labels = _labels(axis)
    return GAP + max(map(width, labels)) if labels else 0


def _below(axis: Mapping[str, Any]) -> int:
    if axis.get("type") == "date":
        # The month, and the year below it.
        return GAP + 2 * LINE + GAP
    labels = _labels(axis)
    return GAP + LINE * max(len(_lines(label)) for label in labels) if labels else 0


def _labels(axis: Mapping[str, Any]) -> list[str]:
    if axis.get("showticklabels") is False:
        return []
    if "ticktext" in axis:
        return [str(label) for label in axis["ticktext"]]
    # Of numbers that Plotly chooses, the widest is about the last; a low axis has halves or tenths.
    top = max((abs(end) for end in axis.get("range", ())), default=0)
    return [f"{top:,.0f}" if top > 5 else "0.0"]


def width(text: str) -> float:
    """Give the pixels that a label takes at most: of the widest of its lines."""
    return SIZE * max(_ems(line) for line in _lines(text))


def _lines(text: str) -> list[str]:
    return [html.unescape(_TAG.sub("", line)) for line in _BREAK.split(text)]


def _ems(line: str) -> float:
    # An accent takes no room of its own.
    letters: Iterable[str] = unicodedata.normalize("NFKD", line)
    return sum(_WIDTHS.get(one, 1) for one in letters if not unicodedata.combining(one))
