"""Ask whether the sources' addresses still lead somewhere. The only module that uses the network.

The report, a CSV with a row for each address, is also the memory: rows are added as answers come,
so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

from dashboard.cli.reading import BAD, GOOD, UNREADABLE, add_file, amount, number, read_valid
from dashboard.cli.write import write
from dashboard.dataset.files import UnreadableFile
from dashboard.dataset.layout import rows_of
from dashboard.dataset.tables import Dataset

DESCRIPTION = (
    "Ask the address of each source, or of its archived copy where it has one, and write a report. "
    "One address at a time, with a pause between two of one host; run it again to go on where it "
    "stopped. Not for continuous integration: it refuses where CI is set."
)
MAX_REDIRECTS = 10
LONGEST_WAIT = 120.0
"""A host that asks for a longer pause, in seconds, is left to the next run."""
PERMANENT = frozenset({301, 308})
TEMPORARY = frozenset({429, 500, 502, 503, 504})
"""Answers after which the same question may be answered otherwise a little later."""


@dataclass(frozen=True)
class Answer:
    """One row of the report; before it is asked, only the first three are known.

    source: id of the source. address: what was asked. copy: `archived` or `original`. checked: when
    (UTC). result: ok; moved (it answers at `now`, for good); missing (404 or 410: no such page);
    refused (another answer from 400 on); busy (it answered, and asked to come back later); failed
    (no answer, or no end of redirects). status: the last HTTP status, empty where there was none.
    now: the new address of what moved for good. note: what happened, and what to do.
    """

    source: str
    address: str
    copy: str
    checked: str = ""
    result: str = ""
    status: str = ""
    now: str = ""
    note: str = ""

    @property
    def is_good(self) -> bool:
        """Whether a reader who follows the link finds a page."""
        return self.result in ("ok", "moved")

    def is_due(self, days: float) -> bool:
        """Tell whether to ask again, after some days or, where it led nowhere, after one."""
        try:
            age = datetime.now(UTC) - datetime.fromisoformat(self.checked)
        except (ValueError, TypeError):  # not asked yet, or changed by hand
            return True
        return age >= timedelta(days=days if self.is_good else min(days, 1))

    def __str__(self) -> str:
        now = f" -> {self.now}" if self.now else ""
        note = f": {self.note}" if self.note else ""
        return f"{self.result} {self.source} {self.address}{now}{note}"


COLUMNS = [part.name for part in fields(Answer)]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_file(parser)
    options: tuple[tuple[str, Any, Any, str, str], ...] = (
        ("--report", Path, "links.csv", "REPORT.csv", "where the answers are kept"),
        ("--days", number, 30, "N", "ask again what led somewhere so many days ago or more; what "
         "did not is asked again after a day"),
        ("--pause", number, 2, "SECONDS", "the least time between two questions to one host"),
        ("--timeout", number, 20, "SECONDS", "how long to wait for an answer"),
        ("--retries", int, 2, "N", "how often to ask again where a host is busy or silent"),
    )  # fmt: skip
    for name, kind, default, metavar, text in options:
        text = f"{text} (default: {default})"
        parser.add_argument(name, type=kind, default=default, metavar=metavar, help=text)
    text = "an address at which hosts can reach you, added to the User-Agent"
    parser.add_argument("--contact", default="", metavar="TEXT", help=text)


def run(options: argparse.Namespace) -> int:
    """Ask what the report does not know yet; 1 where an address leads nowhere."""
    if os.environ.get("CI"):
        why = "not run, because CI is set: other people's servers are no part of a build"
        print(f"links: {why}", file=sys.stderr)
        return UNREADABLE
    try:
        import requests
        from tqdm import tqdm
    except ImportError as error:
        cure = "install what this command needs with `pip install 'presidents-abroad[links]'`"
        print(f"links: the package {error.name} is missing; {cure}", file=sys.stderr)
        return UNREADABLE
    dataset = read_valid(options.file, "not asked")
    if dataset is None:
        return BAD
    report: Path = options.report
    every = questions(dataset)
    answers = read_report(report)
    due = [each for each in every if answers.get(each.address, each).is_due(options.days)]
    print(
        f"{amount(len(every), 'source')}; {len(due):,} to ask, "
        f"{len(every) - len(due):,} known from {report}"
    )
    # Begins a report, and drops a row that a sudden stop cut off.
    write({report: _to_csv(answers.values())})
    with requests.Session() as session, report.open("a", encoding="utf-8", newline="") as file:
        contact = f"; {options.contact}" if options.contact else ""
        session.headers["User-Agent"] = (
            f"presidents-abroad/{dataset.head.version} (link check of an open data set{contact})"
        )
        web = Web(session, options.timeout, options.pause, options.retries)
        # disable=None: on a terminal alone; elsewhere one line an answer.
        bar = tqdm(take_turns(due), unit=" addresses", disable=None)
        for count, question in enumerate(bar, start=1):
            answer = web.answer(question)
            answers[answer.address] = answer
            csv.writer(file, lineterminator="\n").writerow(astuple(answer))
            file.flush()
            if bar.disable:
                print(f"{count}/{len(due)} {answer}", flush=True)
    latest = [answers[each.address] for each in every]
    write({report: _to_csv(latest)})
    moved = [answer for answer in latest if answer.result == "moved"]
    bad = [answer for answer in latest if not answer.is_good]
    for answer in (*moved, *bad):
        print(answer)
    print(
        f"{report}: {amount(len(latest), 'source')}, {len(moved):,} moved for good, "
        f"{len(bad):,} not reached"
    )
    return BAD if bad else GOOD


def questions(dataset: Dataset) -> list[Answer]:
    """Return what to ask: of each source the archived copy if it has one, else the page itself."""
    return [
        Answer(source["id"], source["archived"], "archived")
        if source["archived"]
        else Answer(source["id"], source["url"], "original")
        for source in rows_of(dataset.tables["sources"])
    ]


def take_turns(due: Iterable[Answer]) -> list[Answer]:
    """Let hosts take turns, so that the pauses between two questions to one cost little time."""
    turns = Counter[str]()
    order: list[tuple[int, Answer]] = []
    for question in due:
        host = _host(question.address)
        turns[host] += 1
        order.append((turns[host], question))
    return [question for _, question in sorted(order, key=lambda each: each[0])]


def _host(address: str) -> str:
    return urlsplit(address).netloc.casefold()


def read_report(path: Path) -> dict[str, Answer]:
    """Read the last answer of each address; a row cut off by a sudden end is left out.

    Raises `UnreadableFile` where the file is there and is no such report.
    """
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        header, *rows = csv.reader(io.StringIO(text)) if text else [COLUMNS]
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}") from None
    except (csv.Error, ValueError):
        header, rows = [], []
    if header != COLUMNS:
        raise UnreadableFile(
            f"{path} is no report of this command; name another file with --report"
        )
    if not text.endswith("\n"):
        rows = rows[:-1]
    return {row[1]: Answer(*row) for row in rows if len(row) == len(COLUMNS)}


def _to_csv(answers: Iterable[Answer]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [COLUMNS, *(astuple(answer) for answer in answers)]
    )
    return text.getvalue().encode()


class Web:
    """Asks one address at a time: HEAD, then GET where HEAD finds no page; reads no bodies."""

    def __init__(self, session: Any, timeout: float, pause: float, retries: int) -> None:
        self.session, self.timeout, self.pause, self.retries = session, timeout, pause, retries
        self.next_at: dict[str, float] = {}
        """When each host may be asked again."""
        session.max_redirects = MAX_REDIRECTS

    def answer(self, question: Answer) -> Answer:
        """Ask an address, again where it is busy or silent; whatever happens is an answer."""
        method, found, wait = "HEAD", question, None
        for attempt in range(self.retries + 1):
            found, wait = self._attempt(method, question)
            if wait is None or wait > LONGEST_WAIT or attempt == self.retries:
                break
            if found.result == "failed":
                method = "GET"  # some hosts are silent to HEAD
            sleep(max(wait, 2.0**attempt))
        return replace(found, checked=datetime.now(UTC).isoformat(timespec="seconds"))

    def _attempt(self, method: str, question: Answer) -> tuple[Answer, float | None]:
        """Ask once; the second value is how long to wait where a later attempt may do better."""
        import requests

        try:
            response = self._request(method, question.address)
            if response.status_code >= 400 and response.status_code not in (429, 503):
                # Many hosts answer HEAD with an error for a page that they have.
                response = self._request("GET", question.address)
        except requests.Timeout:
            note = f"no answer within {self.timeout:g} seconds"
            return replace(question, result="failed", note=note), 0
        except requests.ConnectionError as error:
            return replace(question, result="failed", note=f"no connection: {_cause(error)}"), 0
        except requests.TooManyRedirects as error:
            status = str(error.response.status_code) if error.response is not None else ""
            note = f"more than {MAX_REDIRECTS} redirects"
            return replace(question, result="failed", status=status, note=note), None
        except (requests.RequestException, ValueError) as error:
            note = f"it cannot be asked: {_cause(error)}"
            return replace(question, result="failed", note=note), None
        return _read(question, response)

    def _request(self, method: str, address: str) -> Any:
        """Ask once the pause of the host is over; redirects are followed at once."""
        host = _host(address)
        if (rest := self.next_at.get(host, 0) - monotonic()) > 0:
            sleep(rest)
        self.next_at[host] = monotonic() + self.pause
        with self.session.request(
            method, address, allow_redirects=True, stream=True, timeout=self.timeout
        ) as response:
            return response


def _read(question: Answer, response: Any) -> tuple[Answer, float | None]:
    """Return what a response means, and how long to wait where a later one may do better."""
    code: int = response.status_code
    answer = replace(question, status=str(code))
    if code in TEMPORARY:
        answer = replace(answer, result="busy", note=f"it answers {code}; run this again later")
        return answer, retry_after(response.headers) or 0
    if code in (404, 410):
        cure = "; give the source an archived copy (`archived:`), or correct the address"
        note = f"there is no such page{cure if question.copy == 'original' else ''}"
        return replace(answer, result="missing", note=note), None
    if code >= 400:
        note = f"it answers {code}; look with a browser"
        return replace(answer, result="refused", note=note), None
    steps = [*response.history, response]
    # Only what moved for good is a new address: up to the first redirect that may change again.
    settled = next(step for step in steps if step.status_code not in PERMANENT)
    if settled is steps[0]:
        return replace(answer, result="ok"), None
    note = "write the new address into the data, if it shows the same page"
    return replace(answer, result="moved", now=settled.url, note=note), None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds a host asks to wait, which it says as a number or a date."""
    text = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}", text):
        return float(text)
    try:
        asked = parsedate_to_datetime(text)
        return max(0.0, (asked - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):  # no date, or one without a zone
        return None


def _cause(error: BaseException) -> str:
    """Return the innermost cause, in the words of the system."""
    reason = getattr(error.args[0], "reason", error.args[0]) if error.args else error
    said = re.sub(r"^.*?(HTTPS?Connection\w*|>): ", "", str(reason))
    return " ".join(said.split())[:120]
