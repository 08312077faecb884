"""Statements with their visits and sources, and links to visits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import audits, limits
from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection
from dashboard.analysis.wording import counted, dates
from dashboard.app.data import View, cached, whole_of
from dashboard.app.markdown import Markdown, marked, plain, source_link
from dashboard.app.page import page_named
from dashboard.app.share import report_link
from dashboard.app.tables import download
from dashboard.charts import challenges_and_opportunities as matrix
from dashboard.model.vocabulary import Audit, StatementKind, Status

STATEMENTS_A_PAGE = 20
VISIT = "visit"
"""The address's key for the visit that is open; it carries the visit's id."""


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
        lines = (
            f"- **{row.kind_label}** · {statement_line(row, row, selection)}"
            for row in rows.itertuples()
        )
        st.markdown("\n".join(lines))
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


def statement_line(row: Any, source: Any, selection: Selection) -> Markdown:
    """Return a statement with its topics, its source, and the link to report an error in it.

    The words that were searched are marked, and so is a source that the last audit did not see.
    """
    ident = f"{row.visit}, statement {row.position}"
    wrong = report_link(ident, row.visit, selection.head.version)
    text = marked(row.text, st.session_state.get("words", ""))
    after = f"{source_link(source)}{' · ' if wrong else ''}{wrong}"
    mark = f" :gray-badge[{Audit(row.audit).label}]" if row.audit in audits.DOUBTS else ""
    return Markdown(f"{plain(row.topic_labels)}: {text} :small[{after}]{mark}")


def explain_audits(statements: pd.DataFrame) -> None:
    """Say what the marks of these statements mean."""
    for doubt in audits.doubts_among(statements["audit"]):
        st.caption(f"**{doubt.label}:** {doubt.meaning}")


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


def of_cell(view: View, rows: str) -> dict[str, str | None]:
    """Let the reader choose a cell of the matrix, as a click does, and list its statements.

    Returns row and column as options of the chart.
    """
    offered = {
        "row": cached(whole_of(view), matrix.row_labels, rows),
        "column": matrix.column_labels(view.whole),
    }
    chosen = {
        key: place.selectbox(
            f"{key.capitalize()} (or click the chart)",
            labels,
            index=None,
            key=key,
            placeholder=f"Any {key}",
            bind="query-params",
        )
        for place, (key, labels) in zip(st.columns(2), offered.items(), strict=True)
    }
    row, column = chosen.values()
    if row or column:
        grouped = view.selection.grouped
        cell = matrix.cell(grouped, rows, row, column)
        st.markdown(f"#### {plain(matrix.describe(cell, grouped, row, column))}")
        statements(view.selection.within(cell), f"cell_{row}_{column}")
    return chosen


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
    page, place = page_named("visits"), {VISIT: visit}
    st.page_link(page, label=plain(label), icon=":material/flight:", query_params=place)


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
