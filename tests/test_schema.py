"""The schema for editors: in step with the models, and of one mind with the check."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import REAL, ROOT, TINY

from dashboard.__main__ import main
from dashboard.dataset import json_schema
from dashboard.model.records import MAX_STATEMENT_WORDS
from dashboard.model.vocabulary import TEXTS, Audit, Term

FILE = ROOT / "data" / "visits.schema.json"
SCHEMA: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))


class Editor(yaml.CSafeLoader):
    """Reads YAML as the language server does, by version 1.2, where a day is text."""


Editor.yaml_implicit_resolvers = {
    sign: [(tag, form) for tag, form in found if not tag.endswith(":timestamp")]
    for sign, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def faults(text: str) -> list[str]:
    """What an editor finds wrong with a text, as paths."""
    checker = jsonschema.Draft7Validator(
        SCHEMA, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
    )
    found = checker.iter_errors(yaml.load(text, Loader=Editor))
    return sorted("/".join(map(str, fault.absolute_path)) for fault in found)


def test_the_file_is_in_step_with_the_models() -> None:
    assert FILE.read_text(encoding="utf-8") == json_schema.text(), (
        "run `python -m dashboard schema`"
    )


def test_it_is_a_schema_of_the_draft_that_it_names() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_the_real_file_names_it_in_its_first_line_and_is_valid() -> None:
    text = REAL.read_text(encoding="utf-8")
    first = text.partition("\n")[0]
    key, _, target = first.removeprefix("# yaml-language-server: ").partition("=")
    assert key == "$schema"
    assert (REAL.parent / target).samefile(FILE)
    assert faults(text) == []


def test_the_tiny_data_set_is_valid() -> None:
    assert faults(TINY) == []


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("status: planned", "status: planed", "visits/4/status"),
        ("as_of: 2026-11-22", "as_of: 22.11.2026", "as_of"),
        ("start: 2021-09-16", "start: 2021-02-30", "visits/0/start"),
        ("version: 1.0.0", 'version: "1"', "version"),
        ('title: "Tiny"', "titel: Tiny", ""),
        ("country: TJK", "country: Tajikistan", "places/1/country"),
        ("latitude: 33.3152", "latitude: 133.3", "places/0/latitude"),
        ("leaders: 2", 'leaders: "2"', "expected/leaders"),
        ("topics: [conflict]", "topics: []", "visits/0/statements/1/topics"),
        ("topics: [conflict]", "topics: conflict", "visits/0/statements/1/topics"),
        ("url: https://irna.example/1", "url: irna.example/1", "sources/2/url"),
        ("digest-oman: supports", "digest-oman: agrees", "visits/5/bearing/digest-oman"),
        ('publisher: "Reuters"', 'publisher: " "', "sources/4/publisher"),
        ("    met: []\n", "", "visits/1"),
    ],
)
def test_a_wrong_file_is_refused_at_its_place(old: str, new: str, where: str) -> None:
    assert old in TINY
    found = faults(TINY.replace(old, new, 1))
    assert found
    assert set(found) == {where}


def properties(part: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        for name, value in part.get("properties", {}).items():
            yield f"{path}/{name}", value
        for name, value in part.items():
            yield from properties(value, f"{path}/{name}")


def test_every_property_has_a_description() -> None:
    found = dict(properties(SCHEMA))
    assert "/title" in found
    assert "/definitions/Source/title" in found
    assert len(found) > 60
    assert [path for path, value in found.items() if not value.get("description")] == []


def test_the_length_of_a_statement_is_said_as_it_is_checked() -> None:
    said = SCHEMA["definitions"]["Statement"]["properties"]["text"]["description"]
    assert f"at most {MAX_STATEMENT_WORDS} words" in said


def test_every_word_of_a_closed_set_has_its_meaning_beside_it() -> None:
    for term in set(Term.__subclasses__()) - {Audit}:  # which the YAML does not have
        assert [word.value for word in term] == list(TEXTS[term.__name__]["words"])
        definition = SCHEMA["definitions"][term.__name__]
        assert definition["description"] == term.set_meaning()
        assert definition["enum"] == [word.value for word in term]
        assert definition["enumDescriptions"] == [f"{word.label}: {word.meaning}" for word in term]


def test_descriptions_are_there_without_docstrings() -> None:
    """Python drops docstrings with -OO: what readers see must not be one."""
    code = (
        "import json; from dashboard.dataset import json_schema, layout; "
        "print(json.dumps([json.loads(json_schema.text()), [[table.about, *(column.about for "
        "column in table.columns)] for table in layout.TABLES.values()]]))"
    )
    done = subprocess.run(
        [sys.executable, "-OO", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    schema, tables = json.loads(done.stdout)
    assert schema == SCHEMA
    assert all(all(texts) for texts in tables)


def test_the_command_writes_the_schema_once_and_checks_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new.json"
    assert main(["schema", "--check", str(file)]) == 1
    assert not file.exists()
    assert main(["schema", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == json_schema.text()
    assert main(["schema", "--check", str(file)]) == 0
    file.write_text("{}", encoding="utf-8")
    assert main(["schema", "--check", str(file)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{file}: not in step with the models; `python -m dashboard schema` mends it",
        f"{file}: written",
        f"{file}: in step with the models",
        f"{file}: not in step with the models; `python -m dashboard schema` mends it",
    ]
