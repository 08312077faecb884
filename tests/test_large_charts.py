"""Charts of very many visits: what each draws stays within bounds, and it says what is left out."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pandas as pd
import pytest
import synthetic

from dashboard.analysis import limits
from dashboard.analysis.filters import Filters
from dashboard.analysis.frames import tabulate
from dashboard.analysis.selection import ALL_LEADERS, Selection
from dashboard.analysis.units import Rows
from dashboard.charts import REGISTRY
from dashboard.charts.parts.lanes import Axis
from dashboard.charts.theme import Theme
from dashboard.charts.visits_in_time import too_many
from dashboard.dataset.tables import from_nested
from dashboard.model.vocabulary import Status

MOST_MARKS = 6_000
MOST_CHARACTERS = 1_000_000


@cache
def many() -> Selection:
    """Nine leaders, 2,700 visits, of which some 2,300 are confirmed."""
    dataset: Any = synthetic.dataset(leaders=9, visits=300, statements=2, topics=80)
    return tabulate(dataset if hasattr(dataset, "tables") else from_nested(dataset.model_dump()))


@cache
def of_eight() -> Selection:
    """The same without the ninth leader, so that the others stand side by side."""
    chosen = tuple(f"leader-{number}" for number in range(1, 9))
    return Filters(leaders=chosen, statuses=()).narrow(many())


def table(name: str, of: Selection, **chosen: Any) -> pd.DataFrame:
    return REGISTRY[name].table(of, REGISTRY[name].defaults(**chosen))


def basis(name: str, of: Selection, **chosen: Any) -> str:
    options = REGISTRY[name].defaults(**chosen)
    return REGISTRY[name].basis(of, REGISTRY[name].table(of, options), options)


def figure(name: str, frame: pd.DataFrame) -> dict[str, Any]:
    return json.loads(REGISTRY[name].figure(frame, Theme()).to_json() or "")


def n_marks(drawn: dict[str, Any]) -> int:
    axes = ("x", "y", "lon", "locations")
    return sum(max(len(trace.get(axis) or ()) for axis in axes) for trace in drawn["data"])


@pytest.mark.parametrize("name", [name for name in REGISTRY if name != "agreement_of_codings"])
def test_what_a_chart_draws_is_bounded(name: str) -> None:
    switches = [
        (option.key, option.values if option.kind == "one" else (False, True))
        for option in REGISTRY[name].options
        if option.kind in ("one", "switch")
    ]
    # The first values of all options, and the last ones, stand for all.
    for at in (0, -1):
        chosen = {key: values[at] for key, values in switches}
        for held in (many(), of_eight()):
            drawn = figure(name, table(name, held, **chosen))
            assert n_marks(drawn) <= MOST_MARKS
            assert len(json.dumps(drawn)) <= MOST_CHARACTERS


@pytest.mark.parametrize("axis", Axis)
@pytest.mark.parametrize("held", [many, of_eight])
def test_the_columns_of_a_density_add_up_to_the_visits(axis: Axis, held: Any) -> None:
    visits = held().visits
    assert too_many(held())
    frame = table("visits_in_time", held(), axis=axis)
    assert frame["n_visits"].sum() == len(visits)
    assert frame["n_other"].sum() == (visits["status"] != Status.CONFIRMED).sum()
    counts = visits["leader"].astype(str).value_counts().to_dict()
    of_all = {ALL_LEADERS: len(visits)} if held is many else counts
    assert frame.groupby("leader")["n_visits"].sum().to_dict() == of_all
    assert frame.groupby("leader").size().max() <= limits.COLUMNS


def test_leaders_taken_as_one_have_no_day_of_the_calendar_by_the_day_of_their_terms() -> None:
    frame = table("visits_in_time", many(), axis=Axis.DAY_OF_TERM)
    assert frame["first_day"].isna().all()
    said = basis("visits_in_time", many(), axis=Axis.DAY_OF_TERM)
    assert "Choose up to eight leaders" in said
    picked = {tuple(data[:3]) for data in figure("visits_in_time", frame)["data"][0]["customdata"]}
    assert picked == {(None, None, None)}


def test_a_period_counts_all_its_visits_and_names_some() -> None:
    frame = table("visits_per_period", many())
    assert frame["n_visits"].sum() == len(many().took_place.visits)
    assert frame["titles"].str.endswith(" more").any()
    assert frame["titles"].str.count("; ").max() == limits.TITLES


@pytest.mark.parametrize(
    ("name", "column", "chosen"),
    [
        ("topics_by_leader", "topic", {}),
        ("topics_over_time", "topic", {}),
        ("challenges_and_opportunities", "row", {"rows": Rows.HOSTS}),
        ("challenges_against_opportunities", "row", {"rows": Rows.HOSTS}),
    ],
)
def test_of_many_rows_those_with_most_statements_are_drawn(
    name: str, column: str, chosen: dict[str, Any]
) -> None:
    frame = table(name, of_eight(), **chosen)
    n_rows = frame[column].nunique()
    assert n_rows > limits.ROWS
    named = set(figure(name, frame)["layout"]["yaxis"]["ticktext"])
    drawn = len([text for text in named if "All visits" not in text])
    assert drawn <= limits.ROWS
    assert f" {n_rows - drawn:,} more {column}" in basis(name, of_eight(), **chosen)


def test_of_few_visits_nothing_is_thinned_or_cut(real_selection: Selection) -> None:
    assert not too_many(real_selection)
    dated = real_selection.visits["start"].notna().sum()
    assert len(table("visits_in_time", real_selection)) == dated
    for name in ("topics_by_leader", "challenges_and_opportunities", "hosts_on_map"):
        assert " more " not in basis(name, real_selection)
