"""Counts of visits, host countries, days and statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from dashboard.analysis.selection import Selection
from dashboard.analysis.units import Rows
from dashboard.model.countries import country_name
from dashboard.model.vocabulary import StatementKind

Marked = np.ndarray[Any, np.dtype[np.bool_]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]


def rows_of(
    counted: Mapping[tuple[Any, ...], Mapping[str, int]], selection: Selection, rows: str
) -> dict[Any, str]:
    """Give the rows of a matrix with their labels, those with most statements first.

    `counted` is what `measure` gives by row, leader and kind. A statement is of one leader and of
    one kind: the cells of a row share none.
    """
    labels = {topic.id: topic.label for topic in selection.head.topics}
    said: dict[Any, int] = {}
    for (key, _, _), cell in counted.items():
        said[key] = said.get(key, 0) + cell["n_statements"]
    if rows == Rows.HOSTS:
        labels = {code: country_name(code) for code in said}
    ranked = sorted(said, key=lambda key: (-said[key], labels[key], key))
    return {key: labels[key] for key in ranked}


def latest_first(selection: Selection) -> Numbers:
    """Give the places of the visits, the latest first and those without a day last."""
    # As a number an unknown day comes before every other.
    start = selection.visits["start"].to_numpy().view(np.int64)
    return np.lexsort((selection.visits["visit"].cat.codes, start))[::-1]


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """Return `itertuples` without the index (until every caller says so itself)."""
    return frame.itertuples(index=False)


def tally(values: pd.Series) -> dict[Any, int]:
    """Count each value that occurs, the most frequent first."""
    counts = values.value_counts()
    # Of a column of categories, those that do not occur are counted too.
    return {value: int(n) for value, n in counts.items() if n}


def count_each(values: pd.Series, wanted: pd.Series) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Count how often each of those wanted occurs among the values, in their order.

    Not by `reindex`, which fails (pandas 3.1) where two columns number the same categories in
    integers of different widths.
    """
    kind, other = values.dtype, wanted.dtype
    if (
        isinstance(kind, pd.CategoricalDtype)
        and isinstance(other, pd.CategoricalDtype)
        and kind.categories is other.categories
    ):
        return np.bincount(values.cat.codes, minlength=len(kind.categories))[wanted.cat.codes]
    counts = tally(values)
    return np.array([counts.get(value, 0) for value in wanted], dtype=np.int64)


def among(values: pd.Series, wanted: pd.Series) -> Marked:
    """Say of each value whether it is among those wanted.

    By number, where both are such: of a million ids, that takes a hundredth of the time.
    """
    kind, other = values.dtype, wanted.dtype
    if (
        isinstance(kind, pd.CategoricalDtype)
        and isinstance(other, pd.CategoricalDtype)
        and kind.categories is other.categories
    ):
        marked = np.zeros(len(kind.categories), dtype=bool)
        marked[wanted.cat.codes] = True
        return marked[values.cat.codes]
    if kind == np.int64 == other and len(values):
        numbers, some = values.to_numpy(), wanted.to_numpy()
        marked = np.zeros(int(numbers.max()) + 1, dtype=bool)
        marked[some[some < len(marked)]] = True
        return marked[numbers]
    return values.isin(wanted).to_numpy()


def is_one_of(values: pd.Series, words: Iterable[str]) -> Marked:
    """Say of each value of a column of categories whether it is one of a few words.

    Number by number: of a million rows, `isin` takes ten times as long.
    """
    known = values.cat.categories
    numbers = [number for number in known.get_indexer(pd.Index(list(words))) if number >= 0]
    codes = values.cat.codes.to_numpy()
    found = np.zeros(len(codes), dtype=bool)
    for number in numbers:
        found |= codes == number
    return found


def hosts_of_visits(selection: Selection) -> pd.DataFrame:
    """Give each visit once for each of its host countries.

    Columns: visit, leader, row (alpha-3 code), label (name of the country).
    """
    hosts = selection.stops[["visit", "leader", "country", "country_name"]].drop_duplicates()
    return hosts.rename(columns={"country": "row", "country_name": "label"})


def statements_by(selection: Selection, rows: str, kinds: Iterable[StatementKind]) -> pd.DataFrame:
    """Give each statement of these kinds once for each row that it counts in.

    The rows of a statement are its topics, or all host countries of its visit.
    Columns: statement, visit, leader, kind, row (topic or alpha-3 code), label.
    """
    if rows == Rows.HOSTS:
        hosts = hosts_of_visits(selection).drop(columns="leader")
        marks = selection.statements.merge(hosts, on="visit")
    else:
        marks = selection.mentions.rename(columns={"topic": "row", "topic_label": "label"})
    wanted = marks["kind"].isin([str(kind) for kind in kinds])
    return marks.loc[wanted, ["statement", "visit", "leader", "kind", "row", "label"]]


def statements_of_visits(selection: Selection) -> pd.DataFrame:
    """Give each statement with its visit, and a visit without one once; columns of both.

    Columns: those of `visits`, and statement (missing where the visit has none).
    """
    return selection.visits.merge(
        selection.statements[["visit", "statement"]], on="visit", how="left"
    )


def count_by(selection: Selection, marks: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Count visits, hosts, days and statements in each group of `marks`, in the order of `by`.

    `marks` has the columns of `by`, visit and statement (missing where there is none); rows
    without a value in `by` are left out. Columns: those of `by`, n_visits, n_hosts (different
    host countries of these visits), n_days (days abroad of those of them that took place and are
    dated), n_statements.
    """
    visits = marks[[*by, "visit"]].dropna().drop_duplicates()
    statements = marks[[*by, "statement"]].dropna().drop_duplicates()
    hosts = visits.merge(selection.stops[["visit", "country"]], on="visit")
    hosts = hosts[[*by, "country"]].drop_duplicates()
    days = visits.merge(selection.took_place.visits[["visit", "n_days"]], on="visit")
    counts = {
        "n_visits": visits.groupby(by, observed=True).size(),
        "n_hosts": hosts.groupby(by, observed=True).size(),
        "n_days": days.groupby(by, observed=True)["n_days"].sum(),
        "n_statements": statements.groupby(by, observed=True).size(),
    }
    return pd.DataFrame(counts).fillna(0).astype(int).reset_index()


def measure(
    selection: Selection, marks: pd.DataFrame, by: list[str]
) -> dict[tuple[Any, ...], dict[str, int]]:
    """Return `count_by` as a mapping (until the charts take the frame)."""
    counts = count_by(selection, marks, by)
    units = counts.drop(columns=by).to_dict("records")
    keys = counts[by].itertuples(index=False, name=None)
    return dict(zip(keys, units, strict=True))  # type: ignore[arg-type]


def each_pair(first: Numbers, second: Numbers, n_second: int) -> tuple[Numbers, Numbers]:
    """Give each pair of numbers once."""
    pairs = pd.unique(first * max(n_second, 1) + second)
    return np.divmod(pairs, max(n_second, 1))
