"""Codebook and reliability: what each word means, and how far the coding can be relied on."""

import streamlit as st

from dashboard import app as ui

view = ui.load_view()
view = ui.whole_of(view)
ui.page_head(
    view,
    "Codebook and reliability",
    "What each word of the data set means, what counts as it and what does not; how it relates to "
    "the categories of others; and how far the coding can be relied on. This page describes the "
    "whole data set, whatever the filters.",
    needs_visits=False,
)
part = ui.one_of("Part", ui.PARTS, "part")
studies = ui.studies_of(view)
view = ui.with_codings(view, studies)
if part == "Codebook":
    ui.codebook_download(view)
    st.header("Topics")
    ui.words_of(view, "Topic")
    st.header("Kinds of statement")
    ui.words_of(view, "Kind of statement")
    st.header("Kinds of visit")
    ui.words_of(view, "Kind of visit")
    st.header("Statuses")
    ui.words_of(view, "Status")
    st.header("Occasions")
    ui.occasions(view)
    st.header("Stances of sources")
    ui.words_of(view, "Stance")
    st.header("Bearing of a source on a disputed visit")
    ui.words_of(view, "Bearing")
elif part == "Crosswalks":
    st.markdown(
        "*Exact*: the same cases. *Close*: nearly all the same. *Broad*: the other category holds "
        "much else, or only a part of ours. Each match has a note in the table below it."
    )
    st.header("Topics and the major topics of the Comparative Agendas Project")
    ui.crosswalk(view, "topics-cap")
    st.header("Kinds of visit and the usual grades")
    ui.crosswalk(view, "visit-kinds")
else:
    ui.agreement_of_coders(view, studies)
    st.header("Do the sources say what the statements say?")
    ui.audit(view, studies)
