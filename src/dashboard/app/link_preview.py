"""The text that a message or a search shows for a shared link: title and Open Graph in the HTML.

Streamlit sends one and the same page of HTML for every address and draws the rest in the browser,
where no preview ever looks. Its `st.App` takes middleware; this one writes the words in.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from html import escape
from typing import Any

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
    site: str


def head(words: Words) -> str:
    """Write the words as elements of the HTML's head."""
    title, about, site = (escape(text) for text in (words.title, words.about, words.site))
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

    def __init__(self, app: Any, *, words: Callable[[str, str], Awaitable[Words]]) -> None:
        """Wrap `app`; `words` says what to write for a path and a query."""
        self.app = app
        self.words = words

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
                    words = await self.words(scope["path"], scope["query_string"].decode("latin-1"))
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
