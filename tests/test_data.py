"""The real data set: without a problem, in canonical form, and all of it used."""

from __future__ import annotations

from conftest import REAL

from dashboard.dataset import reader
from dashboard.dataset.yaml_writer import canonical

ACCEPTED_WARNINGS: dict[str, str] = {}
"""Message of a warning that stays -> why it stays."""


def test_the_file_has_no_problem_but_the_accepted_warnings() -> None:
    problems = reader.read(REAL).problems
    assert [str(problem) for problem in problems if problem.message not in ACCEPTED_WARNINGS] == []
    assert set(ACCEPTED_WARNINGS) == {problem.message for problem in problems}


def test_the_file_is_in_canonical_form() -> None:
    text = REAL.read_bytes().decode()
    assert canonical(text) == text, "run `python -m dashboard format`"
