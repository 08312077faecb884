"""Exit codes, the argument that names the data set, and how problems are printed."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

from dashboard.dataset import reader
from dashboard.dataset.tables import Dataset

GOOD, BAD, UNREADABLE = 0, 1, 2
"""Exit codes; argparse uses 2 as well, for arguments that it cannot read."""

PROJECT = Path(__file__).resolve().parents[3]
PROJECT_FILE = PROJECT / "data" / "visits.yaml"


def add_file(parser: argparse.ArgumentParser) -> None:
    """Add the argument that names the data set; `options.file` is then its path."""
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        default=relative(PROJECT_FILE),
        metavar="FILE",
        help="the data set (default: data/visits.yaml of the project)",
    )


def add_check(parser: argparse.ArgumentParser) -> None:
    """Add the option to change nothing."""
    parser.add_argument(
        "--check", action="store_true", help="change nothing, only say whether it would"
    )


def relative(path: Path) -> Path:
    """Return a path relative to the current folder, if it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def number(value: str) -> float:
    """Read the value of an option that is a number, 0 or more."""
    if not re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value):
        raise argparse.ArgumentTypeError(f"“{value}” is not a number, 0 or more")
    return float(value)


def amount(count: int, noun: str) -> str:
    """Return a number with its noun, plural where needed: 1 visit, 2 visits."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def refuse(problems: Iterable[object], refusal: str) -> int:
    """Print problems and what was not done because of them, such as `FILE: not formatted`."""
    for problem in problems:
        print(problem)
    print(f"{refusal}; mend what is listed above first")
    return BAD


def read_valid(path: Path, refusal: str) -> Dataset | None:
    """Read a data set; None if it has errors, which are printed."""
    loaded = reader.read(path)
    if loaded.dataset is not None:
        return loaded.dataset
    refuse(loaded.errors, f"{path}: {refusal}")
    return None
