"""The arithmetic of the benchmarks: medians with spread, figures asked and measured, tables.

A figure that was not measured is missing, and a missing figure is never met.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

MISSING = "missing"


@dataclass(frozen=True)
class Spread:
    """The median of samples, with the quartiles around it."""

    median: float
    lower: float
    upper: float
    count: int

    @classmethod
    def of(cls, samples: Sequence[float]) -> Spread:
        """Summarise samples; of a single one the quartiles are itself."""
        if len(samples) < 2:
            (alone,) = samples
            return cls(alone, alone, alone, 1)
        lower, _, upper = quantiles(samples, n=4, method="inclusive")
        return cls(median(samples), lower, upper, len(samples))

    def written(self, unit: str = "s") -> str:
        """Write the quartiles: `0.31 to 0.35 s`."""
        return f"{number(self.lower)} to {number(self.upper)} {unit}"


def number(value: float) -> str:
    """Write a number with about three digits: `0.312`, `1.62`, `249`."""
    size = abs(value)
    return f"{value:,.{3 if size < 1 else 2 if size < 10 else 1 if size < 100 else 0}f}"


@dataclass(frozen=True)
class Asked:
    """One figure that is asked for: its name, its bound and how it is written.

    `at_least` turns the bound around: then the measured value must not be below it.
    """

    key: str
    name: str
    bound: float
    unit: str
    at_least: bool = False

    @property
    def words(self) -> str:
        """Write the bound: `at most 2.0 times`."""
        bound = f"{self.bound:,g}" if self.bound != int(self.bound) else f"{self.bound:,.0f}"
        if self.unit == "times":
            bound = f"{self.bound:.2f}".removesuffix("0")
        return f"at {'least' if self.at_least else 'most'} {bound} {self.unit}"


@dataclass(frozen=True)
class Figure:
    """A figure asked for, with what was measured: None where it was not.

    `spread` is in words, for the table; `samples` are all that were taken, by what was measured.
    """

    asked: Asked
    value: float | None = None
    spread: str = ""
    note: str = ""
    samples: dict[str, list[float]] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        """Whether the bound holds; None, which is not true, where nothing was measured."""
        if self.value is None:
            return None
        if self.asked.at_least:
            return self.value >= self.asked.bound
        return self.value <= self.asked.bound

    @property
    def measured(self) -> str:
        """Write what was measured: `1.62 times`, or that it is missing."""
        return MISSING if self.value is None else f"{number(self.value)} {self.asked.unit}"

    def as_json(self) -> dict[str, Any]:
        """Give the figure as plain data; the numbers are not rounded."""
        return {
            "figure": self.asked.key,
            "name": self.asked.name,
            "asked": self.asked.words,
            "bound": self.asked.bound,
            "unit": self.asked.unit,
            "measured": self.value,
            "spread": self.spread,
            "note": self.note,
            "met": self.met,
            "medians": {name: Spread.of(rows).median for name, rows in self.samples.items()},
            "samples": self.samples,
        }


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Give how many times the median of theirs the median of ours is."""
    return median(ours) / median(theirs)


def with_missing(asked: Iterable[Asked], figures: Iterable[Figure]) -> list[Figure]:
    """Give a figure for each asked one, in that order: what was measured, else a missing one.

    Raises `KeyError` for a figure that nobody asked for.
    """
    wanted = {one.key: Figure(one) for one in asked}
    for figure in figures:
        if figure.asked.key not in wanted:
            raise KeyError(f"nobody asks for the figure {figure.asked.key}")
        wanted[figure.asked.key] = figure
    return list(wanted.values())


HEADINGS = ("figure", "asked", "measured", "spread", "met")


def rows(figures: Iterable[Figure]) -> list[tuple[str, ...]]:
    """Write figures as rows of the table."""
    met = {True: "yes", False: "no", None: MISSING}
    return [
        (one.asked.name, one.asked.words, one.measured, _beside(one), met[one.met])
        for one in figures
    ]


def _beside(figure: Figure) -> str:
    return "; ".join(part for part in (figure.spread, figure.note) if part)


def markdown(headings: Sequence[str], table: Iterable[Sequence[str]]) -> str:
    """Write a table as Markdown, its columns in line for whoever reads it as plain text."""
    cells = [list(headings), *([text.replace("|", r"\|") for text in row] for row in table)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(lines)
