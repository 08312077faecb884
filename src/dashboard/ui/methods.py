"""Sources and downloads of the whole data set."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import canonical, licence, package
from dashboard.files import is_package
from dashboard.tables import FRAMES
from dashboard.ui.evidence import download, table
from dashboard.ui.frame import View, comment, data_path, is_sound
from dashboard.ui.words import counted, plain


def sources_table(view: View) -> None:
    """Draw all sources of the data set, with how many visits and statements rest on each."""
    frame = view.whole.sources
    st.caption(
        f"{counted(len(frame), 'source')} from {frame['publisher'].nunique():,} publishers, "
        "whatever the filters. A source without a recorded headline is described instead."
    )
    columns = ["publisher", "headline", "stance_label", "date", "n_visits", "n_statements", "url"]
    table(frame.sort_values(["publisher", "date"])[columns])


def licences(view: View) -> str:
    """Say under which licence the data stand, and the code, as Markdown."""
    own = view.whole.dataset.licence
    name = plain(licence.name(own))
    return f"The data: {f'[{name}](<{licence.address(own)}>)' if own else name}. The code: MIT."


def downloads(view: View) -> None:
    """Offer the whole data set as YAML and as a data package, and each of its tables as CSV."""
    path, dataset = data_path(), view.whole.dataset
    name = package.name_of(dataset)
    packed = is_package(path)
    text = f"{name}.yaml" if packed else path.name

    def whole() -> bytes:
        # The file as it stands; where it has broken meanwhile, what the page shows.
        if not packed and is_sound():
            return path.read_bytes()
        return canonical.write(dataset, comment()).encode()

    st.download_button(
        f"{text}: the whole data set",
        whole, file_name=text, mime="application/yaml", icon=":material/download:",
        on_click="ignore",
    )  # fmt: skip
    st.download_button(
        "Whole data set as a data package (zip)", lambda: package.pack(dataset, comment()),
        file_name=f"{name}-{dataset.version}.zip", mime="application/zip",
        icon=":material/folder_zip:", on_click="ignore", key="take_package",
        help="A Frictionless Data Package: every table as CSV and Parquet, with types, keys, "
        "codebook and citation. The dashboard reads it in place of the YAML.",
    )  # fmt: skip
    with st.container(horizontal=True):
        for name in FRAMES:
            frame: pd.DataFrame = getattr(view.whole, name)
            download(frame, name, f"{name}.csv ({len(frame):,} rows)")
