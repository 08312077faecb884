"""What must hold across the rows of a data set: one rule for each fault, named after it.

A rule yields the rows at fault, each with a message that says what is wrong and how to mend it. One
that only compares columns of a table is a line of `simple`; any other is a function. How a value
must look belongs to the models, never here.
"""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.dataset.draft import Fault
from dashboard.dataset.rules import simple, visits, whole
from dashboard.dataset.rules.rule import RULES, Checked
from dashboard.dataset.shape import NotKnown, Parts

__all__ = ["RULES", "faults_of", "simple", "visits", "whole"]


def faults_of(parts: Parts) -> Iterator[Fault]:
    """Yield what every rule finds; one that asks for what is not known says no more."""
    checked = Checked(parts)
    for rule in RULES.values():
        try:
            yield from rule(checked)
        except NotKnown:
            continue
