"""In a real browser: embedded in a page, saved as an image, opened without any net."""

from __future__ import annotations

import io
import re
import struct
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import driver
import pytest
from browser.reader import unfold
from playwright.sync_api import Browser, Locator, Page, expect

SERVE = driver.ROOT / "serve.py"
QUESTION = "Which topics come up more often under whom?"
ENERGY = "/topics?topic=Energy"


def shown(page: Page) -> str:
    """Give the sentence that the page says is shown."""
    said = page.get_by_test_id("stMarkdown").filter(has_text="Shown:").first.inner_text()
    assert re.match(r"Shown: \d+ of \d+ ", said)
    return said.removeprefix("Shown:").strip()


def open_figure(page: Page) -> Locator:
    """Open the first chart's figure and give its box."""
    return unfold(page, "topics_by_leader", "Figure")


def save_image(page: Page, box: Locator, form: str) -> bytes:
    """Choose a form of image and press the camera."""
    chosen = box.get_by_role("radio", name=form).or_(box.get_by_role("button", name=form))
    if form != "PNG":
        with driver.rerun(page):
            chosen.first.click()
    camera = box.locator(".modebar-btn")
    expect(camera).to_have_count(1)
    with page.expect_download() as download:
        camera.click()
    assert download.value.suggested_filename == (
        f"presidents-abroad-topics-by-leader.{form.lower()}"
    )
    return Path(download.value.path()).read_bytes()


def test_the_saved_images_carry_the_words(page: Page, server: str) -> None:
    driver.settled(_go(page, server + ENERGY))
    sentence = shown(page)
    box = open_figure(page)
    png = save_image(page, box, "PNG")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    assert width == 2000
    assert height > 1000
    svg = save_image(page, box, "SVG").decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", svg).split())
    assert QUESTION in words
    assert f"Shown: {sentence}" in words
    assert re.search(r"version \d+\.\d+\.\d+", words)
    assert "topic=Energy" in words
    assert re.search(r"Raisi \d+ visits", words), "the number of visits it rests on"
    assert re.search(r'<svg[^>]* width="1000"', svg)


def test_the_camera_obeys_the_keyboard(page: Page, server: str) -> None:
    driver.settled(_go(page, server + ENERGY))
    camera = open_figure(page).locator(".modebar-btn")
    camera.focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".png")


def test_the_page_of_a_figure_works_without_a_net(
    page: Page, server: str, browser: Browser, tmp_path: Path
) -> None:
    driver.settled(_go(page, server + ENERGY))
    sentence = shown(page)
    box = open_figure(page)
    with page.expect_download() as download:
        box.get_by_role("button", name="Download as a web page").click()
    saved = tmp_path / "figure.html"
    download.value.save_as(saved)

    context = browser.new_context(offline=True)
    alone = context.new_page()
    faults: list[str] = []
    alone.on("console", lambda message: faults.append(message.text))
    alone.on("pageerror", lambda error: faults.append(str(error)))
    alone.on("request", lambda request: faults.append(request.url))
    alone.goto(saved.as_uri())
    figure = alone.locator(".js-plotly-plot")
    expect(figure).to_contain_text(QUESTION)
    expect(figure).to_contain_text(f"Shown: {sentence}")
    expect(figure).to_contain_text(re.compile(r"version \d+\.\d+\.\d+"))
    assert faults == [saved.as_uri()]
    context.close()


def test_the_snippet_shows_the_page_in_another(
    open_page: Callable[..., Page], server: str, newspaper: Callable[[str], Page]
) -> None:
    here = open_page()
    driver.settled(_go(here, server + ENERGY))
    sentence = shown(here)
    here.get_by_role("button", name="Share").click()
    here.get_by_role("tab", name="Embed").click()
    snippet = here.get_by_text("<iframe").inner_text()

    frame = newspaper(snippet).frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1, name="Topics")).to_be_visible()
    expect(frame.get_by_text(sentence)).to_be_visible()
    expect(frame.locator(".js-plotly-plot .main-svg").first).to_be_visible()


def test_the_snippet_of_a_chart_shows_it_alone(
    open_page: Callable[..., Page], server: str, newspaper: Callable[[str], Page]
) -> None:
    here = open_page()
    driver.settled(_go(here, f"{server}{ENERGY}&unit=Visits"))
    sentence = shown(here)
    snippet = open_figure(here).get_by_text("<iframe").inner_text()

    frame = newspaper(snippet).frame_locator("iframe")
    expect(frame.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(frame.locator(".js-plotly-plot")).to_have_count(1)
    # The unit of the page is kept, though its control is not there.
    expect(frame.locator(".xtitle")).to_contain_text("Visits that touch the topic")
    expect(frame.get_by_text(sentence)).to_be_visible()
    expect(frame.get_by_role("heading", level=1)).to_have_count(0)
    whole = frame.get_by_role("link", name="Open the whole page")
    assert whole.get_attribute("href") == f"{server}{ENERGY}&unit=Visits"


def test_the_zip_is_what_is_shown(page: Page, server: str) -> None:
    driver.settled(_go(page, server + ENERGY))
    page.get_by_role("button", name="Share").click()
    page.get_by_role("tab", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as zip").click()
    archive = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    readme = archive.read("README.md").decode()
    assert f"- Shown: {shown(page)}\n" in readme
    assert f"- Link to the view: {server}{ENERGY}\n" in readme


def test_each_page_has_a_title_of_its_own(page: Page, server: str) -> None:
    for path, title in (
        ("/", "Presidents Abroad"),
        ("/topics", "Topics – Presidents Abroad"),
        (
            "/visits?visit=pezeshkian-2024-09-iraq",
            "Pezeshkian: Iraq (Baghdad), 11 to 13 September 2024 – Presidents Abroad",
        ),
    ):
        driver.settled(_go(page, server + path))
        expect(page).to_have_title(title)


@pytest.fixture(scope="module")
def with_preview() -> Iterator[str]:
    """A server that writes the preview of a link into the HTML."""
    with driver.serve(SERVE) as url:
        yield url


def test_a_link_previews_as_what_it_opens(with_preview: str) -> None:
    def sent(path: str) -> str:
        with urllib.request.urlopen(with_preview + path) as answer:
            return answer.read().decode()

    assert '<meta property="og:title" content="Presidents Abroad" />' in sent("/")
    assert "<title>Topics – Presidents Abroad</title>" in sent(ENERGY)
    visit = sent("/visits?visit=pezeshkian-2024-09-iraq")
    assert 'og:title" content="Pezeshkian: Iraq (Baghdad), 11 to 13 September 2024' in visit
    assert 'og:description" content="Confirmed. Official visit; ' in visit


def test_the_app_works_behind_the_preview(page: Page, with_preview: str) -> None:
    # A deep link to a fresh server, too: nobody has opened the root of this one.
    driver.settled(_go(page, with_preview + ENERGY))
    assert "topic Energy" in shown(page)
    expect(page).to_have_title("Topics – Presidents Abroad")


def _go(page: Page, url: str) -> Page:
    page.goto(url)
    return page
