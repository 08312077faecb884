"""Writing files so that nobody ever reads half of one, and saying what the system refused."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dashboard.cli.command import BAD, GOOD, Refused

CURES = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space, or ask for more",
    errno.EROFS: "name a place that may be written to",
    errno.EACCES: "ask for the right to it, or name another place",
    errno.EPERM: "ask for the right to it, or name another place",
    errno.ENAMETOOLONG: "shorten the name",
    errno.EIO: "the disk may be failing: save what is on it",
}


def explain(error: OSError) -> str:
    """Return what the system could not do, and what to do about it."""
    cure = CURES.get(error.errno or 0)
    reason = error.strerror or str(error)
    return f"{reason}; {cure}, then run the command again" if cure else reason


def write(files: Mapping[Path, bytes]) -> None:
    """Replace files, in their order, once all are written: a full disk leaves the old ones.

    Raises `OSError` with the name of the file that could not be written.
    """
    written: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in files.items():
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
            written[path] = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            if path.exists():
                shutil.copymode(path, name)
            else:
                written[path].chmod(0o644)  # a temporary file is its owner's alone
        for path, temporary in written.items():
            temporary.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        for temporary in written.values():
            temporary.unlink(missing_ok=True)  # those in place have this name no more


def update(path: Path, content: bytes, *, check: bool, state: str, cure: str, done: str) -> int:
    """Write a file that is derived from something, or only check it; return the exit code.

    `state` is what a file that needs no change is, such as `in canonical form`; `cure` the
    command that brings it there; `done` what is said after writing.
    """
    if path.exists() and path.read_bytes() == content:
        print(f"{path}: {state}")
        return GOOD
    if check:
        print(f"{path}: not {state}; `{cure}` mends it")
        return BAD
    write({path.resolve(): content})
    print(f"{path}: {done}")
    return GOOD


def check_file(path: Path, *, replace: bool) -> None:
    """Raise `Refused` where a file is there and is not to be replaced."""
    if path.exists() and not replace:
        raise Refused(
            f"{path} is there already; name another file, or add --replace to write over it"
        )


def check_folder(
    folder: Path, mark: str, ours: Callable[[dict[str, Any]], bool], what: str
) -> None:
    """Raise `Refused` where a folder may not be written to: it is not new, empty or our own.

    Our own holds the JSON file `mark`, whose content `ours` recognizes.
    """
    refusal = None
    if folder.is_symlink() and not folder.exists():
        refusal = "a link that leads nowhere"
    elif folder.exists() and not folder.is_dir():
        refusal = "a file, not a folder"
    elif folder.exists() and any(folder.iterdir()):
        try:
            found = json.loads((folder / mark).read_bytes())
        except (OSError, ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or not ours(found):
            refusal = f"not empty, and not a {what} that this command wrote"
    if refusal:
        raise Refused(f"{folder}: {refusal}; name a new one")
