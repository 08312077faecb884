"""Text from the data on its way to the screen."""

from __future__ import annotations

import pytest

from dashboard.app.markdown import marked, texts


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        # Whatever its case and accents.
        ("Erdoğan met Raisi", "erdogan", ":primary-background[**Erdoğan**] met Raisi"),
        # A sign that folds to two is marked as a whole, and hits that touch are marked together.
        ("ﬁrst gas", "fir", ":primary-background[**ﬁr**]st gas"),
        ("gasoline", "gas soli", ":primary-background[**gasoli**]ne"),
        # What is a hit and what is not are both escaped.
        ("*a* [b](c)", "b", r"\*a\* \[:primary-background[**b**]\]\(c\)"),
        ("a *b*", "   ", r"a \*b\*"),
        ("trade and gas", "oil", "trade and gas"),
    ],
)
def test_hits_are_marked_and_the_rest_is_plain(text: str, words: str, shown: str) -> None:
    assert marked(text, words) == shown


def test_what_a_text_of_the_pages_puts_in_is_no_markdown() -> None:
    said = texts("methods").limits(["# *a*\n[b](javascript:c) :smile:"], ())
    assert said == "- \\# \\*a\\* \\[b\\]\\(javascript\\:c\\) \\:\u2060smile\\:\n"
