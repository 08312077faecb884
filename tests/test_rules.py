"""Each rule finds its fault, and passes what is allowed beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import yaml
from conftest import TINY
from hypothesis import HealthCheck, given, settings
from strategies import datasets

from dashboard.dataset import rules
from dashboard.dataset.draft import flatten
from dashboard.dataset.rules.rule import Checked
from dashboard.dataset.shape import check
from dashboard.model.records import Document

Change = Callable[[dict[str, Any]], None]

# The visits of the tiny data set, by their place in it.
TAJIKISTAN, UNCONFIRMED, CANCELLED, IRAQ, PLANNED, DISPUTED = range(6)


@dataclass(frozen=True)
class Case:
    """A change that breaks a rule, at which path and with which words, and one that does not."""

    breaking: Change
    where: tuple[str | int, ...]
    message: str
    passing: Change
    severity: str = "error"


def put(*path: Any) -> Change:
    """Return a change that sets the value at a path: `put("visits", 0, "end", None)`."""

    def change(data: dict[str, Any]) -> None:
        *way, last, value = path
        target: Any = data
        for part in way:
            target = target[part]
        target[last] = value

    return change


def both(*changes: Change) -> Change:
    def change(data: dict[str, Any]) -> None:
        for one in changes:
            one(data)

    return change


def visit(index: int, **values: Any) -> Change:
    return both(*(put("visits", index, name, value) for name, value in values.items()))


def drop(section: str, index: int) -> Change:
    return lambda data: data[section].pop(index)


def stop(index: int, number: int, **values: Any) -> Change:
    return both(*(put("visits", index, "stops", number, n, v) for n, v in values.items()))


def nothing(data: dict[str, Any]) -> None:
    """Change nothing."""


def day(text: str) -> date:
    return date.fromisoformat(text)


SCO = "irna-2021-09-17-sco"
BAGHDAD = "irna-2024-09-11-baghdad"

CASES: dict[str, Case] = {
    "complete_list_ends_before_it_starts": Case(
        put("complete", "end", day("2021-08-02")),
        ("complete", "end"),
        "2021-08-02 is before the start, 2021-08-03; correct one of the two",
        put("complete", "end", day("2021-08-03")),
    ),
    "complete_list_ends_after_the_as_of_date": Case(
        put("complete", "end", day("2026-11-23")),
        ("complete", "end"),
        "2026-11-23 is after `as_of`, 2026-11-22; the list cannot be complete for days still "
        "ahead, so correct one of the two",
        put("complete", "end", day("2026-11-22")),
    ),
    "day_out_of_reach": Case(
        put("sources", 0, "date", day("1582-12-31")),
        ("sources", 0, "date"),
        "the day is not between 1583-01-01 and 2999-12-31; correct the year",
        put("sources", 0, "date", day("1583-01-01")),
    ),
    "count_differs_from_expected": Case(
        put("expected", "meetings", 3),
        ("expected", "meetings"),
        "`expected` says 3, the file holds 2: if the change is meant, write 2 here; if not, "
        "something was lost or added by mistake",
        nothing,
    ),
    "id_used_twice": Case(
        put("places", 1, "id", "baghdad"),
        ("places", 1, "id"),
        "the id `baghdad` is used twice in `places`; give one of the two another id, or remove it",
        put("places", 1, "id", "trade"),  # a topic's id: another section
    ),
    "name_used_twice": Case(
        put("topics", 1, "label", "TRADE "),
        ("topics", 1, "label"),
        '"TRADE " is the label of another one of `topics` too; shared links tell them apart by it, '
        "so choose another",
        put("topics", 1, "group", "Economy"),
    ),
    "name_too_long": Case(
        put("topics", 1, "label", "x" * 151),
        ("topics", 1, "label"),
        "has 151 characters, and at most 150 are allowed; shorten it",
        put("topics", 1, "label", "x" * 150),
    ),
    "unknown_leader": Case(
        visit(IRAQ, leader="pezeshkain"),
        ("visits", IRAQ, "leader"),
        "no leader has the id `pezeshkain`; did you mean `pezeshkian`?",
        visit(IRAQ, leader="raisi"),
    ),
    "unknown_topic": Case(
        put("visits", IRAQ, "statements", 0, "topics", ["trade", "zzz"]),
        ("visits", IRAQ, "statements", 0, "topics", 1),
        "no topic has the id `zzz`; add it to `topics`, or correct it",
        put("visits", IRAQ, "statements", 0, "topics", ["conflict"]),
    ),
    "unknown_place": Case(
        stop(IRAQ, 1, place="irbil"),
        ("visits", IRAQ, "stops", 1, "place"),
        "no place has the id `irbil`; did you mean `erbil`?",
        stop(IRAQ, 1, place=None),
    ),
    "unknown_source": Case(
        visit(IRAQ, sources=[BAGHDAD, "nobody"]),
        ("visits", IRAQ, "sources", 1),
        "no source has the id `nobody`; add it to `sources`, or correct it",
        visit(IRAQ, sources=[BAGHDAD, SCO]),
    ),
    "unknown_country": Case(
        put("visits", TAJIKISTAN, "met", 0, "country", "TJX"),
        ("visits", TAJIKISTAN, "met", 0, "country"),
        "TJX is not an ISO 3166-1 alpha-3 code; did you mean TJK (Tajikistan)?",
        put("visits", TAJIKISTAN, "met", 0, "country", None),
    ),
    "nothing_uses_it": Case(
        put("visits", TAJIKISTAN, "statements", 1, "topics", ["trade"]),
        ("topics", 1),
        "no visit uses it; remove it, or use it where it belongs",
        nothing,
        "warning",
    ),
    "leader_left_office_before_taking_it": Case(
        put("leaders", 0, "left_office", day("2021-08-02")),
        ("leaders", 0, "left_office"),
        "2021-08-02 is before taking office, 2021-08-03; correct one of the two",
        put("leaders", 0, "left_office", None),
    ),
    "place_with_only_one_coordinate": Case(
        put("places", 2, "latitude", None),
        ("places", 2, "latitude"),
        "`longitude` is given and `latitude` is null; give both, or neither",
        both(put("places", 2, "latitude", None), put("places", 2, "longitude", None)),
    ),
    "stop_country_differs_from_its_place": Case(
        stop(IRAQ, 1, country="RUS"),
        ("visits", IRAQ, "stops", 1, "country"),
        "the stop is in RUS, its place `erbil` in IRQ; correct the stop's country or its place",
        stop(IRAQ, 1, country="RUS", place=None),
    ),
    "stop_in_the_leaders_own_country": Case(
        stop(CANCELLED, 0, country="IRN"),
        ("visits", CANCELLED, "stops", 0, "country"),
        "IRN is the leader's own country; only stops abroad belong here",
        stop(CANCELLED, 0, country="IRQ"),
    ),
    "visit_has_only_one_of_start_and_end": Case(
        visit(TAJIKISTAN, end=None),
        ("visits", TAJIKISTAN, "end"),
        "`start` is given and `end` is null; give both, or neither",
        visit(TAJIKISTAN, start=None, end=None),
    ),
    "visit_ends_before_it_starts": Case(
        visit(TAJIKISTAN, end=day("2021-09-15")),
        ("visits", TAJIKISTAN, "end"),
        "2021-09-15 is before the start, 2021-09-16; correct one of the two",
        visit(TAJIKISTAN, end=day("2021-09-16")),
    ),
    "confirmed_visit_without_dates": Case(
        visit(TAJIKISTAN, start=None, end=None),
        ("visits", TAJIKISTAN, "start"),
        "a confirmed visit needs `start` and `end`; give the first and the last day abroad, "
        "or lower the status",
        visit(UNCONFIRMED, start=None, end=None),
    ),
    "visit_outside_the_time_in_office": Case(
        visit(UNCONFIRMED, start=day("2024-05-19"), end=day("2024-05-20")),
        ("visits", UNCONFIRMED, "end"),
        "2024-05-20 is after Raisi left office, 2024-05-19; correct the date or the leader",
        both(
            visit(UNCONFIRMED, start=day("2024-05-19"), end=day("2024-05-19")),
            # Set for a day that never came in office.
            visit(CANCELLED, start=day("2024-06-01"), end=day("2024-06-01")),
        ),
    ),
    "visits_at_the_same_time": Case(
        visit(UNCONFIRMED, start=day("2021-09-17"), end=day("2021-09-20")),
        ("visits", UNCONFIRMED, "start"),
        "2021-09-17 to 2021-09-20 overlaps with the visit raisi-2021-09-tajikistan, 2021-09-16 to "
        "2021-09-18, of the same leader; correct the dates, or join the two",
        both(
            # One ends on the day on which the next begins; and one that did not take place.
            visit(UNCONFIRMED, start=day("2021-09-18"), end=day("2021-09-20")),
            visit(CANCELLED, start=day("2021-09-17"), end=day("2021-09-18")),
        ),
    ),
    "visit_after_the_as_of_date": Case(
        visit(IRAQ, end=day("2026-11-23")),
        ("visits", IRAQ, "end"),
        "2026-11-23 is after `as_of`, 2026-11-22, and the visit is confirmed; make it planned, "
        "correct the date, or move `as_of` on",
        visit(IRAQ, end=day("2026-11-22")),
    ),
    "planned_visit_in_the_past": Case(
        visit(PLANNED, start=day("2026-11-21")),
        ("visits", PLANNED, "status"),
        "the visit is planned, and its start, 2026-11-21, is before `as_of`, 2026-11-22; "
        "find out what became of it and give it that status",
        visit(PLANNED, start=day("2026-11-22")),
    ),
    "stop_outside_the_visit": Case(
        stop(TAJIKISTAN, 0, arrival=day("2021-09-15")),
        ("visits", TAJIKISTAN, "stops", 0, "arrival"),
        "2021-09-15 is outside the visit, 2021-09-16 to 2021-09-18; correct the stop or the visit",
        stop(TAJIKISTAN, 0, arrival=None),
    ),
    "stop_departs_before_it_arrives": Case(
        stop(TAJIKISTAN, 0, arrival=day("2021-09-18"), departure=day("2021-09-17")),
        ("visits", TAJIKISTAN, "stops", 0, "departure"),
        "2021-09-17 is before the arrival, 2021-09-18; correct one of the two",
        stop(TAJIKISTAN, 0, arrival=day("2021-09-18")),
    ),
    "visit_id_without_its_leader": Case(
        visit(CANCELLED, id="raisibelarus"),
        ("visits", CANCELLED, "id"),
        "the id must begin with the leader's id, `raisi-`; correct the id or the leader",
        visit(CANCELLED, id="raisi-b"),
    ),
    "statement_too_long": Case(
        put("visits", IRAQ, "statements", 0, "text", "word " * 26),
        ("visits", IRAQ, "statements", 0, "text"),
        "the text has 26 words, at most 25 are allowed; shorten it, or make two statements of it",
        put("visits", IRAQ, "statements", 0, "text", "word " * 25),
    ),
    "statement_has_a_topic_twice": Case(
        put("visits", IRAQ, "statements", 0, "topics", ["trade", "conflict", "trade"]),
        ("visits", IRAQ, "statements", 0, "topics", 2),
        "the topic `trade` is given twice; remove one",
        put("visits", IRAQ, "statements", 0, "topics", ["trade", "conflict"]),
    ),
    "statement_cites_a_source_its_visit_does_not_list": Case(
        put("visits", IRAQ, "statements", 0, "source", SCO),
        ("visits", IRAQ, "statements", 0, "source"),
        f"`{SCO}` is not among the sources of the visit; add it to the `sources` of the visit, "
        "or cite one of them",
        put("visits", IRAQ, "statements", 0, "source", "reuters-2021-09-17-sco"),
    ),
    "visit_lists_a_source_twice": Case(
        visit(IRAQ, sources=[BAGHDAD, BAGHDAD]),
        ("visits", IRAQ, "sources", 1),
        f"the source `{BAGHDAD}` is listed twice; remove one",
        nothing,
    ),
    "bearing_differs_from_the_sources": Case(
        visit(DISPUTED, bearing={"digest-oman": "supports"}),
        ("visits", DISPUTED, "bearing"),
        f"the visit is disputed and `bearing` lacks its source `{BAGHDAD}`; "
        f"add `{BAGHDAD}: supports`, `contradicts` or `context`",
        visit(DISPUTED, bearing={BAGHDAD: "context", "digest-oman": "supports"}),
    ),
    "disputed_visit_without_a_verdict": Case(
        lambda data: data["visits"][DISPUTED].pop("summary"),
        ("visits", DISPUTED, "summary"),
        "the visit is disputed and has no `summary`; say in two or three sentences what the "
        "record shows",
        visit(DISPUTED, verdict="Nobody knows", points=[]),
    ),
    "origin_without_its_certainty": Case(
        lambda data: data["visits"][DISPUTED].pop("origin_certainty"),
        ("visits", DISPUTED, "origin_certainty"),
        "`origin` is given and `origin_certainty` is null; give both, or neither",
        visit(DISPUTED, origin=None, origin_certainty=None),
    ),
    "point_cites_a_source_its_visit_does_not_list": Case(
        put("visits", DISPUTED, "points", 0, "sources", [BAGHDAD, SCO]),
        ("visits", DISPUTED, "points", 0, "sources", 1),
        f"`{SCO}` is not among the sources of the visit; add it to the `sources` of the visit, "
        "or cite one of them",
        put("visits", DISPUTED, "points", 0, "sources", []),
    ),
    "origin_cites_a_source_its_visit_does_not_list": Case(
        visit(DISPUTED, origin_sources=[SCO]),
        ("visits", DISPUTED, "origin_sources", 0),
        f"`{SCO}` is not among the sources of the visit; add it to the `sources` of the visit, "
        "or cite one of them",
        visit(DISPUTED, origin_sources=[BAGHDAD]),
    ),
    "dispute_over_a_visit_that_is_not_disputed": Case(
        visit(IRAQ, bearing={BAGHDAD: "supports"}),
        ("visits", IRAQ, "bearing"),
        "the visit is confirmed; `bearing` belongs to disputed visits only, "
        "so remove it or correct the status",
        visit(IRAQ, bearing={}),
    ),
    "confirmed_visit_with_fewer_than_two_sources": Case(
        visit(IRAQ, sources=[BAGHDAD]),
        ("visits", IRAQ, "sources"),
        "a confirmed visit should have two sources; add another if there is one",
        visit(DISPUTED, sources=[BAGHDAD], bearing={BAGHDAD: "context"}),
        "warning",
    ),
    "source_that_no_visit_cites": Case(
        visit(UNCONFIRMED, sources=[]),
        ("sources", 0),
        "no visit lists this source; add its id to the `sources` of a visit, or remove it",
        both(visit(UNCONFIRMED, sources=[]), drop("sources", 0)),
    ),
    "source_without_title_and_about": Case(
        put("sources", 1, "about", None),
        ("sources", 1, "title"),
        "the source has neither a title nor `about`; where no headline was recorded, describe "
        "the page in `about`",
        put("sources", 1, "title", "A title"),
    ),
    "source_dated_after_the_as_of_date": Case(
        put("sources", 0, "date", day("2026-11-23")),
        ("sources", 0, "date"),
        "2026-11-23 is after `as_of`, 2026-11-22; correct the date, or move `as_of` on",
        put("sources", 0, "date", day("2026-11-22")),
    ),
    "url_that_leads_nowhere": Case(
        put("sources", 0, "url", "https://[blog.example/moscow"),
        ("sources", 0, "url"),
        "the address has no host that a browser could find; copy it again from the page",
        put("sources", 0, "url", "http://[::1]:8080/moscow?a=[b]"),
    ),
    "url_used_by_two_sources": Case(
        put("sources", 0, "url", "https://digest.example/oman/"),
        ("sources", 1, "url"),
        "this page is the source `blog-2023-02-02` already; use that id in the visits, "
        "and remove this source",
        put("sources", 0, "url", "https://digest.example/oman?page=2"),
    ),
}


def found(rule: str, change: Change) -> list[tuple[Any, ...]]:
    """Return what a rule finds in the tiny data set with a change: path, message, severity."""
    data = yaml.load(TINY, Loader=yaml.CSafeLoader)
    change(data)
    draft = flatten(data)
    parts = check(draft)
    assert parts is not None
    assert draft.faults == []
    return [
        (draft.where(fault), fault.message, fault.severity)
        for fault in rules.faults_of_rule(rule, Checked(parts))
    ]


def test_every_rule_has_a_case() -> None:
    assert set(rules.RULES) == set(CASES)


@pytest.mark.parametrize("rule", rules.RULES)
def test_a_rule_finds_its_fault_and_passes_what_is_allowed(rule: str) -> None:
    case = CASES[rule]
    assert found(rule, case.breaking) == [(case.where, case.message, case.severity)]
    assert found(rule, case.passing) == []


@pytest.mark.parametrize(
    ("change", "rule", "where"),
    [
        (
            visit(TAJIKISTAN, start=day("2021-08-02")),
            "visit_outside_the_time_in_office",
            ("visits", TAJIKISTAN, "start"),
        ),
        (
            visit(TAJIKISTAN, start=None),
            "visit_has_only_one_of_start_and_end",
            ("visits", TAJIKISTAN, "start"),
        ),
        (
            put("complete", "end", day("3000-01-01")),
            "day_out_of_reach",
            ("complete", "end"),
        ),
        (visit(IRAQ, end=day("3000-01-01")), "day_out_of_reach", ("visits", IRAQ, "end")),
        (put("sources", 0, "id", "x" * 151), "name_too_long", ("sources", 0, "id")),
        (put("leaders", 1, "name", "raisi"), "name_used_twice", ("leaders", 1, "name")),
        (put("leaders", 1, "country", "IRX"), "unknown_country", ("leaders", 1, "country")),
        (put("places", 1, "country", "TJX"), "unknown_country", ("places", 1, "country")),
        (
            # A day abroad twice over is one visit too many, not two that touch.
            visit(TAJIKISTAN, start=day("2023-02-01"), end=day("2023-02-01")),
            "visits_at_the_same_time",
            ("visits", UNCONFIRMED, "start"),
        ),
        (
            # A short visit within a long one does not hide the end of the long one.
            both(
                visit(TAJIKISTAN, start=day("2023-01-01"), end=day("2023-03-01")),
                visit(CANCELLED, status="confirmed"),
                visit(CANCELLED, start=day("2023-02-20"), end=day("2023-02-21")),
            ),
            "visits_at_the_same_time",
            ("visits", UNCONFIRMED, "start"),
        ),
        (
            put("sources", 0, "url", "https://blog.example:port/"),
            "url_that_leads_nowhere",
            ("sources", 0, "url"),
        ),
        (
            put("sources", 0, "archived", "https://[archive.example/"),
            "url_that_leads_nowhere",
            ("sources", 0, "archived"),
        ),
        (
            put("sources", 0, "url", "https://digest.example/oman#other"),
            "url_used_by_two_sources",
            ("sources", 1, "url"),
        ),
    ],
)
def test_the_other_sides_of_rules(change: Change, rule: str, where: tuple[str | int, ...]) -> None:
    assert where in [path for path, _, _ in found(rule, change)]


def test_a_rule_that_reads_a_broken_head_or_counts_what_was_left_out_says_nothing() -> None:
    data = yaml.load(TINY, Loader=yaml.CSafeLoader)
    data["as_of"] = "soon"
    data["visits"][IRAQ]["kind"] = "picnic"
    data["sources"][0]["date"] = day("2999-01-01")
    parts = check(flatten(data))
    assert parts is not None
    assert list(rules.faults_of(parts)) == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(datasets())
def test_valid_data_sets_pass_every_rule_that_is_an_error(dataset: Document) -> None:
    parts = check(flatten(dataset.model_dump()))
    assert parts is not None
    assert [fault for fault in rules.faults_of(parts) if fault.severity == "error"] == []
