"""The charts of the static copy: each with its numbers, its basis and its place in the app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

import pandas as pd

from dashboard.charts import (
    challenges_against_opportunities,
    challenges_and_opportunities,
    hosts_on_map,
    topics_by_leader,
    topics_over_time,
    visits_in_time,
    visits_over_term,
    visits_per_period,
)
from dashboard.methods import (
    BY_YEAR,
    FEW_A_YEAR,
    FEW_IN_BAR,
    FEW_TOUCH,
    NARROW_VISITS,
    OUTLINES,
    READ_LINES,
)
from dashboard.tables import Rows, Tables, Unit
from dashboard.words import counted, without_hints


@dataclass(frozen=True)
class Drawing:
    """One chart, drawn as the dashboard opens it; `page` is its page there."""

    chart: ModuleType
    frame: pd.DataFrame
    basis: str
    page: str
    note: str = ""

    @property
    def name(self) -> str:
        """The name of the chart, as the address `?chart=` has it too."""
        return self.chart.__name__.rpartition(".")[2]

    @property
    def path(self) -> str:
        """The page of the chart in the static copy."""
        return f"charts/{self.name.replace('_', '-')}.html"

    @property
    def question(self) -> str:
        """What the chart answers."""
        return self.chart.QUESTION

    @property
    def finding(self) -> str:
        """The main finding in a sentence."""
        return self.chart.alt(self.frame)


def drawings(shown: Tables) -> list[Drawing]:
    """Draw up the charts of what is shown; one with nothing to draw is left out."""
    return [each for each in _all(shown, shown.abreast()) if not each.frame.empty]


def _all(shown: Tables, drawn: Tables) -> Iterator[Drawing]:
    def drawing(
        chart: ModuleType,
        frame: pd.DataFrame,
        page: str,
        basis: Callable[[], str],
        note: str = "",
    ) -> Drawing:
        # Of an empty frame some charts have nothing to say, and it is not asked.
        return Drawing(chart, frame, without_hints(basis()) if len(frame) else "", page, note)

    n_made = counted(len(shown.took_place().visits), "visit")
    yield drawing(
        visits_over_term, visits_over_term.table(drawn), "",
        lambda: f"{n_made} that took place. {visits_over_term.basis(Unit.VISITS)} {READ_LINES}",
    )  # fmt: skip
    bars = visits_in_time.table(drawn)
    yield drawing(
        visits_in_time, bars, "timeline", lambda: f"{visits_in_time.basis(bars)} {NARROW_VISITS}"
    )
    periods = visits_per_period.table(drawn)
    yield drawing(visits_per_period, periods, "timeline", lambda: visits_per_period.basis(periods))
    hosts = hosts_on_map.table(drawn)
    yield drawing(hosts_on_map, hosts, "map", lambda: hosts_on_map.basis(hosts), OUTLINES)
    touched = topics_by_leader.basis(Unit.SHARE, [])
    topics = topics_by_leader.table(drawn)
    yield drawing(topics_by_leader, topics, "topics", lambda: f"{touched} {FEW_TOUCH}")
    yield drawing(
        topics_over_time,
        topics_over_time.table(drawn, topics=list(dict.fromkeys(topics["topic"]))),
        "topics",
        lambda: f"{touched} {BY_YEAR} {FEW_A_YEAR}",
    )
    matrix = challenges_and_opportunities
    sides = matrix.basis(drawn, Rows.TOPICS, False) + Unit.SHARE.note
    yield drawing(
        matrix, matrix.table(drawn), "challenges",
        lambda: f"{matrix.reading(Rows.TOPICS, Unit.SHARE)} {sides}",
    )  # fmt: skip
    against = challenges_against_opportunities
    yield drawing(against, against.table(drawn), "challenges", lambda: f"{sides} {FEW_IN_BAR}")
