"""Timeline: when each leader travelled, and how often."""

import streamlit as st

from dashboard.app import page
from dashboard.app.chart_view import controls, show
from dashboard.app.sidebar import clear_filters
from dashboard.app.statements import visit_list
from dashboard.app.visit import chosen_visit, visit_details
from dashboard.charts import visits_in_time, visits_per_period

view = page.load_view()
page.page_head(
    view,
    "Timeline",
    "When each leader travelled, by the calendar or by the day of the term, so that two terms "
    "can be set side by side; and how much travel falls in each year or quarter.",
    groups_leaders=True,
)

options = controls(visits_in_time.CHART, "axis")
chart = st.container()
visit = chosen_visit(view)
if visit is not None:
    with st.container(height=600, border=True):
        visit_details(view, visit)
with chart:
    if (view.filters.start or view.filters.end) and visits_in_time.too_many(view.whole):
        st.button("Show all years", on_click=clear_filters, args=("from", "to"))
    show(view, visits_in_time.CHART, options | {"visit": visit})
    undated = visits_in_time.undated(view.selection)
    if len(undated):
        st.markdown("Not on the axis, because no source gives a date:")
        visit_list(undated, "undated")

show(view, visits_per_period.CHART, controls(visits_per_period.CHART, "per", "count"))
