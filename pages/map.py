"""Map: where each leader went, by city or by country, and the hosts in a table."""

import streamlit as st

from dashboard.analysis.wording import counted
from dashboard.app import page
from dashboard.app.chart_view import controls, show
from dashboard.app.sidebar import clear_filters
from dashboard.app.statements import visit_list
from dashboard.app.tables import hosts_table
from dashboard.charts.hosts_on_map import CHART
from dashboard.charts.parts import map_tables

view = page.load_view()
page.page_head(
    view,
    "Map",
    "Where each leader went, how often and for how long. Cities stand where they are; a country "
    "is shaded as a whole, wherever in it a stop was.",
    groups_leaders=True,
)

options = controls(CHART, "mark", "count", "area")
with st.container(horizontal=True, vertical_alignment="center"):
    options |= controls(CHART, "lines", place=st)
    if view.filters.hosts:
        st.button("Show all host countries", on_click=clear_filters, args=("host",))

# The maps keep their width; the table takes the rest, or the line below in a narrow window.
side_by_side = st.container(horizontal=True, gap="medium")
with side_by_side.container(width=432):
    show(view, CHART, options)
with side_by_side.container():
    st.header("Which countries were hosts?")
    hosts_table(view)
unplaced = map_tables.unplaced(view.selection, options["mark"])
not_made = map_tables.not_made(view.selection)
for name, left_out, why in (
    ("unplaced", unplaced, "have a stop whose place no source names"),
    ("not_made", not_made, "did not take place or are disputed"),
):
    if len(left_out):
        st.markdown(f"Not on the map, because they {why} ({counted(len(left_out), 'visit')}):")
        visit_list(left_out, name)
