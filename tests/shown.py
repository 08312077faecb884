"""Pages of the app, run without a browser, and what they hand to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

from conftest import ROOT
from streamlit.testing.v1 import AppTest

from dashboard.analysis.frames import tabulate
from dashboard.app.data import Data
from dashboard.dataset import reader

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
FIRST = "overview"


def opened(page: str = FIRST, query: str = "", **state: Any) -> AppTest:
    """Open a link in a session of its own, with this state of its controls."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for key, values in parse_qs(query, keep_blank_values=True).items():
        app.query_params[key] = values if len(values) > 1 else values[0]
    for key, value in state.items():
        app.session_state[key] = value
    app = turned_to(app, page) if page != FIRST else app.run()
    assert_sound(app)
    return app


def data_of(text: str) -> Data:
    """A text of a data set as the app holds it."""
    found = reader.parse(text, "text.yaml")
    assert found.dataset is not None, "\n".join(map(str, found.problems))
    return Data(f"text {hash(text)}", tabulate(found.dataset), found.dataset)


def turned_to(app: AppTest, page: str) -> AppTest:
    """Turn to another page by the menu."""
    return app.switch_page(f"pages/{page}.py").run()


def assert_sound(app: AppTest) -> None:
    """Hold that the page was drawn to its end without an error."""
    assert not app.exception, [fault.message for fault in app.exception]
    assert not app.error


def unescaped(markdown: str) -> str:
    """The text that Markdown shows."""
    return re.sub(r"\\(.)", r"\1", markdown)


def words_of(app: AppTest) -> str:
    """Everything that the page says in text."""
    parts: list[Any] = [
        *app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.info,
        *app.warning, *app.error,
    ]  # fmt: skip
    return "\n".join(unescaped(part.value) for part in parts)


def sentence(app: AppTest) -> str:
    """The sentence above the page that says what is shown."""
    (said,) = [m.value for m in app.markdown if m.value.startswith("**Shown:** ")]
    return unescaped(said.removeprefix("**Shown:** "))


def notice(app: AppTest) -> str:
    """The one warning of the page."""
    (said,) = [unescaped(warning.value) for warning in app.warning]
    return said


def chosen(app: AppTest, key: str) -> Any:
    """What a control of the page shows."""
    groups: dict[Any, Any] = {group.key: group for group in app.get("button_group")}
    if key in groups:
        return groups[key].value
    return next(w.value for w in (*app.selectbox, *app.multiselect) if w.key == key)


def charts(app: AppTest, name: str = "") -> list[dict[str, Any]]:
    """What each chart of the page is drawn from, or those alone whose name begins so."""
    given = [json.loads(chart.proto.bytes) for chart in app.get("bidi_component")]
    return [chart for chart in given if chart["name"].startswith(name)]


def drawing(app: AppTest, name: str) -> str:
    """A chart of the page, as the JSON that the browser gets."""
    (found,) = charts(app, name)
    return json.dumps(found["figure"])


def nodes(app: AppTest) -> Iterator[Any]:
    """Every element of a page, with what is sent of it."""
    for root in (app.main, app.sidebar):
        yield from _below(root)


def _below(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _below(child)
        elif hasattr(getattr(child, "proto", None), "ByteSize"):
            yield child


def columns(figure: Any) -> list[list[str]]:
    """Give the lines of each column of topics by year: the year, all its visits, its cells."""
    texts = [text for text in figure.data[1].text if "<br>" in text]
    return [[re.sub("<[^>]*>", "", line) for line in text.split("<br>")] for text in texts]
