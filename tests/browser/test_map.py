"""The map in a browser: it is drawn from our own outlines, and a click sets the country filter."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import driver
import pytest
from playwright.sync_api import Page, Response, expect

from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection

# Where the mark of a country is on screen, by the projection that drew it.
PLACE_OF = """([kind, code]) => {
  const plot = document.querySelector('[data-chart]');
  const at = plot._fullData.findIndex(trace =>
    trace.type === kind && (trace.customdata || []).some(data => data[0] === code));
  const trace = plot._fullData[at];
  const point = trace.customdata.findIndex(data => data[0] === code);
  const where = kind === 'choropleth'
    ? plot.calcdata[at][point].ct : [trace.lon[point], trace.lat[point]];
  const [x, y] = plot._fullLayout[trace.geo]._subplot.projection(where);
  const box = plot.getBoundingClientRect();
  return [box.left + x, box.top + y];
}"""


@pytest.mark.parametrize("dark", [False, True])
def test_the_map_is_drawn_from_our_own_outlines(
    server: str,
    open_page: Callable[..., Page],
    settled: Callable[[Page], Page],
    dark: bool,
) -> None:
    page = open_page(dark=dark)
    outlines: list[Response] = []
    page.on("response", lambda got: outlines.append(got) if "topojson" in got.url else None)
    page.goto(f"{server}/map?mark=Countries")
    settled(page)
    # That no request went to another host holds for every page of these tests (see conftest).
    assert {(got.status, urlsplit(got.url).path) for got in outlines} == {
        (200, "/app/static/topojson/world_110m.json")
    }
    assert page.locator(".choroplethlayer path").count() > 10
    assert page.locator(".layer.countries path").first.get_attribute("d")


@pytest.mark.parametrize(
    ("address", "kind"), [("map", "scattergeo"), ("map?mark=Countries", "choropleth")]
)
def test_a_click_sets_the_country_filter(
    server: str,
    page: Page,
    settled: Callable[[Page], Page],
    real_selection: Selection,
    address: str,
    kind: str,
) -> None:
    page.goto(f"{server}/{address}")
    settled(page)
    page.locator("[data-chart]").scroll_into_view_if_needed()
    x, y = page.evaluate(PLACE_OF, [kind, "SYR"])
    with driver.rerun(page):
        page.mouse.click(x, y)
    assert parse_qs(urlsplit(page.url).query)["host"] == ["Syria"]
    sentence = Filters(hosts=("SYR",)).describe(real_selection)
    expect(page.get_by_text(sentence, exact=False)).to_be_visible()

    with driver.rerun(page):
        page.get_by_role("button", name="Show all host countries").click()
    assert "host" not in parse_qs(urlsplit(page.url).query)


def test_the_map_fits_a_phone(
    server: str, open_page: Callable[..., Page], settled: Callable[[Page], Page]
) -> None:
    page = open_page(width=390, height=844)
    page.goto(f"{server}/map?lines=true")
    settled(page)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
