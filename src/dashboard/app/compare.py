"""Two visits or two leaders side by side, row by row, so that the sides stay level on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import comparison, limits
from dashboard.analysis.findings import leaders_compared
from dashboard.analysis.selection import Selection
from dashboard.analysis.wording import counted, facts, visit_name
from dashboard.app.chart_view import controls, show
from dashboard.app.data import View, by_view, cached, whole_of
from dashboard.app.markdown import marked, plain, source_link, texts
from dashboard.app.statements import on_topic, sources_of, visit_link
from dashboard.app.tables import opens, small_table
from dashboard.app.visit import (
    CLAIMED,
    chosen_visit,
    for_and_against,
    itinerary,
    people_met,
    to_choose_from,
    verdict,
)
from dashboard.charts.topics_that_differ import CHART
from dashboard.model.vocabulary import StatementKind, Status

TEXTS = texts("compare")
LEFT, RIGHT = "left", "right"
"""The address's keys for the two visits; they carry the visits' ids."""
FACING = (StatementKind.CHALLENGE, StatementKind.OPPORTUNITY)
DAYS = "days"

Pair = tuple[str, str]
"""Two ids, names or texts: the left or first side, and the right or second."""


def _nothing(why: str) -> None:
    st.info(why, icon=":material/info:")


# --- two visits ----------------------------------------------------------------------------


def chosen_pair(view: View) -> Pair | None:
    """Let the reader choose two visits; None where there are not two to compare."""
    n_all = len(view.whole.visits)
    if n_all < 2:
        return _nothing("This data set does not have two visits to compare.")
    both = (LEFT, RIGHT)
    opening = cached(whole_of(view), comparison.pair, *map(st.query_params.get, both))
    # A warning above one control would push it below the other.
    sides = st.columns(2, vertical_alignment="bottom")
    chosen: list[str | None] = []
    for side, key, fallback in zip(sides, both, opening, strict=True):
        label = f"{key.capitalize()} visit"
        with side:
            chosen.append(chosen_visit(view, label, key, fallback=fallback, together=both))
    left, right = chosen
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Swap sides",
            icon=":material/swap_horiz:",
            on_click=st.query_params.update,
            args=({LEFT: right, RIGHT: left},),
        )
        n_offered = len(to_choose_from(view, whatever=True).selection.visits)
        st.caption(TEXTS.to_choose_from(n_offered, n_all, limits.OPTIONS), width="content")
    if left is None or right is None or left == right:
        return _nothing("The same visit is on both sides: choose another for one of them.")
    return left, right


@by_view
def _two(whole: View, pair: Pair | None) -> Selection:
    visits = whole.selection.visits["visit"]
    return whole.selection.keep_visits(visits.isin(pair or ()))


def view_of_pair(view: View, pair: Pair | None) -> View:
    """Return the view of two visits alone, so that what is taken away is what is on the screen."""
    whole = whole_of(view)
    two = _two(whole, pair)
    names = {row.visit: visit_name(row) for row in two.visits.itertuples()}
    said = " and ".join(names[visit] for visit in pair or ())
    return replace(
        view,
        key=f"{whole.key} {pair}",
        selection=two,
        pinned=dict(zip((LEFT, RIGHT), pair or (), strict=False)),
        sentence=f"{said}, whatever the filters." if pair else "no two visits yet.",
    )


def visits_side_by_side(view: View, left: str, right: str) -> None:
    """Draw two visits fact by fact, then what their statements have in common.

    `view` is what `view_of_pair` returns.
    """
    by_id: dict[Any, Any] = {row.visit: row for row in view.selection.visits.itertuples()}
    rows = by_id[left], by_id[right]
    names = comparison.told_apart(*rows)
    for place, row in zip(_sides(), rows, strict=True):
        with place:
            _head(row)
    known = [facts(row) for row in rows]
    for fact in known[0]:
        if fact != "Status":  # it stands in the head of each side already
            _face(f"**{fact}:** {plain(side[fact])}" for side in known)
    for row, name in zip(rows, names, strict=True):
        if row.status == Status.DISPUTED:
            st.header(plain(f"What does the record show of the disputed visit ({name})?"))
            verdict(row)
            for_and_against(view, row.visit)
            opens(
                f"Cross-checks ({plain(name)})",
                f"checks_{row.visit}",
                partial(st.markdown, plain(row.checks)),
                icon=":material/fact_check:",
            )
    st.header("Where did each go, and whom did each meet?")
    claimed = [CLAIMED if row.status == Status.DISPUTED else "" for row in rows]
    n_met = [(view.selection.meetings["visit"] == row.visit).sum() for row in rows]
    heads = list(zip(map(plain, names), n_met, claimed, strict=True))
    _face(f"**Itinerary, {name}**{said}" for name, _, said in heads)
    _face(itinerary(view, row.visit) for row in rows)
    _face(f"**People met, {name}** ({n}){said}" for name, n, said in heads)
    _face(people_met(view, row.visit) for row in rows)
    st.header("What are the statements about?")
    st.caption(TEXTS.statements_of_two(*rows))
    left_side, right_side = st.columns(2, gap="medium")
    with left_side:
        kinds = cached(view, comparison.kinds_of_two, left, right)
        _counts(kinds, names, "Kind", "**Kinds of statement** (number of statements)")
    with right_side:
        topics = cached(view, comparison.topics_of_two, left, right)
        _in_common(topics, names, "Topic", "statement")
    st.header("Which challenges and opportunities face each other?")
    _statements_facing(view, (left, right), names, FACING)
    others = [kind for kind in StatementKind if kind not in FACING]
    n_others = view.selection.statements["kind"].isin(others).sum()
    opens(
        f"{counted(n_others, 'statement')} of other kinds",
        "other_kinds",
        lambda: _statements_facing(view, (left, right), names, others),
        icon=":material/format_quote:",
    )


def _head(row: Any) -> None:
    st.header(plain(f"{row.leader_name}: {row.title}"))
    status = Status(row.status)
    said = f"**{status.label}.** {status.meaning}"
    if status is Status.CONFIRMED:
        st.container(border=True).markdown(said)
    else:
        st.info(said, icon=":material/info:")
    visit_link(row.visit, "Open the dossier")


@by_view
def _lines(view: View, words: str) -> dict[tuple[str, str], list[str]]:
    """Return the statements as Markdown, by visit and kind, with the searched words marked."""
    said = view.selection.statements
    sources = sources_of(view.selection, said["source"])
    lines: dict[tuple[str, str], list[str]] = {}
    rows: list[Any] = list(said.itertuples())
    for row in rows:
        source = source_link(sources[row.source], short=True)
        lines.setdefault((row.visit, row.kind), []).append(
            f"- **{plain(row.topic_labels)}:** {marked(row.text, words)} :small[{source}]"
        )
    return lines


def _statements_facing(
    view: View, visits: Pair, names: Pair, kinds: Iterable[StatementKind]
) -> None:
    """Draw the statements of each of these kinds, under how many each side has."""
    lines = _lines(view, st.session_state.get("words", ""))
    for kind in kinds:
        st.subheader(kind.label, help=kind.meaning)
        sides = [lines.get((visit, str(kind)), []) for visit in visits]
        _face(f"**{plain(name)}** ({len(own)})" for name, own in zip(names, sides, strict=True))
        _face("\n".join(own) or "None coded." for own in sides)


# --- two leaders ---------------------------------------------------------------------------


def chosen_leaders(view: View) -> dict[str, Any] | None:
    """Let the reader choose two leaders and the days of term that both are compared over.

    Returns them as options of the chart; None where there is nothing to compare.
    """
    leaders = {who.id: who.name for who in view.whole.head.leaders}
    if len(leaders) < 2:
        return _nothing(
            f"This data set has one leader, {plain(*leaders.values())}: there is nobody to "
            "compare with. Two visits can still be compared."
        )
    first, second = (
        place.selectbox(
            f"{key.capitalize()} leader",
            list(leaders),
            index=index,
            key=key,
            format_func=leaders.__getitem__,
            bind="query-params",
            on_change=_drop_days,
        )
        for index, (place, key) in enumerate(zip(st.columns(2), ("first", "second"), strict=True))
    )
    if first == second:
        return _nothing("Choose two different leaders.")
    most = comparison.shared_days(view.whole, first, second)
    if most < 2:
        return _nothing("The record does not cover a day of both terms.")
    days = st.slider(
        "Days of term, from the first",
        1,
        most,
        most,
        key=DAYS,
        bind="query-params",
        help="Both leaders are counted over the same days of their terms; the longest choice is "
        "the shorter of the two terms, as far as the record covers it.",
    )
    return {"first": first, "second": second, DAYS: days}


def _drop_days() -> None:
    # The slider's end follows the pair of leaders; Streamlit would keep a value beyond it.
    st.session_state.pop(DAYS, None)


@by_view
def _first_days(view: View, days: int, who: Pair) -> Selection:
    return comparison.first_days(view.selection.took_place, days, who)


def _names(view: View, who: Pair) -> Pair:
    by_id = {leader.id: leader.name for leader in view.whole.head.leaders}
    return by_id[who[0]], by_id[who[1]]


def view_of_leaders(view: View, options: dict[str, Any] | None) -> View:
    """Return the view of two leaders' first days alone, for what is taken away."""
    if options is None:
        return view
    first, second, days = options.values()
    selection = _first_days(view, days, (first, second))
    return replace(
        view,
        key=f"{view.key} {options}",
        selection=selection,
        sentence=f"{counted(len(selection.visits), 'visit')} that took place, "
        f"{counted(len(selection.statements), 'statement')}: the first "
        f"{counted(days, 'day')} in office of {' and '.join(_names(view, (first, second)))}, "
        f"out of {view.sentence}",
    )


def leaders_over_the_same_days(view: View, shown: View, options: dict[str, Any]) -> None:
    """Draw two leaders' figures, hosts and topics over the first days of each term.

    `shown` is what `view_of_leaders` returns for the view.
    """
    first, second, days = options.values()
    who = first, second
    names = _names(view, who)
    st.header(f"How do the two compare over the first {counted(days, 'day')} of the term?")
    coded = not view.whole.statements.empty
    over, whole = _compared(shown, days), _compared(view)
    measures = {
        plain(name): comparison.figures(over[key], whole[key], coded)
        for key, name in zip(who, names, strict=True)
    }
    # A corner without a word is a heading that a screen reader cannot read.
    st.table(pd.DataFrame(measures).rename_axis("Measure"), border="horizontal")
    visits = view.selection.took_place.visits
    n_undated = visits["start"][visits["leader"].isin(who)].isna().sum()
    st.caption(TEXTS.basis_of_leaders(n_undated))
    travelled = set(shown.selection.visits["leader"])
    for key, name in zip(who, names, strict=True):
        if key not in travelled:
            st.info(
                f"None of the visits shown is by {plain(name)} in these days.",
                icon=":material/filter_alt_off:",
            )
    st.header("Which hosts did both go to, and which only one?")
    _in_common(comparison.hosts_of_two(shown.selection, *who), names, "Host", "visit")
    show(shown, CHART, options | controls(CHART, "listed"))
    on_topic(shown, "Statements on a topic (or click a row of the chart)")


def _compared(view: View, days: int | None = None) -> dict[str, Any]:
    frame = cached(view, leaders_compared, view.filters.start, view.filters.end, days)
    return dict(zip(frame["leader"], frame.itertuples(), strict=True))


# --- both ----------------------------------------------------------------------------------


def _sides() -> Sequence[Any]:
    # Columns that may wrap stand below each other on a phone, and the rows lose their facing.
    return st.columns(2, gap="medium", wrap=False)


def _face(texts: Iterable[str]) -> None:
    """Draw a text on each side."""
    for place, text in zip(_sides(), texts, strict=True):
        place.markdown(text)


def _counts(rows: pd.DataFrame, names: Pair, what: str, title: str) -> None:
    """Draw a count for each row and side as a table under its title."""
    st.markdown(title if len(rows) else f"{title}\n\nNone.")
    if len(rows):
        counts = rows[["label", "n_first", "n_second"]].assign(label=rows["label"].map(plain))
        small_table(counts.set_axis([what, *map(plain, names)], axis=1))


def _in_common(rows: pd.DataFrame, names: Pair, what: str, unit: str) -> None:
    """Draw what both sides have as a table, and what one alone has as facing lists."""
    first, second = rows["n_first"] > 0, rows["n_second"] > 0
    both = rows[first & second]
    _counts(both, names, what, f"**{what}s of both** ({len(both)}; number of {unit}s)")
    alone = rows[~second], rows[~first]
    _face(
        f"**{what}s of {plain(name)} alone** ({len(own)})"
        for name, own in zip(names, alone, strict=True)
    )
    _face(TEXTS.alone(own.itertuples(), unit) for own in alone)
