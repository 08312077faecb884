"""What a reader takes away of a view: CSV, one zip of its tables, the snippet that embeds it.

The zip is a function of what goes in: the same view gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from html import escape
from typing import NamedTuple

import pandas as pd

from dashboard.analysis.selection import Selection
from dashboard.dataset.csv_files import to_csv
from dashboard.export.links import with_query
from dashboard.export.texts import TEXTS
from dashboard.model import licence
from dashboard.model.records import Head
from dashboard.model.vocabulary import Audit, Bearing, Stance, StatementKind, Status, VisitKind

VOCABULARIES = {
    "Status of a visit": Status,
    "Kind of a visit": VisitKind,
    "Kind of a statement": StatementKind,
    "Stance of a source": Stance,
    "Bearing of a source on a disputed visit": Bearing,
    "Audit of a statement against its source": Audit,
}
TIME_STAMP = (1980, 1, 1, 0, 0, 0)
"""The time on every file of the zip, the first that the form knows: a true one would differ."""


def csv(frame: pd.DataFrame) -> bytes:
    """Return a frame as CSV that a spreadsheet opens by itself, and of which no cell is run."""
    return to_csv(frame, encoding="utf-8-sig")


def embed(address: str, title: str, height: int) -> str:
    """Return the HTML that shows the page at `address` inside another; `height` in pixels."""
    source = _quoted(with_query(address, embed="true"))
    return (
        f'<iframe src="{source}" title="{_quoted(title)}" width="100%" height="{height}" '
        'style="border:0" loading="lazy" allow="clipboard-write"></iframe>'
    )


def _quoted(text: str) -> str:
    """Escape for an attribute in double quotes; an apostrophe may stay, and is read more easily."""
    return escape(text, quote=False).replace('"', "&quot;")


def statements_in_full(selection: Selection) -> pd.DataFrame:
    """Return each statement with its visit and its source.

    Columns: those of `Selection.statements` with `visit_title`, `leader_name`, `start`, and of
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
         "url", "date", "stance", "audit", "audited"]
    ]  # fmt: skip


class Table(NamedTuple):
    """One table of the zip, and what it holds."""

    frame: pd.DataFrame
    about: str


def tables_of(selection: Selection) -> dict[str, Table]:
    """Return the tables of the zip by the names of their files."""
    cited = set(selection.citations["source"]) | set(selection.statements["source"])
    return {
        "visits": Table(
            selection.visits,
            "The visits shown. `n_statements` and `n_sources` count all of the visit, "
            "`has_agreement` too, whatever the filters.",
        ),
        "statements": Table(
            statements_in_full(selection),
            "The statements shown, each with its visit and its source.",
        ),
        "mentions": Table(selection.mentions, "Each statement shown once for each of its topics."),
        "stops": Table(selection.stops, "The stops of the visits shown, in order."),
        "meetings": Table(selection.meetings, "The people met on the visits shown."),
        "citations": Table(selection.citations, "Which source each visit shown rests on."),
        "points": Table(
            selection.points, "The reasons for the verdict on each disputed visit shown."
        ),
        "sources": Table(
            selection.sources[selection.sources["source"].isin(cited)],
            "The sources of the visits and statements shown. `n_visits` and `n_statements` "
            "count the whole data set.",
        ),
        "leaders": Table(selection.leaders, "All leaders of the data set, with their terms."),
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
    """Return the tables of a view as one zip, with codebook, README and citations.

    `title` is the page's, `sentence` says what is shown, `made` is the day of the download;
    `citations` holds the texts of the files that cite the view, by file name.
    """
    tables = tables_of(selection)
    readme = TEXTS.get_template("view_readme.md").render(
        head=selection.head,
        tables=tables,
        title=title,
        sentence=sentence,
        link=link,
        made=made,
        licence=licence.named(selection.head.licence),
        citations=citations,
    )
    files = {"README.md": readme.encode(), "codebook.md": codebook(selection.head).encode()}
    files |= {f"{name}.csv": csv(table.frame) for name, table in tables.items()}
    files |= {name: f"{text}\n".encode() for name, text in citations.items()}
    return zipped(files)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files, by their names, as a zip of the same bytes whenever and wherever packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, TIME_STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Otherwise the bytes would tell, and depend on, the system that packed them.
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def vocabulary(head: Head) -> str:
    """Say what each word of the data set means, as Markdown: the codebook without its columns."""
    return TEXTS.get_template("vocabulary.md").render(head=head, vocabularies=VOCABULARIES)


def codebook(head: Head) -> str:
    """Say what each word of the data set and each column of its tables means, as Markdown."""
    return TEXTS.get_template("view_codebook.md").render(head=head, vocabularies=VOCABULARIES)
