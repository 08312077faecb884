"""One visit: choosing it, and all that the data set holds of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import limits
from dashboard.analysis.selection import Selection
from dashboard.analysis.wording import counted, facts, stop_in_words, visit_name
from dashboard.app.data import View, by_view, whole_of
from dashboard.app.markdown import marked, plain, source_link
from dashboard.app.page import NAME
from dashboard.app.share import cite_visit, report_link, static_link
from dashboard.app.statements import (
    VISIT,
    audit_mark,
    download,
    explain_audits,
    open_visit,
    page_of,
    report_statement,
    sources_of,
    table,
    visit_link,
)
from dashboard.model.vocabulary import Bearing, StatementKind, Status

CLAIMED = " (as the claim has it)"
"""Said of what a disputed visit is reported to have held."""


def chosen_visit(
    view: View,
    label: str = "Visit",
    key: str = VISIT,
    *,
    fallback: str | None = None,
    together: tuple[str, ...] = (),
) -> str | None:
    """Let the reader choose a visit, by the control or by the address, and return its id.

    The address carries the id, under `key`, not the label, so that a link outlives a
    corrected date. A visit that the filters leave out can still be opened by its link. With
    a `fallback` the control is never empty, and lists all visits whatever the filters. Of more
    than `limits.OPTIONS` it lists the latest, and the chosen one. A choice also puts the
    choices of the keys `together` in the address, so that a link names them all.
    """
    offering = to_choose_from(view, whatever=fallback is not None)
    names = _names(offering)
    asked = st.query_params.get(key)
    known = bool(asked) and (asked in names or bool((view.whole.visits["visit"] == asked).any()))
    if asked and not known:
        st.warning(
            f"The link names a visit that this data set does not have: {plain(asked[:80])}.",
            icon=":material/search_off:",
        )
    chosen = asked if known else fallback
    if chosen is not None and chosen not in names:
        names = _names(offering, chosen)
    # The widget follows the address: a link, Back and a click on a chart all change that.
    st.session_state[_control(key)] = chosen
    st.selectbox(
        label,
        list(names),
        index=0 if fallback else None,
        format_func=names.__getitem__,
        key=_control(key),
        on_change=_open_chosen,
        args=(key, *together),
        placeholder="Choose a visit",
    )
    n_offered = len(offering.selection.visits)
    if not fallback and n_offered > limits.OPTIONS:
        st.caption(
            f"To choose from: the latest {limits.OPTIONS:,} of {counted(n_offered, 'visit')} "
            "shown. The filters and “Words” lead to the others."
        )
    return chosen


def to_choose_from(view: View, *, whatever: bool) -> View:
    """Return the view whose visits a control offers: that shown, or all `whatever` the filters.

    Where all are more than a control can hold, the filters count after all.
    """
    return whole_of(view) if whatever and len(view.whole.visits) <= limits.OPTIONS else view


@by_view
def _names(view: View, chosen: str | None = None) -> dict[str, str]:
    """Return the names of the latest visits, and of the chosen one, in the data set's order."""
    listed = view.selection.visits
    if len(listed) > limits.OPTIONS:
        listed = listed.nlargest(limits.OPTIONS, "start", keep="first")
    if chosen is not None:
        everything = view.whole.visits
        listed = pd.concat([listed, everything[everything["visit"] == chosen]])
    return {str(row.visit): visit_name(row) for row in listed.sort_index().itertuples()}


def _control(key: str) -> str:
    """Return the key of the widget for a key of the address, which itself is not bound to it."""
    return f"{key}_choice"


def _open_chosen(*keys: str) -> None:
    chosen = {key: st.session_state[_control(key)] for key in keys}
    if None in chosen.values():
        for key in keys:
            open_visit(chosen[key], key)
    else:
        # At once: each key alone would be a step of its own for the browser's Back.
        st.query_params.update(chosen)


def visit_details(view: View, visit: str, *, linked: bool = True) -> None:
    """Draw all that the data set holds of one visit; `linked` adds the link to its own page."""
    whole, everything = view.whole, whole_of(view)
    row: Any = next(whole.visits[whole.visits["visit"] == visit].itertuples())
    status = Status(row.status)
    disputed = status is Status.DISPUTED
    st.header(plain(f"{row.leader_name}: {row.title}"))
    if linked:
        visit_link(visit, "Open on its own page")
    else:
        st.set_page_config(page_title=f"{visit_name(row)} – {NAME}")
    if disputed:
        verdict(row)
    if status is not Status.CONFIRMED:
        # A calm box, not an alarm: the page reports a status and does not judge it.
        st.info(f"**{status.label}.** {status.meaning}", icon=":material/info:")
    if disputed:
        for_and_against(everything, visit)
    claimed = CLAIMED if disputed else ""
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("\n".join(f"- **{name}:** {plain(said)}" for name, said in facts(row).items()))
        st.subheader(f"Itinerary{claimed}")
        st.markdown(itinerary(everything, visit))
    with right:
        n_met = (whole.meetings["visit"] == visit).sum()
        st.subheader(f"People met ({n_met}){claimed}")
        st.markdown(people_met(everything, visit))
    _statements(whole, visit)
    st.subheader("Cross-checks")
    st.markdown(plain(row.checks))
    if not disputed:
        st.subheader(f"Sources ({row.n_sources})")
        cited = whole.citations.loc[whole.citations["visit"] == visit, "source"]
        sources = whole.sources[whole.sources["source"].isin(cited)].sort_values("date")
        st.markdown("\n".join(f"- {source_link(source)}" for source in sources.itertuples()))
    cite_visit(view, row)
    if copy := static_link("Static copy of this page", visit):
        st.markdown(f"{copy}, as plain HTML: it opens at once, and also while the app sleeps.")
    if wrong := report_link(visit, visit, whole.head.version):
        st.markdown(f"{wrong} in this visit.")


@by_view
def itinerary(view: View, visit: str) -> str:
    """Return the stops of a visit as a Markdown list."""
    lines, stops = [], view.selection.stops
    for stop in stops[stops["visit"] == visit].itertuples():
        where, known = stop_in_words(stop)
        lines.append(f"{stop.position}. {plain(where)}: {known}")
    return "\n".join(lines)


@by_view
def people_met(view: View, visit: str) -> str:
    """Return the people met on a visit as a Markdown list."""
    lines, meetings = [], view.selection.meetings
    for person in meetings[meetings["visit"] == visit].itertuples():
        country = f" ({plain(str(person.country_name))})" if person.country_name else ""
        lines.append(f"- {plain(str(person.name))}, {plain(str(person.role))}{country}")
    return "\n".join(lines) or "None recorded."


@by_view
def _bearings(view: View, visit: str) -> list[str]:
    """Return the sources of a disputed visit by what they say of the claim, as Markdown."""
    citations, sources = view.selection.citations, view.selection.sources
    cited = citations[citations["visit"] == visit]
    cited = cited.merge(sources[sources["source"].isin(cited["source"])], on="source")
    cited = cited.sort_values("date", kind="stable")
    parts = []
    for bearing in (Bearing.SUPPORTS, Bearing.CONTRADICTS, Bearing.CONTEXT):
        rows = cited[cited["bearing"] == bearing].itertuples()
        lines = [f"- {source_link(row)}" for row in rows]
        head = f"**{bearing.label}** ({counted(len(lines), 'source')}). {bearing.meaning}"
        parts.append("\n".join([head, "", *lines]))
    return parts


def verdict(row: Any) -> None:
    """Draw what the record shows of a disputed visit, of which this is the row."""
    st.subheader(plain(row.verdict))
    st.markdown(plain(row.summary))


def for_and_against(view: View, visit: str) -> None:
    """Draw the sources on a disputed visit, the reasons for the verdict and the claim's origin.

    The sources that support it and those that contradict it stand side by side, those that do
    neither below.
    """
    st.markdown("#### What the sources say of the claim")
    places = [*st.columns(2, gap="medium"), st]
    for place, text in zip(places, _bearings(view, visit), strict=True):
        place.markdown(text)
    st.markdown(_reasons(view, visit))


@by_view
def _reasons(view: View, visit: str) -> str:
    """Return the reasons for a verdict as a numbered list, and the origin of the claim below it."""
    points = view.selection.points[view.selection.points["visit"] == visit]
    sources = sources_of(view.selection, points["sources"].explode())
    parts = []
    point: Any
    for point in points.itertuples():
        cited = " · ".join(source_link(sources[source]) for source in point.sources)
        said = plain(point.text) + (f" :small[{cited}]" if cited else "")
        if point.certainty:
            parts.append(f"#### {plain(point.title)}\n\n**{plain(point.certainty)}.** {said}")
        else:
            parts.append(f"{point.position}. **{plain(point.title)}.** {said}")
    return "\n\n".join(["#### The reasons, one by one", *parts] if parts else [])


def _statements(selection: Selection, visit: str) -> None:
    """Draw the statements of a visit by kind, each with its topics and its source."""
    said = selection.statements[selection.statements["visit"] == visit]
    sources = sources_of(selection, said["source"])
    words = st.session_state.get("words", "")

    def line(row: Any) -> str:
        source = f"{source_link(sources[row.source])}{report_statement(row, selection)}"
        text = marked(row.text, words)
        return f"- {plain(row.topic_labels)}: {text} :small[{source}]{audit_mark(row)}"

    parts = []
    for kind in StatementKind:
        lines = [line(row) for row in said[said["kind"] == kind].itertuples()]
        if lines:
            parts.append("\n".join([f"**{kind.label}** ({len(lines)})", "", *lines]))
    st.subheader(f"Statements ({len(said)})")
    st.markdown("\n\n".join(parts) or "None coded.")
    explain_audits(said)


def visits_table(view: View) -> None:
    """Draw all visits shown as a table; a chosen row opens the visit."""
    columns = [
        "leader_name", "title", "start", "end", "n_days", "kind_label", "status_label",
        "occasion", "people", "n_statements", "n_sources", "visit",
    ]  # fmt: skip
    visits = view.selection.visits
    latest_first = visits[columns].sort_values(["start", "visit"], ascending=False)
    part = page_of(latest_first, "visits")
    table(
        part,
        "visits_table",
        key="visits_table",
        selection_mode="single-row",
        on_select=lambda: _open_row(part["visit"].tolist()),
    )
    download(visits.drop(columns=["hosts"]), "visits")


def _open_row(visits: list[str]) -> None:
    rows = st.session_state["visits_table"]["selection"]["rows"]
    if rows:
        open_visit(visits[rows[0]])


def neighbours(view: View, visit: str) -> tuple[Any, Any]:
    """Return the rows of the same leader's dated visits before and after, among those shown."""
    shown, everything = view.selection.visits, view.whole.visits
    own = everything[everything["visit"] == visit]
    rows = pd.concat([shown[shown["leader"] == own["leader"].iloc[0]], own])
    rows = rows.dropna(subset=["start"]).drop_duplicates("visit").sort_values(["start", "visit"])
    order = rows["visit"].tolist()
    if visit not in order:
        return None, None
    at = order.index(visit)
    before = next(rows.iloc[max(at - 1, 0) : at].itertuples(), None)
    return before, next(rows.iloc[at + 1 : at + 2].itertuples(), None)


def previous_and_next(view: View, visit: str) -> None:
    """Lead to the same leader's visit before and after.

    By buttons: a link from a page to itself changes what the page shows and leaves the
    address as it was (Streamlit 1.67), so that reload and Share would give another visit.
    """
    ways = zip(st.columns(2), ("Previous", "Next"), neighbours(view, visit), strict=True)
    for column, way, row in ways:
        if row is not None:
            column.button(
                plain(f"{way}: {visit_name(row)}"),
                key=f"open_{way}",
                icon=":material/flight:",
                type="tertiary",
                on_click=open_visit,
                args=(row.visit,),
            )
