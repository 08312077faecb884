"""What the preview of a shared link says, read off its address."""

from __future__ import annotations

from asyncio import to_thread
from urllib.parse import parse_qs

from dashboard.preview import Words
from dashboard.tables import each_row
from dashboard.ui.frame import HOME, NAME, PAGES, sound_tables
from dashboard.ui.words import counted, visit_name

ABOUT = (
    "Every foreign visit of Iran's presidents Raisi and Pezeshkian: when, where, about what, and "
    "on whose word."
)


async def preview_words(path: str, query: str) -> Words:
    """Name the page, or the visit, that an address opens."""
    name = path.rstrip("/").rpartition("/")[2]
    title = f"{PAGES[name]} – {NAME}" if name in PAGES and name != HOME else NAME
    visit = parse_qs(query).get("visit", [""])[0]
    if name == "visits" and visit:
        # In a thread: the first time, this reads the whole file.
        return await to_thread(_of_visit, visit) or Words(title, ABOUT, NAME)
    return Words(title, ABOUT, NAME)


def _of_visit(visit: str) -> Words | None:
    tables = sound_tables()
    if tables is None:
        return None
    for row in each_row(tables.visits[tables.visits["visit"] == visit]):
        about = "; ".join(part for part in (row.kind_label, row.occasion, row.places) if part)
        return Words(
            f"{visit_name(row)} – {NAME}",
            f"{row.status_label}. {about}. {counted(row.n_statements, 'statement')}, "
            f"{counted(row.n_sources, 'source')}.",
            NAME,
        )
    return None
