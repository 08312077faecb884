"""The static copy in a real browser, from the plainest of file hosts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import REAL, daily
from playwright.sync_api import Page, expect

from dashboard.__main__ import main
from dashboard.charts import REGISTRY

PAGES = [
    "index.html", "visits.html", "visits/pezeshkian-2024-09-iraq.html",
    "visits/raisi-2021-iraq-claimed.html", "charts.html", "data.html", "codebook.html",
    # The static copy knows of no second coding.
    *(f"charts/{name}.html".replace("_", "-") for name in REGISTRY if "codings" not in name),
]  # fmt: skip
# As functions: the pages forbid themselves to run a text as a script.
OVERHANG = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth <= 0"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    assert main(["site", str(folder), str(REAL), "--live", "https://app.example/"]) == 0
    return folder


@pytest.fixture(scope="module")
def host(copy: Path) -> Iterator[str]:
    """The address of a server that knows nothing but files."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(copy))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def drawn(page: Page) -> Page:
    """Wait until the chart of a page is there."""
    expect(page.locator("#figure svg.main-svg").first).to_be_visible()
    page.wait_for_function(
        "() => document.querySelector('#figure').matches('.js-plotly-plot')"
        " && document.querySelectorAll('#figure .trace, #figure .points path').length > 0"
    )
    return page


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("path", daily(PAGES, "index.html", PAGES[2], "charts/hosts-on-map.html"))
def test_each_page_is_readable_by_everybody(
    path: str, mode: str, host: str, open_page: Callable[..., Page]
) -> None:
    # The fixtures fail on a console error and on a request to another host.
    page = open_page(dark=mode == "dark")
    page.goto(host + path)
    if path.startswith("charts/"):
        drawn(page)
        page.get_by_text("numbers as a table").click()
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], node["target"]) for rule in found for node in rule["nodes"]] == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function(OVERHANG)


def test_a_chart_takes_the_colours_of_the_system(host: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(host + "charts/visits-over-term.html")
    name = drawn(page).locator("#figure .annotation-text").first
    before = name.evaluate("one => getComputedStyle(one).fill")
    page.emulate_media(color_scheme="dark")
    expect(name).not_to_have_css("fill", before)


def test_the_copy_opens_from_a_disk_too(copy: Path, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto((copy / "index.html").as_uri())
    page.get_by_role("link", name="Where did each leader go?").click()
    drawn(page)


def test_the_keyboard_leads_past_the_menu_to_a_dossier(
    host: str, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    page.goto(host + "visits.html")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for _ in range(2):  # the table, which scrolls on a phone, and its first link
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Raisi:")
    live = page.get_by_role("link", name="Open this page in the dashboard")
    expect(live).to_have_attribute("href", page.url.replace(
        f"{host}visits/", "https://app.example/visits?visit=").removesuffix(".html"))  # fmt: skip
