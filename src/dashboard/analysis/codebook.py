"""The codebook as a table: every word of the vocabulary, its rules, an example from the data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from dashboard.analysis.selection import Selection
from dashboard.dataset.csv_files import read_csv
from dashboard.model.vocabulary import (
    Bearing,
    DecisionRule,
    Stance,
    StatementKind,
    Status,
    Term,
    VisitKind,
)

CROSSWALKS = "crosswalks"
"""The folder beside the data file that holds them."""
CROSSWALK_COLUMNS = ["id", "code", "label", "match", "note"]
MATCHES = ("exact", "close", "broad")

TOPIC = "Topic"
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
    """Return every word of the vocabulary, in its order: topics, then the closed sets.

    Columns as `COLUMNS`: term, example_visit and source (the one that says the example) are ids;
    group is that of a topic; counts is what falls under the word, excludes what does not; unit is
    what n_used counts. Example, visit and source are empty where the data set has none.
    """
    words = {
        TOPIC: [
            (TOPIC, topic.id, topic.label, topic.group, "", *_parted(topic.covers))
            for topic in selection.head.topics
        ]
    }
    for vocabulary, terms in VOCABULARIES.items():
        words[vocabulary] = [
            (vocabulary, str(term), term.label, "", term.meaning, term.counts, term.excludes)
            for term in terms
        ]
    frames = []
    for vocabulary, rows in words.items():
        unit, uses = USES[vocabulary]
        frame = pd.DataFrame(rows, columns=COLUMNS[:7])
        frames.append(_with_uses(frame, uses(selection, vocabulary), unit))
    return pd.concat(frames, ignore_index=True)[COLUMNS]


def example(selection: Selection, rule: DecisionRule) -> pd.DataFrame:
    """Return the statement that shows a decision rule at work: one row, or none.

    It is the rule's own example where the data has it with this kind; else, in other data, the
    first statement of the kind.
    """
    statements = selection.statements
    of_kind = statements[statements["kind"] == rule.kind]
    own = of_kind[(of_kind["visit"] == rule.visit) & (of_kind["text"] == rule.text)]
    return (own if len(own) else of_kind).head(1)


def _parted(covers: str) -> tuple[str, str]:
    """Split what a topic covers from what it does not: sentences that begin with `Not`."""
    counts, *excludes = re.split(r"\.\s+(?=Not\b)", " ".join(covers.split()))
    return counts, ". ".join(excludes)


def _with_uses(words: pd.DataFrame, uses: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Add how often each word is used, and an example."""
    words = words.assign(unit=unit).merge(uses.astype({"term": str}), on="term", how="left")
    words["n_used"] = words["n_used"].fillna(0).astype(int)
    examples = ["example", "example_visit", "source"]
    return words.astype(dict.fromkeys(examples, object)).fillna(dict.fromkeys(examples, ""))


def _first_of_each(uses: pd.DataFrame) -> pd.DataFrame:
    """Return the first use of each term, with the number of its uses (`n_used`)."""
    n_used = uses.groupby("term", observed=True)["term"].transform("size")
    return uses.assign(n_used=n_used).drop_duplicates("term")


def _uses_in_statements(selection: Selection, vocabulary: str) -> pd.DataFrame:
    """Return for each topic or kind: term, n_used, example, example_visit and source.

    Statements that two codings agree on are the best examples, then those with few topics.
    """
    said = selection.mentions.rename(columns={"topic": "term"})
    if vocabulary != TOPIC:
        said = selection.statements.rename(columns={"kind": "term"})
    uses = said[["statement", "term"]]
    texts = selection.statements.set_index("statement")
    agreed, pairs = _agreed(selection), zip(uses["statement"], uses["term"], strict=True)
    uses = uses.assign(
        unsure=[pair not in agreed for pair in pairs] if agreed else True,
        n_topics=uses["statement"].map(texts["topics"].map(len)),
    )
    best = _first_of_each(uses.sort_values(["unsure", "n_topics"], kind="stable"))
    best = best[["statement", "term", "n_used"]].join(texts, on="statement")
    best = best.rename(columns={"text": "example", "visit": "example_visit"})
    return best[["term", "n_used", "example", "example_visit", "source"]]


def _agreed(selection: Selection) -> set[tuple[int, str]]:
    """Return statement and word of all that two codings of one statement agree on."""
    said = selection.statements
    said = said[said["visit"].isin(selection.codings["visit"])]
    coded = said[["statement", "visit", "text"]].merge(selection.codings, on=["visit", "text"])
    of_kind = coded[coded["first_kind"] == coded["second_kind"]]
    found = set(zip(of_kind["statement"], of_kind["first_kind"], strict=True))
    for number, first, second in zip(
        coded["statement"], coded["first_topics"], coded["second_topics"], strict=True
    ):
        found |= {(number, topic) for topic in set(first) & set(second)}
    return found


def _uses_in_visits(selection: Selection, vocabulary: str) -> pd.DataFrame:
    """Return for each kind or status of visits the same; confirmed visits are the best examples."""
    visits = selection.visits
    visits = visits.assign(unsure=visits["status"] != Status.CONFIRMED)
    visits = visits.sort_values("unsure", kind="stable")
    cited = selection.citations[["visit", "source"]].drop_duplicates("visit")
    visits = visits.merge(cited, on="visit", how="left")
    about = (" (" + visits["occasion"] + ")").where(visits["occasion"] != "", "")
    uses = pd.DataFrame(
        {
            "term": visits["status" if vocabulary == "Status" else "kind"],
            "example": visits["leader_name"] + ": " + visits["title"] + about,
            "example_visit": visits["visit"],
            "source": visits["source"],
        }
    )
    return _first_of_each(uses)


def _uses_in_sources(selection: Selection, vocabulary: str) -> pd.DataFrame:
    """Return for each stance or bearing the same; sources with a title are the best examples."""
    columns = ["source", "headline", "has_title", "stance"]
    cited = selection.citations.merge(selection.sources[columns], on="source")
    cited = cited.sort_values("has_title", ascending=False, kind="stable")
    columns = {vocabulary.lower(): "term", "headline": "example", "visit": "example_visit"}
    uses = cited.rename(columns=columns)[["term", "example", "example_visit", "source"]]
    return _first_of_each(uses.drop_duplicates(["term", "source"]))


USES: dict[str, tuple[str, Callable[[Selection, str], pd.DataFrame]]] = {
    TOPIC: ("statement", _uses_in_statements),
    "Kind of statement": ("statement", _uses_in_statements),
    "Kind of visit": ("visit", _uses_in_visits),
    "Status": ("visit", _uses_in_visits),
    "Stance": ("source", _uses_in_sources),
    "Bearing": ("source", _uses_in_sources),
}
"""For each vocabulary what its uses are counted in, and what returns them, best example first."""


def occasions(selection: Selection) -> pd.DataFrame:
    """List what visits were made for, where that has a name, in the order of their days.

    Columns: occasion, visit, leader_name, title, start, status_label.
    """
    named = selection.visits[selection.visits["occasion"] != ""].sort_values(["start", "visit"])
    columns = ["occasion", "visit", "leader_name", "title", "start", "status_label"]
    return named[columns].reset_index(drop=True)


def crosswalk(data: Path, name: str, ids: Iterable[str]) -> pd.DataFrame:
    """Read the crosswalk of this name beside a data file, its lines on these ids only.

    Columns: id, code, label (theirs), match (exact, close or broad), note. Empty where there
    is no such file. Raises `UnreadableCrosswalk` where there is, and it is not such a table.
    """
    path = data.parent / CROSSWALKS / f"{name}.csv"
    if not path.is_file():
        return pd.DataFrame(columns=CROSSWALK_COLUMNS)
    frame = read_csv(path, CROSSWALK_COLUMNS, UnreadableCrosswalk, {"match": MATCHES})
    wanted = list(ids)
    frame = frame.loc[frame["id"].isin(wanted), CROSSWALK_COLUMNS]
    return frame.sort_values(
        "id", key=lambda column: column.map(wanted.index), kind="stable", ignore_index=True
    )
