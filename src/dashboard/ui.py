"""The only place that joins Streamlit to the rest: load, filters, charts, evidence, links.

What the app relies on in Streamlit 1.67, and why it is done so, stands in ARCHITECTURE.md.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit, urlunsplit

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.navigation.page import Page

from dashboard.filters import Filters
from dashboard.load import Problem, UnreadableFile, read
from dashboard.model import Bearing, StatementKind, Status, Term, VisitKind
from dashboard.summary import findings, leaders_compared
from dashboard.tables import Tables, country_name, each_row, tabulate
from dashboard.theme import Theme

ROOT = Path(__file__).resolve().parents[2]
ICON = ROOT / "static" / "icon.svg"
"""The page's icon: a file, because a named icon is fetched from another host."""
DATA = "DASHBOARD_DATA"
"""The environment variable that names another data file."""

STATEMENTS_A_PAGE = 20
LEADERS_ABREAST = 3
"""Up to this many leaders stand side by side; more stand in a table."""
METRIC_WIDTH = 200
"""Pixels; two metrics fit beside each other on a phone's width less the margins."""
BRIEF = 220
"""Characters after which a long text is cut at the end of the sentence."""

LABELS = {
    "leader_name": "Leader", "title": "Visit", "date": "Date", "start": "First day",
    "end": "Last day", "n_days": "Days abroad", "day_of_term": "Day of term", "kind_label": "Kind",
    "status_label": "Status", "host_names": "Host countries", "places": "Places",
    "people": "People met", "occasion": "Occasion", "invited_by": "Invited by",
    "n_visits": "Visits", "n_statements": "Statements", "n_sources": "Sources",
    "topic_label": "Topic", "topic_labels": "Topics", "group": "Group", "share": "Share of visits",
    "n_all_visits": "Of visits", "period": "Period", "label": "Row", "text": "Statement",
    "headline": "Source", "publisher": "Publisher", "stance_label": "Stance", "url": "Address",
    "n_challenges": "Challenges", "n_opportunities": "Opportunities",
    "n_challenge_visits": "Visits with a challenge",
    "n_opportunity_visits": "Visits with an opportunity",
    "challenge_share": "Challenge share", "opportunity_share": "Opportunity share",
    "year": "Year", "few": "Fewer than five visits",
    "country_name": "Country", "role": "Role", "name": "Name", "end_note": "Note",
}  # fmt: skip
"""What a column is called on screen; a column without a name here is in the download alone."""


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


@dataclass(frozen=True)
class View:
    """What a page works with: the narrowed tables, all tables, the filters, the theme."""

    tables: Tables
    whole: Tables
    filters: Filters
    theme: Theme


# --- the frame -----------------------------------------------------------------------------


def menu() -> list[Page]:
    """List the pages in the order of the menu."""
    # No icons: Streamlit makes a page's icon the browser's, and fetches it from another host.
    pages = ROOT / "pages"
    return [
        st.Page(pages / "overview.py", title="Overview", default=True),
        st.Page(pages / "timeline.py", title="Timeline"),
        st.Page(pages / "topics.py", title="Topics"),
        st.Page(pages / "challenges.py", title="Challenges and opportunities"),
        st.Page(pages / "visits.py", title="Visits"),
        st.Page(pages / "data.py", title="Data and methods"),
    ]


def page_named(name: str) -> Page:
    """Give the page of the menu with this file name, without its ending."""
    return next(page for page in menu() if page.url_path == name or page.title.lower() == name)


def data_path() -> Path:
    """Give the file that the app shows."""
    return Path(os.environ.get(DATA) or ROOT / "data" / "visits.yaml")


@dataclass(frozen=True)
class Reading:
    """What came of reading one state of the file."""

    tables: Tables | None
    problems: tuple[Problem, ...]
    message: str = ""


@st.cache_resource(max_entries=2, show_spinner="Reading the data set …")
def _reading(path: str, size: int, modified: int) -> Reading:  # noqa: ARG001
    # Size and modification time are part of the key: an edit shows on the next run.
    try:
        loaded = read(Path(path))
    except UnreadableFile as error:
        return Reading(None, (), str(error))
    tables = tabulate(loaded.dataset) if loaded.dataset is not None else None
    return Reading(tables, loaded.problems)


@st.cache_resource
def _last_good() -> dict[str, Tables]:
    """Hold the last sound version of each file, for all sessions."""
    return {}


def load() -> Tables:
    """Give the tables of the data file; where it is broken, the last sound ones or a message.

    Stops the run, with place and cure on the page, where no sound version was ever read.
    """
    path = data_path()
    try:
        state = path.stat()
        reading = _reading(str(path), state.st_size, state.st_mtime_ns)
    except OSError as error:
        reading = Reading(None, (), f"The file cannot be read: {error.strerror or error}.")
    if reading.tables is not None:
        _last_good()[str(path)] = reading.tables
        return reading.tables
    kept = _last_good().get(str(path))
    _explain_broken(path, reading, kept is not None)
    if kept is None:
        st.stop()
    return kept


def _explain_broken(path: Path, reading: Reading, kept: bool) -> None:
    faults = [item for item in reading.problems if item.severity == "error"]
    lines = [f"- line {item.line}: {plain(item.message)}" for item in faults[:10]]
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


def clear_filters() -> None:
    """Set every filter back to its default (for use as a button's callback)."""
    for key, default in FILTER_KEYS.items():
        st.session_state[key] = default


def forget(*keys: str) -> None:
    """Empty controls of a page whose options are about to change (for use as a callback)."""
    for key in keys:
        st.session_state[key] = None


def filter_bar(tables: Tables) -> Filters:
    """Draw the filters in the sidebar, bound to the address, and give what is chosen."""
    dataset = tables.dataset
    leaders = {who.id: who.name for who in dataset.leaders}
    topics = {topic.id: topic.label for topic in dataset.topics}
    hosts = {code: country_name(code) for code in tables.stops["country"].unique()}
    codes = sorted(hosts, key=lambda code: hosts[code])
    used = set(tables.visits["kind"])
    first, last = tables.visits["start"].min(), tables.visits["end"].max()
    span: dict[str, Any] = {"format": "YYYY-MM-DD", "bind": "query-params", "value": None}
    if pd.notna(first) and pd.notna(last):
        span |= {"min_value": date(first.year, 1, 1), "max_value": date(last.year, 12, 31)}

    def choice(
        label: str, key: str, options: Sequence[Any], name: Callable[[Any], str], **more: Any
    ) -> list[Any]:
        return st.multiselect(
            label, options, format_func=name, key=key, bind="query-params", **more
        )

    with st.sidebar:
        st.subheader("Filters")
        filters = Filters(
            leaders=tuple(
                choice("Leaders", "leader", list(leaders), leaders.__getitem__,
                       placeholder="All leaders")
            ),
            topics=tuple(
                choice("Topics (any of them)", "topic", list(topics),
                       topics.__getitem__, placeholder="All topics")
            ),
            hosts=tuple(
                choice("Host countries", "host", codes, country_name, placeholder="All hosts")
            ),
            kinds=tuple(
                choice("Kind of visit", "kind", [kind for kind in VisitKind if kind in used],
                       lambda kind: kind.label, placeholder="All kinds")
            ),
            statuses=tuple(
                choice("Status", "status", list(Status), lambda status: status.label,
                       default=DEFAULT_STATUSES, placeholder="Any status",
                       help="What each status means stands under Data and methods.")
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
        st.button("Clear all filters", on_click=clear_filters, disabled=filters == Filters())
    return filters


def leave_view(tables: Tables, filters: Filters) -> None:
    """Leave the view where the page's script takes it; `app.py` calls this before the page."""
    st.session_state["_view"] = View(
        filters.narrow(tables), tables, filters, Theme(st.context.theme.type == "dark")
    )


def take_view() -> View:
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


def page_head(view: View, title: str, lead: str, *, needs_visits: bool = True) -> None:
    """Draw the title, what the page answers, and what is shown; stop where nothing matches.

    A page that has something to say without any visit sets `needs_visits` to false.
    """
    st.title(title)
    st.markdown(lead)
    said, link = st.columns([6, 1], vertical_alignment="center")
    said.markdown(f"**Shown:** {plain(view.filters.describe(view.whole))}")
    with link.popover("Share", icon=":material/link:", width="stretch"):
        st.markdown("The link restores this view, filters included.")
        st.code(address(), language=None, wrap_lines=True)
    if needs_visits and view.tables.visits.empty:
        _empty_state(view)


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


def address() -> str:
    """Give the address of the current view, with all that is bound to it."""
    parts = urlsplit(st.context.url or "")
    pairs = [(key, value) for key in st.query_params for value in st.query_params.get_all(key)]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs), ""))


# --- data and methods ----------------------------------------------------------------------


def vocabulary(terms: Iterable[Term]) -> None:
    """Draw a closed set of words with their meanings, as the code itself holds them."""
    st.markdown("\n".join(f"- **{term.label}.** {plain(term.meaning)}" for term in terms))


def topics_list(view: View) -> None:
    """Draw the topics by group, each with what it covers and how many statements it has."""
    counts = view.whole.mentions["topic"].value_counts()
    groups = dict.fromkeys(topic.group for topic in view.whole.dataset.topics)
    for group in groups:
        st.markdown(
            f"**{plain(group)}**\n\n"
            + "\n".join(
                f"- **{plain(topic.label)}** "
                f"({counted(int(counts.get(topic.id, 0)), 'statement')}): {plain(topic.covers)}"
                for topic in view.whole.dataset.topics
                if topic.group == group
            )
        )


def sources_table(view: View) -> None:
    """Draw all sources of the data set, with how many visits and statements rest on each."""
    frame = view.whole.sources
    st.caption(
        f"{counted(len(frame), 'source')} from {frame['publisher'].nunique():,} publishers, "
        "whatever the filters. A source without a recorded headline is described instead."
    )
    columns = ["publisher", "headline", "stance_label", "date", "n_visits", "n_statements", "url"]
    table(frame.sort_values(["publisher", "date"])[columns])


def downloads(view: View) -> None:
    """Offer the data file as it stands, and each of its tables as CSV."""
    path = data_path()
    st.download_button(
        f"{path.name}: the whole data set", path.read_bytes, file_name=path.name,
        mime="application/yaml", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    with st.container(horizontal=True):
        for name in ("visits", "stops", "meetings", "statements", "mentions", "citations",
                     "sources", "leaders"):  # fmt: skip
            frame: pd.DataFrame = getattr(view.whole, name)
            download(frame, name, f"{name}.csv ({len(frame):,} rows)")


# --- text that comes from the data ---------------------------------------------------------

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=\"'@])")


def plain(text: str) -> str:
    """Escape Markdown, so that text from the data is shown as it stands, on one line."""
    return _MARKS.sub(r"\\\1", " ".join(str(text).split()))


def day(value: Any, form: str = "%-d %B %Y") -> str:
    """Write a day in words; nothing where it is unknown."""
    return "" if value is None or pd.isna(value) else pd.Timestamp(value).strftime(form)


def dates(start: Any, end: Any) -> str:
    """Write the days of a visit in words, shortest form: `11 to 13 September 2024`."""
    if pd.isna(start):
        return "date unknown"
    if pd.isna(end) or start == end:
        return day(start)
    first = "%-d" if (start.year, start.month) == (end.year, end.month) else "%-d %B"
    first = first if start.year == end.year else "%-d %B %Y"
    return f"{day(start, first)} to {day(end)}"


def source_link(row: Any) -> str:
    """Write a source as a link with publisher, stance and date."""
    headline = plain(row.headline) if row.headline else "untitled"
    if not row.has_title:
        headline = f"{headline} (no headline recorded)"
    when = f", {day(row.date)}" if not pd.isna(row.date) else ""
    # Brackets and spaces in an address would end the link early.
    url = row.url.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
    return f"[{headline}](<{url}>), {plain(row.publisher)} ({row.stance_label.lower()}){when}"


# --- a chart, its numbers and its evidence -------------------------------------------------


def show(
    chart: Chart,
    frame: pd.DataFrame,
    view: View,
    *,
    basis: str,
    evidence: Tables | None = None,
    picks: tuple[str, ...] = (),
) -> None:
    """Draw a chart with its question, its basis, its data and the statements behind it.

    `picks` names the bound keys that a click on a mark sets, in the order of the mark's
    customdata.
    """
    name = chart.__name__.rpartition(".")[2]  # type: ignore[attr-defined]
    st.header(chart.QUESTION)
    st.caption(basis)
    if frame.empty:
        st.info("Nothing here matches the filters.", icon=":material/filter_alt_off:")
        return
    key = f"chart_{name}"
    st.plotly_chart(
        chart.figure(frame, view.theme),
        key=key,
        theme=None,
        alt=chart.alt(frame),
        config={"displayModeBar": False, "scrollZoom": False},
        selection_mode="points",
        on_select=(lambda: _pick(key, picks)) if picks else "ignore",
    )
    twin(frame, name)
    if evidence is not None:
        opened = st.expander(
            f"Evidence: {counted(len(evidence.statements), 'statement')}",
            icon=":material/format_quote:", key=f"evidence_{name}", on_change="rerun",
        )  # fmt: skip
        if opened.open:
            with opened:
                statements(evidence, f"evidence_{name}")


def _pick(chart_key: str, picks: tuple[str, ...]) -> None:
    points = st.session_state[chart_key]["selection"]["points"]
    if points and (data := points[0].get("customdata")) is not None:
        for key, value in zip(picks, data, strict=False):
            if key == VISIT:
                open_visit(value)
            else:
                st.session_state[key] = value


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: `1 visit`, `1,204 visits`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def twin(frame: pd.DataFrame, name: str) -> None:
    """Offer the numbers of a chart as a table and as CSV."""
    opened = st.expander("Data", icon=":material/table:", key=f"data_{name}", on_change="rerun")
    if opened.open:
        with opened:
            table(frame)
            download(frame, name)


def table(frame: pd.DataFrame, **more: Any) -> Any:
    """Draw the columns of a frame that have a name on screen."""
    shown = [column for column in frame.columns if column in LABELS]
    shares = [column for column in shown if column == "share" or column.endswith("_share")]
    days = [column for column in shown if pd.api.types.is_datetime64_any_dtype(frame[column])]
    configuration: dict[str, Any] = {column: LABELS[column] for column in shown}
    configuration |= {
        column: st.column_config.NumberColumn(LABELS[column], format="percent") for column in shares
    }
    configuration |= {
        column: st.column_config.DateColumn(LABELS[column], format="YYYY-MM-DD") for column in days
    }
    if "url" in shown:
        configuration["url"] = st.column_config.LinkColumn(LABELS["url"])
    return st.dataframe(frame[shown], hide_index=True, column_config=configuration, **more)


def download(frame: pd.DataFrame, name: str, label: str = "Download as CSV") -> None:
    """Offer a frame as CSV, made only when it is asked for."""
    st.download_button(
        label, lambda: csv(frame), file_name=f"{name}.csv", mime="text/csv",
        key=f"csv_{name}", icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def csv(frame: pd.DataFrame) -> bytes:
    """Write a frame as CSV that a spreadsheet shows as text: no cell runs as a formula."""
    out = frame.copy()
    for column in out.columns:
        if not pd.api.types.is_numeric_dtype(out[column]):
            out[column] = out[column].map(_cell)
    return out.to_csv(index=False).encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if isinstance(value, tuple | list):
        value = " ".join(str(part) for part in value)
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value


def statements(tables: Tables, key: str) -> None:
    """List statements under their visits, each with kind, topics and source, a page at a time."""
    frame = tables.statements.merge(
        tables.visits[["visit", "title", "leader_name", "start", "end", "status", "status_label"]],
        on="visit",
    ).merge(tables.sources, on="source", suffixes=("", "_source"))
    if frame.empty:
        st.markdown("No statement matches.")
        return
    frame = frame.sort_values(["start", "visit", "statement"], na_position="first")
    pages = -(-len(frame) // STATEMENTS_A_PAGE)
    number = st.pagination(pages, key=f"{key}_page") if pages > 1 else 1
    part = frame.iloc[(number - 1) * STATEMENTS_A_PAGE : number * STATEMENTS_A_PAGE]
    for _visit, rows in part.groupby("visit", sort=False):
        first = rows.iloc[0]
        visit_heading(first)
        st.markdown("\n".join(_statement_line(row) for row in each_row(rows)))
    out = frame[
        ["visit", "leader_name", "start", "kind", "topic_labels", "text", "publisher",
         "headline", "url", "date", "stance"]
    ]  # fmt: skip
    download(out, f"{key}_statements", f"Download {counted(len(out), 'statement')} as CSV")


def _statement_line(row: Any) -> str:
    topics = plain(row.topic_labels)
    return f"- **{row.kind_label}** · {topics}: {plain(row.text)} :small[{source_link(row)}]"


# --- the overview --------------------------------------------------------------------------


def leaders_side_by_side(view: View) -> None:
    """Draw each leader's figures side by side, one column a leader."""
    filters = view.filters
    frame = leaders_compared(view.tables, filters.start, filters.end)
    rows = list(each_row(frame))
    if len(rows) > LEADERS_ABREAST:
        twin(frame, "leaders")
        return
    by_id = {who.id: who for who in view.whole.dataset.leaders}
    for row, column in zip(rows, st.columns(len(rows), border=True), strict=True):
        who = by_id[row.leader]
        term = (
            f"{day(who.took_office)} to {day(who.left_office)}"
            if who.left_office
            else f"since {day(who.took_office)}"
        )
        because = f" ({plain(who.left_because)})" if who.left_because else ""
        with column:
            st.subheader(f"{who.full_name} · {who.native_name}")
            st.caption(
                f"{plain(who.office)}, {term}{because}. "
                f"{row.n_years:.2f} years in office covered by this view."
            )
            cells = (
                ("Visits", f"{row.n_visits:,}"),
                ("Host countries", f"{row.n_hosts:,}"),
                ("Days abroad", f"{row.n_days:,}"),
                ("Visits per year in office", _decimal(row.visits_per_year)),
                (
                    f"Multilateral: {row.n_multilateral} of {row.n_visits}",
                    _percent(row.multilateral_share),
                ),
                (
                    f"Signed agreement: {row.n_agreement} of {row.n_visits}",
                    _percent(row.agreement_share),
                ),
            )
            # A horizontal container wraps by width; columns would stack one by one on a phone.
            with st.container(horizontal=True):
                for label, value in cells:
                    st.metric(label, value, width=METRIC_WIDTH)


def _decimal(value: float | None) -> str:
    return "–" if value is None or pd.isna(value) else f"{value:.1f}"


def _percent(value: float | None) -> str:
    return "–" if value is None or pd.isna(value) else f"{value:.0%}"


def stand_out(view: View) -> None:
    """Draw the generated sentences of what stands out."""
    said = findings(view.tables, view.filters.start, view.filters.end)
    st.markdown("\n".join(f"- {plain(line)}" for line in said) or "There is nothing to compare.")


def visit_list(rows: pd.DataFrame) -> None:
    """Draw visits as links, each with its days, kind and occasion."""
    for row in each_row(rows):
        visit_heading(row, "; ".join(part for part in (row.kind_label, row.occasion) if part))


def latest_visits(view: View, number: int) -> None:
    """Draw the latest visits of those shown."""
    dated = view.tables.visits.dropna(subset=["start"])
    visit_list(dated.sort_values(["start", "visit"], ascending=False).head(number))


def disputed_visits(view: View) -> None:
    """Draw every disputed visit, whatever the filters, with what its cross-checks say."""
    disputed = view.whole.visits[view.whole.visits["status"] == Status.DISPUTED]
    if disputed.empty:
        st.markdown("No visit in this data set is disputed.")
    for row in each_row(disputed):
        visit_heading(row)
        cited = view.whole.citations[view.whole.citations["visit"] == row.visit]
        counts = cited["bearing"].value_counts()
        said = ", ".join(
            f"{counts.get(str(bearing), 0)} {word}"
            for bearing, word in (
                (Bearing.SUPPORTS, "support the claim"),
                (Bearing.CONTRADICTS, "contradict it"),
                (Bearing.CONTEXT, "bear on it without deciding"),
            )
        )
        st.markdown(f"Of {counted(len(cited), 'source')}, {said}. {plain(_brief(row.checks))}")


def _brief(text: str) -> str:
    sentences = re.split(r"(?<=[.;:])\s+(?=[A-Z(])", text)
    kept = ""
    for sentence in sentences:
        kept = f"{kept} {sentence}".strip()
        if len(kept) >= BRIEF:
            break
    return kept


def coverage(view: View) -> str:
    """Say how far the record reaches, as Markdown."""
    dataset = view.whole.dataset
    note = f" {plain(dataset.complete.note)}" if dataset.complete.note else ""
    return (
        f"Version {plain(dataset.version)}, as of {day(dataset.as_of)}. The list of visits is "
        f"judged complete from {day(dataset.complete.start)} to {day(dataset.complete.end)}.{note}"
    )


# --- one visit -----------------------------------------------------------------------------


def visit_name(row: Any) -> str:
    """Name a visit in one line: leader, hosts, days and, unless confirmed, status."""
    status = "" if row.status == Status.CONFIRMED else f" ({row.status_label.lower()})"
    return f"{row.leader_name}: {row.title}, {dates(row.start, row.end)}{status}"


VISIT = "visit"
"""The address's key for the visit that is open; it carries the visit's id."""


def chosen_visit(view: View) -> str | None:
    """Let the reader choose a visit, by the control or by the address, and give its id.

    The address carries the id, not the label, so that a link outlives a corrected date.
    A visit that the filters leave out can still be opened by its link.
    """
    everything = view.whole.visits
    asked = st.query_params.get(VISIT)
    known = asked in set(everything["visit"])
    if asked and not known:
        st.warning(
            f"The link names a visit that this data set does not have: {plain(asked[:80])}.",
            icon=":material/search_off:",
        )
    shown = everything["visit"].isin(view.tables.visits["visit"])
    listed = everything[shown | (everything["visit"] == asked)]
    names = {row.visit: visit_name(row) for row in each_row(listed)}
    # The widget follows the address: a link, Back and a click on a chart all change that.
    st.session_state["visit_choice"] = asked if known else None
    st.selectbox(
        "Visit", list(names), index=None, format_func=names.__getitem__,
        key="visit_choice", on_change=_open_chosen, placeholder="Choose a visit",
    )  # fmt: skip
    return asked if known else None


def _open_chosen() -> None:
    open_visit(st.session_state["visit_choice"])


def open_visit(visit: str | None) -> None:
    """Put a visit in the address, or take it out."""
    if visit is None:
        st.query_params.pop(VISIT, None)
    else:
        st.query_params[VISIT] = visit


def dossier(view: View, visit: str, *, linked: bool = True) -> None:
    """Draw all that the data set holds of one visit; `linked` adds the link to its own page."""
    whole = view.whole
    row = next(each_row(whole.visits[whole.visits["visit"] == visit]))
    st.header(f"{row.leader_name}: {row.title}")
    if linked:
        visit_link(visit, "Open on its own page")
    status = Status(row.status)
    if status is not Status.CONFIRMED:
        # A calm box, not an alarm: the page reports a status and does not judge it.
        st.info(f"**{status.label}.** {status.meaning}", icon=":material/info:")
    left, right = st.columns(2, gap="large")
    with left:
        _facts(row, status)
        _itinerary(whole, visit)
    with right:
        _met(whole, visit)
    if status is Status.DISPUTED:
        _bearings(whole, visit)
    _said(whole, visit)
    st.subheader("Cross-checks")
    st.markdown(plain(row.checks))
    if status is not Status.DISPUTED:
        st.subheader(f"Sources ({row.n_sources})")
        cited = whole.citations.loc[whole.citations["visit"] == visit, "source"]
        rows = whole.sources[whole.sources["source"].isin(cited)].sort_values("date")
        st.markdown("\n".join(f"- {source_link(item)}" for item in each_row(rows)))


def _facts(row: Any, status: Status) -> None:
    days = "" if pd.isna(row.n_days) else f" ({counted(int(row.n_days), 'day')} abroad)"
    took_place = status in (Status.CONFIRMED, Status.UNCONFIRMED)
    facts = {
        "Dates": dates(row.start, row.end) + (days if took_place else ""),
        "Day of term": "unknown" if pd.isna(row.day_of_term) else f"{int(row.day_of_term):,}",
        "Kind": row.kind_label,
        "Status": f"{status.label}. {status.meaning}",
        "Occasion": row.occasion or "none recorded",
        "Invited by": row.invited_by or "not recorded",
    }
    st.markdown("\n".join(f"- **{name}:** {plain(said)}" for name, said in facts.items()))


def _itinerary(whole: Tables, visit: str) -> None:
    stops = whole.stops[whole.stops["visit"] == visit]
    st.subheader("Itinerary")
    lines = []
    for stop in each_row(stops):
        where = f"{stop.place_name}, {stop.country_name}" if stop.place_name else stop.country_name
        known = [
            f"{verb} {day(when)}"
            for verb, when in (("arrived", stop.arrival), ("left", stop.departure))
            if not pd.isna(when)
        ]
        lines.append(f"{stop.position}. {plain(where)}: {', '.join(known) or 'days unknown'}")
    st.markdown("\n".join(lines))


def _met(whole: Tables, visit: str) -> None:
    met = whole.meetings[whole.meetings["visit"] == visit]
    st.subheader(f"People met ({len(met)})")
    st.markdown(
        "\n".join(
            f"- {plain(item.name)}, {plain(item.role)}"
            + (f" ({plain(item.country_name)})" if item.country_name else "")
            for item in each_row(met)
        )
        or "None recorded."
    )


def _bearings(whole: Tables, visit: str) -> None:
    cited = whole.citations[whole.citations["visit"] == visit].merge(whole.sources, on="source")
    st.subheader("What the sources say of the claim")
    for bearing in Bearing:
        rows = cited[cited["bearing"] == bearing].sort_values("date")
        if not rows.empty:
            st.markdown(
                f"**{bearing.label}** ({counted(len(rows), 'source')}). {bearing.meaning}\n\n"
                + "\n".join(f"- {source_link(item)}" for item in each_row(rows))
            )


def _said(whole: Tables, visit: str) -> None:
    rows = whole.statements[whole.statements["visit"] == visit].merge(
        whole.sources, on="source", suffixes=("", "_source")
    )
    st.subheader(f"Statements ({len(rows)})")
    if rows.empty:
        st.markdown("None coded.")
    for kind in StatementKind:
        of_kind = rows[rows["kind"] == kind]
        if not of_kind.empty:
            st.markdown(
                f"**{kind.label}** ({len(of_kind)})\n\n"
                + "\n".join(
                    f"- {plain(item.topic_labels)}: {plain(item.text)} :small[{source_link(item)}]"
                    for item in each_row(of_kind)
                )
            )


def permanent_link(visit: str) -> str:
    """Give the address of a visit's dossier, without any filter."""
    parts = urlsplit(st.context.url or "")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode({VISIT: visit}), ""))


def visits_table(view: View) -> None:
    """Draw all visits shown as a table; a chosen row opens the visit."""
    columns = [
        "leader_name", "title", "start", "end", "n_days", "kind_label", "status_label",
        "occasion", "people", "n_statements", "n_sources", "visit",
    ]  # fmt: skip
    frame = view.tables.visits.sort_values(["start", "visit"], ascending=False)[columns]
    table(
        frame, key="visits_table", selection_mode="single-row",
        on_select=lambda: _open_row(frame["visit"].tolist()),
    )  # fmt: skip
    download(view.tables.visits.drop(columns=["hosts"]), "visits")


def _open_row(visits: list[str]) -> None:
    rows = st.session_state["visits_table"]["selection"]["rows"]
    if rows:
        open_visit(visits[rows[0]])


def neighbours(view: View, visit: str) -> tuple[str | None, str | None]:
    """Give the same leader's dated visit before and after this one, among those shown."""
    everything = view.whole.visits
    own = everything.loc[everything["visit"] == visit, "leader"].iloc[0]
    shown = everything["visit"].isin(view.tables.visits["visit"]) | (everything["visit"] == visit)
    row = everything[shown & (everything["leader"] == own) & everything["start"].notna()]
    order = row.sort_values(["start", "visit"])["visit"].tolist()
    if visit not in order:
        return None, None
    at = order.index(visit)
    return (order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None)


def previous_and_next(view: View, visit: str) -> None:
    """Draw the links to the same leader's visit before and after."""
    names = {row.visit: visit_name(row) for row in each_row(view.whole.visits)}
    before, after = neighbours(view, visit)
    left, right = st.columns(2)
    if before:
        with left:
            visit_link(before, f"Previous: {names[before]}")
    if after:
        with right:
            visit_link(after, f"Next: {names[after]}")


def visit_heading(row: Any, about: str = "") -> None:
    """Draw a link to a visit, then its days, its status unless confirmed, and `about`."""
    # The link's label is kept short: Streamlit cuts a long one instead of wrapping it.
    visit_link(row.visit, f"{row.leader_name}: {row.title}")
    status = "" if row.status == Status.CONFIRMED else f" ({row.status_label.lower()})"
    st.caption(plain(f"{dates(row.start, row.end)}{status}{'. ' if about else ''}{about}"))


def visit_link(visit: str, label: str) -> None:
    """Link to the dossier of a visit; the filters go with it."""
    st.page_link(
        page_named("visits"), label=plain(label), icon=":material/flight:",
        query_params={"visit": visit},
    )  # fmt: skip
