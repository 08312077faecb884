"""Write the data set as a data package."""

from __future__ import annotations

import argparse
from pathlib import Path

from dashboard.analysis.audits import with_audits
from dashboard.cli.command import GOOD, Refused, amount, read_valid
from dashboard.cli.write import check_folder, write
from dashboard.dataset import yaml_writer
from dashboard.dataset.files import DESCRIPTOR
from dashboard.export import data_package


def run(options: argparse.Namespace) -> int:
    """Write the package, unless the data set has errors or the folder holds something else."""
    folder: Path = options.folder
    dataset = read_valid(options.file, "not exported")
    if folder.suffix == ".yaml":
        if folder.exists():
            raise Refused(f"{folder}: there already; name a new one")
        write({folder: yaml_writer.write(dataset).encode()})
        print(f"{folder}: written, version {dataset.head.version}")
        return GOOD
    check_folder(
        folder, DESCRIPTOR, lambda found: isinstance(found.get("dataset"), dict), "package"
    )
    files = data_package.build(with_audits(dataset, options.file), url=options.url)
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    # The descriptor comes last: until then, the old one's hashes betray a half-written folder.
    write({folder / name: content for name, content in files.items()})
    print(f"{folder}: {amount(len(files), 'file')}, version {dataset.head.version}")
    return GOOD
