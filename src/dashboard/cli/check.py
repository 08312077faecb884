"""Find everything that is wrong with the data set."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dashboard.cli.reading import BAD, GOOD, add_file, amount
from dashboard.dataset import ids, reader
from dashboard.dataset.rules.whole import counts as counts_of
from dashboard.dataset.tables import Dataset
from dashboard.model.vocabulary import Status

DESCRIPTION = (
    "Print each problem as FILE:LINE: MESSAGE, then what the file holds. Where ids.txt stands "
    "beside it, hold the ids of the file to those ever published."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_file(parser)


def run(options: argparse.Namespace) -> int:
    """Print every problem of the file, then what it holds; 1 if there is any error."""
    path: Path = options.file
    loaded = reader.read(path)
    problems = [*loaded.problems, *_id_problems(path, loaded.dataset)]
    for problem in problems:
        print(problem)
    counts = Counter(problem.severity for problem in problems)
    told = [amount(counts[word], word) for word in ("error", "warning") if counts[word]]
    tally = f"{path}: {', '.join(told) or 'no problems'}"
    if loaded.dataset is None or counts["error"]:
        print(tally)
        return BAD
    print(f"{tally}. {_summary(loaded.dataset)}")
    return GOOD


def _id_problems(path: Path, dataset: Dataset | None) -> Iterator[reader.Problem]:
    """Hold a data set to the list of ids beside it, where there is one."""
    listed = ids.beside(path)
    if dataset is not None and listed.is_file():
        found, problems = ids.read(listed)
        yield from problems
        yield from ids.problems(dataset, found, str(listed))


def _summary(dataset: Dataset) -> str:
    counts = counts_of(dataset.tables)
    statuses = ", ".join(f"{counts[status]} {status}" for status in Status if counts[status])
    visits = amount(counts["visits"], "visit") + (f" ({statuses})" if statuses else "")
    others = [amount(counts[f"{noun}s"], noun) for noun in ("statement", "source", "meeting")]
    return ", ".join([visits, *others])
