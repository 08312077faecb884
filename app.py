"""Presidents Abroad: the frame around every page."""

import streamlit as st

from dashboard import ui

page = st.navigation(ui.menu())
ui.entitle(page)
tables = ui.load()
ui.leave_view(tables, ui.filter_bar(tables))
ui.run(page, tables)
