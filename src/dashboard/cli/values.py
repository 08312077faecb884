"""What the arguments of commands can be: each reads a text, or says why it cannot."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dashboard.dataset.messages import refused
from dashboard.dataset.stays.rows import Term
from dashboard.dataset.stays.table import Unread, country_of, day
from dashboard.model.records import Licence, Url
from dashboard.model.vocabulary import Stance, VisitKind


def text(value: str) -> str:
    """Read a text without white space that counts for nothing."""
    words = " ".join(value.split())
    if problem := refused(words) if words else "must not be blank":
        raise Unread(problem)
    return words


def number(value: str) -> float:
    """Read a number, 0 or more."""
    return float(_matching(r"\d{1,6}(\.\d{1,3})?", value, "is not a number, 0 or more")[0])


def days(value: str) -> int:
    """Read a number of days."""
    return int(_matching(r"\d{1,3}", value, "is not a number of days, 0 or more")[0])


def term(value: str) -> tuple[str, Term]:
    """Read a leader's name and time in office."""
    cure = "is no term; write NAME=FROM/UNTIL, such as Raisi=2021-08-03/2024-05-19"
    name, first, last = _matching(r"(.+?)=([^=/]+)/([^=/]+)", value, cure).groups()
    start, end = day(first), None if last == ".." else day(last)
    if end is not None and end < start:
        raise Unread(f"“{value}” ends before it starts")
    return text(name), (start, end)


def url(value: str) -> str:
    """Read the address of a page."""
    return _valid(Url, value, "a web address; it must begin with http:// or https://")


def licence(value: str) -> str:
    """Read the SPDX identifier of a licence."""
    return _valid(Licence, value, "an SPDX identifier; write one of https://spdx.org/licenses")


def _matching(pattern: str, value: str, problem: str) -> re.Match[str]:
    if match := re.fullmatch(pattern, value):
        return match
    raise Unread(f"“{value}” {problem}")


def _valid(kind: Any, value: str, what: str) -> str:
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError:
        raise Unread(f"“{value}” is not {what}") from None


def _told(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Let argparse print why a value cannot be read."""

    @wraps(read)
    def value(given: str) -> Any:
        try:
            return read(given)
        except Unread as problem:
            raise ArgumentTypeError(str(problem)) from None

    return value


VALUES: dict[str, Any] = {
    "path": Path,
    "int": int,
    "stances": [str(stance) for stance in Stance],
    "kinds": [str(kind) for kind in VisitKind],
    "country": _told(country_of),
    **{read.__name__: _told(read) for read in (text, number, day, days, term, url, licence)},
}
"""What `commands.yaml` can name as the type or the choices of an argument."""
