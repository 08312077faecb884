"""Rules of the head, and of ids, names and references in every table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache

import numpy as np
import pandas as pd

from dashboard.dataset.draft import Fault
from dashboard.dataset.layout import TABLES
from dashboard.dataset.messages import did_you_mean
from dashboard.dataset.rules.rule import Checked, at, of_head, rule
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


@rule
def complete_list_ends_before_it_starts(parts: Checked) -> Iterator[Fault]:
    """The days for which the list is complete must run forwards."""
    complete = parts.parts.head.complete
    if complete.end < complete.start:
        yield of_head(
            "complete.end",
            f"{complete.end} is before the start, {complete.start}; correct one of the two",
        )


@rule
def complete_list_ends_after_the_as_of_date(parts: Checked) -> Iterator[Fault]:
    """Nobody can vouch for days after the last look at the sources."""
    end, as_of = parts.parts.head.complete.end, parts.parts.head.as_of
    if end > as_of:
        yield of_head(
            "complete.end",
            f"{end} is after `as_of`, {as_of}; the list cannot be "
            "complete for days still ahead, so correct one of the two",
        )


@rule
def day_out_of_reach(parts: Checked) -> Iterator[Fault]:
    """Days are of this calendar, and none is so far ahead that it can only be a slip."""
    told = f"the day is not between {FIRST_DAY} and {LAST_DAY}; correct the year"
    for table in TABLES.values():
        for column in (each.name for each in table.columns if each.form == "date"):
            days = parts[table.name][column]
            far = (days < np.datetime64(FIRST_DAY)) | (days > np.datetime64(LAST_DAY))
            yield from at(parts[table.name], far, column, told)
    head = parts.parts.head
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


@rule
def count_differs_from_expected(parts: Checked) -> Iterator[Fault]:
    """The counts written beside the data must be those of the data."""
    expected = parts.parts.head.expected.model_dump()
    for name, found in counts({name: parts.every(name).frame for name in TABLES}).items():
        if found != expected[name]:
            yield of_head(
                f"expected.{name}",
                f"`expected` says {expected[name]}, the file holds {found}: if the change is "
                f"meant, write {found} here; if not, something was lost or added by mistake",
            )


@rule
def id_used_twice(parts: Checked) -> Iterator[Fault]:
    """An id names one record of its table."""
    for table in SHORT:
        told = f"the id `{{id}}` is used twice in `{table}`; "
        told += "give one of the two another id, or remove it"
        yield from at(parts[table], parts[table].frame["id"].duplicated(), "id", told)


@rule
def name_used_twice(parts: Checked) -> Iterator[Fault]:
    """Leader names and topic labels stand in shared links, so each must be one of a kind."""
    for table, column in (("leaders", "name"), ("topics", "label")):
        names = parts[table].frame[column].str.strip().str.casefold()
        told = (
            f'"{{{column}}}" is the {column} of another one of `{table}` too; shared links '
            "tell them apart by it, so choose another"
        )
        yield from at(parts[table], names.duplicated(), column, told)


@rule
def name_too_long(parts: Checked) -> Iterator[Fault]:
    """Ids, names and labels stand in links, headings and names of files, so they are short."""
    told = f"has {{length:,}} characters, and at most {MAX_NAME} are allowed; shorten it"
    for table, columns in SHORT.items():
        for column in columns:
            length = np.array([len(text) for text in parts[table][column]], dtype="int64")
            yield from at(parts[table], length > MAX_NAME, column, told, length=length)


def _unknown(parts: Checked, table: str, word: str) -> Iterator[Fault]:
    """Yield the rows that name what no row of the table of `word`s has as its id."""
    known = parts.parts.known(f"{word}s")
    named = parts[table].frame[word]
    odd = {value for value in named.cat.categories if value not in known}

    @cache
    def told(value: str) -> str:
        mend = did_you_mean(value, known) or f"add it to `{word}s`, or correct it"
        return f"no {word} has the id `{value}`; {mend}"

    wrong = named.isin(odd) if odd else False
    yield from at(parts[table], wrong, word, lambda row: told(row[word]))


@rule
def unknown_leader(parts: Checked) -> Iterator[Fault]:
    """A visit's leader must be one of `leaders`."""
    return _unknown(parts, "visits", "leader")


@rule
def unknown_topic(parts: Checked) -> Iterator[Fault]:
    """A statement's topics must be among `topics`."""
    return _unknown(parts, "statement_topics", "topic")


@rule
def unknown_place(parts: Checked) -> Iterator[Fault]:
    """A stop's place must be one of `places`."""
    return _unknown(parts, "stops", "place")


@rule
def unknown_source(parts: Checked) -> Iterator[Fault]:
    """A visit's sources must be among `sources`."""
    return _unknown(parts, "citations", "source")


@rule
def unknown_country(parts: Checked) -> Iterator[Fault]:
    """A country is written as its ISO 3166-1 alpha-3 code."""

    @cache
    def told(code: str) -> str:
        close = get_close_matches(code, COUNTRIES, n=2, cutoff=0.6)
        mend = " or ".join(f"{match} ({COUNTRIES[match].name})" for match in close)
        mend = f"did you mean {mend}?" if mend else "look it up and correct it"
        return f"{code} is not an ISO 3166-1 alpha-3 code; {mend}"

    for table in ("leaders", "places", "stops", "meetings"):
        codes = parts[table].frame["country"]
        odd = set(codes.cat.categories) - COUNTRIES.keys()
        wrong = codes.isin(odd) if odd else False
        yield from at(parts[table], wrong, "country", lambda row: told(row["country"]))


@rule
def nothing_uses_it(parts: Checked) -> Iterator[Fault]:
    """A leader, topic or place without a visit is a leftover or an omission."""
    users = {"leaders": "visits", "topics": "statement_topics", "places": "stops"}
    told = "no visit uses it; remove it, or use it where it belongs"
    for table, user in users.items():
        rows, used = parts.every(table), parts[user].frame[table.removesuffix("s")].unique()
        yield from at(rows, ~rows.frame["id"].isin(used), None, told, "warning")
