"""Data and methods: codebook, coverage, sources and downloads."""

import streamlit as st

from dashboard import ui
from dashboard.model import MAX_STATEMENT_WORDS, Bearing, Stance, StatementKind, Status, VisitKind

view = ui.take_view()
ui.page_head(
    view,
    "Data and methods",
    "What counts as a visit, how statements were coded, what they cannot tell, and everything to "
    "download. This page describes the whole data set, whatever the filters.",
    needs_visits=False,
)
st.header("How far does the record reach?")
st.markdown(ui.coverage(view))
st.header("What can be downloaded?")
ui.downloads(view)
st.caption("The data: CC BY 4.0. The code: MIT.")
st.header("What counts as a visit?")
st.markdown(
    "One journey abroad by the president, from leaving home to returning: two countries on one "
    "journey are two stops of one visit. First and last day are days abroad, in local dates; days "
    "in the air or at home do not count. Day of term counts from the day of taking office, day 0. "
    "Only confirmed visits are shown unless the status filter asks for more. A visit that no "
    "source dates is listed and never put on a time axis."
)
ui.vocabulary(Status)
ui.vocabulary(VisitKind)
st.header("How were statements coded?")
st.markdown(
    "A statement is one reported point about one visit, in our own words, in one sentence of at "
    f"most {MAX_STATEMENT_WORDS} words, with the source that says it. It has one kind and one to "
    "three topics. The coder noted what a source says, not what is known from elsewhere; a "
    "challenge or an opportunity needs a source that presents it as such. Where two kinds fit, "
    "the first that applies is taken: agreement, challenge, opportunity, implication, goal, "
    "agenda, context. Coding was machine-assisted."
)
ui.vocabulary(StatementKind)
ui.topics_list(view)
st.header("What can the statements not tell?")
st.markdown(
    "- A coder sampled about twelve statements a visit, and 40 for Pezeshkian's first visit to "
    "Iraq. Counts of statements follow this sampling: compare leaders by the share of visits "
    "that touch a topic.\n"
    "- Sources were read in part, in their opening passages, and mostly in English. What no source "
    "reported is absent.\n"
    "- With about twenty visits a leader, one visit moves a share by about five points. Numbers "
    "that rest on fewer than five visits are marked.\n"
    "- A challenge or an opportunity is a source's reading, reported here; it is not a judgement "
    "of this data set on a visit or a leader."
)
st.header("Which sources does it rest on?")
ui.vocabulary(Stance)
st.markdown("Of a disputed visit, each source also has a bearing on the claim:")
ui.vocabulary(Bearing)
ui.sources_table(view)
