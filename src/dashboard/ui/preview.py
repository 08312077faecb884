"""What the preview of a shared link says, read off its address."""

from __future__ import annotations

from asyncio import to_thread
from urllib.parse import parse_qs

from dashboard.preview import Words
from dashboard.summary import about
from dashboard.tables import Tables, each_row
from dashboard.ui.frame import HOME, NAME, PAGES, sound_tables
from dashboard.words import visit_in_brief, visit_name


async def preview_words(path: str, query: str) -> Words:
    """Name the page, or the visit, that an address opens."""
    name = path.rstrip("/").rpartition("/")[2]
    title = f"{PAGES[name]} – {NAME}" if name in PAGES and name != HOME else NAME
    visit = parse_qs(query).get("visit", [""])[0]
    # In a thread: the first time, this reads the whole file.
    tables = await to_thread(sound_tables)
    if tables is None:
        return Words(title, NAME, NAME)
    found = _of_visit(tables, visit) if name == "visits" and visit else None
    return found or Words(title, about(tables.dataset), NAME)


def _of_visit(tables: Tables, visit: str) -> Words | None:
    for row in each_row(tables.visits[tables.visits["visit"] == visit]):
        return Words(f"{visit_name(row)} – {NAME}", visit_in_brief(row), NAME)
    return None
