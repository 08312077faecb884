"""What a data set is made of: frozen records and the closed sets of words they use.

Shape and types only. What must hold across records stands in `rules`.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints

MAX_STATEMENT_WORDS = 25
"""A statement is one sentence of at most this many words (see the codebook)."""


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


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Text = Annotated[str, StringConstraints(pattern=r"\S")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+\S*$")]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
Licence = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$")]
Day = Annotated[date, Strict()]
Count = Annotated[int, Strict(), Field(ge=0)]


class Record(BaseModel):
    """A part of the data set: cannot be changed, knows no other keys than its own."""

    # The text below a field is its description: in the schema for editors, and in the data
    # package's. A test holds that every field has one.
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Period(Record):
    """The days for which the list of visits is judged complete."""

    start: Day
    """The first of these days."""
    end: Day
    """The last of these days, not after `as_of`."""
    note: Text | None = None
    """What a reader must know of it, such as days that were searched less well."""


class Expected(Record):
    """How many of each the file must hold, so that a loss does not pass unseen."""

    leaders: Count
    """How many leaders the file holds."""
    topics: Count
    """How many topics the file holds."""
    places: Count
    """How many places the file holds."""
    visits: Count
    """How many visits the file holds, of whatever status."""
    confirmed: Count
    """How many of the visits are confirmed."""
    unconfirmed: Count
    """How many of the visits are unconfirmed."""
    disputed: Count
    """How many of the visits are disputed."""
    cancelled: Count
    """How many of the visits are cancelled."""
    planned: Count
    """How many of the visits are planned."""
    stops: Count
    """How many stops all visits have."""
    meetings: Count
    """How many meetings all visits have (`met`)."""
    statements: Count
    """How many statements all visits have."""
    sources: Count
    """How many sources the file holds."""


class Leader(Record):
    """A head of state or government, and the time in office."""

    id: Id
    """Small letters, digits and hyphens, never used again; the leader's visits begin with it."""
    name: Text
    """The short name that stands in legends and in shared links."""
    full_name: Text
    """The name in full."""
    native_name: Text
    """The name in the script of the leader's own country."""
    office: Text
    """The office, such as President of Iran."""
    country: CountryCode
    """The country that the leader governs, ISO 3166-1 alpha-3."""
    took_office: Day
    """The first day in office, day 0 of the term."""
    left_office: Day | None = None
    """The last day in office; left out while it lasts."""
    left_because: Text | None = None
    """Why the term ended."""


class Topic(Record):
    """A subject that statements are coded by; the label stands in shared links."""

    id: Id
    """Small letters, digits and hyphens, never used again."""
    label: Text
    """The name on screen and in shared links."""
    group: Text
    """The name of the group of topics that this one belongs to."""
    covers: Text
    """What the topic covers: the coder's definition."""


class Place(Record):
    """A city or site that visits stop at; both coordinates are null where they are not known."""

    id: Id
    """Small letters, digits and hyphens, never used again."""
    name: Text
    """The name on screen."""
    country: CountryCode
    """The country that it lies in, ISO 3166-1 alpha-3."""
    latitude: Annotated[float, Strict(), Field(ge=-90, le=90)] | None
    """Degrees north of the equator (WGS 84), south of it negative; null where not known."""
    longitude: Annotated[float, Strict(), Field(ge=-180, le=180)] | None
    """Degrees east of Greenwich (WGS 84), west of it negative; null where not known."""
    note: Text | None = None
    """What a reader must know of the place."""


class Stop(Record):
    """One place of a visit; the days are null where no source says."""

    country: CountryCode
    """The host country, ISO 3166-1 alpha-3."""
    place: Id | None
    """The id of the place, in the same country; null where only the country is known."""
    arrival: Day | None
    """The day of arrival; null where no source says."""
    departure: Day | None
    """The day of departure; null where no source says."""


class Meeting(Record):
    """A person met; the country is null for the head of an organisation."""

    name: Text
    """The name of the person."""
    role: Text
    """The person's office at the time."""
    country: CountryCode | None
    """The country the person acts for, ISO 3166-1 alpha-3; null for an organisation's head."""


class Statement(Record):
    """One reported point about one visit, with the source that says it."""

    kind: StatementKind
    """What sort of point it makes."""
    topics: Annotated[tuple[Id, ...], Field(min_length=1, max_length=3)]
    """The ids of one to three topics."""
    text: Text
    """The point in the coder's own words: one neutral sentence of at most 25 words."""
    source: Id
    """The id of the source that says it, one of the visit's sources."""


class Visit(Record):
    """One journey abroad, from leaving home to returning."""

    id: Id
    """leader-year-month-place, never used again; begins with the leader's id."""
    leader: Id
    """The id of the leader."""
    status: Status
    """Whether it took place, as far as the evidence goes."""
    start: Day | None
    """The first day abroad; null where no source says."""
    end: Day | None
    """The last day abroad; null where no source says."""
    kind: VisitKind
    """The main purpose, as the sources call it."""
    occasion: Text | None
    """What it was made for, such as a summit; null for a plain visit."""
    invited_by: Text | None
    """Who invited the leader; null where no source says."""
    stops: Annotated[tuple[Stop, ...], Field(min_length=1)]
    """The places of the journey, in their order."""
    met: tuple[Meeting, ...]
    """The people met."""
    statements: tuple[Statement, ...]
    """What was reported about it."""
    sources: tuple[Id, ...]
    """The ids of the sources that it rests on, each once."""
    bearing: dict[Id, Bearing] = {}
    """Of a disputed visit: what each of its sources says of the claim."""
    checks: Text
    """Which dates and facts were checked against which sources, and what disagrees."""


class Source(Record):
    """A page that was read; `about` describes it where no headline was recorded."""

    id: Id
    """Publisher, date and subject in small letters and hyphens, never used again."""
    publisher: Text
    """Who published the page."""
    title: Text | None
    """The headline as it stands; null where none was recorded."""
    about: Text | None = None
    """What the page is about, where it has no recorded headline."""
    url: Url
    """The address of the page, with http:// or https://."""
    archived: Url | None = None
    """The address of an archive's copy of the page, where there is one."""
    date: Day | None
    """The day of publication; null where none was found."""
    stance: Stance
    """Where the publisher stands towards the two sides of a visit."""


class Dataset(Record):
    """The whole file: head, vocabulary, visits and sources."""

    title: Text
    """The title of the data set, as it stands in citations."""
    version: Version
    """The version of the data: three numbers, such as 1.0.0."""
    as_of: Day
    """The day of the last look at the sources; what lies ahead of it is planned."""
    authors: tuple[Text, ...] = ()
    """Who stands in a citation, as it is to be written; nobody means the maintainers."""
    licence: Licence | None = None
    """The licence of the data by its SPDX identifier, such as CC-BY-4.0; left out where none is
    given."""
    complete: Period
    """From when to when the list of visits is judged complete."""
    limits: tuple[Text, ...] = ()
    """What the data cannot tell, and what a reader must know before counting: a sentence or more
    each."""
    expected: Expected
    """How many of each the file holds; a visit added raises them, a loss shows."""
    leaders: Annotated[tuple[Leader, ...], Field(min_length=1)]
    """The leaders whose visits are listed, in the order in which they are shown."""
    topics: tuple[Topic, ...]
    """The subjects that statements are coded by, in the order in which they are shown."""
    places: tuple[Place, ...]
    """The cities and sites that visits stop at."""
    visits: tuple[Visit, ...]
    """The journeys abroad."""
    sources: tuple[Source, ...]
    """The pages that were read."""
