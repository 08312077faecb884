"""Random addresses on every page: whatever a link says, the page is drawn and shows no trace.

Each address opens in a session of its own, as a link does. `--fuzz 2000` asks for that many on
each page; one that fails is made again by `--fuzz-only NUMBER`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import corrupted
import pytest
from conftest import ROOT, TINY
from shown import data_of
from streamlit.testing.v1 import AppTest

from dashboard.analysis.comparison import Compared
from dashboard.analysis.filters import FILTERS
from dashboard.app import data
from dashboard.app.codebook import PARTS
from dashboard.app.link_preview import words_for
from dashboard.app.page import HOME, NAME, PAGES
from dashboard.app.share import ALONE, SHARED
from dashboard.charts import REGISTRY, challenges_and_opportunities

Address = dict[str, str | list[str]]

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
    r"$\alpha$ \(x\)", ":red[x] :material/home: :smile:", "**b** `c` ~~d~~ # e", "../../etc/passwd",
    "' OR 1=1 --", "{{7*7}} ${7*7} %s %(a)s {0}", "nan", "None", "null", "undefined", "[object]",
    "\x00", "\r\nSet-Cookie: a=b", "%00%0a%zz", "&amp;<b>", "=1+1", "\\", '"', "'", "[", "(?=", "*",
    "a" * 201, "w" * 3_000, "w " * 2_000, *corrupted.ODD,
]  # fmt: skip
DAYS = [
    "2021-08-03", "2024-09-11", "2026-12-31", "2020-12-31", "2021-01-01", "2027-01-01",
    *corrupted.NUMBERS, "2024-09-11T00:00:00", "11.9.2024", "today", "2024-09", "2024/09/11",
    "2024-09-11,2024-09-12", "-1-01-01", "٢٠٢٤-٠٩-١١",
]  # fmt: skip
UNKNOWN = [
    "foo", "Leader", "leader ", "leader[]", "__proto__", "visit_choice", "_view", "_page", "_slot",
    "csv_visits", "data_visits_in_time", "take_zip", "clear_empty", "embed_options", "", " ", "é",
    "constructor", "_rooms", "x" * 500, "visits_table", "chart_visits_in_time",
]  # fmt: skip


@cache
def sound_values() -> dict[str, list[str]]:
    """Every key of an address, with values that mean something on some page."""
    selection = data_of(TINY).selection
    head, visits = selection.head, selection.visits["visit"].tolist()
    leaders, topics = [who.name for who in head.leaders], [topic.label for topic in head.topics]
    matrix = challenges_and_opportunities
    found: dict[str, list[Any]] = {
        each.key: DAYS if each.control == "day" else [*each.options(selection).values()]
        for each in FILTERS
    }
    for chart in REGISTRY.values():
        for option in chart.options:
            values = ("true", "false") if option.kind == "switch" else option.values
            labels = [getattr(value, "label", value) for value in values]
            found[option.key] = [*found.get(option.key, []), *labels]
    found |= {
        "words": ["moscow", "trade war", "Rahmon", "the", "é"],
        "open": [*topics, *(topic.id for topic in head.topics)],
        "visit": visits, "left": visits, "right": visits,
        "row": [label for rows in found["rows"] for label in matrix.row_labels(selection, rows)],
        "column": matrix.column_labels(selection), "compare": list(Compared),
        "first": leaders, "second": leaders, "days": ["1", "2", "500", "1021"],
        "part": list(PARTS), ALONE: list(REGISTRY), "embed": ["true", "false"],
    }  # fmt: skip
    return {key: [str(value) for value in values] for key, values in found.items()}


def test_every_key_of_an_address_has_values() -> None:
    assert set(sound_values()) == {*SHARED, ALONE, "embed"}


def _value(chance: Random, key: str) -> tuple[str, str]:
    """Make a value of a key; give its kind first."""
    sound = sound_values().get(key, ["x"])
    kind = chance.choice(("sound", "sound", "near", "hostile", "another key's", "day", "number"))
    value = chance.choice(sound)
    match kind:
        case "near":
            at = chance.randint(0, len(value))
            value = chance.choice((
                value.lower(), value.upper(), f" {value}", f"{value} ", value[:at], value * 2,
                value[:at] + chance.choice(corrupted.ODD) + value[at:], f"{value},{value}",
            ))  # fmt: skip
        case "hostile":
            value = chance.choice(HOSTILE)
        case "another key's":
            value = chance.choice(chance.choice(list(sound_values().values())))
        case "day":
            value = chance.choice(DAYS)
        case "number":
            value = chance.choice(corrupted.NUMBERS)
    return kind, value


def address(chance: Random) -> tuple[str, Address]:
    """Make an address; its kind is that of its values, where all are of one."""
    known = list(sound_values())
    keys = [chance.choice(known) for _ in range(chance.choice((0, 1, 1, 2, 3, 5, 8, 30)))]
    keys += [chance.choice(UNKNOWN) for _ in range(chance.choice((0, 0, 0, 1, 4)))]
    kinds: set[str] = set()
    made: Address = {}
    for key in keys:
        values = []
        for _ in range(chance.choice((1, 1, 1, 1, 2, 3, 40))):
            kind, value = _value(chance, key)
            kinds.add(kind)
            # A browser sends no half of a sign.
            value = value.encode("utf-8", "replace").decode()
            values.append(chance.choice(("", value)) if chance.random() < 0.1 else value)
        made[key] = values if len(values) > 1 else values[0]
    return (kinds.pop() if len(kinds) == 1 else "mixed" if kinds else "empty"), made


@pytest.mark.fuzz(usual=8, batch=50)
@pytest.mark.parametrize("page", PAGES)
def test_no_address_breaks_a_page(
    page: str, numbers: range, over: Callable[..., None], addressed: Path
) -> None:
    def opened(wanted: Address) -> str:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.query_params.update(wanted)
        if page != HOME:
            app.switch_page(f"pages/{page}.py")
        app.run()
        assert not app.exception, [fault.message for fault in app.exception]
        assert not app.error
        said = "\n".join(
            str(part.value) for part in (*app.markdown, *app.caption, *app.warning, *app.info)
        )
        assert "Traceback" not in said
        assert "Shown:" in said
        alone = wanted.get(ALONE) is not None
        assert len(app.title) == 1 or alone
        with ThreadPoolExecutor() as pool:  # a loop may be running here, left by a browser
            asked = words_for(f"/{page}", urlencode(wanted, doseq=True))
            words = pool.submit(asyncio.run, asked).result()
        assert NAME in words.title
        if not app.title:
            return "one chart"
        return "nothing matches" if "No visit matches" in said else "drawn"

    # A chance of its own for each page.
    over(numbers, lambda chance: address(Random(f"{page} {chance.random()}")), opened)


@pytest.fixture
def addressed(
    tiny_text: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The tiny data set as the app's own; one file for all, for another would be read anew."""
    path = tmp_path_factory.getbasetemp() / "addressed.yaml"
    if not path.exists():
        path.write_text(tiny_text, encoding="utf-8")
    monkeypatch.setenv(data.DATA, str(path))
    return path
