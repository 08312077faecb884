"""Each rule finds its fault, and passes what is allowed beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
import yaml
from conftest import TINY
from edits import edit, unfolded
from hypothesis import HealthCheck, given, settings
from strategies import datasets

from dashboard.dataset import rules
from dashboard.dataset.draft import flatten
from dashboard.dataset.rules.rule import Checked
from dashboard.dataset.shape import check
from dashboard.model.records import Document

CASES = """
complete_list_ends_before_it_starts
    wrong: complete end = 2021-08-02
    complete end: 2021-08-02 is before the start, 2021-08-03; correct one of the two
    right: complete end = 2021-08-03
complete_list_ends_after_the_as_of_date
    wrong: complete end = 2026-11-23
    complete end: 2026-11-23 is after `as_of`, 2026-11-22; the list cannot be complete for days
        still ahead, so correct one of the two
    right: complete end = 2026-11-22
day_out_of_reach
    wrong: sources 0 date = 1582-12-31
    sources 0 date: the day is not between 1583-01-01 and 2999-12-31; correct the year
    right: sources 0 date = 1583-01-01
    also wrong: complete end = 3000-01-01 -> complete end
    also wrong: visits 3 end = 3000-01-01 -> visits 3 end
count_differs_from_expected
    wrong: expected meetings = 3
    expected meetings: `expected` says 3, the file holds 2: if the change is meant, write 2
        here; if not, something was lost or added by mistake
id_used_twice
    wrong: places 1 id = baghdad
    places 1 id: the id `baghdad` is used twice in `places`; give one of the two another id, or
        remove it
    # A topic's id: another section.
    right: places 1 id = trade
name_used_twice
    wrong: topics 1 label = "TRADE "
    topics 1 label: "TRADE " is the label of another one of `topics` too; shared links tell them
        apart by it, so choose another
    right: topics 1 group = Economy
    also wrong: leaders 1 name = raisi -> leaders 1 name
name_too_long
    wrong: topics 1 label = "x" * 151
    topics 1 label: has 151 characters, and at most 150 are allowed; shorten it
    right: topics 1 label = "x" * 150
    also wrong: sources 0 id = "x" * 151 -> sources 0 id
unknown_leader
    wrong: visits 3 leader = pezeshkain
    visits 3 leader: no leader has the id `pezeshkain`; did you mean `pezeshkian`?
    right: visits 3 leader = raisi
unknown_topic
    wrong: visits 3 statements 0 topics = [trade, zzz]
    visits 3 statements 0 topics 1: no topic has the id `zzz`; add it to `topics`, or correct it
    right: visits 3 statements 0 topics = [conflict]
unknown_place
    wrong: visits 3 stops 1 place = irbil
    visits 3 stops 1 place: no place has the id `irbil`; did you mean `erbil`?
    right: visits 3 stops 1 place = null
unknown_source
    wrong: visits 3 sources = [irna-2024-09-11-baghdad, nobody]
    visits 3 sources 1: no source has the id `nobody`; add it to `sources`, or correct it
    right: visits 3 sources = [irna-2024-09-11-baghdad, irna-2021-09-17-sco]
unknown_country
    wrong: visits 0 met 0 country = TJX
    visits 0 met 0 country: TJX is not an ISO 3166-1 alpha-3 code; did you mean TJK
        (Tajikistan)?
    right: visits 0 met 0 country = null
    also wrong: leaders 1 country = IRX -> leaders 1 country
    also wrong: places 1 country = TJX -> places 1 country
nothing_uses_it (warning)
    wrong: visits 0 statements 1 topics = [trade]
    topics 1: no visit uses it; remove it, or use it where it belongs
leader_left_office_before_taking_it
    wrong: leaders 0 left_office = 2021-08-02
    leaders 0 left_office: 2021-08-02 is before taking office, 2021-08-03; correct one of the
        two
    right: leaders 0 left_office = null
place_with_only_one_coordinate
    wrong: places 2 latitude = null
    places 2 latitude: `longitude` is given and `latitude` is null; give both, or neither
    right: places 2 latitude = null; places 2 longitude = null
stop_country_differs_from_its_place
    wrong: visits 3 stops 1 country = RUS
    visits 3 stops 1 country: the stop is in RUS, its place `erbil` in IRQ; correct the stop's
        country or its place
    right: visits 3 stops 1 country = RUS; visits 3 stops 1 place = null
stop_in_the_leaders_own_country
    wrong: visits 2 stops 0 country = IRN
    visits 2 stops 0 country: IRN is the leader's own country; only stops abroad belong here
    right: visits 2 stops 0 country = IRQ
visit_has_only_one_of_start_and_end
    wrong: visits 0 end = null
    visits 0 end: `start` is given and `end` is null; give both, or neither
    right: visits 0 start = null; visits 0 end = null
    also wrong: visits 0 start = null -> visits 0 start
visit_ends_before_it_starts
    wrong: visits 0 end = 2021-09-15
    visits 0 end: 2021-09-15 is before the start, 2021-09-16; correct one of the two
    right: visits 0 end = 2021-09-16
confirmed_visit_without_dates
    wrong: visits 0 start = null; visits 0 end = null
    visits 0 start: a confirmed visit needs `start` and `end`; give the first and the last day
        abroad, or lower the status
    right: visits 1 start = null; visits 1 end = null
visit_outside_the_time_in_office
    wrong: visits 1 start = 2024-05-19; visits 1 end = 2024-05-20
    visits 1 end: 2024-05-20 is after Raisi left office, 2024-05-19; correct the date or the
        leader
    right: visits 1 start = 2024-05-19; visits 1 end = 2024-05-19; visits 2 start = 2024-06-01;
        visits 2 end = 2024-06-01
    also wrong: visits 0 start = 2021-08-02 -> visits 0 start
visits_at_the_same_time
    wrong: visits 1 start = 2021-09-17; visits 1 end = 2021-09-20
    visits 1 start: 2021-09-17 to 2021-09-20 overlaps with the visit raisi-2021-09-tajikistan,
        2021-09-16 to 2021-09-18, of the same leader; correct the dates, or join the two
    right: visits 1 start = 2021-09-18; visits 1 end = 2021-09-20; visits 2 start = 2021-09-17;
        visits 2 end = 2021-09-18
    # A day abroad twice over is one visit too many, not two that touch.
    also wrong: visits 0 start = 2023-02-01; visits 0 end = 2023-02-01 -> visits 1 start
    # A short visit within a long one does not hide the end of the long one.
    also wrong: visits 0 start = 2023-01-01; visits 0 end = 2023-03-01; visits 2 status =
        confirmed; visits 2 start = 2023-02-20; visits 2 end = 2023-02-21 -> visits 1 start
visit_after_the_as_of_date
    wrong: visits 3 end = 2026-11-23
    visits 3 end: 2026-11-23 is after `as_of`, 2026-11-22, and the visit is confirmed; make it
        planned, correct the date, or move `as_of` on
    right: visits 3 end = 2026-11-22
planned_visit_in_the_past
    wrong: visits 4 start = 2026-11-21
    visits 4 status: the visit is planned, and its start, 2026-11-21, is before `as_of`,
        2026-11-22; find out what became of it and give it that status
    right: visits 4 start = 2026-11-22
stop_outside_the_visit
    wrong: visits 0 stops 0 arrival = 2021-09-15
    visits 0 stops 0 arrival: 2021-09-15 is outside the visit, 2021-09-16 to 2021-09-18; correct
        the stop or the visit
    right: visits 0 stops 0 arrival = null
stop_departs_before_it_arrives
    wrong: visits 0 stops 0 arrival = 2021-09-18; visits 0 stops 0 departure = 2021-09-17
    visits 0 stops 0 departure: 2021-09-17 is before the arrival, 2021-09-18; correct one of the
        two
    right: visits 0 stops 0 arrival = 2021-09-18
visit_id_without_its_leader
    wrong: visits 2 id = raisibelarus
    visits 2 id: the id must begin with the leader's id, `raisi-`; correct the id or the leader
    right: visits 2 id = raisi-b
statement_too_long
    wrong: visits 3 statements 0 text = "word " * 26
    visits 3 statements 0 text: the text has 26 words, at most 25 are allowed; shorten it, or
        make two statements of it
    right: visits 3 statements 0 text = "word " * 25
statement_has_a_topic_twice
    wrong: visits 3 statements 0 topics = [trade, conflict, trade]
    visits 3 statements 0 topics 2: the topic `trade` is given twice; remove one
    right: visits 3 statements 0 topics = [trade, conflict]
statement_cites_a_source_its_visit_does_not_list
    wrong: visits 3 statements 0 source = irna-2021-09-17-sco
    visits 3 statements 0 source: `irna-2021-09-17-sco` is not among the sources of the visit;
        add it to the `sources` of the visit, or cite one of them
    right: visits 3 statements 0 source = reuters-2021-09-17-sco
visit_lists_a_source_twice
    wrong: visits 3 sources = [irna-2024-09-11-baghdad, irna-2024-09-11-baghdad]
    visits 3 sources 1: the source `irna-2024-09-11-baghdad` is listed twice; remove one
bearing_differs_from_the_sources
    wrong: visits 5 bearing = {digest-oman: supports}
    visits 5 bearing: the visit is disputed and `bearing` lacks its source
        `irna-2024-09-11-baghdad`; add `irna-2024-09-11-baghdad: supports`, `contradicts` or
        `context`
    right: visits 5 bearing = {irna-2024-09-11-baghdad: context, digest-oman: supports}
disputed_visit_without_a_verdict
    wrong: visits 5 summary removed
    visits 5 summary: the visit is disputed and has no `summary`; say in two or three sentences
        what the record shows
    right: visits 5 verdict = Nobody knows; visits 5 points = []
origin_without_its_certainty
    wrong: visits 5 origin_certainty removed
    visits 5 origin_certainty: `origin` is given and `origin_certainty` is null; give both, or
        neither
    right: visits 5 origin = null; visits 5 origin_certainty = null
point_cites_a_source_its_visit_does_not_list
    wrong: visits 5 points 0 sources = [irna-2024-09-11-baghdad, irna-2021-09-17-sco]
    visits 5 points 0 sources 1: `irna-2021-09-17-sco` is not among the sources of the visit;
        add it to the `sources` of the visit, or cite one of them
    right: visits 5 points 0 sources = []
origin_cites_a_source_its_visit_does_not_list
    wrong: visits 5 origin_sources = [irna-2021-09-17-sco]
    visits 5 origin_sources 0: `irna-2021-09-17-sco` is not among the sources of the visit; add
        it to the `sources` of the visit, or cite one of them
    right: visits 5 origin_sources = [irna-2024-09-11-baghdad]
dispute_over_a_visit_that_is_not_disputed
    wrong: visits 3 bearing = {irna-2024-09-11-baghdad: supports}
    visits 3 bearing: the visit is confirmed; `bearing` belongs to disputed visits only, so
        remove it or correct the status
    right: visits 3 bearing = {}
confirmed_visit_with_fewer_than_two_sources (warning)
    wrong: visits 3 sources = [irna-2024-09-11-baghdad]
    visits 3 sources: a confirmed visit should have two sources; add another if there is one
    right: visits 5 sources = [irna-2024-09-11-baghdad]; visits 5 bearing =
        {irna-2024-09-11-baghdad: context}
source_that_no_visit_cites
    wrong: visits 1 sources = []
    sources 0: no visit lists this source; add its id to the `sources` of a visit, or remove it
    right: visits 1 sources = []; sources 0 removed
source_without_title_and_about
    wrong: sources 1 about = null
    sources 1 title: the source has neither a title nor `about`; where no headline was recorded,
        describe the page in `about`
    right: sources 1 title = A title
source_dated_after_the_as_of_date
    wrong: sources 0 date = 2026-11-23
    sources 0 date: 2026-11-23 is after `as_of`, 2026-11-22; correct the date, or move `as_of`
        on
    right: sources 0 date = 2026-11-22
url_that_leads_nowhere
    wrong: sources 0 url = "https://[blog.example/moscow"
    sources 0 url: the address has no host that a browser could find; copy it again from the
        page
    right: sources 0 url = "http://[::1]:8080/moscow?a=[b]"
    also wrong: sources 0 url = "https://blog.example:port/" -> sources 0 url
    also wrong: sources 0 archived = "https://[archive.example/" -> sources 0 archived
url_used_by_two_sources
    wrong: sources 0 url = "https://digest.example/oman/"
    sources 1 url: this page is the source `blog-2023-02-02` already; use that id in the visits,
        and remove this source
    right: sources 0 url = "https://digest.example/oman?page=2"
    also wrong: sources 0 url = "https://digest.example/oman#other" -> sources 1 url
"""
"""Of each rule: edits of the tiny data set that break it, where and in which words that is told,
edits that do not break it, and other ways to break it with the place where that is told."""


@dataclass
class Case:
    severity: str
    wrong: str = ""
    where: str = ""
    message: str = ""
    right: str = ""
    others: list[tuple[str, str]] = field(default_factory=list)


def cases() -> dict[str, Case]:
    found: dict[str, Case] = {}
    case = Case("")
    for line in unfolded(CASES):
        key, _, text = line.strip().partition(": ")
        match key:
            case "wrong":
                case.wrong = text
            case "right":
                case.right = text
            case "also wrong":
                edits, _, where = text.partition(" -> ")
                case.others.append((edits, where))
            case _ if text:
                case.where, case.message = key, text
            case _:
                name, _, severity = key.partition(" ")
                found[name] = case = Case(severity.strip("()") or "error")
    return found


def found(rule: str, edits: str) -> list[tuple[str, str, str]]:
    """Return what a rule finds in the tiny data set after edits: path, message, severity."""
    data = yaml.load(TINY, Loader=yaml.CSafeLoader)
    for each in edits.split("; ") if edits else ():
        data = edit(data, each)
    draft = flatten(data)
    parts = check(draft)
    assert parts is not None
    assert draft.faults == []
    return [
        (" ".join(map(str, draft.where(fault))), fault.message, fault.severity)
        for fault in rules.faults_of_rule(rule, Checked(parts))
    ]


def test_every_rule_has_a_case() -> None:
    assert set(rules.RULES) == set(cases())


@pytest.mark.parametrize(("rule", "case"), cases().items())
def test_a_rule_finds_its_fault_and_passes_what_is_allowed(rule: str, case: Case) -> None:
    assert found(rule, case.wrong) == [(case.where, case.message, case.severity)]
    assert found(rule, case.right) == []
    for edits, where in case.others:
        assert where in [path for path, _, _ in found(rule, edits)]


def test_a_rule_that_reads_a_broken_head_or_counts_what_was_left_out_says_nothing() -> None:
    data = yaml.load(TINY, Loader=yaml.CSafeLoader)
    data["as_of"] = "soon"
    data["visits"][3]["kind"] = "picnic"
    data["sources"][0]["date"] = date(2999, 1, 1)
    parts = check(flatten(data))
    assert parts is not None
    assert list(rules.faults_of(parts)) == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(datasets())
def test_valid_data_sets_pass_every_rule_that_is_an_error(dataset: Document) -> None:
    parts = check(flatten(dataset.model_dump()))
    assert parts is not None
    assert [fault for fault in rules.faults_of(parts) if fault.severity == "error"] == []
