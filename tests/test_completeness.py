"""What the tiny data set has and lacks, counted by hand; and any data set."""

from __future__ import annotations

import strategies
from conftest import TINY
from hypothesis import given, settings
from tabulated import tabulate

from dashboard.analysis import completeness, frames
from dashboard.analysis.selection import Selection
from dashboard.dataset import reader
from dashboard.model.records import Document

TAJIKISTAN, OF_2023, BELARUS = "raisi-2021-09-tajikistan", "raisi-2023-02-russia", "raisi-belarus"
IRAQ, OF_2026, OMAN = "pezeshkian-2024-09-iraq", "pezeshkian-2026-12-russia", "pezeshkian-oman"


def changed(old: str, new: str) -> Selection:
    assert old in TINY
    dataset = reader.parse(TINY.replace(old, new), "tiny.yaml").dataset
    assert dataset is not None
    return frames.tabulate(dataset)


def test_each_visit_has_the_score_counted_by_hand_and_what_lacks_most_comes_first(
    tiny_selection: Selection,
) -> None:
    scores = completeness.scores(tiny_selection)[["visit", "score", "unmet"]]
    # Those that were not made are asked for sources and statements alone.
    assert list(scores.itertuples(index=False, name=None)) == [
        (OF_2023, "3 of 8", "People met, Two sources, Two stances, Outside source, Three kinds"),
        (OF_2026, "0 of 4", "Two sources, Two stances, Outside source, Three kinds"),
        (BELARUS, "1 of 4", "Two sources, Two stances, Three kinds"),
        (IRAQ, "6 of 8", "Itinerary, Three kinds"),
        (OMAN, "2 of 4", "Outside source, Three kinds"),
        (TAJIKISTAN, "7 of 8", "Three kinds"),
    ]


def test_each_criterion_says_how_many_visits_meet_it(tiny_selection: Selection) -> None:
    frame = completeness.criteria(tiny_selection)
    counts = {row.criterion: (row.n_met, row.n_asked) for row in frame.itertuples(index=False)}
    assert counts == {
        "Dated": (3, 3), "Places": (3, 3), "Itinerary": (2, 3), "People met": (2, 3),
        "Two sources": (3, 6), "Two stances": (3, 6), "Outside source": (3, 6),
        "Three kinds": (0, 6),
    }  # fmt: skip


def test_a_data_set_without_statements_is_not_asked_for_their_kinds(tiny: Document) -> None:
    silent = tuple(visit.model_copy(update={"statements": ()}) for visit in tiny.visits)
    selection = tabulate(tiny.model_copy(update={"visits": silent}))
    assert "Three kinds" not in set(completeness.criteria(selection)["criterion"])
    assert completeness.scores(selection).set_index("visit").loc[TAJIKISTAN, "score"] == "7 of 7"


def test_what_was_not_made_is_listed_and_a_gap_stands_once_for_each_visit(
    tiny_selection: Selection,
) -> None:
    frame = completeness.gaps(tiny_selection)
    assert completeness.not_made(tiny_selection)["visit"].tolist() == [BELARUS, OF_2026]
    assert list(zip(frame["gap"], frame["visit"], strict=True)) == [
        ("No first day", BELARUS), ("No first day", OMAN),
        ("No last day", BELARUS), ("No last day", OMAN),
        ("A stop without a place", BELARUS), ("A stop without a place", OMAN),
        # Two stops, each without one of its days.
        ("A stop without its days", IRAQ),
    ]  # fmt: skip


def test_visits_of_one_stance_are_named_with_it(tiny_selection: Selection) -> None:
    frame = completeness.of_one_stance(tiny_selection)
    assert list(zip(frame["visit"], frame["stance_label"], frame["n_sources"], strict=True)) == [
        (OF_2023, "Analysis", 1), (BELARUS, "Independent", 1), (OF_2026, "Iranian state", 1),
    ]  # fmt: skip


def test_sources_are_counted_by_stance_and_by_publisher(tiny_selection: Selection) -> None:
    stances = completeness.by_stance(tiny_selection).values.tolist()
    assert stances[:4] == [
        ["Iranian state", 2, 1, 4, 2], ["Home state", 0, 0, 0, 0], ["Host state", 0, 0, 0, 0],
        ["Independent", 1, 1, 3, 1],
    ]  # fmt: skip
    publishers = completeness.by_publisher(tiny_selection)
    assert publishers["publisher"].tolist() == ["IRNA", "A blog", "A digest", "Reuters"]
    assert publishers["n_visits"].tolist() == [4, 1, 1, 3]


def test_a_sentence_that_tells_of_a_disagreement_is_found() -> None:
    selection = changed("One source only.", "Dates agree. Numbers differ: 12 or 19. Grades too.")
    (row,) = completeness.disagreements(selection).itertuples(index=False)
    assert (row.visit, row.said) == (OF_2023, "Numbers differ: 12 or 19.")
    # A word inside another is none.
    assert completeness.disagreements(changed("One source only.", "Undoubtedly so.")).empty


@settings(max_examples=30, deadline=None)
@given(dataset=strategies.datasets())
def test_of_any_data_set_every_visit_has_a_score_that_adds_up(dataset: Document) -> None:
    selection = tabulate(dataset)
    frame = completeness.scores(selection)
    assert sorted(frame["visit"]) == sorted(selection.visits["visit"])
    for row in frame.to_dict("records"):
        unmet = row["unmet"].split(", ") if row["unmet"] else []
        assert row["n_met"] + len(unmet) == row["n_asked"]
        assert row["score"] == f"{row['n_met']} of {row['n_asked']}"
    criteria = completeness.criteria(selection)
    assert criteria["n_met"].sum() == frame["n_met"].sum()
    for part in (completeness.gaps, completeness.of_one_stance, completeness.not_made,
                 completeness.disagreements):  # fmt: skip
        assert set(part(selection)["visit"]) <= set(selection.visits["visit"])
    assert completeness.by_stance(selection)["n_sources"].sum() == len(selection.sources)
    assert completeness.by_publisher(selection)["n_sources"].sum() == len(selection.sources)
