"""A hundred readers at once: each changes a filter every five seconds, over a real websocket.

The readers are in a process of their own: all open their page, a few at a time, and then the
clicks begin, spread evenly over the five seconds. Each reader keeps to its times however long an
answer takes, and an answer is timed from the moment when the click was due: a server that falls
behind cannot slow its readers down and look faster for it.

As a command, `python benchmarks/crowd.py PORT SECONDS` is the process of the readers.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import memory
import servers
from datasets import real
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from dashboard import app as ui

READERS = 100
AT_ONCE = 2
"""How many readers open their page at once, before the clicks."""
BEGUN = "begun"
"""What the process of the readers says when the clicks begin."""
EVERY = 5.0
"""Seconds between two clicks of a reader."""
SOON = 1.0
"""Seconds within which an answer has to come."""
WARM_UP, WINDOW = 240.0, 60.0
"""Seconds that memory is left to settle, and over which it is taken at the begin and the end.

Each reader has made every choice once after 100 seconds; the rest is for the heap to find its size.
"""
PATIENCE = 60.0
"""Seconds after which an answer counts as an error."""
SHORT = 400
"""Bytes that the message at the end of a run never reaches: longer ones are not looked into."""
FAULT = b"encountered an error"
"""What Streamlit shows in place of the trace of an exception."""
LOOK_INTO = 25
"""One answer in so many is taken apart whole, in search of an exception."""


@dataclass
class Heard:
    """What the readers met: the clicks due, seconds to each answer, and what went wrong."""

    due: int = 0
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    looked_into: int = 0


@dataclass
class Load:
    """What came of it all; `memory` is in MB over time, as pairs of seconds and MB."""

    heard: Heard
    memory: list[tuple[float, int]]

    @property
    def soon(self) -> float:
        """The share of the clicks due, in percent, that were answered soon enough."""
        return 100 * sum(taken <= SOON for taken in self.heard.seconds) / self.heard.due

    def growth(self) -> float:
        """Give the MB by which the last minute is above the first one after the warm-up."""
        end = self.memory[-1][0]
        first = [used for at, used in self.memory if WARM_UP <= at < WARM_UP + WINDOW]
        last = [used for at, used in self.memory if at >= end - WINDOW]
        return median(last) - median(first)


async def _answer(line: ClientConnection, *, whole: bool = False) -> list[ForwardMsg]:
    """Take in an answer to its end; gives its messages where they are wanted.

    Raises `RuntimeError` where it holds an exception.
    """
    taken: list[bytes] = []
    while True:
        content = await line.recv(decode=False)
        if FAULT in content:
            raise RuntimeError("the page shows an exception")
        if whole:
            taken.append(content)
        if len(content) < SHORT:
            message = ForwardMsg.FromString(content)
            early = ForwardMsg.FINISHED_EARLY_FOR_RERUN
            if message.WhichOneof("type") == "script_finished" and message.script_finished != early:
                break
    messages = [ForwardMsg.FromString(content) for content in taken]
    for message in messages:
        if message.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError("the page shows an exception")
    return messages


def _say(state: ClientState) -> bytes:
    return BackMsg(rerun_script=state).SerializeToString()


@dataclass
class Reader:
    """A reader with an open page: what a click on a topic is sent with."""

    number: int
    line: ClientConnection
    page_hash: str
    control: str


async def _open(port: int, number: int, few: asyncio.Semaphore, stack: AsyncExitStack) -> Reader:
    """Open a page as a browser does; the readers share the pages evenly."""
    page = list(ui.PAGES)[number % len(ui.PAGES)]
    async with few, asyncio.timeout(PATIENCE):
        line = await stack.enter_async_context(
            connect(
                f"ws://127.0.0.1:{port}/_stcore/stream", max_size=None, open_timeout=None,
                subprotocols=[Subprotocol("streamlit")],
            )
        )  # fmt: skip
        await line.send(_say(ClientState(page_name="" if page == ui.HOME else page)))
        opened = await _answer(line, whole=True)
    hashes = [one.new_session.page_script_hash for one in opened if one.HasField("new_session")]
    (control,) = (
        one.delta.new_element.multiselect.id
        for one in opened
        if one.delta.new_element.multiselect.id.endswith("-topic")
    )
    return Reader(number, line, hashes[-1], control)


def _clicks(seconds: float) -> int:
    """Give how often each reader clicks in so many seconds."""
    return max(1, int(seconds / EVERY))


async def _click(
    reader: Reader, begin: float, seconds: float, topics: list[str], heard: Heard
) -> None:
    """Click on one topic after the other."""
    loop = asyncio.get_running_loop()
    for turn in range(_clicks(seconds)):
        due = begin + EVERY * (turn + reader.number / READERS)
        if loop.time() > begin + seconds + EVERY:
            return  # too far behind ever to catch up: the clicks left were due and had no answer
        await asyncio.sleep(max(0.0, due - loop.time()))
        topic = topics[(reader.number + turn) % len(topics)]
        state = WidgetState(id=reader.control)
        state.string_array_value.data.append(topic)
        look = (reader.number + turn) % LOOK_INTO == 0
        async with asyncio.timeout(PATIENCE):
            await reader.line.send(
                _say(
                    ClientState(
                        query_string=urlencode({"topic": topic}),
                        page_script_hash=reader.page_hash,
                        widget_states=WidgetStates(widgets=[state]),
                    )
                )
            )
            await _answer(reader.line, whole=look)
        heard.seconds.append(loop.time() - due)
        heard.looked_into += look


async def _readers(port: int, seconds: float, topics: list[str]) -> Heard:
    heard = Heard(due=READERS * _clicks(seconds))
    async with AsyncExitStack() as stack:
        few = asyncio.Semaphore(AT_ONCE)
        opening = [_open(port, number, few, stack) for number in range(READERS)]
        readers = await asyncio.gather(*opening, return_exceptions=True)
        print(BEGUN, flush=True)
        begin = asyncio.get_running_loop().time() + 1
        clicking = [
            _click(reader, begin, seconds, topics, heard)
            for reader in readers
            if isinstance(reader, Reader)
        ]
        # Whatever an error is, it is what a reader met; the others go on.
        ends = [*readers, *await asyncio.gather(*clicking, return_exceptions=True)]
        heard.errors = [
            f"{type(end).__name__}: {end}" for end in ends if isinstance(end, BaseException)
        ]
    return heard


def run(minutes: float, tick: Callable[[], object] = lambda: None) -> Load:
    """Let the readers click for so many minutes after the warm-up; ticks once a second.

    A run of less than a minute, to try the benchmark out, has no warm-up.
    """
    seconds = minutes * 60 + (WARM_UP if minutes >= 1 else 0)
    with servers.on_two_cores(servers.ours()) as server, ExitStack() as stack:
        # What they met goes to a file: more than a pipe holds would stop them at the end.
        answers = Path(stack.enter_context(TemporaryDirectory())) / "heard.json"
        client = subprocess.Popen(
            [sys.executable, __file__, str(server.port), str(seconds), str(answers)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        stack.callback(client.wait)
        stack.callback(client.kill)
        assert client.stdout is not None
        if client.stdout.readline().strip() != BEGUN:
            raise RuntimeError("The readers ended before their first click.")
        begin = time.monotonic()
        used: list[tuple[float, int]] = []
        while client.poll() is None:
            used.append((time.monotonic() - begin, memory.resident(server.process)))
            time.sleep(1)
            tick()
        found: dict[str, Any] = json.loads(answers.read_text(encoding="utf-8"))
    return Load(Heard(**found), used)


def main(port: int, seconds: float, answers: Path) -> int:
    """Be the readers, and write what they met to a file."""
    with real() as data:
        topics = data.choices
    heard = asyncio.run(_readers(port, seconds, topics))
    answers.write_text(json.dumps(asdict(heard)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3])))
