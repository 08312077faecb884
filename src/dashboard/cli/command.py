"""What commands share: exit codes, arguments as data, and how they say that they do nothing."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.dataset import reader
from dashboard.dataset.tables import Dataset

GOOD, BAD, UNREADABLE = 0, 1, 2
"""Exit codes; argparse uses 2 as well, for arguments that it cannot read."""

PROJECT = Path(__file__).resolve().parents[3]
PROJECT_FILE = PROJECT / "data" / "visits.yaml"


class Refused(Exception):
    """A command does nothing; the message, which is printed, says why and what to do."""


@dataclass(frozen=True)
class Argument:
    """One argument of a command: its names, its settings as argparse has them, and its group."""

    names: tuple[str, ...]
    settings: dict[str, Any]
    group: str


def argument(*names: str, group: str = "", **settings: Any) -> Argument:
    """Return an argument of a command."""
    return Argument(names, settings, group)


def relative(path: Path) -> Path:
    """Return a path relative to the current folder, if it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def file_argument(default: Path, text: str) -> Argument:
    """Return the argument `file`, which may be left out."""
    return argument("file", nargs="?", type=Path, default=default, metavar="FILE", help=text)


FILE = file_argument(
    relative(PROJECT_FILE), "the data set (default: data/visits.yaml of the project)"
)
CHECK = argument("--check", action="store_true", help="change nothing, only say whether it would")


def checked(good: bool, value: Any, message: str) -> Any:
    """Return the value of an option, or let argparse print what is wrong with it."""
    if not good:
        raise argparse.ArgumentTypeError(message)
    return value


def number(value: str) -> float:
    """Read the value of an option that is a number, 0 or more."""
    good = re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value) is not None
    return float(checked(good, value, f"“{value}” is not a number, 0 or more"))


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
