"""From the columns of a sound data package to its frames, the same that `tabulate` makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dashboard.analysis.frames import Categories, head_of, leaders_of
from dashboard.analysis.selection import Frames, Selection
from dashboard.dataset import columnar, files
from dashboard.dataset.columnar import Arrow, Columns, Numbers, compute, plain, plain_words
from dashboard.model.countries import country_name
from dashboard.model.vocabulary import (
    MULTILATERAL_KINDS,
    Stance,
    StatementKind,
    Status,
    Term,
    VisitKind,
)

_DAY = "datetime64[s]"
"""What pandas makes of a list of days."""


@dataclass(frozen=True)
class Framed:
    """The frames of a package, and the lines at the head of the text that it was made from."""

    selection: Selection
    comment: str


def read(path: Path) -> Framed | None:
    """Give the frames of the sound data package at `path`; None for what is not plainly one.

    Raises `UnreadableFile` as `load.read` does.
    """
    if not files.is_package(path):
        return None
    with files.package(path) as fetch:
        return frame(fetch, str(path))


def frame(fetch: files.Fetch, name: str) -> Framed | None:
    """Give the frames of a package by its files; None for what is not plainly sound."""
    columns = columnar.sound(fetch, name)
    return columns and Framed(_tables(columns), columns.package.comment)


def _tables(columns: Columns) -> Selection:
    ids, sources = columns.ids("visits").to_pylist(), columns.ids("sources").to_pylist()
    words = Categories.of(columns.head, ids, sources)
    leaders = [who.id for who in columns.head.leaders]
    whose = _Whose(columns, _categorical(words.visit, ids), _categorical(words.leader, leaders))
    source = _categorical(words.source, sources)
    statements, mentions = _said(columns, words, whose, source)
    return Selection(
        Frames(
            head=head_of(columns.head),
            visits=_visits(columns, whose),
            stops=_stops(columns, whose),
            meetings=_meetings(columns, whose),
            statements=statements,
            mentions=mentions,
            citations=_citations(columns, whose, source),
            sources=_sources(columns, source),
            leaders=leaders_of(columns.head),
        )
    )


@dataclass(frozen=True)
class _Whose:
    """Gives the columns that say whose a row is."""

    columns: Columns
    visit: pd.Categorical
    leader: pd.Categorical

    def of(self, visits: Numbers) -> dict[str, pd.Categorical]:
        """Give visit and leader of each row by the rows of their visits."""
        leader = self.columns.leader[visits]
        return {"visit": self.visit.take(visits), "leader": self.leader.take(leader)}


def _visits(columns: Columns, whose: _Whose) -> pd.DataFrame:
    leaders = columns.head.leaders
    took_office = np.array([who.took_office for who in leaders], dtype=_DAY)
    start, end = (columns.days("visits", name).astype(_DAY) for name in ("start", "end"))
    since = took_office[columns.leader]
    hosts, edges = _hosts(columns)
    host_names = _named(hosts, country_name)
    placed = columns.place >= 0
    cities = _place_names(columns)[columns.place[placed]]
    edges_of_cities = np.searchsorted(columns.visit["stops"][placed], _edges(columns))
    agreed = columns.visit["statements"][
        columns.is_one("statements", "kind", StatementKind.AGREEMENT)
    ]
    status, kind = columns.column("visits", "status"), columns.column("visits", "kind")
    return _frame(
        {
            **whose.of(np.arange(columns.n("visits"))),
            "leader_name": _texts([who.name for who in leaders]).take(columns.leader),
            "title": _titles(columns, host_names, edges),
            "status": plain(status),
            "status_label": _labels(status, Status),
            "kind": plain(kind),
            "kind_label": _labels(kind, VisitKind),
            "start": start,
            "end": end,
            "multilateral": columns.is_one("visits", "kind", *MULTILATERAL_KINDS),
            "hosts": _tuples(hosts.to_pylist(), edges),
            "host_names": _joined(host_names, edges),
            "places": _joined(_texts(cities), edges_of_cities),
            "people": _joined(plain(columns.column("meetings", "name")), columns.first["meetings"]),
            "occasion": plain(columns.column("visits", "occasion"), ""),
            "invited_by": plain(columns.column("visits", "invited_by"), ""),
            "checks": plain(columns.column("visits", "checks")),
            "n_statements": np.diff(columns.first["statements"]),
            "n_sources": np.diff(columns.first["citations"]),
            "has_agreement": np.bincount(agreed, minlength=columns.n("visits")) > 0,
            "n_days": _days(start, end) + 1,
            "day_of_term": _days(since, start),
            "last_day_of_term": _days(since, end),
        }
    )


def _edges(columns: Columns) -> Numbers:
    return np.arange(columns.n("visits") + 1)


def _place_names(columns: Columns) -> Numbers:
    return _objects(plain(columns.column("places", "name")).to_pylist())


def _hosts(columns: Columns) -> tuple[Arrow, Numbers]:
    """Give the host countries of all visits, each once a visit, and where each visit begins."""
    country, visit = columns.column("stops", "country"), columns.visit["stops"]
    both = visit * len(country.dictionary) + np.asarray(country.indices)
    first = np.sort(np.unique(both, return_index=True)[1])
    return plain(country).take(first), np.searchsorted(visit[first], _edges(columns))


def _titles(columns: Columns, hosts: Arrow, edges: Numbers) -> Arrow:
    """Name each visit as `tables.title_of` does."""
    last = edges[1:] - 1
    others = np.ones(len(hosts), dtype=bool)
    others[last] = False
    before = np.concatenate([[0], np.cumsum(others)])[edges]
    several = compute().binary_join_element_wise(
        _joined(hosts.filter(others), before), hosts.take(last), _text(" and ")
    )
    # The first stop's city, without what follows a comma in its name; "" where none is known.
    cities = [name.partition(",")[0] for name in _place_names(columns).tolist()]
    first = columns.place[columns.first["stops"][:-1]]
    city = np.append(_objects([f" ({name})" for name in cities]), _objects([""]))[first]
    one = compute().binary_join_element_wise(hosts.take(last), _texts(city), _text(""))
    return compute().if_else(np.diff(edges) == 1, one, several)


def _stops(columns: Columns, whose: _Whose) -> pd.DataFrame:
    country = columns.column("stops", "country")

    def degrees(name: str) -> Numbers:
        known = columns.column("places", name).to_numpy(zero_copy_only=False).astype(float)
        return np.append(known, np.nan)[columns.place]  # a stop without a place has -1: the last

    names = np.append(_place_names(columns), _objects([""]))
    return _frame(
        {
            **whose.of(columns.visit["stops"]),
            "position": columns.numbers("stops", "position"),
            "country": plain(country),
            "country_name": _named(country, country_name),
            "place": plain(columns.column("stops", "place"), ""),
            "place_name": _texts(names[columns.place]),
            "latitude": degrees("latitude"),
            "longitude": degrees("longitude"),
            "arrival": columns.days("stops", "arrival").astype(_DAY),
            "departure": columns.days("stops", "departure").astype(_DAY),
        }
    )


def _meetings(columns: Columns, whose: _Whose) -> pd.DataFrame:
    country = columns.column("meetings", "country")
    return _frame(
        {
            **whose.of(columns.visit["meetings"]),
            "name": plain(columns.column("meetings", "name")),
            "role": plain(columns.column("meetings", "role")),
            "country": plain(country, ""),
            "country_name": _named(country, country_name).fill_null(""),
        }
    )


def _said(
    columns: Columns, words: Categories, whose: _Whose, source: pd.Categorical
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the frames of statements and mentions."""
    topics, of, topic = columns.head.topics, columns.statement, columns.topic
    # A statement's topics as one number, so that equal ones share a tuple and a label.
    width = len(topics) + 1
    place = columns.numbers("statement_topics", "position") - 1
    number = np.zeros(columns.n("statements"), dtype=np.int64)
    np.add.at(number, of, (topic + 1) * width**place)
    numbers, which = np.unique(number, return_inverse=True)
    chosen = [
        [topics[digit - 1] for at in range(3) if (digit := whole // width**at % width)]
        for whole in numbers.tolist()
    ]
    coded = columns.column("statements", "kind")
    kinds = [StatementKind(word) for word in coded.dictionary.to_pylist()]
    kind = _categorical(words.kind, [str(word) for word in kinds]).take(coded.indices)
    labels = _categorical(words.kind_label, [word.label for word in kinds])
    statements = {
        **whose.of(columns.visit["statements"]),
        "kind": kind,
        "kind_label": labels.take(coded.indices),
        "topics": _objects([tuple(item.id for item in each) for each in chosen])[which],
        "topic_labels": _texts([", ".join(item.label for item in each) for each in chosen]).take(
            which
        ),
        "text": plain(columns.column("statements", "text")),
        "source": source.take(columns.cited),
        "statement": np.arange(columns.n("statements")),
        "position": columns.numbers("statements", "position"),
    }
    mentions = {
        "statement": of,
        **whose.of(columns.visit["statement_topics"]),
        "kind": kind.take(of),
        "topic": _categorical(words.topic, [item.id for item in topics]).take(topic),
        "topic_label": _categorical(words.topic_label, [item.label for item in topics]).take(topic),
        "group": _categorical(words.group, [item.group for item in topics]).take(topic),
    }
    return _frame(statements), _frame(mentions)


def _citations(columns: Columns, whose: _Whose, source: pd.Categorical) -> pd.DataFrame:
    return _frame(
        {
            "visit": whose.visit.take(columns.visit["citations"]),
            "source": source.take(columns.pairs % columns.n("sources")),
            "bearing": plain(columns.column("citations", "bearing"), ""),
        }
    )


def _sources(columns: Columns, source: pd.Categorical) -> pd.DataFrame:
    n_sources, stance = columns.n("sources"), columns.column("sources", "stance")
    about = plain(columns.column("sources", "about"), "")
    return _frame(
        {
            "source": source,
            "publisher": plain(columns.column("sources", "publisher")),
            "headline": compute().coalesce(plain(columns.column("sources", "title")), about),
            "has_title": columns.present("sources", "title"),
            "url": plain(columns.column("sources", "url")),
            "archived": plain(columns.column("sources", "archived"), ""),
            "date": columns.days("sources", "date").astype(_DAY),
            "stance": plain(stance),
            "stance_label": _labels(stance, Stance),
            "n_visits": np.bincount(columns.pairs % n_sources, minlength=n_sources),
            "n_statements": np.bincount(columns.cited, minlength=n_sources),
        }
    )


# Arrow's texts and pandas' columns


def _frame(columns: Mapping[str, Any]) -> pd.DataFrame:
    import pyarrow as pa

    text: Any = pd.StringDtype(na_value=np.nan)
    return pd.DataFrame(
        {
            name: text.__from_arrow__(values) if isinstance(values, pa.Array) else values
            for name, values in columns.items()
        }
    )


def _categorical(categories: pd.Index, words: list[str]) -> pd.Categorical:
    """Make a column of words that are among the categories."""
    return pd.Categorical.from_codes(categories.get_indexer(pd.Index(words)), categories)


def _texts(values: Any) -> Arrow:
    import pyarrow as pa

    return pa.array(values, pa.large_string(), from_pandas=True)


def _text(value: str) -> Any:
    import pyarrow as pa

    return pa.scalar(value, pa.large_string())


def _joined(texts: Arrow, edges: Numbers) -> Arrow:
    """Join the texts of each stretch between two edges by commas."""
    import pyarrow as pa

    return compute().binary_join(
        pa.ListArray.from_arrays(pa.array(edges, pa.int32()), texts), _text(", ")
    )


def _named(column: Arrow, name: Callable[[str], str]) -> Arrow:
    """Put what `name` makes of each word in its place."""
    import pyarrow as pa

    shared = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    words = plain_words(shared).to_pylist()
    return _texts([name(word) for word in words]).take(shared.indices)


def _labels(column: Arrow, terms: type[Term]) -> Arrow:
    return _named(column, lambda word: terms(word).label)


def _objects(values: list[Any]) -> Numbers:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def _tuples(values: list[str], edges: Numbers) -> Numbers:
    return _objects([tuple(values[a:b]) for a, b in pairwise(edges.tolist())])


def _days(first: Numbers, last: Numbers) -> Numbers:
    """Count the days from one to the other, as pandas does: with a fraction where unknown."""
    between: Any = pd.Series(last - first)
    return between.dt.days.to_numpy()
