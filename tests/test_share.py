"""On every page the reader can take the view away, and what is configured is there alone."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from conftest import ROOT
from shown import PAGES, charts, opened
from streamlit.testing.v1 import AppTest

from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection
from dashboard.analysis.wording import visit_name
from dashboard.app.markdown import plain
from dashboard.app.share import ISSUES, SHARED, SITE
from dashboard.charts import REGISTRY

ENERGY = Filters(topics=("energy",))


@pytest.fixture
def row(real_selection: Selection) -> Any:
    """A visit that has statements."""
    return next(real_selection.visits[real_selection.visits["n_statements"] > 0].itertuples())


def shared(page: str, query: str = "") -> AppTest:
    """Open a page with the control that shares it opened: else nothing of it is drawn."""
    return opened(page, query, share=True)


def codes(app: AppTest) -> list[str]:
    return [element.value for element in app.main.code]


def text(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


@pytest.mark.parametrize("page", PAGES)
def test_each_page_offers_link_embed_download_and_citations(
    page: str, real_selection: Selection
) -> None:
    # Two visits are compared whatever the filters; everything else shows what they leave.
    app = shared(page, "topic=Energy" + ("&compare=Leaders" if page == "compare" else ""))
    labels = [tab.label for tab in app.main.tabs]
    assert labels[:8] == [
        "Link", "Embed", "Download", "Cite", "APA", "Chicago", "BibTeX", "RIS",
    ]  # fmt: skip
    link, snippet, apa, chicago, bibtex, ris = codes(app)[:6]
    assert "topic=Energy" in link
    assert snippet.startswith("<iframe src=")
    assert "topic=Energy&amp;" in snippet
    assert "embed=true" in snippet
    shown = Filters(statuses=()) if page in ("data", "codebook") else ENERGY
    assert shown.describe(real_selection).rstrip(".") in apa
    assert "Accessed" in chicago
    version = re.escape(str(real_selection.head.version))
    assert re.match(rf"@misc\{{presidents-abroad-{version}-view-[0-9a-f]{{8}},", bibtex)
    assert ris.startswith("TY  - DATA\n")
    for cited in (apa, chicago, bibtex, ris):
        assert link in cited
    # An empty view can be shared too.
    assert page != "topics" or ": 0 of " in codes(shared(page, "words=nothing has these words"))[2]


def test_the_data_set_and_the_open_visit_can_be_cited(row: Any, real_selection: Selection) -> None:
    app = shared("visits", f"visit={row.visit}")
    what = next(box for box in app.segmented_control if box.key == "take_cite")
    assert what.options == ["This view", "This visit", "The data set"]
    what.set_value("This visit").run()
    assert f"{visit_name(row)} [Visit" in codes(app)[2]
    assert codes(app)[2].endswith(f"/visits?visit={row.visit}")
    what = next(box for box in app.segmented_control if box.key == "take_cite")
    what.set_value("The data set").run()
    assert f"(Version {real_selection.head.version}) [Data set]" in codes(app)[2]


def test_the_form_for_errors_knows_visit_statement_and_version_where_one_is_configured(
    row: Any, real_selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for none in ("", "javascript:alert(1)"):
        monkeypatch.setenv(ISSUES, none)
        assert "Report an error" not in text(shared("visits", f"visit={row.visit}"))
    monkeypatch.setenv(ISSUES, "https://example.org/new?about={id}&version={version}")
    said = text(shared("visits", f"visit={row.visit}"))
    # One for each of its statements, one for the visit.
    found = said.count("[Report an error](<https://example.org/new?about=")
    assert found == row.n_statements + 1
    about = f"about={row.visit}&version={real_selection.head.version}"
    assert f"(<https://example.org/new?{about}>) in this visit" in said
    assert f"about={row.visit}%2C%20statement%20" in said


def test_a_visit_and_the_foot_of_a_page_lead_to_the_static_copy_where_its_address_is_told(
    row: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for none in ("", "javascript:alert(1)", "copy.example"):
        monkeypatch.setenv(SITE, none)
        assert "Static copy" not in text(opened("visits", f"visit={row.visit}"))
    monkeypatch.setenv(SITE, "https://copy.example/iran")
    said = text(opened("visits", f"visit={row.visit}"))
    copy = f"https://copy.example/iran/visits/{row.visit}.html"
    assert f"[Static copy of this page](<{copy}>)" in said
    assert "[Static copy](<https://copy.example/iran/>)" in said


@pytest.mark.parametrize("name", REGISTRY)
def test_one_chart_stands_alone_with_its_source(name: str, real_selection: Selection) -> None:
    chart = REGISTRY[name]
    more = "&view=Bars" if name == "challenges_against_opportunities" else ""
    app = opened(
        chart.page or "overview",
        f"chart={name}&topic=Energy&compare=Leaders&part=Reliability{more}",
    )
    assert [drawn["name"] for drawn in charts(app)] == [name]
    (drawn,) = charts(app)
    assert drawn["alt"].endswith(".")
    assert not drawn["clickable"]
    assert [element.value for element in app.main.header] == [chart.title]
    assert not app.main.title
    foot = app.main.caption[-1].value
    if chart.page != "codebook":
        assert plain(ENERGY.describe(real_selection)) in foot
    assert "Open the whole page" in foot
    assert "chart=" not in foot
    assert not any(re.search(r"\bclick\b", element.value, re.I) for element in app.main.caption)


def test_an_unknown_chart_leaves_the_whole_page() -> None:
    assert [title.value for title in opened("topics", "chart=<script>").title] == ["Topics"]


@pytest.mark.parametrize("name", REGISTRY)
def test_below_a_chart_stand_its_numbers_itself_and_its_statements(name: str) -> None:
    chart = REGISTRY[name]
    more = "&view=Bars" if name == "challenges_against_opportunities" else ""
    app = opened(chart.page or "overview", f"compare=Leaders&part=Reliability{more}")
    parts = app.pills(key=f"below_{name}")
    parts.set_value(["data", "figure", "statements"][: len(parts.options)]).run()
    assert not app.exception
    labels = [button.proto.label for button in app.get("download_button")]
    assert "Download as CSV" in labels
    assert any("works offline" in label for label in labels)
    assert any(f"chart={name}" in code for code in codes(app))
    image = next(drawn for drawn in charts(app) if drawn["name"] == f"image_{name}")
    assert chart.title.split()[0] in image["figure"]["layout"]["title"]["text"]
    if len(parts.options) > 2:
        assert any(re.match(r"Download [\d,]+ statements? as CSV", label) for label in labels)


def test_a_link_says_what_the_page_chose_and_nothing_that_others_hung_on_it() -> None:
    app = shared("compare", "fbclid=abc&leaders=Raisi")
    assert re.fullmatch(r"\?left=[\w-]+&right=[\w-]+", codes(app)[0])
    app = shared("topics", "utm_source=x&topic=Energy&unit=Visits&order=Name")
    assert set(codes(app)[0].removeprefix("?").split("&")) == {
        "topic=Energy", "unit=Visits", "order=Name",
    }  # fmt: skip


def test_every_bound_control_is_part_of_a_shared_link() -> None:
    found: set[str] = set()
    for path in [*(ROOT / "pages").glob("*.py"), *(ROOT / "src/dashboard/app").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                named = {word.arg: word.value for word in node.keywords}
                key = named.get("key")
                if "bind" in named and isinstance(key, ast.Constant):
                    found.add(str(key.value))
                # `one_of(label, options, key)` binds for those who call it.
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name == "one_of" and isinstance(node.args[2], ast.Constant):
                    found.add(str(node.args[2].value))
    assert found
    assert found <= SHARED


def test_two_leaders_first_days_are_what_is_taken_away(real_selection: Selection) -> None:
    first, second = real_selection.head.leaders[:2]
    said = codes(shared("compare", "compare=Leaders&days=400"))[2]
    assert f"the first 400 days in office of {first.name} and {second.name}, out of " in said
