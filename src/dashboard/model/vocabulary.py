"""The closed sets of words that a data set uses, each with its label and its meaning.

The texts stand in vocabulary.yaml, one section a class.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dashboard.model.beside import texts

TEXTS = texts(__file__)


class Term(StrEnum):
    """A word of a closed set: its value in the data, its label on screen, its meaning.

    `counts` and `excludes` are the coder's rules: what falls under it, and what does not.
    """

    label: str
    meaning: str
    counts: str
    excludes: str

    def __init__(self, word: str) -> None:
        texts = TEXTS[type(self).__name__]["words"][word]
        self.label, self.meaning = texts["label"], texts["meaning"]
        self.counts, self.excludes = texts["counts"], texts["excludes"]

    @classmethod
    def set_meaning(cls) -> str:
        """Return what the words of this set tell."""
        return TEXTS[cls.__name__]["meaning"]


class Status(Term):
    """Whether a visit took place, as far as the evidence goes."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    DISPUTED = "disputed"
    CANCELLED = "cancelled"
    PLANNED = "planned"


TOOK_PLACE = frozenset({Status.CONFIRMED, Status.UNCONFIRMED})
"""Statuses of visits that took place, as far as the evidence goes."""


class VisitKind(Term):
    """The main purpose of a visit, as the sources call it."""

    STATE = "state"
    OFFICIAL = "official"
    WORKING = "working"
    SUMMIT = "summit"
    UN = "un"
    CEREMONY = "ceremony"
    TRANSIT = "transit"
    PILGRIMAGE = "pilgrimage"


MULTILATERAL_KINDS = frozenset({VisitKind.SUMMIT, VisitKind.UN})
"""Kinds of visit whose main purpose is a meeting of many states."""


class StatementKind(Term):
    """What sort of point a statement makes."""

    AGENDA = "agenda"
    GOAL = "goal"
    AGREEMENT = "agreement"
    CHALLENGE = "challenge"
    OPPORTUNITY = "opportunity"
    IMPLICATION = "implication"
    CONTEXT = "context"


class Stance(Term):
    """Where a source stands towards the two sides of a visit."""

    IRAN_STATE = "iran-state"
    HOME_STATE = "home-state"
    HOST_STATE = "host-state"
    INDEPENDENT = "independent"
    INTERGOVERNMENTAL = "intergovernmental"
    ANALYSIS = "analysis"
    REFERENCE = "reference"


class Bearing(Term):
    """What a source says of a disputed visit."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    CONTEXT = "context"


class Audit(Term):
    """How a statement stands after the last audit against its source."""

    FULL = "full"
    CORRECTED = "corrected"
    PARTIAL = "partial"
    NONE = "none"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class DecisionRule:
    """One rule of the order in which a coder decides between kinds of statement.

    `settled` are cases, each with its kind; None where another rule decides. `visit` and `text`
    are an example from the data set of this project.
    """

    kind: StatementKind
    rule: str
    settled: tuple[tuple[str, StatementKind | None], ...]
    visit: str
    text: str


def _decision_rule(texts: dict[str, Any]) -> DecisionRule:
    settled = tuple(
        (each["case"], StatementKind(each["kind"]) if each["kind"] else None)
        for each in texts["settled"]
    )
    return DecisionRule(StatementKind(texts["kind"]), texts["rule"], settled, **texts["example"])


DECISION_RULES = tuple(map(_decision_rule, TEXTS["decision_rules"]))
"""The rules in their order: the first that applies decides."""
TOPIC_RULES: tuple[str, ...] = tuple(TEXTS["topic_rules"])
"""How a coder chooses the topics of a statement."""
