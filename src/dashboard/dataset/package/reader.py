"""From the files of a data package to a draft, and what is wrong with the files.

Of each table the Parquet file is read where there is one, else the CSV file: the descriptor holds
a hash of both, so that neither can differ from what was written without being noticed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd

from dashboard.dataset import json_schema
from dashboard.dataset.draft import (
    BROKEN,
    MAX_PROBLEMS,
    Broken,
    Draft,
    Fault,
    TooManyProblems,
    Where,
    check_keys,
)
from dashboard.dataset.files import DESCRIPTOR, Fetch, UnreadableFile
from dashboard.dataset.layout import HEAD, TABLES, Table
from dashboard.dataset.messages import (
    DAY,
    FORBIDDEN_IN_COLUMN,
    FORBIDDEN_IN_VALUE,
    MAX_TEXT,
    forbidden,
    refused,
    short,
)
from dashboard.dataset.package.table_files import HEADING, read_table
from dashboard.model.records import Document

MAX_DEPTH = 20
"""More levels inside each other than a descriptor needs; a package's has 7."""
_SHOWN = ("title", "version")
"""Fields that every package has of its own; `dataset` in the descriptor holds the rest."""
_SCHEMA = json_schema.of_model(Document)


@dataclass
class Package:
    """What a package holds, and what is wrong with its files: file, line or row, and message.

    `draft` is None where a table is not whole: what other tables say of it would mislead.
    `comment` is what stood at the head of the YAML that the package was made from.
    """

    descriptor: str
    comment: str = ""
    draft: Draft | None = None
    found: list[tuple[str, int, str]] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)

    def place(self, fault: Fault, where: Where) -> tuple[str, int]:
        """Return the file and the line or row of a fault, whose path in the data is `where`."""
        if fault.table:
            return self.paths[fault.table], fault.row + 1 + HEADING
        return DESCRIPTOR, self.line(where)

    def line(self, where: Where) -> int:
        """Return the line of a key of the descriptor: the last of the path that it has."""
        at = 0
        beside = where[:1] and where[0] in (*_SHOWN, "comment")
        for part in where if beside else ("dataset", *where):
            match = re.compile(rf'"{re.escape(str(part))}"\s*:').search(self.descriptor, at)
            at = match.start() if match else at
        return self.descriptor.count("\n", 0, at) + 1

    def add(self, table: str, row: int, message: str) -> None:
        """Take down what is wrong with a row of a table, from 0."""
        self.found.append((self.paths[table], row + 1 + HEADING, message))


def read(fetch: Fetch, name: str) -> Package:
    """Read the tables of a package and put them together; `name` is what messages call it.

    Raises `UnreadableFile` where there is no descriptor, or one that is no JSON.
    """
    content = fetch(DESCRIPTOR)
    if content is None:
        raise UnreadableFile(
            f"{name} holds no {DESCRIPTOR}, so it is no data package; "
            "name a data file, or the folder or zip of a package"
        )
    descriptor = _descriptor(content, name)
    package = Package(content.decode("utf-8-sig"))
    head, listed = descriptor.get("dataset"), descriptor.get("resources")
    if not isinstance(head, dict) or not isinstance(listed, list):
        lacking = "resources" if isinstance(head, dict) else "dataset"
        told = (
            f"the key `{lacking}` is missing or has not its shape: this package is not one of "
            "this kind of data set; `python -m dashboard export` writes one"
        )
        package.found.append((DESCRIPTOR, 1, told))
        return package
    _read_comment(package, descriptor)
    tables: dict[str, pd.DataFrame] = {}
    for table in TABLES.values():
        frame = _table(table, [part for part in listed if isinstance(part, dict)], fetch, package)
        if frame is not None:
            tables[table.name] = frame
    if len(tables) == len(TABLES) and _has_whole_keys(package, tables):
        placed = _placed(package, tables)
        if placed is not None:
            shown = {key: descriptor[key] for key in _SHOWN if key in descriptor}
            package.draft = Draft({}, placed)
            _read_head(package.draft, {**head, **shown})
            for name_, frame in placed.items():
                _check_texts(package, TABLES[name_], frame)
    return package


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


def _read_comment(package: Package, descriptor: Mapping[str, Any]) -> None:
    lines = descriptor.get("comment", [])
    if isinstance(lines, list):
        package.comment = "\n".join(str(line) for line in lines)
    # A comment may be as long as it likes, as it may in YAML.
    if match := FORBIDDEN_IN_VALUE.search(package.comment):
        line = package.line(("comment",))
        package.found.append((DESCRIPTOR, line, f"`comment`: {forbidden(match[0])}"))


def _read_head(draft: Draft, found: Mapping[str, Any]) -> None:
    """Take over what stands in no table, its days as such, and report keys that do not fit."""

    def plain(value: Any, form: Mapping[str, Any], where: Where) -> Any:
        if "$ref" in form:
            form = _SCHEMA["definitions"][form["$ref"].rpartition("/")[2]]
        is_day = any(each.get("format") == "date" for each in (form, *form.get("anyOf", ())))
        if isinstance(value, dict):
            known = form.get("properties", {})
            return {
                key: plain(part, known.get(key, {}), (*where, key)) for key, part in value.items()
            }
        if isinstance(value, list):
            inner = form.get("items", {})
            return [plain(part, inner, (*where, at)) for at, part in enumerate(value)]
        if not isinstance(value, str):
            return value
        told = refused(value)
        if told is None and is_day and DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                told = f"{value} is not a day of the calendar; correct it"
        if told is None:
            return value
        draft.fail(Fault("", 0, str(where[0]), told, below=where[1:]))
        return BROKEN

    with suppress(TooManyProblems):
        sections = [name for name, table in TABLES.items() if not table.owner]
        check_keys(draft, Document, {**dict.fromkeys(sections), **found}, "", 0)
        head = {name: found[name] for name in HEAD if name in found}
        draft.head = plain(head, _SCHEMA, ())


def _check_texts(package: Package, table: Table, frame: pd.DataFrame) -> None:
    """Report characters that no text may have, and texts that are too long."""
    for column in (each.name for each in table.checked if each.form == "string"):
        values = frame[column]
        if values.dtype == object:
            texts = {text for text in values if isinstance(text, str) and refused(text)}
        else:
            each = values if values.dtype == "str" else values.drop_duplicates().astype("str")
            odd = each.str.contains(FORBIDDEN_IN_COLUMN) | (each.str.len() > MAX_TEXT)
            texts = set(each[odd])
        for row, text in values[values.isin(texts)].head(MAX_PROBLEMS + 1).items() if texts else ():
            package.add(table.name, int(str(row)), f"`{column}`: {refused(text)}")


# Whose a row is


def _has_whole_keys(package: Package, tables: Mapping[str, pd.DataFrame]) -> bool:
    """Report empty cells where a row says whose it is; say whether every row can be placed."""
    whole = True
    for table in TABLES.values():
        for name in (*table.owners, *(["position"] if table.positioned else [])):
            values = tables[table.name][name]
            for row in values.index[values.isna()]:
                package.add(table.name, row, f"`{name}`: the cell is empty; give it a value")
                whole = False
            if values.dtype == object:
                whole = whole and not any(isinstance(each, Broken) for each in values)
    return whole


def _placed(package: Package, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame] | None:
    """Find the owner of each row, and put the rows of each list in their order.

    Returns None, with the reason among what was found, where a row belongs to nothing or has a
    place in its list that it cannot have.
    """
    placed: dict[str, pd.DataFrame] = {}
    before = len(package.found)
    for table in TABLES.values():
        frame = tables[table.name].assign(owner=-1)
        if table.owner:
            frame["owner"] = _owners(table, frame, placed)
            lost = frame[frame["owner"] < 0]
            for row, *owner in lost[[*table.owners]].head(MAX_PROBLEMS).itertuples(name=None):
                told = f"`{table.owners[-1]}`: {_nothing(owner, table.owners[-1])}"
                package.add(table.name, row, told)
            frame = frame.drop(index=lost.index) if len(lost) else frame
        if table.positioned:
            frame["position"] = frame["position"].astype("int64")
            if not _is_in_order(frame):
                frame = frame.sort_values(["owner", "position"], kind="stable")
                for row, expected in _misplaced(frame):
                    told = (
                        f"the places in a list count 1, 2, 3 and so on; {expected} must come here"
                    )
                    package.add(table.name, row, f"`position`: {told}")
        placed[table.name] = frame
    return placed if len(package.found) == before else None


def _owners(table: Table, frame: pd.DataFrame, placed: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return the label of the row that each row belongs to; -1 where there is none."""
    visits = placed["visits"].dropna(subset="id").drop_duplicates("id")
    ids = frame["visit"]
    ids = ids.astype("str").astype("category") if ids.dtype == object else ids
    # An id that is not there, and a visit that is not, both come to the last: -1.
    found = np.append(pd.Index(visits["id"]).get_indexer(ids.cat.categories), -1)
    labels = np.append(visits.index, -1)
    visit = labels[found[ids.cat.codes]]
    if table.owner == "visits":
        return pd.Series(visit, frame.index)
    # The parts stand by visit and position, so the first of the visit leads to each.
    parts, number = placed[table.owner], frame[table.owners[-1]].to_numpy("int64")
    at = parts["owner"].searchsorted(visit) + number - 1
    inside = (number > 0) & (at >= 0) & (at < len(parts))
    at = np.where(inside, at, -1)
    labels = np.append(parts.index, -1)[at]
    whose, position = (np.append(parts[name], -1)[at] for name in ("owner", "position"))
    return pd.Series(np.where((whose == visit) & (position == number), labels, -1), frame.index)


def _nothing(owner: list[Any], word: str) -> str:
    if len(owner) == 1:
        return f"no visit has the id `{short(owner[0])}`; correct it, or add the visit"
    return f"the visit `{short(owner[0])}` has no {word} {owner[1]}; correct it, or add the {word}"


def _is_in_order(frame: pd.DataFrame) -> bool:
    """Tell whether the rows stand by their owners, and count from 1 in each list."""
    count = frame.groupby("owner", sort=False).cumcount() + 1
    return frame["owner"].is_monotonic_increasing and bool((count == frame["position"]).all())


def _misplaced(frame: pd.DataFrame) -> list[tuple[int, int]]:
    """Return the rows that have not the place in their list that comes next, and that place."""
    first = frame[(frame["position"] > 0) & ~frame.duplicated(["owner", "position"])]
    good = first[first.groupby("owner").cumcount() + 1 == first["position"]]
    n_good = frame["owner"].map(good.groupby("owner").size()).fillna(0).astype("int64")
    wrong = frame.assign(n_good=n_good).drop(index=good.index).head(MAX_PROBLEMS)
    expected = wrong[["position", "n_good"]].min(axis="columns").clip(lower=0) + 1
    return list(zip(wrong.index.tolist(), expected.tolist(), strict=True))


def _table(
    table: Table, listed: list[dict[str, Any]], fetch: Fetch, package: Package
) -> pd.DataFrame | None:
    """Read one table; None, with the reason among what was found, where it is not whole."""
    mine = [part for part in listed if part.get("name") in (table.name, f"{table.name}-parquet")]
    if not mine and table.optional:
        return pd.DataFrame({each.name: pd.Series(dtype=object) for each in table.columns})
    if not mine:
        told = f"`resources` lists no table `{table.name}`; add it"
        package.found.append((DESCRIPTOR, 1, told))
        return None
    contents: dict[str, bytes] = {}
    for part in mine:
        path = str(part.get("path"))
        content = fetch(path) if _stays_inside(path) else None
        if content is None:
            told = f"the file `{path}` of the table `{table.name}` is not in the package"
            told = f"{told}; put it there, or export anew"
            package.found.append((DESCRIPTOR, 1, told))
        elif not _is_as_hashed(content, part.get("hash")):
            package.found.append((path, 1, _CHANGED))
        else:
            contents[path] = content
    if len(contents) < len(mine):
        return None
    path = min(contents, key=lambda path: not path.endswith(".parquet"))
    package.paths[table.name] = path

    def report(row: int, told: str) -> None:
        package.found.append((path, row, told))

    return read_table(path, contents[path], table, report)


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
