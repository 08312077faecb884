"""What the columns of frames are called, on screen and in a static table."""

from __future__ import annotations

from dashboard.model.texts import texts_beside

LABELS: dict[str, str] = texts_beside(__file__)
"""What a column is called on screen; a column without a name here is in the download alone."""
