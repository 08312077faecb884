"""The command that asks the sources' addresses, against a server that behaves well and badly."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from conftest import REAL, ROOT, TINY
from requests.adapters import BaseAdapter

from dashboard.__main__ import main
from dashboard.cli import web
from dashboard.cli.links import COLUMNS, Answer, questions
from dashboard.cli.web import Found, Web, asked_rest
from dashboard.dataset import reader


class Server(ThreadingHTTPServer):
    """Answers by path: `/200`, `/301/x` (to /x), `/500-then-200`, `/hangs`, `/closes` and so on."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str]] = []
        self.agents: set[str] = set()
        self.gate = threading.Event()
        """Set at the end: lets whoever hangs go."""
        self.reached = threading.Event()
        self.hang_from: int | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def paths(self) -> list[str]:
        return [path for _, path in self.asked]


class Handler(BaseHTTPRequestHandler):
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_HEAD(self) -> None:
        server = self.server
        server.asked.append((self.command, self.path))
        server.agents.add(self.headers["User-Agent"])
        if server.hang_from is not None and len(server.asked) > server.hang_from:
            server.reached.set()
            server.gate.wait()
        else:
            self.reply_by_path(server.paths().count(self.path))

    do_GET = do_HEAD

    def reply_by_path(self, times: int) -> None:
        kind, _, rest = self.path.strip("/").partition("/")
        match kind:
            case "hangs":
                self.server.gate.wait()
            case "closes":
                self.close_connection = True
            case "loop":
                self.say(302, Location=f"/loop/{'b' if rest == 'a' else 'a'}")
            case "endless":
                self.say(301, Location=f"/endless/{int(rest) + 1}")
            case "301" | "302" | "307" | "308":
                self.say(int(kind), Location=f"/{rest}")
            case "no-head":
                self.say(405 if self.command == "HEAD" else 200)
            case "head-404":
                self.say(404 if self.command == "HEAD" else 200)
            case "500-then-200":
                # HEAD and GET of the first attempt.
                self.say(500 if times <= 2 else 200)
            case "mail":
                self.say(302, Location="mailto:somebody@example.org")
            case _:
                self.say(int(kind))

    def say(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *words: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Say nothing."""


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def running(patch: pytest.MonkeyPatch) -> Iterator[Server]:
    # Whatever proxy the machine has, and whoever runs the tests.
    patch.setenv("NO_PROXY", "127.0.0.1")
    patch.setenv("no_proxy", "127.0.0.1")
    patch.delenv("CI", raising=False)
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.gate.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def server(running: Server) -> Server:
    running.asked.clear()
    running.agents.clear()
    running.reached.clear()
    running.hang_from = None
    return running


ADDRESSES = (
    "https://blog.example/moscow", "https://digest.example/oman#list", "https://irna.example/1",
    "https://irna.example/2", "https://reuters.example/3",
)  # fmt: skip
"""Those of the tiny data set, in its order."""


class Bench:
    """The tiny data set with the server's addresses, and a report."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.file, self.report, self.server = folder / "visits.yaml", folder / "r.csv", server

    def point(self, *paths: str) -> None:
        text = TINY
        for number, address in enumerate(ADDRESSES):
            # What is not named answers well, each at an address of its own.
            path = paths[number] if number < len(paths) else f"/200/{number}"
            text = text.replace(address, f"{self.server.url}{path}")
        self.file.write_text(text, encoding="utf-8")

    def given(self, *options: str) -> list[str]:
        return ["links", str(self.file), "--report", str(self.report), "--pause", "0",
                "--timeout", "1", "--retries", "0", *options]  # fmt: skip

    def answers(self) -> dict[str, dict[str, str]]:
        with self.report.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return {row["address"].removeprefix(self.server.url): row for row in rows}

    def results(self) -> dict[str, str]:
        return {path: row["result"] for path, row in self.answers().items()}

    def asked_now(self, code: int = 0) -> list[str]:
        """Run the command once more, and return the paths that it asks."""
        self.server.asked.clear()
        assert main(self.given()) == code
        return self.server.paths()


@pytest.fixture
def bench(tmp_path: Path, server: Server) -> Bench:
    return Bench(tmp_path, server)


# --- what answers mean ---------------------------------------------------------------------

CASES: dict[str, tuple[str, str, str, str]] = {
    # path: result, status, new address, the note or how it begins
    "/200": ("ok", "200", "", ""),
    "/204": ("ok", "204", "", ""),
    "/404": ("missing", "404", "", "there is no such page"),
    "/410": ("missing", "410", "", "there is no such page"),
    "/403": ("refused", "403", "", "it answers 403; look with a browser"),
    "/301/200": ("moved", "200", "/200", "write the new address into the data"),
    "/308/301/200": ("moved", "200", "/200", "write the new address into the data"),
    "/302/302/200": ("ok", "200", "", ""),
    # Only what moved for good is a new address: here the first step.
    "/301/302/200": ("moved", "200", "/302/200", "write the new address into the data"),
    "/302/301/200": ("ok", "200", "", ""),
    "/301/404": ("missing", "404", "", "there is no such page"),
    "/no-head": ("ok", "200", "", ""),
    "/head-404": ("ok", "200", "", ""),
    "/500": ("busy", "500", "", "it answers 500; run this again later"),
    "/500-then-200": ("ok", "200", "", ""),
    "/429": ("busy", "429", "", "it answers 429; run this again later"),
    "/loop/a": ("failed", "302", "", "more than 10 redirects"),
    "/endless/1": ("failed", "301", "", "more than 10 redirects"),
    "/hangs": ("failed", "", "", "no answer within 0.2 seconds"),
    "/closes": ("failed", "", "", "no connection: "),
    "/mail": ("failed", "", "", "it cannot be asked: No connection adapters were found for"),
}

Told = tuple[dict[str, Found], list[tuple[str, str]]]


@pytest.fixture(scope="module")
def told(running: Server) -> Told:
    """What becomes of all paths in one run with two retries, and what the server was asked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web, "sleep", lambda _: None)
        every = Web(0.2, 0, 2).ask(f"{running.url}{path}" for path in CASES)
        found = {each.address.removeprefix(running.url): each for each in every}
        return found, list(running.asked)


@pytest.mark.parametrize("path", CASES)
def test_each_answer_has_its_result(path: str, told: Told, running: Server) -> None:
    found = told[0][path]
    result, status, now, note = CASES[path]
    assert (found.result, found.status) == (result, status)
    assert found.now == (f"{running.url}{now}" if now else "")
    assert found.note.startswith(note)
    assert bool(found.note) == bool(note)


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/204", ["HEAD"]),  # whoever answers HEAD is not asked again
        ("/no-head", ["HEAD", "GET"]),
        ("/429", ["HEAD"] * 3),  # retries end
        # Silent to HEAD, and so asked with GET the next times.
        ("/hangs", ["HEAD", "GET", "GET"]),
    ],
)
def test_a_host_is_asked_no_more_than_needed(path: str, methods: list[str], told: Told) -> None:
    assert [how for how, asked in told[1] if asked == path] == methods


def test_the_archived_copy_is_asked_in_place_of_the_page(bench: Bench) -> None:
    bench.point("/404")
    text = bench.file.read_text(encoding="utf-8")
    address = f"    url: {bench.server.url}/404\n"
    copy = f"    archived: {bench.server.url}/200/copy\n"
    bench.file.write_text(text.replace(address, f"{address}{copy}"), encoding="utf-8")
    assert "/404" not in bench.asked_now()
    answer = bench.answers()["/200/copy"]
    assert (answer["source"], answer["copy"]) == ("blog-2023-02-02", "archived")
    assert bench.answers()["/200/1"]["copy"] == "original"


# --- the pace ------------------------------------------------------------------------------


class Hosts(BaseAdapter):
    """Hosts in place of the network, on a clock that only sleep moves on."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.asked: list[tuple[float, str]] = []
        self.replies: dict[str, list[tuple[int, dict[str, str]]]] = {}
        """What is answered at an address: the next of these, the last again and again."""

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        address = str(request.url)
        self.asked.append((self.now, address))
        replies = self.replies.get(address, [(200, {})])
        response = requests.Response()
        response.request, response.url, response.raw = request, address, io.BytesIO()
        response.status_code, headers = replies.pop(0) if len(replies) > 1 else replies[0]
        response.headers.update(headers)
        return response

    def close(self) -> None:
        """Nothing is open."""

    def ask(self, *addresses: str, pause: float = 2, retries: int = 2) -> list[Found]:
        asking = Web(1, pause, retries)
        asking.session.mount("http://", self)
        return list(asking.ask(addresses))


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> Hosts:
    hosts = Hosts()
    monkeypatch.setattr(web, "sleep", hosts.sleep)
    monkeypatch.setattr(web, "monotonic", lambda: hosts.now)
    return hosts


def test_each_host_has_its_pause_and_others_go_first(hosts: Hosts) -> None:
    hosts.ask("http://a/1", "http://a/2", "http://a/3", "http://b/1", "http://b/2")
    assert hosts.asked == [
        (0, "http://a/1"), (0, "http://b/1"), (2, "http://a/2"), (2, "http://b/2"),
        (4, "http://a/3"),
    ]  # fmt: skip


def test_a_redirect_waits_for_the_host_that_it_leads_to(hosts: Hosts) -> None:
    hosts.replies = {"http://a/1": [(301, {"Location": "http://b/moved"})]}
    hosts.ask("http://b/1", "http://a/1", "http://c/1")
    assert hosts.asked == [
        (0, "http://b/1"), (0, "http://a/1"), (0, "http://c/1"), (2, "http://b/moved"),
    ]  # fmt: skip
    # Within one host too.
    hosts.replies = {"http://a/1": [(302, {"Location": "/2"})]}
    hosts.asked.clear()
    hosts.now = 0
    hosts.ask("http://a/1")
    assert hosts.asked == [(0, "http://a/1"), (2, "http://a/2")]


def test_a_busy_host_rests_and_holds_up_no_other(hosts: Hosts) -> None:
    busy = (429, {"Retry-After": "30"})
    hosts.replies = {
        "http://b/busy": [busy, (200, {})],
        "http://a/1": [(302, {"Location": "http://b/busy"})],
    }
    found = hosts.ask("http://a/1", "http://b/1", "http://c/1", "http://c/2")
    assert {each.result for each in found} == {"ok"}
    assert [when for when, address in hosts.asked if "//c/" in address] == [0, 2]
    assert [when for when, address in hosts.asked if "//b/" in address] == [0, 30, 32]


def test_the_rest_grows_with_each_attempt(hosts: Hosts) -> None:
    hosts.replies = {"http://a/1": [(503, {})]}
    (found,) = hosts.ask("http://a/1", retries=3, pause=0)
    assert found.result == "busy"
    assert [moment for moment, _ in hosts.asked] == [0, 1, 3, 7]


def test_whoever_asks_for_too_long_a_pause_is_left_to_the_next_run(hosts: Hosts) -> None:
    hosts.replies = {"http://a/1": [(429, {"Retry-After": "3600"})]}
    (found,) = hosts.ask("http://a/1")
    assert (found.result, len(hosts.asked)) == ("busy", 1)


NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7), (" 5 ", 5), ("", 0), ("soon", 0), ("-1", 0), ("9" * 5000, 0),
        (format_datetime(NOW + timedelta(hours=1), usegmt=True), 3600),
        (format_datetime(NOW - timedelta(hours=1), usegmt=True), 0),
    ],
)  # fmt: skip
def test_retry_after_is_read(text: str, seconds: float) -> None:
    assert seconds - 100 < asked_rest({"Retry-After": text}) <= seconds


def test_a_missing_package_is_named_with_its_cure(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.point()
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert main(bench.given()) == 2
    assert "pip install 'presidents-abroad[links]'" in capsys.readouterr().err


def test_it_never_runs_in_continuous_integration(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.point()
    monkeypatch.setenv("CI", "true")
    assert main(bench.given()) == 2
    assert capsys.readouterr().err == (
        "links: not run, because CI is set: other people's servers are no part of a build\n"
    )
    assert bench.server.asked == []
    for name in (".ci/run", "do", "Makefile"):
        assert "dashboard links" not in (ROOT / name).read_text(encoding="utf-8")


# --- the report ----------------------------------------------------------------------------


def test_the_report_has_the_documented_columns_and_ends_in_a_list(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.point("/301/200", "/404")
    assert main(bench.given("--contact", "mail@example.org")) == 1
    assert bench.server.agents == {
        "presidents-abroad/1.0.0 (link check of an open data set; mail@example.org)"
    }
    assert bench.report.read_text(encoding="utf-8").splitlines()[0].split(",") == COLUMNS
    documented = Answer.__doc__ or ""
    assert all(f"{name}:" in documented for name in COLUMNS)
    *_, moved, missing, last = capsys.readouterr().out.splitlines()
    assert moved == (
        f"moved blog-2023-02-02 {bench.server.url}/301/200 -> {bench.server.url}/200: write the "
        "new address into the data, if it shows the same page"
    )
    assert missing == (
        f"missing digest-oman {bench.server.url}/404: there is no such page; give the source an "
        "archived copy (`archived:`), or correct the address"
    )
    assert last == f"{bench.report}: 5 sources, 1 moved for good, 1 not reached"


def aged(bench: Bench, days: float) -> None:
    """Make every answer of the report so many days older."""
    old = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
    rows = [row | {"checked": old} for row in bench.answers().values()]
    with bench.report.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def test_a_second_run_asks_only_what_is_due(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.point("/404")
    bench.asked_now(1)
    assert bench.asked_now(1) == []
    assert f"5 sources; 0 to ask, 5 known from {bench.report}" in capsys.readouterr().out
    # What leads nowhere is asked again after a day, the others after thirty.
    aged(bench, 2)
    assert set(bench.asked_now(1)) == {"/404"}
    aged(bench, 31)
    assert set(bench.asked_now(1)) == {"/404", "/200/1", "/200/2", "/200/3", "/200/4"}
    assert len(bench.answers()) == 5
    # What the data no longer cite leaves the report.
    bench.point("/200/new")
    assert bench.asked_now() == ["/200/new"]
    assert list(bench.results()) == ["/200/new", "/200/1", "/200/2", "/200/3", "/200/4"]


@pytest.mark.parametrize("k", [0, 3])
def test_a_run_that_was_killed_goes_on_where_it_was(k: int, bench: Bench) -> None:
    bench.point()
    bench.server.hang_from = k
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard", *bench.given("--timeout", "600")],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert bench.server.reached.wait(60), process.communicate()
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    before = bench.server.paths()[:k]
    assert list(bench.results()) == before
    bench.server.hang_from = None
    now = bench.asked_now()
    assert len(now) == 5 - k
    assert not set(now) & set(before)
    assert list(bench.results().values()) == ["ok"] * 5


def test_a_row_that_was_cut_off_is_asked_again(bench: Bench) -> None:
    bench.point()
    bench.asked_now()
    text = bench.report.read_text(encoding="utf-8")
    bench.report.write_text(text[:-40], encoding="utf-8")
    assert bench.asked_now() == ["/200/4"]
    assert len(bench.results()) == 5


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"title: x\n", b"\x00\n", b"\xff"])
def test_another_file_is_not_taken_for_a_report(
    content: bytes, bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.point()
    bench.report.write_bytes(content)
    assert bench.asked_now(2) == []
    assert capsys.readouterr().err == (
        f"{bench.report} is no report of this command; name another file with --report\n"
    )
    assert bench.report.read_bytes() == content


def test_a_broken_data_file_is_not_asked_about(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.file.write_text(TINY.replace("status: planned", "status: planed"), encoding="utf-8")
    assert main(bench.given()) == 1
    assert capsys.readouterr().out.endswith("not asked; mend what is listed above first\n")
    assert not bench.report.exists()


def test_every_source_of_the_project_is_one_question() -> None:
    real = reader.read(REAL).dataset
    assert real is not None
    every = questions(real)
    assert [question.source for question in every] == [*real.tables["sources"]["id"]]
    assert len({question.address for question in every}) == len(every)
