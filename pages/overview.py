"""Overview: what this is, and how the leaders compare at a glance."""

import streamlit as st

from dashboard import app as ui
from dashboard.analysis import methods
from dashboard.analysis.findings import about
from dashboard.charts import visits_over_term

view = ui.load_view()
ui.page_head(
    view,
    "Presidents Abroad",
    f"{ui.plain(about(view.whole.head))} Each figure leads to the visits, statements and "
    "sources that it rests on.",
    groups_leaders=True,
)
st.header("How do the leaders compare?")
ui.leaders_side_by_side(view)
st.caption(methods.FIGURES)
unit = ui.unit_switch()
lines = view.once(visits_over_term.table, view.grouped, unit)
ui.show(
    visits_over_term,
    lines,
    view,
    basis=f"{ui.counted(view.once(ui.n_visits, view.made), 'visit')} that took place. "
    f"{view.once(visits_over_term.basis, unit, lines)} {methods.READ_LINES}",
    evidence=view.made,
)
st.header("What stands out?")
ui.stand_out(view)
left, right = st.columns(2, gap="large")
with left:
    st.header("Latest visits")
    ui.latest_visits(view, 5)
with right:
    st.header("What is disputed, and why")
    ui.disputed_visits(view)
st.header("How far the record reaches")
st.markdown(ui.coverage(view))
