"""Visits: a table of all visits, and the dossier of one."""

import streamlit as st

from dashboard import app as ui

view = ui.load_view()
ui.page_head(
    view,
    "Visits",
    "Every visit with its dates, hosts and status. Choose one, in the table or by name, to read "
    "its dossier: itinerary, people met, statements and sources.",
)
ui.visits_table(view)
visit = ui.chosen_visit(view)
if visit is None:
    st.info("Choose a visit to read its dossier.", icon=":material/arrow_upward:")
else:
    ui.previous_and_next(view, visit)
    ui.dossier(view, visit, linked=False)
    st.markdown("Permanent link to this visit:")
    st.code(ui.visit_address(visit), language=None, wrap_lines=True)
