"""One visit: choosing it, and all that the data set holds of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import limits
from dashboard.analysis.selection import Selection
from dashboard.analysis.wording import counted, facts, visit_name
from dashboard.app.data import View, by_view, whole_of
from dashboard.app.markdown import Markdown, plain, texts
from dashboard.app.page import NAME
from dashboard.app.share import cite_visit, report_link, static_link
from dashboard.app.statements import (
    VISIT,
    explain_audits,
    open_visit,
    sources_of,
    statement_line,
    visit_link,
)
from dashboard.app.tables import download, page_of, table
from dashboard.model.vocabulary import Bearing, StatementKind, Status

TEXTS = texts("visit")
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
    asked = st.query_params.get(key)
    if asked and not (view.whole.visits["visit"] == asked).any():
        st.warning(
            f"The link names a visit that this data set does not have: {plain(asked[:80])}.",
            icon=":material/search_off:",
        )
        asked = None
    chosen = asked or fallback
    names = _names(offering)
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
    listed, everything = view.selection.visits, view.whole.visits
    if len(listed) > limits.OPTIONS:
        listed = listed.nlargest(limits.OPTIONS, "start", keep="first")
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
        st.markdown(TEXTS.facts(facts(row)))
        st.subheader(f"Itinerary{claimed}")
        st.markdown(itinerary(everything, visit))
    with right:
        st.subheader(f"People met ({len(_of(whole.meetings, visit))}){claimed}")
        st.markdown(people_met(everything, visit))
    _statements(whole, visit)
    st.subheader("Cross-checks")
    st.markdown(plain(row.checks))
    if not disputed:
        st.subheader(f"Sources ({row.n_sources})")
        cited = whole.sources["source"].isin(_of(whole.citations, visit)["source"])
        st.markdown(TEXTS.sources(whole.sources[cited].sort_values("date").itertuples()))
    cite_visit(view, row)
    if copy := static_link("Static copy of this page", visit):
        st.markdown(f"{copy}, as plain HTML: it opens at once, and also while the app sleeps.")
    if wrong := report_link(visit, visit, whole.head.version):
        st.markdown(f"{wrong} in this visit.")


def _of(frame: pd.DataFrame, visit: str) -> pd.DataFrame:
    return frame[frame["visit"] == visit]


@by_view
def itinerary(view: View, visit: str) -> str:
    """Return the stops of a visit as a Markdown list."""
    return TEXTS.itinerary(_of(view.selection.stops, visit).itertuples())


@by_view
def people_met(view: View, visit: str) -> str:
    """Return the people met on a visit as a Markdown list."""
    return TEXTS.people_met(_of(view.selection.meetings, visit).itertuples())


@by_view
def _bearings(view: View, visit: str) -> list[str]:
    """Return the sources of a disputed visit by what they say of the claim, as Markdown."""
    cited = _of(view.selection.citations, visit)
    cited = cited.merge(view.selection.sources, on="source").sort_values("date", kind="stable")
    return [
        TEXTS.bearing(bearing, list(cited[cited["bearing"] == bearing].itertuples()))
        for bearing in (Bearing.SUPPORTS, Bearing.CONTRADICTS, Bearing.CONTEXT)
    ]


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
    points = _of(view.selection.points, visit)
    sources = sources_of(view.selection, points["sources"].explode())
    return TEXTS.reasons(list(points.itertuples()), sources)


def _statements(selection: Selection, visit: str) -> None:
    """Draw the statements of a visit by kind, each with its topics and its source."""
    said = _of(selection.statements, visit)
    sources = sources_of(selection, said["source"])
    lines: dict[StatementKind, list[Markdown]] = {}
    rows: list[Any] = list(said.itertuples())
    for row in rows:
        line = statement_line(row, sources[row.source], selection)
        lines.setdefault(StatementKind(row.kind), []).append(line)
    st.subheader(f"Statements ({len(said)})")
    st.markdown(TEXTS.statements([(kind, lines[kind]) for kind in StatementKind if kind in lines]))
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

    def open_row() -> None:
        for row in st.session_state["visits_table"]["selection"]["rows"]:
            open_visit(part["visit"].iloc[row])

    table(
        part,
        "visits_table",
        key="visits_table",
        selection_mode="single-row",
        on_select=open_row,
    )
    download(visits.drop(columns=["hosts"]), "visits")


def previous_and_next(view: View, visit: str) -> None:
    """Lead to the same leader's dated visits before and after, among those shown.

    By buttons: a link from a page to itself changes what the page shows and leaves the
    address as it was (Streamlit 1.67), so that reload and Share would give another visit.
    """
    own = _of(view.whole.visits, visit)
    shown = view.selection.visits
    rows = pd.concat([shown[shown["leader"] == own["leader"].iloc[0]], own])
    rows = rows.dropna(subset=["start"]).drop_duplicates("visit").sort_values(["start", "visit"])
    for column, way, by in zip(st.columns(2), ("Previous", "Next"), (-1, 1), strict=True):
        beside = rows[(rows["visit"] == visit).shift(by, fill_value=False)]
        for row in beside.itertuples():
            column.button(
                plain(f"{way}: {visit_name(row)}"),
                key=f"open_{way}",
                icon=":material/flight:",
                type="tertiary",
                on_click=open_visit,
                args=(row.visit,),
            )
