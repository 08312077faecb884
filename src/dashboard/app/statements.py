"""Tables, downloads, and statements listed with their visits and sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import audits, limits
from dashboard.analysis.column_labels import LABELS
from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection
from dashboard.analysis.wording import counted, dates
from dashboard.app.data import View, by_view, whole_of
from dashboard.app.markdown import marked, plain, source_link
from dashboard.app.page import page_named
from dashboard.app.share import report_link
from dashboard.charts import challenges_and_opportunities as matrix
from dashboard.charts.parts import map_tables
from dashboard.export.view_zip import csv
from dashboard.model.vocabulary import Audit, StatementKind, Status

STATEMENTS_A_PAGE = 20
DECIMALS = {"n_years": "%.2f", "visits_per_year": "%.1f"}
"""Columns of numbers that are written with so many decimals."""
VISIT = "visit"
"""The address's key for the visit that is open; it carries the visit's id."""


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
    st.dataframe(
        shown,
        hide_index=True,
        column_config={column: _configuration(shown[column]) for column in shown.columns},
        **more,
    )


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


@by_view
def _hosts(view: View) -> pd.DataFrame:
    return map_tables.hosts(view.selection)


def hosts_table(view: View) -> None:
    """Draw one row a host country: region, visits of each leader, first and last visit."""
    frame = _hosts(view)
    leaders = view.selection.grouped.head.leaders
    names = LABELS | {f"n_visits_{who.id}": who.name for who in leaders}
    columns = [column for column in frame.columns if column in names]
    days = {
        column: st.column_config.DateColumn(
            names[column], format="YYYY-MM", width=80, help="The month in which that visit began."
        )
        for column in ("first", "last")
    }
    st.dataframe(
        frame[columns],
        hide_index=True,
        height=min(560, 38 + 35 * max(len(frame), 1)),
        column_config={column: names[column] for column in columns} | days,
    )
    download(frame, "hosts")


def download(
    frame: pd.DataFrame | Callable[[], pd.DataFrame], name: str, label: str = "Download as CSV"
) -> None:
    """Offer a frame as CSV, made only when it is asked for, under the data's version."""
    st.download_button(
        label,
        lambda: csv(frame() if callable(frame) else frame),
        file_name=f"{name}-{st.session_state['_version']}.csv",
        mime="text/csv",
        key=f"csv_{name}",
        icon=":material/download:",
        on_click="ignore",
    )


def statements(selection: Selection, key: str) -> None:
    """List statements under their visits, each with kind, topics and source, a page at a time."""
    frame = selection.statements
    if frame.empty:
        st.markdown("No statement matches.")
        return
    pages = -(-len(frame) // STATEMENTS_A_PAGE)
    number = st.pagination(pages, key=f"{key}_page") if pages > 1 else 1
    ordered = _by_day(selection)
    part = ordered.iloc[(number - 1) * STATEMENTS_A_PAGE : number * STATEMENTS_A_PAGE]
    for _, rows in _in_full(part, selection).groupby("visit", sort=False, observed=True):
        visit_heading(rows.iloc[0])
        st.markdown("\n".join(_statement_line(row, selection) for row in rows.itertuples()))
    explain_audits(part)
    columns = [
        "visit", "leader_name", "start", "kind", "topic_labels", "text", "publisher",
        "headline", "url", "date", "stance", "audit", "audited",
    ]  # fmt: skip
    download(
        lambda: _in_full(ordered, selection)[columns],
        f"{key}_statements",
        f"Download {counted(len(frame), 'statement')} as CSV",
    )


def on_topic(view: View, label: str, kinds: Iterable[StatementKind] = ()) -> None:
    """Let the reader choose a topic, as a click on a chart does, and list the statements on it."""
    labels = {topic.id: topic.label for topic in view.whole.head.topics}
    topic = st.selectbox(
        label,
        list(labels),
        index=None,
        key="open",
        format_func=lambda key: str(labels.get(key, key)),
        bind="query-params",
        placeholder="Choose",
    )
    if topic:
        said = Filters(topics=(topic,), statuses=()).narrow(view.selection.of_kinds(kinds))
        statements(said, f"topic_{topic}")


@by_view
def _rows_of_matrix(whole: View, rows: str) -> list[str]:
    return matrix.row_labels(whole.selection, rows)


def of_cell(view: View, rows: str) -> dict[str, str | None]:
    """Let the reader choose a cell of the matrix, as a click does, and list its statements.

    Returns row and column as options of the chart.
    """
    left, right = st.columns(2)
    row = left.selectbox(
        "Row (or click the chart)",
        _rows_of_matrix(whole_of(view), rows),
        index=None,
        key="row",
        placeholder="Any row",
        bind="query-params",
    )
    column = right.selectbox(
        "Column (or click the chart)",
        matrix.column_labels(view.whole),
        index=None,
        key="column",
        placeholder="Any column",
        bind="query-params",
    )
    if row or column:
        grouped = view.selection.grouped
        cell = matrix.cell(grouped, rows, row, column)
        st.markdown(f"#### {plain(matrix.describe(cell, grouped, row, column))}")
        statements(view.selection.within(cell), f"cell_{row}_{column}")
    return {"row": row, "column": column}


def _by_day(selection: Selection) -> pd.DataFrame:
    """Return the statements sorted by their visits' first days, undated ones first."""
    visits = selection.visits.sort_values(["start", "visit"], na_position="first")["visit"]
    rank = pd.Series(range(len(visits)), index=visits.astype(str))
    ranks = selection.statements["visit"].astype(str).map(rank)
    return selection.statements.assign(rank=ranks).sort_values(["rank", "statement"])


def _in_full(statements: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """Return statements with the columns of their visits and of their sources."""
    visits = selection.visits[
        ["visit", "title", "leader_name", "start", "end", "status", "status_label"]
    ]
    visits = visits[visits["visit"].isin(statements["visit"])]
    sources = selection.sources[selection.sources["source"].isin(statements["source"])]
    return statements.merge(visits, on="visit", how="left").merge(
        sources, on="source", how="left", suffixes=("", "_source")
    )


def sources_of(selection: Selection, ids: pd.Series) -> dict[str, Any]:
    """Return the rows of the sources that are named, each under its id."""
    sources = selection.sources[selection.sources["source"].isin(ids)]
    return dict(zip(sources["source"], sources.itertuples(), strict=True))


def _statement_line(row: Any, selection: Selection) -> str:
    text = marked(row.text, st.session_state.get("words", ""))
    wrong = report_statement(row, selection)
    return (
        f"- **{row.kind_label}** · {plain(row.topic_labels)}: {text} "
        f":small[{source_link(row)}{wrong}]{audit_mark(row)}"
    )


def audit_mark(row: Any) -> str:
    """Return a small mark where the last audit did not see a statement in its source."""
    return f" :gray-badge[{Audit(row.audit).label}]" if row.audit in audits.DOUBTS else ""


def explain_audits(statements: pd.DataFrame) -> None:
    """Say what the marks of these statements mean."""
    for audit in audits.DOUBTS:
        if (statements["audit"] == audit).any():
            st.caption(f"**{audit.label}:** {audit.meaning}")


def report_statement(row: Any, selection: Selection) -> str:
    """Return the link to report an error in a statement; "" where no form is configured."""
    link = report_link(f"{row.visit}, statement {row.position}", row.visit, selection.head.version)
    return f" · {link}" if link else ""


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
    """Link to the page of a visit; the filters go with it."""
    st.page_link(
        page_named("visits"),
        label=plain(label),
        icon=":material/flight:",
        query_params={"visit": visit},
    )


def visit_list(visits: pd.DataFrame, name: str) -> None:
    """Draw visits as links, each with its days, kind and occasion; of many, count and offer all.

    `name` is that of the file.
    """
    rows: list[Any] = list(visits.head(limits.LISTED).itertuples())
    for row in rows:
        visit_heading(row, "; ".join(part for part in (row.kind_label, row.occasion) if part))
    rest = len(visits) - limits.LISTED
    if rest > 0:
        st.markdown(f"And {counted(rest, 'more visit')}.")
        label = f"Download all {len(visits):,} as CSV"
        download(visits.drop(columns=["hosts"]), name, label)
