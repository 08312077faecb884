"""The timeline: visits one by one, or how many were begun where there are too many for that."""

from __future__ import annotations

import streamlit as st

from dashboard.charts import visits_begun, visits_in_time
from dashboard.methods import NARROW_VISITS
from dashboard.ui.digest import visit_list
from dashboard.ui.evidence import VISIT
from dashboard.ui.figures import show
from dashboard.ui.frame import View, clear_filters
from dashboard.ui.words import plain


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
    if view.once(visits_begun.too_many, view.tables):
        begun = view.once(visits_begun.table, view.abreast, axis, visit, close)
        show(
            visits_begun, begun, view, picks=("from", "to"), evidence=view.tables,
            basis=plain(view.once(visits_begun.basis, begun, on_topics)), name="visits_in_time",
        )  # fmt: skip
    else:
        bars = view.once(visits_in_time.table, view.abreast, axis, visit, close)
        basis = plain(view.once(visits_in_time.basis, bars, on_topics))
        show(
            visits_in_time, bars, view, picks=(VISIT,), evidence=view.tables,
            basis=f"{basis} {NARROW_VISITS} A click opens the visit.",
        )  # fmt: skip
    undated = view.once(visits_in_time.undated, view.tables)
    if len(undated):
        st.markdown("Not on the axis, because no source gives a date:")
        visit_list(undated, "undated", view)
