"""Find everything that is wrong with the data set."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from dashboard.cli.command import BAD, GOOD, amount
from dashboard.dataset import ids, reader
from dashboard.dataset.rules.whole import counts as counts_of
from dashboard.model.vocabulary import Status


def run(options: argparse.Namespace) -> int:
    """Print every problem of the file, then what it holds; 1 if there is any error."""
    path: Path = options.file
    loaded = reader.read(path)
    problems, listed = list(loaded.problems), ids.beside(path)
    if loaded.dataset is not None and listed.is_file():
        found, unread = ids.read(listed)
        problems += [*unread, *ids.problems(loaded.dataset, found, str(listed))]
    for problem in problems:
        print(problem)
    severities = Counter(problem.severity for problem in problems)
    told = [amount(severities[word], word) for word in ("error", "warning") if severities[word]]
    tally = f"{path}: {', '.join(told) or 'no problems'}"
    if loaded.dataset is None or severities["error"]:
        print(tally)
        return BAD
    counts = counts_of(loaded.dataset.tables)
    statuses = ", ".join(f"{counts[status]} {status}" for status in Status if counts[status])
    visits = amount(counts["visits"], "visit") + (f" ({statuses})" if statuses else "")
    others = [amount(counts[f"{noun}s"], noun) for noun in ("statement", "source", "meeting")]
    print(f"{tally}. {', '.join([visits, *others])}")
    return GOOD
