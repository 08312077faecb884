"""Measure the memory of one server as readers come: docs/operations.md gives the figures.

Run it from the root of the project: python scripts/memory.py [SESSIONS ...]
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import driver
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect  # Streamlit's own requirement
from websockets.typing import Subprotocol

from dashboard import app as ui

SESSIONS = (0, 10, 25, 50)
PAGES = ("", "topics", "challenges", "visits")
QUERY = "topic=Energy&leader=Raisi"


def visit(line: ClientConnection, page: str, query: str = "") -> list[ForwardMsg]:
    """Run a page as a browser does that has just come to it, and give what the server sends."""
    state = ClientState(query_string=query, page_name=page)
    line.send(BackMsg(rerun_script=state).SerializeToString())
    sent: list[ForwardMsg] = []
    while not sent or sent[-1].WhichOneof("type") != "script_finished":
        sent.append(ForwardMsg.FromString(line.recv(timeout=600, decode=False)))
    return sent


def reader(port: int) -> ClientConnection:
    """Connect to the server at a port, as a browser does."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    return connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None)


def resident(process: int) -> int:
    """Give the resident memory of a process in MB (Linux)."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    raise ValueError(f"The process {process} has no memory of its own.")


def sessions(counts: list[int], query: str = QUERY) -> Iterator[tuple[str, int]]:
    """Give the server's memory in MB with so many sessions, once all that it makes ahead is made.

    Each session has run four pages, and stays. Raises `RuntimeError` where the server does not
    start; the environment says which data it shows.
    """
    port = driver.free_port()
    with tempfile.TemporaryFile() as log, ExitStack() as open_lines:
        server = driver.start(driver.ROOT / "serve.py", port, log)
        open_lines.callback(driver.stop, server)
        started = driver.answers(server, port, log)
        if not started or (ui.makes_ahead() and not driver.says(server, log, ui.DONE)):
            raise RuntimeError(driver.read(log))
        for before, count in zip([0, *counts], counts, strict=False):
            for _ in range(count - before):
                line = open_lines.enter_context(reader(port))
                for page in PAGES:
                    visit(line, page, query)
            yield f"{count} sessions", resident(server.pid)


def main(counts: list[int]) -> int:
    """Print the server's memory with so many sessions."""
    for when, used in sessions(counts):
        print(f"{when}: {used} MB", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sorted(map(int, sys.argv[1:])) or list(SESSIONS)))
