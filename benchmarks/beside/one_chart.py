"""A Streamlit app of one chart: what opening ours is measured against."""

import plotly.graph_objects as go
import streamlit as st

st.plotly_chart(go.Figure(go.Bar(x=["One", "Two", "Three"], y=[3, 1, 2])))
