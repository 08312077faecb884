"""Whether a data package is sound, asked of whole columns and answered by yes or no.

`load` makes a record of every row, so that it can say of each what is wrong; with a million rows
that takes the better part of a minute. Here the same has to hold, and where it does not hold
plainly, the package is left to `load`. So nothing is accepted here that would be refused there
(a test holds both equal), and the words about what is wrong stand there alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from pydantic import ValidationError

from dashboard.dataset import package_reader, rules
from dashboard.dataset.files import MAX_PACKAGE_BYTES, Fetch
from dashboard.dataset.layout import TABLES, Column, Rows, gather
from dashboard.dataset.reader import MAX_TEXT, refused, texts_of
from dashboard.model.records import MAX_STATEMENT_WORDS, Dataset, Expected
from dashboard.model.vocabulary import TOOK_PLACE, Status

Numbers = np.ndarray[Any, np.dtype[Any]]
Arrow = Any
"""An array of Arrow, whose stubs say little of what its functions take and give."""

FIRST_DAY, LAST_DAY = -719_162, 2_932_896
"""The days that Python's calendar holds, the years 1 to 9999, counted from 1970."""

_ODD = (
    r"[\x00-\x1f\x7f-\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}-\x{202f}\x{205f}-\x{2069}"
    r"\x{3000}\x{feff}\x{fffe}\x{ffff}]"
)
"""White space other than the blank, and what no text may hold: texts with it are read singly."""
_HOST = r"^https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(/.*)?$"
"""An address that plainly names a host; the others are taken apart."""


class NotPlain(Exception):
    """Something is other than in a package that was exported from a sound data set."""


def must(holds: object) -> None:
    """Raise `NotPlain` unless it holds."""
    if not holds:
        raise NotPlain


def sound(fetch: Fetch, name: str) -> Columns | None:
    """Give the columns of a package in which `load` would find no error; else None.

    Raises `UnreadableFile` as `package_reader.columns` does.
    """
    package = package_reader.columns(fetch, name)
    if package is None:
        return None
    columns = Columns(package)
    try:
        columns.hold()
    except NotPlain:
        return None
    return columns


class Columns:
    """The columns of one package, by table and name, and which row belongs to which."""

    def __init__(self, package: package_reader.Columns) -> None:
        self.package = package

    def hold(self) -> None:
        """Raise `NotPlain` unless all is plainly as `load` wants it."""
        for table in TABLES.values():
            for column in table.columns:
                _fits(column, self.column(table.name, column.name))
        must(not any(refused(text) for _, text in texts_of(self.package.head, ())))
        must(not any(map(refused, self.package.comment.split("\n"))))
        self._lists()
        for rule in rules.RULES:
            if rule in OF_THE_HEAD:
                must(self.of_few(rule))
            elif rule not in WARNINGS:
                must(np.all(HOLDS[rule](self)))

    def column(self, table: str, name: str) -> Arrow:
        """Give a column as Arrow has it; texts as a dictionary."""
        return self.package.laid[table][name]

    def n(self, table: str) -> int:
        """Count the rows of a table."""
        return len(self.column(table, TABLES[table].columns[0].name))

    def numbers(self, table: str, name: str) -> Numbers:
        """Give a column of whole numbers without a gap."""
        return np.asarray(self.column(table, name)).astype(np.int64)

    def days(self, table: str, name: str) -> Numbers:
        """Give a column of days; NaT where unknown, which no comparison finds."""
        return self.column(table, name).to_numpy(zero_copy_only=False).astype("datetime64[D]")

    def present(self, table: str, name: str) -> Numbers:
        """Say of each row whether it has a value."""
        return np.asarray(self.column(table, name).is_valid())

    def ids(self, table: str) -> Arrow:
        """Give the ids of a table."""
        return plain(self.column(table, "id"))

    def rows(self, table: str, name: str, of: str) -> Numbers:
        """Give for each row the row of another table that its id names; -1 for no id."""
        column = self.column(table, name)
        found = compute().index_in(plain_words(column), self.ids(of))
        must(found.null_count == 0)
        return by_word(np.asarray(found).astype(np.int64), column, -1)

    def is_one(self, table: str, name: str, *words: str) -> Numbers:
        """Say of each row whether its value is one of these words."""
        column = self.column(table, name)
        found = [word in words for word in column.dictionary.to_pylist()]
        return by_word(np.array(found, dtype=bool), column, False)

    @cached_property
    def leader(self) -> Numbers:
        """For each visit, the row of its leader."""
        return self.rows("visits", "leader", "leaders")

    @cached_property
    def visit(self) -> dict[str, Numbers]:
        """For each row of the tables below visits, the row of its visit."""
        below = ("stops", "meetings", "statements", "citations", "statement_topics")
        return {table: self.rows(table, "visit", "visits") for table in below}

    @cached_property
    def first(self) -> dict[str, Numbers]:
        """For each visit, its first row in the tables below it; at the end, their length."""
        edges = np.arange(self.n("visits") + 1)
        return {table: np.searchsorted(rows, edges) for table, rows in self.visit.items()}

    @cached_property
    def statement(self) -> Numbers:
        """For each row of the topics of statements, the row of its statement."""
        first = self.first["statements"][self.visit["statement_topics"]]
        return first + self.numbers("statement_topics", "statement") - 1

    @cached_property
    def topic(self) -> Numbers:
        """For each row of the topics of statements, the row of its topic."""
        return self.rows("statement_topics", "topic", "topics")

    @cached_property
    def place(self) -> Numbers:
        """For each stop, the row of its place; -1 where only the country is known."""
        return self.rows("stops", "place", "places")

    @cached_property
    def cited(self) -> Numbers:
        """For each statement, the row of its source."""
        return self.rows("statements", "source", "sources")

    @cached_property
    def pairs(self) -> Numbers:
        """For each citation, visit and source as one number."""
        source = self.rows("citations", "source", "sources")
        return self.visit["citations"] * self.n("sources") + source

    @cached_property
    def head(self) -> Dataset:
        """The head with leaders and topics as records, and nothing else."""
        laid: dict[str, Rows] = {
            table.name: {
                column.name: self.column(table.name, column.name).to_pylist()
                if table.name in ("leaders", "topics")
                else []
                for column in table.columns
            }
            for table in TABLES.values()
        }
        data, flaws = gather(laid)
        must(not flaws)
        try:
            return Dataset.model_validate({**self.package.head, **data})
        except ValidationError:
            raise NotPlain from None

    def of_few(self, rule: rules.Rule) -> bool:
        """Say whether a rule finds nothing in the head, the leaders and the topics."""
        return next(rule(self.head), None) is None

    def _lists(self) -> None:
        """Hold that each list stands together, in the order of its owners, counted from 1."""
        for table in ("leaders", "topics"):
            must(np.all(self.numbers(table, "position") == np.arange(self.n(table)) + 1))
        for table in ("stops", "meetings", "statements", "citations"):
            self._count(table, self.visit[table], self.n("visits"))
        within = self.numbers("statement_topics", "statement")
        own = np.diff(self.first["statements"])[self.visit["statement_topics"]]
        must(np.all((within >= 1) & (within <= own)))
        self._count("statement_topics", self.statement, self.n("statements"))
        topics = np.bincount(self.statement, minlength=self.n("statements"))
        must(np.all((topics >= 1) & (topics <= 3)))
        must(np.all(np.diff(self.first["stops"]) >= 1))

    def _count(self, table: str, owner: Numbers, owners: int) -> None:
        must(np.all(np.diff(owner) >= 0))
        first = np.searchsorted(owner, np.arange(owners))[owner]
        must(np.all(self.numbers(table, "position") == np.arange(len(owner)) - first + 1))


# Texts as Arrow has them


def compute() -> Any:
    """Give Arrow's functions on columns."""
    # At the first need: whoever reads a text needs none of it, and it takes a while to load.
    import pyarrow.compute

    return pyarrow.compute


def plain(column: Arrow, instead: str | None = None) -> Arrow:
    """Give a column of texts without its dictionary; `instead` stands where there is none."""
    texts = plain_words(column).take(column.indices)
    return texts if instead is None else texts.fill_null(instead)


def plain_words(column: Arrow) -> Arrow:
    """Give the dictionary of a column, as pandas holds texts."""
    return column.dictionary.cast("large_string")


def by_word(values: Numbers, column: Arrow, instead: object) -> Numbers:
    """Give for each row what stands in `values` for its word; `instead` where it has none."""
    index = np.asarray(column.indices.fill_null(-1))
    return np.append(values, np.array([instead], dtype=values.dtype))[index]


# What a cell must be


def _fits(column: Column, values: Arrow) -> None:
    """Hold that the cells of a column are there, have its form and are within its limits."""
    if column.needed and not column.optional:
        must(values.null_count == 0)
    if column.form == "string":
        # As a dictionary, a long text in a million rows is small; written out, it might not be.
        lengths = np.asarray(compute().binary_length(values.dictionary)).astype(np.int64)
        must(by_word(lengths, values, 0).sum() <= MAX_PACKAGE_BYTES)
        _words_fit(column, values.dictionary)
        return
    found = values.drop_null().to_numpy(zero_copy_only=False)
    if column.form == "date":
        days = found.astype("datetime64[D]").astype(np.int64)
        must(np.all((days >= FIRST_DAY) & (days <= LAST_DAY)))
    if "minimum" in column.rules:
        must(np.all(found >= column.rules["minimum"]))
    if "maximum" in column.rules:
        must(np.all(found <= column.rules["maximum"]))


def _words_fit(column: Column, words: Arrow) -> None:
    pc = compute()
    odd = words.filter(
        pc.or_(pc.match_substring_regex(words, _ODD), pc.greater(pc.utf8_length(words), MAX_TEXT))
    )
    must(not any(refused(text) for text in odd.to_pylist()))
    if "enum" in column.rules:
        known = set(column.rules["enum"])
        must(known.issuperset(words.to_pylist()))
    if "pattern" in column.rules:
        # RE2 knows no other white space than ASCII's: what holds any other must do without.
        pattern = column.rules["pattern"].replace(r"[^\s/]", r"[^\s/\p{Z}\x{85}]")
        pattern = pattern.replace(r"\S", r"[^\s\p{Z}\x{85}]")
        must(np.all(np.asarray(pc.match_substring_regex(words, pattern))))


# The rules of `rules`, one by one


def _counted(columns: Columns) -> bool:
    expected, n = columns.head.expected, columns.n
    found = {
        **{name: n(name) for name in Expected.model_fields if name in TABLES},
        **{
            status.value: int(columns.is_one("visits", "status", status).sum()) for status in Status
        },
    }
    return found == expected.model_dump()


def _days_in_reach(columns: Columns) -> bool:
    first, last = np.datetime64(rules.FIRST_DAY), np.datetime64(rules.LAST_DAY)
    dated = [
        columns.days(table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if column.form == "date"
    ]
    return columns.of_few(rules.day_out_of_reach) and not any(
        np.any((days < first) | (days > last)) for days in dated
    )


def _names_short(columns: Columns) -> bool:
    lengths = [
        compute().utf8_length(columns.column(table, name).dictionary)
        for table, names in rules.SHORT.items()
        for name in names
    ]
    return all(np.all(np.asarray(length) <= rules.MAX_NAME) for length in lengths)


def _ids_differ(columns: Columns) -> bool:
    named = [name for name, table in TABLES.items() if table.key == ("id",)]
    return all(compute().count_distinct(columns.ids(name)).as_py() == columns.n(name)
               for name in named)  # fmt: skip


def _countries_known(columns: Columns) -> bool:
    codes = {
        word
        for table in ("leaders", "places", "stops", "meetings")
        for word in columns.column(table, "country").dictionary.to_pylist()
    }
    return codes.issubset(rules.country_codes())


def _place_lies_there(columns: Columns) -> Numbers:
    there = columns.column("places", "country")
    here = columns.column("stops", "country")
    words = here.dictionary.to_pylist()
    # Of a place's country that no stop has, nothing can be equal to it.
    known = [words.index(word) if word in words else -2 for word in there.dictionary.to_pylist()]
    of_place = by_word(np.array(known, dtype=np.int64), there, -2)
    own = np.append(of_place, -3)[columns.place]
    return (own == np.asarray(here.indices)) | (columns.place < 0)


def _abroad(columns: Columns) -> Numbers:
    here = columns.column("stops", "country")
    homes = [who.country for who in columns.head.leaders]
    words = here.dictionary.to_pylist()
    home = np.array([words.index(code) if code in words else -2 for code in homes])
    return home[columns.leader[columns.visit["stops"]]] != np.asarray(here.indices)


def _in_office(columns: Columns) -> Numbers:
    took = np.array([who.took_office for who in columns.head.leaders], dtype="datetime64[D]")
    left = np.array([who.left_office for who in columns.head.leaders], dtype="datetime64[D]")
    start, end = columns.days("visits", "start"), columns.days("visits", "end")
    outside = (start < took[columns.leader]) | (end > left[columns.leader])
    return ~outside | columns.is_one("visits", "status", Status.CANCELLED)


def _one_at_a_time(columns: Columns) -> Numbers:
    start, end = columns.days("visits", "start"), columns.days("visits", "end")
    made = columns.is_one("visits", "status", *TOOK_PLACE)
    made &= ~np.isnat(start) & ~np.isnat(end)
    order = np.flatnonzero(made)
    order = order[np.lexsort((end[order], start[order], columns.leader[order]))]
    start, end, leader = start[order], end[order], columns.leader[order]
    # Each ends after its start, so where none of two neighbours overlap, no two of all do.
    alike = (start[1:] == start[:-1]) & (end[1:] == end[:-1])
    return (leader[1:] != leader[:-1]) | ((start[1:] >= end[:-1]) & ~alike)


def _not_ahead(columns: Columns) -> Numbers:
    start, end = columns.days("visits", "start"), columns.days("visits", "end")
    ahead = np.where(np.isnat(end), start, end) > np.datetime64(columns.head.as_of)
    return ~ahead | columns.is_one("visits", "status", Status.PLANNED, Status.CANCELLED)


def _planned_ahead(columns: Columns) -> Numbers:
    past = columns.days("visits", "start") < np.datetime64(columns.head.as_of)
    return ~(past & columns.is_one("visits", "status", Status.PLANNED))


def _stop_within(columns: Columns) -> Numbers:
    of = columns.visit["stops"]
    start, end = columns.days("visits", "start")[of], columns.days("visits", "end")[of]
    days = [columns.days("stops", name) for name in ("arrival", "departure")]
    return ~np.logical_or.reduce([(day < start) | (day > end) for day in days])


def _begins_with_its_leader(columns: Columns) -> bool:
    leader = columns.column("visits", "leader")
    ids = zip(columns.ids("visits").to_pylist(), plain(leader).to_pylist(), strict=True)
    return all(ident.startswith(f"{who}-") for ident, who in ids)


def _short(columns: Columns) -> bool:
    # A text has at most one word more than blanks; where that is too much, the words count.
    words = columns.column("statements", "text").dictionary
    odd = compute().match_substring_regex(words, _ODD)
    long = compute().greater_equal(compute().count_substring(words, " "), MAX_STATEMENT_WORDS)
    doubtful = words.filter(compute().or_(odd, long)).to_pylist()
    return all(len(text.split()) <= MAX_STATEMENT_WORDS for text in doubtful)


def _topics_differ(columns: Columns) -> bool:
    return _all_differ(columns.statement * (columns.n("topics") + 1) + columns.topic)


def _all_differ(numbers: Numbers) -> bool:
    ordered = np.sort(numbers)
    return not np.any(ordered[1:] == ordered[:-1])


def _listed(columns: Columns) -> Numbers:
    return np.isin(
        columns.visit["statements"] * columns.n("sources") + columns.cited, columns.pairs
    )


def _bears(columns: Columns) -> Numbers:
    disputed = columns.is_one("visits", "status", Status.DISPUTED)[columns.visit["citations"]]
    return ~disputed | columns.present("citations", "bearing")


def _bears_not(columns: Columns) -> Numbers:
    disputed = columns.is_one("visits", "status", Status.DISPUTED)[columns.visit["citations"]]
    return disputed | ~columns.present("citations", "bearing")


def _dated_after_the_end(columns: Columns) -> Numbers:
    return ~(columns.days("sources", "date") > np.datetime64(columns.head.as_of))


def _addresses_lead(columns: Columns) -> bool:
    pc = compute()
    addresses = [columns.column("sources", name).dictionary for name in ("url", "archived")]
    doubtful = [words.filter(pc.invert(pc.match_substring_regex(words, _HOST)))
                for words in addresses]  # fmt: skip
    return all(rules.names_a_host(address) for words in doubtful for address in words.to_pylist())


def _pages_differ(columns: Columns) -> bool:
    pc = compute()
    pages = pc.replace_substring_regex(plain(columns.column("sources", "url")), "#.*", "")
    return pc.count_distinct(pc.utf8_rtrim(pages, "/")).as_py() == columns.n("sources")


OF_THE_HEAD: frozenset[rules.Rule] = frozenset(
    {
        rules.complete_list_ends_before_it_starts,
        rules.complete_list_ends_after_the_as_of_date,
        rules.name_used_twice,
        rules.leader_left_office_before_taking_it,
    }
)
"""Rules that look at the head, leaders and topics alone: they are asked themselves."""

WARNINGS: frozenset[rules.Rule] = frozenset(
    {rules.nothing_uses_it, rules.confirmed_visit_with_fewer_than_two_sources}
)
"""Rules that only warn: nobody has to mend what they find before a page can show it."""

HOLDS: dict[rules.Rule, Callable[[Columns], Any]] = {
    rules.day_out_of_reach: _days_in_reach,
    rules.name_too_long: _names_short,
    rules.count_differs_from_expected: _counted,
    rules.id_used_twice: _ids_differ,
    rules.unknown_leader: lambda columns: columns.leader >= 0,
    rules.unknown_topic: lambda columns: columns.topic >= 0,
    rules.unknown_place: lambda columns: (columns.place >= 0) | ~columns.present("stops", "place"),
    rules.unknown_source: lambda columns: columns.pairs >= 0,
    rules.unknown_country: _countries_known,
    rules.place_with_only_one_coordinate: lambda columns: (
        columns.present("places", "latitude") == columns.present("places", "longitude")
    ),
    rules.stop_country_differs_from_its_place: _place_lies_there,
    rules.stop_in_the_leaders_own_country: _abroad,
    rules.visit_has_only_one_of_start_and_end: lambda columns: (
        columns.present("visits", "start") == columns.present("visits", "end")
    ),
    rules.visit_ends_before_it_starts: lambda columns: (
        ~(columns.days("visits", "end") < columns.days("visits", "start"))
    ),
    rules.confirmed_visit_without_dates: lambda columns: (
        columns.present("visits", "start") | ~columns.is_one("visits", "status", Status.CONFIRMED)
    ),
    rules.visit_outside_the_time_in_office: _in_office,
    rules.visits_at_the_same_time: _one_at_a_time,
    rules.visit_after_the_as_of_date: _not_ahead,
    rules.planned_visit_in_the_past: _planned_ahead,
    rules.stop_outside_the_visit: _stop_within,
    rules.stop_departs_before_it_arrives: lambda columns: (
        ~(columns.days("stops", "departure") < columns.days("stops", "arrival"))
    ),
    rules.visit_id_without_its_leader: _begins_with_its_leader,
    rules.statement_too_long: _short,
    rules.statement_has_a_topic_twice: _topics_differ,
    rules.statement_cites_a_source_its_visit_does_not_list: _listed,
    rules.visit_lists_a_source_twice: lambda columns: _all_differ(columns.pairs),
    rules.bearing_differs_from_the_sources: _bears,
    rules.bearing_at_a_visit_that_is_not_disputed: _bears_not,
    rules.source_that_no_visit_cites: lambda columns: np.bincount(
        columns.pairs % columns.n("sources"), minlength=columns.n("sources")
    ),
    rules.source_without_title_and_about: lambda columns: (
        columns.present("sources", "title") | columns.present("sources", "about")
    ),
    rules.source_dated_after_the_as_of_date: _dated_after_the_end,
    rules.url_that_leads_nowhere: _addresses_lead,
    rules.url_used_by_two_sources: _pages_differ,
}
"""Of every other rule, what it wants of the columns: true, or an array that is true throughout."""
