"""What is in the data set and what is not, and how complete each visit is, on screen."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import completeness
from dashboard.model import Status
from dashboard.tables import Tables, each_row
from dashboard.ui.evidence import LABELS, download, table
from dashboard.ui.frame import View
from dashboard.ui.words import counted, day, plain


def what_is_in(view: View) -> None:
    """Say how far the record reaches and what it rests on, each list drawn once it is opened."""
    whole = view.whole
    dataset = whole.dataset
    n_visits, n_sources = len(whole.visits), len(whole.sources)
    n_publishers = view.once(publishers, whole)
    st.markdown(
        f"- **Period searched:** {day(dataset.complete.start)} to {day(dataset.complete.end)}.\n"
        f"- **Last checked:** {day(dataset.as_of)}.\n"
        f"- **In it:** {counted(n_visits, 'visit')}: {_by_status(view)}.\n"
        f"- **It rests on** {counted(n_sources, 'source')} of "
        f"{counted(n_publishers, 'publisher')}."
    )
    if n_sources:
        st.table(
            _named(view.once(completeness.by_stance, whole)),
            border="horizontal", width="content",
        )  # fmt: skip
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
    n_gaps = ", ".join(
        f"{plain(str(gap)).lower()}: {n:,}" for gap, n in gaps["gap"].value_counts().items()
    )
    _list(
        "Missing days, places and sources", "gaps", gaps,
        f"By visit: {n_gaps}. The days of stops are asked only of visits that took place.",
    )  # fmt: skip


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns=LABELS).set_index(LABELS["stance_label"])


def publishers(whole: Tables) -> int:
    """Count the publishers of the sources."""
    return whole.sources["publisher"].nunique()


def _by_status(view: View) -> str:
    counts = view.whole.visits["status"].value_counts()
    return ", ".join(f"{counts.get(str(status), 0):,} {status.label.lower()}" for status in Status)


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
    whole = view.whole
    criteria = view.once(completeness.criteria, whole)
    frame = view.once(completeness.scores, whole)
    if frame.empty:
        st.markdown("This data set has no visit yet.")
        return
    st.markdown(
        "A count of plain criteria, all of the same weight. It says how well a visit is "
        "documented here, not how important or how successful it was.\n\n"
        + "\n".join(
            f"{number}. **{row.criterion}.** {row.meaning} Met by {row.n_met:,} of {row.n_asked:,}."
            for number, row in enumerate(each_row(criteria), start=1)
        )
    )
    n_all = int((frame["n_met"] == frame["n_asked"]).sum())
    st.markdown(
        f"{n_all:,} of {counted(len(frame), 'visit')} meet all that is asked of them. Dates, "
        "places, itinerary and people met are asked only of visits that took place: a cancelled, "
        "planned or disputed visit has the other criteria alone."
    )
    table(frame[["leader_name", "title", "start", "status_label", "score", "unmet"]], "scores")
    download(frame, "completeness")
