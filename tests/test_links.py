"""The form for errors is filled in, and is never an address of another kind."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard.export.links import error_form, is_web, with_query

LINK = "https://example.org/visits?visit=a&b=c"


def test_a_form_is_filled_in_once() -> None:
    plain = error_form("https://example.org/new?labels=data", "a, statement 3", "1.0.0", LINK)
    asked = parse_qs(urlsplit(str(plain)).query)
    assert asked["labels"] == ["data"]
    assert asked["title"] == ["Error in a, statement 3 (version 1.0.0)"]
    about = f"About: a, statement 3\nVersion of the data set: 1.0.0\nLink: {LINK}"
    assert about in asked["body"][0]
    # A template says where each goes.
    form = error_form("https://example.org/f?i={id}&v={version}&l={link}", "a b&c", "1.0.0", LINK)
    assert parse_qs(urlsplit(str(form)).query) == {"i": ["a b&c"], "v": ["1.0.0"], "l": [LINK]}
    form = error_form("https://example.org/{id}", "{link}", "1", LINK)
    assert form == "https://example.org/%7Blink%7D"


@pytest.mark.parametrize(
    "template",
    ["", " ", "javascript:alert(1)", "JavaScript:alert('{id}')", "data:text/html,{id}",
     "ftp://a/{id}", "//example.org/{id}", "/issues/{id}", "mailto:a@example.org?subject={id}", "https://",
     "https://[::1/{id}", "https://exa mple.org/{id}", "https://example.org/>{id}",
     "java\nscript:x"],
)  # fmt: skip
def test_only_an_address_of_the_web_will_do(template: str) -> None:
    assert error_form(template, "a", "1", LINK) is None


def test_a_link_cannot_end_early() -> None:
    assert not is_web("https://example.org/> [x](javascript:alert(1))")
    assert not is_web("https://example.org/\nx")
    assert is_web("https://example.org:8443/x?y=(z)#w")


def test_a_query_is_added_to_and_replaced() -> None:
    assert with_query("https://a.b/c?x=1&y=&x=2#d", x="3", z="ä&") == (
        "https://a.b/c?y=&x=3&z=%C3%A4%26#d"
    )
