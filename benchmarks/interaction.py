"""From the click on a topic to the settled page: ours, an empty Streamlit app, the charts in Dash.

"Settled" is the same for all three, and by the browser's own clock: from the click on an option of
the opened list to the last change of the page (or the last drawing of a chart or on a canvas) after
which nothing changes for a while and the app is idle. What stands within a canvas for screen
readers, and is seen nowhere, does not count. See watch.js.

Alone: PYTHONPATH=scripts python benchmarks/interaction.py --pages topics,map --data real
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import driver
import servers
from datasets import Data, large, real
from measure import Spread, markdown, number, ratio
from playwright.sync_api import Browser, Error, Locator, Page, sync_playwright

from dashboard import app as ui

QUIET = 400
"""Milliseconds without a change that make a page settled; they are not in any figure."""
LIMIT = 180_000
LATER = 1_500
"""Milliseconds for which a page is watched on, once, to see that "settled" was the end."""
WATCH = Path(__file__).with_name("watch.js")
WHATEVER_THE_FILTERS = ("compare", "data", "codebook")
"""Pages that show the same whatever topic is chosen; of all others the view has to change."""
FIRST, AGAIN = "first time", "seen before"
"""A choice that no reader has made on this server yet, and the same choice again."""
FLOOR, DASH = "floor", "Dash"


@dataclass(frozen=True)
class Sample:
    """One click: seconds to the last answer of the server and to the last change of the page."""

    answered: float
    settled: float
    last: str


Apps = dict[str, dict[str, list[Sample]]]
"""The samples of each app, by state."""


class Control(Protocol):
    """How the list of topics of an app is found and used."""

    root: str
    control: str

    def option(self, page: Page, topic: str) -> Locator:
        """Open the list and find the option."""
        ...

    def clear(self, page: Page) -> Locator:
        """Find what takes every choice away."""
        ...


class InStreamlit:
    """The multiselect of topics, ours or that of the floor."""

    root = "#root"
    control = '[data-testid="stMultiSelect"]'
    label = "Topics (any of them)"

    def option(self, page: Page, topic: str) -> Locator:
        """Type the topic, because a long list draws only the options in sight."""
        box = page.get_by_role("combobox", name=self.label, exact=True)
        box.click()
        box.fill(topic)
        return page.get_by_role("option", name=topic, exact=True)

    def clear(self, page: Page) -> Locator:
        """Find the cross at the end of the control; the open list would take the first click."""
        page.get_by_role("combobox", name=self.label, exact=True).press("Escape")
        control = page.get_by_test_id("stMultiSelect").filter(has_text=self.label)
        return control.get_by_role("button", name="Clear all")


class InDash:
    """The dropdown of the app in Dash."""

    root = "#react-entry-point"
    control = ".dash-dropdown-wrapper, .dash-dropdown-content"

    def option(self, page: Page, topic: str) -> Locator:
        """Type the topic here too."""
        page.locator("#topic").click()
        page.locator(".dash-dropdown-search").fill(topic)
        return page.get_by_role("option", name=topic, exact=True)

    def clear(self, page: Page) -> Locator:
        """Find the cross at the end of the control."""
        page.keyboard.press("Escape")
        return page.locator(".dash-dropdown-clear")


@dataclass
class Tab:
    """One app, open in a tab of the browser; `follows`: its view changes with the topic."""

    name: str
    page: Page
    control: Control
    follows: bool
    samples: dict[str, list[Sample]] = field(default_factory=lambda: defaultdict(list))

    def choose(self, topic: str) -> Sample:
        """Click on a topic and measure."""
        option = self.control.option(self.page, topic)
        before = self._view()
        sample = self._click(option)
        if self.follows and self._view() == before:
            raise RuntimeError(f"{self.name}: the view is the same after the click on {topic}")
        return sample

    def clear(self) -> None:
        """Take the choice away again, which is not measured."""
        self._click(self.control.clear(self.page))

    def stays(self) -> bool:
        """Watch on for a while: does the page stay as it was when it was called settled?"""
        before = self._view()
        self.page.wait_for_timeout(LATER)
        return self._view() == before

    def _view(self) -> int:
        return self.page.evaluate("root => window.__seen.view(root)", self.control.root)

    def _click(self, target: Locator) -> Sample:
        found: dict[str, Any] = target.evaluate(
            "(target, given) => window.__seen.click(target, given)",
            {
                "root": self.control.root, "control": self.control.control,
                "quiet": QUIET, "limit": LIMIT,
            },
        )  # fmt: skip
        return Sample(found["answered"] / 1000, found["settled"] / 1000, found["where"])


def open_tab(
    browser: Browser, name: str, url: str, control: Control, *, follows: bool = True
) -> Tab:
    """Open an app in a tab with a context of its own, and wait until it stands."""
    page = driver.new_page(browser)
    page.set_default_timeout(LIMIT)
    page.add_init_script(path=WATCH)
    page.goto(url)
    if isinstance(control, InStreamlit):
        driver.settled(page)
    else:
        page.locator(".js-plotly-plot .main-svg").first.wait_for()
    return Tab(name, page, control, follows)


def measure(
    tabs: Sequence[Tab], topics: Sequence[str], tick: Callable[[], object] = lambda: None
) -> None:
    """Click on each topic in each tab, by turns, and then on each again; fills their samples.

    The last topic warms each tab up and is not measured: the first click of a page loads parts
    of the browser's side. After that click the page is watched on, and has to stay as it is.
    """
    *measured, warm = topics
    for tab in tabs:
        tab.choose(warm)
        if not tab.stays():
            raise RuntimeError(f"{tab.name}: the page changed after it was called settled")
        tab.clear()
    for state in (FIRST, AGAIN):
        for turn, topic in enumerate(measured):
            # Another one begins each time, so that none always follows the same one.
            first = turn % len(tabs)
            for tab in (*tabs[first:], *tabs[:first]):
                tab.samples[state].append(tab.choose(topic))
                tab.clear()
                tick()


def run(
    data: Data,
    pages: Iterable[str],
    samples: int,
    *,
    with_dash: bool,
    tick: Callable[[], object] = lambda: None,
) -> Iterator[tuple[str, Apps]]:
    """Measure each page beside the floor, and Dash where asked; gives the samples of its apps.

    One server of ours serves all pages: it has made ahead what the choices need, on each page. A
    page that cannot be measured says so and is left out.
    """
    topics = data.choices[: samples + 1]
    with ExitStack() as stack:
        labels = {servers.TOPICS: json.dumps(data.topics)}
        floor = stack.enter_context(servers.streamlit(servers.BESIDE / "floor.py", labels))
        own = stack.enter_context(servers.ours(data.path))
        dash = stack.enter_context(servers.dash()) if with_dash else None
        playwright = stack.enter_context(sync_playwright())
        browser = driver.launch(playwright.chromium)
        stack.callback(browser.close)
        for name in pages:
            try:
                with ExitStack() as opened:
                    address = own.url if name == ui.HOME else f"{own.url}/{name}"
                    follows = name not in WHATEVER_THE_FILTERS
                    tabs = [
                        open_tab(browser, FLOOR, floor.url, InStreamlit(), follows=False),
                        open_tab(browser, name, address, InStreamlit(), follows=follows),
                    ]
                    if dash:
                        tabs.append(open_tab(browser, DASH, dash.url, InDash()))
                    for tab in tabs:
                        opened.callback(tab.page.context.close)
                    measure(tabs, topics, tick)
                yield name, {tab.name: dict(tab.samples) for tab in tabs}
            except (RuntimeError, Error) as error:
                print(f"{name} could not be measured: {error}", file=sys.stderr)


def seconds(samples: dict[str, list[Sample]]) -> dict[str, list[float]]:
    """Give the seconds to the settled page, by state."""
    return {state: [one.settled for one in rows] for state, rows in samples.items()}


def main() -> int:
    """Print what a page takes, for whoever makes it faster."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", default=",".join(ui.PAGES), help="names with commas between")
    parser.add_argument("--data", choices=("real", "large"), default="real")
    parser.add_argument("--samples", type=int, default=10)
    options = parser.parse_args()
    with real() if options.data == "real" else large() as data:
        pages = options.pages.split(",")
        found = dict(run(data, pages, options.samples, with_dash=data.is_real))
    table: list[tuple[str, ...]] = []
    for page, apps in found.items():
        for app, states in apps.items():
            for state, rows in states.items():
                settled = Spread.of([one.settled for one in rows])
                answered = Spread.of([one.answered for one in rows])
                table.append(
                    (
                        page, app, state, number(settled.median), settled.written(),
                        number(answered.median),
                        number(ratio(seconds(states)[state], seconds(apps[FLOOR])[state])),
                        max((one.last for one in rows), key=[one.last for one in rows].count),
                    )
                )  # fmt: skip
    headings = ("page", "app", "state", "settled, s", "quartiles", "answered, s", "times the floor",
                "last change")  # fmt: skip
    print(markdown(headings, table))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
