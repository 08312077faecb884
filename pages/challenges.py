"""Challenges and opportunities: the matrix, its cells, and one side against the other."""

import streamlit as st

from dashboard.app import page
from dashboard.app.chart_view import controls, show
from dashboard.app.sidebar import forget
from dashboard.app.statements import of_cell
from dashboard.charts import challenges_against_opportunities as bars
from dashboard.charts import challenges_and_opportunities as matrix

view = page.load_view()
page.page_head(
    view,
    "Challenges and opportunities",
    "What sources report as an obstacle, tension or risk of a visit or a relationship, and what "
    "they present as a prospect or opening.",
    needs_statements=True,
    groups_leaders=True,
)

place = st.container(horizontal=True, gap="medium")
options = controls(matrix.CHART, "rows", place=place, on_change=forget, args=("row",))
options |= controls(matrix.CHART, "view", place=place)
options |= controls(matrix.CHART, "unit")
chart = st.container()

st.subheader("Statements of a cell", anchor="statements")
options |= of_cell(view, options["rows"])
with chart:
    shown = bars.CHART if options["view"] == "Bars" else matrix.CHART
    show(view, shown, options)
