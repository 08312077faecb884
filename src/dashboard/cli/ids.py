"""Keep the list of all ids ever published."""

from __future__ import annotations

import argparse
from pathlib import Path

from dashboard.cli.command import GOOD, amount, mend_first, read_valid
from dashboard.cli.write import write
from dashboard.dataset import ids


def run(options: argparse.Namespace) -> int:
    """Add what is new, unless an id is gone, used again, or a line cannot be read."""
    path: Path = options.file
    dataset = read_valid(path, "not listed")
    target = ids.beside(path)
    listed, problems = ids.read(target) if target.exists() else ([], [])
    found = ids.problems(dataset, listed, str(target))
    problems += [problem for problem in found if problem.severity == "error"]
    if problems:
        raise mend_first(problems, f"{target}: not changed")
    new = set(ids.used(dataset)) - {ids.Listed(one.kind, one.id) for one in listed}
    text = ids.render([*listed, *new])
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        write({target: text.encode()})
    in_all = len(listed) + len(new)
    print(f"{target}: {amount(len(new), 'new id')}, {amount(in_all, 'id')} in all")
    return GOOD
