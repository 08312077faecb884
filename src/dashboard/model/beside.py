"""The texts of a module, which stand in a YAML file of its name beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def texts(module: str) -> Any:
    """Return what the YAML file beside a module holds; `module` is its `__file__`."""
    return yaml.safe_load(Path(module).with_suffix(".yaml").read_text(encoding="utf-8"))
