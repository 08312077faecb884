"""How a data set lies in plain tables: which tables, columns and keys; there and back.

All of it follows from the models: what is one value is a column, what is a list is a table of its
own that names its owner and the place in the list. A field added to a model needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Literal, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from dashboard.dataset import json_schema
from dashboard.model.countries import country_name
from dashboard.model.records import Dataset, Visit
from dashboard.model.vocabulary import Bearing

Where = tuple[str | int, ...]
Rows = dict[str, list[Any]]
"""The columns of one table: as many values in each, None where unknown."""
Form = Literal["string", "date", "number", "integer"]

WORDS = {
    "leaders": "leader",
    "topics": "topic",
    "places": "place",
    "visits": "visit",
    "sources": "source",
    "stops": "stop",
    "met": "meeting",
    "statements": "statement",
}
"""What one of a list is called."""

_NAMES = {
    ("visits", "met"): "meetings",
    ("visits", "sources"): "citations",
    ("visits", "statements", "topics"): "statement_topics",
}
"""Tables that are not called like the list that they hold."""

_ORDERED = ("leaders", "topics")
"""Sections in which the order has a meaning: it is the one on screen."""

_ABOUT = {
    "citations": "Which sources a visit rests on, and what each says of a disputed one.",
    "statement_topics": "The topics of each statement.",
}


class Broken:
    """Stands for a value whose problem is known already."""


@dataclass(frozen=True)
class Column:
    """One column: its name, the form of its values and what they mean.

    `needed`: no cell may be empty. `optional`: the column itself may be absent. `rules` are the
    limits of its values as JSON Schema has them; `terms` the closed set that they are from.
    """

    name: str
    form: Form
    about: str
    needed: bool = True
    optional: bool = False
    rules: Mapping[str, Any] = field(default_factory=dict)
    terms: Any = None


@dataclass(frozen=True)
class Reference:
    """Columns whose values together are those of columns of another table."""

    columns: tuple[str, ...]
    table: str
    their_columns: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """One table: the list at `path` in the data, all those of one kind together.

    `owners` are the columns that name whose list it is. `fields` are the columns that are fields
    of a record; a list of plain ids has the one column `value` instead.
    """

    name: str
    path: tuple[str, ...]
    about: str
    columns: tuple[Column, ...]
    owners: tuple[str, ...]
    fields: tuple[str, ...]
    value: str | None = None
    model: type[BaseModel] | None = None

    @property
    def owner_table(self) -> str:
        """The name of the table that the rows' owners stand in; "" for one that has none."""
        return _BY_PATH[self.path[:-1]].name if self.owners else ""

    @cached_property
    def positioned(self) -> bool:
        """Whether a column holds the place in the list, counted from 1."""
        return any(column.name == "position" for column in self.columns)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell one row from all others."""
        return (*self.owners, "position") if self.owners else ("id",)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """What of it must stand in other tables."""
        found = [Reference(self.owners, "visits", ("id",))] if len(self.owners) == 1 else []
        if len(self.owners) == 2:
            found = [Reference(self.owners, "statements", ("visit", "position"))]
        sections = {word: name for name, word in WORDS.items()}
        for column in self.columns:
            if column.name in sections and column.name not in self.owners:
                found.append(Reference((column.name,), sections[column.name], ("id",)))
        return tuple(found)


_POSITION = Column("position", "integer", "Its place in the list, from 1.", rules={"minimum": 1})


def _columns(model: type[BaseModel]) -> Iterator[Column]:
    """Make a column of each field of a model that is one value."""
    whole = json_schema.of_model(model)
    required = set(whole.get("required", ()))
    for name, wide in whole["properties"].items():
        parts = [part for part in wide.get("anyOf", [wide]) if part.get("type") != "null"]
        rules = dict(parts[0])
        reference = rules.pop("$ref", None)
        if reference:
            rules |= whole["definitions"][reference.rpartition("/")[2]]
        if rules.get("type") not in ("string", "number", "integer"):
            continue
        hint = get_type_hints(model)[name]
        yield Column(
            name,
            "date" if rules.get("format") == "date" else rules["type"],
            wide["description"],
            needed=not any(part.get("type") == "null" for part in wide.get("anyOf", ())),
            optional=name not in required,
            rules={key: rules[key] for key in _RULES if key in rules},
            terms=hint if "enum" in rules else None,
        )


_RULES = ("pattern", "minimum", "maximum", "enum")


def _tables(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[Table]:
    """Make the table of a list of records, and those of the lists in them."""
    owners = tuple(WORDS[name] for name in path[:-1])
    first = [
        Column(name, "string", f"The id of the {name}.")
        if name != "statement"
        else Column(name, "integer", "The position of the statement in its visit.")
        for name in owners
    ]
    if owners or path[-1] in _ORDERED:
        first.append(_POSITION)
    columns = tuple(_columns(model))
    yield Table(
        _NAMES.get(path, path[-1]),
        path,
        " ".join((model.__doc__ or "").split()),
        (*first, *columns),
        owners,
        tuple(column.name for column in columns),
        model=model,
    )
    for name, hint in get_type_hints(model).items():
        if get_origin(hint) is not tuple:
            continue
        inner = get_args(hint)[0]
        below = (*path, name)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _tables(inner, below)
        else:
            yield _links(below, model.model_fields[name].description or "")


def _links(path: tuple[str, ...], about: str) -> Table:
    """Make the table of a list of plain ids."""
    owners = tuple(WORDS[name] for name in path[:-1])
    word = WORDS.get(path[-1], path[-1])
    columns = [
        Column(name, "integer", "The position of the statement in its visit.")
        if name == "statement"
        else Column(name, "string", f"The id of the {name}.")
        for name in owners
    ]
    columns += [_POSITION, Column(word, "string", f"The id of the {word}.")]
    name = _NAMES.get(path, f"{owners[-1]}_{path[-1]}")
    if name == "citations":
        # Whoever bears on a visit is one of its sources, so this says it once.
        columns.append(_BEARING)
    return Table(name, path, _ABOUT.get(name, about), tuple(columns), owners, (), word)


_BEARING = Column(
    "bearing",
    "string",
    Visit.model_fields["bearing"].description or "",
    needed=False,
    rules={"enum": [word.value for word in Bearing]},
    terms=Bearing,
)


def _sections() -> Iterator[Table]:
    for name, hint in get_type_hints(Dataset).items():
        if get_origin(hint) is tuple and name in WORDS:
            yield from _tables(get_args(hint)[0], (name,))


TABLES: dict[str, Table] = {table.name: table for table in _sections()}
HEAD = tuple(
    name for name in Dataset.model_fields if (name,) not in {t.path for t in TABLES.values()}
)
"""The fields of a data set that no table holds."""
_BY_PATH = {table.path: table for table in TABLES.values()}


def inner_tables(table: Table) -> list[Table]:
    """Return the tables of the lists that each record of a table holds."""
    return [inner for inner in TABLES.values() if inner.path[:-1] == table.path]


# From a data set to its tables


def lay_out(dataset: Dataset) -> dict[str, Rows]:
    """Lay a data set out in tables, by their names; rows in the order of the data set."""
    laid: dict[str, Rows] = {
        table.name: {column.name: [] for column in table.columns} for table in TABLES.values()
    }
    for table in TABLES.values():
        if len(table.path) == 1:
            _fill(laid, table, (), getattr(dataset, table.path[0]))
    return laid


@cache
def _below(table: Table) -> list[Table]:
    return [found for found in TABLES.values() if found.path[:-1] == table.path]


def _fill(laid: dict[str, Rows], table: Table, owner: tuple[Any, ...], parts: Any) -> None:
    rows = laid[table.name]
    inner = _below(table)
    for position, part in enumerate(parts, start=1):
        for name, value in zip(table.owners, owner, strict=True):
            rows[name].append(value)
        if table.positioned:
            rows["position"].append(position)
        if table.value:
            rows[table.value].append(part)
            continue
        for name in table.fields:
            value = getattr(part, name)
            rows[name].append(str(value) if isinstance(value, str) else value)
        for below in inner:
            key = (*owner, position if owner else part.id)
            _fill(laid, below, key, getattr(part, below.path[-1]))
            if below.name == "citations":
                bearing = ((name, part.bearing.get(name)) for name in part.sources)
                laid[below.name]["bearing"] += [said and str(said) for _, said in bearing]


# From tables to the data of a data set


@dataclass(frozen=True)
class Flaw:
    """One thing wrong with a row of a table (counted from 0), at a column or as a whole."""

    table: str
    row: int
    column: str | None
    message: str


def gather(laid: Mapping[str, Rows]) -> tuple[dict[str, Any], list[Flaw]]:
    """Put tables together to the lists of a data set, as plain data, and say what does not fit.

    A row that belongs to nothing, or has a place in its list that another has, is left out.
    """
    data: dict[str, Any] = {}
    flaws: list[Flaw] = []
    known: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {}
    for table in TABLES.values():
        rows = laid[table.name]
        lists = [below.path[-1] for below in _below(table)]
        parents = known.get(_BY_PATH[table.path[:-1]].name, {}) if table.owners else {}
        mine = known.setdefault(table.name, {})
        top = data.setdefault(table.path[0], [])
        optional = {column.name for column in table.columns if column.optional}
        owners = list(zip(*(rows[name] for name in table.owners), strict=True))
        for row in _in_order(table, rows):
            owner = owners[row] if owners else ()
            among = top
            if table.owners:
                parent = parents.get(owner)
                if parent is None:
                    flaws.append(Flaw(table.name, row, table.owners[-1], _nothing(owner)))
                    continue
                among = parent[table.path[-1]]
            if table.positioned and rows["position"][row] != len(among) + 1:
                flaws.append(Flaw(table.name, row, "position", _misplaced(len(among) + 1)))
                continue
            if table.value:
                value = rows[table.value][row]
                among.append(value)
                if table.name == "citations" and rows["bearing"][row] is not None:
                    parents[owner].setdefault("bearing", {})[value] = rows["bearing"][row]
                continue
            part: dict[str, Any] = {
                name: rows[name][row]
                for name in table.fields
                if name not in optional or rows[name][row] is not None
            }
            part |= {name: [] for name in lists}
            among.append(part)
            if lists:
                mine.setdefault((*owner, len(among)) if owner else (part["id"],), part)
    return data, flaws


def _in_order(table: Table, rows: Rows) -> list[int]:
    """Give the rows by their place in their lists, else as they stand."""
    numbers = range(len(rows[table.columns[0].name]))
    if not table.positioned:
        return list(numbers)
    positions = rows["position"]
    return sorted(numbers, key=positions.__getitem__)


def _nothing(owner: tuple[Any, ...]) -> str:
    if len(owner) == 1:
        return f"no visit has the id `{owner[0]}`; correct it, or add the visit"
    return f"the visit `{owner[0]}` has no statement {owner[1]}; correct it, or add the statement"


def _misplaced(expected: int) -> str:
    return f"the places in a list count 1, 2, 3 and so on; {expected} must come here"


class Finder:
    """Finds the rows that `gather` made a part of the data from."""

    def __init__(self, laid: Mapping[str, Rows]) -> None:
        self._laid = laid
        self._rows: dict[str, dict[tuple[Any, ...], int]] = {}

    def row_of(self, where: Where) -> tuple[str, int] | None:
        """Give table and row (from 0) of a path in the data; None for a part of the head."""
        names = tuple(part for part in where if isinstance(part, str))
        numbers = [part for part in where if isinstance(part, int)]
        if not numbers or names[:1] not in _BY_PATH:
            return None
        table = _BY_PATH[names[:1]]
        row = numbers[0]
        if table.positioned:
            row = _in_order(table, self._laid[table.name])[row]
        ident = self._laid[table.name]["id"][row]
        if names[1:2] == ("bearing",) and len(names) > 2:
            cited = self._index("citations", ("visit", "source")).get((ident, names[2]))
            return (table.name, row) if cited is None else ("citations", cited)
        owner: tuple[Any, ...] = (ident,)
        for depth, number in enumerate(numbers[1:], start=2):
            inner = _BY_PATH.get(names[:depth])
            owner = (*owner, number + 1)
            found = self._index(inner.name, inner.key).get(owner) if inner else None
            if inner is None or found is None:
                break
            table, row = inner, found
        return table.name, row

    def _index(self, table: str, key: tuple[str, ...]) -> dict[tuple[Any, ...], int]:
        """Map the keys of a table to its rows, made at the first need: most data has no fault."""
        if table not in self._rows:
            columns = [self._laid[table][name] for name in key]
            self._rows[table] = {ident: row for row, ident in enumerate(zip(*columns, strict=True))}
        return self._rows[table]


def title_of(visit: Visit, place_names: Mapping[str, str]) -> str:
    """Name a visit by its hosts and, where it has one, its first city: `Iraq (Baghdad)`."""
    hosts = dict.fromkeys(stop.country for stop in visit.stops)
    names = " and ".join(country_name(code) for code in hosts)
    if len(hosts) > 2:
        *first, last = (country_name(code) for code in hosts)
        names = f"{', '.join(first)} and {last}"
    city = visit.stops[0].place
    # The name of a site may go on after a comma: `a dam, on the border`.
    return f"{names} ({place_names[city].partition(',')[0]})" if city and len(hosts) == 1 else names
