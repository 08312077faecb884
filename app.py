"""Presidents Abroad: the frame around every page."""

import streamlit as st

from dashboard import app as ui

page = st.navigation(ui.menu())
ui.entitle(page)
selection = ui.load()
ui.store_view(selection, ui.filter_bar(selection))
ui.run(page, selection)
