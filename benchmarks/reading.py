"""Reading the data: the YAML beside its bare parse, and the large package.

As a command, `python benchmarks/reading.py PACKAGE` reads a package once, in a process that has
imported all it needs, and prints the seconds until the frames are ready.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml
from datasets import REAL

from dashboard.app import frame
from dashboard.dataset.files import state

OURS, BARE = "parse, check and frames", "bare parse"


def frames_of(path: Path) -> None:
    """Read a data set as the app does, from the file to the frames, without the app's cache."""
    reading = frame._reading.__wrapped__(str(path), *state(path))  # type: ignore[attr-defined]
    assert reading.selection is not None, f"{path} cannot be read: {reading}"


def seconds(work: Callable[[], object]) -> float:
    """Give the seconds that the work takes; what lies about is swept up before."""
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def of_yaml(samples: int, tick: Callable[[], object] = lambda: None) -> dict[str, list[float]]:
    """Read the real data by turns, ours and bare; gives seconds by way. Each has warmed up once."""
    text = REAL.read_text(encoding="utf-8")
    ways = {
        OURS: lambda: frames_of(REAL),
        BARE: lambda: yaml.load(text, Loader=yaml.CSafeLoader),
    }
    found: dict[str, list[float]] = {way: [] for way in ways}
    for turn in range(samples + 1):
        for way, work in ways.items():
            taken = seconds(work)
            if turn:
                found[way].append(taken)
        tick()
    return found


def of_package(path: Path, samples: int, tick: Callable[[], object] = lambda: None) -> list[float]:
    """Read a package in a fresh process each time; gives seconds."""
    found: list[float] = []
    for _ in range(samples):
        done = subprocess.run(
            [sys.executable, __file__, str(path)],
            capture_output=True, text=True, check=True, timeout=900, env=os.environ.copy(),
        )  # fmt: skip
        found.append(float(done.stdout.split()[-1]))
        tick()
    return found


if __name__ == "__main__":
    # What the server has long imported when it reads.
    import pyarrow.parquet  # noqa: F401

    print(seconds(lambda: frames_of(Path(sys.argv[1]))))
