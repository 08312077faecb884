"""Ask whether the sources' addresses still lead somewhere.

The report, a CSV with a row for each address, is also the memory: rows are added as answers come,
so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import sys
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dashboard.cli.command import BAD, GOOD, UNREADABLE, amount, read_valid
from dashboard.cli.write import write
from dashboard.dataset.csv_files import CsvError, read_rows
from dashboard.dataset.files import UnreadableFile
from dashboard.dataset.layout import rows_of
from dashboard.dataset.tables import Dataset

CURE = "; give the source an archived copy (`archived:`), or correct the address"


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
        from tqdm import tqdm

        from dashboard.cli.web import Web
    except ImportError as error:
        cure = "install what this command needs with `pip install 'presidents-abroad[links]'`"
        print(f"links: the package {error.name} is missing; {cure}", file=sys.stderr)
        return UNREADABLE
    dataset = read_valid(options.file, "not asked")
    report: Path = options.report
    every, answers = questions(dataset), read_report(report)
    due = {
        each.address: each for each in every if answers.get(each.address, each).is_due(options.days)
    }
    print(
        f"{amount(len(every), 'source')}; {len(due):,} to ask, "
        f"{len(every) - len(due):,} known from {report}"
    )
    # Begins a report, and drops a row that a sudden stop cut off.
    write({report: _csv([COLUMNS, *map(_row, answers.values())]).encode()})
    web = Web(options.timeout, options.pause, options.retries)
    contact = f"; {options.contact}" if options.contact else ""
    web.session.headers["User-Agent"] = (
        f"presidents-abroad/{dataset.head.version} (link check of an open data set{contact})"
    )
    with web.session, report.open("a", encoding="utf-8", newline="") as file:
        # disable=None: on a terminal alone; elsewhere one line an answer.
        bar = tqdm(web.ask(due), total=len(due), unit=" addresses", disable=None)
        for count, each in enumerate(bar, start=1):
            now = datetime.now(UTC).isoformat(timespec="seconds")
            answer = replace(due[each.address], checked=now, **vars(each))
            if answer.result == "missing" and answer.copy == "original":
                answer = replace(answer, note=answer.note + CURE)
            answers[answer.address] = answer
            file.write(_csv([_row(answer)]))
            file.flush()
            if bar.disable:
                print(f"{count}/{len(due)} {answer}", flush=True)
    # Two sources may have one archived page.
    latest = [replace(answers[each.address], source=each.source, copy=each.copy) for each in every]
    write({report: _csv([COLUMNS, *map(_row, latest)]).encode()})
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


def _row(answer: Answer) -> tuple[str, ...]:
    return astuple(answer)


def _csv(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
