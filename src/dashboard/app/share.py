"""What a reader takes away: the link, the embedded view, the tables, the figure, the citation."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.analysis.selection import each_row
from dashboard.app.plot import packed, plot
from dashboard.app.words import counted, day, plain, unmarked, visit_name, without_hints
from dashboard.charts.theme import Theme
from dashboard.export import citation, figure_page, view_zip
from dashboard.export.citation import Part, Style
from dashboard.export.links import error_form, static_page, visit_file, with_query
from dashboard.model import licence

if TYPE_CHECKING:
    from dashboard.app.frame import View

ISSUES = "DASHBOARD_ISSUES"
"""The environment variable with the address of the form where errors are reported."""
SITE = "DASHBOARD_SITE"
"""The environment variable with the address of the static copy."""
OUTLINES = Path(__file__).resolve().parents[3] / "static" / "topojson"
"""The outlines of countries that a map brings along."""
SHARED = frozenset({
    "leader", "topic", "host", "kind", "status", "from", "to", "words", "visit", "axis", "per",
    "count", "mark", "area", "lines", "unit", "order", "said", "open", "rows", "view", "row",
    "column", "compare", "left", "right", "first", "second", "days", "listed", "part",
})  # fmt: skip
"""Every key of an address that says something of the view."""
ALONE = "chart"
"""The address's key for the one chart that is shown alone, for embedding."""
PAGE_HEIGHT = 800
"""Pixels of an embedded page."""
WORDS_HEIGHT = 330
"""Pixels of the words around an embedded chart."""


def address(view: View) -> str:
    """Give the address of the current view: what is bound to it, and what the view pins."""
    parts = urlsplit(st.context.url or "")
    pairs = [
        (key, value)
        for key in st.query_params
        # What others hang on a link, such as the marks of a campaign, is no part of the view.
        if key in SHARED
        for value in st.query_params.get_all(key)
    ]
    pairs += [(key, value) for key, value in view.pinned.items() if key not in st.query_params]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs), ""))


def home_address() -> str:
    """Give the address of the first page, from whichever page, without any filter."""
    parts = urlsplit(st.context.url or "")
    here = st.session_state.get("_page")
    root = parts.path.rstrip("/").removesuffix(f"/{here.url_path}" if here else "")
    return urlunsplit((parts.scheme, parts.netloc, f"{root.rstrip('/')}/", "", ""))


def visit_address(visit: str) -> str:
    """Give the address of a visit's own page, from whichever page, without any filter."""
    return f"{home_address()}visits?{urlencode({'visit': visit})}"


def today() -> date:
    """Give the day on which the reader reads, as UTC has it."""
    return datetime.now(UTC).date()


@st.fragment
def share(view: View, title: str) -> None:
    """Draw the control that gives the view away; nothing is made before it is asked for."""
    opened = st.popover("Share", icon=":material/link:", key="share", on_change="rerun")
    if not opened.open:
        return
    with opened:
        link, embedded, selection, cited = st.tabs(["Link", "Embed", "Download", "Cite"])
        with link:
            st.markdown("The link restores this view, filters included.")
            st.code(address(view), language=None, wrap_lines=True)
        with embedded:
            st.markdown(
                "Paste this into a web page to show this page in it. For one chart alone, open "
                "“Figure” under the chart."
            )
            st.code(
                view_zip.embed(address(view), f"{title}: {view.whole.head.title}", PAGE_HEIGHT),
                language=None, wrap_lines=True,
            )  # fmt: skip
        with selection:
            st.markdown(
                f"The tables of this view ({counted(len(view.selection.visits), 'visit')}, "
                f"{counted(len(view.selection.statements), 'statement')}) as CSV, with codebook, "
                "README and citation."
            )
            where = address(view)
            st.download_button(
                "Download as zip", lambda: _zip(view, title, where),
                file_name=f"presidents-abroad-{view.whole.head.version}-view.zip",
                mime="application/zip", icon=":material/folder_zip:", on_click="ignore",
                key="take_zip",
            )  # fmt: skip
        with cited:
            _citations(view, title)


def _zip(view: View, title: str, link: str) -> bytes:
    part, dataset = citation.view(title, view.sentence), view.whole.head

    def cite(style: Style) -> str:
        return citation.cite(dataset, part, style, today(), link)

    return view_zip.pack(
        view.selection, title=title, sentence=view.sentence, link=link, made=today(),
        citations={
            "citation.txt": f"{cite(Style.APA)}\n\n{cite(Style.CHICAGO)}",
            "citation.bib": cite(Style.BIBTEX),
            "citation.ris": cite(Style.RIS),
        },
    )  # fmt: skip


@st.fragment
def _citations(view: View, title: str) -> None:
    """Draw the citations of the view, of the open visit and of the data set."""
    what: dict[str, tuple[Part | None, str]] = {
        "This view": (citation.view(title, view.sentence), address(view))
    }
    visits, asked = view.whole.visits, st.query_params.get("visit")
    for row in each_row(visits[visits["visit"] == asked]) if asked else ():
        what["This visit"] = (citation.visit(visit_name(row), row.visit), visit_address(row.visit))
    what["The data set"] = (None, home_address())
    chosen = st.segmented_control(
        "Cite",
        list(what),
        default="This view",
        required=True,
        key="take_cite",
        label_visibility="collapsed",
    )
    _styles(view, *what.get(chosen or "", what["This view"]))


def _styles(view: View, part: Part | None, link: str) -> None:
    for style, tab in zip(Style, st.tabs(list(Style)), strict=True):
        with tab:
            st.code(
                citation.cite(view.whole.head, part, style, today(), link),
                language=None, wrap_lines=True,
            )  # fmt: skip


def cite_visit(view: View, visit: str) -> None:
    """Offer the citation of one visit."""
    opened = st.expander(
        "Cite this visit", icon=":material/bookmark:", key=f"cite_{visit}", on_change="rerun"
    )
    if opened.open:
        visits = view.whole.visits
        row = next(each_row(visits[visits["visit"] == visit]))
        with opened:
            _styles(view, citation.visit(visit_name(row), visit), visit_address(visit))


def report_link(ident: str, visit: str, version: str) -> str:
    """Write the link to report an error in what has this id; nothing where none is configured."""
    form = error_form(os.environ.get(ISSUES, ""), ident, version, visit_address(visit))
    return f"[Report an error](<{form}>)" if form else ""


def static_link(label: str, visit: str | None = None) -> str:
    """Write the link to the static copy, or to its page of a visit; nothing unconfigured."""
    found = static_page(os.environ.get(SITE, ""), visit_file(visit) if visit else "")
    return f"[{label}](<{found}>)" if found else ""


def take_figure(
    name: str,
    draw: Callable[[Theme], go.Figure],
    view: View,
    *,
    question: str,
    basis: str,
    alt: str,
    config: Mapping[str, Any],
) -> None:
    """Offer a chart as an image and as a page of its own, words burned in.

    The browser makes the image: a server would need a browser of its own for that.
    """
    dataset = view.whole.head
    theme = Theme(dark=False)  # it goes on paper and white slides, whatever the screen's mode
    drawing = draw(theme)
    figure = figure_page.standalone(
        drawing, question=question, theme=theme,
        said=f"Shown: {view.sentence}",
        basis=unmarked(without_hints(basis)),
        source=f"Source: {dataset.title}, version {dataset.version}, as of {day(dataset.as_of)}. "
        f"{licence.sentence(dataset.licence)} {address(view)}",
    )  # fmt: skip
    file = f"presidents-abroad-{name.replace('_', '-')}"
    form = st.segmented_control(
        "Image", ["PNG", "SVG"], default="PNG", required=True, key=f"format_{name}"
    )
    st.caption(
        "The camera at the upper right of the figure saves it. The image is "
        f"{figure_page.WIDTH:,} pixels wide; on a narrower screen its words are cut here alone."
    )
    with st.container(border=True):
        plot(
            packed(
                figure_page.spec(figure), name=f"image_{name}", alt=alt,
                config={
                    **config, "displayModeBar": True, "modeBarButtons": [["toImage"]],
                    "toImageButtonOptions": {
                        "format": str(form).lower(), "filename": file,
                        "width": figure_page.WIDTH, "height": figure_page.height(figure),
                        "scale": 1 if form == "SVG" else 2,
                    },
                },
            ),
            key=f"image_{name}_{form}",
        )  # fmt: skip
    st.download_button(
        "Download as a web page that works offline (HTML, 5 MB)",
        lambda: figure_page.page(figure, title=question, alt=alt, outlines=OUTLINES),
        file_name=f"{file}.html", mime="text/html", key=f"html_{name}",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    st.markdown("To show this chart alone in a web page, paste this into it:")
    st.code(
        view_zip.embed(
            with_query(address(view), **{ALONE: name}), question,
            figure_page.height(drawing) + WORDS_HEIGHT,
        ),
        language=None, wrap_lines=True,
    )  # fmt: skip


def room_alone(name: str) -> DeltaGenerator | None:
    """Give the room for the chart of this name where the address asks for it alone."""
    return st.session_state.get("_slot") if st.query_params.get(ALONE) == name else None


def foot_alone(view: View) -> None:
    """Say under a chart that stands alone what it shows, where it is from and where more is."""
    dataset = view.whole.head
    st.caption(
        f"Shown: {plain(view.sentence)} Source: {plain(dataset.title)}, "
        f"version {plain(dataset.version)}, {plain(licence.name(dataset.licence))}. "
        f"[Open the whole page](<{address(view)}>)"
    )
