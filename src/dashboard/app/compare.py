"""Two visits or two leaders side by side, row by row, so that the sides stay level on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import comparison, limits
from dashboard.analysis.filters import Filters
from dashboard.analysis.findings import leaders_compared
from dashboard.analysis.selection import DAYS_A_YEAR, Selection, each_row, tally
from dashboard.analysis.wording import facts
from dashboard.app.dossier import (
    CLAIMED,
    bearings,
    chosen_visit,
    for_and_against,
    itinerary,
    people_met,
    to_choose_from,
)
from dashboard.app.evidence import sources_of, statements, visit_link
from dashboard.app.figures import one_of, show
from dashboard.app.frame import View, whole_of
from dashboard.app.words import counted, dates, marked, plain, source_link, visit_name
from dashboard.charts import topics_that_differ
from dashboard.model.vocabulary import StatementKind, Status

LEFT, RIGHT = "left", "right"
"""The address's keys for the two visits; they carry the visits' ids."""
FACING = (StatementKind.CHALLENGE, StatementKind.OPPORTUNITY)
OTHERS = tuple(kind for kind in StatementKind if kind not in FACING)
DAYS = "days"

Sides = tuple[str, str]


def chosen_pair(view: View) -> Sides | None:
    """Let the reader choose two visits; nothing where there are not two to compare."""
    whole = view.whole
    if len(whole.visits) < 2:
        st.info("This data set does not have two visits to compare.", icon=":material/info:")
        return None
    asked = (st.query_params.get(LEFT), st.query_params.get(RIGHT))
    opening = whole_of(view).once(comparison.pair, whole, *asked)
    chosen = []
    # A warning above one control would push it below the other.
    places = st.columns(2, vertical_alignment="bottom")
    labels = ("Left visit", "Right visit")
    for place, label, key, visit in zip(places, labels, (LEFT, RIGHT), opening, strict=True):
        with place:
            chosen.append(chosen_visit(view, label, key, fallback=visit, together=(LEFT, RIGHT)))
    left, right = chosen
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Swap sides", icon=":material/swap_horiz:", on_click=_open_pair, args=(right, left)
        )
        n_offered = to_choose_from(view, whatever=True).kept.n_visits
        n_all = len(whole.visits)
        st.caption(
            "All visits can be chosen here, of every status, whatever the filters."
            if n_offered == n_all <= limits.OPTIONS
            else f"To choose from: the latest {limits.OPTIONS:,} of "
            f"{counted(n_offered, 'visit')} shown, out of {n_all:,}. The filters and “Words” "
            "lead to the others.",
            width="content",
        )
    if left == right:
        st.info(
            "The same visit is on both sides: choose another for one of them.",
            icon=":material/info:",
        )
        return None
    return left, right


def _open_pair(left: str, right: str) -> None:
    st.query_params.update({LEFT: left, RIGHT: right})


def of_pair(view: View, pair: Sides | None) -> View:
    """Give the view of two visits alone, so that what is taken away is what is on the screen."""
    selection, sentence = whole_of(view).once(_of_two, view.whole, pair or ())
    return replace(
        view,
        selection=selection,
        filters=Filters(statuses=()),
        pinned=dict(zip((LEFT, RIGHT), pair or (), strict=False)),
        sentence=sentence,
    )


def _of_two(whole: Selection, pair: tuple[str, ...]) -> tuple[Selection, str]:
    two = whole.keep_visits(whole.visits["visit"].isin(pair))
    rows = {row.visit: row for row in each_row(two.visits)}
    names = " and ".join(visit_name(rows[visit]) for visit in pair)
    return two, f"{names}, whatever the filters." if pair else "no two visits yet."


def of_leaders(view: View, chosen: tuple[str, str, int] | None) -> View:
    """Give the view of two leaders' first days alone, for what is taken away."""
    if chosen is None:
        return view
    first, second, days = chosen
    names = {who.id: who.name for who in view.whole.head.leaders}
    early = view.once(_early, view.made, first, second, days)
    return replace(
        view,
        selection=early,
        sentence=f"{counted(len(early.visits), 'visit')} that took place, "
        f"{counted(len(early.statements), 'statement')}: the first {counted(days, 'day')} in "
        f"office of {names[first]} and {names[second]}, out of {view.sentence}",
    )


def _early(made: Selection, first: str, second: str, days: int) -> Selection:
    return comparison.first_days(made, days, (first, second))


@dataclass(frozen=True)
class _Two:
    """What is said of two visits, made of their tables: each pair of texts is a row on screen.

    `claims` has, of each side that is a disputed visit, what sources say of it.
    """

    visits: tuple[Any, Any]
    names: Sides
    facts: list[Sides]
    claims: list[tuple[Any, str, list[str]]]
    met: list[Sides]
    kinds: pd.DataFrame
    topics: _Common
    n_others: int


def _told(two: Selection, left: str, right: str) -> _Two:
    by_id = {row.visit: row for row in each_row(two.visits)}
    rows = (by_id[left], by_id[right])
    names = _told_apart(*rows)
    known = [facts(row) for row in rows]
    n_met = [(two.meetings["visit"] == row.visit).sum() for row in rows]
    claimed = [CLAIMED if row.status == Status.DISPUTED else "" for row in rows]
    return _Two(
        rows,
        names,
        [
            _sides(f"**{name}:** {plain(side[name])}" for side in known)
            for name in known[0]
            # The status stands in the head of each side already.
            if name != "Status"
        ],
        [
            (row, name, for_and_against(two, row.visit))
            for row, name in zip(rows, names, strict=True)
            if row.status == Status.DISPUTED
        ],
        [
            _sides(
                f"**Itinerary, {plain(name)}**{said}"
                for name, said in zip(names, claimed, strict=True)
            ),
            _sides(itinerary(two, row.visit) for row in rows),
            _sides(
                f"**People met, {plain(name)}** ({n}){said}"
                for name, n, said in zip(names, n_met, claimed, strict=True)
            ),
            _sides(people_met(two, row.visit) for row in rows),
        ],
        _counts(list(each_row(comparison.kinds_of_two(two, left, right))), names, "Kind"),
        _common(comparison.topics_of_two(two, left, right), names, "Topic", "statement"),
        int(two.statements["kind"].isin([str(kind) for kind in OTHERS]).sum()),
    )


def visits_side_by_side(view: View, left: str, right: str) -> None:
    """Draw two visits fact by fact, then what their statements have in common.

    `view` is what `of_pair` makes of the page's.
    """
    whole = whole_of(view)
    two = whole.once(_told, view.selection, left, right)
    for place, row in zip(_abreast(), two.visits, strict=True):
        with place:
            st.header(plain(f"{row.leader_name}: {row.title}"))
            status = Status(row.status)
            said = f"**{status.label}.** {status.meaning}"
            if status is Status.CONFIRMED:
                st.container(border=True).markdown(said)
            else:
                st.info(said, icon=":material/info:")
            visit_link(row.visit, "Open the dossier")
    _facing(two.facts)
    for row, name, said in two.claims:
        st.header(plain(f"What do sources say of the disputed visit ({name})?"))
        bearings(said)
        opened = st.expander(
            f"Cross-checks ({plain(name)})", icon=":material/fact_check:",
            key=f"checks_{row.visit}", on_change="rerun",
        )  # fmt: skip
        if opened.open:
            opened.markdown(plain(row.checks))
    st.header("Where did each go, and whom did each meet?")
    _facing(two.met)
    st.header("What are the statements about?")
    n_left, n_right = (row.n_statements for row in two.visits)
    st.caption(
        f"{n_left:,} statements on the left, {n_right:,} on the right. "
        "How many a visit has follows the coder's sampling, so read which topics and kinds come "
        "up, not how often. A statement can be on up to three topics."
    )
    kinds, topics = st.columns(2, gap="medium")
    _in_table(two.kinds, "**Kinds of statement** (number of statements)", kinds)
    _in_common(two.topics, topics)
    _statements_facing(whole, view.selection, two)


def _told_apart(left: Any, right: Any) -> Sides:
    """Name two visits as shortly as tells them apart."""
    for name in (
        lambda row: row.leader_name,
        lambda row: row.title,
        lambda row: f"{row.title}, {dates(row.start, row.end)}",
    ):
        if name(left) != name(right):
            return name(left), name(right)
    return left.visit, right.visit


def _abreast() -> Iterable[Any]:
    # Columns that may wrap stand below each other on a phone, and the rows lose their facing.
    return st.columns(2, gap="medium", wrap=False)


def _sides(texts: Iterable[str]) -> Sides:
    left, right = texts
    return left, right


def _facing(rows: Iterable[Sides]) -> None:
    """Draw row by row a text for each side."""
    for pair in rows:
        for place, text in zip(_abreast(), pair, strict=True):
            place.markdown(text)


def _counts(rows: Sequence[Any], names: Sides, what: str) -> pd.DataFrame:
    """Lay out a count for each row and side as a table to draw, its text escaped."""
    index = pd.Index([plain(row.label) for row in rows], name=what)
    counts = [(row.n_first, row.n_second) for row in rows]
    return pd.DataFrame(counts, index, [plain(name) for name in names])


def _in_table(counts: pd.DataFrame, title: str, place: Any = st) -> None:
    if counts.empty:
        place.markdown(f"{title}\n\nNone.")
    else:
        place.markdown(title)
        place.table(counts, border="horizontal", width="content")


@dataclass(frozen=True)
class _Common:
    """What both sides have, as a table under its title, and what one alone has, as lists."""

    title: str
    both: pd.DataFrame
    alone: list[Sides]


def _common(frame: pd.DataFrame, names: Sides, what: str, unit: str) -> _Common:
    rows = list(each_row(frame))
    both = [row for row in rows if row.n_first and row.n_second]
    alone = ([row for row in rows if not row.n_second], [row for row in rows if not row.n_first])
    return _Common(
        f"**{what}s of both** ({len(both)}; number of {unit}s)",
        _counts(both, names, what),
        [
            _sides(
                f"**{what}s of {plain(name)} alone** ({len(own)})"
                for name, own in zip(names, alone, strict=True)
            ),
            _sides(
                "\n".join(
                    f"- {plain(row.label)}: {counted(row.n_first + row.n_second, unit)}"
                    for row in own
                )
                or "None."
                for own in alone
            ),
        ],
    )


def _in_common(common: _Common, place: Any = st) -> None:
    """Draw what both sides have as a table, and what one alone has as facing lists."""
    _in_table(common.both, common.title, place)
    _facing(common.alone)


def _statements_facing(view: View, selection: Selection, two: _Two) -> None:
    """Draw the statements of two visits by kind; `view` is that of the whole data set."""

    def draw(kinds: tuple[StatementKind, ...]) -> None:
        words = st.session_state.get("words", "")
        for kind, rows in view.once(_said, selection, *ids, two.names, words, kinds):
            st.subheader(kind.label, help=kind.meaning)
            _facing(rows)

    ids = [row.visit for row in two.visits]
    st.header("Which challenges and opportunities face each other?")
    draw(FACING)
    opened = st.expander(
        f"{counted(two.n_others, 'statement')} of other kinds", key="other_kinds",
        icon=":material/format_quote:", on_change="rerun",
    )  # fmt: skip
    if opened.open:
        with opened:
            draw(OTHERS)


def _said(
    two: Selection,
    left: str,
    right: str,
    names: Sides,
    words: str,
    kinds: tuple[StatementKind, ...],
) -> list[tuple[StatementKind, list[Sides]]]:
    """Write the statements of each of these kinds, under how many each side has, as Markdown."""
    said = two.statements[two.statements["kind"].isin([str(kind) for kind in kinds])]
    sources = sources_of(two, said["source"])
    lines: dict[tuple[str, str], list[str]] = {}
    for row in each_row(said):
        lines.setdefault((row.kind, row.visit), []).append(
            f"- **{plain(row.topic_labels)}:** {marked(row.text, words)} "
            f":small[{source_link(sources[row.source], short=True)}]"
        )
    found = []
    for kind in kinds:
        sides = [lines.get((str(kind), visit), []) for visit in (left, right)]
        heads = (
            f"**{plain(name)}** ({len(side)})" for name, side in zip(names, sides, strict=True)
        )
        texts = ("\n".join(side) or "None coded." for side in sides)
        found.append((kind, [_sides(heads), _sides(texts)]))
    return found


def chosen_leaders(view: View) -> tuple[str, str, int] | None:
    """Let the reader choose two leaders and the days of term that both are compared over."""
    leaders = {who.id: who.name for who in view.whole.head.leaders}
    if len(leaders) < 2:
        st.info(
            f"This data set has one leader, {plain(*leaders.values())}: there is nobody to "
            "compare with. Two visits can still be compared.",
            icon=":material/info:",
        )
        return None
    left, right = st.columns(2)
    first, second = (
        place.selectbox(
            label, list(leaders), index=index, key=key, format_func=leaders.__getitem__,
            bind="query-params", on_change=_drop_days,
        )
        for index, (place, label, key) in enumerate(
            ((left, "First leader", "first"), (right, "Second leader", "second"))
        )
    )  # fmt: skip
    if first == second:
        st.info("Choose two different leaders.", icon=":material/info:")
        return None
    most = whole_of(view).once(comparison.shared_days, view.whole, first, second)
    if most < 2:
        st.info("The record does not cover a day of both terms.", icon=":material/info:")
        return None
    days = st.slider(
        "Days of term, from the first", 1, most, most, key=DAYS, bind="query-params",
        help="Both leaders are counted over the same days of their terms; the longest choice is "
        "the shorter of the two terms, as far as the record covers it.",
    )  # fmt: skip
    return first, second, days


def _drop_days() -> None:
    # The slider's end follows the pair of leaders; Streamlit would keep a value beyond it.
    st.session_state.pop(DAYS, None)


def leaders_over_the_same_days(view: View, shown: View, first: str, second: str, days: int) -> None:
    """Draw two leaders' figures, hosts and topics over the first days of each term.

    `shown` is what `of_leaders` makes of the view.
    """
    made, early = view.made, shown.selection
    names: Sides = tuple(  # type: ignore[assignment]
        who.name for key in (first, second) for who in view.whole.head.leaders if who.id == key
    )
    st.header(f"How do the two compare over the first {counted(days, 'day')} of the term?")
    _measures(view, early, (first, second), names, days)
    undated = view.once(_undated, made, first, second)
    st.caption(
        "Visits that took place (confirmed or unconfirmed) among those shown, each counted whole "
        "by its first day. A year in office is 365.25 days, as far as the record and the chosen "
        "period reach. "
        + (f"{counted(undated, 'visit')} without a date left out. " if undated else "")
        + "95% intervals of shares after Wilson (1927)."
    )
    counts = view.once(_by_leader, early)
    for key, name in zip((first, second), names, strict=True):
        if key not in counts:
            st.info(
                f"None of the visits shown is by {plain(name)} in these days.",
                icon=":material/filter_alt_off:",
            )
    st.header("Which hosts did both go to, and which only one?")
    _in_common(view.once(_hosts, early, first, second, names))
    _topics(shown, (first, second), names, days)


def _undated(made: Selection, first: str, second: str) -> int:
    return int(made.visits["start"][made.visits["leader"].isin((first, second))].isna().sum())


def _by_leader(selection: Selection) -> dict[str, int]:
    return tally(selection.visits["leader"])


def _hosts(early: Selection, first: str, second: str, names: Sides) -> _Common:
    return _common(comparison.hosts_of_two(early, first, second), names, "Host", "visit")


def _measures(view: View, early: Selection, who: Sides, names: Sides, days: int) -> None:
    filters = view.filters
    over = view.once(leaders_compared, early, filters.start, filters.end, days)
    whole = view.once(leaders_compared, view.selection, filters.start, filters.end)
    coded = not view.whole.statements.empty
    st.table(view.once(_measured, over, whole, who, names, coded), border="horizontal")


def _measured(
    over: pd.DataFrame, whole: pd.DataFrame, who: Sides, names: Sides, coded: bool
) -> pd.DataFrame:
    of, of_all = ({row.leader: row for row in each_row(frame)} for frame in (over, whole))
    drawn = pd.DataFrame(
        {
            plain(name): _written(of[key], of_all[key], coded)
            for key, name in zip(who, names, strict=True)
        }
    )
    # A corner without a word is a heading that a screen reader cannot read.
    return drawn.rename_axis("Measure")


def _written(over: Any, whole: Any, coded: bool) -> dict[str, str]:
    def rate(number: int, years: float) -> str:
        return f"{number / years:.1f}" if years else "–"

    def share(hits: int) -> str:
        if not over.n_visits:
            return "–"
        low, high = comparison.share_interval(hits, over.n_visits)
        return (
            f"{hits / over.n_visits:.0%} ({hits} of {over.n_visits}; 95% interval "
            f"{low:.0%} to {high:.0%})"
        )

    return {
        "Days in office": f"{round(over.n_years * DAYS_A_YEAR):,} ({over.n_years:.2f} years)",
        "Visits": f"{over.n_visits:,}",
        "Visits per year in office": rate(over.n_visits, over.n_years),
        "Host countries": f"{over.n_hosts:,}",
        "Days abroad": f"{over.n_days:,}",
        "Days abroad per year in office": rate(over.n_days, over.n_years),
        "Multilateral visits": share(over.n_multilateral),
        "Visits with a signed agreement": (
            share(over.n_agreement) if coded else "unknown: no statement is coded"
        ),
        "All days on record: visits per year": (
            f"{rate(whole.n_visits, whole.n_years)} "
            f"({counted(int(whole.n_visits), 'visit')} in {whole.n_years:.2f} years)"
        ),
    }


def _topics(view: View, who: Sides, names: Sides, days: int) -> None:
    listed = one_of("Topics listed", list(topics_that_differ.Listed), "listed")
    both = view.selection
    labels = {topic.id: topic.label for topic in view.whole.head.topics}
    chosen = " or ".join(plain(labels[key]) for key in view.filters.topics)
    frame = view.once(topics_that_differ.table, both, *who, listed)
    totals = view.once(_by_leader, both)
    of = " and ".join(
        f"{counted(totals.get(key, 0), 'visit')} of {plain(name)}"
        for key, name in zip(who, names, strict=True)
    )
    show(
        topics_that_differ, frame, view, picks=("open",), evidence=both,
        basis=f"Shares of {of}, in the first {counted(days, 'day')} of term, that touch the topic. "
        + (f"All visits shown touch {chosen}, and all statements are on it. " if chosen else "")
        + f"Under each topic those visits, first {plain(names[0])}’s. A mark is the gap between "
        "the shares, in the form of the leader whose share is larger; hollow: fewer than five "
        "visits in all touch the topic. A line is the gap’s 95% interval (Newcombe 1998, method "
        "10, built on Wilson 1927), had each visit been an independent draw. Neither do the visits "
        "make a random sample, nor is one topic picked in advance: of many gaps some are wide by "
        "chance, so a line shows room for doubt and is no test.",
    )  # fmt: skip
    topic = st.selectbox(
        "Statements on a topic (or click a row of the chart)", list(labels), index=None,
        key="open", format_func=lambda key: str(labels.get(key, key)), bind="query-params",
        placeholder="Choose",
    )  # fmt: skip
    if topic:
        statements(Filters(topics=(topic,), statuses=()).narrow(both), f"compared_{topic}")
