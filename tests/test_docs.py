"""What the documents say: commands that exist, counts that are true, examples that pass."""

from __future__ import annotations

import re
import subprocess
import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from bench import PARTS
from conftest import REAL, ROOT
from counts import expected, with_counts

from dashboard.__main__ import COMMANDS
from dashboard.app.page import PAGES
from dashboard.dataset import reader
from dashboard.dataset.rules.whole import counts
from dashboard.dataset.yaml_writer import canonical
from dashboard.model.records import MAX_STATEMENT_WORDS, Document
from dashboard.model.vocabulary import Stance, StatementKind, Status, VisitKind

DOCUMENTS = sorted(ROOT.glob("*.md"))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def commands_of_do() -> set[str]:
    """The commands that `./do` itself lists."""
    done = subprocess.run(
        ["sh", str(ROOT / "do"), "help"], capture_output=True, text=True, timeout=60, check=True
    )
    return set(re.findall(r"^  (\w+)  +\w", done.stdout, re.MULTILINE))


def commands_of_dashboard() -> set[str]:
    """The commands that `python -m dashboard` itself lists."""
    return set(COMMANDS)


def titles_of_the_menu() -> list[str]:
    return list(PAGES.values())


# --- commands ------------------------------------------------------------------------------


def test_the_two_commands_of_the_readme_come_first_and_exist() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", text("README.md"), re.DOTALL)
    assert [block.strip() for block in blocks[:2]] == ["./do run", "./do test"]
    assert {"run", "test"} <= commands_of_do()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_a_document_names_exists(path: Path) -> None:
    said = path.read_text(encoding="utf-8")
    assert set(re.findall(r"\./do (\w+)", said)) <= commands_of_do()
    assert set(re.findall(r"python -m dashboard ([\w-]+)", said)) <= commands_of_dashboard()


def test_every_command_of_do_is_listed_and_every_listed_one_exists() -> None:
    script = text("do").split("\ncase $command in\n")[1]
    branches = set(re.findall(r"^    (\w+)\)$", script, re.MULTILINE))
    assert branches == commands_of_do()


def test_make_knows_the_commands_of_do() -> None:
    (phony,) = re.findall(r"^\.PHONY: (.+)$", text("Makefile"), re.MULTILINE)
    assert set(phony.split()) == commands_of_do()


def test_continuous_integration_runs_the_readmes_test_command() -> None:
    assert "./do test" in text(".ci/run")


# --- links and names -----------------------------------------------------------------------


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_into_the_project_leads_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    for target in targets:
        if "://" not in target:
            assert (ROOT / target).exists(), target


def test_the_readme_lists_the_pages_of_the_menu_in_their_order() -> None:
    rows = re.findall(r"^\| (.+?) \| .+ \|$", text("README.md"), re.MULTILINE)
    assert rows[: rows.index("---")] == ["Page"]
    assert rows[rows.index("---") + 1 :] == titles_of_the_menu()


PLACES = (ROOT, ROOT / "src" / "dashboard")
"""Where a path in a document begins."""


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_path_that_a_document_names_exists(name: str) -> None:
    spans = re.findall(r"`([^`\n]+)`", text(name))
    paths = [
        span
        for span in spans
        if re.fullmatch(r"[\w.-]*/[\w./-]*(::\w+)?|[\w-]+\.(py|md|toml)", span)
    ]
    assert paths
    for path in paths:
        file, _, test = path.partition("::")
        (place, *_) = [place / file for place in PLACES if (place / file).exists()] or [None]
        assert place is not None, f"{name} names {file}, which is not there"
        if test:
            assert f"def {test}(" in place.read_text(encoding="utf-8"), path


def test_every_folder_of_the_package_is_on_the_map() -> None:
    (table,) = re.findall(r"\| folder \|.*\n\| --- .*\n((?:\|.*\n)+)", text("ARCHITECTURE.md"))
    folders = {path.parent.name for path in (ROOT / "src" / "dashboard").glob("*/__init__.py")}
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == folders


def test_the_options_and_parts_of_the_benchmarks_are_those_named() -> None:
    section = text("CONTRIBUTING.md").partition("## Benchmarks")[2]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == set(PARTS)


# --- counts and versions -------------------------------------------------------------------


def test_the_readmes_counts_are_those_of_the_data() -> None:
    readme = text("README.md")
    right = expected(REAL.read_text(encoding="utf-8"))
    assert with_counts(readme, right) == readme, "./do counts writes them"
    more = with_counts(readme, {name: count + 1 for name, count in right.items()})
    assert f"- {right['visits'] + 1} visits: {right['confirmed'] + 1} confirmed, " in more
    assert f"and {right['planned'] + 1} planned." in more
    assert f"- {right['statements'] + 1} statements about" in more
    assert f"- {right['sources'] + 1} sources, each" in more


def test_data_package_changelog_and_citation_name_one_version(real: Document) -> None:
    package = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    latest = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", text("CHANGELOG.md"), re.MULTILINE)[0]
    assert latest == package
    assert re.search(rf"^## \[{re.escape(real.version)}\] - \d{{4}}-\d\d-\d\d$",
                     text("CHANGELOG.md"), re.MULTILINE)  # fmt: skip
    (cited,) = re.findall(r"^> .*\bversion (\d+\.\d+\.\d+)\b", text("README.md"), re.MULTILINE)
    assert cited == real.version


def test_each_version_says_when_and_stands_above_the_one_before() -> None:
    heads = re.findall(r"^## \[(.+?)\](?: - (\S+))?$", text("CHANGELOG.md"), re.MULTILINE)
    # What is not yet released stands first, where there is any.
    days = [day for version, day in heads if (version, day) != ("Unreleased", "")]
    assert ("Unreleased", "") not in heads[1:]
    assert days == sorted(days, reverse=True)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days)


def test_each_version_tells_data_and_code_apart() -> None:
    versions = re.split(r"^## ", text("CHANGELOG.md"), flags=re.MULTILINE)[1:]
    assert versions
    for version in versions:
        assert re.findall(r"^### (.+)$", version, re.MULTILINE) == ["Data", "Code"]


# --- the annotated visit -------------------------------------------------------------------


def annotated() -> str:
    (block,) = re.findall(
        r"<!-- annotated visit -->\n```yaml\n(.*?)```", text("CONTRIBUTING.md"), re.DOTALL
    )
    return block


@pytest.fixture(scope="module")
def with_the_annotated_visit() -> str:
    """The real data set with the visit and the sources of CONTRIBUTING.md, as its steps say."""
    data: dict[str, Any] = yaml.safe_load(REAL.read_text(encoding="utf-8"))
    example = yaml.safe_load(annotated())
    (visit,) = example["visits"]
    data["visits"].append(visit)
    data["sources"].extend(example["sources"])
    # Two days and not one twice: YAML would write the second as an alias of the first.
    data["complete"]["end"] = visit["end"] + timedelta(days=1)
    data["as_of"] = visit["end"] + timedelta(days=2)
    expected = data["expected"]
    for name in ("visits", visit["status"]):
        expected[name] += 1
    for name in ("stops", "statements"):
        expected[name] += len(visit[name])
    expected["meetings"] += len(visit["met"])
    expected["sources"] += len(example["sources"])
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def test_the_annotated_visit_passes_the_check(with_the_annotated_visit: str) -> None:
    loaded = reader.parse(with_the_annotated_visit, "visits.yaml")
    assert [str(problem) for problem in loaded.problems] == []
    assert loaded.dataset is not None
    assert counts(loaded.dataset.tables) == loaded.dataset.head.expected.model_dump()


def test_the_annotated_visit_is_in_canonical_form(with_the_annotated_visit: str) -> None:
    """Whoever copies it without the explanations has nothing to mend."""
    bare = [re.sub(r"\s+#.*$", "", line) for line in annotated().splitlines()]
    at = bare.index("sources:")
    written = canonical(with_the_annotated_visit)
    visit = "\n".join(bare[1:at])
    assert f"\n{visit}\n" in written
    for source in re.split(r"\n(?=  - id: )", "\n".join(bare[at + 1 :])):
        assert f"\n{source}\n" in written


def test_the_annotated_visit_names_every_closed_word() -> None:
    notes = {
        key: re.sub(r"\(.*?\)", "", note)
        for key, note in re.findall(r"^[\s-]*(\w+): .*?# (.+)$", annotated(), re.MULTILINE)
    }
    # `kind` stands twice, for the visit and for its statements.
    kinds = re.findall(r"\bkind: .*?# (.+)$", annotated(), re.MULTILINE)
    for terms, note in (
        (Status, notes["status"]),
        (VisitKind, kinds[0]),
        (StatementKind, kinds[1]),
        (Stance, notes["stance"]),
    ):
        assert re.split(r", | or ", note) == [str(term) for term in terms]


def test_the_length_of_a_statement_is_said_as_it_is_checked() -> None:
    assert f"at most {MAX_STATEMENT_WORDS} words" in annotated()
