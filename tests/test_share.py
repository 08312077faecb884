"""On every page the reader can take the view away, and what is configured is there alone."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from shown import charts
from streamlit.testing.v1 import AppTest

from dashboard import app as ui
from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection
from dashboard.app.share import SHARED

ROOT = Path(__file__).resolve().parents[1]
ENERGY = Filters(topics=("energy",))
VISIT = "pezeshkian-2024-09-iraq"


def draw(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.session_state["share"] = True  # the control is open: else nothing of it is made
    app.switch_page(f"pages/{page}.py")
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception
    return app


def codes(app: AppTest) -> list[str]:
    return [element.value for element in app.main.code]


def text(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


@pytest.mark.parametrize("page", list(ui.PAGES))
def test_each_page_offers_link_embed_download_and_citations(
    page: str, real_selection: Selection
) -> None:
    # Two visits are compared whatever the filters; everything else shows what they leave.
    other = {"compare": "Leaders"} if page == "compare" else {}
    app = draw(page, topic="Energy", **other)
    labels = [tab.label for tab in app.main.tabs]
    assert labels[:4] == ["Link", "Embed", "Download", "Cite"]
    assert labels[4:8] == ["APA", "Chicago", "BibTeX", "RIS"]
    link, snippet, apa, chicago, bibtex, ris = codes(app)[:6]
    assert "topic=Energy" in link
    assert snippet.startswith("<iframe src=")
    assert "topic=Energy&amp;" in snippet
    assert "embed=true" in snippet
    shown = Filters(statuses=()) if page in ("data", "codebook") else ENERGY
    assert shown.describe(real_selection).rstrip(".") in apa
    assert "Accessed" in chicago
    assert re.match(r"@misc\{presidents-abroad-1\.1\.0-view-[0-9a-f]{8},", bibtex)
    assert ris.startswith("TY  - DATA\n")
    for cited in (apa, chicago, bibtex, ris):
        assert link in cited


def test_an_empty_view_can_still_be_shared() -> None:
    app = draw("topics", words="nothing has these words")
    assert ": 0 of " in codes(app)[2]


def test_the_data_set_and_the_open_visit_can_be_cited() -> None:
    app = draw("visits", visit=VISIT)
    what = next(box for box in app.segmented_control if box.key == "take_cite")
    assert what.options == ["This view", "This visit", "The data set"]
    what.set_value("This visit").run()
    assert "(2026). Pezeshkian: Iraq (Baghdad), 11 to 13 September 2024 [Visit" in codes(app)[2]
    assert codes(app)[2].endswith(f"/visits?visit={VISIT}")
    what = next(box for box in app.segmented_control if box.key == "take_cite")
    what.set_value("The data set").run()
    assert "(Version 1.1.0) [Data set]" in codes(app)[2]


def test_no_form_for_errors_unless_one_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ui.ISSUES, raising=False)
    assert "Report an error" not in text(draw("visits", visit=VISIT))
    monkeypatch.setenv(ui.ISSUES, "javascript:alert(1)")
    assert "Report an error" not in text(draw("visits", visit=VISIT))


def test_the_form_knows_visit_statement_and_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ui.ISSUES, "https://example.org/new?about={id}&version={version}")
    said = text(draw("visits", visit=VISIT))
    # One for each of its 40 statements, one for the visit.
    assert said.count("[Report an error](<https://example.org/new?about=") == 41
    assert f"(<https://example.org/new?about={VISIT}&version=1.1.0>) in this visit" in said
    assert f"about={VISIT}%2C%20statement%20" in said


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "copy.example"])
def test_no_static_copy_unless_its_address_is_told(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ui.SITE, address)
    assert "Static copy" not in text(draw("visits", visit=VISIT))


def test_a_dossier_and_the_foot_of_a_page_lead_to_the_static_copy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(ui.SITE, "https://copy.example/iran")
    said = text(draw("visits", visit=VISIT))
    assert f"[Static copy of this page](<https://copy.example/iran/visits/{VISIT}.html>)" in said
    assert "[Static copy](<https://copy.example/iran/>)" in said
    assert "[Static copy](<https://copy.example/iran/>)" in text(draw("topics"))


def test_one_chart_stands_alone_with_its_source(real_selection: Selection) -> None:
    app = draw("topics", chart="topics_by_leader", topic="Energy", unit="Visits")
    assert len(charts(app)) == 1
    assert [element.value for element in app.main.header] == [
        "Which topics come up more often under whom?"
    ]
    assert not app.main.title
    foot = app.main.caption[-1].value
    assert ui.plain(ENERGY.describe(real_selection)) in foot
    assert "Open the whole page" in foot
    assert "chart=" not in foot
    assert not any("Click" in element.value for element in app.main.caption)


def test_an_unknown_chart_leaves_the_whole_page() -> None:
    app = draw("topics", chart="<script>")
    assert [element.value for element in app.main.title] == ["Topics"]
    assert len(charts(app)) == 2


def test_a_link_says_what_the_page_chose_and_nothing_that_others_hung_on_it() -> None:
    app = draw("compare", fbclid="abc", leaders="Raisi")
    assert codes(app)[0] == "?left=raisi-2021-iraq-claimed&right=pezeshkian-2024-09-iraq"
    app = draw("topics", utm_source="x", topic="Energy", unit="Visits", order="Name")
    assert set(codes(app)[0].removeprefix("?").split("&")) == {
        "topic=Energy", "unit=Visits", "order=Name",
    }  # fmt: skip


def test_every_bound_control_is_part_of_a_shared_link() -> None:
    found: set[str] = set(ui.FILTER_KEYS)
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
    assert len(found) > 20
    assert found | {"unit", "count", "days", "first", "second"} <= SHARED


def test_two_leaders_first_days_are_what_is_taken_away() -> None:
    app = draw("compare", compare="Leaders", days="400")
    said = codes(app)[2]
    assert "19 visits that took place" in said
    assert "the first 400 days in office of Raisi and Pezeshkian, out of 42 of 42" in said
