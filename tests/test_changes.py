"""Saved lists of what changed between versions: written by the command, read by the page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from conftest import REAL, TINY

from dashboard.__main__ import main
from dashboard.dataset import changes, reader
from dashboard.dataset.changes import UnreadableChanges
from dashboard.dataset.diff import Change, differences


def versions(folder: Path, *edits: tuple[str, str]) -> tuple[Path, Path]:
    old, new = folder / "old.yaml", folder / "new.yaml"
    text = TINY
    for before, after in (("version: 1.0.0", "version: 1.1.0"), *edits):
        assert before in text
        text = text.replace(before, after, 1)
    old.write_text(TINY, encoding="utf-8")
    new.write_text(text, encoding="utf-8")
    return old, new


def test_the_command_saves_what_it_lists(tmp_path: Path) -> None:
    old, new = versions(tmp_path)
    assert main(["diff", "--save", str(old), str(new)]) == 0
    ((version, path),) = changes.saved(new).items()
    assert version == "1.1.0"
    before, after = reader.read(old).dataset, reader.read(new).dataset
    assert before is not None
    assert after is not None
    found = changes.to_frame(differences(before, after), "1.0.0", "1.1.0")
    assert changes.read(path).to_dict("list") == found.to_dict("list")


def test_without_the_option_nothing_is_written(tmp_path: Path) -> None:
    old, new = versions(tmp_path)
    assert main(["diff", str(old), str(new)]) == 0
    assert changes.saved(new) == {}


def test_a_text_that_a_spreadsheet_could_run_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "1.1.0.csv"
    path.write_bytes(changes.write([Change("Visits", "v", "=1+1")], "1.0.0", "1.1.0"))
    assert b"'=1+1" in path.read_bytes()
    assert list(changes.read(path)["change"]) == ["=1+1"]


def test_lists_stand_with_the_latest_version_first(tmp_path: Path) -> None:
    folder = tmp_path / changes.FOLDER
    folder.mkdir()
    for name in ("1.9.0.csv", "1.10.0.csv", "notes.csv", "1.2.0.txt"):
        (folder / name).write_text("", encoding="utf-8")
    assert list(changes.saved(tmp_path / "visits.yaml")) == ["1.10.0", "1.9.0"]


def test_a_broken_list_is_named_with_its_line_and_cure(tmp_path: Path) -> None:
    path = tmp_path / "1.1.0.csv"
    path.write_text("from_version,part\n", encoding="utf-8")
    with pytest.raises(UnreadableChanges, match=r"1\.1\.0\.csv:1: no column `to_version`; add it"):
        changes.read(path)


def test_kinds_that_statements_left_and_joined_are_counted() -> None:
    words = [
        "statement recoded from challenge [trade] to goal [trade]: “a”",
        "statement reworded from “b” to “c”; recoded from agenda [trade] to goal [energy]",
        "statement recoded from goal [trade] to goal [energy]: “d”",
        "statement added: context [trade] “e” (source `s`)",
        "statement removed: challenge [trade] “f” (source `s`)",
        "stop added: Oman",
        "added: Oman, without dates, disputed, 3 statements (1 challenge, 2 goal)",
        "removed: Oman, without dates, planned, 1 statement (1 agenda)",
    ]
    frame = changes.to_frame([Change("Visits", "v", each) for each in words], "1.0.0", "1.1.0")
    rows = list(changes.by_kind(frame).itertuples(index=False, name=None))
    assert rows == [
        ("agenda", 2, 0, -2),
        ("challenge", 2, 1, -1),
        ("context", 0, 1, 1),
        ("goal", 0, 4, 4),
    ]


def test_the_list_of_the_projects_version_agrees_with_its_data() -> None:
    data = reader.read(REAL).dataset
    assert data is not None
    path = changes.saved(REAL)[data.head.version]
    frame = changes.read(path)
    assert set(frame["to_version"]) == {data.head.version}
    assert set(frame["part"]) <= {"Data set", "Leaders", "Topics", "Places", "Visits", "Sources"}
    # What joined a kind stands there now.
    stands = Counter(data.tables["statements"]["kind"])
    moved = changes.by_kind(frame)
    for kind, n_joined in zip(moved["kind"], moved["n_joined"], strict=True):
        assert n_joined <= stands[kind]
