"""Write the schema by which editors complete and check the data set."""

from __future__ import annotations

import argparse
from pathlib import Path

from dashboard.cli.reading import PROJECT_FILE, add_check, relative
from dashboard.cli.write import update
from dashboard.dataset import json_schema

DESCRIPTION = (
    "Write the JSON Schema, made from the models, that YAML editors complete and check "
    "data/visits.yaml by."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_check(parser)
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        default=relative(PROJECT_FILE.with_name("visits.schema.json")),
        metavar="FILE",
        help="the schema (default: data/visits.schema.json of the project)",
    )


def run(options: argparse.Namespace) -> int:
    """Write the schema, or only say whether that would change it."""
    return update(
        options.file,
        json_schema.text().encode(),
        check=options.check,
        state="in step with the models",
        cure="python -m dashboard schema",
        done="written",
    )
