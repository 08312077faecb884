"""Saved lists of what changed from one version of a data set to the next, as CSV beside the data.

Each lies in the folder `changes`, under the number of the later version: `changes/1.2.0.csv`.
The command `diff --save` writes it, while both versions are at hand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from dashboard.dataset.csv_files import bare, read_csv, to_csv
from dashboard.dataset.diff import Change

FOLDER = "changes"
COLUMNS = ["from_version", "to_version", "part", "of", "change"]
_VERSION = re.compile(r"\d+\.\d+\.\d+")


class UnreadableChanges(Exception):
    """A saved list cannot be used; the message says where and what to do."""


def to_frame(changes: Iterable[Change], old: str, new: str) -> pd.DataFrame:
    """Return changes as a table: from_version, to_version, part, of (an id, or empty), change."""
    rows = [(old, new, change.group, change.of, change.words) for change in changes]
    return pd.DataFrame(rows, columns=COLUMNS, dtype="str")


def write(changes: Iterable[Change], old: str, new: str) -> bytes:
    """Return the saved list as CSV."""
    return to_csv(to_frame(changes, old, new))


def saved(data: Path) -> dict[str, Path]:
    """Return the saved lists beside a data file by the later version, the latest first."""
    files = [path for path in (data.parent / FOLDER).glob("*.csv") if _VERSION.fullmatch(path.stem)]
    return {path.stem: path for path in sorted(files, key=_number, reverse=True)}


def _number(path: Path) -> tuple[int, ...]:
    return tuple(map(int, path.stem.split(".")))


def read(path: Path) -> pd.DataFrame:
    """Read a saved list, with the columns of `to_frame`.

    Raises `UnreadableChanges` where it is no such table.
    """
    return read_csv(path, COLUMNS, UnreadableChanges)[COLUMNS].map(bare)


_RECODED = re.compile(r"statement (?:.*; )?recoded from ([a-z]+) \[[^]]*\] to ([a-z]+) \[")
_ONE = re.compile(r"statement (added|removed): ([a-z]+) \[")
_WHOLE = re.compile(r"(added|removed): .* statements? \(([^)]*)\)")


def by_kind(frame: pd.DataFrame) -> pd.DataFrame:
    """Count how many statements left each kind and how many joined it; most moved first.

    Columns: kind, n_left, n_joined, net (how many more there are). Statements that were added
    joined, those removed left, with those of visits that are new or gone. Those whose kind stayed
    are not counted.
    """
    counts = {"n_left": Counter[str](), "n_joined": Counter[str]()}
    of = {"added": counts["n_joined"], "removed": counts["n_left"]}
    for words in frame.loc[frame["part"] == "Visits", "change"]:
        if (recoded := _RECODED.match(words)) and recoded[1] != recoded[2]:
            counts["n_left"][recoded[1]] += 1
            counts["n_joined"][recoded[2]] += 1
        elif one := _ONE.match(words):
            of[one[1]][one[2]] += 1
        elif whole := _WHOLE.fullmatch(words):
            for number, kind in re.findall(r"(\d+) ([a-z]+)", whole[2]):
                of[whole[1]][kind] += int(number)
    table = pd.DataFrame(counts, columns=["n_left", "n_joined"]).fillna(0).astype(int)
    table["net"] = table["n_joined"] - table["n_left"]
    table = table.rename_axis("kind").reset_index()
    return table.sort_values(["n_left", "kind"], ascending=[False, True], ignore_index=True)
