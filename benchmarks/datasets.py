"""The data that the benchmarks run on: the real ones, and a hundred thousand invented visits."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import driver
import invent

from dashboard.dataset.reader import read
from dashboard.model.vocabulary import Status

REAL = driver.ROOT / "data" / "visits.yaml"
LEADERS, VISITS, STATEMENTS, TOPICS = 200, 500, 8, 40
"""The large data: 200 leaders of 500 visits each, 8 statements a visit, on 40 topics."""


@dataclass(frozen=True)
class Data:
    """A data set: where it lies, its topics (labels by id), and those that a click can choose."""

    path: Path
    topics: dict[str, str]
    choices: list[str]
    is_real: bool


@contextlib.contextmanager
def real() -> Iterator[Data]:
    """Give the data set of the project; a choice is a topic that a confirmed visit touches."""
    dataset = read(REAL).dataset
    assert dataset is not None
    named = {
        topic
        for visit in dataset.visits
        if visit.status is Status.CONFIRMED
        for statement in visit.statements
        for topic in statement.topics
    }
    topics = {topic.id: topic.label for topic in dataset.topics}
    yield Data(REAL, topics, [label for key, label in topics.items() if key in named], True)


@contextlib.contextmanager
def large() -> Iterator[Data]:
    """Make a data package of 100,000 visits and 800,000 statements, and remove it at the end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "package"
        invent.package(path, leaders=LEADERS, visits=VISITS, statements=STATEMENTS, topics=TOPICS)
        topics = {f"topic-{number}": f"Topic {number}" for number in range(1, TOPICS + 1)}
        yield Data(path, topics, list(topics.values()), False)
