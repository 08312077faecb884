"""The quick way from a package to its frames: the same frames, and never a laxer judgement."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import synthetic
from conftest import TINY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import datasets
from test_rules import CASES, changed, named

from dashboard.analysis import framed
from dashboard.analysis.selection import FRAMES, Selection, tabulate
from dashboard.dataset import columnar, reader, rules
from dashboard.dataset.layout import TABLES
from dashboard.dataset.reader import UnreadableFile
from dashboard.export import data_package
from dashboard.model.records import Dataset

Files = dict[str, bytes]

many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def tables_of(files: Files) -> Selection | None:
    found = framed.frame(files.get, "p")
    return found and found.selection


def assert_same(found: Selection, wanted: Selection) -> None:
    for name in FRAMES:
        made, other = getattr(found, name), getattr(wanted, name)
        # Of a list without an element pandas cannot tell what it would hold.
        pd.testing.assert_frame_equal(made, other, obj=name, check_dtype=len(other) > 0)
    assert found.head == wanted.head


def judged_alike(files: Files) -> None:
    """What is accepted is what the reader of records accepts, and gives the same frames."""
    found = tables_of(files)
    try:
        dataset = reader.unpack(files.get, "p").dataset
    except UnreadableFile:
        dataset = None
    if found is not None:
        assert dataset is not None, "accepted here, refused there"
        assert_same(found, tabulate(dataset))


# Sound packages


@many
@given(datasets())
def test_the_frames_are_those_of_the_records(dataset: Dataset) -> None:
    files = data_package.build(dataset, "# Made up.")
    found = framed.frame(files.get, "p")
    assert found is not None
    assert found.comment == "# Made up."
    whole = reader.unpack(files.get, "p").dataset
    assert whole is not None
    assert_same(found.selection, tabulate(whole))


def comes_the_quick_way(files: Files) -> None:
    assert tables_of(files) is not None
    judged_alike(files)


def test_the_real_data_set_comes_the_quick_way(real: Dataset) -> None:
    comes_the_quick_way(data_package.build(real))


def test_a_larger_one_does_too() -> None:
    dataset = synthetic.dataset(leaders=12, visits=60, statements=6, topics=9, seed=4)
    comes_the_quick_way(data_package.build(dataset))


def test_a_text_is_no_package(tmp_path: Path) -> None:
    path = tmp_path / "visits.yaml"
    path.write_text(TINY, encoding="utf-8")
    assert framed.read(path) is None


def test_a_folder_and_a_zip_are_read(tiny: Dataset, tmp_path: Path) -> None:
    archive = tmp_path / "tiny.zip"
    archive.write_bytes(data_package.pack(tiny))
    found = framed.read(archive)
    assert found is not None
    assert len(found.selection.visits) == len(tiny.visits)


def test_without_a_descriptor_it_says_so() -> None:
    with pytest.raises(UnreadableFile, match="no data package"):
        framed.frame({}.get, "p")


# Every rule


def test_every_rule_is_answered_here() -> None:
    parts = [set(columnar.HOLDS), set(columnar.OF_THE_HEAD), set(columnar.WARNINGS)]
    assert set().union(*parts) == set(rules.RULES)
    assert sum(map(len, parts)) == len(rules.RULES)


@pytest.mark.parametrize("rule", rules.RULES, ids=named)
def test_what_breaks_a_rule_is_left_to_the_reader_of_records(
    rule: rules.Rule, tiny: Dataset
) -> None:
    files = data_package.build(changed(tiny, CASES[rule].breaking))
    assert (tables_of(files) is None) == (rule not in columnar.WARNINGS)
    judged_alike(files)


@pytest.mark.parametrize("rule", rules.RULES, ids=named)
def test_what_a_rule_allows_comes_the_quick_way_if_nothing_else_is_wrong(
    rule: rules.Rule, tiny: Dataset
) -> None:
    files = data_package.build(changed(tiny, CASES[rule].passing))
    sound = reader.unpack(files.get, "p").dataset is not None
    assert (tables_of(files) is not None) == sound


# Any cell


@cache
def tiny_package() -> Files:
    dataset = reader.parse(TINY, "tiny").dataset
    assert dataset is not None
    return without_hashes(data_package.build(dataset))


def without_hashes(files: Files) -> Files:
    descriptor = json.loads(files["datapackage.json"])
    descriptor["resources"] = [
        {"name": part["name"], "path": part["path"]}
        for part in descriptor["resources"]
        if part["path"].endswith(".parquet")
    ]
    return {**files, "datapackage.json": json.dumps(descriptor).encode()}


def path_of(files: Files, table: str) -> str:
    listed = json.loads(files["datapackage.json"])["resources"]
    (path,) = {part["path"] for part in listed if part["name"] == f"{table}-parquet"}
    return path


def with_column(files: Files, table: str, column: str, values: list[Any]) -> Files:
    path = path_of(files, table)
    read = pq.read_table(pa.BufferReader(files[path]))
    place = read.schema.get_field_index(column)
    put = read.set_column(
        place, read.schema.field(place), [pa.array(values, read.schema.types[place])]
    )
    held = io.BytesIO()
    pq.write_table(put, held)
    return {**files, path: held.getvalue()}


def column_of(files: Files, table: str, column: str) -> list[Any]:
    return pq.read_table(pa.BufferReader(files[path_of(files, table)]))[column].to_pylist()


ODD = st.sampled_from(
    [
        "", " ", "\u00a0", "\u2003x", "\u0085", "x\u202ey", "x\ny", "x\ty", "\u200b", "\ufeff",
        "é", "Ａ", "raisi", "IRQ", "irq", "state", "https://", "https://x", "http://[::1]/",
        "http://[x]/", "https://a b.c", "https://user@host:99999/", "https://x\u00a0y/", "a-b",
        "a--b", "confirmed", "supports", " ".join(["w"] * 25), " ".join(["w"] * 26),
        "\u2003".join(["w"] * 26), "x" * 300,
    ]
)  # fmt: skip


@st.composite
def cells_changed(draw: st.DrawFn) -> Files:
    files = tiny_package()
    for _ in range(draw(st.integers(1, 3))):
        table = draw(st.sampled_from(list(TABLES.values())))
        column = draw(st.sampled_from(table.columns))
        values = column_of(files, table.name, column.name)
        if not values:
            continue
        row = draw(st.integers(0, len(values) - 1))
        others: dict[str, st.SearchStrategy[Any]] = {
            "string": ODD,
            "date": st.integers(-800, 800).map(lambda days: date(2024, 9, 11) + timedelta(days)),
            "number": st.floats(-400, 400) | st.just(float("nan")),
            "integer": st.integers(-1, 5),
        }
        values[row] = draw(st.none() | st.sampled_from(values) | others[column.form])
        files = with_column(files, table.name, column.name, values)
    return files


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cells_changed())
def test_no_cell_makes_it_laxer_than_the_reader_of_records(files: Files) -> None:
    judged_alike(files)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(TABLES)), st.integers(0, 10**9), st.integers(0, 255))
def test_no_damaged_byte_makes_it_laxer(table: str, at: int, byte: int) -> None:
    files = tiny_package()
    path = path_of(files, table)
    content = bytearray(files[path])
    content[at % len(content)] = byte
    judged_alike({**files, path: bytes(content)})


def test_the_tiny_package_without_hashes_comes_the_quick_way() -> None:
    assert tables_of(tiny_package()) is not None


def test_rows_in_another_order_are_left_to_the_reader_of_records() -> None:
    files = tiny_package()
    for column in [column.name for column in TABLES["stops"].columns]:
        values = column_of(files, "stops", column)
        files = with_column(files, "stops", column, values[::-1])
    assert tables_of(files) is None
    assert reader.unpack(files.get, "p").dataset is not None


def test_a_text_that_would_fill_the_memory_is_left_alone(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = data_package.build(tiny)
    monkeypatch.setattr(columnar, "MAX_PACKAGE_BYTES", 10)
    assert tables_of(files) is None


def test_a_changed_file_is_left_to_the_reader_of_records(tiny: Dataset) -> None:
    files = data_package.build(tiny)
    path = path_of(files, "visits")
    assert tables_of({**files, path: files[path] + b"x"}) is None
    assert tables_of({**files, path.replace(".parquet", ".csv"): b"x"}) is None


def test_categories_are_shared_by_all_frames(tiny: Dataset) -> None:
    selection = tables_of(data_package.build(tiny))
    assert selection is not None
    kinds = {
        id(getattr(selection, name)["visit"].dtype.categories)
        for name in ("visits", "stops", "meetings", "statements", "mentions", "citations")
    }
    assert len(kinds) == 1
