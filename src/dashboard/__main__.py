"""The command line: `python -m dashboard COMMAND`."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from dashboard.cli import (
    BAD,
    STOPPED,
    UNREADABLE,
    check,
    diff,
    export,
    format,
    ids,
    import_table,
    links,
    new,
    run,
    schema,
    site,
    told,
)
from dashboard.dataset.reader import UnreadableFile

COMMANDS = {
    "check": check,
    "diff": diff,
    "export": export,
    "format": format,
    "ids": ids,
    "import": import_table,
    "links": links,
    "new": new,
    "run": run,
    "schema": schema,
    "site": site,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m dashboard",
        description="Work on the data set of Presidents Abroad.",
        epilog="Exit code: 0 good, 1 something to mend, 2 the file cannot be read or written.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        command.arguments(
            commands.add_parser(name, help=command.HELP, description=command.DESCRIPTION)
        )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal without Unicode gets escapes, not a stack trace.
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        code = COMMANDS[options.command].run(options)
        sys.stdout.flush()
    except UnreadableFile as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    except BrokenPipeError:
        # Whoever read our output has enough; Python would complain while it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BAD
    except OSError as error:
        named = error.filename or getattr(options, "file", "")
        print(f"{named}: {told(error)}", file=sys.stderr)
        return UNREADABLE
    except KeyboardInterrupt:
        return STOPPED
    return code


if __name__ == "__main__":
    sys.exit(main())
