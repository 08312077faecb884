"""Fixtures of the browser tests: a server, Chromium, and a page that tolerates no error."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import driver
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from dashboard.app.data import DATA

HERE = Path(__file__).parent
LONGEST = {"test_hostile_text", "test_links", "test_look", "test_site"}  # minutes each

# On a deep link Streamlit does not know yet where its root is and asks below the page first; the
# browser reports that 404 as an error, and no code of ours can prevent it.
STREAMLIT_PROBE = re.compile(r"(/[^/]+)+/_stcore/(health|host-config)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder, and run it last, the longest modules before the others.

    Last, because Playwright keeps an event loop running in the main thread once it has started;
    AppTest, in the other test modules, should not meet it. The longest first, or one worker would
    still be busy with one of them when the other has nothing left.
    """
    ours = [item for item in items if HERE in item.path.parents]
    ours.sort(key=lambda item: item.path.stem not in LONGEST)
    for item in ours:
        item.add_marker(pytest.mark.browser)
    items[:] = [item for item in items if HERE not in item.path.parents] + ours


@dataclass
class Faults:
    """What a page must not do; a test that provokes one on purpose clears its list."""

    console_errors: list[str] = field(default_factory=list)
    page_errors: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listen to the page from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.page_errors.append(str(error)))
        page.on("request", lambda request: self._request(request.url))
        page.on("websocket", lambda socket: self._request(socket.url))

    def _console(self, message: ConsoleMessage) -> None:
        url = message.location["url"]
        if message.type == "error" and not STREAMLIT_PROBE.fullmatch(urlsplit(url).path):
            self.console_errors.append(f"{message.text} ({url})")

    def _request(self, url: str) -> None:
        # Every server of these tests listens on 127.0.0.1; data: and blob: URLs have no host.
        if urlsplit(url).hostname not in (None, "127.0.0.1"):
            self.foreign_requests.append(url)

    def words(self) -> str:
        """Return one line for each fault seen, or nothing."""
        # Not vars(self): Playwright leaves attributes of its own on whatever it calls back.
        return "\n".join(
            f"{part.name.replace('_', ' ')}: {text}"
            for part in fields(self)
            for text in getattr(self, part.name)
        )


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """One server for the session (under xdist: for the worker); its base URL."""
    with driver.serve() as url:
        yield url


@pytest.fixture
def cold_server() -> Iterator[Callable[..., str]]:
    """Start a server that nobody has visited yet, as often as it is called; its base URL.

    `cold_server(file)` shows another data file.
    """
    with ExitStack() as running:

        def start(data: Path | None = None) -> str:
            with pytest.MonkeyPatch.context() as patch:
                if data is not None:
                    patch.setenv(DATA, str(data))
                return running.enter_context(driver.serve())

        yield start


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session (under xdist: for the worker)."""
    with sync_playwright() as playwright:
        browser = driver.launch(playwright.chromium)
        yield browser
        browser.close()


# Streamlit keeps there whether the sidebar is open: a page begins without what others left.
FORGET = """if (!sessionStorage.begun) {
  localStorage.clear();
  sessionStorage.begun = "yes";
}"""


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One context for all pages: with an empty cache each would load all of Streamlit anew."""
    context = driver.new_context(browser)
    yield context
    context.close()


@pytest.fixture
def faults() -> Faults:
    """Every fault of this test's pages."""
    return Faults()


@pytest.fixture
def open_page(
    context: BrowserContext, faults: Faults, cold_server: Callable[..., str]
) -> Iterator[Callable[..., Page]]:
    """Open a page: `open_page(width=390, height=844, dark=True)`."""
    # Asked for only so that it outlives the pages: a page whose server is gone reports errors.
    del cold_server
    opened: list[Page] = []

    def open_one(*, width: int = 1440, height: int = 900, dark: bool = False) -> Page:
        page = driver.page_in(context, width=width, height=height, dark=dark)
        page.add_init_script(FORGET)
        faults.watch(page)
        opened.append(page)
        return page

    yield open_one
    for page in opened:
        page.close()
    if words := faults.words():
        pytest.fail(f"The page did what no page of the dashboard may do:\n{words}", pytrace=False)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A fresh desktop page; any console error, page error or foreign request fails the test."""
    return open_page()


@pytest.fixture
def settled() -> Callable[[Page], Page]:
    """Wait until a page just opened or reloaded is drawn (see scripts/driver.py)."""
    return driver.settled


@pytest.fixture
def newspaper(page: Page) -> Iterator[Callable[[str], Page]]:
    """A page of another origin that holds a snippet of HTML.

    From a server, not made up in the browser: that would take it for a page of the open net,
    which may not frame one of this machine.
    """
    held = b""

    class Paper(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(held if self.path == "/" else b"")

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    def hold(snippet: str) -> Page:
        nonlocal held
        held = f"<!DOCTYPE html><h1>A newspaper</h1>{snippet}".encode()
        page.goto(f"http://127.0.0.1:{paper.server_port}/")
        page.locator("iframe").scroll_into_view_if_needed()
        inner = page.locator("iframe").element_handle().content_frame()
        assert inner is not None
        inner.wait_for_function(driver.SETTLED, polling="raf")
        return page

    with ThreadingHTTPServer(("127.0.0.1", 0), Paper) as paper:
        threading.Thread(target=paper.serve_forever, daemon=True).start()
        yield hold
        paper.shutdown()
