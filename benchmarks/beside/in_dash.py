"""Two of our charts in Dash: the topics by leader and the matrix, with our filter of topics.

The charts, the filter and the frames are our own, so that what differs is Dash alone. Run it as
`python in_dash.py PORT`; DASHBOARD_DATA names another data file, as in the dashboard.
"""

from __future__ import annotations

import sys

import plotly.graph_objects as go

# Only the extra `bench` brings Dash; the checks of the code run without.
from dash import Dash, Input, Output, dcc, html  # pyright: ignore[reportMissingImports]

from dashboard import app as ui
from dashboard.analysis.filters import Filters
from dashboard.charts import challenges_and_opportunities, topics_by_leader
from dashboard.charts.theme import Theme

TABLES = ui.load()
app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.Dropdown(
            id="topic",
            options=[{"label": topic.label, "value": topic.id} for topic in TABLES.head.topics],
            multi=True,
            placeholder="All topics",
        ),
        dcc.Graph(id="first"),
        dcc.Graph(id="second"),
    ]
)


@app.callback(Output("first", "figure"), Output("second", "figure"), Input("topic", "value"))
def draw(topics: list[str] | None) -> tuple[go.Figure, go.Figure]:
    """Draw both charts of the visits that touch a topic chosen."""
    shown = Filters(topics=tuple(topics or ())).narrow(TABLES).grouped
    theme = Theme(dark=False)
    return (
        topics_by_leader.figure(topics_by_leader.table(shown), theme),
        challenges_and_opportunities.figure(challenges_and_opportunities.table(shown), theme),
    )


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]), debug=False)
