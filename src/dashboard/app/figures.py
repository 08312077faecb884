"""A chart with its question, its basis, its data and its evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Protocol, TypeVar

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.analysis.selection import COUNTS, Selection, Unit
from dashboard.app.evidence import VISIT, download, open_visit, statements, table
from dashboard.app.frame import FILTER_KEYS, View
from dashboard.app.plot import PICKED, packed, plot
from dashboard.app.share import foot_alone, room_alone, take_figure
from dashboard.app.words import counted, plain, without_hints
from dashboard.charts.drawn import for_page
from dashboard.charts.theme import Theme

Of = TypeVar("Of", bound=StrEnum)
DAYS = ("from", "to")
"""The filters that hold a day; a mark's customdata carries it as text."""
DATA, FIGURE, EVIDENCE = "data", "figure", "evidence"
PARTS = {
    DATA: ":material/table: Data",
    FIGURE: ":material/image: Figure",
    EVIDENCE: ":material/format_quote: Evidence",
}
"""What can be opened below a chart: its numbers, itself to take away, the statements behind it."""
CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "scrollZoom": False,
    # Maps fetch their outlines from another host unless told otherwise (static/README.md). It is
    # relative to the page's address, so that a base path, of ours or of a proxy, stands before it.
    "topojsonURL": "app/static/topojson/",
}
"""What every chart tells Plotly in the browser."""


class Chart(Protocol):
    """What a module of `dashboard.charts` offers."""

    @property
    def QUESTION(self) -> str:
        """The title above the chart."""
        ...

    def figure(self, frame: pd.DataFrame, theme: Theme) -> go.Figure:
        """Draw the frame."""
        ...

    def alt(self, frame: pd.DataFrame) -> str:
        """Say the main finding in one sentence."""
        ...


def one_of(label: str, options: Sequence[Any], key: str, place: Any = st, **more: Any) -> Any:
    """Draw a control of which one option is always chosen, at first the first; give that."""
    chosen = place.segmented_control(
        label, options, key=key, default=options[0], required=True, bind="query-params", **more
    )
    # An address that holds the key without a value leaves none chosen all the same.
    return chosen or options[0]


def unit_switch(place: Any = st, units: Sequence[Of] = COUNTS) -> Of:
    """Draw the one switch of what a chart counts, the first unit chosen; give the choice.

    The choice goes along from page to page, among those that open on shares (the address's
    `unit`) and among the others (`count`): under one key the first choice of a page would be
    another page's. A unit that a page does not offer falls back to its first.
    """
    key = "unit" if Unit.SHARE in units else "count"
    if st.session_state.get(key, units[0]) not in units:
        del st.session_state[key]
    # In a column Streamlit would cut the last unit off and scroll.
    return type(units[0])(one_of("Count", list(units), key, place, wrap=True))


def show(
    chart: Chart,
    frame: pd.DataFrame,
    view: View,
    *,
    basis: str,
    evidence: Selection | None = None,
    picks: tuple[str, ...] = (),
    nothing: str = "Nothing here matches the filters.",
    name: str = "",
) -> None:
    """Draw a chart with its question, its basis, its data, itself to take away and its evidence.

    `picks` names the bound keys that a click on a mark sets, in the order of the mark's
    customdata; `nothing` is said where there is no mark. Where the address asks for this
    chart alone, the page ends with it. A chart that stands in the place of another takes its
    `name`, so that a link to that one leads to it.
    """
    name = name or chart.__name__.rpartition(".")[2]  # type: ignore[attr-defined]
    if room := room_alone(name):
        with room.container():
            _draw(chart, frame, view, without_hints(basis), name, nothing=nothing)
            foot_alone(view)
        st.stop()
    _draw(chart, frame, view, basis, name, picks, nothing=nothing)
    if frame.empty:
        return
    parts: dict[str, Callable[[], None]] = {
        DATA: lambda: _table(frame, name),
        FIGURE: lambda: take_figure(
            name, lambda theme: chart.figure(frame, theme), view,
            question=chart.QUESTION, basis=basis, alt=view.once(chart.alt, frame), config=CONFIG,
        ),
    }  # fmt: skip
    labels = dict(PARTS)
    if evidence is not None:
        labels[EVIDENCE] += f": {counted(view.once(n_statements, evidence), 'statement')}"
        parts[EVIDENCE] = lambda: statements(evidence, f"{EVIDENCE}_{name}")
    below(name, parts, labels)


def n_visits(selection: Selection) -> int:
    """Count the visits; made once for a choice, it needs no frame that was let go."""
    return len(selection.visits)


def n_statements(selection: Selection) -> int:
    """Count the statements, in the same way."""
    return len(selection.statements)


def below(
    name: str, parts: Mapping[str, Callable[[], None]], labels: Mapping[str, str] = PARTS
) -> None:
    """Offer what belongs to a chart or a table, each part drawn below once it is opened."""
    # One control for all: a box each would be nine things more that every click goes through.
    chosen = st.pills(
        "Below the chart", list(parts), format_func=labels.__getitem__, selection_mode="multi",
        key=f"below_{name}", label_visibility="collapsed",
    )  # fmt: skip
    for part, draw in parts.items():
        if part in chosen:
            with st.container(border=True, key=f"{part}_{name}"):
                draw()


def _draw(
    chart: Chart,
    frame: pd.DataFrame,
    view: View,
    basis: str,
    name: str,
    picks: tuple[str, ...] = (),
    *,
    nothing: str,
) -> None:
    st.header(chart.QUESTION)
    st.caption(basis)
    if frame.empty:
        st.info(nothing, icon=":material/filter_alt_off:")
        return
    key = f"chart_{name}"
    finding = view.once(chart.alt, frame)
    plot(
        view.once(_drawn, chart.figure, frame, view.theme, name, finding, bool(picks)),
        key,
        lambda: _pick(key, picks),
    )
    st.markdown(f"**In short:** {plain(finding)}")


def _drawn(
    draw: Callable[[pd.DataFrame, Theme], go.Figure],
    frame: pd.DataFrame,
    theme: Theme,
    name: str,
    alt: str,
    clickable: bool,
) -> bytes:
    figure = for_page(draw(frame, theme), clickable=clickable)
    return packed(figure, name=name, alt=alt, config=CONFIG, clickable=clickable)


def _pick(chart_key: str, picks: tuple[str, ...]) -> None:
    if data := st.session_state[chart_key].get(PICKED):
        for key, value in zip(picks, data, strict=False):
            if value is None:
                continue
            if key == VISIT:
                open_visit(value)
            elif key in DAYS:
                st.session_state[key] = date.fromisoformat(value)
            elif isinstance(FILTER_KEYS.get(key), list):
                # A filter of several values is set to the clicked one alone. (Plotly hands on
                # a list inside the customdata as something else.)
                st.session_state[key] = [value]
            else:
                st.session_state[key] = value


def data_table(frame: pd.DataFrame, name: str) -> None:
    """Offer the numbers of a chart as a table and as CSV."""
    below(name, {DATA: lambda: _table(frame, name)})


def _table(frame: pd.DataFrame, name: str) -> None:
    table(frame, name)
    download(frame, name)
