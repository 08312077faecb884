"""Rules that compare columns of one table: a line each in `SIMPLE`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from dashboard.dataset.draft import Fault, Severity
from dashboard.dataset.rules.rule import RULES, Checked, Rows, at, is_known
from dashboard.model.vocabulary import Status


@dataclass(frozen=True)
class Simple:
    """A rule: the rows of `table` for which `wrong` is true have a fault at `column`."""

    table: str
    column: str
    wrong: Callable[[Rows], np.ndarray]
    message: str
    severity: Severity = "error"

    def __call__(self, parts: Checked) -> Iterator[Fault]:
        """Yield the faults."""
        rows = parts[self.table]
        return at(rows, self.wrong(rows), self.column, self.message, self.severity)


def _few_sources(visits: Rows) -> np.ndarray:
    """Tell which confirmed visits have fewer than two different sources."""
    citations = visits.parts["citations"]
    cited = np.bincount(citations.places("visit")[~citations.again], minlength=len(visits))
    return (cited < 2) & (visits["status"] == Status.CONFIRMED)


SIMPLE = {
    # A time in office, a visit and a stop run forwards.
    "leader_left_office_before_taking_it": Simple(
        "leaders",
        "left_office",
        lambda leaders: leaders["left_office"] < leaders["took_office"],
        "{left_office} is before taking office, {took_office}; correct one of the two",
    ),
    "visit_ends_before_it_starts": Simple(
        "visits",
        "end",
        lambda visits: visits["end"] < visits["start"],
        "{end} is before the start, {start}; correct one of the two",
    ),
    "stop_departs_before_it_arrives": Simple(
        "stops",
        "departure",
        lambda stops: stops["departure"] < stops["arrival"],
        "{departure} is before the arrival, {arrival}; correct one of the two",
    ),
    "stop_country_differs_from_its_place": Simple(
        "stops",
        "country",
        lambda stops: (
            is_known(stops["place_country"]) & (stops["place_country"] != stops["country"])
        ),
        "the stop is in {country}, its place `{place}` in {place_country}; "
        "correct the stop's country or its place",
    ),
    # A visit is a journey abroad.
    "stop_in_the_leaders_own_country": Simple(
        "stops",
        "country",
        lambda stops: stops["visit_leader_country"] == stops["country"],
        "{country} is the leader's own country; only stops abroad belong here",
    ),
    "confirmed_visit_without_dates": Simple(
        "visits",
        "start",
        lambda visits: (
            (visits["status"] == Status.CONFIRMED)
            & np.isnat(visits["start"])
            & np.isnat(visits["end"])
        ),
        "a confirmed visit needs `start` and `end`; "
        "give the first and the last day abroad, or lower the status",
    ),
    # So that ids can be read and never collide.
    "visit_id_without_its_leader": Simple(
        "visits",
        "id",
        lambda visits: np.array(
            [
                not ident.startswith(f"{leader}-")
                for ident, leader in zip(visits["id"], visits["leader"], strict=True)
            ],
            dtype=bool,
        ),
        "the id must begin with the leader's id, `{leader}-`; correct the id or the leader",
    ),
    # A topic or a source twice would count, or look, like two.
    "statement_has_a_topic_twice": Simple(
        "statement_topics",
        "topic",
        lambda topics: topics.again,
        "the topic `{topic}` is given twice; remove one",
    ),
    "visit_lists_a_source_twice": Simple(
        "citations",
        "source",
        lambda citations: citations.again,
        "the source `{source}` is listed twice; remove one",
    ),
    "confirmed_visit_with_fewer_than_two_sources": Simple(
        "visits",
        "sources",
        _few_sources,
        "a confirmed visit should have two sources; add another if there is one",
        "warning",
    ),
    "source_without_title_and_about": Simple(
        "sources",
        "title",
        lambda sources: ~is_known(sources["title"]) & ~is_known(sources["about"]),
        "the source has neither a title nor `about`; "
        "where no headline was recorded, describe the page in `about`",
    ),
}

RULES |= SIMPLE
