"""Write the schema by which editors complete and check the data set."""

from __future__ import annotations

import argparse
from pathlib import Path

from dashboard.cli import BAD, GOOD, PROJECT_FILE, brief, put
from dashboard.dataset import json_schema

HELP = "write the schema for editors of the data set"
DESCRIPTION = (
    "Write the JSON Schema, made from the models, that YAML editors complete and check "
    "data/visits.yaml by."
)
FILE = PROJECT_FILE.with_name("visits.schema.json")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "--check", action="store_true", help="change nothing, only say whether it would"
    )
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        default=brief(FILE),
        metavar="FILE",
        help="the schema (default: data/visits.schema.json of the project)",
    )


def run(options: argparse.Namespace) -> int:
    """Write the schema, or only say whether that would change it."""
    path: Path = options.file
    written = json_schema.text().encode()
    if path.exists() and path.read_bytes() == written:
        print(f"{path}: in step with the models")
        return GOOD
    if options.check:
        print(f"{path}: not in step with the models; `python -m dashboard schema` mends it")
        return BAD
    put(path.resolve(), written)
    print(f"{path}: written")
    return GOOD
