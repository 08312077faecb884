"""One form for one meaning: nothing lost, nothing left to taste."""

from __future__ import annotations

import pytest
import yaml
from conftest import TINY
from hypothesis import HealthCheck, given, settings
from strategies import datasets

from dashboard.dataset import reader
from dashboard.dataset.tables import from_nested
from dashboard.dataset.yaml_writer import WIDTH, CannotFormat, canonical, render, write
from dashboard.model.records import Document

slow = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _data(text: str) -> Document:
    return Document.model_validate(yaml.safe_load(text))


def _sorted(dataset: Document) -> Document:
    """Put into the order of the file what has no order of its own."""
    return dataset.model_copy(
        update={
            name: tuple(sorted(getattr(dataset, name), key=lambda record: record.id))
            for name in ("places", "visits", "sources")
        }
    )


def test_the_tiny_data_set_is_in_canonical_form() -> None:
    assert canonical(TINY) == TINY


def test_the_order_of_keys_and_records_and_the_quotes_are_mended() -> None:
    head, key, sources = TINY.partition("sources:\n  - id: blog")
    first, second, rest = (key + sources).removeprefix("sources:\n").split("  - id: ", 2)[0:3]
    assert first == ""
    shuffled = head + "sources:\n  - id: " + rest + "  - id: " + second
    loose = shuffled.replace('title: "Tiny"\nversion: 1.0.0', "version: '1.0.0'\ntitle: Tiny")
    assert loose != TINY
    assert canonical(loose) == TINY


def test_windows_line_ends_and_a_byte_order_mark_go() -> None:
    assert canonical("\ufeff" + TINY.replace("\n", "\r\n")) == TINY


def test_the_head_comment_is_kept() -> None:
    head = "# One.\n#\n# Two: `#` and more.\n"
    text = TINY.replace("# A tiny data set, made up.\n", head)
    assert canonical(text).startswith(head + "\ntitle:")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("as_of:", "# here\nas_of:"),
        ('title: "Tiny"', 'title: "Tiny" # here'),
        ('note: "Made up."', "note: | # here\n    Made # up."),
        ("topics: [trade]", "topics: [trade, # here\n          ]"),
        ("stance: independent\n", "stance: independent\n# here\n"),
    ],
)
def test_a_comment_below_the_head_is_refused_with_its_line(old: str, new: str) -> None:
    text = TINY.replace(old, new, 1)
    with pytest.raises(CannotFormat) as caught:
        canonical(text)
    assert str(caught.value) == (
        "a comment here would be lost: move it to the head of the file, or into `note` or `checks`"
    )
    assert caught.value.line is not None
    assert "# here" in text.split("\n")[caught.value.line - 1]


def test_a_hash_in_a_text_is_no_comment() -> None:
    text = TINY.replace("Made up.", "Not # a comment.").replace('note: "Not', 'note: "# Not')
    assert canonical(text) == text
    assert "digest.example/oman#list" in canonical(TINY)


def test_a_text_without_the_shape_of_a_data_set_is_refused() -> None:
    for text in ("", "a: 1", "[", "- x", TINY.replace("status: planned", "status: plnned")):
        with pytest.raises(CannotFormat, match="check"):
            canonical(text)


def test_long_texts_and_lists_are_wrapped() -> None:
    long = "a word, " * 60 + "end"
    data = yaml.safe_load(TINY.replace("Dates agree.", long))
    text = render(data)
    assert max(len(line) for line in text.split("\n")) <= WIDTH
    assert _data(text).visits[0].checks == long


@pytest.mark.parametrize(
    "note",
    ["two  spaces", " ends ", "a\nb", "tab\there", 'back\\slash "quote"', "x" * 300, "é ü 日本 😀",
     ("word  " * 40).strip(), ("w\\ " * 70).strip(), "-- # : [", "\u200c نیم‌فاصله", "a\u2028b\x85"],
)  # fmt: skip
def test_any_text_survives(note: str) -> None:
    data = yaml.safe_load(TINY)
    data["complete"]["note"] = note
    text = render(data)
    assert _data(text).complete.note == note
    assert canonical(text) == text


def test_unicode_is_written_as_itself() -> None:
    assert "ابراهیم رئیسی" in canonical(TINY)


def test_small_numbers_have_no_exponent() -> None:
    text = canonical(TINY.replace("latitude: 33.3152", "latitude: 0.00001"))
    assert "latitude: 0.00001\n" in text
    assert reader.parse(text, "x").problems == ()


def test_a_head_without_marks_becomes_a_comment() -> None:
    assert render(yaml.safe_load(TINY), "Hello\n\n# there").startswith(
        "# Hello\n\n# there\n\ntitle"
    )


@slow
@given(datasets())
def test_writing_and_reading_gives_the_same_data(dataset: Document) -> None:
    data = dataset.model_dump()
    text = render(data)
    assert _sorted(_data(text)) == _sorted(dataset)
    assert canonical(text) == text
    assert write(from_nested(data)) == text


@slow
@given(datasets())
def test_the_order_in_a_file_does_not_matter(dataset: Document) -> None:
    data = dataset.model_dump(mode="python")
    turned = {key: data[key] for key in reversed(data)}
    for name in ("places", "visits", "sources"):
        turned[name] = list(data[name])[::-1]
    assert render(turned) == render(data)
