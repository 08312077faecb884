"""No id is used again: the list of all ids ever published, and what holds the data to it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from conftest import REAL, ROOT, TINY

from dashboard.__main__ import main
from dashboard.dataset import ids, reader

LIST = REAL.parent / ids.NAME
# Retired when duplicates were merged, before the first version.
FIRST_RETIRED = {
    "alarabiya-2021-09-16-first-official-visit",
    "irna-de-2022-10-ninth-trip",
    "mehr-2021-09-18-first-trip",
    "newarab-2024-05-09-iraq-soon",
    "nyt-2024-09-12-pivotal-alliance",
    "prezident-tj-2021-09-18-first-visit",
    "rferl-2022-01-third-trip",
    "tehrantimes-2021-08-27-fm-conference",
}


# --- the project's list --------------------------------------------------------------------


def test_the_data_keep_to_the_list_of_all_ids_ever_published() -> None:
    """Each message says what to do: run `python -m dashboard ids`, or retire, or rename."""
    data = reader.read(REAL).dataset
    assert data is not None
    listed, problems = ids.read(LIST)
    found = [*problems, *ids.problems(data, listed, f"data/{ids.NAME}")]
    assert [str(problem) for problem in found] == []


def test_the_list_is_in_its_one_form() -> None:
    listed, _ = ids.read(LIST)
    assert LIST.read_text(encoding="utf-8") == ids.render(listed), "run `python -m dashboard ids`"


def test_the_merged_sources_are_retired_each_for_another() -> None:
    listed, _ = ids.read(LIST)
    retired = {one.id for one in listed if one.retired and one.kind == "source"}
    assert retired >= FIRST_RETIRED
    assert all(one.now for one in listed if one.id in FIRST_RETIRED)


def test_no_line_ever_vanished_from_the_list() -> None:
    """What the history of the list took out is in it still, as retired at least."""
    if not (ROOT / ".git").exists():
        pytest.skip("no history here")
    done = subprocess.run(
        ["git", "log", "-p", "--format=", "--unified=0", "--", f"data/{ids.NAME}"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True,
    )  # fmt: skip
    taken = set(re.findall(r"^-(\w+ [a-z0-9-]+)", done.stdout, re.MULTILINE))
    listed, _ = ids.read(LIST)
    lost = taken - {f"{one.kind} {one.id}" for one in listed}
    assert not lost, (
        f"put these lines back into data/{ids.NAME}, with `retired` behind each: {lost}"
    )


# --- the command and the check -------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "visits.yaml"
    path.write_text(TINY, encoding="utf-8")
    return path


@pytest.fixture
def listed(file: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["ids", str(file)]) == 0
    path = file.with_name(ids.NAME)
    assert capsys.readouterr().out == f"{path}: 20 new ids, 20 ids in all\n"
    return path


def told(capsys: pytest.CaptureFixture[str], path: Path) -> list[str]:
    return capsys.readouterr().out.replace(f"{path}:", "ids:").splitlines()


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_list_holds_every_id_by_kind(listed: Path) -> None:
    lines = listed.read_text(encoding="utf-8").splitlines()
    assert lines[:3] == ids.HEAD.splitlines()
    assert lines[3:6] == ["leader pezeshkian", "leader raisi", "topic conflict"]
    assert lines[-1] == "source reuters-2021-09-17-sco"
    # Two leaders, three topics, four places, six visits, five sources.
    assert len(lines) == 3 + 2 + 3 + 4 + 6 + 5


def test_listing_twice_changes_nothing(
    file: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = listed.stat()
    assert main(["ids", str(file)]) == 0
    assert told(capsys, listed) == ["ids: 0 new ids, 20 ids in all"]
    assert listed.stat().st_ino == before.st_ino


def test_an_id_that_is_not_listed_is_a_warning_of_the_check(
    file: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(listed, "place erbil\n", "")
    assert main(["check", str(file)]) == 0
    assert told(capsys, listed)[0] == (
        "ids:1: warning: not listed yet: `erbil`; run `python -m dashboard ids` before you publish"
    )
    assert main(["ids", str(file)]) == 0
    assert told(capsys, listed) == ["ids: 1 new id, 20 ids in all"]
    assert "place erbil\n" in listed.read_text()


def test_an_id_that_is_gone_is_an_error_until_it_is_retired(
    file: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(file, "erbil", "hewler")
    before = listed.read_text()
    for command in ("check", "ids"):
        assert main([command, str(file)]) == 1
        assert told(capsys, listed)[0] == (
            "ids:11: the place id `erbil` was published and is gone from the data; bring it back, "
            "or write `retired` behind it here (and behind that the id that stands in its place)"
        )
    assert listed.read_text() == before
    change(listed, "place erbil\n", "place erbil retired hewler\nplace hewler\n")
    assert main(["ids", str(file)]) == 0
    assert main(["check", str(file)]) == 0


def test_a_retired_id_is_not_used_again(
    file: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(listed, "place erbil\n", "place erbil retired\n")
    assert main(["check", str(file)]) == 1
    assert told(capsys, listed)[0] == (
        "ids:11: the place id `erbil` is retired, and the data use it again; give what has it in "
        "the data another id"
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("place Erbil", "“place Erbil” is no line of the list; write `KIND ID` or `KIND ID "
         "retired`"),
        ("city basra", "“city basra” is no line of the list; write `KIND ID` or `KIND ID retired`"),
        ("place erbil retired", "`erbil` is listed at line 11 already; remove one of the two"),
        ("place basra retired busra", "no place id `busra` is listed, which is to stand in the "
         "place of `basra`; correct it"),
    ],
)  # fmt: skip
def test_a_line_that_is_none_is_told(
    line: str, message: str, file: Path, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with listed.open("a", encoding="utf-8") as text:
        text.write(f"{line}\n")
    for command in ("check", "ids"):
        assert main([command, str(file)]) == 1
        assert f"ids:24: {message}" in told(capsys, listed)


def test_a_data_file_without_a_list_is_checked_without_one(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(file)]) == 0
    assert "ids" not in capsys.readouterr().out


def test_a_broken_data_file_lists_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(file, "status: planned", "status: planed")
    assert main(["ids", str(file)]) == 1
    assert capsys.readouterr().out.endswith("not listed; mend what is listed above first\n")
    assert not file.with_name(ids.NAME).exists()
