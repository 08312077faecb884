"""Plain words for days, numbers and visits, the same on every page, live or static."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal

import pandas as pd
from babel.dates import format_date
from babel.lists import format_list

from dashboard.model.records import Leader
from dashboard.model.vocabulary import TOOK_PLACE, Status

LOCALE = "en_GB"


def day(value: Any, form: str = "d MMMM y") -> str:
    """Return a day in words (`11 September 2024`), `""` if unknown; `form` is a CLDR pattern."""
    if value is None or pd.isna(value):
        return ""
    return format_date(pd.Timestamp(value), form, locale=LOCALE)


def dates(start: Any, end: Any) -> str:
    """Return the days of a visit in their shortest form: `11 to 13 September 2024`."""
    if pd.isna(start):
        return "date unknown"
    if pd.isna(end) or start == end:
        return day(start)
    first = "d MMMM y"
    if start.year == end.year:
        first = "d" if start.month == end.month else "d MMMM"
    return f"{day(start, first)} to {day(end)}"


def listed(words: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
    """Return words as a list: `A, B and C`, or `A, B or C`."""
    return format_list(list(words), style, LOCALE)


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: `1 visit`, `1,204 visits`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def sentence(text: str) -> str:
    """Write a phrase as a sentence: a capital first, a full stop last."""
    whole = text[:1].upper() + text[1:]
    return whole if whole.endswith((".", "”")) else f"{whole}."


def visit_name(row: Any) -> str:
    """Name a visit in one line: leader, hosts, days and, unless confirmed, status."""
    status = "" if row.status == Status.CONFIRMED else f" ({row.status_label.lower()})"
    return f"{row.leader_name}: {row.title}, {dates(row.start, row.end)}{status}"


def visit_in_brief(row: Any) -> str:
    """Say of a visit what a preview has room for: status, kind, occasion, places, counts."""
    what = "; ".join(part for part in (row.kind_label, row.occasion, row.places) if part)
    return (
        f"{row.status_label}. {what}. {counted(row.n_statements, 'statement')}, "
        f"{counted(row.n_sources, 'source')}."
    )


def facts(row: Any) -> dict[str, str]:
    """Say what is known of a visit, fact by fact."""
    status = Status(row.status)
    days = "" if pd.isna(row.n_days) else f" ({counted(int(row.n_days), 'day')} abroad)"
    return {
        "Dates": dates(row.start, row.end) + (days if status in TOOK_PLACE else ""),
        "Day of term": "unknown" if pd.isna(row.day_of_term) else f"{int(row.day_of_term):,}",
        "Kind": row.kind_label,
        "Status": f"{status.label}. {status.meaning}",
        "Occasion": row.occasion or "none recorded",
        "Invited by": row.invited_by or "not recorded",
    }


def stop_in_words(stop: Any) -> tuple[str, str]:
    """Name a stop, and say which of its days are known."""
    where = f"{stop.place_name}, {stop.country_name}" if stop.place_name else stop.country_name
    known = [
        f"{verb} {day(when)}"
        for verb, when in (("arrived", stop.arrival), ("left", stop.departure))
        if not pd.isna(when)
    ]
    return where, ", ".join(known) or "days unknown"


def term(who: Leader) -> str:
    """Say what a leader's office is, since when and until when, and why it ended."""
    days = (
        f"{day(who.took_office)} to {day(who.left_office)}"
        if who.left_office
        else f"since {day(who.took_office)}"
    )
    return f"{who.office}, {days}" + (f" ({who.left_because})" if who.left_because else "")


def without_hints(text: str) -> str:
    """Leave out the sentences on clicking, where there is nothing to click."""
    sentences = re.split(r"(?<=\.)\s+", text)
    return " ".join(part for part in sentences if not re.search(r"\bclick\b", part, re.I))
