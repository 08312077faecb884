"""From one file of a package, CSV or Parquet, to the columns of its table."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from dashboard.dataset import csv_files
from dashboard.dataset.draft import BROKEN, MAX_PROBLEMS
from dashboard.dataset.files import MAX_PACKAGE_BYTES
from dashboard.dataset.layout import Column, Table
from dashboard.dataset.messages import DAY, short, unknown

MAX_ROWS = 5_000_000
"""More rows than any table needs; a small Parquet file can claim any number."""
HEADING = 1
"""Rows above the first row of a table: they are counted as a spreadsheet shows the CSV file."""

Report = Callable[[int, str], None]
"""Takes down what is wrong with a row, as a spreadsheet counts them."""


def read_table(path: str, content: bytes, table: Table, report: Report) -> pd.DataFrame | None:
    """Return the columns of a table from a file; None, with the reason reported, if not whole."""
    form = _parquet if path.endswith(".parquet") else _csv
    return form(content, table, report)


def _has_columns(table: Table, found: list[str], report: Report) -> bool:
    """Report columns that are missing, unknown or there twice; say whether there was none."""
    known = [column.name for column in table.columns]
    told = [
        f"the column `{column.name}` is missing; add it"
        for column in table.columns
        if column.name not in found and not column.optional
    ]
    for name in dict.fromkeys(found):
        if name not in known:
            told.append(unknown("column", name, known))
        elif found.count(name) > 1:
            told.append(f"the column `{name}` is there twice; remove one")
    for message in told:
        report(HEADING, message)
    return not told


def _csv(content: bytes, table: Table, report: Report) -> pd.DataFrame | None:
    try:
        rows = csv_files.read_rows(content) or [[]]
    except csv_files.CsvError as error:
        report(error.row, error.message)
        return None
    heading = rows[0]
    if not _has_columns(table, heading, report):
        return None
    uneven = csv_files.uneven(rows)
    for row, told in uneven[: MAX_PROBLEMS + 1]:
        report(row, told)
    if uneven:
        return None
    cells = dict(zip(heading, zip(*rows[1:], strict=True), strict=True)) if rows[1:] else {}
    nothing = ("",) * (len(rows) - 1)
    return pd.DataFrame(
        {
            column.name: pd.Series(
                _values(column, cells.get(column.name, nothing), report), dtype=object
            )
            for column in table.columns
        }
    )


def _values(column: Column, texts: tuple[str, ...], report: Report) -> list[Any]:
    """Turn the cells of a column into its values; an empty one is None."""
    turn, words = _TURNS[column.form]
    values: list[Any] = []
    for row, text in enumerate(texts, start=1 + HEADING):
        try:
            values.append(turn(text) if text else None)
        except ValueError:
            report(row, f'`{column.name}`: must be {words}, and is "{short(text)}"')
            values.append(BROKEN)
    return values


def _matching(pattern: str, turn: Callable[[str], Any]) -> Callable[[str], Any]:
    def turned(text: str) -> Any:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)
        return turn(text)

    return turned


_TURNS: dict[str, tuple[Callable[[str], Any], str]] = {
    "string": (csv_files.bare, "text"),
    "date": (_matching(DAY.pattern, date.fromisoformat), "a day such as 2024-09-11"),
    "number": (
        _matching(r"-?[0-9]{1,20}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?", float),
        "a number such as 33.31",
    ),
    "integer": (_matching("-?[0-9]{1,18}", int), "a whole number"),
}


def _parquet(content: bytes, table: Table, report: Report) -> pd.DataFrame | None:
    # Here and not above: whoever reads a YAML needs none of it, and it takes a while to load.
    import pyarrow as pa
    import pyarrow.parquet as pq

    fits: dict[str, Callable[[Any], bool]] = {
        "string": lambda kind: pa.types.is_dictionary(kind) and pa.types.is_string(kind.value_type),
        "date": pa.types.is_date32,
        "number": lambda kind: pa.types.is_floating(kind) or pa.types.is_integer(kind),
        "integer": pa.types.is_integer,
    }
    try:
        names = pq.read_schema(pa.BufferReader(content)).names
        texts = [
            each.name for each in table.columns if each.form == "string" and each.name in names
        ]
        # As a dictionary, a text that a million rows share is held once: no small file grows huge.
        file = pq.ParquetFile(pa.BufferReader(content), read_dictionary=texts)
        if file.metadata.num_rows > MAX_ROWS:
            report(HEADING, f"more than {MAX_ROWS:,} rows, more than any data set needs")
            return None
        if not _has_columns(table, file.schema_arrow.names, report):
            return None
        here = [column for column in table.columns if column.name in file.schema_arrow.names]
        odd = [c for c in here if not fits[c.form](file.schema_arrow.field(c.name).type)]
        for column in odd:
            kind = file.schema_arrow.field(column.name).type
            told = f"must hold {_TURNS[column.form][1]} in each row, and holds {kind}"
            report(HEADING, f"`{column.name}`: {told}")
        if odd:
            return None
        read = file.read()
        # Nothing else looks whether the texts are UTF-8.
        read.validate(full=True)
        made = {column.name: _column(column, read) for column in table.columns}
        return pd.DataFrame(made, index=range(read.num_rows))
    except (pa.ArrowException, OSError, ValueError, LookupError, OverflowError) as error:
        # LookupError: damage in a name or a dictionary. OverflowError: a number too large.
        report(HEADING, f"this cannot be read as Parquet: {short(str(error))}; export anew")
        return None


def _column(column: Column, read: Any) -> pd.Series:
    """Turn a column of Arrow's into one of pandas'; an optional one that is not there is empty."""
    import pyarrow as pa
    import pyarrow.compute

    compute: Any = pyarrow.compute  # whose functions are made at run time
    if column.name not in read.column_names:
        return pd.Series([None] * read.num_rows, dtype=object).astype(column.dtype)
    values = read.column(column.name)
    if column.form == "string":
        values = values.unify_dictionaries().combine_chunks()
        # Written out, a text that many rows share is not small any more.
        if column.dtype == "str":
            lengths = compute.take(compute.binary_length(values.dictionary), values.indices)
            if (compute.sum(lengths).as_py() or 0) > MAX_PACKAGE_BYTES:
                raise ValueError(f"`{column.name}` holds more text than any data set needs")
            return pd.Series(pd.array(values.cast(pa.large_string()), dtype="str"))
        words = pd.Index(pd.array(values.dictionary.cast(pa.large_string()), dtype="str"))
        codes = values.indices.fill_null(-1).to_numpy()
        return pd.Series(pd.Categorical.from_codes(codes, words))
    if column.form == "date":
        return values.to_pandas(date_as_object=False).astype("datetime64[s]")
    return values.to_pandas().astype("float64" if values.null_count else column.dtype)
