"""The host countries, with how often each leader went."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.app.evidence import LABELS, download
from dashboard.app.frame import View


def hosts_table(frame: pd.DataFrame, view: View, height: int = 560) -> None:
    """Draw one row a host country: region, visits of each leader, first and last visit."""
    names = {f"n_visits_{who.id}": who.name for who in view.grouped.head.leaders}
    columns = [column for column in frame.columns if column in names or column in LABELS]
    days = {
        column: st.column_config.DateColumn(
            label, format="YYYY-MM", width=80, help="The month in which that visit began."
        )
        for column, label in (("first", "First visit"), ("last", "Last visit"))
    }
    st.dataframe(
        frame[columns], hide_index=True, height=min(height, 38 + 35 * max(len(frame), 1)),
        column_config={column: (LABELS | names)[column] for column in columns} | days,
    )  # fmt: skip
    download(frame, "hosts")
