"""The filters: cases by hand on the tiny set, and what must hold for any choice of any data."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
import strategies
from hypothesis import event, given, settings
from hypothesis import strategies as st
from tabulated import tabulate

from dashboard.analysis.filters import FILTERS, Filters
from dashboard.analysis.selection import Frames, Selection
from dashboard.model.records import Document, Statement
from dashboard.model.text import normalize
from dashboard.model.vocabulary import StatementKind, Status, VisitKind

FRAMES = [part.name for part in fields(Frames) if part.name != "head"]
PARTS = [part.name for part in fields(Filters)]
EMPTY = Filters(statuses=())
EVERY = tuple(Status)

DUSHANBE = "raisi-2021-09-tajikistan"
MOSCOW = "raisi-2023-02-russia"
MINSK = "raisi-belarus"
BAGHDAD = "pezeshkian-2024-09-iraq"
MOSCOW_AHEAD = "pezeshkian-2026-12-russia"
OMAN = "pezeshkian-oman"
ALL = [DUSHANBE, MOSCOW, MINSK, BAGHDAD, MOSCOW_AHEAD, OMAN]


def visits(selection: Selection) -> list[str]:
    return selection.visits["visit"].tolist()


def statements(selection: Selection) -> list[int]:
    return selection.statements["statement"].tolist()


def assert_same(one: Selection, other: Selection) -> None:
    for frame in FRAMES:
        left, right = getattr(one, frame), getattr(other, frame)
        if not left.equals(right):  # Fast; only where it fails, the slow one that explains.
            pd.testing.assert_frame_equal(left, right, obj=frame)
            pytest.fail(f"{frame} differs")


# --- by hand -------------------------------------------------------------------------------

# What is chosen; the visits and statements it leaves; the sentence above the page.
CASES: list[tuple[dict[str, Any], list[str], list[int], str]] = [
    (
        {},
        [DUSHANBE, BAGHDAD], [0, 1, 2],
        "2 of 2 confirmed visits, 3 of 3 statements: both leaders.",
    ),
    (
        {"statuses": ()},
        ALL, [0, 1, 2, 3],
        "6 of 6 visits, 4 of 4 statements: both leaders.",
    ),
    (
        {"statuses": (Status.DISPUTED,)},
        [OMAN], [3],
        "1 of 1 disputed visits, 1 of 1 statements: both leaders.",
    ),
    (
        {"statuses": (Status.CONFIRMED, Status.UNCONFIRMED, Status.PLANNED)},
        [DUSHANBE, MOSCOW, BAGHDAD, MOSCOW_AHEAD], [0, 1, 2],
        "4 of 4 confirmed, unconfirmed or planned visits, 3 of 3 statements: both leaders.",
    ),
    (
        {"leaders": ("pezeshkian",)},
        [BAGHDAD], [2],
        "1 of 2 confirmed visits, 1 of 3 statements: Pezeshkian.",
    ),
    (
        {"leaders": ("pezeshkian", "raisi")},
        [DUSHANBE, BAGHDAD], [0, 1, 2],
        "2 of 2 confirmed visits, 3 of 3 statements: both leaders.",
    ),
    (
        {"topics": ("trade",)},
        [DUSHANBE, BAGHDAD], [0, 2],
        "2 of 2 confirmed visits, 2 of 3 statements: both leaders, topic Trade "
        "(visits that touch it, and their statements on it).",
    ),
    (
        # Chosen in another order than the vocabulary's, which is the one that is said.
        {"topics": ("multilateral", "conflict"), "statuses": ()},
        [DUSHANBE, OMAN], [0, 1, 3],
        "2 of 6 visits, 3 of 4 statements: both leaders, topic Conflict or Multilateral "
        "(visits that touch one of them, and their statements on it).",
    ),
    (
        {"hosts": ("IRQ",)},
        [BAGHDAD], [2],
        "1 of 2 confirmed visits, 1 of 3 statements: both leaders, host Iraq.",
    ),
    (
        {"hosts": ("TJK", "RUS", "IRQ"), "statuses": ()},
        [DUSHANBE, MOSCOW, BAGHDAD, MOSCOW_AHEAD], [0, 1, 2],
        "4 of 6 visits, 3 of 4 statements: both leaders, host Iraq, Russia or Tajikistan.",
    ),
    (
        {"kinds": (VisitKind.SUMMIT, VisitKind.TRANSIT), "statuses": ()},
        [DUSHANBE, MOSCOW], [0, 1],
        "2 of 6 visits, 2 of 4 statements: both leaders, kind Summit or Transit.",
    ),
    (
        # The last day of a visit is still inside the period, ...
        {"start": date(2021, 9, 18)},
        [DUSHANBE, BAGHDAD], [0, 1, 2],
        "2 of 2 confirmed visits, 3 of 3 statements: both leaders, "
        "from 18 September 2021 (dated visits alone).",
    ),
    (
        # ... the day after is not.
        {"start": date(2021, 9, 19)},
        [BAGHDAD], [2],
        "1 of 2 confirmed visits, 1 of 3 statements: both leaders, "
        "from 19 September 2021 (dated visits alone).",
    ),
    (
        {"end": date(2024, 9, 11)},
        [DUSHANBE, BAGHDAD], [0, 1, 2],
        "2 of 2 confirmed visits, 3 of 3 statements: both leaders, "
        "to 11 September 2024 (dated visits alone).",
    ),
    (
        {"end": date(2024, 9, 10)},
        [DUSHANBE], [0, 1],
        "1 of 2 confirmed visits, 2 of 3 statements: both leaders, "
        "to 10 September 2024 (dated visits alone).",
    ),
    (
        # A visit that no source dates is in no period.
        {"start": date(2000, 1, 1), "end": date(2100, 1, 1), "statuses": ()},
        [DUSHANBE, MOSCOW, BAGHDAD, MOSCOW_AHEAD], [0, 1, 2],
        "4 of 6 visits, 3 of 4 statements: both leaders, "
        "from 1 January 2000 to 1 January 2100 (dated visits alone).",
    ),
    (
        # In a statement: that statement alone stays.
        {"words": "shadow"},
        [DUSHANBE], [1],
        "1 of 2 confirmed visits, 1 of 3 statements: both leaders, words “shadow”.",
    ),
    (
        # In the visit's own text (here a person met): all its statements stay.
        {"words": "  RAHMON emomali "},
        [DUSHANBE], [0, 1],
        "1 of 2 confirmed visits, 2 of 3 statements: both leaders, words “RAHMON emomali”.",
    ),
    (
        {"words": "erbil"},
        [BAGHDAD], [2],
        "1 of 2 confirmed visits, 1 of 3 statements: both leaders, words “erbil”.",
    ),
    (
        {"words": "sco summit"},
        [DUSHANBE], [0, 1],
        "1 of 2 confirmed visits, 2 of 3 statements: both leaders, words “sco summit”.",
    ),
    (
        # A visit without any statement is found by its host.
        {"words": "belarus", "statuses": ()},
        [MINSK], [],
        "1 of 6 visits, 0 of 4 statements: both leaders, words “belarus”.",
    ),
    (
        # Every word must occur, and in one text.
        {"words": "shadow trade"},
        [], [],
        "0 of 2 confirmed visits, 0 of 3 statements: both leaders, words “shadow trade”.",
    ),
    (
        # A statement counts only where it holds the words and is on the topic.
        {"topics": ("trade",), "words": "agreed"},
        [DUSHANBE], [0],
        "1 of 2 confirmed visits, 1 of 3 statements: both leaders, topic Trade "
        "(visits that touch it, and their statements on it), words “agreed”.",
    ),
    (
        {"topics": ("trade",), "words": "shadow"},
        [], [],
        "0 of 2 confirmed visits, 0 of 3 statements: both leaders, topic Trade "
        "(visits that touch it, and their statements on it), words “shadow”.",
    ),
    (
        {
            "leaders": ("raisi",), "topics": ("trade",), "hosts": ("TJK",),
            "kinds": (VisitKind.SUMMIT,), "start": date(2021, 1, 1), "end": date(2021, 12, 31),
            "words": "members",
        },
        [DUSHANBE], [0],
        "1 of 2 confirmed visits, 1 of 3 statements: Raisi, topic Trade (visits that touch it, "
        "and their statements on it), host Tajikistan, kind Summit, from 1 January 2021 to "
        "31 December 2021 (dated visits alone), words “members”.",
    ),
    (
        # The status counts in the denominator, every other part does not.
        {"leaders": ("raisi",), "statuses": (Status.CANCELLED,)},
        [MINSK], [],
        "1 of 1 cancelled visits, 0 of 0 statements: Raisi.",
    ),
    (
        {"leaders": ("nobody",)},
        [], [],
        "0 of 2 confirmed visits, 0 of 3 statements: both leaders.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("chosen", "left", "said", "sentence"), CASES)
def test_a_choice_leaves_these_visits_and_statements_and_reads_as_a_sentence(
    tiny_selection: Selection,
    chosen: dict[str, Any],
    left: list[str],
    said: list[int],
    sentence: str,
) -> None:
    filters = Filters(**chosen)
    narrowed = filters.narrow(tiny_selection)
    assert visits(narrowed) == left
    assert statements(narrowed) == said
    assert filters.describe(tiny_selection) == sentence


def test_one_leader_alone_is_named(tiny: Document) -> None:
    selection = tabulate(tiny.model_copy(update={"leaders": tiny.leaders[:1], "visits": ()}))
    assert EMPTY.describe(selection) == "0 of 0 visits, 0 of 0 statements: Raisi."


def test_three_leaders_are_counted(tiny: Document) -> None:
    third = tiny.leaders[0].model_copy(update={"id": "khatami", "name": "Khatami"})
    selection = tabulate(tiny.model_copy(update={"leaders": (*tiny.leaders, third)}))
    assert EMPTY.describe(selection).endswith(": all 3 leaders.")
    two = Filters(leaders=("khatami", "raisi"))
    assert two.describe(selection).endswith(": Raisi or Khatami.")


def test_large_numbers_are_grouped(tiny: Document) -> None:
    point = Statement(
        kind=StatementKind.GOAL, topics=("trade",), text="More.", source="blog-2023-02-02"
    )
    visit = tiny.visits[0].model_copy(update={"statements": (point,) * 1204})
    selection = tabulate(tiny.model_copy(update={"visits": (visit,)}))
    assert "1,204 of 1,204 statements" in Filters().describe(selection)


# --- words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("Erdoğan", "erdogan"),
        ("Erdogan", "ERDOĞAN"),
        ("İstanbul", "istanbul"),
        ("Türkiye", "turkiye"),
        ("São Tomé", "sao tome"),
        # Two ways to write one letter: composed, and as a letter with a mark.
        ("Erdo\u011fan", "Erdog\u0306an"),
        ("STRASSE", "straße"),
        # A letter in another typeface, as copied from a headline.
        ("ℂhina", "china"),
    ],
)
def test_words_are_found_whatever_their_accents_and_case(
    tiny: Document, written: str, sought: str
) -> None:
    said = tiny.visits[0].statements[0].model_copy(update={"text": f"Talks on {written}, again."})
    visit = tiny.visits[0].model_copy(update={"statements": (said,)})
    selection = tabulate(tiny.model_copy(update={"visits": (visit,)}))
    assert statements(Filters(words=sought).narrow(selection)) == [0]


@pytest.mark.parametrize("words", ["", "   ", "\n\t", "\u00a0"])
def test_blank_words_change_nothing(tiny_selection: Selection, words: str) -> None:
    assert_same(replace(EMPTY, words=words).narrow(tiny_selection), tiny_selection)
    assert "words" not in replace(EMPTY, words=words).describe(tiny_selection)


@pytest.mark.parametrize("words", ["[a-z]", "^", ".*", "\\", "raisi|iraq", "%"])
def test_words_are_plain_text_and_no_pattern(tiny_selection: Selection, words: str) -> None:
    assert visits(replace(EMPTY, words=words).narrow(tiny_selection)) == []


@given(text=st.text())
def test_folding_once_is_enough_and_case_makes_no_difference(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text) == normalize(text.casefold())


# --- what must hold for any choice ---------------------------------------------------------

any_choice = given(drawn=strategies.datasets_with_filters())
often = settings(max_examples=25, deadline=None)


@often
@any_choice
def test_any_choice_leaves_a_whole_part_and_counts_it(drawn: tuple[Document, Filters]) -> None:
    dataset, filters = drawn
    selection = tabulate(dataset)
    before = selection.with_frames(
        **{frame: getattr(selection, frame).copy(deep=True) for frame in FRAMES}
    )
    narrowed = filters.narrow(selection)
    event(f"visits left: {len(narrowed.visits)}")
    for frame in FRAMES:
        part, whole = getattr(narrowed, frame), getattr(selection, frame)
        assert part.index.is_monotonic_increasing
        assert part.equals(whole.loc[part.index]), frame
    ids = set(visits(narrowed))
    assert set(narrowed.stops["visit"]) == set(narrowed.citations["visit"]) == ids
    assert set(narrowed.meetings["visit"]) | set(narrowed.statements["visit"]) <= ids
    # A mention is a statement on a topic: the two frames hold the same statements.
    assert set(narrowed.mentions["statement"]) == set(statements(narrowed))
    of_status = [v for v in dataset.visits if not filters.statuses or v.status in filters.statuses]
    sentence = filters.describe(selection)
    assert sentence.startswith(f"{len(narrowed.visits)} of {len(of_status)} ")
    said = sum(len(visit.statements) for visit in of_status)
    assert f", {len(narrowed.statements)} of {said} statements: " in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    # Nothing of this changes what is narrowed.
    assert_same(selection, before)
    assert_same(EMPTY.narrow(selection), selection)


@often
@given(drawn=strategies.datasets_with_filters(), data=st.data())
def test_neither_order_nor_repetition_of_choices_makes_a_difference(
    drawn: tuple[Document, Filters], data: st.DataObject
) -> None:
    dataset, filters = drawn
    mixed = {
        part: tuple(data.draw(st.permutations(getattr(filters, part))))
        for part in ("leaders", "topics", "hosts", "kinds", "statuses")
    }
    words = " ".join(data.draw(st.permutations(filters.words.split())))
    selection = tabulate(dataset)
    once = filters.narrow(selection)
    assert_same(replace(filters, **mixed, words=words).narrow(selection), once)
    assert_same(filters.narrow(once), once)
    step = selection
    for part in data.draw(st.permutations(PARTS)):
        step = replace(EMPTY, **{part: getattr(filters, part)}).narrow(step)
    assert_same(step, once)


@often
@any_choice
def test_a_visit_is_left_if_it_matches_every_part(drawn: tuple[Document, Filters]) -> None:
    dataset, filters = drawn
    # Words are searched in texts that the frames put together; the table of cases holds them.
    filters = replace(filters, words="")
    narrowed = filters.narrow(tabulate(dataset))
    left = set(visits(narrowed))
    for visit in dataset.visits:
        topics = {topic for said in visit.statements for topic in said.topics}
        fails = (
            (filters.leaders and visit.leader not in filters.leaders)
            or (filters.kinds and visit.kind not in filters.kinds)
            or (filters.statuses and visit.status not in filters.statuses)
            or (filters.hosts and not {s.country for s in visit.stops} & set(filters.hosts))
            or (filters.start and (visit.end is None or visit.end < filters.start))
            or (filters.end and (visit.start is None or visit.start > filters.end))
            or (filters.topics and not topics & set(filters.topics))
        )
        assert (visit.id in left) != bool(fails)
    if filters.topics:
        assert all({*topics} & {*filters.topics} for topics in narrowed.statements["topics"])


# --- what to relax -------------------------------------------------------------------------


def test_each_part_that_is_set_can_be_relaxed(tiny_selection: Selection) -> None:
    filters = Filters(
        leaders=("raisi",), topics=("trade",), hosts=("IRQ",), kinds=(VisitKind.OFFICIAL,),
        start=date(2020, 1, 1), end=date(2025, 1, 1), words="more",
    )  # fmt: skip
    assert visits(filters.narrow(tiny_selection)) == []
    # Raisi never went to Iraq; without the leader there is the visit to Baghdad.
    assert filters.relaxations(tiny_selection) == [
        ("Leaders", 1), ("Topics", 0), ("Host countries", 0), ("Kind of visit", 0),
        ("Status", 0), ("From", 0), ("To", 0), ("Words", 0),
    ]  # fmt: skip


def test_what_gives_most_stands_first(tiny_selection: Selection) -> None:
    filters = Filters(leaders=("pezeshkian",), hosts=("OMN",))
    assert filters.relaxations(tiny_selection) == [
        ("Host countries", 1),
        ("Status", 1),
        ("Leaders", 0),
    ]
    filters = Filters(hosts=("RUS",))
    assert filters.relaxations(tiny_selection) == [("Host countries", 2), ("Status", 2)]


@pytest.mark.parametrize("statuses", [(), EVERY])
def test_nothing_is_set_where_every_status_is_shown(
    tiny_selection: Selection, statuses: tuple[Status, ...]
) -> None:
    # All statuses, chosen one by one, show what no status at all shows.
    assert [label for label, _ in Filters(statuses=statuses).relaxations(tiny_selection)] == []


@often
@any_choice
def test_relaxing_a_part_gives_what_is_said(drawn: tuple[Document, Filters]) -> None:
    dataset, filters = drawn
    selection = tabulate(dataset)
    part_of = {each.name: each.field for each in FILTERS}
    found = filters.relaxations(selection)
    for label, count in found:
        part = part_of[label]
        relaxed = replace(filters, **{part: getattr(EMPTY, part)})
        assert count == len(relaxed.narrow(selection).visits)
    assert [count for _, count in found] == sorted((c for _, c in found), reverse=True)
    for label, part in part_of.items():
        chosen = getattr(filters, part) != getattr(EMPTY, part)
        if part == "statuses":
            chosen = chosen and set(filters.statuses) != set(Status)
        assert (label in dict(found)) == chosen, label


# --- the real set --------------------------------------------------------------------------


def test_every_real_value_can_be_chosen_and_finds_its_visits(real_selection: Selection) -> None:
    for each in FILTERS:
        for value in each.options(real_selection):
            frame, column = each.column
            rows = getattr(real_selection, frame)
            expected = set(rows.loc[rows[column] == value, "visit"])
            chosen = replace(EMPTY, **{each.field: (value,)})
            assert set(visits(chosen.narrow(real_selection))) == expected


def test_a_filter_counts_what_each_of_its_options_would_leave(tiny_selection: Selection) -> None:
    for each in FILTERS:
        if each.control == "many":
            filters = Filters(leaders=("raisi",), hosts=("TJK",))
            for value, count in filters.count(each, tiny_selection).items():
                chosen = replace(filters, **{each.field: (value,)})
                assert count == len(visits(chosen.narrow(tiny_selection))), (each.field, value)


def test_every_field_has_its_filter() -> None:
    assert [each.field for each in FILTERS] == [part.name for part in fields(Filters)]
    assert all(getattr(EMPTY, each.field) == each.empty for each in FILTERS)


def test_the_visits_of_all_years_are_all_dated_visits(real_selection: Selection) -> None:
    dated = real_selection.visits.dropna(subset=["start"])
    found: set[str] = set()
    for year in range(dated["start"].min().year, dated["end"].max().year + 1):
        span = replace(EMPTY, start=date(year, 1, 1), end=date(year, 12, 31))
        found |= set(visits(span.narrow(real_selection)))
    assert found == set(dated["visit"])
    ahead = replace(EMPTY, start=dated["end"].max().date() + timedelta(days=1))
    assert visits(ahead.narrow(real_selection)) == []
