"""Write the data set as a data package."""

from __future__ import annotations

import argparse
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from dashboard.analysis.audits import with_audits
from dashboard.cli.reading import BAD, GOOD, add_file, amount, read_valid
from dashboard.cli.write import occupied, write
from dashboard.dataset import yaml_writer
from dashboard.dataset.files import DESCRIPTOR
from dashboard.export import data_package
from dashboard.model.records import Url

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
    add_file(parser)


def run(options: argparse.Namespace) -> int:
    """Write the package, unless the data set has errors or the folder holds something else."""
    folder: Path = options.folder
    dataset = read_valid(options.file, "not exported")
    if dataset is None:
        return BAD
    if refusal := _refusal(folder):
        print(f"{folder}: {refusal}; name a new one")
        return BAD
    if folder.suffix == ".yaml":
        write({folder: yaml_writer.write(dataset).encode()})
        print(f"{folder}: written, version {dataset.head.version}")
        return GOOD
    files = data_package.build(with_audits(dataset, options.file), url=options.url)
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    # The descriptor comes last: until then, the old one's hashes betray a half-written folder.
    write({folder / name: content for name, content in files.items()})
    print(f"{folder}: {amount(len(files), 'file')}, version {dataset.head.version}")
    return GOOD


def _url(value: str) -> str:
    try:
        return TypeAdapter(Url).validate_python(value)
    except ValidationError:
        raise argparse.ArgumentTypeError(
            f"“{value}” is not a web address; it must begin with http:// or https://"
        ) from None


def _refusal(folder: Path) -> str | None:
    if folder.suffix == ".yaml" and folder.exists():
        return "there already"
    return occupied(
        folder,
        DESCRIPTOR,
        lambda found: isinstance(found, dict) and isinstance(found.get("dataset"), dict),
        "package",
    )
