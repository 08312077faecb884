"""Make a synthetic data set of any size, the same for the same arguments: for tests, benchmarks.

The leaders, visits, statements and sources are made up and say so; the countries are real.
A hundred thousand visits take some seconds as a data package: nothing goes one by one through the
models, and a test holds that what comes out passes every check.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pycountry

from dashboard.dataset import yaml_writer
from dashboard.dataset.files import DESCRIPTOR
from dashboard.dataset.layout import TABLES, gather
from dashboard.model.records import Dataset, Expected
from dashboard.model.vocabulary import Bearing, Stance, StatementKind, Status, VisitKind

FIRST_DAY = date(1925, 1, 1)
DAYS_IN_OFFICE = 8 * 365
BETWEEN_TERMS = 90
"""Days between two leaders of one country."""
STATUSES = [Status.CONFIRMED] * 16 + [Status.UNCONFIRMED, Status.DISPUTED, Status.CANCELLED]
CODES = sorted(country.alpha_3 for country in pycountry.countries)  # type: ignore[attr-defined]
BAD_KIND = "voyage"
_ARROW = {
    "string": pa.string(), "date": pa.date32(), "number": pa.float64(), "integer": pa.int64(),
}  # fmt: skip

Columns = dict[str, Any]
"""The columns of one table: arrays, or lists, of one length."""


def dataset(
    *, leaders: int = 8, visits: int = 40, statements: int = 8, topics: int = 12, seed: int = 1
) -> Dataset:
    """Make a data set that passes every check; `visits` is of each leader, `statements` of each.

    The leaders come in pairs of one country, one after the other, so that thirty of them span a
    century; a leader makes at most one visit in five days.
    """
    head, selection = _lay(leaders, visits, statements, topics, seed)
    plain = {
        table: {
            name: values.tolist() if isinstance(values, np.ndarray) else values
            for name, values in columns.items()
        }
        for table, columns in selection.items()
    }
    data, flaws = gather(plain)
    assert not flaws
    return Dataset.model_validate({**head, **data})


def package(
    folder: Path,
    *,
    leaders: int = 8,
    visits: int = 40,
    statements: int = 8,
    topics: int = 12,
    seed: int = 1,
    bad_cell: bool = False,
) -> None:
    """Write the same data set as a data package (tables in Parquet alone) into a new folder.

    `bad_cell`: one visit in the middle is of a kind that there is not.
    """
    head, selection = _lay(leaders, visits, statements, topics, seed)
    if bad_cell:
        selection["visits"]["kind"][leaders * visits // 2] = BAD_KIND
    (folder / "data").mkdir(parents=True)
    resources: list[dict[str, str]] = []
    for name, table in TABLES.items():
        form = pa.schema([(column.name, _ARROW[column.form]) for column in table.columns])
        held = io.BytesIO()
        pq.write_table(
            pa.table(selection[name], schema=form), held, compression="zstd", store_schema=False
        )
        path, content = f"data/{name}.parquet", held.getvalue()
        (folder / path).write_bytes(content)
        resources.append(
            {
                "name": f"{name}-parquet", "path": path, "format": "parquet",
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            }
        )  # fmt: skip
    shown = {name: head[name] for name in ("title", "version")}
    rest = {name: value for name, value in head.items() if name not in shown}
    descriptor = {"name": "made-up", **shown, "dataset": rest, "resources": resources}
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor, default=str), encoding="utf-8")


def _lay(
    leaders: int, visits: int, statements: int, topics: int, seed: int
) -> tuple[dict[str, Any], dict[str, Columns]]:
    """Make the head of a data set and its tables, column by column."""
    assert visits * 5 <= DAYS_IN_OFFICE, "more visits than the days in office hold"
    chance = np.random.default_rng(seed)
    selection = {"leaders": _leaders(leaders)}
    journeys = _visits(selection["leaders"], visits, chance)
    selection["visits"] = journeys
    selection |= _stops(selection["leaders"], journeys, visits, chance)
    cited = _citations(journeys, selection)
    _statements(journeys, cited, statements if topics else 0, topics, selection, chance)
    statuses = journeys["status"].tolist()
    last = max([*journeys["end"].tolist(), FIRST_DAY])
    counted = {name: len(next(iter(columns.values()))) for name, columns in selection.items()}
    counted |= {status.value: statuses.count(status.value) for status in Status}
    head = {
        "title": "A made-up data set of foreign visits", "version": "1.0.0", "as_of": last,
        "complete": {"start": FIRST_DAY, "end": last, "note": "All of it is made up."},
        "expected": {name: counted[name] for name in Expected.model_fields},
    }  # fmt: skip
    return head, selection


def _words(template: str, numbers: Any) -> np.ndarray:
    """Write a text for each number, counted from 1."""
    return np.array([template.format(number + 1) for number in numbers], dtype=object)


def _one_of(chance: np.random.Generator, choices: list[Any], count: int) -> np.ndarray:
    """Choose as often as asked, each choice as likely as it is frequent in the list."""
    words = np.array([getattr(choice, "value", choice) for choice in choices], dtype=object)
    return words[chance.integers(0, len(choices), count)]


def _leaders(count: int) -> Columns:
    # Terms of a country follow each other; countries start a few years apart.
    numbers = range(count)
    chains = [number % max(1, count // 4) for number in numbers]
    places = [number // max(1, count // 4) for number in numbers]
    apart = (DAYS_IN_OFFICE + BETWEEN_TERMS) * (3 if count <= 40 else 1)
    took = [
        FIRST_DAY + timedelta(days=chain * 200 + place * apart)
        for chain, place in zip(chains, places, strict=True)
    ]
    names = _words("Leader {}", numbers)
    countries = [CODES[chain * 7 % len(CODES)] for chain in chains]
    return {
        "position": np.arange(1, count + 1), "id": _words("leader-{}", numbers), "name": names,
        "full_name": names, "native_name": names,
        "office": [f"Head of {country}" for country in countries], "country": countries,
        "took_office": np.array(took, dtype="datetime64[D]"),
        "left_office": np.array(took, dtype="datetime64[D]") + (DAYS_IN_OFFICE - 1),
        "left_because": ["term ended"] * count,
    }  # fmt: skip


def _visits(leaders: Columns, each: int, chance: np.random.Generator) -> Columns:
    count = len(leaders["id"]) * each
    every = DAYS_IN_OFFICE // max(each, 1)
    whose = np.repeat(leaders["id"], each)
    number = np.tile(np.arange(each), len(leaders["id"]))
    start = np.repeat(leaders["took_office"], each) + number * every
    start = start + chance.integers(0, every - 5, count, endpoint=True)
    return {
        "id": np.array(
            [f"{leader}-visit-{at + 1}" for leader, at in zip(whose, number, strict=True)],
            dtype=object,
        ),
        "leader": whose, "status": _one_of(chance, STATUSES, count), "start": start,
        "end": start + np.array([0, 0, 1, 1, 2, 3])[chance.integers(0, 6, count)],
        "kind": _one_of(chance, list(VisitKind), count), "occasion": [None] * count,
        "invited_by": [None] * count, "checks": ["Made up."] * count,
    }  # fmt: skip


def _places(count: np.ndarray) -> np.ndarray:
    """Give the places in lists of these lengths, counted from 0, one list after the other."""
    return np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)


def _stops(
    leaders: Columns, visits: Columns, each: int, chance: np.random.Generator
) -> dict[str, Columns]:
    """Make the stops, abroad and at different places, the places they are at, and the meetings."""
    total = len(visits["id"])
    home = np.repeat([CODES.index(country) for country in leaders["country"]], each)
    count = np.array([1, 1, 1, 2, 3])[chance.integers(0, 5, total)]
    at, place = np.repeat(np.arange(total), count), _places(count)
    # Steps of less than half the way round: three stops never come to one place.
    others = len(CODES) - 1
    first, step = chance.integers(0, others, total), chance.integers(1, others // 2, total)
    where = (first[at] + place * step[at]) % others
    where = where + (where >= home[at])
    codes = np.array(CODES, dtype=object)
    ids = np.array([f"city-{code.lower()}" for code in CODES], dtype=object)
    used = np.unique(where)
    return {
        "stops": {
            "visit": visits["id"][at], "position": place + 1, "country": codes[where],
            "place": ids[where], "arrival": visits["start"][at], "departure": visits["end"][at],
        },
        "places": {
            "id": ids[used], "name": [f"City of {code}" for code in codes[used]],
            "country": codes[used], "latitude": np.round(chance.uniform(-50, 65, len(used)), 2),
            "longitude": np.round(chance.uniform(-170, 175, len(used)), 2),
            "note": [None] * len(used),
        },
        "meetings": {
            "visit": visits["id"], "position": np.ones(total, dtype=int),
            "name": _words("Host {}", np.arange(total) % max(each, 1) % 30),
            "role": ["President"] * total, "country": [None] * total,
        },
    }  # fmt: skip


def _citations(visits: Columns, selection: dict[str, Columns]) -> np.ndarray:
    """Cite three sources at each visit, and make these; gives their ids, three a visit."""
    total = len(visits["id"])
    numbers = (np.arange(total)[:, None] * 3 + np.arange(3)) % max(4, total // 5)
    cited = _words("source-{}", range(max(4, total // 5)))[numbers]
    bears = np.array([word.value for word in Bearing], dtype=object)
    nothing = np.full(total * 3, None, dtype=object)
    disputed = np.repeat(visits["status"] == Status.DISPUTED.value, 3)
    selection["citations"] = {
        "visit": np.repeat(visits["id"], 3), "position": np.tile([1, 2, 3], total),
        "source": cited.ravel(),
        "bearing": np.where(disputed, np.tile(bears, total), nothing),
    }  # fmt: skip
    used = np.unique(numbers)
    stances = [stance.value for stance in Stance]
    selection["sources"] = {
        "id": _words("source-{}", used), "publisher": _words("Publisher {}", used % 50),
        "title": _words("Report {}", used), "about": [None] * len(used),
        "url": _words("https://example.org/reports/{}", used), "archived": [None] * len(used),
        "date": [None] * len(used), "stance": [stances[at % len(stances)] for at in used],
    }  # fmt: skip
    return cited


def _statements(
    visits: Columns, cited: np.ndarray, each: int, topics: int, selection: dict[str, Columns],
    chance: np.random.Generator,
) -> None:  # fmt: skip
    """Make the statements, on one or two topics each, and the topics that they are on."""
    total = len(visits["id"])
    at, number = np.repeat(np.arange(total), each), np.tile(np.arange(each), total)
    of_visit = [int(one.rpartition("-")[2]) for one in visits["id"]]
    selection["statements"] = {
        "visit": visits["id"][at], "position": number + 1,
        "kind": _one_of(chance, list(StatementKind), len(at)),
        "text": [
            f"Made-up statement {said + 1} of visit {of_visit[visit]}: {value:.16f}."
            for visit, said, value in zip(
                at.tolist(), number.tolist(), chance.random(len(at)).tolist(), strict=True
            )
        ],
        "source": cited[at, chance.integers(0, 3, len(at))],
    }  # fmt: skip
    count = chance.integers(1, min(2, topics), len(at), endpoint=True) if topics else at
    said, place = np.repeat(np.arange(len(at)), count), _places(count)
    first = chance.integers(0, max(1, topics), len(at))
    other = (first + chance.integers(1, max(2, topics), len(at))) % max(1, topics)
    about = np.where(place == 0, first[said], other[said])
    used = np.unique(about)
    selection["statement_topics"] = {
        "visit": visits["id"][at][said], "statement": number[said] + 1, "position": place + 1,
        "topic": _words("topic-{}", range(topics))[about],
    }  # fmt: skip
    selection["topics"] = {
        "position": np.arange(1, len(used) + 1), "id": _words("topic-{}", used),
        "label": _words("Topic {}", used),
        "group": [f"Group {(at + 1) % 4 + 1}" for at in used], "covers": ["Made up."] * len(used),
    }  # fmt: skip


def main() -> int:
    """Write a synthetic data set: into a file as text, into a folder as a data package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, metavar="FILE.yaml|FOLDER")
    for name, default in (("leaders", 8), ("visits", 40), ("statements", 8), ("topics", 12)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seed", type=int, default=1)
    options: dict[str, Any] = vars(parser.parse_args())
    path: Path = options.pop("path")
    if path.suffix in (".yaml", ".yml"):
        path.write_text(yaml_writer.render(dataset(**options).model_dump()), encoding="utf-8")
    else:
        package(path, **options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
