"""One visit: choosing it, and all that the data set holds of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import limits
from dashboard.analysis.selection import Selection, each_row, latest_first
from dashboard.analysis.wording import facts, stop_in_words
from dashboard.app.evidence import (
    VISIT,
    download,
    open_visit,
    page_of,
    report_statement,
    sources_of,
    table,
    visit_link,
)
from dashboard.app.frame import NAME, View, whole_of
from dashboard.app.share import cite_visit, report_link, static_link
from dashboard.app.words import counted, marked, plain, source_link, visit_name
from dashboard.model.vocabulary import Bearing, StatementKind, Status


def chosen_visit(
    view: View,
    label: str = "Visit",
    key: str = VISIT,
    *,
    fallback: str | None = None,
    together: tuple[str, ...] = (),
) -> str | None:
    """Let the reader choose a visit, by the control or by the address, and give its id.

    The address carries the id, under `key`, not the label, so that a link outlives a
    corrected date. A visit that the filters leave out can still be opened by its link. With
    a `fallback` the control is never empty, and lists all visits whatever the filters. Of more
    than `limits.OPTIONS` it lists the latest, and the chosen one. A choice also puts the
    choices of the keys `together` in the address, so that a link names them all.
    """
    offering = to_choose_from(view, whatever=fallback is not None)
    names = offering.once(_names, offering.selection)
    asked = st.query_params.get(key)
    known = bool(asked) and (asked in names or bool((view.whole.visits["visit"] == asked).any()))
    if asked and not known:
        st.warning(
            f"The link names a visit that this data set does not have: {plain(asked[:80])}.",
            icon=":material/search_off:",
        )
    chosen = asked if known else fallback
    if chosen is not None and chosen not in names:
        names = offering.once(_names, offering.selection, view.whole, chosen)
    # The widget follows the address: a link, Back and a click on a chart all change that.
    st.session_state[_control(key)] = chosen
    st.selectbox(
        label, list(names), index=0 if fallback else None, format_func=names.__getitem__,
        key=_control(key), on_change=_open_chosen, args=(key, *together),
        placeholder="Choose a visit",
    )  # fmt: skip
    if not fallback and (n_offered := offering.kept.n_visits) > limits.OPTIONS:
        st.caption(
            f"To choose from: the latest {limits.OPTIONS:,} of {counted(n_offered, 'visit')} "
            "shown. The filters and “Words” lead to the others."
        )
    return chosen


def _names(
    offered: Selection, everything: Selection | None = None, chosen: str | None = None
) -> dict[str, str]:
    """Name the latest visits of those offered, and the chosen one, in the data set's order."""
    listed = offered.visits
    if len(listed) > limits.OPTIONS:
        listed = listed.nlargest(limits.OPTIONS, "start", keep="first")
    if everything is not None:
        listed = pd.concat([listed, everything.visits[everything.visits["visit"] == chosen]])
    return {row.visit: visit_name(row) for row in each_row(listed.sort_index())}


def to_choose_from(view: View, *, whatever: bool) -> View:
    """Give the view whose visits a control offers: those shown, or all `whatever` the filters.

    Where all are more than a control can hold, the filters count after all.
    """
    return whole_of(view) if whatever and len(view.whole.visits) <= limits.OPTIONS else view


def _control(key: str) -> str:
    """Name the control of a key of the address, which itself is not bound to it."""
    return f"{key}_choice"


def _open_chosen(*keys: str) -> None:
    chosen = {key: st.session_state[_control(key)] for key in keys}
    if None in chosen.values():
        for key in keys:
            open_visit(chosen[key], key)
    else:
        # At once: each key alone would be a step of its own for the browser's Back.
        st.query_params.update(chosen)


@dataclass(frozen=True)
class _Dossier:
    """What the data set holds of one visit, as Markdown; `claims` only of a disputed one."""

    row: Any
    facts: str
    itinerary: str
    n_met: int
    met: str
    claims: list[str]
    sources: str


def _told(whole: Selection, visit: str) -> _Dossier:
    row = next(each_row(whole.visits[whole.visits["visit"] == visit]))
    cited = whole.citations.loc[whole.citations["visit"] == visit, "source"]
    sources = whole.sources[whole.sources["source"].isin(cited)].sort_values("date")
    return _Dossier(
        row,
        "\n".join(f"- **{name}:** {plain(said)}" for name, said in facts(row).items()),
        itinerary(whole, visit),
        int((whole.meetings["visit"] == visit).sum()),
        people_met(whole, visit),
        for_and_against(whole, visit) if row.status == Status.DISPUTED else [],
        "\n".join(f"- {source_link(item)}" for item in each_row(sources)),
    )


def dossier(view: View, visit: str, *, linked: bool = True) -> None:
    """Draw all that the data set holds of one visit; `linked` adds the link to its own page."""
    whole = view.whole
    told = whole_of(view).once(_told, whole, visit)
    row = told.row
    st.header(plain(f"{row.leader_name}: {row.title}"))
    if linked:
        visit_link(visit, "Open on its own page")
    else:
        st.set_page_config(page_title=f"{visit_name(row)} – {NAME}")
    status = Status(row.status)
    if status is not Status.CONFIRMED:
        # A calm box, not an alarm: the page reports a status and does not judge it.
        st.info(f"**{status.label}.** {status.meaning}", icon=":material/info:")
    claimed = CLAIMED if status is Status.DISPUTED else ""
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(told.facts)
        st.subheader(f"Itinerary{claimed}")
        st.markdown(told.itinerary)
    with right:
        st.subheader(f"People met ({told.n_met}){claimed}")
        st.markdown(told.met)
    if status is Status.DISPUTED:
        st.subheader("What the sources say of the claim")
        bearings(told.claims)
    wrong = report_link(visit, visit, whole.head.version)
    words = st.session_state.get("words", "")
    n_statements, statements = whole_of(view).once(_said, whole, visit, words, wrong)
    st.subheader(f"Statements ({n_statements})")
    st.markdown(statements)
    st.subheader("Cross-checks")
    st.markdown(plain(row.checks))
    if status is not Status.DISPUTED:
        st.subheader(f"Sources ({row.n_sources})")
        st.markdown(told.sources)
    cite_visit(view, visit)
    if copy := static_link("Static copy of this page", visit):
        st.markdown(f"{copy}, as plain HTML: it opens at once, and also while the app sleeps.")
    if wrong:
        st.markdown(f"{wrong} in this visit.")


CLAIMED = " (as the claim has it)"
"""Said of what a disputed visit is reported to have held."""


def itinerary(whole: Selection, visit: str) -> str:
    """List the stops of a visit as Markdown."""
    stops = whole.stops[whole.stops["visit"] == visit]
    return "\n".join(
        f"{stop.position}. {plain(where)}: {known}"
        for stop in each_row(stops)
        for where, known in (stop_in_words(stop),)
    )


def people_met(whole: Selection, visit: str) -> str:
    """List the people met on a visit as Markdown."""
    met = whole.meetings[whole.meetings["visit"] == visit]
    return (
        "\n".join(
            f"- {plain(item.name)}, {plain(item.role)}"
            + (f" ({plain(item.country_name)})" if item.country_name else "")
            for item in each_row(met)
        )
        or "None recorded."
    )


def for_and_against(whole: Selection, visit: str) -> list[str]:
    """List the sources that support a disputed visit, contradict it and do neither, as Markdown."""
    cited = whole.citations[whole.citations["visit"] == visit]
    sources = sources_of(whole, cited["source"])
    said = []
    for bearing in (Bearing.SUPPORTS, Bearing.CONTRADICTS, Bearing.CONTEXT):
        rows = [sources[row.source] for row in each_row(cited) if row.bearing == bearing]
        rows.sort(key=lambda row: (pd.isna(row.date), row.date))
        said.append(
            f"**{bearing.label}** ({counted(len(rows), 'source')}). {bearing.meaning}\n\n"
            + "\n".join(f"- {source_link(item)}" for item in rows)
        )
    return said


def bearings(said: list[str]) -> None:
    """Draw the sources for and against a disputed visit side by side, the others below."""
    places = [*st.columns(2, gap="medium"), st]
    for place, text in zip(places, said, strict=True):
        place.markdown(text)


def _said(whole: Selection, visit: str, words: str, wrong: str) -> tuple[int, str]:  # noqa: ARG001
    """Count the statements of a visit and list them by kind, as Markdown.

    The link to report what is `wrong` stands for those of the statements in what this is kept
    under: they too hold the form's address and the reader's.
    """
    said = whole.statements[whole.statements["visit"] == visit]
    sources = sources_of(whole, said["source"])
    lines: dict[str, list[str]] = {}
    for row in each_row(said):
        lines.setdefault(row.kind, []).append(
            f"- {plain(row.topic_labels)}: {marked(row.text, words)} "
            f":small[{source_link(sources[row.source])}{report_statement(row, whole)}]"
        )
    by_kind = [
        "\n".join([f"**{kind.label}** ({len(found)})", "", *found])
        for kind in StatementKind
        if (found := lines.get(str(kind)))
    ]
    return len(said), "\n\n".join(by_kind) or "None coded."


def visits_table(view: View) -> None:
    """Draw all visits shown as a table; a chosen row opens the visit."""
    columns = [
        "leader_name", "title", "start", "end", "n_days", "kind_label", "status_label",
        "occasion", "people", "n_statements", "n_sources", "visit",
    ]  # fmt: skip
    # Their order is kept, not the sorted frame: of 100,000 visits it would be 12 MB a choice.
    order = view.once(latest_first, view.selection)
    part = page_of(view.selection.visits[columns], "visits", order)
    table(
        part, "visits_table", key="visits_table", selection_mode="single-row",
        on_select=lambda: _open_row(part["visit"].tolist()),
    )  # fmt: skip
    download(view.selection.visits.drop(columns=["hosts"]), "visits")


def _open_row(visits: list[str]) -> None:
    rows = st.session_state["visits_table"]["selection"]["rows"]
    if rows:
        open_visit(visits[rows[0]])


def neighbours(view: View, visit: str) -> tuple[str | None, str | None]:
    """Give the same leader's dated visit before and after this one, among those shown."""
    return view.once(_beside, view.whole, view.selection, visit)


def _beside(whole: Selection, shown: Selection, visit: str) -> tuple[str | None, str | None]:
    one = whole.visits[whole.visits["visit"] == visit]
    rows = pd.concat([shown.visits[shown.visits["leader"] == one["leader"].iloc[0]], one])
    rows = rows.loc[rows["start"].notna(), ["visit", "start"]].drop_duplicates()
    order = rows.sort_values(["start", "visit"])["visit"].tolist()
    if visit not in order:
        return None, None
    at = order.index(visit)
    return (order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None)


def previous_and_next(view: View, visit: str) -> None:
    """Lead to the same leader's visit before and after.

    By buttons: a link from a page to itself changes what the page shows and leaves the
    address as it was (Streamlit 1.67), so that reload and Share would give another visit.
    """
    before, after = neighbours(view, visit)
    names = view.once(_named, view.whole.visits, before, after)
    for column, other, way in zip(
        st.columns(2), (before, after), ("Previous", "Next"), strict=True
    ):
        if other:
            column.button(
                plain(f"{way}: {names[other]}"), key=f"open_{way}", icon=":material/flight:",
                type="tertiary", on_click=open_visit, args=(other,),
            )  # fmt: skip


def _named(visits: pd.DataFrame, *wanted: str | None) -> dict[str, str]:
    return {row.visit: visit_name(row) for row in each_row(visits[visits["visit"].isin(wanted)])}
