"""What a data set is read from, within limits: one file, or the folder or zip of a package."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

MAX_BYTES = 50_000_000
"""More than one text should hold: more visits than that belong in a data package."""
MAX_PACKAGE_BYTES = 1_000_000_000
"""The same for all files of a package together, unpacked."""
MAX_FILES = 1_000
DESCRIPTOR = "datapackage.json"
"""The file by which a folder or a zip is known for a data package."""

Fetch = Callable[[str], bytes | None]
"""Gives the bytes of one file of a package by its path inside; None where there is none."""


class UnreadableFile(Exception):
    """There is nothing to check: a file is missing, too large, damaged or not UTF-8."""


def is_package(path: Path) -> bool:
    """Tell a data package (its folder, its descriptor or a zip) from a text, by what it holds.

    What is not there, or may not be read, is none: reading it as a text says why.
    """
    try:
        if path.is_dir() or path.name == DESCRIPTOR:
            return True
        if not path.is_file():
            return False  # to open a pipe would be to wait for whoever writes to it
        with path.open("rb") as file:
            return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
    except (OSError, ValueError):
        return False


def text(path: Path) -> bytes:
    """Read the file of a data set in one text.

    Raises `UnreadableFile` where it is missing, is not a plain file, or may not be read. Of a
    file that is too large it gives one byte more than `MAX_BYTES`.
    """
    try:
        if path.exists() and not path.is_file():
            raise UnreadableFile(f"{path} is not a plain file")
        with path.open("rb") as file:
            # One byte more than allowed is enough to know that there is too much.
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableFile(f"there is no file {path}") from None
    except PermissionError:
        raise UnreadableFile(f"{path} may not be read: permission denied") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableFile(f"{path!s} cannot be read: {reason}") from None


@contextmanager
def package(path: Path) -> Iterator[Fetch]:
    """Open the package at `path`, a folder or a zip, to fetch its files one by one.

    Raises `UnreadableFile`, here or at a fetch, for what cannot be read and for more than
    `MAX_PACKAGE_BYTES` in all; nothing outside of the package is ever read.
    """
    if path.name == DESCRIPTOR:
        path = path.parent
    if path.is_dir():
        yield _folder(path)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            yield _zip(archive, path)
    except zipfile.BadZipFile:
        raise UnreadableFile(f"{path} is a damaged zip: cut off, perhaps; fetch it again") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableFile(f"{path!s} cannot be read: {reason}") from None


def _too_large(path: Path) -> UnreadableFile:
    limit = MAX_PACKAGE_BYTES // 1_000_000
    return UnreadableFile(f"{path} unpacks to more than {limit:,} MB, more than a data set needs")


def _folder(root: Path) -> Fetch:
    inside = root.resolve()
    total = 0

    def fetch(name: str) -> bytes | None:
        nonlocal total
        place = root / name
        try:
            # A link may lead out of the folder: what counts is where it ends.
            if not place.resolve().is_relative_to(inside) or not place.is_file():
                return None
            with place.open("rb") as file:
                content = file.read(MAX_PACKAGE_BYTES - total + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UnreadableFile(f"{place!s} cannot be read: {reason}") from None
        total += len(content)
        if total > MAX_PACKAGE_BYTES:
            raise _too_large(root)
        return content

    return fetch


def _zip(archive: zipfile.ZipFile, path: Path) -> Fetch:
    members = archive.infolist()
    if len(members) > MAX_FILES:
        raise UnreadableFile(f"{path} holds more than {MAX_FILES:,} files, more than a package has")
    # The sizes that it claims are binding: of a member, no more than that is ever unpacked.
    if sum(member.file_size for member in members) > MAX_PACKAGE_BYTES:
        raise _too_large(path)
    names = [member.filename for member in members]
    # A folder that was zipped as a whole holds everything one level down.
    tops = [name.removesuffix(DESCRIPTOR) for name in names if name.endswith(f"/{DESCRIPTOR}")]
    top = tops[0] if DESCRIPTOR not in names and len(tops) == 1 else ""

    def fetch(name: str) -> bytes | None:
        if names.count(f"{top}{name}") > 1:
            raise UnreadableFile(f"{path} holds {name} twice; which one counts, nobody can tell")
        try:
            return archive.read(f"{top}{name}")
        except KeyError:
            return None
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError):
            raise UnreadableFile(
                f"{path} is a damaged zip: {name} in it cannot be unpacked; fetch it again"
            ) from None
        except (RuntimeError, NotImplementedError) as error:
            # A password, or a way of packing that Python does not know.
            raise UnreadableFile(f"{path}: {name} in it cannot be unpacked: {error}") from None

    return fetch


def state(path: Path) -> tuple[int, int]:
    """Give size and time of the last change, in bytes and nanoseconds; of a folder, of its files.

    Of a folder, its own changes count too: files that were renamed or removed show there.
    Raises `OSError` where there is nothing.
    """
    if path.name == DESCRIPTOR:
        path = path.parent
    own = path.stat()
    if not path.is_dir():
        return own.st_size, own.st_mtime_ns
    size, changed = 0, own.st_mtime_ns
    if (path / DESCRIPTOR).is_file():  # of any other folder nothing is read, so nothing counts
        for part in islice(path.rglob("*"), MAX_FILES):
            try:
                found = part.stat()
            except OSError:  # gone since it was listed
                continue
            size += found.st_size
            changed = max(changed, found.st_mtime_ns)
    return size, changed
