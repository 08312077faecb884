"""Open the dashboard on a data set."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from dashboard.cli.command import PROJECT
from dashboard.dataset.files import UnreadableFile

DATA = "DASHBOARD_DATA"
"""The environment variable by which the dashboard is told of a data set."""


def run(options: argparse.Namespace) -> int:
    """Start the server and return its exit code when it ends."""
    given: list[str] = options.words
    path = Path(given[0]) if given and not given[0].startswith("-") else None
    if path is not None and not path.exists():
        raise UnreadableFile(f"there is no file {path}")
    if not (PROJECT / "serve.py").is_file():
        raise UnreadableFile(
            f"the dashboard runs from its project folder, and {PROJECT} has no serve.py; "
            "install it there with `./do run`"
        )
    done = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "serve.py", *given[0 if path is None else 1 :]],
        # Streamlit reads its settings from the folder that it starts in.
        cwd=PROJECT,
        env={**os.environ, **({} if path is None else {DATA: str(path.resolve())})},
        check=False,
    )
    return done.returncode
