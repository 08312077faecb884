"""The codebook as a table: every word of the vocabulary, its rules, an example from the data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.cells import read_csv
from dashboard.model import Bearing, Stance, StatementKind, Status, Term, VisitKind
from dashboard.tables import Tables, each_row

CROSSWALKS = "crosswalks"
"""The folder beside the data file that holds them."""
CROSSWALK_COLUMNS = ["id", "code", "label", "match", "note"]
MATCHES = ("exact", "close", "broad")

TOPIC = "Topic"
OCCASION = "Occasion"
VOCABULARIES: dict[str, type[Term]] = {
    "Kind of statement": StatementKind,
    "Kind of visit": VisitKind,
    "Status": Status,
    "Stance": Stance,
    "Bearing": Bearing,
}

COLUMNS = [
    "vocabulary", "term", "term_label", "group", "meaning", "counts", "excludes", "n_used", "unit",
    "example", "example_visit", "source",
]  # fmt: skip


class UnreadableCrosswalk(Exception):
    """A crosswalk cannot be used; the message says where and what to do."""


def codebook(tables: Tables) -> pd.DataFrame:
    """Give every word of the vocabulary, in its order: topics, then the closed sets.

    Columns: vocabulary, term (id), term_label, group (of a topic), meaning, counts (what falls
    under it), excludes (what does not), n_used, unit (what n_used counts), example,
    example_visit (id), source (id of the one that says it). Example, visit and source are
    empty where the data set has none.
    """
    rows = [*_of_statements(tables), *_of_visits(tables), *_of_sources(tables)]
    return pd.DataFrame(rows, columns=COLUMNS)


def occasions(tables: Tables) -> pd.DataFrame:
    """List what visits were made for, where that has a name, in the order of their days.

    Columns: occasion, visit, leader_name, title, start, status_label.
    """
    named = tables.visits[tables.visits["occasion"] != ""].sort_values(["start", "visit"])
    columns = ["occasion", "visit", "leader_name", "title", "start", "status_label"]
    return named[columns].reset_index(drop=True)


def _parted(covers: str) -> tuple[str, str]:
    """Part what a topic covers from what it does not: sentences that begin with `Not`."""
    counts, *excludes = re.split(r"\.\s+(?=Not\b)", " ".join(covers.split()))
    return counts, ". ".join(excludes)


def _agreed(tables: Tables) -> set[tuple[str, str, str]]:
    """Give visit, text and word of what two codings of one statement agree on."""
    found = set()
    for row in each_row(tables.codings):
        if row.first_kind == row.second_kind:
            found.add((row.visit, row.text, row.first_kind))
        for topic in set(row.first_topics) & set(row.second_topics):
            found.add((row.visit, row.text, topic))
    return found


def _statement(
    rows: Iterable[Any], word: str, agreed: set[tuple[str, str, str]]
) -> tuple[str, ...]:
    """Choose an example: one that two codings agree on, then one of few topics, then the first."""
    best = min(
        rows,
        key=lambda row: ((row.visit, row.text, word) not in agreed, len(row.topics)),
        default=None,
    )
    return ("", "", "") if best is None else (best.text, best.visit, best.source)


def _of_statements(tables: Tables) -> Iterator[tuple[Any, ...]]:
    agreed = _agreed(tables)
    # Gone through as a list: to ask the frame once a word takes a hundred times as long.
    statements = list(each_row(tables.statements))
    for topic in tables.dataset.topics:
        rows = [row for row in statements if topic.id in row.topics]
        yield (
            *(TOPIC, topic.id, topic.label, topic.group, "", *_parted(topic.covers)),
            *(len(rows), "statement", *_statement(rows, topic.id, agreed)),
        )
    for kind in StatementKind:
        rows = [row for row in statements if row.kind == kind]
        yield (
            *(*_words("Kind of statement", kind), len(rows), "statement"),
            *_statement(rows, str(kind), agreed),
        )


def _words(vocabulary: str, term: Term) -> tuple[str, ...]:
    return (vocabulary, str(term), term.label, "", term.meaning, term.counts, term.excludes)


def _of_visits(tables: Tables) -> Iterator[tuple[Any, ...]]:
    first = {row.visit: row.source for row in each_row(tables.citations.drop_duplicates("visit"))}
    # A visit that was made shows a kind better than one that was not.
    visits = sorted(each_row(tables.visits), key=lambda row: row.status != Status.CONFIRMED)
    closed: tuple[tuple[str, Iterable[Term]], ...] = (
        ("Kind of visit", VisitKind), ("Status", Status),
    )  # fmt: skip
    for vocabulary, terms in closed:
        for term in terms:
            rows = [row for row in visits if term in (row.kind, row.status)]
            example = ("", "", "")
            for row in rows[:1]:
                about = f" ({row.occasion})" if row.occasion else ""
                named = f"{row.leader_name}: {row.title}{about}"
                example = (named, row.visit, first.get(row.visit, ""))
            yield (*_words(vocabulary, term), len(rows), "visit", *example)


def _of_sources(tables: Tables) -> Iterator[tuple[Any, ...]]:
    cited = tables.citations.merge(tables.sources, on="source")
    # A source with its headline says more than one without.
    citations = sorted(each_row(cited), key=lambda row: not row.has_title)
    for vocabulary, column, terms in (
        ("Stance", "stance", Stance),
        ("Bearing", "bearing", Bearing),
    ):
        for term in terms:
            rows = [row for row in citations if getattr(row, column) == term]
            example = next(((row.headline, row.visit, row.source) for row in rows), ("", "", ""))
            n_sources = len({row.source for row in rows})
            yield (*_words(vocabulary, term), n_sources, "source", *example)


def crosswalk(data: Path, name: str, ids: Iterable[str]) -> pd.DataFrame:
    """Read the crosswalk of this name beside a data file, its lines on these ids alone.

    Columns: id, code, label (theirs), match (exact, close or broad), note. Empty where there
    is no such file. Raises `UnreadableCrosswalk` where there is, and it is not such a table.
    """
    path = data.parent / CROSSWALKS / f"{name}.csv"
    if not path.is_file():
        return pd.DataFrame(columns=CROSSWALK_COLUMNS)
    named = f"{CROSSWALKS}/{path.name}"
    frame = read_csv(path, CROSSWALK_COLUMNS, UnreadableCrosswalk)
    for line, match in enumerate(frame["match"], start=2):
        if match not in MATCHES:
            raise UnreadableCrosswalk(
                f"{named}:{line}: `match` is {match!r}; allowed: {', '.join(MATCHES)}"
            )
    wanted = list(ids)
    frame = frame.loc[frame["id"].isin(wanted), CROSSWALK_COLUMNS]
    return frame.sort_values(
        "id", key=lambda column: column.map(wanted.index), kind="stable", ignore_index=True
    )
