"""Two of our charts in Dash, the topics by leader and the matrix, with our filter of topics.

The charts, the filter and the frames are our own, so that what differs is Dash alone. Run it as
`python in_dash.py PORT`; DASHBOARD_DATA names another data file, as in the dashboard.
"""

from __future__ import annotations

import sys

import plotly.graph_objects as go

# Only the extra `bench` brings Dash; the checks of the code run without.
from dash import Dash, Input, Output, dcc, html  # pyright: ignore[reportMissingImports]

from dashboard.analysis.filters import Filters
from dashboard.app.data import load
from dashboard.charts import REGISTRY
from dashboard.charts.theme import Theme

CHARTS = [REGISTRY["topics_by_leader"], REGISTRY["challenges_and_opportunities"]]
WHOLE = load().selection
app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.Dropdown(
            id="topic",
            options=[{"label": topic.label, "value": topic.id} for topic in WHOLE.head.topics],
            multi=True,
            placeholder="All topics",
        ),
        *(dcc.Graph(id=chart.name) for chart in CHARTS),
    ]
)


@app.callback([Output(chart.name, "figure") for chart in CHARTS], Input("topic", "value"))
def draw(topics: list[str] | None) -> list[go.Figure]:
    """Draw both charts of the visits that touch a topic chosen."""
    shown = Filters(topics=tuple(topics or ())).narrow(WHOLE)
    return [
        chart.figure(chart.table(shown, chart.defaults()), Theme(dark=False)) for chart in CHARTS
    ]


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]), debug=False)
