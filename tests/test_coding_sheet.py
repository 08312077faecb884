"""A person codes a blind sheet: what it shows, what it takes back, every fault with its line."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
from conftest import REAL

from dashboard.__main__ import main
from dashboard.analysis import reliability
from dashboard.analysis.selection import Selection
from dashboard.dataset.reader import Problem
from dashboard.dataset.stays.table import read_table
from dashboard.export import coding_sheet
from dashboard.model.vocabulary import DECISION_RULES, StatementKind
from dashboard.site.render import rows_of

Rows = list[dict[str, str]]


def codes(selection: Selection) -> dict[str, tuple[str, str]]:
    """Kind and topics of each statement, by its text."""
    return {row.text: (row.kind, " ".join(row.topics)) for row in rows_of(selection.statements)}


def filled(selection: Selection) -> Rows:
    """A sheet of every statement, filled in as the data have it."""
    known = codes(selection)
    rows: list[dict[Any, Any]] = coding_sheet.blind(selection, 1000, 1).to_dict("records")
    for row in rows:
        row["number"] = str(row["number"])
        row["kind"], row["topics"] = known[row["text"]]
    return rows


def saved(rows: Rows, delimiter: str = ",", end: str = "\r\n", mark: str = "\ufeff") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0], delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return f"{mark}{text.getvalue()}".encode()


class Coded(NamedTuple):
    """What was read of a sheet, and what is wrong with it."""

    rows: pd.DataFrame
    problems: tuple[Problem, ...]


def coded_in(content: bytes, selection: Selection) -> Coded:
    table = read_table(content, "sheet.csv")
    return Coded(coding_sheet.coded(table, selection), tuple(table.problems))


def read(rows: Rows, selection: Selection) -> Coded:
    return coded_in(saved(rows), selection)


def test_a_sheet_is_blind_random_and_the_same_for_the_same_seed(
    real_selection: Selection,
) -> None:
    sheet = coding_sheet.blind(real_selection, 50, 7)
    assert (sheet[["kind", "topics"]] == "").all(axis=None)
    assert list(sheet.columns) == coding_sheet.COLUMNS
    known = set(zip(real_selection.statements["visit"].astype(str),
                    real_selection.statements["text"], strict=True))  # fmt: skip
    pairs = list(zip(sheet["visit"], sheet["text"], strict=True))
    assert len(set(pairs)) == 50
    assert set(pairs) <= known
    places = [list(real_selection.statements["text"]).index(text) for text in sheet["text"]]
    assert places != sorted(places)
    pd.testing.assert_frame_equal(sheet, coding_sheet.blind(real_selection, 50, 7))
    assert list(coding_sheet.blind(real_selection, 50, 8)["text"]) != list(sheet["text"])


def test_the_codebook_for_coders_has_every_word_and_no_example_of_the_data(
    real_selection: Selection,
) -> None:
    said = coding_sheet.codebook(real_selection.head)
    for number, rule in enumerate(DECISION_RULES, start=1):
        assert f"\n{number}. `{rule.kind}`: {rule.rule}\n" in said
    for kind in StatementKind:
        assert f"- `{kind.value}`: {kind.label}. {kind.meaning}" in said
    for topic in real_selection.head.topics:
        assert f"- `{topic.id}`: {topic.label}" in said
    texts = real_selection.statements["text"]
    assert not [text for text in texts if len(text.split()) > 5 and text in said]


HABITS: dict[str, Callable[[Rows], Rows]] = {
    "as it was": lambda rows: rows,
    "other order": lambda rows: rows[::-1],
    "capitals and labels": lambda rows: [
        {**row, "kind": row["kind"].upper(), "topics": row["topics"].replace(" ", "; ").title()}
        for row in rows
    ],
    "more columns": lambda rows: [{**row, "note": "hm"} for row in rows],
    "fewer columns": lambda rows: [
        {name: row[name] for name in ("visit", "text", "kind", "topics")} for row in rows
    ],
    "doubled spaces": lambda rows: [
        {**row, "text": f" {row['text'].replace(' ', '  ')} ", "kind": f" {row['kind']} "}
        for row in rows
    ],
}


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheets_do_to_a_sheet_changes_nothing(
    habit: str, delimiter: str, tiny_selection: Selection
) -> None:
    rows = HABITS[habit](filled(tiny_selection))
    for end, mark in (("\r\n", "\ufeff"), ("\n", "")):
        content = saved(rows, delimiter, end, mark)
        coded = coded_in(content, tiny_selection)
        assert coded.problems == ()
        assert len(coded.rows) == len(tiny_selection.statements)
        assert (coded.rows["first_kind"] == coded.rows["second_kind"]).all()
        assert (coded.rows["first_topics"] == coded.rows["second_topics"]).all()


FAULTS = {
    "kind": ({"kind": "gaol"}, "`gaol` is no kind; did you mean `goal`?"),
    "no such kind": ({"kind": "xyz"}, "`xyz` is no kind; write one of agenda, goal,"),
    "no kind": ({"kind": ""}, "`kind` is not filled in; fill it in, or take the row out"),
    "topic": ({"topics": "trade enrgy"}, "`enrgy` is no topic; the codebook lists them"),
    "close topic": ({"topics": "trad"}, "`trad` is no topic; did you mean `trade`?"),
    "no topic": ({"topics": ","}, "`topics` is not filled in; fill it in, or take the row out"),
    "text": ({"text": "Other words."}, "has no statement of this wording; leave the column `text`"),
    "visit": ({"visit": "nobody"}, "the data set has no statements of a visit `nobody`; leave"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_its_line_and_its_cure(name: str, tiny_selection: Selection) -> None:
    change, told = FAULTS[name]
    rows = filled(tiny_selection)
    rows[1] |= change
    (problem,) = read(rows, tiny_selection).problems
    assert str(problem).startswith("sheet.csv:3: ")
    assert told in problem.message


def test_every_fault_is_told_at_once_and_nothing_is_taken(tiny_selection: Selection) -> None:
    rows = filled(tiny_selection)
    rows[0]["kind"] = rows[1]["kind"] = "nonsense"
    rows.append(dict(rows[2]))
    coded = read(rows, tiny_selection)
    assert [problem.line for problem in coded.problems] == [2, 3, len(rows) + 1]
    assert "stands in line 4 too" in coded.problems[-1].message
    assert coded.rows.empty


def test_more_than_three_topics_are_too_many(real_selection: Selection) -> None:
    rows = filled(real_selection)[:1]
    rows[0]["topics"] = " ".join(topic.id for topic in real_selection.head.topics[:4])
    (problem,) = read(rows, real_selection).problems
    assert problem.message == "4 topics; leave the 3 most important"


@pytest.mark.parametrize("column", ["visit", "text", "kind", "topics"])
def test_a_sheet_without_a_column_is_none(column: str, tiny_selection: Selection) -> None:
    rows = [{name: row[name] for name in row if name != column} for row in filled(tiny_selection)]
    (problem,) = read(rows, tiny_selection).problems
    assert str(problem).startswith(f"sheet.csv:1: no column `{column}`; the columns of a sheet are")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(REAL.parent, tmp_path / "data")
    return tmp_path / "data" / "visits.yaml"


def test_a_person_codes_and_the_page_has_the_study(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], real_selection: Selection
) -> None:
    sheet = tmp_path / "sheet.csv"
    asked = ["coding-sheet", "--sample", "40", "--seed", "7", str(sheet), "--data", str(data)]
    assert main(asked) == 0
    assert (tmp_path / "sheet-codebook.md").is_file()
    assert main(asked) == 1
    assert "is there already; name another file, or add --replace" in capsys.readouterr().out

    rows = list(csv.DictReader(io.StringIO(sheet.read_text("utf-8-sig"), newline="")))
    known = codes(real_selection)
    for place, row in enumerate(rows):
        kind, row["topics"] = known[row["text"]]
        row["kind"] = kind if place % 4 else "context"
    n_alike = sum(row["kind"] == known[row["text"]][0] for row in rows)
    sheet.write_bytes(saved(rows, ";"))
    before = (data.parent / "reliability" / "studies.csv").read_text("utf-8")
    study = ["coding-study", str(sheet), "--coder", "Ann Example", "--date", "2027-01-15"]
    assert main([*study, "--data", str(data)]) == 0
    after = (data.parent / "reliability" / "studies.csv").read_text("utf-8")
    assert after.startswith(before)
    assert after.count("\n") == before.count("\n") + 1
    (person,) = reliability.read(data.parent / "reliability").human
    assert len(person.rows) == 40
    assert (person.rows["first_kind"] == person.rows["second_kind"]).sum() == n_alike
    assert "Ann Example" in person.sample
    capsys.readouterr()
    assert main([*study, "--data", str(data)]) == 1
    assert re.search("is there already; take it and its line in .* out", capsys.readouterr().out)


def test_a_sheet_with_faults_adds_nothing(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "sheet.csv"
    assert main(["coding-sheet", str(sheet), "--data", str(data)]) == 0
    before = sorted(data.parent.rglob("*"))
    asked = ["coding-study", str(sheet), "--coder", "A", "--date", "2027-01-15"]
    assert main([*asked, "--data", str(data)]) == 1
    said = capsys.readouterr().out
    assert f"{sheet}:2: `kind` is not filled in" in said
    assert "no study added; mend what is listed above first" in said
    assert sorted(data.parent.rglob("*")) == before


def test_another_data_set_gets_its_first_study(tmp_path: Path, tiny_text: str) -> None:
    data, sheet = tmp_path / "tiny.yaml", tmp_path / "sheet.csv"
    data.write_text(tiny_text, encoding="utf-8")
    assert main(["coding-sheet", str(sheet), "--data", str(data)]) == 0
    rows = list(csv.DictReader(io.StringIO(sheet.read_text("utf-8-sig"), newline="")))
    sheet.write_bytes(saved([{**row, "kind": "goal", "topics": "trade"} for row in rows]))
    asked = ["coding-study", str(sheet), "--coder", "محمد", "--date", "2027-01-15"]
    assert main([*asked, "--data", str(data)]) == 0
    (person,) = reliability.read(tmp_path / "reliability").human
    assert len(person.rows) == len(rows)
