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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from heapq import heappop, heappush
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

from dashboard.cli.command import (
    BAD,
    FILE,
    GOOD,
    UNREADABLE,
    amount,
    argument,
    number,
    read_valid,
)
from dashboard.cli.write import write
from dashboard.dataset.csv_files import CsvError, read_rows
from dashboard.dataset.files import UnreadableFile
from dashboard.dataset.layout import rows_of
from dashboard.dataset.tables import Dataset

DESCRIPTION = (
    "Ask the address of each source, or of its archived copy where it has one, and write a report. "
    "One address at a time, with a pause between two of one host, redirects included; a host that "
    "is busy or silent lets the others go first. Run it again to go on where it stopped. Not for "
    "continuous integration: it refuses where CI is set."
)


def _option(name: str, kind: Any, default: object, metavar: str, text: str) -> Any:
    text = f"{text} (default: {default})"
    return argument(name, type=kind, default=default, metavar=metavar, help=text)


ARGUMENTS = [
    FILE,
    _option("--report", Path, "links.csv", "REPORT.csv", "where the answers are kept"),
    _option(
        "--days",
        number,
        30,
        "N",
        "ask again what led somewhere so many days ago or more; what did not is asked again after "
        "a day",
    ),
    _option("--pause", number, 2, "SECONDS", "the least time between two questions to one host"),
    _option("--timeout", number, 20, "SECONDS", "how long to wait for an answer"),
    _option("--retries", int, 2, "N", "how often to ask again where a host is busy or silent"),
    argument(
        "--contact",
        default="",
        metavar="TEXT",
        help="an address at which hosts can reach you, added to the User-Agent",
    ),
]
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
    report: Path = options.report
    every, answers = questions(dataset), read_report(report)
    due = [each for each in every if answers.get(each.address, each).is_due(options.days)]
    print(
        f"{amount(len(every), 'source')}; {len(due):,} to ask, "
        f"{len(every) - len(due):,} known from {report}"
    )
    # Begins a report, and drops a row that a sudden stop cut off.
    write({report: _report(answers.values())})
    with requests.Session() as session, report.open("a", encoding="utf-8", newline="") as file:
        contact = f"; {options.contact}" if options.contact else ""
        session.headers["User-Agent"] = (
            f"presidents-abroad/{dataset.head.version} (link check of an open data set{contact})"
        )
        found = Web(session, options.timeout, options.pause, options.retries).answers(due)
        # disable=None: on a terminal alone; elsewhere one line an answer.
        bar = tqdm(found, total=len(due), unit=" addresses", disable=None)
        for count, answer in enumerate(bar, start=1):
            answers[answer.address] = answer
            file.write(_csv([astuple(answer)]))
            file.flush()
            if bar.disable:
                print(f"{count}/{len(due)} {answer}", flush=True)
    latest = [answers[each.address] for each in every]
    write({report: _report(latest)})
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


# The report


def read_report(path: Path) -> dict[str, Answer]:
    """Read the last answer of each address; a row cut off by a sudden end is left out.

    Raises `UnreadableFile` where the file is there and is no such report.
    """
    try:
        content = path.read_bytes().replace(b"\r\n", b"\n")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}") from None
    whole = content[: content.rfind(b"\n") + 1]
    try:
        header, *rows = read_rows(whole) or [[] if content else COLUMNS]
    except CsvError:
        header, rows = [], []
    if header != COLUMNS:
        raise UnreadableFile(
            f"{path} is no report of this command; name another file with --report"
        )
    return {row[1]: Answer(*row) for row in rows if len(row) == len(COLUMNS)}


def _report(answers: Iterable[Answer]) -> bytes:
    return _csv([COLUMNS, *map(astuple, answers)]).encode()


def _csv(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


# The network


@dataclass(frozen=True)
class Step:
    """The next thing to ask of a question, and the redirects so far: their statuses and addresses.

    HEAD comes first, then GET where HEAD finds no page; bodies are not read.
    """

    question: Answer
    address: str
    method: str = "HEAD"
    attempt: int = 0
    redirects: tuple[tuple[int, str], ...] = ()


class Web:
    """Asks one address at a time, each host no more often than the pause allows."""

    def __init__(self, session: Any, timeout: float, pause: float, retries: int) -> None:
        self.session, self.timeout, self.pause, self.retries = session, timeout, pause, retries

    def answers(self, asked: Iterable[Answer]) -> Iterator[Answer]:
        """Yield the answers as they come; whatever happens is an answer."""
        queue = [(0.0, place, Step(each, each.address)) for place, each in enumerate(asked)]
        free_at: dict[str, float] = {}
        """When each host may be asked again."""
        while queue:
            when, place, step = heappop(queue)
            host = urlsplit(step.address).netloc.casefold()
            if when < free_at.get(host, 0):
                heappush(queue, (free_at[host], place, step))
                continue
            if (rest := when - monotonic()) > 0:
                sleep(rest)
            answer, later, wait = self._ask(step)
            free_at[host] = monotonic() + max(self.pause, wait)
            if later is None:
                yield replace(answer, checked=datetime.now(UTC).isoformat(timespec="seconds"))
            else:
                heappush(queue, (monotonic() + wait, place, later))

    def _ask(self, step: Step) -> tuple[Answer, Step | None, float]:
        """Take a step; return the answer, or what to ask next, and for how long the host rests."""
        import requests

        question = step.question
        try:
            with self.session.request(
                step.method, step.address, allow_redirects=False, stream=True, timeout=self.timeout
            ) as response:
                return self._read(step, response)
        except requests.Timeout:
            note, wait = f"no answer within {self.timeout:g} seconds", 0
        except requests.ConnectionError as error:
            note, wait = f"no connection: {_cause(error)}", 0
        except (requests.RequestException, ValueError) as error:
            note, wait = f"it cannot be asked: {_cause(error)}", None
        # Some hosts are silent to HEAD.
        answer = replace(question, result="failed", note=note)
        return answer, *self._again(replace(step, method="GET"), wait)

    def _again(self, step: Step, wait: float | None) -> tuple[Step | None, float]:
        """Return the same question once more, if it may be answered otherwise after a while."""
        if wait is None or wait > LONGEST_WAIT or step.attempt == self.retries:
            return None, 0
        again = Step(step.question, step.question.address, step.method, step.attempt + 1)
        return again, max(wait, 2.0**step.attempt)

    def _read(self, step: Step, response: Any) -> tuple[Answer, Step | None, float]:
        code: int = response.status_code
        question = step.question
        answer = replace(question, status=str(code))
        if response.next is not None:
            redirects = (*step.redirects, (code, step.address))
            if len(redirects) > MAX_REDIRECTS:
                note = f"more than {MAX_REDIRECTS} redirects"
                return replace(answer, result="failed", note=note), None, 0
            method, address = response.next.method, response.next.url
            return answer, replace(step, method=method, address=address, redirects=redirects), 0
        if step.method == "HEAD" and code >= 400 and code not in (429, 503):
            # Many hosts answer HEAD with an error for a page that they have.
            return answer, Step(question, question.address, "GET", step.attempt), 0
        if code in TEMPORARY:
            answer = replace(answer, result="busy", note=f"it answers {code}; run this again later")
            return answer, *self._again(step, retry_after(response.headers) or 0)
        return _final(answer, code, [*step.redirects, (code, step.address)]), None, 0


def _final(answer: Answer, code: int, steps: list[tuple[int, str]]) -> Answer:
    if code in (404, 410):
        cure = "; give the source an archived copy (`archived:`), or correct the address"
        note = f"there is no such page{cure if answer.copy == 'original' else ''}"
        return replace(answer, result="missing", note=note)
    if code >= 400:
        return replace(answer, result="refused", note=f"it answers {code}; look with a browser")
    # Only what moved for good is a new address: up to the first redirect that may change again.
    settled = next(address for status, address in steps if status not in PERMANENT)
    if settled == answer.address:
        return replace(answer, result="ok")
    note = "write the new address into the data, if it shows the same page"
    return replace(answer, result="moved", now=settled, note=note)


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
