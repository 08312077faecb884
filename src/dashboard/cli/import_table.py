"""Turn a plain table of stays abroad into a data set."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dashboard.cli.reading import BAD, GOOD, amount
from dashboard.cli.write import write
from dashboard.dataset.files import UnreadableFile
from dashboard.dataset.messages import refused
from dashboard.dataset.stays.make import make
from dashboard.dataset.stays.rows import COLUMNS, Options, Term
from dashboard.dataset.stays.table import (
    DAY_FIRST,
    MONTH_FIRST,
    Table,
    UnknownColumn,
    day,
    read_table,
    slug,
)
from dashboard.model.countries import code_of
from dashboard.model.records import Licence, Source
from dashboard.model.vocabulary import Stance, Status, VisitKind

DESCRIPTION = (
    "Read a table of stays abroad, one row a stay, and write a data set of it. Stays of one leader "
    "that follow on each other become one visit. Print what could not be mapped as "
    "FILE:LINE: MESSAGE; the rest is written, and the exit code is then 1."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE.csv", help="the table (UTF-8)")
    add("--output", type=Path, required=True, metavar="OUT.yaml", help="the data set to write")
    add("--replace", action="store_true", help="write over OUT.yaml if it is there")
    add = parser.add_argument_group("the table").add_argument
    for name in COLUMNS:
        text = f"its column for the {name} (default: {name})"
        add(f"--{name}-column", type=_text, default=name, metavar="NAME", help=text)
    text = "what comes first in 3/4/2021; without it, such a day is reported"
    add("--dates", choices=(DAY_FIRST, MONTH_FIRST), help=text)
    text = (
        "a stay that begins at most so many days after another belongs to the same visit "
        "(default: 1)"
    )
    add("--gap", type=_days, default=1, metavar="DAYS", help=text)
    add = parser.add_argument_group("the leaders").add_argument
    add("--leader", type=_text, metavar="NAME", help="the leader of a table without that column")
    text = "the leaders' own country, name or code"
    add("--home", type=_country, metavar="COUNTRY", help=text)
    office = "Head of state or government"
    text = f"their office (default: {office})"
    add("--office", type=_text, default=office, metavar="TEXT", help=text)
    text = (
        "time in office, such as Raisi=2021-08-03/2024-05-19, with .. for an end still ahead; "
        "once for each leader"
    )
    add("--term", type=_term, action="append", default=[], metavar="NAME=FROM/UNTIL", help=text)
    text = (
        "a table of leaders: leader (the name in FILE.csv), took_office, left_office, "
        "left_because, name, full_name, native_name, office, country, id"
    )
    add("--leaders", type=Path, metavar="LEADERS.csv", help=text)
    add = parser.add_argument_group("the source of the table").add_argument
    add("--source-publisher", type=_text, required=True, metavar="TEXT")
    add("--source-title", type=_text, required=True, metavar="TEXT")
    add("--source-url", required=True, metavar="URL")
    add("--source-date", type=_day, metavar="DAY", help="such as 2024-09-11")
    stances = [str(stance) for stance in Stance]
    text = "(default: reference)"
    add("--source-stance", choices=stances, default=Stance.REFERENCE, help=text)
    add("--source-archived", metavar="URL", help="the address of an archive's copy")
    add = parser.add_argument_group("the data set").add_argument
    add("--title", type=_text, metavar="TEXT")
    text = "of the data set, as https://spdx.org/licenses has it, such as CC-BY-4.0"
    add("--licence", type=_licence, metavar="SPDX", help=text)
    text = "the day on which the table was last looked at (default: today); later stays are planned"
    add("--as-of", type=_day, metavar="DAY", help=text)
    statuses = [str(Status.CONFIRMED), str(Status.UNCONFIRMED)]
    text = (
        "of visits made; one source confirms only if it is an official body (default: unconfirmed)"
    )
    add("--status", choices=statuses, default=Status.UNCONFIRMED, help=text)
    kinds = [str(kind) for kind in VisitKind]
    text = "of stays whose row names none (default: official)"
    add("--kind", choices=kinds, default=VisitKind.OFFICIAL, help=text)


def run(options: argparse.Namespace) -> int:
    """Write the data set and print what was left out; 1 if there is anything of it."""
    output: Path = options.output
    if output.exists() and not options.replace:
        print(f"{output} is there already; name another file, or add --replace to write over it")
        return BAD
    if not output.parent.is_dir():
        print(f"{output}: there is no folder {output.parent}; make it first")
        return BAD
    as_of = options.as_of or date.today()
    try:
        source = _source(options, as_of)
        made = make(
            _table(options.file),
            Options(
                title=options.title,
                source=source,
                as_of=as_of,
                home=options.home,
                office=options.office,
                status=Status(options.status),
                kind=VisitKind(options.kind),
                gap=options.gap,
                dates=options.dates,
                leader=options.leader,
                columns={name: getattr(options, f"{name}_column") for name in COLUMNS},
                terms=dict(options.term),
                leaders=_table(options.leaders) if options.leaders else None,
                licence=options.licence,
            ),
        )
    except (UnknownColumn, argparse.ArgumentTypeError) as error:
        print(error)
        return BAD
    for problem in made.problems:
        print(problem)
    if made.dataset is None:
        print(f"{output}: not written; mend what is listed above first")
        return BAD
    write({output: made.text.encode()})
    left = f"; {amount(len(made.problems), 'problem')} above" if made.problems else ""
    print(
        f"{output}: {amount(made.n_stays, 'stay')} read as "
        f"{amount(len(made.dataset.tables['visits']), 'visit')} of "
        f"{amount(len(made.dataset.head.leaders), 'leader')}{left}"
    )
    return BAD if made.problems else GOOD


def _source(options: argparse.Namespace, as_of: date) -> Source:
    if options.source_date and options.source_date > as_of:
        raise argparse.ArgumentTypeError(
            f"--source-date {options.source_date} is after the day of the table, {as_of}; correct "
            "it, or set --as-of"
        )
    try:
        return Source(
            id=slug(options.source_publisher) or "table",
            publisher=options.source_publisher,
            title=options.source_title,
            url=options.source_url,
            archived=options.source_archived,
            date=options.source_date,
            stance=Stance(options.source_stance),
        )
    except ValidationError as error:
        name = error.errors()[0]["loc"][0]
        raise argparse.ArgumentTypeError(
            f"--source-{name} is not a web address; it must begin with http:// or https://"
        ) from None


def _table(path: Path) -> Table:
    try:
        return read_table(path.read_bytes(), str(path))
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror or error}") from None


# Types of options: argparse prints the message of an ArgumentTypeError.


def _checked(read: Callable[[str], Any], value: str, message: str) -> Any:
    """Read a value; raise `message` where it is refused, or its own words where that is empty."""
    try:
        return read(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(message or str(error)) from None


def _text(value: str) -> str:
    text = " ".join(value.split())
    if not text:
        raise argparse.ArgumentTypeError("must not be blank")
    if found := refused(text):
        raise argparse.ArgumentTypeError(found)
    return text


def _licence(value: str) -> str:
    message = f"“{value}” is not an SPDX identifier; write one of https://spdx.org/licenses"
    return _checked(TypeAdapter(Licence).validate_python, value, message)


def _days(value: str) -> int:
    if not re.fullmatch(r"\d{1,3}", value):
        raise argparse.ArgumentTypeError(f"“{value}” is not a number of days, 0 or more")
    return int(value)


def _country(value: str) -> str:
    if code := code_of(value):
        return code
    raise argparse.ArgumentTypeError(
        f"“{value}” is no country known here; write its English name or ISO 3166-1 code"
    )


def _day(value: str) -> date:
    return _checked(day, value, "")


def _term(value: str) -> tuple[str, Term]:
    match = re.fullmatch(r"(.+?)=([^=/]+)/([^=/]+)", value)
    if match is None:
        raise argparse.ArgumentTypeError(
            f"“{value}” is no term; write NAME=FROM/UNTIL, such as Raisi=2021-08-03/2024-05-19"
        )
    start, end = _day(match[2]), None if match[3] == ".." else _day(match[3])
    if end is not None and end < start:
        raise argparse.ArgumentTypeError(f"“{value}” ends before it starts")
    return _text(match[1]), (start, end)
