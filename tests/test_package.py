"""The data package: nothing lost on the way there and back, and every flaw said with its place."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, TINY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard.analysis.frames import tabulate
from dashboard.analysis.selection import FRAMES
from dashboard.app.data import DATA
from dashboard.dataset import files, layout, reader, tables
from dashboard.dataset.package import table_files
from dashboard.dataset.reader import UnreadableFile, read, unpack
from dashboard.dataset.yaml_writer import ordered
from dashboard.export import data_package
from dashboard.model.records import Document

slow = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

Files = dict[str, bytes]


def loaded_from(content: Files) -> reader.Loaded:
    return unpack(content.get, "p")


def dataset_from(content: Files) -> tables.Dataset:
    loaded = loaded_from(content)
    assert loaded.dataset is not None, "\n".join(map(str, loaded.problems))
    return loaded.dataset


def tiny_tables(tiny: Document) -> tables.Dataset:
    return ordered(tables.from_nested(tiny.model_dump()))


def without_hashes(content: Files, ending: str = "csv") -> Files:
    """The package as another tool might write it: one form of each table, no hashes."""
    descriptor = json.loads(content["datapackage.json"])
    descriptor["resources"] = [
        {"name": part["name"], "path": part["path"]}
        for part in descriptor["resources"]
        if part["path"].endswith(ending)
    ]
    return {**content, "datapackage.json": json.dumps(descriptor, indent=2).encode()}


@pytest.fixture
def tiny_files(tiny: Document) -> Files:
    return data_package.build(tables.from_nested(tiny.model_dump(), "# A tiny data set, made up."))


@pytest.fixture
def folder(tiny_files: Files, tmp_path: Path) -> Path:
    return put(tiny_files, tmp_path / "package")


def put(content: Files, folder: Path) -> Path:
    for name, data in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


# --- reading what is whole -----------------------------------------------------------------


@pytest.fixture
def archive(tiny_files: Files, tmp_path: Path) -> Path:
    path = tmp_path / "data_package.zip"
    path.write_bytes(data_package.zipped(tiny_files))
    return path


def test_folder_descriptor_zip_and_zip_of_the_folder_are_all_read(
    folder: Path, archive: Path, tiny_files: Files, tiny: Document, tmp_path: Path
) -> None:
    nested = tmp_path / "nested.zip"
    nested.write_bytes(
        data_package.zipped({f"presidents/{name}": data for name, data in tiny_files.items()})
    )
    unnamed = shutil.copy(archive, tmp_path / "visits.yaml")  # what it is, not what it is called
    for path in (folder, folder / "datapackage.json", archive, nested, Path(unnamed)):
        loaded = read(path)
        assert loaded.dataset == tiny_tables(tiny)
        assert loaded.comment == "# A tiny data set, made up."


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_an_optional_column_may_be_absent(ending: str, tiny_files: Files, tiny: Document) -> None:
    """A package written before a field was added can still be read."""
    content = without_hashes(tiny_files, ending)
    for name, column in (("sources", "archived"), ("statements", "audit")):
        path, file = f"data/{name}.{ending}", io.BytesIO()
        if ending == "csv":
            frame = pd.read_csv(io.BytesIO(content[path]), dtype=str).drop(columns=column)
            frame.to_csv(file, index=False)
        else:
            pq.write_table(pq.read_table(io.BytesIO(content[path])).drop_columns(column), file)
        content[path] = file.getvalue()
    assert dataset_from(content) == tiny_tables(tiny)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_an_optional_table_may_be_absent(ending: str, tiny: Document) -> None:
    """A package made before a table was added says of a disputed visit what it lacks."""
    whole = without_hashes(data_package.build(tables.from_nested(tiny.model_dump())), ending)
    descriptor = json.loads(whole["datapackage.json"])
    optional = {name for name, table in layout.TABLES.items() if table.optional}
    assert optional
    descriptor["resources"] = [
        part for part in descriptor["resources"] if part["name"].split("-")[0] not in optional
    ]
    content = {**whole, "datapackage.json": json.dumps(descriptor).encode()}
    dataset = dataset_from(content)
    for name, table in dataset.tables.items():
        assert len(table) == (0 if name in optional else len(dataset_from(whole).tables[name]))


def test_rows_may_stand_in_any_order_where_a_position_tells_it(
    tiny_files: Files, tiny: Document
) -> None:
    content = without_hashes(tiny_files)
    for name, table in layout.TABLES.items():
        if table.positioned:
            first, *rest = content[f"data/{name}.csv"].decode().splitlines()
            content[f"data/{name}.csv"] = "\r\n".join([first, *reversed(rest), "", ""]).encode()
    assert dataset_from(content) == tiny_tables(tiny)


def test_a_mark_and_other_line_ends_do_no_harm(tiny_files: Files, tiny: Document) -> None:
    content = without_hashes(tiny_files)
    for name in layout.TABLES:
        path = f"data/{name}.csv"
        content[path] = b"\xef\xbb\xbf" + content[path].replace(b"\r\n", b"\n")
    assert dataset_from(content) == tiny_tables(tiny)


# --- reading what is wrong -----------------------------------------------------------------


def in_csv(table: str, old: str, new: str) -> Callable[[Files], None]:
    def change(content: Files) -> None:
        path = f"data/{table}.csv"
        assert old.encode() in content[path]
        content[path] = content[path].replace(old.encode(), new.encode(), 1)

    return change


def in_descriptor(change_it: Callable[[Any], object]) -> Callable[[Files], None]:
    def change(content: Files) -> None:
        descriptor = json.loads(content["datapackage.json"])
        change_it(descriptor)
        content["datapackage.json"] = json.dumps(descriptor, indent=2).encode()

    return change


def head_with(**more: object) -> Callable[[Files], None]:
    return in_descriptor(lambda descriptor: descriptor["dataset"].update(more))


RUSSIA = "pezeshkian-2026-12-russia"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (in_csv("visits", ",planned,", ",planed,"),
         f"p/data/visits.csv:6: visit {RUSSIA}, `status`: must be one of confirmed, unconfirmed, "
         'disputed, cancelled, planned, and is the text "planed"; did you mean `planned`?'),
        (in_csv("visits", "2026-12-01", "1.12.2026"),
         'p/data/visits.csv:6: `start`: must be a day such as 2024-09-11, and is "1.12.2026"'),
        (in_csv("visits", "2026-12-01", "2026-12-32"),
         'p/data/visits.csv:6: `start`: must be a day such as 2024-09-11, and is "2026-12-32"'),
        (in_csv("places", "33.3152", "33,3152".replace(",", "·")),
         'p/data/places.csv:2: `latitude`: must be a number such as 33.31, and is "33·3152"'),
        (in_csv("places", "33.3152", "nan"),
         'p/data/places.csv:2: `latitude`: must be a number such as 33.31, and is "nan"'),
        (in_csv("places", "33.3152", "133.3152"),
         "p/data/places.csv:2: place baghdad, `latitude`: must be 90 or less, and is 133.3152"),
        (in_csv("visits", "Announced.", ""),
         f"p/data/visits.csv:6: visit {RUSSIA}, `checks`: must be text, and is empty"),
        # What must hold across tables: the rules run as they do for YAML.
        (in_csv("visits", "2026-12-02", "2026-11-30"),
         f"p/data/visits.csv:6: visit {RUSSIA}, `end`: 2026-11-30 is before the start, "
         "2026-12-01; correct one of the two"),
        (in_csv("stops", "IRQ,erbil", "IRQ,erbill"),
         "p/data/stops.csv:6: visit pezeshkian-2024-09-iraq, stop 2, `place`: no place has the id "
         "`erbill`; did you mean `erbil`?"),
        (in_csv("statement_topics", "1,2,trade", "1,2,trades"),
         "p/data/statement_topics.csv:3: visit raisi-2021-09-tajikistan, statement 1, topic 2: "
         "no topic has the id `trades`; did you mean `trade`?"),
        (in_csv("citations", "baghdad,contradicts", "baghdad,"),
         "p/data/visits.csv:7: visit pezeshkian-oman, `bearing`: the visit is disputed and "
         "`bearing` lacks its source `irna-2024-09-11-baghdad`; add `irna-2024-09-11-baghdad: "
         "supports`, `contradicts` or `context`"),
        (in_csv("citations", ",contradicts", ",contradict"),
         "p/data/citations.csv:10: visit pezeshkian-oman, `bearing`, `irna-2024-09-11-baghdad`: "
         "must be one of supports, contradicts, context, and is the text \"contradict\"; did you "
         "mean `contradicts`?"),
        # Rows that have no place.
        (in_csv("stops", "raisi-belarus,1", "raisi-belgium,1"),
         "p/data/stops.csv:4: `visit`: no visit has the id `raisi-belgium`; correct it, or add "
         "the visit"),
        (in_csv("stops", "iraq,2", "iraq,3"),
         "p/data/stops.csv:6: `position`: the places in a list count 1, 2, 3 and so on; 2 must "
         "come here"),
        (in_csv("stops", "iraq,2", "iraq,"),
         "p/data/stops.csv:6: `position`: the cell is empty; give it a value"),
        (in_csv("statement_topics", "tajikistan,2,1", "tajikistan,5,1"),
         "p/data/statement_topics.csv:4: `statement`: the visit `raisi-2021-09-tajikistan` has no "
         "statement 5; correct it, or add the statement"),
        # Columns and shape.
        (in_csv("stops", "arrival", "arival"),
         "p/data/stops.csv:1: the column `arrival` is missing; add it"),
        (in_csv("stops", "arrival", "arival"),
         "p/data/stops.csv:1: unknown column `arival`; did you mean `arrival`?"),
        (in_csv("stops", "position", "visit"),
         "p/data/stops.csv:1: the column `visit` is there twice; remove one"),
        (in_csv("stops", "BLR,", "BLR,,"),
         "p/data/stops.csv:4: the row has 7 cells, and the table 6 columns; look for a comma or a "
         "quote too many or too few"),
        (in_csv("stops", "BLR,,", '"BLR,,'),
         "p/data/stops.csv:4: this cannot be read as CSV: unexpected end of data; check the "
         "quotes"),
        (in_csv("meetings", "Emomali", "Emo\u202emali"),
         "p/data/meetings.csv:2: `name`: U+202E, a character that turns the direction of writing; "
         "remove it"),
        # The head.
        (head_with(as_of="2026-13-01"),
         "p/datapackage.json:<as_of>: `as_of`: 2026-13-01 is not a day of the calendar; correct "
         "it"),
        (head_with(as_of="soon"),
         "p/datapackage.json:<as_of>: `as_of`: must be a date such as 2024-09-11, and is the text "
         '"soon"'),
        (head_with(maker="me"),
         "p/datapackage.json:<maker>: unknown key `maker`; known here: title, version, as_of, "
         "authors, licence, complete, limits, expected, leaders, topics, places, visits, "
         "sources"),
        (in_descriptor(lambda found: found.pop("version")),
         "p/datapackage.json:1: the key `version` is missing; add it"),
        (in_descriptor(lambda found: found["dataset"]["expected"].update(stops=6)),
         "p/datapackage.json:<stops>: `expected`, `stops`: `expected` says 6, the file holds 7: "
         "if the change is meant, write 7 here; if not, something was lost or added by mistake"),
        (in_descriptor(lambda found: found.update(comment=["# a\u2028b"])),
         "p/datapackage.json:<comment>: `comment`: U+2028, a control character; remove it"),
        (in_descriptor(lambda found: found["resources"].pop(0)),
         "p/datapackage.json:1: `resources` lists no table `leaders`; add it"),
        (lambda content: content.pop("data/stops.csv"),
         "p/datapackage.json:1: the file `data/stops.csv` of the table `stops` is not in the "
         "package; put it there, or export anew"),
        (in_descriptor(lambda found: found.pop("dataset")),
         "p/datapackage.json:1: the key `dataset` is missing or has not its shape: this package "
         "is not one of this kind of data set; `python -m dashboard export` writes one"),
    ],
)  # fmt: skip
def test_a_problem_names_file_and_row(
    change: Callable[[Files], object], told: str, tiny_files: Files
) -> None:
    content = without_hashes(tiny_files)
    change(content)
    loaded = loaded_from(content)
    lines = content["datapackage.json"].decode().splitlines()
    told = re.sub(
        "<(.+?)>",
        lambda key: str(next(n for n, line in enumerate(lines, 1) if f'"{key[1]}":' in line)),
        told,
    )
    assert told in [str(problem) for problem in loaded.problems]
    assert loaded.dataset is None


def test_a_flaw_of_one_cell_does_not_hide_the_others(tiny_files: Files) -> None:
    content = without_hashes(tiny_files)
    in_csv("visits", "2026-12-01", "soon")(content)
    in_csv("sources", "independent", "dependent")(content)
    assert [str(problem).partition(": ")[0] for problem in loaded_from(content).problems] == [
        "p/data/sources.csv:6", "p/data/visits.csv:6",
    ]  # fmt: skip


def test_a_warning_leaves_the_data_set(tiny_files: Files) -> None:
    content = without_hashes(tiny_files)
    in_csv("citations", "pezeshkian-2024-09-iraq,2,reuters-2021-09-17-sco,\r\n", "")(content)
    loaded = loaded_from(content)
    assert loaded.dataset is not None
    assert [str(problem).partition(", `")[0] for problem in loaded.problems] == [
        "p/data/visits.csv:5: warning: visit pezeshkian-2024-09-iraq"
    ]


def as_parquet(table: pa.Table) -> bytes:
    held = io.BytesIO()
    pq.write_table(table, held)
    return held.getvalue()


def test_parquet_of_another_kind_is_refused_column_by_column(tiny_files: Files) -> None:
    content = without_hashes(tiny_files, "parquet")
    path = "data/stops.parquet"
    table = pq.read_table(io.BytesIO(content[path]))
    days = table.set_column(4, "arrival", table["arrival"].cast(pa.string()))
    content[path] = as_parquet(days.set_column(1, "position", pa.array([1.5] * 7)))
    assert [str(problem) for problem in loaded_from(content).problems] == [
        "p/data/stops.parquet:1: `arrival`: must hold a day such as 2024-09-11 in each row, "
        "and holds string",
        "p/data/stops.parquet:1: `position`: must hold a whole number in each row, and holds "
        "double",
    ]


def test_parquet_may_lack_and_add_no_column(tiny_files: Files) -> None:
    content = without_hashes(tiny_files, "parquet")
    path = "data/stops.parquet"
    table = pq.read_table(io.BytesIO(content[path]))
    content[path] = as_parquet(table.rename_columns(
        ["visit", "position", "country", "place", "arrival", "left"]
    ))  # fmt: skip
    assert [problem.message for problem in loaded_from(content).problems] == [
        "the column `departure` is missing; add it",
        "unknown column `left`; known here: visit, position, country, place, arrival, departure",
    ]


def test_a_problem_in_parquet_has_the_row_of_the_csv(tiny_files: Files) -> None:
    content = without_hashes(tiny_files, "parquet")
    path = "data/visits.parquet"
    table = pq.read_table(io.BytesIO(content[path]))
    status = ["confirmed", "unconfirmed", "cancelled", "confirmed", "planed", "disputed"]
    content[path] = as_parquet(table.set_column(2, "status", pa.array(status)))
    (problem,) = loaded_from(content).problems
    assert str(problem).startswith(f"p/data/visits.parquet:6: visit {RUSSIA}, `status`: must be")


def test_more_rows_than_any_table_needs_are_refused_unread(
    tiny_files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_files, "MAX_ROWS", 6)
    content = without_hashes(tiny_files, "parquet")
    told = [str(problem) for problem in loaded_from(content).problems]
    assert told == [
        "p/data/citations.parquet:1: more than 6 rows, more than any data set needs",
        "p/data/stops.parquet:1: more than 6 rows, more than any data set needs",
    ]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_file_changed_after_the_export_is_refused(ending: str, tiny_files: Files) -> None:
    """Nobody can tell which of the two forms of a table is right, so neither is believed."""
    path = f"data/meetings.{ending}"
    tiny_files[path] = tiny_files[path].replace(b"Somebody", b"Nobody!!")
    (problem,) = loaded_from(tiny_files).problems
    assert str(problem).startswith(
        f"p/{path}:1: the file is not the one that datapackage.json describes: its hash differs."
    )


@cache
def package_of_tiny() -> Files:
    """The package, where a fixture would be too long for Hypothesis to show."""
    dataset = reader.parse(TINY, "tiny.yaml").dataset
    assert dataset is not None
    return data_package.build(dataset)


@given(st.binary(max_size=200))
@settings(slow, max_examples=25)
def test_any_bytes_in_a_table_end_in_problems(content: bytes) -> None:
    for ending, data in (("csv", content), ("parquet", b"PAR1" + content + b"PAR1")):
        changed = without_hashes(package_of_tiny(), ending)
        changed[f"data/stops.{ending}"] = data
        loaded = loaded_from(changed)
        assert loaded.dataset is None
        assert {problem.file for problem in loaded.problems} == {f"p/data/stops.{ending}"}


@given(st.integers(0, 10**9), st.integers(0, 255))
@settings(slow, max_examples=40, derandomize=True)
def test_one_byte_changed_in_parquet_never_stops_the_reader(at: int, byte: int) -> None:
    content = without_hashes(package_of_tiny(), "parquet")
    data = bytearray(content["data/visits.parquet"])
    data[at % len(data)] = byte
    content["data/visits.parquet"] = bytes(data)
    loaded = loaded_from(content)
    assert loaded.dataset is not None or loaded.problems


# --- reading what is damaged, or an attack -------------------------------------------------


def told_of(path: Path) -> str:
    with pytest.raises(UnreadableFile) as raised:
        read(path)
    return str(raised.value)


def test_a_zip_that_was_cut_off_is_said_to_be(archive: Path) -> None:
    whole = archive.read_bytes()
    for length in (4, 100, len(whole) // 2, len(whole) - 1):
        archive.write_bytes(whole[:length])
        assert told_of(archive) == (f"{archive} is a damaged zip: cut off, perhaps; fetch it again")


def test_a_zip_with_damage_inside_is_said_to_be(archive: Path, tiny_files: Files) -> None:
    whole = bytearray(archive.read_bytes())
    at = whole.index(b"data/stops.csv") + len(b"data/stops.csv")
    whole[at : at + 8] = b"\xff" * 8
    archive.write_bytes(bytes(whole))
    assert "is a damaged zip: data/stops.csv in it cannot be unpacked" in told_of(archive)


def test_a_zip_without_a_package_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(data_package.zipped({"README.md": b"x"}))
    assert told_of(path).startswith(f"{path} holds no datapackage.json, so it is no data package;")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[1]", "datapackage.json must hold a JSON object"),
        (b"{", "datapackage.json is not JSON"),
        (b"[" * 100_000, "datapackage.json is not JSON"),
        (b'{"dataset": {"authors": ' + b"[" * 900 + b"]" * 900 + b"}}", "more than 20 levels"),
        (b"\xff", "datapackage.json is not UTF-8"),
    ],
)
def test_a_descriptor_that_is_none_is_said_to_be(content: bytes, told: str) -> None:
    with pytest.raises(UnreadableFile, match=re.escape(told)):
        loaded_from({"datapackage.json": content})


def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", b"{}")
        archive.writestr("zeros", bytes(3_000_000))
    monkeypatch.setattr(files, "MAX_PACKAGE_BYTES", 2_000_000)
    assert told_of(path) == f"{path} unpacks to more than 2 MB, more than a data set needs"


def test_a_zip_that_lies_about_its_sizes_gives_no_more_than_it_claims(tmp_path: Path) -> None:
    path = tmp_path / "liar.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", b" " * 100_000)
    content = path.read_bytes()
    size, lie = (100_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert content.count(size) == 2
    path.write_bytes(content.replace(size, lie))
    assert "is a damaged zip" in told_of(path)


def test_a_folder_that_is_too_large_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_PACKAGE_BYTES", 30_000)
    assert "unpacks to more than 0 MB" in told_of(folder)


def test_a_zip_of_too_many_files_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    path.write_bytes(data_package.zipped({f"{number}": b"" for number in range(1_001)}))
    assert told_of(path) == f"{path} holds more than 1,000 files, more than a package has"


def test_a_name_that_is_there_twice_is_refused(tiny_files: Files, tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in tiny_files.items():
            archive.writestr(name, data)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("data/stops.csv", b"visit\n")
    assert "holds data/stops.csv twice" in told_of(path)


@pytest.mark.parametrize(
    "path",
    ["../secret.csv", "/etc/passwd", "data/../../secret.csv", "..\\secret.csv", "c:secret.csv",
     "https://example.org/stops.csv", "link.csv", "elsewhere/secret.csv", "data", "", "data/\0"],
)  # fmt: skip
def test_nothing_outside_of_the_package_is_read(path: str, folder: Path, tiny_files: Files) -> None:
    (folder.parent / "secret.csv").write_bytes(tiny_files["data/stops.csv"])
    (folder / "link.csv").symlink_to(folder.parent / "secret.csv")
    (folder / "elsewhere").symlink_to(folder.parent)
    descriptor = json.loads(without_hashes(tiny_files)["datapackage.json"])
    for part in descriptor["resources"]:
        if part["name"] == "stops":
            part["path"] = path
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    (problem,) = read(folder).problems
    assert "of the table `stops` is not in the package" in problem.message


# --- in the app ----------------------------------------------------------------------------


def opened(path: Path, monkeypatch: pytest.MonkeyPatch, page: str = "") -> AppTest:
    monkeypatch.setenv(DATA, str(path))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    return app.switch_page(f"pages/{page}.py").run() if page else app.run()


def test_the_app_shows_a_folder_and_a_zip(
    folder: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (folder, archive):
        app = opened(path, monkeypatch, "data")
        assert not app.exception
        assert not app.warning
        labels = [button.proto.label for button in app.get("download_button")]
        assert "tiny.yaml: the whole data set" in labels
        assert "Whole data set as a data package (zip)" in labels


def test_an_edit_inside_a_folder_shows_and_a_broken_one_is_explained_with_its_row(
    tiny_files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(without_hashes(tiny_files), tmp_path / "package")
    app = opened(folder, monkeypatch)
    assert not app.warning
    table = folder / "data" / "visits.csv"
    table.write_bytes(table.read_bytes().replace(b",planned,", b",planed,"))
    app.run()
    assert not app.exception
    (said,) = [re.sub(r"\\(.)", r"\1", warning.value) for warning in app.warning]
    assert "The data file package cannot be used" in said
    assert f"- visits.csv, row 6: visit {RUSSIA}, `status`: must be one of" in said
    assert "The page shows the last sound version" in said


def test_the_state_of_a_folder_is_that_of_its_files(folder: Path) -> None:
    before = files.state(folder)
    assert before == files.state(folder / "datapackage.json")
    assert before[0] == sum(path.stat().st_size for path in folder.rglob("*"))
    table = folder / "data" / "visits.csv"
    later = before[1] + 1_000_000
    os.utime(table, ns=(later, later))
    assert files.state(folder) == (before[0], later)
    table.unlink()
    assert files.state(folder)[0] < before[0]
    with pytest.raises(FileNotFoundError):
        files.state(folder / "nothing.yaml")


def test_the_frames_of_a_package_are_those_of_the_text(tiny_files: Files, tiny: Document) -> None:
    # Its ids do not stand in the order of the alphabet: words of equal sets in another order.
    whole = tabulate(dataset_from(tiny_files))
    for name in FRAMES:
        ours, wanted = getattr(whole, name), getattr(tabulate(tiny_tables(tiny)), name)
        pd.testing.assert_frame_equal(
            ours.astype("object"), wanted.astype("object"), check_dtype=False, obj=name
        )
