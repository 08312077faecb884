"""Presidents Abroad: the frame around every page."""

import streamlit as st

from dashboard import ui

st.set_page_config(page_title=ui.NAME, page_icon=str(ui.ICON), layout="wide")
page = st.navigation(ui.menu())
tables = ui.load()
ui.leave_view(tables, ui.filter_bar(tables))
ui.run(page, tables)
