"""Two visits or two leaders, side by side: which pair, what is in both, how sure a gap is."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from math import sqrt
from statistics import NormalDist
from typing import Any

import pandas as pd

from dashboard.model import StatementKind, Status
from dashboard.tables import Tables, each_row, tally

CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


class Compared(StrEnum):
    """What stands side by side; the value is the label on screen and in shared links."""

    VISITS = "Visits"
    LEADERS = "Leaders"


def share_interval(hits: int, of: int) -> tuple[float, float]:
    """Give the 95% score interval of a share of `hits` in `of`; of nothing, all is open.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), 209-212.
    """
    if not of:
        return 0.0, 1.0
    share, square = hits / of, _Z**2 / of
    middle = (share + square / 2) / (1 + square)
    half = _Z * sqrt(share * (1 - share) / of + square / (4 * of)) / (1 + square)
    # At the ends the formula gives exactly the share; in floats it misses it by a hair.
    return (0.0 if hits == 0 else middle - half), (1.0 if hits == of else middle + half)


def gap_interval(hits: int, of: int, less_hits: int, less_of: int) -> tuple[float, float]:
    """Give the 95% interval of the share `hits / of` less the share `less_hits / less_of`.

    Method 10 of R. G. Newcombe, "Interval estimation for the difference between independent
    proportions: comparison of eleven methods", Statistics in Medicine 17 (1998), 873-890:
    it sets the two score intervals together, which holds for few visits and for shares of
    0 and 1, where the textbook formula (Wald) has no width at all.
    """
    if not of or not less_of:
        return -1.0, 1.0
    share, less = hits / of, less_hits / less_of
    low, high = share_interval(hits, of)
    less_low, less_high = share_interval(less_hits, less_of)
    gap = share - less
    return (
        gap - sqrt((share - low) ** 2 + (less_high - less) ** 2),
        gap + sqrt((high - share) ** 2 + (less - less_low) ** 2),
    )


def pair(tables: Tables, left: str | None = None, right: str | None = None) -> tuple[str, str]:
    """Complete a choice of two visits; an id that the data set does not have counts as none.

    Nothing chosen: the disputed visit with most sources, and its counterpart; where none has
    one, the first visit that has; else the first two visits of the file (of a file with one
    visit, that one twice). One chosen: it and its counterpart, else the first other visit.
    Raises ValueError where there is no visit at all.
    """
    visits = list(each_row(tables.visits))
    if not visits:
        raise ValueError("There is no visit to compare.")
    by_id = {row.visit: row for row in visits}
    left, right = (key if key in by_id else None for key in (left, right))
    if left and right:
        return left, right
    if left or right:
        own = by_id[left or right]
        other = _counterpart(own, visits) or next((row for row in visits if row is not own), own)
        return (own.visit, other.visit) if left else (other.visit, own.visit)
    disputed = [row for row in visits if row.status == Status.DISPUTED]
    for row in [*sorted(disputed, key=lambda row: -row.n_sources), *visits]:
        if other := _counterpart(row, visits):
            return row.visit, other.visit
    return visits[0].visit, visits[min(1, len(visits) - 1)].visit


def _counterpart(own: Any, visits: Iterable[Any]) -> Any | None:
    """Find another leader's confirmed visit to a host of `own`, nearest in day of term.

    An undated visit has no day of term; its counterpart is the earliest in the term.
    """
    day = 0 if pd.isna(own.day_of_term) else own.day_of_term
    found = [
        row
        for row in visits
        if row.leader != own.leader
        and row.status == Status.CONFIRMED
        and not pd.isna(row.day_of_term)
        and set(row.hosts) & set(own.hosts)
    ]
    return min(found, key=lambda row: abs(row.day_of_term - day), default=None)


def shared_days(tables: Tables, first: str, second: str) -> int:
    """Count the days of term that the record covers of both leaders."""
    days = tables.leaders.set_index("leader")["n_days_observed"]
    return max(int(min(days[first], days[second])), 0)


def first_days(tables: Tables, days: int) -> Tables:
    """Leave the dated visits that began within the first `days` days of their leader's term."""
    return tables.keep_visits(tables.visits["day_of_term"] < days)


def hosts_of_two(tables: Tables, first: str, second: str) -> pd.DataFrame:
    """Count the visits of two leaders to each host of either, most visited first.

    Columns: row (alpha-3 code), label (name of the country), n_first, n_second (visits).
    """
    stops = tables.stops.drop_duplicates(["visit", "country"])
    rows = stops.rename(columns={"country": "row", "country_name": "label"})
    return _counted(rows, "leader", (first, second)).sort_values(
        ["n_all", "label"], ascending=[False, True], ignore_index=True
    )[["row", "label", "n_first", "n_second"]]


def topics_of_two(tables: Tables, left: str, right: str) -> pd.DataFrame:
    """Count the statements of two visits on each topic of either, most first.

    Columns: row (topic), label, n_first, n_second (statements).
    """
    rows = tables.mentions.rename(columns={"topic": "row", "topic_label": "label"})
    return _counted(rows, "visit", (left, right)).sort_values(
        ["n_all", "label"], ascending=[False, True], ignore_index=True
    )[["row", "label", "n_first", "n_second"]]


def kinds_of_two(tables: Tables, left: str, right: str) -> pd.DataFrame:
    """Count the statements of two visits of each kind that either has, in the codebook's order.

    Columns: row (kind), label, n_first, n_second (statements).
    """
    rows = tables.statements.rename(columns={"kind": "row", "kind_label": "label"})
    order = {str(kind): rank for rank, kind in enumerate(StatementKind)}
    return _counted(rows, "visit", (left, right)).sort_values(
        "row", key=lambda column: column.astype("str").map(order), ignore_index=True
    )[["row", "label", "n_first", "n_second"]]


def _counted(rows: pd.DataFrame, by: str, sides: tuple[str, str]) -> pd.DataFrame:
    """Count rows for each `row` and side; the same side twice counts on both."""
    kinds = rows.loc[rows[by].isin(sides), ["row", "label"]].drop_duplicates()
    for column, side in zip(("n_first", "n_second"), sides, strict=True):
        counts = tally(rows.loc[rows[by] == side, "row"])
        kinds[column] = [counts.get(word, 0) for word in kinds["row"]]
    return kinds.assign(n_all=kinds["n_first"] + kinds["n_second"])
