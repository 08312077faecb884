"""Topics: what the visits are about, by leader and by year."""

import streamlit as st

from dashboard import app as ui
from dashboard.analysis import methods
from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection, Unit
from dashboard.charts import topics_by_leader, topics_over_time
from dashboard.charts.topics_by_leader import Order
from dashboard.model.vocabulary import StatementKind

view = ui.load_view()
ui.page_head(
    view, "Topics",
    "How often each topic comes up under each leader, and when. A visit touches a topic when "
    "at least one of its statements is on it.",
    needs_statements=True, groups_leaders=True,
)  # fmt: skip

unit = ui.unit_switch(units=list(Unit))
beside = st.container(horizontal=True)
order = ui.one_of("Order", list(Order), "order", beside)
said = beside.multiselect(
    "Kinds of statement", list(StatementKind), format_func=lambda kind: kind.label, key="said",
    placeholder="All kinds", bind="query-params",
)  # fmt: skip
selection = view.once(Selection.of_kinds, view.selection, tuple(said))
labels = {topic.id: topic.label for topic in view.whole.head.topics}
basis = topics_by_leader.basis(unit, said)
if chosen := " or ".join(ui.plain(labels[key]) for key in view.filters.topics):
    basis += f" All visits shown touch {chosen}, and all statements are on it."
drawn = view.once(Selection.of_kinds, view.grouped, tuple(said))
by_leader = view.once(topics_by_leader.table, drawn, unit, order)
left_out = view.once(topics_by_leader.left_out, by_leader)
ui.show(
    topics_by_leader, by_leader, view, picks=("open",), evidence=selection,
    basis=f"{basis} {methods.FEW_TOUCH}{left_out} Click a row to read it.",
)  # fmt: skip

st.subheader("Statements on a topic", anchor="statements")
topic = st.selectbox(
    "Topic (or click a row of a chart)", list(labels), index=None, key="open",
    format_func=lambda key: str(labels.get(key, key)), bind="query-params", placeholder="Choose",
)  # fmt: skip
if topic:
    said_of_it = view.once(Filters(topics=(topic,), statuses=()).narrow, selection)
    ui.statements(said_of_it, f"topic_{topic}")
fraction = f" {methods.FEW_A_YEAR}" if unit == Unit.SHARE else ""
ordered = tuple(dict.fromkeys(by_leader["topic"]))
by_year = view.once(topics_over_time.table, drawn, unit, ordered)
left_out = view.once(topics_over_time.left_out, by_year)
ui.show(
    topics_over_time, by_year, view, picks=("open",), evidence=selection,
    basis=f"{basis} {methods.BY_YEAR}{fraction}{left_out} "
    "A click lists the statements on the topic [above](#statements).",
)  # fmt: skip
