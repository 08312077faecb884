"""What stands out: a few figures and generated sentences, each with its denominator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from dashboard.analysis.metrics import each_pair, tally
from dashboard.analysis.selection import DAYS_A_YEAR, Selection
from dashboard.analysis.wording import counted, day
from dashboard.model.countries import country_name
from dashboard.model.records import Dataset
from dashboard.model.vocabulary import Bearing, StatementKind

MOST_NAMED = 3
"""Up to this many leaders are named in a sentence; more are counted."""
BRIEF = 220
"""Characters after which a long text is cut at the end of the sentence."""

_Numbers = np.ndarray[Any, np.dtype[Any]]


def about(dataset: Dataset) -> str:
    """Say in one sentence whose visits the data set holds, and what of them."""
    names = [who.full_name for who in dataset.leaders]
    *first, last = names
    whose = f"{', '.join(first)} and {last}" if first else last
    if len(names) > MOST_NAMED:
        whose = f"{len(names):,} leaders"
    return f"The foreign visits of {whose}: when, where, about what, and on whose word."


def leaders_compared(
    selection: Selection,
    start: date | None = None,
    end: date | None = None,
    days: int | None = None,
) -> pd.DataFrame:
    """Sum up each leader's visits that took place, one row a leader in the vocabulary's order.

    `start` and `end` limit the time in office that rates rest on, as the period filter
    limits the visits; `days` limits it to the first days of the term, for tables that hold
    no visit after them. Columns: leader, leader_name, position, n_visits, n_hosts, n_days
    (days abroad), n_years (in office, as far as the record and
    the period reach), visits_per_year (missing where n_years is 0), n_multilateral,
    multilateral_share, n_agreement (visits with at least one agreement), agreement_share.
    """
    made = selection.took_place
    leaders, visits = selection.leaders, made.visits
    since, until = leaders["took_office"].to_numpy(), leaders["observed_until"].to_numpy()
    if days is not None:
        until = np.minimum(until, since + np.timedelta64(days - 1, "D"))
    if start:
        since = np.maximum(since, np.datetime64(start))
    if end:
        until = np.minimum(until, np.datetime64(end))
    years = np.maximum((until - since) // np.timedelta64(1, "D") + 1, 0) / DAYS_A_YEAR
    who = visits["leader"].cat
    # Counted by the numbers that the frames give the leaders, and put in order with these.
    numbers = who.categories.get_indexer(pd.Index(leaders["leader"]))
    n = len(who.categories)
    n_visits, days_abroad, multilateral, agreement = (
        np.bincount(who.codes, weights, minlength=n).astype(int)[numbers]
        for weights in (
            None, visits["n_days"].fillna(0), visits["multilateral"], visits["has_agreement"]
        )
    )  # fmt: skip
    country, countries = pd.factorize(made.stops["country"])
    went = np.asarray(made.stops["leader"].cat.codes, np.int64)
    hosts, _ = each_pair(went, country, len(countries))
    return pd.DataFrame(
        {
            "leader": leaders["leader"].array,
            "leader_name": leaders["name"].array,
            "position": np.arange(len(leaders)),
            "n_visits": n_visits,
            "n_hosts": np.bincount(hosts, minlength=n)[numbers],
            "n_days": days_abroad,
            "n_years": years,
            "visits_per_year": _share(n_visits, years),
            "n_multilateral": multilateral,
            "multilateral_share": _share(multilateral, n_visits),
            "n_agreement": agreement,
            "agreement_share": _share(agreement, n_visits),
        }
    )


def _share(part: _Numbers, whole: _Numbers) -> np.ndarray[Any, np.dtype[np.float64]]:
    return part / np.where(whole, whole, np.nan)


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


def of_the_claim(selection: Selection, visit: Any) -> str:
    """Say how many sources speak for and against a disputed visit, and how its checks begin."""
    cited = selection.citations[selection.citations["visit"] == visit.visit]
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


class _Traveller(NamedTuple):
    """A leader of whom at least one visit took place; `number` is the one in the frames."""

    number: int
    name: str
    n_days_observed: int
    n_visits: int


def findings(selection: Selection) -> list[str]:
    """Say what stands out in the visits that took place; empty where there are none."""
    selection = selection.took_place
    n_visits = tally(selection.visits["leader"].cat.codes)
    numbers = {who: at for at, who in enumerate(selection.visits["leader"].cat.categories.tolist())}
    columns = (selection.leaders[name].tolist() for name in ("leader", "name", "n_days_observed"))
    leaders = [
        _Traveller(numbers[who], name, n_days, n_visits[numbers[who]])
        for who, name, n_days in zip(*columns, strict=True)
        if numbers[who] in n_visits
    ]
    if not leaders:
        return []
    return [
        *_pace(selection, leaders),
        *_hosts(selection, leaders),
        *_topics(selection, leaders),
        *_sides(selection, leaders),
    ]


def _each(counts: Iterable[int], leaders: list[_Traveller]) -> str:
    *first, last = [
        f"{n:,} of {who.n_visits:,} visits by {who.name}"
        for n, who in zip(counts, leaders, strict=True)
    ]
    return f"{', '.join(first)} and {last}" if first else last


def _visits_by(frame: pd.DataFrame, column: str, leaders: list[_Traveller]) -> dict[str, list[int]]:
    """Count each leader's visits by what a column holds, in the order in which that comes up."""
    who, visit = frame["leader"].cat, frame["visit"].cat
    value, values = pd.factorize(frame[column])
    shape = len(who.categories), len(values)
    n = len(who.categories) * len(values)
    # In 64 bits: few leaders are numbered in eight, which a product runs over.
    cell = who.codes.to_numpy(np.int64) * len(values) + value
    # A visit counts once for a value, however many rows of it hold that.
    once = pd.unique(visit.codes.to_numpy(np.int64) * n + cell) % n
    counts = np.bincount(once, minlength=n).reshape(shape)[[one.number for one in leaders]]
    return dict(zip(values, counts.T.tolist(), strict=True))


def _pace(selection: Selection, leaders: list[_Traveller]) -> Iterator[str]:
    if len(leaders) < 2:
        return
    shared = min(who.n_days_observed for who in leaders) - 1
    early = tally(selection.visits["leader"].cat.codes[selection.visits["day_of_term"] <= shared])
    yield (
        f"Up to day {shared:,} of the term, the last that every record covers, this data set "
        f"has {_each((early.get(who.number, 0) for who in leaders), leaders)}."
    )


def _hosts(selection: Selection, leaders: list[_Traveller]) -> Iterator[str]:
    hosts = _visits_by(selection.stops, "country", leaders)
    if len(leaders) > 1:
        shared = sum(all(counts) for counts in hosts.values())
        who = "both" if len(leaders) == 2 else f"all {len(leaders)}"
        yield (
            f"In this data set {shared:,} of {len(hosts):,} host countries were visited by {who} "
            "leaders."
        )
    said = []
    for at, who in enumerate(leaders):
        most = max((counts[at] for counts in hosts.values()), default=0)
        names = sorted(country_name(code) for code, counts in hosts.items() if counts[at] == most)
        if most > 1 and len(names) <= 3:
            said.append(
                f"{who.name} went most often to {', '.join(names)} "
                f"({most:,} of {who.n_visits:,} visits"
                f"{' each' if len(names) > 1 else ''})"
            )
    if said:
        yield "In this data set " + "; ".join(said) + "."


def _topics(selection: Selection, leaders: list[_Traveller]) -> Iterator[str]:
    if len(leaders) != 2:
        return
    first, second = (who.n_visits for who in leaders)
    touched = _visits_by(selection.mentions, "topic_label", leaders)
    gaps = {topic: abs(n / first - m / second) for topic, (n, m) in touched.items()}
    topic = max(gaps, key=gaps.__getitem__, default="")
    if not gaps.get(topic):
        return
    yield (
        f"The widest gap between the leaders in this data set is on the topic {topic}: "
        f"it comes up on {_each(touched[topic], leaders)}."
    )


def _sides(selection: Selection, leaders: list[_Traveller]) -> Iterator[str]:
    sides = {
        StatementKind.CHALLENGE: "a challenge",
        StatementKind.OPPORTUNITY: "an opportunity",
    }
    counts = _visits_by(selection.statements, "kind", leaders)
    for kind, word in sides.items():
        if kind in counts:
            yield f"In this data set sources report {word} on {_each(counts[kind], leaders)}."
