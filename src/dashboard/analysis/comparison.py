"""Two visits or two leaders, side by side: which pair, what is in both, how sure a gap is."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from math import sqrt
from statistics import NormalDist
from typing import Any

import pandas as pd

from dashboard.analysis.selection import DAYS_A_YEAR, Selection
from dashboard.analysis.wording import counted, dates
from dashboard.model.vocabulary import StatementKind, Status

CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


class Compared(StrEnum):
    """What stands side by side; the value is the label on screen and in shared links."""

    VISITS = "Visits"
    LEADERS = "Leaders"


def share_interval(hits: int, of: int) -> tuple[float, float]:
    """Return the 95% score interval of a share of `hits` in `of`; of nothing, all is open.

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
    """Return the 95% interval of the share `hits / of` less the share `less_hits / less_of`.

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


def pair(
    selection: Selection, left: str | None = None, right: str | None = None
) -> tuple[str, str]:
    """Return the ids of two visits to compare; an unknown id counts as none.

    Nothing chosen: the disputed visit with most sources, and its counterpart; where none has
    one, the first visit that has; else the first two visits of the file (of a file with one
    visit, that visit twice). One chosen: its counterpart, else the first other visit.

    Raises ValueError where there is no visit at all.
    """
    visits = selection.visits
    if visits.empty:
        raise ValueError("There is no visit to compare.")
    ids = visits["visit"].tolist()
    left, right = (key if key in ids else None for key in (left, right))
    if left and right:
        return left, right
    if own := left or right:
        other = _counterpart(selection, own) or next((key for key in ids if key != own), own)
        return (own, other) if left else (other, own)
    disputed = visits[visits["status"] == Status.DISPUTED]
    disputed = disputed.sort_values("n_sources", ascending=False, kind="stable")
    confirmed = _confirmed(visits)["visit"]
    went = selection.hosts[selection.hosts["visit"].isin(confirmed)]
    went = went.groupby("country", observed=True)["leader"].agg(set).to_dict()
    rows = pd.concat([each[["visit", "leader", "hosts"]] for each in (disputed, visits)])
    for key, leader, hosts in zip(rows["visit"], rows["leader"], rows["hosts"], strict=True):
        if any(went.get(host, set()) - {leader} for host in hosts):
            return key, _counterpart(selection, key) or key
    return ids[0], ids[min(1, len(ids) - 1)]


def _confirmed(visits: pd.DataFrame) -> pd.DataFrame:
    """Return the visits that can be a counterpart: confirmed ones with a day of term."""
    return visits[(visits["status"] == Status.CONFIRMED) & visits["day_of_term"].notna()]


def _counterpart(selection: Selection, visit: str) -> str | None:
    """Return another leader's confirmed visit to a host of this one, nearest in day of term.

    An undated visit has no day of term; its counterpart is the earliest in the term.
    """
    visits = selection.visits
    own = visits[visits["visit"] == visit].iloc[0]
    day = 0 if pd.isna(own["day_of_term"]) else own["day_of_term"]
    there = selection.stops.loc[selection.stops["country"].isin(own["hosts"]), "visit"]
    found = _confirmed(visits)
    found = found[(found["leader"] != own["leader"]) & found["visit"].isin(there)]
    if found.empty:
        return None
    return str(found["visit"].loc[(found["day_of_term"] - day).abs().idxmin()])


def told_apart(left: Any, right: Any) -> tuple[str, str]:
    """Name two visits, rows of `visits`, as shortly as tells them apart."""
    names = [
        (row.leader_name, row.title, f"{row.title}, {dates(row.start, row.end)}", row.visit)
        for row in (left, right)
    ]
    pairs = list(zip(*names, strict=True))
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])


def shared_days(selection: Selection, first: str, second: str) -> int:
    """Return the number of days of term that the record covers of both leaders."""
    days = selection.leaders.set_index("leader")["n_days_observed"]
    return max(int(min(days[first], days[second])), 0)


def first_days(selection: Selection, days: int, leaders: Collection[str] = ()) -> Selection:
    """Return the dated visits that began within the first `days` days of their leader's term.

    Where `leaders` are named, theirs alone.
    """
    early = selection.visits["day_of_term"] < days
    return selection.keep_visits(
        early & selection.visits["leader"].isin(leaders) if leaders else early
    )


def hosts_of_two(selection: Selection, first: str, second: str) -> pd.DataFrame:
    """Count the visits of two leaders to each host of either, most visited first.

    Columns: row (alpha-3 code), label (name of the country), n_first, n_second (visits).
    """
    sides = (first, second)
    return _most_first(_counted(selection.hosts, "country", "country_name", "leader", sides))


def topics_of_two(selection: Selection, left: str, right: str) -> pd.DataFrame:
    """Count the statements of two visits on each topic of either, most first.

    Columns: row (topic), label, n_first, n_second (statements).
    """
    return _most_first(_counted(selection.mentions, "topic", "topic_label", "visit", (left, right)))


def kinds_of_two(selection: Selection, left: str, right: str) -> pd.DataFrame:
    """Count the statements of two visits of each kind that either has, in the codebook's order.

    Columns: row (kind), label, n_first, n_second (statements).
    """
    frame = _counted(selection.statements, "kind", "kind_label", "visit", (left, right))
    order = {str(kind): rank for rank, kind in enumerate(StatementKind)}
    return frame.sort_values("row", key=lambda kinds: kinds.map(order), ignore_index=True)


def _counted(
    rows: pd.DataFrame, word: str, label: str, by: str, sides: tuple[str, str]
) -> pd.DataFrame:
    """Count rows for each word that either side has; the same side twice counts on both."""
    rows = rows.loc[rows[by].isin(sides), [word, label, by]].astype(str)
    words = rows.drop_duplicates(word)
    frame = pd.DataFrame({"row": words[word], "label": words[label]})
    for column, side in zip(("n_first", "n_second"), sides, strict=True):
        counts = rows.loc[rows[by] == side, word].value_counts()
        frame[column] = frame["row"].map(counts).fillna(0).astype(int)
    return frame.reset_index(drop=True)


def _most_first(counts: pd.DataFrame) -> pd.DataFrame:
    n_all = counts["n_first"] + counts["n_second"]
    ranked = counts.assign(n_all=n_all).sort_values(["n_all", "label"], ascending=[False, True])
    return ranked.drop(columns="n_all").reset_index(drop=True)


def figures(over: Any, whole: Any, coded: bool) -> dict[str, str]:
    """Return a leader's figures in words, each under its label.

    `over` and `whole` are rows of `leaders_compared`: over the days compared, and of all days on
    record. `coded`: whether the data set has any statement.
    """

    def rate(number: int, years: float) -> str:
        return f"{number / years:.1f}" if years else "–"

    def share(hits: int) -> str:
        if not over.n_visits:
            return "–"
        low, high = share_interval(hits, over.n_visits)
        return (
            f"{hits / over.n_visits:.0%} ({hits} of {over.n_visits}; 95% interval "
            f"{low:.0%} to {high:.0%})"
        )

    return {
        "Days in office": f"{round(over.n_years * DAYS_A_YEAR):,} ({over.n_years:.2f} years)",
        "Visits": f"{over.n_visits:,}",
        "Visits per year in office": rate(over.n_visits, over.n_years),
        "Host countries": f"{over.n_hosts:,}",
        "Days abroad": f"{over.n_days:,}",
        "Days abroad per year in office": rate(over.n_days, over.n_years),
        "Multilateral visits": share(over.n_multilateral),
        "Visits with a signed agreement": (
            share(over.n_agreement) if coded else "unknown: no statement is coded"
        ),
        "All days on record: visits per year": (
            f"{rate(whole.n_visits, whole.n_years)} "
            f"({counted(int(whole.n_visits), 'visit')} in {whole.n_years:.2f} years)"
        ),
    }
