"""Whether each value is what it must be, column by column, and the rows of which all are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, TypeAdapter, ValidationError

from dashboard.dataset.draft import MAX_PROBLEMS, Broken, Draft, Fault, TooManyProblems
from dashboard.dataset.layout import TABLES, Column, Table, plain, rows_of
from dashboard.dataset.messages import may_be_null, missing, sentence, unknown
from dashboard.model.records import Expected, Head, Leader, Period, Topic

CHUNK = 10_000
"""Values that are checked at once: of a larger number, the errors alone could fill the memory."""


class NotKnown(Exception):
    """A part of the data has not its shape, so nothing can be said of what hangs on it."""


@dataclass(frozen=True)
class Parts:
    """What of a draft has its shape: head, and rows of which all that belongs to them has.

    The labels of the rows are those of the draft, `owner` among the columns. What is asked for
    and not known raises `NotKnown`.
    """

    tables: dict[str, pd.DataFrame]
    found_head: Head | None
    ids: dict[str, frozenset[str] | None]
    is_whole: bool

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Return the rows of a table that have their shape."""
        return self.tables[table]

    @property
    def head(self) -> Head:
        """The head, without leaders and topics."""
        if self.found_head is None:
            raise NotKnown
        return self.found_head

    def every(self, table: str) -> pd.DataFrame:
        """Return the rows of a table if none of any table was left out."""
        if not self.is_whole:
            raise NotKnown
        return self.tables[table]

    def known(self, section: str) -> frozenset[str]:
        """Return the ids of a section, those of rows that were left out too."""
        ids = self.ids[section]
        if ids is None:
            raise NotKnown
        return ids


def check(draft: Draft) -> Parts | None:
    """Check every value of a draft, report what is wrong, and return what is as it must be.

    Returns None where so much is wrong that there is no use in going on.
    """
    if len(draft.faults) > MAX_PROBLEMS:
        return None
    try:
        head = _check_head(draft)
        for table in TABLES.values():
            _check_length(draft, table)
        for table in TABLES.values():
            for column in table.checked:
                _check_column(draft, table, column)
    except TooManyProblems:
        return None
    ids = {
        name: None if (name, -1) in draft.lost else _ids(draft.tables[name]["id"])
        for name, table in TABLES.items()
        if not table.owner
    }
    failed = any(draft.failed.values()) or bool(draft.lost)
    kept = _kept(draft) if failed else draft.tables
    tables = {name: _typed(TABLES[name], frame) for name, frame in kept.items()}
    return Parts(tables, head, ids, not failed)


def _check_length(draft: Draft, table: Table) -> None:
    """Report lists that have too few or too many items."""
    if not table.least and table.most is None:
        return
    owners = draft.tables[table.owner].index.tolist() if table.owner else [-1]
    held = np.bincount(draft.tables[table.name]["owner"] + 1, minlength=max(owners, default=0) + 2)
    for owner, length in zip(owners, held[np.array(owners, dtype="int64") + 1], strict=True):
        if table.least <= length <= (table.most or length) or (table.name, owner) in draft.lost:
            continue
        kind, limit = ("short", table.least) if length < table.least else ("long", table.most)
        name = "min_length" if kind == "short" else "max_length"
        context = {name: limit, "actual_length": length}
        told = sentence(f"too_{kind}", None, context, nullable=False)
        draft.fail(Fault(table.owner, owner, table.path[-1], told))


def _check_column(draft: Draft, table: Table, column: Column) -> None:
    values = draft.tables[table.name][column.name]
    # Only of values of one type: of any type, 1 and true would count as equal.
    distinct = values if values.dtype in ("object", "str") else values.drop_duplicates()
    for at, detail in _errors(column, plain(distinct)):
        rows = distinct.index[[at]]
        if distinct is not values:
            value = distinct.iloc[at]
            rows = values.index[values.isna() if pd.isna(value) else values == value]
        if isinstance(detail["input"], Broken):
            draft.failed[table.name].update(rows)
            continue
        told = sentence(
            detail["type"], detail["input"], detail.get("ctx", {}), nullable=not column.needed
        )
        for row in rows:
            draft.fail(Fault(table.name, int(row), column.name, told))


@cache
def _adapter(hint: Any) -> TypeAdapter[list[Any]]:
    listed: Any = list
    return TypeAdapter(listed[hint])


def _errors(column: Column, values: list[Any]) -> Iterator[tuple[int, Any]]:
    """Yield the place of each value that is not what it must be, with what pydantic says of it."""
    for start in range(0, len(values), CHUNK):
        try:
            _adapter(column.hint).validate_python(values[start : start + CHUNK])
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                yield start + int(detail["loc"][0]), detail


_MODELS: dict[str, type[BaseModel]] = {"complete": Period, "expected": Expected}


def _check_head(draft: Draft) -> Head | None:
    """Check what stands in no table; its leaders and topics are filled in later."""
    later = {"leaders": (Leader.model_construct(),), "topics": ()}
    try:
        return Head.model_validate({**draft.head, **later})
    except ValidationError as error:
        draft.failed[""].add(0)
        for detail in error.errors(include_url=False):
            first, *below = detail["loc"]
            key, model = str(detail["loc"][-1]), _MODELS.get(str(first), Head) if below else Head
            kind, value = detail["type"], detail["input"]
            if isinstance(value, Broken) or (kind == "missing" and not below):
                continue  # reported already
            if kind == "missing":
                told = missing(model, key)
            elif kind == "extra_forbidden":
                told = unknown("key", key, model.model_fields)
            else:
                nullable = may_be_null(model, key)
                told = sentence(kind, value, detail.get("ctx", {}), nullable=nullable)
            named = kind not in ("missing", "extra_forbidden")
            draft.fail(Fault("", 0, str(first), told, below=tuple(below), named=named))
    return None


def _ids(column: pd.Series) -> frozenset[str] | None:
    """Return the ids of a section; None where one cannot be known."""
    ids = plain(column)
    return frozenset(ids) if all(isinstance(each, str) for each in ids) else None


def _kept(draft: Draft) -> dict[str, pd.DataFrame]:
    """Leave out what has not its shape, with the whole visit that it belongs to."""
    failed = {name: set(rows) for name, rows in draft.failed.items()}
    for table in reversed(TABLES.values()):
        if table.owner and table.name in failed:
            owners = draft.tables[table.name].loc[sorted(failed[table.name]), "owner"]
            failed.setdefault(table.owner, set()).update(owners)
    kept: dict[str, pd.DataFrame] = {}
    for table in TABLES.values():
        frame = draft.tables[table.name]
        if table.owner:
            kept[table.name] = frame[frame["owner"].isin(kept[table.owner].index)]
        else:
            kept[table.name] = frame.drop(index=sorted(failed.get(table.name, ())))
    return kept


def _typed(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Give each column its dtype, where it does not have it yet."""
    made = {column.name: _array(column, frame[column.name]) for column in table.columns}
    return pd.DataFrame({**made, "owner": frame["owner"]}, index=frame.index)


def _array(column: Column, values: pd.Series) -> Any:
    if values.dtype != object:
        return values
    if column.form != "string":
        return np.array(values, dtype=column.dtype)
    texts = pd.array(values.to_numpy(), dtype="str")
    return pd.Categorical(texts) if column.dtype == "category" else texts


def head_of(parts: Parts) -> Head:
    """Return the head with the records of leaders and topics."""
    made: dict[str, tuple[BaseModel, ...]] = {}
    for name, model in (("leaders", Leader), ("topics", Topic)):
        rows = rows_of(parts[name][[column.name for column in TABLES[name].checked]])
        made[name] = tuple(model.model_validate(row) for row in rows)
    return parts.head.model_copy(update=made)
