"""What must hold across the rows of a data set: one small function for each fault.

A rule takes the `Parts` of a data set and yields the rows at fault, each with a message that says
what is wrong and how to mend it; its name is the fault. To add one, write the function and name it
in the `RULES` of its module. How a value must look belongs to the models, never here.
"""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.dataset.draft import Fault
from dashboard.dataset.rules import evidence, visits, whole
from dashboard.dataset.rules.rule import Rule
from dashboard.dataset.shape import NotKnown, Parts

RULES: tuple[Rule, ...] = (*whole.RULES, *visits.RULES, *evidence.RULES)


def faults_of(parts: Parts) -> Iterator[Fault]:
    """Yield what every rule finds; one that asks for what is not known says no more."""
    for rule in RULES:
        try:
            yield from rule(parts)
        except NotKnown:
            continue
