"""Data and methods: coverage, completeness, sources and downloads."""

import streamlit as st

from dashboard import ui
from dashboard.model import MAX_STATEMENT_WORDS

view = ui.take_view()
ui.page_head(
    view,
    "Data and methods",
    "What the data set holds and what it lacks, how it was made, what it cannot tell, and "
    "everything to download. This page describes the whole data set, whatever the filters.",
    needs_visits=False,
)
st.header("What is in, and what is not?")
st.markdown(ui.coverage(view))
ui.what_is_in(view)
st.header("How complete is each visit?")
ui.scores(view)
st.header("What can be downloaded?")
ui.downloads(view)
st.caption(ui.licences(view))
st.header("What counts as a visit?")
st.markdown(
    "One journey abroad by the leader, from leaving home to returning: two countries on one "
    "journey are two stops of one visit. First and last day are days abroad, in local dates; days "
    "in the air or at home do not count. Day of term counts from the day of taking office, day 0. "
    "Only confirmed visits are shown unless the status filter asks for more. A visit that no "
    "source dates is listed and never put on a time axis."
)
st.header("How were statements coded?")
st.markdown(
    "A statement is one reported point about one visit, in our own words, in one sentence of at "
    f"most {MAX_STATEMENT_WORDS} words, with the source that says it. It has one kind and one to "
    "three topics. The coder noted what a source says, not what is known from elsewhere; a "
    "challenge or an opportunity needs a source that presents it as such. "
    "What every word means, and how far two codings agree:"
)
st.page_link(ui.page_named("codebook"), icon=":material/menu_book:")
st.header("What can the statements not tell?")
st.markdown(
    ui.limits(view)
    + "- How many statements a visit has follows the coder's sampling: compare leaders by the "
    "share of visits that touch a topic. Numbers that rest on fewer than five visits are marked.\n"
    "- What no source reported is absent. A challenge or an opportunity is a source's reading, "
    "reported here; it is not a judgement of this data set on a visit or a leader."
)
st.header("Which sources does it rest on?")
ui.sources_table(view)
