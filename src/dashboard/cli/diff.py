"""Tell what changed between two data sets."""

from __future__ import annotations

import argparse
from itertools import groupby

from dashboard.cli.command import GOOD, amount, mend_first
from dashboard.cli.write import write
from dashboard.dataset import changes as saved_changes
from dashboard.dataset import reader
from dashboard.dataset.diff import differences


def run(options: argparse.Namespace) -> int:
    """Print what changed."""
    old, new = reader.read(options.old), reader.read(options.new)
    if old.dataset is None or new.dataset is None:
        raise mend_first([*old.errors, *new.errors], "not compared")
    found = differences(old.dataset, new.dataset)
    for group, changes in groupby(found, key=lambda change: change.group):
        print(group)
        for change in changes:
            print(f"  {change.of}: {change.words}" if change.of else f"  {change.words}")
    print(f"{amount(len(found), 'difference')}" if found else "no difference")
    if options.save:
        folder = options.new.parent / saved_changes.FOLDER
        folder.mkdir(exist_ok=True)
        old_version, version = old.dataset.head.version, new.dataset.head.version
        path = folder / f"{version}.csv"
        write({path: saved_changes.write(found, old_version, version)})
        print(f"{path}: saved")
    return GOOD
