"""Compare: two visits or two leaders, side by side."""

import streamlit as st

from dashboard.analysis.comparison import Compared
from dashboard.app import compare, page
from dashboard.app.chart_view import one_of

view = page.load_view()
head = st.container()
compared = one_of("What to compare", list(Compared), "compare")
pair = leaders = None
if compared == Compared.VISITS:
    pair = compare.chosen_pair(view)
    shown = compare.view_of_pair(view, pair)
else:
    leaders = compare.chosen_leaders(view)
    shown = compare.view_of_leaders(view, leaders)
with head:
    page.page_head(
        shown,
        "Compare",
        "Two visits side by side, fact by fact, with what their sources report; or two leaders "
        "over the same days of their terms.",
        needs_visits=compared == Compared.LEADERS and view.selection.visits.empty,
    )
if pair:
    compare.visits_side_by_side(shown, *pair)
elif leaders:
    compare.leaders_over_the_same_days(view, shown, leaders)
