"""The chart on a page keeps its place, follows its room, and says so where it cannot be drawn."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import driver
from browser.reader import choose, open_at, sidebar
from playwright.sync_api import Browser, Page, expect

from dashboard.app.plot import VERSION

FITS = """() => {
  const chart = document.querySelector('[data-chart]');
  const drawn = chart.querySelector('.main-svg').getBoundingClientRect().width;
  return Math.abs(drawn - chart.parentElement.clientWidth) < 1;
}"""
OUTSIDE = """() => {
  const faults = [];
  for (const plot of document.querySelectorAll('.js-plotly-plot')) {
    const box = plot.querySelector('.main-svg').getBoundingClientRect();
    const labels = '.xtick text, .ytick text, .g-xtitle text, .g-ytitle text';
    for (const label of plot.querySelectorAll(labels)) {
      const own = label.getBoundingClientRect();
      if (own.width && (own.left < box.left - 1 || own.right > box.right + 1
          || own.top < box.top - 1 || own.bottom > box.bottom + 1)) {
        faults.push(label.textContent);
      }
    }
  }
  return faults;
}"""
CHARTS = {
    "": 1, "timeline": 2, "timeline?axis=Day+of+term&per=Quarter": 2, "map": 1, "topics": 2,
    "challenges": 1, "challenges?view=Bars&rows=Host+countries": 1,
    "compare?compare=Leaders": 1, "codebook?part=Reliability": 1,
}  # fmt: skip
"""Every view with charts: its address and how many it has."""


def test_the_labels_of_every_chart_stand_within_it(
    server: str, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    for path, number in CHARTS.items():
        open_at(page, f"{server}/{path}")
        assert page.locator("[data-chart] .main-svg").count() >= number, path
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(FITS)
            driver.settled(page)
            assert page.evaluate(OUTSIDE) == [], (path, width)


def test_a_changed_chart_keeps_its_place(server: str, page: Page) -> None:
    open_at(page, server + "/topics")
    page.evaluate("document.querySelectorAll('[data-chart]').forEach(plot => plot.kept = true)")
    bars = page.locator("[data-chart=topics_by_leader] .point")
    before = bars.count()
    choose(page, "Topics (any of them)", "Trade", within=sidebar(page))
    assert bars.count() != before
    kept = "[...document.querySelectorAll('[data-chart]')].map(plot => plot.kept)"
    assert page.evaluate(kept) == [True, True]


def test_a_chart_is_as_wide_as_its_room(server: str, page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_at(page, server)
    for width in (1000, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(FITS)


def test_of_plotly_only_the_part_that_a_page_needs_is_fetched(
    server: str, open_page: Callable[..., Page], settled: Callable[[Page], Page]
) -> None:
    for path, part in (("/map", "geo"), ("/topics", "basic"), ("/visits", None)):
        page = open_page()
        fetched: list[str] = []
        page.on("request", lambda sent, to=fetched: to.append(urlsplit(sent.url).path))
        page.goto(server + path)
        settled(page)
        scripts = [name for name in fetched if "plotly" in name.casefold()]
        assert scripts == ([f"/app/static/plotly/{part}-{VERSION}.min.js"] if part else [])


def test_where_plotly_does_not_come_the_page_says_so_and_what_stands_below_is_there(
    server: str, browser: Browser
) -> None:
    page = driver.new_page(browser)  # a request that fails is no fault of the page here
    page.route("**/plotly/basic-*.js", lambda route: route.abort())
    page.goto(server + "/topics")
    said = page.get_by_text("The chart could not be loaded. Its numbers stand below it")
    expect(said).to_have_count(2)
    expect(page.get_by_text("In short:").first).to_be_visible()
    # The next choice asks for it again.
    page.unroute("**/plotly/basic-*.js")
    choose(page, "Topics (any of them)", "Trade", within=sidebar(page))
    driver.settled(page)
    expect(said).to_have_count(0)
    expect(page.locator("[data-chart] .main-svg").first).to_be_visible()
    page.context.close()
