"""The codebook as a table: every word of the vocabulary, its rules, an example from the data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.analysis.metrics import each_row
from dashboard.analysis.selection import Selection
from dashboard.dataset.csv_files import read_csv
from dashboard.model.vocabulary import Bearing, Stance, StatementKind, Status, Term, VisitKind

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


def codebook(selection: Selection) -> pd.DataFrame:
    """Give every word of the vocabulary, in its order: topics, then the closed sets.

    Columns: vocabulary, term (id), term_label, group (of a topic), meaning, counts (what falls
    under it), excludes (what does not), n_used, unit (what n_used counts), example,
    example_visit (id), source (id of the one that says it). Example, visit and source are
    empty where the data set has none.
    """
    rows = [*_of_statements(selection), *_of_visits(selection), *_of_sources(selection)]
    return pd.DataFrame(rows, columns=COLUMNS)


def occasions(selection: Selection) -> pd.DataFrame:
    """List what visits were made for, where that has a name, in the order of their days.

    Columns: occasion, visit, leader_name, title, start, status_label.
    """
    named = selection.visits[selection.visits["occasion"] != ""].sort_values(["start", "visit"])
    columns = ["occasion", "visit", "leader_name", "title", "start", "status_label"]
    return named[columns].reset_index(drop=True)


def _parted(covers: str) -> tuple[str, str]:
    """Part what a topic covers from what it does not: sentences that begin with `Not`."""
    counts, *excludes = re.split(r"\.\s+(?=Not\b)", " ".join(covers.split()))
    return counts, ". ".join(excludes)


def _agreed(selection: Selection) -> set[tuple[str, str, str]]:
    """Give visit, text and word of what two codings of one statement agree on."""
    found = set()
    for row in each_row(selection.codings):
        if row.first_kind == row.second_kind:
            found.add((row.visit, row.text, row.first_kind))
        for topic in set(row.first_topics) & set(row.second_topics):
            found.add((row.visit, row.text, topic))
    return found


NO_EXAMPLE = ("", "", "")


def _examples(
    selection: Selection, marks: pd.DataFrame, agreed: set[tuple[str, str, str]]
) -> dict[str, tuple[str, str, str]]:
    """Choose a statement for each word: one that two codings agree on, then one of few topics.

    Of several as good it is the first. `marks` has a row for each word (column `word`) of each
    statement.
    """
    n_topics = selection.mentions.groupby("statement").size()
    marks = marks[["statement", "visit", "word"]]
    marks = marks.assign(
        n_topics=n_topics.reindex(marks["statement"], fill_value=0).to_numpy(), unsure=True
    )
    coded = selection.statements[["statement", "text"]]
    few = marks[marks["visit"].isin({visit for visit, _, _ in agreed})].merge(coded, on="statement")
    sure = [
        (row.statement, row.word)
        for row in each_row(few)
        if (row.visit, row.text, row.word) in agreed
    ]
    both = pd.DataFrame(sure, columns=["statement", "word"])
    if len(both):
        pairs = pd.MultiIndex.from_frame(marks[["statement", "word"]])
        marks["unsure"] = ~pairs.isin(pd.MultiIndex.from_frame(both))
    best = marks.sort_values(["unsure", "n_topics"], kind="stable").drop_duplicates("word")
    texts = best.merge(selection.statements[["statement", "text", "source"]], on="statement")
    return {str(row.word): (row.text, row.visit, row.source) for row in each_row(texts)}


def _of_statements(selection: Selection) -> Iterator[tuple[Any, ...]]:
    agreed = _agreed(selection)
    topics = selection.mentions.rename(columns={"topic": "word"})
    kinds = selection.statements.rename(columns={"kind": "word"})
    counts, examples = topics["word"].value_counts(), _examples(selection, topics, agreed)
    for topic in selection.head.topics:
        yield (
            *(TOPIC, topic.id, topic.label, topic.group, "", *_parted(topic.covers)),
            *(int(counts.get(topic.id, 0)), "statement", *examples.get(topic.id, NO_EXAMPLE)),
        )
    counts, examples = kinds["word"].value_counts(), _examples(selection, kinds, agreed)
    for kind in StatementKind:
        yield (
            *(*_words("Kind of statement", kind), int(counts.get(str(kind), 0)), "statement"),
            *examples.get(str(kind), NO_EXAMPLE),
        )


def _words(vocabulary: str, term: Term) -> tuple[str, ...]:
    return (vocabulary, str(term), term.label, "", term.meaning, term.counts, term.excludes)


def _of_visits(selection: Selection) -> Iterator[tuple[Any, ...]]:
    # A visit that was made shows a kind better than one that was not.
    visits = selection.visits.assign(unsure=selection.visits["status"] != Status.CONFIRMED)
    visits = visits.sort_values("unsure", kind="stable")
    closed: tuple[tuple[str, str, Iterable[Term]], ...] = (
        ("Kind of visit", "kind", VisitKind), ("Status", "status", Status),
    )  # fmt: skip
    for vocabulary, column, terms in closed:
        counts = visits[column].value_counts()
        firsts = {getattr(row, column): row for row in each_row(visits.drop_duplicates(column))}
        for term in terms:
            example = NO_EXAMPLE
            if row := firsts.get(str(term)):
                about = f" ({row.occasion})" if row.occasion else ""
                named = f"{row.leader_name}: {row.title}{about}"
                cited = selection.citations.loc[selection.citations["visit"] == row.visit, "source"]
                example = (named, row.visit, next(iter(cited), ""))
            yield (*_words(vocabulary, term), int(counts.get(str(term), 0)), "visit", *example)


def _of_sources(selection: Selection) -> Iterator[tuple[Any, ...]]:
    columns = ["source", "headline", "has_title", "stance"]
    cited = selection.citations.merge(selection.sources[columns], on="source")
    # A source with its headline says more than one without.
    cited = cited.sort_values("has_title", ascending=False, kind="stable")
    for vocabulary, column, terms in (
        ("Stance", "stance", Stance),
        ("Bearing", "bearing", Bearing),
    ):
        n_sources = cited.groupby(column)["source"].nunique()
        firsts = {getattr(row, column): row for row in each_row(cited.drop_duplicates(column))}
        for term in terms:
            row = firsts.get(str(term))
            example = (row.headline, row.visit, row.source) if row else NO_EXAMPLE
            yield (*_words(vocabulary, term), int(n_sources.get(str(term), 0)), "source", *example)


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
