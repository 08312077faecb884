"""What readers share: made once for a choice, never for another, and within bounds."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection
from dashboard.app import kept


def test_the_same_choice_gives_the_same_tables_and_another_gives_others(
    real_selection: Selection,
) -> None:
    one = kept.of_choice(real_selection, Filters(leaders=("raisi",)))
    assert kept.of_choice(real_selection, Filters(leaders=("raisi",))) is one
    other = kept.of_choice(real_selection, Filters(leaders=("pezeshkian",)))
    assert set(other.selection.visits["leader"]) == {"pezeshkian"}
    assert one.sentence == Filters(leaders=("raisi",)).describe(real_selection)


def test_another_data_set_is_not_answered_from_the_first(
    real_selection: Selection, tiny_selection: Selection
) -> None:
    real = kept.of_choice(real_selection, Filters())
    tiny = kept.of_choice(tiny_selection, Filters())
    assert len(tiny.selection.visits) < len(real.selection.visits)
    assert kept.of_whole(tiny_selection).selection is not kept.of_whole(real_selection).selection


def test_a_thing_is_made_once_for_the_same_tables_and_values(real_selection: Selection) -> None:
    calls = []

    def count(selection: Selection, least: int) -> int:
        calls.append(least)
        return int((selection.visits["n_statements"] >= least).sum())

    own = kept.Kept(real_selection, Filters())
    assert own.once(count, own.selection, 1) == own.once(count, own.selection, 1)
    own.once(count, own.selection, 2)
    own.once(count, real_selection, 1)
    assert calls == [1, 2, 1]


def test_so_much_is_kept_and_no_more(
    real_selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_CHOICES", 3)
    monkeypatch.setattr(kept, "MOST_MADE", 5)
    for number in range(6):
        kept.of_choice(real_selection, Filters(words=f"word {number}"))
    assert len(kept._choices) == 3
    own = kept.Kept(real_selection, Filters())
    for number in range(9):
        own.once(pow, number, 2)
    assert len(own._made) == 5
    # What was asked for again stays, and the one that was longest not asked for goes.
    own.once(pow, 4, 2)
    own.once(pow, 9, 2)
    assert [number for _, number, _ in own._made] == [6, 7, 8, 4, 9]


def test_of_choices_used_longer_ago_the_frames_go_and_what_was_made_stays(
    real_selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_STATEMENTS", 1)
    calls = []

    def count(selection: Selection) -> int:
        calls.append(selection)
        return len(selection.meetings)

    first = kept.of_choice(real_selection, Filters(leaders=("raisi",)))
    made = first.once(Selection.took_place, first.selection)
    held = first.selection.visits, made.visits
    counted = first.once(count, made)
    kept.of_choice(real_selection, Filters(leaders=("pezeshkian",)))
    frames = {"visits", "statements", "stops", "meetings"}
    assert not frames & (vars(first.selection).keys() | vars(made).keys())
    assert kept.of_choice(real_selection, Filters(leaders=("raisi",))) is first
    assert first.once(count, first.once(Selection.took_place, first.selection)) == counted
    assert len(calls) == 1
    # Who asks for a frame gets the same once more.
    pd.testing.assert_frame_equal(first.selection.visits, held[0])
    pd.testing.assert_frame_equal(made.visits, held[1])
