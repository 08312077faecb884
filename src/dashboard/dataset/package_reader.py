"""From the files of a data package to the plain data of a data set, and what is wrong with them.

Of each table the Parquet file is read where there is one, else the CSV file: the descriptor holds
a hash of both, so that neither can differ from what was written without being noticed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Any

from dashboard.dataset import csv_files, json_schema
from dashboard.dataset.files import DESCRIPTOR, Fetch, UnreadableFile
from dashboard.dataset.layout import TABLES, Broken, Column, Finder, Rows, Table, Where, gather
from dashboard.model.records import Dataset

MAX_ROWS = 5_000_000
"""More rows than any table needs; a small Parquet file can claim any number."""
MAX_DEPTH = 20
"""More levels inside each other than a descriptor needs; a package's has 7."""
HEADING = 1
"""Rows above the first row of a table: they are counted as a spreadsheet shows the CSV file."""
_SHOWN = ("title", "version")
"""Fields that every package has of its own; `dataset` in the descriptor holds the rest."""
_BESIDE = (*_SHOWN, "comment")
BROKEN = Broken()
_SCHEMA = json_schema.of_model(Dataset)


@dataclass(frozen=True)
class Fault:
    """One thing to mend in one file of a package, at a line or row counted from 1."""

    file: str
    line: int
    message: str


@dataclass
class Packed:
    """What a package holds, and what is wrong with its files.

    `data` is None where a table is not whole: what other tables say of it would mislead.
    `comment` is what stood at the head of the text that the package was made from.
    """

    faults: list[Fault]
    data: dict[str, Any] | None = None
    comment: str = ""
    laid: dict[str, Rows] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    descriptor: str = ""

    def find(self) -> Callable[[Where], tuple[str, int]]:
        """Give what finds the file and the line or row of a part of the data."""
        finder = Finder(self.laid)

        def place(where: Where) -> tuple[str, int]:
            found = finder.row_of(where)
            if found is None:
                return DESCRIPTOR, _line_of(self.descriptor, where)
            return self.place(*found)

        return place

    def place(self, table: str, row: int) -> tuple[str, int]:
        """Give the file of a table, and the number that a row (from 0) has in it."""
        return self.paths[table], row + 1 + HEADING


def _line_of(text: str, where: Where) -> int:
    """Find the line of a key of the head: the last of the path that the text has."""
    at = 0
    for part in where if where[0] in _BESIDE else ("dataset", *where):
        match = re.compile(rf'"{re.escape(str(part))}"\s*:').search(text, at)
        at = match.start() if match else at
    return text.count("\n", 0, at) + 1


def unpack(fetch: Fetch, name: str) -> Packed:
    """Read the tables of a package and put them together; `name` is what messages call it.

    Raises `UnreadableFile` where there is no descriptor, or one that is no JSON.
    """
    packed, head, listed = _opened(fetch, name)
    if listed is None:
        return packed
    for table in TABLES.values():
        rows = _table(table, listed, fetch, packed, _rows)
        if rows is not None:
            packed.laid[table.name] = rows
    if len(packed.laid) < len(TABLES) or not _keys_whole(packed):
        return packed
    data, flaws = gather(packed.laid)
    for flaw in flaws:
        told = f"`{flaw.column}`: {flaw.message}"
        packed.faults.append(Fault(*packed.place(flaw.table, flaw.row), told))
    if not flaws:
        packed.data = {**head, **data}
    return packed


@dataclass(frozen=True)
class Columns:
    """What the Parquet files of a package hold, as Arrow has it: columns by table and name.

    Texts are dictionaries. `head` is all that stands in no table, `comment` as in `Packed`.
    """

    head: dict[str, Any]
    laid: dict[str, dict[str, Any]]
    comment: str


def columns(fetch: Fetch, name: str) -> Columns | None:
    """Read the tables of a package as columns; None where there is any fault, or no Parquet.

    Raises `UnreadableFile` as `unpack` does.
    """
    packed, head, listed = _opened(fetch, name)
    laid: dict[str, dict[str, Any]] = {}
    for table in TABLES.values() if listed is not None else ():
        found = _table(table, listed or [], fetch, packed, _arrow)
        if found is None or packed.faults:
            return None
        laid[table.name] = found
    return Columns(head, laid, packed.comment) if laid else None


def _opened(fetch: Fetch, name: str) -> tuple[Packed, dict[str, Any], list[dict[str, Any]] | None]:
    """Read the descriptor; give the head of the data set and the files that are listed."""
    content = fetch(DESCRIPTOR)
    if content is None:
        raise UnreadableFile(
            f"{name} holds no {DESCRIPTOR}, so it is no data package; "
            "name a data file, or the folder or zip of a package"
        )
    descriptor = _descriptor(content, name)
    packed = Packed([], descriptor=content.decode("utf-8-sig"))
    head = descriptor.get("dataset")
    listed = descriptor.get("resources")
    if not isinstance(head, dict) or not isinstance(listed, list):
        lacking = "resources" if isinstance(head, dict) else "dataset"
        packed.faults.append(
            Fault(
                DESCRIPTOR, 1,
                f"the key `{lacking}` is missing or has not its shape: this package is not one of "
                "this kind of data set; `python -m dashboard export` writes one",
            )
        )  # fmt: skip
        return packed, {}, None
    comment = descriptor.get("comment", [])
    if isinstance(comment, list):
        packed.comment = "\n".join(str(line) for line in comment)
    shown = {key: descriptor[key] for key in _SHOWN if key in descriptor}
    parts = [part for part in listed if isinstance(part, dict)]
    return packed, _with_days({**head, **shown}, _SCHEMA), parts


def _descriptor(content: bytes, name: str) -> dict[str, Any]:
    try:
        descriptor = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableFile(f"{name}: {DESCRIPTOR} is not UTF-8; write the package anew") from None
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"{name}: {DESCRIPTOR} is not JSON: {error}") from None
    if not isinstance(descriptor, dict):
        raise UnreadableFile(f"{name}: {DESCRIPTOR} must hold a JSON object")
    level = [descriptor]
    for _ in range(MAX_DEPTH):
        level = [
            part
            for whole in level
            for part in (whole.values() if isinstance(whole, dict) else whole)
            if isinstance(part, dict | list)
        ]
    if level:
        raise UnreadableFile(f"{name}: {DESCRIPTOR} has more than {MAX_DEPTH} levels")
    return descriptor


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNT = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?")


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _with_days(value: Any, form: Mapping[str, Any]) -> Any:
    """Turn each text that the schema calls a day into one; the check meets what is none."""
    if "$ref" in form:
        form = _SCHEMA["definitions"][form["$ref"].rpartition("/")[2]]
    for choice in form.get("anyOf", ()):
        value = _with_days(value, choice)
    if isinstance(value, dict):
        known = form.get("properties", {})
        return {name: _with_days(part, known.get(name, {})) for name, part in value.items()}
    if isinstance(value, list):
        return [_with_days(part, form.get("items", {})) for part in value]
    if isinstance(value, str) and form.get("format") == "date":
        try:
            return _day(value)
        except ValueError:
            return value
    return value


def _keys_whole(packed: Packed) -> bool:
    """Report empty cells where a row says whose it is; say whether every row can be placed."""
    whole = True
    for table in TABLES.values():
        for name in (*table.owners, *(["position"] if table.positioned else [])):
            for row, value in enumerate(packed.laid[table.name][name], start=1 + HEADING):
                if value is None:
                    told = f"`{name}`: the cell is empty; give it a value"
                    packed.faults.append(Fault(packed.paths[table.name], row, told))
                whole = whole and value is not None and not isinstance(value, Broken)
    return whole


# One table


Report = Callable[[int, str], None]
Read = Callable[[str, bytes, Table, Report], Any]


def _table(
    table: Table, listed: list[dict[str, Any]], fetch: Fetch, packed: Packed, read: Read
) -> Any:
    """Read one table; None, with the reason among the faults, where it is not whole."""
    mine = [part for part in listed if part.get("name") in (table.name, f"{table.name}-parquet")]
    if not mine:
        packed.faults.append(
            Fault(DESCRIPTOR, 1, f"`resources` lists no table `{table.name}`; add it")
        )
        return None
    contents: dict[str, bytes] = {}
    for part in mine:
        path = str(part.get("path"))
        content = fetch(path) if _stays_inside(path) else None
        if content is None:
            told = f"the file `{path}` of the table `{table.name}` is not in the package"
            packed.faults.append(Fault(DESCRIPTOR, 1, f"{told}; put it there, or export anew"))
        elif not _is_as_hashed(content, part.get("hash")):
            packed.faults.append(Fault(path, 1, _CHANGED))
        else:
            contents[path] = content
    if len(contents) < len(mine):
        return None
    path = min(contents, key=lambda path: not path.endswith(".parquet"))
    packed.paths[table.name] = path

    def report(row: int, told: str) -> None:
        packed.faults.append(Fault(path, row, told))

    return read(path, contents[path], table, report)


def _rows(path: str, content: bytes, table: Table, report: Report) -> Rows | None:
    """Read a file of either form to plain values."""
    if not path.endswith(".parquet"):
        return _csv(content, table, report)

    def turned(read: Any) -> Rows:
        laid = {name: _shared(read.column(name)) for name in read.column_names}
        return _with_all_columns(table, laid, read.num_rows)

    return _parquet(content, table, report, turned)


def _arrow(path: str, content: bytes, table: Table, report: Report) -> dict[str, Any] | None:
    """Read a Parquet file to its columns, each in one piece; of a CSV file, give None."""
    if not path.endswith(".parquet"):
        return None
    return _parquet(content, table, report, lambda read: _pieces(read, table))


def _pieces(read: Any, table: Table) -> dict[str, Any]:
    """Give each column in one piece; optional ones that are not there are empty."""
    import pyarrow as pa

    kinds = {
        "string": pa.dictionary(pa.int32(), pa.string()), "date": pa.date32(),
        "number": pa.float64(), "integer": pa.int64(),
    }  # fmt: skip
    laid: dict[str, Any] = {}
    for column in table.columns:
        if column.name not in read.column_names:
            laid[column.name] = pa.nulls(read.num_rows, kinds[column.form])
            continue
        pieces = read.column(column.name).unify_dictionaries().combine_chunks()
        # A column without a row has no piece at all.
        laid[column.name] = pieces if len(read) else pa.nulls(0, kinds[column.form])
    return laid


_CHANGED = (
    "the file is not the one that datapackage.json describes: its hash differs. It was changed or "
    "damaged after it was written; change the data set and export it anew. If only this file is "
    "right, take its `hash` out of datapackage.json, and the other file of this table too"
)


def _stays_inside(path: str) -> bool:
    """Tell whether a path is a plain one below the package."""
    if "\\" in path or ":" in path or "\0" in path:
        return False
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts


def _is_as_hashed(content: bytes, given: object) -> bool:
    """Compare with a hash as data packages write it, `sha256:...`; a bare one is MD5."""
    if not isinstance(given, str):
        return given is None
    kind, _, digest = given.rpartition(":")
    if (kind or "md5") not in ("md5", "sha1", "sha256", "sha512"):
        return False
    return hashlib.new(kind or "md5", content, usedforsecurity=False).hexdigest() == digest.lower()


def _heading(table: Table, found: list[str], report: Report) -> bool:
    """Report columns that are missing, unknown or there twice; say whether there was none."""
    known = [column.name for column in table.columns]
    faults: list[str] = []
    for column in table.columns:
        if column.name not in found and not column.optional:
            faults.append(f"the column `{column.name}` is missing; add it")
    for name in dict.fromkeys(found):
        if name not in known:
            close = get_close_matches(name, known, n=1)
            mend = f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(known)}"
            faults.append(f"unknown column `{_short(name)}`; {mend}")
        elif found.count(name) > 1:
            faults.append(f"the column `{name}` is there twice; remove one")
    for told in faults:
        report(HEADING, told)
    return not faults


def _short(text: str) -> str:
    text = "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _with_all_columns(table: Table, laid: Rows, length: int) -> Rows:
    """Put in the optional columns that a file leaves out."""
    return {column.name: laid.get(column.name, [None] * length) for column in table.columns}


def _csv(content: bytes, table: Table, report: Report) -> Rows | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        report(row, f"the byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8")
        return None
    # The limit of one cell is for all of Python, and lower than what a text here may have.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        found = next(reader, [])
        if not _heading(table, found, report):
            return None
        rows.extend(reader)
    except csv.Error as error:
        report(len(rows) + 1 + HEADING, f"this cannot be read as CSV: {error}; check the quotes")
        return None
    while rows and not rows[-1]:  # lines without anything at the end
        rows.pop()
    uneven = [number for number, row in enumerate(rows) if len(row) != len(found)]
    for number in uneven:
        report(
            number + 1 + HEADING,
            f"the row has {len(rows[number])} cells, and the table {len(found)} columns; "
            "look for a comma or a quote too many or too few",
        )
    if uneven:
        return None
    columns = dict(zip(found, zip(*rows, strict=True), strict=True)) if rows else {}
    laid = {
        column.name: _values(column, columns.get(column.name, ()), report)
        for column in table.columns
        if column.name in found
    }
    return _with_all_columns(table, laid, len(rows))


def _values(column: Column, texts: Any, report: Report) -> list[Any]:
    """Turn the cells of a column into its values; an empty one is None."""
    turn, words = _TURNS[column.form]
    values: list[Any] = []
    for row, text in enumerate(texts, start=1 + HEADING):
        try:
            values.append(turn(text) if text else None)
        except ValueError:
            report(row, f'`{column.name}`: must be {words}, and is "{_short(text)}"')
            values.append(BROKEN)
    return values


def _matching(pattern: re.Pattern[str], turn: Callable[[str], Any]) -> Callable[[str], Any]:
    def turned(text: str) -> Any:
        if not pattern.fullmatch(text):
            raise ValueError(text)
        return turn(text)

    return turned


_TURNS: dict[str, tuple[Callable[[str], Any], str]] = {
    "string": (csv_files.bare, "text"),
    "date": (_day, "a day such as 2024-09-11"),
    "number": (_matching(_NUMBER, float), "a number such as 33.31"),
    "integer": (_matching(_COUNT, int), "a whole number"),
}


def _parquet(
    content: bytes, table: Table, report: Report, turn: Callable[[Any], dict[str, Any]]
) -> dict[str, Any] | None:
    """Give what `turn` makes of a Parquet file as a table of Arrow, texts as dictionaries."""
    # Here and not above: whoever reads a text needs none of it, and it takes a while to load.
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = [column.name for column in table.columns if column.form == "string"]
    fits: dict[str, Callable[[Any], bool]] = {
        "string": lambda kind: pa.types.is_dictionary(kind) and pa.types.is_string(kind.value_type),
        "date": pa.types.is_date32,
        "number": lambda kind: pa.types.is_floating(kind) or pa.types.is_integer(kind),
        "integer": pa.types.is_integer,
    }
    try:
        # As a dictionary, a text that a million rows share is held once: no small file grows huge.
        file = pq.ParquetFile(pa.BufferReader(content), read_dictionary=texts)
        if file.metadata.num_rows > MAX_ROWS:
            report(HEADING, f"more than {MAX_ROWS:,} rows, more than any data set needs")
            return None
        if not _heading(table, file.schema_arrow.names, report):
            return None
        whole = True
        for column in table.columns:
            if column.name in file.schema_arrow.names:
                kind = file.schema_arrow.field(column.name).type
                if not fits[column.form](kind):
                    told = f"must hold {_TURNS[column.form][1]} in each row, and holds {kind}"
                    report(HEADING, f"`{column.name}`: {told}")
                    whole = False
        if not whole:
            return None
        read = file.read()
        # Nothing else looks whether the texts are UTF-8.
        read.validate(full=True)
        return turn(read)
    except (pa.ArrowException, OSError, ValueError, LookupError, OverflowError) as error:
        # LookupError: damage in a name or a dictionary. OverflowError: a day after the year 9999.
        report(HEADING, f"this cannot be read as Parquet: {_short(str(error))}; export anew")
        return None


def _shared(column: Any) -> list[Any]:
    """Give the values of a column, equal ones as one object: fewer to make, fewer to hold."""
    import pyarrow as pa

    values: list[Any] = []
    for chunk in column.chunks:
        shared = chunk if pa.types.is_dictionary(chunk.type) else chunk.dictionary_encode()
        # The last one, None, is what the index -1 of an unknown value finds.
        words = [*shared.dictionary.to_pylist(), None]
        values += [words[index] for index in shared.indices.fill_null(-1).to_pylist()]
    return values
