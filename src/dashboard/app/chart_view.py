"""A chart on a page: its controls, question, basis, figure, finding, and what opens below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis.wording import counted, day, without_hints
from dashboard.app.data import ROOT, View, by_view
from dashboard.app.markdown import plain, texts
from dashboard.app.plot import PICKED, plot, serialize
from dashboard.app.share import ALONE, address, code
from dashboard.app.sidebar import DAYS, SEVERAL
from dashboard.app.statements import VISIT, open_visit, statements
from dashboard.app.tables import below, data_part, offer
from dashboard.charts import REGISTRY
from dashboard.charts.chart import Chart, Option
from dashboard.charts.theme import Theme
from dashboard.export import figure_page, view_zip
from dashboard.export.links import with_query
from dashboard.model import licence

TEXTS = texts("page")
STATEMENTS = "statements"
OUTLINES = ROOT / "static" / "topojson"
"""The outlines of countries that a map brings along."""
WORDS_HEIGHT = 330
"""Pixels of the words around an embedded chart."""


@dataclass(frozen=True)
class Drawn:
    """What a chart makes of a view: its numbers, its figure for the browser, its sentences."""

    table: pd.DataFrame
    figure: bytes
    finding: str
    basis: str
    nothing: str
    n_statements: int | None


@by_view
def _drawn(view: View, name: str, options: dict[str, Any], dark: bool, clickable: bool) -> Drawn:
    chart, selection = REGISTRY[name], view.selection
    table = chart.table(selection, options)
    basis = chart.basis(selection, table, options)
    shown = chart.statements(selection, options)
    n_statements = None if shown is None else len(shown.statements)
    if table.empty:
        return Drawn(table, b"", "", basis, chart.nothing(selection, options), n_statements)
    finding = chart.finding(table)
    figure = serialize(
        chart.figure(table, Theme(dark)), name=name, alt=finding, clickable=clickable
    )
    return Drawn(table, figure, finding, basis, "", n_statements)


def one_of(label: str, options: Sequence[Any], key: str, place: Any = st, **more: Any) -> Any:
    """Draw a control of which one option is always chosen, at first the first; return that.

    What the address or another page chose and this page does not offer falls back to the first.
    """
    if st.session_state.get(key, options[0]) not in options:
        del st.session_state[key]
    chosen = place.segmented_control(
        label,
        options,
        key=key,
        default=options[0],
        required=True,
        bind="query-params",
        wrap=True,  # in a column Streamlit would cut the last option off and scroll
        **more,
    )
    # An address that holds the key without a value leaves none chosen all the same.
    return options[options.index(chosen)] if chosen else options[0]


def controls(chart: Chart, *keys: str, place: Any = None, **more: Any) -> dict[str, Any]:
    """Draw the controls of a chart's options, side by side, and return what is chosen."""
    place = place or st.container(horizontal=True, gap="medium")
    offered = [option for option in chart.options if option.key in keys]
    return {option.key: _control(option, place, **more) for option in offered}


def _control(option: Option, place: Any, **more: Any) -> Any:
    if option.kind == "switch":
        return place.toggle(option.label, key=option.key, bind="query-params", **more)
    if option.kind == "many":
        chosen = place.multiselect(
            option.label,
            option.values,
            format_func=lambda value: value.label,
            key=option.key,
            placeholder=f"All {option.label.split()[0].lower()}",
            bind="query-params",
            **more,
        )
        return tuple(chosen)
    return one_of(option.label, option.values, option.key, place, **more)


def show(view: View, chart: Chart, options: Mapping[str, Any] | None = None) -> None:
    """Draw a chart with its question, its basis, its finding, and what can be opened below it.

    Options that are not given are as at first. A click on a mark sets what `chart.picks` names.
    Where the address asks for this chart alone, the page ends with it.
    """
    given = options or {}
    chosen = {key: given.get(key, default) for key, default in chart.defaults().items()}
    only = st.query_params.get(ALONE) == chart.name
    clickable = bool(chart.picks) and not only
    drawn = _drawn(view, chart.name, chosen, view.theme.dark, clickable)
    if only:
        head = view.whole.head
        page, alone = st.session_state["_rooms"]
        page.empty()
        with alone:
            _draw(chart, drawn, without_hints(drawn.basis))
            said = view.sentence, head, licence.name(head.licence), address(view)
            st.caption(TEXTS.source_of_chart(*said))
        st.stop()
    _draw(chart, drawn, drawn.basis)
    if drawn.table.empty:
        return

    def list_statements() -> None:
        shown = chart.statements(view.selection, chosen) or view.selection
        statements(shown, f"{STATEMENTS}_{chart.name}")

    parts = data_part(drawn.table, chart.name)
    parts["figure"] = (":material/image: Figure", lambda: _take_figure(view, chart, drawn))
    if drawn.n_statements is not None:
        said = f":material/format_quote: Evidence: {counted(drawn.n_statements, 'statement')}"
        parts[STATEMENTS] = (said, list_statements)
    below(chart.name, parts)


def table_of(view: View, chart: Chart) -> pd.DataFrame:
    """Return the numbers of a chart as `show` draws it with the options as they are at first."""
    return _drawn(view, chart.name, chart.defaults(), view.theme.dark, bool(chart.picks)).table


def _draw(chart: Chart, drawn: Drawn, basis: str) -> None:
    st.header(chart.title)
    st.caption(plain(basis))
    if drawn.table.empty:
        st.info(drawn.nothing, icon=":material/filter_alt_off:")
        return
    key = f"chart_{chart.name}"
    plot(drawn.figure, key, lambda: _pick(key, chart.picks))
    st.markdown(f"**In short:** {plain(drawn.finding)}")


def _pick(chart_key: str, picks: tuple[str, ...]) -> None:
    """Set what a clicked mark stands for: the open visit, or controls bound to the address."""
    for key, value in zip(picks, st.session_state[chart_key].get(PICKED) or (), strict=False):
        if value is None:
            continue
        if key == VISIT:
            open_visit(value)
        elif key in DAYS:  # a mark's customdata carries it as text
            st.session_state[key] = date.fromisoformat(value)
        else:
            # A filter of several values is set to the clicked one alone.
            st.session_state[key] = [value] if key in SEVERAL else value


def _take_figure(view: View, chart: Chart, drawn: Drawn) -> None:
    """Offer a chart as an image, as a page of its own, and to embed, words burned in.

    The browser makes the image: a server would need a browser of its own for that.
    """
    head, link = view.whole.head, address(view)
    theme = Theme(dark=False)  # it goes on paper and white slides, whatever the screen's mode
    figure = chart.figure(drawn.table, theme)
    image = figure_page.standalone(
        figure,
        question=chart.title,
        theme=theme,
        said=f"Shown: {view.sentence}",
        basis=without_hints(drawn.basis),
        source=f"Source: {head.title}, version {head.version}, as of {day(head.as_of)}. "
        f"{licence.sentence(head.licence)} {link}",
    )
    file = f"presidents-abroad-{chart.name.replace('_', '-')}"
    form = st.segmented_control(
        "Image", ["PNG", "SVG"], default="PNG", required=True, key=f"format_{chart.name}"
    )
    st.caption(
        "The camera at the upper right of the figure saves it. The image is "
        f"{figure_page.WIDTH:,} pixels wide; on a narrower screen its words are cut here alone."
    )
    camera = {
        "displayModeBar": True,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {
            "format": str(form).lower(),
            "filename": file,
            "width": figure_page.WIDTH,
            "height": figure_page.height(image),
            "scale": 1 if form == "SVG" else 2,
        },
    }
    name = f"image_{chart.name}"
    with st.container(border=True):
        plot(serialize(image, name=name, alt=drawn.finding, config=camera), f"{name}_{form}")
    offer(
        "Download as a web page that works offline (HTML, 5 MB)",
        lambda: figure_page.page(image, title=chart.title, alt=drawn.finding, outlines=OUTLINES),
        f"{file}.html",
        "text/html",
        f"html_{chart.name}",
    )
    st.markdown("To show this chart alone in a web page, paste this into it:")
    alone = with_query(link, **{ALONE: chart.name})
    height = figure_page.height(figure) + WORDS_HEIGHT
    code(view_zip.embed(alone, chart.title, height))
