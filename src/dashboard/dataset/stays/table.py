"""A plain table and its cells: columns, days, countries, and ids made of names."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from dashboard.dataset.files import UnreadableFile
from dashboard.dataset.messages import refused
from dashboard.dataset.reader import Problem
from dashboard.model.countries import code_of, codes_like, country_name

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
SIGNS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
"""What parts the cells of a line."""
T = TypeVar("T")


class UnknownColumn(ValueError):
    """The table has no column of a name that was asked for; the message lists those it has."""


class Unread(ValueError):
    """A cell that cannot be read; the message says why and what to do."""


@dataclass
class Table:
    """A plain table: the name that problems call it by, the names of its columns, its rows.

    A row is the line that it begins on, counted from 1, and its cells by column, white space
    at the ends and doubled within removed.
    """

    name: str
    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def report(self, line: int, message: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(self.name, line, message))

    def find_columns(self, asked: Mapping[str, str], needed: set[str]) -> dict[str, str]:
        """Find the column of each thing; a name may differ in case. Raises `UnknownColumn`."""
        held = {name.casefold(): name for name in reversed(self.header)}
        found: dict[str, str] = {}
        for thing, name in asked.items():
            if name.casefold() in held:
                found[thing] = held[name.casefold()]
            elif thing in needed or name != thing:
                close = get_close_matches(name, self.header, n=1)
                hint = f"did you mean “{close[0]}”? " if close else ""
                raise UnknownColumn(
                    f"{self.name}:1: there is no column “{name}”; {hint}its columns are "
                    f"{', '.join(self.header)}; name the right one with --{thing}-column"
                )
        return found

    def each(
        self, columns: Mapping[str, str], read: Callable[[int, dict[str, str]], T]
    ) -> Iterator[T]:
        """Yield what `read` makes of each row: its line, and its cells by thing.

        What is `Unread` becomes a problem.
        """
        for line, cells in self.rows:
            row = {thing: cells[name] for thing, name in columns.items()}
            try:
                for cell in row.values():
                    if problem := refused(cell):
                        raise Unread(problem)
                yield read(line, row)
            except Unread as error:
                self.report(line, str(error))


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
    sign = max(SIGNS, key=lambda sign: len(next(csv.reader([first], delimiter=sign))))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    table, line = Table(name), 1
    try:
        for cells in reader:
            here, line = line, reader.line_num + 1
            cells = [" ".join(cell.split()) for cell in cells]
            width = len(table.header)
            if not any(cells):
                continue
            if not width:
                table.header = cells
            elif any(cells[width:]):
                message = f"{len(cells)} cells under {width} columns; put a text that holds"
                table.report(here, f"{message} {SIGNS[sign]} in double quotes")
            else:
                cells += [""] * width
                table.rows.append((here, dict(zip(table.header, cells, strict=False))))
    except csv.Error as error:
        table.report(
            line,
            f"from here on the table cannot be read: {error}; look for a double quote that is not "
            "closed, and write one within a text twice",
        )
    return table


def open_table(path: Path) -> Table:
    """Read a table from a file. Raises `UnreadableFile`."""
    try:
        return read_table(path.read_bytes(), str(path))
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror or error}") from None


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


def slug(text: str) -> str:
    """Make an id of a text: small letters and digits with hyphens, nothing where none is Latin."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    letters = re.sub(r"[.']", "", letters)
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
