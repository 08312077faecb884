"""Tables that more than one chart draws: topics by leader, challenges and opportunities."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import pandas as pd

from dashboard.analysis.metrics import count_by, hosts_of_visits, statements_by
from dashboard.analysis.selection import FEW_VISITS, Selection
from dashboard.analysis.units import COUNTS, Rows, Unit
from dashboard.analysis.wording import counted
from dashboard.charts.chart import Option, Options
from dashboard.charts.parts.leaders import charted_leaders
from dashboard.model.countries import country_name
from dashboard.model.vocabulary import StatementKind

COUNTED = [unit.column for unit in COUNTS]
KINDS = {
    StatementKind.CHALLENGE: "challenges",
    StatementKind.OPPORTUNITY: "opportunities",
}


class Order(StrEnum):
    """How the topics are ordered; the value is the label on screen and in shared links."""

    DIFFERENCE = "Difference"
    FREQUENCY = "Frequency"
    NAME = "Name"


class Form(StrEnum):
    """How challenges and opportunities are drawn; the value is the label in shared links."""

    MATRIX = "Matrix"
    BARS = "Bars"


TOPIC_OPTIONS = (
    Option("unit", "Count", tuple(Unit)),
    Option("order", "Order", tuple(Order)),
    Option("said", "Kinds of statement", tuple(StatementKind), "many"),
)
CHALLENGE_OPTIONS = (
    Option("rows", "Rows", tuple(Rows)),
    Option("view", "View", tuple(Form)),
    Option("unit", "Count", tuple(Unit)),
    Option("row", "Row", kind="value"),
    Option("column", "Column", kind="value"),
)


def leaders_shown(selection: Selection) -> pd.DataFrame:
    """Return the leaders with a visit in the order of the vocabulary; more than eight are one.

    Columns: leader, leader_name, position (place in the vocabulary of the whole data set,
    whatever the filters: it gives a leader's colour), n_all_visits.
    """
    n_visits = selection.grouped.visits["leader"].value_counts()
    leaders = charted_leaders(selection)[["leader", "name", "position"]]
    leaders = leaders.rename(columns={"name": "leader_name"})
    leaders["n_all_visits"] = [int(n_visits.get(leader, 0)) for leader in leaders["leader"]]
    return leaders[leaders["n_all_visits"] > 0]


def fill_counts(cells: pd.DataFrame, counted: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return the cells with what was counted in each, 0 where nothing was.

    `counted` has the columns of `by` and `COUNTED`.
    """
    counts = counted.set_index(by)[COUNTED]
    found = counts.reindex(pd.MultiIndex.from_frame(cells[by]), fill_value=0)
    return pd.concat([cells, found.set_axis(cells.index)], axis=1)


def topics(selection: Selection, wanted: Iterable[str]) -> pd.DataFrame:
    """Return these topics in the order of the vocabulary: topic, topic_label, group."""
    named = set(wanted)
    rows = [
        (topic.id, topic.label, topic.group) for topic in selection.head.topics if topic.id in named
    ]
    return pd.DataFrame(rows, columns=["topic", "topic_label", "group"])


def topics_by_leader(selection: Selection, options: Options) -> pd.DataFrame:
    """Count, in every unit, what touches each topic, one row a topic and leader.

    Leaders without a visit and topics without a statement are left out; the denominator is
    every visit of the leader, also one without a statement. Rows stand in the order asked
    for: by difference of two leaders (most above under the second first; of more leaders,
    widest spread first; of one, as by frequency), by frequency, or by name.

    Columns: topic, topic_label, group, leader, leader_name, position (place in the
    vocabulary), n_visits (that touch the topic), n_all_visits, share (0 to 1), n_hosts and
    n_days (host countries and days abroad of n_visits), n_statements (on the topic), few
    (n_visits is below five), unit (what the figure shows).
    """
    shown = selection.grouped.of_kinds(options["said"])
    counted = count_by(shown, shown.mentions, ["topic", "leader"])
    cells = topics(selection, counted["topic"]).merge(leaders_shown(selection), how="cross")
    frame = fill_counts(cells, counted, ["topic", "leader"])
    frame = frame.assign(
        share=frame["n_visits"] / frame["n_all_visits"],
        few=frame["n_visits"] < FEW_VISITS,
        unit=str(options["unit"]),
    )
    columns = [
        "topic", "topic_label", "group", "leader", "leader_name", "position", "n_visits",
        "n_all_visits", "share", "n_hosts", "n_days", "n_statements", "few", "unit",
    ]  # fmt: skip
    ranks = {
        "lead": -_lead(frame, Unit(options["unit"]), Order(options["order"])).round(9),
        "name": frame["topic_label"].str.casefold(),
    }
    ordered = frame.assign(**ranks).sort_values(
        ["lead", "name", "topic"], kind="stable", ignore_index=True
    )
    return ordered[columns]


def _lead(frame: pd.DataFrame, unit: Unit, order: Order) -> pd.Series:
    """Return for each row the number that puts its topic first, the same for all leaders."""
    by_topic = frame.groupby("topic", sort=False)
    n_leaders = frame["leader"].nunique()
    if order is Order.NAME:
        return frame["n_visits"] * 0
    if order is Order.FREQUENCY or n_leaders == 1:
        # Shares are summed as visits: unequal denominators would distort their mean.
        count = Unit.VISITS if unit is Unit.SHARE else unit
        return by_topic[count.column].transform("sum")
    values = by_topic[unit.column]
    if n_leaders == 2:
        return values.transform("last") - values.transform("first")
    return values.transform("max") - values.transform("min")


def what_counts(options: Options) -> str:
    """Say what the charts of topics count, with the kinds of statement that were chosen."""
    said = " or ".join(kind.label.lower() for kind in options["said"])
    stated = f"statement of kind {said}" if said else "statement"
    touching = f"visits with at least one {stated} on the topic."
    unit = Unit(options["unit"])
    counted = {
        Unit.SHARE: f"Visits with a {stated} on the topic, out of all visits shown, with one or "
        "not.",
        Unit.VISITS: touching.capitalize(),
        Unit.STATEMENTS: f"Each {stated} on the topic; one can be on up to three topics.",
    }
    return counted.get(unit, f"{unit} of {touching}") + unit.note


def challenges(selection: Selection, options: Options) -> pd.DataFrame:
    """Count challenges and opportunities in every unit by row, kind and leader, zeros included.

    Rows with most statements stand first; a row without any and a leader without visits are
    left out. Columns: row (topic or alpha-3 code), label, kind, kind_label, leader,
    leader_name, position, n_all_visits (of the leader), `COUNTED`, share (n_visits of
    n_all_visits), unit.
    """
    shown = selection.grouped
    counted = count_by(
        shown, statements_by(shown, options["rows"], KINDS), ["row", "leader", "kind"]
    )
    sums = counted.groupby("row", observed=True)["n_statements"].sum()
    labels: dict[Any, str] = {topic.id: topic.label for topic in selection.head.topics}
    if options["rows"] == Rows.HOSTS:
        labels = {code: country_name(code) for code in sums.index}
    rows = [(row, labels[row], -n_statements) for row, n_statements in sums.items()]
    ranked = pd.DataFrame(rows, columns=["row", "label", "rank"]).sort_values(
        ["rank", "label", "row"]
    )
    kinds = pd.DataFrame(
        [(str(kind), kind.label) for kind in KINDS], columns=["kind", "kind_label"]
    )
    cells = ranked[["row", "label"]].merge(kinds, how="cross")
    cells = cells.merge(leaders_shown(selection), how="cross")
    frame = fill_counts(cells, counted, ["row", "leader", "kind"])
    return frame.assign(share=frame["n_visits"] / frame["n_all_visits"], unit=str(options["unit"]))


def visits_to_row(selection: Selection, frame: pd.DataFrame, rows: str) -> pd.Series:
    """Return for each cell the visits of its leader that could have a statement in its row.

    Of a host these are the visits to it, of a topic all visits.
    """
    if rows == Rows.TOPICS:
        return frame["n_all_visits"]
    went = hosts_of_visits(selection.grouped)[["row", "leader"]].astype(str).value_counts()
    cells = pd.MultiIndex.from_frame(frame[["row", "leader"]])
    return pd.Series(went.reindex(cells, fill_value=0).to_numpy(), frame.index, int)


def whose_visits(selection: Selection, options: Options) -> str:
    """Say what the counts and shares of challenges and opportunities rest on."""
    people: list[Any] = list(leaders_shown(selection).itertuples())
    leaders = ", ".join(f"{who.leader_name} {counted(who.n_all_visits, 'visit')}" for who in people)
    said = f"Shares are of each leader’s visits shown ({leaders})."
    if selection.filters.topics:
        said += " All of these touch a chosen topic, and only their statements on it count."
    each = (
        " A statement of a visit with several hosts counts for each of those hosts."
        if options["rows"] == Rows.HOSTS
        else " A statement on several topics counts for each of them."
    )
    return said + each + Unit(options["unit"]).note


def of_visits(n_visits: int, n_all_visits: int, share: float) -> str:
    """Write a share with its numbers: `5 of 6 visits (83%)`."""
    noun = "visit" if n_all_visits == 1 else "visits"
    return f"{n_visits:,} of {n_all_visits:,} {noun} ({share:.0%})"
