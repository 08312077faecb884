"""Work that depends on the data set alone, done once for all sessions and all their runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

Made = TypeVar("Made")

KEPT = 2
"""How many data sets' work is kept: the one that is shown, and the one before an edit."""


def once(make: Callable[..., Made]) -> Callable[..., Made]:
    """Keep what a function makes of a data set's own tables, as long as these are the same.

    The arguments are known by their identity: frames have no hash, and those of a data set are
    shared by all sessions and never changed. What is kept holds them, so that no other object
    can take their identity over. What is made must not be changed either.
    """
    held: dict[tuple[int, ...], tuple[tuple[Any, ...], Made]] = {}
    lock = Lock()

    @wraps(make)
    def kept(*given: Any) -> Made:
        key = tuple(map(id, given))
        found = held.get(key)
        if found is None:
            found = (given, make(*given))
            with lock:
                while len(held) >= KEPT:
                    del held[next(iter(held))]
                held[key] = found
        return found[1]

    return kept
