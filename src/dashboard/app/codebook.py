"""The codebook on screen, from the vocabulary and the data; crosswalks to others' categories."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.analysis import codebook
from dashboard.analysis.codebook import OCCASION, UnreadableCrosswalk
from dashboard.analysis.methods import VOCABULARIES
from dashboard.analysis.selection import Selection, each_row
from dashboard.analysis.wording import sentence
from dashboard.app.evidence import download
from dashboard.app.figures import data_table
from dashboard.app.frame import View, data_path
from dashboard.app.reliability import stamps
from dashboard.app.share import visit_address
from dashboard.app.words import counted, day, plain, source_link
from dashboard.model.vocabulary import VisitKind

PARTS = ("Codebook", "Crosswalks", "Reliability")
"""The parts of the page; they stand in shared links."""

_THEIRS = {
    "topics-cap": "The codes are the major topics of the project's "
    "[Master Codebook](<https://www.comparativeagendas.net/pages/master-codebook>). It gives each "
    "case one major topic, this data set gives a statement up to three: a broad match shows where "
    "to look and converts no counts.",
    "visit-kinds": "The grades are those of the protocol of the United States "
    "([Foreign Affairs Manual, 2 FAM 1430](<https://fam.state.gov/fam/02fam/02fam1430.html>), and "
    "press accounts of it), which grades bilateral visits; the multilateral summit stands beside "
    "them.",
}


def _terms(view: View) -> pd.DataFrame:
    """Give the words of the codebook, each with its source's columns.

    As for every part of the page, `view` is that of the whole data set (`ui.whole_of`).
    """
    return view.once(_sourced, view.whole)


def _sourced(whole: Selection) -> pd.DataFrame:
    frame = codebook.codebook(whole)
    return frame.merge(whole.sources.drop(columns=["n_visits", "n_statements"]), on="source",
                       how="left")  # fmt: skip


def words_of(view: View, name: str) -> None:
    """Draw the words of one vocabulary: meaning, what counts, what does not, an example."""
    # An id needs no escape in an address.
    for group, said in view.once(_words, _terms(view), name, visit_address("")):
        if group:
            st.subheader(group)
        st.markdown(said)


def _words(frame: pd.DataFrame, name: str, to_visit: str) -> list[tuple[str, str]]:
    """Write what a vocabulary says of itself, then its words, group by group, as Markdown.

    `to_visit` is what stands before a visit's id in its address.
    """
    groups = {"": [intro] if (intro := VOCABULARIES.get(name)) else []}
    rows = frame[frame["vocabulary"] == name]
    if rows.empty:
        groups[""].append("This data set has none.")
    for row in each_row(rows):
        groups.setdefault(row.group, []).append(_term(row, to_visit))
    return [(plain(group), "\n\n".join(said)) for group, said in groups.items() if said]


def _term(row: Any, to_visit: str) -> str:
    meaning = f" {plain(row.meaning)}" if row.meaning else ""
    n_used = counted(int(row.n_used), row.unit)
    lines = [f"**{plain(row.term_label)}.**{meaning} :small[({n_used})]"]
    lines.append(f"*Counts:* {plain(sentence(row.counts))}")
    if row.excludes:
        lines.append(f"*Does not count:* {plain(sentence(row.excludes))}")
    if row.example:
        sign = ("“", "”") if row.unit == "statement" else ("", "")
        # A source that is its own example is named once.
        said = "" if row.unit == "source" else f"{sign[0]}{plain(row.example)}{sign[1]} "
        lines.append(
            f"*Example:* {said}:small[{source_link(row, short=row.unit != 'source')} · "
            f"[visit](<{to_visit}{row.example_visit}>)]"
        )
    else:
        lines.append("*Example:* none in this data set.")
    return "  \n".join(lines)


def occasions(view: View) -> None:
    """Say what an occasion is, and list those of the data set once that is opened."""
    frame = view.once(codebook.occasions, view.whole)
    st.markdown(view.once(_on_occasions, frame, len(view.whole.visits)))
    if len(frame):
        data_table(frame, OCCASION.lower())


def _on_occasions(frame: pd.DataFrame, n_visits: int) -> str:
    said = (
        "What a visit was made for, where that has a name of its own: a summit, a session, a "
        "ceremony, a signing, a postponed programme. *Counts:* the name as the sources give it, "
        "with its number. *Does not count:* the purpose of a visit that is just a visit; there it "
        f"is empty. {len(frame):,} of {counted(n_visits, 'visit')} have one."
    )
    for row in each_row(frame.head(1)):
        when = f", {day(row.start)}" if not pd.isna(row.start) else ""
        said += (
            f"\n\n*Example:* {plain(row.occasion)} ({plain(f'{row.leader_name}: {row.title}')}"
            f"{when})"
        )
    return said


def codebook_download(view: View) -> None:
    """Offer the whole codebook as CSV."""
    frame = _terms(view)
    columns = [*codebook.COLUMNS, "publisher", "url"]
    download(lambda: frame[columns], "codebook", f"codebook.csv ({len(frame):,} words)")


def crosswalk(view: View, name: str) -> None:
    """Draw a crosswalk that lies beside the data file: ours, theirs, how near they are."""
    path = data_path()
    try:
        frame, said = view.once(
            _crosswalk, view.whole, path, name, stamps(path.parent / codebook.CROSSWALKS)
        )
    except UnreadableCrosswalk as error:
        st.warning(f"**The crosswalk cannot be shown.** {plain(str(error))}",
                   icon=":material/report:")  # fmt: skip
        return
    if frame.empty:
        st.info("No crosswalk is given for this data set.", icon=":material/info:")
        return
    st.markdown(said)
    data_table(frame, name)


def _crosswalk(
    whole: Selection,
    data: Path,
    name: str,
    changed: tuple[object, ...],  # noqa: ARG001
) -> tuple[pd.DataFrame, str]:
    """Give a crosswalk as a table and as Markdown.

    When the files `changed` is given to be part of what it is kept under: an edit shows on the
    next run.
    """
    closed = {str(kind): kind.label for kind in VisitKind}
    topics = {topic.id: topic.label for topic in whole.head.topics}
    labels = topics if name.startswith("topics") else closed
    frame = codebook.crosswalk(data, name, labels)
    theirs: dict[str, list[str]] = {}
    for row in each_row(frame):
        label = plain(f"{row.code} {row.label}" if row.code.isdigit() else row.label)
        theirs.setdefault(row.id, []).append(f"{label} ({row.match})")
    lines = [f"- **{plain(labels[ours])}** → {', '.join(found)}" for ours, found in theirs.items()]
    named = frame.assign(ours=frame["id"].map(labels)).rename(columns={"label": "theirs"})
    return (
        named[["id", "ours", "code", "theirs", "match", "note"]],
        "\n\n".join([_THEIRS[name], "\n".join(lines)]),
    )
