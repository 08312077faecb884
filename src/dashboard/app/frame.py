"""The frame around every page: menu, load, filters, what is shown, the link to it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import pyarrow
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page

from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import MAX_LEADERS, Selection, tabulate
from dashboard.app import kept
from dashboard.app.kept import Kept
from dashboard.app.share import ALONE, share, static_link
from dashboard.app.words import day, plain
from dashboard.charts.theme import Theme
from dashboard.dataset.files import state
from dashboard.dataset.reader import Problem, UnreadableFile, read
from dashboard.model import licence
from dashboard.model.countries import country_name
from dashboard.model.records import Dataset
from dashboard.model.vocabulary import Status, VisitKind

ROOT = Path(__file__).resolve().parents[3]
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
DATA = "DASHBOARD_DATA"
"""The environment variable that names another data file."""


Made = TypeVar("Made")

# Streamlit runs each page in a thread of its own, and Arrow's own heap begins anew with each: of
# large data, a fifth of a new choice went into getting memory from the system and giving it back.
pyarrow.set_memory_pool(pyarrow.system_memory_pool())


@dataclass(frozen=True)
class View:
    """What a page works with: the narrowed tables, all tables, the filters, the theme.

    `sentence` says in words what the narrowed tables hold; `kept` is what has been made of them
    for others who chose the same; `pinned` is what a shared link says though the address does
    not yet: a choice that the page made for the reader.
    """

    selection: Selection
    whole: Selection
    filters: Filters
    theme: Theme
    sentence: str
    kept: Kept
    pinned: Mapping[str, str] = field(default_factory=dict)

    @property
    def grouped(self) -> Selection:
        """The narrowed tables for a chart: more than eight leaders stand in them as one."""
        return self.selection.grouped

    @property
    def made(self) -> Selection:
        """The narrowed tables without what did not take place."""
        return self.selection.took_place

    def once(self, make: Callable[..., Made], *given: Any) -> Made:
        """Give what a function makes of the tables, made once for all who chose the same."""
        return self.kept.once(make, *given)


def menu() -> list[Page]:
    """List the pages in the order of the menu."""
    # No icons: Streamlit makes a page's icon the browser's, and fetches it from another host.
    pages = [
        st.Page(ROOT / "pages" / f"{name}.py", title=title, default=name == HOME)
        for name, title in PAGES.items()
    ]
    # The links of the run take them from here: to look for nine files takes milliseconds.
    st.session_state["_menu"] = pages
    return pages


def page_named(name: str) -> Page:
    """Give the page of the menu with this file name, without its ending."""
    pages = st.session_state.get("_menu") or menu()
    return next(page for page in pages if page.url_path == name or page.title.lower() == name)


def data_path() -> Path:
    """Give the file that the app shows."""
    return Path(os.environ.get(DATA) or ROOT / "data" / "visits.yaml")


@dataclass(frozen=True)
class Reading:
    """What came of reading one state of the file."""

    selection: Selection | None
    problems: tuple[Problem, ...]
    message: str = ""
    comment: str = ""
    dataset: Dataset | None = None
    """All records, where there are few enough to hold them beside the frames."""


LARGE = 5_000_000
"""From this size in bytes on, a data package is read without making a record of each row."""


@contextmanager
def _without_sweeps() -> Iterator[None]:
    """Let Python look for no garbage while the body runs."""
    # A reading makes much that stays; a quarter of its time went into looking through it again.
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


def _take_for_lasting() -> None:
    """Let Python not look again for garbage in what is here now: modules and data stay."""
    gc.collect()
    gc.freeze()


@st.cache_resource(max_entries=2, show_spinner="Reading the data set …")
def _reading(path: str, size: int, modified: int) -> Reading:  # noqa: ARG001
    # Size and modification time are part of the key: an edit shows on the next run.
    with _without_sweeps():
        reading = _read(Path(path), size)
    _take_for_lasting()
    return reading


def _read(path: Path, size: int) -> Reading:
    try:
        loaded = read(path)
    except UnreadableFile as error:
        return Reading(None, (), str(error))
    selection = tabulate(loaded.data) if loaded.data is not None else None
    return Reading(selection, loaded.problems, comment=loaded.comment, dataset=loaded.dataset)


@st.cache_resource
def _last_good() -> dict[str, Reading]:
    """Hold the reading of the last sound version of each file, for all sessions."""
    return {}


def _latest() -> tuple[Reading, Reading | None]:
    """Read the file as it is now; give what came of it, and the last sound reading."""
    path = data_path()
    try:
        reading = _reading(str(path), *state(path))
    except OSError as error:
        reading = Reading(None, (), f"The file cannot be read: {error.strerror or error}.")
    if reading.selection is not None:
        _last_good()[str(path)] = reading
    return reading, _last_good().get(str(path))


def sound_tables() -> Selection | None:
    """Give the last sound tables, also where no page runs; None where there never were any."""
    last = _latest()[1]
    return last and last.selection


def is_sound() -> bool:
    """Tell whether the data file can be used as it is now."""
    return _latest()[0].selection is not None


def comment() -> str:
    """Give the lines at the head of the last sound version of the data file."""
    last = _latest()[1]
    return last.comment if last else ""


def whole_dataset() -> Dataset | None:
    """Give the records of the last sound version; None where it is too large to hold them."""
    last = _latest()[1]
    return last and last.dataset


def load() -> Selection:
    """Give the tables of the data file; where it is broken, the last sound ones or a message.

    Stops the run, with place and cure on the page, where no sound version was ever read.
    """
    reading, last = _latest()
    if reading.selection is not None:
        return reading.selection
    selection = last and last.selection
    _explain_broken(data_path(), reading, selection is not None)
    if selection is None:
        st.stop()
    return selection


def _place(path: Path, problem: Problem) -> str:
    """Say where a problem is: at a line of the file, or at a row of a table in the package."""
    if problem.file == str(path):
        return f"line {problem.line}"
    name = plain(Path(problem.file).name)
    return f"{name}, {'line' if name.endswith('.json') else 'row'} {problem.line}"


def _explain_broken(path: Path, reading: Reading, kept: bool) -> None:
    faults = [item for item in reading.problems if item.severity == "error"]
    lines = [f"- {_place(path, item)}: {plain(item.message)}" for item in faults[:10]]
    if len(faults) > 10:
        lines.append(f"- and {len(faults) - 10} more")
    what = plain(reading.message) if reading.message else "It has these problems:"
    after = (
        "The page shows the last sound version, read before the change."
        if kept
        else "There is nothing to show until it is mended."
    )
    st.warning(
        f"**The data file {plain(path.name)} cannot be used.** {what}\n\n"
        + "\n".join(lines)
        + f"\n\n{after} Mend the file and reload the page; "
        "`python -m dashboard check` lists every problem.",
        icon=":material/report:",
    )


DEFAULT_STATUSES = [Status.CONFIRMED]
FILTER_KEYS: dict[str, Any] = {
    "leader": [], "topic": [], "host": [], "kind": [], "status": DEFAULT_STATUSES,
    "from": None, "to": None, "words": "",
}  # fmt: skip
"""The filters as they stand in the address, with what each is when nothing is chosen."""


def clear_filters(*keys: str) -> None:
    """Set every filter, or those named, to its default (for use as a button's callback)."""
    usual = FILTER_KEYS | {"status": st.session_state["_statuses"]}
    for key in keys or usual:
        st.session_state[key] = usual[key]


def default_statuses(selection: Selection) -> list[Status]:
    """Give the statuses that are shown unless asked otherwise: confirmed, where any visit is.

    A table that somebody brought may hold none: then whatever its visits are.
    """
    used = set(selection.visits["status"].unique())
    if not used or Status.CONFIRMED in used:
        return DEFAULT_STATUSES
    return [status for status in Status if status in used]


@dataclass(frozen=True)
class _Offered:
    """What the filters offer to choose from: it depends on the data set alone."""

    leaders: Mapping[str, str]
    topics: Mapping[str, str]
    hosts: Mapping[str, str]
    kinds: Sequence[VisitKind]
    statuses: list[Status]
    span: Mapping[str, date]


def _offered(selection: Selection) -> _Offered:
    names = {code: country_name(code) for code in selection.stops["country"].unique()}
    used = set(selection.visits["kind"].unique())
    first, last = selection.visits["start"].min(), selection.visits["end"].max()
    dated = pd.notna(first) and pd.notna(last)
    return _Offered(
        leaders={who.id: who.name for who in selection.head.leaders},
        topics={topic.id: topic.label for topic in selection.head.topics},
        hosts={code: names[code] for code in sorted(names, key=names.__getitem__)},
        kinds=[kind for kind in VisitKind if kind in used],
        statuses=default_statuses(selection),
        span={"min_value": date(first.year, 1, 1), "max_value": date(last.year, 12, 31)}
        if dated
        else {},
    )


def forget(*keys: str) -> None:
    """Empty controls of a page whose options are about to change (for use as a callback)."""
    for key in keys:
        st.session_state[key] = None


def filter_bar(selection: Selection) -> Filters:
    """Draw the filters in the sidebar, bound to the address, and give what is chosen."""
    offered = kept.of_whole(selection).once(_offered, selection)
    leaders, topics, hosts = offered.leaders, offered.topics, offered.hosts
    span: dict[str, Any] = {"format": "YYYY-MM-DD", "bind": "query-params", "value": None}
    span |= offered.span

    def choice(
        label: str, key: str, options: Sequence[Any], name: Callable[[Any], str], **more: Any
    ) -> list[Any]:
        return st.multiselect(
            label, options, format_func=name, key=key, bind="query-params", **more
        )

    usual = offered.statuses
    st.session_state["_statuses"] = usual
    with st.sidebar:
        st.subheader("Filters")
        who = choice(
            "Leaders", "leader", list(leaders), leaders.__getitem__, placeholder="All leaders"
        )
        about = choice(
            "Topics (any of them)", "topic", list(topics), topics.__getitem__,
            placeholder="All topics",
        )  # fmt: skip
        by_topic = _opened("Visits by topic", "counts_topic")
        where = choice("Host countries", "host", list(hosts), country_name, placeholder="All hosts")
        by_host = _opened("Visits by host", "counts_host")
        filters = Filters(
            leaders=tuple(who),
            topics=tuple(about),
            hosts=tuple(where),
            kinds=tuple(
                choice("Kind of visit", "kind", offered.kinds,
                       lambda kind: kind.label, placeholder="All kinds")
            ),
            statuses=tuple(
                choice("Status", "status", list(Status), lambda status: status.label,
                       default=usual, placeholder="Any status",
                       help="What each status means stands under Codebook and reliability.")
            ),
            start=st.date_input("From", key="from", **span),
            end=st.date_input("To", key="to", **span),
            words=st.text_input(
                "Words", key="words", bind="query-params", max_chars=200,
                placeholder="Search statements, places, people",
                help="Every word must occur, in a statement or in a visit's hosts, places, "
                "people and occasion. Accents and case do not count.",
            ),
        )  # fmt: skip
        # Beside what they count, but filled last: every other filter has its part in them.
        _counts(by_topic, topics, filters.visits_by_topic, selection)
        _counts(by_host, hosts, filters.visits_by_host, selection)
        st.button(
            "Clear all filters",
            on_click=clear_filters,
            disabled=filters == Filters(statuses=tuple(usual)),
        )
    return filters


def _opened(label: str, key: str) -> DeltaGenerator | None:
    """Draw what opens a part of the filters, and give its room once it is opened."""
    # Not a box that unfolds: that is three things more that every click goes through.
    opened = st.pills(
        label, [label], selection_mode="multi", key=key, label_visibility="collapsed"
    )  # fmt: skip
    return st.container() if opened else None


def _counts(
    room: DeltaGenerator | None,
    names: Mapping[str, str],
    count: Callable[[Selection], Mapping[str, int]],
    selection: Selection,
) -> None:
    """Draw how many visits each choice of a filter would leave, once it is opened.

    The counts cannot stand in the options themselves: the address carries what these show.
    """
    if room is not None:
        counts = count(selection)
        ranked = sorted(names, key=lambda choice: (-counts[choice], names[choice]))
        with room:
            st.caption("With the other filters as they are.")
            st.markdown(
                "\n".join(f"- {plain(names[choice])}: {counts[choice]:,}" for choice in ranked)
            )


def store_view(selection: Selection, filters: Filters) -> None:
    """Leave the view where the page's script takes it; `app.py` calls this before the page."""
    st.session_state["_version"] = selection.head.version
    own = kept.of_choice(selection, filters)
    dark = st.context.theme.type == "dark"
    st.session_state["_view"] = View(
        own.selection, selection, filters, Theme(dark), own.sentence, own
    )


def entitle(page: Page) -> None:
    """Give the browser's window the page's title and icon, and the page its width and styles.

    Title, icon and width in one call: each is a message to the browser, at every run.
    """
    st.set_page_config(
        page_title=f"{page.title} – {NAME}" if page.url_path else NAME,
        page_icon=str(ICON),
        layout="wide",
        # A frame in another page is narrow: the filters open beside the arrow at the upper left.
        initial_sidebar_state="collapsed" if st.context.is_embedded else None,
    )
    st.html(STYLES)


def run(page: Page, selection: Selection) -> None:
    """Run a page, with a foot; where one chart is asked for, with its room."""
    st.session_state["_page"] = page
    st.session_state.pop("_slot", None)
    if ALONE not in st.query_params:
        # The foot is drawn first and stands last: a page may end its run before its end.
        room = st.container()
        foot(selection)
        with room:
            page.run()
        return
    # `ui.show` empties the room and draws its chart there when it is the one.
    st.session_state["_slot"] = slot = st.empty()
    with slot.container():
        page.run()


def foot(selection: Selection) -> None:
    """Say under every page which version of which data set it shows."""
    dataset = selection.head
    with st.container(key="foot", horizontal=True, vertical_alignment="center"):
        st.caption(
            f"{plain(dataset.title)}. Version {plain(dataset.version)}, as of "
            f"{day(dataset.as_of)}. {plain(licence.sentence(dataset.licence))}",
            width="content",
        )
        st.page_link(page_named("data"), label=PAGES["data"])
        if copy := static_link("Static copy"):
            st.markdown(copy, width="content")


def load_view() -> View:
    """Give the view that `app.py` left; every page script begins with this.

    On a fresh server a deep link runs the page without `app.py` (Streamlit's old mode for
    a folder named pages). Naming the menu turns that mode off; the rerun then goes
    through `app.py`.
    """
    view = st.session_state.pop("_view", None)
    if view is None:
        st.navigation(menu())
        st.rerun()
    return view


def whole_of(view: View) -> View:
    """Give the view of the whole data set, for a page that describes it whatever the filters."""
    own = kept.of_whole(view.whole)
    return replace(
        view, selection=own.selection, filters=Filters(statuses=()), sentence=own.sentence, kept=own
    )


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
    leaders side by side `sets_leaders_abreast`: it says what becomes of more than eight.
    """
    st.title(title)
    st.markdown(lead)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**Shown:** {plain(view.sentence)}", width="stretch")
        share(view, title)
    if needs_visits and not view.kept.n_visits:
        _empty_state(view)
    if needs_statements and view.whole.mentions.empty:
        st.info(
            "This data set has no coded statements, and this page counts nothing else. The other "
            "pages show its visits.",
            icon=":material/info:",
        )
        st.stop()
    n_leaders = view.once(_n_leaders, view.selection) if groups_leaders else 0
    if n_leaders > MAX_LEADERS:
        st.info(
            f"Charts draw the {n_leaders:,} leaders shown as one. "
            f"Choose up to {MAX_LEADERS} of them in the filter “Leaders” to set them side by "
            "side.",
            icon=":material/group:",
        )


def _n_leaders(selection: Selection) -> int:
    return selection.visits["leader"].nunique()


def _empty_state(view: View) -> None:
    st.info("No visit matches these filters.", icon=":material/filter_alt_off:")
    filters = view.filters
    if filters.start and filters.end and filters.start > filters.end:
        st.markdown("The period ends before it starts: set “From” to a day before “To”.")
    ways = [
        f"- **{plain(label)}**: clearing it shows {count:,} {'visit' if count == 1 else 'visits'}"
        for label, count in view.filters.relaxations(view.whole)
        if count
    ]
    if ways:
        st.markdown("What to relax:\n\n" + "\n".join(ways))
    else:
        st.markdown("No single filter alone is the reason; clear them all and start again.")
    st.button("Clear the filters", on_click=clear_filters, type="primary", key="clear_empty")
    st.stop()
