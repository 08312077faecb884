"""Frames from a data set: one row a record, with what follows from the records added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard.analysis.selection import DAYS_A_YEAR, Frames, Selection
from dashboard.dataset.layout import title_of
from dashboard.model.countries import country_name
from dashboard.model.records import Dataset, Leader
from dashboard.model.vocabulary import MULTILATERAL_KINDS, StatementKind


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
    return Selection(Frames(head=head_of(dataset), leaders=leaders_of(dataset), **frames))


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
