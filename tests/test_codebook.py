"""Every word has its rules and, where the data have one, an example; every crosswalk is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import strategies
from conftest import REAL
from hypothesis import given, settings
from tabulated import tabulate

from dashboard.analysis import codebook
from dashboard.analysis.codebook import UnreadableCrosswalk
from dashboard.analysis.selection import Selection
from dashboard.model.records import Document
from dashboard.model.vocabulary import VisitKind

# The major topics of the Comparative Agendas Project, as its Master Codebook numbers them.
MAJOR_TOPICS = {
    "1": "Macroeconomics", "2": "Civil Rights", "3": "Health", "4": "Agriculture", "5": "Labor",
    "6": "Education", "7": "Environment", "8": "Energy", "9": "Immigration",
    "10": "Transportation", "12": "Law and Crime", "13": "Social Welfare", "14": "Housing",
    "15": "Domestic Commerce", "16": "Defense", "17": "Technology", "18": "Foreign Trade",
    "19": "International Affairs", "20": "Government Operations", "21": "Public Lands",
    "23": "Culture",
}  # fmt: skip


@pytest.mark.parametrize("term", [
    term for terms in codebook.VOCABULARIES.values() for term in terms
], ids=lambda term: f"{type(term).__name__}-{term}")  # fmt: skip
def test_every_word_says_what_counts_and_what_does_not(term: codebook.Term) -> None:
    for text in (term.meaning, term.counts, term.excludes):
        assert text.endswith((".", "”.", "(goal)."))
        assert text == " ".join(text.split())
    assert term.counts != term.meaning


def test_every_word_stands_once_with_its_count(real_selection: Selection) -> None:
    frame = codebook.codebook(real_selection)
    assert not frame.duplicated(["vocabulary", "term"]).any()
    counts = frame.groupby("vocabulary")["n_used"].sum()
    assert counts["Kind of statement"] == len(real_selection.statements)
    assert counts["Kind of visit"] == counts["Status"] == len(real_selection.visits)
    assert counts["Stance"] == len(real_selection.sources)
    assert counts["Topic"] == len(real_selection.mentions)


def test_an_example_is_of_its_word_and_its_source_says_it(real_selection: Selection) -> None:
    frame = codebook.codebook(real_selection)
    said = real_selection.statements.set_index(["visit", "text"])
    for row in frame.itertuples(index=False):
        assert bool(row.example) == bool(row.n_used), row.term
        if row.unit == "statement":
            found = said.loc[[(row.example_visit, row.example)]]
            assert row.source in set(found["source"])
            words = set(found["kind"]) | {topic for topics in found["topics"] for topic in topics}
            assert row.term in words


def test_an_example_is_one_that_two_codings_agree_on(tiny_selection: Selection) -> None:
    rows: dict[Any, Any] = {
        row.term: row for row in codebook.codebook(tiny_selection).itertuples(index=False)
    }
    # The statement on trade alone, though one on trade and another topic stands before it.
    assert rows["trade"].example == "Both sides want more trade."
    # Of two on organisations, the codings agree on the first, though it has two topics.
    assert rows["multilateral"].example == "The members agreed to take in Iran."


def test_what_a_topic_does_not_cover_is_parted_from_what_it_does(tiny: Document) -> None:
    first, *others = tiny.topics
    covers = "Deals and\nduties. Not a war (conflict). Not an aim."
    topics = (first.model_copy(update={"covers": covers}), *others)
    frame = codebook.codebook(tabulate(tiny.model_copy(update={"topics": topics})))
    assert frame.loc[0, "counts"] == "Deals and duties"
    assert frame.loc[0, "excludes"] == "Not a war (conflict). Not an aim."
    assert frame.loc[1, "excludes"] == ""


@settings(max_examples=20, deadline=None)
@given(dataset=strategies.datasets())
def test_any_data_set_has_its_codebook(dataset: Document) -> None:
    selection = tabulate(dataset)
    frame = codebook.codebook(selection)
    assert len(frame) == len(dataset.topics) + sum(map(len, codebook.VOCABULARIES.values()))
    assert set(codebook.occasions(selection)["visit"]) <= set(selection.visits["visit"])


# --- crosswalks ----------------------------------------------------------------------------


def table(name: str) -> pd.DataFrame:
    path = REAL.parent / codebook.CROSSWALKS / f"{name}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def targets(name: str) -> dict[str, str]:
    frame = table(name)
    return dict(zip(frame["code"], frame["label"], strict=True))


def test_the_targets_of_topics_are_the_major_topics() -> None:
    assert targets("cap-major-topics") == MAJOR_TOPICS


@pytest.mark.parametrize(
    ("name", "to"), [("topics-cap", "cap-major-topics"), ("visit-kinds", "visit-grades")]
)
def test_every_word_of_ours_has_a_known_counterpart(name: str, to: str, real: Document) -> None:
    frame, known = table(name), targets(to)
    topics, kinds = [topic.id for topic in real.topics], [str(kind) for kind in VisitKind]
    ours = topics if name == "topics-cap" else kinds
    assert not frame.duplicated(["id", "code"]).any()
    assert [known.get(code) for code in frame["code"]] == list(frame["label"])
    assert frame["note"].str.strip().ne("").all()
    shown = codebook.crosswalk(REAL, name, ours)
    assert len(shown) == len(frame)
    assert list(dict.fromkeys(shown["id"])) == ours


def test_a_crosswalk_has_lines_on_our_words_alone(tmp_path: Path) -> None:
    data = tmp_path / "visits.yaml"
    assert codebook.crosswalk(data, "topics-cap", ["trade"]).empty
    folder = tmp_path / codebook.CROSSWALKS
    folder.mkdir()
    file = folder / "topics-cap.csv"
    file.write_text(
        "id,code,label,match,note\nsport,23,Culture,broad,n\ntrade,18,Foreign Trade,close,n\n"
    )
    assert codebook.crosswalk(data, "topics-cap", ["trade"])["code"].tolist() == ["18"]
    file.write_text("id,code,label,match,note\ntrade,18,Foreign Trade,near,n\n")
    with pytest.raises(UnreadableCrosswalk, match=r"topics-cap\.csv:2: `match` is 'near'; allowed"):
        codebook.crosswalk(data, "topics-cap", ["trade"])
    file.write_text("id,code\n")
    with pytest.raises(UnreadableCrosswalk, match="no column `label`; add it"):
        codebook.crosswalk(data, "topics-cap", ["trade"])
