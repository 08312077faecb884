"""The commands say in words and in an exit code how the data set stands."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REAL, ROOT, TINY

from dashboard.__main__ import COMMANDS, main

SUMMARY = (
    "6 visits (2 confirmed, 1 unconfirmed, 1 disputed, 1 cancelled, 1 planned), "
    "4 statements, 5 sources, 2 meetings"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "visits.yaml"
    path.write_text(TINY, encoding="utf-8")
    return path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dashboard", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8", **more},
    )


def test_check_says_what_a_good_file_holds(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: no problems. {SUMMARY}\n"


def test_check_lists_each_error_and_exits_with_1(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(file, "status: planned", "status: planed")
    change(file, 'title: "Tiny"', "title: NO")
    assert main(["check", str(file)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        f"{file}:3: `title`: `NO` without quotes is read as yes or no, not as text; "
        'write it in quotes: "NO"'
    )
    assert lines[1].endswith("did you mean `planned`?")
    assert lines[2:] == [f"{file}: 2 errors"]


def test_check_with_warnings_only_exits_with_0(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(file, "sources: [irna-2024-09-11-baghdad, reuters-2021-09-17-sco]",
           "sources: [irna-2024-09-11-baghdad]")  # fmt: skip
    assert main(["check", str(file)]) == 0
    first, last = capsys.readouterr().out.splitlines()
    assert ": warning: visit pezeshkian-2024-09-iraq, `sources`: a confirmed visit" in first
    assert last == f"{file}: 1 warning. {SUMMARY}"


@pytest.mark.parametrize("command", ["check", "format"])
def test_a_file_that_cannot_be_read_exits_with_2_and_a_sentence(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, str(tmp_path / "none.yaml")]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == f"there is no file {tmp_path / 'none.yaml'}\n"


def test_check_takes_the_file_of_the_project_by_default(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["check"]) == 0
    assert capsys.readouterr().out.startswith(f"{REAL.relative_to(ROOT)}: ")


def test_format_says_that_nothing_changed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.stat()
    for arguments in (["format", str(file)], ["format", "--check", str(file)]):
        assert main(arguments) == 0
        assert capsys.readouterr().out == f"{file}: in canonical form\n"
    assert file.stat().st_ino == before.st_ino


def test_format_check_changes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(file, '"Tiny"', "'Tiny'")
    before = file.read_bytes()
    assert main(["format", str(file), "--check"]) == 1
    assert capsys.readouterr().out == (
        f"{file}: not in canonical form; `python -m dashboard format` mends it\n"
    )
    assert file.read_bytes() == before


def test_format_writes_the_canonical_form_and_keeps_the_mode(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(file, '"Tiny"', "'Tiny'")
    file.chmod(0o640)
    assert main(["format", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: formatted\n"
    assert file.read_text(encoding="utf-8") == TINY
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_format_follows_a_link_and_leaves_it(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    change(file, '"Tiny"', "'Tiny'")
    assert main(["format", str(link)]) == 0
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == TINY


def test_format_mends_the_form_of_a_file_that_breaks_a_rule(file: Path) -> None:
    change(file, "visits: 6", "visits: 7")
    change(file, '"Tiny"', "'Tiny'")
    assert main(["format", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == TINY.replace("visits: 6", "visits: 7")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("status: planned", "status: planed"),
        ('title: "Tiny"', 'title: "Tiny"\ntitle: "Twice"'),
        ('title: "Tiny"', 'title: "Tiny" # a comment'),
        ("complete:", "complete: ["),
    ],
)
def test_format_leaves_alone_what_it_would_damage(
    file: Path, old: str, new: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change(file, old, new)
    before = file.read_bytes()
    assert main(["format", str(file)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{file}:")
    assert lines[-1] == f"{file}: not formatted; mend what is listed above first"
    assert file.read_bytes() == before


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_format_says_plainly_that_it_may_not_write(file: Path) -> None:
    change(file, '"Tiny"', "'Tiny'")
    file.parent.chmod(0o500)
    try:
        done = run("format", str(file))
    finally:
        file.parent.chmod(0o700)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


# --- help ----------------------------------------------------------------------------------


def exit_code(*arguments: str) -> object:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    return caught.value.code


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_its_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("-h") == 0
    summaries = " ".join(capsys.readouterr().out.split())
    assert COMMANDS[command]["help"] in summaries
    assert exit_code(command, "-h") == 0
    assert capsys.readouterr().out.startswith(f"usage: python -m dashboard {command} ")


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("check", "--nonsense")])
def test_wrong_arguments_exit_with_2_and_the_usage(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(*arguments) == 2
    assert "usage: python -m dashboard" in capsys.readouterr().err


def test_help_loads_no_command() -> None:
    code = (
        "import sys; from dashboard.__main__ import main\n"
        "try: main(['-h'])\n"
        "except SystemExit: print([*sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    loaded = ast.literal_eval(done.stdout.splitlines()[-1])
    assert not {"pandas", "pydantic", "streamlit", "plotly"} & set(loaded)


def test_a_reader_that_leaves_early_causes_no_stack_trace(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text("".join(f"key-{number}: 1\n" for number in range(3000)), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard", "check", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 1


def test_a_terminal_without_unicode_gets_no_stack_trace(file: Path) -> None:
    change(file, "status: planned", "status: ژ")
    done = run("check", str(file), PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "\\u0698" in done.stdout
    assert done.stderr == ""
