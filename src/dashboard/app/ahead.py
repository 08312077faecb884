"""What the commonest choices need, made ahead: before the first reader makes them.

What a page makes of a choice is kept for all readers, and to make it takes several times as long
as to show it. So a reader of the server's own opens each page with each choice once, when the
server starts. It takes one choice after the other, and rests after each as long as that took:
whoever comes in the meantime finds half the server's time free.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState, ContextInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime, SessionClient, get_instance

from dashboard.analysis.selection import MAX_LEADERS, Selection
from dashboard.app.frame import HOME, PAGES, sound_tables

AHEAD = "DASHBOARD_AHEAD"
"""The environment variable that keeps the server from this, by the value `no`."""
DONE = "Made ahead"
"""What the line in the server's log begins with that says that all is made."""
PATIENCE = 120.0
"""Seconds after which a page counts as stuck."""


class _Reader(SessionClient):
    """Takes in what a browser would, and looks at nothing but the end of the run."""

    def __init__(self) -> None:
        self.through = asyncio.Event()

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        early = ForwardMsg.FINISHED_EARLY_FOR_RERUN
        if msg.WhichOneof("type") == "script_finished" and msg.script_finished != early:
            self.through.set()


def choices(selection: Selection) -> list[str]:
    """Give the addresses' queries that are made ahead: none, each topic, each of a few leaders."""
    leaders = [who.name for who in selection.head.leaders]
    return [
        "",
        *(urlencode({"topic": topic.label}) for topic in selection.head.topics),
        *(urlencode({"leader": name}) for name in leaders if len(leaders) <= MAX_LEADERS),
    ]


def makes_ahead() -> bool:
    """Tell whether a server makes anything ahead: unless the environment says no."""
    return os.environ.get(AHEAD, "").casefold() != "no"


@asynccontextmanager
async def made_ahead(_app: st.App) -> AsyncIterator[None]:
    """Make ahead while the server runs, unless the environment says no: for `st.App`."""
    if not makes_ahead():
        yield
        return
    work = asyncio.create_task(_make(get_instance()))
    yield
    work.cancel()


async def _make(runtime: Runtime) -> None:
    """Open each page with each choice; a fault ends it, and is told in the server's log."""
    begun = time.monotonic()
    try:
        # The first page reads the data set.
        await _read(runtime, HOME, "", "light")
        selection = sound_tables()
        if selection is None:
            return
        queries = choices(selection)
        for colours in ("light", "dark"):
            # One choice on all pages before the next one: they share its tables.
            for query in queries:
                await _read_all(runtime, query, colours)
                # Closed sessions go in circles, and hold their tables until they are looked for.
                gc.collect()
    except Exception:
        # A server that makes nothing ahead serves all the same.
        logging.getLogger(__name__).exception("What readers may ask for could not be made ahead.")
        return
    took = time.monotonic() - begun
    print(f"{DONE}: {len(queries)} choices on {len(PAGES)} pages in {took:.0f} s.", flush=True)


async def _read_all(runtime: Runtime, query: str, colours: str) -> None:
    for page in PAGES:
        begun = time.monotonic()
        await _read(runtime, page, query, colours)
        await asyncio.sleep(time.monotonic() - begun)


async def _read(runtime: Runtime, page: str, query: str, colours: str) -> None:
    """Open a page as a browser does, in a session of its own, until its run has ended.

    Raises `TimeoutError` where that takes too long.
    """
    reader = _Reader()
    session = runtime.connect_session(reader, user_info={})
    try:
        asked = ClientState(
            page_name="" if page == HOME else page,
            query_string=query,
            context_info=ContextInfo(color_scheme=colours, timezone="UTC"),
        )
        runtime.handle_backmsg(session, BackMsg(rerun_script=asked))
        await asyncio.wait_for(reader.through.wait(), PATIENCE)
    finally:
        runtime.close_session(session)
