"""The data set as tidy frames, one row a record, with what follows from the records added.

Frames are shared by every session and never changed in place.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.dataset.layout import title_of
from dashboard.model.countries import country_name
from dashboard.model.records import Dataset, Leader
from dashboard.model.text import fold_all
from dashboard.model.vocabulary import MULTILATERAL_KINDS, TOOK_PLACE, StatementKind

DAYS_A_YEAR = 365.25
FEW_VISITS = 5
"""A number that rests on fewer visits than this is marked."""


CODING_COLUMNS = [
    "number", "visit", "text", "first_kind", "second_kind", "first_topics", "second_topics",
]  # fmt: skip


FRAMES = (
    "visits", "stops", "meetings", "statements", "mentions", "citations", "sources", "leaders",
)  # fmt: skip
"""The frames of `Tables` that are offered as files, in their order."""


Marked = np.ndarray[Any, np.dtype[np.bool_]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]

OF_VISITS = ("stops", "meetings", "statements", "mentions", "citations")
OF_LEADERS = ("stops", "meetings", "statements", "mentions")
"""The frames with a column for the visit, or the leader, that a row belongs to."""


class Unit(StrEnum):
    """What a figure counts; the value is the label on screen and in shared links."""

    SHARE = "Share of visits"
    VISITS = "Visits"
    HOSTS = "Host countries"
    DAYS = "Days abroad"
    STATEMENTS = "Statements"

    @property
    def column(self) -> str:
        """The column of a chart's frame that holds it."""
        return _COLUMNS[self.name]

    @property
    def note(self) -> str:
        """What a reader has to know of the count, as a sentence after a space; else nothing."""
        return _NOTES.get(self.name, "")

    def written(self, number: float) -> str:
        """Write a number of it without its noun: `40%`, `1,204`."""
        return f"{number:.0%}" if self is Unit.SHARE else f"{number:,.0f}"

    def counted(self, number: float) -> str:
        """Write a number of it with its noun: `40% of visits`, `1 host country`."""
        if self is Unit.SHARE:
            return f"{self.written(number)} of visits"
        return f"{self.written(number)} {_ONE[self.name] if number == 1 else self.lower()}"


_COLUMNS = {
    "SHARE": "share", "VISITS": "n_visits", "HOSTS": "n_hosts", "DAYS": "n_days",
    "STATEMENTS": "n_statements",
}  # fmt: skip
_ONE = {
    "VISITS": "visit", "HOSTS": "host country", "DAYS": "day abroad", "STATEMENTS": "statement",
}  # fmt: skip
_NOTES = {
    "HOSTS": " A host country counts once, and a visit with several counts each of them.",
    "DAYS": " Days abroad are those of whole visits, first and last day included; a visit without "
    "dates or one that did not take place adds none.",
}
COUNTS = tuple(unit for unit in Unit if unit is not Unit.SHARE)
"""The units that need no whole to be a share of."""


MAX_LEADERS = 8
"""The most leaders that a chart sets side by side; it has a colour and a form for so many."""
ALL_LEADERS = "All leaders shown"
"""What more leaders than that are called when they are drawn as one; no id can be the same."""


class Rows(StrEnum):
    """What the rows of a matrix are; the value is the label on screen and in shared links."""

    TOPICS = "Topics"
    HOSTS = "Host countries"


@dataclass(frozen=True)
class Selection:
    """The frames of one data set, or of the part of it that a filter leaves.

    `dataset` is its head with leaders and topics alone; all else stands in the frames.

    `visits`: visit (id), leader, leader_name, title, status, status_label, kind, kind_label,
    start, end (datetime64, NaT where unknown), n_days (days abroad, both ends counted),
    day_of_term, last_day_of_term (days since taking office), multilateral (bool), hosts
    (tuple of alpha-3 codes), host_names, places, people, occasion, invited_by, checks,
    n_statements, n_sources, has_agreement (bool).
    `stops`: visit, leader, position, country, country_name, place, place_name, latitude,
    longitude (NaN where unknown), arrival, departure.
    `meetings`: visit, leader, name, role, country, country_name.
    `statements`: statement (number in the file, from 0), position (in its visit, from 1),
    visit, leader, kind, kind_label, topics (tuple of ids), topic_labels, text, source.
    `mentions`: statement, visit, leader, kind, topic, topic_label, group; a statement
    stands once for each of its topics.
    `citations`: visit, source, bearing.
    `sources`: source (id), publisher, headline, has_title (bool), url, archived (address of
    an archive's copy, or empty), date, stance, stance_label, n_visits, n_statements.
    `leaders`: leader (id), name, full_name, native_name, office, country, took_office,
    left_office, left_because, observed_until (last day of the term that the record
    covers), n_days_observed, n_years_observed.
    `codings`: number, visit, text, first_kind, second_kind, first_topics, second_topics
    (tuples of ids); the statements that were coded twice, as `reliability` reads them. Empty
    unless that was done and put here; no filter narrows them, for they tell of the whole.
    """

    head: Dataset
    visits: pd.DataFrame
    stops: pd.DataFrame
    meetings: pd.DataFrame
    statements: pd.DataFrame
    mentions: pd.DataFrame
    citations: pd.DataFrame
    sources: pd.DataFrame
    leaders: pd.DataFrame
    codings: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=CODING_COLUMNS))

    @cached_property
    def searched_visits(self) -> pd.Series:
        """What a search looks through of each visit: hosts, places, people and occasion, folded."""
        parts = self.visits[["host_names", "places", "people", "occasion"]]
        return fold_all(self.visits["title"].str.cat(parts, sep=" "))

    @cached_property
    def searched_statements(self) -> pd.Series:
        """What a search looks through of each statement: its text, folded."""
        return fold_all(self.statements["text"])

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Make a field of a part when it is first asked for."""
            if name not in {each.name for each in fields(Selection)}:
                raise AttributeError(name)
            made = self.__dict__["_made_by"].get(name)
            of = self.__dict__["_of"]
            found = self.__dict__[name] = made(self) if made else getattr(of, name)
            return found

    def _part(
        self, made_by: Mapping[str, Callable[[Selection], pd.DataFrame]], **ready: Any
    ) -> Selection:
        """Give tables that differ in these fields, some made only when they are asked for.

        A page reads three or four frames of the eight, and of large data cutting out the others
        would be half of its work. `made_by` tells how, given the part; `dataclasses.replace`
        makes them all.
        """
        part = object.__new__(Selection)
        part.__dict__.update(ready, _of=self, _made_by=made_by, _ready=frozenset(ready))
        return part

    def let_go(self) -> None:
        """Forget the frames of a part that can be cut out again when they are next asked for."""
        if (of := self.__dict__.get("_of")) is None:
            return  # of the whole, nothing can be made again
        for each in fields(Selection):
            if each.name not in self.__dict__["_ready"]:
                self.__dict__.pop(each.name, None)
        of.let_go()

    def _cut(
        self, names: Iterable[str], column: str, by: str
    ) -> dict[str, Callable[[Selection], pd.DataFrame]]:
        """Tell how to cut out frames: the rows whose `column` stands in that of the frame `by`."""
        return {
            name: lambda part, name=name: _of(
                getattr(self, name), column, getattr(part, by)[column]
            )
            for name in names
        }

    def keep_visits(self, keep: pd.Series) -> Selection:
        """Leave the visits whose `keep` is true, with all that belongs to them."""
        if keep.all():
            return self
        cut = self._cut(OF_VISITS, "visit", "visits")
        return self._part(cut | {"visits": lambda _: self.visits[keep]})

    def took_place(self) -> Selection:
        """Leave the visits that took place: what a count of visits made may hold."""
        return self.keep_visits(self.visits["status"].isin([str(item) for item in TOOK_PLACE]))

    def grouped(self) -> Selection:
        """Leave up to eight leaders as they are; take the visits of more as those of one.

        A chart cannot set more side by side. The one is called `ALL_LEADERS`; its term begins
        with the first and ends with the last, but a visit keeps its own leader's day of term.
        Of a longer list of leaders those without a visit are left out, so that no two of the
        others share a colour.
        """
        if len(self.leaders) <= MAX_LEADERS:
            return self
        shown = self.leaders[self.leaders["leader"].isin(self.visits["leader"].unique())]
        if len(shown) <= MAX_LEADERS:
            left = tuple(who for who in self.head.leaders if who.id in set(shown["leader"]))
            dataset = self.head.model_copy(update={"leaders": left})
            return self._part({}, head=dataset, leaders=shown)
        last = shown["left_office"].max() if shown["left_office"].notna().all() else pd.NaT
        one = {
            "leader": ALL_LEADERS, "name": ALL_LEADERS, "full_name": ALL_LEADERS,
            "native_name": "", "office": "", "country": shown["country"].iloc[0],
            "took_office": shown["took_office"].min(), "left_office": last, "left_because": None,
            "observed_until": shown["observed_until"].max(),
            "n_days_observed": shown["n_days_observed"].max(),
            "n_years_observed": shown["n_years_observed"].max(),
        }  # fmt: skip
        leader = self.head.leaders[0].model_copy(
            update={"id": ALL_LEADERS, "name": ALL_LEADERS, "full_name": ALL_LEADERS}
        )
        made_by: dict[str, Callable[[Selection], pd.DataFrame]] = {
            name: lambda _, name=name: _as_one(getattr(self, name)) for name in OF_LEADERS
        }
        made_by["visits"] = lambda _: _as_one(self.visits).assign(leader_name=ALL_LEADERS)
        return self._part(
            made_by,
            head=self.head.model_copy(update={"leaders": (leader,)}),
            leaders=pd.DataFrame([one], columns=self.leaders.columns),
        )

    def keep_statements(self, keep: pd.Series) -> Selection:
        """Leave the statements whose `keep` is true; the visits stay."""
        if keep.all():
            return self
        cut = self._cut(("mentions",), "statement", "statements")
        return self._part(cut | {"statements": lambda _: self.statements[keep]})

    def keep_only(self, visits: pd.Series, statements: pd.Series) -> Selection:
        """Leave these visits, and of their statements these (ids and numbers), in one pass."""
        said = self.statements
        keep = among(said["statement"], statements) & among(said["visit"], visits)
        return self.keep_rows(among(self.visits["visit"], visits), np.flatnonzero(keep))

    def keep_rows(self, visits: Marked, statements: Numbers) -> Selection:
        """Leave the visits marked, and of their statements those at these places."""
        made_by = self._cut(("stops", "meetings", "citations"), "visit", "visits")
        made_by |= self._cut(("mentions",), "statement", "statements")
        made_by["visits"] = lambda _: self.visits[visits]
        made_by["statements"] = lambda _: self.statements.iloc[statements]
        return self._part(made_by)

    def within(self, other: Selection) -> Selection:
        """Leave the visits and the statements that `other` holds too."""
        return self.keep_only(other.visits["visit"], other.statements["statement"])

    def of_kinds(self, kinds: Iterable[StatementKind]) -> Selection:
        """Leave the statements of these kinds; none named leaves all."""
        wanted = [str(kind) for kind in kinds]
        return self.keep_statements(self.statements["kind"].isin(wanted)) if wanted else self


def rows_of(
    counted: Mapping[tuple[Any, ...], Mapping[str, int]], selection: Selection, rows: str
) -> dict[Any, str]:
    """Give the rows of a matrix with their labels, those with most statements first.

    `counted` is what `measure` gives by row, leader and kind. A statement is of one leader and of
    one kind: the cells of a row share none.
    """
    labels = {topic.id: topic.label for topic in selection.head.topics}
    said: dict[Any, int] = {}
    for (key, _, _), cell in counted.items():
        said[key] = said.get(key, 0) + cell["n_statements"]
    if rows == Rows.HOSTS:
        labels = {code: country_name(code) for code in said}
    ranked = sorted(said, key=lambda key: (-said[key], labels[key], key))
    return {key: labels[key] for key in ranked}


def latest_first(selection: Selection) -> Numbers:
    """Give the places of the visits, the latest first and those without a day last."""
    # As a number an unknown day comes before every other.
    start = selection.visits["start"].to_numpy().view(np.int64)
    return np.lexsort((selection.visits["visit"].cat.codes, start))[::-1]


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """Go through a frame row by row, columns as attributes.

    Column by column, because `itertuples` makes a class at each call and asks a column of words
    for each word by itself: of fifty visits that takes nearly three times as long.
    """
    columns = (column.tolist() for _, column in frame.items())
    return map(_row(tuple(frame.columns))._make, zip(*columns, strict=True))


@cache
def _row(columns: tuple[str, ...]) -> Any:
    # Typed loosely on purpose: the stubs would give every column every type.
    return namedtuple("Row", columns, rename=True)


def _as_one(frame: pd.DataFrame) -> pd.DataFrame:
    leader = np.zeros(len(frame), dtype=np.int8)
    return frame.assign(leader=pd.Categorical.from_codes(leader, pd.Index([ALL_LEADERS])))


def tally(values: pd.Series) -> dict[Any, int]:
    """Count each value that occurs, the most frequent first."""
    counts = values.value_counts()
    # Of a column of categories, those that do not occur are counted too.
    return {value: int(n) for value, n in counts.items() if n}


def count_each(values: pd.Series, wanted: pd.Series) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Count how often each of those wanted occurs among the values, in their order.

    Not by `reindex`, which fails (pandas 3.1) where two columns number the same categories in
    integers of different widths.
    """
    kind, other = values.dtype, wanted.dtype
    if (
        isinstance(kind, pd.CategoricalDtype)
        and isinstance(other, pd.CategoricalDtype)
        and kind.categories is other.categories
    ):
        return np.bincount(values.cat.codes, minlength=len(kind.categories))[wanted.cat.codes]
    counts = tally(values)
    return np.array([counts.get(value, 0) for value in wanted], dtype=np.int64)


def among(values: pd.Series, wanted: pd.Series) -> Marked:
    """Say of each value whether it is among those wanted.

    By number, where both are such: of a million ids, that takes a hundredth of the time.
    """
    kind, other = values.dtype, wanted.dtype
    if (
        isinstance(kind, pd.CategoricalDtype)
        and isinstance(other, pd.CategoricalDtype)
        and kind.categories is other.categories
    ):
        marked = np.zeros(len(kind.categories), dtype=bool)
        marked[wanted.cat.codes] = True
        return marked[values.cat.codes]
    if kind == np.int64 == other and len(values):
        numbers, some = values.to_numpy(), wanted.to_numpy()
        marked = np.zeros(int(numbers.max()) + 1, dtype=bool)
        marked[some[some < len(marked)]] = True
        return marked[numbers]
    return values.isin(wanted).to_numpy()


def is_one_of(values: pd.Series, words: Iterable[str]) -> Marked:
    """Say of each value of a column of categories whether it is one of a few words.

    Number by number: of a million rows, `isin` takes ten times as long.
    """
    known = values.cat.categories
    numbers = [number for number in known.get_indexer(pd.Index(list(words))) if number >= 0]
    codes = values.cat.codes.to_numpy()
    found = np.zeros(len(codes), dtype=bool)
    for number in numbers:
        found |= codes == number
    return found


def _of(frame: pd.DataFrame, column: str, wanted: pd.Series) -> pd.DataFrame:
    return frame[among(frame[column], wanted)]


@dataclass(frozen=True)
class Categories:
    """The words of the columns that repeat them, in order; every frame shares these.

    A column of a few words in a million rows is held, compared and grouped by number. Two frames
    meet on such a column at once where both have the very same categories.
    """

    visit: pd.Index
    leader: pd.Index
    source: pd.Index
    kind: pd.Index
    kind_label: pd.Index
    topic: pd.Index
    topic_label: pd.Index
    group: pd.Index

    @classmethod
    def of(cls, head: Dataset, visits: Iterable[str], sources: Iterable[str]) -> Categories:
        """Take them from the head of a data set and the ids of its visits and sources."""
        return cls(
            visit=in_order(visits),
            leader=in_order(who.id for who in head.leaders),
            source=in_order(sources),
            kind=in_order(str(kind) for kind in StatementKind),
            kind_label=in_order(kind.label for kind in StatementKind),
            topic=in_order(topic.id for topic in head.topics),
            topic_label=in_order(topic.label for topic in head.topics),
            group=in_order(topic.group for topic in head.topics),
        )


def in_order(words: Iterable[str]) -> pd.Index:
    """Make categories of words: each once, in the order of the alphabet."""
    return pd.Index(sorted(set(words)), dtype="str")


CATEGORICAL = {
    "visits": ("visit", "leader"),
    "stops": ("visit", "leader"),
    "meetings": ("visit", "leader"),
    "statements": ("visit", "leader", "kind", "kind_label", "source"),
    "mentions": ("visit", "leader", "kind", "topic", "topic_label", "group"),
    "citations": ("visit", "source"),
    "sources": ("source",),
}
"""Of each frame, the columns whose words are those of `Categories`."""


def tabulate(dataset: Dataset) -> Selection:
    """Turn a data set into frames; columns as `Tables` lists them."""
    statements = _statements(dataset)
    frames = {
        "visits": _visits(dataset),
        "stops": _stops(dataset),
        "meetings": _meetings(dataset),
        "statements": statements,
        "mentions": _mentions(dataset, statements),
        "citations": _frame(
            ["visit", "source", "bearing"],
            (
                (visit.id, source, str(visit.bearing.get(source, "")))
                for visit in dataset.visits
                for source in visit.sources
            ),
        ),
        "sources": _sources(dataset),
    }
    words = Categories.of(
        dataset, (visit.id for visit in dataset.visits), (item.id for item in dataset.sources)
    )
    for name, columns in CATEGORICAL.items():
        kinds = {column: pd.CategoricalDtype(getattr(words, column)) for column in columns}
        frames[name] = frames[name].astype(kinds)
    return Selection(head=head_of(dataset), leaders=leaders_of(dataset), **frames)


def _frame(columns: list[str], rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame.from_records(list(rows), columns=columns)


def _days(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return frame.assign(**{column: pd.to_datetime(frame[column]) for column in columns})


def observed_until(leader: Leader, dataset: Dataset) -> date:
    """Give the last day of a leader's term that the record covers."""
    return min(leader.left_office or dataset.complete.end, dataset.complete.end)


def head_of(dataset: Dataset) -> Dataset:
    """Leave of a data set its head, leaders and topics: what its frames are read with."""
    return dataset.model_copy(update={"places": (), "visits": (), "sources": ()})


def leaders_of(dataset: Dataset) -> pd.DataFrame:
    """Make the frame of the leaders; columns as `Tables` lists them."""
    columns = [
        "leader", "name", "full_name", "native_name", "office", "country",
        "took_office", "left_office", "left_because", "observed_until",
    ]  # fmt: skip
    frame = _days(
        _frame(
            columns,
            (
                (
                    *(who.id, who.name, who.full_name, who.native_name, who.office, who.country),
                    *(who.took_office, who.left_office, who.left_because),
                    observed_until(who, dataset),
                )
                for who in dataset.leaders
            ),
        ),
        "took_office", "left_office", "observed_until",
    )  # fmt: skip
    days = (frame["observed_until"] - frame["took_office"]).dt.days + 1
    return frame.assign(n_days_observed=days, n_years_observed=days / DAYS_A_YEAR)


def _visits(dataset: Dataset) -> pd.DataFrame:
    columns = [
        "visit", "leader", "leader_name", "title", "status", "status_label", "kind",
        "kind_label", "start", "end", "multilateral", "hosts", "host_names", "places",
        "people", "occasion", "invited_by", "checks", "n_statements", "n_sources",
        "has_agreement",
    ]  # fmt: skip
    names = {who.id: who.name for who in dataset.leaders}
    took_office = {who.id: pd.Timestamp(who.took_office) for who in dataset.leaders}
    places = {place.id: place.name for place in dataset.places}

    def rows() -> Iterable[tuple[Any, ...]]:
        for visit in dataset.visits:
            hosts = tuple(dict.fromkeys(stop.country for stop in visit.stops))
            yield (
                *(visit.id, visit.leader, names[visit.leader], title_of(visit, places)),
                *(str(visit.status), visit.status.label, str(visit.kind), visit.kind.label),
                *(visit.start, visit.end, visit.kind in MULTILATERAL_KINDS, hosts),
                ", ".join(country_name(code) for code in hosts),
                ", ".join(places[stop.place] for stop in visit.stops if stop.place),
                ", ".join(person.name for person in visit.met),
                *(visit.occasion or "", visit.invited_by or "", visit.checks),
                *(len(visit.statements), len(visit.sources)),
                any(item.kind is StatementKind.AGREEMENT for item in visit.statements),
            )

    frame = _days(_frame(columns, rows()), "start", "end")
    since = pd.to_datetime(frame["leader"].map(took_office))
    return frame.assign(
        n_days=(frame["end"] - frame["start"]).dt.days + 1,
        day_of_term=(frame["start"] - since).dt.days,
        last_day_of_term=(frame["end"] - since).dt.days,
    )


def _stops(dataset: Dataset) -> pd.DataFrame:
    columns = [
        "visit", "leader", "position", "country", "country_name", "place", "place_name",
        "latitude", "longitude", "arrival", "departure",
    ]  # fmt: skip
    places = {place.id: place for place in dataset.places}

    def rows() -> Iterable[tuple[Any, ...]]:
        for visit in dataset.visits:
            for position, stop in enumerate(visit.stops, start=1):
                place = places[stop.place] if stop.place else None
                yield (
                    *(visit.id, visit.leader, position, stop.country, country_name(stop.country)),
                    *(stop.place or "", place.name if place else ""),
                    *(place.latitude if place else None, place.longitude if place else None),
                    *(stop.arrival, stop.departure),
                )

    frame = _days(_frame(columns, rows()), "arrival", "departure")
    # A data set that knows no coordinate at all would otherwise hold objects.
    return frame.astype({"latitude": float, "longitude": float})


def _meetings(dataset: Dataset) -> pd.DataFrame:
    return _frame(
        ["visit", "leader", "name", "role", "country", "country_name"],
        (
            (
                *(visit.id, visit.leader, person.name, person.role, person.country or ""),
                country_name(person.country) if person.country else "",
            )
            for visit in dataset.visits
            for person in visit.met
        ),
    )


def _statements(dataset: Dataset) -> pd.DataFrame:
    labels = {topic.id: topic.label for topic in dataset.topics}
    frame = _frame(
        ["visit", "leader", "kind", "kind_label", "topics", "topic_labels", "text", "source"],
        (
            (
                *(visit.id, visit.leader, str(item.kind), item.kind.label, item.topics),
                ", ".join(labels[topic] for topic in item.topics),
                *(item.text, item.source),
            )
            for visit in dataset.visits
            for item in visit.statements
        ),
    )
    return frame.assign(statement=range(len(frame)), position=frame.groupby("visit").cumcount() + 1)


def _mentions(dataset: Dataset, statements: pd.DataFrame) -> pd.DataFrame:
    topics = {topic.id: topic for topic in dataset.topics}
    frame = statements[["statement", "visit", "leader", "kind", "topics"]].explode("topics")
    frame = frame.rename(columns={"topics": "topic"}).reset_index(drop=True)
    return frame.assign(
        topic_label=frame["topic"].map({key: topic.label for key, topic in topics.items()}),
        group=frame["topic"].map({key: topic.group for key, topic in topics.items()}),
    )


def _sources(dataset: Dataset) -> pd.DataFrame:
    visits = pd.Series(
        [source for visit in dataset.visits for source in visit.sources], dtype=object
    ).value_counts()
    statements = pd.Series(
        [item.source for visit in dataset.visits for item in visit.statements], dtype=object
    ).value_counts()
    frame = _days(
        _frame(
            ["source", "publisher", "headline", "has_title", "url", "archived", "date",
             "stance", "stance_label"],
            (
                (
                    *(item.id, item.publisher, item.title or item.about or ""),
                    *(item.title is not None, item.url, item.archived or "", item.date),
                    *(str(item.stance), item.stance.label),
                )
                for item in dataset.sources
            ),
        ),
        "date",
    )  # fmt: skip
    return frame.assign(
        n_visits=frame["source"].map(visits).fillna(0).astype(int),
        n_statements=frame["source"].map(statements).fillna(0).astype(int),
    )


def hosts_of_visits(selection: Selection) -> pd.DataFrame:
    """Give each visit once for each of its host countries.

    Columns: visit, leader, row (alpha-3 code), label (name of the country).
    """
    hosts = selection.stops[["visit", "leader", "country", "country_name"]].drop_duplicates()
    return hosts.rename(columns={"country": "row", "country_name": "label"})


def statements_by(selection: Selection, rows: str, kinds: Iterable[StatementKind]) -> pd.DataFrame:
    """Give each statement of these kinds once for each row that it counts in.

    The rows of a statement are its topics, or all host countries of its visit.
    Columns: statement, visit, leader, kind, row (topic or alpha-3 code), label.
    """
    if rows == Rows.HOSTS:
        hosts = hosts_of_visits(selection).drop(columns="leader")
        marks = selection.statements.merge(hosts, on="visit")
    else:
        marks = selection.mentions.rename(columns={"topic": "row", "topic_label": "label"})
    wanted = marks["kind"].isin([str(kind) for kind in kinds])
    return marks.loc[wanted, ["statement", "visit", "leader", "kind", "row", "label"]]


def statements_of_visits(selection: Selection) -> pd.DataFrame:
    """Give each statement with its visit, and a visit without one once; columns of both.

    Columns: those of `visits`, and statement (missing where the visit has none).
    """
    return selection.visits.merge(
        selection.statements[["visit", "statement"]], on="visit", how="left"
    )


def measure(
    selection: Selection, marks: pd.DataFrame, by: list[str]
) -> dict[tuple[Any, ...], dict[str, int]]:
    """Count in every unit what lies in each group of `marks`, by the values of `by`, in order.

    `marks` has the columns of `by`, visit and statement (missing where there is none).
    Counted: n_visits, n_hosts (different host countries of these visits), n_days (days abroad
    of those of them that took place and are dated), n_statements.
    """
    # By numbers throughout: a page asks this of a few hundred rows at every choice, and there
    # grouping and joining frames would take ten times as long.
    codes, levels = zip(*(_numbered(marks[name]) for name in by), strict=True)
    sizes = [len(level) for level in levels]
    whole = np.logical_and.reduce([code >= 0 for code in codes])
    marks = marks[whole]
    cell = np.ravel_multi_index([code[whole] for code in codes], sizes) if len(marks) else _NONE
    found = np.zeros(int(cell.max(initial=-1)) + 1, dtype=bool)
    found[cell] = True
    groups = np.flatnonzero(found)
    group, n = (np.cumsum(found) - 1)[cell], len(groups)

    visit, visits = _numbered(marks["visit"])
    # A visit counts once in a group, however many statements of it are there.
    of, who = each_pair(group, visit, len(visits))
    said = marks["statement"].notna().to_numpy()
    statement, statements = _numbered(marks.loc[said, "statement"])
    days = np.zeros(len(visits) + 1)  # the last for visits that have no mark
    made = selection.took_place().visits
    days[_among(made["visit"], visits)] = made["n_days"].fillna(0)
    at, country, n_countries = _hosts(selection.stops, visits)
    begin, end = np.searchsorted(at, who), np.searchsorted(at, who, side="right")
    many = end - begin
    host = country[np.repeat(end - np.cumsum(many), many) + np.arange(many.sum())]
    counted = {
        "n_visits": np.bincount(of, minlength=n),
        "n_hosts": np.bincount(each_pair(np.repeat(of, many), host, n_countries)[0], minlength=n),
        "n_days": np.bincount(of, days[who], minlength=n).astype(int),
        "n_statements": np.bincount(
            each_pair(group[said], statement, len(statements))[0], minlength=n
        ),
    }
    places = zip(levels, np.unravel_index(groups, sizes), strict=True)
    keys = zip(*(level[place].tolist() for level, place in places), strict=True)
    counts = zip(*(numbers.tolist() for numbers in counted.values()), strict=True)
    return {
        key: dict(zip(counted, own, strict=True)) for key, own in zip(keys, counts, strict=True)
    }


_NONE = np.zeros(0, dtype=np.int64)


def _numbered(values: pd.Series) -> tuple[Numbers, pd.Index]:
    """Number the values in their order, -1 where one is missing; give what the numbers mean."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return np.asarray(values.cat.codes, np.int64), values.cat.categories
    codes, found = pd.factorize(values, sort=True)
    return np.asarray(codes, np.int64), pd.Index(found)


def _among(values: pd.Series, known: pd.Index) -> Numbers:
    """Number values by the place that each has among those known."""
    if isinstance(values.dtype, pd.CategoricalDtype) and values.cat.categories is known:
        return np.asarray(values.cat.codes, np.int64)
    return np.asarray(known.get_indexer(pd.Index(values)), np.int64)


def each_pair(first: Numbers, second: Numbers, n_second: int) -> tuple[Numbers, Numbers]:
    """Give each pair of numbers once."""
    pairs = pd.unique(first * max(n_second, 1) + second)
    return np.divmod(pairs, max(n_second, 1))


def _hosts(stops: pd.DataFrame, visits: pd.Index) -> tuple[Numbers, Numbers, int]:
    """Give visit and country of each stop in the order of the visits, and how many countries."""
    country, countries = _numbered(stops["country"])
    at = _among(stops["visit"], visits)
    order = np.argsort(at, kind="stable")
    return at[order], country[order], len(countries)


def in_words(row: Any, *units: Unit) -> str:
    """Write what a row of a chart's frame counts in these units: `2 visits, 1 host country`."""
    return ", ".join(unit.counted(row[unit.column]) for unit in units)
