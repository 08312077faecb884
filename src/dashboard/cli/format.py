"""Write the data set in its canonical form."""

from __future__ import annotations

import argparse
from pathlib import Path

from dashboard.cli import BAD, GOOD, put, takes_data
from dashboard.dataset import reader, yaml_writer
from dashboard.dataset.files import is_package

HELP = "write the data set in its canonical form"
DESCRIPTION = "Order keys and records, quote and wrap texts: the same data, one form."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "--check", action="store_true", help="change nothing, only say whether it would"
    )
    takes_data(parser)


def run(options: argparse.Namespace) -> int:
    """Write the file in canonical form, or only say whether that would change it."""
    path: Path = options.file
    if is_package(path):
        print(
            f"{path}: a data package, which has one form only; "
            f"`python -m dashboard export NEW.yaml {path}` writes it as YAML"
        )
        return BAD
    loaded = reader.read(path)
    if not loaded.in_shape:
        for problem in loaded.errors:
            print(problem)
        print(f"{path}: not formatted; mend what is listed above first")
        return BAD
    # Read as bytes: a text file would hide the line ends.
    before = path.read_bytes()
    try:
        after = yaml_writer.canonical(before.decode()).encode()
    except yaml_writer.CannotFormat as error:
        place = f"{path}:{error.line}" if error.line else f"{path}"
        print(f"{place}: {error}")
        print(f"{path}: not formatted; mend what is listed above first")
        return BAD
    if before == after:
        print(f"{path}: in canonical form")
        return GOOD
    if options.check:
        print(f"{path}: not in canonical form; `python -m dashboard format` mends it")
        return BAD
    put(path.resolve(), after)
    print(f"{path}: formatted")
    return GOOD
