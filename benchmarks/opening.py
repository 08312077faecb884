"""From opening a link to the first drawn chart: each page with a chart, and an app of one chart.

Cold: a browser that has never been here, its cache empty. Warm: the same browser opens the same
link a second time. The server runs either way and has shown each page once, so that what only the
first reader of all waits for (the data are read) is in no figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import driver
import servers
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from dashboard import app as ui

WITH_CHART = ("overview", "timeline", "map", "topics", "challenges")
"""The pages that open with a chart."""
ONE_CHART = "one chart"
COLD, WARM = "cold", "warm"
FIRST_CHART = Path(__file__).with_name("first_chart.js")
LIMIT = 60_000
"""Milliseconds after which a page without a chart is an error."""

Found = dict[str, dict[str, list[float]]]


def _context(browser: Browser) -> BrowserContext:
    context = driver.new_page(browser).context
    context.pages[0].close()
    context.add_init_script(path=FIRST_CHART)
    return context


def _open(context: BrowserContext, url: str) -> float:
    """Open a link in a tab of its own; give the seconds to the first chart."""
    page = context.new_page()
    page.goto(url, wait_until="commit")
    page.wait_for_function("window.__first_chart !== null", timeout=LIMIT)
    # What comes after the chart must not fall into the next sample, or stay out of the cache.
    driver.settled(page)
    taken: float = page.evaluate("window.__first_chart")
    page.close()
    return taken / 1000


def run(samples: int, tick: Callable[[], object] = lambda: None) -> Found:
    """Open each page by turns, cold and warm; gives seconds by cache and page."""
    found: Found = {COLD: defaultdict(list), WARM: defaultdict(list)}
    with ExitStack() as stack:
        own = stack.enter_context(servers.ours())
        other = stack.enter_context(servers.streamlit(servers.BESIDE / "one_chart.py"))
        playwright = stack.enter_context(sync_playwright())
        browser = driver.launch(playwright.chromium)
        stack.callback(browser.close)
        links = {ONE_CHART: other.url} | {
            page: own.url if page == ui.HOME else f"{own.url}/{page}" for page in WITH_CHART
        }
        kept: dict[str, BrowserContext] = {}
        for name, link in links.items():
            kept[name] = _context(browser)
            _open(kept[name], link)
        names = list(links)
        for turn in range(samples):
            first = turn % len(names)
            for name in (*names[first:], *names[:first]):
                fresh = _context(browser)
                found[COLD][name].append(_open(fresh, links[name]))
                fresh.close()
                found[WARM][name].append(_open(kept[name], links[name]))
                tick()
    return {cache: dict(pages) for cache, pages in found.items()}
