"""The floor: a Streamlit app with our control of topics, bound to the address, and nothing else.

The environment variable BENCH_TOPICS holds the topics as JSON, ids and labels.
"""

import json
import os

import streamlit as st

topics: dict[str, str] = json.loads(os.environ["BENCH_TOPICS"])
st.multiselect(
    "Topics (any of them)", list(topics), format_func=topics.__getitem__, key="topic",
    bind="query-params", placeholder="All topics",
)  # fmt: skip
