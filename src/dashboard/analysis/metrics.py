"""Counts of visits, host countries, days and statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from dashboard.analysis.selection import Selection
from dashboard.analysis.units import Rows
from dashboard.model.vocabulary import StatementKind


def tally(values: pd.Series) -> dict[Any, int]:
    """Return how often each value occurs, the most frequent first."""
    counts = values.value_counts()
    return {value: int(n) for value, n in counts.items() if n}  # a category may not occur


def count_by(selection: Selection, marks: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Count visits, hosts, days and statements in each group of `marks`, in the order of `by`.

    `marks` has the columns of `by`, visit and statement (missing where there is none, else once
    in a group); rows without a value in `by` are left out. Columns: those of `by`, n_visits,
    n_hosts (different host countries of these visits), n_days (days abroad of those of them that
    took place and are dated), n_statements.
    """
    marks = marks.dropna(subset=by)
    group = _numbered(*(marks[name] for name in by))
    frame = marks.loc[~group.duplicated(), by].set_axis(group.drop_duplicates()).sort_index()
    visits = marks[["visit"]].assign(group=group)[~_numbered(group, marks["visit"]).duplicated()]
    hosts = visits.merge(selection.hosts[["visit", "country"]], on="visit")
    made = selection.took_place.visits
    days = visits["visit"].cat.codes.map(made["n_days"].set_axis(made["visit"].cat.codes))
    counts = {
        "n_visits": visits["group"].value_counts(),
        "n_hosts": hosts.loc[
            ~_numbered(hosts["group"], hosts["country"]).duplicated(), "group"
        ].value_counts(),
        "n_days": days.groupby(visits["group"]).sum(),
        "n_statements": group[marks["statement"].notna()].value_counts(),
    }
    frame = frame.assign(**counts).fillna(dict.fromkeys(counts, 0))
    return frame.astype(dict.fromkeys(counts, int)).reset_index(drop=True)


def _numbered(*columns: pd.Series) -> pd.Series:
    """Return a number for each row: in the order of the values, the same where they are."""
    number = pd.Series(0, columns[0].index)
    for column in columns:
        words = column.astype("category").cat
        number = number * len(words.categories) + words.codes
    return number


def hosts_of_visits(selection: Selection) -> pd.DataFrame:
    """Return each visit once for each of its host countries.

    Columns: visit, leader, row (alpha-3 code), label (name of the country).
    """
    hosts = selection.hosts[["visit", "leader", "country", "country_name"]]
    return hosts.rename(columns={"country": "row", "country_name": "label"})


def statements_by(selection: Selection, rows: str, kinds: Iterable[StatementKind]) -> pd.DataFrame:
    """Return each statement of these kinds once for each row that it counts in.

    The rows of a statement are its topics, or all host countries of its visit.
    Columns: statement, visit, leader, kind, row (topic or alpha-3 code), label.
    """
    wanted = [str(kind) for kind in kinds]
    if rows == Rows.HOSTS:
        said = selection.statements[["statement", "visit", "leader", "kind"]]
        hosts = hosts_of_visits(selection)[["visit", "row", "label"]]
        return said[said["kind"].isin(wanted)].merge(hosts, on="visit")
    said = selection.mentions[["statement", "visit", "leader", "kind", "topic", "topic_label"]]
    return said[said["kind"].isin(wanted)].rename(columns={"topic": "row", "topic_label": "label"})
