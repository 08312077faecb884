"""Frames from the tables of a data set: one row a record, with what follows from others added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from dashboard.analysis.selection import COLUMNS, DAYS_A_YEAR, Frames, Selection
from dashboard.dataset.layout import rows_of
from dashboard.dataset.tables import Dataset, titles
from dashboard.model.countries import country_name
from dashboard.model.records import Head, Leader
from dashboard.model.vocabulary import (
    MULTILATERAL_KINDS,
    Stance,
    StatementKind,
    Status,
    Term,
    VisitKind,
)

# A column of words that a million rows repeat is categorical; all frames share the categories, so
# that two of them meet on such a column at once. Long texts are objects: a selection of rows
# points to them and copies none.


ORIGIN = "Where the claim may come from"
TEXTS = {
    "visits": ("status", "kind", "occasion", "invited_by", "verdict", "summary"),
    "stops": ("country", "place", "place_name"),
    "meetings": ("country",),
    "citations": ("bearing",),
    "sources": ("headline", "archived", "stance"),
}
"""The columns of each frame that are plain texts, empty where nothing is known."""


def tabulate(dataset: Dataset) -> Selection:
    """Return the selection of a whole data set; columns as `Frames` lists them."""
    tables = dataset.tables
    visit, leader, source, topic, place = (
        _category(tables[name]["id"].tolist())
        for name in ("visits", "leaders", "sources", "topics", "places")
    )
    visits = tables["visits"].rename(columns={"id": "visit"})
    visits = _categorical(visits, visit=visit, leader=leader)

    # The categories are the ids of all visits, in the order of the alphabet.
    leaders = visits.sort_values("visit")["leader"].array

    def of_visits(name: str, **dtypes: Any) -> pd.DataFrame:
        table = _categorical(tables[name], visit=visit, **dtypes)
        return table.assign(leader=leaders.take(table["visit"].cat.codes))

    places = tables["places"].drop(columns="country").rename(columns={"name": "place_name"})
    places = _categorical(places, id=place).rename(columns={"id": "place"})
    said = _categorical(tables["statement_topics"], visit=visit, topic=topic)
    stops = _with_country(of_visits("stops", place=place).merge(places, on="place", how="left"))
    meetings = _with_country(of_visits("meetings"))
    statements = _statements(of_visits("statements", source=source), said, tables["topics"])
    citations = _categorical(tables["citations"], visit=visit, source=source)
    frames = {
        "visits": _visits(dataset, visits, stops, meetings, statements, citations),
        "stops": stops,
        "meetings": meetings,
        "statements": statements,
        "mentions": _mentions(statements, said, tables["topics"]),
        "citations": citations,
        "points": _categorical(_points(tables), visit=visit),
        "sources": _sources(_categorical(tables["sources"], id=source), citations, statements),
        "leaders": _leaders(dataset),
    }
    for name, columns in TEXTS.items():
        texts = {each: frames[name][each].astype("str").fillna("") for each in columns}
        frames[name] = frames[name].assign(**texts)
    return Selection(
        Frames(dataset.head, **{name: frame[COLUMNS[name]] for name, frame in frames.items()})
    )


def _category(words: Iterable[str]) -> pd.CategoricalDtype:
    """Make a category of words: each once, in the order of the alphabet."""
    return pd.CategoricalDtype(pd.Index(sorted({*words}), dtype="str"))


def _categorical(frame: pd.DataFrame, **dtypes: Any) -> pd.DataFrame:
    """Return the frame with columns of these categories, numbered in their order.

    `astype` alone would keep the numbers of a column that has the same categories in another
    order: pandas takes two such types for equal.
    """
    return frame.assign(
        **{
            name: frame[name].cat.set_categories(dtype.categories)
            if isinstance(frame[name].dtype, pd.CategoricalDtype)
            else frame[name].astype(dtype)
            for name, dtype in dtypes.items()
        }
    )


def _named(words: pd.Series, name: Callable[[Any], str]) -> pd.Series:
    """Return what `name` makes of each word of a category; empty where there is no word."""
    return words.map(name, na_action="ignore").astype("str").fillna("")


def _labels(words: pd.Series, terms: type[Term]) -> pd.Series:
    return _named(words, lambda word: terms(word).label)


def _with_country(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(country_name=_named(frame["country"], country_name))


def _days_between(first: pd.Series, last: pd.Series) -> pd.Series:
    return (last - first).dt.days


def observed_until(leader: Leader, head: Head) -> Any:
    """Return the last day of a leader's term that the record covers."""
    return min(leader.left_office or head.complete.end, head.complete.end)


def _leaders(dataset: Dataset) -> pd.DataFrame:
    frame = dataset.tables["leaders"].drop(columns="position").rename(columns={"id": "leader"})
    end = pd.Timestamp(dataset.head.complete.end).as_unit("s")
    until = frame["left_office"].where(frame["left_office"] < end, end)
    days = _days_between(frame["took_office"], until) + 1
    return frame.assign(
        country=frame["country"].astype("str"),
        observed_until=until,
        n_days_observed=days,
        n_years_observed=days / DAYS_A_YEAR,
    )


def _statements(statements: pd.DataFrame, said: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    kinds = _category(str(kind) for kind in StatementKind)
    labels = _category(kind.label for kind in StatementKind)
    statements = _categorical(statements, kind=kinds)
    chosen, names = _topics_of(statements, said, topics)
    return statements.assign(
        kind_label=statements["kind"].map(lambda word: StatementKind(word).label).astype(labels),
        topics=chosen,
        topic_labels=names,
        text=statements["text"].astype(object),
        statement=range(len(statements)),
    )


def _topics_of(
    statements: pd.DataFrame, said: pd.DataFrame, topics: pd.DataFrame
) -> tuple[pd.Series, pd.Series]:
    """Return the topics of each statement, as a tuple of ids and as labels in one text.

    A million statements have a thousand different choices of topics: each is made once.
    """
    width = len(topics) + 1
    digit = (said["topic"].cat.codes.astype("int64") + 1) * width ** (said["position"] - 1)
    owner = said["position"].eq(1).cumsum() - 1
    codes, distinct = pd.factorize(digit.groupby(owner).sum().reindex(range(len(statements))))
    ids = said["topic"].cat.categories
    label = topics.set_index("id")["label"]
    chosen = np.empty(len(distinct), dtype=object)
    for at, number in enumerate(distinct.astype("int64").tolist()):
        digits = (number // width**place % width for place in range(3))
        chosen[at] = tuple(ids[each - 1] for each in digits if each)
    names = np.array([", ".join(label[word] for word in each) for each in chosen], dtype=object)
    return pd.Series(chosen[codes], dtype=object), pd.Series(names[codes], dtype=object)


def _mentions(statements: pd.DataFrame, said: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    statement = said["position"].eq(1).cumsum() - 1
    of = statements[["visit", "leader", "kind"]].take(statement.to_numpy()).reset_index(drop=True)
    topics = topics.set_index("id").loc[said["topic"].cat.categories]
    code = said["topic"].cat.codes.to_numpy()

    def of_topic(column: str) -> pd.Categorical:
        values = topics[column].astype(_category(topics[column])).array
        return values.take(code)

    return of.assign(
        statement=statement,
        topic=said["topic"],
        topic_label=of_topic("label"),
        group=of_topic("group"),
    )


def _visits(
    dataset: Dataset,
    visits: pd.DataFrame,
    stops: pd.DataFrame,
    meetings: pd.DataFrame,
    statements: pd.DataFrame,
    citations: pd.DataFrame,
) -> pd.DataFrame:
    leaders = dataset.tables["leaders"].rename(columns={"id": "leader", "name": "leader_name"})
    leaders = _categorical(leaders, leader=visits["leader"].dtype)
    leaders = visits[["leader"]].merge(
        leaders[["leader", "leader_name", "took_office"]], on="leader", how="left"
    )
    own = visits["visit"].cat.codes  # the categories are the ids of all visits

    def joined(rows: pd.DataFrame, column: str, join: Callable[[list[str]], Any]) -> list[Any]:
        """Return what `join` makes of the values of each visit's rows."""
        codes = rows["visit"].cat.codes
        lists: list[list[str]] = [[] for _ in range(len(visits))]
        for code, value in zip(codes.tolist(), rows[column].tolist(), strict=True):
            lists[code].append(value)
        return [join(lists[code]) for code in own.tolist()]

    def count(rows: pd.DataFrame) -> Any:
        return rows.groupby("visit", observed=False).size().to_numpy()[own]

    hosts = stops.drop_duplicates(["visit", "country"])
    agreed = statements[statements["kind"] == StatementKind.AGREEMENT]
    places = stops[stops["place"].notna()]
    lists = {
        "hosts": pd.Series(joined(hosts, "country", tuple), dtype=object),
        "host_names": pd.Series(joined(hosts, "country_name", ", ".join), dtype="str"),
        "places": pd.Series(joined(places, "place_name", ", ".join), dtype="str"),
        "people": pd.Series(joined(meetings, "name", ", ".join), dtype="str"),
    }
    start, end, since = visits["start"], visits["end"], leaders["took_office"]
    return visits.assign(
        leader_name=leaders["leader_name"],
        title=titles(dataset).array,
        status_label=_labels(visits["status"], Status),
        kind_label=_labels(visits["kind"], VisitKind),
        multilateral=visits["kind"].isin([str(kind) for kind in MULTILATERAL_KINDS]),
        n_statements=count(statements),
        n_sources=count(citations),
        has_agreement=count(agreed) > 0,
        n_days=_days_between(start, end) + 1,
        day_of_term=_days_between(since, start),
        last_day_of_term=_days_between(since, end),
        **lists,
    )


def _points(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    cited: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in rows_of(tables["point_sources"]):
        cited[row["visit"], row["point"]].append(row["source"])
    for row in rows_of(tables["origin_sources"]):
        cited[row["visit"], 0].append(row["source"])
    found = [
        (*row.values(), "", tuple(cited[row["visit"], row["position"]]))
        for row in rows_of(tables["points"][["visit", "position", "title", "text"]])
    ]
    last = tables["points"].groupby("visit", observed=True)["position"].max()
    origins = tables["visits"][["id", "origin", "origin_certainty"]].dropna()
    found += [
        (visit, last.get(visit, 0) + 1, ORIGIN, text, certainty, tuple(cited[visit, 0]))
        for visit, text, certainty in origins.itertuples(index=False)
    ]
    columns = ["visit", "position", "title", "text", "certainty", "sources"]
    return pd.DataFrame(sorted(found), columns=columns)


def _sources(
    sources: pd.DataFrame, citations: pd.DataFrame, statements: pd.DataFrame
) -> pd.DataFrame:
    own = sources["id"].cat.codes  # the categories are the ids of all sources

    def count(rows: pd.DataFrame) -> Any:
        return rows.groupby("source", observed=False).size().to_numpy()[own]

    return sources.assign(
        source=sources["id"],
        headline=sources["title"].fillna(sources["about"]),
        has_title=sources["title"].notna(),
        stance_label=_labels(sources["stance"], Stance),
        n_visits=count(citations),
        n_statements=count(statements),
    )
