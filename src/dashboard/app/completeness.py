"""What is in the data set and what is not, and how complete each visit is, on screen."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.analysis import completeness, findings
from dashboard.analysis.selection import Selection, each_row, tally
from dashboard.app.evidence import LABELS, download, table
from dashboard.app.frame import View
from dashboard.app.words import counted, day, plain
from dashboard.model.vocabulary import Status


def what_is_in(view: View) -> None:
    """Say how far the record reaches and what it rests on, each list drawn once it is opened.

    `view` is that of the whole data set (`ui.whole_of`), as for all of this page.
    """
    whole = view.whole
    st.markdown(view.once(_in_brief, whole))
    if len(whole.sources):
        st.table(view.once(_by_stance, whole), border="horizontal", width="content")
        _list("Sources by publisher", "publishers", view.once(completeness.by_publisher, whole))
    _list(
        "Visits that rest on one stance alone",
        "one_stance",
        view.once(completeness.of_one_stance, whole),
    )
    words = ", ".join(f"“{word}…”" for word in completeness.DISAGREEMENT)
    _list(
        "Cross-checks that tell of a disagreement or a doubt", "disagreements",
        view.once(completeness.disagreements, whole),
        "Sentences of the cross-checks with a word that begins so: "
        f"{words}. What is worded otherwise is missed, and a sentence can be about something else; "
        "the dossier of a visit has its cross-checks in full.",
    )  # fmt: skip
    _list("Cancelled and planned visits", "not_made", view.once(completeness.not_made, whole))
    gaps = view.once(completeness.gaps, whole)
    _list("Missing days, places and sources", "gaps", gaps, view.once(_of_gaps, gaps))


def _in_brief(whole: Selection) -> str:
    """Say how far the record reaches, what is in it and what that rests on, as Markdown."""
    dataset, counts = whole.head, tally(whole.visits["status"])
    by_status = ", ".join(
        f"{counts.get(str(status), 0):,} {status.label.lower()}" for status in Status
    )
    return (
        f"{plain(findings.coverage(dataset))}\n\n"
        f"- **Period searched:** {day(dataset.complete.start)} to {day(dataset.complete.end)}.\n"
        f"- **Last checked:** {day(dataset.as_of)}.\n"
        f"- **In it:** {counted(len(whole.visits), 'visit')}: {by_status}.\n"
        f"- **It rests on** {counted(len(whole.sources), 'source')} of "
        f"{counted(publishers(whole), 'publisher')}."
    )


def _by_stance(whole: Selection) -> pd.DataFrame:
    frame = completeness.by_stance(whole)
    return frame.rename(columns=LABELS).set_index(LABELS["stance_label"])


def _of_gaps(gaps: pd.DataFrame) -> str:
    n_gaps = ", ".join(f"{plain(str(gap)).lower()}: {n:,}" for gap, n in tally(gaps["gap"]).items())
    return f"By visit: {n_gaps}. The days of stops are asked only of visits that took place."


def publishers(whole: Selection) -> int:
    """Count the publishers of the sources."""
    return whole.sources["publisher"].nunique()


def _list(title: str, name: str, frame: pd.DataFrame, said: str = "") -> None:
    """Offer a list with its length, drawn once it is opened; where it is empty, say so."""
    if frame.empty:
        st.markdown(f"**{title}:** none.")
        return
    opened = st.expander(f"{title}: {len(frame):,}", key=f"in_{name}", on_change="rerun")
    if opened.open:
        with opened:
            if said:
                st.caption(said)
            table(frame, name)
            download(frame, name)


def scores(view: View) -> None:
    """Explain the score of a visit by its criteria, then draw it for every visit."""
    frame = view.once(completeness.scores, view.whole)
    if frame.empty:
        st.markdown("This data set has no visit yet.")
        return
    st.markdown(view.once(_on_scores, view.whole, frame))
    table(frame[["leader_name", "title", "start", "status_label", "score", "unmet"]], "scores")
    download(frame, "completeness")


def _on_scores(whole: Selection, scores: pd.DataFrame) -> str:
    criteria = "\n".join(
        f"{number}. **{row.criterion}.** {row.meaning} Met by {row.n_met:,} of {row.n_asked:,}."
        for number, row in enumerate(each_row(completeness.criteria(whole)), start=1)
    )
    n_all = int((scores["n_met"] == scores["n_asked"]).sum())
    return (
        "A count of plain criteria, all of the same weight. It says how well a visit is "
        f"documented here, not how important or how successful it was.\n\n{criteria}\n\n"
        f"{n_all:,} of {counted(len(scores), 'visit')} meet all that is asked of them. Dates, "
        "places, itinerary and people met are asked only of visits that took place: a cancelled, "
        "planned or disputed visit has the other criteria alone."
    )
