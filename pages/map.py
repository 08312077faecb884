"""Map: where each leader went, by city or by country, and the hosts in a table."""

import streamlit as st

from dashboard import app as ui
from dashboard.analysis.methods import OUTLINES
from dashboard.charts import hosts_on_map
from dashboard.charts.hosts_on_map import Area, Count, Mark

view = ui.load_view()
ui.page_head(
    view, "Map",
    "Where each leader went, how often and for how long. Cities stand where they are; a country "
    "is shaded as a whole, wherever in it a stop was.",
    groups_leaders=True,
)  # fmt: skip

controls = st.container(horizontal=True, gap="medium")
mark = ui.one_of("Mark", list(Mark), "mark", controls)
unit = ui.unit_switch(controls, list(Count))
area = ui.one_of("Part of the map", list(Area), "area", controls)
with st.container(horizontal=True, vertical_alignment="center"):
    journeys = st.toggle("Journeys as lines", key="lines", bind="query-params")
    if view.filters.hosts:
        st.button("Show all host countries", on_click=ui.clear_filters, args=("host",))
whole = ui.whole_of(view).once(hosts_on_map.everywhere, view.whole, mark)
hosts = view.once(hosts_on_map.table, view.grouped, mark, unit, area, journeys, whole)
basis = view.once(hosts_on_map.basis, hosts, bool(view.filters.topics), bool(view.filters.hosts))
if journeys:
    basis += (
        " Lines join the stops of a visit in their order; they begin and end in the middle of the "
        "home country, as the record holds no airports."
    )
nothing = "Nothing here matches the filters."
if hosts.empty and mark == Mark.CITIES and len(view.made.visits):
    nothing = "No visit shown has a place whose coordinates are known. Choose “Countries” above."

# The maps keep their width; the table takes the rest, or the line below in a narrow window.
side_by_side = st.container(horizontal=True, gap="medium")
with side_by_side.container(width=432):
    ui.show(
        hosts_on_map, hosts, view, picks=("host",), basis=ui.plain(f"{basis} {OUTLINES}"),
        evidence=view.made, nothing=nothing,
    )  # fmt: skip
with side_by_side.container():
    st.header("Which countries were hosts?")
    ui.hosts_table(view.once(hosts_on_map.hosts, view.grouped), view)
for name, left_out, why in (
    ("unplaced", view.once(hosts_on_map.unplaced, view.selection, mark),
     "have a stop whose place no source names"),
    ("not_made", view.once(hosts_on_map.not_made, view.selection),
     "did not take place or are disputed"),
):  # fmt: skip
    if len(left_out):
        st.markdown(f"Not on the map, because they {why} ({ui.counted(len(left_out), 'visit')}):")
        ui.visit_list(left_out, name, view)
