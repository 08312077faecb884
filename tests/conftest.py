"""Two data sets for all tests: a tiny one written by hand, and the real one; and their frames."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from dashboard import load, reliability
from dashboard.model import Dataset
from dashboard.tables import CODING_COLUMNS, Tables, tabulate

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
    loaded = load.parse(TINY, "tiny.yaml")
    assert loaded.dataset is not None, "\n".join(map(str, loaded.problems))
    return loaded.dataset


@pytest.fixture(scope="session")
def real() -> Dataset:
    loaded = load.read(REAL)
    assert loaded.dataset is not None, "\n".join(map(str, loaded.problems))
    return loaded.dataset


@pytest.fixture(scope="session")
def tiny_tables(tiny: Dataset) -> Tables:
    return replace(tabulate(tiny), codings=TINY_CODINGS)


@pytest.fixture(scope="session")
def real_tables(real: Dataset) -> Tables:
    reported = reliability.read(REAL.parent / reliability.FOLDER).reported
    assert reported is not None
    return replace(tabulate(real), codings=reported.rows)


@pytest.fixture(scope="session")
def bare_tables(tiny: Dataset) -> Tables:
    """A data set that has leaders and nothing else yet."""
    return tabulate(
        tiny.model_copy(update={"visits": (), "topics": (), "places": (), "sources": ()})
    )


@pytest.fixture(scope="session")
def lone_tables(tiny: Dataset) -> Tables:
    """A data set of one visit, the first."""
    return tabulate(tiny.model_copy(update={"visits": tiny.visits[:1]}))
