"""What stands out: a few figures and generated sentences, each with its denominator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from dashboard.analysis.metrics import tally
from dashboard.analysis.selection import DAYS_A_YEAR, Selection
from dashboard.analysis.wording import counted, day, listed
from dashboard.model.countries import country_name
from dashboard.model.records import Head
from dashboard.model.vocabulary import Bearing, StatementKind

MOST_NAMED = 3
"""Up to this many leaders are named in a sentence; more are counted."""
BRIEF = 220
"""Characters after which a long text is cut at the end of the sentence."""


def about(head: Head) -> str:
    """Return one sentence on whose visits the data set holds, and what of them."""
    names = [who.full_name for who in head.leaders]
    whose = listed(names) if len(names) <= MOST_NAMED else f"{len(names):,} leaders"
    return f"The foreign visits of {whose}: when, where, about what, and on whose word."


def leaders_compared(
    selection: Selection,
    start: date | None = None,
    end: date | None = None,
    days: int | None = None,
) -> pd.DataFrame:
    """Return figures of each leader's visits that took place, one row a leader, in their order.

    `start` and `end` limit the time in office that rates rest on, as the period filter
    limits the visits; `days` limits it to the first days of the term, for selections that hold
    no visit after them. Columns: leader, leader_name, position, n_visits, n_hosts, n_days
    (days abroad), n_years (in office, as far as the record and the period reach),
    visits_per_year (missing where n_years is 0), n_multilateral, multilateral_share,
    n_agreement (visits with at least one agreement), agreement_share.
    """
    leaders, made = selection.leaders.set_index("leader"), selection.took_place
    since, until = leaders["took_office"], leaders["observed_until"]
    if days is not None:
        until = until.clip(upper=since + pd.Timedelta(days=days - 1))
    if start:
        since = since.where(since >= pd.Timestamp(start), pd.Timestamp(start))
    if end:
        until = until.where(until <= pd.Timestamp(end), pd.Timestamp(end))
    n_years = ((until - since).dt.days + 1).clip(lower=0) / DAYS_A_YEAR
    by_leader = made.visits.groupby("leader", observed=True)
    counts = pd.DataFrame(
        {
            "n_visits": by_leader.size(),
            "n_hosts": made.stops.groupby("leader", observed=True)["country"].nunique(),
            "n_days": by_leader["n_days"].sum(),
            "n_multilateral": by_leader["multilateral"].sum(),
            "n_agreement": by_leader["has_agreement"].sum(),
        }
    )
    counts = counts.reindex(leaders.index).fillna(0).astype(int)
    n_visits = counts["n_visits"].where(counts["n_visits"] > 0)
    return pd.DataFrame(
        {
            "leader_name": leaders["name"],
            "position": range(len(leaders)),
            "n_visits": counts["n_visits"],
            "n_hosts": counts["n_hosts"],
            "n_days": counts["n_days"],
            "n_years": n_years,
            "visits_per_year": counts["n_visits"] / n_years.where(n_years > 0),
            "n_multilateral": counts["n_multilateral"],
            "multilateral_share": counts["n_multilateral"] / n_visits,
            "n_agreement": counts["n_agreement"],
            "agreement_share": counts["n_agreement"] / n_visits,
        }
    ).reset_index()


def figures(row: Any) -> tuple[tuple[str, str], ...]:
    """Return a leader's figures, a row of `leaders_compared`, as pairs of label and text."""
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


def coverage(head: Head) -> str:
    """Return how far the record reaches, in sentences."""
    note = f" {head.complete.note}" if head.complete.note else ""
    return (
        f"Version {head.version}, as of {day(head.as_of)}. The list of visits is "
        f"judged complete from {day(head.complete.start)} to {day(head.complete.end)}.{note}"
    )


def of_the_claim(selection: Selection, visit: Any) -> str:
    """Return how many sources speak for and against a disputed visit, and how its checks begin."""
    cited = selection.citations[selection.citations["visit"] == visit.visit]
    counts = tally(cited["bearing"])
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
    """Return the first sentences of a text."""
    kept = ""
    for sentence in re.split(r"(?<=[.;:])\s+(?=[A-Z(])", text):
        kept = f"{kept} {sentence}".strip()
        if len(kept) >= BRIEF:
            break
    return kept


class Traveller(NamedTuple):
    """A leader of whom at least one visit took place."""

    leader: str
    name: str
    n_days_observed: int
    n_visits: int


def findings(selection: Selection) -> list[str]:
    """Return what stands out in the visits that took place, in sentences."""
    made = selection.took_place
    n_visits = tally(made.visits["leader"])
    columns = (made.leaders[name] for name in ("leader", "name", "n_days_observed"))
    leaders = [
        Traveller(who, name, n_days, n_visits[who])
        for who, name, n_days in zip(*columns, strict=True)
        if who in n_visits
    ]
    if not leaders:
        return []
    parts = (_pace, _hosts, _topics, _sides)
    return [sentence for part in parts for sentence in part(made, leaders)]


def _each(counts: Mapping[str, int], leaders: list[Traveller]) -> str:
    """Return counts of visits by leader in words: `3 of 10 visits by A and 2 of 9 visits by B`."""
    return listed(
        f"{counts.get(who.leader, 0):,} of {who.n_visits:,} visits by {who.name}" for who in leaders
    )


def _visits_by(frame: pd.DataFrame, column: str) -> dict[str, dict[str, int]]:
    """Count visits by the value of a column, in the order in which it comes up, and by leader."""
    marks = frame[["visit", "leader", column]].drop_duplicates()
    counts: dict[str, dict[str, int]] = {value: {} for value in marks[column].unique()}
    sizes = marks.groupby([column, "leader"], observed=True).size().reset_index(name="n")
    for value, who, n in zip(sizes[column], sizes["leader"], sizes["n"], strict=True):
        counts[value][who] = n
    return counts


def _pace(made: Selection, leaders: list[Traveller]) -> Iterator[str]:
    if len(leaders) < 2:
        return
    shared = min(who.n_days_observed for who in leaders) - 1
    early = tally(made.visits.loc[made.visits["day_of_term"] <= shared, "leader"])
    yield (
        f"Up to day {shared:,} of the term, the last that every record covers, this data set "
        f"has {_each(early, leaders)}."
    )


def _hosts(made: Selection, leaders: list[Traveller]) -> Iterator[str]:
    hosts = _visits_by(made.stops, "country")
    if len(leaders) > 1:
        shared = sum(len(counts) == len(leaders) for counts in hosts.values())
        who = "both" if len(leaders) == 2 else f"all {len(leaders)}"
        yield (
            f"In this data set {shared:,} of {len(hosts):,} host countries were visited by {who} "
            "leaders."
        )
    said = []
    for one in leaders:
        own = {code: counts.get(one.leader, 0) for code, counts in hosts.items()}
        most = max(own.values(), default=0)
        names = sorted(country_name(code) for code, n in own.items() if n == most)
        if most > 1 and len(names) <= 3:
            each = " each" if len(names) > 1 else ""
            said.append(
                f"{one.name} went most often to {', '.join(names)} "
                f"({most:,} of {one.n_visits:,} visits{each})"
            )
    if said:
        yield "In this data set " + "; ".join(said) + "."


def _topics(made: Selection, leaders: list[Traveller]) -> Iterator[str]:
    if len(leaders) != 2:
        return
    touched = _visits_by(made.mentions, "topic_label")

    def gap(topic: str) -> float:
        one, other = (touched[topic].get(who.leader, 0) / who.n_visits for who in leaders)
        return abs(one - other)

    topic = max(touched, key=gap, default="")
    if topic and gap(topic):
        yield (
            f"The widest gap between the leaders in this data set is on the topic {topic}: "
            f"it comes up on {_each(touched[topic], leaders)}."
        )


def _sides(made: Selection, leaders: list[Traveller]) -> Iterator[str]:
    counts = _visits_by(made.statements, "kind")
    for kind, word in (
        (StatementKind.CHALLENGE, "a challenge"),
        (StatementKind.OPPORTUNITY, "an opportunity"),
    ):
        if kind in counts:
            yield f"In this data set sources report {word} on {_each(counts[kind], leaders)}."
