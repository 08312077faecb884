"""What commands share: exit codes, how they count, and how they say that they do nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dashboard.dataset import reader
from dashboard.dataset.tables import Dataset

GOOD, BAD, UNREADABLE = 0, 1, 2
"""Exit codes; argparse uses 2 as well, for arguments that it cannot read."""
PROJECT = Path(__file__).resolve().parents[3]


class Refused(Exception):
    """A command does nothing; the message, which is printed, says why and what to do."""


def relative(path: Path) -> Path:
    """Return a path relative to the current folder, if it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def amount(count: int, noun: str) -> str:
    """Return a number with its noun, plural where needed: 1 visit, 2 visits."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def mend_first(problems: Iterable[object], refusal: str) -> Refused:
    """List problems and what was not done because of them, such as `FILE: not formatted`."""
    return Refused("\n".join([*map(str, problems), f"{refusal}; mend what is listed above first"]))


def read_valid(path: Path, refusal: str) -> Dataset:
    """Read a data set. Raises `Refused` where it has errors."""
    loaded = reader.read(path)
    if loaded.dataset is None:
        raise mend_first(loaded.errors, f"{path}: {refusal}")
    return loaded.dataset
