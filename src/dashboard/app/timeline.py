"""The timeline: visits one by one, or how many were begun where there are too many for that."""

from __future__ import annotations

import streamlit as st

from dashboard.analysis.methods import NARROW_VISITS
from dashboard.app.digest import visit_list
from dashboard.app.evidence import VISIT
from dashboard.app.figures import show
from dashboard.app.frame import View, clear_filters
from dashboard.app.words import plain
from dashboard.charts import visits_begun, visits_in_time


def visits_over_time(view: View, axis: str, visit: str | None) -> None:
    """Draw the visits shown on the axis, `visit` marked, and list those without a date.

    More than a timeline can draw one by one are counted by period: a click on a period narrows
    the filters From and To to it, and its visits, once they are few enough, stand one by one.
    """
    on_topics, filters = bool(view.filters.topics), view.filters
    # A short time out of many visits is drawn as wide as the page.
    close = bool(filters.start or filters.end) and visits_begun.too_many(view.whole)
    if close:
        st.button("Show all years", on_click=clear_filters, args=("from", "to"))
    if view.once(visits_begun.too_many, view.selection):
        begun = view.once(visits_begun.table, view.grouped, axis, visit, close)
        show(
            visits_begun, begun, view, picks=("from", "to"), evidence=view.selection,
            basis=plain(view.once(visits_begun.basis, begun, on_topics)), name="visits_in_time",
        )  # fmt: skip
    else:
        bars = view.once(visits_in_time.table, view.grouped, axis, visit, close)
        basis = plain(view.once(visits_in_time.basis, bars, on_topics))
        show(
            visits_in_time, bars, view, picks=(VISIT,), evidence=view.selection,
            basis=f"{basis} {NARROW_VISITS} A click opens the visit.",
        )  # fmt: skip
    undated = view.once(visits_in_time.undated, view.selection)
    if len(undated):
        st.markdown("Not on the axis, because no source gives a date:")
        visit_list(undated, "undated", view)
