"""Plotly draws each chart once after a choice, and its labels stand within it."""

from __future__ import annotations

from collections.abc import Iterator

import driver
import pytest
from browser.reader import choose, open_at, sidebar
from playwright.sync_api import Browser, Page, expect

# Plotly gives each chart an `emit` once it takes events: from then on each drawing is counted.
COUNT = """
window.drawings = [];
Object.defineProperty(HTMLElement.prototype, 'emit', {
  configurable: true,
  set(emit) {
    Object.defineProperty(this, 'emit', {value: emit, writable: true, configurable: true});
    const at = window.drawings.push(0) - 1;
    this.on('plotly_beforeplot', () => { window.drawings[at] += 1; });
  },
});
"""
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
ONTO_TITLES = """() => {
  const faults = [];
  for (const plot of document.querySelectorAll('.js-plotly-plot')) {
    for (const side of ['x', 'y']) {
      const title = plot.querySelector(`.g-${side}title text`)?.getBoundingClientRect();
      for (const label of title ? plot.querySelectorAll(`.${side}tick text`) : []) {
        const own = label.getBoundingClientRect();
        const across = Math.min(own.right, title.right) - Math.max(own.left, title.left);
        const down = Math.min(own.bottom, title.bottom) - Math.max(own.top, title.top);
        if (own.width && across > 1 && down > 1) faults.push(label.textContent);
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


@pytest.fixture
def counting(browser: Browser) -> Iterator[Page]:
    page = driver.new_page(browser)
    page.add_init_script(COUNT)
    yield page
    page.context.close()


@pytest.mark.parametrize("path", ["", "timeline", "map", "topics", "challenges"])
def test_a_choice_draws_each_chart_once(server: str, counting: Page, path: str) -> None:
    open_at(counting, f"{server}/{path}")
    counting.evaluate("window.drawings.fill(0)")
    choose(counting, "Topics (any of them)", "Trade", within=sidebar(counting))
    counting.wait_for_timeout(500)
    assert counting.evaluate("window.drawings") == [1] * CHARTS[path]


@pytest.mark.parametrize("width", [1440, 390])
def test_no_label_of_an_axis_is_cut_or_lies_on_its_title(
    server: str, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path, number in CHARTS.items():
        open_at(page, f"{server}/{path}")
        expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        assert page.locator(".js-plotly-plot").count() == number, path
        assert page.evaluate(OUTSIDE) == [], path
        assert page.evaluate(ONTO_TITLES) == [], path


FADES = """() => {
  window.__fades = [];
  document.addEventListener("transitionrun", ({ target, propertyName }) => {
    const within = target.closest("[data-testid=stMain], [data-testid=stSidebarUserContent]");
    if (within && propertyName === "opacity") window.__fades.push(target.className);
  });
}"""


def test_nothing_fades_at_a_run(server: str, page: Page) -> None:
    open_at(page, server)
    page.evaluate(FADES)
    choose(page, "Topics (any of them)", "Trade", within=sidebar(page))
    assert page.evaluate("window.__fades") == []


OUTLINES = """() => {
  window.__outlines = 0;
  const count = changes => { window.__outlines += changes.length; };
  for (const path of document.querySelectorAll(".geo .layer.land path, .geo .layer.countries path"))
    new MutationObserver(count).observe(path, { attributeFilter: ["d"] });
}"""


def test_outlines_are_drawn_again_only_where_the_map_shows_another_part(
    server: str, page: Page
) -> None:
    open_at(page, server + "/map")
    page.evaluate(OUTLINES)
    marks = page.locator(".geo .point")
    before = marks.count()
    choose(page, "Topics (any of them)", "Trade", within=sidebar(page))
    assert marks.count() != before
    assert page.evaluate("window.__outlines") == 0
    outlines = "[...document.querySelectorAll('.geo .layer.land path')].map(one => one.outerHTML)"
    world = page.evaluate(outlines)
    with driver.rerun(page):
        page.get_by_role("radio", name="Near home").click()
    near = page.evaluate(outlines)
    assert all(one != other for one, other in zip(world, near, strict=True))
    # What was kept is what a map opened at once shows.
    open_at(page, server + "/map?topic=Trade&area=Near+home")
    assert page.evaluate(outlines) == near


STYLED_AGAIN = """async () => {
  const faults = [];
  let n_kinds = 0;
  for (const plot of document.querySelectorAll(".js-plotly-plot")) {
    const kind = plot._fullLayout._visibleModules.find(({ name }) => name === "scatter");
    if (!kind) continue;
    n_kinds += 1;
    const { style } = kind;
    kind.style = () => {};
    // Anew, so that nothing is left of an earlier drawing.
    await window.Plotly.newPlot(plot, plot.data, plot.layout);
    kind.style = style;
    const seen = () => [...plot.querySelectorAll(".scatterlayer *")].map(
      one => one.outerHTML.replaceAll(/ ?opacity: 1;/g, "").replaceAll(' style=""', "")
    );
    const before = seen();
    // The first time after a drawing is the one that is left out.
    kind.style(plot);
    kind.style(plot);
    const after = seen();
    if (before.length !== after.length) faults.push([before.length, after.length]);
    const pairs = before.map((one, at) => [one, after[at]]);
    faults.push(...pairs.filter(([one, other]) => one !== other));
  }
  return [n_kinds, faults];
}"""


def test_what_plotly_would_style_once_more_stands_already(server: str, page: Page) -> None:
    with_points = 0
    for path in CHARTS:
        open_at(page, f"{server}/{path}")
        expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        n_charts, faults = page.evaluate(STYLED_AGAIN)
        assert faults == [], path
        with_points += n_charts
    assert with_points > 4


TEXTS = """() => {
  window.__written = new Map();
  const count = changes => {
    for (const { target } of changes) {
      if (target.closest(".textpoint"))
        window.__written.set(target, (window.__written.get(target) ?? 0) + 1);
    }
  };
  for (const plot of document.querySelectorAll(".js-plotly-plot")) {
    new MutationObserver(count).observe(
      plot, { subtree: true, attributeFilter: ["data-unformatted"] }
    );
  }
}"""


def test_each_text_beside_a_mark_is_written_once(server: str, page: Page) -> None:
    open_at(page, server + "/topics")
    page.evaluate(TEXTS)
    choose(page, "Topics (any of them)", "Trade", within=sidebar(page))
    written = page.evaluate("[...window.__written.values()]")
    assert set(written) == {1}
    assert len(written) > 30
