"""What rules are made of: checks of the head, or of the rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from dashboard.dataset.draft import MAX_PROBLEMS, Fault, Severity
from dashboard.dataset.layout import TABLES
from dashboard.dataset.shape import Parts

Message = str | Mapping[str, str]
"""A text with the names of what it says in braces, or one for each column."""


class Rows:
    """The columns of a table as NumPy arrays, which on a few rows take far less time than Series.

    A column of what a row refers to is asked for by both names: `visit_start`, `place_country`,
    `visit_leader_country`; `as_of` is that of the head. Days have the unit of a day. A check may
    set a column more, for its message.
    """

    def __init__(self, checked: Checked, table: str) -> None:
        self.checked, self.table, self.frame = checked, table, checked.parts[table]
        self._columns: dict[str, np.ndarray] = {}

    def __len__(self) -> int:
        return len(self.frame)

    def __setitem__(self, column: str, values: np.ndarray) -> None:
        self._columns[column] = values

    def __getitem__(self, column: str) -> np.ndarray:
        """Return the values of a column; None, NaN or NaT where there is none."""
        if column not in self._columns:
            self._columns[column] = self._column(column)
        return self._columns[column]

    def _column(self, column: str) -> np.ndarray:
        if column == "as_of":
            return np.full(len(self), self.checked.parts.head.as_of, dtype="datetime64[D]")
        if column in self.frame:
            values = self.frame[column].to_numpy()
            return values.astype("datetime64[D]") if values.dtype.kind == "M" else values
        word, _, theirs = column.partition("_")
        others = self.checked[f"{word}s"][theirs]
        return np.append(others, np.array([None], dtype=others.dtype))[self.places(word)]

    def places(self, word: str) -> np.ndarray:
        """Return where among the visits, leaders or places that of each row is; -1 if nowhere."""
        others = self.checked[f"{word}s"]
        if word == "visit":
            return others.frame.index.get_indexer(pd.Index(self["owner"]))
        values = self.frame[word].cat
        where = {ident: place for place, ident in enumerate(others["id"])}
        return np.array([*(where.get(each, -1) for each in values.categories), -1])[values.codes]

    @cached_property
    def visits(self) -> np.ndarray:
        """The labels of the visits that the rows belong to, by their owners or the owners' own."""
        owner = TABLES[self.table].owner
        if owner == "visits":
            return self["owner"]
        return self.checked.parts[owner]["owner"].loc[self["owner"]].to_numpy()

    @cached_property
    def again(self) -> np.ndarray:
        """Whether the row repeats an earlier one of its list, of a table of ids."""
        return self.frame.duplicated(["owner", TABLES[self.table].value]).to_numpy()


class Row(dict[str, Any]):
    """What a message can name of one of `Rows`: its columns as plain Python, and where it is."""

    def __init__(self, rows: Rows, place: int, column: str | None) -> None:
        super().__init__(table=rows.table, column=column)
        self.rows, self.place = rows, place

    def __missing__(self, column: str) -> Any:
        if column == "value":
            return self[self["column"]]
        value = self.rows[column][self.place]
        return value.item() if isinstance(value, np.generic) else value


class Checked:
    """The tables of a data set, each as `Rows`, made once for all rules."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._rows: dict[str, Rows] = {}

    def __getitem__(self, table: str) -> Rows:
        if table not in self._rows:
            self._rows[table] = Rows(self, table)
        return self._rows[table]


@dataclass(frozen=True)
class Check:
    """The rows of `table` for which `wrong` is true have a fault at `column`, or as a whole.

    The message can name their columns, `table`, `column`, `value` (what stands in the column) and
    what `more` gives of a row. `of_visit`: the fault is told at the visit that the row belongs to.
    """

    table: str
    column: str | None
    wrong: Callable[[Rows], Any]
    more: Callable[[Row], Mapping[str, Any]] = lambda _: {}
    severity: Severity = "error"
    of_visit: bool = False

    def faults(self, checked: Checked, message: Message) -> Iterator[Fault]:
        """Yield a fault for each row."""
        rows = checked[self.table]
        table = "visits" if self.of_visit else self.table
        labels = rows["owner"] if self.of_visit else rows.frame.index.to_numpy()
        text = message if isinstance(message, str) else message[str(self.column)]
        for place in np.flatnonzero(self.wrong(rows))[: MAX_PROBLEMS + 1].tolist():
            row = Row(rows, place, self.column)
            row |= self.more(row)
            told = text.format_map(row)
            yield Fault(table, int(labels[place]), self.column, told, self.severity)


@dataclass(frozen=True)
class HeadCheck:
    """`wrong` yields the paths of the head that have a fault, such as `complete.end`.

    The message can name the `head` and what comes with the path.
    """

    wrong: Callable[[Checked], Iterator[tuple[str, dict[str, Any]]]]

    def faults(self, checked: Checked, message: Message) -> Iterator[Fault]:
        """Yield a fault for each path."""
        for path, more in self.wrong(checked):
            column, *below = path.split(".")
            told = str(message).format(head=checked.parts.head, **more)
            yield Fault("", 0, column, told, below=tuple(below))


Rule = Sequence[Check | HeadCheck]


def is_known(values: np.ndarray) -> np.ndarray:
    """Tell which values are there."""
    return np.asarray(pd.notna(values))
