"""The shape of the code: who may import whom, what stands nowhere, how long a page may be."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT

from dashboard.app.page import PAGES as MENU
from dashboard.app.page import STYLES

SOURCE = ROOT / "src" / "dashboard"
FOLDERS = ["model", "dataset", "analysis", "charts", "export", "site", "app", "cli"]
PAGES = sorted((ROOT / "pages").glob("*.py"))
MODULES = sorted(SOURCE.rglob("*.py"))
APP = sorted((SOURCE / "app").glob("*.py"))
SCREEN = [ROOT / "app.py", *PAGES, *APP]
CHARTS = sorted((SOURCE / "charts").rglob("*.py"))
ALL = [ROOT / "app.py", *PAGES, *MODULES]

APP_LINES = 30
PAGE_LINES = 60
MODULE_LINES = 400
FOLDER_MODULES = 15


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> set[str]:
    """Every module that a file imports anywhere, with each name taken from it: `a`, `a.b`."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or ""} | {f"{node.module}.{one.name}" for one in node.names}
    return found | {name.partition(".")[0] for name in found}


def importing(names: set[str], paths: Iterable[Path]) -> list[str]:
    """The files of these that import one of these modules."""
    return [str(path.relative_to(ROOT)) for path in paths if names & imports(path)]


def n_lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_there_is_something_to_check() -> None:
    assert len(PAGES) >= 6
    assert len(CHARTS) >= 2
    assert len(SCREEN) > len(PAGES) + 1
    tops = {path.relative_to(SOURCE).parts[0] for path in MODULES}
    assert {name for name in tops if not name.endswith(".py")} == set(FOLDERS)


# --- layers --------------------------------------------------------------------------------


def test_the_import_contracts_are_kept() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(command)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    assert f"Contracts: {len(contracts)} kept, 0 broken" in done.stdout
    assert {contract["id"] for contract in contracts} >= {"layers", "charts"}


# What hands figures to the browser; it names their type.
COMPONENT = SOURCE / "app" / "plot.py"
DRAWING = {*CHARTS, SOURCE / "export" / "figure_page.py", COMPONENT}
YAML = {
    SOURCE / "dataset" / "yaml_reader.py",
    SOURCE / "dataset" / "yaml_writer.py",
    SOURCE / "model" / "beside.py",
}
ASKING = {"requests", "httpx", "urllib3", "aiohttp", "socket", "urllib.request", "http.client"}
# The one command that checks links, when somebody calls it.
ASKS = SOURCE / "cli" / "web.py"


def test_each_library_is_used_where_it_belongs() -> None:
    assert importing({"streamlit"}, set(MODULES) - set(SCREEN)) == []
    assert importing({"plotly"}, set(ALL) - DRAWING) == []
    # Some 40 ms a figure, against 3 to 13 with graph_objects.
    assert importing({"plotly.express"}, ALL) == []
    assert importing({"yaml"}, set(ALL) - YAML) == []


def test_nothing_reaches_for_the_network_but_the_command_that_checks_links() -> None:
    assert importing(ASKING, set(ALL) - {ASKS}) == []
    assert ASKING & imports(ASKS) == {"requests", "urllib3"}


# --- size, and public names ------------------------------------------------------------------


def test_a_module_is_short_and_a_folder_is_one_idea() -> None:
    assert [f"{path.name}: {n_lines(path)}" for path in ALL if n_lines(path) > MODULE_LINES] == []
    for folder in FOLDERS:
        modules = [path for path in (SOURCE / folder).glob("*.py") if path.name != "__init__.py"]
        assert len(modules) <= FOLDER_MODULES, folder


def test_only_public_names_of_others_are_used() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "SLF" in settings["tool"]["ruff"]["lint"]["select"]
    inner = re.compile(r"streamlit\.(runtime|proto|_)|(pandas|plotly)\._")
    for path in ALL:
        assert [name for name in imports(path) if inner.match(name)] == [], path
    for script in SOURCE.rglob("*.js"):
        assert re.findall(r"\._\w+", script.read_text(encoding="utf-8")) == [], script


# --- no raw HTML, nothing comes in, no trace goes out ----------------------------------------

# It sends along a file of styles, which Streamlit takes by the name of HTML.
FRAME = SOURCE / "app" / "page.py"
TAKING_FILES = {"file_uploader", "camera_input", "audio_input", "chat_input", "data_editor"}


@pytest.mark.parametrize("path", SCREEN, ids=lambda path: path.name)
def test_no_raw_html_reaches_the_page_and_nothing_is_uploaded(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.keyword):
            assert node.arg not in {"unsafe_allow_html", "html"}, f"line {node.value.lineno}"
        if not isinstance(node, ast.Attribute):
            continue
        assert node.attr not in TAKING_FILES, f"line {node.lineno}"
        # `st.html`, `st.components`, `st.iframe`; escaping with the module `html` is welcome.
        if node.attr in {"html", "components", "iframe"}:
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            styles = path == FRAME and node.attr == "html"
            assert styles or owner not in {"st", "streamlit"}, f"line {node.lineno}"
    known = {"streamlit.components", "streamlit.components.v2"} if path == COMPONENT else set()
    assert {name for name in imports(path) if name.startswith("streamlit.components")} == known


def test_of_html_the_page_gets_one_file_of_styles_that_fetches_nothing() -> None:
    calls = [ast.unparse(node) for node in ast.walk(tree(FRAME)) if isinstance(node, ast.Call)]
    assert [call for call in calls if call.startswith("st.html")] == ["st.html(STYLES)"]
    styles = STYLES.read_text(encoding="utf-8")
    assert "url(" not in styles
    assert "@import" not in styles


def test_the_script_of_the_charts_writes_no_html() -> None:
    script = COMPONENT.with_suffix(".js").read_text(encoding="utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in script


def test_streamlit_is_set_to_take_little_and_to_tell_readers_no_trace() -> None:
    held = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(held)
    assert settings["server"]["maxUploadSize"] == 1  # MB, the least
    assert settings["client"]["showErrorDetails"] == "none"
    # Its tables' own CSV is not made harmless for spreadsheets; ours below them is.
    assert settings["client"]["disableDataExport"] is True


# --- pages ---------------------------------------------------------------------------------


def test_the_menu_lists_every_page_once_and_nothing_else() -> None:
    assert sorted(MENU) == [path.stem for path in PAGES]


@pytest.mark.parametrize("path", [ROOT / "app.py", *PAGES], ids=lambda path: path.name)
def test_a_page_is_words_and_calls(path: Path) -> None:
    assert n_lines(path) <= (PAGE_LINES if path in PAGES else APP_LINES)
    assert not {"pandas", "plotly", "numpy"} & imports(path)
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    assert not [node for node in ast.walk(tree(path)) if isinstance(node, defined)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_begins_by_taking_the_view(path: Path) -> None:
    # Before anything is drawn: on a cold deep link this is what brings in the frame.
    body = tree(path).body
    assert isinstance(body[0], ast.Expr), "a page begins with its docstring"
    rest = [node for node in body[1:] if not isinstance(node, ast.Import | ast.ImportFrom)]
    first = ast.unparse(rest[0])
    assert first in ("view = page.load_view()", "view = whole_of(page.load_view())")


# --- words ---------------------------------------------------------------------------------

# One word, one meaning: these stand for visits, stops, statements and sources nowhere.
OTHER_WORDS = {"trip", "trips", "event", "events", "item", "items", "entry", "entries"}
OTHER_WORDS |= {"record", "records"}
# A module named so says nothing of what it holds.
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "misc"}
# A method of PyYAML's emitter, overridden.
NOT_OURS = {"expect_flow_sequence_item"}


def public_names(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name
            yield from (arg.arg for arg in (*node.args.args, *node.args.kwonlyargs))


def test_one_word_has_one_meaning() -> None:
    for path in ALL:
        assert path.stem not in EMPTY_WORDS, path
        for name in set(public_names(path)) - NOT_OURS:
            assert not OTHER_WORDS & set(name.split("_")), f"{path}: {name}"
