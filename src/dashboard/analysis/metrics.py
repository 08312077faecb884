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


def hosts_of_visits(selection: Selection) -> pd.DataFrame:
    """Return each visit once for each of its host countries.

    Columns: visit, leader, row (alpha-3 code), label (name of the country).
    """
    hosts = selection.stops[["visit", "leader", "country", "country_name"]].drop_duplicates()
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
