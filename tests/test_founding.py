"""Every point of the two articles that this project began with stands in the data set."""

from __future__ import annotations

import pytest

from dashboard.analysis.filters import Filters
from dashboard.analysis.frames import tabulate
from dashboard.analysis.selection import Selection
from dashboard.analysis.units import Rows
from dashboard.charts import challenges_and_opportunities as matrix
from dashboard.dataset.tables import Dataset
from dashboard.model.vocabulary import Status

RAISI = "raisi-2021-iraq-claimed"
PEZESHKIAN = "pezeshkian-2024-09-iraq"
ARTICLES = {RAISI: "article-raisi-iraq", PEZESHKIAN: "article-pezeshkian-iraq"}

POINTS = [
    # The article on Raisi, from its first paragraph to its last.
    (RAISI, "implication", "bilateral", "long alliance"),
    (RAISI, "opportunity", "bilateral", "chance to strengthen ties"),
    (RAISI, "context", "terrorism", "ISIS"),
    (RAISI, "context", "reconstruction", "rebuilding of Iraq."),
    (RAISI, "agenda", "trade", "trade, security and regional cooperation"),
    (RAISI, "agenda", "defence", "trade, security and regional cooperation"),
    (RAISI, "agreement", "trade", "economic and political ties"),
    (RAISI, "agreement", "bilateral", "economic and political ties"),
    (RAISI, "agenda", "foreign-forces", "US troops"),
    (RAISI, "opportunity", "foreign-forces", "US forces to leave"),
    (RAISI, "goal", "foreign-forces", "free of foreign intervention"),
    (RAISI, "goal", "regional-order", "free of foreign intervention"),
    (RAISI, "challenge", "sanctions", "US sanctions"),
    (RAISI, "challenge", "reconstruction", "rebuilding of Iraq's infrastructure"),
    (RAISI, "opportunity", "bilateral", "potential for further cooperation"),
    # The article on Pezeshkian: challenges,
    (PEZESHKIAN, "challenge", "domestic-politics", "complex political landscape"),
    (PEZESHKIAN, "challenge", "domestic-politics", "competing factions"),
    (PEZESHKIAN, "challenge", "sanctions", "International pressure"),
    (PEZESHKIAN, "challenge", "domestic-politics", "Sectarian divides"),
    # opportunities,
    (PEZESHKIAN, "opportunity", "trade", "trade agreements"),
    (PEZESHKIAN, "opportunity", "culture", "people-to-people diplomacy"),
    (PEZESHKIAN, "opportunity", "terrorism", "fight against terrorism"),
    (PEZESHKIAN, "opportunity", "defence", "Security cooperation"),
    (PEZESHKIAN, "opportunity", "bilateral", "openings to cement ties"),
    # goals,
    (PEZESHKIAN, "goal", "bilateral", "new era of collaboration"),
    (PEZESHKIAN, "goal", "bilateral", "high-level meetings"),
    (PEZESHKIAN, "goal", "trade", "trade and investment"),
    (PEZESHKIAN, "goal", "defence", "regional security"),
    (PEZESHKIAN, "goal", "culture", "cultural exchanges"),
    # implications.
    (PEZESHKIAN, "implication", "regional-order", "strategic Iran-Iraq alliance"),
    (PEZESHKIAN, "implication", "bilateral", "strategic Iran-Iraq alliance"),
    (PEZESHKIAN, "implication", "trade", "trade and energy"),
    (PEZESHKIAN, "implication", "energy", "trade and energy"),
    (PEZESHKIAN, "implication", "regional-order", "security concerns"),
    (PEZESHKIAN, "implication", "regional-order", "pivotal moment"),
    (PEZESHKIAN, "challenge", "bilateral", "fleeting moment of hope"),
]
CELLS = {"challenge": "challenges", "opportunity": "opportunities"}


@pytest.fixture(scope="module")
def selection(real_data: Dataset) -> Selection:
    return tabulate(real_data)


def test_no_statement_taken_from_the_articles_is_missing_above(selection: Selection) -> None:
    for visit, source in ARTICLES.items():
        own = selection.statements[
            (selection.statements["visit"] == visit) & (selection.statements["source"] == source)
        ]
        words = [text for where, _, _, text in POINTS if where == visit]
        assert len(own) > 0
        unnamed = [text for text in own["text"] if not any(word in text for word in words)]
        assert unnamed == []


@pytest.mark.parametrize(("visit", "kind", "topic", "words"), POINTS)
def test_each_point_is_found_by_visit_kind_and_topic_and_opens_from_its_cell(
    selection: Selection, visit: str, kind: str, topic: str, words: str
) -> None:
    marks = selection.mentions.query("visit == @visit and kind == @kind and topic == @topic")
    held = selection.statements[
        selection.statements["statement"].isin(marks["statement"])
        & (selection.statements["source"] == ARTICLES[visit])
    ]
    assert held["text"].str.contains(words, regex=False).sum() == 1
    if kind not in CELLS:
        return
    shown = Filters(statuses=(Status.CONFIRMED, Status.DISPUTED)).narrow(selection)
    label = {item.id: item.label for item in selection.head.topics}[topic]
    column = f"{'Raisi' if visit == RAISI else 'Pezeshkian'}: {CELLS[kind]}"
    for rows, row in ((Rows.TOPICS, label), (Rows.HOSTS, "Iraq")):
        found = matrix.cell(shown, rows, row, column)
        assert found.statements["text"].str.contains(words, regex=False).any()


def test_the_claimed_visit_is_disputed_and_shows_only_when_disputed_visits_are_asked_for(
    selection: Selection,
) -> None:
    assert RAISI not in set(Filters().narrow(selection).visits["visit"])
    asked = Filters(statuses=(Status.DISPUTED,)).narrow(selection)
    assert RAISI in set(asked.visits["visit"])
    assert PEZESHKIAN in set(Filters().narrow(selection).visits["visit"])
