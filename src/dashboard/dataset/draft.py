"""The rows of a data set before anything vouches for them, and what is found wrong with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel

from dashboard.dataset.layout import HEAD, TABLES, WORDS, Table, inner_tables
from dashboard.dataset.messages import missing, sentence, unknown
from dashboard.model.records import Document

MAX_PROBLEMS = 500
"""More than anybody mends in one go; past it, the search ends."""

Severity = Literal["error", "warning"]
Where = tuple[str | int, ...]
"""A path in nested data, such as `("visits", 3, "stops", 0, "arrival")`."""


class Broken:
    """Stands for a value whose problem is known already."""


BROKEN = Broken()


class TooManyProblems(Exception):
    """There is no use in looking for more."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a row of a table, or with the head (no table).

    `row` is the label of the row in its table, `column` the column, or key of the record, that is
    at fault, and `below` the path within its value. `named` says whether a message names the key.
    """

    table: str
    row: int
    column: str | None
    message: str
    severity: Severity = "error"
    below: Where = ()
    named: bool = True


@dataclass
class Draft:
    """Head and tables as they were found, and what is wrong with them so far.

    The label of a row is its place in its list or file, from 0; `owner` is a column more, with
    the label of the row that it belongs to. `failed` are the rows that have not their shape, by
    table; `lost` are the lists that could not be read, each as its table and the owner's row.
    """

    head: dict[str, Any]
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    failed: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    lost: set[tuple[str, int]] = field(default_factory=set)

    def fail(self, fault: Fault) -> None:
        """Take down that a row, or the head, has not its shape."""
        self.failed[fault.table].add(fault.row)
        self.faults.append(fault)
        if len(self.faults) > MAX_PROBLEMS:
            raise TooManyProblems

    def where(self, fault: Fault) -> Where:
        """Return the path of a fault in the nested data."""
        if not fault.table:
            return () if fault.column is None else (fault.column, *fault.below)
        table = TABLES[fault.table]
        path = self._path(table, fault.row)
        if table.value and fault.column == "bearing":
            return (*path[:2], "bearing", str(self._cell(table, fault.row, table.value)))
        return path if fault.column in (None, table.value) else (*path, fault.column, *fault.below)

    def _path(self, table: Table, row: int) -> Where:
        if not table.owner:
            return table.name, row
        owner = self._path(TABLES[table.owner], int(self._cell(table, row, "owner")))
        return (*owner, table.path[-1], int(self._cell(table, row, "position")) - 1)

    def _cell(self, table: Table, row: int, column: str) -> Any:
        return self.tables[table.name].at[row, column]


def flatten(data: Mapping[str, Any]) -> Draft:
    """Lay nested data out in rows, whatever it holds, and report keys and lists that do not fit."""
    draft = Draft({name: data[name] for name in HEAD if name in data})
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    sections = [table for table in TABLES.values() if not table.owner]
    # Where there are too many problems, those that were found are told.
    with suppress(TooManyProblems):
        check_keys(draft, Document, data, "", 0)
        for table in sections:
            _flatten(draft, rows, table, data, {"owner": -1})
    for table in TABLES.values():
        draft.tables[table.name] = _frame(table, rows[table.name])
    return draft


def _frame(table: Table, rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns = [*(column.name for column in table.columns), "owner"]
    numbers = ("owner", "position", "statement", "point")
    return pd.DataFrame(
        {
            name: pd.Series(
                [row.get(name, BROKEN) for row in rows],
                dtype="int64" if name in numbers else object,
            )
            for name in columns
        }
    )


def _flatten(
    draft: Draft,
    rows: dict[str, list[dict[str, Any]]],
    table: Table,
    holder: Mapping[str, Any],
    owner: dict[str, Any],
) -> None:
    """Add the parts of a list of `holder`, and of the lists in them, to the rows.

    `owner` are the columns that say whose the list is.
    """
    if table.optional and table.path[-1] not in holder:
        return
    parts = holder.get(table.path[-1])
    if not isinstance(parts, list | tuple):
        draft.lost.add((table.name, owner["owner"]))
        if table.path[-1] in holder:
            _fail_shape(draft, table.owner, owner["owner"], table.path[-1], "list_type", parts)
        return
    for position, part in enumerate(parts, start=1):
        label = len(rows[table.name])
        row = {**owner, "position": position}
        rows[table.name].append(row)
        if table.model is None:
            row |= {table.value: part, "bearing": None}
            continue
        record = part if isinstance(part, dict) else {}
        for column in table.checked:
            row[column.name] = record.get(column.name, None if column.optional else BROKEN)
        if record is not part:
            _fail_shape(draft, table.name, label, None, "model_type", part)
            continue
        check_keys(draft, table.model, record, table.name, label)
        below = {**owner, "owner": label}
        below[WORDS[table.path[-1]]] = position if table.owner else row["id"]
        for inner in inner_tables(table):
            first = len(rows[inner.name])
            _flatten(draft, rows, inner, record, below)
            if inner.name == "citations" and "bearing" in record:
                _add_bearing(draft, rows[inner.name][first:], label, record["bearing"])


def _add_bearing(draft: Draft, cited: list[dict[str, Any]], visit: int, bearing: Any) -> None:
    """Put what the sources of a visit say of it beside them."""
    if not isinstance(bearing, dict):
        _fail_shape(draft, "visits", visit, "bearing", "dict_type", bearing)
        return
    for row in cited:
        row["bearing"] = bearing.get(row["source"]) if isinstance(row["source"], str) else None
    sources = [row["source"] for row in cited]
    for source in bearing:
        if source not in sources:
            told = (
                f"`{source}` is not among the sources of the visit; add it there, or remove it here"
            )
            draft.fail(Fault("visits", visit, "bearing", told, below=(source,)))


def _fail_shape(
    draft: Draft, table: str, row: int, column: str | None, kind: str, value: Any
) -> None:
    if isinstance(value, Broken):
        draft.failed[table].add(row)
    else:
        draft.fail(Fault(table, row, column, sentence(kind, value, {}, nullable=False)))


def check_keys(
    draft: Draft, model: type[BaseModel], values: Mapping[str, Any], table: str, row: int
) -> None:
    """Report keys that are missing from a record, and keys that it does not know."""
    for name in values:
        if name not in model.model_fields:
            told = unknown("key", name, model.model_fields)
            draft.fail(Fault(table, row, name, told, named=False))
    for name, each in model.model_fields.items():
        if name not in values and each.is_required():
            told = missing(model, name)
            draft.fail(Fault(table, row, name, told, named=False))
