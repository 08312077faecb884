"""The tables that a data set lies in: which tables, columns, keys and references there are.

All of it follows from the models: what is one value is a column, what is a list is a table of its
own that names its owner and the place in the list. A field added to a model needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pandas as pd
from pydantic import BaseModel

from dashboard.dataset import json_schema
from dashboard.model.records import Day, Document, Id, Visit, meaning
from dashboard.model.vocabulary import Audit, Bearing

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
    "points": "point",
    "origin_sources": "source",
}
"""What one of a list is called."""

_NAMES = {
    ("visits", "met"): "meetings",
    ("visits", "sources"): "citations",
    ("visits", "statements", "topics"): "statement_topics",
    ("visits", "points", "sources"): "point_sources",
}
"""Tables that are not called like the list that they hold."""

_ORDERED = ("leaders", "topics")
"""Sections in which the order has a meaning: it is the one on screen."""

_ABOUT = {
    "citations": "Which sources a visit rests on, and what each says of a disputed one.",
    "statement_topics": "The topics of each statement.",
    "point_sources": "The sources of each reason for the verdict on a disputed visit.",
    "origin_sources": "The sources of what may have given rise to the claim of a disputed visit.",
}


@dataclass(frozen=True)
class Column:
    """One column: its name, the form of its values and what they mean.

    `hint` is the type of a value as the models have it. `needed`: no cell may be empty.
    `optional`: the column itself may be absent. `rules` are the limits of its values as JSON
    Schema has them; `terms` the closed set that they are from.
    """

    name: str
    form: Form
    about: str
    hint: Any
    needed: bool = True
    optional: bool = False
    rules: Mapping[str, Any] = field(default_factory=dict)
    terms: Any = None

    @property
    def dtype(self) -> Any:
        """What pandas holds the values in; of words that repeat, a category."""
        if self.form == "string":
            repeats = self.terms or self.name in (*WORDS.values(), "country")
            return "category" if repeats else "str"
        return {"date": "datetime64[s]", "number": "float64", "integer": "int64"}[self.form]


@dataclass(frozen=True)
class Reference:
    """Columns whose values together are those of columns of another table."""

    columns: tuple[str, ...]
    table: str
    their_columns: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """One table: the list at `path` in the data, all those of one kind together.

    `owners` are the columns that name whose list it is. Its rows are records of `model`, or, of a
    list of plain ids, have the one column `value` instead. A list has at least `least` items, and
    at most `most`, if that is not None. An `optional` list, and its table, may be absent.
    """

    name: str
    path: tuple[str, ...]
    about: str
    columns: tuple[Column, ...]
    owners: tuple[str, ...]
    least: int
    most: int | None
    optional: bool
    model: type[BaseModel] | None = None
    value: str = ""

    @cached_property
    def positioned(self) -> bool:
        """Whether a column holds the place in the list, counted from 1."""
        return any(column.name == "position" for column in self.columns)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell one row from all others."""
        return (*self.owners, "position") if self.owners else ("id",)

    @cached_property
    def owner(self) -> str:
        """The table that the rows' owners stand in; "" where they have none."""
        return next((each.name for each in TABLES.values() if each.path == self.path[:-1]), "")

    @cached_property
    def checked(self) -> tuple[Column, ...]:
        """The columns that hold what the data says, not where a row belongs."""
        return tuple(each for each in self.columns if each.name not in (*self.owners, "position"))

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """What of it must stand in other tables."""
        found = [Reference(self.owners, "visits", ("id",))] if len(self.owners) == 1 else []
        if len(self.owners) == 2:
            found = [Reference(self.owners, self.owner, ("visit", "position"))]
        sections = {word: name for name, word in reversed(WORDS.items())}  # the first one counts
        found += [
            Reference((column.name,), sections[column.name], ("id",))
            for column in self.checked
            if column.name in sections
        ]
        return tuple(found)


def _columns(model: type[BaseModel]) -> Iterator[Column]:
    """Make a column of each field of a model that is one value."""
    whole = json_schema.of_model(model)
    hints, plain = get_type_hints(model, include_extras=True), get_type_hints(model)
    for name, wide in whole["properties"].items():
        parts = [part for part in wide.get("anyOf", [wide]) if part.get("type") != "null"]
        rules = dict(parts[0])
        reference = rules.pop("$ref", None)
        if reference:
            rules |= whole["definitions"][reference.rpartition("/")[2]]
        if rules.get("type") not in ("string", "number", "integer"):
            continue
        yield Column(
            name,
            "date" if rules.get("format") == "date" else rules["type"],
            wide["description"],
            hints[name],
            needed=not any(part.get("type") == "null" for part in wide.get("anyOf", ())),
            optional=name not in whole.get("required", ()),
            rules={key: rules[key] for key in _RULES if key in rules},
            terms=plain[name] if "enum" in rules else None,
        )


_RULES = ("pattern", "minimum", "maximum", "enum")


def _owner_columns(owners: tuple[str, ...]) -> list[Column]:
    return [
        Column(name, "integer", f"The position of the {name} in its visit.", int)
        if name != "visit"
        else Column(name, "string", f"The id of the {name}.", Id)
        for name in owners
    ]


_POSITION = Column("position", "integer", "Its place in the list, from 1.", int,
                   rules={"minimum": 1})  # fmt: skip
_BEARING = Column(
    "bearing",
    "string",
    Visit.model_fields["bearing"].description or "",
    Bearing | None,
    needed=False,
    rules={"enum": [word.value for word in Bearing]},
    terms=Bearing,
)


_AUDITS = (
    Column(
        "audit",
        "string",
        Audit.set_meaning(),
        Audit | None,
        needed=False,
        optional=True,
        rules={"enum": [word.value for word in Audit]},
        terms=Audit,
    ),
    Column("audited", "date", "The day of that audit.", Day | None, needed=False, optional=True),
)
"""Columns of statements that the YAML does not have: they come of the files of the audits."""


def _tables(
    model: type[BaseModel], path: tuple[str, ...] = (), *, optional: bool = False
) -> Iterator[Table]:
    """Make the tables of all lists in a model, which lies at `path` in the data."""
    for name, hint in get_type_hints(model).items():
        if get_origin(hint) is not tuple or not (path or name in WORDS):
            continue
        inner, below = get_args(hint)[0], (*path, name)
        may_lack = optional or not model.model_fields[name].is_required()
        limits = {type(each).__name__: each for each in model.model_fields[name].metadata}
        least = limits["MinLen"].min_length if "MinLen" in limits else 0
        most = limits["MaxLen"].max_length if "MaxLen" in limits else None
        owners = tuple(WORDS[part] for part in path)
        columns = _owner_columns(owners)
        if owners or name in _ORDERED:
            columns.append(_POSITION)
        table = _NAMES.get(below, name)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            columns += _columns(inner)
            if table == "statements":
                columns += _AUDITS
            about = meaning(inner)
            shape = (tuple(columns), owners, least, most, may_lack)
            yield Table(table, below, about, *shape, model=inner)
            yield from _tables(inner, below, optional=may_lack)
        else:
            word = WORDS[name]
            columns.append(Column(word, "string", f"The id of the {word}.", Id))
            if table == "citations":
                # Whoever bears on a visit is one of its sources, so this says it once.
                columns.append(_BEARING)
            shape = (tuple(columns), owners, least, most, may_lack)
            yield Table(table, below, _ABOUT[table], *shape, value=word)


TABLES: dict[str, Table] = {table.name: table for table in _tables(Document)}
HEAD = tuple(
    name for name in Document.model_fields if (name,) not in {t.path for t in TABLES.values()}
)
"""The fields of a data set that no table holds."""


def inner_tables(table: Table) -> list[Table]:
    """Return the tables of the lists that each record of a table holds."""
    return [inner for inner in TABLES.values() if inner.path[:-1] == table.path]


def plain(column: pd.Series) -> list[Any]:
    """Return the values of a column as plain Python: text, date, float, int, None where missing."""
    if column.dtype == object:
        return column.tolist()
    if column.dtype.kind == "M":
        return column.to_numpy().astype("datetime64[D]").tolist()
    return [None if value != value else value for value in column.tolist()]


def rows_of(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table, each as plain values by column."""
    columns = {str(name): plain(frame[name]) for name in frame}
    return (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
