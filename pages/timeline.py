"""Timeline: when each leader travelled, and how often."""

import streamlit as st

from dashboard import app as ui
from dashboard.charts import visits_in_time, visits_per_period

view = ui.load_view()
ui.page_head(
    view,
    "Timeline",
    "When each leader travelled, by the calendar or by the day of the term, so that two terms "
    "can be set side by side; and how much travel falls in each year or quarter.",
    groups_leaders=True,
)

axis = ui.one_of("Axis", list(visits_in_time.Axis), "axis")
placed = st.container()
visit = ui.chosen_visit(view)
if visit is not None:
    with st.container(height=600, border=True):
        ui.dossier(view, visit)
with placed:
    ui.visits_over_time(view, axis, visit)

controls = st.container(horizontal=True, gap="medium")
per = ui.one_of("Per", list(visits_per_period.Per), "per", controls)
unit = ui.unit_switch(controls)
counts = view.once(
    visits_per_period.table, view.grouped, per, unit, view.filters.start, view.filters.end
)
ui.show(
    visits_per_period, counts, view, evidence=view.selection,
    basis=ui.plain(view.once(visits_per_period.basis, counts, bool(view.filters.topics))),
)  # fmt: skip
