"""Days, lists and sentences in plain words."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.analysis.wording import dates, listed, sentence, without_hints


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2024-09-11", "2024-09-13", "11 to 13 September 2024"),
        ("2024-09-30", "2024-10-01", "30 September to 1 October 2024"),
        ("2024-12-31", "2025-01-01", "31 December 2024 to 1 January 2025"),
        ("2024-09-11", "2024-09-11", "11 September 2024"),
        ("2024-09-11", None, "11 September 2024"),
        (None, None, "date unknown"),
    ],
)
def test_days_are_written_in_their_shortest_form(
    start: str | None, end: str | None, said: str
) -> None:
    assert dates(*(pd.NaT if day is None else pd.Timestamp(day) for day in (start, end))) == said


def test_words_are_listed_with_and_or_or() -> None:
    assert [listed("ABC"[:n]) for n in range(4)] == ["", "A", "A and B", "A, B and C"]
    assert listed("ABC", "or") == "A, B or C"


def test_a_phrase_becomes_a_sentence() -> None:
    assert [sentence(text) for text in ("a day", "a day.", "“a day”")] == [
        "A day.", "A day.", "“a day”",
    ]  # fmt: skip


def test_sentences_on_clicking_are_left_out() -> None:
    assert (
        without_hints("Visits by day. Click a bar for more. By year.") == "Visits by day. By year."
    )
