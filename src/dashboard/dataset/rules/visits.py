"""Rules of leaders' and visits' days, of places and of stops."""

from __future__ import annotations

import numpy as np

from dashboard.dataset.rules.rule import Check, Rows, Rule, is_known
from dashboard.model.vocabulary import TOOK_PLACE, Status


def _order(table: str, last: str, first: str) -> Check:
    return Check(table, last, lambda rows: rows[last] < rows[first])


def _alone(table: str, given: str, absent: str) -> Check:
    return Check(table, absent, lambda rows: is_known(rows[given]) & ~is_known(rows[absent]))


def _is(visits: Rows, *statuses: Status) -> np.ndarray:
    return np.isin(visits["status"], [str(status) for status in statuses])


def _has_no_days(visits: Rows) -> np.ndarray:
    return _is(visits, Status.CONFIRMED) & np.isnat(visits["start"]) & np.isnat(visits["end"])


# A leader travels as a leader; a cancelled visit may have been set for any day.


def _starts_too_early(visits: Rows) -> np.ndarray:
    return (visits["start"] < visits["leader_took_office"]) & ~_is(visits, Status.CANCELLED)


def _ends_too_late(visits: Rows) -> np.ndarray:
    return (visits["end"] > visits["leader_left_office"]) & ~_is(visits, Status.CANCELLED)


def _overlaps(visits: Rows) -> np.ndarray:
    """Tell which visits begin within an earlier one of their leader, and set `other_` columns.

    One may end on the day on which the next begins.
    """
    start, end, leader = visits["start"], visits["end"], visits["leader"].tolist()
    dated = ~np.isnat(start) & ~np.isnat(end) & _is(visits, *TOOK_PLACE)
    days = end.astype("int64").tolist()
    order = np.lexsort((end, start, visits.frame["leader"].cat.codes))
    # Of the visits that the leader began before this one, that which ends last.
    other = np.full(len(visits), -1)
    last: dict[str, int] = {}
    for place in order[dated[order]].tolist():
        before = other[place] = last.get(leader[place], -1)
        if before < 0 or days[place] >= days[before]:
            last[leader[place]] = place
    for column in ("id", "start", "end"):
        visits[f"other_{column}"] = visits[column][other]
    same = (start == visits["other_start"]) & (end == visits["other_end"])
    return (other >= 0) & (same | (start < visits["other_end"]))


# What lies ahead is planned (or was called off), and what is planned still lies ahead.


def _ends_after_as_of(visits: Rows) -> np.ndarray:
    return (visits["end"] > visits["as_of"]) & ~_is(visits, Status.PLANNED, Status.CANCELLED)


def _starts_after_as_of(visits: Rows) -> np.ndarray:
    ahead = np.isnat(visits["end"]) & (visits["start"] > visits["as_of"])
    return ahead & ~_is(visits, Status.PLANNED, Status.CANCELLED)


def _should_have_begun(visits: Rows) -> np.ndarray:
    return (visits["start"] < visits["as_of"]) & _is(visits, Status.PLANNED)


def _has_not_its_leaders_id(visits: Rows) -> list[bool]:
    pairs = zip(visits["id"], visits["leader"], strict=True)
    return [not ident.startswith(f"{leader}-") for ident, leader in pairs]


# A stop is abroad, where its place is, on days of its visit.


def _is_at_home(stops: Rows) -> np.ndarray:
    return stops["visit_leader_country"] == stops["country"]


def _is_not_where_its_place_is(stops: Rows) -> np.ndarray:
    return is_known(stops["place_country"]) & (stops["place_country"] != stops["country"])


def _outside_the_visit(column: str) -> Check:
    def wrong(stops: Rows) -> np.ndarray:
        day, start, end = stops[column], stops["visit_start"], stops["visit_end"]
        return (start <= end) & ((day < start) | (day > end))

    return Check("stops", column, wrong)


RULES: dict[str, Rule] = {
    "leader_left_office_before_taking_it": [_order("leaders", "left_office", "took_office")],
    "visit_ends_before_it_starts": [_order("visits", "end", "start")],
    "stop_departs_before_it_arrives": [_order("stops", "departure", "arrival")],
    "place_with_only_one_coordinate": [
        _alone("places", "latitude", "longitude"),
        _alone("places", "longitude", "latitude"),
    ],
    "visit_has_only_one_of_start_and_end": [
        _alone("visits", "start", "end"),
        _alone("visits", "end", "start"),
    ],
    "confirmed_visit_without_dates": [Check("visits", "start", _has_no_days)],
    "visit_outside_the_time_in_office": [
        Check("visits", "start", _starts_too_early),
        Check("visits", "end", _ends_too_late),
    ],
    "visits_at_the_same_time": [Check("visits", "start", _overlaps)],
    "visit_after_the_as_of_date": [
        Check("visits", "end", _ends_after_as_of),
        Check("visits", "start", _starts_after_as_of),
    ],
    "planned_visit_in_the_past": [Check("visits", "status", _should_have_begun)],
    "origin_without_its_certainty": [
        _alone("visits", "origin_certainty", "origin"),
        _alone("visits", "origin", "origin_certainty"),
    ],
    "visit_id_without_its_leader": [Check("visits", "id", _has_not_its_leaders_id)],
    "stop_in_the_leaders_own_country": [Check("stops", "country", _is_at_home)],
    "stop_country_differs_from_its_place": [Check("stops", "country", _is_not_where_its_place_is)],
    "stop_outside_the_visit": [_outside_the_visit("arrival"), _outside_the_visit("departure")],
}
