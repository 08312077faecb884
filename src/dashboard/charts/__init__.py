"""One answer a module, each a `Chart` in the registry.

What belongs here: numbers of one question as a table, its figure, its sentences. What never does:
Streamlit, files, another chart's module (what two share stands in a module of its own).
"""

from __future__ import annotations

from importlib import import_module

from dashboard.charts.chart import Chart

MODULES = (
    "visits_over_term",
    "visits_in_time",
    "visits_per_period",
    "hosts_on_map",
    "topics_by_leader",
    "topics_over_time",
    "challenges_and_opportunities",
    "challenges_against_opportunities",
    "topics_that_differ",
    "agreement_of_codings",
)
"""The modules with a chart, in the order of the pages."""

REGISTRY: dict[str, Chart] = {
    chart.name: chart
    for chart in (import_module(f"dashboard.charts.{name}").CHART for name in MODULES)
}
"""Every chart by its name."""
