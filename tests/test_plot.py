"""What the browser draws a chart from, and the parts of Plotly that lie ready for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import plotly.offline
import pytest

from dashboard.app.plot import VERSION, packed

STATIC = Path(__file__).resolve().parents[1] / "static" / "plotly"


@pytest.mark.parametrize(
    ("layout", "part"),
    [({"xaxis": {}}, "basic"), ({"geo": {}}, "geo"), ({"geo": {}, "geo2": {}}, "geo")],
)
def test_a_chart_names_the_part_of_plotly_that_draws_it_and_that_lies_ready(
    layout: dict[str, Any], part: str
) -> None:
    figure = {"data": [], "layout": {"height": 100, **layout}}
    given = json.loads(packed(figure, name="one", alt="One.", config={"a": 1}))
    assert given == {
        "figure": figure, "library": f"{part}-{VERSION}", "name": "one", "alt": "One.",
        "config": {"a": 1}, "clickable": False,
    }  # fmt: skip
    script = (STATIC / f"{given['library']}.min.js").read_text(encoding="utf-8")
    assert f"({part} - minified) v{VERSION}" in script[:200]


def test_the_browser_draws_with_the_release_that_checks_and_saves_the_figures() -> None:
    assert plotly.offline.get_plotlyjs_version() == VERSION


def test_no_other_part_lies_there() -> None:
    assert sorted(file.name for file in STATIC.iterdir()) == [
        "LICENSE", f"basic-{VERSION}.min.js", f"geo-{VERSION}.min.js",
    ]  # fmt: skip
