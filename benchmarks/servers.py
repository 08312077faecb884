"""The servers that are measured: the dashboard, and the apps that it is measured against."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import driver

from dashboard import app as ui

BESIDE = Path(__file__).resolve().parent / "beside"
APP = driver.ROOT / "serve.py"
TOPICS = "BENCH_TOPICS"


@dataclass(frozen=True)
class Server:
    """A server that runs: its base URL and its process."""

    url: str
    port: int
    process: int


@contextlib.contextmanager
def environment(more: Mapping[str, str]) -> Iterator[None]:
    """Set variables of the environment for the servers started in the body."""
    before = {name: os.environ.get(name) for name in more}
    os.environ.update(more)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def streamlit(
    app: Path, more: Mapping[str, str] | None = None, *, ahead: bool = False
) -> Iterator[Server]:
    """Start a server of its own for a Streamlit app, and stop it.

    `ahead`: it makes some things ahead, and counts as started once it says that they are made.
    """
    with tempfile.TemporaryFile() as log, environment(more or {}):
        port = driver.free_port()
        process = driver.start(app, port, log)
        try:
            if not driver.answers(process, port, log):
                raise RuntimeError(f"{app.name} did not start. It said:\n{driver.read(log)}")
            if ahead and not driver.says(process, log, ui.DONE):
                raise RuntimeError(f"nothing was made ahead. It said:\n{driver.read(log)}")
            yield Server(f"http://127.0.0.1:{port}", port, process.pid)
        finally:
            driver.stop(process)


def ours(data: Path | None = None) -> contextlib.AbstractContextManager[Server]:
    """Start the dashboard, as `./do run` does, on its own data or on other ones."""
    return streamlit(APP, {ui.DATA: str(data) if data else ""}, ahead=ui.makes_ahead())


@contextlib.contextmanager
def on_two_cores(
    server: contextlib.AbstractContextManager[Server],
) -> Iterator[Server]:
    """Start a server that may use two cores and no more, where the system can say so."""
    if not hasattr(os, "sched_setaffinity"):
        with server as started:
            yield started
        return
    cores = os.sched_getaffinity(0)
    # A process gets the cores of the one that starts it.
    os.sched_setaffinity(0, sorted(cores)[:2])
    try:
        started = server.__enter__()
    finally:
        os.sched_setaffinity(0, cores)
    try:
        yield started
    finally:
        server.__exit__(None, None, None)


@contextlib.contextmanager
def dash() -> Iterator[Server]:
    """Start the app of two charts in Dash, on the data of the dashboard."""
    port = driver.free_port()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, str(BESIDE / "in_dash.py"), str(port)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        url = f"http://127.0.0.1:{port}"
        try:
            deadline = time.monotonic() + driver.START_SECONDS
            while process.poll() is None and time.monotonic() < deadline:
                with contextlib.suppress(urllib.error.URLError, OSError):
                    urllib.request.urlopen(url, timeout=5)
                    break
                time.sleep(0.1)
            else:
                raise RuntimeError(f"Dash did not start. It said:\n{driver.read(log)}")
            yield Server(url, port, process.pid)
        finally:
            driver.stop(process)
