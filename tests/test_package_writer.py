"""The data package as it is written: nothing lost, and others' tools find it valid."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import frictionless
import pyarrow.parquet as pq
import pytest
import yaml
from conftest import REAL, ROOT, TINY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import datasets, texts

from dashboard.__main__ import main
from dashboard.analysis.audits import with_audits
from dashboard.dataset import layout, reader
from dashboard.dataset.csv_files import bare, harmless
from dashboard.dataset.tables import Dataset, from_nested
from dashboard.dataset.yaml_writer import ordered, write
from dashboard.export import data_package
from dashboard.model.records import Document
from dashboard.model.vocabulary import Status

slow = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Files = dict[str, bytes]


def tables_of(document: Document) -> Dataset:
    return from_nested(document.model_dump(), "# A tiny data set, made up.")


def dataset_from(content: Files) -> Dataset:
    loaded = reader.unpack(content.get, "p")
    assert loaded.dataset is not None, "\n".join(map(str, loaded.problems))
    return loaded.dataset


def without_hashes(content: Files, ending: str = "csv") -> Files:
    """The package as another tool might write it: one form of each table, no hashes."""
    descriptor = json.loads(content["datapackage.json"])
    descriptor["resources"] = [
        {"name": part["name"], "path": part["path"]}
        for part in descriptor["resources"]
        if part["path"].endswith(ending)
    ]
    return {**content, "datapackage.json": json.dumps(descriptor, indent=2).encode()}


def put(content: Files, folder: Path) -> Path:
    for name, data in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def tiny_files(tiny: Document) -> Files:
    return data_package.build(tables_of(tiny))


@pytest.fixture
def folder(tiny_files: Files, tmp_path: Path) -> Path:
    return put(tiny_files, tmp_path / "package")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    return path


# --- there and back ------------------------------------------------------------------------


@slow
@given(datasets())
def test_a_package_gives_back_the_data_set_that_it_was_made_from(document: Document) -> None:
    dataset = tables_of(document)
    content = data_package.build(dataset)
    for form in (content, without_hashes(content, "csv"), without_hashes(content, "parquet")):
        back = dataset_from(form)
        assert back == ordered(dataset)
        assert write(back) == write(dataset)


def test_the_real_file_comes_back_as_the_same_text(tmp_path: Path) -> None:
    target = tmp_path / "new.yaml"
    assert main(["export", str(tmp_path / "package"), str(REAL)]) == 0
    assert main(["export", str(target), str(tmp_path / "package")]) == 0
    assert target.read_bytes() == REAL.read_bytes()


def test_a_text_that_looks_like_a_day_or_a_number_stays_text(tiny: Document) -> None:
    visit = tiny.visits[0].model_copy(update={"occasion": "2024-09-11", "checks": "007"})
    complete = tiny.complete.model_copy(update={"note": "2024-09-11"})
    update = {"title": "2024-09-11", "complete": complete, "authors": ("2020-01-01",)}
    dataset = tables_of(tiny.model_copy(update=update | {"visits": (visit, *tiny.visits[1:])}))
    assert dataset_from(without_hashes(data_package.build(dataset))) == ordered(dataset)


def test_the_tables_of_the_tiny_data_set(tiny_files: Files) -> None:
    assert tiny_files["data/citations.csv"].decode() == "\r\n".join(
        [
            "visit,position,source,bearing",
            "raisi-2021-09-tajikistan,1,irna-2021-09-17-sco,",
            "raisi-2021-09-tajikistan,2,reuters-2021-09-17-sco,",
            "raisi-2023-02-russia,1,blog-2023-02-02,",
            "raisi-belarus,1,reuters-2021-09-17-sco,",
            "pezeshkian-2024-09-iraq,1,irna-2024-09-11-baghdad,",
            "pezeshkian-2024-09-iraq,2,reuters-2021-09-17-sco,",
            "pezeshkian-2026-12-russia,1,irna-2024-09-11-baghdad,",
            "pezeshkian-oman,1,digest-oman,supports",
            "pezeshkian-oman,2,irna-2024-09-11-baghdad,contradicts",
            "",
        ]
    )
    assert tiny_files["data/statement_topics.csv"].decode().splitlines()[:4] == [
        "visit,statement,position,topic",
        "raisi-2021-09-tajikistan,1,1,multilateral",
        "raisi-2021-09-tajikistan,1,2,trade",
        "raisi-2021-09-tajikistan,2,1,conflict",
    ]
    assert tiny_files["data/leaders.csv"].decode().splitlines()[2] == (
        "2,pezeshkian,Pezeshkian,Masoud Pezeshkian,مسعود پزشکیان,President of Iran,IRN,2024-07-28,,"
    )


def test_csv_and_parquet_hold_the_same(real: Document) -> None:
    content = data_package.build(tables_of(real))
    for name in layout.TABLES:
        rows = list(csv.reader(io.StringIO(content[f"data/{name}.csv"].decode(), newline="")))
        table = pq.read_table(io.BytesIO(content[f"data/{name}.parquet"]))
        assert rows[0] == table.column_names
        for row, values in zip(rows[1:], table.to_pylist(), strict=True):
            said = ["" if value is None else str(value) for value in values.values()]
            assert [bare(cell) for cell in row] == said


def test_every_field_of_the_models_has_its_place() -> None:
    """A field that no column holds would be lost in silence."""
    lists = {table.path for table in layout.TABLES.values()}
    for table in layout.TABLES.values():
        columns = {column.name for column in table.columns}
        for name in table.model.model_fields if table.model else ():
            path = (*table.path, name)
            assert name in columns or path in lists or path == ("visits", "bearing"), path


# --- cells ---------------------------------------------------------------------------------


@given(st.one_of(texts, st.from_regex(r"'{0,3}[ \u200b＝=+@\t-]{0,2}.{0,3}", fullmatch=True)))
def test_a_harmless_cell_gives_back_its_text(text: str) -> None:
    assert bare(harmless(text)) == text
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1+1", "'=1+1"), ("'=1", "''=1"), ("'quoted'", "'quoted'"), (" -1", "' -1"), ("a=b", "a=b")],
)
def test_only_what_could_run_gets_an_apostrophe(text: str, cell: str) -> None:
    assert harmless(text) == cell


def test_no_cell_of_a_package_runs_as_a_formula(tiny: Document) -> None:
    title = '=HYPERLINK("https://evil.example")'
    sources = (tiny.sources[0].model_copy(update={"title": title}), *tiny.sources[1:])
    content = data_package.build(tables_of(tiny.model_copy(update={"sources": sources})))
    rows = list(csv.reader(io.StringIO(content["data/sources.csv"].decode(), newline="")))
    assert f"'{title}" in rows[1]
    assert pq.read_table(io.BytesIO(content["data/sources.parquet"]))["title"][0].as_py() == title


# --- what others read ----------------------------------------------------------------------


@pytest.mark.parametrize("which", ["real", "tiny", "bare"])
def test_frictionless_finds_it_valid(
    which: str, real: Document, tiny: Document, tmp_path: Path
) -> None:
    dataset = {
        "real": real,
        "tiny": tiny,
        "bare": tiny.model_copy(update={"visits": (), "topics": (), "places": (), "sources": ()}),
    }[which]
    put(data_package.build(tables_of(dataset)), tmp_path)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])
    assert len(report.tasks) == 2 * len(layout.TABLES)


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        ("visits", ",planned,", ",planed,", "constraint-error"),
        ("visits", "raisi-belarus,raisi", "raisi-belarus,nobody", "foreign-key"),
        ("stops", "raisi-belarus,1", "raisi-belgium,1", "foreign-key"),
        ("meetings", "raisi-2021-09-tajikistan,1", "raisi-2021-09-tajikistan,x", "type-error"),
        ("citations", "iraq,2,", "iraq,1,", "primary-key"),
    ],
)
def test_frictionless_finds_what_is_wrong(
    table: str, old: str, new: str, told: str, tiny_files: Files, tmp_path: Path
) -> None:
    """The types, keys and constraints that the descriptor declares are true ones."""
    content = dict(tiny_files)
    path = f"data/{table}.csv"
    assert old.encode() in content[path]
    content[path] = content[path].replace(old.encode(), new.encode(), 1)
    descriptor = json.loads(content["datapackage.json"])
    for part in descriptor["resources"]:
        part.pop("hash")
        part.pop("bytes", None)
    content["datapackage.json"] = json.dumps(descriptor).encode()
    put(content, tmp_path)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert told in {kind for (kind,) in report.flatten(["type"])}


def test_the_descriptor_says_what_version_two_asks_for(tiny_files: Files) -> None:
    descriptor = json.loads(tiny_files["datapackage.json"])
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert descriptor["name"] == "tiny"
    assert descriptor["version"] == "1.0.0"
    assert descriptor["contributors"] == [
        {"title": "Presidents Abroad maintainers", "roles": ["author"]}
    ]
    assert "created" not in descriptor  # nothing tells when it was made
    for part in descriptor["resources"]:
        content = tiny_files[part["path"]]
        assert part["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert part["type"] == "table"
    status = next(
        field
        for field in descriptor["resources"][3]["schema"]["fields"]
        if field["name"] == "status"
    )
    assert status == {
        "name": "status",
        "type": "string",
        "description": "Whether it took place, as far as the evidence goes.",
        "constraints": {"required": True, "enum": [word.value for word in Status]},
        "categories": [{"value": word.value, "label": word.label} for word in Status],
    }


def test_citation_cff_has_the_keys_of_its_form(tiny: Document) -> None:
    hostile = tiny.model_copy(
        update={
            "title": 'A "title":\n- #1 \\ 😀', "authors": ("No: one", "Zwei, B."),
            "licence": "CC-BY-SA-3.0",
        }
    )  # fmt: skip
    found = yaml.safe_load(data_package.build(tables_of(hostile))["CITATION.cff"].decode())
    # Citation File Format 1.2.0: the required keys, and no others than it knows.
    assert {"authors", "cff-version", "message", "title"} <= set(found)
    assert set(found) <= {
        "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi",
        "identifiers", "keywords", "license", "license-url", "message", "preferred-citation",
        "references", "repository", "repository-artifact", "repository-code", "title", "type",
        "url", "version",
    }  # fmt: skip
    assert found["cff-version"] == "1.2.0"
    assert found["type"] == "dataset"
    assert found["license"] == "CC-BY-SA-3.0"
    assert found["date-released"] == "2026-11-22"
    assert found["title"] == 'A "title": - #1 \\ 😀'
    assert found["authors"] == [{"name": "No: one"}, {"name": "Zwei, B."}]


def test_the_json_ld_describes_a_dataset_of_schema_org(tiny_files: Files) -> None:
    found = json.loads(tiny_files["dataset.jsonld"])
    assert found["@context"]["@vocab"] == "https://schema.org/"
    assert found["@type"] == "sc:Dataset"
    assert found["temporalCoverage"] == "2021-08-03/2026-10-09"
    assert found["name"] == "Tiny"
    assert 50 <= len(found["description"]) <= 5000  # what search engines ask for


# What Croissant 1.0 asks for. Its own validator is too heavy to install for every run of the tests:
# CONTRIBUTING.md says how to run it.


def test_croissant_finds_the_keys_that_it_asks_of_a_data_set(tiny: Document) -> None:
    dataset = tables_of(tiny.model_copy(update={"licence": "CC-BY-4.0"}))
    files = data_package.build(dataset, url="https://tiny.example/data")
    found = json.loads(files["dataset.jsonld"])
    required = {"@context", "@type", "conformsTo", "description", "license", "name", "url",
                "creator", "datePublished", "distribution"}  # fmt: skip
    assert required <= set(found)
    assert all(found[key] for key in required)
    assert found["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert found["@context"]["conformsTo"] == "dct:conformsTo"
    assert found["@context"]["cr"] == "http://mlcommons.org/croissant/"
    assert found["url"] == "https://tiny.example/data"
    assert found["datePublished"] == "2026-11-22"
    # Each key of Croissant's own that the file uses is one that its context explains.
    own = {"recordSet", "field", "source", "fileObject", "extract", "column", "dataType", "key"}
    assert own <= set(found["@context"])
    # Nothing but the page's address is different where it is not known.
    without = json.loads(data_package.build(dataset)["dataset.jsonld"])
    assert without == {key: value for key, value in found.items() if key != "url"}


def test_croissant_finds_every_file_by_its_path_and_hash(tiny_files: Files) -> None:
    found = json.loads(tiny_files["dataset.jsonld"])["distribution"]
    assert {part["@id"] for part in found} == {name for name in tiny_files if "data/" in name}
    for part in found:
        content = tiny_files[part["contentUrl"]]
        assert set(part) == {"@type", "@id", "name", "contentUrl", "encodingFormat",
                             "contentSize", "sha256"}  # fmt: skip
        assert part["@type"] == "cr:FileObject"
        assert part["sha256"] == hashlib.sha256(content).hexdigest()
        assert part["contentSize"] == f"{len(content)} B"
        is_csv = part["contentUrl"].endswith(".csv")
        assert part["encodingFormat"] == (
            "text/csv" if is_csv else "application/vnd.apache.parquet"
        )


def test_croissant_finds_a_record_set_for_each_table_and_a_field_for_each_column(
    tiny_files: Files,
) -> None:
    found = json.loads(tiny_files["dataset.jsonld"])
    files = {part["@id"] for part in found["distribution"]}
    assert [part["@id"] for part in found["recordSet"]] == list(layout.TABLES)
    ids = [*files]
    for part in found["recordSet"]:
        assert set(part) == {"@type", "@id", "name", "description", "key", "field"}
        assert part["@type"] == "cr:RecordSet"
        ids.append(part["@id"])
        columns: list[str] = []
        for field in part["field"]:
            assert set(field) == {"@type", "@id", "name", "description", "dataType", "source"}
            assert field["@type"] == "cr:Field"
            assert field["@id"] == f"{part['@id']}/{field['name']}"
            assert field["dataType"] in {"sc:Text", "sc:Date", "sc:Float", "sc:Integer"}
            path = field["source"]["fileObject"]["@id"]
            assert path == f"data/{part['@id']}.csv"
            assert path in files
            columns.append(field["source"]["extract"]["column"])
            ids.append(field["@id"])
        header = tiny_files[f"data/{part['@id']}.csv"].decode().split("\r\n", 1)[0]
        assert columns == header.split(",")
        assert {key["@id"] for key in part["key"]} <= {field["@id"] for field in part["field"]}
    assert len(ids) == len(set(ids))
    types = {field["@id"]: field["dataType"] for part in found["recordSet"]
             for field in part["field"]}  # fmt: skip
    assert types["visits/start"] == "sc:Date"
    assert types["places/latitude"] == "sc:Float"
    assert types["stops/position"] == "sc:Integer"


@pytest.mark.parametrize(
    ("licence", "name", "address"),
    [
        ("CC-BY-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("MIT", "MIT", "https://spdx.org/licenses/MIT.html"),
    ],
)
def test_every_file_names_the_licence_that_the_data_set_gives(
    licence: str, name: str, address: str, tiny: Document
) -> None:
    content = data_package.build(tables_of(tiny.model_copy(update={"licence": licence})))
    descriptor = json.loads(content["datapackage.json"])
    assert descriptor["licenses"] == [{"name": licence, "path": address}]
    assert json.loads(content["dataset.jsonld"])["license"] == address
    assert yaml.safe_load(content["CITATION.cff"].decode())["license"] == licence
    assert f"Licence: {name}, {address}\n" in content["README.md"].decode()


def test_no_licence_is_made_up_where_the_data_set_gives_none(tiny_files: Files) -> None:
    assert "licenses" not in json.loads(tiny_files["datapackage.json"])
    assert "license" not in json.loads(tiny_files["dataset.jsonld"])
    assert "license" not in yaml.safe_load(tiny_files["CITATION.cff"].decode())
    assert "Licence: no licence given\n" in tiny_files["README.md"].decode()
    for name, content in tiny_files.items():
        assert b"CC BY" not in content, name
        assert b"CC-BY" not in content, name


def test_codebook_and_readme_name_every_table_and_column(tiny_files: Files) -> None:
    codebook, readme = (tiny_files[name].decode() for name in ("CODEBOOK.md", "README.md"))
    for table in layout.TABLES.values():
        assert f"### `{table.name}`" in codebook
        assert f"| `{table.name}` | " in readme
        assert table.about
        for column in table.columns:
            assert column.about
            assert f"| `{column.name}` | {column.form} | " in codebook
    assert "- `disputed`: Disputed." in codebook
    assert "| `stops` | 7 | " in readme


# --- the same data, the same bytes ---------------------------------------------------------


def test_the_order_in_the_file_does_not_show(tiny: Document) -> None:
    turned = tiny.model_copy(
        update={name: getattr(tiny, name)[::-1] for name in ("places", "visits", "sources")}
    )
    one, other = tables_of(turned), tables_of(tiny)
    assert data_package.build(one) == data_package.build(other)
    assert data_package.pack(one) == data_package.pack(other)


def test_another_day_and_another_process_write_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for number in ("1", "2"):
        target = tmp_path / number
        subprocess.run(
            [sys.executable, "-m", "dashboard", "export", str(target), str(REAL)],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": number},
            check=True, capture_output=True,
        )  # fmt: skip
        written.append(
            {
                str(path.relative_to(target)): path.read_bytes()
                for path in target.rglob("*")
                if path.is_file()
            }
        )
    assert written[0] == written[1]
    real = reader.read(REAL).dataset
    assert real is not None
    assert written[0] == data_package.build(with_audits(real, REAL))


def test_the_zip_carries_no_time(tiny: Document) -> None:
    with zipfile.ZipFile(io.BytesIO(data_package.pack(tables_of(tiny)))) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# --- the command ---------------------------------------------------------------------------


def test_export_makes_the_folder_and_writes_over_its_own(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "a" / "b"
    assert main(["export", str(target), str(file)]) == 0
    assert (
        capsys.readouterr().out == f"{target}: {2 * len(layout.TABLES) + 5} files, version 1.0.0\n"
    )
    (target / "notes.txt").write_text("mine", encoding="utf-8")
    file.write_text(TINY.replace("version: 1.0.0", "version: 1.0.1"), encoding="utf-8")
    assert main(["export", str(target), str(file)]) == 0
    loaded = reader.read(target)
    assert loaded.dataset is not None
    assert loaded.dataset.head.version == "1.0.1"
    assert (target / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert main(["check", str(target)]) == 0


def test_export_names_the_page_where_it_is_published(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "package"
    assert main(["export", "--url", "https://tiny.example/data", str(target), str(file)]) == 0
    linked = json.loads((target / "dataset.jsonld").read_text(encoding="utf-8"))
    assert linked["url"] == "https://tiny.example/data"
    with pytest.raises(SystemExit):
        main(["export", "--url", "tiny.example", str(target), str(file)])
    assert "“tiny.example” is not a web address" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({"thesis.docx": b"years of work"}, "not empty, and not a package that this command wrote"),
        ({"datapackage.json": b'{"name": "other"}'}, "not a package that this command wrote"),
        ({"datapackage.json": b"["}, "not a package that this command wrote"),
        (b"a file", "a file, not a folder"),
    ],
)
def test_export_never_writes_over_what_is_not_its_own(
    made: Files | bytes, told: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "target"
    if isinstance(made, bytes):
        target.write_bytes(made)
    else:
        put(made, target)
    before = {path: path.is_file() and path.read_bytes() for path in tmp_path.rglob("*")}
    assert main(["export", str(target), str(file)]) == 1
    assert told in capsys.readouterr().out
    assert before == {path: path.is_file() and path.read_bytes() for path in tmp_path.rglob("*")}


def test_export_as_yaml_writes_over_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(file), str(REAL)]) == 1
    assert capsys.readouterr().out == f"{file}: there already; name a new one\n"
    assert file.read_text(encoding="utf-8") == TINY


def test_a_data_set_with_errors_is_not_exported(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(TINY.replace("status: planned", "status: planed"), encoding="utf-8")
    assert main(["export", str(tmp_path / "new"), str(file)]) == 1
    assert "did you mean `planned`?" in capsys.readouterr().out
    assert not (tmp_path / "new").exists()


def test_format_of_a_package_says_how_to_get_its_yaml(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["format", str(folder)]) == 1
    assert f"`python -m dashboard export NEW.yaml {folder}`" in capsys.readouterr().out
    assert main(["export", str(tmp_path / "new.yaml"), str(folder)]) == 0
    assert (tmp_path / "new.yaml").read_text(encoding="utf-8") == TINY


# --- a folder that is served as a zip ------------------------------------------------------


def test_the_zip_of_a_folder_holds_the_package_and_nothing_else_that_lies_there(
    folder: Path, tiny_files: Files
) -> None:
    (folder / ".env").write_text("PASSWORD=secret")
    (folder / "data" / "notes.txt").write_text("private")
    dataset = reader.read(folder).dataset
    assert dataset is not None
    with zipfile.ZipFile(io.BytesIO(data_package.pack(dataset))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == tiny_files
