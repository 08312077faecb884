"""Every figure that is asked for, with its bound."""

from __future__ import annotations

from measure import Asked
from opening import COLD, WARM, WITH_CHART

from dashboard import app as ui

INTERACTION = {
    (data, page, other): Asked(
        f"interaction.{data}.{page}.{other}",
        f"Click on a topic to settled page, {ui.PAGES[page]}, {words}",
        bound,
        "times",
    )
    for data, other, bound, words in (
        ("real", "floor", 2.0, "real data, against an empty Streamlit app"),
        ("real", "dash", 1.0, "real data, against two charts in Dash"),
        ("large", "floor", 3.0, "100,000 visits, against an empty Streamlit app"),
    )
    for page in ui.PAGES
}
OPENING = {
    (cache, page): Asked(
        f"opening.{cache}.{page}",
        f"Link to first drawn chart, {ui.PAGES[page]}, {cache} cache, against an app of one chart",
        1.25,
        "times",
    )
    for cache in (COLD, WARM)
    for page in WITH_CHART
}
YAML = Asked("reading.yaml", "Parse, check and frames of the YAML, against its bare parse", 2.0,
             "times")  # fmt: skip
PACKAGE = Asked("reading.package", "Frames of a package of 100,000 visits", 3.0, "s")
REAL_MEMORY = Asked("memory.real", "Memory of the server, 50 sessions, real data", 350, "MB")
LARGE_MEMORY = Asked(
    "memory.large", "Memory of the server, 20 sessions, 100,000 visits", 1_200, "MB"
)
ANSWERED = Asked(
    "load.answered", "Clicks of 100 readers, one every 5 s each, answered within 1 s", 95, "%",
    at_least=True,
)  # fmt: skip
ERRORS = Asked("load.errors", "Errors under this load", 0, "errors")
# What a process holds comes and goes by some megabytes; a leak of half a kilobyte a run does not.
GROWTH = Asked("load.growth", "Growth of the server's memory in 10 minutes of this load", 5, "MB")
MINUTES = 10
"""The minutes of load that the growth is asked for; of fewer it is not told."""

ASKED: dict[str, list[Asked]] = {
    "interaction": list(INTERACTION.values()),
    "opening": list(OPENING.values()),
    "reading": [YAML, PACKAGE],
    "memory": [REAL_MEMORY, LARGE_MEMORY],
    "load": [ANSWERED, ERRORS, GROWTH],
}
"""The figures by the part of the benchmarks that measures them."""
