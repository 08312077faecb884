"""Challenges and opportunities: the matrix, its cells, and one side against the other."""

import streamlit as st

from dashboard import app as ui
from dashboard.analysis.methods import FEW_IN_BAR
from dashboard.analysis.selection import Rows, Selection, Unit
from dashboard.charts import challenges_against_opportunities as against
from dashboard.charts import challenges_and_opportunities as matrix

view = ui.load_view()
ui.page_head(
    view,
    "Challenges and opportunities",
    "What sources report as an obstacle, tension or risk of a visit or a relationship, and what "
    "they present as a prospect or opening.",
    needs_statements=True,
    groups_leaders=True,
)

controls = st.container(horizontal=True, gap="medium")
rows = ui.one_of("Rows", list(Rows), "rows", controls, on_change=ui.forget, args=("row",))
shown = ui.one_of("View", ["Matrix", "Bars"], "view", controls)
unit = ui.unit_switch(units=list(Unit))
chart = st.container()

st.subheader("Statements of a cell", anchor="statements")
left, right = st.columns(2)
labels = ui.whole_of(view).once(matrix.row_labels, view.whole, rows)
row = left.selectbox(
    "Row (or click the chart)", labels, index=None, key="row",
    placeholder="Any row", bind="query-params",
)  # fmt: skip
column = right.selectbox(
    "Column (or click the chart)", matrix.column_labels(view.whole), index=None, key="column",
    placeholder="Any column", bind="query-params",
)  # fmt: skip
if row or column:
    cell = view.once(matrix.cell, view.grouped, rows, row, column)
    st.markdown(f"#### {ui.plain(matrix.describe(cell, view.grouped, row, column))}")
    ui.statements(view.once(Selection.within, view.selection, cell), f"cell_{row}_{column}")

basis = view.once(matrix.basis, view.grouped, rows, bool(view.filters.topics))
basis = ui.plain(basis + unit.note)
if shown == "Bars":
    cells = view.once(against.table, view.grouped, rows, unit)
    basis = f"{basis} {FEW_IN_BAR}{view.once(against.left_out, cells)}"
else:
    cells = view.once(matrix.table, view.grouped, rows, unit, row, column)
    basis = f"{matrix.reading(rows, unit)} {basis}{view.once(matrix.left_out, cells)}"
with chart:
    ui.show(
        against if shown == "Bars" else matrix, cells, view, picks=("row", "column"), basis=basis,
        evidence=view.once(Selection.of_kinds, view.selection, tuple(matrix.KINDS)),
    )  # fmt: skip
