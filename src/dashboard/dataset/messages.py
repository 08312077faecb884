"""What is said of a value that is not what it must be, in words that tell how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel

from dashboard.model.records import CountryCode, Id, Licence, Text, Url, Version

MAX_TEXT = 10_000
"""Characters of one text: five times the longest of the project's own data, and well below what a
cell of a spreadsheet holds (32,767) and what slows a page down."""

# Control characters, line ends that editors do not count, and characters that turn the direction
# of writing: text with those reads otherwise than it is. The characters themselves and not their
# escapes, so that Python's and Arrow's regular expressions both take them.
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_BIDI = "\u202a-\u202e\u2066-\u2069"
FORBIDDEN_IN_COLUMN = f"[{_CONTROL}{_BIDI}\r]"
FORBIDDEN_IN_VALUE = re.compile(f"[{_CONTROL}{_BIDI}\r\ud800-\udfff]")
FORBIDDEN_IN_FILE = re.compile(f"[{_CONTROL}{_BIDI}\ud800-\udfff]|\r(?!\n)")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def forbidden(character: str) -> str:
    """Say why a character is refused."""
    kind = (
        "a character that turns the direction of writing"
        if re.match(f"[{_BIDI}]", character)
        else "a control character"
    )
    return f"U+{ord(character):04X}, {kind}; remove it"


def refused(text: str) -> str | None:
    """Say why a text of the data is refused, and what to do about it; None if it is not."""
    if len(text) > MAX_TEXT:
        return f"has {len(text):,} characters, and at most {MAX_TEXT:,} are allowed; shorten it"
    match = FORBIDDEN_IN_VALUE.search(text)
    return forbidden(match[0]) if match else None


def short(text: str, most: int = 60) -> str:
    """Cut a text from the file to what a message can hold, on one line."""
    text = FORBIDDEN_IN_FILE.sub("\ufffd", " ".join(text.split()))
    return text if len(text) <= most else f"{text[: most - 1]}…"


def did_you_mean(word: object, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Ask for the known word that is closest; empty if none is close."""
    close = get_close_matches(str(word), list(known), n=1, cutoff=cutoff)
    return f"did you mean `{close[0]}`?" if close else ""


def unknown(kind: str, word: str, known: Iterable[str]) -> str:
    """Say that a key or a column is not known, and which is meant."""
    known = list(known)
    mend = did_you_mean(word, known) or f"known here: {', '.join(known)}"
    return f"unknown {kind} `{short(word)}`; {mend}"


def missing(model: type[BaseModel], name: str) -> str:
    """Say that a key of a model is missing, and that it may be null, where it may."""
    return f"the key `{name}` is missing; add it{_or_null(may_be_null(model, name))}"


def may_be_null(model: type[BaseModel], name: str) -> bool:
    """Tell whether a field of a model may be null."""
    return type(None) in get_args(get_type_hints(model).get(name))


def _or_null(nullable: bool) -> str:
    return ", or null where it is not known" if nullable else ""


def _shown(value: object) -> str:
    match value:
        case None:
            return "empty"
        case str():
            return f'the text "{short(value)}"'
        case date():
            return f"the date {value}"
        case int() | float():
            return f"the number {value}"
        case list():
            return "a list"
    return "a group of keys"


def _pattern(kind: Any) -> str:
    return get_args(kind)[1].pattern


_PATTERNS = {
    _pattern(Id): "is not an id; use small letters, digits and single hyphens, such as `raisi-2`",
    _pattern(CountryCode): "is not a country code; use three capital letters, such as IRQ",
    _pattern(Text): "is blank; write a text",
    _pattern(Url): "is not a web address; it must begin with http:// or https://, without spaces",
    _pattern(Version): "is not a version; write three numbers, such as 1.0.0",
    _pattern(Licence): "is not an SPDX identifier; write one of https://spdx.org/licenses, such as "
    "CC-BY-4.0",
}


def sentence(kind: str, value: object, context: Mapping[str, Any], *, nullable: bool) -> str:
    """Say in plain words what pydantic found of a value: the kind of its error, and its context."""
    or_nothing = _or_null(nullable)
    match kind:
        case "string_type" if isinstance(value, date | int | float):
            return f'is read as {_shown(value)}; to make it text, write it in quotes: "{value}"'
        case "string_type":
            return f"must be text{or_nothing}, and is {_shown(value)}"
        case "string_pattern_mismatch":
            message = _PATTERNS[context["pattern"]]
            if context["pattern"] == _pattern(Text):
                return f"{message}{or_nothing}"
            return f'"{short(str(value))}" {message}'
        case "date_type" if isinstance(value, str) and DAY.fullmatch(value):
            return f"a date is written without quotes: {value}"
        case "date_type":
            form = "must be a date such as 2024-09-11, without quotes"
            return f"{form}{or_nothing}, and is {_shown(value)}"
        case "enum":
            words = [word.strip("'") for word in re.findall(r"'[^']*'", context["expected"])]
            told = f"must be one of {', '.join(words)}, and is {_shown(value)}"
            close = did_you_mean(value, words)
            return f"{told}; {close}" if close else told
        case "int_type" | "float_type" | "float_parsing" | "finite_number":
            form = "a whole number" if kind == "int_type" else "a number such as 33.31"
            return f"must be {form}, without quotes, and is {_shown(value)}"
        case "greater_than_equal":
            return f"must be {context['ge']:g} or more, and is {value}"
        case "less_than_equal":
            return f"must be {context['le']:g} or less, and is {value}"
        case "too_short":
            return f"must have {context['min_length']} at least, and has {context['actual_length']}"
        case "too_long":
            return f"must have {context['max_length']} at most, and has {context['actual_length']}"
        case "tuple_type" | "list_type":
            return f"must be a list (each item after `- `, or [a, b]), and is {_shown(value)}"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"must be a group of `key: value` lines, and is {_shown(value)}"
    return f"does not fit here; it is {_shown(value)}"
