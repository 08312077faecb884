"""What the columns of frames are called, on screen and in a static table."""

from __future__ import annotations

from dashboard.model.beside import texts

LABELS: dict[str, str] = texts(__file__)
"""What a column is called on screen; a column without a name here is in the download alone."""
