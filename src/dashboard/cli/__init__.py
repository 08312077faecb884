"""The commands of `python -m dashboard`, one a module.

Each has HELP (a line for the list), DESCRIPTION, `arguments(parser)` and `run(options)`, which
returns an exit code. An `OSError` or `UnreadableFile` that leaves `run` becomes one line.
"""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dashboard.dataset import reader
from dashboard.model.records import Dataset

GOOD, BAD, UNREADABLE, STOPPED = 0, 1, 2, 130
"""Exit codes; argparse uses 2 as well, for arguments that it cannot read."""

PROJECT_FILE = Path(__file__).resolve().parents[3] / "data" / "visits.yaml"


def takes_data(parser: argparse.ArgumentParser) -> None:
    """Add the argument that names the data set; `options.file` is then its path."""
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        default=project_file(),
        metavar="FILE",
        help="the data set (default: data/visits.yaml of the project)",
    )


def project_file() -> Path:
    """Return the project's file, by its short name where one stands in the project."""
    return brief(PROJECT_FILE)


def brief(path: Path) -> Path:
    """Name a path from where one stands, if it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def amount(number: int, word: str) -> str:
    """Write a number with its word, plural where needed: 1 visit, 2 visits."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def sound(path: Path, undone: str) -> tuple[Dataset, str] | None:
    """Read a data set and the comment at its head; nothing where it has errors.

    These are printed then, and what is `undone` for them, such as `not exported`.
    """
    loaded = reader.read(path)
    if loaded.dataset is not None:
        return loaded.dataset, loaded.comment
    for problem in loaded.errors:
        print(problem)
    print(f"{path}: {undone}; mend what is listed above first")
    return None


def put(path: Path, content: bytes) -> None:
    """Put the content in place at once, so that nobody ever reads half a file.

    Raises `OSError` with the name of this path, not with that of a temporary file beside it; what
    was there is then as it was.
    """
    put_all({path: content})


def put_all(contents: Mapping[Path, bytes]) -> None:
    """Put files in place, in their order, once all are written: a full disk leaves the old ones.

    Raises `OSError` with the name of the file that could not be written.
    """
    written: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in contents.items():
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
            written[path] = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            if path.exists():
                shutil.copymode(path, name)
            else:
                written[path].chmod(0o644)  # a temporary file is its owner's alone
        for path, beside in written.items():
            beside.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        for beside in written.values():
            beside.unlink(missing_ok=True)  # those in place have this name no more


_CURES = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space, or ask for more",
    errno.EROFS: "name a place that may be written to",
    errno.EACCES: "ask for the right to it, or name another place",
    errno.EPERM: "ask for the right to it, or name another place",
    errno.ENAMETOOLONG: "shorten the name",
    errno.EIO: "the disk may be failing: save what is on it",
}


def told(error: OSError) -> str:
    """Say what the system could not do, and what to do about it."""
    cure = _CURES.get(error.errno or 0)
    reason = error.strerror or str(error)
    return f"{reason}; {cure}, then run the command again" if cure else reason
