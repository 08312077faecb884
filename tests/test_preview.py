"""A shared link previews as what it opens; everything else passes through untouched."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from shown import data_of

from dashboard.analysis.findings import about
from dashboard.analysis.wording import visit_in_brief, visit_name
from dashboard.app import link_preview
from dashboard.app.link_preview import Preview, Words, words_for

T = TypeVar("T")
HTML = b"<html><head>\n<title>Streamlit</title></head><body>\xe2\x80\x93</body></html>"


def finished(work: Coroutine[Any, Any, T]) -> T:
    """Wait for a coroutine, in a thread: browser tests of the same worker leave a loop running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of an address are the address."""
    saying(monkeypatch, None)


def saying(monkeypatch: pytest.MonkeyPatch, words: Words | None) -> None:
    async def say(path: str, query: str) -> Words:
        return words or Words(f"{path} {query}", "About")

    monkeypatch.setattr(link_preview, "words_for", say)


def ask(
    path: str = "/topics",
    *,
    method: str = "GET",
    kind: bytes = b"text/html; charset=utf-8",
    status: int = 200,
) -> tuple[dict[bytes, bytes], bytes, dict[bytes, bytes]]:
    """Give headers and body of the answer, and the headers that the app was asked with."""
    seen: dict[bytes, bytes] = {}

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        seen.update(scope["headers"])
        headers = [(b"content-type", kind), (b"content-length", b"%d" % len(HTML)), (b"etag", b"a")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": HTML[:20], "more_body": True})
        await send({"type": "http.response.body", "body": HTML[20:]})

    async def run() -> list[Any]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope: Any = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"a=b",
            "headers": [(b"accept-encoding", b"gzip"), (b"if-none-match", b"a"), (b"host", b"x")],
        }
        receive: Any = None
        await Preview(app)(scope, receive, send)
        return sent

    start, *bodies = finished(run())
    return dict(start["headers"]), b"".join(body["body"] for body in bodies), seen


def test_the_words_stand_in_the_head(said: None) -> None:
    headers, body, seen = ask()
    assert b"<title>/topics a=b</title>" in body
    assert b'<meta property="og:title" content="/topics a=b" />' in body
    assert b'<meta property="og:description" content="About" />' in body
    assert b"Streamlit" not in body
    assert body.endswith(HTML[-30:])
    assert headers[b"content-length"] == b"%d" % len(body)
    assert b"etag" not in headers
    assert seen == {b"host": b"x"}


def test_text_of_the_data_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    saying(monkeypatch, Words('"><script>alert(1)</script>\\1\\g<0>', "&"))
    body = ask()[1]
    assert b"<script>" not in body
    assert b"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\\1\\g&lt;0&gt;" in body


@pytest.mark.parametrize(
    "path",
    ["/_stcore/health", "/topics/_stcore/host-config", "/static/js/index.js", "/media/a",
     "/app/static/icon.svg", "/favicon.png"],
)  # fmt: skip
def test_what_is_no_page_is_left_alone(path: str, said: None) -> None:
    headers, body, seen = ask(path)
    assert body == HTML
    assert headers[b"etag"] == b"a"
    assert b"accept-encoding" in seen


@pytest.mark.parametrize(
    "other", [{"method": "HEAD"}, {"kind": b"application/json"}, {"status": 404}]
)
def test_other_answers_pass_through(other: Any, said: None) -> None:
    assert ask(**other)[1] == HTML


def test_a_page_is_named() -> None:
    for path, title in {
        "/": "Presidents Abroad",
        "/overview": "Presidents Abroad",
        "/topics": "Topics – Presidents Abroad",
        "/base/data": "Data and methods – Presidents Abroad",
        "/nonsense": "Presidents Abroad",
    }.items():
        assert finished(words_for(path, "topic=Energy")).title == title


def test_a_visit_is_named(tiny_text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = data_of(tiny_text)
    selection = data.selection
    row: Any = next(selection.visits.itertuples())
    monkeypatch.setattr(link_preview, "last_sound", lambda: data)
    found = finished(words_for("/visits", f"visit={row.visit}&topic=Energy"))
    assert found == Words(f"{visit_name(row)} – Presidents Abroad", visit_in_brief(row))
    page = "Visits – Presidents Abroad"
    unknown = finished(words_for("/visits", "visit=nobody"))
    assert unknown == Words(page, about(selection.head))
    monkeypatch.setattr(link_preview, "last_sound", lambda: None)
    assert finished(words_for("/visits", f"visit={row.visit}")).title == page
