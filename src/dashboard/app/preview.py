"""What the preview of a shared link says, read off its address."""

from __future__ import annotations

from asyncio import to_thread
from urllib.parse import parse_qs

from dashboard.analysis.findings import about
from dashboard.analysis.selection import Selection, each_row
from dashboard.analysis.wording import visit_in_brief, visit_name
from dashboard.app.frame import HOME, NAME, PAGES, sound_tables
from dashboard.app.link_preview import Words


async def preview_words(path: str, query: str) -> Words:
    """Name the page, or the visit, that an address opens."""
    name = path.rstrip("/").rpartition("/")[2]
    title = f"{PAGES[name]} – {NAME}" if name in PAGES and name != HOME else NAME
    visit = parse_qs(query).get("visit", [""])[0]
    # In a thread: the first time, this reads the whole file.
    selection = await to_thread(sound_tables)
    if selection is None:
        return Words(title, NAME, NAME)
    found = _of_visit(selection, visit) if name == "visits" and visit else None
    return found or Words(title, about(selection.head), NAME)


def _of_visit(selection: Selection, visit: str) -> Words | None:
    for row in each_row(selection.visits[selection.visits["visit"] == visit]):
        return Words(f"{visit_name(row)} – {NAME}", visit_in_brief(row), NAME)
    return None
