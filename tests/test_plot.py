"""What the browser draws a chart from, and the parts of Plotly that lie ready for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import plotly.offline
import pytest

from dashboard.app.plot import CONFIG, VERSION, serialize

STATIC = Path(__file__).resolve().parents[1] / "static" / "plotly"


@pytest.mark.parametrize(
    ("layout", "part"),
    [
        ({"xaxis": {"title": {"text": "x"}}}, "basic"),
        ({"geo": {"scope": "world"}}, "geo"),
        ({"geo2": {"scope": "world"}}, "geo"),
    ],
)
def test_a_chart_names_the_part_of_plotly_that_draws_it_and_that_lies_ready(
    layout: dict[str, Any], part: str
) -> None:
    figure = go.Figure(layout={"height": 100, **layout})
    given = json.loads(serialize(figure, name="one", alt="One.", config={"a": 1}))
    assert given == {
        "figure": json.loads(str(figure.to_json())),
        "library": f"{part}-{VERSION}",
        "name": "one",
        "alt": "One.",
        "config": {**CONFIG, "a": 1},
        "clickable": False,
    }
    script = (STATIC / f"{given['library']}.min.js").read_text(encoding="utf-8")
    assert f"({part} - minified) v{VERSION}" in script[:200]


def test_the_browser_draws_with_the_release_that_checks_and_saves_the_figures() -> None:
    assert plotly.offline.get_plotlyjs_version() == VERSION
    assert sorted(file.name for file in STATIC.iterdir()) == [
        "LICENSE", f"basic-{VERSION}.min.js", f"geo-{VERSION}.min.js",
    ]  # fmt: skip
