"""The filters: what a reader chose, which visits and statements match, how it reads in words.

A filter is a field of `Filters`, its texts in filters.yaml and its entry of `CONDITIONS`; the
sidebar, the URL, the sentence and the counts follow from them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from dashboard.analysis.wording import day, listed
from dashboard.model.beside import texts
from dashboard.model.countries import country_name
from dashboard.model.records import Head
from dashboard.model.text import normalize
from dashboard.model.vocabulary import Status, VisitKind

if TYPE_CHECKING:
    from dashboard.analysis.selection import Selection


@dataclass(frozen=True)
class Filters:
    """One choice of visits; an empty field leaves everything."""

    leaders: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    kinds: tuple[VisitKind, ...] = ()
    statuses: tuple[Status, ...] = (Status.CONFIRMED,)
    start: date | None = None
    end: date | None = None
    words: str = ""

    def narrow(self, selection: Selection) -> Selection:
        """Return the visits that match every filter, and of their statements those on the topics.

        Words keep a visit if its own text (hosts, places, people, occasion) has them all,
        otherwise its statements that do. Undated visits match no period.
        """
        visits, words = selection.visits, normalize(self.words).split()
        keep = self._match(selection)
        if not self.topics and not words:
            return selection.part(visits=visits.index[keep], filters=self)
        of_statements = self._on_topics(selection)
        of_statements = of_statements[of_statements.isin(visits.loc[keep, "visit"])]
        if self.topics:
            keep &= visits["visit"].isin(of_statements)
        if words:
            texts = selection.frames
            found = keep & _contains(texts.searched_visits.loc[visits.index], words)
            said = _contains(texts.searched_statements.loc[of_statements.index], words)
            of_statements = of_statements[of_statements.isin(visits.loc[found, "visit"]) | said]
            keep = found | visits["visit"].isin(of_statements)
        return selection.part(
            visits=visits.index[keep], statements=of_statements.index, filters=self
        )

    def _match(self, selection: Selection) -> pd.Series:
        """Return for each visit whether it matches the filters that ask for a property of it."""
        keep = pd.Series(True, index=selection.visits.index)
        for each in FILTERS:
            chosen = getattr(self, each.field)
            if each.visits and chosen != each.empty:
                keep &= each.visits(selection, chosen)
        return keep

    def _on_topics(self, selection: Selection) -> pd.Series:
        """Return the visit of each statement that mentions one of the topics."""
        if not self.topics:
            return selection.statements["visit"]
        mentions = selection.mentions
        hits = mentions.loc[mentions["topic"].isin(self.topics), ["statement", "visit"]]
        # The number of a statement is its index in `statements`.
        return hits.drop_duplicates("statement").set_index("statement")["visit"]

    def describe(self, selection: Selection, shown: Selection | None = None) -> str:
        """Return one sentence on what is shown, of how much, and by which choice.

        `shown` is the narrowed selection, if the caller has it already.
        """
        shown = self.narrow(selection) if shown is None else shown
        whole = Filters(statuses=self.statuses)
        n_statements = selection.visits.loc[whole._match(selection), "n_statements"]
        statuses = listed((status.label.lower() for status in self.statuses), "or")
        parts = (each.words(self, selection.head) for each in FILTERS)
        return (
            f"{len(shown.visits):,} of {len(n_statements):,} {statuses}{' ' if statuses else ''}"
            f"visits, {len(shown.statements):,} of {n_statements.sum():,} statements: "
            f"{', '.join(part for part in parts if part)}."
        )

    def count(self, each: Filter, selection: Selection) -> dict[Any, int]:
        """Count the visits that each choice of a filter would leave, the others as they are."""
        frame, column = each.column
        rest = replace(self, **{each.field: each.empty}).narrow(selection)
        rows = getattr(rest, frame).drop_duplicates(["visit", column])
        counts = rows[column].value_counts()
        return {choice: int(counts.get(choice, 0)) for choice in each.options(selection)}

    def relaxations(self, selection: Selection) -> list[tuple[str, int]]:
        """Return the name of each filter that is set, with the visits if it alone is cleared.

        The one that gives most stands first.
        """
        found = [
            (each.name, len(replace(self, **{each.field: each.empty}).narrow(selection).visits))
            for each in FILTERS
            if getattr(self, each.field) not in (each.empty, each.every)
        ]
        return sorted(found, key=lambda pair: -pair[1])


def _contains(texts: pd.Series, words: list[str]) -> pd.Series:
    """Return for each text whether it contains all of the words."""
    found = pd.Series(True, index=texts.index)
    for word in words:
        found &= texts.str.contains(word, regex=False).astype(bool)
    return found


def _no_options(_: Selection) -> dict[Any, str]:
    return {}


def _no_words(_: Filters, __: Head) -> str:
    return ""


@dataclass(frozen=True)
class Filter:
    """One filter: its field of `Filters`, its condition, its options, its words.

    `words` returns its part of the sentence, `visits` for each visit whether it matches (None if
    `narrow` looks at statements too), `options` the values on offer with their labels, in their
    order; `column` is the frame and the column that have these values. `empty` and `every` are
    values that leave everything. The others are texts, as `filters.yaml` explains them.
    """

    field: str
    key: str
    name: str
    control: Literal["many", "day", "text"]
    empty: Any = ()
    every: Any = ()
    words: Callable[[Filters, Head], str] = _no_words
    visits: Callable[[Selection, Any], pd.Series] | None = None
    options: Callable[[Selection], Mapping[Any, str]] = _no_options
    column: tuple[str, str] = ("", "")
    counts: str = ""
    label: str = ""
    placeholder: str = ""
    help: str | None = None


def _leaders(filters: Filters, head: Head) -> str:
    names = [who.name for who in head.leaders]
    chosen = [who.name for who in head.leaders if who.id in filters.leaders] or names
    if len(chosen) < len(names) or len(names) == 1:
        return listed(chosen, "or")
    return "both leaders" if len(names) == 2 else f"all {len(names)} leaders"


def _topics(filters: Filters, head: Head) -> str:
    labels = [topic.label for topic in head.topics if topic.id in filters.topics]
    which = "it" if len(labels) == 1 else "one of them"
    said = f"topic {listed(labels, 'or')} (visits that touch {which}, and their statements on it)"
    return said if labels else ""


def _hosts(filters: Filters, _: Head) -> str:
    names = sorted(country_name(code) for code in filters.hosts)
    return f"host {listed(names, 'or')}" if names else ""


def _kinds(filters: Filters, _: Head) -> str:
    labels = [kind.label for kind in filters.kinds]
    return f"kind {listed(labels, 'or')}" if labels else ""


def _period(filters: Filters, _: Head) -> str:
    since = f"from {day(filters.start)} " if filters.start else ""
    until = f"to {day(filters.end)} " if filters.end else ""
    return f"{since}{until}(dated visits alone)" if since or until else ""


def _words(filters: Filters, _: Head) -> str:
    words = " ".join(filters.words.split())
    return f"words “{words}”" if words else ""


def _is_one_of(column: str) -> Callable[[Selection, Any], pd.Series]:
    return lambda selection, chosen: selection.visits[column].isin([str(each) for each in chosen])


def _goes_to(selection: Selection, hosts: tuple[str, ...]) -> pd.Series:
    stops = selection.stops
    return selection.visits["visit"].isin(stops.loc[stops["country"].isin(hosts), "visit"])


def _ends_after(selection: Selection, first: date) -> pd.Series:
    return selection.visits["end"] >= pd.Timestamp(first)


def _starts_before(selection: Selection, last: date) -> pd.Series:
    return selection.visits["start"] <= pd.Timestamp(last)


def _leader_names(selection: Selection) -> dict[str, str]:
    return {who.id: who.name for who in selection.head.leaders}


def _topic_labels(selection: Selection) -> dict[str, str]:
    return {topic.id: topic.label for topic in selection.head.topics}


def _host_names(selection: Selection) -> dict[str, str]:
    names = {code: country_name(code) for code in selection.stops["country"].unique()}
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


def _kinds_used(selection: Selection) -> dict[VisitKind, str]:
    used = set(selection.visits["kind"].unique())
    return {kind: kind.label for kind in VisitKind if kind in used}


def _statuses(_: Selection) -> dict[Status, str]:
    return {status: status.label for status in Status}


TEXTS = texts(__file__)
CONDITIONS: dict[str, dict[str, Any]] = {
    "leaders": {"words": _leaders, "visits": _is_one_of("leader"), "options": _leader_names,
                "column": ("visits", "leader")},
    "topics": {"words": _topics, "options": _topic_labels, "column": ("mentions", "topic")},
    "hosts": {"words": _hosts, "visits": _goes_to, "options": _host_names,
              "column": ("stops", "country")},
    "kinds": {"words": _kinds, "visits": _is_one_of("kind"), "options": _kinds_used,
              "column": ("visits", "kind")},
    # Its words stand with the counts of the sentence.
    "statuses": {"visits": _is_one_of("status"), "options": _statuses, "every": tuple(Status),
                 "column": ("visits", "status")},
    "start": {"words": _period, "visits": _ends_after, "empty": None},
    # Its words stand with those of `start`.
    "end": {"visits": _starts_before, "empty": None},
    "words": {"words": _words, "empty": ""},
}  # fmt: skip
FILTERS = tuple(Filter(field, **TEXTS[field], **CONDITIONS[field]) for field in TEXTS)
"""The filters in the order of the sidebar and of the sentence."""
