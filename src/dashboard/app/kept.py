"""What readers who chose the same share: the narrowed tables, and what pages made of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

import pandas as pd

from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection

Made = TypeVar("Made")

MOST_CHOICES = 64
"""Of how many choices of filters the tables are kept."""
MOST_STATEMENTS = 800_000
"""How many statements may stand in kept tables; of choices used longer ago, what was made stays."""
MOST_MADE = 256
"""How many things are kept that were made of one choice's tables."""


class Kept:
    """The tables that one choice of filters leaves, and what has been made of them so far."""

    def __init__(self, whole: Selection, filters: Filters) -> None:
        """Narrow the tables and say what they hold."""
        self.selection = filters.narrow(whole)
        self.sentence = filters.describe(whole, self.selection)
        self.n_visits = len(self.selection.visits)
        self.n_statements = len(self.selection.statements)
        self._made: OrderedDict[tuple[Any, ...], tuple[tuple[Any, ...], Any]] = OrderedDict()
        self._lock = Lock()

    def once(self, make: Callable[..., Made], *given: Any) -> Made:
        """Give what a function makes of this, made once and then shared: nobody changes it.

        Tables and frames are known by their identity, having no hash, and all else by its
        value. What was given is kept too, so that no other object takes its identity over: give
        tables rather than one of their frames, which could not be let go.
        """
        key = (
            make,
            *(id(one) if isinstance(one, Selection | pd.DataFrame) else one for one in given),
        )
        found = self._made.get(key)
        if found is None:
            found = (given, make(*given))
        with self._lock:
            self._made[key] = found
            self._made.move_to_end(key)
            while len(self._made) > MOST_MADE:
                self._made.popitem(last=False)
        return found[1]

    def let_go(self) -> None:
        """Forget the frames of the tables; what was made of them stays."""
        with self._lock:
            made = [one for _, one in self._made.values() if isinstance(one, Selection)]
        for selection in (self.selection, *made):
            selection.let_go()


_choices: OrderedDict[tuple[int, Filters], tuple[Selection, Kept]] = OrderedDict()
_wholes: OrderedDict[int, tuple[Selection, Kept]] = OrderedDict()
_lock = Lock()


def of_choice(whole: Selection, filters: Filters) -> Kept:
    """Give what is kept of a choice of filters, for whoever made the same."""
    key = (id(whole), filters)
    found = _choices.get(key)
    if found is None:
        found = (whole, Kept(whole, filters))
    with _lock:
        # After an edit of the file, the tables of older versions go.
        for other in [other for other in _choices if other[0] not in (key[0], *_wholes)]:
            del _choices[other]
        _choices[key] = found
        _choices.move_to_end(key)
        while len(_choices) > MOST_CHOICES:
            _choices.popitem(last=False)
        held = 0
        for _, own in reversed(_choices.values()):
            held += own.n_statements
            if held > MOST_STATEMENTS and own is not found[1]:
                own.let_go()
    return found[1]


def of_whole(whole: Selection) -> Kept:
    """Give what is kept of a data set as a whole, whatever anybody chose."""
    found = _wholes.get(id(whole))
    if found is None:
        found = (whole, Kept(whole, Filters(statuses=())))
        with _lock:
            _wholes[id(whole)] = found
            # The one that is shown, and the one before an edit.
            while len(_wholes) > 2:
                _wholes.popitem(last=False)
    return found[1]
