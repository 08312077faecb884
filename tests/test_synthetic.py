"""The synthetic data sets: sound, of the size asked for, and the same each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from synthetic import BAD_KIND, dataset, package

from dashboard.__main__ import main
from dashboard.analysis.frames import tabulate
from dashboard.dataset import reader, yaml_writer
from dashboard.dataset.tables import nested


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
    file.write_text(yaml_writer.write(made), encoding="utf-8")
    assert [str(problem) for problem in reader.read(file).problems] == []
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
    size: dict[str, int], tmp_path: Path
) -> None:
    package(tmp_path / "made", bad_cell=False, **size)
    loaded = reader.read(tmp_path / "made")
    assert [str(problem) for problem in loaded.problems] == []
    assert loaded.dataset is not None
    assert nested(loaded.dataset) == nested(dataset(**size))


def test_one_bad_cell_is_one_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    leaders, visits = 2, 10
    package(tmp_path / "made", bad_cell=True, leaders=leaders, visits=visits)
    assert main(["check", str(tmp_path / "made")]) == 1
    (line,) = [one for one in capsys.readouterr().out.splitlines() if BAD_KIND in one]
    # The visit in the middle; rows are counted from 2, as in a file with a line of names.
    assert f"visits.parquet:{leaders * visits // 2 + 2}: " in line


def test_the_same_arguments_give_the_same_data_set_and_another_seed_another() -> None:
    assert dataset(leaders=3, seed=4) == dataset(leaders=3, seed=4)
    assert dataset(leaders=3, seed=4) != dataset(leaders=3, seed=5)


def test_thirty_leaders_span_a_century() -> None:
    years = dataset(leaders=30, visits=12).tables["visits"]["start"].dt.year
    assert years.max() - years.min() > 100
