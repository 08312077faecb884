"""The command that asks the sources' addresses, against a server that behaves well and badly."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from conftest import REAL, ROOT, TINY

from dashboard.__main__ import main
from dashboard.cli import links
from dashboard.cli.links import COLUMNS, Answer, questions, retry_after, take_turns
from dashboard.dataset import reader


class Server(ThreadingHTTPServer):
    """Answers by path: `/200`, `/301/x` (to /x), `/500-then-200`, `/hangs`, `/closes` and so on."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str]] = []
        self.agents: set[str] = set()
        self.at_once = Counter[str]()
        self.most_at_once = 0
        self.lock = threading.Lock()
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
        self.reply()

    def do_GET(self) -> None:
        self.reply()

    def reply(self) -> None:
        server = self.server
        with server.lock:
            server.asked.append((self.command, self.path))
            server.agents.add(self.headers["User-Agent"])
            number = len(server.asked)
            server.at_once["now"] += 1
            server.most_at_once = max(server.most_at_once, server.at_once["now"])
        # A while in which a second question would be seen; over before the answer, since whoever
        # has that may ask the next at once.
        time.sleep(0.01)
        with server.lock:
            server.at_once["now"] -= 1
        if server.hang_from is not None and number > server.hang_from:
            server.reached.set()
            server.gate.wait()
            return
        self.reply_by_path(server.paths().count(self.path))

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
            case "429-then-200":
                self.say(*(429,) if times == 1 else (200,), **{"Retry-After": rest})
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


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    # Whatever proxy the machine has, and whoever runs the tests.
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("CI", raising=False)
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.gate.set()
    server.shutdown()
    server.server_close()
    thread.join()


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
                "--timeout", "1", "--retries", "1", *options]  # fmt: skip

    def answers(self) -> dict[str, dict[str, str]]:
        with self.report.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return {row["address"].removeprefix(self.server.url): row for row in rows}

    def results(self) -> dict[str, str]:
        return {path: row["result"] for path, row in self.answers().items()}


@pytest.fixture
def bench(tmp_path: Path, server: Server) -> Bench:
    return Bench(tmp_path, server)


# --- what answers mean ---------------------------------------------------------------------

CASES: dict[str, tuple[str, str, str, str]] = {
    # path: result, status, new address, a part of the note
    "/200": ("ok", "200", "", ""),
    "/204": ("ok", "204", "", ""),
    "/404": ("missing", "404", "", "there is no such page; give the source an archived copy"),
    "/410": ("missing", "410", "", "there is no such page"),
    "/403": ("refused", "403", "", "it answers 403; look with a browser"),
    "/301/200": ("moved", "200", "/200", "write the new address into the data"),
    "/308/301/200": ("moved", "200", "/200", ""),
    "/302/302/200": ("ok", "200", "", ""),
    # Only what moved for good is a new address: here the first step.
    "/301/302/200": ("moved", "200", "/302/200", ""),
    "/302/301/200": ("ok", "200", "", ""),
    "/301/404": ("missing", "404", "", "there is no such page"),
    "/no-head": ("ok", "200", "", ""),
    "/head-404": ("ok", "200", "", ""),
    "/500": ("busy", "500", "", "it answers 500; run this again later"),
    "/500-then-200": ("ok", "200", "", ""),
    "/429": ("busy", "429", "", "it answers 429; run this again later"),
    "/429-then-200/0": ("ok", "200", "", ""),
    "/loop/a": ("failed", "302", "", "more than 10 redirects"),
    "/endless/1": ("failed", "301", "", "more than 10 redirects"),
    "/hangs": ("failed", "", "", "no answer within 1 seconds"),
    "/closes": ("failed", "", "", "no connection: "),
    "/mail": (
        "failed",
        "",
        "",
        "it cannot be asked: No connection adapters were found for 'mailto:",
    ),
}


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the command would have slept, instead of sleeping."""
    found: list[float] = []
    monkeypatch.setattr(links, "sleep", found.append)
    return found


@pytest.mark.usefixtures("slept")
@pytest.mark.parametrize("path", CASES)
def test_each_answer_has_its_result(path: str, bench: Bench) -> None:
    bench.point(path)
    result, status, now, note = CASES[path]
    assert main(bench.given()) == (0 if result in ("ok", "moved") else 1)
    answer = bench.answers()[path]
    assert (answer["result"], answer["status"]) == (result, status)
    assert answer["now"] == (f"{bench.server.url}{now}" if now else "")
    assert note in answer["note"]
    assert bool(answer["note"]) == bool(note) or result in ("moved", "missing")
    assert answer["source"] == "blog-2023-02-02"
    # The others of the data set are asked all the same.
    assert list(bench.results().values())[1:] == ["ok"] * 4


def test_a_page_that_answers_head_is_not_asked_again(bench: Bench) -> None:
    bench.point("/200", "/no-head")
    assert main(bench.given()) == 0
    assert [how for how, path in bench.server.asked if path == "/200"] == ["HEAD"]
    assert [how for how, path in bench.server.asked if path == "/no-head"] == ["HEAD", "GET"]


@pytest.mark.usefixtures("slept")
def test_retries_end(bench: Bench) -> None:
    bench.point("/429", "/hangs")
    assert main(bench.given("--retries", "2")) == 1
    assert bench.server.paths().count("/429") == 3
    # Silent to HEAD, and so asked with GET the next times.
    assert [how for how, path in bench.server.asked if path == "/hangs"] == ["HEAD", "GET", "GET"]


def test_one_question_at_a_time_from_one_who_gives_its_name(bench: Bench) -> None:
    bench.point()
    assert main(bench.given("--contact", "mail@example.org")) == 0
    assert bench.server.most_at_once == 1
    assert bench.server.agents == {
        "presidents-abroad/1.0.0 (link check of an open data set; mail@example.org)"
    }


def test_the_archived_copy_is_asked_in_place_of_the_page(bench: Bench) -> None:
    bench.point("/404")
    text = bench.file.read_text(encoding="utf-8")
    address = f"    url: {bench.server.url}/404\n"
    copy = f"    archived: {bench.server.url}/200/copy\n"
    bench.file.write_text(text.replace(address, f"{address}{copy}"), encoding="utf-8")
    assert main(bench.given()) == 0
    assert "/404" not in bench.server.paths()
    answer = bench.answers()["/200/copy"]
    assert (answer["source"], answer["copy"], answer["result"]) == (
        "blog-2023-02-02", "archived", "ok",
    )  # fmt: skip
    assert bench.answers()["/200/1"]["copy"] == "original"


# --- the pace ------------------------------------------------------------------------------


def test_the_rest_grows_with_each_attempt(bench: Bench, slept: list[float]) -> None:
    bench.point("/500")
    assert main(bench.given("--retries", "3")) == 1
    assert slept == [1, 2, 4]


def test_a_host_that_asks_for_a_pause_gets_it(bench: Bench, slept: list[float]) -> None:
    bench.point("/429-then-200/30")
    assert main(bench.given()) == 0
    assert slept == [30]


def test_whoever_asks_for_too_long_a_pause_is_left_to_the_next_run(
    bench: Bench, slept: list[float]
) -> None:
    bench.point("/429-then-200/3600")
    assert main(bench.given()) == 1
    assert bench.results()["/429-then-200/3600"] == "busy"
    assert slept == []


def test_hosts_take_turns() -> None:
    addresses = ["http://a/1", "http://a/2", "http://b/1", "http://b/2"]
    order = take_turns(Answer(address, address, "original") for address in addresses)
    assert [question.address for question in order] == [
        *("http://a/1", "http://b/1", "http://a/2", "http://b/2")
    ]


def test_two_questions_to_one_host_have_a_pause_between_them(
    bench: Bench, slept: list[float]
) -> None:
    bench.point()
    assert main(bench.given("--pause", "2")) == 0
    assert len(slept) == len(ADDRESSES) - 1
    assert all(0 < seconds <= 2 for seconds in slept)


@pytest.mark.parametrize(
    ("text", "seconds"), [("7", 7), ("", None), ("soon", None), ("-1", None), (" 5 ", 5)]
)
def test_retry_after_is_read(text: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": text}) == seconds


def test_retry_after_may_be_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    wait = retry_after({"Retry-After": later})
    assert wait is not None
    assert 3500 < wait <= 3600
    past = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
    assert retry_after({"Retry-After": past}) == 0


# --- the report ----------------------------------------------------------------------------


def test_the_report_has_the_documented_columns(bench: Bench) -> None:
    bench.point()
    assert main(bench.given()) == 0
    assert bench.report.read_text(encoding="utf-8").splitlines()[0].split(",") == COLUMNS
    documented = Answer.__doc__ or ""
    assert all(f"{name}:" in documented for name in COLUMNS)


def aged(bench: Bench, days: float) -> None:
    """Make every answer of the report so many days older."""
    old = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
    rows = list(csv.reader(bench.report.open(encoding="utf-8", newline="")))
    at = COLUMNS.index("checked")
    with bench.report.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [rows[0], *([*row[:at], old, *row[at + 1 :]] for row in rows[1:])]
        )


def test_a_second_run_asks_only_what_is_due(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.point("/404")
    assert main(bench.given()) == 1
    bench.server.asked.clear()
    assert main(bench.given()) == 1
    assert bench.server.asked == []
    assert f"5 sources; 0 to ask, 5 known from {bench.report}" in capsys.readouterr().out
    # What leads nowhere is asked again after a day, the others after thirty.
    aged(bench, 2)
    main(bench.given())
    assert set(bench.server.paths()) == {"/404"}
    bench.server.asked.clear()
    aged(bench, 31)
    main(bench.given())
    assert set(bench.server.paths()) == {"/404", "/200/1", "/200/2", "/200/3", "/200/4"}
    assert len(bench.answers()) == 5


def test_what_the_data_no_longer_cite_leaves_the_report(bench: Bench) -> None:
    bench.point("/200/old")
    assert main(bench.given()) == 0
    bench.point("/200/new")
    bench.server.asked.clear()
    assert main(bench.given()) == 0
    assert bench.server.paths() == ["/200/new"]
    assert list(bench.results()) == ["/200/new", "/200/1", "/200/2", "/200/3", "/200/4"]


@pytest.mark.parametrize("k", [0, 1, 3])
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
    bench.server.asked.clear()
    assert main(bench.given()) == 0
    assert len(bench.server.paths()) == 5 - k
    assert not set(bench.server.paths()) & set(before)
    assert set(bench.results().values()) == {"ok"}
    assert len(bench.results()) == 5


def test_a_row_that_was_cut_off_is_asked_again(bench: Bench) -> None:
    bench.point()
    assert main(bench.given()) == 0
    text = bench.report.read_text(encoding="utf-8")
    bench.report.write_text(text[:-40], encoding="utf-8")
    bench.server.asked.clear()
    assert main(bench.given()) == 0
    assert bench.server.paths() == ["/200/4"]
    assert len(bench.results()) == 5


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "title: x\n", "\x00\n", "\udcff"])
def test_another_file_is_not_taken_for_a_report(
    content: str, bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.point()
    bench.report.write_bytes(content.encode(errors="surrogateescape"))
    assert main(bench.given()) == 2
    assert capsys.readouterr().err == (
        f"{bench.report} is no report of this command; name another file with --report\n"
    )
    assert bench.report.read_bytes() == content.encode(errors="surrogateescape")
    assert bench.server.asked == []


def test_the_end_lists_what_moved_and_what_is_missing(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.point("/301/200", "/404")
    assert main(bench.given()) == 1
    *_, moved, missing, last = capsys.readouterr().out.splitlines()
    assert moved.startswith(
        f"moved blog-2023-02-02 {bench.server.url}/301/200 -> {bench.server.url}/200: write"
    )
    assert missing.startswith(f"missing digest-oman {bench.server.url}/404: there is no such page")
    assert last == f"{bench.report}: 5 sources, 1 moved for good, 1 not reached"


# --- when it does not run ------------------------------------------------------------------


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


def test_a_missing_package_is_named_with_its_cure(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.point()
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert main(bench.given()) == 2
    assert "pip install 'presidents-abroad[links]'" in capsys.readouterr().err


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
