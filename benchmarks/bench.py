"""Measure every figure that is asked of the dashboard, side by side, on this machine: ./do bench.

The results go to benchmarks/results, as a table and as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import crowd
import datasets
import driver
import figures
import interaction
import memory
import opening
import reading
import servers
from measure import (
    HEADINGS,
    Asked,
    Figure,
    Spread,
    markdown,
    number,
    ratio,
    rows,
    with_missing,
)
from tqdm import tqdm

from dashboard import app as ui

RESULTS = Path(__file__).resolve().parent / "results"
REAL_SESSIONS, LARGE_SESSIONS = 50, 20
LARGE_QUERY = "topic=Topic 3&leader=Leader 5"


@dataclass(frozen=True)
class Effort:
    """How many samples are taken of each kind, and how many minutes the load lasts."""

    clicks: int = 19
    """Every topic of the real data but the one that warms up: of ten, medians moved by a tenth."""
    clicks_large: int = 5
    openings: int = 10
    readings: int = 20
    packages: int = 5
    servers: int = 3
    minutes: float = figures.MINUTES


QUICK = Effort(2, 1, 2, 5, 1, 1, 0.5)

Bar = Callable[[str, int], Callable[[], object]]
"""Begins a bar of progress with its name and length, and gives what moves it on."""


class Progress:
    """One bar of progress after the other, on the terminal."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None

    def begin(self, name: str, total: int) -> Callable[[], object]:
        """End the bar before and begin one; gives what moves it on."""
        if self._bar is not None:
            self._bar.close()
        self._bar = tqdm(total=total, desc=name)
        return self._bar.update

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()


def against(
    asked: Asked, ours: Sequence[float], theirs: Sequence[float], name: str, note: str = ""
) -> Figure:
    """Compare seconds of ours with those of another."""
    spread = f"{_times(ours)} against {_times(theirs)}"
    return Figure(
        asked, ratio(ours, theirs), spread, note, {"ours": list(ours), name: list(theirs)}
    )


def _times(samples: Sequence[float]) -> str:
    found = Spread.of(samples)
    return f"{number(found.median)} s ({found.written()})"


# The parts


def measure_interaction(effort: Effort, large: datasets.Data, bar: Bar) -> Iterator[Figure]:
    """Click on topics, on the real data beside the floor and Dash, on the large beside the floor.

    Of a choice made for the first time and one seen before, the slower counts.
    """
    with datasets.real() as real:
        for name, data, clicks in (
            ("real", real, effort.clicks),
            ("large", large, effort.clicks_large),
        ):
            tick = bar(f"clicks, {name} data", len(ui.PAGES) * 2 * clicks * (2 + data.is_real))
            pages = interaction.run(data, list(ui.PAGES), clicks, with_dash=data.is_real, tick=tick)
            for page, apps in pages:
                taken = {app: interaction.seconds(states) for app, states in apps.items()}
                yield from _clicks(name, page, taken)


def _clicks(data: str, page: str, taken: dict[str, dict[str, list[float]]]) -> Iterator[Figure]:
    for other in taken.keys() - {page}:
        asked = figures.INTERACTION[data, page, other.lower()]
        states = (interaction.FIRST, interaction.AGAIN)
        by_state = {
            state: against(asked, taken[page][state], taken[other][state], other)
            for state in states
        }
        slower, faster = sorted(states, key=lambda state: -(by_state[state].value or 0))
        chosen = by_state[slower]
        note = f"{slower}; {faster}: {by_state[faster].measured}"
        samples = {
            f"{app}, {state}": taken[key][state]
            for app, key in (("ours", page), (other, other))
            for state in states
        }
        yield Figure(asked, chosen.value, chosen.spread, note, samples)


def measure_opening(effort: Effort, bar: Bar) -> Iterator[Figure]:
    """Open each page that has a chart, cold and warm."""
    turns = effort.openings * (len(opening.WITH_CHART) + 1)
    found = opening.run(effort.openings, bar("openings", turns))
    for (cache, page), asked in figures.OPENING.items():
        others = found[cache][opening.ONE_CHART]
        yield against(asked, found[cache][page], others, opening.ONE_CHART)


def measure_reading(effort: Effort, large: datasets.Data, bar: Bar) -> Iterator[Figure]:
    """Read the YAML and the package."""
    ways = reading.of_yaml(effort.readings, bar("readings, YAML", effort.readings + 1))
    yield against(figures.YAML, ways[reading.OURS], ways[reading.BARE], reading.BARE)
    taken = reading.of_package(
        large.path, effort.packages, bar("readings, package", effort.packages)
    )
    yield Figure(figures.PACKAGE, median(taken), Spread.of(taken).written(), "", {"ours": taken})


def measure_memory(effort: Effort, large: datasets.Data, bar: Bar) -> Iterator[Figure]:
    """Open sessions on the real and on the large data, on servers of their own."""
    for asked, count, data, query in (
        (figures.REAL_MEMORY, REAL_SESSIONS, "", memory.QUERY),
        (figures.LARGE_MEMORY, LARGE_SESSIONS, str(large.path), LARGE_QUERY),
    ):
        tick = bar(f"memory, {count} sessions", effort.servers)
        used: list[float] = []
        for _ in range(effort.servers):
            with servers.environment({ui.DATA: data}):
                *_, (_, last) = memory.sessions([count], query)
            used.append(float(last))
            tick()
        spread = Spread.of(used).written("MB")
        yield Figure(asked, median(used), spread, "", {"ours": used})


def measure_load(effort: Effort, bar: Bar) -> Iterator[Figure]:
    """Let a hundred readers click; a growth is told only of the minutes asked for."""
    warm_up = crowd.WARM_UP if effort.minutes >= 1 else 0
    load = crowd.run(effort.minutes, bar("load, s", int(effort.minutes * 60 + warm_up)))
    taken = load.heard.seconds
    slow = quantiles(taken, n=20, method="inclusive")[-1] if len(taken) > 1 else float("nan")
    spread = f"answers {_times(taken)}, 95 % within {number(slow)} s" if taken else ""
    minutes = effort.minutes + warm_up / 60
    note = f"{load.heard.due:,} clicks due in {minutes:g} minutes, {warm_up / 60:g} to warm up"
    faults = "; ".join(sorted(set(load.heard.errors))[:3])
    samples = {"ours": taken, "MB": [float(used) for _, used in load.memory]}
    yield Figure(figures.ANSWERED, load.soon, spread, note, samples)
    yield Figure(figures.ERRORS, float(len(load.heard.errors)), "", faults)
    if effort.minutes >= figures.MINUTES:
        least, most = (number(end(used for _, used in load.memory)) for end in (min, max))
        yield Figure(
            figures.GROWTH,
            load.growth(),
            f"{least} to {most} MB held",
            f"after {warm_up / 60:g} to warm up",
        )


# The whole


def place() -> dict[str, Any]:
    """Say when and on what it was measured: no name of a machine, no path."""
    chromium = subprocess.run(
        [driver.find_chromium(), "--version"], capture_output=True, text=True, check=False
    ).stdout.split()
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": _commit(),
        "processors": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("streamlit", "plotly", "dash")},
        "chromium": next((word for word in chromium if word[0].isdigit()), "unknown"),
    }


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=driver.ROOT, capture_output=True, text=True, check=False
        ).stdout.strip()

    changed = " with changes" if git("status", "--porcelain", "--untracked-files=no") else ""
    return f"{git('rev-parse', '--short', 'HEAD') or 'unknown'}{changed}"


def report(found: Iterable[Figure], where: dict[str, Any], effort: str) -> str:
    """Write the results as Markdown."""
    found = list(found)
    counts = {word: sum(one.met is met for one in found) for word, met in
              (("met", True), ("not met", False), ("missing", None))}  # fmt: skip
    said = ", ".join(f"{count} {word}" for word, count in counts.items())
    names = {"processors": "processors", "commit": "commit"}
    on = ", ".join(f"{names.get(key, key.capitalize())} {value}" for key, value in where.items()
                   if key != "date")  # fmt: skip
    return (
        f"# Benchmarks\n\n{where['date']}. {on}. {effort}\n\n"
        f"{len(found)} figures: {said}. Medians; in brackets the quartiles.\n\n"
        f"{markdown(HEADINGS, rows(found))}\n"
    )


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print the table and write the results; 1 where a figure is missing or not met."""
    parser = argparse.ArgumentParser(prog="./do bench", description=__doc__)
    parser.add_argument(
        "--only", default=",".join(figures.ASKED), help="parts with commas between: %(default)s"
    )
    parser.add_argument("--quick", action="store_true", help="few samples, to try it out")
    parser.add_argument("--minutes", type=float, help="minutes of load (default: 10)")
    options = parser.parse_args(words)
    wanted = options.only.split(",")
    if unknown := [part for part in wanted if part not in figures.ASKED]:
        parser.error(f"there is no part {', '.join(unknown)}; known: {', '.join(figures.ASKED)}")
    effort = QUICK if options.quick else Effort()
    if options.minutes is not None:
        effort = Effort(**{**vars(effort), "minutes": options.minutes})
    where = place()
    measured: list[Figure] = []
    with ExitStack() as stack, Progress() as progress:
        large = None
        for part in wanted:
            if large is None and part in ("interaction", "reading", "memory"):
                large = stack.enter_context(datasets.large())
            try:
                measured.extend(_part(part, effort, large, progress.begin))
            except Exception as error:
                # A part that fails must not take the figures of the others with it.
                told = f"{part} could not be measured: {type(error).__name__}: {error}"
                print(told, file=sys.stderr)
    asked = [one for part in figures.ASKED if part in wanted for one in figures.ASKED[part]]
    found = with_missing(asked, measured)
    said = "A quick run: too few samples to judge by." if options.quick else ""
    text = report(found, where, said)
    RESULTS.mkdir(exist_ok=True)
    name = f"{where['date'].removesuffix(' UTC').translate(str.maketrans(' :', '--'))}"
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    data = {**where, "quick": options.quick, "effort": vars(effort),
            "figures": [one.as_json() for one in found]}  # fmt: skip
    (RESULTS / f"{name}.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(text)
    return 0 if all(one.met for one in found) else 1


def _part(part: str, effort: Effort, large: datasets.Data | None, bar: Bar) -> Iterator[Figure]:
    if part == "opening":
        return measure_opening(effort, bar)
    if part == "load":
        return measure_load(effort, bar)
    assert large is not None
    if part == "interaction":
        return measure_interaction(effort, large, bar)
    return (measure_reading if part == "reading" else measure_memory)(effort, large, bar)


if __name__ == "__main__":
    raise SystemExit(main())
