"""Keep the list of all ids ever published."""

from __future__ import annotations

import argparse
from pathlib import Path

from dashboard.cli import BAD, GOOD, amount, put, sound, takes_data
from dashboard.dataset import ids

HELP = "add new ids to the list of all ids ever published"
DESCRIPTION = (
    "Add the ids of the data set to ids.txt beside it, and say which of that list are gone or used "
    "again. To retire an id, write `retired` behind it in the list."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    takes_data(parser)


def run(options: argparse.Namespace) -> int:
    """Add what is new; 1 where an id is gone, used again, or a line cannot be read."""
    path: Path = options.file
    found = sound(path, "not listed")
    if found is None:
        return BAD
    dataset, _ = found
    target = ids.beside(path)
    listed, problems = ids.read(target) if target.exists() else ([], [])
    problems += [
        fault for fault in ids.faults(dataset, listed, str(target)) if fault.severity == "error"
    ]
    for problem in problems:
        print(problem)
    if problems:
        print(f"{target}: not changed; mend what is listed above first")
        return BAD
    known = {(one.kind, one.id) for one in listed}
    new = [one for one in ids.used(dataset) if (one.kind, one.id) not in known]
    text = ids.render([*listed, *new])
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        put(target, text.encode())
    print(f"{target}: {amount(len(new), 'new id')}, {amount(len(known) + len(new), 'id')} in all")
    return GOOD
