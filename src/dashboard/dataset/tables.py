"""A data set in memory: its head and plain tables, whatever it was read from.

`layout` says which tables and columns there are. `nested` gives the same data as the YAML nests
it, `from_nested` makes tables of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.dataset.draft import flatten
from dashboard.dataset.layout import TABLES, Table, inner_tables, plain, rows_of
from dashboard.dataset.shape import Parts, check, head_of
from dashboard.model.countries import country_name
from dashboard.model.records import Head, Visit


@dataclass(frozen=True, eq=False)
class Dataset:
    """A sound data set: what is true of the whole, and the tables of `layout.TABLES`.

    `head` holds the leaders and topics as records too. `comment` is what stands at the head of
    the YAML, marks and all. Two data sets are equal where they hold the same data, whatever the
    comment.
    """

    head: Head
    tables: Mapping[str, pd.DataFrame]
    comment: str = ""

    def __eq__(self, other: object) -> bool:
        """Compare all that they hold, whatever the dtypes."""
        return isinstance(other, Dataset) and nested(self) == nested(other)

    __hash__ = None  # type: ignore[assignment]  # as of any class that compares by value


def dataset_of(parts: Parts, comment: str) -> Dataset:
    """Make a data set of parts that are whole."""
    tables = {name: parts[name].reset_index(drop=True) for name in TABLES}
    for table in tables.values():
        del table["owner"]
    return Dataset(head_of(parts), tables, comment)


def from_nested(data: Mapping[str, Any], comment: str = "") -> Dataset:
    """Make a data set of nested plain data, as a YAML or `nested` gives it.

    Raises `ValueError` where the data has not the shape of a data set; no rule is asked.
    """
    draft = flatten(data)
    parts = check(draft)
    if draft.faults or parts is None:
        raise ValueError(f"{draft.where(draft.faults[0])}: {draft.faults[0].message}")
    return dataset_of(parts, comment)


def nested(dataset: Dataset) -> dict[str, Any]:
    """Return a data set as the YAML nests it: plain dicts and lists, dates, numbers and text.

    Keys stand in the order of the models; an optional key stands only where it holds something.
    """
    data = dataset.head.model_dump(exclude_defaults=True, exclude={"leaders", "topics"})
    records: dict[tuple[Any, ...], dict[str, Any]] = {}
    for table in TABLES.values():
        data.setdefault(table.path[0], [])
        for row in rows_of(dataset.tables[table.name]):
            owner = tuple(row[name] for name in table.owners)
            parent = records[table.owner, *owner] if owner else data
            among = parent.setdefault(table.path[-1], [])
            if table.model is None:
                among.append(row[table.value])
                if row.get("bearing") is not None:
                    parent.setdefault("bearing", {})[row[table.value]] = row["bearing"]
                continue
            among.append(_record(table, row))
            key = (*owner, row["position"]) if owner else (row["id"],)
            records[table.name, *key] = among[-1]
    # What only some have comes in the order of the tables.
    data["visits"] = [
        {name: visit[name] for name in Visit.model_fields if name in visit}
        for visit in data["visits"]
    ]
    return data


def _record(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Make the record of a row, its lists still empty."""
    assert table.model is not None
    lists = {inner.path[-1] for inner in inner_tables(table)}
    return {
        name: [] if name in lists else row[name]
        for name, field in table.model.model_fields.items()
        if field.is_required() or row.get(name) is not None
    }


def titles(dataset: Dataset) -> pd.Series:
    """Return the title of each visit by its id, in the order of the visits."""
    stops, places = dataset.tables["stops"], dataset.tables["places"]
    names = stops["country"].map(country_name)
    cities = stops["place"].map(pd.Series(plain(places["name"]), places["id"]))
    hosts: dict[str, list[str]] = {}
    first: dict[str, str | None] = {}
    for visit, name, city in zip(*map(plain, (stops["visit"], names, cities)), strict=True):
        first.setdefault(visit, city)
        hosts.setdefault(visit, []).append(name)
    ids = dataset.tables["visits"]["id"].tolist()
    return pd.Series([title_of(hosts[each], first[each]) for each in ids], ids, dtype="str")


def title_of(hosts: Iterable[str], city: str | None) -> str:
    """Name a visit by its hosts and, where there is one, by its first city: `Iraq (Baghdad)`."""
    *others, last = dict.fromkeys(hosts)
    if others:
        return f"{', '.join(others)} and {last}"
    # The name of a site may go on after a comma: `a dam, on the border`.
    return f"{last} ({city.partition(',')[0]})" if city else last
