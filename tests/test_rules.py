"""Each rule finds its fault, and passes what is allowed beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import datasets

from dashboard.dataset import rules
from dashboard.model.records import Dataset

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
    severity: rules.Severity = "error"


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

CASES: dict[rules.Rule, Case] = {
    rules.complete_list_ends_before_it_starts: Case(
        put("complete", "end", day("2021-08-02")),
        ("complete", "end"),
        "2021-08-02 is before the start, 2021-08-03; correct one of the two",
        put("complete", "end", day("2021-08-03")),
    ),
    rules.complete_list_ends_after_the_as_of_date: Case(
        put("complete", "end", day("2026-11-23")),
        ("complete", "end"),
        "2026-11-23 is after `as_of`, 2026-11-22; the list cannot be complete for days still "
        "ahead, so correct one of the two",
        put("complete", "end", day("2026-11-22")),
    ),
    rules.day_out_of_reach: Case(
        put("sources", 0, "date", day("1582-12-31")),
        ("sources", 0, "date"),
        "the day is not between 1583-01-01 and 2999-12-31; correct the year",
        put("sources", 0, "date", day("1583-01-01")),
    ),
    rules.count_differs_from_expected: Case(
        put("expected", "meetings", 3),
        ("expected", "meetings"),
        "`expected` says 3, the file holds 2: if the change is meant, write 2 here; if not, "
        "something was lost or added by mistake",
        nothing,
    ),
    rules.id_used_twice: Case(
        put("places", 1, "id", "baghdad"),
        ("places", 1, "id"),
        "the id `baghdad` is used twice in `places`; give one of the two another id, or remove it",
        put("places", 1, "id", "trade"),  # a topic's id: another section
    ),
    rules.name_used_twice: Case(
        put("topics", 1, "label", "TRADE "),
        ("topics", 1, "label"),
        '"TRADE " is the label of another one of `topics` too; shared links tell them apart by it, '
        "so choose another",
        put("topics", 1, "group", "Economy"),
    ),
    rules.name_too_long: Case(
        put("topics", 1, "label", "x" * 151),
        ("topics", 1, "label"),
        "has 151 characters, and at most 150 are allowed; shorten it",
        put("topics", 1, "label", "x" * 150),
    ),
    rules.unknown_leader: Case(
        visit(IRAQ, leader="pezeshkain"),
        ("visits", IRAQ, "leader"),
        "no leader has the id `pezeshkain`; did you mean `pezeshkian`?",
        visit(IRAQ, leader="raisi"),
    ),
    rules.unknown_topic: Case(
        put("visits", IRAQ, "statements", 0, "topics", ["trade", "zzz"]),
        ("visits", IRAQ, "statements", 0, "topics", 1),
        "no topic has the id `zzz`; add it to `topics`, or correct it",
        put("visits", IRAQ, "statements", 0, "topics", ["conflict"]),
    ),
    rules.unknown_place: Case(
        stop(IRAQ, 1, place="irbil"),
        ("visits", IRAQ, "stops", 1, "place"),
        "no place has the id `irbil`; did you mean `erbil`?",
        stop(IRAQ, 1, place=None),
    ),
    rules.unknown_source: Case(
        visit(IRAQ, sources=[BAGHDAD, "nobody"]),
        ("visits", IRAQ, "sources", 1),
        "no source has the id `nobody`; add it to `sources`, or correct it",
        visit(IRAQ, sources=[BAGHDAD, SCO]),
    ),
    rules.unknown_country: Case(
        put("visits", TAJIKISTAN, "met", 0, "country", "TJX"),
        ("visits", TAJIKISTAN, "met", 0, "country"),
        "TJX is not an ISO 3166-1 alpha-3 code; did you mean TJK (Tajikistan)?",
        put("visits", TAJIKISTAN, "met", 0, "country", None),
    ),
    rules.nothing_uses_it: Case(
        put("visits", TAJIKISTAN, "statements", 1, "topics", ["trade"]),
        ("topics", 1),
        "no visit uses it; remove it, or use it where it belongs",
        nothing,
        "warning",
    ),
    rules.leader_left_office_before_taking_it: Case(
        put("leaders", 0, "left_office", day("2021-08-02")),
        ("leaders", 0, "left_office"),
        "2021-08-02 is before taking office, 2021-08-03; correct one of the two",
        put("leaders", 0, "left_office", None),
    ),
    rules.place_with_only_one_coordinate: Case(
        put("places", 2, "latitude", None),
        ("places", 2, "latitude"),
        "`longitude` is given and `latitude` is null; give both, or neither",
        both(put("places", 2, "latitude", None), put("places", 2, "longitude", None)),
    ),
    rules.stop_country_differs_from_its_place: Case(
        stop(IRAQ, 1, country="RUS"),
        ("visits", IRAQ, "stops", 1, "country"),
        "the stop is in RUS, its place `erbil` in IRQ; correct the stop's country or its place",
        stop(IRAQ, 1, country="RUS", place=None),
    ),
    rules.stop_in_the_leaders_own_country: Case(
        stop(CANCELLED, 0, country="IRN"),
        ("visits", CANCELLED, "stops", 0, "country"),
        "IRN is the leader's own country; only stops abroad belong here",
        stop(CANCELLED, 0, country="IRQ"),
    ),
    rules.visit_has_only_one_of_start_and_end: Case(
        visit(TAJIKISTAN, end=None),
        ("visits", TAJIKISTAN, "end"),
        "`start` is given and `end` is null; give both, or neither",
        visit(TAJIKISTAN, start=None, end=None),
    ),
    rules.visit_ends_before_it_starts: Case(
        visit(TAJIKISTAN, end=day("2021-09-15")),
        ("visits", TAJIKISTAN, "end"),
        "2021-09-15 is before the start, 2021-09-16; correct one of the two",
        visit(TAJIKISTAN, end=day("2021-09-16")),
    ),
    rules.confirmed_visit_without_dates: Case(
        visit(TAJIKISTAN, start=None, end=None),
        ("visits", TAJIKISTAN, "start"),
        "a confirmed visit needs `start` and `end`; give the first and the last day abroad, "
        "or lower the status",
        visit(UNCONFIRMED, start=None, end=None),
    ),
    rules.visit_outside_the_time_in_office: Case(
        visit(UNCONFIRMED, start=day("2024-05-19"), end=day("2024-05-20")),
        ("visits", UNCONFIRMED, "end"),
        "2024-05-20 is after Raisi left office, 2024-05-19; correct the date or the leader",
        both(
            visit(UNCONFIRMED, start=day("2024-05-19"), end=day("2024-05-19")),
            # Set for a day that never came in office.
            visit(CANCELLED, start=day("2024-06-01"), end=day("2024-06-01")),
        ),
    ),
    rules.visits_at_the_same_time: Case(
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
    rules.visit_after_the_as_of_date: Case(
        visit(IRAQ, end=day("2026-11-23")),
        ("visits", IRAQ, "end"),
        "2026-11-23 is after `as_of`, 2026-11-22, and the visit is confirmed; make it planned, "
        "correct the date, or move `as_of` on",
        visit(IRAQ, end=day("2026-11-22")),
    ),
    rules.planned_visit_in_the_past: Case(
        visit(PLANNED, start=day("2026-11-21")),
        ("visits", PLANNED, "status"),
        "the visit is planned, and its start, 2026-11-21, is before `as_of`, 2026-11-22; "
        "find out what became of it and give it that status",
        visit(PLANNED, start=day("2026-11-22")),
    ),
    rules.stop_outside_the_visit: Case(
        stop(TAJIKISTAN, 0, arrival=day("2021-09-15")),
        ("visits", TAJIKISTAN, "stops", 0, "arrival"),
        "2021-09-15 is outside the visit, 2021-09-16 to 2021-09-18; correct the stop or the visit",
        stop(TAJIKISTAN, 0, arrival=None),
    ),
    rules.stop_departs_before_it_arrives: Case(
        stop(TAJIKISTAN, 0, arrival=day("2021-09-18"), departure=day("2021-09-17")),
        ("visits", TAJIKISTAN, "stops", 0, "departure"),
        "2021-09-17 is before the arrival, 2021-09-18; correct one of the two",
        stop(TAJIKISTAN, 0, arrival=day("2021-09-18")),
    ),
    rules.visit_id_without_its_leader: Case(
        visit(CANCELLED, id="raisibelarus"),
        ("visits", CANCELLED, "id"),
        "the id must begin with the leader's id, `raisi-`; correct the id or the leader",
        visit(CANCELLED, id="raisi-b"),
    ),
    rules.statement_too_long: Case(
        put("visits", IRAQ, "statements", 0, "text", "word " * 26),
        ("visits", IRAQ, "statements", 0, "text"),
        "the text has 26 words, at most 25 are allowed; shorten it, or make two statements of it",
        put("visits", IRAQ, "statements", 0, "text", "word " * 25),
    ),
    rules.statement_has_a_topic_twice: Case(
        put("visits", IRAQ, "statements", 0, "topics", ["trade", "conflict", "trade"]),
        ("visits", IRAQ, "statements", 0, "topics", 2),
        "the topic `trade` is given twice; remove one",
        put("visits", IRAQ, "statements", 0, "topics", ["trade", "conflict"]),
    ),
    rules.statement_cites_a_source_its_visit_does_not_list: Case(
        put("visits", IRAQ, "statements", 0, "source", SCO),
        ("visits", IRAQ, "statements", 0, "source"),
        f"`{SCO}` is not among the sources of the visit; add it to the `sources` of the visit, "
        "or cite one of them",
        put("visits", IRAQ, "statements", 0, "source", "reuters-2021-09-17-sco"),
    ),
    rules.visit_lists_a_source_twice: Case(
        visit(IRAQ, sources=[BAGHDAD, BAGHDAD]),
        ("visits", IRAQ, "sources", 1),
        f"the source `{BAGHDAD}` is listed twice; remove one",
        nothing,
    ),
    rules.bearing_differs_from_the_sources: Case(
        visit(DISPUTED, bearing={"digest-oman": "supports"}),
        ("visits", DISPUTED, "bearing"),
        f"the visit is disputed and `bearing` lacks its source `{BAGHDAD}`; "
        f"add `{BAGHDAD}: supports`, `contradicts` or `context`",
        visit(DISPUTED, bearing={BAGHDAD: "context", "digest-oman": "supports"}),
    ),
    rules.bearing_at_a_visit_that_is_not_disputed: Case(
        visit(IRAQ, bearing={BAGHDAD: "supports"}),
        ("visits", IRAQ, "bearing"),
        "the visit is confirmed; `bearing` belongs to disputed visits only, "
        "so remove it or correct the status",
        visit(IRAQ, bearing={}),
    ),
    rules.confirmed_visit_with_fewer_than_two_sources: Case(
        visit(IRAQ, sources=[BAGHDAD]),
        ("visits", IRAQ, "sources"),
        "a confirmed visit should have two sources; add another if there is one",
        visit(DISPUTED, sources=[BAGHDAD]),
        "warning",
    ),
    rules.source_that_no_visit_cites: Case(
        visit(UNCONFIRMED, sources=[]),
        ("sources", 0),
        "no visit lists this source; add its id to the `sources` of a visit, or remove it",
        both(visit(UNCONFIRMED, sources=[]), drop("sources", 0)),
    ),
    rules.source_without_title_and_about: Case(
        put("sources", 1, "about", None),
        ("sources", 1, "title"),
        "the source has neither a title nor `about`; where no headline was recorded, describe "
        "the page in `about`",
        put("sources", 1, "title", "A title"),
    ),
    rules.source_dated_after_the_as_of_date: Case(
        put("sources", 0, "date", day("2026-11-23")),
        ("sources", 0, "date"),
        "2026-11-23 is after `as_of`, 2026-11-22; correct the date, or move `as_of` on",
        put("sources", 0, "date", day("2026-11-22")),
    ),
    rules.url_that_leads_nowhere: Case(
        put("sources", 0, "url", "https://[blog.example/moscow"),
        ("sources", 0, "url"),
        "the address has no host that a browser could find; copy it again from the page",
        put("sources", 0, "url", "http://[::1]:8080/moscow?a=[b]"),
    ),
    rules.url_used_by_two_sources: Case(
        put("sources", 0, "url", "https://digest.example/oman/"),
        ("sources", 1, "url"),
        "this page is the source `blog-2023-02-02` already; use that id in the visits, "
        "and remove this source",
        put("sources", 0, "url", "https://digest.example/oman?page=2"),
    ),
}


def changed(tiny: Dataset, change: Change) -> Dataset:
    data = tiny.model_dump(mode="python")
    for section in ("leaders", "topics", "places", "visits", "sources"):
        data[section] = list(data[section])
    for row in data["visits"]:
        row |= {name: list(row[name]) for name in ("stops", "met", "statements", "sources")}
    change(data)
    return Dataset.model_validate(data)


def named(rule: rules.Rule) -> str:
    return rule.__name__


def test_every_rule_has_a_breaking_and_a_passing_case() -> None:
    assert set(CASES) == set(rules.RULES)
    assert len(rules.RULES) == len(set(rules.RULES))


def test_every_rule_of_the_module_is_in_the_list() -> None:
    written = {
        value
        for name, value in vars(rules).items()
        if callable(value)
        and not name.startswith("_")
        and getattr(value, "__annotations__", {}).get("return") == "Iterator[Fault]"
    }
    assert written == set(rules.RULES)


@pytest.mark.parametrize("rule", rules.RULES, ids=named)
def test_a_rule_finds_its_fault(rule: rules.Rule, tiny: Dataset) -> None:
    case = CASES[rule]
    assert list(rule(changed(tiny, case.breaking))) == [
        rules.Fault(case.where, case.message, case.severity)
    ]


@pytest.mark.parametrize("rule", rules.RULES, ids=named)
def test_a_rule_passes_what_is_allowed(rule: rules.Rule, tiny: Dataset) -> None:
    assert list(rule(tiny)) == []
    assert list(rule(changed(tiny, CASES[rule].passing))) == []


@pytest.mark.parametrize("rule", rules.RULES, ids=named)
def test_a_fault_names_a_path_that_the_data_set_has(rule: rules.Rule, tiny: Dataset) -> None:
    dataset = changed(tiny, CASES[rule].breaking)
    for fault in rule(dataset):
        value: Any = dataset
        for part in fault.where:
            value = getattr(value, str(part)) if hasattr(value, str(part)) else value[part]


def test_each_rule_that_reads_the_head_is_known_to(tiny: Dataset) -> None:
    parts = {name: getattr(tiny, name) for name in Dataset.model_fields}
    for name in ("title", "version", "as_of", "complete", "expected"):
        del parts[name]
    headless = Dataset.model_construct(**parts)
    for rule in rules.RULES:
        if rule in rules.NEEDS_THE_HEAD:
            with pytest.raises(AttributeError):
                list(rule(headless))
        else:
            assert list(rule(headless)) == []


@pytest.mark.parametrize(
    ("change", "rule", "where"),
    [
        (
            visit(TAJIKISTAN, start=day("2021-08-02")),
            rules.visit_outside_the_time_in_office,
            ("visits", TAJIKISTAN, "start"),
        ),
        (
            visit(TAJIKISTAN, start=None),
            rules.visit_has_only_one_of_start_and_end,
            ("visits", TAJIKISTAN, "start"),
        ),
        (
            visit(DISPUTED, sources=["digest-oman"]),
            rules.bearing_differs_from_the_sources,
            ("visits", DISPUTED, "bearing", BAGHDAD),
        ),
        (
            put("complete", "end", day("3000-01-01")),
            rules.day_out_of_reach,
            ("complete", "end"),
        ),
        (visit(IRAQ, end=day("3000-01-01")), rules.day_out_of_reach, ("visits", IRAQ, "end")),
        (put("sources", 0, "id", "x" * 151), rules.name_too_long, ("sources", 0, "id")),
        (put("leaders", 1, "name", "raisi"), rules.name_used_twice, ("leaders", 1, "name")),
        (put("leaders", 1, "country", "IRX"), rules.unknown_country, ("leaders", 1, "country")),
        (put("places", 1, "country", "TJX"), rules.unknown_country, ("places", 1, "country")),
        (
            # A day abroad twice over is one visit too many, not two that touch.
            visit(TAJIKISTAN, start=day("2023-02-01"), end=day("2023-02-01")),
            rules.visits_at_the_same_time,
            ("visits", UNCONFIRMED, "start"),
        ),
        (
            # A short visit within a long one does not hide the end of the long one.
            both(
                visit(TAJIKISTAN, start=day("2023-01-01"), end=day("2023-03-01")),
                visit(CANCELLED, status="confirmed"),
                visit(CANCELLED, start=day("2023-02-20"), end=day("2023-02-21")),
            ),
            rules.visits_at_the_same_time,
            ("visits", UNCONFIRMED, "start"),
        ),
        (
            put("sources", 0, "url", "https://blog.example:port/"),
            rules.url_that_leads_nowhere,
            ("sources", 0, "url"),
        ),
        (
            put("sources", 0, "archived", "https://[archive.example/"),
            rules.url_that_leads_nowhere,
            ("sources", 0, "archived"),
        ),
        (
            put("sources", 0, "url", "https://digest.example/oman#other"),
            rules.url_used_by_two_sources,
            ("sources", 1, "url"),
        ),
    ],
)
def test_the_other_sides_of_rules(
    change: Change, rule: rules.Rule, where: tuple[str | int, ...], tiny: Dataset
) -> None:
    assert where in [fault.where for fault in rule(changed(tiny, change))]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(datasets())
def test_valid_data_sets_pass_every_rule_that_is_an_error(dataset: Dataset) -> None:
    faults = [fault for rule in rules.RULES for fault in rule(dataset)]
    assert [fault for fault in faults if fault.severity == "error"] == []
