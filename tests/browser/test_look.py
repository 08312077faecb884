"""Readable by everybody: on a phone, in light and dark, and with a screen reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import driver
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.reader import (
    main,
    open_at,
    shown,
    sidebar,
    sound,
    unfold_all,
    unsafe_links,
)
from conftest import daily
from playwright.sync_api import Page, expect

VISIT = "pezeshkian-2024-09-iraq"

# Each page as it looks when a reader has chosen something on it.
FULL = {
    "/": "/?status=Confirmed&status=Disputed&status=Cancelled",
    "/timeline": f"/timeline?topic=Energy&topic=Trade&visit={VISIT}",
    "/topics": "/topics?leader=Raisi&leader=Pezeshkian&said=Goal&open=Energy",
    "/challenges": "/challenges?row=Trade&column=Raisi:+challenges",
    "/challenges, bars": "/challenges?view=Bars&rows=Host+countries&row=Russia",
    "/map": "/map?lines=true&host=Iraq&host=Qatar&host=Türkiye",
    "/map, countries": "/map?mark=Countries&count=Days+abroad&area=Near+home",
    "/compare": "/compare",
    "/compare, leaders": "/compare?compare=Leaders&days=500&listed=All+topics&open=Energy",
    "/visits": f"/visits?from=2024-01-01&to=2026-12-31&visit={VISIT}",
    "/visits, disputed": "/visits?status=Disputed&visit=raisi-2021-iraq-claimed",
    "/data": "/data",
    "/codebook": "/codebook",
    "/codebook, crosswalks": "/codebook?part=Crosswalks",
    "/codebook, reliability": "/codebook?part=Reliability",
    "nothing found": "/topics?words=qqqq&leader=Raisi",
}

# What no code of ours can change: the rule, what the part must match, in which mode. Anything
# else fails.
NOT_OURS = [
    # The number above a slider is written in the primary colour, which is also the ground of
    # white chips: in the dark no colour serves both (3.9 and 4.6).
    ("color-contrast", '[data-testid="stSliderThumbValue"] *', "dark"),
    # Streamlit calls every list of page numbers "Pagination"; st.pagination takes no name:
    # put off in the review of github.com/streamlit/streamlit/pull/14975
    ("landmark-unique", '.stPagination [role="navigation"]', "light"),
    ("landmark-unique", '.stPagination [role="navigation"]', "dark"),
]

_MATCHES = """([target, selector]) => {
  const part = document.querySelector(target);
  return Boolean(part) && part.matches(selector);
}"""


def faults_of_ours(page: Page, mode: str) -> list[str]:
    """What axe-core finds, less what stands in NOT_OURS."""
    found = []
    for rule in Axe().run(page).response["violations"]:
        for node in rule["nodes"]:
            target = node["target"][-1]
            if not any(
                (rule["id"], mode) == (name, its_mode)
                and page.evaluate(_MATCHES, [target, selector])
                for name, selector, its_mode in NOT_OURS
            ):
                found.append(f"{rule['id']}: {target}: {_reason(node)}")
    return found


def _reason(node: dict[str, Any]) -> str:
    return node["failureSummary"].replace("\n", " ")


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", daily(FULL, "/timeline", "/compare, leaders"))
def test_the_tab_key_reaches_every_control_and_axe_finds_no_fault_of_ours_with_every_box_open(
    name: str, mode: str, server: str, open_page: Callable[..., Page]
) -> None:
    # The fixtures fail on a console error and on a request to another host: so this also
    # holds that no page, with all of its data and evidence, makes one.
    page = open_at(open_page(dark=mode == "dark"), server + FULL[name])
    if mode == "light":  # the keys are the same in both
        assert controls_that_the_tab_key_misses(page) == []
    unfold_all(page)
    sound(page)
    assert faults_of_ours(page, mode) == []
    assert unsafe_links(page) == []


def test_axe_itself_sees_a_fault_where_there_is_one(server: str, page: Page) -> None:
    open_at(page, server + "/data")
    main(page).get_by_role("heading", level=1).evaluate(
        "one => { one.style.color = '#eee'; one.append(new Image()) }"
    )
    assert {fault.partition(":")[0] for fault in faults_of_ours(page, "light")} == {
        "color-contrast",
        "image-alt",
    }


_OVERHANG = """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
  .map(box => box.scrollWidth - box.clientWidth)"""


def nothing_hangs_over(page: Page) -> None:
    """Hold that neither the document nor the page scrolls sideways."""
    driver.settled(page)
    # A table of Streamlit's takes a moment to follow the window.
    page.wait_for_function(f"({_OVERHANG})().every(rest => rest <= 0)")


@pytest.mark.parametrize("name", daily(FULL, "/timeline", "/challenges", "/visits"))
def test_a_phone_and_a_zoomed_window_show_each_page_without_scrolling_sideways(
    name: str, server: str, open_page: Callable[..., Page]
) -> None:
    page = open_at(open_page(width=390, height=844), server + FULL[name])
    sentence = main(page).get_by_text("Shown:")
    expect(sentence).to_be_in_viewport()
    asked = main(page).get_by_role("button", name=re.compile(r"Evidence\b"))
    if asked.count():
        with driver.rerun(page):
            asked.first.click()
    nothing_hangs_over(page)
    # A narrow phone; and what 200 % of zoom leaves of a laptop's window.
    for width, height in ((320, 640), (720, 450)):
        page.set_viewport_size({"width": width, "height": height})
        nothing_hangs_over(page)
        expect(sentence).to_be_visible()
    sound(page)


def test_on_a_phone_the_sidebar_opens_for_the_filters_and_closes_again(
    server: str, open_page: Callable[..., Page]
) -> None:
    page = open_at(open_page(width=390, height=844), server + "/topics")
    before = shown(page)
    words = sidebar(page).get_by_role("textbox", name="Words", exact=True)
    expect(words).not_to_be_in_viewport()
    page.get_by_role("button", name="Expand sidebar").click()
    words.scroll_into_view_if_needed()
    expect(words).to_be_in_viewport()
    with driver.rerun(page):
        words.fill("gas")
        words.press("Enter")
    page.get_by_role("button", name="Collapse sidebar").click()
    expect(words).not_to_be_in_viewport()
    expect(main(page).get_by_text("Shown:")).to_be_in_viewport()
    assert "words “gas”" in shown(page)
    assert shown(page) != before
    nothing_hangs_over(page)


CHARTS = {
    "/": 1, "/timeline": 2, "/map": 1, "/topics": 2, "/challenges": 1, "/challenges?view=Bars": 1,
    "/compare?compare=Leaders": 1, "/codebook?part=Reliability": 1,
}  # fmt: skip


def test_every_chart_names_its_main_finding_for_a_screen_reader(server: str, page: Page) -> None:
    for path, count in CHARTS.items():
        open_at(page, server + path)
        figures = page.get_by_role("figure")
        expect(figures).to_have_count(count)
        for at in range(count):
            expect(figures.nth(at)).to_have_accessible_name(re.compile(r"\d.*\.$"))


_CONTROLS = """() => {
  const found = [], groups = '[role="radiogroup"], [role="toolbar"]';
  for (const one of document.querySelectorAll(
      `button, a[href], input, textarea, summary, ${groups}, canvas[tabindex]`)) {
    const group = one.matches(groups);
    if (!one.checkVisibility({visibilityProperty: true}) || one.closest('[aria-hidden="true"]'))
      continue;
    // Within a group the arrow keys lead on; a part that is off or out of the order is no control.
    if (one.disabled || one.type === 'hidden' || (!group && one.tabIndex < 0)) continue;
    if (!group && one.closest(groups)) continue;
    one.dataset.control = found.length;
    found.push(`${one.tagName} ${one.getAttribute('aria-label') || one.innerText || one.id}`);
  }
  return found;
}"""
_FOCUSED = """() => [...document.querySelectorAll('[data-control]')]
  .filter(one => one.contains(document.activeElement)).map(one => Number(one.dataset.control))"""


def controls_that_the_tab_key_misses(page: Page) -> list[str]:
    """Press the tab key until every control of the page had the focus; give those that had not."""
    controls = page.evaluate(_CONTROLS)
    assert len(controls) > 15
    reached: set[int] = set()
    for _ in range(3 * len(controls)):
        page.keyboard.press("Tab")
        reached |= set(page.evaluate(_FOCUSED))
        if len(reached) == len(controls):
            break
    return [words for at, words in enumerate(controls) if at not in reached]
