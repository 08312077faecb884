"""The data set as frames, and the part of it that filters leave.

Frames are shared by every session and never changed in place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from dashboard.analysis.filters import Filters
from dashboard.model.records import Head
from dashboard.model.text import normalize_all
from dashboard.model.vocabulary import TOOK_PLACE, StatementKind

DAYS_A_YEAR = 365.25
FEW_VISITS = 5
"""A number that rests on fewer visits than this is marked."""
MAX_LEADERS = 8
"""The most leaders that a chart sets side by side; it has a colour and a form for so many."""
ALL_LEADERS = "All leaders shown"
"""What more leaders than that are called when they are drawn as one; no id can be the same."""
CODING_COLUMNS = [
    "number", "visit", "text", "first_kind", "second_kind", "first_topics", "second_topics",
]  # fmt: skip
COLUMNS = {
    "visits": [
        "visit", "leader", "leader_name", "title", "status", "status_label", "kind", "kind_label",
        "start", "end", "multilateral", "hosts", "host_names", "places", "people", "occasion",
        "invited_by", "checks", "n_statements", "n_sources", "has_agreement", "verdict", "summary",
        "n_days", "day_of_term", "last_day_of_term",
    ],
    "stops": [
        "visit", "leader", "position", "country", "country_name", "place", "place_name",
        "latitude", "longitude", "arrival", "departure",
    ],
    "meetings": ["visit", "leader", "name", "role", "country", "country_name"],
    "statements": [
        "visit", "leader", "kind", "kind_label", "topics", "topic_labels", "text", "source",
        "statement", "position", "audit", "audited",
    ],
    "mentions": ["statement", "visit", "leader", "kind", "topic", "topic_label", "group"],
    "citations": ["visit", "source", "bearing"],
    "points": ["visit", "position", "title", "text", "certainty", "sources"],
    "sources": [
        "source", "publisher", "headline", "has_title", "url", "archived", "date", "stance",
        "stance_label", "n_visits", "n_statements",
    ],
    "leaders": [
        "leader", "name", "full_name", "native_name", "office", "country", "took_office",
        "left_office", "left_because", "observed_until", "n_days_observed", "n_years_observed",
    ],
}  # fmt: skip
"""The columns of each frame; the frames are offered as files in this order."""
FRAMES = tuple(COLUMNS)


@dataclass(frozen=True)
class Frames:
    """The frames of a whole data set, one row a record; the index counts the rows from 0.

    `head` is the data set's head with leaders and topics; all else stands in the frames, whose
    columns are `COLUMNS`. `visit`, `leader`, `source` and `topic` are ids, countries alpha-3
    codes, days datetime64 (NaT where unknown); texts are empty where nothing is known.

    `visits`: n_days are days abroad, both ends counted; day_of_term counts from taking office;
    hosts is a tuple of codes; verdict and summary are those of a disputed visit. `statements`:
    statement is its number in the file, from 0, and the index too; position is that in its visit,
    from 1; topics is a tuple of ids; audit is a word of `Audit` (missing without one), audited its
    day. `mentions` has a statement once for each of its topics. `points` are the reasons for the
    verdict on a disputed visit, and last, with a certainty, the origin of the claim; sources is a
    tuple of ids. `sources`: archived is an archive's copy. `leaders`: observed_until is the last
    day of the term that the record covers. `codings` (columns `CODING_COLUMNS`) are the statements
    that were coded twice, as `reliability` reads them.

    Columns whose words repeat are categorical: visit, leader, source, kind (of a statement),
    kind_label, topic, topic_label and group. All frames share the categories of such a column.
    """

    head: Head
    visits: pd.DataFrame
    stops: pd.DataFrame
    meetings: pd.DataFrame
    statements: pd.DataFrame
    mentions: pd.DataFrame
    citations: pd.DataFrame
    points: pd.DataFrame
    sources: pd.DataFrame
    leaders: pd.DataFrame
    codings: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=CODING_COLUMNS))

    @cached_property
    def searched_visits(self) -> pd.Series:
        """The text of each visit that a search looks through, normalized."""
        parts = self.visits[["host_names", "places", "people", "occasion"]]
        return normalize_all(self.visits["title"].str.cat(parts, sep=" "))

    @cached_property
    def searched_statements(self) -> pd.Series:
        """The text of each statement, normalized for a search."""
        return normalize_all(self.statements["text"])


def _of_visits(name: str) -> cached_property[pd.DataFrame]:
    """Return the property that cuts the rows of the selected visits out of this frame."""

    def cut(self: Selection) -> pd.DataFrame:
        return self.rows_of_visits(getattr(self.frames, name))

    return cached_property(cut)


class Selection:
    """The frames of a data set, or of the part of it that filters leave.

    Every frame has the columns that `COLUMNS` lists, and is cut out when it is first asked for;
    no filter narrows sources, leaders and codings. `filters` made the selection; `whole` is the
    selection of the whole data set, itself if this is the whole.
    """

    def __init__(
        self,
        frames: Frames,
        *,
        whole: Selection | None = None,
        filters: Filters | None = None,
        visits: pd.Index | None = None,
        statements: pd.Index | None = None,
    ) -> None:
        """Select rows of the frames, named by index; None selects all.

        A statement is selected with its visit only.
        """
        self.frames = frames
        self.head = frames.head
        self.sources, self.leaders, self.codings = frames.sources, frames.leaders, frames.codings
        self.whole = whole or self
        self.filters = filters or Filters(statuses=())
        self._visits = visits
        self._statements = statements

    stops = _of_visits("stops")
    meetings = _of_visits("meetings")
    citations = _of_visits("citations")
    points = _of_visits("points")

    @cached_property
    def visits(self) -> pd.DataFrame:
        """The visits selected."""
        visits = self._as_one_leader(_rows(self.frames.visits, self._visits))
        return visits.assign(leader_name=ALL_LEADERS) if self._is_of_one_leader else visits

    @cached_property
    def hosts(self) -> pd.DataFrame:
        """The host countries of these visits, each once: visit, leader, country, country_name."""
        hosts = self.stops[["visit", "leader", "country", "country_name"]]
        return hosts.astype({"country": "category"}).drop_duplicates(["visit", "country"])

    @cached_property
    def statements(self) -> pd.DataFrame:
        """The statements selected of these visits."""
        return self.rows_of_visits(_rows(self.frames.statements, self._statements))

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """The mentions of topics in these statements."""
        mentions = self.frames.mentions
        if self._statements is None:
            return self.rows_of_visits(mentions)
        said = mentions["statement"].isin(self.statements["statement"])
        return self._as_one_leader(mentions[said])

    def rows_of_visits(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of these visits of one of the frames."""
        if self._visits is not None:
            frame = frame[frame["visit"].isin(self.visits["visit"])]
        return self._as_one_leader(frame)

    @property
    def _is_of_one_leader(self) -> bool:
        return [who.id for who in self.head.leaders] == [ALL_LEADERS]

    def _as_one_leader(self, frame: pd.DataFrame) -> pd.DataFrame:
        if "leader" not in frame or not self._is_of_one_leader:
            return frame
        return frame.assign(leader=pd.Categorical([ALL_LEADERS]).repeat(len(frame)))

    def keep_visits(self, keep: pd.Series) -> Selection:
        """Return the visits whose `keep` is true, with all that belongs to them."""
        return self if keep.all() else self.part(visits=self.visits.index[keep])

    def keep_statements(self, keep: pd.Series) -> Selection:
        """Return the statements whose `keep` is true; the visits stay."""
        return self if keep.all() else self.part(statements=self.statements.index[keep])

    def of_kinds(self, kinds: Iterable[StatementKind]) -> Selection:
        """Return the statements of these kinds; all statements if no kind is given."""
        wanted = [str(kind) for kind in kinds]
        return self.keep_statements(self.statements["kind"].isin(wanted)) if wanted else self

    def within(self, other: Selection) -> Selection:
        """Return the visits and the statements that the other selection has too."""
        return self.part(
            visits=self.visits.index.intersection(other.visits.index),
            statements=self.statements.index.intersection(other.statements.index),
        )

    def keep_only(self, visits: pd.Series, statements: pd.Series) -> Selection:
        """Return these visits, and of their statements these (ids and numbers)."""
        return self.part(
            visits=self.visits.index[self.visits["visit"].isin(visits)],
            statements=self.statements.index[self.statements["statement"].isin(statements)],
        )

    def part(
        self,
        *,
        visits: pd.Index | None = None,
        statements: pd.Index | None = None,
        filters: Filters | None = None,
    ) -> Selection:
        """Return a part of this selection: these rows (None: as they are), by these filters."""
        return Selection(
            self.frames,
            whole=self.whole,
            filters=filters or self.filters,
            visits=self._visits if visits is None else visits,
            statements=self._statements if statements is None else statements,
        )

    def with_frames(self, **parts: Any) -> Selection:
        """Return this selection with other frames, or another head, in place of those named."""
        return Selection(
            replace(self.frames, **parts),
            whole=None if self.whole is self else self.whole,
            filters=self.filters,
            visits=self._visits,
            statements=self._statements,
        )

    @cached_property
    def took_place(self) -> Selection:
        """The visits that took place: all that a count of visits may include."""
        return self.keep_visits(self.visits["status"].isin([str(status) for status in TOOK_PLACE]))

    @cached_property
    def grouped(self) -> Selection:
        """The selection with at most eight leaders: more are taken as one, `ALL_LEADERS`.

        Leaders without a visit do not count if there are more than eight. The term of
        `ALL_LEADERS` begins with the first and ends with the last; a visit keeps its day of term.
        """
        if len(self.leaders) <= MAX_LEADERS:
            return self
        shown = self.leaders[self.leaders["leader"].isin(self.visits["leader"].unique())]
        ids = set(shown["leader"])
        heads = tuple(who for who in self.head.leaders if who.id in ids)
        if len(shown) > MAX_LEADERS:
            name = dict.fromkeys(("name", "full_name"), ALL_LEADERS)
            shown = _one_leader(shown)
            heads = (heads[0].model_copy(update={"id": ALL_LEADERS, **name}),)
        return self.with_frames(head=self.head.model_copy(update={"leaders": heads}), leaders=shown)


def _rows(frame: pd.DataFrame, index: pd.Index | None) -> pd.DataFrame:
    return frame if index is None else frame.loc[index]


def _one_leader(leaders: pd.DataFrame) -> pd.DataFrame:
    """Return one row for all leaders: from the first day in office of any to the last."""
    latest = ["observed_until", "n_days_observed", "n_years_observed"]
    last = leaders["left_office"].max() if leaders["left_office"].notna().all() else pd.NaT
    row = {
        **dict.fromkeys(("leader", "name", "full_name"), ALL_LEADERS),
        **dict.fromkeys(("native_name", "office"), ""),
        "country": leaders["country"].iloc[0],
        "took_office": leaders["took_office"].min(),
        "left_office": last,
        "left_because": None,
        **leaders[latest].max(),
    }
    return pd.DataFrame([row], columns=leaders.columns)
