"""Tables on screen: named columns, pages of rows, downloads, and what opens below or beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import limits
from dashboard.analysis.column_labels import LABELS
from dashboard.app.data import View, cached
from dashboard.app.markdown import plain
from dashboard.charts.parts import map_tables
from dashboard.export.view_zip import csv

DECIMALS = {"n_years": "%.2f", "visits_per_year": "%.1f"}
"""Columns of numbers that are written with so many decimals."""
DATA = "data"


def page_of(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the rows of a frame that one page of a table shows; offer the others as pages."""
    most = limits.TABLE_ROWS
    pages = -(-len(frame) // most)
    if pages < 2:
        return frame
    # Where a filter has shortened the table, the page that was open may be gone.
    number = min(int(st.session_state.get(f"page_{name}", 1)), pages)
    part = frame.iloc[(number - 1) * most : number * most]
    st.caption(
        f"Rows {(number - 1) * most + 1:,} to {(number - 1) * most + len(part):,} of "
        f"{len(frame):,}. To sort by a column or to search reaches these rows alone; the download "
        "below has them all."
    )
    st.pagination(pages, key=f"page_{name}")
    return part


def table(frame: pd.DataFrame, name: str, **more: Any) -> None:
    """Draw the columns of a frame that have a name on screen, a page of rows at a time.

    `name` tells the pages of this table from those of others.
    """
    frame = page_of(frame, name)
    shown = frame[[column for column in frame.columns if column in LABELS]]
    configuration = {column: _configuration(shown[column]) for column in shown.columns}
    st.dataframe(shown, hide_index=True, column_config=configuration, **more)


def _configuration(values: pd.Series) -> Any:
    column, label = str(values.name), LABELS[str(values.name)]
    if column == "url":
        return st.column_config.LinkColumn(label)
    if column == "share" or column.endswith("_share"):
        return st.column_config.NumberColumn(label, format="percent")
    if column in DECIMALS:
        return st.column_config.NumberColumn(label, format=DECIMALS[column])
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return st.column_config.DateColumn(label, format="YYYY-MM-DD")
    return label


def hosts_table(view: View) -> None:
    """Draw one row a host country: region, visits of each leader, first and last visit."""
    frame, leaders = cached(view, map_tables.hosts), view.selection.grouped.head.leaders
    names = LABELS | {f"n_visits_{who.id}": who.name for who in leaders}
    shown = frame[[column for column in frame.columns if column in names]]
    about = "The month in which that visit began."
    months = {
        column: st.column_config.DateColumn(names[column], format="YYYY-MM", width=80, help=about)
        for column in ("first", "last")
    }
    st.dataframe(
        shown,
        hide_index=True,
        height=min(560, 38 + 35 * max(len(frame), 1)),
        column_config={column: names[column] for column in shown.columns} | months,
    )
    download(frame, "hosts")


def small_table(frame: pd.DataFrame, **more: Any) -> None:
    """Draw a short table as a whole, its first column as the heads of its rows."""
    named = frame.rename(columns=LABELS)
    st.table(named.set_index(named.columns[0]), border="horizontal", width="content", **more)


def download(
    frame: pd.DataFrame | Callable[[], pd.DataFrame], name: str, label: str = "Download as CSV"
) -> None:
    """Offer a frame as CSV, made only when it is asked for, under the data's version."""
    file = f"{name}-{st.session_state['_version']}.csv"
    make = frame if callable(frame) else lambda: frame
    offer(label, lambda: csv(make()), file, "text/csv", f"csv_{name}")


def offer(label: str, make: Callable[[], Any], file: str, mime: str, key: str, **more: Any) -> None:
    """Offer a file that is made only when it is asked for."""
    more = {"icon": ":material/download:"} | more
    st.download_button(label, make, file, mime, key, on_click="ignore", **more)


def with_download(frame: pd.DataFrame, name: str) -> None:
    """Draw a table and offer it as CSV."""
    table(frame, name)
    download(frame, name)


def below(name: str, parts: Mapping[str, tuple[str, Callable[[], None]]]) -> None:
    """Offer what belongs to a chart or a table by its label, drawn below once it is opened."""
    # One control for all: the browser goes through everything on a page at each click.
    opened = st.pills(
        "Below the chart",
        list(parts),
        format_func=lambda part: parts[part][0],
        selection_mode="multi",
        key=f"below_{name}",
        label_visibility="collapsed",
    )
    for part in opened:
        with st.container(border=True, key=f"{part}_{name}"):
            parts[part][1]()


def data_part(frame: pd.DataFrame, name: str) -> dict[str, tuple[str, Callable[[], None]]]:
    """Return numbers as a part that opens below."""
    return {DATA: (":material/table: Data", lambda: with_download(frame, name))}


def data_table(frame: pd.DataFrame, name: str) -> None:
    """Offer numbers as a table and as CSV, drawn once they are opened."""
    below(name, data_part(frame, name))


def opens(title: str, key: str, draw: Callable[[], object], icon: str | None = None) -> None:
    """Offer a section that is drawn once it is opened."""
    box = st.expander(title, key=key, icon=icon, on_change="rerun")
    if box.open:
        with box:
            draw()


def cannot_be_shown(what: str, error: Exception) -> None:
    """Say that a file beside the data cannot be used, where its fault is, and its cure."""
    st.warning(f"**{what} cannot be shown.** {plain(error)}", icon=":material/report:")
