"""Sources and downloads of the whole data set."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.ui.evidence import download, table
from dashboard.ui.frame import View, data_path
from dashboard.ui.words import counted


def sources_table(view: View) -> None:
    """Draw all sources of the data set, with how many visits and statements rest on each."""
    frame = view.whole.sources
    st.caption(
        f"{counted(len(frame), 'source')} from {frame['publisher'].nunique():,} publishers, "
        "whatever the filters. A source without a recorded headline is described instead."
    )
    columns = ["publisher", "headline", "stance_label", "date", "n_visits", "n_statements", "url"]
    table(frame.sort_values(["publisher", "date"])[columns])


def downloads(view: View) -> None:
    """Offer the data file as it stands, and each of its tables as CSV."""
    path = data_path()
    st.download_button(
        f"{path.name}: the whole data set", path.read_bytes, file_name=path.name,
        mime="application/yaml", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    with st.container(horizontal=True):
        for name in ("visits", "stops", "meetings", "statements", "mentions", "citations",
                     "sources", "leaders"):  # fmt: skip
            frame: pd.DataFrame = getattr(view.whole, name)
            download(frame, name, f"{name}.csv ({len(frame):,} rows)")
