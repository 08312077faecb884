"""What stands out: a few figures and generated sentences, each with its denominator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from dashboard.analysis.metrics import tally
from dashboard.analysis.selection import DAYS_A_YEAR, Selection
from dashboard.analysis.wording import counted, day, listed
from dashboard.model.beside import texts
from dashboard.model.countries import country_name
from dashboard.model.records import Head
from dashboard.model.vocabulary import Bearing, StatementKind

MOST_NAMED = 3
"""Up to this many leaders, or hosts, are named in a sentence."""
COMPARED = [
    "leader", "leader_name", "position", "n_visits", "n_hosts", "n_days", "n_years",
    "visits_per_year", "n_multilateral", "multilateral_share", "n_agreement", "agreement_share",
]  # fmt: skip
TEXTS: dict[str, str] = texts(__file__)


def about(head: Head) -> str:
    """Return one sentence on whose visits the data set holds, and what of them."""
    names = [who.full_name for who in head.leaders]
    whose = listed(names) if len(names) <= MOST_NAMED else f"{len(names):,} leaders"
    return TEXTS["about"].format(whose=whose)


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
    frame = counts.assign(
        leader_name=leaders["name"],
        position=range(len(leaders)),
        n_years=n_years,
        visits_per_year=counts["n_visits"] / n_years.where(n_years > 0),
        multilateral_share=counts["n_multilateral"] / n_visits,
        agreement_share=counts["n_agreement"] / n_visits,
    )
    return frame.reset_index()[COMPARED]


def figures(row: Any) -> tuple[tuple[str, str], ...]:
    """Return a leader's figures, a row of `leaders_compared`, as pairs of label and text."""
    of = f"of {row.n_visits:,}"
    return (
        ("Visits", f"{row.n_visits:,}"),
        ("Host countries", f"{row.n_hosts:,}"),
        ("Days abroad", f"{row.n_days:,}"),
        ("Visits per year in office", _written(row.visits_per_year, ".1f")),
        (f"Multilateral: {row.n_multilateral:,} {of}", _written(row.multilateral_share, ".0%")),
        (f"Signed agreement: {row.n_agreement:,} {of}", _written(row.agreement_share, ".0%")),
    )


def _written(value: float | None, form: str) -> str:
    return "–" if value is None or pd.isna(value) else format(value, form)


def coverage(head: Head) -> str:
    """Return how far the record reaches, in sentences."""
    days = {"start": day(head.complete.start), "end": day(head.complete.end)}
    note = f" {head.complete.note}" if head.complete.note else ""
    return TEXTS["coverage"].format(version=head.version, as_of=day(head.as_of), note=note, **days)


def of_the_claim(selection: Selection, visit: Any) -> str:
    """Return the verdict on a disputed visit, what it rests on, and how many sources say what."""
    cited = selection.citations[selection.citations["visit"] == visit.visit]
    counts = dict.fromkeys(map(str, Bearing), 0) | tally(cited["bearing"])
    sources, verdict = counted(len(cited), "source"), visit.verdict.rstrip(".")
    return TEXTS["claim"].format(verdict=verdict, summary=visit.summary, sources=sources, **counts)


def findings(selection: Selection) -> list[str]:
    """Return what stands out in the visits that took place, in sentences."""
    made = selection.took_place
    counts = tally(made.visits["leader"])
    leaders = made.leaders[made.leaders["leader"].isin(counts)]
    leaders = leaders.assign(n_visits=leaders["leader"].map(counts))
    rows: list[Any] = list(leaders.itertuples(index=False))
    parts = (_pace, _hosts, _topics, _sides) if rows else ()
    return [sentence for part in parts for sentence in part(made, rows)]


def _each(counts: Mapping[str, int] | pd.Series, leaders: list[Any]) -> str:
    """Return counts of visits by leader in words: `3 of 10 visits by A and 2 of 9 visits by B`."""
    return listed(
        f"{counts.get(who.leader, 0):,} of {who.n_visits:,} visits by {who.name}" for who in leaders
    )


def _visits_by(frame: pd.DataFrame, column: str, leaders: list[Any]) -> pd.DataFrame:
    """Count visits by the value of a column, in the order in which it comes up, and by leader."""
    marks = frame[["visit", "leader", column]].drop_duplicates().astype({"leader": str})
    counts = marks.groupby([column, "leader"], observed=True).size().unstack(fill_value=0)
    return counts.reindex(
        index=marks[column].unique(), columns=[who.leader for who in leaders], fill_value=0
    )


def _pace(made: Selection, leaders: list[Any]) -> Iterator[str]:
    if len(leaders) < 2:
        return
    days = min(who.n_days_observed for who in leaders) - 1
    early = tally(made.visits.loc[made.visits["day_of_term"] <= days, "leader"])
    yield TEXTS["pace"].format(days=days, counts=_each(early, leaders))


def _hosts(made: Selection, leaders: list[Any]) -> Iterator[str]:
    hosts = _visits_by(made.stops, "country", leaders)
    if len(leaders) > 1:
        n_shared = (hosts > 0).all(axis=1).sum()
        who = "both" if len(leaders) == 2 else f"all {len(leaders)}"
        yield TEXTS["shared_hosts"].format(n_shared=n_shared, n_hosts=len(hosts), who=who)
    said = []
    for one in leaders:
        own = hosts[one.leader]
        n_most = own.max()
        names = sorted(map(country_name, own.index[own == n_most]))
        if n_most > 1 and len(names) <= MOST_NAMED:
            each = " each" if len(names) > 1 else ""
            whose = {"name": one.name, "n_visits": one.n_visits, "hosts": ", ".join(names)}
            said.append(TEXTS["most_visited"].format(n_most=n_most, each=each, **whose))
    if said:
        yield TEXTS["all_most_visited"].format(said="; ".join(said))


def _topics(made: Selection, leaders: list[Any]) -> Iterator[str]:
    touched = _visits_by(made.mentions, "topic_label", leaders)
    if len(leaders) != 2 or touched.empty:
        return
    shares = touched / [who.n_visits for who in leaders]
    gap = (shares.iloc[:, 0] - shares.iloc[:, 1]).abs()
    if gap.max():
        topic = gap.idxmax()
        counts = _each(touched.T[topic], leaders)
        yield TEXTS["topic"].format(topic=topic, counts=counts)


def _sides(made: Selection, leaders: list[Any]) -> Iterator[str]:
    counts = _visits_by(made.statements, "kind", leaders)
    for kind in (StatementKind.CHALLENGE, StatementKind.OPPORTUNITY):
        if kind in counts.index:
            yield TEXTS[kind].format(counts=_each(counts.T[str(kind)], leaders))
