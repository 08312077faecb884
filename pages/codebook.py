"""Codebook and reliability: what each word means, and how far the coding can be relied on."""

import streamlit as st

from dashboard.app import codebook, page
from dashboard.app.chart_view import one_of
from dashboard.app.data import whole_of

view = whole_of(page.load_view())
page.page_head(
    view,
    "Codebook and reliability",
    "What each word of the data set means, what counts as it and what does not; how it relates to "
    "the categories of others; and how far the coding can be relied on. This page describes the "
    "whole data set, whatever the filters.",
    needs_visits=False,
)
part = one_of("Part", codebook.PARTS, "part")
if part == "Codebook":
    view = codebook.with_reported_codings(view)
    codebook.codebook_download(view)
    st.header("Topics")
    codebook.topic_rules()
    codebook.words_of(view, "Topic")
    st.header("Kinds of statement")
    codebook.words_of(view, "Kind of statement")
    st.subheader("Which kind, where several fit?")
    codebook.decision_rules(view)
    st.header("Kinds of visit")
    codebook.words_of(view, "Kind of visit")
    st.header("Statuses")
    codebook.words_of(view, "Status")
    st.header("Occasions")
    codebook.occasions(view)
    st.header("Stances of sources")
    codebook.words_of(view, "Stance")
    st.header("Bearing of a source on a disputed visit")
    codebook.words_of(view, "Bearing")
elif part == "Crosswalks":
    st.markdown(
        "*Exact*: the same cases. *Close*: nearly all the same. *Broad*: the other category holds "
        "much else, or only a part of ours. Each match has a note in the table below it."
    )
    st.header("Topics and the major topics of the Comparative Agendas Project")
    codebook.crosswalk(view, "topics-cap")
    st.header("Kinds of visit and the usual grades")
    codebook.crosswalk(view, "visit-kinds")
else:
    codebook.reliability_of(view)
