"""The whole data set as a Frictionless Data Package, version 2: tables, codebook, citation.

The same data set gives the same bytes: nothing in a file tells when or where it was made. What a
package is read back by stands in `packed`, which tables and columns it has in `layout`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.dataset import yaml_writer
from dashboard.dataset.csv_files import harmless
from dashboard.dataset.files import DESCRIPTOR
from dashboard.dataset.layout import HEAD, TABLES, Column, Rows, Table, lay_out
from dashboard.export import citation
from dashboard.export.view_zip import vocabulary, zipped
from dashboard.model import licence
from dashboard.model.records import Dataset

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
CROISSANT = "http://mlcommons.org/croissant/1.0"
KEYWORDS = ["foreign visits", "state visits", "heads of state", "diplomacy", "content analysis"]
_ARROW = {
    "string": pa.string(), "date": pa.date32(), "number": pa.float64(), "integer": pa.int64(),
}  # fmt: skip
_CROISSANT_TYPES = {
    "string": "sc:Text", "date": "sc:Date", "number": "sc:Float", "integer": "sc:Integer",
}  # fmt: skip
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{
        name: f"cr:{name}"
        for name in (
            "citeAs", "column", "equivalentProperty", "extract", "field", "fileObject",
            "fileProperty", "fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key",
            "md5", "parentField", "path", "recordSet", "references", "regex", "repeated",
            "replace", "samplingRate", "separator", "source", "subField", "transform",
        )
    },
}  # fmt: skip
"""The words of Croissant, whole: its reader warns of a context that leaves some out."""


def build(dataset: Dataset, comment: str = "", url: str | None = None) -> dict[str, bytes]:
    """Give the files of the package by their paths, the descriptor last.

    `comment` is what stands at the head of the data set's own file; it comes back with the data.
    `url` is the address of the web page of the data set, where there is one.
    """
    dataset = yaml_writer.ordered(dataset)
    laid = lay_out(dataset)
    tables: dict[str, bytes] = {}
    for name, table in TABLES.items():
        tables[f"data/{name}.csv"] = _csv(laid[name])
        tables[f"data/{name}.parquet"] = _parquet(table, laid[name])
    return {
        **tables,
        "README.md": _readme(dataset, laid).encode(),
        "CODEBOOK.md": _codebook(dataset).encode(),
        "CITATION.cff": citation.cff(dataset).encode(),
        "dataset.jsonld": _json(_linked(dataset, tables, url)),
        DESCRIPTOR: _json(_descriptor(dataset, comment, tables)),
    }


def pack(dataset: Dataset, comment: str = "") -> bytes:
    """Give the package as one zip."""
    return zipped(build(dataset, comment))


def name_of(dataset: Dataset) -> str:
    """Give the package a name, from the first words of the title: `presidents-abroad`."""
    words = re.findall(r"[a-z0-9]+", dataset.title.partition(":")[0].lower())
    # Short, for it is the name of files.
    return "-".join(words)[:60].strip("-") or "visits"


def _json(data: Any) -> bytes:
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def _csv(rows: Rows) -> bytes:
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")  # the default of the form
    writer.writerow(rows)
    for row in zip(*rows.values(), strict=True):
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return held.getvalue().encode()


def _parquet(table: Table, rows: Rows) -> bytes:
    form = pa.schema([(column.name, _ARROW[column.form]) for column in table.columns])
    held = io.BytesIO()
    # Without Arrow's own copy of the schema: Parquet's types say it all.
    pq.write_table(pa.table(rows, schema=form), held, compression="zstd", store_schema=False)
    return held.getvalue()


def _description(dataset: Dataset) -> str:
    names = ", ".join(_flat(who.full_name) for who in dataset.leaders)
    return (
        f"Foreign visits of {names}: stops, people met, coded statements and the sources that "
        "each rests on."
    )


def _flat(text: str) -> str:
    return " ".join(text.split())


# The descriptor


def _descriptor(dataset: Dataset, comment: str, tables: Mapping[str, bytes]) -> dict[str, Any]:
    names = citation.authors(dataset)
    head = dataset.model_dump(mode="json", include=set(HEAD) - {"title", "version"})
    return {
        "$schema": PROFILE,
        "name": name_of(dataset),
        "title": dataset.title,
        "description": _description(dataset),
        "version": dataset.version,
        **({"licenses": [_licence(dataset.licence)]} if dataset.licence else {}),
        "contributors": [{"title": name, "roles": ["author"]} for name in names],
        "keywords": KEYWORDS,
        "dataset": head,
        "comment": comment.splitlines(),
        "resources": [
            _resource(table, path, tables[path])
            for ending in ("csv", "parquet")
            for table in TABLES.values()
            for path in (f"data/{table.name}.{ending}",)
        ],
    }


def _licence(identifier: str) -> dict[str, str]:
    return {"name": identifier, "path": licence.address(identifier)}


def _resource(table: Table, path: str, content: bytes) -> dict[str, Any]:
    shared = {
        "type": "table",
        "path": path,
        "description": table.about,
        "hash": _hash(content),
    }
    if path.endswith(".csv"):
        # Of a Parquet file, frictionless counts no bytes, and takes any number for wrong.
        form = {"format": "csv", "mediatype": _MEDIA["csv"], "encoding": "utf-8"}
        form |= {"bytes": len(content)}
        return {"name": table.name, **shared, **form, "schema": _schema(table)}
    form = {"format": "parquet", "mediatype": _MEDIA["parquet"]}
    return {"name": f"{table.name}-parquet", **shared, **form, "schema": _schema(table)}


def _hash(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _schema(table: Table) -> dict[str, Any]:
    return {
        "fields": [_field(table, column) for column in table.columns],
        "primaryKey": list(table.key),
        "foreignKeys": [
            {
                "fields": list(reference.columns),
                "reference": {
                    "resource": reference.table,
                    "fields": list(reference.their_columns),
                },
            }
            for reference in table.references
        ],
        "missingValues": [""],
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    limits = dict(column.rules)
    if "pattern" in limits:
        limits["pattern"] = _anchored(limits["pattern"])
    constraints = {
        **({"required": True} if column.needed else {}),
        **({"unique": True} if table.key == (column.name,) else {}),
        **limits,
    }
    return {
        "name": column.name,
        "type": column.form,
        "description": column.about,
        **({"constraints": constraints} if constraints else {}),
        **(
            {"categories": [{"value": word.value, "label": word.label} for word in column.terms]}
            if column.terms
            else {}
        ),
    }


def _anchored(pattern: str) -> str:
    """Turn a pattern that may match anywhere into one that matches the whole, as the form asks."""
    if pattern.startswith("^") and pattern.endswith("$"):
        return pattern[1:-1]
    return rf"[\s\S]*{pattern}[\s\S]*"


# For people and search engines


def described(dataset: Dataset, url: str | None = None) -> dict[str, Any]:
    """Describe the data set as JSON-LD, in the words of schema.org; its files are not named."""
    kind = "Person" if dataset.authors else "Organization"
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": dataset.title,
        "description": _description(dataset),
        "version": dataset.version,
        **({"url": url} if url else {}),
        **({"license": licence.address(dataset.licence)} if dataset.licence else {}),
        "isAccessibleForFree": True,
        "creator": [{"@type": kind, "name": name} for name in citation.authors(dataset)],
        "datePublished": dataset.as_of.isoformat(),
        "dateModified": dataset.as_of.isoformat(),
        "temporalCoverage": f"{dataset.complete.start}/{dataset.complete.end}",
        "keywords": KEYWORDS,
    }


def _linked(dataset: Dataset, tables: Mapping[str, bytes], url: str | None) -> dict[str, Any]:
    """Describe the data set as JSON-LD in the words of schema.org, and its tables as Croissant."""
    return described(dataset, url) | {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CROISSANT,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": path,
                "name": path,
                "contentUrl": path,
                "encodingFormat": _MEDIA[path.rpartition(".")[2]],
                "contentSize": f"{len(content)} B",
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            for path, content in tables.items()
        ],
        "recordSet": [_record_set(table) for table in TABLES.values()],
    }


def _record_set(table: Table) -> dict[str, Any]:
    # Without `references`: mlcroissant 1.1 fails to load a table that refers to another's field.
    # The descriptor has them.
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.about,
        "key": [{"@id": f"{table.name}/{column}"} for column in table.key],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table.name}/{column.name}",
                "name": column.name,
                "description": column.about,
                "dataType": _CROISSANT_TYPES[column.form],
                "source": {
                    "fileObject": {"@id": f"data/{table.name}.csv"},
                    "extract": {"column": column.name},
                },
            }
            for column in table.columns
        ],
    }


def _codebook(dataset: Dataset) -> str:
    parts = [vocabulary(dataset), "## Tables and columns\n"]
    for table in TABLES.values():
        key = ", ".join(f"`{name}`" for name in table.key)
        parts.append(f"### `{table.name}`\n\n{table.about} Primary key: {key}.\n")
        parts.append("| column | type | may be empty | meaning |\n| --- | --- | --- | --- |")
        parts += [
            f"| `{column.name}` | {column.form} | {'no' if column.needed else 'yes'} | "
            f"{column.about} |"
            for column in table.columns
        ]
        parts.append("")
    return "\n".join(parts)


def _readme(dataset: Dataset, laid: Mapping[str, Rows]) -> str:
    rows = "\n".join(
        f"| `{table.name}` | {len(next(iter(laid[table.name].values()))):,} | {table.about} |"
        for table in TABLES.values()
    )
    links = "\n".join(
        f"- `{table.name}` ({', '.join(link.columns)}) refers to `{link.table}` "
        f"({', '.join(link.their_columns)})"
        for table in TABLES.values()
        for link in table.references
    )
    as_of: date = dataset.as_of
    return f"""\
# {_flat(dataset.title)}

{_description(dataset)}

Version {dataset.version}, as of {as_of.isoformat()}. Licence: {licence.named(dataset.licence)}

This is a Frictionless Data Package, version 2 (https://datapackage.org): `{DESCRIPTOR}` describes
every table, column and key, for programs as well as for people.

## Tables

Each is in `data/` twice, as CSV and as Parquet.

| table | rows | what a row is |
| --- | --- | --- |
{rows}

{links}

## Other files

| file | what it holds |
| --- | --- |
| `{DESCRIPTOR}` | The description of the package. `dataset` in it holds what is \
true of the whole: `as_of`, the days for which the list is complete, the authors, the counts that \
it must have. |
| `CODEBOOK.md` | What each word and each column means. |
| `CITATION.cff` | How to cite it, for programs. |
| `dataset.jsonld` | The same for search engines (schema.org) and for tools of machine \
learning (Croissant 1.0, its records read from the CSV files). |

## How to read it

- CSV is UTF-8 with a comma, lines end with CR and LF, and an empty cell is unknown or does not
  apply. Days are written 2024-09-11.
- A text in CSV that a spreadsheet could run as a formula (it begins with `=`, `+`, `-`, `@`, a tab
  or a line end, or such a sign behind spaces or in a wide form) has an apostrophe in front of it
  that does not belong to the text. Where the text itself begins with apostrophes and such a sign,
  it has one more. Take away the first apostrophe of such cells, or read the Parquet files, which
  hold every text as it is.
- Rows that stand in an order have a `position`, counted from 1.
- `mlcroissant validate --jsonld dataset.jsonld` finds the Croissant description valid. Croissant
  1.0 also asks for `url` and `license`: either is left out where it is not known. The records are
  those of the CSV files as they stand, apostrophes included.
- Each file has its hash in `{DESCRIPTOR}`. `python -m dashboard check FOLDER` and the dashboard
  (`DASHBOARD_DATA=FOLDER`, or the zip) read the package back, Parquet where it is there, and refuse
  a file whose hash differs. No part of the data set is lost on the way.

## What to keep in mind

The statements are a coder's sample, not everything that was said: compare leaders by the share of
visits that touch a topic rather than by the number of statements. Kind and topic are judgements.
The linked pages belong to their publishers.
"""
