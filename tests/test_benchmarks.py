"""The benchmarks: their arithmetic and their tables, and a row for each figure asked for.

Nothing here measures time.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import bench
import crowd
import figures
import interaction
import opening
import pytest
from conftest import ROOT
from datasets import LEADERS, STATEMENTS, VISITS
from measure import HEADINGS, Asked, Figure, Spread, markdown, number, ratio, rows, with_missing
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard import app as ui

TIMES = Asked("a.floor", "A click | against the floor", 2.0, "times")
SHARE = Asked("a.answered", "Answered", 95, "%", at_least=True)


# --- arithmetic ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("samples", "spread"),
    [
        ([3.0], Spread(3, 3, 3, 1)),
        ([1.0, 3.0], Spread(2, 1.5, 2.5, 2)),
        ([5.0, 1.0, 4.0, 2.0, 3.0], Spread(3, 2, 4, 5)),
        ([1.0, 1.0, 1.0, 100.0], Spread(1, 1, 25.75, 4)),
    ],
)
def test_median_and_quartiles(samples: list[float], spread: Spread) -> None:
    assert Spread.of(samples) == spread


def test_of_no_sample_there_is_no_median() -> None:
    with pytest.raises(ValueError, match="unpack"):
        Spread.of([])


def test_a_ratio_is_one_of_medians() -> None:
    assert ratio([1.0, 2.0, 90.0], [4.0]) == 0.5


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1234, "0.123"), (1.2345, "1.23"), (12.345, "12.3"), (1234.5, "1,234"), (0, "0.000"),
     (-3.14159, "-3.14")],
)  # fmt: skip
def test_numbers_have_about_three_digits(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("asked", "value", "met"),
    [
        (TIMES, 1.99, True),
        (TIMES, 2.0, True),
        (TIMES, 2.001, False),
        (TIMES, None, None),
        (SHARE, 95.0, True),
        (SHARE, 94.9, False),
        (SHARE, None, None),
    ],
)
def test_a_bound_is_met_up_to_itself_and_a_missing_figure_never(
    asked: Asked, value: float | None, met: bool | None
) -> None:
    assert Figure(asked, value).met is met


def test_growth_leaves_the_warm_up_and_the_middle_out() -> None:
    # 100 MB to begin with, 300 in the first minute counted, 900 between, 310 in the last.
    begin = int(crowd.WARM_UP)
    held = [(float(second), 100) for second in range(begin)]
    held += [(float(second), 300) for second in range(begin, begin + 60)]
    held += [(float(second), 900) for second in range(begin + 60, begin + 540)]
    held += [(float(second), 310) for second in range(begin + 540, begin + 601)]
    assert crowd.Load(crowd.Heard(), held).growth() == 10


def test_a_click_without_an_answer_is_not_one_answered_soon() -> None:
    heard = crowd.Heard(due=4, seconds=[0.2, 1.0, 1.1])
    assert crowd.Load(heard, []).soon == 50


# --- tables --------------------------------------------------------------------------------


def test_the_table_says_what_is_met_not_met_and_missing() -> None:
    found = [
        Figure(TIMES, 1.5, "0.3 s against 0.2 s", "first time"),
        Figure(SHARE, 90.0),
        Figure(TIMES),
    ]
    assert rows(found) == [
        ("A click | against the floor", "at most 2.0 times", "1.50 times",
         "0.3 s against 0.2 s; first time", "yes"),
        ("Answered", "at least 95 %", "90.0 %", "", "no"),
        ("A click | against the floor", "at most 2.0 times", "missing", "", "missing"),
    ]  # fmt: skip


def test_a_table_in_markdown_is_in_line_and_keeps_its_cells() -> None:
    text = markdown(("a", "long heading"), [("one | two", "x")])
    assert text.splitlines() == [
        r"| a          | long heading |",
        r"| ---------- | ------------ |",
        r"| one \| two | x            |",
    ]


def test_a_figure_as_json_has_its_bound_medians_and_samples() -> None:
    figure = Figure(TIMES, 1.5, "spread", "note", {"ours": [3.0, 1.0, 2.0], "floor": [1.0]})
    assert json.loads(json.dumps(figure.as_json())) == {
        "figure": "a.floor", "name": "A click | against the floor", "asked": "at most 2.0 times",
        "bound": 2.0, "unit": "times", "measured": 1.5, "spread": "spread", "note": "note",
        "met": True, "medians": {"ours": 2.0, "floor": 1.0},
        "samples": {"ours": [3.0, 1.0, 2.0], "floor": [1.0]},
    }  # fmt: skip
    missing = Figure(TIMES).as_json()
    assert missing["measured"] is None
    assert missing["met"] is None


def test_what_was_not_measured_is_missing_in_its_place() -> None:
    found = with_missing([TIMES, SHARE], [Figure(SHARE, 99.0)])
    assert [(figure.asked, figure.value) for figure in found] == [(TIMES, None), (SHARE, 99.0)]
    with pytest.raises(KeyError, match=r"a\.answered"):
        with_missing([TIMES], [Figure(SHARE, 99.0)])


# --- what is asked -------------------------------------------------------------------------


def asked() -> dict[str, str]:
    return {one.key: one.words for part in figures.ASKED.values() for one in part}


def test_every_figure_of_the_benchmarks_has_a_row_with_its_bound() -> None:
    wanted: dict[str, str] = {}
    for page in ui.PAGES:
        wanted[f"interaction.real.{page}.floor"] = "at most 2.0 times"
        wanted[f"interaction.real.{page}.dash"] = "at most 1.0 times"
        wanted[f"interaction.large.{page}.floor"] = "at most 3.0 times"
    for page in opening.WITH_CHART:
        wanted[f"opening.cold.{page}"] = wanted[f"opening.warm.{page}"] = "at most 1.25 times"
    wanted |= {
        "reading.yaml": "at most 2.0 times", "reading.package": "at most 3 s",
        "memory.real": "at most 350 MB", "memory.large": "at most 1,200 MB",
        "load.answered": "at least 95 %", "load.errors": "at most 0 errors",
        "load.growth": "at most 5 MB",
    }  # fmt: skip
    assert asked() == wanted


def test_the_large_data_are_as_large_as_asked_and_the_crowd_as_many() -> None:
    assert LEADERS * VISITS == 100_000
    assert LEADERS * VISITS * STATEMENTS == 800_000
    assert (crowd.READERS, crowd.EVERY, crowd.SOON) == (100, 5, 1)
    assert (bench.REAL_SESSIONS, bench.LARGE_SESSIONS, bench.Effort().minutes) == (50, 20, 10)


def test_the_pages_named_are_those_of_the_menu() -> None:
    assert set(opening.WITH_CHART) <= set(ui.PAGES)
    assert set(interaction.WHATEVER_THE_FILTERS) <= set(ui.PAGES)


# --- from samples to figures ---------------------------------------------------------------


def nothing(_name: str, _total: int) -> Any:
    return lambda: None


def sample(seconds: float) -> interaction.Sample:
    return interaction.Sample(seconds / 2, seconds, "chart")


def test_of_a_first_choice_and_a_repeated_one_the_slower_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def run(*_: Any, with_dash: bool, **__: Any) -> Iterator[tuple[str, interaction.Apps]]:
        floor = {"first time": [sample(0.1)], "seen before": [sample(0.2)]}
        own = {"first time": [sample(0.3)], "seen before": [sample(0.3)]}
        dash = {"first time": [sample(0.4)], "seen before": [sample(0.2)]}
        yield "topics", {"floor": floor, "topics": own} | ({"Dash": dash} if with_dash else {})

    monkeypatch.setattr(interaction, "run", run)
    with bench.datasets.real() as data:
        large = replace(data, is_real=False)
        found = {
            figure.asked.key: figure
            for figure in bench.measure_interaction(bench.QUICK, large, nothing)
        }
    floor = found["interaction.real.topics.floor"]
    assert floor.value == pytest.approx(3)
    assert floor.met is False
    assert floor.note == "first time; seen before: 1.50 times"
    assert found["interaction.real.topics.dash"].value == pytest.approx(1.5)
    assert found["interaction.large.topics.floor"].met is True


def test_a_load_of_few_minutes_tells_of_no_growth(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = crowd.Heard(due=3, seconds=[0.2, 0.3, 0.4])
    load = crowd.Load(heard, [(float(second), 200) for second in range(700)])
    monkeypatch.setattr(crowd, "run", lambda *_: load)

    def keys(minutes: float) -> dict[str, bool | None]:
        effort = bench.Effort(minutes=minutes)
        return {figure.asked.key: figure.met for figure in bench.measure_load(effort, nothing)}

    assert keys(10) == {"load.answered": True, "load.errors": True, "load.growth": True}
    assert keys(9) == {"load.answered": True, "load.errors": True}


def test_the_report_counts_what_is_met_and_names_no_machine() -> None:
    where = {"date": "2027-01-01 12:00 UTC", "commit": "abc", "processors": 2, "python": "3.11"}
    text = bench.report([Figure(TIMES, 1.0), Figure(SHARE)], where, "")
    assert "2 figures: 1 met, 0 not met, 1 missing." in text
    assert f"| {HEADINGS[0]} " in text
    assert "2027-01-01 12:00 UTC" in text


def test_where_it_was_measured_is_told_without_the_machines_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bench, "version", lambda name: f"1.0 of {name}")
    monkeypatch.setattr(bench.driver, "find_chromium", lambda: "true")
    where = bench.place()
    assert {"date", "commit", "processors", "python", "streamlit", "plotly", "dash",
            "chromium"} <= set(where)  # fmt: skip
    name = subprocess.run(["uname", "-n"], capture_output=True, text=True, check=True).stdout
    assert name.strip() not in json.dumps(where)
    assert str(ROOT) not in json.dumps(where)


def test_a_part_that_fails_leaves_its_figures_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("the server did not start")

    monkeypatch.setattr(crowd, "run", broken)
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(bench, "place", lambda: {"date": "2027-01-01 12:00 UTC"})
    assert bench.main(["--only", "load"]) == 1
    said = capsys.readouterr()
    assert "load could not be measured: RuntimeError: the server did not start" in said.err
    assert "3 figures: 0 met, 0 not met, 3 missing." in said.out
    written = json.loads((tmp_path / "results" / "2027-01-01-12-00.json").read_text())
    assert [figure["met"] for figure in written["figures"]] == [None, None, None]
    assert (tmp_path / "results" / "2027-01-01-12-00.md").read_text() in said.out


def test_a_part_that_is_not_known_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.main(["--only", "speed"])
    assert "there is no part speed; known: interaction, opening" in capsys.readouterr().err


def test_the_readers_know_the_end_of_a_run() -> None:
    """A message that ends a run is always looked into."""
    message = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY, hash="a" * 64)
    message.metadata.run.script_run_id = "b" * 64
    message.metadata.active_script_hash = "c" * 64
    assert len(message.SerializeToString()) < crowd.SHORT
