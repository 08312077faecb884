"""What a reader of the dashboard does and sees, in the words that several browser tests share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlsplit

import driver
from playwright.sync_api import Locator, Page, expect

PAGES = {
    "/": "Presidents Abroad",
    "/timeline": "Timeline",
    "/map": "Map",
    "/topics": "Topics",
    "/challenges": "Challenges and opportunities",
    "/compare": "Compare",
    "/visits": "Visits",
    "/data": "Data and methods",
    "/codebook": "Codebook and reliability",
}
"""Every page: its path and its title."""

TABS = 150
"""More presses of the tab key than any page takes from its head to its foot."""


def open_at(page: Page, url: str) -> Page:
    """Open an address and wait until the page is drawn."""
    page.goto(url)
    return driver.settled(page)


def main(page: Page) -> Locator:
    """The part of the page beside the sidebar."""
    return page.get_by_test_id("stMain")


def sidebar(page: Page) -> Locator:
    """The part with the menu and the filters."""
    return page.get_by_role("region", name="Sidebar")


def shown(page: Page) -> str:
    """The sentence that says what the page shows."""
    line = main(page).get_by_role("paragraph").filter(has_text=re.compile("^Shown:"))
    return line.inner_text().removeprefix("Shown:").strip()


def title(page: Page) -> str:
    """The page's title."""
    return page.get_by_role("heading", level=1).inner_text().strip()


def address(url: str) -> tuple[str, list[tuple[str, str]]]:
    """Path and parameters of an address; their order and their quoting say nothing."""
    parts = urlsplit(url)
    return parts.path or "/", sorted(parse_qsl(parts.query, keep_blank_values=True))


def parameters(page: Page) -> dict[str, list[str]]:
    """The parameters that the address carries now."""
    found: dict[str, list[str]] = {}
    for key, value in address(page.url)[1]:
        found.setdefault(key, []).append(value)
    return found


def sound(page: Page) -> None:
    """Hold that the page is drawn without an error, and shows no trace of the code."""
    expect(page.get_by_test_id("stException")).to_have_count(0)
    text = page.locator("body").inner_text()
    for trace in ("Traceback", 'File "', "encountered an error"):
        assert trace not in text


# --- the controls --------------------------------------------------------------------------


def choose_one(page: Page, label: str, option: str) -> None:
    """Choose the option of a list that takes one, by its name."""
    box = main(page).get_by_role("combobox", name=label, exact=True)
    box.click()  # an unopened list takes no heed of what is filled in
    box.fill(option)
    with driver.rerun(page):
        page.get_by_role("option", name=option, exact=True).click()
    expect(box).to_have_value(option)


def choose(page: Page, label: str, *options: str, within: Locator) -> None:
    """Choose options in a list that takes several, by their names."""
    box = within.get_by_role("combobox", name=label, exact=True)
    for option in options:
        box.click()
        box.fill(option)
        with driver.rerun(page):
            page.get_by_role("option", name=option, exact=True).click()
        # While the list is open, a click elsewhere closes it and does nothing more; and when
        # the reader leaves a field of two lines it may shrink, and shift what lies below it.
        box.press("Escape")
        expect(page.get_by_role("listbox")).to_have_count(0)
        box.press("Tab")


def set_day(page: Page, label: str, day: str) -> None:
    """Type a day (`2024-09-11`) into a date field of the sidebar."""
    year, month, number = day.split("-")
    field = sidebar(page).get_by_role("group", name=label, exact=True)
    field.get_by_role("spinbutton", name="year").click()
    page.keyboard.type(year + month + number)
    expect(field.get_by_role("spinbutton", name="day")).to_have_text(number)
    with driver.rerun(page):
        # The field counts as entered once the reader leaves it.
        page.get_by_role("heading", name="Filters", exact=True).click()


def search(page: Page, words: str) -> None:
    """Type into the field for words."""
    field = sidebar(page).get_by_role("textbox", name="Words", exact=True)
    with driver.rerun(page):
        field.fill(words)
        field.press("Enter")


def go_to(page: Page, name: str) -> None:
    """Follow the menu to a page."""
    with driver.rerun(page):
        sidebar(page).get_by_role("link", name=name, exact=True).click()


def shared_link(page: Page) -> str:
    """Open the control that shares the view, read its link, and close it."""
    button = page.get_by_role("button", name="Share", exact=True)
    button.click()
    link = page.get_by_role("dialog", name="Share").get_by_role("code").inner_text().strip()
    page.keyboard.press("Escape")
    return link


def tab_to(page: Page, wanted: Locator) -> None:
    """Press the tab key, from where the reader is, until the wanted control has the focus."""
    expect(wanted).to_have_count(1)
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one.contains(document.activeElement)"):
            return
    raise AssertionError(f"{TABS} presses of the tab key did not reach {wanted}")


# --- charts and what lies below them -------------------------------------------------------

# Plotly hangs on every mark the number of its datum; its trace holds what a click hands over.
_MARK = """(plot, wanted) => {
  for (const trace of plot.querySelectorAll('.trace')) {
    const datum = trace.__data__;
    const full = datum && datum[0] && datum[0].trace;
    if (!full || !full.customdata) continue;
    for (const mark of trace.querySelectorAll('.point')) {
      const data = full.customdata[mark.__data__.i];
      if (data && wanted.every((value, at) => data[at] === value)) {
        mark.scrollIntoView({block: 'center'});
        const box = mark.getBoundingClientRect();
        return {x: box.x + box.width / 2, y: box.y + box.height / 2};
      }
    }
  }
  return null;
}"""


def click_mark(page: Page, chart: Locator, *data: str) -> None:
    """Click the chart's first mark that stands for this, as its customdata says."""
    place = chart.evaluate(_MARK, list(data))
    assert place is not None, f"the chart has no mark for {data}"
    # Plotly lays a sheet over its marks and finds out itself which one the pointer is at.
    page.mouse.move(place["x"], place["y"])
    # It looks where the pointer is every 50 ms at most; no hand is quicker.
    page.wait_for_timeout(100)
    with driver.rerun(page):
        page.mouse.click(place["x"], place["y"])


def below(page: Page, chart: str) -> Locator:
    """The control below a chart that opens what belongs to it."""
    return main(page).locator(f".st-key-below_{chart}")


def unfold(page: Page, chart: str, part: str) -> Locator:
    """Open what belongs to a chart, `Data`, `Figure` or `Evidence`, and give the box with it."""
    with driver.rerun(page):
        below(page, chart).get_by_role("button", name=re.compile(rf"{part}\b")).click()
    key = "statements" if part == "Evidence" else part.lower()
    return main(page).locator(f".st-key-{key}_{chart}")


def unfold_all(page: Page) -> None:
    """Open every box on the page, and those in them."""
    closed = page.locator(
        "details:not([open]) > summary:visible, [data-variant=pills][aria-pressed=false]:visible"
    )
    while closed.count():
        # All at once: Streamlit makes one run of clicks that come while it runs.
        with driver.rerun(page):
            closed.evaluate_all("boxes => boxes.forEach(box => box.click())")
    # The last of these clicks may make a run of their own, after the page has come to rest.
    page.wait_for_timeout(300)
    driver.settled(page)


def downloaded(page: Page, button: Locator) -> tuple[str, bytes]:
    """Press a button that downloads, and give the file's name and content."""
    with page.expect_download(timeout=120_000) as waiting:
        button.click()
    # Chromium drops the tenth download of one page within a second, without a word.
    page.wait_for_timeout(150)
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def unsafe_links(page: Page) -> list[str]:
    """Every link that is not http(s), or that leaves the site and hands over this window."""
    here = urlsplit(page.url).netloc
    return [f"{href} target={target} rel={rel}" for href, target, rel in _links(page)
            if not _is_safe(href, target, rel, here)]  # fmt: skip


def _links(page: Page) -> Iterable[tuple[str, str, str]]:
    return page.evaluate(
        "[...document.querySelectorAll('a[href]')].map(a => [a.href, a.target, a.rel])"
    )


def _is_safe(href: str, target: str, rel: str, here: str) -> bool:
    parts = urlsplit(href)
    if parts.scheme not in ("http", "https"):
        return False
    # Neither a hold on this window, nor its address, which carries what the reader searched for.
    return parts.netloc == here or (
        target == "_blank" and {"noopener", "noreferrer"} <= set(rel.split())
    )


def pages_of(page: Page, box: Locator) -> Iterator[Locator]:
    """Leaf through the pages of a list of statements: yield the box at each."""
    yield box
    following = box.get_by_role("button", name="Next page")
    while following.count() and following.is_enabled():
        with driver.rerun(page):
            following.click()
        yield box
