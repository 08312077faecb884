"""The codebook on screen, from the vocabulary and the data; crosswalks to others' categories."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import codebook
from dashboard.codebook import OCCASION, UnreadableCrosswalk
from dashboard.model import VisitKind
from dashboard.tables import Tables, each_row
from dashboard.ui.evidence import download
from dashboard.ui.figures import twin
from dashboard.ui.frame import View, data_path, whole_of
from dashboard.ui.share import visit_address
from dashboard.ui.words import counted, day, plain, source_link
from dashboard.words import sentence

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


def terms(view: View) -> pd.DataFrame:
    """Give the words of the codebook, each with its source's columns."""
    return whole_of(view).once(_terms, view.whole)


def _terms(whole: Tables) -> pd.DataFrame:
    frame = codebook.codebook(whole)
    return frame.merge(whole.sources.drop(columns=["n_visits", "n_statements"]), on="source",
                       how="left")  # fmt: skip


def words_of(frame: pd.DataFrame, name: str) -> None:
    """Draw the words of one vocabulary: meaning, what counts, what does not, an example."""
    rows = frame[frame["vocabulary"] == name]
    if rows.empty:
        st.markdown("This data set has none.")
    for group, part in rows.groupby("group", sort=False):
        if group:
            st.subheader(plain(str(group)))
        st.markdown("\n\n".join(_term(row) for row in each_row(part)))


def _term(row: Any) -> str:
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
            f"[visit](<{visit_address(row.example_visit)}>)]"
        )
    else:
        lines.append("*Example:* none in this data set.")
    return "  \n".join(lines)


def occasions(view: View) -> None:
    """Say what an occasion is, and list those of the data set once that is opened."""
    frame = whole_of(view).once(codebook.occasions, view.whole)
    n_visits = len(view.whole.visits)
    st.markdown(
        "What a visit was made for, where that has a name of its own: a summit, a session, a "
        "ceremony, a signing, a postponed programme. *Counts:* the name as the sources give it, "
        "with its number. *Does not count:* the purpose of a visit that is just a visit; there it "
        f"is empty. {len(frame):,} of {counted(n_visits, 'visit')} have one."
    )
    for row in each_row(frame.head(1)):
        when = f", {day(row.start)}" if not pd.isna(row.start) else ""
        st.markdown(f"*Example:* {plain(row.occasion)} ({plain(f'{row.leader_name}: {row.title}')}"
                    f"{when})")  # fmt: skip
    if len(frame):
        twin(frame, OCCASION.lower())


def codebook_download(frame: pd.DataFrame) -> None:
    """Offer the whole codebook as CSV."""
    columns = [*codebook.COLUMNS, "publisher", "url"]
    download(frame[columns], "codebook", f"codebook.csv ({len(frame):,} words)")


def crosswalk(view: View, name: str) -> None:
    """Draw a crosswalk that lies beside the data file: ours, theirs, how near they are."""
    closed = {str(kind): kind.label for kind in VisitKind}
    topics = {topic.id: topic.label for topic in view.whole.dataset.topics}
    labels = topics if name.startswith("topics") else closed
    try:
        frame = codebook.crosswalk(data_path(), name, labels)
    except UnreadableCrosswalk as error:
        st.warning(f"**The crosswalk cannot be shown.** {plain(str(error))}",
                   icon=":material/report:")  # fmt: skip
        return
    if frame.empty:
        st.info("No crosswalk is given for this data set.", icon=":material/info:")
        return
    st.markdown(_THEIRS[name])
    lines = []
    for ours, rows in frame.groupby("id", sort=False):
        theirs = ", ".join(
            f"{plain(f'{row.code} {row.label}' if row.code.isdigit() else row.label)} ({row.match})"
            for row in each_row(rows)
        )
        lines.append(f"- **{plain(labels[str(ours)])}** → {theirs}")
    st.markdown("\n".join(lines))
    named = frame.assign(ours=frame["id"].map(labels)).rename(columns={"label": "theirs"})
    twin(named[["id", "ours", "code", "theirs", "match", "note"]], name)
