"""Challenges and opportunities: the matrix, its cells, and one side against the other."""

import streamlit as st

from dashboard import ui
from dashboard.charts import challenges_against_opportunities as against
from dashboard.charts import challenges_and_opportunities as matrix
from dashboard.methods import FEW_IN_BAR
from dashboard.tables import Rows, Unit

view = ui.take_view()
ui.page_head(
    view,
    "Challenges and opportunities",
    "What sources report as an obstacle, tension or risk of a visit or a relationship, and what "
    "they present as a prospect or opening.",
    needs_statements=True,
    sets_leaders_abreast=True,
)

first, second = st.columns([5, 4])
rows = ui.one_of("Rows", list(Rows), "rows", first, on_change=ui.forget, args=("row",))
shown = ui.one_of("View", ["Matrix", "Bars"], "view", second)
unit = ui.unit_switch(units=list(Unit))
chart = st.container()

st.subheader("Statements of a cell", anchor="statements")
left, right = st.columns(2)
row = left.selectbox(
    "Row (or click the chart)", matrix.row_labels(view.whole, rows), index=None, key="row",
    placeholder="Any row", bind="query-params",
)  # fmt: skip
column = right.selectbox(
    "Column (or click the chart)", matrix.column_labels(view.whole), index=None, key="column",
    placeholder="Any column", bind="query-params",
)  # fmt: skip
if row or column:
    cell = matrix.cell(view.abreast, rows, row, column)
    st.markdown(f"#### {ui.plain(matrix.describe(cell, view.abreast, row, column))}")
    ui.statements(view.tables.within(cell), f"cell_{row}_{column}")

evidence = view.tables.of_kinds(matrix.KINDS)
basis = ui.plain(matrix.basis(view.abreast, rows, bool(view.filters.topics)) + unit.note)
with chart:
    if shown == "Bars":
        ui.show(
            against, against.table(view.abreast, rows, unit), view, picks=("row", "column"),
            basis=f"{basis} {FEW_IN_BAR}", evidence=evidence,
        )  # fmt: skip
    else:
        ui.show(
            matrix, matrix.table(view.abreast, rows, unit, row, column), view,
            picks=("row", "column"), basis=f"{matrix.reading(rows, unit)} {basis}",
            evidence=evidence,
        )  # fmt: skip
