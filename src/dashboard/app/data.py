"""The data file as it is now, the parts of it that filters leave, and the last sound version.

Frames are large and never changed, so all sessions share them: `st.cache_resource`. The key of a
cache names the version of the file (path, size, time of its last change; of the studies of its
coding beside it too), so that an edit shows on the next run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

import streamlit as st

from dashboard.analysis import reliability
from dashboard.analysis.audits import with_audits
from dashboard.analysis.filters import Filters
from dashboard.analysis.frames import tabulate
from dashboard.analysis.selection import Selection
from dashboard.app.markdown import plain, texts
from dashboard.charts.theme import Theme
from dashboard.dataset.files import state
from dashboard.dataset.reader import Problem, UnreadableFile, read
from dashboard.dataset.tables import Dataset

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[3]
DATA = "DASHBOARD_DATA"
"""The environment variable that names another data file."""
MAX_LISTED = 10
"""Up to this many problems of a data file are listed on the page."""
LARGE = 100_000
"""Of data with more statements, the selections of fewer choices are cached."""
WHOLE = Filters(statuses=())
"""The choice that leaves everything."""


@dataclass(frozen=True)
class Data:
    """One sound version of the data file: its tables, and the frames made of them.

    `key` identifies it in caches.
    """

    key: str
    selection: Selection
    dataset: Dataset


@dataclass(frozen=True)
class Reading:
    """What reading the file gives: its data, or `problems`, or a `message` why nothing was read."""

    data: Data | None = None
    problems: tuple[Problem, ...] = ()
    message: str = ""


@dataclass(frozen=True)
class View:
    """What a page works with: what one choice of filters leaves of the data.

    `key` identifies it in caches; `sentence` says in words what is shown; `pinned` are parameters
    that a shared link has and the address has not yet: choices that the page made for the reader.
    """

    key: str
    data: Data
    selection: Selection
    sentence: str
    theme: Theme
    pinned: Mapping[str, str] = field(default_factory=dict)

    @property
    def filters(self) -> Filters:
        """What the reader chose."""
        return self.selection.filters

    @property
    def whole(self) -> Selection:
        """The frames of the whole data set."""
        return self.selection.whole


def data_path() -> Path:
    """Return the path of the file that the app shows."""
    return Path(os.environ.get(DATA) or ROOT / "data" / "visits.yaml")


@st.cache_resource(max_entries=2, show_spinner="Reading the data set …")
def _read(path: str, size: int, modified: int, studies: str) -> Reading:
    try:
        loaded = read(Path(path))
    except UnreadableFile as error:
        return Reading(message=str(error))
    if loaded.dataset is None:
        return Reading(problems=loaded.problems)
    dataset = with_audits(loaded.dataset, Path(path))
    return Reading(Data(f"{path} {size} {modified} {studies}", tabulate(dataset), dataset))


def _studies_beside(data: Path) -> str:
    """Return the state of each file of the studies beside a data file."""
    folder = reliability.beside(data)
    return str(
        [(path.name, state(path)) for path in sorted(folder.glob("*.csv"))] if folder else []
    )


@st.cache_resource
def _last_sound() -> dict[str, Data]:
    """Return the last sound version of each file, shared by all sessions."""
    return {}


def read_again() -> Reading:
    """Return what comes of reading the file as it is now."""
    path = data_path()
    try:
        reading = _read(str(path), *state(path), _studies_beside(path))
    except OSError as error:
        return Reading(message=f"The file cannot be read: {error.strerror or error}.")
    if reading.data is not None:
        _last_sound()[str(path)] = reading.data
    return reading


def last_sound() -> Data | None:
    """Return the last sound version, also where no page runs; None where there never was one."""
    return read_again().data or _last_sound().get(str(data_path()))


def load() -> Data:
    """Return the last sound version of the data; where the file is broken now, say so on the page.

    Stops the run where no sound version was ever read.
    """
    path, reading = data_path(), read_again()
    data = reading.data or _last_sound().get(str(path))
    if reading.data is None:
        errors = [
            (_place(path, problem), problem.message)
            for problem in reading.problems
            if problem.severity == "error"
        ]
        n_more, listed = len(errors) - MAX_LISTED, errors[:MAX_LISTED]
        said = texts("page").broken(path.name, reading.message, listed, n_more, data is not None)
        st.warning(said, icon=":material/report:")
    if data is None:
        st.stop()
    return data


def _place(path: Path, problem: Problem) -> str:
    """Name the line of the file, or the row of a table in the package, where a problem is."""
    if problem.file == str(path):
        return f"line {problem.line}"
    name = plain(Path(problem.file).name)
    return f"{name}, {'line' if name.endswith('.json') else 'row'} {problem.line}"


def _full_name(function: FunctionType) -> str:
    return f"{function.__module__}.{function.__qualname__}"


HASHES = {
    FunctionType: _full_name,
    Data: attrgetter("key"),
    View: attrgetter("key"),
    Filters: repr,
    dict: repr,
}
"""How arguments are told apart in caches; Streamlit's own hashing would go through the frames."""

by_view = st.cache_resource(max_entries=128, show_spinner=False, hash_funcs=HASHES)
"""Decorator: caches for all sessions what a function makes of a view and its other arguments."""


@st.cache_resource(max_entries=512, show_spinner=False, hash_funcs=HASHES)
def cached(view: View, make: Callable[..., T], *more: Any) -> T:
    """Return what a function of a module makes of a view's selection, cached for all sessions."""
    return make(view.selection, *more)


def _narrow(data: Data, filters: Filters) -> tuple[Selection, str]:
    # What leaves everything would hold all frames once more.
    selection = data.selection if filters == WHOLE else filters.narrow(data.selection)
    return selection, filters.describe(data.selection, selection)


_narrow_small = st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=HASHES)(_narrow)
# A selection of 800,000 statements holds some 120 MB with the frames of its charts.
_narrow_large = st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=HASHES)(_narrow)


def view_of(data: Data, filters: Filters) -> View:
    """Return what the filters leave of the data, in the colours of the reader's browser."""
    narrow = _narrow_large if len(data.selection.statements) > LARGE else _narrow_small
    selection, sentence = narrow(data, filters)
    theme = Theme(dark=st.context.theme.type == "dark")
    return View(f"{data.key} {filters}", data, selection, sentence, theme)


def whole_of(view: View) -> View:
    """Return the view of the whole data set, for what does not follow the filters."""
    return view_of(view.data, WHOLE)
