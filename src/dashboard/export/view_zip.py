"""What a reader takes away: harmless CSV, one zip of the view, the snippet that embeds it.

The zip is a function of what goes in: the same view gives the same bytes.
"""

from __future__ import annotations

import inspect
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from typing import Any

import pandas as pd

from dashboard.analysis.selection import Selection
from dashboard.dataset.csv_files import harmless
from dashboard.export.links import with_query
from dashboard.model import licence
from dashboard.model.records import Head
from dashboard.model.vocabulary import Bearing, Stance, StatementKind, Status, Term, VisitKind

_STAMP = (1980, 1, 1, 0, 0, 0)
"""The time on every file of the zip, the first that the form knows: a true one would differ."""


def csv(frame: pd.DataFrame) -> bytes:
    """Write a frame as CSV that a spreadsheet shows as text: no cell runs as a formula.

    UTF-8 with the mark that spreadsheets know it by; days as 2024-09-11; several values of
    one cell parted by spaces; numbers as numbers, whole ones without a point.
    """
    out = frame.copy()
    for column in out.columns:
        values = out[column]
        if pd.api.types.is_bool_dtype(values):
            continue
        if pd.api.types.is_float_dtype(values):
            # A count with an unknown among its rows is a float, and would read 3.0.
            whole = values.dropna()
            if (whole % 1 == 0).all():
                out[column] = values.astype("Int64")
        elif not pd.api.types.is_numeric_dtype(values):
            out[column] = values.astype(object).map(_cell)
    return out.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if isinstance(value, tuple | list):
        value = " ".join(str(part) for part in value)
    if isinstance(value, date) and not pd.isna(value):
        return f"{value:%Y-%m-%d}"
    return harmless(value) if isinstance(value, str) else value


def embed(address: str, title: str, height: int) -> str:
    """Write the HTML that shows the page at `address` inside another; `height` in pixels."""
    source = _quoted(with_query(address, embed="true"))
    return (
        f'<iframe src="{source}" title="{_quoted(title)}" width="100%" height="{height}" '
        'style="border:0" loading="lazy" allow="clipboard-write"></iframe>'
    )


def _quoted(text: str) -> str:
    """Escape for an attribute in double quotes; an apostrophe may stay, and is read more easily."""
    return escape(text, quote=False).replace('"', "&quot;")


def statements_in_full(selection: Selection) -> pd.DataFrame:
    """Give each statement with its visit and its source.

    Columns: those of `Tables.statements` with `visit_title`, `leader_name`, `start`, and of
    the source publisher, headline, url, date, stance.
    """
    visits = selection.visits[["visit", "title", "leader_name", "start"]]
    sources = selection.sources[["source", "publisher", "headline", "url", "date", "stance"]]
    frame = selection.statements.merge(
        visits.rename(columns={"title": "visit_title"}), on="visit", how="left"
    ).merge(sources, on="source", how="left")
    return frame[
        ["statement", "visit", "visit_title", "leader", "leader_name", "start", "kind",
         "kind_label", "topics", "topic_labels", "text", "source", "publisher", "headline",
         "url", "date", "stance"]
    ]  # fmt: skip


def _frames(selection: Selection) -> dict[str, tuple[pd.DataFrame, str]]:
    """Name each file of the zip with its rows and what it holds."""
    cited = set(selection.citations["source"]) | set(selection.statements["source"])
    return {
        "visits": (
            selection.visits,
            "The visits shown. `n_statements` and `n_sources` count all of the visit, "
            "`has_agreement` too, whatever the filters.",
        ),
        "statements": (
            statements_in_full(selection),
            "The statements shown, each with its visit and its source.",
        ),
        "mentions": (selection.mentions, "Each statement shown once for each of its topics."),
        "stops": (selection.stops, "The stops of the visits shown, in order."),
        "meetings": (selection.meetings, "The people met on the visits shown."),
        "citations": (selection.citations, "Which source each visit shown rests on."),
        "sources": (
            selection.sources[selection.sources["source"].isin(cited)],
            "The sources of the visits and statements shown. `n_visits` and `n_statements` "
            "count the whole data set.",
        ),
        "leaders": (selection.leaders, "All leaders of the data set, with their terms."),
    }


def pack(
    selection: Selection,
    *,
    title: str,
    sentence: str,
    link: str,
    made: date,
    citations: Mapping[str, str],
) -> bytes:
    """Pack the tables of a view as one zip, with codebook, README and citations.

    `title` is the page's, `sentence` says what is shown, `made` is the day of the download;
    `citations` holds the texts of the files that cite the view, by file name.
    """
    frames = _frames(selection)
    files: dict[str, bytes] = {
        "README.md": _readme(selection, frames, title, sentence, link, made, citations).encode(),
        "codebook.md": codebook(selection).encode(),
        **{f"{name}.csv": csv(frame) for name, (frame, _) in frames.items()},
        **{name: f"{text}\n".encode() for name, text in citations.items()},
    }
    return zipped(files)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack files, by their names, as a zip that is the same whenever and wherever it is packed."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Otherwise the bytes would tell, and depend on, the system that packed them.
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return held.getvalue()


def _flat(text: str) -> str:
    return " ".join(text.split())


def _readme(
    selection: Selection,
    frames: Mapping[str, tuple[pd.DataFrame, str]],
    title: str,
    sentence: str,
    link: str,
    made: date,
    citations: Mapping[str, str],
) -> str:
    dataset = selection.head
    rows = "\n".join(
        f"| {name}.csv | {len(frame):,} | {said} |" for name, (frame, said) in frames.items()
    )
    return f"""\
# {_flat(dataset.title)}

What the page “{title}” showed, as tables.

- Shown: {sentence}
- Visits: {len(selection.visits):,}
- Statements: {len(selection.statements):,}
- Version of the data set: {dataset.version}, as of {dataset.as_of.isoformat()}
- Downloaded: {made.isoformat()}
- Link to the view: {link or "not known"}
- Licence: {licence.named(dataset.licence)}

## Files

| file | rows | what it holds |
| --- | --- | --- |
{rows}
| codebook.md | | What each word and each column means. |
{chr(10).join(f"| {name} | | The citation of this view. |" for name in citations)}

The tables are CSV in UTF-8. A text that begins with a sign by which a spreadsheet knows a formula
has an apostrophe in front of it. An empty cell is unknown, or does not apply.

## What to keep in mind

The statements are a coder's sample, not everything that was said: compare leaders by the share of
visits that touch a topic rather than by the number of statements. Kind and topic are judgements.
The linked pages belong to their publishers.

## Cite

{citations.get("citation.txt", "")}
"""


def _terms(terms: Iterable[Term]) -> str:
    return "\n".join(
        f"- `{term.value}`: {term.label}. {_flat(term.meaning)} Counts: {_flat(term.counts)} "
        f"Does not count: {_flat(term.excludes)}"
        for term in terms
    )


def vocabulary(dataset: Head) -> str:
    """Say what each word of the data set means, as Markdown: the codebook without its columns."""
    topics = "\n".join(
        f"- `{topic.id}`: {_flat(topic.label)} ({_flat(topic.group)}). {_flat(topic.covers)}"
        for topic in dataset.topics
    )
    closed: dict[str, Iterable[Term]] = {
        "Status of a visit": Status,
        "Kind of a visit": VisitKind,
        "Kind of a statement": StatementKind,
        "Stance of a source": Stance,
        "Bearing of a source on a disputed visit": Bearing,
    }
    words = "\n\n".join(f"## {name}\n\n{_terms(terms)}" for name, terms in closed.items())
    note = f" {_flat(dataset.complete.note)}" if dataset.complete.note else ""
    return f"""\
# Codebook

{_flat(dataset.title)}, version {dataset.version}, as of {dataset.as_of.isoformat()}. The list of
visits is judged complete from {dataset.complete.start} to {dataset.complete.end}.{note}

A visit is one journey abroad, from leaving home to returning; it has one stop for each place. A
statement is one reported point about one visit, in the coder's words, with the source that says it,
one kind and one to three topics.

{words}

## Topics

{topics}
"""


def codebook(selection: Selection) -> str:
    """Say what each word of the data set and each column of its tables means, as Markdown."""
    # The columns are documented, and held by a test, where the frames are defined.
    columns = (inspect.getdoc(Selection) or "").replace("datetime64, NaT", "days, empty")
    listed = "\n\n".join(
        f"- {_flat(part)}" for part in re.split(r"\n(?=`\w+`:)", columns) if part.startswith("`")
    )
    return f"""\
{vocabulary(selection.head)}
## Columns

{listed}

`statements.csv` also has `visit_title`, `leader_name` and `start` of the visit, and `publisher`,
`headline`, `url`, `date` and `stance` of the source.
"""
