"""A data set of one's own: a file to start from, and the dashboard opened on it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from streamlit.testing.v1 import AppTest

from dashboard.__main__ import main
from dashboard.app.data import DATA
from dashboard.cli import run
from dashboard.dataset import reader
from dashboard.dataset.yaml_writer import canonical
from dashboard.model.records import Document, Visit
from dashboard.model.vocabulary import Stance, StatementKind, Status, VisitKind

EXAMPLE = ROOT / "examples" / "us-presidents" / "visits.yaml"


@pytest.fixture
def starter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "mine.yaml"
    assert main(["new", str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{path}: written. Next, with your own leaders and visits in it:",
        f"  python -m dashboard check {path}",
        f"  python -m dashboard run {path}",
    ]
    return path


# --- new -----------------------------------------------------------------------------------


def test_the_starter_passes_the_check_without_any_problem(starter: Path) -> None:
    loaded = reader.read(starter)
    assert [str(problem) for problem in loaded.problems] == []
    assert loaded.dataset is not None


def test_the_formatter_leaves_the_starter_as_it_is(starter: Path) -> None:
    text = starter.read_bytes().decode()
    assert canonical(text) == text


def test_the_head_of_the_starter_explains_every_closed_word_and_section(starter: Path) -> None:
    head, _, rest = starter.read_text(encoding="utf-8").partition("\ntitle:")
    assert "#" not in rest
    words = set(re.findall(r"[\w-]+", head))
    for terms in (Status, VisitKind, StatementKind, Stance):
        assert {str(term) for term in terms} <= words
    assert set(Document.model_fields) - {"authors", "limits"} <= words  # `licence` among them
    assert set(Visit.model_fields) - {"leader"} <= words | {"stops"}
    # What a reader cannot tell from its name and the example.
    assert {"country", "left_office", "about", "archived", "stance"} <= words


def test_a_file_that_is_there_is_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("mine")
    assert main(["new", str(path)]) == 1
    assert capsys.readouterr().out == (
        f"{path} is there already and is left as it is; name another file\n"
    )
    assert path.read_text() == "mine"


def test_a_folder_that_is_not_there_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none" / "mine.yaml"
    assert main(["new", str(path)]) == 2
    assert capsys.readouterr().err == f"{path}: No such file or directory\n"


@pytest.mark.parametrize("page", ["overview", "timeline", "map", "visits"])
@pytest.mark.parametrize("which", ["starter", "example"])
def test_it_shows_in_the_dashboard(
    which: str, page: str, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA, str(starter if which == "starter" else EXAMPLE))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if page != "overview":
        app = app.switch_page(f"pages/{page}.py")
    app.run()
    assert not app.exception
    assert not app.error
    (said,) = [part.value for part in app.markdown if part.value.startswith("**Shown:** ")]
    assert ("2" if which == "starter" else "21") in said


# --- run -----------------------------------------------------------------------------------


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would have been started, instead of starting it."""
    calls: list[dict[str, Any]] = []

    def start(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        calls.append({"command": command, **options})
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(subprocess, "run", start)
    monkeypatch.delenv(DATA, raising=False)
    return calls


SERVE = [sys.executable, "-m", "streamlit", "run", "serve.py"]


@pytest.mark.parametrize(
    ("given", "options", "named"),
    [
        ([], [], False),
        (["{file}"], [], True),
        (["{file}", "--", "--server.port", "8600"], ["--server.port", "8600"], True),
        (["--", "--server.headless", "true"], ["--server.headless", "true"], False),
        (["{folder}"], [], True),
    ],
)
def test_run_starts_the_dashboard_on_the_data_set(
    given: list[str], options: list[str], named: bool, starter: Path, started: list[dict[str, Any]]
) -> None:
    paths = {"{file}": str(starter), "{folder}": str(starter.parent)}
    assert main(["run", *(paths.get(word, word) for word in given)]) == 3
    (call,) = started
    assert call["command"] == [*SERVE, *options]
    assert (call["cwd"] / "serve.py").is_file()
    assert call["env"].get(DATA) == (paths[given[0]] if named else None)


def test_a_path_is_taken_from_where_one_stands(
    starter: Path, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(starter.parent)
    main(["run", starter.name])
    assert started[0]["env"][DATA] == str(starter.resolve())


def test_run_starts_nothing_on_what_is_not_there(
    tmp_path: Path, started: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none.yaml"
    assert main(["run", str(path)]) == 2
    assert capsys.readouterr().err == f"there is no file {path}\n"
    assert started == []


def test_run_and_the_dashboard_mean_one_variable() -> None:
    # `commands` and `ui` stand side by side, and neither imports the other.
    assert run.DATA == DATA
