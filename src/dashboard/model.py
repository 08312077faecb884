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
    """One word of a closed set: its id in the data, its label on screen, its meaning."""

    label: str
    meaning: str

    def __new__(cls, value: str, label: str, meaning: str) -> Self:
        """Make a member that is the id and carries label and meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.meaning = meaning
        return member


class Status(Term):
    """Whether a visit took place, as far as the evidence goes."""

    CONFIRMED = (
        "confirmed",
        "Confirmed",
        "Two independent, human-edited sources, or one official body, report that it took place.",
    )
    UNCONFIRMED = (
        "unconfirmed",
        "Unconfirmed",
        "Reported to have taken place; the evidence is below the bar for confirmed.",
    )
    DISPUTED = (
        "disputed",
        "Disputed",
        "A source says that it took place and the record contradicts it.",
    )
    CANCELLED = ("cancelled", "Cancelled", "Announced or invited; it never took place.")
    PLANNED = ("planned", "Planned", "Announced, and still ahead on the data set's as-of date.")


TOOK_PLACE = frozenset({Status.CONFIRMED, Status.UNCONFIRMED})
"""Statuses of visits that took place, as far as the evidence goes."""


class VisitKind(Term):
    """The main purpose of a visit, as the sources call it."""

    STATE = ("state", "State visit", "The sources call it a state visit.")
    OFFICIAL = (
        "official",
        "Official visit",
        "A bilateral visit that the sources call official or do not grade.",
    )
    WORKING = ("working", "Working visit", "The sources call it a working visit.")
    SUMMIT = ("summit", "Summit", "A multilateral meeting.")
    UN = ("un", "UN General Assembly", "Attendance at the UN General Assembly.")
    CEREMONY = ("ceremony", "Ceremony", "A funeral, an inauguration or an opening.")
    TRANSIT = ("transit", "Transit", "A stopover on the way to somewhere else.")
    PILGRIMAGE = ("pilgrimage", "Pilgrimage", "A religious visit.")


MULTILATERAL_KINDS = frozenset({VisitKind.SUMMIT, VisitKind.UN})
"""Kinds of visit whose main purpose is a meeting of many states."""


class StatementKind(Term):
    """What sort of point a statement makes."""

    AGENDA = ("agenda", "Agenda", "Discussed, or announced for discussion.")
    GOAL = (
        "goal",
        "Goal",
        "An aim, demand or position that a side of the talks stated for itself.",
    )
    AGREEMENT = (
        "agreement",
        "Agreement",
        "A document signed, or a deal announced as concluded.",
    )
    CHALLENGE = (
        "challenge",
        "Challenge",
        "An obstacle, tension or risk reported for the visit or the relationship.",
    )
    OPPORTUNITY = (
        "opportunity",
        "Opportunity",
        "A prospect or opening that a source presents as such.",
    )
    IMPLICATION = (
        "implication",
        "Implication",
        "A consequence or meaning reported for others, the region or the wider order.",
    )
    CONTEXT = (
        "context",
        "Context",
        "A plain fact of the visit or its setting that is none of the others.",
    )


class Stance(Term):
    """Where a source stands towards the two sides of a visit."""

    IRAN_STATE = (
        "iran-state",
        "Iranian state",
        "State or semi-official Iranian media and government; all media published in Iran.",
    )
    HOST_STATE = ("host-state", "Host state", "The host's government or state media.")
    INDEPENDENT = (
        "independent",
        "Independent",
        "News with no state owner among the two sides; a third state's official site too.",
    )
    INTERGOVERNMENTAL = (
        "intergovernmental",
        "Intergovernmental",
        "An organisation of states, such as the UN or the SCO.",
    )
    ANALYSIS = ("analysis", "Analysis", "A think tank or commentary.")
    REFERENCE = ("reference", "Reference", "An encyclopaedia, a data set or a digest.")


class Bearing(Term):
    """What a source says of a disputed visit."""

    SUPPORTS = ("supports", "Supports the claim", "Says that the visit took place.")
    CONTRADICTS = ("contradicts", "Contradicts the claim", "Is at odds with the visit.")
    CONTEXT = ("context", "Context", "Bears on the question without deciding it.")


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Text = Annotated[str, StringConstraints(pattern=r"\S")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+\S*$")]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
Day = Annotated[date, Strict()]
Count = Annotated[int, Strict(), Field(ge=0)]


class Record(BaseModel):
    """A part of the data set: cannot be changed, knows no other keys than its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Period(Record):
    """The days for which the list of visits is judged complete."""

    start: Day
    end: Day
    note: Text | None = None


class Expected(Record):
    """How many of each the file must hold, so that a loss does not pass unseen."""

    leaders: Count
    topics: Count
    places: Count
    visits: Count
    confirmed: Count
    unconfirmed: Count
    disputed: Count
    cancelled: Count
    planned: Count
    stops: Count
    meetings: Count
    statements: Count
    sources: Count


class Leader(Record):
    """A head of state or government, and the time in office."""

    id: Id
    name: Text
    """The short name that stands in legends and in shared links."""
    full_name: Text
    native_name: Text
    office: Text
    country: CountryCode
    took_office: Day
    left_office: Day | None = None
    left_because: Text | None = None


class Topic(Record):
    """A subject that statements are coded by; the label stands in shared links."""

    id: Id
    label: Text
    group: Text
    covers: Text


class Place(Record):
    """A city or site that visits stop at; degrees north and east (WGS 84)."""

    id: Id
    name: Text
    country: CountryCode
    latitude: Annotated[float, Strict(), Field(ge=-90, le=90)]
    longitude: Annotated[float, Strict(), Field(ge=-180, le=180)]
    note: Text | None = None


class Stop(Record):
    """One place of a visit; the days are null where no source says."""

    country: CountryCode
    place: Id | None
    arrival: Day | None
    departure: Day | None


class Meeting(Record):
    """A person met; the country is null for the head of an organisation."""

    name: Text
    role: Text
    country: CountryCode | None


class Statement(Record):
    """One reported point about one visit, with the source that says it."""

    kind: StatementKind
    topics: Annotated[tuple[Id, ...], Field(min_length=1, max_length=3)]
    text: Text
    source: Id


class Visit(Record):
    """One journey abroad, from leaving home to returning."""

    id: Id
    leader: Id
    status: Status
    start: Day | None
    end: Day | None
    kind: VisitKind
    occasion: Text | None
    invited_by: Text | None
    stops: Annotated[tuple[Stop, ...], Field(min_length=1)]
    met: tuple[Meeting, ...]
    statements: tuple[Statement, ...]
    sources: tuple[Id, ...]
    bearing: dict[Id, Bearing] = {}
    """Of a disputed visit: what each of its sources says of the claim."""
    checks: Text


class Source(Record):
    """A page that was read; `about` describes it where no headline was recorded."""

    id: Id
    publisher: Text
    title: Text | None
    about: Text | None = None
    url: Url
    date: Day | None
    stance: Stance


class Dataset(Record):
    """The whole file: head, vocabulary, visits and sources."""

    title: Text
    version: Version
    as_of: Day
    authors: tuple[Text, ...] = ()
    """Who stands in a citation, as it is to be written; nobody means the maintainers."""
    complete: Period
    expected: Expected
    leaders: Annotated[tuple[Leader, ...], Field(min_length=1)]
    topics: tuple[Topic, ...]
    places: tuple[Place, ...]
    visits: tuple[Visit, ...]
    sources: tuple[Source, ...]
