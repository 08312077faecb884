"""Compare: two visits or two leaders, side by side."""

import streamlit as st

from dashboard import app as ui
from dashboard.analysis.comparison import Compared

view = ui.load_view()
head = st.container()
compared = ui.one_of("What to compare", list(Compared), "compare")
pair = leaders = None
if compared == Compared.VISITS:
    pair = ui.chosen_pair(view)
    shown = ui.of_pair(view, pair)
else:
    leaders = ui.chosen_leaders(view)
    shown = ui.of_leaders(view, leaders)
with head:
    ui.page_head(
        shown,
        "Compare",
        "Two visits side by side, fact by fact, with what their sources report; or two leaders "
        "over the same days of their terms.",
        needs_visits=compared == Compared.LEADERS and view.selection.visits.empty,
    )
if pair:
    ui.visits_side_by_side(shown, *pair)
elif leaders:
    ui.leaders_over_the_same_days(view, shown, *leaders)
