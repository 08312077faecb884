"""The filters in the sidebar; the address is the only store of what is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.analysis.filters import FILTERS, Filter, Filters
from dashboard.analysis.selection import Selection
from dashboard.app.data import Data, by_view
from dashboard.app.markdown import plain
from dashboard.model.vocabulary import Status

SEVERAL = frozenset(each.key for each in FILTERS if each.control == "many")
"""The keys in the address of the filters that hold several values."""
DAYS = frozenset(each.key for each in FILTERS if each.control == "day")
"""The keys in the address of the filters that hold a day."""


def default_statuses(selection: Selection) -> list[Status]:
    """Return the statuses that are shown unless asked otherwise: confirmed, where any visit is.

    A table that somebody brought may hold none: then whatever its visits are.
    """
    used = set(selection.visits["status"].unique())
    if not used or Status.CONFIRMED in used:
        return [Status.CONFIRMED]
    return [status for status in Status if status in used]


def clear_filters(*keys: str) -> None:
    """Set every filter, or those named, to its default (for use as a button's callback)."""
    for each in FILTERS:
        if not keys or each.key in keys:
            usual = list(each.empty) if each.key in SEVERAL else each.empty
            st.session_state[each.key] = usual
    if not keys or "status" in keys:
        st.session_state["status"] = st.session_state["_statuses"]


def forget(*keys: str) -> None:
    """Empty controls of a page whose options are about to change (for use as a callback)."""
    for key in keys:
        st.session_state[key] = None


@by_view
def _options(data: Data) -> dict[str, Mapping[Any, str]]:
    return {each.key: each.options(data.selection) for each in FILTERS}


@by_view
def _span(data: Data) -> tuple[date, date] | tuple[None, None]:
    """Return the first and the last day that a period can be chosen of: whole years."""
    first, last = data.selection.visits["start"].min(), data.selection.visits["end"].max()
    if pd.isna(first) or pd.isna(last):
        return None, None
    return date(first.year, 1, 1), date(last.year, 12, 31)


def filter_bar(data: Data) -> Filters:
    """Draw the filters in the sidebar, bound to the address, and return what is chosen."""
    usual = default_statuses(data.selection)
    st.session_state["_statuses"] = usual
    chosen: dict[str, Any] = {}
    rooms: dict[Filter, DeltaGenerator] = {}
    with st.sidebar:
        st.subheader("Filters")
        for each in FILTERS:
            chosen[each.field] = _control(each, data, usual)
            # As pills: what is closed in an expander would be sent all the same.
            if each.counts and st.pills(
                each.counts,
                [each.counts],
                selection_mode="multi",
                key=f"counts_{each.key}",
                label_visibility="collapsed",
            ):
                rooms[each] = st.container()
        filters = Filters(**chosen)
        # Beside what they count, but filled last: every other filter has its part in them.
        for each, room in rooms.items():
            _counts(room, each, filters, data)
        st.button(
            "Clear all filters",
            on_click=clear_filters,
            disabled=filters == Filters(statuses=tuple(usual)),
        )
    return filters


def _control(each: Filter, data: Data, usual: list[Status]) -> Any:
    label = each.label or each.name
    shared: dict[str, Any] = {"key": each.key, "bind": "query-params"}
    if each.control == "day":
        return st.date_input(label, None, *_span(data), format="YYYY-MM-DD", **shared)
    shared |= {"placeholder": each.placeholder, "help": each.help}
    if each.control == "text":
        return st.text_input(label, max_chars=200, **shared)
    names = _options(data)[each.key]
    default = usual if each.key == "status" else None
    chosen = st.multiselect(label, list(names), default, names.__getitem__, **shared)
    return tuple(chosen)


def _counts(room: DeltaGenerator, each: Filter, filters: Filters, data: Data) -> None:
    """Draw how many visits each choice of a filter would leave.

    The counts cannot stand in the options themselves: the address carries what these show.
    """
    names, counts = _options(data)[each.key], filters.count(each, data.selection)
    ranked = sorted(names, key=lambda choice: (-counts[choice], names[choice]))
    lines = [f"- {plain(names[choice])}: {counts[choice]:,}" for choice in ranked]
    room.caption("With the other filters as they are.")
    room.markdown("\n".join(lines))
