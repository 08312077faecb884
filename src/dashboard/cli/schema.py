"""Write the schema by which editors complete and check the data set."""

from __future__ import annotations

import argparse

from dashboard.cli.write import update
from dashboard.dataset import json_schema


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
