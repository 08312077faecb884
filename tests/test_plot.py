"""What the browser draws a chart from, and the parts of Plotly that lie ready for it."""

from __future__ import annotations

import json
from pathlib import Path

import plotly.offline
import pytest

from dashboard.ui.plot import VERSION, packed

STATIC = Path(__file__).resolve().parents[1] / "static" / "plotly"


@pytest.mark.parametrize(
    ("kinds", "part"),
    [([], "basic"), (["bar", "scatter"], "basic"), (["scattergeo"], "geo"),
     (["choropleth", "scattergeo"], "geo")],
)  # fmt: skip
def test_a_chart_names_the_part_of_plotly_that_draws_it_and_that_lies_ready(
    kinds: list[str], part: str
) -> None:
    figure = {"data": [{"type": kind} for kind in kinds], "layout": {"height": 100}}
    given = json.loads(packed(figure, name="one", alt="One.", config={"a": 1}))
    assert given == {
        "figure": figure, "library": f"{part}-{VERSION}", "name": "one", "alt": "One.",
        "config": {"a": 1}, "clickable": False,
    }  # fmt: skip
    script = (STATIC / f"{given['library']}.min.js").read_text(encoding="utf-8")
    assert f"({part} - minified) v{VERSION}" in script[:200]


def test_a_map_with_bars_has_no_part_of_plotly_and_says_so() -> None:
    figure = {"data": [{"type": "bar"}, {"type": "scattergeo"}], "layout": {"height": 100}}
    with pytest.raises(ValueError, match="too many values"):
        packed(figure, name="one", alt="One.", config={})


def test_the_browser_draws_with_the_release_that_checks_and_saves_the_figures() -> None:
    assert plotly.offline.get_plotlyjs_version() == VERSION


def test_no_other_part_lies_there() -> None:
    assert sorted(file.name for file in STATIC.iterdir()) == [
        "LICENSE", f"basic-{VERSION}.min.js", f"geo-{VERSION}.min.js",
    ]  # fmt: skip
