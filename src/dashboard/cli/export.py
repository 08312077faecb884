"""Write the data set as a data package."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from dashboard.cli import BAD, GOOD, amount, put, put_all, sound, takes_data
from dashboard.dataset import yaml_writer
from dashboard.dataset.files import DESCRIPTOR
from dashboard.export import data_package
from dashboard.model.records import Url

HELP = "write the data set as a data package: CSV, Parquet, codebook, citation"
DESCRIPTION = (
    "Write a Frictionless Data Package into a folder. The dashboard, and every command that takes "
    "a data set, reads such a folder, or the zip of it, in place of the YAML. A DIR that ends in "
    ".yaml is the way back: the data set, a package say, is written there as YAML."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "folder",
        type=Path,
        metavar="DIR",
        help="where to write it: a new or empty folder, or one that holds such a package",
    )
    parser.add_argument(
        "--url",
        type=_url,
        help="the address of the web page where the package is published; Croissant asks for it",
    )
    takes_data(parser)


def run(options: argparse.Namespace) -> int:
    """Write the package, unless the data set has errors or the folder holds something else."""
    path: Path = options.file
    folder: Path = options.folder
    found = sound(path, "not exported")
    if found is None:
        return BAD
    dataset, comment = found
    refusal = _refusal(folder)
    if refusal:
        print(f"{folder}: {refusal}; name a new one")
        return BAD
    if folder.suffix == ".yaml":
        put(folder, yaml_writer.write(dataset, comment).encode())
        print(f"{folder}: written, version {dataset.version}")
        return GOOD
    files = data_package.build(dataset, comment, options.url)
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    # The descriptor comes last: until then, the old one's hashes betray a half-written folder.
    put_all({folder / name: content for name, content in files.items()})
    print(f"{folder}: {amount(len(files), 'file')}, version {dataset.version}")
    return GOOD


def _url(value: str) -> str:
    try:
        return TypeAdapter(Url).validate_python(value)
    except ValidationError:
        raise argparse.ArgumentTypeError(
            f"“{value}” is not a web address; it must begin with http:// or https://"
        ) from None


def _refusal(folder: Path) -> str | None:
    """Say why a folder may not be written to: it holds something that is not ours."""
    if folder.is_symlink() and not folder.exists():
        return "a link that leads nowhere"
    if not folder.exists():
        return None
    if folder.suffix == ".yaml":
        return "there already"
    if not folder.is_dir():
        return "a file, not a folder"
    if not any(folder.iterdir()):
        return None
    try:
        found = json.loads((folder / DESCRIPTOR).read_bytes())
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("dataset"), dict):
        return "not empty, and not a package that this command wrote"
    return None
