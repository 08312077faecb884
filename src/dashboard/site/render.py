"""Templates to HTML: whatever a text of the data holds, it is shown as text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dashboard.analysis.column_labels import LABELS
from dashboard.analysis.wording import counted, dates, day, sentence
from dashboard.charts.theme import Theme
from dashboard.export.links import is_web, live_page, static_page, visit_file
from dashboard.model import licence
from dashboard.model.records import Head

MENU = {
    "index.html": "Overview",
    "visits.html": "Visits",
    "charts.html": "Charts",
    "data.html": "Data and methods",
    "codebook.html": "Codebook",
}
MAX_ROWS = 200
"""Up to this many rows of a chart's numbers stand on its page; the file has them all."""
# What HTML forbids (controls, halves of a pair) would make a page that is not HTML, or no UTF-8.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# These turn the direction of what follows: in a title or a preview, of words that are not theirs.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def legible(value: Any) -> Any:
    """Put a replacement character in place of every one that HTML forbids in a text."""
    is_plain = isinstance(value, str) and not isinstance(value, Markup)
    return _FORBIDDEN.sub("\ufffd", value) if is_plain else value


def own(text: Any) -> Markup:
    """Keep the direction of writing of a text from the data to itself."""
    return Markup("<bdi>{}</bdi>").format(legible(str(text)))


def line(text: str) -> str:
    """Leave one line that turns no direction, for titles and previews."""
    return legible(_TURNING.sub("", " ".join(text.split())))


def in_script(data: Any) -> Markup:
    """Write data as JSON that no script element can end at."""
    text = json.dumps(data, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """Return the rows of a frame, each with its columns as attributes."""
    return list(frame.itertuples())


def cells(frame: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Return the columns of a frame that have a name on screen: their names, and the first rows."""
    shown = [column for column in frame.columns if column in LABELS]
    rows = [
        [_cell(column, value) for column, value in zip(shown, row, strict=True)]
        for row in frame[shown].head(MAX_ROWS).itertuples(index=False)
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


@dataclass(frozen=True)
class Templates:
    """What every page shares; `live` is the dashboard's address, `address` the static copy's."""

    head: Head
    live: str = ""
    address: str = ""

    @property
    def name(self) -> str:
        """The name of the whole: the data set's title up to its first colon."""
        return line(self.head.title.partition(":")[0]) or line(self.head.title)

    def url(self, path: str) -> str:
        """Return the full address of a file, or nothing where the copy's is not known."""
        file = "" if path == "index.html" else path
        return static_page(self.address, file) or "" if self.address else ""

    def live_url(self, page: str, query: dict[str, str]) -> str:
        """Return the address of a page of the dashboard, or nothing where its is not known."""
        return live_page(self.live, page, **query) if self.live else ""

    @cached_property
    def environment(self) -> Environment:
        """The one environment of all templates."""
        environment = Environment(
            loader=PackageLoader("dashboard.site", "assets"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=legible,
        )
        environment.filters |= {
            "licence_name": licence.name,
            "licence_address": licence.address,
            "own": own,
            "line": line,
            "in_script": in_script,
            "day": day,
            "sentence": sentence,
        }
        environment.globals |= {
            "site": self,
            "menu": MENU,
            "counted": counted,
            "dates": dates,
            "is_web": is_web,
            "visit_file": visit_file,
            "light": Theme(False),
            "dark": Theme(True),
        }
        return environment

    def write(self, template: str, **values: Any) -> bytes:
        """Fill in a template."""
        return self.environment.get_template(template).render(**values).encode()

    def page(
        self,
        path: str,
        template: str,
        *,
        title: str,
        about: str = "",
        live: str = "",
        query: dict[str, str] | None = None,
        **values: Any,
    ) -> bytes:
        """Write one page; `about` is what a preview says of it.

        `live` and `query` name the page in the dashboard; `values` is what the template needs.
        """
        return self.write(
            template,
            path=path,
            root="../" * path.count("/"),
            title=title,
            head=self.name if path == "index.html" else f"{line(title)} – {self.name}",
            about=about,
            live=self.live_url(live, query or {}),
            canonical=self.url(path),
            **values,
        )
