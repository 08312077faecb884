"""Text that means to do harm, in every field of a data set: on every page it is text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import yaml
from browser.reader import PAGES, downloaded, main, open_at, sound, unfold_all, unsafe_links
from conftest import TINY
from playwright.sync_api import Dialog, Locator, Page, expect
from pydantic import BaseModel

from dashboard.dataset import reader, yaml_writer
from dashboard.dataset.messages import MAX_TEXT
from dashboard.dataset.rules import whole
from dashboard.model.records import Document, Text
from dashboard.model.vocabulary import Status

# What a browser, Markdown, Streamlit or Plotly would make something of. Two halves, because a name
# holds no more than 150 characters; no space where a statement has words to spare.
HALVES = (
    "<script>hacked=1</script> <img/src=x/onerror=hacked=1> [x](javascript:hacked=1) "
    r"![x](//evil.invalid/x.png) $\alpha$ \(y\)",
    ":red[x] :material/home: :smile: &lt;b&gt; <b>x</b> <a/href=//evil.invalid>x</a> **x** `x` "
    "~~x~~ # 1. %{x} 🧨 \u0645\u062d\u0645\u062f",
)
WHOLE = " ".join(HALVES)
LONG = "W" * 3_000
ADDRESS = "https://bad.invalid/%22\"'><img/src=x/onerror=hacked=1>(x)](javascript:hacked=1)?q="
NOT_ON_ANY_PAGE = {"note of places"}
"""Fields that the dashboard holds and does not show; the package and the YAML have them."""


def fields_of_text(model: type[BaseModel]) -> list[str]:
    hints = get_type_hints(model, include_extras=True)
    return [name for name, hint in hints.items() if hint == Text or Text in get_args(hint)]


def models_of(model: type[BaseModel], where: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Every model of a data set, by the keys that lead to it."""
    found: dict[tuple[str, ...], Any] = {where: model}
    for name, hint in get_type_hints(model).items():
        for part in (hint, *get_args(hint)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                found |= models_of(part, (*where, name))
    return found


SHORT = set(whole.SHORT)
OF_A_DISPUTE = ("verdict", "summary", "origin", "origin_certainty")
MODELS = models_of(Document)


def spoiled(worded: Callable[[tuple[str, ...], str, int], str]) -> dict[str, Any]:
    """The tiny data set with every text given by `worded(section, field, number)`."""
    data: Any = yaml.load(TINY, Loader=yaml.CSafeLoader)
    data["authors"], data["limits"] = ["a", "b"], ["a", "b"]

    def spoil(part: dict[str, Any], where: tuple[str, ...], number: int) -> None:
        for name in fields_of_text(MODELS[where]):
            if name in OF_A_DISPUTE and part["status"] != Status.DISPUTED:
                continue
            if isinstance(part.get(name), list):
                part[name] = [worded(where, name, at) for at in range(len(part[name]))]
            elif not (where == ("sources",) and name == "about" and part["title"]):
                part[name] = worded(where, name, number)
        for name, inner in part.items():
            if isinstance(inner, dict) and (*where, name) in MODELS:
                spoil(inner, (*where, name), 0)
            elif isinstance(inner, list) and (*where, name) in MODELS:
                for at, one in enumerate(inner):
                    spoil(one, (*where, name), number * 10 + at)

    spoil(data, (), 0)
    for number, source in enumerate(data["sources"]):
        source |= {"url": f"{ADDRESS}{number}", "archived": f"{ADDRESS}a{number}"}
    return data


def hostile(where: tuple[str, ...], name: str, number: int) -> str:
    mark = f"{name}-of-{'-'.join(where) or 'head'}-{number}"
    if (*where[:1], name) in SHORT and len(where) == 1:
        return f"{mark} {HALVES[number % 2]}"
    return f"{mark} {WHOLE}" if name == "text" else f"{mark} {WHOLE} {LONG}"


def longest(where: tuple[str, ...], name: str, number: int) -> str:
    most = whole.MAX_NAME if len(where) == 1 and (where[0], name) in SHORT else MAX_TEXT
    return f"{name}{number}".ljust(most, "W")


def formulas(where: tuple[str, ...], name: str, number: int) -> str:
    sign = ("=", "+", "-", "@", "＝", "\u200b=", " =")[number % 7]
    return f'{sign}HYPERLINK("http://evil.invalid";"{name} {number} {where[:1]}")'


def saved(data: dict[str, Any], path: Path) -> Path:
    path.write_text(yaml_writer.render(data), encoding="utf-8")
    loaded = reader.read(path)
    assert loaded.errors == ()
    return path


@pytest.fixture
def dialogs(open_page: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    """A page that tolerates no dialog."""
    seen: list[str] = []

    def open_one(**size: int) -> Page:
        page = open_page(**size)
        page.on("dialog", note)
        return page

    def note(dialog: Dialog) -> None:
        seen.append(dialog.message)
        dialog.dismiss()

    yield open_one
    assert seen == []


def harmless(page: Page) -> None:
    """Hold that nothing of the data ran, was asked for, or became a link or markup."""
    sound(page)
    assert page.evaluate("window.hacked") is None
    assert unsafe_links(page) == []
    assert page.locator("[onerror], .katex, script:text('hacked')").count() == 0
    assert page.locator("a[href*='evil.invalid'], img[src*='evil'], img[src$='x']").count() == 0
    # `:red[x]`, `<b>x</b>`, `[x](...)` and the like would leave the x alone, in a chart too.
    alone = page.locator("span, tspan, i, b, strong, em, a, code, del, s")
    assert alone.filter(has_text=re.compile("^x$")).count() == 0
    assert page.get_by_test_id("stIconMaterial").filter(has_text=re.compile("^home$")).count() == 0


def said(page: Page) -> str:
    """All text of a page, also that of tables drawn as pictures; the unseen joiner left out."""
    texts = page.evaluate(
        "[...document.querySelectorAll('.stApp, canvas')].map(one => one.textContent)"
    )
    values = page.evaluate("[...document.querySelectorAll('input')].map(one => one.value)")
    return " ".join(" ".join([*texts, *values]).replace("\u2060", "").split())


def hover_over(page: Page, chart: Locator) -> list[str]:
    """Move the pointer over some marks of a chart, and give what their labels say."""
    chart.scroll_into_view_if_needed()
    marks = chart.locator(".trace .point, .trace path.point, .choroplethlayer path")
    found = []
    for at in range(min(2, marks.count())):
        box = marks.nth(at).bounding_box()
        if box is None:
            continue
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        label = chart.locator(".hoverlayer .hovertext")
        try:
            label.first.wait_for(state="attached", timeout=1_000)
        except Exception:
            continue
        found.append(label.first.text_content() or "")
    return found


VIEWS = [
    *(path for path in PAGES if path not in ("/compare", "/codebook", "/visits")),
    "/timeline?status=&visit=pezeshkian-oman",
    "/visits?visit=raisi-2021-09-tajikistan",
    "/visits?visit=pezeshkian-oman&status=",
    "/compare?left=raisi-2021-09-tajikistan&right=pezeshkian-oman",
    "/compare?compare=Leaders&status=",
    "/challenges?view=Bars&rows=Host+countries",
    *(f"/codebook?part={part}" for part in ("Codebook", "Crosswalks", "Reliability")),
    "/?words=hacked",
]
"""Every page, and every part of one that is drawn from other fields."""
FEW = ("/", "/topics", "/visits?visit=pezeshkian-oman&status=", "/compare?compare=Leaders&status=")
SOME_OR_ALL = pytest.mark.parametrize(
    "views", [pytest.param(FEW, id="some"), pytest.param(VIEWS, id="all", marks=pytest.mark.sweep)]
)


def test_text_in_every_field_is_shown_as_it_stands_and_does_nothing_on_any_page(
    tmp_path: Path, cold_server: Callable[..., str], dialogs: Callable[..., Page]
) -> None:
    data = spoiled(hostile)
    url = cold_server(saved(data, tmp_path / "hostile.yaml"))
    page = dialogs()
    seen, labels = "", []
    for path in VIEWS:
        open_at(page, url + path)
        unfold_all(page)
        harmless(page)
        for chart in page.locator("[data-chart]").all():
            labels += hover_over(page, chart)
            harmless(page)
        seen += said(page)
    assert any("<b>" in label or "<script>" in label for label in labels), labels[:3]
    # In whole and letter for letter, but for a capital at its beginning. Of each field one at
    # least: not every dossier was opened.
    seen = seen.casefold()
    shown = {field for field, text in texts_of(data) if _line(text) in seen}
    assert {field for field, _ in texts_of(data)} - shown == NOT_ON_ANY_PAGE


def _line(text: str) -> str:
    return " ".join(text.removesuffix(LONG).split()).casefold()


def texts_of(data: Any) -> Iterator[tuple[str, str]]:
    """Yield each text that was spoiled, with the field that its mark names."""
    if isinstance(data, str):
        if found := re.match(r"(\w+)-of-([\w-]+?)-(\d+) ", data):
            yield f"{found[1]} of {found[2]}", data
        return
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from texts_of(part)


@SOME_OR_ALL
def test_the_longest_texts_allowed_leave_every_page_usable(
    views: Sequence[str],
    tmp_path: Path,
    cold_server: Callable[..., str],
    open_page: Callable[..., Page],
) -> None:
    url = cold_server(saved(spoiled(longest), tmp_path / "longest.yaml"))
    page = open_page(width=390, height=844)
    for path in views:
        open_at(page, url + path)
        sound(page)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        overhang = "one => one.scrollWidth - one.clientWidth"
        assert main(page).evaluate(overhang) <= 0, path


# What a spreadsheet takes for the beginning of a formula.
RUNS = re.compile("[\\s\u200b-\u200f\u2060\ufeff]*[=+@\\-\uff1d\uff0b\uff20\uff0d]|[\\t\\r\\n]")
NUMBER = re.compile(r"-?[\d.]+")


@SOME_OR_ALL
def test_nothing_that_is_downloaded_runs_in_a_spreadsheet_or_leaves_its_folder(
    views: Sequence[str], tmp_path: Path, cold_server: Callable[..., str], page: Page
) -> None:
    url = cold_server(saved(spoiled(formulas), tmp_path / "formulas.yaml"))
    found: dict[str, bytes] = {}
    for path in views:
        open_at(page, url + path)
        unfold_all(page)
        for button in main(page).get_by_test_id("stDownloadButton").get_by_role("button").all():
            name, content = downloaded(page, button)
            found[f"{path} {name}"] = content
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("tab", name="Download").click()
    found.update([downloaded(page, page.get_by_role("button", name="Download as zip"))])
    selection = {name: content for name, content in found.items() if name.endswith(".csv")}
    for name, content in found.items():
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for inner in archive.namelist():
                    assert re.fullmatch(r"(data/)?[\w.-]+", inner), inner
                    if inner.endswith(".csv"):
                        selection[f"{name}: {inner}"] = archive.read(inner)
    assert len(selection) > 2 * len(views), sorted(selection)
    guarded = 0
    for name, content in selection.items():
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            for cell in row:
                assert not RUNS.match(cell) or NUMBER.fullmatch(cell), (name, cell)
                guarded += cell.startswith("'")
    assert guarded > 100


def test_a_table_offers_no_download_of_its_own(page: Page, server: str) -> None:
    # Streamlit would write the cells as they are.
    open_at(page, f"{server}/visits")
    page.get_by_test_id("stDataFrame").hover()
    expect(page.get_by_role("button", name="Search", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("CSV")).locator("visible=true")).to_have_text(
        re.compile("Download as CSV$")
    )
    assert page.get_by_test_id("stElementToolbar").get_by_role("button", name="CSV").count() == 0


def test_a_megabyte_in_one_cell_is_refused_with_its_place(
    tmp_path: Path, cold_server: Callable[..., str], page: Page
) -> None:
    path = tmp_path / "megabyte.yaml"
    text = TINY.replace('checks: "Announced."', f'checks: "{"<b>x</b> " * 120_000}"')
    path.write_text(text, encoding="utf-8")
    line = text[: text.index("<b>x")].count("\n") + 1
    open_at(page, cold_server(path) + "/visits")
    expect(main(page)).to_contain_text(
        f"line {line}: visit pezeshkian-2026-12-russia, `checks`: has 1,080,000 characters, and at "
        "most 10,000 are allowed; shorten it"
    )
    sound(page)
