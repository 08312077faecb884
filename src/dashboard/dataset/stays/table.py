"""A plain table and its cells: columns, days, countries, and ids made of names."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches

from dashboard.dataset.files import UnreadableFile
from dashboard.dataset.messages import refused
from dashboard.dataset.reader import Problem
from dashboard.model.countries import code_of, codes_like, country_name

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"


@dataclass(frozen=True)
class Table:
    """A plain table: the name that problems call it by, the names of its columns, its rows.

    A row is the line that it begins on, counted from 1, and its cells by column, white space
    at the ends and doubled within removed.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    problems: tuple[Problem, ...]


class UnknownColumn(ValueError):
    """The table has no column of a name that was asked for; the message lists those it has."""


class Unread(ValueError):
    """A cell that cannot be read; the message says why and what to do."""


def read_table(content: bytes, name: str) -> Table:
    """Read a table: UTF-8, commas, semicolons or tabs, the names of its columns on top.

    Raises `UnreadableFile` where it is not UTF-8 or has no header.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"{name} is not UTF-8: line {line} holds the byte 0x{content[error.start]:02x}; "
            "save the file as UTF-8"
        ) from None
    first = next((line for line in text.splitlines() if line.strip()), None)
    if first is None:
        raise UnreadableFile(f"{name} is empty; its first line must name the columns")
    # The sign that parts the header into most names; a comma where none does.
    signs = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
    sign = max(signs, key=lambda sign: len(next(csv.reader([first], delimiter=sign))))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    header: tuple[str, ...] = ()
    rows: list[tuple[int, Mapping[str, str]]] = []
    problems: list[Problem] = []
    line = 1
    try:
        for cells in reader:
            here, line = line, reader.line_num + 1
            cells = [" ".join(cell.split()) for cell in cells]
            if not any(cells):
                continue
            if not header:
                header = tuple(cells)
            elif any(cells[len(header) :]):
                message = (
                    f"{len(cells)} cells under {len(header)} columns; put a text that holds "
                    f"{signs[sign]} in double quotes"
                )
                problems.append(Problem(name, here, message))
            else:
                rows.append((here, dict(zip(header, [*cells, *[""] * len(header)], strict=False))))
    except csv.Error as error:
        message = (
            f"from here on the table cannot be read: {error}; look for a double quote that is not "
            "closed, and write one within a text twice"
        )
        problems.append(Problem(name, line, message))
    return Table(name, header, tuple(rows), tuple(problems))


def find_columns(table: Table, asked: Mapping[str, str], needed: set[str]) -> dict[str, str]:
    """Find the column of each thing; a name may differ in case. Raises `UnknownColumn`."""
    held = {name.casefold(): name for name in reversed(table.header)}
    found: dict[str, str] = {}
    for thing, name in asked.items():
        if name.casefold() in held:
            found[thing] = held[name.casefold()]
        elif thing in needed or name != thing:
            close = get_close_matches(name, table.header, n=1)
            hint = f"did you mean “{close[0]}”? " if close else ""
            raise UnknownColumn(
                f"{table.name}:1: there is no column “{name}”; {hint}its columns are "
                f"{', '.join(table.header)}; name the right one with --{thing}-column"
            )
    return found


# English names of months, as Python has them without a locale. `%d` and `%m` take one digit too.
DAY_FORMS = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"),
    *("%d %B %Y", "%d %b %Y", "%d-%B-%Y", "%d-%b-%Y", "%d. %B %Y"),
    *("%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%b. %d, %Y"),
)


def day(text: str, order: str | None = None) -> date:
    """Read a day; 3/4/2021 needs the order, because it is one day here and another there.

    Raises `Unread`.
    """
    # Spreadsheets write a day with the time of its midnight.
    bare = re.sub(r"[T ]00:00(:00(\.0+)?)?Z?$", "", text)
    if match := re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", bare):
        one, two, year = int(match[1]), int(match[3]), int(match[4])
        if order is None and one <= 12 and two <= 12 and one != two:
            raise Unread(
                f"“{text}” could be two days; say which comes first with --dates {DAY_FIRST} "
                f"or --dates {MONTH_FIRST}, or write the day as 2021-03-04"
            )
        month_first = order == MONTH_FIRST or (order is None and two > 12)
        try:
            return date(year, one, two) if month_first else date(year, two, one)
        except ValueError:
            said = f" with --dates {order}" if order else ""
            raise Unread(f"“{text}” is no day of the calendar{said}; correct it") from None
    if re.fullmatch(r"\d{8}", bare):
        # Not left to `strptime`, which takes the seven figures of 2024111 as well.
        bare = f"{bare[:4]}-{bare[4:6]}-{bare[6:]}"
    for form in DAY_FORMS:
        try:
            return datetime.strptime(bare, form).date()
        except ValueError:
            continue
    raise Unread(
        f"“{text}” is not read as a day; write it as 2021-03-04 (year, month, day) or 4 March 2021"
    )


def country_of(text: str) -> str:
    """Return the code of a country by its name or code. Raises `Unread`."""
    if code := code_of(text):
        return code
    if not text:
        raise Unread("no country; write its English name or ISO 3166-1 code")
    like = " or ".join(f"{country_name(each)} ({each})" for each in codes_like(text))
    cure = f"did you mean {like}?" if like else "write its English name or ISO 3166-1 code"
    raise Unread(f"“{text}” is no country known here; {cure}")


def check_characters(cells: Iterable[str]) -> None:
    """Raise `Unread` for what no text of a data set may hold."""
    for cell in cells:
        if found := refused(cell):
            raise Unread(found)


def slug(text: str) -> str:
    """Make an id of a text: small letters and digits with hyphens, nothing where none is Latin."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    letters = re.sub(r"[.']", "", letters)
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
