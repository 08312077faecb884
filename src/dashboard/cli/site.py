"""Write the static copy of the data set's pages."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dashboard.analysis.audits import with_audits
from dashboard.cli.command import GOOD, PROJECT, Refused, amount, read_valid
from dashboard.cli.write import check_folder, write
from dashboard.export.links import is_web
from dashboard.site import MADE_BY, MARK, plan

PROGRESS_EVERY = 1.0
"""Seconds before a line of progress appears, and between two of them."""


def run(options: argparse.Namespace) -> int:
    """Write the copy, unless the data set has errors or the folder holds something else."""
    folder: Path = options.folder
    for name, url in (("live", options.live), ("address", options.address)):
        if url and (not is_web(url) or "?" in url or "#" in url):
            raise Refused(
                f"--{name}: {url!r} is no plain web address; write it as https://example.org/"
            )
    dataset = read_valid(options.file, "no copy written")
    check_folder(folder, MARK, lambda mark: _is_ours(folder, mark), "copy")
    mark = folder / MARK
    before = json.loads(mark.read_bytes())["files"] if mark.exists() else []
    shared = PROJECT / "static"
    dataset = with_audits(dataset, options.file)
    files = plan(dataset, live=options.live, address=options.address, shared=shared)
    folder.mkdir(parents=True, exist_ok=True)
    # The list comes first: a copy that was interrupted is known for ours, and written over.
    write({mark: _list(sorted({*files, *before}))})
    for name in _with_progress(files):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write({folder / name: files[name]()})
    for name in set(before) - set(files):
        (folder / name).unlink(missing_ok=True)
    write({mark: _list(sorted(files))})
    print(f"{folder}: {amount(len(files) + 1, 'file')}, version {dataset.head.version}")
    return GOOD


def _list(files: list[str]) -> bytes:
    return (json.dumps({"made_by": MADE_BY, "files": files}, indent=1) + "\n").encode()


def _is_ours(folder: Path, mark: dict[str, Any]) -> bool:
    """Tell whether a list is one of ours whose files all lie in the folder: stale ones go."""
    files = mark.get("files")
    return (
        mark.get("made_by") == MADE_BY
        and isinstance(files, list)
        and all(
            isinstance(name, str) and (folder / name).resolve().is_relative_to(folder.resolve())
            for name in files
        )
    )


def _with_progress(names: Iterable[str]) -> Iterator[str]:
    """Go through names; say on standard error how far it is, once that takes a while."""
    every = list(names)
    last, shown = time.monotonic(), False
    for number, name in enumerate(every):
        if time.monotonic() - last > PROGRESS_EVERY:
            print(f"\r{number:,} of {len(every):,} files", end="", file=sys.stderr, flush=True)
            last, shown = time.monotonic(), True
        yield name
    if shown:
        print(f"\r{len(every):,} of {len(every):,} files", file=sys.stderr)
