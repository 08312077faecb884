"""Find everything that is wrong with the data set."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from dashboard.cli import BAD, GOOD, amount, takes_data
from dashboard.dataset import ids, reader, rules
from dashboard.model.records import Dataset
from dashboard.model.vocabulary import Status

HELP = "find everything that is wrong with the data set"
DESCRIPTION = (
    "Print each problem as FILE:LINE: MESSAGE, then what the file holds. Where ids.txt stands "
    "beside it, hold the ids of the file to those ever published."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    takes_data(parser)


def run(options: argparse.Namespace) -> int:
    """Print every problem of the file, then what it holds; 1 if there is any error."""
    path: Path = options.file
    loaded = reader.read(path)
    problems = [*loaded.problems, *_ids(path, loaded.dataset)]
    for problem in problems:
        print(problem)
    if loaded.dataset is None or any(problem.severity == "error" for problem in problems):
        print(f"{path}: {_tally(problems)}")
        return BAD
    print(f"{path}: {_tally(problems)}. {_summary(loaded.dataset)}")
    return GOOD


def _ids(path: Path, dataset: Dataset | None) -> Iterator[reader.Problem]:
    """Hold a data set to the list of ids beside it, where there is one."""
    listed = ids.beside(path)
    if dataset is not None and listed.is_file():
        found, problems = ids.read(listed)
        yield from problems
        yield from ids.faults(dataset, found, str(listed))


def _summary(dataset: Dataset) -> str:
    counts = rules.counts(dataset)
    statuses = ", ".join(f"{counts[status]} {status}" for status in Status if counts[status])
    return ", ".join(
        [
            amount(counts["visits"], "visit") + (f" ({statuses})" if statuses else ""),
            amount(counts["statements"], "statement"),
            amount(counts["sources"], "source"),
            amount(counts["meetings"], "meeting"),
        ]
    )


def _tally(problems: Sequence[reader.Problem]) -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    parts = [
        amount(number, word)
        for number, word in ((errors, "error"), (warnings, "warning"))
        if number
    ]
    return ", ".join(parts) or "no problems"
