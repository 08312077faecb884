"""Keep the list of all ids ever published."""

from __future__ import annotations

import argparse
from pathlib import Path

from dashboard.cli.reading import BAD, GOOD, add_file, amount, read_valid, refuse
from dashboard.cli.write import write
from dashboard.dataset import ids

DESCRIPTION = (
    "Add the ids of the data set to ids.txt beside it, and say which of that list are gone or used "
    "again. To retire an id, write `retired` behind it in the list."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_file(parser)


def run(options: argparse.Namespace) -> int:
    """Add what is new; 1 where an id is gone, used again, or a line cannot be read."""
    path: Path = options.file
    dataset = read_valid(path, "not listed")
    if dataset is None:
        return BAD
    target = ids.beside(path)
    listed, problems = ids.read(target) if target.exists() else ([], [])
    problems += [
        problem
        for problem in ids.problems(dataset, listed, str(target))
        if problem.severity == "error"
    ]
    if problems:
        return refuse(problems, f"{target}: not changed")
    known = {(one.kind, one.id) for one in listed}
    new = [one for one in ids.used(dataset) if (one.kind, one.id) not in known]
    text = ids.render([*listed, *new])
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        write({target: text.encode()})
    print(f"{target}: {amount(len(new), 'new id')}, {amount(len(known) + len(new), 'id')} in all")
    return GOOD
