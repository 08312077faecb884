"""The command line: `python -m dashboard COMMAND`."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import cli
from dashboard.model.beside import texts

COMMANDS: dict[str, dict[str, Any]] = texts(cli.__file__, "commands.yaml")
"""The commands by their names, each with its help and its arguments."""


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
    for name, command in COMMANDS.items():
        own = commands.add_parser(
            name,
            help=command["help"],
            description=command["description"],
            usage=command.get("usage"),
        )
        if words[:1] == [name]:
            # Only the command that is called: the others would load pandas and more.
            _add(own, command["arguments"])
            for title, group in command.get("groups", {}).items():
                _add(own.add_argument_group(title), group)
    return _run(parser.parse_args(words))


def _add(parser: Any, arguments: Mapping[str, Mapping[str, Any]]) -> None:
    """Add arguments to a parser or a group of one."""
    from dashboard.cli.command import PROJECT, VALUES, relative

    for name, given in arguments.items():
        settings = dict(given)
        for key in ("type", "choices"):
            if isinstance(settings.get(key), str):
                settings[key] = VALUES[settings[key]]
        if isinstance(settings.get("default"), str):
            settings["default"] = settings["default"].format(project=relative(PROJECT))
        parser.add_argument(name, **settings)


def _run(options: argparse.Namespace) -> int:
    from dashboard.cli.command import BAD, UNREADABLE, Refused
    from dashboard.cli.write import explain
    from dashboard.dataset.files import UnreadableFile

    module = COMMANDS[options.command].get("module", options.command)
    try:
        code: int = importlib.import_module(f"dashboard.cli.{module}").run(options)
        sys.stdout.flush()
    except Refused as refusal:
        print(refusal)
        return BAD
    except UnreadableFile as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    except BrokenPipeError:
        # Whoever read our output has enough; Python would complain while it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BAD
    except OSError as error:
        named = error.filename or getattr(options, "file", "")
        print(f"{named}: {explain(error)}", file=sys.stderr)
        return UNREADABLE
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
