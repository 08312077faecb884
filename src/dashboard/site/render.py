"""Templates to HTML: whatever a text of the data holds, it is shown as text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dashboard.analysis.column_labels import LABELS
from dashboard.analysis.selection import each_row
from dashboard.analysis.wording import counted, dates, day, sentence
from dashboard.export.links import is_web, static_page
from dashboard.model import licence
from dashboard.model.records import Dataset

ASSETS = Path(__file__).parent / "assets"
MENU = {
    "index.html": "Overview",
    "visits.html": "Visits",
    "charts.html": "Charts",
    "data.html": "Data and methods",
    "codebook.html": "Codebook",
}
MOST_ROWS = 200
"""Up to this many rows of a chart's numbers stand on its page; the file has them all."""
# What HTML forbids (controls, halves of a pair) would make a page that is not HTML, or no UTF-8.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# These turn the direction of what follows: in a title or a preview, of words that are not theirs.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _legible(value: Any) -> Any:
    return value if isinstance(value, Markup) or not isinstance(value, str) else legible(value)


def legible(text: str) -> str:
    """Put the sign for an unreadable sign in place of every one that HTML forbids."""
    return _FORBIDDEN.sub("\ufffd", text)


def own(text: Any) -> Markup:
    """Keep the direction of writing of a text from the data to itself."""
    return Markup("<bdi>{}</bdi>").format(legible(str(text)))


def line(text: str) -> str:
    """Leave one line that turns no direction, for titles and previews."""
    return legible(_TURNING.sub("", " ".join(text.split())))


def in_script(data: Any) -> Markup:
    """Write data as JSON that no script element can end at."""
    held = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    for sign in "<>&":
        held = held.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(held)


def cells(frame: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Write the columns of a frame that have a name on screen: their names, and the first rows."""
    shown = [column for column in frame.columns if column in LABELS]
    rows = [
        [_cell(column, value) for column, value in zip(shown, row, strict=True)]
        for row in each_row(frame[shown].head(MOST_ROWS))
    ]
    return [LABELS[column].strip() for column in shown], rows


def _cell(column: str, value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if column == "share" or column.endswith("_share"):
        return f"{value:.0%}"
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{value:,.2f}"
    return str(value) if isinstance(value, str | bool) else f"{value:,}"


def environment() -> Environment:
    """Make the one environment of all templates."""
    made = Environment(
        loader=PackageLoader("dashboard.site", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_legible,
    )
    made.filters |= {
        "licence_name": licence.name,
        "licence_address": licence.address,
        "own": own,
        "line": line,
        "in_script": in_script,
        "day": day,
        "sentence": sentence,
    }
    made.globals |= {"counted": counted, "dates": dates, "is_web": is_web, "menu": MENU}
    return made


@dataclass(frozen=True)
class Frame:
    """What every page shares; `live` is the dashboard's address, `address` the static copy's."""

    dataset: Dataset
    live: str = ""
    address: str = ""
    made: Environment = field(default_factory=environment)

    @property
    def name(self) -> str:
        """The name of the whole: the data set's title up to its first colon."""
        return line(self.dataset.title.partition(":")[0]) or line(self.dataset.title)

    def url(self, path: str) -> str:
        """Give the full address of a file, or nothing where the copy's is not known."""
        file = "" if path == "index.html" else path
        return static_page(self.address, file) or "" if self.address else ""

    def page(
        self, path: str, template: str, *, title: str, about: str, live: str = "", **more: Any
    ) -> bytes:
        """Write one page; `about` is what a preview says of it, `live` its view in the dashboard.

        `more` is what the template needs beside these.
        """
        held = self.made.get_template(template).render(
            frame=self,
            path=path,
            root="../" * path.count("/"),
            title=title,
            head=self.name if path == "index.html" else f"{line(title)} – {self.name}",
            about=about,
            live=live,
            canonical=self.url(path),
            **more,
        )
        return held.encode()
