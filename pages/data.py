"""Data and methods: coverage, completeness, sources and downloads."""

import streamlit as st

from dashboard.analysis import methods as words
from dashboard.app import methods, page
from dashboard.app.data import whole_of

view = whole_of(page.load_view())
page.page_head(
    view,
    "Data and methods",
    "What the data set holds and what it lacks, how it was made, what it cannot tell, and "
    "everything to download. This page describes the whole data set, whatever the filters.",
    needs_visits=False,
)
st.header("What is in, and what is not?")
methods.what_is_in(view)
st.header("How complete is each visit?")
methods.scores(view)
st.header("What can be downloaded?")
methods.downloads(view)
st.caption(methods.licences(view))
st.header("What changed from version to version?")
methods.changes()
st.header("What counts as a visit?")
st.markdown(f"{words.VISIT} {words.CONFIRMED}")
st.header("How were statements coded?")
st.markdown(f"{words.STATEMENT} What every word means, and how far two codings agree:")
st.page_link(page.page_named("codebook"), icon=":material/menu_book:")
st.header("What can the statements not tell?")
st.markdown(methods.known_limits(view))
st.header("Which sources does it rest on?")
methods.sources_table(view)
