"""The closed sets of words that a data set uses, each with its label and its meaning."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """One word of a closed set: its id in the data, its label on screen, its meaning.

    `counts` and `excludes` are the coder's rules: what falls under it, and what does not.
    """

    label: str
    meaning: str
    counts: str
    excludes: str

    def __new__(cls, value: str, label: str, meaning: str, counts: str, excludes: str) -> Self:
        """Make a member that is the id and carries the rest."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.meaning = label, meaning
        member.counts, member.excludes = counts, excludes
        return member


class Status(Term):
    """Whether a visit took place, as far as the evidence goes."""

    CONFIRMED = (
        "confirmed",
        "Confirmed",
        "Two independent, human-edited sources, or one official body, report that it took place.",
        "One official body's own report, or two outlets that each report it themselves.",
        "Several reports that repeat one: these are one source.",
    )
    UNCONFIRMED = (
        "unconfirmed",
        "Unconfirmed",
        "Reported to have taken place; the evidence is below the bar for confirmed.",
        "One agency's report, with nothing found against it.",
        "A visit that the record contradicts (disputed).",
    )
    DISPUTED = (
        "disputed",
        "Disputed",
        "A source says that it took place and the record contradicts it.",
        "A claimed visit of which the record knows nothing, or something else.",
        "A visit that took place and of which sources differ on days or details: its cross- "
        "checks say so.",
    )
    CANCELLED = (
        "cancelled",
        "Cancelled",
        "Announced or invited; it never took place.",
        "A visit called off, put off or declined; an invitation not taken up.",
        "The visit that later made good for it: that is a visit of its own.",
    )
    PLANNED = (
        "planned",
        "Planned",
        "Announced, and still ahead on the data set's as-of date.",
        "A visit that is announced for a day after the as-of date.",
        "A visit whose day has passed and that nobody reports (cancelled).",
    )


TOOK_PLACE = frozenset({Status.CONFIRMED, Status.UNCONFIRMED})
"""Statuses of visits that took place, as far as the evidence goes."""


class VisitKind(Term):
    """The main purpose of a visit, as the sources call it."""

    STATE = (
        "state",
        "State visit",
        "The sources call it a state visit.",
        "A bilateral visit that the sources give this grade.",
        "A visit for a meeting of many states, with whatever honours (summit).",
    )
    OFFICIAL = (
        "official",
        "Official visit",
        "A bilateral visit that the sources call official or do not grade.",
        "A visit for bilateral talks, called official or given no grade at all.",
        "A visit for a summit or a ceremony with official talks beside it.",
    )
    WORKING = (
        "working",
        "Working visit",
        "The sources call it a working visit.",
        "A bilateral visit that the sources give this grade.",
        "A short visit that no source grades (official).",
    )
    SUMMIT = (
        "summit",
        "Summit",
        "A multilateral meeting.",
        "A meeting of an organisation, a conference or a forum of many states, with bilateral "
        "talks beside it or without.",
        "The UN General Assembly, which has its own kind; a visit made for the talks with the "
        "host.",
    )
    UN = (
        "un",
        "UN General Assembly",
        "Attendance at the UN General Assembly.",
        "The opening week of a session in New York, with the meetings beside it.",
        "Other meetings that the UN convenes, such as climate conferences (summit).",
    )
    CEREMONY = (
        "ceremony",
        "Ceremony",
        "A funeral, an inauguration or an opening.",
        "A visit made for the ceremony, with talks beside it or without.",
        "A ceremony in the course of a visit made for talks or a summit.",
    )
    TRANSIT = (
        "transit",
        "Transit",
        "A stopover on the way to somewhere else.",
        "A landing on the way, with no programme of its own.",
        "A stop with talks of its own: that is a stop of the visit.",
    )
    PILGRIMAGE = (
        "pilgrimage",
        "Pilgrimage",
        "A religious visit.",
        "A visit made for holy places.",
        "A shrine that is seen in the course of a visit made for talks.",
    )


MULTILATERAL_KINDS = frozenset({VisitKind.SUMMIT, VisitKind.UN})
"""Kinds of visit whose main purpose is a meeting of many states."""


class StatementKind(Term):
    """What sort of point a statement makes."""

    AGENDA = (
        "agenda",
        "Agenda",
        "Discussed, or announced for discussion.",
        "What is talked about, shown or announced for talks; a document only announced for "
        "signing; figures of growth in a leader's mouth.",
        "What a side says it wants or will do (goal); what was concluded (agreement).",
    )
    GOAL = (
        "goal",
        "Goal",
        "An aim, demand or position that a side of the talks stated for itself.",
        "What a side says it wants, demands or will do, the host's side too, rhetoric and "
        "self-defence included; a condition (“no deal unless”); an invitation or a readiness "
        "that the side states; “agreed that others should”.",
        "What a source presents as something to be gained (opportunity); “agreed to do” "
        "(agreement).",
    )
    AGREEMENT = (
        "agreement",
        "Agreement",
        "A document signed, or a deal announced as concluded.",
        "What was signed, concluded, exchanged or adopted, a joint statement's text too; "
        "“agreed to do”.",
        "A document only announced for signing (agenda); “agreed that others should” (goal).",
    )
    CHALLENGE = (
        "challenge",
        "Challenge",
        "An obstacle, tension or risk reported for the visit or the relationship.",
        "What is presented as an obstacle, tension, doubt, criticism, absence or risk, "
        "whoever says it; an attack or a sanction that the source ties to the visit or the "
        "relationship.",
        "What the coder knows to be a problem and no source presents so; an attack or a "
        "sanction that is not tied to them (context).",
    )
    OPPORTUNITY = (
        "opportunity",
        "Opportunity",
        "A prospect or opening that a source presents as such.",
        "What is presented as a prospect, potential, offer or opening, where the source "
        "speaks of what could be gained; an invitation or a readiness that a source reports "
        "as an opening.",
        "What a side says it wants or will do (goal); what the coder takes for a chance and "
        "no source presents so.",
    )
    IMPLICATION = (
        "implication",
        "Implication",
        "A consequence or meaning reported for others, the region or the wider order.",
        "A reading of what the visit means for others or for the order of the region.",
        "What the visit means for the two sides themselves, as obstacle or prospect "
        "(challenge, opportunity).",
    )
    CONTEXT = (
        "context",
        "Context",
        "A plain fact of the visit or its setting that is none of the others.",
        "Who came or will attend, how the visit was graded, how many meetings there were, "
        "what happened around it; figures of growth in nobody's mouth; an invitation only "
        "mentioned; an attack or a sanction that is not tied to the visit.",
        "Whatever fits another kind: this one is taken last.",
    )


class Stance(Term):
    """Where a source stands towards the two sides of a visit."""

    IRAN_STATE = (
        "iran-state",
        "Iranian state",
        "State or semi-official Iranian media and government; all media published in Iran.",
        "Private media published in Iran too, and outlets abroad that carry Iranian state copy.",
        "Persian media published outside Iran (independent or analysis).",
    )
    HOME_STATE = (
        "home-state",
        "Home state",
        "The leader's own state, for leaders of other countries than Iran.",
        "The government of the leader's country, and media that it owns or steers.",
        "Iran's (Iranian state); media of the leader's country that stand apart from its state "
        "(independent).",
    )
    HOST_STATE = (
        "host-state",
        "Host state",
        "The host's government or state media.",
        "Media that the host's state owns or funds, on a visit to that state.",
        "The same outlet on a visit elsewhere, and a third state's official site (independent).",
    )
    INDEPENDENT = (
        "independent",
        "Independent",
        "News with no state owner among the two sides; a third state's official site too.",
        "News agencies, newspapers and broadcasters; media of a third state.",
        "Opinion and reports of institutes (analysis); a copy of an agency's report counts by "
        "its original publisher.",
    )
    INTERGOVERNMENTAL = (
        "intergovernmental",
        "Intergovernmental",
        "An organisation of states, such as the UN or the SCO.",
        "The organisation's own pages and records.",
        "What a member state says of the organisation (by that state's part in the visit).",
    )
    ANALYSIS = (
        "analysis",
        "Analysis",
        "A think tank or commentary.",
        "Comment, reports and studies that interpret.",
        "News reports, with whatever background (independent).",
    )
    REFERENCE = (
        "reference",
        "Reference",
        "An encyclopaedia, a data set or a digest.",
        "A work that gathers what others have reported.",
        "The report itself, where it could be read.",
    )


class Bearing(Term):
    """What a source says of a disputed visit."""

    SUPPORTS = (
        "supports",
        "Supports the claim",
        "Says that the visit took place, or was about to.",
        "A source that tells of the visit as something that happened or is about to happen.",
        "A source that only repeats that somebody claims it (context).",
    )
    CONTRADICTS = (
        "contradicts",
        "Contradicts the claim",
        "Is at odds with the visit.",
        "A source that denies it, or places the leader elsewhere, or dates a first visit later.",
        "A source that says nothing of it where much else could be said (context).",
    )
    CONTEXT = (
        "context",
        "Context",
        "Bears on the question without deciding it.",
        "What must be known to judge the claim.",
        "What settles it either way.",
    )
