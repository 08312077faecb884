"""A data set of few words: leaders of one office, and visits by their day of term."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from dashboard.model.records import Document

OFFICE = date(2021, 1, 1)


def dataset(
    visits: Sequence[tuple[str, str, int | None, str]], terms: Sequence[int] = (100, 60)
) -> Document:
    """Build a data set from (leader, status, day of term, hosts) and lengths of terms in days.

    A visit lasts two days and has one statement, on trade in the first half of the term.
    """

    def visit(number: int, leader: str, status: str, day: int | None, hosts: str) -> dict[str, Any]:
        start = None if day is None else OFFICE + timedelta(days=day)
        return {
            "id": f"visit-{number}", "leader": leader, "status": status, "start": start,
            "end": start and start + timedelta(days=1),
            "kind": "summit" if day == 0 else "official",
            "occasion": None, "invited_by": None, "met": [], "sources": ["page"], "checks": "x",
            "stops": [
                {"country": host, "place": None, "arrival": None, "departure": None}
                for host in hosts.split("+")
            ],
            "statements": [
                {"kind": "agenda", "text": "x", "source": "page",
                 "topics": ["trade" if (day or 0) < 30 else "energy"]}
            ],
            **({"bearing": {"page": "supports"}, "verdict": "x", "summary": "x"}
               if status == "disputed" else {}),
        }  # fmt: skip

    return Document.model_validate(
        {
            "title": "Made up", "version": "1.0.0", "as_of": date(2026, 1, 1),
            "complete": {"start": OFFICE, "end": date(2025, 12, 31)},
            "expected": dict.fromkeys(
                ("leaders", "topics", "places", "visits", "confirmed", "unconfirmed", "disputed",
                 "cancelled", "planned", "stops", "meetings", "statements", "sources"), 0
            ),
            "leaders": [
                {"id": chr(97 + at), "name": f"Leader {chr(65 + at)}", "full_name": "X",
                 "native_name": "X", "office": "President", "country": "IRN",
                 "took_office": OFFICE, "left_office": OFFICE + timedelta(days=days - 1)}
                for at, days in enumerate(terms)
            ],
            "topics": [
                {"id": key, "label": key.capitalize(), "group": "All", "covers": "x"}
                for key in ("trade", "energy")
            ],
            "places": [],
            "visits": [visit(number, *said) for number, said in enumerate(visits)],
            "sources": [
                {"id": "page", "publisher": "P", "title": "T", "url": "https://example.org/",
                 "date": None, "stance": "independent"}
            ],
        }
    )  # fmt: skip


VISITS = (
    ("a", "confirmed", 0, "IRQ"),
    ("a", "confirmed", 29, "IRQ+OMN"),
    ("a", "confirmed", 30, "RUS"),
    ("a", "unconfirmed", None, "QAT"),
    ("b", "confirmed", 10, "IRQ"),
    ("b", "confirmed", 59, "CHN"),
)
