"""What changed between two data sets, in words, for whoever cites one and meets the other.

Parts that have an id are matched by it; a part that is gone and one that is new are one renamed
if nothing but the id differs. Statements, stops and meetings have none: they are matched by what
they say. Whatever differs is said, the order included: no change means that the two are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from pydantic import BaseModel

from dashboard.dataset.layout import title_of
from dashboard.model.countries import country_name
from dashboard.model.records import (
    Dataset,
    Leader,
    Meeting,
    Place,
    Source,
    Statement,
    Stop,
    Topic,
    Visit,
)

SECTIONS = ("leaders", "topics", "places", "visits", "sources")
ALIKE = 0.5
"""From which likeness on (0 to 1) two texts of one source are one statement, reworded."""


@dataclass(frozen=True)
class Change:
    """One change: the group it is told in, what it is of (an id, or empty), and a sentence."""

    group: str
    of: str
    words: str


def differences(old: Dataset, new: Dataset) -> list[Change]:
    """List the changes, in a stable order: by group, then by id; none where the two are equal."""
    renamed = {section: _renamed(old, new, section) for section in ("leaders", "topics", "places",
                                                                    "sources")}  # fmt: skip
    old = _with_new_ids(old, renamed)
    renamed["visits"] = _renamed(old, new, "visits")
    old = old.model_copy(
        update={
            "visits": tuple(
                visit.model_copy(update={"id": renamed["visits"].get(visit.id, visit.id)})
                for visit in old.visits
            )
        }
    )
    found = [Change("Data set", "", words) for words in _fields(old, new, skip=set(SECTIONS))]
    for section in SECTIONS:
        group = section.capitalize()
        found += [
            Change(group, after, f"has this id now; it was `{before}`")
            for before, after in renamed[section].items()
        ]
        found += _section(group, section, old, new)
    # Python's sort keeps what is equal in its order: the fields of one part stay together.
    groups = ["Data set", *(section.capitalize() for section in SECTIONS)]
    return sorted(found, key=lambda change: (groups.index(change.group), change.of))


# Ids


def _renamed(old: Dataset, new: Dataset, section: str) -> dict[str, str]:
    """Map the id of each part that is gone to that of a new one which equals it but for the id."""
    before = {part.id: part for part in getattr(old, section)}
    after = {part.id: part for part in getattr(new, section)}
    left = [part for name, part in after.items() if name not in before]
    found: dict[str, str] = {}
    for name, part in before.items():
        if name in after:
            continue
        for candidate in left:
            if part.model_copy(update={"id": candidate.id}) == candidate:
                found[name] = candidate.id
                left.remove(candidate)
                break
    return found


def _with_new_ids(dataset: Dataset, renamed: Mapping[str, Mapping[str, str]]) -> Dataset:
    """Write the new ids into the old data, so that a rename is not told at every mention too."""

    def now(section: str, name: str | None) -> Any:
        return renamed[section].get(name or "", name)

    def visit(one: Visit) -> Visit:
        return one.model_copy(
            update={
                "leader": now("leaders", one.leader),
                "stops": tuple(
                    stop.model_copy(update={"place": now("places", stop.place)})
                    for stop in one.stops
                ),
                "statements": tuple(
                    said.model_copy(
                        update={
                            "topics": tuple(now("topics", topic) for topic in said.topics),
                            "source": now("sources", said.source),
                        }
                    )
                    for said in one.statements
                ),
                "sources": tuple(now("sources", source) for source in one.sources),
                "bearing": {now("sources", name): said for name, said in one.bearing.items()},
            }
        )

    parts: dict[str, Any] = {
        section: tuple(
            part.model_copy(update={"id": now(section, part.id)})
            for part in getattr(dataset, section)
        )
        for section in renamed
    }
    return dataset.model_copy(
        update={**parts, "visits": tuple(visit(one) for one in dataset.visits)}
    )


# Sections


def _section(group: str, section: str, old: Dataset, new: Dataset) -> Iterator[Change]:
    before = {part.id: part for part in getattr(old, section)}
    after = {part.id: part for part in getattr(new, section)}
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield Change(group, name, f"removed: {_named(before[name], old)}")
        elif name not in before:
            yield Change(group, name, f"added: {_named(after[name], new)}")
        else:
            for words in _fields(before[name], after[name]):
                yield Change(group, name, words)
    kept = [name for name in before if name in after]
    if kept != [name for name in after if name in before]:
        yield Change(group, "", "stand in another order")


def _named(part: Any, dataset: Dataset) -> str:
    match part:
        case Leader():
            return f"{part.full_name}, {part.office}, from {part.took_office}"
        case Topic():
            return f"{_quoted(part.label)} ({part.group})"
        case Place():
            return f"{part.name}, {country_name(part.country)}"
        case Source():
            return f"{part.publisher}, {_quoted(part.title or part.about or '')}, {part.url}"
        case Visit():
            names = {place.id: place.name for place in dataset.places}
            days = "without dates" if part.start is None else f"{part.start} to {part.end}"
            number = len(part.statements)
            said = f"{number} statement" if number == 1 else f"{number} statements"
            return f"{title_of(part, names)}, {days}, {part.status}, {said}"
    raise TypeError(part)


# Fields


def _fields(old: BaseModel, new: BaseModel, skip: set[str] | None = None) -> Iterator[str]:
    """Say what differs in each field of two records of one kind, in the order of the model."""
    for name in type(old).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if name in (skip or ()) or before == after:
            continue
        if isinstance(before, BaseModel):
            yield from (f"`{name}`, {words}" for words in _fields(before, after))
        elif isinstance(before, dict):
            for key in sorted(before.keys() | after.keys()):
                if before.get(key) != after.get(key):
                    yield f"`{name}` of `{key}`, {_change(before.get(key), after.get(key))}"
        elif isinstance(before, tuple) and name in _PARTS:
            yield from _PARTS[name](before, after)
        elif isinstance(before, tuple):
            yield from _listed(name, before, after)
        elif name in ("name", "label"):
            yield f"renamed from {_quoted(before)} to {_quoted(after)}"
        else:
            yield f"`{name}` {_change(before, after)}"


def _listed(name: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Say which ids or names of a list came, went or moved."""
    gone = [value for value in before if value not in after]
    come = [value for value in after if value not in before]
    if gone:
        yield f"`{name}` without {_ticked(gone)}"
    if come:
        yield f"`{name}` with {_ticked(come)}"
    if not gone and not come:
        yield f"`{name}` in another order"


def _change(before: Any, after: Any) -> str:
    if before is None:
        return f"added: {_shown(after)}"
    if after is None:
        return f"removed: {_shown(before)}"
    word = "moved" if isinstance(before, date) else "changed"
    return f"{word} from {_shown(before)} to {_shown(after)}"


def _shown(value: Any) -> str:
    # A closed word is a string too, and needs no quotes.
    return _quoted(value) if type(value) is str else str(value)


def _quoted(text: str) -> str:
    return f"“{' '.join(text.split())}”"


def _ticked(values: Sequence[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


# Parts without an id: statements, stops, meetings


def _pairs(
    before: Sequence[Any], after: Sequence[Any], *keys: Callable[[Any], Hashable]
) -> list[tuple[int | None, int | None]]:
    """Match the parts of two lists by one key after the other; what is left stands alone."""
    pairs: list[tuple[int | None, int | None]] = []
    left, right = list(range(len(before))), list(range(len(after)))
    for key in keys:
        for one in tuple(left):
            other = next((at for at in right if key(after[at]) == key(before[one])), None)
            if other is not None:
                pairs.append((one, other))
                left.remove(one)
                right.remove(other)
    return [*pairs, *((one, None) for one in left), *((None, other) for other in right)]


def _told(
    before: Sequence[Any],
    after: Sequence[Any],
    pairs: Sequence[tuple[int | None, int | None]],
    noun: str,
    name: Callable[[Any], str],
    change: Callable[[Any, Any], list[str]],
) -> Iterator[str]:
    """Say of each pair what became of it, in the order of the new list, then what is gone."""
    ordered = sorted(
        pairs, key=lambda pair: (pair[1] is None, pair[1] if pair[1] is not None else pair[0])
    )
    for one, other in ordered:
        if one is None and other is not None:
            yield f"{noun} added: {name(after[other])}"
        elif one is not None and other is None:
            yield f"{noun} removed: {name(before[one])}"
        elif one is not None and other is not None and before[one] != after[other]:
            yield f"{noun} {'; '.join(change(before[one], after[other]))}"
    places = [one for one, other in ordered if one is not None and other is not None]
    if places != sorted(places):
        yield f"{noun}s in another order"


def _statements(before: Sequence[Statement], after: Sequence[Statement]) -> Iterator[str]:
    pairs = _pairs(
        before,
        after,
        lambda said: said.model_dump_json(),
        lambda said: (said.text, said.source),
        lambda said: said.text,
    )
    yield from _told(before, after, _reworded(before, after, pairs), "statement", _said, _recoded)


def _reworded(
    before: Sequence[Statement],
    after: Sequence[Statement],
    pairs: list[tuple[int | None, int | None]],
) -> list[tuple[int | None, int | None]]:
    """Join what is gone with what is new of the same source, the most alike first."""
    gone = [one for one, other in pairs if one is not None and other is None]
    come = [other for one, other in pairs if other is not None and one is None]
    likeness = sorted(
        (
            (SequenceMatcher(None, before[one].text, after[other].text).ratio(), one, other)
            for one in gone
            for other in come
            if before[one].source == after[other].source
        ),
        key=lambda found: (-found[0], *found[1:]),
    )
    joined: list[tuple[int | None, int | None]] = []
    for ratio, one, other in likeness:
        if ratio >= ALIKE and one in gone and other in come:
            joined.append((one, other))
            gone.remove(one)
            come.remove(other)
    whole = [pair for pair in pairs if None not in pair]
    return [*whole, *joined, *((one, None) for one in gone), *((None, other) for other in come)]


def _coded(said: Statement) -> str:
    return f"{said.kind} [{', '.join(said.topics)}]"


def _said(said: Statement) -> str:
    return f"{_coded(said)} {_quoted(said.text)} (source `{said.source}`)"


def _recoded(before: Statement, after: Statement) -> list[str]:
    words: list[str] = []
    if before.text != after.text:
        words.append(f"reworded from {_quoted(before.text)} to {_quoted(after.text)}")
    if (before.kind, before.topics) != (after.kind, after.topics):
        words.append(f"recoded from {_coded(before)} to {_coded(after)}")
    if before.source != after.source:
        words.append(f"source changed from `{before.source}` to `{after.source}`")
    if before.text == after.text:
        words[0] = f"{words[0]}: {_quoted(after.text)}" if len(words) == 1 else words[0]
    return words or list(_fields(before, after))


def _stops(before: Sequence[Stop], after: Sequence[Stop]) -> Iterator[str]:
    pairs = _pairs(
        before, after, lambda stop: stop.model_dump_json(), lambda stop: (stop.country, stop.place)
    )

    def name(stop: Stop) -> str:
        place = f" (`{stop.place}`)" if stop.place else ""
        return f"{country_name(stop.country)}{place}"

    def change(one: Stop, other: Stop) -> list[str]:
        return [f"in {name(other)}, {words}" for words in _fields(one, other)]

    yield from _told(before, after, pairs, "stop", name, change)


def _meetings(before: Sequence[Meeting], after: Sequence[Meeting]) -> Iterator[str]:
    pairs = _pairs(
        before, after, lambda person: person.model_dump_json(), lambda person: person.name
    )

    def name(person: Meeting) -> str:
        country = f", {country_name(person.country)}" if person.country else ""
        return f"{person.name}, {person.role}{country}"

    def change(one: Meeting, other: Meeting) -> list[str]:
        return [f"with {other.name}, {words}" for words in _fields(one, other)]

    yield from _told(before, after, pairs, "meeting", name, change)


_PARTS: Mapping[str, Callable[[Any, Any], Iterator[str]]] = {
    "statements": _statements,
    "stops": _stops,
    "met": _meetings,
}
