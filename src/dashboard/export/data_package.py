"""The whole data set as a Frictionless Data Package, version 2: tables, codebook, citation.

The same data set gives the same bytes: nothing in a file tells when or where it was made.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.dataset.csv_files import to_csv
from dashboard.dataset.files import DESCRIPTOR
from dashboard.dataset.layout import HEAD, TABLES, Column, Table, plain
from dashboard.dataset.tables import Dataset
from dashboard.dataset.yaml_writer import ordered
from dashboard.export import citation
from dashboard.export.texts import TEXTS, one_line
from dashboard.export.view_zip import vocabulary, zipped
from dashboard.model import licence
from dashboard.model.records import Head

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
CROISSANT = "http://mlcommons.org/croissant/1.0"
KEYWORDS = ["foreign visits", "state visits", "heads of state", "diplomacy", "content analysis"]
ARROW_TYPES = {
    "string": pa.string(),
    "date": pa.date32(),
    "number": pa.float64(),
    "integer": pa.int64(),
}
CROISSANT_TYPES = {
    "string": "sc:Text",
    "date": "sc:Date",
    "number": "sc:Float",
    "integer": "sc:Integer",
}
MEDIA_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def build(dataset: Dataset, url: str | None = None) -> dict[str, bytes]:
    """Return the files of the package by their paths, the descriptor last.

    `url` is the address of the web page of the data set, where there is one.
    """
    dataset = ordered(dataset)
    head = dataset.head
    files: dict[str, bytes] = {}
    for name, table in TABLES.items():
        files[f"data/{name}.csv"] = to_csv(dataset.tables[name])
        files[f"data/{name}.parquet"] = _parquet(table, dataset.tables[name])
    return {
        **files,
        "README.md": _readme(dataset).encode(),
        "CODEBOOK.md": _codebook(head).encode(),
        "CITATION.cff": citation.cff(head).encode(),
        "dataset.jsonld": _json(_linked_data(head, files, url)),
        DESCRIPTOR: _json(_descriptor(dataset, files)),
    }


def pack(dataset: Dataset) -> bytes:
    """Return the package as one zip."""
    return zipped(build(dataset))


def name_of(head: Head) -> str:
    """Return a name for the package's files, from the title's first words: `presidents-abroad`."""
    words = re.findall(r"[a-z0-9]+", head.title.partition(":")[0].lower())
    return "-".join(words)[:60].strip("-") or "visits"


def _json(data: Any) -> bytes:
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def _parquet(table: Table, rows: pd.DataFrame) -> bytes:
    schema = pa.schema([(column.name, ARROW_TYPES[column.form]) for column in table.columns])
    values = {column.name: plain(rows[column.name]) for column in table.columns}
    file = io.BytesIO()
    # Without Arrow's own copy of the schema: Parquet's types say it all.
    pq.write_table(pa.table(values, schema=schema), file, compression="zstd", store_schema=False)
    return file.getvalue()


def _description(head: Head) -> str:
    names = ", ".join(one_line(leader.full_name) for leader in head.leaders)
    return (
        f"Foreign visits of {names}: stops, people met, coded statements and the sources that "
        "each rests on."
    )


# The descriptor


def _descriptor(dataset: Dataset, files: Mapping[str, bytes]) -> dict[str, Any]:
    head = dataset.head
    licences = (
        [{"name": head.licence, "path": licence.address(head.licence)}] if head.licence else []
    )
    return {
        "$schema": PROFILE,
        "name": name_of(head),
        "title": head.title,
        "description": _description(head),
        "version": head.version,
        **({"licenses": licences} if licences else {}),
        "contributors": [{"title": name, "roles": ["author"]} for name in citation.authors(head)],
        "keywords": KEYWORDS,
        "dataset": head.model_dump(mode="json", include=set(HEAD) - {"title", "version"}),
        "comment": dataset.comment.splitlines(),
        "resources": [
            _resource(table, form, files[f"data/{table.name}.{form}"])
            for form in MEDIA_TYPES
            for table in TABLES.values()
        ],
    }


def _resource(table: Table, form: str, content: bytes) -> dict[str, Any]:
    # Of a Parquet file, frictionless counts no bytes, and takes any number for wrong.
    of_csv = {"encoding": "utf-8", "bytes": len(content)} if form == "csv" else {}
    return {
        "name": table.name if form == "csv" else f"{table.name}-{form}",
        "type": "table",
        "path": f"data/{table.name}.{form}",
        "description": table.about,
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "format": form,
        "mediatype": MEDIA_TYPES[form],
        **of_csv,
        "schema": {
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
        },
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.needed:
        constraints["required"] = True
    if table.key == (column.name,):
        constraints["unique"] = True
    constraints |= column.rules
    if "pattern" in constraints:
        constraints["pattern"] = _anchored(constraints["pattern"])
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.form,
        "description": column.about,
    }
    if constraints:
        field["constraints"] = constraints
    if column.terms:
        field["categories"] = [{"value": word.value, "label": word.label} for word in column.terms]
    return field


def _anchored(pattern: str) -> str:
    """Turn a pattern that may match anywhere into one that matches the whole, as the form asks."""
    if pattern.startswith("^") and pattern.endswith("$"):
        return pattern[1:-1]
    return rf"[\s\S]*{pattern}[\s\S]*"


# For people and search engines


def described(head: Head, url: str | None = None) -> dict[str, Any]:
    """Describe the data set as JSON-LD, in the words of schema.org; its files are not named."""
    kind = "Person" if head.authors else "Organization"
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": head.title,
        "description": _description(head),
        "version": head.version,
        **({"url": url} if url else {}),
        **({"license": licence.address(head.licence)} if head.licence else {}),
        "isAccessibleForFree": True,
        "creator": [{"@type": kind, "name": name} for name in citation.authors(head)],
        "datePublished": head.as_of.isoformat(),
        "dateModified": head.as_of.isoformat(),
        "temporalCoverage": f"{head.complete.start}/{head.complete.end}",
        "keywords": KEYWORDS,
    }


def _linked_data(head: Head, files: Mapping[str, bytes], url: str | None) -> dict[str, Any]:
    """Describe the data set as JSON-LD in the words of schema.org, and its tables as Croissant."""
    # Whole: Croissant's reader warns of a context that leaves some of its words out.
    context = json.loads(TEXTS.get_template("croissant_context.json").render())
    return described(head, url) | {
        "@context": context,
        "@type": "sc:Dataset",
        "conformsTo": CROISSANT,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": path,
                "name": path,
                "contentUrl": path,
                "encodingFormat": MEDIA_TYPES[path.rpartition(".")[2]],
                "contentSize": f"{len(content)} B",
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            for path, content in files.items()
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
                "dataType": CROISSANT_TYPES[column.form],
                "source": {
                    "fileObject": {"@id": f"data/{table.name}.csv"},
                    "extract": {"column": column.name},
                },
            }
            for column in table.columns
        ],
    }


def _codebook(head: Head) -> str:
    template = TEXTS.get_template("package_codebook.md")
    return template.render(vocabulary=vocabulary(head), tables=TABLES.values())


def _readme(dataset: Dataset) -> str:
    return TEXTS.get_template("package_readme.md").render(
        head=dataset.head,
        description=_description(dataset.head),
        licence=licence.named(dataset.head.licence),
        descriptor=DESCRIPTOR,
        tables=TABLES.values(),
        counts={name: len(table) for name, table in dataset.tables.items()},
    )
