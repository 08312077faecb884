"""The overview: leaders side by side, what stands out, what is latest, what is disputed."""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st

from dashboard.model import Bearing, Status
from dashboard.summary import findings, leaders_compared
from dashboard.tables import each_row
from dashboard.ui.evidence import download, table, visit_heading
from dashboard.ui.frame import View
from dashboard.ui.words import counted, day, plain

LEADERS_ABREAST = 3
"""Up to this many leaders stand side by side; more stand in a table."""
METRIC_WIDTH = 200
"""Pixels; two metrics fit beside each other on a phone's width less the margins."""
MOST_DISPUTED = 5
"""Up to this many disputed visits stand on the overview."""
BRIEF = 220
"""Characters after which a long text is cut at the end of the sentence."""


def leaders_side_by_side(view: View) -> None:
    """Draw each leader's figures side by side, one column a leader."""
    filters = view.filters
    frame = leaders_compared(view.tables, filters.start, filters.end)
    rows = list(each_row(frame))
    if len(rows) > LEADERS_ABREAST:
        table(frame[frame["n_visits"] > 0].drop(columns=["leader", "position"]))
        download(frame, "leaders")
        return
    by_id = {who.id: who for who in view.whole.dataset.leaders}
    for row, column in zip(rows, st.columns(len(rows), border=True), strict=True):
        who = by_id[row.leader]
        term = (
            f"{day(who.took_office)} to {day(who.left_office)}"
            if who.left_office
            else f"since {day(who.took_office)}"
        )
        because = f" ({plain(who.left_because)})" if who.left_because else ""
        with column:
            st.subheader(plain(f"{who.full_name} · {who.native_name}"))
            st.caption(
                f"{plain(who.office)}, {term}{because}. "
                f"{row.n_years:.2f} years in office covered by this view."
            )
            cells = (
                ("Visits", f"{row.n_visits:,}"),
                ("Host countries", f"{row.n_hosts:,}"),
                ("Days abroad", f"{row.n_days:,}"),
                ("Visits per year in office", _decimal(row.visits_per_year)),
                (
                    f"Multilateral: {row.n_multilateral} of {row.n_visits}",
                    _percent(row.multilateral_share),
                ),
                (
                    f"Signed agreement: {row.n_agreement} of {row.n_visits}",
                    _percent(row.agreement_share),
                ),
            )
            # A horizontal container wraps by width; columns would stack one by one on a phone.
            with st.container(horizontal=True):
                for label, value in cells:
                    st.metric(label, value, width=METRIC_WIDTH)


def _decimal(value: float | None) -> str:
    return "–" if value is None or pd.isna(value) else f"{value:.1f}"


def _percent(value: float | None) -> str:
    return "–" if value is None or pd.isna(value) else f"{value:.0%}"


def stand_out(view: View) -> None:
    """Draw the generated sentences of what stands out."""
    said = findings(view.abreast, view.filters.start, view.filters.end)
    st.markdown("\n".join(f"- {plain(line)}" for line in said) or "There is nothing to compare.")


def visit_list(rows: pd.DataFrame) -> None:
    """Draw visits as links, each with its days, kind and occasion."""
    for row in each_row(rows):
        visit_heading(row, "; ".join(part for part in (row.kind_label, row.occasion) if part))


def latest_visits(view: View, number: int) -> None:
    """Draw the latest visits of those shown."""
    dated = view.tables.visits.dropna(subset=["start"])
    visit_list(dated.sort_values(["start", "visit"], ascending=False).head(number))


def disputed_visits(view: View) -> None:
    """Draw every disputed visit, whatever the filters, with what its cross-checks say."""
    disputed = view.whole.visits[view.whole.visits["status"] == Status.DISPUTED]
    if disputed.empty:
        st.markdown("No visit in this data set is disputed.")
    for row in each_row(disputed.head(MOST_DISPUTED)):
        visit_heading(row)
        cited = view.whole.citations[view.whole.citations["visit"] == row.visit]
        counts = cited["bearing"].value_counts()
        said = ", ".join(
            f"{counts.get(str(bearing), 0)} {word}"
            for bearing, word in (
                (Bearing.SUPPORTS, "support the claim"),
                (Bearing.CONTRADICTS, "contradict it"),
                (Bearing.CONTEXT, "bear on it without deciding"),
            )
        )
        st.markdown(f"Of {counted(len(cited), 'source')}, {said}. {plain(_brief(row.checks))}")

    if len(disputed) > MOST_DISPUTED:
        st.markdown(
            f"And {len(disputed) - MOST_DISPUTED:,} more: choose “Disputed” in the filter “Status”."
        )


def _brief(text: str) -> str:
    sentences = re.split(r"(?<=[.;:])\s+(?=[A-Z(])", text)
    kept = ""
    for sentence in sentences:
        kept = f"{kept} {sentence}".strip()
        if len(kept) >= BRIEF:
            break
    return kept


def limits(view: View) -> str:
    """List what the data set says of its own limits, as Markdown."""
    return "".join(f"- {plain(limit)}\n" for limit in view.whole.dataset.limits)


def coverage(view: View) -> str:
    """Say how far the record reaches, as Markdown."""
    dataset = view.whole.dataset
    note = f" {plain(dataset.complete.note)}" if dataset.complete.note else ""
    return (
        f"Version {plain(dataset.version)}, as of {day(dataset.as_of)}. The list of visits is "
        f"judged complete from {day(dataset.complete.start)} to {day(dataset.complete.end)}.{note}"
    )
