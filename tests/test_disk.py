"""A disk that is full, may only be read, or loses the data: nothing is lost, and it is said so."""

from __future__ import annotations

import errno
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import driver
import pytest
from conftest import ROOT, TINY
from streamlit.testing.v1 import AppTest

from dashboard.__main__ import main
from dashboard.app.data import DATA
from dashboard.cli.write import write
from dashboard.dataset import files, reader

needs_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root may mount a disk"
)

# --- a disk that is full -------------------------------------------------------------------

FORM = TINY.replace('title: "Tiny"', "title: 'Tiny'")
"""Not in canonical form, so that there is something to write."""
TABLE = "leader,country,place,start,end\nAda,Iraq,Baghdad,2024-01-01,2024-01-02\n"
SOURCE = ["--source-publisher", "A list", "--source-title", "Stays",
          "--source-url", "https://list.example/stays"]  # fmt: skip


def _format(folder: Path) -> list[str]:
    (folder / "visits.yaml").write_text(FORM, encoding="utf-8")
    return ["format", str(folder / "visits.yaml")]


def _import(folder: Path) -> list[str]:
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    (folder / "out.yaml").write_text("old", encoding="utf-8")
    return ["import", str(folder / "table.csv"), "--output", str(folder / "out.yaml"), "--replace",
            "--home", "IRN", "--as-of", "2026-11-22", *SOURCE]  # fmt: skip


def _export(folder: Path) -> list[str]:
    file = folder / "visits.yaml"
    file.write_text(TINY, encoding="utf-8")
    assert main(["export", str(folder / "package"), str(file)]) == 0
    file.write_text(TINY.replace("Iran joins", "Iran joined"), encoding="utf-8")
    return ["export", str(folder / "package"), str(file)]


def _export_yaml(folder: Path) -> list[str]:
    (folder / "visits.yaml").write_text(TINY, encoding="utf-8")
    return ["export", str(folder / "new.yaml"), str(folder / "visits.yaml")]


def _ids(folder: Path) -> list[str]:
    (folder / "visits.yaml").write_text(TINY, encoding="utf-8")
    (folder / "ids.txt").write_text("leader raisi\n", encoding="utf-8")
    return ["ids", str(folder / "visits.yaml")]


def _schema(folder: Path) -> list[str]:
    (folder / "schema.json").write_text("old", encoding="utf-8")
    return ["schema", str(folder / "schema.json")]


def _new(folder: Path) -> list[str]:
    return ["new", str(folder / "new.yaml")]


def _site(folder: Path) -> list[str]:
    file = folder / "visits.yaml"
    file.write_text(TINY, encoding="utf-8")
    assert main(["site", str(folder / "site"), str(file)]) == 0
    file.write_text(TINY.replace("Iran joins", "Iran joined"), encoding="utf-8")
    return ["site", str(folder / "site"), str(file)]


WRITING = [_format, _import, _export, _export_yaml, _ids, _schema, _new, _site]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own; skipped where none may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path, blocks: int) -> Path:
    """Fill a disk but for some blocks, so that a file is begun and cut off."""
    filler = folder / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4_096))
    os.truncate(filler, filler.stat().st_size - blocks * 4_096)
    return filler


def held(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}  # fmt: skip


@needs_root
@pytest.mark.parametrize("prepare", WRITING, ids=lambda each: each.__name__)
def test_a_full_disk_leaves_what_was_there_and_says_what_to_do(
    prepare: Callable[[Path], list[str]], disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = prepare(disk)
    before = held(disk)
    filler = fill(disk, 0 if prepare in (_import, _ids) else 1)  # what they write is small
    capsys.readouterr()
    assert main(arguments) == 2
    told = capsys.readouterr().err.splitlines()[-1]
    assert told.startswith(f"{disk}/")
    assert told.endswith(": No space left on device; free some space, then run the command again")
    filler.unlink()
    after = held(disk)
    if prepare is _site:
        # A copy of many pages is not put in place at once; but each file of it is whole.
        assert main(arguments) == 0
        whole = held(disk)
        assert after.keys() <= whole.keys()
        changed = {name for name, content in after.items() if content != before.get(name)}
        assert all(after[name] == whole[name] for name in changed - {"site/site.json"})
        return
    assert after == before
    assert main(arguments) == 0
    assert held(disk) != before


@needs_root
@pytest.mark.parametrize("prepare", WRITING, ids=lambda each: each.__name__)
def test_a_disk_that_may_only_be_read_is_said_to_be(
    prepare: Callable[[Path], list[str]], disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = prepare(disk)
    before = held(disk)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    capsys.readouterr()
    assert main(arguments) == 2
    assert (
        capsys.readouterr()
        .err.splitlines()[-1]
        .endswith(
            ": Read-only file system; name a place that may be written to, then run the "
            "command again"
        )
    )
    assert held(disk) == before


def test_a_fault_at_any_write_leaves_all_files_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without a disk of its own, and at each file in turn.
    old = {tmp_path / name: b"old" for name in "abc"}
    plain = os.fdopen
    for number, fails in enumerate(old):
        for path, content in old.items():
            path.write_bytes(content)
        begun = count()

        def half(handle: int, mode: str, begun: count[int] = begun, number: int = number) -> Any:
            file = plain(handle, mode)
            if next(begun) == number:
                file.write(b"ha")
                file.close()
                raise OSError(errno.EIO, "Input/output error")
            return file

        with monkeypatch.context() as patch:
            patch.setattr(os, "fdopen", half)
            with pytest.raises(OSError, match="Input/output") as caught:
                write(dict.fromkeys(old, b"new"))
        assert caught.value.filename == str(fails)
        assert held(tmp_path) == {path.name: b"old" for path in old}
    write({tmp_path / "a": b"new"})
    assert held(tmp_path) == {"a": b"new", "b": b"old", "c": b"old"}


# --- the data file changes under the running app -------------------------------------------


def _cut_in_half(path: Path, patch: pytest.MonkeyPatch) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _emptied(path: Path, patch: pytest.MonkeyPatch) -> None:
    path.write_bytes(b"")


def _gone(path: Path, patch: pytest.MonkeyPatch) -> None:
    path.unlink()


def _a_folder(path: Path, patch: pytest.MonkeyPatch) -> None:
    path.unlink()
    path.mkdir()


def _a_pipe(path: Path, patch: pytest.MonkeyPatch) -> None:
    path.unlink()
    os.mkfifo(path)  # whoever opens it waits for a writer


def _a_link_to_itself(path: Path, patch: pytest.MonkeyPatch) -> None:
    path.unlink()
    path.symlink_to(path)


def _huge(path: Path, patch: pytest.MonkeyPatch) -> None:
    os.truncate(path, 5_000_000_000)


def _half_a_package(path: Path, patch: pytest.MonkeyPatch) -> None:
    path.write_bytes(b"PK\x03\x04" + bytes(100))


def _refused(error: int) -> Callable[[Path, pytest.MonkeyPatch], None]:
    def refuse(path: Path, patch: pytest.MonkeyPatch) -> None:
        plain = Path.open

        def opened(self: Path, *arguments: Any, **more: Any) -> Any:
            if self == path:
                raise OSError(error, os.strerror(error), str(path))
            return plain(self, *arguments, **more)

        os.utime(path, ns=(0, 0))
        # By hand, for root may read everything, and no disk here is failing.
        patch.setattr(Path, "open", opened)

    return refuse


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        pytest.param(_cut_in_half, "It has these problems:", id="cut in half"),
        pytest.param(_emptied, "the file is empty", id="emptied"),
        pytest.param(_gone, "No such file or directory", id="gone"),
        pytest.param(_a_folder, "holds no datapackage.json", id="a folder"),
        pytest.param(_a_pipe, "is not a plain file", id="a pipe"),
        pytest.param(_a_link_to_itself, "Too many levels of symbolic links", id="a link to itself"),
        pytest.param(_huge, "is larger than 50 MB", id="huge"),
        pytest.param(_half_a_package, "is a damaged zip", id="half a package"),
        pytest.param(_refused(errno.EACCES), "permission denied", id="no right to it"),
        pytest.param(_refused(errno.EIO), "Input/output error", id="a failing disk"),
    ],
)
def test_harm_to_the_data_file_keeps_the_view_until_it_is_mended(
    harm: Callable[[Path, pytest.MonkeyPatch], None], said: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    monkeypatch.setenv(DATA, str(path))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["status"] = ""
    app.run()
    (before,) = [text.value for text in app.markdown if text.value.startswith("**Shown:**")]
    with monkeypatch.context() as patch:
        harm(path, patch)
        for page in ("overview", "data"):
            app.switch_page(f"pages/{page}.py").run()
            assert not app.exception
            (notice,) = [text.value.replace("\\", "") for text in app.warning]
            assert said in notice
            assert "The page shows the last sound version, read before the change." in notice
            assert "Traceback" not in notice
        app.switch_page("pages/overview.py").run()
        (now,) = [text.value for text in app.markdown if text.value.startswith("**Shown:**")]
        assert now == before
    if path.is_dir():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
    path.write_text(TINY.replace("Iran joins", "Iran has joined"), encoding="utf-8")
    app.run()
    assert not app.warning
    assert not app.exception


def test_a_pipe_does_not_stop_the_reader(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert not files.is_package(tmp_path / "pipe")
    with pytest.raises(reader.UnreadableFile, match="is not a plain file"):
        reader.read(tmp_path / "pipe")


# --- a server that may write nowhere -------------------------------------------------------

READ_ONLY = """
mount --make-rprivate / && mount -o remount,bind,ro / || exit 77
! touch {folder}/written 2>/dev/null || exit 77
exec {python} -m streamlit run {app} --server.headless true --server.address 127.0.0.1 \\
  --server.port {port} --server.fileWatcherType none
"""


@needs_root
@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare, of util-linux")
def test_the_server_runs_where_nothing_at_all_may_be_written(tmp_path: Path) -> None:
    port = driver.free_port()
    script = READ_ONLY.format(
        folder=shlex.quote(str(tmp_path)), python=shlex.quote(sys.executable), port=port,
        app=shlex.quote(str(ROOT / "serve.py")),
    )  # fmt: skip
    # Below /proc not even root makes a folder.
    nowhere = {"HOME": "/proc/nowhere", "TMPDIR": "/proc/nowhere"}
    with (tmp_path / "log").open("w+b") as log:
        process = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", script],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            env={**os.environ, **nowhere, "PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
        try:
            if not driver.answers(process, port, log):
                if process.poll() in (1, 77):
                    pytest.skip(f"no read-only view of the disk here: {driver.read(log)}")
                raise AssertionError(driver.read(log))
            with driver.session(port) as line:
                seen = "\n".join(map(str, driver.run_page(line, "")))
        finally:
            driver.stop(process)
        assert "confirmed visits" in seen, driver.read(log)
        assert "Traceback" not in driver.read(log)
