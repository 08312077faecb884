"""The command line: `python -m dashboard check` and `python -m dashboard format`."""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dashboard import canonical, load, rules
from dashboard.model import Dataset, Status

PROJECT_FILE = Path(__file__).resolve().parents[2] / "data" / "visits.yaml"

GOOD, BAD, UNREADABLE, STOPPED = 0, 1, 2, 130
"""Exit codes; argparse uses 2 as well, for arguments that it cannot read."""


def _amount(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _summary(dataset: Dataset) -> str:
    counts = rules.counts(dataset)
    statuses = ", ".join(f"{counts[status]} {status}" for status in Status if counts[status])
    return ", ".join(
        [
            _amount(counts["visits"], "visit") + (f" ({statuses})" if statuses else ""),
            _amount(counts["statements"], "statement"),
            _amount(counts["sources"], "source"),
            _amount(counts["meetings"], "meeting"),
        ]
    )


def _tally(loaded: load.Loaded) -> str:
    errors = len(loaded.errors)
    warnings = len(loaded.problems) - errors
    parts = [
        _amount(number, word)
        for number, word in ((errors, "error"), (warnings, "warning"))
        if number
    ]
    return ", ".join(parts) or "no problems"


def check(path: Path) -> int:
    """Print every problem of the file, then what it holds; 1 if there is any error."""
    loaded = load.read(path)
    for problem in loaded.problems:
        print(problem)
    if loaded.dataset is None:
        print(f"{path}: {_tally(loaded)}")
        return BAD
    print(f"{path}: {_tally(loaded)}. {_summary(loaded.dataset)}")
    return GOOD


def format_file(path: Path, *, only_check: bool) -> int:
    """Write the file in canonical form, or only say whether that would change it."""
    loaded = load.read(path)
    if not loaded.in_shape:
        for problem in loaded.errors:
            print(problem)
        print(f"{path}: not formatted; mend what is listed above first")
        return BAD
    # Read as bytes: a text file would hide the line ends.
    before = path.read_bytes()
    try:
        after = canonical.canonical(before.decode()).encode()
    except canonical.CannotFormat as error:
        place = f"{path}:{error.line}" if error.line else f"{path}"
        print(f"{place}: {error}")
        print(f"{path}: not formatted; mend what is listed above first")
        return BAD
    if before == after:
        print(f"{path}: in canonical form")
        return GOOD
    if only_check:
        print(f"{path}: not in canonical form; `python -m dashboard format` mends it")
        return BAD
    _replace(path.resolve(), after)
    print(f"{path}: formatted")
    return GOOD


def _replace(path: Path, content: bytes) -> None:
    """Put the content in place at once, so that nobody ever reads half a file."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        shutil.copymode(path, name)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m dashboard",
        description="Work on the data set of Presidents Abroad.",
        epilog="Exit code: 0 good, 1 something to mend, 2 the file cannot be read or written.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    checking = commands.add_parser(
        "check",
        help="find everything that is wrong with the data set",
        description="Print each problem as FILE:LINE: MESSAGE, then what the file holds.",
    )
    formatting = commands.add_parser(
        "format",
        help="write the data set in its canonical form",
        description="Order keys and records, quote and wrap texts: the same data, one form.",
    )
    formatting.add_argument(
        "--check", action="store_true", help="change nothing, only say whether it would"
    )
    for command in (checking, formatting):
        command.add_argument(
            "file",
            nargs="?",
            type=Path,
            metavar="FILE",
            help="the data set (default: data/visits.yaml of the project)",
        )
    return parser


def _default() -> Path:
    """Return the project's file, by its short name where one stands in the project."""
    here = Path.cwd()
    return PROJECT_FILE.relative_to(here) if PROJECT_FILE.is_relative_to(here) else PROJECT_FILE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal without Unicode gets escapes, not a stack trace.
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        path: Path = options.file or _default()
        if options.command == "check":
            code = check(path)
        else:
            code = format_file(path, only_check=options.check)
        sys.stdout.flush()
    except load.UnreadableFile as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    except BrokenPipeError:
        # Whoever read our output has enough; Python would complain while it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BAD
    except OSError as error:
        # Not the name in the error: that may be one of the temporary file beside it.
        print(f"{options.file or PROJECT_FILE}: {error.strerror or error}", file=sys.stderr)
        return UNREADABLE
    except KeyboardInterrupt:
        return STOPPED
    return code


if __name__ == "__main__":
    sys.exit(main())
