"""Two data sets for all tests: a tiny one written by hand, and the real one; and their frames."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

from dashboard.analysis import reliability
from dashboard.analysis.selection import CODING_COLUMNS, Selection, tabulate
from dashboard.dataset import reader
from dashboard.model.records import Dataset

# --- fuzz: how many examples, and what came of them ----------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    fuzz = parser.getgroup("fuzz")
    fuzz.addoption("--fuzz", type=int, metavar="N", help="examples of each test that takes random "
                   "ones (each page's, for addresses); default: a few hundred in all")  # fmt: skip
    fuzz.addoption("--fuzz-only", type=int, metavar="NUMBER", help="replay this one example")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Cut the examples of a random test into batches, so that pytest's own progress shows."""
    mark = metafunc.definition.get_closest_marker("fuzz")
    if mark is None:
        return
    asked, only = metafunc.config.getoption("--fuzz"), metafunc.config.getoption("--fuzz-only")
    number = asked or mark.kwargs["usual"]
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

TINY = """\
# A tiny data set, made up.

title: "Tiny"
version: 1.0.0
as_of: 2026-11-22

complete:
  start: 2021-08-03
  end: 2026-10-09
  note: "Made up."

expected:
  leaders: 2
  topics: 3
  places: 4
  visits: 6
  confirmed: 2
  unconfirmed: 1
  disputed: 1
  cancelled: 1
  planned: 1
  stops: 7
  meetings: 2
  statements: 4
  sources: 5

leaders:
  - id: raisi
    name: "Raisi"
    full_name: "Ebrahim Raisi"
    native_name: "ابراهیم رئیسی"
    office: "President of Iran"
    country: IRN
    took_office: 2021-08-03
    left_office: 2024-05-19
    left_because: "Died in office."
  - id: pezeshkian
    name: "Pezeshkian"
    full_name: "Masoud Pezeshkian"
    native_name: "مسعود پزشکیان"
    office: "President of Iran"
    country: IRN
    took_office: 2024-07-28

topics:
  - id: trade
    label: "Trade"
    group: "Economy"
    covers: "Trade and investment."
  - id: conflict
    label: "Conflict"
    group: "Security"
    covers: "Wars and crises."
  - id: multilateral
    label: "Multilateral"
    group: "Diplomacy"
    covers: "Organisations of states."

places:
  - id: baghdad
    name: "Baghdad"
    country: IRQ
    latitude: 33.3152
    longitude: 44.3661
  - id: dushanbe
    name: "Dushanbe"
    country: TJK
    latitude: 38.5598
    longitude: 68.787
  - id: erbil
    name: "Erbil"
    country: IRQ
    latitude: 36.1901
    longitude: 44.0091
    note: "The seat of the regional government."
  - id: moscow
    name: "Moscow"
    country: RUS
    latitude: 55.7558
    longitude: 37.6173

visits:
  - id: raisi-2021-09-tajikistan
    leader: raisi
    status: confirmed
    start: 2021-09-16
    end: 2021-09-18
    kind: summit
    occasion: "21st SCO summit"
    invited_by: null
    stops:
      - country: TJK
        place: dushanbe
        arrival: 2021-09-16
        departure: 2021-09-18
    met:
      - name: "Emomali Rahmon"
        role: "President"
        country: TJK
    statements:
      - kind: agreement
        topics: [multilateral, trade]
        text: "The members agreed to take in Iran."
        source: irna-2021-09-17-sco
      - kind: challenge
        topics: [conflict]
        text: "The war next door cast a shadow."
        source: reuters-2021-09-17-sco
    sources: [irna-2021-09-17-sco, reuters-2021-09-17-sco]
    checks: "Dates agree."

  - id: raisi-2023-02-russia
    leader: raisi
    status: unconfirmed
    start: 2023-02-01
    end: 2023-02-01
    kind: transit
    occasion: null
    invited_by: null
    stops:
      - country: RUS
        place: moscow
        arrival: 2023-02-01
        departure: 2023-02-01
    met: []
    statements: []
    sources: [blog-2023-02-02]
    checks: "One source only."

  - id: raisi-belarus
    leader: raisi
    status: cancelled
    start: null
    end: null
    kind: official
    occasion: null
    invited_by: "The president of Belarus"
    stops:
      - country: BLR
        place: null
        arrival: null
        departure: null
    met: []
    statements: []
    sources: [reuters-2021-09-17-sco]
    checks: "It never took place."

  - id: pezeshkian-2024-09-iraq
    leader: pezeshkian
    status: confirmed
    start: 2024-09-11
    end: 2024-09-13
    kind: official
    occasion: null
    invited_by: null
    stops:
      - country: IRQ
        place: baghdad
        arrival: 2024-09-11
        departure: null
      - country: IRQ
        place: erbil
        arrival: null
        departure: 2024-09-13
    met:
      - name: "Somebody"
        role: "Head of an organisation"
        country: null
    statements:
      - kind: goal
        topics: [trade]
        text: "Both sides want more trade."
        source: irna-2024-09-11-baghdad
    sources: [irna-2024-09-11-baghdad, reuters-2021-09-17-sco]
    checks: "Dates agree."

  - id: pezeshkian-2026-12-russia
    leader: pezeshkian
    status: planned
    start: 2026-12-01
    end: 2026-12-02
    kind: working
    occasion: null
    invited_by: null
    stops:
      - country: RUS
        place: moscow
        arrival: null
        departure: null
    met: []
    statements: []
    sources: [irna-2024-09-11-baghdad]
    checks: "Announced."

  - id: pezeshkian-oman
    leader: pezeshkian
    status: disputed
    start: null
    end: null
    kind: official
    occasion: null
    invited_by: null
    stops:
      - country: OMN
        place: null
        arrival: null
        departure: null
    met: []
    statements:
      - kind: context
        topics: [multilateral]
        text: "A digest lists the visit."
        source: digest-oman
    sources: [digest-oman, irna-2024-09-11-baghdad]
    bearing:
      digest-oman: supports
      irna-2024-09-11-baghdad: contradicts
    checks: "No other trace."

sources:
  - id: blog-2023-02-02
    publisher: "A blog"
    title: "Seen in Moscow"
    url: https://blog.example/moscow
    date: 2023-02-02
    stance: analysis
  - id: digest-oman
    publisher: "A digest"
    title: null
    about: "A list of visits."
    url: https://digest.example/oman#list
    date: null
    stance: reference
  - id: irna-2021-09-17-sco
    publisher: "IRNA"
    title: "Iran joins"
    url: https://irna.example/1
    date: 2021-09-17
    stance: iran-state
  - id: irna-2024-09-11-baghdad
    publisher: "IRNA"
    title: "In Baghdad"
    url: https://irna.example/2
    date: 2024-09-11
    stance: iran-state
  - id: reuters-2021-09-17-sco
    publisher: "Reuters"
    title: "A summit in Dushanbe"
    url: https://reuters.example/3
    date: 2021-09-17
    stance: independent
"""
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
def tiny() -> Dataset:
    loaded = reader.parse(TINY, "tiny.yaml")
    assert loaded.dataset is not None, "\n".join(map(str, loaded.problems))
    return loaded.dataset


@pytest.fixture(scope="session")
def real() -> Dataset:
    loaded = reader.read(REAL)
    assert loaded.dataset is not None, "\n".join(map(str, loaded.problems))
    return loaded.dataset


@pytest.fixture(scope="session")
def tiny_selection(tiny: Dataset) -> Selection:
    return tabulate(tiny).with_frames(codings=TINY_CODINGS)


@pytest.fixture(scope="session")
def real_selection(real: Dataset) -> Selection:
    reported = reliability.read(REAL.parent / reliability.FOLDER).reported
    assert reported is not None
    return tabulate(real).with_frames(codings=reported.rows)


@pytest.fixture(scope="session")
def bare_tables(tiny: Dataset) -> Selection:
    """A data set that has leaders and nothing else yet."""
    return tabulate(
        tiny.model_copy(update={"visits": (), "topics": (), "places": (), "sources": ()})
    )


@pytest.fixture(scope="session")
def lone_tables(tiny: Dataset) -> Selection:
    """A data set of one visit, the first."""
    return tabulate(tiny.model_copy(update={"visits": tiny.visits[:1]}))
