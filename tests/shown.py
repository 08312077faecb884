"""What a page of the app, run without a browser, hands to it to draw."""

from __future__ import annotations

import json
import re
from typing import Any

from streamlit.testing.v1 import AppTest


def charts(app: AppTest, name: str = "") -> list[dict[str, Any]]:
    """What each chart of the page is drawn from, or those alone whose name begins so."""
    given = [json.loads(chart.proto.bytes) for chart in app.get("bidi_component")]
    return [chart for chart in given if chart["name"].startswith(name)]


def columns(figure: Any) -> list[list[str]]:
    """Give the lines of each column of topics by year: the year, all its visits, its cells."""
    texts = [text for text in figure.data[1].text if "<br>" in text]
    return [[re.sub("<[^>]*>", "", line) for line in text.split("<br>")] for text in texts]
