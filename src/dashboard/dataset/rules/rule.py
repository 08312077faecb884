"""What a rule is: a function that takes the parts of a data set and yields its faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from dashboard.dataset.draft import MAX_PROBLEMS, Fault, Severity
from dashboard.dataset.layout import rows_of
from dashboard.dataset.shape import Parts

Rule = Callable[[Parts], Iterable[Fault]]


def at(
    table: str,
    rows: pd.DataFrame,
    column: str | None,
    message: str | Callable[[dict[str, Any]], str],
    severity: Severity = "error",
) -> Iterator[Fault]:
    """Yield a fault at a column of each of these rows.

    `message` is made of the values of the row: a function of them, or a text with `{column}`s.
    """
    if rows.empty:
        return
    rows = rows.head(MAX_PROBLEMS + 1)
    for label, row in zip(rows.index, rows_of(rows), strict=True):
        told = message.format_map(row) if isinstance(message, str) else message(row)
        yield Fault(table, int(label), column, told, severity)


def of_head(path: str, message: str) -> Fault:
    """Return a fault of the head, at a path such as `complete.end`."""
    column, *below = path.split(".")
    return Fault("", 0, column, message, below=tuple(below))


def with_visit(rows: pd.DataFrame, visits: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Add columns of their visits to the rows of a table, as `visit_start` and so on."""
    return rows.join(visits[[*columns]].add_prefix("visit_"), on="owner")


def day(value: Any) -> np.datetime64:
    """Turn a date into what a column of days compares with."""
    return np.datetime64(value, "s")
