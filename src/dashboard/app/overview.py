"""Sections of the overview: leaders side by side, what stands out, what is latest or disputed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import findings
from dashboard.analysis.selection import Selection
from dashboard.analysis.wording import term
from dashboard.app.data import View, cached, whole_of
from dashboard.app.markdown import plain
from dashboard.app.statements import visit_heading, visit_list
from dashboard.app.tables import download, table
from dashboard.model.vocabulary import Status

MAX_LEADERS_IN_COLUMNS = 3
"""Up to this many leaders stand side by side; more stand in a table."""
METRIC_WIDTH = 200
"""Pixels; two metrics fit beside each other on a phone's width less the margins."""
MOST_DISPUTED = 5
"""Up to this many disputed visits stand on the overview."""


def _stand_out(selection: Selection) -> list[str]:
    return findings.findings(selection.grouped)


def _latest(selection: Selection, number: int) -> pd.DataFrame:
    visits = selection.visits
    latest = visits[["start", "visit"]].sort_values(["start", "visit"], ascending=False)
    return visits.loc[latest.index[:number]]


def _disputed(whole: Selection) -> tuple[int, list[tuple[Any, str]]]:
    """Count the disputed visits, and say of the first of them what is claimed."""
    disputed = whole.visits[whole.visits["status"] == Status.DISPUTED]
    rows = list(disputed.head(MOST_DISPUTED).itertuples())
    return len(disputed), [(row, findings.of_the_claim(whole, row)) for row in rows]


def leaders_side_by_side(view: View) -> None:
    """Draw each leader's figures side by side, one column a leader; of many, a table."""
    frame = cached(view, findings.leaders_compared, view.filters.start, view.filters.end)
    if len(frame) > MAX_LEADERS_IN_COLUMNS:
        table(frame[frame["n_visits"] > 0].drop(columns=["leader", "position"]), "leaders")
        download(frame, "leaders")
        return
    by_id = {who.id: who for who in view.whole.head.leaders}
    rows: list[Any] = list(frame.itertuples())
    for row, column in zip(rows, st.columns(len(rows), border=True), strict=True):
        who = by_id[row.leader]
        with column:
            st.subheader(plain(f"{who.full_name} · {who.native_name}"))
            st.caption(
                f"{plain(term(who))}. {row.n_years:.2f} years in office covered by this view."
            )
            # A horizontal container wraps by width; columns would stack one by one on a phone.
            with st.container(horizontal=True):
                for label, value in findings.figures(row):
                    st.metric(label, value, width=METRIC_WIDTH)


def stand_out(view: View) -> None:
    """Draw the generated sentences of what stands out."""
    lines = [f"- {plain(line)}" for line in cached(view, _stand_out)]
    st.markdown("\n".join(lines) or "There is nothing to compare.")


def latest_visits(view: View, number: int) -> None:
    """Draw the latest visits of those shown."""
    visit_list(cached(view, _latest, number), "latest")


def disputed_visits(view: View) -> None:
    """Draw the first disputed visits, whatever the filters, each with its verdict."""
    n_disputed, claims = cached(whole_of(view), _disputed)
    if not n_disputed:
        st.markdown("No visit in this data set is disputed.")
    for row, claim in claims:
        visit_heading(row)
        st.markdown(plain(claim))
    if n_disputed > MOST_DISPUTED:
        st.markdown(
            f"And {n_disputed - MOST_DISPUTED:,} more: choose “Disputed” in the filter “Status”."
        )
