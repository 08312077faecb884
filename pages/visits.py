"""Visits: a table of all visits, and the details of one."""

import streamlit as st

from dashboard.app import page, visit
from dashboard.app.share import code, visit_address

view = page.load_view()
page.page_head(
    view,
    "Visits",
    "Every visit with its dates, hosts and status. Choose one, in the table or by name, to read "
    "its dossier: itinerary, people met, statements and sources.",
)
visit.visits_table(view)
chosen = visit.chosen_visit(view)
if chosen is None:
    st.info("Choose a visit to read its dossier.", icon=":material/arrow_upward:")
else:
    visit.previous_and_next(view, chosen)
    visit.visit_details(view, chosen, linked=False)
    st.markdown("Permanent link to this visit:")
    code(visit_address(chosen))
