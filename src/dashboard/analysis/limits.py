"""How much a page draws, lists and offers at most; what is beyond is counted and downloaded.

A reader cannot tell ten thousand marks apart, and a browser cannot carry a hundred thousand.
"""

from __future__ import annotations

import pandas as pd

BARS = 1_000
"""Visits that a timeline draws one by one; more become densities until they are narrowed."""
COLUMNS = 160
"""Columns of a density; its periods are the shortest that need no more."""
STEPS = 400
"""Steps of a leader's line over the term."""
ROWS = 60
"""Rows of a chart: topics, or host countries."""
CELLS = 2_500
"""Cells of a chart of topics by leader and year."""
PLACES = 300
"""Places on a leader's map."""
WAYS = 100
"""Lines between places on a leader's map."""
TITLES = 20
"""Visits that a hover text names."""
LISTED = 20
"""Visits that a list on a page names."""
OPTIONS = 500
"""Visits that a control offers to choose from."""
TABLE_ROWS = 1_000
"""Rows of a table that are sent at once; the others have pages of their own."""


def most(frame: pd.DataFrame, column: str, weight: str, number: int = ROWS) -> pd.DataFrame:
    """Leave the rows of the values of a column that have most of `weight`, in their order."""
    if frame[column].nunique() <= number:
        return frame
    sums = frame.groupby(column, sort=False)[weight].sum()
    return frame[frame[column].isin(sums.nlargest(number).index)]


def beyond(n_all: int, drawn: int, one: str, many: str) -> str:
    """Say, as a sentence after a space, how many are not drawn; nothing where all are."""
    rest = n_all - drawn
    if rest <= 0:
        return ""
    return f" {rest:,} more {one if rest == 1 else many}: in the data below the chart."


def left_out(frame: pd.DataFrame, column: str, word: str, drawn: int = ROWS) -> str:
    """Say how many values of a column, each a row of a figure, are more than the `drawn` ones."""
    few = "with fewer statements"
    return beyond(frame[column].nunique(), drawn, f"{word}, {few}", f"{word}s, {few}")
