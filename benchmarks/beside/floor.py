"""The floor: a Streamlit app with our control of topics, bound to the address, and nothing else.

The environment variable BENCH_TOPICS holds the labels of the topics, one a line.
"""

import os

import streamlit as st

st.multiselect(
    "Topics (any of them)",
    os.environ["BENCH_TOPICS"].splitlines(),
    key="topic",
    bind="query-params",
    placeholder="All topics",
)
