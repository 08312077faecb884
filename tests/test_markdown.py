"""Text from the data on its way to the screen."""

from __future__ import annotations

import pytest

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
