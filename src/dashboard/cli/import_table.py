"""Turn a plain table of stays abroad into a data set."""

from __future__ import annotations

import argparse
from dataclasses import fields
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from dashboard.cli.command import BAD, GOOD, Refused, amount
from dashboard.cli.write import check_file, write
from dashboard.dataset.stays.make import make
from dashboard.dataset.stays.rows import COLUMNS, Options
from dashboard.dataset.stays.table import UnknownColumn, open_table, slug
from dashboard.model.records import Source
from dashboard.model.vocabulary import Status, VisitKind


def run(options: argparse.Namespace) -> int:
    """Write the data set and print what was left out; 1 if there is anything of it."""
    output: Path = options.output
    check_file(output, replace=options.replace)
    if not output.parent.is_dir():
        raise Refused(f"{output}: there is no folder {output.parent}; make it first")
    given = vars(options) | {
        "as_of": options.as_of or date.today(),
        "columns": {name: getattr(options, f"{name}_column") for name in COLUMNS},
        "terms": dict(options.term),
        "leaders": options.leaders and open_table(options.leaders),
        "status": Status(options.status),
        "kind": VisitKind(options.kind),
    }
    given["source"] = _source(options, given["as_of"])
    try:
        made = make(
            open_table(options.file),
            Options(**{part.name: given[part.name] for part in fields(Options)}),
        )
    except UnknownColumn as error:
        raise Refused(str(error)) from None
    for problem in made.problems:
        print(problem)
    if made.dataset is None:
        raise Refused(f"{output}: not written; mend what is listed above first")
    write({output: made.text.encode()})
    left = f"; {amount(len(made.problems), 'problem')} above" if made.problems else ""
    print(
        f"{output}: {amount(made.n_stays, 'stay')} read as "
        f"{amount(len(made.dataset.tables['visits']), 'visit')} of "
        f"{amount(len(made.dataset.head.leaders), 'leader')}{left}"
    )
    return BAD if made.problems else GOOD


def _source(options: argparse.Namespace, as_of: date) -> Source:
    names = ("publisher", "title", "url", "archived", "date", "stance")
    given = {name: getattr(options, f"source_{name}") for name in names}
    if given["date"] and given["date"] > as_of:
        raise Refused(
            f"--source-date {given['date']} is after the day of the table, {as_of}; correct it, or "
            "set --as-of"
        )
    try:
        return Source(id=slug(given["publisher"]) or "table", **given)
    except ValidationError as error:
        name = error.errors()[0]["loc"][0]
        raise Refused(
            f"--source-{name} is not a web address; it must begin with http:// or https://"
        ) from None
