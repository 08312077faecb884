"""Rules of the head, and of ids, names and references in every table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache

import pandas as pd

from dashboard.dataset.draft import Fault
from dashboard.dataset.layout import TABLES
from dashboard.dataset.messages import did_you_mean
from dashboard.dataset.rules.rule import at, day, of_head
from dashboard.dataset.shape import Parts
from dashboard.model.countries import COUNTRIES
from dashboard.model.records import Expected
from dashboard.model.vocabulary import Status

FIRST_DAY, LAST_DAY = date(1583, 1, 1), date(2999, 12, 31)
"""Days from the first year of today's calendar to one that no visit is planned for."""
MAX_NAME = 150
"""Characters of what stands in links, headings, on axes and in names of files; the longest of the
project's own data has 46."""
SHORT = {
    "leaders": ("id", "name", "full_name", "native_name", "office"),
    "topics": ("id", "label", "group"),
    "places": ("id", "name"),
    "visits": ("id",),
    "sources": ("id",),
}
"""The texts that are so short, by table."""


def complete_list_ends_before_it_starts(parts: Parts) -> Iterator[Fault]:
    """The days for which the list is complete must run forwards."""
    complete = parts.head.complete
    if complete.end < complete.start:
        yield of_head(
            "complete.end",
            f"{complete.end} is before the start, {complete.start}; correct one of the two",
        )


def complete_list_ends_after_the_as_of_date(parts: Parts) -> Iterator[Fault]:
    """Nobody can vouch for days after the last look at the sources."""
    end, as_of = parts.head.complete.end, parts.head.as_of
    if end > as_of:
        yield of_head(
            "complete.end",
            f"{end} is after `as_of`, {as_of}; the list cannot be "
            "complete for days still ahead, so correct one of the two",
        )


def day_out_of_reach(parts: Parts) -> Iterator[Fault]:
    """Days are of this calendar, and none is so far ahead that it can only be a slip."""
    told = f"the day is not between {FIRST_DAY} and {LAST_DAY}; correct the year"
    for table in TABLES.values():
        rows = parts[table.name]
        for column in (each.name for each in table.columns if each.form == "date"):
            far = (rows[column] < day(FIRST_DAY)) | (rows[column] > day(LAST_DAY))
            yield from at(table.name, rows[far], column, told)
    head = parts.head
    days = {
        "as_of": head.as_of,
        "complete.start": head.complete.start,
        "complete.end": head.complete.end,
    }
    yield from (of_head(path, told) for path, on in days.items() if not FIRST_DAY <= on <= LAST_DAY)


def counts(tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Count what `expected` counts, under the same names."""
    statuses = tables["visits"]["status"].value_counts()
    found = {name: len(table) for name, table in tables.items()}
    found |= {status.value: int(statuses.get(status.value, 0)) for status in Status}
    return {name: found[name] for name in Expected.model_fields}


def count_differs_from_expected(parts: Parts) -> Iterator[Fault]:
    """The counts written beside the data must be those of the data."""
    expected = parts.head.expected.model_dump()
    for name, found in counts({name: parts.every(name) for name in TABLES}).items():
        if found != expected[name]:
            yield of_head(
                f"expected.{name}",
                f"`expected` says {expected[name]}, the file holds {found}: if the change is "
                f"meant, write {found} here; if not, something was lost or added by mistake",
            )


def id_used_twice(parts: Parts) -> Iterator[Fault]:
    """An id names one record of its table."""
    for table in SHORT:
        rows = parts[table]
        yield from at(
            table,
            rows[rows["id"].duplicated()],
            "id",
            f"the id `{{id}}` is used twice in `{table}`; "
            "give one of the two another id, or remove it",
        )


def name_used_twice(parts: Parts) -> Iterator[Fault]:
    """Leader names and topic labels stand in shared links, so each must be one of a kind."""
    for table, column in (("leaders", "name"), ("topics", "label")):
        rows = parts[table]
        yield from at(
            table,
            rows[rows[column].str.strip().str.casefold().duplicated()],
            column,
            f'"{{{column}}}" is the {column} of another one of `{table}` too; shared links '
            "tell them apart by it, so choose another",
        )


def name_too_long(parts: Parts) -> Iterator[Fault]:
    """Ids, names and labels stand in links, headings and names of files, so they are short."""
    for table, columns in SHORT.items():
        for column in columns:
            length = parts[table][column].str.len()
            yield from at(
                table,
                pd.DataFrame({"length": length[length > MAX_NAME]}),
                column,
                f"has {{length:,}} characters, and at most {MAX_NAME} are allowed; shorten it",
            )


def _unknown(parts: Parts, table: str, word: str) -> Iterator[Fault]:
    """Yield the rows that name what no row of the table of `word`s has as its id."""
    known = parts.known(f"{word}s")
    named = parts[table][word]
    odd = {value for value in named.dropna().unique() if value not in known}

    @cache
    def told(value: str) -> str:
        mend = did_you_mean(value, known) or f"add it to `{word}s`, or correct it"
        return f"no {word} has the id `{value}`; {mend}"

    rows = parts[table][named.isin(odd)] if odd else parts[table].head(0)
    yield from at(table, rows, word, lambda row: told(row[word]))


def unknown_leader(parts: Parts) -> Iterator[Fault]:
    """A visit's leader must be one of `leaders`."""
    return _unknown(parts, "visits", "leader")


def unknown_topic(parts: Parts) -> Iterator[Fault]:
    """A statement's topics must be among `topics`."""
    return _unknown(parts, "statement_topics", "topic")


def unknown_place(parts: Parts) -> Iterator[Fault]:
    """A stop's place must be one of `places`."""
    return _unknown(parts, "stops", "place")


def unknown_source(parts: Parts) -> Iterator[Fault]:
    """A visit's sources must be among `sources`."""
    return _unknown(parts, "citations", "source")


def unknown_country(parts: Parts) -> Iterator[Fault]:
    """A country is written as its ISO 3166-1 alpha-3 code."""

    @cache
    def told(code: str) -> str:
        close = get_close_matches(code, COUNTRIES, n=2, cutoff=0.6)
        mend = " or ".join(f"{match} ({COUNTRIES[match].name})" for match in close)
        mend = f"did you mean {mend}?" if mend else "look it up and correct it"
        return f"{code} is not an ISO 3166-1 alpha-3 code; {mend}"

    for table in ("leaders", "places", "stops", "meetings"):
        rows = parts[table]
        odd = rows["country"].notna() & ~rows["country"].isin(COUNTRIES)
        yield from at(table, rows[odd], "country", lambda row: told(row["country"]))


def nothing_uses_it(parts: Parts) -> Iterator[Fault]:
    """A leader, topic or place without a visit is a leftover or an omission."""
    users = {"leaders": "visits", "topics": "statement_topics", "places": "stops"}
    for table, user in users.items():
        rows = parts.every(table)
        unused = ~rows["id"].isin(parts[user][table.removesuffix("s")].unique())
        told = "no visit uses it; remove it, or use it where it belongs"
        yield from at(table, rows[unused], None, told, "warning")


RULES: tuple[Callable[[Parts], Iterator[Fault]], ...] = (
    complete_list_ends_before_it_starts,
    complete_list_ends_after_the_as_of_date,
    day_out_of_reach,
    count_differs_from_expected,
    id_used_twice,
    name_used_twice,
    name_too_long,
    unknown_leader,
    unknown_topic,
    unknown_place,
    unknown_source,
    unknown_country,
    nothing_uses_it,
)
