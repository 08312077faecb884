"""What the page sets in a figure so that Plotly draws it once: nothing of the figure is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dashboard.analysis.selection import Selection
from dashboard.charts import hosts_on_map, topics_by_leader, topics_over_time, visits_over_term
from dashboard.charts.drawn import STANDOFF, for_page, margins, width
from dashboard.charts.theme import Theme


def layout_of(figure: Any) -> dict[str, Any]:
    plain = figure if isinstance(figure, dict) else json.loads(figure.to_json(validate=False))
    return plain["layout"]


@pytest.fixture
def topics(tiny_selection: Selection) -> Any:
    return topics_by_leader.figure(topics_by_leader.table(tiny_selection), Theme())


def test_what_was_usual_for_every_figure_stands_in_the_figure_itself(topics: Any) -> None:
    before, after = layout_of(topics), layout_of(for_page(topics, clickable=False))
    usual = before["template"]["layout"]
    assert "template" not in after
    assert after["font"] == usual["font"]
    # What the figure sets itself stands over it, and beside the rest.
    assert after["margin"]["t"] > usual["margin"]["t"]
    assert after["margin"]["r"] == usual["margin"]["r"]
    assert after["yaxis"]["ticktext"] == before["yaxis"]["ticktext"]
    assert after["yaxis"]["showgrid"] is False
    assert after["yaxis"]["tickfont"] == usual["yaxis"]["tickfont"]
    assert after["xaxis"]["title"]["font"] == usual["xaxis"]["title"]["font"]


def test_the_data_are_the_same_and_the_figure_given_stays_as_it_was(topics: Any) -> None:
    before = topics.to_json(validate=False)
    made = for_page(topics, clickable=True)
    assert topics.to_json(validate=False) == before
    assert made["data"] == json.loads(before)["data"]


def test_no_axis_finds_its_own_margins(tiny_selection: Selection, topics: Any) -> None:
    by_year = topics_over_time.figure(topics_over_time.table(tiny_selection), Theme())
    for figure in (topics, by_year):
        layout = layout_of(for_page(figure, clickable=False))
        axes = [part for name, part in layout.items() if name[1:].startswith("axis")]
        assert len(axes) > 1
        assert all(axis["automargin"] is False for axis in axes)
        assert all(axis["ticklabeloverflow"] == "allow" for axis in axes)


def test_labels_are_kept_apart_from_a_title_only_where_there_is_one(
    tiny_selection: Selection, topics: Any
) -> None:
    by_year = topics_over_time.figure(topics_over_time.table(tiny_selection), Theme())
    for figure in (topics, by_year):
        layout = layout_of(for_page(figure, clickable=False))
        assert layout["xaxis"]["title"]["standoff"] == STANDOFF
        assert "title" not in layout["yaxis"]


def test_only_a_clickable_figure_is_moved_by_a_drag(topics: Any) -> None:
    assert for_page(topics, clickable=True)["layout"]["dragmode"] == "pan"
    assert for_page(topics, clickable=False)["layout"]["dragmode"] is False


def test_a_map_gets_no_axes(tiny_selection: Selection) -> None:
    figure = hosts_on_map.figure(hosts_on_map.table(tiny_selection), Theme())
    layout = layout_of(for_page(figure, clickable=True))
    assert "geo" in layout
    assert not [name for name in layout if name[1:].startswith("axis")]
    assert set(layout["margin"].values()) == {0}


def test_margins_hold_the_widest_label_and_every_line_of_a_title() -> None:
    labels = {"ticktext": ["No", "mmmmm<br>i"]}
    assert margins({"yaxis": labels})["l"] >= width("mmmmm")
    titled = labels | {"title": {"text": "Visits"}}
    assert margins({"yaxis": titled})["l"] >= margins({"yaxis": labels})["l"] + 13
    one, two = ({"title": {"text": text}} for text in ("a", "a<br>b"))
    assert margins({"xaxis": two})["b"] >= margins({"xaxis": one})["b"] + 13


def test_margins_take_no_room_for_what_is_not_drawn_and_keep_a_wider_one() -> None:
    assert margins({"yaxis": {"ticktext": ["mmmm"], "visible": False}}) == {}
    assert margins({"yaxis": {"ticktext": ["mmmm"], "showticklabels": False}})["l"] <= 1
    assert margins({"margin": {"l": 300, "t": 5}, "yaxis": {"ticktext": ["m"]}}) == {
        "l": 300, "t": 5,
    }  # fmt: skip


def test_the_numbers_of_an_axis_have_room(tiny_selection: Selection) -> None:
    figure = visits_over_term.figure(visits_over_term.table(tiny_selection), Theme())
    assert layout_of(for_page(figure, clickable=False))["margin"]["l"] > 30
    wide, narrow = (margins({"yaxis": {"range": [0, top]}})["l"] for top in (90_000, 9))
    assert wide - narrow == pytest.approx(width("90,000") - width("9"), abs=2)


def test_tags_and_entities_have_no_width_and_an_accent_takes_none() -> None:
    assert width("<b>R&amp;D</b>") == width("R&D")
    assert width("Šé") == width("Se")
    # A letter that the page's font lacks is taken for a wide one.
    assert width("中") == 13
