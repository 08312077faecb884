"""Frames of a data set that a test has as records."""

from __future__ import annotations

from dashboard.analysis import frames
from dashboard.analysis.selection import Selection
from dashboard.dataset.tables import from_nested
from dashboard.model.records import Document


def tabulate(dataset: Document) -> Selection:
    """Return the selection of a whole data set, whose visits may break rules."""
    return frames.tabulate(from_nested(dataset.model_dump()))
