"""A figure away from its page carries its words, as text, and asks no host for anything."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.analysis.selection import Selection
from dashboard.charts import REGISTRY
from dashboard.charts.theme import Theme
from dashboard.export import figure_page

WORDS = {
    "question": "How many <b>visits</b> & when?",
    "said": "Shown: 2 of 2 confirmed visits, 3 of 3 statements: both leaders.",
    "basis": "2 visits that took place.",
    "source": "Source: Tiny, version 1.0.0. https://example.org/?a=b&amp;c",
}


@pytest.fixture(scope="module")
def drawn(tiny_selection: Selection) -> go.Figure:
    chart = REGISTRY["visits_over_term"]
    return chart.figure(chart.table(tiny_selection, chart.defaults()), Theme())


@pytest.fixture(scope="module")
def figure(drawn: go.Figure) -> go.Figure:
    return figure_page.standalone(drawn, **WORDS, theme=Theme())


def test_all_words_are_burned_in_as_text(figure: go.Figure) -> None:
    layout: Any = figure.layout
    assert layout.title.text == "<b>How many &lt;b&gt;visits&lt;/b&gt; &amp; when?</b>"
    lines = re.sub(r"</?span[^>]*>", "", layout.title.subtitle.text).split("<br>")
    assert lines == [
        WORDS["said"],
        WORDS["basis"],
        "Source: Tiny, version 1.0.0. https://example.org/?a=b&amp;amp;c",
    ]


def test_the_drawing_keeps_its_size_and_the_original_its_words(drawn: go.Figure) -> None:
    before = drawn.to_json()
    out: Any = figure_page.standalone(drawn, **WORDS, theme=Theme())
    assert drawn.to_json() == before
    layout: Any = drawn.layout
    margins = layout.template.layout.margin.to_plotly_json() | layout.margin.to_plotly_json()
    grown = figure_page.height(out) - figure_page.height(drawn)
    assert grown == out.layout.margin.t + out.layout.margin.b - margins["t"] - margins["b"]
    assert len(out.data) == len(tuple(drawn.select_traces()))


def test_long_words_are_broken(drawn: go.Figure) -> None:
    long = figure_page.standalone(drawn, **{**WORDS, "said": "word " * 200}, theme=Theme())
    layout: Any = long.layout
    lines = re.sub(r"</?span[^>]*>", "", layout.title.subtitle.text).split("<br>")
    assert max(len(line) for line in lines) <= 150
    assert sum(line.count("word") for line in lines) == 200


def test_the_page_needs_no_host(figure: go.Figure) -> None:
    page = figure_page.page(figure, title="A </title><script>", alt='An "alt" <b>')
    assert "<title>A &lt;/title&gt;&lt;script&gt;</title>" in page
    assert 'aria-label="An &#34;alt&#34; &lt;b&gt;"' in page
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|link|img|iframe)\b[^>]*\b(src|href)=", page)
    assert page == figure_page.page(figure, title="A </title><script>", alt='An "alt" <b>')


def test_text_of_the_data_cannot_end_the_script() -> None:
    drawn = go.Figure(go.Bar(x=["</script><script>alert(1)</script>"], y=[1]))
    assert "</script><script>alert(1)" not in figure_page.page(drawn, title="t", alt="a")


def test_a_map_brings_its_outlines(tmp_path: Path) -> None:
    (tmp_path / "world_110m.json").write_text(json.dumps({"type": "Topology", "x": "</script>"}))
    flat, earth = go.Figure(go.Bar(x=[1], y=[1])), go.Figure(go.Scattergeo(lon=[1], lat=[1]))
    page = figure_page.page(earth, title="t", alt="a", outlines=tmp_path)
    assert 'PlotlyGeoAssets={topojson:{"world_110m":{"type": "Topology"' in page
    assert '"x": "</script>' not in page
    assert '"world_110m":' not in figure_page.page(flat, title="t", alt="a", outlines=tmp_path)
