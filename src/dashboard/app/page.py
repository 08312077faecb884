"""The frame of every page: menu, head, foot, and what stands where nothing matches."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.analysis.selection import MAX_LEADERS
from dashboard.app.data import ROOT, Data, View, load, view_of
from dashboard.app.markdown import plain, texts
from dashboard.app.share import ALONE, share, static_link
from dashboard.app.sidebar import clear_filters, filter_bar
from dashboard.model import licence

TEXTS = texts("page")
NAME = "Presidents Abroad"
ICON = ROOT / "static" / "icon.svg"
"""The page's icon: a file, because a named icon is fetched from another host."""
STYLES = Path(__file__).with_name("page.css")
"""What of Streamlit's look is ours."""
HOME = "overview"
PAGES = {
    HOME: "Overview",
    "timeline": "Timeline",
    "map": "Map",
    "topics": "Topics",
    "challenges": "Challenges and opportunities",
    "compare": "Compare",
    "visits": "Visits",
    "data": "Data and methods",
    "codebook": "Codebook and reliability",
}
"""The menu, in its order: a page's file and address, and its title."""


def menu() -> list[st.Page]:
    """Return the pages in the order of the menu."""
    # No icons: Streamlit makes a page's icon the browser's, and fetches it from another host.
    pages = [
        st.Page(ROOT / "pages" / f"{name}.py", title=title, default=name == HOME)
        for name, title in PAGES.items()
    ]
    # The links of the run take them from here: to look for nine files takes milliseconds.
    st.session_state["_menu"] = dict(zip(PAGES, pages, strict=True))
    return pages


def page_named(name: str) -> st.Page:
    """Return the page of the menu whose file has this name."""
    if "_menu" not in st.session_state:
        menu()
    return st.session_state["_menu"][name]


def run() -> None:
    """Draw the whole of a page: title of the window, filters, the page that is open, its foot."""
    page = st.navigation(menu())
    # Title, icon and width in one call: each is a message to the browser, at every run.
    st.set_page_config(
        page_title=f"{page.title} – {NAME}" if page.url_path else NAME,
        page_icon=str(ICON),
        layout="wide",
        # A frame in another page is narrow: the filters open beside the arrow at the upper left.
        initial_sidebar_state="collapsed" if st.context.is_embedded else None,
    )
    st.html(STYLES)
    data = load()
    st.session_state["_version"] = data.selection.head.version
    st.session_state["_view"] = view_of(data, filter_bar(data))
    st.session_state["_page"] = page
    if ALONE in st.query_params:
        # `chart_view.show` empties the first room and draws its chart in the other, if it is the
        # one. (A container in the place of another would inherit what stands in that.)
        room = st.empty()
        st.session_state["_rooms"] = room, st.container()
        with room.container():
            page.run()
        return
    # The foot is drawn first and stands last: a page may end its run before its end.
    room = st.container()
    _foot(data)
    with room:
        page.run()


def _foot(data: Data) -> None:
    """Say under every page which version of which data set it shows."""
    head = data.selection.head
    with st.container(key="foot", horizontal=True, vertical_alignment="center"):
        st.caption(TEXTS.foot(head, licence.sentence(head.licence)), width="content")
        st.page_link(page_named("data"), label=PAGES["data"])
        if copy := static_link("Static copy"):
            st.markdown(copy, width="content")


def load_view() -> View:
    """Return the view that `app.py` stored; every page script begins with this.

    On a fresh server a deep link runs the page without `app.py` (Streamlit's old mode for a
    folder named pages). Naming the menu turns that mode off; the rerun then goes through `app.py`.
    """
    view = st.session_state.pop("_view", None)
    if view is None:
        st.navigation(menu())
        st.rerun()
    return view


def page_head(
    view: View,
    title: str,
    lead: str,
    *,
    needs_visits: bool = True,
    needs_statements: bool = False,
    groups_leaders: bool = False,
) -> None:
    """Draw the title, what the page answers, and what is shown; stop where nothing matches.

    A page that has something to say without any visit sets `needs_visits` to false, one that
    has nothing to say without statements sets `needs_statements`, and one whose charts set
    leaders side by side sets `groups_leaders`: it says what becomes of more than eight.
    """
    st.title(title)
    st.markdown(lead)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**Shown:** {plain(view.sentence)}", width="stretch")
        share(view, title)
    if needs_visits and view.selection.visits.empty:
        _empty_state(view)
    if needs_statements and view.whole.statements.empty:
        st.info(TEXTS.nothing_coded(), icon=":material/info:")
        st.stop()
    n_leaders = view.selection.visits["leader"].nunique() if groups_leaders else 0
    if n_leaders > MAX_LEADERS:
        st.info(TEXTS.as_one(n_leaders, MAX_LEADERS), icon=":material/group:")


def _empty_state(view: View) -> None:
    """Say which filters to relax, and stop."""
    st.info("No visit matches these filters.", icon=":material/filter_alt_off:")
    ways = [way for way in view.filters.relaxations(view.whole) if way[1]]
    st.markdown(TEXTS.what_to_relax(view.filters, ways))
    st.button("Clear the filters", on_click=clear_filters, type="primary", key="clear_empty")
    st.stop()
