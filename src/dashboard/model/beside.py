"""Texts that stand in a YAML file beside the module that uses them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def texts(module: str, name: str = "") -> Any:
    """Return what a YAML file beside a module holds; `module` is the module's `__file__`.

    Without a `name` the file is called as the module is.
    """
    path = Path(module)
    path = path.with_name(name) if name else path.with_suffix(".yaml")
    # Every command reads some of these: the parser in C takes a ninth of the time.
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
