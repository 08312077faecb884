"""The text that a message or a search shows for a shared link: title and Open Graph in the HTML.

Streamlit sends one and the same page of HTML for every address and draws the rest in the browser,
where no preview ever looks. Its `st.App` takes middleware; this one writes the words in.
"""

from __future__ import annotations

import re
from asyncio import to_thread
from html import escape
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.analysis.findings import about
from dashboard.analysis.wording import visit_in_brief, visit_name
from dashboard.app.data import last_sound
from dashboard.app.page import HOME, NAME, PAGES

_NOT_A_PAGE = re.compile(r"/(_stcore|static|media|component|app/static)(/|$)|\.\w+$")
_CONDITIONS = ("accept-encoding", "if-none-match", "if-modified-since", "range")
"""What would bring the HTML packed, in part or not at all."""


class Words(NamedTuple):
    """What a preview says of one address."""

    title: str
    about: str


async def words_for(path: str, query: str) -> Words:
    """Return the name of the page, or of the visit, that an address opens."""
    name = path.rstrip("/").rpartition("/")[2]
    title = f"{PAGES[name]} – {NAME}" if name in PAGES and name != HOME else NAME
    # In a thread: the first time, this reads the whole file.
    data = await to_thread(last_sound)
    if data is None:
        return Words(title, NAME)
    if name == "visits":
        visits = data.selection.visits
        asked = parse_qs(query).get("visit", [""])[0]
        for row in visits[visits["visit"] == asked].itertuples():
            return Words(f"{visit_name(row)} – {NAME}", visit_in_brief(row))
    return Words(title, about(data.selection.head))


def head(words: Words) -> str:
    """Return the words as elements of the HTML's head."""
    title, about, site = map(escape, (*words, NAME))
    return (
        f"<title>{title}</title>\n"
        f'    <meta name="description" content="{about}" />\n'
        f'    <meta property="og:title" content="{title}" />\n'
        f'    <meta property="og:description" content="{about}" />\n'
        f'    <meta property="og:site_name" content="{site}" />\n'
        '    <meta property="og:type" content="website" />\n'
        '    <meta name="twitter:card" content="summary" />'
    )


class Preview:
    """ASGI middleware: in a page's HTML, the title of Streamlit gives way to the words."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "GET" or _NOT_A_PAGE.search(scope["path"]):
            await self.app(scope, receive, send)
            return
        asked = _without(MutableHeaders(raw=list(scope["headers"])), _CONDITIONS).raw
        start: Message = {}
        body = b""

        async def hold(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_html(message):
                start = message
            elif not start:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    words = await words_for(scope["path"], scope["query_string"].decode("latin-1"))
                    await _answer(start, body, words, send)

        # The extensions could send a file by its path, without a body to change.
        await self.app({**scope, "headers": asked, "extensions": {}}, receive, hold)


def _without(headers: MutableHeaders, names: tuple[str, ...]) -> MutableHeaders:
    for name in names:
        del headers[name]
    return headers


def _is_html(message: Message) -> bool:
    kind = MutableHeaders(raw=message["headers"]).get("content-type", "")
    return message["status"] == 200 and kind.startswith("text/html")


async def _answer(start: Message, body: bytes, words: Words, send: Send) -> None:
    # A function, not a text: in a text a backslash of the data would be a command.
    def in_place_of_title(_: Any) -> bytes:
        return head(words).encode()

    changed = re.sub(rb"<title>[^<]*</title>", in_place_of_title, body, count=1)
    # The tag is that of the file and would call other words the same.
    headers = _without(
        MutableHeaders(raw=list(start["headers"])), ("etag", "last-modified", "accept-ranges")
    )
    headers["content-length"] = str(len(changed))
    await send({**start, "headers": headers.raw})
    await send({"type": "http.response.body", "body": changed})
