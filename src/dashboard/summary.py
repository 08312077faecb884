"""What stands out: a few figures and generated sentences, each with its denominator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from dashboard.model import Bearing, Dataset, StatementKind
from dashboard.tables import DAYS_A_YEAR, Tables, country_name, each_row
from dashboard.words import counted, day

MOST_NAMED = 3
"""Up to this many leaders are named in a sentence; more are counted."""
BRIEF = 220
"""Characters after which a long text is cut at the end of the sentence."""


def about(dataset: Dataset) -> str:
    """Say in one sentence whose visits the data set holds, and what of them."""
    names = [who.full_name for who in dataset.leaders]
    *first, last = names
    whose = f"{', '.join(first)} and {last}" if first else last
    if len(names) > MOST_NAMED:
        whose = f"{len(names):,} leaders"
    return f"The foreign visits of {whose}: when, where, about what, and on whose word."


def leaders_compared(
    tables: Tables, start: date | None = None, end: date | None = None, days: int | None = None
) -> pd.DataFrame:
    """Sum up each leader's visits that took place, one row a leader in the vocabulary's order.

    `start` and `end` limit the time in office that rates rest on, as the period filter
    limits the visits; `days` limits it to the first days of the term, for tables that hold
    no visit after them. Columns: leader, leader_name, position, n_visits, n_hosts, n_days
    (days abroad), n_years (in office, as far as the record and
    the period reach), visits_per_year (missing where n_years is 0), n_multilateral,
    multilateral_share, n_agreement (visits with at least one agreement), agreement_share.
    """
    made = tables.took_place()
    summed = ["n_days", "multilateral", "has_agreement"]
    sums = made.visits.groupby("leader")[summed].sum().astype(int).to_dict("index")
    n_visits = made.visits["leader"].value_counts().to_dict()
    n_hosts = made.stops[["leader", "country"]].drop_duplicates()["leader"].value_counts().to_dict()
    rows = []
    for position, who in enumerate(each_row(tables.leaders)):
        since = max(who.took_office, pd.Timestamp(start)) if start else who.took_office
        until = min(who.observed_until, pd.Timestamp(end)) if end else who.observed_until
        if days is not None:
            until = min(until, who.took_office + pd.Timedelta(days=days - 1))
        years = max((until - since).days + 1, 0) / DAYS_A_YEAR
        own, n = sums.get(who.leader, dict.fromkeys(summed, 0)), n_visits.get(who.leader, 0)
        rows.append(
            {
                "leader": who.leader,
                "leader_name": who.name,
                "position": position,
                "n_visits": n,
                "n_hosts": n_hosts.get(who.leader, 0),
                "n_days": own["n_days"],
                "n_years": years,
                "visits_per_year": n / years if years else None,
                "n_multilateral": own["multilateral"],
                "multilateral_share": own["multilateral"] / n if n else None,
                "n_agreement": own["has_agreement"],
                "agreement_share": own["has_agreement"] / n if n else None,
            }
        )
    return pd.DataFrame(rows)


def figures(row: Any) -> tuple[tuple[str, str], ...]:
    """Write a leader's figures, a row of `leaders_compared`, each with its label."""
    return (
        ("Visits", f"{row.n_visits:,}"),
        ("Host countries", f"{row.n_hosts:,}"),
        ("Days abroad", f"{row.n_days:,}"),
        ("Visits per year in office", _written(row.visits_per_year, ".1f")),
        (
            f"Multilateral: {row.n_multilateral:,} of {row.n_visits:,}",
            _written(row.multilateral_share, ".0%"),
        ),
        (
            f"Signed agreement: {row.n_agreement:,} of {row.n_visits:,}",
            _written(row.agreement_share, ".0%"),
        ),
    )


def _written(value: float | None, form: str) -> str:
    return "–" if value is None or pd.isna(value) else format(value, form)


def coverage(dataset: Dataset) -> str:
    """Say how far the record reaches."""
    note = f" {dataset.complete.note}" if dataset.complete.note else ""
    return (
        f"Version {dataset.version}, as of {day(dataset.as_of)}. The list of visits is "
        f"judged complete from {day(dataset.complete.start)} to {day(dataset.complete.end)}.{note}"
    )


def of_the_claim(tables: Tables, visit: Any) -> str:
    """Say how many sources speak for and against a disputed visit, and how its checks begin."""
    cited = tables.citations[tables.citations["visit"] == visit.visit]
    counts = cited["bearing"].value_counts()
    said = ", ".join(
        f"{counts.get(str(bearing), 0)} {word}"
        for bearing, word in (
            (Bearing.SUPPORTS, "support the claim"),
            (Bearing.CONTRADICTS, "contradict it"),
            (Bearing.CONTEXT, "bear on it without deciding"),
        )
    )
    return f"Of {counted(len(cited), 'source')}, {said}. {_brief(visit.checks)}"


def _brief(text: str) -> str:
    kept = ""
    for sentence in re.split(r"(?<=[.;:])\s+(?=[A-Z(])", text):
        kept = f"{kept} {sentence}".strip()
        if len(kept) >= BRIEF:
            break
    return kept


def findings(tables: Tables, start: date | None = None, end: date | None = None) -> list[str]:
    """Say what stands out in the visits that took place; empty where there are none."""
    tables = tables.took_place()
    compared = leaders_compared(tables, start, end)
    compared = compared[compared["n_visits"] > 0]
    if compared.empty:
        return []
    return [
        *_pace(tables, compared),
        *_hosts(tables, compared),
        *_topics(tables, compared),
        *_sides(tables, compared),
    ]


def _each(pairs: list[tuple[str, str]]) -> str:
    *first, last = [f"{said} by {name}" for name, said in pairs]
    return f"{', '.join(first)} and {last}" if first else last


def _pace(tables: Tables, compared: pd.DataFrame) -> Iterator[str]:
    if len(compared) < 2:
        return
    leaders = tables.leaders.set_index("leader")
    shared = int(leaders.loc[compared["leader"], "n_days_observed"].min()) - 1
    counts = []
    for who in each_row(compared):
        own = tables.visits[tables.visits["leader"] == who.leader]
        early = int((own["day_of_term"] <= shared).sum())
        counts.append((str(who.leader_name), f"{early:,} of {len(own):,} visits"))
    yield (
        f"Up to day {shared:,} of the term, the last that every record covers, this data set "
        f"has {_each(counts)}."
    )


def _hosts(tables: Tables, compared: pd.DataFrame) -> Iterator[str]:
    stops = tables.stops.drop_duplicates(["visit", "country"])
    hosts = {
        who.leader: stops.loc[stops["leader"] == who.leader, "country"]
        for who in each_row(compared)
    }
    if len(compared) > 1:
        sets = [set(found) for found in hosts.values()]
        shared = len(set.intersection(*sets))
        every = len(set.union(*sets))
        who = "both" if len(compared) == 2 else f"all {len(compared)}"
        yield (
            f"In this data set {shared:,} of {every:,} host countries were visited by {who} "
            "leaders."
        )
    said = []
    for who in each_row(compared):
        counts = hosts[who.leader].value_counts()
        if counts.empty or counts.iloc[0] < 2:
            continue
        names = sorted(country_name(str(code)) for code in counts[counts == counts.iloc[0]].index)
        if len(names) <= 3:
            said.append(
                f"{who.leader_name} went most often to {', '.join(names)} "
                f"({counts.iloc[0]:,} of {who.n_visits:,} visits"
                f"{' each' if len(names) > 1 else ''})"
            )
    if said:
        yield "In this data set " + "; ".join(said) + "."


def _topics(tables: Tables, compared: pd.DataFrame) -> Iterator[str]:
    if len(compared) != 2:
        return
    touched = tables.mentions.drop_duplicates(["visit", "topic"])
    counts = touched.groupby(["topic_label", "leader"], sort=False).size().unstack(fill_value=0)
    counts = counts.reindex(columns=compared["leader"], fill_value=0)
    if counts.empty:
        return
    totals = compared.set_index("leader")["n_visits"]
    shares = counts / totals
    first, second = compared["leader"]
    gap = (shares[first] - shares[second]).abs()
    topic = gap.sort_values(ascending=False, kind="stable").index[0]
    if gap[topic] == 0:
        return
    pairs = [
        (str(who.leader_name), f"{counts.loc[topic, who.leader]:,} of {who.n_visits:,} visits")
        for who in each_row(compared)
    ]
    yield (
        f"The widest gap between the leaders in this data set is on the topic {topic}: "
        f"it comes up on {_each(pairs)}."
    )


def _sides(tables: Tables, compared: pd.DataFrame) -> Iterator[str]:
    for kind, word in (
        (StatementKind.CHALLENGE, "a challenge"),
        (StatementKind.OPPORTUNITY, "an opportunity"),
    ):
        rows = tables.statements[tables.statements["kind"] == kind]
        found = rows.groupby("leader")["visit"].nunique()
        if found.empty:
            continue
        pairs = [
            (str(who.leader_name), f"{int(found.get(who.leader, 0)):,} of {who.n_visits:,} visits")
            for who in each_row(compared)
        ]
        yield f"In this data set sources report {word} on {_each(pairs)}."
