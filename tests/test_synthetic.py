"""The synthetic data sets: sound, of the size asked for, and the same each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from synthetic import dataset, package

from dashboard.__main__ import main
from dashboard.analysis.selection import tabulate
from dashboard.dataset import reader, yaml_writer
from dashboard.model.records import Dataset


@pytest.mark.parametrize(
    "size",
    [
        {"leaders": 1, "visits": 1, "statements": 0, "topics": 0},
        {"leaders": 2, "visits": 9, "statements": 3, "topics": 2},
        {"leaders": 30, "visits": 12, "statements": 4, "topics": 60},
    ],
)
def test_a_synthetic_data_set_passes_every_check(size: dict[str, int], tmp_path: Path) -> None:
    made = dataset(**size)
    file = tmp_path / "made.yaml"
    file.write_text(yaml_writer.render(made.model_dump()), encoding="utf-8")
    loaded = reader.read(file)
    assert [str(problem) for problem in loaded.problems] == []
    assert loaded.dataset is not None
    assert {visit.id: visit for visit in loaded.dataset.visits} == {
        visit.id: visit for visit in Dataset.model_validate(made.model_dump()).visits
    }
    selection = tabulate(made)
    assert len(selection.visits) == size["leaders"] * size["visits"]
    assert len(selection.statements) == len(selection.visits) * size["statements"]


@pytest.mark.parametrize(
    "size",
    [
        {"leaders": 1, "visits": 1, "statements": 0, "topics": 0},
        {"leaders": 3, "visits": 40, "statements": 5, "topics": 7},
    ],
)
def test_the_package_passes_every_check_and_holds_the_same_data_set(
    size: dict[str, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "made"
    package(folder, **size)
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out.startswith(f"{folder}: no problems. ")
    loaded = reader.read(folder)
    assert loaded.dataset == dataset(**size)


def test_the_same_arguments_give_the_same_data_set_and_another_seed_another() -> None:
    assert dataset(leaders=3, seed=4) == dataset(leaders=3, seed=4)
    assert dataset(leaders=3, seed=4) != dataset(leaders=3, seed=5)


def test_thirty_leaders_span_a_century() -> None:
    days = [visit.start for visit in dataset(leaders=30, visits=12).visits if visit.start]
    assert max(days).year - min(days).year > 100
