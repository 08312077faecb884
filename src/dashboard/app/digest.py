"""The overview: leaders side by side, what stands out, what is latest, what is disputed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import findings, limits
from dashboard.analysis.findings import figures, leaders_compared, of_the_claim
from dashboard.analysis.methods import LIMITS
from dashboard.analysis.selection import Selection, each_row, latest_first
from dashboard.analysis.wording import term
from dashboard.app.evidence import download, table, visit_heading
from dashboard.app.frame import View, whole_of
from dashboard.app.words import counted, plain
from dashboard.model.vocabulary import Status

MAX_LEADERS_IN_COLUMNS = 3
"""Up to this many leaders stand side by side; more stand in a table."""
METRIC_WIDTH = 200
"""Pixels; two metrics fit beside each other on a phone's width less the margins."""
MOST_DISPUTED = 5
"""Up to this many disputed visits stand on the overview."""


def leaders_side_by_side(view: View) -> None:
    """Draw each leader's figures side by side, one column a leader."""
    filters = view.filters
    frame = view.once(leaders_compared, view.selection, filters.start, filters.end)
    rows = view.once(_rows, frame)
    if len(rows) > MAX_LEADERS_IN_COLUMNS:
        table(frame[frame["n_visits"] > 0].drop(columns=["leader", "position"]), "leaders")
        download(frame, "leaders")
        return
    by_id = {who.id: who for who in view.whole.head.leaders}
    for row, column in zip(rows, st.columns(len(rows), border=True), strict=True):
        who = by_id[row.leader]
        with column:
            st.subheader(plain(f"{who.full_name} · {who.native_name}"))
            st.caption(
                f"{plain(term(who))}. {row.n_years:.2f} years in office covered by this view."
            )
            # A horizontal container wraps by width; columns would stack one by one on a phone.
            with st.container(horizontal=True):
                for label, value in figures(row):
                    st.metric(label, value, width=METRIC_WIDTH)


def stand_out(view: View) -> None:
    """Draw the generated sentences of what stands out."""
    said = view.once(findings.findings, view.grouped)
    st.markdown("\n".join(f"- {plain(line)}" for line in said) or "There is nothing to compare.")


def visit_list(visits: pd.DataFrame, name: str, view: View) -> None:
    """Draw visits as links, each with its days, kind and occasion; of many, count and offer all.

    `name` is that of the file.
    """
    for row in view.once(_listed, visits):
        visit_heading(row, "; ".join(part for part in (row.kind_label, row.occasion) if part))
    rest = len(visits) - limits.LISTED
    if rest > 0:
        st.markdown(f"And {counted(rest, 'more visit')}.")
        label = f"Download all {len(visits):,} as CSV"
        download(visits.drop(columns=["hosts"]), name, label)


def _rows(frame: pd.DataFrame) -> list[Any]:
    return list(each_row(frame))


def _listed(visits: pd.DataFrame) -> list[Any]:
    columns = [
        "visit", "leader_name", "title", "start", "end", "status", "status_label", "kind_label",
        "occasion",
    ]  # fmt: skip
    return _rows(visits.head(limits.LISTED)[columns])


def latest_visits(view: View, number: int) -> None:
    """Draw the latest visits of those shown."""
    visit_list(view.once(_latest, view.selection, number), "latest", view)


def _latest(selection: Selection, number: int) -> pd.DataFrame:
    return selection.visits.iloc[latest_first(selection)[:number]]


def disputed_visits(view: View) -> None:
    """Draw every disputed visit, whatever the filters, with what its cross-checks say."""
    n_disputed, claims = whole_of(view).once(_claims, view.whole)
    if not n_disputed:
        st.markdown("No visit in this data set is disputed.")
    for row, claim in claims:
        visit_heading(row)
        st.markdown(plain(claim))
    if n_disputed > MOST_DISPUTED:
        st.markdown(
            f"And {n_disputed - MOST_DISPUTED:,} more: choose “Disputed” in the filter “Status”."
        )


def _claims(whole: Selection) -> tuple[int, list[tuple[Any, str]]]:
    """Count the disputed visits, and say of the first of them what is claimed."""
    disputed = whole.visits[whole.visits["status"] == Status.DISPUTED]
    rows = list(each_row(disputed.head(MOST_DISPUTED)))
    return len(disputed), [(row, of_the_claim(whole, row)) for row in rows]


def known_limits(view: View) -> str:
    """List what the data cannot tell, first as the data set itself says it, as Markdown."""
    return "".join(f"- {plain(limit)}\n" for limit in (*view.whole.head.limits, *LIMITS))


def coverage(view: View) -> str:
    """Say how far the record reaches, as Markdown."""
    return plain(findings.coverage(view.whole.head))
