"""Tables, downloads, and statements with their visits and sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.analysis import limits
from dashboard.analysis.column_labels import LABELS
from dashboard.analysis.selection import Numbers, Selection, among, each_row
from dashboard.app.frame import page_named
from dashboard.app.share import report_link
from dashboard.app.words import counted, dates, marked, plain, source_link
from dashboard.export.view_zip import csv
from dashboard.model.vocabulary import Status

STATEMENTS_A_PAGE = 20


def page_of(frame: pd.DataFrame, name: str, order: Numbers | None = None) -> pd.DataFrame:
    """Give the rows of a frame that one page of a table shows; offer the others as pages.

    `order`: the places of the rows, in the order in which they are shown.
    """
    most = limits.TABLE_ROWS
    pages = -(-len(frame) // most)
    if order is None:
        order = np.arange(len(frame))
    if pages < 2:
        return frame.iloc[order]
    # Where a filter has shortened the table, the page that was open may be gone.
    number = min(int(st.session_state.get(f"page_{name}", 1)), pages)
    part = frame.iloc[order[(number - 1) * most : number * most]]
    st.caption(
        f"Rows {(number - 1) * most + 1:,} to {(number - 1) * most + len(part):,} of "
        f"{len(frame):,}. To sort by a column or to search reaches these rows alone; the download "
        "below has them all."
    )
    st.pagination(pages, key=f"page_{name}")
    return part


def table(frame: pd.DataFrame, name: str, **more: Any) -> Any:
    """Draw the columns of a frame that have a name on screen, a page of rows at a time.

    `name` tells the pages of this table from those of others.
    """
    frame = page_of(frame, name)
    shown = [column for column in frame.columns if column in LABELS]
    shares = [column for column in shown if column == "share" or column.endswith("_share")]
    dtypes = dict(frame.dtypes)
    days = [column for column in shown if pd.api.types.is_datetime64_any_dtype(dtypes[column])]
    configuration: dict[str, Any] = {column: LABELS[column] for column in shown}
    configuration |= {
        column: st.column_config.NumberColumn(LABELS[column], format="percent") for column in shares
    }
    configuration |= {
        column: st.column_config.DateColumn(LABELS[column], format="YYYY-MM-DD") for column in days
    }
    configuration |= {
        column: st.column_config.NumberColumn(LABELS[column], format=form)
        for column, form in (("n_years", "%.2f"), ("visits_per_year", "%.1f"))
        if column in shown
    }
    if "url" in shown:
        configuration["url"] = st.column_config.LinkColumn(LABELS["url"])
    return st.dataframe(frame[shown], hide_index=True, column_config=configuration, **more)


def download(
    frame: pd.DataFrame | Callable[[], pd.DataFrame], name: str, label: str = "Download as CSV"
) -> None:
    """Offer a frame as CSV, made only when it is asked for, under the data's version."""
    st.download_button(
        label, lambda: csv(frame() if callable(frame) else frame),
        file_name=f"{name}-{st.session_state['_version']}.csv",
        mime="text/csv", key=f"csv_{name}", icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def statements(selection: Selection, key: str) -> None:
    """List statements under their visits, each with kind, topics and source, a page at a time."""
    frame = selection.statements
    if frame.empty:
        st.markdown("No statement matches.")
        return
    pages = -(-len(frame) // STATEMENTS_A_PAGE)
    number = st.pagination(pages, key=f"{key}_page") if pages > 1 else 1
    ordered = _in_order(selection)
    part = ordered.iloc[(number - 1) * STATEMENTS_A_PAGE : number * STATEMENTS_A_PAGE]
    for _visit, rows in _in_full(part, selection).groupby("visit", sort=False):
        first = rows.iloc[0]
        visit_heading(first)
        st.markdown("\n".join(_statement_line(row, selection) for row in each_row(rows)))
    columns = [
        "visit", "leader_name", "start", "kind", "topic_labels", "text", "publisher",
        "headline", "url", "date", "stance",
    ]  # fmt: skip
    download(
        lambda: _in_full(_in_order(selection), selection)[columns], f"{key}_statements",
        f"Download {counted(len(frame), 'statement')} as CSV",
    )  # fmt: skip


def _in_order(selection: Selection) -> pd.DataFrame:
    """Sort the statements by their visits' first days, undated ones first."""
    visits = selection.visits[["visit", "start"]].sort_values(
        ["start", "visit"], na_position="first"
    )
    ranked = selection.statements[["visit", "statement"]].merge(
        visits.assign(rank=range(len(visits))), on="visit", how="left"
    )
    return selection.statements.iloc[ranked.sort_values(["rank", "statement"]).index]


def _in_full(statements: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """Add to statements their visits and their sources, in the order they stand in."""
    visits = selection.visits[
        ["visit", "title", "leader_name", "start", "end", "status", "status_label"]
    ]
    visits = visits[visits["visit"].isin(statements["visit"])]
    sources = selection.sources[selection.sources["source"].isin(statements["source"])]
    return statements.merge(visits, on="visit", how="left").merge(
        sources, on="source", how="left", suffixes=("", "_source")
    )


def sources_of(selection: Selection, ids: pd.Series) -> dict[str, Any]:
    """Give the rows of the sources that are named, each under its id."""
    sources = selection.sources
    return {row.source: row for row in each_row(sources[among(sources["source"], ids)])}


def _statement_line(row: Any, selection: Selection) -> str:
    topics = plain(row.topic_labels)
    text = marked(row.text, st.session_state.get("words", ""))
    wrong = report_statement(row, selection)
    return f"- **{row.kind_label}** · {topics}: {text} :small[{source_link(row)}{wrong}]"


def report_statement(row: Any, selection: Selection) -> str:
    """Write the link to report an error in a statement, behind its source; nothing unconfigured."""
    link = report_link(f"{row.visit}, statement {row.position}", row.visit, selection.head.version)
    return f" · {link}" if link else ""


VISIT = "visit"
"""The address's key for the visit that is open; it carries the visit's id."""


def open_visit(visit: str | None, key: str = VISIT) -> None:
    """Put a visit in the address, or take it out; `key` is its place there."""
    if visit is None:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = visit


def visit_heading(row: Any, about: str = "") -> None:
    """Draw a link to a visit, then its days, its status unless confirmed, and `about`."""
    # The link's label is kept short: Streamlit cuts a long one instead of wrapping it.
    visit_link(row.visit, f"{row.leader_name}: {row.title}")
    status = "" if row.status == Status.CONFIRMED else f" ({row.status_label.lower()})"
    st.caption(plain(f"{dates(row.start, row.end)}{status}{'. ' if about else ''}{about}"))


def visit_link(visit: str, label: str) -> None:
    """Link to the dossier of a visit; the filters go with it."""
    st.page_link(
        page_named("visits"), label=plain(label), icon=":material/flight:",
        query_params={"visit": visit},
    )  # fmt: skip
