"""The data set as frames, and the part of it that filters leave.

Frames are shared by every session and never changed in place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

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
FRAMES = (
    "visits", "stops", "meetings", "statements", "mentions", "citations", "points", "sources",
    "leaders",
)  # fmt: skip
"""The frames that are offered as files, in their order."""


@dataclass(frozen=True)
class Frames:
    """The frames of a whole data set, one row a record; the index counts the rows from 0.

    `head` is the data set's head with leaders and topics; all else stands in the frames.

    `visits`: visit (id), leader, leader_name, title, status, status_label, kind, kind_label,
    start, end (datetime64, NaT where unknown), n_days (days abroad, both ends counted),
    day_of_term, last_day_of_term (days since taking office), multilateral (bool), hosts
    (tuple of alpha-3 codes), host_names, places, people, occasion, invited_by, checks,
    n_statements, n_sources, has_agreement (bool), verdict, summary (of a disputed visit, else
    empty).
    `stops`: visit, leader, position, country, country_name, place, place_name, latitude,
    longitude (NaN where unknown), arrival, departure.
    `meetings`: visit, leader, name, role, country, country_name.
    `statements`: statement (number in the file, from 0; the index too), position (in its visit,
    from 1), visit, leader, kind, kind_label, topics (tuple of ids), topic_labels, text, source,
    audit (word of `Audit`; missing without one), audited (its day).
    `mentions`: statement, visit, leader, kind, topic, topic_label, group; a statement
    stands once for each of its topics.
    `citations`: visit, source, bearing.
    `points`: visit, position, title, text, certainty, sources (tuple of ids); the reasons for the
    verdict on a disputed visit, and last, with a certainty, the origin of the claim.
    `sources`: source (id), publisher, headline, has_title (bool), url, archived (address of
    an archive's copy, or empty), date, stance, stance_label, n_visits, n_statements.
    `leaders`: leader (id), name, full_name, native_name, office, country, took_office,
    left_office, left_because, observed_until (last day of the term that the record
    covers), n_days_observed, n_years_observed.
    `codings`: number, visit, text, first_kind, second_kind, first_topics, second_topics
    (tuples of ids); the statements that were coded twice, as `reliability` reads them. Empty
    unless that was done and put here; no filter narrows them, for they tell of the whole.

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


class Selection:
    """The frames of a data set, or of the part of it that filters leave.

    Every frame has the columns that `Frames` lists, and is cut out when it is first asked for.
    `filters` made the selection; `whole` is the selection of the whole data set, itself if this
    is the whole.
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
        self.whole = whole or self
        self.filters = filters or Filters(statuses=())
        self._visits = visits
        self._statements = statements

    @cached_property
    def visits(self) -> pd.DataFrame:
        """The visits selected."""
        return _rows(self.frames.visits, self._visits)

    @cached_property
    def stops(self) -> pd.DataFrame:
        """The stops of these visits."""
        return self._of_visits(self.frames.stops)

    @cached_property
    def hosts(self) -> pd.DataFrame:
        """The host countries of these visits, each once: visit, leader, country, country_name."""
        hosts = self.stops[["visit", "leader", "country", "country_name"]]
        return hosts.astype({"country": "category"}).drop_duplicates(["visit", "country"])

    @cached_property
    def meetings(self) -> pd.DataFrame:
        """The meetings of these visits."""
        return self._of_visits(self.frames.meetings)

    @cached_property
    def citations(self) -> pd.DataFrame:
        """The citations of these visits."""
        return self._of_visits(self.frames.citations)

    @cached_property
    def points(self) -> pd.DataFrame:
        """The reasons for the verdicts on the disputed ones of these visits."""
        return self._of_visits(self.frames.points)

    @cached_property
    def statements(self) -> pd.DataFrame:
        """The statements selected of these visits."""
        return self._of_visits(_rows(self.frames.statements, self._statements))

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """The mentions of topics in these statements."""
        if self._statements is None:
            return self._of_visits(self.frames.mentions)
        mentions = self.frames.mentions
        return mentions[mentions["statement"].isin(self.statements["statement"])]

    @property
    def sources(self) -> pd.DataFrame:
        """All sources: no filter narrows them."""
        return self.frames.sources

    @property
    def leaders(self) -> pd.DataFrame:
        """All leaders: no filter narrows them."""
        return self.frames.leaders

    @property
    def codings(self) -> pd.DataFrame:
        """The statements that were coded twice: no filter narrows them."""
        return self.frames.codings

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

    def with_frames(self, **frames: pd.DataFrame) -> Selection:
        """Return this selection with other frames in place of those named."""
        return self._over(replace(self.frames, **frames))

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
        if len(shown) <= MAX_LEADERS:
            left = tuple(who for who in self.head.leaders if who.id in set(shown["leader"]))
            head = self.head.model_copy(update={"leaders": left})
            return self._over(replace(self.frames, head=head, leaders=shown))
        whole = None if self.whole is self else self.whole
        return Selection(_of_one_leader(self, shown), whole=whole, filters=self.filters)

    def _over(self, frames: Frames) -> Selection:
        return Selection(
            frames,
            whole=None if self.whole is self else self.whole,
            filters=self.filters,
            visits=self._visits,
            statements=self._statements,
        )

    def _of_visits(self, frame: pd.DataFrame) -> pd.DataFrame:
        if self._visits is None:
            return frame
        return frame[frame["visit"].isin(self.visits["visit"])]


def _rows(frame: pd.DataFrame, index: pd.Index | None) -> pd.DataFrame:
    return frame if index is None else frame.loc[index]


def _of_one_leader(selection: Selection, shown: pd.DataFrame) -> Frames:
    """Return the frames selected as of one leader, whose term is that of the leaders shown."""
    last = shown["left_office"].max() if shown["left_office"].notna().all() else pd.NaT
    one = {
        "leader": ALL_LEADERS, "name": ALL_LEADERS, "full_name": ALL_LEADERS,
        "native_name": "", "office": "", "country": shown["country"].iloc[0],
        "took_office": shown["took_office"].min(), "left_office": last, "left_because": None,
        "observed_until": shown["observed_until"].max(),
        "n_days_observed": shown["n_days_observed"].max(),
        "n_years_observed": shown["n_years_observed"].max(),
    }  # fmt: skip
    leader = selection.head.leaders[0].model_copy(
        update={"id": ALL_LEADERS, "name": ALL_LEADERS, "full_name": ALL_LEADERS}
    )

    def renamed(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(leader=pd.Categorical([ALL_LEADERS]).repeat(len(frame)))

    return replace(
        selection.frames,
        head=selection.head.model_copy(update={"leaders": (leader,)}),
        visits=renamed(selection.visits).assign(leader_name=ALL_LEADERS),
        stops=renamed(selection.stops),
        meetings=renamed(selection.meetings),
        statements=renamed(selection.statements),
        mentions=renamed(selection.mentions),
        citations=selection.citations,
        leaders=pd.DataFrame([one], columns=shown.columns),
    )
