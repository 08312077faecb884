"""Colours by role and the one Plotly template, in a light and a dark form.

No colour says good or bad: no red against green, no warning tones. The first two leaders
stay apart under the common forms of colour blindness (dark blue and ochre after Okabe
and Ito, "Color Universal Design", 2008), and every chart carries its meaning in place,
form or words as well. A leader's colour is dark enough, or light enough, for text.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import plotly.graph_objects as go

from dashboard.model.vocabulary import Status, VisitKind

Trace = dict[str, Any]
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


@dataclass(frozen=True)
class Theme:
    """The colours of one mode; `dark` picks the dark one."""

    dark: bool = False

    @property
    def ground(self) -> str:
        """The page's own background."""
        return "#14171b" if self.dark else "#ffffff"

    @property
    def ink(self) -> str:
        """Text and axes."""
        return "#e8e6e1" if self.dark else "#14171b"

    @property
    def muted(self) -> str:
        """Secondary text; 4.5 to 1 on the ground."""
        return "#a9afb6" if self.dark else "#5b6269"

    @property
    def grid(self) -> str:
        """Grid lines and connecting lines."""
        return "#30363d" if self.dark else "#e3e0da"

    @property
    def empty(self) -> str:
        """The fill of a cell that holds nothing."""
        return "#1b2026" if self.dark else "#f7f6f3"

    @property
    def land(self) -> str:
        """Land on a map."""
        return "#30373f" if self.dark else "#e6e3dc"

    @property
    def water(self) -> str:
        """Sea and lakes on a map; near the ground, so that a map has no heavy box."""
        return "#191d22" if self.dark else "#f6f8fa"

    @property
    def border(self) -> str:
        """Boundaries and coasts on a map."""
        return "#59626c" if self.dark else "#b9b4a9"

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

    @property
    def scale(self) -> list[tuple[float, str]]:
        """One neutral ramp from nothing to most, for shaded cells."""
        ends = ("#1b2026", "#9db2cf") if self.dark else ("#f7f6f3", "#3f5878")
        return [(0.0, ends[0]), (1.0, ends[1])]

    def shade(self, share: float) -> str:
        """The colour at `share` (0 to 1) of the ramp, as hex."""
        (_, low), (_, high) = self.scale
        return _mixed(low, high, share)

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

    def vertical_line(self, x: float, dash: str = "solid") -> dict[str, Any]:
        """Return the shape of a line over the whole height of the plot, below the marks."""
        line = {"color": self.muted, "width": 1.5, "dash": dash}
        ends = {"x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper"}
        return {"type": "line", **ends, "line": line, "layer": "below"}


@cache
def _template(theme: Theme) -> dict[str, Any]:
    """Give the one template of every figure."""
    axis = {
        "gridcolor": theme.grid,
        "linecolor": theme.grid,
        "zerolinecolor": theme.grid,
        "tickfont": {"color": theme.ink, "size": 13},
        "title": {"font": {"color": theme.muted, "size": 13}, "standoff": 8},
        "automargin": True,
        "fixedrange": True,
    }
    layout = {
        "font": {"family": FONT, "color": theme.ink, "size": 13},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
        "xaxis": axis,
        "yaxis": axis,
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.02,
            "yanchor": "bottom",
            "font": {"color": theme.ink, "size": 13},
        },
        "hoverlabel": {
            "bgcolor": "#262c33" if theme.dark else "#ffffff",
            "bordercolor": theme.muted,
            "font": {"family": FONT, "color": theme.ink, "size": 13},
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
        marker={"color": "rgba(0,0,0,0)"},
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


def row_axis(labels: Sequence[str], above: float = 0.5) -> dict[str, Any]:
    """Return the axis of rows with these labels, the first on top."""
    return {
        "tickvals": list(range(len(labels))),
        "ticktext": labels,
        "range": [len(labels) - 0.5, -above],
        "showgrid": False,
        "zeroline": False,
    }


def note(text: str, colour: str, size: int = 13, **place: Any) -> dict[str, Any]:
    """Return an annotation without an arrow; `place` by Plotly's names of its properties."""
    return {"text": text, "font": {"color": colour, "size": size}, "showarrow": False, **place}
