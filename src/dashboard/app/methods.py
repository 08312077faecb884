"""Sections of the page on data and methods: what is in, how complete it is, what to download."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.analysis import completeness, findings, limits
from dashboard.analysis.methods import LIMITS
from dashboard.analysis.selection import FRAMES
from dashboard.analysis.wording import counted
from dashboard.app.data import LARGE, View, by_view, cached, data_path, read_again
from dashboard.app.markdown import plain, texts
from dashboard.app.tables import (
    cannot_be_shown,
    download,
    offer,
    opens,
    small_table,
    table,
    with_download,
)
from dashboard.dataset import changes as saved_changes
from dashboard.dataset import yaml_writer
from dashboard.dataset.changes import UnreadableChanges
from dashboard.dataset.files import is_package
from dashboard.export import data_package
from dashboard.model import licence
from dashboard.model.vocabulary import StatementKind, Status

TEXTS = texts("methods")
LISTS = {
    "publishers": ("Sources by publisher", completeness.by_publisher),
    "one_stance": ("Visits that rest on one stance alone", completeness.of_one_stance),
    "disagreements": (
        "Cross-checks that tell of a disagreement or a doubt",
        completeness.disagreements,
    ),
    "not_made": ("Cancelled and planned visits", completeness.not_made),
    "gaps": ("Missing days, places and sources", completeness.gaps),
}
"""What is listed of the record, by the name of its file."""

# Every `view` here is that of the whole data set (`data.whole_of`).


def what_is_in(view: View) -> None:
    """Say how far the record reaches and what it rests on; each list is drawn once it is opened."""
    selection = view.selection
    head, counts = selection.head, selection.visits["status"].value_counts()
    by_status = [f"{counts.get(str(each), 0):,} {each.label.lower()}" for each in Status]
    st.markdown(TEXTS.what_is_in(findings.coverage(head), head, by_status, selection))
    if len(selection.sources):
        small_table(cached(view, completeness.by_stance))
    lists = {name: cached(view, make) for name, (_, make) in LISTS.items()}
    by_gap = lists["gaps"]["gap"].value_counts()
    said = {
        "disagreements": TEXTS.disagreements(completeness.DISAGREEMENT),
        "gaps": TEXTS.gaps([(gap, n) for gap, n in by_gap.items() if n]),
    }
    for name, (title, _) in LISTS.items():
        _list(title, name, lists[name], said.get(name, ""))


def _list(title: str, name: str, frame: pd.DataFrame, said: str = "") -> None:
    """Offer a list with its length, drawn once it is opened; where it is empty, say so."""
    if frame.empty:
        st.markdown(f"**{title}:** none.")
        return

    def draw() -> None:
        if said:
            st.caption(said)
        with_download(frame, name)

    opens(f"{title}: {len(frame):,}", f"in_{name}", draw)


def scores(view: View) -> None:
    """Explain the score of a visit by its criteria, then draw it for every visit."""
    frame, criteria = cached(view, completeness.scores), cached(view, completeness.criteria)
    if frame.empty:
        st.markdown("This data set has no visit yet.")
        return
    n_all = (frame["n_met"] == frame["n_asked"]).sum()
    st.markdown(TEXTS.scores(list(criteria.itertuples()), n_all, len(frame)))
    table(frame[["leader_name", "title", "start", "status_label", "score", "unmet"]], "scores")
    download(frame, "completeness")


def changes() -> None:
    """Offer what changed from version to version, as saved beside the data file."""
    found = saved_changes.saved(data_path())
    if not found:
        st.markdown("No list of changes is given for this data set.")
        return
    st.markdown(TEXTS.changes())
    for version, path in found.items():
        try:
            frame = saved_changes.read(path)
        except UnreadableChanges as error:
            cannot_be_shown("The list of changes", error)
            continue
        before = plain(", ".join(frame["from_version"].unique()))
        span = f"{before} to {plain(version)}"
        st.markdown(f"**From {span}:** {counted(len(frame), 'change')}.")
        moved = saved_changes.by_kind(frame)
        if len(moved):
            st.caption(
                "Statements that left or joined a kind, with those of visits that are new or gone."
            )
            moved["kind"] = moved["kind"].map({str(kind): kind.label for kind in StatementKind})
            moved["net"] = moved["net"].map("{:+,}".format)
            small_table(moved.set_axis(["Kind", "Left", "Joined", "Net"], axis=1))
        _list(f"Changes from {span}", f"changes_{version}", frame)


def known_limits(view: View) -> str:
    """Return what the data cannot tell, first as the data set itself says it, as Markdown."""
    return TEXTS.limits(view.whole.head.limits, LIMITS)


def licences(view: View) -> str:
    """Return under which licence the data stand, and the code, as Markdown."""
    own = view.whole.head.licence
    return TEXTS.licences(licence.name(own), licence.address(own) if own else "")


def sources_table(view: View) -> None:
    """Draw all sources of the data set, with how many visits and statements rest on each."""
    frame = view.selection.sources
    st.caption(TEXTS.sources(frame))
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
    file = f"{name}.yaml" if is_package(path) else path.name

    def text() -> bytes:
        # The file as it stands; where it has broken meanwhile, what the page shows.
        if not is_package(path) and read_again().data is not None:
            return path.read_bytes()
        return yaml_writer.write(dataset).encode()

    if len(view.whole.statements) > LARGE:
        st.markdown(
            "This data set is too large for one text file; the data package holds all of it."
        )
    else:
        offer(f"{file}: the whole data set", text, file, "application/yaml", "take_yaml")
    offer(
        "Whole data set as a data package (zip)",
        lambda: data_package.pack(dataset),
        f"{name}-{dataset.head.version}.zip",
        "application/zip",
        "take_package",
        icon=":material/folder_zip:",
        help="A Frictionless Data Package: every table as CSV and Parquet, with types, keys, "
        "codebook and citation. The dashboard reads it in place of the YAML.",
    )
    with st.container(horizontal=True):
        for each in FRAMES:
            frame: pd.DataFrame = getattr(view.selection, each)
            download(frame, each, f"{each}.csv ({len(frame):,} rows)")
