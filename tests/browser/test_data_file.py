"""The data file: edited or broken while the dashboard runs, and text that means to do harm."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from browser.reader import (
    PAGES,
    address,
    choose,
    choose_one,
    go_to,
    main,
    open_at,
    search,
    shown,
    sidebar,
    sound,
    unsafe_links,
)
from conftest import REAL
from playwright.sync_api import Page, expect

from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection
from dashboard.dataset.reader import read
from dashboard.dataset.yaml_writer import render


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the data file, to edit."""
    return Path(shutil.copy(REAL, tmp_path / "visits.yaml"))


def edit(file: Path, old: str, new: str) -> int:
    """Replace the first such text in the file; give its line."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_an_edit_of_the_data_shows_on_the_next_interaction_and_a_broken_one_keeps_the_old_view(
    copy: Path, cold_server: Callable[..., str], page: Page, real_selection: Selection
) -> None:
    everything, version = Filters().describe(real_selection), real_selection.head.version
    open_at(page, cold_server(copy) + "/visits")
    expect(main(page).get_by_text(f"Version {version}, as of").first).to_be_visible()

    edit(copy, f"version: {version}", "version: 99.1.1")
    edit(copy, 'occasion: "First trip abroad as president"', 'occasion: "A journey to Xanadu"')
    search(page, "xanadu")
    expect(main(page).get_by_text("Version 99.1.1, as of").first).to_be_visible()
    sentence = shown(page)
    assert sentence.startswith("1 of ")

    line = edit(copy, "status: confirmed", "status: certain")
    go_to(page, "Timeline")
    notice = page.get_by_role("status").or_(page.get_by_role("alert"))
    notice = notice.filter(has_text="cannot be used")
    expect(notice).to_contain_text("The data file visits.yaml cannot be used.")
    expect(notice).to_contain_text(re.compile(rf"line {line}: .*certain"))
    expect(notice).to_contain_text("must be one of confirmed, unconfirmed")  # the cure
    expect(notice).to_contain_text("The page shows the last sound version")
    assert shown(page) == sentence
    sound(page)

    copy.write_text("visits: [", encoding="utf-8")  # no YAML at all
    go_to(page, "Topics")
    expect(notice).to_contain_text("line 1")
    assert shown(page) == sentence
    copy.unlink()
    go_to(page, "Visits")
    expect(notice).to_contain_text("The file cannot be read")
    assert shown(page) == sentence
    sound(page)

    shutil.copy(REAL, copy)
    search(page, "")
    expect(notice).to_have_count(0)
    assert shown(page) == everything


def test_a_file_that_is_broken_at_the_start_is_explained_with_place_and_cure(
    copy: Path, cold_server: Callable[..., str], page: Page, real_selection: Selection
) -> None:
    line = edit(copy, "status: confirmed", "status: certain")
    url = cold_server(copy)
    for path in PAGES:
        open_at(page, url + path)
        body = main(page)
        expect(body).to_contain_text("The data file visits.yaml cannot be used.")
        expect(body).to_contain_text(re.compile(rf"line {line}: .*certain"))
        expect(body).to_contain_text("There is nothing to show until it is mended.")
        expect(body).to_contain_text("python -m dashboard check")
        sound(page)
    shutil.copy(REAL, copy)
    open_at(page, url)
    assert shown(page) == Filters().describe(real_selection)


# --- text that means to do harm ------------------------------------------------------------

SCRIPT = "<script>window.hacked=1</script>"
IMAGE = "<img src=x onerror=window.hacked=1>"
LINK = "[x](javascript:alert(1))"
FORMULA = r"$\alpha$"
COLOUR = ":red[x]"
BOLD = "**bold**"
LONG = "W" * 5_000
RTL = "محمدباقر قالیباف"
VISIT = "pezeshkian-2024-09-iraq"

HOSTILE = {
    "occasion": f"{SCRIPT} {LINK} {BOLD}",
    "invited_by": f"{FORMULA} {COLOUR} # 1. > - `code` ~~gone~~ :material/home: :smile: &amp;",
    "person": f"{RTL} {SCRIPT}",
    "role": f"{LINK} {IMAGE} {COLOUR}",
    "place": f"{BOLD} {IMAGE} {FORMULA}",
    "statement": f"{SCRIPT} {LINK} {FORMULA} {COLOUR} {BOLD} {RTL}",
    "long statement": LONG,
    "headline": f"](https://evil.invalid) {LINK} {SCRIPT} {FORMULA}",
    "publisher": f"{IMAGE} {BOLD} {RTL}",
    "checks": f"{SCRIPT} {LINK} {LONG} {RTL}",
    "topic": f"{COLOUR} {BOLD} {FORMULA} <b>x</b>",
    "covers": f"{SCRIPT} {LINK}",
    "leader": f"{BOLD} <i>x</i> {FORMULA}",
    "full name": f"{SCRIPT} {COLOUR}",
    "version note": f"{LINK} {IMAGE} {COLOUR}",
}


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A data set that passes the check, with such text wherever the file has free text."""
    data: Any = yaml.load(REAL.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    data["complete"]["note"] = HOSTILE["version note"]
    next(topic for topic in data["topics"] if topic["id"] == "trade").update(
        label=HOSTILE["topic"], covers=HOSTILE["covers"]
    )
    next(who for who in data["leaders"] if who["id"] == "pezeshkian").update(
        name=HOSTILE["leader"], full_name=HOSTILE["full name"]
    )
    visit = next(visit for visit in data["visits"] if visit["id"] == VISIT)
    visit |= {"occasion": HOSTILE["occasion"], "invited_by": HOSTILE["invited_by"]}
    visit["checks"] = HOSTILE["checks"]
    visit["met"][0] |= {"name": HOSTILE["person"], "role": HOSTILE["role"]}
    said = visit["statements"]
    said[0] |= {"text": HOSTILE["statement"], "kind": "challenge", "topics": ["trade"]}
    said[1] |= {"text": HOSTILE["long statement"], "kind": "challenge", "topics": ["trade"]}
    place = visit["stops"][0]["place"]
    next(one for one in data["places"] if one["id"] == place)["name"] = HOSTILE["place"]
    next(one for one in data["sources"] if one["id"] == said[0]["source"]).update(
        title=HOSTILE["headline"], publisher=HOSTILE["publisher"]
    )
    file = tmp_path / "hostile.yaml"
    file.write_text(render(data), encoding="utf-8")
    assert not [problem for problem in read(file).problems if problem.severity == "error"]
    return file


def harmless(page: Page) -> None:
    """Hold that nothing of the data ran, became a link, or became markup."""
    sound(page)
    assert page.evaluate("window.hacked") is None
    assert page.locator("a[href^='javascript:' i], a[href*='evil.invalid']").count() == 0
    assert unsafe_links(page) == []
    assert page.locator("script:text('hacked'), [onerror], .katex").count() == 0
    assert page.locator("strong, b").filter(has_text=re.compile("^bold$")).count() == 0
    # `:red[x]` and `<b>x</b>` would leave the x alone, in a chart's text too.
    assert page.locator("span, tspan, i, b").filter(has_text=re.compile("^x$")).count() == 0


def test_hostile_text_is_searched_for_chosen_and_shared_as_any_other(
    hostile: Path, cold_server: Callable[..., str], open_page: Callable[..., Page]
) -> None:
    page = open_page()
    url = cold_server(hostile)
    # What it does on each page stands in test_hostile_text.py.
    open_at(page, url + "/topics")
    search(page, "window.hacked")
    choose(page, "Topics (any of them)", HOSTILE["topic"], within=sidebar(page))
    choose(page, "Leaders", HOSTILE["leader"], within=sidebar(page))
    choose_one(page, "Topic (or click a row of a chart)", HOSTILE["topic"])
    assert HOSTILE["topic"] in shown(page)
    assert HOSTILE["leader"] in shown(page)
    assert shown(page).startswith("1 of ")
    expect(main(page).get_by_text(HOSTILE["statement"]).first).to_be_visible()
    harmless(page)
    other = open_at(open_page(), page.url)
    assert shown(other) == shown(page)
    assert address(other.url) == address(page.url)
    go_to(page, "Challenges and opportunities")
    harmless(page)

    phone = open_at(open_page(width=390, height=844), f"{url}/visits?visit={VISIT}")
    harmless(phone)
    for name in ("occasion", "invited_by", "person", "role", "place", "statement", "headline",
                 "publisher", "checks", "topic", "leader", "long statement"):  # fmt: skip
        # The word joiner is how the page keeps `:smile:` from turning into a picture.
        as_shown = re.compile(re.escape(HOSTILE[name]).replace(":", ":\u2060?"))
        expect(main(phone)).to_contain_text(as_shown)
    overhang = "one => one.scrollWidth - one.clientWidth"
    assert main(phone).evaluate(overhang) <= 0
    assert phone.locator("html").evaluate(overhang) <= 0
