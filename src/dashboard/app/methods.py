"""Sections of the page on data and methods: what is in, how complete it is, what to download."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.analysis import completeness, findings, limits
from dashboard.analysis.column_labels import LABELS
from dashboard.analysis.methods import LIMITS
from dashboard.analysis.selection import FRAMES
from dashboard.analysis.wording import counted, day
from dashboard.app.data import LARGE, View, by_view, data_path, read_again
from dashboard.app.markdown import plain
from dashboard.app.statements import download, table
from dashboard.dataset import changes as saved_changes
from dashboard.dataset import yaml_writer
from dashboard.dataset.changes import UnreadableChanges
from dashboard.dataset.files import is_package
from dashboard.export import data_package
from dashboard.model import licence
from dashboard.model.vocabulary import StatementKind, Status

# Every `view` here is that of the whole data set (`data.whole_of`).


def what_is_in(view: View) -> None:
    """Say how far the record reaches and what it rests on; each list is drawn once it is opened."""
    selection = view.selection
    head, counts = selection.head, selection.visits["status"].value_counts()
    by_status = ", ".join(
        f"{counts.get(str(status), 0):,} {status.label.lower()}" for status in Status
    )
    st.markdown(
        f"{plain(findings.coverage(head))}\n\n"
        f"- **Period searched:** {day(head.complete.start)} to {day(head.complete.end)}.\n"
        f"- **Last checked:** {day(head.as_of)}.\n"
        f"- **In it:** {counted(len(selection.visits), 'visit')}: {by_status}.\n"
        f"- **It rests on** {counted(len(selection.sources), 'source')} of "
        f"{counted(selection.sources['publisher'].nunique(), 'publisher')}."
    )
    lists = _lists(view)
    if len(selection.sources):
        by_stance = lists["stances"].rename(columns=LABELS)
        st.table(by_stance.set_index(LABELS["stance_label"]), border="horizontal", width="content")
        _list("Sources by publisher", "publishers", lists["publishers"])
    _list("Visits that rest on one stance alone", "one_stance", lists["one_stance"])
    words = ", ".join(f"“{word}…”" for word in completeness.DISAGREEMENT)
    _list(
        "Cross-checks that tell of a disagreement or a doubt",
        "disagreements",
        lists["disagreements"],
        "Sentences of the cross-checks with a word that begins so: "
        f"{words}. What is worded otherwise is missed, and a sentence can be about something else; "
        "the dossier of a visit has its cross-checks in full.",
    )
    _list("Cancelled and planned visits", "not_made", lists["not_made"])
    by_gap = lists["gaps"]["gap"].value_counts()
    n_gaps = ", ".join(f"{plain(str(gap)).lower()}: {n:,}" for gap, n in by_gap.items() if n)
    _list(
        "Missing days, places and sources",
        "gaps",
        lists["gaps"],
        f"By visit: {n_gaps}. The days of stops are asked only of visits that took place.",
    )


@by_view
def _lists(view: View) -> dict[str, pd.DataFrame]:
    selection = view.selection
    return {
        "stances": completeness.by_stance(selection),
        "publishers": completeness.by_publisher(selection),
        "one_stance": completeness.of_one_stance(selection),
        "disagreements": completeness.disagreements(selection),
        "not_made": completeness.not_made(selection),
        "gaps": completeness.gaps(selection),
    }


def _list(title: str, name: str, frame: pd.DataFrame, said: str = "") -> None:
    """Offer a list with its length, drawn once it is opened; where it is empty, say so."""
    if frame.empty:
        st.markdown(f"**{title}:** none.")
        return
    box = st.expander(f"{title}: {len(frame):,}", key=f"in_{name}", on_change="rerun")
    if box.open:
        with box:
            if said:
                st.caption(said)
            table(frame, name)
            download(frame, name)


@by_view
def _scores(view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    return completeness.scores(view.selection), completeness.criteria(view.selection)


def scores(view: View) -> None:
    """Explain the score of a visit by its criteria, then draw it for every visit."""
    frame, criteria = _scores(view)
    if frame.empty:
        st.markdown("This data set has no visit yet.")
        return
    listed = "\n".join(
        f"{number}. **{row.criterion}.** {row.meaning} Met by {row.n_met:,} of {row.n_asked:,}."
        for number, row in enumerate(criteria.itertuples(), start=1)
    )
    n_all = (frame["n_met"] == frame["n_asked"]).sum()
    st.markdown(
        "A count of plain criteria, all of the same weight. It says how well a visit is "
        f"documented here, not how important or how successful it was.\n\n{listed}\n\n"
        f"{n_all:,} of {counted(len(frame), 'visit')} meet all that is asked of them. Dates, "
        "places, itinerary and people met are asked only of visits that took place: a cancelled, "
        "planned or disputed visit has the other criteria alone."
    )
    table(frame[["leader_name", "title", "start", "status_label", "score", "unmet"]], "scores")
    download(frame, "completeness")


def changes() -> None:
    """Offer what changed from version to version, as saved beside the data file."""
    found = saved_changes.saved(data_path())
    if not found:
        st.markdown("No list of changes is given for this data set.")
        return
    st.markdown(
        "For a figure made with an earlier version: what it counted and what has changed since. "
        "Statements are matched by their wording and their source: one that was worded anew "
        "altogether stands as removed and added."
    )
    for version, path in found.items():
        try:
            frame = saved_changes.read(path)
        except UnreadableChanges as error:
            st.warning(
                f"**The list of changes cannot be shown.** {plain(str(error))}",
                icon=":material/report:",
            )
            continue
        before = plain(", ".join(frame["from_version"].unique()))
        moved = saved_changes.by_kind(frame)
        st.markdown(f"**From {before} to {plain(version)}:** {counted(len(frame), 'change')}.")
        if len(moved):
            st.caption(
                "Statements that left or joined a kind, with those of visits that are new or gone."
            )
            labels = {str(kind): kind.label for kind in StatementKind}
            shown = moved.assign(kind=moved["kind"].map(labels)).rename(
                columns={"kind": "Kind", "n_left": "Left", "n_joined": "Joined", "net": "Net"}
            )
            shown["Net"] = shown["Net"].map("{:+,}".format)
            st.table(shown.set_index("Kind"), border="horizontal", width="content")
        _list(f"Changes from {before} to {plain(version)}", f"changes_{version}", frame)


def known_limits(view: View) -> str:
    """Return what the data cannot tell, first as the data set itself says it, as Markdown."""
    return "".join(f"- {plain(limit)}\n" for limit in (*view.whole.head.limits, *LIMITS))


def licences(view: View) -> str:
    """Return under which licence the data stand, and the code, as Markdown."""
    own = view.whole.head.licence
    name = plain(licence.name(own))
    return f"The data: {f'[{name}](<{licence.address(own)}>)' if own else name}. The code: MIT."


def sources_table(view: View) -> None:
    """Draw all sources of the data set, with how many visits and statements rest on each."""
    frame = view.selection.sources
    st.caption(
        f"{counted(len(frame), 'source')} from {frame['publisher'].nunique():,} publishers, "
        "whatever the filters. A source without a recorded headline is described instead."
    )
    table(_by_publisher(view), "sources")
    if len(frame) > limits.TABLE_ROWS:
        # Among the downloads it stands under its own name.
        download(frame, "all_sources", f"Download all {len(frame):,} sources as CSV")


@by_view
def _by_publisher(view: View) -> pd.DataFrame:
    columns = ["publisher", "headline", "stance_label", "date", "n_visits", "n_statements", "url"]
    return view.selection.sources.sort_values(["publisher", "date"])[columns]


def downloads(view: View) -> None:
    """Offer the whole data set as YAML and as a data package, and each of its tables as CSV."""
    path, dataset = data_path(), view.data.dataset
    name = data_package.name_of(dataset.head)
    if len(view.whole.statements) > LARGE:
        st.markdown(
            "This data set is too large for one text file; the data package holds all of it."
        )
    else:
        file = f"{name}.yaml" if is_package(path) else path.name

        def text() -> bytes:
            # The file as it stands; where it has broken meanwhile, what the page shows.
            if not is_package(path) and read_again().data is not None:
                return path.read_bytes()
            return yaml_writer.write(dataset).encode()

        st.download_button(
            f"{file}: the whole data set",
            text,
            file_name=file,
            mime="application/yaml",
            icon=":material/download:",
            on_click="ignore",
        )
    st.download_button(
        "Whole data set as a data package (zip)",
        lambda: data_package.pack(dataset),
        file_name=f"{name}-{dataset.head.version}.zip",
        mime="application/zip",
        icon=":material/folder_zip:",
        on_click="ignore",
        key="take_package",
        help="A Frictionless Data Package: every table as CSV and Parquet, with types, keys, "
        "codebook and citation. The dashboard reads it in place of the YAML.",
    )
    with st.container(horizontal=True):
        for each in FRAMES:
            frame: pd.DataFrame = getattr(view.selection, each)
            download(frame, each, f"{each}.csv ({len(frame):,} rows)")
