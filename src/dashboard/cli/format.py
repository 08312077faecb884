"""Write the data set in its canonical form."""

from __future__ import annotations

import argparse
from pathlib import Path

from dashboard.cli.command import Refused, mend_first
from dashboard.cli.write import update
from dashboard.dataset import reader, yaml_writer
from dashboard.dataset.files import is_package


def run(options: argparse.Namespace) -> int:
    """Write the file in canonical form, or only say whether that would change it."""
    path: Path = options.file
    if is_package(path):
        raise Refused(
            f"{path}: a data package, which has one form only; "
            f"`python -m dashboard export NEW.yaml {path}` writes it as YAML"
        )
    loaded = reader.read(path)
    if not loaded.in_shape:
        raise mend_first(loaded.errors, f"{path}: not formatted")
    try:
        # Decoded from bytes: a text file would hide the line ends.
        text = yaml_writer.canonical(path.read_bytes().decode())
    except yaml_writer.CannotFormat as error:
        place = f"{path}:{error.line}" if error.line else f"{path}"
        raise mend_first([f"{place}: {error}"], f"{path}: not formatted") from None
    return update(
        path,
        text.encode(),
        check=options.check,
        state="in canonical form",
        cure="python -m dashboard format",
        done="formatted",
    )
