"""Edits of the plain data of a data set, each a path in words and what becomes of it."""

from __future__ import annotations

import re
from typing import Any

import yaml


def edit(data: Any, words: str) -> Any:
    """Return data after `path = YAML`, `path + YAML`, `path removed`, `path swapped` (the first two
    of a list) or `id renamed id`; `"x" * 151` is a text of so many letters. Data may be changed."""
    match = re.fullmatch(r"(.+?) (=|\+|removed|swapped|renamed) ?(.*)", words)
    assert match, words
    path, what, text = match.groups()
    if what == "renamed":
        return _with_id(data, path, text)
    way: list[Any] = [int(part) if part.isdigit() else part for part in path.split()]
    last, part = way.pop(), data
    for step in way:
        part = part[step]
    times = re.fullmatch(r'"(.+)" \* (\d+)', text)
    value = times[1] * int(times[2]) if times else yaml.safe_load(text or "null")
    match what:
        case "=":
            part[last] = value
        case "+":
            part[last].append(value)
        case "removed":
            part.pop(last)
        case _:
            part[last][:2] = part[last][1::-1]
    return data


def _with_id(value: Any, old: str, new: str) -> Any:
    """Write another id wherever one stands, in the ids that begin with it too."""
    match value:
        case dict():
            return {
                _with_id(key, old, new): _with_id(part, old, new) for key, part in value.items()
            }
        case list():
            return [_with_id(part, old, new) for part in value]
        case str() if value == old or value.startswith(f"{old}-"):
            return f"{new}{value.removeprefix(old)}"
    return value


def unfolded(text: str) -> list[str]:
    """Return the lines of a table of cases; a line goes on where the next one stands 8 further in.

    Lines that begin with `#` are comments.
    """
    lines = re.sub(r"\n {8}", " ", text.strip("\n")).splitlines()
    return [line for line in lines if not line.lstrip().startswith("#")]
