"""The static copy: complete, linked, the same each time, and only text where the data is text."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import pytest
import synthetic
from conftest import REAL, ROOT, as_tables
from hypothesis import given, settings
from strategies import datasets

from dashboard.__main__ import main
from dashboard.analysis.filters import Filters
from dashboard.analysis.findings import findings, leaders_compared
from dashboard.analysis.frames import tabulate
from dashboard.analysis.selection import Selection
from dashboard.charts import REGISTRY
from dashboard.dataset.tables import Dataset as Tables
from dashboard.model.records import Document
from dashboard.model.vocabulary import StatementKind, Status
from dashboard.site import MARK, plan

LIVE = "https://app.example/iran"
COPY = "https://copy.example/visits/"
STATIC = ROOT / "static"

Files = Mapping[str, bytes]


def planned(
    dataset: Document | Tables, *, live: str = LIVE, address: str = COPY
) -> Mapping[str, Callable[[], bytes]]:
    tables = dataset if isinstance(dataset, Tables) else as_tables(dataset)
    return plan(tables, live=live, address=address, shared=STATIC)


def made(dataset: Document | Tables, *, live: str = LIVE, address: str = COPY) -> dict[str, bytes]:
    files = planned(dataset, live=live, address=address)
    return {name: make() for name, make in files.items()}


@pytest.fixture(scope="module")
def real_site(real_data: Tables) -> dict[str, bytes]:
    return made(real_data)


@pytest.fixture(scope="module")
def tiny_site(tiny_data: Tables) -> dict[str, bytes]:
    return made(tiny_data)


@pytest.fixture(scope="module")
def many_site() -> dict[str, bytes]:
    """Thirty leaders, more than a chart sets side by side."""
    return made(synthetic.dataset(leaders=30, visits=3, statements=2, topics=4))


@pytest.fixture(scope="module")
def bare_site(tiny: Document) -> dict[str, bytes]:
    """No topic, no statement, no visit."""
    nothing = {"visits": (), "topics": (), "places": (), "sources": ()}
    return made(as_tables(tiny, **nothing), live="", address="")


@pytest.fixture(params=["real_site", "tiny_site", "many_site", "bare_site"])
def site(request: pytest.FixtureRequest) -> Files:
    return request.getfixturevalue(request.param)


class Page(HTMLParser):
    """What a test asks of a page: its links, what it loads, its headings, its text."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[dict[str, str]] = []
        self.loads: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.said: list[str] = []
        self.held: dict[str, str] = {}
        self.feed(content.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        self.tags.append((tag, own))
        if "id" in own:
            self.ids.append(own["id"])
        if tag == "a":
            self.links.append(own)
        for name in ("src", "srcset", "poster", "data", "action"):
            self.loads += [own[name]] if name in own else []
        if tag == "link" and own["rel"] != "canonical":
            self.loads.append(own["href"])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            kind = next(own for tag, own in reversed(self.tags) if tag == "script")["type"]
            self.held[kind] = self.held.get(kind, "") + data
        elif self.open and self.open[-1] != "style":
            self.said.append(data)

    @property
    def text(self) -> str:
        """What a reader reads, on one line."""
        return " ".join("".join(self.said).split())

    def meta(self, name: str) -> str:
        """The content of a meta element."""
        (found,) = (
            own["content"] for tag, own in self.tags
            if tag == "meta" and name in (own.get("name"), own.get("property"))
        )  # fmt: skip
        return found


def pages(site: Files) -> dict[str, Page]:
    return {name: Page(content) for name, content in site.items() if name.endswith(".html")}


def inside(path: str, href: str) -> str:
    return normpath(str(PurePosixPath(path).parent / href.partition("#")[0]))


# --- what it holds -------------------------------------------------------------------------


def test_every_link_of_every_page_leads_to_a_file(site: Files) -> None:
    for path, page in pages(site).items():
        for link in page.links:
            parts = urlsplit(link["href"])
            if parts.scheme:
                assert parts.scheme in ("http", "https")
                assert set(link["rel"].split()) == {"noopener", "noreferrer", "nofollow"}
            elif not parts.path:
                assert parts.fragment in page.ids
            else:
                assert inside(path, link["href"]) in site, f"{path}: {link['href']}"


def test_nothing_is_loaded_from_another_host(site: Files) -> None:
    for path, page in pages(site).items():
        for address in page.loads:
            assert not urlsplit(address).netloc, address
            assert inside(path, address) in site, f"{path}: {address}"
    assert b"url(" not in site["style.css"]
    assert b"@import" not in site["style.css"]


def test_no_page_has_a_script_of_its_own(site: Files) -> None:
    for page in pages(site).values():
        for tag, own in page.tags:
            assert not [name for name in own if name.startswith("on")]
            if tag == "script":
                assert own.get("src") in ("plotly.js", "draw.js", "outlines.js") or own["type"] in (
                    "application/json",
                    "application/ld+json",
                )


def test_every_page_is_named_and_its_headings_are_in_order(site: Files) -> None:
    titles = set()
    for page in pages(site).values():
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert page.meta("og:title")
        assert page.meta("og:description") == page.meta("description") != ""
        assert len(page.ids) == len(set(page.ids))
        titles.add(page.meta("og:title"))
    assert len(titles) >= len(pages(site)) - 3, "two undated visits to one host may share a name"


@pytest.mark.parametrize("which", ["real", "tiny"])
def test_every_visit_has_its_page_and_is_listed(which: str, request: pytest.FixtureRequest) -> None:
    dataset: Document = request.getfixturevalue(which)
    site: Files = request.getfixturevalue(f"{which}_site")
    listed = {link["href"] for link in pages(site)["visits.html"].links}
    for visit in dataset.visits:
        assert f"visits/{visit.id}.html" in site
        assert f"visits/{visit.id}.html" in listed


def test_a_dossier_says_all_that_the_data_set_holds(real: Document, real_site: Files) -> None:
    sources = {source.id: source for source in real.sources}
    for visit in real.visits:
        page = Page(real_site[f"visits/{visit.id}.html"])
        assert f"Statements ({len(visit.statements)})" in page.text
        assert f"People met ({len(visit.met)})" in page.text
        for said in (*(item.text for item in visit.statements), visit.checks):
            assert " ".join(said.split()) in page.text
        for person in visit.met:
            assert person.name in page.text
        linked = {link["href"] for link in page.links}
        assert {sources[each].url for each in visit.sources} <= linked
        assert f"{LIVE}/visits?visit={visit.id}" in linked
        assert visit.status.meaning in page.text
        if visit.status is Status.DISPUTED:
            assert "What the sources say of the claim" in page.text
        if visit.status is not Status.CONFIRMED:
            assert f"{visit.status.label}. {visit.status.meaning}" in page.text


def test_a_disputed_visit_says_the_verdict_first_then_for_and_against_then_why(
    tiny_site: Files,
) -> None:
    said = Page(tiny_site["visits/pezeshkian-oman.html"]).text
    parts = [
        "No record shows it",
        "A digest lists the visit; the record has him elsewhere.",
        "Disputed.",
        "Supports the claim",
        "Contradicts the claim",
        "He was elsewhere. IRNA has him in Baghdad on these days. In Baghdad, IRNA",
        "Nobody shows him there. No source was found that does.",
        "Where the claim may come from",
        "a guess. The digest may have taken a plan for a visit. A list of visits.",
        "What is claimed",
        "Itinerary",
    ]
    places = [said.index(part) for part in parts]
    assert places == sorted(places)
    before, against = said.split("Contradicts the claim (1 source)")
    assert "A list of visits. (no headline recorded), A digest (Reference)" in before
    assert "In Baghdad, IRNA (Iranian state), 11 September 2024" in against
    assert "Context (0 sources)" in against


def test_the_overview_says_the_numbers_of_the_tables(
    real: Document, real_selection: Selection, real_site: Files
) -> None:
    page = Page(real_site["index.html"])
    shown = Filters().narrow(real_selection)
    compared = leaders_compared(shown)
    counts = [f"{row.n_visits} " for row in compared.itertuples()]
    assert f"Visits {''.join(counts)}" in page.text
    for row in compared.itertuples():
        assert f"{row.multilateral_share:.0%} {row.n_multilateral} of {row.n_visits}" in page.text
    assert f"Shown: {Filters().describe(real_selection)}" in page.text
    for line in findings(shown):
        assert line in page.text
    for who in real.leaders:
        assert who.full_name in page.text
    for visit in real.visits:
        if visit.status is Status.DISPUTED:
            assert f"visits/{visit.id}.html" in {link["href"] for link in page.links}


def test_the_tables_to_download_are_those_of_the_data_set(
    real_selection: Selection, real_site: Files
) -> None:
    for name in ("visits", "statements", "sources", "leaders"):
        frame = pd.read_csv(io.BytesIO(real_site[f"data/{name}.csv"]))
        assert len(frame) == len(getattr(real_selection, name))
        assert f"{name}.csv ({len(frame):,} rows)" in Page(real_site["data.html"]).text
    version = real_selection.head.version
    packed = zipfile.ZipFile(io.BytesIO(real_site[f"data/presidents-abroad-{version}.zip"]))
    assert "datapackage.json" in packed.namelist()
    assert real_site[f"data/presidents-abroad-{version}.yaml"] == REAL.read_bytes()


def test_a_chart_carries_its_figure_in_light_and_dark_and_its_numbers(
    real: Document, real_site: Files
) -> None:
    shown = Filters().narrow(tabulate(as_tables(real)))
    for chart in REGISTRY.values():
        name = f"charts/{chart.name.replace('_', '-')}.html"
        table = chart.table(shown, chart.defaults())
        assert (name in real_site) == bool(len(table))
        if table.empty:
            continue
        page = Page(real_site[name])
        assert chart.title in page.text
        assert chart.finding(table) in page.text
        drawn = json.loads(page.held["application/json"])
        assert drawn["light"]["data"]
        assert drawn["light"]["layout"] != drawn["dark"]["layout"]
        numbers = pd.read_csv(io.BytesIO(real_site[name.replace(".html", ".csv")]))
        assert f"({len(numbers):,} rows)" in page.text
        rows = sum(tag == "tr" for tag, _ in page.tags)
        assert rows == min(len(numbers), 200) + 1
        assert "click" not in page.text.lower()
    # One copy for all of them, and the outlines beside it.
    assert sum(len(content) > 1_000_000 for content in real_site.values()) == 1
    assert real_site["charts/outlines.js"].startswith(b"window.PlotlyGeoAssets={topojson:{")


def test_the_codebook_has_every_word_with_its_rules(real: Document, real_site: Files) -> None:
    page = Page(real_site["codebook.html"])
    for kind in (*StatementKind, *Status):
        assert f"{kind.label} (" in page.text
        for said in (kind.meaning, kind.counts, kind.excludes):
            assert said in page.text
    for topic in real.topics:
        assert f"{topic.label} (" in page.text
    assert not re.search("”[A-Za-z]", page.text)


def test_thirty_leaders_are_rows_and_are_drawn_as_one(many_site: Files) -> None:
    page = Page(many_site["index.html"])
    assert sum(own.get("scope") == "row" for _, own in page.tags) == 30
    assert "All leaders shown" in Page(many_site["charts/visits-in-time.html"]).text


def test_a_long_list_is_parted_into_pages() -> None:
    dataset = synthetic.dataset(leaders=2, visits=300, statements=1, topics=2)
    files = planned(dataset)
    assert {"visits.html", "visits-2.html"} <= set(files)
    assert "visits-3.html" not in files
    linked = {
        link["href"]
        for name in ("visits.html", "visits-2.html")
        for link in Page(files[name]()).links
    }
    assert {f"visits/{visit}.html" for visit in dataset.tables["visits"]["id"]} <= linked


def test_nothing_yet_is_said_so(bare_site: Files) -> None:
    assert "This data set has no visit yet." in Page(bare_site["visits.html"]).text
    assert "nothing to draw yet" in Page(bare_site["charts.html"]).text
    assert not [name for name in bare_site if name.startswith("charts/")]


# --- for search engines and previews -------------------------------------------------------


def test_the_sitemap_lists_every_page_by_its_full_address(tiny_site: Files) -> None:
    root = ET.fromstring(tiny_site["sitemap.xml"])
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    listed = [one.text for one in root.iter(f"{space}loc")]
    wanted = {
        COPY + ("" if name == "index.html" else name)
        for name in tiny_site
        if name.endswith(".html")
    }
    assert set(listed) == wanted
    assert len(listed) == len(wanted)
    assert {one.text for one in root.iter(f"{space}lastmod")} == {"2026-11-22"}
    assert f"Sitemap: {COPY}sitemap.xml\n".encode() in tiny_site["robots.txt"]


def test_more_addresses_than_a_sitemap_holds_are_parted(
    tiny: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.site.pages.MAX_ADDRESSES", 5)
    site = made(tiny)
    parts = re.findall(rb"^Sitemap: (.+)$", site["robots.txt"], re.MULTILINE)
    assert len(parts) > 1
    listed = [
        address
        for part in parts
        for address in re.findall(rb"<loc>(.+?)</loc>", site[part.decode().removeprefix(COPY)])
    ]
    assert len(listed) == len(set(listed)) == len(pages(site))


def test_without_an_address_there_is_neither_sitemap_nor_canonical_link(tiny: Document) -> None:
    site = made(tiny, live="", address="")
    assert "sitemap.xml" not in site
    assert b"Sitemap" not in site["robots.txt"]
    for page in pages(site).values():
        assert not [own for tag, own in page.tags if own.get("rel") == "canonical"]
        assert "Open this page in the dashboard" not in page.text


def test_each_page_names_its_own_address(tiny_site: Files) -> None:
    for name, page in pages(tiny_site).items():
        (own,) = (own for tag, own in page.tags if own.get("rel") == "canonical")
        assert own["href"] == COPY + ("" if name == "index.html" else name)
        assert page.meta("og:url") == own["href"]


def test_search_engines_find_the_data_set_and_no_event(tiny: Document, tiny_site: Files) -> None:
    linked = json.loads(Page(tiny_site["index.html"]).held["application/ld+json"])
    assert linked["@type"] == "Dataset"
    assert linked["name"] == tiny.title
    assert linked["url"] == COPY
    for each in linked["distribution"]:
        assert each["contentUrl"].removeprefix(COPY) in tiny_site
    for visit in tiny.visits:
        linked = json.loads(Page(tiny_site[f"visits/{visit.id}.html"]).held["application/ld+json"])
        assert linked["@type"] == "WebPage"
        assert linked["isPartOf"]["name"] == tiny.title


# --- the same each time --------------------------------------------------------------------


def test_another_process_gives_the_same_bytes(tiny_site: Files) -> None:
    # Another seed of hashing: an order taken from a set would show.
    code = """
import hashlib, sys
sys.path[:0] = sys.argv[1:]
from test_site import made
from conftest import TINY
from dashboard.dataset import reader
site = made(reader.parse(TINY, "tiny.yaml").dataset)
print(hashlib.sha256(b"".join(name.encode() + site[name] for name in sorted(site))).hexdigest())
"""
    done = subprocess.run(
        [sys.executable, "-c", code, *sys.path], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"}, cwd=ROOT / "tests",
    )  # fmt: skip
    whole = b"".join(name.encode() + tiny_site[name] for name in sorted(tiny_site))
    assert done.stdout.strip() == hashlib.sha256(whole).hexdigest()


# --- text stays text -----------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    "</title></script><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x=\'',
    "[a](javascript:alert(1))",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "-->]]>&amp;<!--",
    "a\u202egnp.exe\u2066b",
    "bell\x07null\x00escape\x1b[31m\x85end",
    "$x^2$ %{x} :smile:",
]


TEXTS = {
    "leaders": ("name", "full_name", "native_name", "office", "left_because"),
    "topics": ("label", "group", "covers"),
    "places": ("name", "note"),
    "visits": ("occasion", "invited_by", "checks"),
    "meetings": ("name", "role"),
    "statements": ("text",),
    "sources": ("publisher", "title"),
}


def hostile(data: Tables, word: str) -> Tables:
    """Put a word in the place of every text of a data set."""
    tables = {
        name: table.assign(**dict.fromkeys(TEXTS.get(name, ()), word))
        for name, table in data.tables.items()
    }
    tables["sources"] = tables["sources"].assign(
        url=f"https://example.org/{word}", archived="javascript:alert(1)"
    )

    def worded(record: Any, *names: str) -> Any:
        return record.model_copy(update=dict.fromkeys(names, word))

    head = data.head.model_copy(
        update={
            "title": word,
            "authors": (word,),
            "limits": (word,),
            "complete": worded(data.head.complete, "note"),
            "leaders": tuple(worded(who, *TEXTS["leaders"]) for who in data.head.leaders),
            "topics": tuple(worded(each, *TEXTS["topics"]) for each in data.head.topics),
        }
    )
    return Tables(head, tables)


@pytest.fixture(scope="module")
def harmless_site(tiny_data: Tables) -> dict[str, bytes]:
    return made(hostile(tiny_data, "Harmless"))


@pytest.mark.parametrize("word", [" ".join(HOSTILE), HOSTILE[2]])
def test_hostile_text_stays_text(word: str, tiny_data: Tables, harmless_site: Files) -> None:
    files = planned(hostile(tiny_data, word))
    shown = " ".join(re.sub("[\x00-\x08\x0e-\x1f\x7f-\x9f]", "\ufffd", word).split())
    for name, before in pages(harmless_site).items():
        page = Page(files[name]())
        # The same elements as with harmless text, but for links that are none any more.
        plain = [(tag, set(its)) for tag, its in before.tags if tag not in ("a", "bdi")]
        assert [(tag, set(its)) for tag, its in page.tags if tag not in ("a", "bdi")] == plain
        for link in page.links:
            parts = urlsplit(link["href"])
            assert parts.scheme in ("", "http", "https")
            assert set(link) <= {"href", "rel", "aria-current", "aria-label", "class", "download"}
        for held in page.held.values():
            json.loads(held)
        assert not re.search("[\x00-\x08\x0e-\x1f\x7f-\x9f]", "".join(page.said))
        if name.startswith("visits/"):
            assert shown in page.text
        # What turns the direction of writing ends with its own text, and stands in no title.
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.meta("og:title"))


def test_what_turns_the_direction_is_kept_to_itself(tiny_data: Tables) -> None:
    files = planned(hostile(tiny_data, "a\u202eb"), live="", address="")
    content = files["visits/pezeshkian-2024-09-iraq.html"]().decode()
    # An address in a link turns nothing: nobody reads it as text.
    body = re.sub(r'="[^"]*"', "", content.partition("<body>")[2])
    held = "".join(re.findall(r"<bdi>[^<]*</bdi>", body))
    assert body.count("\u202e") == held.count("\u202e") > 5


@settings(max_examples=6, deadline=None)
@given(dataset=datasets())
def test_any_valid_data_set_makes_whole_pages(dataset: Document) -> None:
    files = planned(dataset)
    site = {
        name: make() if not name.endswith((".js", ".zip")) else b"" for name, make in files.items()
    }
    for path, page in pages(site).items():
        for link in page.links:
            parts = urlsplit(link["href"])
            assert parts.scheme or not parts.path or inside(path, link["href"]) in site
    assert {f"visits/{visit.id}.html" for visit in dataset.visits} <= set(site)
    ET.fromstring(site["sitemap.xml"])


# --- the command ---------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path, tiny_text: str) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(tiny_text, encoding="utf-8")
    return path


def written(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_command_writes_the_copy_and_over_its_own_alone(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], tiny_site: Files
) -> None:
    target = tmp_path / "public" / "site"
    assert main(["site", str(target), str(file), "--live", LIVE, "--address", COPY]) == 0
    first = written(target)
    assert set(first) == {*tiny_site, MARK}
    assert f"{len(first)} files, version 1.0.0" in capsys.readouterr().out
    (target / "CNAME").write_text("copy.example")
    (target / "index.html").write_text("old")
    # Without an address there is no sitemap: that of the copy before goes, what is not ours stays.
    assert main(["site", str(target), str(file)]) == 0
    second = written(target)
    assert set(second) == {*first, "CNAME"} - {"sitemap.xml"}
    assert second["index.html"] != b"old"


@pytest.mark.parametrize(
    "mark",
    [
        None, "[]", "{}", '{"made_by": "python -m dashboard site"}', '{"made_by": 1, "files": []}',
        '{"made_by": "python -m dashboard site", "files": ["../precious.txt"]}', "no json",
    ],
)  # fmt: skip
def test_the_command_never_writes_over_what_is_not_its_own(
    mark: str | None, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, precious = tmp_path / "mine", tmp_path / "precious.txt"
    target.mkdir()
    precious.write_text("mine")
    (target / "index.html").write_text("mine")
    if mark is not None:
        (target / MARK).write_text(mark)
    before = written(target)
    assert main(["site", str(target), str(file)]) == 1
    assert "not empty, and not a copy that this command wrote" in capsys.readouterr().out
    assert written(target) == before
    assert precious.read_text() == "mine"
    assert main(["site", str(precious), str(file)]) == 1
    assert "a file, not a folder" in capsys.readouterr().out


def test_an_interrupted_copy_is_written_over(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "site"
    with monkeypatch.context() as patch:
        patch.setattr("dashboard.site.pages.figure_page.plotly_script", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            main(["site", str(target), str(file)])
    assert main(["site", str(target), str(file)]) == 0
    assert (target / "charts" / "plotly.js").is_file()


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "copy.example", "https://", "https://a.example/?x=1",
                "https://a.example/#x", 'https://a.example/"><script>'],
)  # fmt: skip
@pytest.mark.parametrize("option", ["--live", "--address"])
def test_an_address_that_is_none_is_refused(
    address: str, option: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["site", str(tmp_path / "site"), str(file), option, address]) == 1
    assert f"{option}: {address!r} is no plain web address" in capsys.readouterr().out
    assert not (tmp_path / "site").exists()


def test_a_data_set_with_errors_gives_no_copy(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("country: TJK", "country: XXX"))
    assert main(["site", str(tmp_path / "site"), str(file)]) == 1
    assert "no copy written; mend what is listed above first" in capsys.readouterr().out
    assert not (tmp_path / "site").exists()


def test_progress_is_told_on_standard_error_alone(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("dashboard.cli.site.PROGRESS_EVERY", -1.0)
    assert main(["site", str(tmp_path / "site"), str(file)]) == 0
    told = capsys.readouterr()
    assert re.search(r"\r(\d+) of \1 files\n$", told.err)
    assert "\r" not in told.out
