"""The leaders and the visits that took place, as charts that compare leaders count them."""

from __future__ import annotations

import pandas as pd

from dashboard.analysis.selection import Selection


def charted_leaders(selection: Selection) -> pd.DataFrame:
    """Return the leaders that charts show, at most eight, with their place in the vocabulary.

    `position` gives a leader's colour. It counts all leaders of the data set, whatever the
    filters leave, so that the colour is the same on every page; leaders taken as one have 0.

    Columns: those of `leaders`, position, end_note (why the term ended, or that the record
    ends before it).
    """
    order = {leader.id: position for position, leader in enumerate(selection.whole.head.leaders)}
    leaders = selection.grouped.leaders
    because = leaders["left_because"].where(leaders["left_because"].notna(), "left office")
    is_over = leaders["left_office"] == leaders["observed_until"]
    return leaders.assign(
        position=[order.get(leader, 0) for leader in leaders["leader"]],
        end_note=because.where(is_over, "record ends"),
    ).astype({"position": int})


def counted_visits(selection: Selection) -> pd.DataFrame:
    """Return the visits that took place, by leader as charts show them, with their counts.

    Columns: visit, leader, title, start, day_of_term, n_visits (1), n_days (missing where
    unknown), n_statements (of those that the filters leave).
    """
    made = selection.grouped.took_place
    visits = made.visits[["visit", "leader", "title", "start", "day_of_term", "n_days"]]
    visits = visits.astype({"visit": str, "leader": str})
    # As words, few ids meet quickly; as categories they would be compared with all of the data.
    counts = made.statements["visit"].value_counts()
    counts = counts[counts > 0].rename(index=str)
    n_statements = visits["visit"].map(counts).fillna(0).astype(int)
    return visits.assign(n_visits=1, n_statements=n_statements)


def stops_that_took_place(selection: Selection) -> pd.DataFrame:
    """Return the stops of the visits that took place, visits and leaders as in those."""
    return selection.grouped.took_place.stops.astype({"visit": str, "leader": str})
