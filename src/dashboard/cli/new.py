"""Write a data file to start from."""

from __future__ import annotations

import argparse
from pathlib import Path

from dashboard.cli.command import GOOD, Refused

STARTER = Path(__file__).with_name("starter.yaml")


def run(options: argparse.Namespace) -> int:
    """Write the file; one that is there is left alone."""
    path: Path = options.file
    try:
        # Mode x: nothing can come in between looking and writing.
        with path.open("xb") as file:
            file.write(STARTER.read_bytes())
    except FileExistsError:
        raise Refused(f"{path} is there already and is left as it is; name another file") from None
    except OSError as error:
        path.unlink(missing_ok=True)  # half a file would be in the way of the next try
        raise OSError(error.errno, error.strerror, str(path)) from error
    print(f"{path}: written. Next, with your own leaders and visits in it:")
    print(f"  python -m dashboard check {path}")
    print(f"  python -m dashboard run {path}")
    return GOOD
