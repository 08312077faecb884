"""The benchmarks: their arithmetic, their table and their options. Nothing here measures time."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import apps
import bench
import parts
import pytest
from bench import BESIDE, OURS, Bench, Figure
from conftest import ROOT

FOUND = {
    parts.FLOOR: {parts.FIRST: [0.1], parts.AGAIN: [0.2]},
    parts.DASH: {parts.FIRST: [0.4], parts.AGAIN: [0.4]},
    OURS: {parts.FIRST: [0.3], parts.AGAIN: [0.3]},
    BESIDE: {parts.FIRST: [0.2], parts.AGAIN: [0.5]},
}
"""Seconds of the clicks on one page."""


@pytest.fixture
def one_page(monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(parts, "clicks", lambda *_: iter([("topics", FOUND)]))
    data = apps.Data("100,000 visits", Path("package"), [])
    checkouts = {OURS: apps.Checkout(), BESIDE: apps.Checkout(Path("elsewhere"))}
    return Bench(checkouts, ["topics"], bench.QUICK, data, data)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1234, "0.123"), (1.2345, "1.23"), (12.345, "12.3"), (1234.5, "1,234"), (0, "0.000")],
)
def test_numbers_have_about_three_digits(value: float, text: str) -> None:
    assert bench.number(value) == text


def test_samples_are_written_as_their_median_and_quartiles() -> None:
    assert bench.spread([3.0]) == "3.00 s (3.00 to 3.00)"
    assert bench.spread([5.0, 1.0, 4.0, 2.0, 3.0]) == "3.00 s (2.00 to 4.00)"


@pytest.mark.parametrize(
    ("shifts", "most"),
    [
        ([], 0),
        ([(0, 0.1), (900, 0.2), (1800, 0.1)], 0.4),
        ([(0, 0.1), (1000, 0.2), (3000, 0.15)], 0.2),
        ([(at * 900, 0.1) for at in range(8)], 0.6),
    ],
)
def test_layout_shift_is_the_largest_window(shifts: list[tuple[float, float]], most: float) -> None:
    assert parts.layout_shift(shifts) == pytest.approx(most)


@pytest.mark.parametrize(("value", "met"), [(1.99, "yes"), (2.0, "yes"), (2.001, "no")])
def test_a_bound_is_met_up_to_itself(value: float, met: str) -> None:
    assert Figure("a", 2, "times", {OURS: value, BESIDE: 9}).met == met


def test_of_a_first_choice_and_a_repeated_one_the_slower_counts(one_page: Bench) -> None:
    found = {(figure.name, figure.bound): figure for figure in one_page.clicks()}
    (dash, floor, large) = found.values()
    assert [dash.bound, floor.bound, large.bound] == [0.8, 2.5, 3.0]
    assert dash.values == pytest.approx({OURS: 0.75, BESIDE: 1.25})
    assert floor.values == pytest.approx({OURS: 3.0, BESIDE: 2.5})
    assert floor.note.startswith("first time: 0.300 s")


def test_the_report_counts_what_is_met_and_names_no_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bench, "version", lambda _: "1.0")
    figures = [Figure("One", 2, "times", {OURS: 1.5}), Figure("Two", 350, "MB", {OURS: 400.0})]
    text = bench.report(figures, [OURS], ["memory failed: RuntimeError: no"])
    assert "1 of 2 figures met. 1 parts failed." in text
    assert "| One | 2 times | 1.50 times |  | yes |" in text
    assert "| Two | 350 MB | 400 MB |  | no |" in text
    assert "memory failed" in text
    assert platform.node() not in text
    assert str(ROOT) not in text


@pytest.fixture
def no_servers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Run the command without data, versions or browsers; gives the folder of the results."""
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(bench, "version", lambda _: "1.0")

    def package(path: Path, **_: object) -> None:
        path.mkdir()

    monkeypatch.setattr(apps, "synthetic", SimpleNamespace(package=package))
    return bench.RESULTS


def test_a_part_that_fails_leaves_the_others_their_figures(
    no_servers: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: Bench) -> Iterator[Figure]:
        yield Figure("Half a part", 1, "s", {OURS: 0.5})
        raise RuntimeError("the server did not start")

    monkeypatch.setitem(bench.PARTS, "memory", broken)
    monkeypatch.setitem(bench.PARTS, "package", lambda _: iter([Figure("A", 1, "s", {OURS: 0.5})]))
    no_servers.mkdir()
    (no_servers / "2020-01-01.md").touch()
    assert bench.main(["--only", "memory,package"]) == 1
    said = capsys.readouterr()
    assert "memory failed: RuntimeError: the server did not start" in said.err
    assert "2 of 2 figures met. 1 parts failed." in said.out
    (newest,) = no_servers.iterdir()
    assert newest.read_text(encoding="utf-8") in said.out


def test_a_quick_run_leaves_the_results_alone(
    no_servers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(bench.PARTS, "memory", lambda _: iter([]))
    assert bench.main(["--only", "memory", "--quick", "--pages", "topics"]) == 0
    assert not no_servers.exists()


@pytest.mark.parametrize("words", [["--only", "speed"], ["--pages", "nowhere"]])
def test_a_name_that_is_not_known_is_refused(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        bench.main(words)
    assert f"there is no {words[1]}; known: " in capsys.readouterr().err
