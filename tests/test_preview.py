"""A shared link previews as what it opens; everything else passes through untouched."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from dashboard import app as ui
from dashboard.analysis.selection import Selection
from dashboard.app.link_preview import Preview, Words

T = TypeVar("T")
HTML = b"<html><head>\n<title>Streamlit</title></head><body>\xe2\x80\x93</body></html>"


def finished(work: Coroutine[Any, Any, T]) -> T:
    """Wait for a coroutine, in a thread: browser tests of the same worker leave a loop running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def ask(
    path: str = "/topics",
    *,
    method: str = "GET",
    kind: bytes = b"text/html; charset=utf-8",
    status: int = 200,
    words: Words | None = None,
) -> tuple[dict[bytes, bytes], bytes, dict[bytes, bytes]]:
    """Give headers and body of the answer, and the headers that the app was asked with."""
    seen: dict[bytes, bytes] = {}

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        seen.update(scope["headers"])
        headers = [(b"content-type", kind), (b"content-length", b"%d" % len(HTML)), (b"etag", b"a")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": HTML[:20], "more_body": True})
        await send({"type": "http.response.body", "body": HTML[20:]})

    async def said(path: str, query: str) -> Words:
        return words or Words(f"{path} {query}", "About", "Site")

    async def run() -> list[Any]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http", "method": method, "path": path, "query_string": b"a=b",
            "headers": [(b"accept-encoding", b"gzip"), (b"if-none-match", b"a"), (b"host", b"x")],
        }  # fmt: skip
        await Preview(app, words=said)(scope, None, send)  # type: ignore[arg-type]
        return sent

    start, *bodies = finished(run())
    return dict(start["headers"]), b"".join(body["body"] for body in bodies), seen


def test_the_words_stand_in_the_head() -> None:
    headers, body, seen = ask()
    assert b"<title>/topics a=b</title>" in body
    assert b'<meta property="og:title" content="/topics a=b" />' in body
    assert b'<meta property="og:description" content="About" />' in body
    assert b"Streamlit" not in body
    assert body.endswith(HTML[-30:])
    assert headers[b"content-length"] == b"%d" % len(body)
    assert b"etag" not in headers
    assert seen == {b"host": b"x"}


def test_text_of_the_data_is_text() -> None:
    body = ask(words=Words('"><script>alert(1)</script>\\1\\g<0>', "&", "'"))[1]
    assert b"<script>" not in body
    assert b"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\\1\\g&lt;0&gt;" in body


@pytest.mark.parametrize(
    "path", ["/_stcore/health", "/topics/_stcore/host-config", "/static/js/index.js", "/media/a",
             "/app/static/icon.svg", "/favicon.png"],
)  # fmt: skip
def test_what_is_no_page_is_left_alone(path: str) -> None:
    headers, body, seen = ask(path)
    assert body == HTML
    assert headers[b"etag"] == b"a"
    assert b"accept-encoding" in seen


@pytest.mark.parametrize(
    "other", [{"method": "HEAD"}, {"kind": b"application/json"}, {"status": 404}]
)
def test_other_answers_pass_through(other: Any) -> None:
    assert ask(**other)[1] == HTML


def words(path: str, query: str = "") -> Words:
    return finished(ui.preview_words(path, query))


def test_a_page_is_named() -> None:
    assert words("/").title == "Presidents Abroad"
    assert words("/overview").title == "Presidents Abroad"
    assert words("/topics", "topic=Energy").title == "Topics – Presidents Abroad"
    assert words("/base/data").title == "Data and methods – Presidents Abroad"
    assert words("/nonsense").title == "Presidents Abroad"


def test_a_visit_is_named(real_selection: Selection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.app.preview.sound_tables", lambda: real_selection)
    said = words("/visits", "visit=pezeshkian-2024-09-iraq&topic=Energy")
    assert said.title == ("Pezeshkian: Iraq (Baghdad), 11 to 13 September 2024 – Presidents Abroad")
    assert said.about.startswith("Confirmed. Official visit; ")
    assert said.about.endswith("40 statements, 20 sources.")
    assert words("/visits", "visit=nobody").title == "Visits – Presidents Abroad"
    monkeypatch.setattr("dashboard.app.preview.sound_tables", lambda: None)
    assert words("/visits", "visit=pezeshkian-2024-09-iraq").title == "Visits – Presidents Abroad"


def test_every_page_of_the_menu_exists() -> None:
    files = {path.stem for path in (ui.ROOT / "pages").glob("*.py")}
    assert set(ui.PAGES) == files
