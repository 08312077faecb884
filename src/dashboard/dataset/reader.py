"""From a data set on disk to its tables, or to all that is wrong with it, each with its place.

A YAML and a data package become the same draft. Its values are checked column by column, then the
rules are asked; what they find at a row is told with the line of the YAML or the row of the file.
A part that fails is left out and the rest is still checked, so that one bad visit does not hide
the problems of the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dashboard.dataset import files, yaml_reader
from dashboard.dataset.draft import (
    MAX_PROBLEMS,
    Draft,
    Fault,
    Severity,
    Where,
    flatten,
)
from dashboard.dataset.files import MAX_BYTES, UnreadableFile
from dashboard.dataset.layout import WORDS
from dashboard.dataset.messages import short
from dashboard.dataset.package import reader as package_reader
from dashboard.dataset.rules import faults_of
from dashboard.dataset.shape import check
from dashboard.dataset.tables import Dataset, dataset_of

MAX_MESSAGE = 1_000
"""Characters of a message, which may name what stands in the file."""


@dataclass(frozen=True)
class Problem:
    """One thing to mend, at one line, or row of a table (counted from 1)."""

    file: str
    line: int
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        warning = "warning: " if self.severity == "warning" else ""
        return f"{self.file}:{self.line}: {warning}{self.message}"


@dataclass(frozen=True)
class Loaded:
    """What a file holds: the data set, or None where there is any error, and its problems."""

    dataset: Dataset | None
    problems: tuple[Problem, ...]
    in_shape: bool
    """Whether it has the shape of a data set, whatever the rules say of it."""
    comment: str = ""
    """The lines at the head of the text, marks and all: the one place for comments."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that are not mere warnings."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


@dataclass(frozen=True)
class _Found:
    """One thing wrong, at a place of a file; `where` is the path that its message names."""

    file: str
    line: int
    message: str
    where: Where = ()
    severity: Severity = "error"


def read(path: Path) -> Loaded:
    """Read and check the YAML, or the data package (folder or zip), at `path`.

    Raises `UnreadableFile` where it cannot be read at all: what `parse` refuses, a file that is
    missing, is not a file, or may not be read, and a package that is damaged or too large.
    """
    if files.is_package(path):
        with files.package(path) as fetch:
            return unpack(fetch, str(path.parent if path.name == files.DESCRIPTOR else path))
    return parse(files.text(path), str(path))


def parse(text: str | bytes, name: str) -> Loaded:
    """Check the text of a YAML; `name` is what its problems call the file.

    Raises `UnreadableFile` for a text of more than `MAX_BYTES`, and for bytes that are not UTF-8.
    """
    if len(text) > MAX_BYTES:
        raise UnreadableFile(
            f"{name} is larger than {MAX_BYTES // 1_000_000} MB, too large for YAML; keep so much "
            "as a data package (`python -m dashboard export` writes one of a smaller file)"
        )
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError as error:
            line = text.count(b"\n", 0, error.start) + 1
            raise UnreadableFile(
                f"{name} is not UTF-8: line {line} holds the byte 0x{text[error.start]:02x} "
                f"(offset {error.start}); save the file as UTF-8"
            ) from None
    tree = yaml_reader.read(text.removeprefix("\ufeff"))
    found = [_Found(name, tree.shown(line), message, where) for line, where, message in tree.found]
    draft = None if tree.data is None else flatten(tree.data)
    return _loaded(draft, found, lambda _, where: (name, tree.line(where)), tree.comment)


def unpack(fetch: files.Fetch, name: str) -> Loaded:
    """Check a data package, file by file; `name` is what its problems call it.

    Raises `UnreadableFile` where it has no descriptor that can be read.
    """
    package = package_reader.read(fetch, name)
    found = [_Found(f"{name}/{file}", row, message) for file, row, message in package.found]

    def locate(fault: Fault, where: Where) -> tuple[str, int]:
        file, row = package.place(fault, where)
        return f"{name}/{file}", row

    return _loaded(package.draft, found, locate, package.comment, is_yaml=False)


def _loaded(
    draft: Draft | None,
    found: list[_Found],
    locate: Callable[[Fault, Where], tuple[str, int]],
    comment: str,
    *,
    is_yaml: bool = True,
) -> Loaded:
    """Check a draft; `found` is what is known to be wrong, `locate` says where a fault lies."""
    parts = None if draft is None else check(draft)
    in_shape = parts is not None and parts.is_whole and not found
    if draft is not None:
        faults = [*draft.faults, *(faults_of(parts) if parts else ())]
        for fault in faults:
            where = draft.where(fault)
            message = fault.message if is_yaml else fault.message.replace(", without quotes", "")
            named = where if fault.named else where[:-1]
            found.append(_Found(*locate(fault, where), message, named, fault.severity))
    has_errors = any(each.severity == "error" for each in found)
    dataset = dataset_of(parts, comment) if parts and in_shape and not has_errors else None
    return Loaded(dataset, _problems(found, draft), in_shape, comment)


def _problems(found: list[_Found], draft: Draft | None) -> tuple[Problem, ...]:
    """Put what was found in the order of the files, and say it in words."""
    problems: dict[Problem, None] = {}
    for each in sorted(found, key=lambda one: (one.file, one.line, one.message)):
        words = _words(each.where, draft)
        text = short(f"{words}: {each.message}" if words else each.message, MAX_MESSAGE)
        problems[Problem(each.file, each.line, text, each.severity)] = None
        if len(problems) == MAX_PROBLEMS < len(found):
            end = "there are more problems; mend those above first"
            problems[Problem(each.file, each.line, end)] = None
            break
    return tuple(problems)


def _words(where: Where, draft: Draft | None) -> str:
    """Name a path in words: `visit raisi-2021-09-tajikistan, stop 2, `arrival``."""
    words: list[str] = []
    # Rows of a frame are numbered by NumPy.
    where = tuple(part if isinstance(part, str) else int(part) for part in where)
    for at, part in enumerate(where):
        if isinstance(part, int):
            section = str(where[at - 1])
            name = None
            if at == 1 and draft is not None and section in draft.tables:
                name = draft.tables[section]["id"].get(part)
            shown = short(name) if isinstance(name, str) else part + 1
            words.append(f"{WORDS.get(section, 'item')} {shown}")
        elif at + 1 == len(where) or not isinstance(where[at + 1], int):
            words.append(f"`{short(part)}`")
    return ", ".join(words)
