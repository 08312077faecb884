"""What a data set is made of: frozen records.

Shape and types only. What must hold across records stands in `rules`.
"""

from __future__ import annotations

import ast
from datetime import date
from inspect import getsource
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints

from dashboard.model.vocabulary import Bearing, Stance, StatementKind, Status, VisitKind

MAX_STATEMENT_WORDS = 25
"""A statement is one sentence of at most this many words (see the codebook)."""
MAX_TOPICS = 3
"""A statement is on so many topics at most."""


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
    topics: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MAX_TOPICS)]
    """The ids of one to three topics."""
    text: Text
    """The point in the coder's own words: one neutral sentence of at most 25 words."""
    source: Id
    """The id of the source that says it, one of the visit's sources."""


class Point(Record):
    """One reason for the verdict on a disputed visit."""

    title: Text
    """The reason in a few words."""
    text: Text
    """The reason in full: what is reported, and by whom."""
    sources: tuple[Id, ...]
    """The ids of those sources of the visit that say it; none where it is an absence."""


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
    verdict: Text | None = None
    """Of a disputed visit: what the record shows, in a few words."""
    summary: Text | None = None
    """Of a disputed visit: what is claimed and what stands against it, in two or three
    sentences."""
    points: tuple[Point, ...] = ()
    """Of a disputed visit: the reasons for the verdict, one by one."""
    origin: Text | None = None
    """Of a disputed visit: what may have given rise to the claim; left out where nobody knows."""
    origin_certainty: Text | None = None
    """How certain that origin is, such as: inference, not proved."""
    origin_sources: tuple[Id, ...] = ()
    """The ids of those sources of the visit that the origin rests on."""
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


class Head(Record):
    """What is true of a data set as a whole, and the two short lists that everything refers to."""

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


class Document(Head):
    """The whole file: head, vocabulary, visits and sources."""

    places: tuple[Place, ...]
    """The cities and sites that visits stop at."""
    visits: tuple[Visit, ...]
    """The journeys abroad."""
    sources: tuple[Source, ...]
    """The pages that were read."""


def meaning(model: type[BaseModel]) -> str:
    """Return what a record is: its description in the schema and in data packages."""
    # Off the source, as pydantic reads what a field means: Python drops docstrings with -OO.
    (parsed,) = ast.parse(getsource(model)).body
    return ast.get_docstring(parsed) or "" if isinstance(parsed, ast.ClassDef) else ""
