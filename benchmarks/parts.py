"""The parts of the benchmarks: clicks, openings, reading a package, memory.

Apps are measured by turns, another one first each time.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import apps
import driver
import synthetic
from playwright.sync_api import Browser, Locator, Page, sync_playwright

WATCH = Path(__file__).with_name("watch.js")
READY = Path(__file__).with_name("ready.py")
QUIET, LATER, LIMIT = 400, 1_500, 180_000
"""Milliseconds: without a change a page is settled; that it is watched on; that is too long."""
FLOOR, DASH, ONE_CHART = "empty app", "Dash", "one-chart app"
FIRST, AGAIN = "first time", "seen before"
"""A choice that no reader has made on this server yet, and the same choice again."""

Checkouts = Mapping[str, apps.Checkout]
"""Copies of the project by name."""
Samples = dict[str, list[float]]
"""What was measured, by name."""


@dataclass
class Tab:
    """An app, open in a tab of the browser."""

    page: Page
    control: apps.InStreamlit | apps.InDash
    samples: Samples = field(default_factory=lambda: defaultdict(list))

    def choose(self, topic: str, state: str = "") -> None:
        """Click on a topic, measure, and take the choice away again."""
        taken = self._click(self.control.option(self.page, topic))
        if isinstance(self.control, apps.InStreamlit) and "topic=" not in self.page.url:
            raise RuntimeError(f"the click on {topic} chose nothing at {self.page.url}")
        if state:
            self.samples[state].append(taken)
        else:
            changed = self.page.evaluate("window.__seen.changed")
            self.page.wait_for_timeout(LATER)
            if self.page.evaluate("window.__seen.changed") != changed:
                raise RuntimeError(f"{self.page.url} changed after it was called settled")
        self._click(self.control.clear(self.page))

    def _click(self, target: Locator) -> float:
        given = {
            "root": self.control.root,
            "control": self.control.control,
            "quiet": QUIET,
            "limit": LIMIT,
        }
        run = "(target, given) => window.__seen.click(target, given)"
        return target.evaluate(run, given) / 1000


def _open(browser: Browser, url: str, control: apps.InStreamlit | apps.InDash) -> Tab:
    page = driver.new_page(browser)
    page.set_default_timeout(LIMIT)
    page.add_init_script(path=WATCH)
    page.goto(url)
    page.locator(control.drawn).first.wait_for()
    if isinstance(control, apps.InStreamlit):
        driver.settled(page)
    return Tab(page, control)


def _by_turns(names: Sequence[str], turn: int) -> list[str]:
    first = turn % len(names)
    return [*names[first:], *names[:first]]


def clicks(
    checkouts: Checkouts, data: apps.Data, pages: Sequence[str], count: int, with_dash: bool
) -> Iterator[tuple[str, dict[str, Samples]]]:
    """Click on topics on each page; give the seconds to the settled page, by app and state.

    The last topic warms each tab up: the first click of a page loads parts of the browser's side.
    """
    with ExitStack() as stack:
        urls = {
            FLOOR: stack.enter_context(
                apps.streamlit("floor.py", BENCH_TOPICS="\n".join(data.topics))
            )
        }
        if with_dash:
            urls[DASH] = stack.enter_context(apps.dash())
        for name, checkout in checkouts.items():
            port, _ = stack.enter_context(checkout.served(data.path))
            urls[name] = f"http://127.0.0.1:{port}/"
        browser = driver.launch(stack.enter_context(sync_playwright()).chromium)
        stack.callback(browser.close)
        *topics, warm = data.topics[: count + 1]
        for path in pages:
            tabs = {
                name: _open(
                    browser,
                    url + path if name in checkouts else url,
                    apps.InDash() if name == DASH else apps.InStreamlit(),
                )
                for name, url in urls.items()
            }
            for tab in tabs.values():
                tab.choose(warm)
            for state in (FIRST, AGAIN):
                for turn, topic in enumerate(topics):
                    for name in _by_turns(list(tabs), turn):
                        tabs[name].choose(topic, state)
            for tab in tabs.values():
                tab.page.context.close()
            yield path, {name: tab.samples for name, tab in tabs.items()}


@dataclass
class Opening:
    """How a page opened: seconds to its first chart by cache, and its layout shifts."""

    seconds: Samples = field(default_factory=lambda: defaultdict(list))
    shift: list[float] = field(default_factory=list)


def openings(
    checkouts: Checkouts, pages: Sequence[str], count: int
) -> dict[tuple[str, str], Opening]:
    """Open each page by turns, cold (a browser with an empty cache) and warm (a second time).

    Gives what came of it by app and page. The server has shown each page once.
    """
    found: dict[tuple[str, str], Opening] = defaultdict(Opening)
    with ExitStack() as stack:
        urls = {(ONE_CHART, ""): stack.enter_context(apps.streamlit("one_chart.py"))}
        for name, checkout in checkouts.items():
            port, _ = stack.enter_context(checkout.served())
            urls |= {(name, page): f"http://127.0.0.1:{port}/{page}" for page in pages}
        browser = driver.launch(stack.enter_context(sync_playwright()).chromium)
        stack.callback(browser.close)
        keys = list(urls)
        for turn in range(-1, count):
            first = max(turn, 0) % len(keys)
            for key in (*keys[first:], *keys[:first]):
                context = driver.new_page(browser).context
                context.add_init_script(path=WATCH)
                for cache in ("cold", "warm"):
                    page = context.new_page()
                    page.goto(urls[key], wait_until="commit")
                    page.locator(apps.InStreamlit.drawn).first.wait_for()
                    driver.settled(page)
                    seen = page.evaluate("window.__seen")
                    if turn < 0:
                        continue
                    if seen["firstChart"]:
                        found[key].seconds[cache].append(seen["firstChart"] / 1000)
                    if cache == "cold":
                        found[key].shift.append(layout_shift(seen["shifts"]))
                context.close()
    return found


def layout_shift(shifts: Sequence[tuple[float, float]]) -> float:
    """Return Cumulative Layout Shift, of shifts as (ms, size): the largest window of them.

    A window has no gap of a second, and lasts five at most (web.dev/articles/cls).
    """
    most = within = 0.0
    begin = before = float("-inf")
    for at, size in shifts:
        if at - before >= 1_000 or at - begin >= 5_000:
            begin, within = at, 0.0
        before, within = at, within + size
        most = max(most, within)
    return most


def ready(checkout: apps.Checkout, package: Path, count: int) -> list[float]:
    """Return the seconds until the frames of a package are ready, each in a fresh process."""
    return [float(_run(checkout, package, str(READY)).stdout.split()[-1]) for _ in range(count)]


def refused(checkout: apps.Checkout, package: Path, count: int) -> list[float]:
    """Check a package with one bad cell; return the seconds until the command has named its row."""
    taken: list[float] = []
    for _ in range(count):
        begin = time.perf_counter()
        done = _run(checkout, package, "-m", "dashboard", "check", str(package))
        taken.append(time.perf_counter() - begin)
        if done.returncode != 1 or synthetic.BAD_KIND not in done.stdout + done.stderr:
            raise RuntimeError(f"the bad cell was not found: {done.stdout}{done.stderr}")
    return taken


def _run(checkout: apps.Checkout, package: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        env={**os.environ, **checkout.environment(package)},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )


def memory(
    checkout: apps.Checkout, pages: Sequence[str], sessions: int, data: Path | None, query: str
) -> float:
    """Return the MB of a server with so many sessions open, each of which ran each page."""
    with checkout.served(data) as (port, process), ExitStack() as lines:
        for _ in range(sessions):
            line = lines.enter_context(driver.session(port))
            for page in pages:
                driver.run_page(line, page, query)
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
        (kilobytes,) = re.findall(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
        return int(kilobytes) / 1024
