"""What the data set holds and what it lacks: criteria that a visit meets, gaps, sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

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
"""Beginnings of words that mark a sentence of `checks` as one on a disagreement."""

HEAD = ["visit", "leader_name", "title", "start", "status_label"]


@dataclass(frozen=True)
class Criterion:
    """One property of a well documented visit; `met` returns the ids of the visits that have it.

    A criterion `of_made` asks for what only a visit that took place can have: it is not asked of
    one that was cancelled, is planned, or is disputed.
    """

    name: str
    meaning: str
    of_made: bool
    met: Callable[[Selection], set[str]]


def _dated(selection: Selection) -> set[str]:
    return set(selection.visits.dropna(subset=["start", "end"])["visit"])


def _all_stops(*columns: str) -> Callable[[Selection], set[str]]:
    """Return what finds the visits of which every stop has a value in each of these columns."""

    def found(selection: Selection) -> set[str]:
        stops = selection.stops
        known = stops[list(columns)].replace("", pd.NA).notna().all(axis=1)
        return set(stops["visit"]) - set(stops.loc[~known, "visit"])

    return found


def _several(frame: str, column: str, number: int) -> Callable[[Selection], set[str]]:
    """Return what finds the visits with at least this many different values of a column."""

    def found(selection: Selection) -> set[str]:
        rows = _cited(selection) if frame == "sources" else getattr(selection, frame)
        n_values = rows[["visit", column]].drop_duplicates()["visit"].value_counts()
        return set(n_values.index[n_values >= number])

    return found


def _outside_source(selection: Selection) -> set[str]:
    cited = _cited(selection)
    return set(cited.loc[cited["stance"].isin([str(stance) for stance in OUTSIDE]), "visit"])


def _cited(selection: Selection) -> pd.DataFrame:
    """Return each citation with its source; a source cited twice by one visit stands once."""
    sources = selection.sources[["source", "publisher", "stance", "stance_label"]]
    return selection.citations[["visit", "source"]].drop_duplicates().merge(sources, on="source")


_placed, _with_days = _all_stops("place"), _all_stops("arrival", "departure")
CRITERIA = (
    Criterion("Dated", "First and last day are known.", True, _dated),
    Criterion("Places", "Every stop names its place.", True, _placed),
    Criterion("Itinerary", "Every stop has its day of arrival and its day of departure.", True,
              _with_days),
    Criterion("People met", "At least one person met is named.", True,
              _several("meetings", "name", 1)),
    Criterion("Two sources", "At least two sources.", False, _several("sources", "source", MANY)),
    Criterion("Two stances", "Sources of at least two stances.", False,
              _several("sources", "stance", MANY)),
    Criterion("Outside source", "At least one independent or intergovernmental source.", False,
              _outside_source),
    Criterion("Three kinds", "Statements of at least three kinds.", False,
              _several("statements", "kind", KINDS)),
)  # fmt: skip
"""What is counted, in this order. The last is not asked of a data set without statements."""


def asked(selection: Selection) -> Iterator[tuple[Criterion, set[str], set[str]]]:
    """Yield each criterion, the visits of which it is asked and those of them that meet it."""
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
    frame = selection.visits[HEAD].assign(n_met=0, n_asked=0, unmet="")
    for criterion, visits, has in asked(selection):
        met, wanted = frame["visit"].isin(has), frame["visit"].isin(visits)
        frame["n_met"] += met
        frame["n_asked"] += wanted
        frame["unmet"] = frame["unmet"].mask(wanted & ~met, frame["unmet"] + f", {criterion.name}")
    frame["unmet"] = frame["unmet"].str.removeprefix(", ")
    frame["score"] = frame["n_met"].astype(str) + " of " + frame["n_asked"].astype(str)
    frame["lacking"] = frame["n_asked"] - frame["n_met"]
    frame = frame.sort_values(["lacking", "start", "visit"], ascending=[False, True, True])
    return frame[[*HEAD, "score", "n_met", "n_asked", "unmet"]].reset_index(drop=True)


def criteria(selection: Selection) -> pd.DataFrame:
    """Return for each criterion what it means and how many visits meet it.

    Columns: criterion, meaning, n_met, n_asked (visits of which it is asked).
    """
    return pd.DataFrame(
        [(each.name, each.meaning, len(has), len(of)) for each, of, has in asked(selection)],
        columns=["criterion", "meaning", "n_met", "n_asked"],
    )


def gaps(selection: Selection) -> pd.DataFrame:
    """List what is unknown of the days and places of visits, one row a visit and gap.

    The days of a stop are missing only where the visit took place.

    Columns: gap, visit, leader_name, title, start, status_label.
    """
    visits, all_ids = selection.visits, set(selection.visits["visit"])
    made = set(selection.took_place.visits["visit"])
    lacking = {
        "No first day": set(visits.loc[visits["start"].isna(), "visit"]),
        "No last day": set(visits.loc[visits["end"].isna(), "visit"]),
        "A stop without a place": all_ids - _placed(selection),
        "A stop without its days": made - _with_days(selection),
        "No source": all_ids - set(selection.citations["visit"]),
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
    by_visit = _cited(selection).groupby("visit", observed=True)["stance_label"]
    stances = by_visit.agg(stance_label="first", n_stances="nunique", n_sources="size")
    alone = stances[stances["n_stances"] == 1].drop(columns="n_stances")
    return selection.visits[HEAD].merge(alone.reset_index(), on="visit")


def not_made(selection: Selection) -> pd.DataFrame:
    """List the visits that were cancelled or are planned; columns as `HEAD`."""
    statuses = [str(Status.CANCELLED), str(Status.PLANNED)]
    visits = selection.visits
    return visits.loc[visits["status"].isin(statuses), HEAD].reset_index(drop=True)


def disagreements(selection: Selection) -> pd.DataFrame:
    """List the sentences of the cross-checks that tell of a disagreement, by `DISAGREEMENT`.

    Columns: visit, leader_name, title, start, status_label, said.
    """
    words = rf"\b(?:{'|'.join(map(re.escape, DISAGREEMENT))})"
    visits = selection.visits
    told = visits[visits["checks"].str.contains(words, case=False)]
    frame = told[HEAD].assign(said=told["checks"].map(_sentences)).explode("said")
    frame = frame.astype({"said": str})
    return frame[frame["said"].str.contains(words, case=False)].reset_index(drop=True)


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=\.)\s+(?=[A-Z(\d])", " ".join(text.split()))


def by_stance(selection: Selection) -> pd.DataFrame:
    """Count the sources of each stance, those without any too.

    Columns: stance_label, n_sources, n_publishers, n_visits (with at least one), n_statements.
    """
    counts = _sources_by(selection, "stance_label").drop(columns="stances")
    counts = counts.reindex([stance.label for stance in Stance]).fillna(0).astype(int)
    return counts.reset_index()


def by_publisher(selection: Selection) -> pd.DataFrame:
    """Count the sources of each publisher, most first.

    Columns: publisher, stance_label (all that it has), n_sources, n_visits, n_statements.
    """
    counts = _sources_by(selection, "publisher").drop(columns="n_publishers").reset_index()
    counts = counts.fillna({"n_visits": 0}).astype({"n_visits": int})
    counts = counts.rename(columns={"stances": "stance_label"})
    order = {"rank": -counts["n_sources"], "name": counts["publisher"].str.casefold()}
    return counts.assign(**order).sort_values([*order])[counts.columns]


def _sources_by(selection: Selection, column: str) -> pd.DataFrame:
    sources = selection.sources.groupby(column)
    return pd.DataFrame(
        {
            "stances": sources["stance_label"].agg(lambda labels: ", ".join(labels.unique())),
            "n_sources": sources.size(),
            "n_publishers": sources["publisher"].nunique(),
            "n_visits": _cited(selection).groupby(column)["visit"].nunique(),
            "n_statements": sources["n_statements"].sum(),
        }
    ).rename_axis(column)
