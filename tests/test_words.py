"""Text from the data on its way to the screen; days and lists in words."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.analysis.wording import dates, listed, without_hints
from dashboard.app.markdown import marked, plain


def test_a_hit_is_marked_whatever_its_case_and_accents() -> None:
    assert marked("Erdoğan met Raisi", "erdogan") == ":primary-background[**Erdoğan**] met Raisi"


def test_a_sign_that_folds_to_two_is_marked_as_a_whole() -> None:
    assert marked("ﬁrst gas", "fir") == ":primary-background[**ﬁr**]st gas"


def test_hits_that_touch_are_marked_together() -> None:
    assert marked("gasoline", "gas soli") == ":primary-background[**gasoli**]ne"


def test_what_is_not_a_hit_and_what_is_are_both_escaped() -> None:
    assert marked("*a* [b](c)", "b") == r"\*a\* \[:primary-background[**b**]\]\(c\)"


@pytest.mark.parametrize("words", ["", "   "])
def test_no_words_mark_nothing(words: str) -> None:
    assert marked("a *b*", words) == plain("a *b*")


def test_words_that_do_not_occur_mark_nothing() -> None:
    assert marked("trade and gas", "oil") == "trade and gas"


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


def test_sentences_on_clicking_are_left_out() -> None:
    assert without_hints("Visits by day. Click a bar for more. By day.") == "Visits by day. By day."
