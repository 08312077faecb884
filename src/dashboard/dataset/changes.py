"""Saved lists of what changed from one version of a data set to the next, as CSV beside the data.

Each lies in the folder `changes`, under the number of the later version: `changes/1.2.0.csv`.
The command `diff --save` writes it, while both versions are at hand.
"""

from __future__ import annotations

import re
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


_LEFT, _JOINED = (
    re.compile(r"statement (?:.*; )?recoded from ([a-z]+) \[|statement removed: ([a-z]+) \["),
    re.compile(r"recoded from [a-z]+ \[[^]]*\] to ([a-z]+) \[|statement added: ([a-z]+) \["),
)


_KINDS = re.compile(r"\d+ statements? \(([^)]*)\)$")


def _of_whole(changes: pd.Series, word: str) -> pd.Series:
    """Count by kind the statements of visits that were added, or removed, as a whole."""
    lists = changes[changes.str.startswith(f"{word}: ")].str.extract(_KINDS)[0].dropna()
    counts = lists.str.split(", ").explode().str.split(" ", expand=True).reindex(columns=[0, 1])
    return counts[0].astype("int64").groupby(counts[1]).sum()


def by_kind(frame: pd.DataFrame) -> pd.DataFrame:
    """Count how many statements left each kind and how many joined it; most moved first.

    Columns: kind, n_left, n_joined, net (how many more there are). Statements that were added
    joined, those removed left, with those of visits that are new or gone. Those whose kind stayed
    are not counted.
    """
    of_visits = frame.loc[frame["part"] == "Visits", "change"]
    left, joined = (of_visits.str.extract(pattern).bfill(axis=1)[0] for pattern in (_LEFT, _JOINED))
    moved = left.fillna("") != joined.fillna("")
    counts = pd.DataFrame(
        {
            name: kinds[moved].value_counts().add(_of_whole(of_visits, word), fill_value=0)
            for name, kinds, word in (("n_left", left, "removed"), ("n_joined", joined, "added"))
        }
    )
    counts = counts.fillna(0).astype(int)
    counts["net"] = counts["n_joined"] - counts["n_left"]
    counts = counts.rename_axis("kind").reset_index()
    return counts.sort_values(["n_left", "kind"], ascending=[False, True], ignore_index=True)
