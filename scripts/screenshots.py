"""Draw the pictures of the documentation: every page of the dashboard as a full-page PNG."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from driver import ROOT, launch, new_page, serve, settled
from playwright.sync_api import Page, sync_playwright

PAGES = {
    "overview": "/",
    "timeline": "/timeline",
    "map": "/map",
    "topics": "/topics",
    "challenges": "/challenges",
    "compare": "/compare",
    "compare-leaders": "/compare?compare=Leaders",
    "visits": "/visits",
    "visit": "/visits?visit=pezeshkian-2024-09-iraq",
    "data": "/data",
    "codebook": "/codebook",
    "reliability": "/codebook?part=Reliability",
}
FIRST = "overview"
WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}

# Streamlit scrolls inside its own boxes, so the document itself is never taller than the window.
CONTENT_HEIGHT = """() => Math.max(
  ...[...document.querySelectorAll('[data-testid="stMain"], [data-testid="stSidebarContent"]')]
    .map(box => box.scrollHeight))"""


def variants(everything: bool) -> Iterator[tuple[str, str, bool]]:
    """Yield (ending of the file name, device, dark?)."""
    if not everything:
        yield "", "desktop", False
        return
    for device in WIDTHS:
        for dark in (False, True):
            yield f"-{device}-{'dark' if dark else 'light'}", device, dark


def show_all(page: Page, width: int, least: int) -> None:
    """Make the window as tall as what it shows, so that nothing is left to scroll."""
    height = least
    # More than once: what comes into view may be drawn only then, and be taller.
    for _ in range(5):
        wanted = max(least, page.evaluate(CONTENT_HEIGHT))
        if wanted == height:
            return
        height = wanted
        page.set_viewport_size({"width": width, "height": height})
        settled(page)


def name_of(path: str) -> str:
    """Return a file name for a path: /topics?topic=Energy -> topics-topic-energy."""
    return re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "overview"


def main() -> int:
    """Read the command line, draw, and name the files that were written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots", metavar="DIR")
    parser.add_argument("--all", action="store_true", help="desktop and phone, light and dark")
    parser.add_argument(
        "--path",
        action="append",
        metavar="URL",
        help="a path of your own, such as '/topics?topic=Energy', instead of every page",
    )
    parser.add_argument("--app", type=Path, default=ROOT / "app.py", help=argparse.SUPPRESS)
    options = parser.parse_args()
    pages = {name_of(path): path for path in options.path} if options.path else PAGES
    options.out.mkdir(parents=True, exist_ok=True)

    with serve(options.app.resolve()) as url, sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        for ending, device, dark in variants(options.all):
            width, height = WIDTHS[device]
            for name, path in pages.items():
                page = new_page(browser, width=width, height=height, dark=dark)
                page.goto(url + path)
                settled(page)
                # A picture of an error message would go unnoticed into the documentation.
                if page.get_by_test_id("stException").count():
                    sys.exit(f"{path} shows an error instead of the page; no picture was drawn.")
                if name == FIRST and not ending:
                    # The README shows what a reader sees at first, not the whole length.
                    page.screenshot(path=options.out / "first-screen.png", animations="disabled")
                    print(options.out / "first-screen.png")
                show_all(page, width, height)
                file = options.out / f"{name}{ending}.png"
                page.screenshot(path=file, animations="disabled")
                page.context.close()
                print(file)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
