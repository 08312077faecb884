"""Sources and downloads of the whole data set."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.analysis import limits
from dashboard.analysis.selection import FRAMES, Selection
from dashboard.app.completeness import publishers
from dashboard.app.evidence import download, table
from dashboard.app.frame import View, comment, data_path, is_sound, whole_dataset
from dashboard.app.words import counted, plain
from dashboard.dataset import yaml_writer
from dashboard.dataset.files import as_zip, is_package
from dashboard.export import data_package
from dashboard.model import licence


def sources_table(view: View) -> None:
    """Draw all sources of the data set, with how many visits and statements rest on each."""
    frame = view.whole.sources
    st.caption(
        f"{counted(len(frame), 'source')} from {view.once(publishers, view.whole):,} publishers, "
        "whatever the filters. A source without a recorded headline is described instead."
    )
    table(view.once(_by_publisher, view.whole), "sources")
    if len(frame) > limits.TABLE_ROWS:
        # Among the downloads it stands under its own name.
        download(frame, "all_sources", f"Download all {len(frame):,} sources as CSV")


def _by_publisher(whole: Selection) -> pd.DataFrame:
    columns = ["publisher", "headline", "stance_label", "date", "n_visits", "n_statements", "url"]
    return whole.sources.sort_values(["publisher", "date"])[columns]


def licences(view: View) -> str:
    """Say under which licence the data stand, and the code, as Markdown."""
    own = view.whole.head.licence
    name = plain(licence.name(own))
    return f"The data: {f'[{name}](<{licence.address(own)}>)' if own else name}. The code: MIT."


def downloads(view: View) -> None:
    """Offer the whole data set as YAML and as a data package, and each of its tables as CSV."""
    path, dataset, head = data_path(), whole_dataset(), view.whole.head
    name = data_package.name_of(head)
    if dataset is None:
        st.markdown(
            "This data set is too large for one text file; the data package holds all of it."
        )
    else:
        packed = is_package(path)
        text = f"{name}.yaml" if packed else path.name

        def whole() -> bytes:
            # The file as it stands; where it has broken meanwhile, what the page shows.
            if not packed and is_sound():
                return path.read_bytes()
            return yaml_writer.write(dataset, comment()).encode()

        st.download_button(
            f"{text}: the whole data set",
            whole, file_name=text, mime="application/yaml", icon=":material/download:",
            on_click="ignore",
        )  # fmt: skip
    st.download_button(
        "Whole data set as a data package (zip)",
        lambda: as_zip(path) if dataset is None else data_package.pack(dataset, comment()),
        file_name=f"{name}-{head.version}.zip", mime="application/zip",
        icon=":material/folder_zip:", on_click="ignore", key="take_package",
        help="A Frictionless Data Package: every table as CSV and Parquet, with types, keys, "
        "codebook and citation. The dashboard reads it in place of the YAML.",
    )  # fmt: skip
    with st.container(horizontal=True):
        for name in FRAMES:
            frame: pd.DataFrame = getattr(view.whole, name)
            download(frame, name, f"{name}.csv ({len(frame):,} rows)")
