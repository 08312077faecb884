"""What readers share: made once for a choice, never for another, and within bounds."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.filters import Filters
from dashboard.tables import Tables
from dashboard.ui import kept


def test_the_same_choice_gives_the_same_tables_and_another_gives_others(
    real_tables: Tables,
) -> None:
    one = kept.of_choice(real_tables, Filters(leaders=("raisi",)))
    assert kept.of_choice(real_tables, Filters(leaders=("raisi",))) is one
    other = kept.of_choice(real_tables, Filters(leaders=("pezeshkian",)))
    assert set(other.tables.visits["leader"]) == {"pezeshkian"}
    assert one.sentence == Filters(leaders=("raisi",)).describe(real_tables)


def test_another_data_set_is_not_answered_from_the_first(
    real_tables: Tables, tiny_tables: Tables
) -> None:
    real = kept.of_choice(real_tables, Filters())
    tiny = kept.of_choice(tiny_tables, Filters())
    assert len(tiny.tables.visits) < len(real.tables.visits)
    assert kept.of_whole(tiny_tables).tables is not kept.of_whole(real_tables).tables


def test_a_thing_is_made_once_for_the_same_tables_and_values(real_tables: Tables) -> None:
    calls = []

    def count(tables: Tables, least: int) -> int:
        calls.append(least)
        return int((tables.visits["n_statements"] >= least).sum())

    own = kept.Kept(real_tables, Filters())
    assert own.once(count, own.tables, 1) == own.once(count, own.tables, 1)
    own.once(count, own.tables, 2)
    own.once(count, real_tables, 1)
    assert calls == [1, 2, 1]


def test_so_much_is_kept_and_no_more(real_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_CHOICES", 3)
    monkeypatch.setattr(kept, "MOST_MADE", 5)
    for number in range(6):
        kept.of_choice(real_tables, Filters(words=f"word {number}"))
    assert len(kept._choices) == 3
    own = kept.Kept(real_tables, Filters())
    for number in range(9):
        own.once(pow, number, 2)
    assert len(own._made) == 5
    # What was asked for again stays, and the one that was longest not asked for goes.
    own.once(pow, 4, 2)
    own.once(pow, 9, 2)
    assert [number for _, number, _ in own._made] == [6, 7, 8, 4, 9]


def test_of_choices_used_longer_ago_the_frames_go_and_what_was_made_stays(
    real_tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_STATEMENTS", 1)
    calls = []

    def count(tables: Tables) -> int:
        calls.append(tables)
        return len(tables.meetings)

    first = kept.of_choice(real_tables, Filters(leaders=("raisi",)))
    made = first.once(Tables.took_place, first.tables)
    held = first.tables.visits, made.visits
    counted = first.once(count, made)
    kept.of_choice(real_tables, Filters(leaders=("pezeshkian",)))
    frames = {"visits", "statements", "stops", "meetings"}
    assert not frames & (vars(first.tables).keys() | vars(made).keys())
    assert kept.of_choice(real_tables, Filters(leaders=("raisi",))) is first
    assert first.once(count, first.once(Tables.took_place, first.tables)) == counted
    assert len(calls) == 1
    # Who asks for a frame gets the same once more.
    pd.testing.assert_frame_equal(first.tables.visits, held[0])
    pd.testing.assert_frame_equal(made.visits, held[1])
