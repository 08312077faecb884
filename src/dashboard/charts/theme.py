"""Colours by role and the one Plotly template, in a light and a dark form.

No colour says good or bad: no red against green, no warning tones. The first two leaders
stay apart under the common forms of colour blindness (dark blue and ochre after Okabe
and Ito, "Color Universal Design", 2008), and every chart carries its meaning in place,
form or words as well. A leader's colour is dark enough, or light enough, for text.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import plotly.graph_objects as go

from dashboard.model.vocabulary import Status, VisitKind

Trace = dict[str, Any]
NO_COLOUR = "rgba(0,0,0,0)"
FONT = '"Source Sans", "Source Sans Pro", system-ui, sans-serif'

_LEADERS = {
    False: ("#33578c", "#af601a", "#3f8080", "#7d5a9e", "#86742b", "#5c6670", "#a04e7a", "#3f7f4f"),
    True: ("#86aee8", "#e3a15c", "#7cc4c4", "#b99ad8", "#cdb968", "#a9b4bf", "#dc92b8", "#86c596"),
}
_VISIT_KINDS = {
    VisitKind.SUMMIT: ("#4477aa", "#7fb0dd"),
    VisitKind.OFFICIAL: ("#c28727", "#e8bb6a"),
    VisitKind.STATE: ("#7b4b94", "#bb93d2"),
    VisitKind.UN: ("#6d747b", "#a7b0b9"),
    VisitKind.WORKING: ("#2f8f8f", "#74cccc"),
    VisitKind.CEREMONY: ("#3a3226", "#d8ccb8"),
    VisitKind.TRANSIT: ("#a98f6b", "#cdb694"),
    VisitKind.PILGRIMAGE: ("#a8577e", "#d993b5"),
}
STATUS_PATTERNS = {
    Status.CONFIRMED: "",
    Status.UNCONFIRMED: "/",
    Status.DISPUTED: "x",
    Status.CANCELLED: "",
    Status.PLANNED: ".",
}
"""The hatch of a bar (Plotly `marker.pattern.shape`); a cancelled visit is hollow."""

SYMBOLS = (
    "circle", "diamond", "square", "triangle-up", "cross", "star", "hexagon", "triangle-down",
)  # fmt: skip
NEVER_DIMMED: dict[str, Any] = {
    "selected": {"marker": {"opacity": 1}},
    "unselected": {"marker": {"opacity": 1}},
}
"""Properties of a trace of marks: a click dims none of the others."""
HOVER = "%{customdata[1]}<extra></extra>"
"""What stands second in the customdata of a mark, and no name: it could hold a variable."""
TOPIC_LABELS, HOST_LABELS = 110, 100
"""The left margins in pixels that hold the names of topics and of hosts; a longer one widens it."""


def as_text(text: str) -> str:
    """Make text of the data harmless in a figure; quotes stay, which Plotly would spell out."""
    return html.escape(text, quote=False)


def in_lines(text: str, width: int = 22) -> str:
    """Break text of the data into lines of a figure, at spaces, and make it harmless."""
    lines = textwrap.wrap(text, width) or [text]
    return "<br>".join(as_text(line) for line in lines)


def _mixed(low: str, high: str, share: float) -> str:
    ends = ([int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (low, high))
    mixed = (round(a + (b - a) * min(max(share, 0), 1)) for a, b in zip(*ends, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


class Role(NamedTuple):
    """A colour of a theme, in its light and in its dark form."""

    light: str
    dark: str

    def __get__(self, theme: Theme, _: type[Theme]) -> str:
        return self.dark if theme.dark else self.light


@dataclass(frozen=True)
class Theme:
    """The colours of one mode; `dark` picks the dark one."""

    dark: bool = False

    ground = Role("#ffffff", "#14171b")
    """The page's own background."""
    ink = Role("#14171b", "#e8e6e1")
    """Text and axes."""
    muted = Role("#5b6269", "#a9afb6")
    """Secondary text; 4.5 to 1 on the ground."""
    grid = Role("#e3e0da", "#30363d")
    """Grid lines and connecting lines."""
    empty = Role("#f7f6f3", "#1b2026")
    """The fill of a cell that holds nothing, where the one neutral ramp of shades begins."""
    most = Role("#3f5878", "#9db2cf")
    """The fill of a cell that holds most."""
    land = Role("#e6e3dc", "#30373f")
    """Land on a map."""
    water = Role("#f6f8fa", "#191d22")
    """Sea and lakes on a map; near the ground, so that a map has no heavy box."""
    border = Role("#b9b4a9", "#59626c")
    """Boundaries and coasts on a map."""

    def leader(self, position: int) -> str:
        """The colour of the leader at this place in the vocabulary, the same on every page."""
        colours = _LEADERS[self.dark]
        return colours[position % len(colours)]

    def symbol(self, position: int) -> str:
        """The form of the marks of the leader at this place in the vocabulary.

        Leaders who share a colour have different forms.
        """
        return SYMBOLS[(position + position // len(SYMBOLS)) % len(SYMBOLS)]

    def visit_kind(self, kind: str) -> str:
        """The colour of a kind of visit."""
        return _VISIT_KINDS[VisitKind(kind)][self.dark]

    def shade(self, share: float) -> str:
        """The colour at `share` (0 to 1) of the ramp, as hex."""
        return _mixed(self.empty, self.most, share)

    def tint(self, position: int, share: float) -> str:
        """The colour at `share` (0 to 1) of the way from land to a leader's colour, as hex."""
        return _mixed(self.land, self.leader(position), share)

    def ink_on(self, colour: str) -> str:
        """Black or white, whichever reads better on `colour` (WCAG relative luminance)."""
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        return "#000000" if luminance > 0.179 else "#ffffff"

    def figure(self, traces: Sequence[Trace] = (), *, height: int, **layout: Any) -> go.Figure:
        """Return a figure of these traces in the template; `height` in pixels.

        Plotly checks each property as it is set: traces as `bar` and `scatter` give them are
        checked once, and half as long as by `go.Bar` and `add_trace`.
        """
        return go.Figure(traces, {"template": _template(self), "height": height} | layout)


@cache
def _template(theme: Theme) -> dict[str, Any]:
    """Give the one template of every figure."""
    text = {"color": theme.ink, "size": 13}
    axis = {
        **dict.fromkeys(["gridcolor", "linecolor", "zerolinecolor"], theme.grid),
        "tickfont": text,
        "title": {"font": {"color": theme.muted, "size": 13}, "standoff": 8},
        "automargin": True,
        "fixedrange": True,
    }
    layout = {
        "font": text | {"family": FONT},
        "paper_bgcolor": NO_COLOUR,
        "plot_bgcolor": NO_COLOUR,
        "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
        "xaxis": axis,
        "yaxis": axis,
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.02,
            "yanchor": "bottom",
            "font": text,
        },
        "hoverlabel": {
            "bgcolor": "#262c33" if theme.dark else "#ffffff",
            "bordercolor": theme.muted,
            "font": text | {"family": FONT},
            "align": "left",
        },
        "bargap": 0.2,
        "hovermode": "closest",
        "dragmode": False,
    }
    return {"layout": layout}


def bar(**properties: Any) -> Trace:
    """Return a trace of bars, by Plotly's names of its properties."""
    return {"type": "bar", **properties}


def scatter(**properties: Any) -> Trace:
    """Return a trace of points, lines or texts, by Plotly's names of its properties."""
    return {"type": "scatter", **properties}


def scattergeo(**properties: Any) -> Trace:
    """Return a trace of points, lines or texts on a map, by Plotly's names of its properties."""
    return {"type": "scattergeo", **properties}


def choropleth(**properties: Any) -> Trace:
    """Return a trace of shaded countries, by Plotly's names of its properties."""
    return {"type": "choropleth", **properties}


ABOVE: dict[str, Any] = {"y": 1, "yref": "paper", "yanchor": "bottom"}
"""The place of an annotation just above the plot."""


def note(text: str, colour: str, size: int = 13, **place: Any) -> dict[str, Any]:
    """Return an annotation without an arrow; `place` by Plotly's names of its properties."""
    return {"text": text, "font": {"color": colour, "size": size}, "showarrow": False, **place}
