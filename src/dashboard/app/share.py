"""What a reader takes away of a page: the link, the embedded view, the tables, the citation."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from dashboard.analysis.filters import FILTERS
from dashboard.analysis.wording import counted, visit_name
from dashboard.app.data import View
from dashboard.app.tables import offer, opens
from dashboard.charts import REGISTRY
from dashboard.export import citation, view_zip
from dashboard.export.citation import Part, Style
from dashboard.export.links import error_form, static_page, visit_file

ISSUES = "DASHBOARD_ISSUES"
"""The environment variable with the address of the form where errors are reported."""
SITE = "DASHBOARD_SITE"
"""The environment variable with the address of the static copy."""
SHARED = frozenset(
    {each.key for each in FILTERS}
    | {option.key for chart in REGISTRY.values() for option in chart.options}
    | {"open", "compare", "left", "right", "part"}
)
"""Every key of an address that says something of the view."""
ALONE = "chart"
"""The address's key for the one chart that is shown alone, for embedding."""
PAGE_HEIGHT = 800
"""Pixels of an embedded page."""


def address(view: View) -> str:
    """Return the address of the current view: what is bound to it, and what the view pins."""
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
    """Return the address of the first page, from whichever page, without any filter."""
    parts = urlsplit(st.context.url or "")
    here = st.session_state.get("_page")
    root = parts.path.rstrip("/").removesuffix(f"/{here.url_path}" if here else "")
    return urlunsplit((parts.scheme, parts.netloc, f"{root.rstrip('/')}/", "", ""))


def visit_address(visit: str) -> str:
    """Return the address of a visit's own page, from whichever page, without any filter."""
    return f"{home_address()}visits?{urlencode({'visit': visit})}"


def report_link(ident: str, visit: str, version: str) -> str:
    """Return the link to report an error in what has this id; "" where no form is configured."""
    form = error_form(os.environ.get(ISSUES, ""), ident, version, visit_address(visit))
    return f"[Report an error](<{form}>)" if form else ""


def static_link(label: str, visit: str | None = None) -> str:
    """Return the link to the static copy, or its page of a visit; "" where none is configured."""
    found = static_page(os.environ.get(SITE, ""), visit_file(visit) if visit else "")
    return f"[{label}](<{found}>)" if found else ""


@st.fragment
def share(view: View, title: str) -> None:
    """Draw the control that gives the view away; nothing is made before it is opened."""
    popover = st.popover("Share", icon=":material/link:", key="share", on_change="rerun")
    if not popover.open:
        return
    with popover:
        link, embedded, tables, cited = st.tabs(["Link", "Embed", "Download", "Cite"])
    where, head = address(view), view.whole.head
    with link:
        st.markdown("The link restores this view, filters included.")
        code(where)
    with embedded:
        st.markdown(
            "Paste this into a web page to show this page in it. For one chart alone, open "
            "“Figure” under the chart."
        )
        code(view_zip.embed(where, f"{title}: {head.title}", PAGE_HEIGHT))
    with tables:
        st.markdown(
            f"The tables of this view ({counted(len(view.selection.visits), 'visit')}, "
            f"{counted(len(view.selection.statements), 'statement')}) as CSV, with codebook, "
            "README and citation."
        )
        offer(
            "Download as zip",
            lambda: _zip(view, title, where),
            f"presidents-abroad-{head.version}-view.zip",
            "application/zip",
            "take_zip",
            icon=":material/folder_zip:",
        )
    with cited:
        _citations(view, title, where)


def _zip(view: View, title: str, link: str) -> bytes:
    cited = _cite(view, citation.view(title, view.sentence), link)
    return view_zip.pack(
        view.selection,
        title=title,
        sentence=view.sentence,
        link=link,
        made=_today(),
        citations={
            "citation.txt": f"{cited[Style.APA]}\n\n{cited[Style.CHICAGO]}",
            "citation.bib": cited[Style.BIBTEX],
            "citation.ris": cited[Style.RIS],
        },
    )


def _cite(view: View, part: Part | None, link: str) -> dict[Style, str]:
    return {style: citation.cite(view.whole.head, part, style, _today(), link) for style in Style}


@st.fragment
def _citations(view: View, title: str, link: str) -> None:
    """Draw the citations of the view, of the open visit and of the data set."""
    first = "This view"
    what: dict[str, tuple[Part | None, str]] = {first: (citation.view(title, view.sentence), link)}
    visits = view.whole.visits
    for row in visits[visits["visit"] == st.query_params.get("visit")].itertuples():
        what["This visit"] = _visit(row)
    what["The data set"] = (None, home_address())
    chosen = st.segmented_control(
        "Cite",
        list(what),
        default=first,
        required=True,
        key="take_cite",
        label_visibility="collapsed",
    )
    _styles(view, *what.get(chosen or "", what[first]))


def cite_visit(view: View, row: Any) -> None:
    """Offer the citation of one visit, a row of `visits`."""
    opens(
        "Cite this visit",
        f"cite_{row.visit}",
        lambda: _styles(view, *_visit(row)),
        icon=":material/bookmark:",
    )


def _visit(row: Any) -> tuple[Part, str]:
    return citation.visit(visit_name(row), row.visit), visit_address(row.visit)


def _styles(view: View, part: Part | None, link: str) -> None:
    for tab, text in zip(st.tabs(list(Style)), _cite(view, part, link).values(), strict=True):
        with tab:
            code(text)


def code(text: str) -> None:
    """Draw a text to copy, its lines wrapped."""
    st.code(text, language=None, wrap_lines=True)


def _today() -> date:
    """Return the day on which the reader reads, as UTC has it."""
    return datetime.now(UTC).date()
