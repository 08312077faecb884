"""A blind sheet of statements for a person to code, and what was filled in as a double coding."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from dashboard.analysis.selection import CODING_COLUMNS, Selection
from dashboard.analysis.wording import visit_name
from dashboard.dataset.csv_files import bare
from dashboard.dataset.messages import did_you_mean
from dashboard.dataset.stays.table import Table
from dashboard.export.texts import TEXTS, one_line
from dashboard.model.records import MAX_TOPICS, Head
from dashboard.model.vocabulary import DECISION_RULES, TOPIC_RULES, StatementKind

COLUMNS = ["number", "visit", "about", "text", "kind", "topics"]
"""Columns of a sheet; `about` names the visit in words, `kind` and `topics` are to be filled in."""


def blind(selection: Selection, sample: int, seed: int) -> pd.DataFrame:
    """Return so many statements, drawn at random, in random order and without their codes.

    All of them where there are not so many. The same data and seed give the same sheet.
    """
    statements = selection.statements
    drawn = statements.sample(min(sample, len(statements)), random_state=seed)
    names = {row.visit: visit_name(row) for row in selection.visits.itertuples()}
    return pd.DataFrame(
        {
            "number": range(1, len(drawn) + 1),
            "visit": drawn["visit"].astype("str").to_numpy(),
            "about": drawn["visit"].map(names).astype("str").to_numpy(),
            "text": drawn["text"].to_numpy(),
            "kind": "",
            "topics": "",
        },
        columns=COLUMNS,
    )


def codebook(head: Head) -> str:
    """Say how to code a statement, as Markdown, with no example from the data that coders code."""
    return TEXTS.get_template("coding_codebook.md").render(
        head=head, kinds=StatementKind, decision_rules=DECISION_RULES, topic_rules=TOPIC_RULES
    )


def coded(table: Table, selection: Selection) -> pd.DataFrame:
    """Return what a person filled in, beside what stands in the data; a row may be left out.

    Kinds and topics are known by id or label, in capitals or not; topics are parted by spaces,
    commas or semicolons. Columns: `CODING_COLUMNS`. What is wrong is added to the problems of the
    table; then no row is returned.
    """
    absent = [
        column for column in ("visit", "text", "kind", "topics") if column not in table.header
    ]
    rows: list[dict[str, object]] = []
    if absent:
        table.report(
            1,
            f"no column `{absent[0]}`; the columns of a sheet are {', '.join(COLUMNS)}, and "
            "their names stand in its first line",
        )
    elif not table.rows:
        table.report(1, "no statement is in the sheet; fill in its rows")
    else:
        reader = _Reader(table, selection)
        for number, (line, cells) in enumerate(table.rows, start=1):
            rows.append({"number": number, **reader.read(cells, line)})
    table.problems.sort(key=lambda problem: problem.line)
    return pd.DataFrame([] if table.problems else rows, columns=CODING_COLUMNS)


class _Reader:
    """Reads the rows of a sheet, one after another, and reports what is wrong with them."""

    def __init__(self, table: Table, selection: Selection) -> None:
        self.table = table
        self.statements: dict[tuple[str, str], Any] = {
            (str(row.visit), one_line(str(row.text))): row
            for row in selection.statements.itertuples()
        }
        self.visits = {visit for visit, _ in self.statements}
        self.kinds = {
            name.casefold(): str(kind) for kind in StatementKind for name in (kind, kind.label)
        }
        self.topics = {
            name.casefold(): topic.id
            for topic in selection.head.topics
            for name in (topic.label, topic.id)
        }
        self.lines: dict[tuple[str, str], int] = {}

    def read(self, cells: Mapping[str, str], line: int) -> dict[str, object]:
        """Return what a row of the sheet says of a statement, nothing where there is no such."""
        report = partial(self.table.report, line)
        key = cells["visit"], one_line(bare(cells["text"]))
        kind = self.kinds.get(cells["kind"].casefold())
        topics, unknown = _topics(cells["topics"], self.topics)
        if key[0] not in self.visits:
            mend = did_you_mean(key[0], self.visits) or "leave the column `visit` as it was"
            report(f"the data set has no statements of a visit `{key[0]}`; {mend}")
        elif key not in self.statements:
            report(
                f"`{key[0]}` has no statement of this wording; leave the column `text` as it was, "
                "or take the row out if the data have changed since the sheet was written"
            )
        elif first := self.lines.get(key):
            report(f"the statement stands in line {first} too; take one of the rows out")
        self.lines.setdefault(key, line)
        if not cells["kind"] or not (topics or unknown):
            lacking = "topics" if cells["kind"] else "kind"
            report(f"`{lacking}` is not filled in; fill it in, or take the row out")
        if cells["kind"] and kind is None:
            mend = did_you_mean(cells["kind"].casefold(), self.kinds)
            mend = mend or f"write one of {', '.join(StatementKind)}"
            report(f"`{cells['kind']}` is no kind; {mend}")
        for word in unknown:
            mend = did_you_mean(word.casefold(), self.topics) or "the codebook lists them"
            report(f"`{word}` is no topic; {mend}")
        if len(topics) > MAX_TOPICS:
            report(f"{len(topics)} topics; leave the {MAX_TOPICS} most important")
        if key not in self.statements:
            return {}
        statement = self.statements[key]
        return {
            "visit": statement.visit,
            "text": statement.text,
            "first_kind": statement.kind,
            "second_kind": kind,
            "first_topics": statement.topics,
            "second_topics": tuple(topics),
        }


def _topics(cell: str, known: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Part a cell into topics, each once, and what is none of them.

    A label may hold spaces, and a comma too, so the whole is tried before its parts.
    """
    found: list[str] = []
    unknown: list[str] = []
    for part in cell.replace(";", ",").split(","):
        words = [one_line(part)] if one_line(part).casefold() in known else part.split()
        for word in words:
            if topic := known.get(word.casefold()):
                found.append(topic)
            else:
                unknown.append(word)
    return list(dict.fromkeys(found)), unknown
