"""A licence is called and linked by what the data set gives; nobody else's stands in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT, TINY
from shown import charts
from streamlit.testing.v1 import AppTest

from dashboard.app.data import DATA
from dashboard.dataset import reader
from dashboard.model import licence
from dashboard.model.records import Document


@pytest.mark.parametrize(
    ("identifier", "name", "address"),
    [
        ("CC-BY-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC-BY-SA-3.0", "CC BY-SA 3.0", "https://creativecommons.org/licenses/by-sa/3.0/"),
        ("CC-BY-NC-ND-2.5", "CC BY-NC-ND 2.5",
         "https://creativecommons.org/licenses/by-nc-nd/2.5/"),
        ("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC-PDM-1.0", "Public Domain Mark 1.0",
         "https://creativecommons.org/publicdomain/mark/1.0/"),
        # A country's own version, and one of which the address is built otherwise.
        ("CC-BY-3.0-US", "CC-BY-3.0-US", "https://spdx.org/licenses/CC-BY-3.0-US.html"),
        ("CC-BY-NC-ND-1.0", "CC-BY-NC-ND-1.0", "https://spdx.org/licenses/CC-BY-NC-ND-1.0.html"),
        ("ODbL-1.0", "ODbL-1.0", "https://spdx.org/licenses/ODbL-1.0.html"),
    ],
)  # fmt: skip
def test_name_and_address(identifier: str, name: str, address: str) -> None:
    assert licence.name(identifier) == name
    assert licence.address(identifier) == address
    assert licence.named(identifier) == f"{name}, {address}"
    assert licence.sentence(identifier) == f"{name}."


def test_none_is_said_to_be_none() -> None:
    assert licence.name(None) == licence.named(None) == "no licence given"
    assert licence.sentence(None) == "No licence given."


def with_licence(given: str) -> str:
    return TINY.replace("as_of: 2026-11-22\n", f"as_of: 2026-11-22\nlicence: {given}\n", 1)


@pytest.mark.parametrize("given", ["CC BY 4.0", "CC-BY-", '"https://x.example"', "MIT\u0660"])
def test_what_is_no_identifier_is_refused_with_its_line_and_cure(given: str) -> None:
    (problem,) = reader.parse(with_licence(given), "tiny.yaml").errors
    assert str(problem) == (
        f'tiny.yaml:6: `licence`: "{given.strip(chr(34))}" is not an SPDX identifier; write one of '
        "https://spdx.org/licenses, such as CC-BY-4.0"
    )


# --- on screen -----------------------------------------------------------------------------

SHOWN = [
    (None, "No licence given.", "The data: no licence given. The code: MIT."),
    ("CC-BY-SA-4.0", "CC BY-SA 4.0.",
     "The data: [CC BY-SA 4.0](<https://creativecommons.org/licenses/by-sa/4.0/>). The code: MIT."),
    ("www.evil.example", "www.evil.example.",
     "The data: [www.evil.example](<https://spdx.org/licenses/www.evil.example.html>). "
     "The code: MIT."),
]  # fmt: skip


def shown(given: str | None, folder: Path, patch: pytest.MonkeyPatch) -> AppTest:
    """Return the app, not yet run, on the tiny data with this licence."""
    path = folder / "mine.yaml"
    path.write_text(with_licence(given) if given else TINY, encoding="utf-8")
    patch.setenv(DATA, str(path))
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


@pytest.mark.parametrize(("given", "foot", "caption"), SHOWN)
def test_the_page_of_data_names_the_licence_of_the_data_set_shown(
    given: str | None, foot: str, caption: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = shown(given, tmp_path, monkeypatch)
    app.switch_page("pages/data.py").run()
    assert not app.exception
    said = [part.value for part in app.main.caption]
    # Escaped, so that no name turns into a link of its own.
    assert caption in [part.replace("\\", "") for part in said]
    assert said[-1].replace("\\", "") == f"Tiny. Version 1.0.0, as of 22 November 2026. {foot}"
    assert "www.evil" not in said[-1]


@pytest.mark.parametrize(("given", "source"), [row[:2] for row in SHOWN[:2]])
def test_a_figure_and_a_chart_alone_name_it_too(
    given: str | None, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "topics_by_leader"
    app = shown(given, tmp_path, monkeypatch)
    app.session_state[f"below_{name}"] = ["figure"]
    app.switch_page("pages/topics.py").run()
    assert not app.exception
    layouts = [chart["figure"]["layout"] for chart in charts(app)]
    titles = [str(layout.get("title", {}).get("subtitle", "")) for layout in layouts]
    assert any(f"as of 22 November 2026. {source}" in title for title in titles)
    app = shown(given, tmp_path, monkeypatch)
    app.query_params["chart"] = name
    app.switch_page("pages/topics.py").run()
    said = [part.value.replace("\\", "") for part in app.main.caption]
    words = source.rstrip(".") if given else "no licence given"
    assert any(f"version 1.0.0, {words}. [Open the whole page](" in part for part in said)


def test_the_projects_own_data_name_theirs(real: Document) -> None:
    assert real.licence == "CC-BY-4.0"
    assert "(CC BY 4.0)" in (ROOT / "data" / "LICENSE").read_text(encoding="utf-8")
