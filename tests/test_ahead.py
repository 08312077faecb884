"""What readers are likely to choose is made before they do, and nothing hangs on it."""

from __future__ import annotations

import asyncio
import shutil
import urllib.request
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import driver
import pytest
from conftest import ROOT
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import SessionClient
from streamlit.testing.v1 import AppTest

from dashboard import app as ui
from dashboard.analysis.selection import Selection
from dashboard.app import ahead, kept


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run in another thread: a browser that an earlier test drove holds the loop of this one."""
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, work).result()


class Server:
    """Stands for Streamlit's runtime: runs nothing, and says that a run has ended."""

    def __init__(self, *, stuck: bool = False) -> None:
        self.stuck = stuck
        self.open: dict[str, SessionClient] = {}
        self.asked: list[tuple[str, str, str]] = []

    def connect_session(self, client: SessionClient, user_info: dict[str, Any]) -> str:
        """Open a session."""
        del user_info
        name = f"session {len(self.asked)}"
        self.open[name] = client
        return name

    def handle_backmsg(self, session: str, msg: BackMsg) -> None:
        """Run a page."""
        state = msg.rerun_script
        self.asked.append((state.page_name, state.query_string, state.context_info.color_scheme))
        if not self.stuck:
            # A run that gives way to another one at once is not the end.
            for end in (ForwardMsg.FINISHED_EARLY_FOR_RERUN, ForwardMsg.FINISHED_SUCCESSFULLY):
                self.open[session].write_forward_msg(ForwardMsg(script_finished=end))

    def close_session(self, session: str) -> None:
        """End a session."""
        del self.open[session]


@pytest.fixture
def of_tiny(tiny_selection: Selection, monkeypatch: pytest.MonkeyPatch) -> Selection:
    """Let the server have read the small data set."""
    monkeypatch.setattr(ahead, "sound_tables", lambda: tiny_selection)
    return tiny_selection


def test_each_topic_and_each_of_a_few_leaders_is_a_choice(
    tiny_selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    topics = [f"topic={topic.label}" for topic in tiny_selection.head.topics]
    leaders = [f"leader={who.name}" for who in tiny_selection.head.leaders]
    assert ahead.choices(tiny_selection) == ["", *topics, *leaders]
    monkeypatch.setattr(ahead, "MOST_ABREAST", 1)
    assert ahead.choices(tiny_selection) == ["", *topics]


def test_every_page_is_opened_with_every_choice_in_both_modes_and_closed(
    of_tiny: Selection, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Server()
    run(ahead._make(server))  # pyright: ignore[reportArgumentType]
    pages = ["" if page == ui.HOME else page for page in ui.PAGES]
    first, *rest = server.asked
    assert first == ("", "", "light")
    assert rest == [
        (page, query, colours)
        for colours in ("light", "dark")
        for query in ahead.choices(of_tiny)
        for page in pages
    ]
    assert not server.open
    n_choices = len(ahead.choices(of_tiny))
    assert capsys.readouterr().out.startswith(f"Made ahead: {n_choices} choices on 9 pages in ")


@pytest.mark.usefixtures("of_tiny")
def test_a_page_that_is_stuck_ends_it_with_a_line_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ahead, "PATIENCE", 0.01)
    server = Server(stuck=True)
    run(ahead._make(server))  # pyright: ignore[reportArgumentType]
    assert len(server.asked) == 1
    assert not server.open
    assert "could not be made ahead" in caplog.text


def test_without_a_sound_data_set_nothing_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "sound_tables", lambda: None)
    server = Server()
    run(ahead._make(server))  # pyright: ignore[reportArgumentType]
    assert server.asked == [("", "", "light")]


@pytest.mark.parametrize("said", ["no", "No"])
def test_the_environment_keeps_the_server_from_it(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ui.AHEAD, said)
    # Without a server, to ask for it would be a fault.
    monkeypatch.setattr(ahead, "get_instance", lambda: pytest.fail("it was asked for"))

    async def serve() -> None:
        async with ui.made_ahead(None):  # pyright: ignore[reportArgumentType]
            pass

    run(serve())


def test_a_server_makes_them_and_goes_on_serving(tmp_path: Path) -> None:
    data = tmp_path / "visits.yaml"
    shutil.copy(ROOT / "examples" / "us-presidents" / "visits.yaml", data)
    with (tmp_path / "log").open("w+b") as log, pytest.MonkeyPatch.context() as patch:
        patch.setenv(ui.DATA, str(data))
        port = driver.free_port()
        process = driver.start(ROOT / "serve.py", port, log)
        try:
            assert driver.answers(process, port, log), driver.read(log)
            assert driver.says(process, log, ui.DONE, 120), driver.read(log)
            health = urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=10)
            assert health.read() == b"ok"
            assert "Traceback" not in driver.read(log)
        finally:
            driver.stop(process)


@pytest.fixture
def nothing_kept() -> Iterator[None]:
    """Begin as a server does, with nothing kept."""
    kept._choices.clear()
    kept._wholes.clear()
    yield
    kept._choices.clear()
    kept._wholes.clear()


def _made() -> set[Any]:
    owners = [*kept._choices.values(), *kept._wholes.values()]
    return {key for _, own in owners for key in own._made}


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize("page", [page for page in ui.PAGES if page != ui.HOME])
def test_a_click_finds_all_made_that_the_address_of_the_choice_has_made(page: str) -> None:
    by_address = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    by_address.query_params["topic"] = "Trade"
    by_address.run()
    by_address.switch_page(f"pages/{page}.py").run()
    choice = next(key for key in kept._choices if key[1].topics == ("trade",))

    clicked = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    clicked.switch_page(f"pages/{page}.py").run()
    before = _made()
    clicked.multiselect(key="topic").set_value(["trade"]).run()
    assert choice in kept._choices
    assert _made() == before
    assert clicked.multiselect(key="topic").value == ["trade"]


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize("page", [page for page in ui.PAGES if page != ui.HOME])
def test_what_is_made_needs_no_frame_that_was_let_go(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["topic"] = "Trade"
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    for _, own in kept._choices.values():
        own.let_go()
    cut: list[str] = []
    make = vars(Selection)["__getattr__"]

    def noted(selection: Selection, name: str) -> Any:
        if name != "dataset":  # as it is, without a cut
            cut.append(name)
        return make(selection, name)

    monkeypatch.setattr(Selection, "__getattr__", noted)
    app.run()
    assert not app.exception
    # The page of the visits lists them.
    assert cut == (["visits"] if page == "visits" else [])
