"""Two data sets for all tests: a tiny one written by hand, and the real one; and their frames."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

from dashboard.analysis import reliability
from dashboard.analysis.audits import with_audits
from dashboard.analysis.frames import tabulate
from dashboard.analysis.selection import CODING_COLUMNS, Selection
from dashboard.dataset import reader
from dashboard.dataset.tables import Dataset, from_nested, nested
from dashboard.model import records

# --- sweeps and random examples: how many, and what came of them ----------------------------

SWEEP = 10
"""How many times the usual random examples a sweep takes."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="the sweeps too, which take long")
    fuzz = parser.getgroup("fuzz")
    fuzz.addoption("--fuzz", type=int, metavar="N", help="examples of each test that takes random "
                   "ones (each page's, for addresses); default: a few hundred in all")  # fmt: skip
    fuzz.addoption("--fuzz-only", type=int, metavar="NUMBER", help="replay this one example")


def pytest_configure(config: pytest.Config) -> None:
    """Take back that sweeps are left out."""
    if config.getoption("--all") and config.option.markexpr == "not sweep":
        config.option.markexpr = ""


def daily(every: Iterable[str], *chosen: str) -> list[pytest.ParameterSet]:
    """Return parameters of which all but those chosen are part of a sweep alone."""
    return [pytest.param(name, marks=() if name in chosen else pytest.mark.sweep) for name in every]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Cut the examples of a random test into batches, so that pytest's own progress shows."""
    mark = metafunc.definition.get_closest_marker("fuzz")
    if mark is None:
        return
    asked, only = metafunc.config.getoption("--fuzz"), metafunc.config.getoption("--fuzz-only")
    number = asked or mark.kwargs["usual"] * (SWEEP if metafunc.config.getoption("--all") else 1)
    batches = [range(at, min(at + mark.kwargs["batch"], number))
               for at in range(0, number, mark.kwargs["batch"])]  # fmt: skip
    if only is not None:
        batches = [range(only, only + 1)]
    names = [f"{batch.start}-{batch.stop - 1}" for batch in batches]
    metafunc.parametrize("numbers", batches, ids=names)


@pytest.fixture
def over(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Callable[..., None]:
    """Go through the examples of these numbers, save those that fail, and count what came of them.

    `make` makes kind and content of an example from its chance; `hold` gives the outcome.
    """
    test = request.node.name.partition("[")[0]

    def over(
        numbers: range, make: Callable[[Random], tuple[str, Any]], hold: Callable[[Any], str]
    ) -> None:
        counts: Counter[tuple[str, str]] = Counter()
        failed: dict[str, Exception] = {}
        for number in numbers:
            kind, content = make(Random(f"{test} {number}"))
            try:
                counts[kind, hold(content)] += 1
            except Exception as error:
                counts[kind, "FAILED"] += 1
                place = request.config.cache.mkdir("fuzz") / f"{test}-{number}"
                place.write_bytes(content if isinstance(content, bytes) else
                                  str(content).encode("utf-8", "surrogatepass"))  # fmt: skip
                failed[f"{number} ({kind}): {error!r:.600}\n  saved as {place}"] = error
        record_property("fuzz", [(*pair, n) for pair, n in counts.items()])
        if failed:
            raise AssertionError("\n".join(failed)) from next(iter(failed.values()))

    return over


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """After a long run, say how many examples of each kind came to what."""
    if not terminalreporter.config.getoption("--fuzz"):
        return
    found: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for key, value in report.user_properties if report.when == "call" else ():
            if key == "fuzz":
                found[report.nodeid.partition("[")[0]].update(
                    {(kind, outcome): n for kind, outcome, n in value}  # type: ignore[misc]
                )
    for test, counts in found.items():
        outcomes = sorted({outcome for _, outcome in counts})
        kinds = sorted({kind for kind, _ in counts})
        terminalreporter.section(f"{test}: {counts.total():,} examples")
        terminalreporter.line("".join(f"{name:>22}" for name in ("", *outcomes, "in all")))
        for kind in [*kinds, "in all"]:
            row = [
                sum(n for (a, b), n in counts.items() if kind in (a, "in all") and b == outcome)
                for outcome in outcomes
            ]
            terminalreporter.line(f"{kind:>22}" + "".join(f"{n:>22,}" for n in (*row, sum(row))))


@pytest.fixture(scope="session", autouse=True)
def _no_search_for_components() -> Iterator[None]:
    """Spare each AppTest a search of all installed packages: this app has no component of others.

    The search takes twice as long as a page.
    """
    if "streamlit" not in sys.modules:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "streamlit.components.v2.component_manager.BidiComponentManager"
            ".discover_and_register_components",
            lambda *_, **__: None,
        )
        yield


ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT / "data" / "visits.yaml"

TINY = Path(__file__).with_name("tiny.yaml").read_text(encoding="utf-8")
"""In canonical form; a confirmed, unconfirmed, cancelled, planned and disputed visit are there."""


TINY_CODINGS = pd.DataFrame(
    [
        (1, "raisi-2021-09-tajikistan", "The members agreed to take in Iran.",
         "agreement", "agreement", ("multilateral", "trade"), ("multilateral", "trade")),
        (2, "raisi-2021-09-tajikistan", "The war next door cast a shadow.",
         "challenge", "context", ("conflict",), ("conflict", "trade")),
        (3, "pezeshkian-2024-09-iraq", "Both sides want more trade.",
         "goal", "goal", ("trade",), ("trade",)),
        (4, "pezeshkian-oman", "A digest lists the visit.",
         "context", "context", ("multilateral",), ("conflict",)),
    ],
    columns=CODING_COLUMNS,
)  # fmt: skip
"""The four statements of the tiny data set, coded twice."""


@pytest.fixture(scope="session")
def tiny_text() -> str:
    return TINY


@pytest.fixture(scope="session")
def tiny_data() -> Dataset:
    """The tiny data set, as tables."""
    loaded = reader.parse(TINY, "tiny.yaml")
    assert loaded.dataset is not None, "\n".join(map(str, loaded.problems))
    return loaded.dataset


@pytest.fixture(scope="session")
def real_data() -> Dataset:
    """The data set of the project, as tables."""
    loaded = reader.read(REAL)
    assert loaded.dataset is not None, "\n".join(map(str, loaded.problems))
    return loaded.dataset


@pytest.fixture(scope="session")
def tiny(tiny_data: Dataset) -> records.Document:
    """The tiny data set, as records: for what a test compares with or changes."""
    return records.Document.model_validate(nested(tiny_data))


@pytest.fixture(scope="session")
def real(real_data: Dataset) -> records.Document:
    """The data set of the project, as records."""
    return records.Document.model_validate(nested(real_data))


@pytest.fixture(scope="session")
def tiny_selection(tiny_data: Dataset) -> Selection:
    return tabulate(tiny_data).with_frames(codings=TINY_CODINGS)


@pytest.fixture(scope="session")
def real_selection(real_data: Dataset) -> Selection:
    reported = reliability.read(REAL.parent / reliability.FOLDER).reported
    assert reported is not None
    return tabulate(with_audits(real_data, REAL)).with_frames(codings=reported.rows)


def as_tables(dataset: records.Document, **changes: Any) -> Dataset:
    """Return a data set of records, with some fields changed, as tables."""
    return from_nested(dataset.model_copy(update=changes).model_dump())


@pytest.fixture(scope="session")
def bare_tables(tiny: records.Document) -> Selection:
    """A data set that has leaders and nothing else yet."""
    return tabulate(as_tables(tiny, visits=(), topics=(), places=(), sources=()))


@pytest.fixture(scope="session")
def lone_tables(tiny: records.Document) -> Selection:
    """A data set of one visit, the first."""
    return tabulate(as_tables(tiny, visits=tiny.visits[:1]))
