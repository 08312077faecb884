"""What the columns of frames are called, on screen and in a static table."""

from __future__ import annotations

from pathlib import Path

import yaml

LABELS: dict[str, str] = yaml.safe_load(
    Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
)
"""What a column is called on screen; a column without a name here is in the download alone."""
