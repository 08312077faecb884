"""The command line: `python -m dashboard COMMAND`."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Any

COMMANDS = {
    "check": "find everything that is wrong with the data set",
    "diff": "tell in words what changed between two data sets",
    "export": "write the data set as a data package: CSV, Parquet, codebook, citation",
    "format": "write the data set in its canonical form",
    "ids": "add new ids to the list of all ids ever published",
    "import": "turn a plain table (CSV) into a data set",
    "links": "ask whether the sources' addresses still lead somewhere (needs the network)",
    "new": "write an annotated data file to start from",
    "run": "open the dashboard on a data set",
    "schema": "write the schema for editors of the data set",
    "site": "write a static copy of the pages, for any file host",
}
MODULES = {"import": "import_table"}
"""Commands whose module has another name: theirs is a word of Python."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal without Unicode gets escapes, not a stack trace.
            stream.reconfigure(errors="backslashreplace")
    words = sys.argv[1:] if arguments is None else list(arguments)
    parser = argparse.ArgumentParser(
        prog="python -m dashboard",
        description="Work on the data set of Presidents Abroad.",
        epilog="Exit code: 0 good, 1 something to mend, 2 the file cannot be read or written.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in COMMANDS.items():
        command_parser = commands.add_parser(name, help=summary)
        if words[:1] == [name]:
            # Only the command that is called: the others would load pandas and more.
            command = importlib.import_module(f"dashboard.cli.{MODULES.get(name, name)}")
            command_parser.description = command.DESCRIPTION
            command_parser.usage = getattr(command, "USAGE", None)
            groups: dict[str, Any] = {"": command_parser}
            for each in command.ARGUMENTS:
                if each.group not in groups:
                    groups[each.group] = command_parser.add_argument_group(each.group)
                groups[each.group].add_argument(*each.names, **each.settings)
            command_parser.set_defaults(run=command.run)
    return _run(parser.parse_args(words))


def _run(options: argparse.Namespace) -> int:
    from dashboard.cli.command import Refused
    from dashboard.cli.write import explain
    from dashboard.dataset.files import UnreadableFile

    try:
        try:
            code = options.run(options)
        except Refused as refusal:
            print(refusal)
            code = 1
        sys.stdout.flush()
    except UnreadableFile as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has enough; Python would complain while it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        named = error.filename or getattr(options, "file", "")
        print(f"{named}: {explain(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
