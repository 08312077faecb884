"""Write the static copy of the data set's pages."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from dashboard.cli import BAD, GOOD, PROJECT_FILE, amount, put, sound, takes_data
from dashboard.export.links import is_web
from dashboard.site import MADE_BY, MARK, plan

HELP = "write a static copy of the pages, for any file host"
DESCRIPTION = (
    "Write a static copy into a folder: overview, a page a visit, charts, tables, data package. "
    "Any file host serves it, so that a link survives a sleeping app. It asks no other host for "
    "anything."
)
SHARED = PROJECT_FILE.parents[1] / "static"
QUIET = 1.0
"""Seconds before a line of progress appears, and between two of them."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "folder",
        type=Path,
        metavar="DIR",
        help="where to write it: a new or empty folder, or one that holds such a copy",
    )
    takes_data(parser)
    parser.add_argument(
        "--live", default="", metavar="URL",
        help="the address of the dashboard; each page then links to its live view",
    )  # fmt: skip
    parser.add_argument(
        "--address", default="", metavar="URL",
        help="the address that the copy will have; gives sitemap.xml and canonical links",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Write the copy, unless the data set has errors or the folder holds something else."""
    folder: Path = options.folder
    for name in ("live", "address"):
        url = getattr(options, name)
        if url and (not is_web(url) or "?" in url or "#" in url):
            print(f"--{name}: {url!r} is no plain web address; write it as https://example.org/")
            return BAD
    found = sound(options.file, "no copy written")
    if found is None:
        return BAD
    dataset, comment = found
    before = _before(folder)
    if isinstance(before, str):
        print(f"{folder}: {before}; name a new one")
        return BAD
    files = plan(dataset, comment, live=options.live, address=options.address, shared=SHARED)
    folder.mkdir(parents=True, exist_ok=True)
    # The list comes first: a copy that was interrupted is known for ours, and written over.
    put(folder / MARK, _mark(sorted({*files, *before})))
    for name, make in _with_progress(files):
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        put(place, make())
    for name in set(before) - set(files):
        (folder / name).unlink(missing_ok=True)
    put(folder / MARK, _mark(sorted(files)))
    print(f"{folder}: {amount(len(files) + 1, 'file')}, version {dataset.version}")
    return GOOD


def _mark(files: list[str]) -> bytes:
    return (json.dumps({"made_by": MADE_BY, "files": files}, indent=1) + "\n").encode()


def _before(folder: Path) -> list[str] | str:
    """List the files of the copy that a folder holds, or say why it may not be written to."""
    if folder.is_symlink() and not folder.exists():
        return "a link that leads nowhere"
    if not folder.exists():
        return []
    if not folder.is_dir():
        return "a file, not a folder"
    if not any(folder.iterdir()):
        return []
    try:
        found = json.loads((folder / MARK).read_bytes())
        files = found["files"] if found["made_by"] == MADE_BY else None
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        files = None
    if not isinstance(files, list) or not all(_inside(folder, name) for name in files):
        return "not empty, and not a copy that this command wrote"
    return files


def _inside(folder: Path, name: object) -> bool:
    """Tell whether a name of the list stays in the folder: what is stale is deleted by it."""
    return isinstance(name, str) and (folder / name).resolve().is_relative_to(folder.resolve())


def _with_progress(
    files: dict[str, Callable[[], bytes]],
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Go through the files; say on standard error how far it is, once that takes a while."""
    said = time.monotonic()
    told = False
    for number, pair in enumerate(files.items()):
        if time.monotonic() - said > QUIET:
            print(f"\r{number:,} of {len(files):,} files", end="", file=sys.stderr, flush=True)
            said, told = time.monotonic(), True
        yield pair
    if told:
        print(f"\r{len(files):,} of {len(files):,} files", file=sys.stderr)
