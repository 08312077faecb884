"""The colours: readable on their ground, told apart, and the same in Streamlit's own theme."""

from __future__ import annotations

import tomllib
from itertools import pairwise

import pytest
from conftest import ROOT

from dashboard.charts.theme import STATUS_PATTERNS, Theme
from dashboard.model.vocabulary import Status, VisitKind

TEXT, GRAPHIC = 4.5, 3.0
"""The least contrasts of WCAG 2.2: of text (1.4.3), of what a chart draws (1.4.11)."""

LEADERS = 8
themes = pytest.mark.parametrize("theme", [Theme(), Theme(dark=True)], ids=["light", "dark"])


def parts(colour: str) -> list[float]:
    """Red, green and blue as light, from 0 to 1."""
    assert len(colour) == 7, colour
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]


def luminance(colour: str) -> float:
    red, green, blue = parts(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@themes
def test_the_page_and_the_charts_have_one_ground_and_one_ink(theme: Theme) -> None:
    text = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    said = tomllib.loads(text)["theme"]["dark" if theme.dark else "light"]
    assert said["backgroundColor"] == theme.ground
    assert said["textColor"] == theme.ink


@themes
def test_the_pages_own_colours_can_be_read(theme: Theme) -> None:
    text = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    said = tomllib.loads(text)["theme"]["dark" if theme.dark else "light"]
    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        for ink in ("textColor", "linkColor"):
            assert contrast(said[ink], said[ground]) >= TEXT, (ink, ground)


@themes
def test_text_can_be_read(theme: Theme) -> None:
    assert contrast(theme.ink, theme.ground) >= TEXT
    assert contrast(theme.muted, theme.ground) >= TEXT


@themes
def test_leaders_have_colours_of_their_own_that_text_can_have(theme: Theme) -> None:
    # Charts write the leader's name in the leader's colour: it is text.
    colours = [theme.leader(position) for position in range(LEADERS)]
    assert len(set(colours)) == LEADERS
    for colour in colours:
        assert contrast(colour, theme.ground) >= TEXT, colour


def test_a_leaders_colour_is_not_the_same_in_light_and_dark() -> None:
    assert all(Theme().leader(n) != Theme(dark=True).leader(n) for n in range(LEADERS))


@themes
def test_more_leaders_than_colours_begin_again(theme: Theme) -> None:
    assert theme.leader(LEADERS) == theme.leader(0)


# What a dichromat sees of red, green and blue light: Viénot, Brettel and Mollon, "Digital video
# colourmaps for checking the legibility of displays by dichromats", 1999.
SEEN = {
    "no red": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "no green": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
}


@themes
@pytest.mark.parametrize("eye", SEEN)
def test_the_two_leaders_stay_apart_for_the_colour_blind(theme: Theme, eye: str) -> None:
    def seen(colour: str) -> list[float]:
        light = [sum(a * b for a, b in zip(row, parts(colour), strict=True)) for row in SEEN[eye]]
        return [max(share, 0) ** (1 / 2.2) for share in light]

    one, other = seen(theme.leader(0)), seen(theme.leader(1))
    assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 0.2


@themes
def test_every_kind_of_visit_has_a_colour_of_its_own(theme: Theme) -> None:
    colours = [theme.visit_kind(kind) for kind in VisitKind]
    assert len(set(colours)) == len(VisitKind)
    for colour in colours:
        assert contrast(colour, theme.ground) >= GRAPHIC, colour


def test_every_status_has_a_form() -> None:
    assert set(STATUS_PATTERNS) == set(Status)
    # Confirmed is filled and cancelled hollow; each of the others has a hatch of its own.
    hatched = [s for s in Status if s not in (Status.CONFIRMED, Status.CANCELLED)]
    forms = [STATUS_PATTERNS[status] for status in hatched]
    assert all(forms)
    assert len(set(forms)) == len(forms)


@themes
def test_numbers_can_be_read_on_every_shade(theme: Theme) -> None:
    for step in range(101):
        fill = theme.shade(step / 100)
        assert contrast(theme.ink_on(fill), fill) >= TEXT, fill


@themes
def test_a_larger_share_is_further_from_the_ground(theme: Theme) -> None:
    shades = [contrast(theme.shade(step / 10), theme.ground) for step in range(11)]
    assert all(a < b for a, b in pairwise(shades))


@themes
def test_shares_beyond_the_ends_have_the_colour_of_the_end(theme: Theme) -> None:
    assert theme.shade(-1) == theme.shade(0) == theme.empty
    assert theme.shade(2) == theme.shade(1) == theme.most
