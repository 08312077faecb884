"""Ask whether the sources' addresses still lead somewhere. The only module that uses the network.

The report is its memory: a CSV with one row an address, added to as answers come, so that a run
that was stopped goes on where it was. The columns stand in `COLUMNS`.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import re
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from dashboard.cli import BAD, GOOD, UNREADABLE, amount, put, sound, takes_data
from dashboard.dataset import reader
from dashboard.model.records import Dataset

if TYPE_CHECKING:
    import requests

HELP = "ask whether the sources' addresses still lead somewhere (needs the network)"
DESCRIPTION = (
    "Ask the address of each source, or of its archived copy where it has one, and write a report. "
    "One address at a time, with a pause between two of one host; run it again to go on where it "
    "stopped. Not for continuous integration: it refuses where CI is set."
)

MAX_REDIRECTS = 10
LONGEST_WAIT = 120.0
"""A host that asks for a longer pause, in seconds, is left to the next run."""
PERMANENT = frozenset({301, 308})
AGAIN = frozenset({429, 500, 502, 503, 504})
"""Answers after which the same question may be answered otherwise a little later."""

GOOD_RESULTS = frozenset({"ok", "moved"})


@dataclass(frozen=True)
class Answer:
    """One row of the report.

    source: id of the source. address: what was asked. copy: `archived` or `original`. checked: when
    (UTC). result: ok; moved (it answers at `now`, for good); missing (404 or 410: no such page);
    refused (another answer from 400 on); busy (it answered, and asked to come back later); failed
    (no answer, or no end of redirects). status: the last HTTP status, empty where there was none.
    now: the new address of what moved for good. note: what happened, and what to do.
    """

    source: str
    address: str
    copy: str
    checked: str
    result: str
    status: str = ""
    now: str = ""
    note: str = ""

    @property
    def leads(self) -> bool:
        """Whether a reader who follows the link finds a page."""
        return self.result in GOOD_RESULTS


COLUMNS = [part.name for part in fields(Answer)]


@dataclass(frozen=True)
class Question:
    """An address to ask: of which source, and whether it is the archived copy."""

    source: str
    address: str
    copy: str


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt: a result as in `Answer`, and for `again` how long to wait."""

    result: str
    status: str = ""
    now: str = ""
    note: str = ""
    wait: float | None = None


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    takes_data(parser)
    parser.add_argument(
        "--report", type=Path, default=Path("links.csv"), metavar="REPORT.csv",
        help="where the answers are kept (default: links.csv)",
    )  # fmt: skip
    parser.add_argument(
        "--days", type=_number, default=30, metavar="N",
        help="ask again what led somewhere so many days ago or more (default: 30); what did not "
        "is asked again after a day",
    )  # fmt: skip
    parser.add_argument(
        "--pause", type=_number, default=2, metavar="SECONDS",
        help="the least time between two questions to one host (default: 2)",
    )  # fmt: skip
    parser.add_argument(
        "--timeout", type=_number, default=20, metavar="SECONDS",
        help="how long to wait for an answer (default: 20)",
    )  # fmt: skip
    parser.add_argument(
        "--retries", type=int, default=2, metavar="N",
        help="how often to ask again where a host is busy or silent (default: 2)",
    )  # fmt: skip
    parser.add_argument(
        "--contact", default="", metavar="TEXT",
        help="an address at which hosts can reach you, added to the User-Agent",
    )  # fmt: skip


def _number(value: str) -> float:
    if not re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value):
        raise argparse.ArgumentTypeError(f"“{value}” is not a number, 0 or more")
    return float(value)


def run(options: argparse.Namespace) -> int:
    """Ask what the report does not know yet; 1 where an address leads nowhere."""
    if os.environ.get("CI"):
        print("links: not run, because CI is set: other people's servers are no part of a build",
              file=sys.stderr)  # fmt: skip
        return UNREADABLE
    try:
        import requests
        from tqdm import tqdm
    except ImportError as error:
        print(f"links: the package {error.name} is missing; install what this command needs with "
              "`pip install 'presidents-abroad[links]'`", file=sys.stderr)  # fmt: skip
        return UNREADABLE
    found = sound(options.file, "not asked")
    if found is None:
        return BAD
    dataset, _ = found
    report: Path = options.report
    known = read_report(report)
    every = list(questions(dataset))
    due = [question for question in every if _due(known.get(question.address), options.days)]
    print(f"{amount(len(every), 'source')}; {len(due):,} to ask, "
          f"{len(every) - len(due):,} known from {report}")  # fmt: skip
    with requests.Session() as session:
        contact = f"; {options.contact}" if options.contact else ""
        session.headers["User-Agent"] = (
            f"presidents-abroad/{dataset.version} (link check of an open data set{contact})"
        )
        web = Web(session, options.timeout, Pace(options.pause))
        answers = ask_all(due, web.ask, retries=options.retries)
        _start(report)
        # disable=None: on a terminal alone; elsewhere one line an answer.
        bar = tqdm(answers, total=len(due), unit=" addresses", disable=None)
        with report.open("a", encoding="utf-8", newline="") as file:
            for number, answer in enumerate(bar, start=1):
                known[answer.address] = answer
                _write(file, answer)
                if bar.disable:
                    print(f"{number}/{len(due)} {_told(answer)}", flush=True)
    latest = [known[question.address] for question in every if question.address in known]
    put(report, _text(latest).encode())
    return _end(latest, report)


def _end(latest: list[Answer], report: Path) -> int:
    bad = [answer for answer in latest if not answer.leads]
    moved = [answer for answer in latest if answer.result == "moved"]
    for answer in (*moved, *bad):
        print(_told(answer))
    print(f"{report}: {amount(len(latest), 'source')}, {len(moved):,} moved for good, "
          f"{len(bad):,} not reached")  # fmt: skip
    return BAD if bad else GOOD


def _told(answer: Answer) -> str:
    now = f" -> {answer.now}" if answer.now else ""
    note = f": {answer.note}" if answer.note else ""
    return f"{answer.result} {answer.source} {answer.address}{now}{note}"


# What to ask


def questions(dataset: Dataset) -> Iterator[Question]:
    """Yield one question a source: its archived copy where it has one, else its own address."""
    for source in dataset.sources:
        if source.archived is not None:
            yield Question(source.id, source.archived, "archived")
        else:
            yield Question(source.id, source.url, "original")


def _due(answer: Answer | None, days: float) -> bool:
    if answer is None:
        return True
    try:
        age = datetime.now(UTC) - datetime.fromisoformat(answer.checked)
    except (ValueError, TypeError):  # a row that somebody changed by hand
        return True
    return age >= timedelta(days=days if answer.leads else min(days, 1))


# The report


def read_report(path: Path) -> dict[str, Answer]:
    """Read the last answer of each address; a row cut off by a sudden end is left out.

    Raises `UnreadableFile` where the file is there and is no such report.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise reader.UnreadableFile(f"{path} is no report of this command: not UTF-8") from None
    except OSError as error:
        raise reader.UnreadableFile(f"{path} cannot be read: {error.strerror}") from None
    if not text:
        return {}
    try:
        head, *rows = csv.reader(io.StringIO(text))
    except (csv.Error, ValueError):
        head, rows = [], []
    if head != COLUMNS:
        raise reader.UnreadableFile(
            f"{path} is no report of this command; name another file with --report"
        )
    found = (Answer(*row) for row in rows if len(row) == len(COLUMNS))
    return {answer.address: answer for answer in found}


def _start(path: Path) -> None:
    """Begin a report, or end the row that a sudden stop cut off."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if not text:
        path.write_text(_text([]), encoding="utf-8")
    elif not text.endswith("\n"):
        put(path, _text(list(read_report(path).values())).encode())


def _text(answers: list[Answer]) -> str:
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(asdict(answer).values() for answer in answers)
    return held.getvalue()


def _write(file: io.TextIOBase | io.TextIOWrapper, answer: Answer) -> None:
    csv.writer(file, lineterminator="\n").writerow(asdict(answer).values())
    file.flush()


# One after the other


def ask_all(
    due: list[Question],
    ask: Callable[[str], Outcome],
    *,
    retries: int,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Answer]:
    """Ask one address at a time, hosts in turn; a host that is busy waits while others are asked.

    After an attempt that failed for a while, the host rests: as long as it asks for, or 1, 2, 4
    seconds and so on.
    """
    hosts: dict[str, deque[tuple[Question, int]]] = {}
    for question in due:
        hosts.setdefault(_host(question.address), deque()).append((question, 0))
    turns = deque(hosts)
    rests: dict[str, float] = {}
    while turns:
        now = clock()
        awake = next((host for host in turns if rests.get(host, now) <= now), None)
        if awake is None:
            sleep(max(0.0, min(rests[host] for host in turns) - now))
            continue
        turns.remove(awake)
        question, attempts = hosts[awake].popleft()
        outcome = ask(question.address)
        if outcome.wait is not None and attempts < retries and outcome.wait <= LONGEST_WAIT:
            rests[awake] = clock() + max(outcome.wait, 2.0**attempts)
            hosts[awake].appendleft((question, attempts + 1))
        else:
            yield _answer(question, outcome)
        if hosts[awake]:
            turns.append(awake)


def _host(address: str) -> str:
    return urlsplit(address).netloc.casefold()


def _answer(question: Question, outcome: Outcome) -> Answer:
    note = outcome.note
    if question.copy == "original" and outcome.result == "missing":
        note = f"{note}; give the source an archived copy (`archived:`), or correct the address"
    if outcome.result == "moved":
        note = "write the new address into the data, if it shows the same page"
    return Answer(
        source=question.source,
        address=question.address,
        copy=question.copy,
        checked=datetime.now(UTC).isoformat(timespec="seconds"),
        result=outcome.result,
        status=outcome.status,
        now=outcome.now,
        note=note,
    )


class Pace:
    """Keeps the least time between two questions to one host."""

    def __init__(
        self,
        pause: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.pause, self.clock, self.sleep = pause, clock, sleep
        self.last: dict[str, float] = {}

    def wait(self, host: str) -> None:
        """Wait until the host may be asked, and take note that it now is."""
        if host in self.last:
            rest = self.last[host] + self.pause - self.clock()
            if rest > 0:
                self.sleep(rest)
        self.last[host] = self.clock()


class Web:
    """Asks one address: HEAD, then GET where HEAD finds no page; bodies are not read."""

    def __init__(self, session: requests.Session, timeout: float, pace: Pace) -> None:
        self.session, self.timeout, self.pace = session, timeout, pace
        self.silent: set[str] = set()
        """Addresses that gave HEAD no answer, and so are asked with GET the next time."""

    def ask(self, address: str) -> Outcome:
        """Ask once, redirects followed; whatever the network does becomes an outcome."""
        import requests

        try:
            outcome = self._follow("GET" if address in self.silent else "HEAD", address)
            if outcome.status >= "400" and outcome.status not in ("429", "503"):
                # Many hosts answer HEAD with an error for a page that they have.
                outcome = self._follow("GET", address)
        except requests.Timeout:
            self.silent.add(address)
            note = f"no answer within {self.timeout:g} seconds"
            return Outcome("failed", note=note, wait=0)
        except requests.ConnectionError as error:
            self.silent.add(address)
            return Outcome("failed", note=f"no connection: {_cause(error)}", wait=0)
        except (requests.RequestException, ValueError) as error:
            return Outcome("failed", note=f"it cannot be asked: {_cause(error)}")
        return outcome

    def _follow(self, method: str, address: str) -> Outcome:
        here, settled, seen = address, address, {address}
        for_good = True
        for _ in range(MAX_REDIRECTS + 1):
            self.pace.wait(_host(here))
            with self.session.request(
                method, here, allow_redirects=False, stream=True, timeout=self.timeout
            ) as response:
                status = response.status_code
                target = self.session.get_redirect_target(response)
                wait = _retry_after(response.headers)
            if target is None:
                return _outcome(status, wait, settled if settled != address else "")
            here = urljoin(here, target)
            if urlsplit(here).scheme not in ("http", "https"):
                return Outcome("failed", str(status), note=f"it leads to {here[:80]}, not a page")
            for_good = for_good and status in PERMANENT
            settled = here if for_good else settled
            if here in seen:
                return Outcome("failed", str(status), note="its redirects lead in a circle")
            seen.add(here)
        return Outcome("failed", note=f"more than {MAX_REDIRECTS} redirects")


def _outcome(status: int, wait: float | None, now: str) -> Outcome:
    code = str(status)
    if status in AGAIN:
        return Outcome("busy", code, note=f"it answers {status}; run this again later",
                       wait=wait or 0.0)  # fmt: skip
    if status in (404, 410):
        return Outcome("missing", code, note="there is no such page")
    if status >= 400:
        return Outcome("refused", code, note=f"it answers {status}; look with a browser")
    return Outcome("moved", code, now) if now else Outcome("ok", code)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Read how many seconds a host asks to wait: a number, or a date."""
    text = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}", text):
        return float(text)
    try:
        asked = parsedate_to_datetime(text)
        return max(0.0, (asked - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):  # no date, or one without a zone
        return None


def _cause(error: BaseException) -> str:
    """Name the innermost cause, in the words of the system."""
    reason = getattr(error.args[0], "reason", error.args[0]) if error.args else error
    said = re.sub(r"^.*?(HTTPS?Connection\w*|>): ", "", str(reason))
    return " ".join(said.split())[:120]
