"""Turn a plain table of stays abroad into a data set."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from dashboard.cli import BAD, GOOD, amount, put
from dashboard.dataset.import_table import (
    COLUMNS,
    DAY_FIRST,
    MONTH_FIRST,
    Table,
    Term,
    UnknownColumn,
    Wanted,
    day,
    make,
    read_table,
    slug,
)
from dashboard.dataset.reader import UnreadableFile, refused
from dashboard.model.countries import code_of
from dashboard.model.records import Licence, Source
from dashboard.model.vocabulary import Stance, Status, VisitKind

HELP = "turn a plain table (CSV) into a data set"
DESCRIPTION = (
    "Read a table of stays abroad, one row a stay, and write a data set of it. Stays of one leader "
    "that follow on each other become one visit. Print what could not be mapped as "
    "FILE:LINE: MESSAGE; the rest is written, and the exit code is then 1."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE.csv", help="the table (UTF-8)")
    parser.add_argument(
        "--output", type=Path, required=True, metavar="OUT.yaml", help="the data set to write"
    )
    parser.add_argument("--replace", action="store_true", help="write over OUT.yaml if it is there")
    table = parser.add_argument_group("the table")
    for name in COLUMNS:
        table.add_argument(
            f"--{name}-column",
            type=_text,
            default=name,
            metavar="NAME",
            help=f"its column for the {name} (default: {name})",
        )
    table.add_argument(
        "--dates",
        choices=(DAY_FIRST, MONTH_FIRST),
        help="what comes first in 3/4/2021; without it, such a day is reported",
    )
    table.add_argument(
        "--gap",
        type=_days,
        default=1,
        metavar="DAYS",
        help="a stay that begins at most so many days after another belongs to the same visit "
        "(default: 1)",
    )
    who = parser.add_argument_group("the leaders")
    who.add_argument(
        "--leader", type=_text, metavar="NAME", help="the leader of a table without that column"
    )
    who.add_argument(
        "--home", type=_country, metavar="COUNTRY", help="the leaders' own country, name or code"
    )
    who.add_argument(
        "--office",
        type=_text,
        default="Head of state or government",
        metavar="TEXT",
        help="their office (default: Head of state or government)",
    )
    who.add_argument(
        "--term",
        type=_term,
        action="append",
        default=[],
        metavar="NAME=FROM/UNTIL",
        help="time in office, such as Raisi=2021-08-03/2024-05-19, with .. for an end still "
        "ahead; once for each leader",
    )
    who.add_argument(
        "--leaders",
        type=Path,
        metavar="LEADERS.csv",
        help="a table of leaders: leader (the name in FILE.csv), took_office, left_office, "
        "left_because, name, full_name, native_name, office, country, id",
    )
    source = parser.add_argument_group("the source of the table")
    source.add_argument("--source-publisher", type=_text, required=True, metavar="TEXT")
    source.add_argument("--source-title", type=_text, required=True, metavar="TEXT")
    source.add_argument("--source-url", required=True, metavar="URL")
    source.add_argument("--source-date", type=_iso, metavar="DAY", help="such as 2024-09-11")
    source.add_argument(
        "--source-stance",
        choices=[str(stance) for stance in Stance],
        default=Stance.REFERENCE,
        help="(default: reference)",
    )
    source.add_argument("--source-archived", metavar="URL", help="the address of an archive's copy")
    rest = parser.add_argument_group("the data set")
    rest.add_argument("--title", type=_text, metavar="TEXT")
    rest.add_argument(
        "--licence",
        type=_licence,
        metavar="SPDX",
        help="of the data set, as https://spdx.org/licenses has it, such as CC-BY-4.0",
    )
    rest.add_argument(
        "--as-of",
        type=_iso,
        default=None,
        metavar="DAY",
        help="the day on which the table was last looked at (default: today); later stays are "
        "planned",
    )
    rest.add_argument(
        "--status",
        choices=[str(Status.CONFIRMED), str(Status.UNCONFIRMED)],
        default=Status.UNCONFIRMED,
        help="of visits made; one source confirms only if it is an official body "
        "(default: unconfirmed)",
    )
    rest.add_argument(
        "--kind",
        choices=[str(kind) for kind in VisitKind],
        default=VisitKind.OFFICIAL,
        help="of stays whose row names none (default: official)",
    )


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
        made = make(
            _table(options.file),
            Wanted(
                title=options.title,
                source=_source(options, as_of),
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
    except (UnknownColumn, _BadSource) as error:
        print(error)
        return BAD
    for problem in made.problems:
        print(problem)
    if made.text is None or made.dataset is None:
        print(f"{output}: not written; mend what is listed above first")
        return BAD
    put(output, made.text.encode())
    left = f"; {amount(len(made.problems), 'problem')} above" if made.problems else ""
    print(
        f"{output}: {amount(made.n_stays, 'stay')} read as "
        f"{amount(len(made.dataset.visits), 'visit')} of "
        f"{amount(len(made.dataset.leaders), 'leader')}{left}"
    )
    return BAD if made.problems else GOOD


class _BadSource(ValueError):
    """The options do not describe a source."""


def _source(options: argparse.Namespace, as_of: date) -> Source:
    if options.source_date and options.source_date > as_of:
        raise _BadSource(f"--source-date {options.source_date} is after the day of the table, "
                         f"{as_of}; correct it, or set --as-of")  # fmt: skip
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
        raise _BadSource(
            f"--source-{name} is not a web address; it must begin with http:// or https://"
        ) from None


def _table(path: Path) -> Table:
    try:
        return read_table(path.read_bytes(), str(path))
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror or error}") from None


# What the options hold; argparse prints the message of a ValueError of its own kind.


def _text(value: str) -> str:
    text = " ".join(value.split())
    if not text:
        raise argparse.ArgumentTypeError("must not be blank")
    if found := refused(text):
        raise argparse.ArgumentTypeError(found)
    return text


def _licence(value: str) -> str:
    try:
        return TypeAdapter(Licence).validate_python(value)
    except ValidationError:
        raise argparse.ArgumentTypeError(
            f"“{value}” is not an SPDX identifier; write one of https://spdx.org/licenses"
        ) from None


def _days(value: str) -> int:
    if not re.fullmatch(r"\d{1,3}", value):
        raise argparse.ArgumentTypeError(f"“{value}” is not a number of days, 0 or more")
    return int(value)


def _country(value: str) -> str:
    code = code_of(value)
    if code is None:
        raise argparse.ArgumentTypeError(
            f"“{value}” is no country known here; write its English name or ISO 3166-1 code"
        )
    return code


def _iso(value: str) -> date:
    try:
        return day(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _term(value: str) -> tuple[str, Term]:
    match = re.fullmatch(r"(.+?)=([^=/]+)/([^=/]+)", value)
    if match is None:
        raise argparse.ArgumentTypeError(
            f"“{value}” is no term; write NAME=FROM/UNTIL, such as Raisi=2021-08-03/2024-05-19"
        )
    start, end = _iso(match[2]), None if match[3] == ".." else _iso(match[3])
    if end is not None and end < start:
        raise argparse.ArgumentTypeError(f"“{value}” ends before it starts")
    return _text(match[1]), (start, end)
