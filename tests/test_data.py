"""The real data set: without a problem, in canonical form, and all of it used."""

from __future__ import annotations

from conftest import REAL

from dashboard.dataset import reader, rules
from dashboard.dataset.rules.whole import counts
from dashboard.dataset.tables import from_nested
from dashboard.dataset.yaml_writer import canonical
from dashboard.model.records import Dataset

ACCEPTED_WARNINGS: dict[str, str] = {}
"""Message of a warning that stays -> why it stays."""


def test_the_file_has_no_problem_but_the_accepted_warnings() -> None:
    problems = reader.read(REAL).problems
    assert [str(problem) for problem in problems if problem.message not in ACCEPTED_WARNINGS] == []
    assert set(ACCEPTED_WARNINGS) == {problem.message for problem in problems}


def test_the_file_is_in_canonical_form() -> None:
    text = REAL.read_bytes().decode()
    assert canonical(text) == text, "run `python -m dashboard format`"


def test_the_expected_counts_are_the_counts(real: Dataset) -> None:
    found = counts(from_nested(real.model_dump()).tables)
    assert found == real.expected.model_dump()


def test_every_leader_topic_and_place_is_used(real: Dataset) -> None:
    assert list(rules.nothing_uses_it(real)) == []


def test_no_source_is_an_orphan(real: Dataset) -> None:
    assert list(rules.source_that_no_visit_cites(real)) == []


def test_every_statement_cites_a_source_of_its_visit(real: Dataset) -> None:
    known = {source.id for source in real.sources}
    for visit in real.visits:
        for statement in visit.statements:
            assert statement.source in visit.sources
            assert statement.source in known
