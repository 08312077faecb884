"""The text that a message or a search shows for a shared link: title and Open Graph in the HTML.

Streamlit sends one and the same page of HTML for every address and draws the rest in the browser,
where no preview ever looks. Its `st.App` takes middleware; this one writes the words in.
"""

from __future__ import annotations

import re
from asyncio import to_thread
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import parse_qs

from dashboard.analysis.findings import about
from dashboard.analysis.wording import visit_in_brief, visit_name
from dashboard.app.data import last_sound
from dashboard.app.page import HOME, NAME, PAGES

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_NOT_A_PAGE = re.compile(r"/(_stcore|static|media|component|app/static)(/|$)|\.\w+$")
_CONDITIONS = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
"""What would bring the HTML packed, in part or not at all."""


@dataclass(frozen=True)
class Words:
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
    title, about, site = (escape(text) for text in (words.title, words.about, NAME))
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

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "GET" or _NOT_A_PAGE.search(scope["path"]):
            await self.app(scope, receive, send)
            return
        asked = {
            **scope,
            "headers": [pair for pair in scope["headers"] if pair[0].lower() not in _CONDITIONS],
            "extensions": {},  # among them: to send a file by its path, without a body to change
        }
        start: Message = {}
        parts: list[bytes] = []

        async def hold(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_html(message):
                start = message
            elif not start:
                await send(message)
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    words = await words_for(scope["path"], scope["query_string"].decode("latin-1"))
                    await _answer(start, b"".join(parts), words, send)

        await self.app(asked, receive, hold)


def _is_html(message: Message) -> bool:
    return message["status"] == 200 and any(
        name.lower() == b"content-type" and value.startswith(b"text/html")
        for name, value in message["headers"]
    )


async def _answer(start: Message, body: bytes, words: Words, send: Send) -> None:
    # A function, not a text: in a text a backslash of the data would be a command.
    changed = re.sub(rb"<title>[^<]*</title>", lambda _: head(words).encode(), body, count=1)
    headers = [
        # The tag is that of the file and would call other words the same.
        (name, str(len(changed)).encode() if name.lower() == b"content-length" else value)
        for name, value in start["headers"]
        if name.lower() not in (b"etag", b"last-modified", b"accept-ranges")
    ]
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": changed})
