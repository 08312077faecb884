"""Make a synthetic data set of any size, the same for the same arguments: for tests, benchmarks.

The leaders, visits, statements and sources are made up and say so; the countries are real.
A hundred thousand visits take some seconds: all is made column by column.
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
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pycountry

from dashboard.dataset import yaml_writer
from dashboard.dataset.files import DESCRIPTOR
from dashboard.dataset.layout import TABLES
from dashboard.dataset.tables import Dataset
from dashboard.model.records import Expected, Head
from dashboard.model.vocabulary import Bearing, Stance, StatementKind, Status, VisitKind

FIRST_DAY = date(1925, 1, 1)
DAYS_IN_OFFICE = 8 * 365
BETWEEN_TERMS = 90
"""Days between two leaders of one country."""
STATUSES = [Status.CONFIRMED] * 16 + [Status.UNCONFIRMED, Status.DISPUTED, Status.CANCELLED]
CODES = np.array(sorted(country.alpha_3 for country in pycountry.countries), dtype=object)  # type: ignore[attr-defined]
BAD_KIND = "voyage"
ARROW = {
    "string": pa.string(),
    "date": pa.date32(),
    "number": pa.float64(),
    "integer": pa.int64(),
}


def dataset(
    *, leaders: int = 8, visits: int = 40, statements: int = 8, topics: int = 12, seed: int = 1
) -> Dataset:
    """Make a data set that passes every check; `visits` is of each leader, `statements` of each.

    The leaders come in pairs of one country, one after the other, so that thirty of them span a
    century; a leader makes at most one visit in five days.
    """
    assert visits * 5 <= DAYS_IN_OFFICE, "more visits than the days in office hold"
    chance = np.random.default_rng(seed)
    tables = {"leaders": _leaders(leaders), "topics": _topics(topics if statements else 0)}
    tables["visits"] = _visits(tables["leaders"], visits, chance)
    tables |= _stops(tables["leaders"], tables["visits"], chance)
    tables |= _citations(tables["visits"])
    tables |= _statements(tables, statements if topics else 0, chance)
    last = tables["visits"]["end"].max() if len(tables["visits"]) else pd.Timestamp(FIRST_DAY)
    counts = tables["visits"]["status"].value_counts().to_dict()
    counts |= {name: len(table) for name, table in tables.items()}
    head = Head.model_validate(
        {
            "title": "A made-up data set of foreign visits",
            "version": "1.0.0",
            "as_of": last.date(),
            "complete": {"start": FIRST_DAY, "end": last.date(), "note": "All of it is made up."},
            "expected": {name: counts.get(name, 0) for name in Expected.model_fields},
            **{name: _records(tables[name]) for name in ("leaders", "topics")},
        }
    )
    return Dataset(
        head,
        {
            name: tables.get(name, pd.DataFrame())
            .reindex(columns=[column.name for column in table.columns])
            .astype({column.name: column.dtype for column in table.columns})
            for name, table in TABLES.items()
        },
    )


def package(folder: Path, *, bad_cell: bool = False, **size: int) -> None:
    """Write the same data set as a data package (tables in Parquet alone) into a new folder.

    `bad_cell`: one visit in the middle is of a kind that there is not.
    """
    made = dataset(**size)
    (folder / "data").mkdir(parents=True)
    resources: list[dict[str, str]] = []
    for name, table in TABLES.items():
        frame = made.tables[name].astype(
            {each.name: object for each in table.columns if each.terms}
        )
        if bad_cell and name == "visits":
            frame.loc[len(frame) // 2, "kind"] = BAD_KIND
        schema = pa.schema([(column.name, ARROW[column.form]) for column in table.columns])
        file = io.BytesIO()
        rows = pa.Table.from_pandas(frame, schema=schema, preserve_index=False, safe=False)
        pq.write_table(rows, file, compression="zstd", store_schema=False)
        path, content = f"data/{name}.parquet", file.getvalue()
        (folder / path).write_bytes(content)
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        resources.append(
            {"name": f"{name}-parquet", "path": path, "format": "parquet", "hash": digest}
        )
    head = made.head.model_dump(mode="json", exclude={"leaders", "topics"}, exclude_defaults=True)
    shown = {name: head.pop(name) for name in ("title", "version")}
    descriptor = {"name": "made-up", **shown, "dataset": head, "resources": resources}
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")


def _words(template: str, numbers: Any) -> np.ndarray:
    """Write a text for each number, counted from 1."""
    return np.array([template.format(number + 1) for number in numbers], dtype=object)


def _one_of(chance: np.random.Generator, choices: Any, count: int) -> np.ndarray:
    """Choose as often as asked, each choice as likely as it is frequent in the list."""
    words = np.array([getattr(choice, "value", choice) for choice in choices], dtype=object)
    return words[chance.integers(0, len(words), count)]


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return table.drop(columns="position").to_dict("records")  # type: ignore[return-value]


def _leaders(count: int) -> pd.DataFrame:
    # Terms of a country follow each other; countries start a few years apart.
    number = np.arange(count)
    place, chain = np.divmod(number, max(1, count // 4))
    apart = (DAYS_IN_OFFICE + BETWEEN_TERMS) * (3 if count <= 40 else 1)
    days = (chain * 200 + place * apart).tolist()
    names = _words("Leader {}", number)
    countries = CODES[chain * 7 % len(CODES)]
    return pd.DataFrame(
        {
            "position": number + 1,
            "id": _words("leader-{}", number),
            "name": names,
            "full_name": names,
            "native_name": names,
            "office": [f"Head of {country}" for country in countries],
            "country": countries,
            "took_office": [FIRST_DAY + timedelta(days=at) for at in days],
            "left_office": [FIRST_DAY + timedelta(days=at + DAYS_IN_OFFICE - 1) for at in days],
            "left_because": "term ended",
        }
    )


def _topics(count: int) -> pd.DataFrame:
    number = np.arange(count)
    return pd.DataFrame(
        {
            "position": number + 1,
            "id": _words("topic-{}", number),
            "label": _words("Topic {}", number),
            "group": _words("Group {}", number % 4),
            "covers": "Made up.",
        }
    )


def _visits(leaders: pd.DataFrame, each: int, chance: np.random.Generator) -> pd.DataFrame:
    count = len(leaders) * each
    every = DAYS_IN_OFFICE // max(each, 1)
    whose = leaders.loc[leaders.index.repeat(each)].reset_index(drop=True)
    number = np.tile(np.arange(each), len(leaders))
    days = number * every + chance.integers(0, every - 5, count, endpoint=True)
    length = np.array([0, 0, 1, 1, 2, 3])[chance.integers(0, 6, count)]
    start = pd.to_datetime(whose["took_office"]) + pd.to_timedelta(days, unit="D")
    status = pd.Series(_one_of(chance, STATUSES, count))
    verdict = pd.Series("Made up.", status.index).where(status == Status.DISPUTED)
    return pd.DataFrame(
        {
            "id": whose["id"] + _words("-visit-{}", number),
            "leader": whose["id"],
            "status": status,
            "start": start,
            "end": start + pd.to_timedelta(length, unit="D"),
            "kind": _one_of(chance, VisitKind, count),
            "verdict": verdict,
            "summary": verdict,
            "checks": "Made up.",
        }
    )


def _repeated(table: pd.DataFrame, times: Any) -> pd.DataFrame:
    """Repeat rows, each with the place among its copies as `copy`, from 0."""
    rows = table.loc[table.index.repeat(times)].reset_index(names="row")
    return rows.assign(copy=rows.groupby("row").cumcount())


def _stops(
    leaders: pd.DataFrame, visits: pd.DataFrame, chance: np.random.Generator
) -> dict[str, pd.DataFrame]:
    """Make the stops, abroad and at different places, the places they are at, and the meetings."""
    total, others = len(visits), len(CODES) - 1
    home = np.searchsorted(CODES, visits["leader"].map(leaders.set_index("id")["country"]))
    # Steps of less than half the way round: three stops never come to one place.
    first, step = chance.integers(0, others, total), chance.integers(1, others // 2, total)
    rows = _repeated(visits, np.array([1, 1, 1, 2, 3])[chance.integers(0, 5, total)])
    where = (first[rows["row"]] + rows["copy"] * step[rows["row"]]) % others
    where = np.asarray(where + (where >= home[rows["row"]]))
    used = np.unique(where)
    ids = np.array([f"city-{code.lower()}" for code in CODES], dtype=object)
    return {
        "stops": pd.DataFrame(
            {
                "visit": rows["id"],
                "position": rows["copy"] + 1,
                "country": CODES[where],
                "place": ids[where],
                "arrival": rows["start"],
                "departure": rows["end"],
            }
        ),
        "places": pd.DataFrame(
            {
                "id": ids[used],
                "name": "City of " + CODES[used],
                "country": CODES[used],
                "latitude": np.round(chance.uniform(-50, 65, len(used)), 2),
                "longitude": np.round(chance.uniform(-170, 175, len(used)), 2),
            }
        ),
        "meetings": pd.DataFrame(
            {
                "visit": visits["id"],
                "position": 1,
                "name": _words("Host {}", np.arange(total) % 30),
                "role": "President",
            }
        ),
    }


def _citations(visits: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Cite three sources at each visit, and make these."""
    rows = _repeated(visits, 3)
    number = (rows["row"] * 3 + rows["copy"]).to_numpy() % max(4, len(visits) // 5)
    bearings = np.array([bearing.value for bearing in Bearing], dtype=object)[rows["copy"]]
    used = np.unique(number)
    stances = [stance.value for stance in Stance]
    return {
        "citations": pd.DataFrame(
            {
                "visit": rows["id"],
                "position": rows["copy"] + 1,
                "source": _words("source-{}", number),
                "bearing": pd.Series(bearings).where(rows["status"] == Status.DISPUTED),
            }
        ),
        "sources": pd.DataFrame(
            {
                "id": _words("source-{}", used),
                "publisher": _words("Publisher {}", used % 50),
                "title": _words("Report {}", used),
                "url": _words("https://example.org/reports/{}", used),
                "stance": [stances[at % len(stances)] for at in used],
            }
        ),
    }


def _statements(
    tables: dict[str, pd.DataFrame], each: int, chance: np.random.Generator
) -> dict[str, pd.DataFrame]:
    """Make the statements, on one or two topics each; a topic that none is on goes."""
    rows = _repeated(tables["visits"][["id"]], each)
    count, topics = len(rows), tables["topics"]
    sources = tables["citations"]["source"].to_numpy()
    luck = chance.random(count).tolist()
    statements = pd.DataFrame(
        {
            "visit": rows["id"],
            "position": rows["copy"] + 1,
            "kind": _one_of(chance, StatementKind, count),
            "text": [
                f"Made-up statement {place + 1} of {visit}: {value:.16f}."
                for visit, place, value in zip(rows["id"], rows["copy"], luck, strict=True)
            ],
            "source": sources[rows["row"] * 3 + chance.integers(0, 3, count)],
        }
    )
    n_topics = max(1, len(topics))
    first = chance.integers(0, n_topics, count)
    further = chance.integers(1, max(2, n_topics), count)
    said = _repeated(
        statements[["visit", "position"]], chance.integers(1, min(2, n_topics) + 1, count)
    )
    about = (first[said["row"]] + said["copy"] * further[said["row"]]) % n_topics
    kept = topics[topics.index.isin(about)]
    return {
        "statements": statements,
        "statement_topics": pd.DataFrame(
            {
                "visit": said["visit"],
                "statement": said["position"],
                "position": said["copy"] + 1,
                "topic": topics["id"].to_numpy()[about] if len(said) else [],
            }
        ),
        "topics": kept.assign(position=range(1, len(kept) + 1)),
    }


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
        path.write_text(yaml_writer.write(dataset(**options)), encoding="utf-8")
    else:
        package(path, **options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
