"""What changed between two data sets, in words, for whoever cites one and meets the other.

Records that have an id are matched by it; one that is gone and one that is new are one renamed
if nothing but the id differs. Statements, stops and meetings have none: they are matched by what
they say. Whatever differs is said, the order included: no change means that the two are equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from dashboard.dataset.tables import Dataset, nested, title_of
from dashboard.model.countries import country_name
from dashboard.model.records import Document

SECTIONS = ("leaders", "topics", "places", "visits", "sources")
ALIKE = 0.5
"""From which likeness on (0 to 1) two texts of one source are one statement, reworded."""

Record = dict[str, Any]
Pair = tuple[int | None, int | None]
"""Where a part stands in the old list and in the new one; None where it is not in that one."""


@dataclass(frozen=True)
class Change:
    """One change: the group it is told in, what it is of (an id, or empty), and a sentence."""

    group: str
    of: str
    words: str


def differences(old: Dataset, new: Dataset) -> list[Change]:
    """List the changes, in a stable order: by group, then by id; none where the two are equal."""
    before, after = (
        Document.model_validate(nested(dataset)).model_dump() for dataset in (old, new)
    )
    renamed = {name: _renamed(before[name], after[name]) for name in SECTIONS if name != "visits"}
    _rename(before, renamed)
    renamed["visits"] = _renamed(before["visits"], after["visits"])
    for visit in before["visits"]:
        visit["id"] = renamed["visits"].get(visit["id"], visit["id"])
    heads = [
        {name: value for name, value in data.items() if name not in SECTIONS}
        for data in (before, after)
    ]
    found = [Change("Data set", "", words) for words in _fields(*heads)]
    for section in SECTIONS:
        own = [
            Change(section.capitalize(), ident, f"has this id now; it was `{was}`")
            for was, ident in renamed[section].items()
        ]
        own += _section(section, before, after)
        # Python's sort keeps what is equal in its order: the fields of one record stay together.
        found += sorted(own, key=lambda change: change.of)
    return found


# Ids


def _renamed(old: Sequence[Record], new: Sequence[Record]) -> dict[str, str]:
    """Map the id of each record that is gone to that of a new one, equal to it but for the id."""
    known = {record["id"] for record in old}
    now = {record["id"] for record in new}
    left = [record for record in new if record["id"] not in known]
    found: dict[str, str] = {}
    for record in old:
        if record["id"] in now:
            continue
        for candidate in left:
            if record | {"id": candidate["id"]} == candidate:
                found[record["id"]] = candidate["id"]
                left.remove(candidate)
                break
    return found


def _rename(data: Record, renamed: Mapping[str, Mapping[str, str]]) -> None:
    """Write the new ids into the old data, so that a rename is not told at every mention too."""

    def now(section: str, ident: Any) -> Any:
        return renamed[section].get(ident, ident)

    for section in renamed:
        for record in data[section]:
            record["id"] = now(section, record["id"])
    for visit in data["visits"]:
        visit["leader"] = now("leaders", visit["leader"])
        visit["sources"] = tuple(now("sources", source) for source in visit["sources"])
        visit["bearing"] = {now("sources", key): said for key, said in visit["bearing"].items()}
        for stop in visit["stops"]:
            stop["place"] = now("places", stop["place"])
        for statement in visit["statements"]:
            statement["topics"] = tuple(now("topics", topic) for topic in statement["topics"])
            statement["source"] = now("sources", statement["source"])
        for cites, key in [
            *((point, "sources") for point in visit["points"]),
            (visit, "origin_sources"),
        ]:
            cites[key] = tuple(now("sources", source) for source in cites[key])


# Records


def _section(section: str, old: Record, new: Record) -> Iterator[Change]:
    group = section.capitalize()
    before = {record["id"]: record for record in old[section]}
    after = {record["id"]: record for record in new[section]}
    for ident in before.keys() | after.keys():
        if ident not in after:
            yield Change(group, ident, f"removed: {_described(section, before[ident], old)}")
        elif ident not in before:
            yield Change(group, ident, f"added: {_described(section, after[ident], new)}")
        else:
            for words in _fields(before[ident], after[ident]):
                yield Change(group, ident, words)
    if [ident for ident in before if ident in after] != [
        ident for ident in after if ident in before
    ]:
        yield Change(group, "", "stand in another order")


def _described(section: str, record: Record, data: Record) -> str:
    match section:
        case "leaders":
            return f"{record['full_name']}, {record['office']}, from {record['took_office']}"
        case "topics":
            return f"{_quoted(record['label'])} ({record['group']})"
        case "places":
            return f"{record['name']}, {country_name(record['country'])}"
        case "sources":
            title = _quoted(record["title"] or record["about"] or "")
            return f"{record['publisher']}, {title}, {record['url']}"
    days = f"{record['start']} to {record['end']}" if record["start"] else "without dates"
    kinds = Counter(statement["kind"] for statement in record["statements"])
    number = kinds.total()
    statements = f"{number} statement" if number == 1 else f"{number} statements"
    if kinds:
        statements += f" ({', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))})"
    return f"{_title(record, data)}, {days}, {record['status']}, {statements}"


def _title(visit: Record, data: Record) -> str:
    names = {place["id"]: place["name"] for place in data["places"]}
    hosts = [country_name(stop["country"]) for stop in visit["stops"]]
    return title_of(hosts, names.get(visit["stops"][0]["place"]))


def _fields(old: Record, new: Record) -> Iterator[str]:
    """Say what differs in each field of two records of one kind, in the order of the model."""
    for name, before in old.items():
        after = new[name]
        if before == after:
            continue
        if name in PARTS and isinstance(before, tuple):  # not the counts of `expected`
            yield from _parts(PARTS[name], before, after)
        elif name in ("name", "label"):
            yield f"renamed from {_quoted(before)} to {_quoted(after)}"
        elif isinstance(before, dict) and name == "bearing":
            for key in sorted(before.keys() | after.keys()):
                if before.get(key) != after.get(key):
                    yield f"`{name}` of `{key}`, {_change(before.get(key), after.get(key))}"
        elif isinstance(before, dict):
            yield from (f"`{name}`, {words}" for words in _fields(before, after))
        elif isinstance(before, tuple):
            yield from _listed(name, before, after)
        else:
            yield f"`{name}` {_change(before, after)}"


def _listed(name: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Say which ids or texts of a list came, went or moved."""
    gone = [f"`{value}`" for value in before if value not in after]
    come = [f"`{value}`" for value in after if value not in before]
    if gone:
        yield f"`{name}` without {', '.join(gone)}"
    if come:
        yield f"`{name}` with {', '.join(come)}"
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


# Parts without an id: statements, stops, meetings


@dataclass(frozen=True)
class Parts:
    """How the parts of a list are matched and told.

    Two parts are one if a key gives the same for both; the first key is the surest.
    """

    noun: str
    keys: tuple[Callable[[Record], Any], ...]
    describe: Callable[[Record], str]
    change: Callable[[Record, Record], Iterable[str]]


def _parts(kind: Parts, before: Sequence[Record], after: Sequence[Record]) -> Iterator[str]:
    """Say what became of each part, in the order of the new list, then what is gone."""
    pairs = _pairs(before, after, kind)
    places = [one for one, _ in pairs if one is not None]
    for number, part in enumerate(after):
        one = next((one for one, other in pairs if other == number), None)
        if one is None:
            yield f"{kind.noun} added: {kind.describe(part)}"
        elif before[one] != part:
            yield f"{kind.noun} {'; '.join(kind.change(before[one], part))}"
    for number, part in enumerate(before):
        if number not in places:
            yield f"{kind.noun} removed: {kind.describe(part)}"
    if places != sorted(places):
        yield f"{kind.noun}s in another order"


def _pairs(before: Sequence[Record], after: Sequence[Record], kind: Parts) -> list[tuple[int, int]]:
    """Return where the parts of both lists stand in them, in the order of the new list."""
    pairs: list[tuple[int, int]] = []
    left, right = list(range(len(before))), list(range(len(after)))

    def join(one: int, other: int) -> None:
        pairs.append((one, other))
        left.remove(one)
        right.remove(other)

    for key in kind.keys:
        for one in tuple(left):
            other = next((at for at in right if key(after[at]) == key(before[one])), None)
            if other is not None:
                join(one, other)
    if kind.noun == "statement":
        # What is left: statements of one source that are worded alike, the most alike first.
        likeness = sorted(
            (-SequenceMatcher(None, before[one]["text"], after[other]["text"]).ratio(), one, other)
            for one in left
            for other in right
            if before[one]["source"] == after[other]["source"]
        )
        for ratio, one, other in likeness:
            if -ratio >= ALIKE and one in left and other in right:
                join(one, other)
    return sorted(pairs, key=lambda pair: pair[1])


def _coded(statement: Record) -> str:
    return f"{statement['kind']} [{', '.join(statement['topics'])}]"


def _statement_change(before: Record, after: Record) -> list[str]:
    text = _quoted(after["text"])
    words: list[str] = []
    if before["text"] != after["text"]:
        words.append(f"reworded from {_quoted(before['text'])} to {text}")
    if _coded(before) != _coded(after):
        words.append(f"recoded from {_coded(before)} to {_coded(after)}")
    if before["source"] != after["source"]:
        words.append(f"source changed from `{before['source']}` to `{after['source']}`")
    same_text = before["text"] == after["text"]
    return [f"{words[0]}: {text}"] if same_text and len(words) == 1 else words


def _stop(stop: Record) -> str:
    return country_name(stop["country"]) + (f" (`{stop['place']}`)" if stop["place"] else "")


def _meeting(person: Record) -> str:
    country = f", {country_name(person['country'])}" if person["country"] else ""
    return f"{person['name']}, {person['role']}{country}"


PARTS = {
    "statements": Parts(
        "statement",
        (lambda part: part, lambda part: (part["text"], part["source"]), lambda part: part["text"]),
        lambda part: f"{_coded(part)} {_quoted(part['text'])} (source `{part['source']}`)",
        _statement_change,
    ),
    "stops": Parts(
        "stop",
        (lambda part: part, lambda part: (part["country"], part["place"])),
        _stop,
        lambda old, new: [f"in {_stop(new)}, {words}" for words in _fields(old, new)],
    ),
    "points": Parts(
        "point",
        (lambda part: part, lambda part: part["title"], lambda part: part["text"]),
        lambda part: f"{_quoted(part['title'])}: {_quoted(part['text'])}",
        lambda old, new: [f"{_quoted(new['title'])}, {', '.join(_fields(old, new))}"],
    ),
    "met": Parts(
        "meeting",
        (lambda part: part, lambda part: part["name"]),
        _meeting,
        lambda old, new: [f"with {new['name']}, {words}" for words in _fields(old, new)],
    ),
}
