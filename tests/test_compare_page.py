"""The page that sets two visits or two leaders side by side."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from shown import data_of, notice, opened, words_of
from streamlit.testing.v1 import AppTest
from synthetic import dataset

from dashboard.analysis import comparison
from dashboard.analysis.selection import Selection
from dashboard.app import page as app_page
from dashboard.dataset import yaml_writer
from dashboard.model.vocabulary import Bearing, Status


def choices(app: AppTest) -> list[Any]:
    return [box.value for box in app.main.selectbox]


def with_leaders(number: int, monkeypatch: pytest.MonkeyPatch) -> Selection:
    """Show a data set of so many leaders instead."""
    made = dataset(leaders=number, visits=4, statements=2, topics=3)
    data = data_of(yaml_writer.write(made))
    monkeypatch.setattr(app_page, "load", lambda: data)
    return data.selection


def test_the_page_opens_on_a_disputed_claim_with_sources_for_and_against(
    real_selection: Selection,
) -> None:
    app = opened("compare")
    left, right = comparison.pair(real_selection)
    assert choices(app) == [left, right]
    said = words_of(app)
    assert "**Disputed.**" in said
    cited = real_selection.citations[real_selection.citations["visit"] == left]
    for bearing in Bearing:
        number = (cited["bearing"] == bearing).sum()
        assert re.search(rf"\*\*{bearing.label}\*\* \({number} sources?\)", said)


def test_sources_on_a_claim_stand_by_their_days(real_selection: Selection) -> None:
    left, _ = comparison.pair(real_selection)
    cited = real_selection.citations[real_selection.citations["visit"] == left]
    sources = cited.merge(real_selection.sources, on="source").sort_values("date")
    against = sources[sources["bearing"] == Bearing.CONTRADICTS]
    (said,) = [
        part.value
        for part in opened("compare").main.markdown
        if part.value.startswith(f"**{Bearing.CONTRADICTS.label}**")
    ]
    assert re.findall(r"\]\(<([^>]+)>\)", said) == against["url"].tolist()


def test_the_address_chooses_the_visits_and_a_choice_writes_both(
    real_selection: Selection,
) -> None:
    visits = real_selection.visits
    first, second, *_ = visits.loc[visits["status"] == Status.CONFIRMED, "visit"]
    # Filters count for nothing here.
    app = opened("compare", f"left={first}&words=xyzzy")
    assert choices(app) == list(comparison.pair(real_selection, first))
    app.main.selectbox(key="right_choice").select(second).run()
    assert (app.query_params["left"], app.query_params["right"]) == (first, second)
    next(button for button in app.button if button.label == "Swap sides").click().run()
    assert choices(app) == [second, first]
    app = opened("compare", f"left=nothing&right={first}")
    assert "does not have: nothing" in notice(app)
    assert choices(app)[1] == first
    app = opened("compare", f"left={first}&right={first}")
    assert "The same visit is on both sides" in app.info[0].value
    assert not app.main.subheader


def test_leaders_are_compared_over_the_days_in_the_address_or_the_shorter_term(
    real_selection: Selection,
) -> None:
    first, second = real_selection.head.leaders[:2]
    app = opened("compare", "compare=Leaders&days=400")
    assert app.slider[0].value == 400
    assert "first 400 days" in app.header[0].value
    assert list(app.table[0].value.columns) == [first.name, second.name]
    app = opened("compare", "compare=Leaders&days=5000&first=Nobody")
    assert app.slider[0].value == comparison.shared_days(real_selection, first.id, second.id)
    app = opened("compare", f"compare=Leaders&leader={first.name}")
    assert f"None of the visits shown is by {second.name}" in words_of(app)


def test_another_leader_brings_another_longest_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    selection = with_leaders(3, monkeypatch)
    first, second, third = (who.id for who in selection.head.leaders)
    app = opened("compare", "compare=Leaders&status=")
    assert app.slider[0].value == comparison.shared_days(selection, first, second)
    app.main.selectbox(key="second").select(third).run()
    assert not app.exception
    most = comparison.shared_days(selection, first, third)
    assert (app.slider[0].max, app.slider[0].value) == (most, most)
    app.main.selectbox(key="second").select(first).run()
    assert "Choose two different leaders" in app.info[0].value


def test_one_leader_is_told_that_there_is_nobody_to_compare_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    selection = with_leaders(1, monkeypatch)
    app = opened("compare", "compare=Leaders")
    assert f"one leader, {selection.head.leaders[0].name}" in words_of(app)
    assert choices(opened("compare")) == list(comparison.pair(selection))


def test_no_visit_stops_the_leaders_and_not_the_visits() -> None:
    assert "No visit matches" in words_of(opened("compare", "compare=Leaders&words=zzz"))
    assert "No visit matches" not in words_of(opened("compare", urlencode({"words": "zzz"})))
