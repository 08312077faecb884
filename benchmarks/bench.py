"""Measure what is asked of the dashboard's speed, side by side, on this machine: ./do bench.

The table goes to the terminal and takes the place of the one in benchmarks/results.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles

import apps
import driver
import parts
from tqdm import tqdm

from dashboard.app.page import HOME, PAGES

RESULTS = Path(__file__).resolve().parent / "results"
OURS = "this"
BESIDE = "beside"
TIMES = "times"


@dataclass(frozen=True)
class Effort:
    """How many samples are taken of each kind."""

    clicks: int = 19
    clicks_large: int = 5
    openings: int = 10
    packages: int = 5
    servers: int = 3


QUICK = Effort(2, 1, 2, 1, 1)


@dataclass(frozen=True)
class Figure:
    """A figure asked for: at most `bound`. `values` holds what was measured, by checkout."""

    name: str
    bound: float
    unit: str
    values: dict[str, float] = field(default_factory=dict)
    note: str = ""

    @property
    def met(self) -> str:
        """Say whether the bound holds for this checkout."""
        return "yes" if self.values[OURS] <= self.bound else "no"

    def row(self, checkouts: Iterable[str]) -> list[str]:
        """Write the figure as a row of the table."""
        measured = (f"{number(self.values[name])} {self.unit}" for name in checkouts)
        return [self.name, f"{self.bound:,g} {self.unit}", *measured, self.note, self.met]


def number(value: float) -> str:
    """Write a number with about three digits: `0.312`, `1.62`, `1,249`."""
    size = abs(value)
    return f"{value:,.{3 if size < 1 else 2 if size < 10 else 1 if size < 100 else 0}f}"


def spread(samples: Sequence[float]) -> str:
    """Write the median of seconds, with the quartiles around it."""
    several = samples if len(samples) > 1 else [*samples, *samples]
    lower, _, upper = quantiles(several, n=4, method="inclusive")
    return f"{number(median(samples))} s ({number(lower)} to {number(upper)})"


@dataclass(frozen=True)
class Bench:
    """One run: which copies of the project are measured, on which pages, and how thoroughly."""

    checkouts: dict[str, apps.Checkout]
    pages: list[str]
    effort: Effort
    large: apps.Data
    corrupted: apps.Data

    def clicks(self) -> Iterator[Figure]:
        """Click on a topic, on the real data beside the floor and Dash, on the large beside it.

        Of a choice made for the first time and one seen before, the slower counts.
        """
        yield from self._clicks(
            apps.real(), self.effort.clicks, {parts.DASH: 0.8, parts.FLOOR: 2.5}
        )
        yield from self._clicks(self.large, self.effort.clicks_large, {parts.FLOOR: 3.0})

    def _clicks(self, data: apps.Data, count: int, bounds: dict[str, float]) -> Iterator[Figure]:
        found = parts.clicks(self.checkouts, data, self.pages, count, parts.DASH in bounds)
        for page, taken in tqdm(found, desc=f"clicks, {data.name}", total=len(self.pages)):
            for other, bound in bounds.items():
                ratios = {
                    name: max(
                        (median(taken[name][state]) / median(taken[other][state]), state)
                        for state in (parts.FIRST, parts.AGAIN)
                    )
                    for name in self.checkouts
                }
                state = ratios[OURS][1]
                yield Figure(
                    f"Click on a topic, {title(page)}, {data.name} data, against {other}",
                    bound,
                    TIMES,
                    {name: value for name, (value, _) in ratios.items()},
                    f"{state}: {spread(taken[OURS][state])} against {spread(taken[other][state])}",
                )

    def opening(self) -> Iterator[Figure]:
        """Open each page: seconds to the first chart where it has one, and its layout shift."""
        found = parts.openings(self.checkouts, self.pages, self.effort.openings)
        one_chart = found[parts.ONE_CHART, ""].seconds
        for page in self.pages:
            ours = found[OURS, page]
            for cache, taken in ours.seconds.items():
                values = {
                    name: median(found[name, page].seconds[cache]) / median(one_chart[cache])
                    for name in self.checkouts
                }
                note = f"{spread(taken)} against {spread(one_chart[cache])}"
                yield Figure(
                    f"Link to first chart, {title(page)}, {cache}, against {parts.ONE_CHART}",
                    1.15,
                    TIMES,
                    values,
                    note,
                )
            shifts = {name: median(found[name, page].shift) for name in self.checkouts}
            yield Figure(f"Layout shift, {title(page)}", 0.1, "CLS", shifts)

    def package(self) -> Iterator[Figure]:
        """Read a package of 100,000 visits, and check one with a bad cell."""
        for name, bound, measure, path in (
            ("Package of 100,000 visits ready", 4, parts.ready, self.large.path),
            (
                "Row of one bad cell among 100,000 visits named",
                8,
                parts.refused,
                self.corrupted.path,
            ),
        ):
            taken = {
                key: measure(checkout, path, self.effort.packages)
                for key, checkout in tqdm(self.checkouts.items(), desc=name)
            }
            values = {key: median(samples) for key, samples in taken.items()}
            yield Figure(name, bound, "s", values, spread(taken[OURS]))

    def memory(self) -> Iterator[Figure]:
        """Open sessions on servers of their own, with a filter set."""
        for sessions, bound, data, query in (
            (50, 350, apps.real(), "topic=Energy"),
            (20, 1_200, self.large, "topic=Topic 3"),
        ):
            values = {
                key: median(
                    parts.memory(checkout, self.pages, sessions, data.path, query)
                    for _ in range(self.effort.servers)
                )
                for key, checkout in tqdm(self.checkouts.items(), desc=f"memory, {data.name}")
            }
            name = f"Memory of the server, {sessions} sessions, {data.name} data"
            yield Figure(name, bound, "MB", values)


PARTS: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "clicks": Bench.clicks,
    "opening": Bench.opening,
    "package": Bench.package,
    "memory": Bench.memory,
}


def title(page: str) -> str:
    """Return the name of a page in the menu."""
    return next(name for key, name in PAGES.items() if path_of(key) == page)


def path_of(page: str) -> str:
    """Return the path of a page of the menu: the first one has none."""
    return "" if page == HOME else page


def report(figures: Sequence[Figure], checkouts: Sequence[str], failures: Sequence[str]) -> str:
    """Write the results as Markdown: when and on what, the table, and what failed. No machine."""
    heads = ["figure", "at most", *checkouts, "median (quartiles)", "met"]
    rows = [heads, ["---"] * len(heads), *(figure.row(checkouts) for figure in figures)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    n_met = sum(figure.met == "yes" for figure in figures)
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=driver.ROOT, capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip
    versions = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "plotly", "dash"))
    place = f"{os.cpu_count()} processors, Python {platform.python_version()}, {versions}"
    return "\n\n".join([
        "# Benchmarks",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit or 'unknown'}, {place}.",
        f"{n_met} of {len(figures)} figures met. {len(failures)} parts failed.",
        table,
        *failures,
    ]) + "\n"  # fmt: skip


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print the table and write it; 1 where a figure is not met or a part failed."""
    parser = argparse.ArgumentParser(prog="./do bench", description=__doc__)
    parser.add_argument("--only", metavar="PART,...", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--pages", metavar="PAGE,...", help=f"of {', '.join(PAGES)}")
    parser.add_argument("--quick", action="store_true", help="few samples, to try it out")
    parser.add_argument(
        "--beside", type=Path, metavar="CHECKOUT", help="another copy of the project to measure too"
    )
    options = parser.parse_args(words)
    wanted = options.only.split(",") if options.only else list(PARTS)
    pages = options.pages.split(",") if options.pages else list(PAGES)
    for given, known in ((wanted, PARTS), (pages, PAGES)):
        if unknown := [name for name in given if name not in known]:
            parser.error(f"there is no {', '.join(unknown)}; known: {', '.join(known)}")
    checkouts = {OURS: apps.Checkout()}
    if options.beside:
        checkouts[BESIDE] = apps.Checkout(options.beside.resolve())
    figures: list[Figure] = []
    failures: list[str] = []
    with ExitStack() as stack:
        bench = Bench(
            checkouts,
            [path_of(page) for page in pages],
            QUICK if options.quick else Effort(),
            stack.enter_context(apps.large()),
            stack.enter_context(apps.large(bad_cell=True)),
        )
        for part in wanted:
            try:
                figures.extend(PARTS[part](bench))
            except Exception as error:
                # A part that fails must not take the figures of the others with it.
                failures.append(f"{part} failed: {type(error).__name__}: {error}")
                print(failures[-1], file=sys.stderr)
    text = report(figures, list(checkouts), failures)
    print(text)
    if not options.quick:
        RESULTS.mkdir(exist_ok=True)
        for old in RESULTS.glob("*.md"):
            old.unlink()
        (RESULTS / f"{datetime.now(UTC):%Y-%m-%d}.md").write_text(text, encoding="utf-8")
    return 0 if not failures and all(figure.met == "yes" for figure in figures) else 1


if __name__ == "__main__":
    raise SystemExit(main())
