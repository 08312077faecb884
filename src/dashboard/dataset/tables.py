"""A data set in memory: its head and ten plain tables, whatever it was read from.

`layout` says which tables and columns there are. `nested` gives the same data as the YAML nests
it, `from_nested` makes tables of that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.dataset.layout import TABLES, Table, inner_tables
from dashboard.model.records import Dataset as Document
from dashboard.model.records import Head

DTYPES = {"string": "str", "date": "datetime64[s]", "number": "float64", "integer": "int64"}
"""What pandas holds the values of a column in, by the form of the column; texts that repeat may
be categorical. What is not known is missing."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """A sound data set: what is true of the whole, and the ten tables of `layout.TABLES`.

    `comment` is what stands at the head of the YAML, marks and all. Two data sets are equal where
    they hold the same data, whatever the comment.
    """

    head: Head
    tables: Mapping[str, pd.DataFrame]
    comment: str = ""

    def __eq__(self, other: object) -> bool:
        """Compare head and tables, whatever their dtypes."""
        return isinstance(other, Dataset) and nested(self) == nested(other)

    __hash__ = None  # type: ignore[assignment]


def plain(column: pd.Series) -> list[Any]:
    """Return the values of a column as plain Python: text, date, float, int, None where missing."""
    values = column.dt.date if pd.api.types.is_datetime64_dtype(column) else column
    return values.astype(object).where(column.notna().to_numpy(), None).tolist()


def rows_of(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table, each as plain values by column."""
    columns = [plain(table[name]) for name in table]
    return (dict(zip(table, row, strict=True)) for row in zip(*columns, strict=True))


def nested(dataset: Dataset) -> dict[str, Any]:
    """Return a data set as the YAML nests it: plain dicts and lists, dates, numbers and text.

    Keys stand in the order of the models; an optional key stands only where it holds something.
    """
    data = dataset.head.model_dump(exclude_defaults=True, exclude={"leaders", "topics"})
    records: dict[str, dict[Any, dict[str, Any]]] = {}
    for table in TABLES.values():
        if len(table.path) == 1:
            among = data[table.path[0]] = []
        for row in rows_of(dataset.tables[table.name]):
            owner = tuple(row[name] for name in table.owners)
            parent: dict[str, Any] = {}
            if owner:
                parent = records[table.owner_table][owner]
                among = parent[table.path[-1]]
            if table.model is None:
                among.append(row[table.value])
                if row.get("bearing") is not None:
                    parent["bearing"][row[table.value]] = row["bearing"]
                continue
            record = _record(table, row)
            among.append(record)
            records.setdefault(table.name, {})[(*owner, len(among)) if owner else (row["id"],)] = (
                record
            )
    for visit in data["visits"]:
        if not visit["bearing"]:
            del visit["bearing"]
    return data


def _record(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Make the record of a row, its lists still empty."""
    assert table.model is not None
    lists = {inner.path[-1] for inner in inner_tables(table)}
    record: dict[str, Any] = {}
    for name, field in table.model.model_fields.items():
        if name in lists:
            record[name] = []
        elif name == "bearing":
            record[name] = {}
        elif field.is_required() or row[name] is not None:
            record[name] = row[name]
    return record


def from_nested(data: Mapping[str, Any], comment: str = "") -> Dataset:
    """Make a data set of nested plain data, as a YAML or `nested` gives it.

    Raises `ValueError` where the data has not the shape of a data set; no rule is asked.
    """
    document = Document.model_validate(data).model_dump()
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for table in TABLES.values():
        if len(table.path) == 1:
            _flatten(table, document[table.path[0]], {}, rows, {})
    tables = {name: _frame(table, rows[name]) for name, table in TABLES.items()}
    head = Head.model_validate({name: data[name] for name in Head.model_fields if name in data})
    return Dataset(head, tables, comment)


def _flatten(
    table: Table, parts: Any, owner: dict[str, Any], rows: Any, bearing: Mapping[str, Any]
) -> None:
    for position, part in enumerate(parts, start=1):
        row = {**owner, "position": position}
        rows[table.name].append(row)
        if table.model is None:
            row |= {table.value: part, "bearing": bearing.get(part)}
            continue
        row |= part
        inner_owner = {**owner, "statement": position} if owner else {"visit": part["id"]}
        for inner in inner_tables(table):
            _flatten(inner, part[inner.path[-1]], inner_owner, rows, part.get("bearing", {}))


def _frame(table: Table, rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {}
    for column in table.columns:
        values = [_plain_value(row[column.name]) for row in rows]
        columns[column.name] = pd.Series(values, dtype=object).astype(DTYPES[column.form])
    return pd.DataFrame(columns)


def _plain_value(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value
