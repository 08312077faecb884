"""Write the schema by which editors complete and check the data set."""

from __future__ import annotations

import argparse

from dashboard.cli.command import CHECK, PROJECT_FILE, file_argument, relative
from dashboard.cli.write import update
from dashboard.dataset import json_schema

DESCRIPTION = (
    "Write the JSON Schema, made from the models, that YAML editors complete and check "
    "data/visits.yaml by."
)
FILE = file_argument(
    relative(PROJECT_FILE.with_name("visits.schema.json")),
    "the schema (default: data/visits.schema.json of the project)",
)
ARGUMENTS = [CHECK, FILE]


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
