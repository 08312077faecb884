"""The one contract of every chart: what it is called, what a reader chooses, what it says.

A chart knows nothing of the screen. Pages, embed, static copy, screenshots, benchmarks and tests
find it in `dashboard.charts.REGISTRY` and ask it by these names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis.selection import Selection
from dashboard.charts.theme import Theme

Options = Mapping[str, Any]
"""What a reader chose of a chart: values by `Option.key`."""

NO_MATCH = "Nothing here matches the filters."


@dataclass(frozen=True)
class Option:
    """One choice that a reader makes about a chart.

    "one": always one of `values`, at first the first. "many": any of them, at first none, which
    means all. "switch": on or off. "value": whatever the page hands on, None by default.
    """

    key: str
    label: str
    values: tuple[Any, ...] = ()
    kind: Literal["one", "many", "switch", "value"] = "one"

    @property
    def default(self) -> Any:
        """What holds until the reader chooses."""
        if self.kind == "one":
            return self.values[0]
        return {"many": (), "switch": False, "value": None}[self.kind]


def on_chosen_topics(selection: Selection) -> str:
    """Say, as a sentence after a space, which topics the filters chose; nothing for none."""
    labels = {topic.id: topic.label for topic in selection.head.topics}
    chosen = " or ".join(labels[key] for key in selection.filters.topics if key in labels)
    return f" All visits shown touch {chosen}, and all statements are on it." if chosen else ""


def _no_statements(_: Selection, __: Options) -> None:
    return None


def _no_match(_: Selection, __: Options) -> str:
    return NO_MATCH


@dataclass(frozen=True)
class Chart:
    """One answer: its numbers, its figure, and the sentences that go with them.

    `name` stands in links (`?chart=`) and names files; `page` is the page of the menu ("" the
    overview); `picks` are the keys of the address that a click on a mark sets, in the order of
    the mark's customdata.
    """

    name: str
    title: str
    page: str
    table: Callable[[Selection, Options], pd.DataFrame]
    """Returns the numbers, every one that the figure draws; no row where there is nothing."""
    figure: Callable[[pd.DataFrame, Theme], go.Figure]
    """Draws the table."""
    finding: Callable[[pd.DataFrame], str]
    """Returns the main finding in one sentence: the line below the chart, and its alt text."""
    basis: Callable[[Selection, pd.DataFrame, Options], str]
    """Returns what is counted, what is left out and how to read it, in sentences."""
    options: tuple[Option, ...] = ()
    picks: tuple[str, ...] = ()
    statements: Callable[[Selection, Options], Selection | None] = _no_statements
    """Returns the selection whose statements lie behind the chart; None where none do."""
    nothing: Callable[[Selection, Options], str] = _no_match
    """Returns what is said where the table has no row."""

    def defaults(self, **chosen: Any) -> dict[str, Any]:
        """Return the options as they are at first, those that are given instead."""
        return {option.key: option.default for option in self.options} | chosen
