"""Overview: what this is, and how the leaders compare at a glance."""

import streamlit as st

from dashboard.analysis import methods
from dashboard.analysis.findings import about, coverage
from dashboard.app import overview, page
from dashboard.app.chart_view import controls, show
from dashboard.app.markdown import plain
from dashboard.charts.visits_over_term import CHART

view = page.load_view()
head = view.whole.head
page.page_head(
    view,
    "Presidents Abroad",
    f"{plain(about(head))} Each figure leads to the visits, statements and sources that it "
    "rests on.",
    groups_leaders=True,
)
st.header("How do the leaders compare?")
overview.leaders_side_by_side(view)
st.caption(methods.FIGURES)
show(view, CHART, controls(CHART, "count"))
st.header("What stands out?")
overview.stand_out(view)
left, right = st.columns(2, gap="large")
with left:
    st.header("Latest visits")
    overview.latest_visits(view, 5)
with right:
    st.header("What is disputed, and why")
    overview.disputed_visits(view)
st.header("How far the record reaches")
st.markdown(plain(coverage(head)))
