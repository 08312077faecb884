"""What the data set holds and what it lacks: criteria that a visit meets, gaps, sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from dashboard.analysis.metrics import each_row
from dashboard.analysis.selection import Selection
from dashboard.model.vocabulary import Stance, Status

MANY = 2
"""A visit should rest on this many sources, and on this many stances."""
KINDS = 3
"""The statements of a visit should be of this many kinds."""
OUTSIDE = frozenset({Stance.INDEPENDENT, Stance.INTERGOVERNMENTAL})
"""Stances that belong to neither side of a visit and report, rather than comment or gather."""

DISAGREEMENT = (
    "at odds", "conflict:", "contradict", "differ", "disagree", "disput", "does not fit", "doubt",
    "misprint",
)  # fmt: skip
"""How a word begins by which a sentence of `checks` is known to tell of a disagreement."""

HEAD = ["visit", "leader_name", "title", "start", "status_label"]


@dataclass(frozen=True)
class Criterion:
    """One thing that a well documented visit has, and how to tell by visit whether it has it.

    `met` gives the ids of the visits that have it. What only a visit that was made can have
    (`of_made`) is not asked of one that was cancelled, is planned, or is disputed.
    """

    name: str
    meaning: str
    of_made: bool
    met: Callable[[Selection], set[str]]


def _all_stops(selection: Selection, *columns: str) -> set[str]:
    """Give the visits of which every stop has a value in each of these columns."""
    known = selection.stops[list(columns)].replace("", pd.NA).notna().all(axis=1)
    return set(selection.stops["visit"]) - set(selection.stops.loc[~known, "visit"])


def _at_least(values: pd.Series, number: int) -> set[str]:
    return set(values[values >= number].index)


def _of_stances(cited: pd.DataFrame, stances: Iterable[Stance]) -> set[str]:
    return set(cited.loc[cited["stance"].isin([str(stance) for stance in stances]), "visit"])


def _cited(selection: Selection) -> pd.DataFrame:
    """Give each citation with its source; a source cited twice by one visit stands once."""
    return selection.citations[["visit", "source"]].drop_duplicates().merge(
        selection.sources[["source", "publisher", "stance", "stance_label"]], on="source"
    )  # fmt: skip


CRITERIA = (
    Criterion(
        "Dated", "First and last day are known.", True,
        lambda selection: set(selection.visits.dropna(subset=["start", "end"])["visit"]),
    ),
    Criterion(
        "Places", "Every stop names its place.", True,
        lambda selection: _all_stops(selection, "place"),
    ),
    Criterion(
        "Itinerary", "Every stop has its day of arrival and its day of departure.", True,
        lambda selection: _all_stops(selection, "arrival", "departure"),
    ),
    Criterion(
        "People met", "At least one person met is named.", True,
        lambda selection: set(selection.meetings["visit"]),
    ),
    Criterion(
        "Two sources", "At least two sources.", False,
        lambda selection: _at_least(_cited(selection).groupby("visit").size(), MANY),
    ),
    Criterion(
        "Two stances", "Sources of at least two stances.", False,
        lambda selection: _at_least(_cited(selection).groupby("visit")["stance"].nunique(), MANY),
    ),
    Criterion(
        "Outside source", "At least one independent or intergovernmental source.", False,
        lambda selection: _of_stances(_cited(selection), OUTSIDE),
    ),
    Criterion(
        "Three kinds", "Statements of at least three kinds.", False,
        lambda selection: _at_least(selection.statements.groupby("visit")["kind"].nunique(), KINDS),
    ),
)  # fmt: skip
"""What is counted, in this order. The last is not asked of a data set without statements."""


def asked(selection: Selection) -> Iterator[tuple[Criterion, set[str], set[str]]]:
    """Give each criterion with the visits of which it is asked and those of them that meet it."""
    visits = set(selection.visits["visit"])
    made = set(selection.took_place.visits["visit"])
    for criterion in CRITERIA:
        if criterion.name == "Three kinds" and selection.statements.empty:
            continue
        of = made if criterion.of_made else visits
        yield criterion, of, criterion.met(selection) & of


def scores(selection: Selection) -> pd.DataFrame:
    """Count for every visit the criteria that it meets, fewest first, and name the others.

    Columns: visit, leader_name, title, start, status_label, score (in words: `5 of 8`),
    n_met, n_asked, unmet (names of the criteria that are asked and not met).
    """
    frame = selection.visits[HEAD].copy()
    met = of = lacking = pd.Series(0, index=frame.index)
    names: list[str] = []
    for each, every, has in asked(selection):
        reached, wanted = frame["visit"].isin(has), frame["visit"].isin(every)
        met, of = met + reached, of + wanted
        # One bit for each criterion: there are far fewer sets of criteria than visits.
        lacking = lacking + (wanted & ~reached) * 2 ** len(names)
        names.append(each.name)
    frame["score"] = met.astype("str") + " of " + of.astype("str")
    frame["n_met"], frame["n_asked"] = met, of
    frame["unmet"] = lacking.map(
        {
            bits: ", ".join(name for at, name in enumerate(names) if bits >> at & 1)
            for bits in lacking.unique().tolist()
        }
    )
    frame["lacking"] = frame["n_asked"] - frame["n_met"]
    frame = frame.sort_values(["lacking", "start", "visit"], ascending=[False, True, True])
    return frame.drop(columns="lacking").reset_index(drop=True)


def criteria(selection: Selection) -> pd.DataFrame:
    """Say of each criterion what it means and how many visits meet it.

    Columns: criterion, meaning, n_met, n_asked (visits of which it is asked).
    """
    return pd.DataFrame(
        [(each.name, each.meaning, len(has), len(of)) for each, of, has in asked(selection)],
        columns=["criterion", "meaning", "n_met", "n_asked"],
    )


def gaps(selection: Selection) -> pd.DataFrame:
    """List what is unknown of the days and places of visits, one row a visit and gap.

    The days of a stop are missing only where the visit was made.

    Columns: gap, visit, leader_name, title, start, status_label.
    """
    visits, stops = selection.visits, selection.stops
    made = set(selection.took_place.visits["visit"])
    lacking = {
        "No first day": set(visits.loc[visits["start"].isna(), "visit"]),
        "No last day": set(visits.loc[visits["end"].isna(), "visit"]),
        "A stop without a place": set(stops["visit"]) - _all_stops(selection, "place"),
        "A stop without its days": made - _all_stops(selection, "arrival", "departure"),
        "No source": set(visits["visit"]) - set(selection.citations["visit"]),
    }
    rows = [
        visits.loc[visits["visit"].isin(found), HEAD].assign(gap=gap)
        for gap, found in lacking.items()
    ]
    return pd.concat(rows, ignore_index=True)[["gap", *HEAD]]


def of_one_stance(selection: Selection) -> pd.DataFrame:
    """List the visits whose sources are all of one stance.

    Columns: visit, leader_name, title, start, status_label, stance_label, n_sources.
    """
    of_visit = _cited(selection).groupby("visit")["stance_label"].agg(["nunique", "first", "size"])
    alone = of_visit[of_visit["nunique"] == 1]
    frame = selection.visits.loc[selection.visits["visit"].isin(alone.index), HEAD]
    return frame.assign(
        stance_label=alone["first"].loc[frame["visit"]].to_numpy(),
        n_sources=alone["size"].loc[frame["visit"]].to_numpy(),
    ).reset_index(drop=True)


def not_made(selection: Selection) -> pd.DataFrame:
    """List the visits that were cancelled or are planned; columns as `HEAD`."""
    statuses = [str(Status.CANCELLED), str(Status.PLANNED)]
    return selection.visits.loc[selection.visits["status"].isin(statuses), HEAD].reset_index(
        drop=True
    )


def disagreements(selection: Selection) -> pd.DataFrame:
    """List the sentences of the cross-checks that tell of a disagreement, by `DISAGREEMENT`.

    Columns: visit, leader_name, title, start, status_label, said.
    """
    words = re.compile(rf"\b(?:{'|'.join(map(re.escape, DISAGREEMENT))})", re.IGNORECASE)
    told = selection.visits["checks"].str.contains(words.pattern, case=False, regex=True)
    rows = [
        (*(getattr(row, column) for column in HEAD), sentence)
        for row in each_row(selection.visits[told])
        for sentence in re.split(r"(?<=\.)\s+(?=[A-Z(\d])", " ".join(row.checks.split()))
        if words.search(sentence)
    ]
    return pd.DataFrame(rows, columns=[*HEAD, "said"])


def by_stance(selection: Selection) -> pd.DataFrame:
    """Count the sources of each stance, those without any too.

    Columns: stance_label, n_sources, n_publishers, n_visits (with at least one), n_statements.
    """
    sources, cited = selection.sources, _cited(selection)
    rows = []
    for stance in Stance:
        own = sources[sources["stance"] == str(stance)]
        visits = cited.loc[cited["stance"] == str(stance), "visit"].nunique()
        rows.append(
            (stance.label, len(own), own["publisher"].nunique(), visits,
             int(own["n_statements"].sum()))
        )  # fmt: skip
    return pd.DataFrame(
        rows, columns=["stance_label", "n_sources", "n_publishers", "n_visits", "n_statements"]
    )


def _joined(labels: pd.Series) -> str:
    return ", ".join(dict.fromkeys(labels))


def by_publisher(selection: Selection) -> pd.DataFrame:
    """Count the sources of each publisher, most first.

    Columns: publisher, stance_label (all that it has), n_sources, n_visits, n_statements.
    """
    visits = _cited(selection).groupby("publisher")["visit"].nunique()
    grouped = selection.sources.groupby("publisher")
    frame = pd.DataFrame(
        {
            "stance_label": grouped["stance_label"].agg(_joined),
            "n_sources": grouped.size(),
            "n_visits": visits,
            "n_statements": grouped["n_statements"].sum(),
        }
    ).rename_axis("publisher").reset_index()  # fmt: skip
    frame = frame.assign(folded=frame["publisher"].str.casefold())
    frame = frame.sort_values(["n_sources", "folded"], ascending=[False, True])
    return frame.drop(columns="folded").fillna({"n_visits": 0}).astype({"n_visits": int})
