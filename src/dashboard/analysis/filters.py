"""What a reader chose to see, how it narrows the tables, and how it reads as a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.model.countries import country_name
from dashboard.model.text import fold
from dashboard.model.vocabulary import Status, VisitKind

if TYPE_CHECKING:
    from dashboard.analysis.selection import Selection


@dataclass(frozen=True)
class Filters:
    """One choice of visits; an empty part leaves everything."""

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
        visits, words = selection.visits, self._wanted()
        keep = self._visits(selection)
        if not self.topics and not words:
            return selection.part(visits=visits.index[keep], filters=self)
        said = selection.statements
        said = said[said["visit"].isin(visits.loc[keep, "visit"])]
        if self.topics:
            said = said[said["statement"].isin(_on(selection, self.topics))]
            keep &= visits["visit"].isin(said["visit"])
        if words:
            frames = selection.frames
            found = keep & _holds(frames.searched_visits.loc[visits.index], words)
            holds = _holds(frames.searched_statements.loc[said.index], words)
            said = said[said["visit"].isin(visits.loc[found, "visit"]) | holds]
            keep = found | visits["visit"].isin(said["visit"])
        return selection.part(visits=visits.index[keep], statements=said.index, filters=self)

    def _wanted(self) -> list[str]:
        return fold(self.words).split()

    def _visits(self, selection: Selection) -> pd.Series:
        """Say of each visit whether it matches all that is asked of visits themselves."""
        visits = selection.visits
        keep = pd.Series(True, index=visits.index)
        if self.leaders:
            keep &= visits["leader"].isin(self.leaders)
        if self.kinds:
            keep &= visits["kind"].isin([str(kind) for kind in self.kinds])
        if self.statuses:
            keep &= visits["status"].isin([str(status) for status in self.statuses])
        if self.hosts:
            going = selection.stops.loc[selection.stops["country"].isin(self.hosts), "visit"]
            keep &= visits["visit"].isin(going)
        if self.start is not None:
            keep &= visits["end"] >= pd.Timestamp(self.start)
        if self.end is not None:
            keep &= visits["start"] <= pd.Timestamp(self.end)
        return keep

    def describe(self, selection: Selection, shown: Selection | None = None) -> str:
        """Say in one sentence what is shown, of how much, and by which choice.

        `shown` are the tables as this narrows them, for who has them already.
        """
        shown = self.narrow(selection) if shown is None else shown
        whole = selection.visits.loc[
            Filters(statuses=self.statuses)._visits(selection), "n_statements"
        ]
        statuses = _any_of(status.label.lower() for status in self.statuses)
        counts = (
            f"{len(shown.visits):,} of {len(whole):,} {statuses + ' ' if statuses else ''}"
            f"visits, {len(shown.statements):,} of {whole.sum():,} statements"
        )
        return f"{counts}: {', '.join(self._parts(selection))}."

    def _parts(self, selection: Selection) -> Iterable[str]:
        dataset = selection.head
        everyone = dataset.leaders
        chosen = [who.name for who in everyone if who.id in self.leaders] or [
            who.name for who in everyone
        ]
        if len(chosen) == len(everyone) and len(chosen) > 1:
            yield "both leaders" if len(chosen) == 2 else f"all {len(chosen)} leaders"
        else:
            yield _any_of(chosen)
        topics = [topic.label for topic in dataset.topics if topic.id in self.topics]
        if topics:
            yield (
                f"topic {_any_of(topics)} (visits that touch "
                f"{'it' if len(topics) == 1 else 'one of them'}, and their statements on it)"
            )
        if self.hosts:
            yield f"host {_any_of(sorted(country_name(code) for code in self.hosts))}"
        if self.kinds:
            yield f"kind {_any_of(kind.label for kind in self.kinds)}"
        if self.start or self.end:
            since = f"from {self.start:%-d %B %Y}" if self.start else ""
            until = f"to {self.end:%-d %B %Y}" if self.end else ""
            yield f"{since} {until}".strip() + " (dated visits alone)"
        if self.words.strip():
            yield f"words “{' '.join(self.words.split())}”"

    def visits_by_topic(self, selection: Selection) -> dict[str, int]:
        """Count the visits that each topic would leave, the other parts as they are."""
        rest = replace(self, topics=()).narrow(selection).mentions
        counts = rest.drop_duplicates(["visit", "topic"])["topic"].value_counts()
        return {topic.id: int(counts.get(topic.id, 0)) for topic in selection.head.topics}

    def visits_by_host(self, selection: Selection) -> dict[str, int]:
        """Count the visits that each host would leave, the other parts as they are."""
        rest = replace(self, hosts=()).narrow(selection).stops
        counts = rest.drop_duplicates(["visit", "country"])["country"].value_counts()
        return {str(code): int(counts.get(code, 0)) for code in selection.stops["country"].unique()}

    def relaxations(self, selection: Selection) -> list[tuple[str, int]]:
        """Name each part that is set, with the number of visits that clearing it alone gives.

        The part that gives most stands first.
        """
        parts = {
            "leaders": ("Leaders", ()),
            "topics": ("Topics", ()),
            "hosts": ("Host countries", ()),
            "kinds": ("Kind of visit", ()),
            "statuses": ("Status", tuple(Status)),
            "start": ("From", None),
            "end": ("To", None),
            "words": ("Words", ""),
        }
        found = [
            (label, len(replace(self, **{part: empty}).narrow(selection).visits))
            for part, (label, empty) in parts.items()
            if getattr(self, part) not in (empty, ())
        ]
        return sorted(found, key=lambda pair: -pair[1])


def _any_of(words: Iterable[str]) -> str:
    *first, last = list(words) or [""]
    return f"{', '.join(first)} or {last}" if first else last


def _on(selection: Selection, topics: Iterable[str]) -> pd.Series:
    """Return the numbers of the statements that mention one of the topics."""
    mentions = selection.mentions
    return mentions.loc[mentions["topic"].isin(list(topics)), "statement"]


def _holds(folded: pd.Series, wanted: list[str]) -> pd.Series:
    found = pd.Series(True, index=folded.index)
    for word in wanted:
        found &= folded.str.contains(word, regex=False)
    return found.astype(bool)
