"""The shape of the code: who may import whom, what stands nowhere, how long a page may be."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from dashboard.app.frame import STYLES

from dashboard import app as ui

SOURCE = ROOT / "src" / "dashboard"
PAGES = sorted((ROOT / "pages").glob("*.py"))
MODULES = sorted(SOURCE.rglob("*.py"))
SCREEN = [ROOT / "app.py", *PAGES, *sorted((SOURCE / "app").rglob("*.py"))]
CHARTS = sorted((SOURCE / "charts").glob("*.py"))
ALL = [ROOT / "app.py", *PAGES, *MODULES]

APP_LINES = 30
PAGE_LINES = 60


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> set[str]:
    """Every module that a file imports anywhere, with each name taken from it: `a`, `a.b`."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or ""} | {f"{node.module}.{one.name}" for one in node.names}
    return found | {name.partition(".")[0] for name in found}


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def all_files(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=relative)


def test_there_is_something_to_check() -> None:
    assert len(PAGES) >= 6
    assert len(CHARTS) >= 2
    assert len(SCREEN) > len(PAGES) + 1


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


@all_files(sorted(set(MODULES) - set(SCREEN)))
def test_streamlit_stays_on_the_screens_side(path: Path) -> None:
    assert "streamlit" not in imports(path)


DRAWING = {*CHARTS, SOURCE / "export" / "figure_page.py"}


@all_files(sorted(set(ALL) - DRAWING))
def test_only_charts_and_theme_draw(path: Path) -> None:
    """`ui` may name Plotly's types, in annotations, and nothing more."""
    used = [name for name in imports(path) if name.partition(".")[0] == "plotly"]
    if not used:
        return
    assert path in SCREEN[1 + len(PAGES) :], (
        "only charts, theme, drawn, standalone and ui may import Plotly"
    )
    module = tree(path)
    typed = {id(part) for note in notes_of_types(module) for part in ast.walk(note)}
    drawn = [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.Name) and node.id in {"go", "plotly"} and id(node) not in typed
    ]
    assert not drawn, f"Plotly is used for more than types at lines {drawn}"


def notes_of_types(module: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.returns:
            yield node.returns
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            yield node.annotation


@all_files(ALL)
def test_no_chart_is_made_by_plotly_express(path: Path) -> None:
    # Some 40 ms a figure, against 3 to 6 with graph_objects.
    assert not [name for name in imports(path) if name.startswith("plotly.express")]


YAML = {SOURCE / "dataset" / "reader.py", SOURCE / "dataset" / "yaml_writer.py"}


@all_files(sorted(set(ALL) - YAML))
def test_yaml_is_read_and_written_in_two_places(path: Path) -> None:
    assert "yaml" not in imports(path)


ASKING = {"requests", "httpx", "urllib3", "aiohttp", "socket", "urllib.request", "http.client"}
# The one command that checks links, when somebody calls it.
ASKS = SOURCE / "cli" / "links.py"


@all_files(sorted(set(ALL) - {ASKS}))
def test_nothing_reaches_for_the_network(path: Path) -> None:
    assert not ASKING & imports(path)


def test_the_command_that_checks_links_asks_by_requests_alone() -> None:
    assert ASKING & imports(ASKS) == {"requests"}


# --- no raw HTML ---------------------------------------------------------------------------


# What draws the charts; it hands Plotly data, and writes no HTML.
COMPONENT = SOURCE / "app" / "plot.py"
# It sends along a file of styles, which Streamlit takes by the name of HTML.
FRAME = SOURCE / "app" / "frame.py"


@all_files(ALL)
def test_no_raw_html_reaches_the_page(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.keyword):
            assert node.arg not in {"unsafe_allow_html", "html"}, f"line {node.value.lineno}"
        # `st.html`, `st.components`, `st.iframe`; escaping with the module `html` is welcome.
        if isinstance(node, ast.Attribute) and node.attr in {"html", "components", "iframe"}:
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


# --- nothing comes in, and no trace goes out -----------------------------------------------

TAKING_FILES = {"file_uploader", "camera_input", "audio_input", "chat_input", "data_editor"}


@all_files(ALL)
def test_nothing_is_uploaded(path: Path) -> None:
    used = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    assert not TAKING_FILES & used


def test_streamlit_is_set_to_take_little_and_to_tell_readers_no_trace() -> None:
    held = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(held)
    assert settings["server"]["maxUploadSize"] == 1  # MB, the least
    assert settings["client"]["showErrorDetails"] == "none"
    # Its tables' own CSV is not made harmless for spreadsheets; ours below them is.
    assert settings["client"]["disableDataExport"] is True


# --- pages ---------------------------------------------------------------------------------


def test_the_frame_is_short() -> None:
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) <= APP_LINES


@all_files(PAGES)
def test_a_page_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= PAGE_LINES


@all_files([ROOT / "app.py", *PAGES])
def test_a_page_neither_computes_nor_draws(path: Path) -> None:
    assert not {"pandas", "plotly", "numpy"} & imports(path)


@all_files([ROOT / "app.py", *PAGES])
def test_a_page_defines_nothing(path: Path) -> None:
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    assert not [node for node in ast.walk(tree(path)) if isinstance(node, defined)]


@all_files(PAGES)
def test_a_page_begins_by_taking_the_view(path: Path) -> None:
    # Before anything is drawn: on a cold deep link this is what brings in the frame.
    body = tree(path).body
    assert isinstance(body[0], ast.Expr), "a page begins with its docstring"
    rest = [node for node in body[1:] if not isinstance(node, ast.Import | ast.ImportFrom)]
    assert ast.unparse(rest[0]) == "view = ui.load_view()"


def test_the_menu_lists_every_page_once_and_nothing_else() -> None:
    assert sorted(ui.PAGES) == [path.stem for path in PAGES]


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


@all_files(ALL)
def test_one_word_has_one_meaning(path: Path) -> None:
    for name in public_names(path):
        assert name in NOT_OURS or not OTHER_WORDS & set(name.split("_")), name
    assert path.stem not in EMPTY_WORDS
