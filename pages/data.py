"""Data and methods: coverage, completeness, sources and downloads."""

import streamlit as st

from dashboard import app as ui
from dashboard.analysis import methods

view = ui.load_view()
view = ui.whole_of(view)
ui.page_head(
    view,
    "Data and methods",
    "What the data set holds and what it lacks, how it was made, what it cannot tell, and "
    "everything to download. This page describes the whole data set, whatever the filters.",
    needs_visits=False,
)
st.header("What is in, and what is not?")
ui.what_is_in(view)
st.header("How complete is each visit?")
ui.scores(view)
st.header("What can be downloaded?")
ui.downloads(view)
st.caption(ui.licences(view))
st.header("What counts as a visit?")
st.markdown(f"{methods.VISIT} {methods.CONFIRMED}")
st.header("How were statements coded?")
st.markdown(f"{methods.STATEMENT} What every word means, and how far two codings agree:")
st.page_link(ui.page_named("codebook"), icon=":material/menu_book:")
st.header("What can the statements not tell?")
st.markdown(ui.known_limits(view))
st.header("Which sources does it rest on?")
ui.sources_table(view)
