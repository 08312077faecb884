"""Topics: what the visits are about, by leader and by year."""

import streamlit as st

from dashboard.app import page
from dashboard.app.chart_view import controls, show
from dashboard.app.statements import on_topic
from dashboard.charts import topics_by_leader, topics_over_time

view = page.load_view()
page.page_head(
    view,
    "Topics",
    "How often each topic comes up under each leader, and when. A visit touches a topic when "
    "at least one of its statements is on it.",
    needs_statements=True,
    groups_leaders=True,
)

options = controls(topics_by_leader.CHART, "unit")
options |= controls(topics_by_leader.CHART, "order", "said")
show(view, topics_by_leader.CHART, options)

st.subheader("Statements on a topic", anchor="statements")
on_topic(view, "Topic (or click a row of a chart)", options["said"])
show(view, topics_over_time.CHART, options)
