"""Rules of the head, and of ids, names and references in every table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd

from dashboard.dataset.draft import Severity
from dashboard.dataset.layout import TABLES
from dashboard.dataset.messages import did_you_mean
from dashboard.dataset.rules.rule import Check, Checked, HeadCheck, Row, Rows, Rule
from dashboard.model.countries import COUNTRIES
from dashboard.model.records import Expected

FIRST_DAY, LAST_DAY = date(1583, 1, 1), date(2999, 12, 31)
"""Days from the first year of today's calendar to one that no visit is planned for."""
MAX_NAME = 150
"""Characters of what stands in links, headings, on axes and in names of files; the longest of the
project's own data has 46."""
SHORT = [
    *(("leaders", name) for name in ("id", "name", "full_name", "native_name", "office")),
    *(("topics", name) for name in ("id", "label", "group")),
    *(("places", name) for name in ("id", "name")),
    *(("visits", "id"), ("sources", "id")),
]
"""The texts that are so short, by table and column."""
Found = Iterator[tuple[str, dict[str, Any]]]
"""Paths of the head at fault, and what the message names."""


def counts(tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Count what `expected` counts, under the same names."""
    found = {name: len(table) for name, table in tables.items()}
    found |= tables["visits"]["status"].value_counts()
    return {name: int(found.get(name, 0)) for name in Expected.model_fields}


def _other_counts(checked: Checked) -> Found:
    expected = checked.parts.head.expected.model_dump()
    for name, found in counts({name: checked.parts.every(name) for name in TABLES}).items():
        if found != expected[name]:
            yield f"expected.{name}", {"expected": expected[name], "found": found}


def _list_ends_before_it_starts(checked: Checked) -> Found:
    complete = checked.parts.head.complete
    if complete.end < complete.start:
        yield "complete.end", {}


def _list_ends_after_as_of(checked: Checked) -> Found:
    if checked.parts.head.complete.end > checked.parts.head.as_of:
        yield "complete.end", {}


def _days_out_of_reach(checked: Checked) -> Found:
    for path in ("as_of", "complete.start", "complete.end"):
        if not FIRST_DAY <= attrgetter(path)(checked.parts.head) <= LAST_DAY:
            yield path, {}


def _reach(table: str, column: str) -> Check:
    first, last = np.datetime64(FIRST_DAY), np.datetime64(LAST_DAY)
    return Check(table, column, lambda rows: (rows[column] < first) | (rows[column] > last))


def _length(table: str, column: str) -> Check:
    def wrong(rows: Rows) -> list[bool]:
        return [len(text) > MAX_NAME for text in rows[column]]

    def more(row: Row) -> dict[str, int]:
        return {"length": len(row[column]), "most": MAX_NAME}

    return Check(table, column, wrong, more)


def _repeated_name(table: str, column: str) -> Check:
    def wrong(rows: Rows) -> pd.Series:
        return rows.frame[column].str.strip().str.casefold().duplicated()

    return Check(table, column, wrong)


def _unused(table: str, user: str, severity: Severity = "warning") -> Check:
    """Check that a row of `user` names each row of the table; only where nothing was left out."""

    def wrong(rows: Rows) -> pd.Series:
        used = rows.checked.parts.every(user)[table.removesuffix("s")]
        return ~rows.frame["id"].isin(used.unique())

    return Check(table, None, wrong, severity=severity)


# Asked once a name: whoever has one wrong may have it wrong a thousand times.
@lru_cache(64)
def _close_id(ident: str, word: str, known: frozenset[str]) -> str:
    return did_you_mean(ident, known) or f"add it to `{word}s`, or correct it"


@lru_cache(64)
def _close_country(code: str) -> str:
    close = get_close_matches(code, COUNTRIES, n=2, cutoff=0.6)
    named = " or ".join(f"{match} ({COUNTRIES[match].name})" for match in close)
    return f"did you mean {named}?" if named else "look it up and correct it"


def _odd(names: pd.Series, known: Collection[str]) -> pd.Series:
    return names.isin([name for name in names.cat.categories if name not in known])


def _unknown(table: str, word: str) -> Check:
    """Check that the table of `word`s has what the rows name."""

    def wrong(rows: Rows) -> pd.Series:
        return _odd(rows.frame[word], rows.checked.parts.known(f"{word}s"))

    def more(row: Row) -> dict[str, str]:
        return {"cure": _close_id(row[word], word, row.rows.checked.parts.known(f"{word}s"))}

    return Check(table, word, wrong, more)


def _unknown_country(table: str) -> Check:
    def wrong(rows: Rows) -> pd.Series:
        return _odd(rows.frame["country"], COUNTRIES)

    return Check(table, "country", wrong, lambda row: {"cure": _close_country(row["country"])})


RULES: dict[str, Rule] = {
    "complete_list_ends_before_it_starts": [HeadCheck(_list_ends_before_it_starts)],
    "complete_list_ends_after_the_as_of_date": [HeadCheck(_list_ends_after_as_of)],
    "count_differs_from_expected": [HeadCheck(_other_counts)],
    "day_out_of_reach": [
        HeadCheck(_days_out_of_reach),
        *(
            _reach(table.name, column.name)
            for table in TABLES.values()
            for column in table.columns
            if column.form == "date"
        ),
    ],
    "id_used_twice": [
        Check(table, "id", lambda rows: rows.frame["id"].duplicated())
        for table, column in SHORT
        if column == "id"
    ],
    # They stand in shared links.
    "name_used_twice": [_repeated_name("leaders", "name"), _repeated_name("topics", "label")],
    "name_too_long": [_length(table, column) for table, column in SHORT],
    "unknown_leader": [_unknown("visits", "leader")],
    "unknown_topic": [_unknown("statement_topics", "topic")],
    "unknown_place": [_unknown("stops", "place")],
    "unknown_source": [_unknown("citations", "source")],
    "unknown_country": [
        _unknown_country(table) for table in ("leaders", "places", "stops", "meetings")
    ],
    "nothing_uses_it": [
        _unused("leaders", "visits"),
        _unused("topics", "statement_topics"),
        _unused("places", "stops"),
    ],
    "source_that_no_visit_cites": [_unused("sources", "citations", "error")],
}
