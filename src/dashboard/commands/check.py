"""Find everything that is wrong with the data set."""

from __future__ import annotations

import argparse
from pathlib import Path

from dashboard import load, rules
from dashboard.commands import BAD, GOOD, amount, takes_data
from dashboard.model import Dataset, Status

HELP = "find everything that is wrong with the data set"
DESCRIPTION = "Print each problem as FILE:LINE: MESSAGE, then what the file holds."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    takes_data(parser)


def run(options: argparse.Namespace) -> int:
    """Print every problem of the file, then what it holds; 1 if there is any error."""
    path: Path = options.file
    loaded = load.read(path)
    for problem in loaded.problems:
        print(problem)
    if loaded.dataset is None:
        print(f"{path}: {_tally(loaded)}")
        return BAD
    print(f"{path}: {_tally(loaded)}. {_summary(loaded.dataset)}")
    return GOOD


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


def _tally(loaded: load.Loaded) -> str:
    errors = len(loaded.errors)
    warnings = len(loaded.problems) - errors
    parts = [
        amount(number, word)
        for number, word in ((errors, "error"), (warnings, "warning"))
        if number
    ]
    return ", ".join(parts) or "no problems"
