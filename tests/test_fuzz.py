"""Corrupted data sets, at random: never an exception, always a place; what is accepted is whole.

An example is made from its number alone, so that one that fails is made again by
`--fuzz-only NUMBER`; its text is saved as well. `--fuzz 10000` asks for that many.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import corrupted
import pytest
import yaml
from conftest import ROOT, TINY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import datasets

from dashboard.analysis.frames import tabulate
from dashboard.dataset import reader, tables, yaml_writer
from dashboard.dataset.files import DESCRIPTOR, UnreadableFile
from dashboard.dataset.messages import refused
from dashboard.dataset.reader import Loaded
from dashboard.dataset.rules.whole import FIRST_DAY, LAST_DAY
from dashboard.model.records import Document
from dashboard.site import plan

NAME = "f.yaml"
PACKAGE = "p"


# --- what must hold ------------------------------------------------------------------------


def plain_words(message: str) -> None:
    """Hold that a message is one line of words of ours, and not without end."""
    shown = f"{message[:300]!r} of {len(message):,} characters"
    assert message.strip(), shown
    assert len(message) <= reader.MAX_MESSAGE, shown
    assert refused(message) is None, shown
    assert "\n" not in message, shown
    for theirs in ("Input should", "does not fit here", "Traceback", "object at 0x", "pydantic"):
        assert theirs not in message, shown


def whole(dataset: tables.Dataset) -> None:
    """Hold that a data set can be worked with, written and read again without a loss."""
    selection = tabulate(dataset)
    assert len(selection.visits) == len(dataset.tables["visits"])
    text = yaml_writer.write(dataset)
    again = reader.parse(text, NAME)
    assert again.errors == ()
    assert again.dataset is not None
    assert again.dataset == yaml_writer.ordered(dataset)
    assert yaml_writer.write(again.dataset) == text


def outcome(loaded: Loaded) -> str:
    """Hold what must hold of any reading but its places, and name what came of it."""
    assert (loaded.dataset is None) == bool(loaded.errors)
    assert loaded.in_shape or loaded.dataset is None
    for problem in loaded.problems:
        plain_words(problem.message)
    if loaded.dataset is None:
        return "problems"
    whole(loaded.dataset)
    return "accepted"


def unreadable(error: UnreadableFile, name: str) -> str:
    """Hold that a file that cannot be read is named."""
    plain_words(str(error))
    assert name in str(error)
    return "unreadable"


def of_text(content: str | bytes) -> str:
    """Read a text, and name what came of it."""
    try:
        loaded = reader.parse(content, NAME)
    except UnreadableFile as error:
        return unreadable(error, f"{NAME} is not UTF-8: line ")
    text = content.decode() if isinstance(content, bytes) else content
    last = max(1, text.replace("\r\n", "\n").rstrip("\n").count("\n") + 1)
    for problem in loaded.problems:
        assert problem.file == NAME
        assert 1 <= problem.line <= last, (problem, last)
    said = outcome(loaded)
    if loaded.in_shape:
        try:
            formatted = yaml_writer.canonical(text)
        except yaml_writer.CannotFormat as error:
            plain_words(str(error))
        else:
            assert reader.parse(formatted, NAME).errors == () or said == "problems"
    return said


def places(loaded: Loaded, files: corrupted.Files, name: str) -> None:
    """Hold that each problem of a package names a file of it, and a line that this has."""
    for problem in loaded.problems:
        assert problem.file.startswith(f"{name}/"), problem
        content = files.get(problem.file.removeprefix(f"{name}/"))
        assert content is not None, problem
        assert 1 <= problem.line <= _length(problem.file, content), problem


def _length(file: str, content: bytes) -> int:
    """Count the lines of a file, or the rows with their heading, and one for what is cut off."""
    text = content.decode("utf-8", "replace")
    if file.endswith(".parquet"):
        return 1_000_000  # a damaged one has no number of rows
    if file.endswith(DESCRIPTOR):
        return text.count("\n") + 1
    try:
        return len(list(csv.reader(io.StringIO(text, newline="")))) + 1
    except csv.Error:
        return text.count("\n") + text.count("\r") + 2


def of_package(files: corrupted.Files) -> str:
    """Read the files of a package, and name what came of it."""
    try:
        loaded = reader.unpack(files.get, PACKAGE)
    except UnreadableFile as error:
        return unreadable(error, PACKAGE)
    places(loaded, files, PACKAGE)
    return outcome(loaded)


# --- the tests -----------------------------------------------------------------------------


def test_what_is_corrupted_was_sound() -> None:
    assert {of_text(text) for text in corrupted.texts()} == {"accepted"}
    assert {of_package(files) for files in corrupted.packages()} == {"accepted"}


@pytest.mark.fuzz(usual=100, batch=50)
def test_no_corrupted_text_stops_the_reader(numbers: range, over: Callable[..., None]) -> None:
    over(numbers, corrupted.corrupted_text, of_text)


@pytest.mark.fuzz(usual=60, batch=30)
def test_no_corrupted_package_stops_the_reader(numbers: range, over: Callable[..., None]) -> None:
    over(numbers, corrupted.corrupted_package, of_package)


@pytest.mark.fuzz(usual=30, batch=30)
def test_no_corrupted_zip_stops_the_reader(
    numbers: range, over: Callable[..., None], tmp_path: Path
) -> None:
    path = tmp_path / "p.zip"

    def of_zip(content: bytes) -> str:
        path.write_bytes(content)
        try:
            loaded = reader.read(path)
        except UnreadableFile as error:
            return unreadable(error, str(path))
        for problem in loaded.problems:
            assert problem.file == str(path) or problem.file.startswith(f"{path}/")
            assert problem.line >= 1
        return outcome(loaded)

    over(numbers, corrupted.corrupted_zip, of_zip)


EDGES = {
    "first": [(r"start: 2021-0.-..", f"start: {FIRST_DAY}"),
              (r"(took_office|arrival): 2021-..-..", rf"\1: {FIRST_DAY}")],
    "last": [(r"as_of: .*", f"as_of: {LAST_DAY}"),
             (r"end: 2026-1.*", f"end: {LAST_DAY}"),
             (r"start: 2026-1.*", f"start: {LAST_DAY}")],
    "north and east": [(r"latitude: .*", "latitude: 90"), (r"longitude: .*", "longitude: 180")],
    "south and west": [(r"latitude: .*", "latitude: -90"), (r"longitude: .*", "longitude: -180")],
}  # fmt: skip


@pytest.mark.parametrize("edge", EDGES)
def test_what_lies_at_the_edge_of_what_is_allowed_is_drawn(edge: str) -> None:
    text = TINY
    for old, new in EDGES[edge]:
        text, n = re.subn(old, new, text)
        assert n
    dataset = reader.parse(text, NAME).dataset
    assert dataset is not None, reader.parse(text, NAME).problems
    for make in plan(dataset, shared=ROOT / "static").values():
        assert isinstance(make(), bytes)


# Any plain data in the place of any part of a data set, however odd its shape.
_leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=20)
)
_plain = st.recursive(
    _leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(datasets(), st.sampled_from(sorted(Document.model_fields)), _plain, st.data())
def test_any_data_in_the_place_of_any_part_is_told(
    dataset: Document, field: str, value: Any, data: st.DataObject
) -> None:
    held: Any = yaml.load(yaml_writer.render(dataset.model_dump()), Loader=yaml.CSafeLoader)
    part = held.get(field)
    if isinstance(part, list) and part and data.draw(st.booleans()):
        index = data.draw(st.integers(0, len(part) - 1))
        inner = part[index]
        if isinstance(inner, dict) and data.draw(st.booleans()):
            inner[data.draw(st.sampled_from(sorted(inner)))] = value
        else:
            part[index] = value
    else:
        held[field] = value
    of_text(yaml.dump(held, Dumper=yaml.SafeDumper, sort_keys=False))
