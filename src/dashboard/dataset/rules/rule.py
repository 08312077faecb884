"""What a rule is, the rows that it looks at, and how it tells the faults that it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, cast

import numpy as np
import pandas as pd

from dashboard.dataset.draft import MAX_PROBLEMS, Fault, Severity
from dashboard.dataset.layout import TABLES
from dashboard.dataset.shape import Parts

Message = str | Callable[["Row"], str]
"""A text with `{column}`s, or a function of the row at fault."""


class Rows:
    """The columns of a table as NumPy arrays, which on a few rows take far less time than Series.

    A column of what a row refers to is asked for by both names: `visit_start`, `place_country`,
    `visit_leader_country`. Days have the unit of a day.
    """

    def __init__(self, parts: Checked, table: str) -> None:
        self.parts, self.table, self.frame = parts, table, parts.parts[table]
        self._columns: dict[str, np.ndarray] = {}

    def __len__(self) -> int:
        return len(self.frame)

    def __getitem__(self, column: str) -> np.ndarray:
        """Return the values of a column; None, NaN or NaT where there is none."""
        if column not in self._columns:
            self._columns[column] = self._column(column)
        return self._columns[column]

    def _column(self, column: str) -> np.ndarray:
        if column in self.frame:
            values = self.frame[column].to_numpy()
            return values.astype("datetime64[D]") if values.dtype.kind == "M" else values
        word, _, theirs = column.partition("_")
        others = self.parts[f"{word}s"][theirs]
        nothing = np.array([None], dtype=others.dtype)
        return np.concatenate([others, nothing])[self.places(word)]

    def places(self, word: str) -> np.ndarray:
        """Return where among the visits, leaders or places that of each row is; -1 if nowhere."""
        others = self.parts[f"{word}s"]
        if word == "visit":
            return others.frame.index.get_indexer(pd.Index(self["owner"]))
        values = self.frame[word].cat
        where = {ident: place for place, ident in enumerate(others["id"])}
        return np.array([*(where.get(each, -1) for each in values.categories), -1])[values.codes]

    @cached_property
    def again(self) -> np.ndarray:
        """Whether the row repeats an earlier one of its list, of a table of ids."""
        return self.frame.duplicated(["owner", TABLES[self.table].value]).to_numpy()


class Row:
    """One of `Rows`: its values as plain Python, with some columns more."""

    def __init__(self, rows: Rows, place: int, more: dict[str, np.ndarray]) -> None:
        self._rows, self._place, self._more = rows, place, more

    def __getitem__(self, column: str) -> Any:
        values = self._more[column] if column in self._more else self._rows[column]
        value = values[self._place]
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

    def every(self, table: str) -> Rows:
        """Return a table if no row of any table was left out."""
        self.parts.every(table)
        return self[table]


Rule = Callable[[Checked], Iterable[Fault]]
RULES: dict[str, Rule] = {}
"""All rules by their names, in the order in which they are asked."""


def rule(function: Rule) -> Rule:
    """Make a function one of the rules."""
    RULES[function.__name__] = function
    return function


def at(
    rows: Rows,
    wrong: Any,
    column: str | None,
    message: Message,
    severity: Severity = "error",
    *,
    of_visit: bool = False,
    **more: np.ndarray,
) -> Iterator[Fault]:
    """Yield a fault at a column of each row that is wrong, or of the visit that it belongs to.

    `more` are columns that the message names and the table has not.
    """
    for place in np.flatnonzero(wrong)[: MAX_PROBLEMS + 1].tolist():
        row = Row(rows, place, more)
        told = message.format_map(cast(Any, row)) if isinstance(message, str) else message(row)
        label = rows["owner"][place] if of_visit else rows.frame.index.to_numpy()[place]
        yield Fault("visits" if of_visit else rows.table, int(label), column, told, severity)


def of_head(path: str, message: str) -> Fault:
    """Return a fault of the head, at a path such as `complete.end`."""
    column, *below = path.split(".")
    return Fault("", 0, column, message, below=tuple(below))


def is_known(values: np.ndarray) -> np.ndarray:
    """Tell which values are there."""
    return np.asarray(pd.notna(values))
