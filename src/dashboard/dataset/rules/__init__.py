"""What must hold across the rows of a data set: one rule for each fault, named after it.

A rule is a list of checks, which say which rows are at fault, and its text in messages.yaml, which
says what is wrong and how to mend it. How a value must look belongs to the models, never here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from dashboard.dataset.draft import Fault
from dashboard.dataset.rules import sources, visits, whole
from dashboard.dataset.rules.rule import Checked, Message
from dashboard.dataset.shape import NotKnown, Parts
from dashboard.model.beside import texts

RULES = {**whole.RULES, **visits.RULES, **sources.RULES}
"""All rules by their names."""
MESSAGES: dict[str, Message] = texts(__file__, "messages.yaml")


def faults_of(parts: Parts) -> Iterator[Fault]:
    """Yield what every rule finds; a check that asks for what is not known says no more."""
    checked = Checked(parts)
    for name in RULES:
        yield from faults_of_rule(name, checked)


def faults_of_rule(name: str, checked: Checked) -> Iterator[Fault]:
    """Yield what one rule finds."""
    for check in RULES[name]:
        with suppress(NotKnown):
            yield from check.faults(checked, MESSAGES[name])
