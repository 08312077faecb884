"""Write a data file to start from."""

from __future__ import annotations

import argparse
from pathlib import Path

from dashboard.cli.reading import BAD, GOOD

DESCRIPTION = (
    "Write a small data set that passes the check and shows in the dashboard: its head says what "
    "each key means, its visit is an example to copy and then to remove."
)
STARTER = Path(__file__).with_name("starter.yaml")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        default=Path("visits.yaml"),
        metavar="FILE",
        help="the file to write (default: visits.yaml)",
    )


def run(options: argparse.Namespace) -> int:
    """Write the file; one that is there is left alone."""
    path: Path = options.file
    try:
        # Mode x: nothing can come in between looking and writing.
        file = path.open("xb")
    except FileExistsError:
        print(f"{path} is there already and is left as it is; name another file")
        return BAD
    try:
        with file:
            file.write(STARTER.read_bytes())
    except OSError as error:
        path.unlink(missing_ok=True)  # half a file would be in the way of the next try
        raise OSError(error.errno, error.strerror, str(path)) from error
    print(f"{path}: written. Next, with your own leaders and visits in it:")
    print(f"  python -m dashboard check {path}")
    print(f"  python -m dashboard run {path}")
    return GOOD
