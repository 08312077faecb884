"""What changed between two data sets, in words, for whoever cites one and meets the other.

Records that have an id are matched by it; one that is gone and one that is new are one renamed
if nothing but the id differs. Statements, stops, meetings and points have none: they are matched by
what they say. Whatever differs is said, the order included: no change means that the two are equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from dashboard.dataset.tables import Dataset, nested, title_of
from dashboard.model.countries import country_name
from dashboard.model.records import Document

SECTIONS = ("leaders", "topics", "places", "visits", "sources")
REFERENCES = {
    "leader": "leaders",
    "place": "places",
    "source": "sources",
    "origin_sources": "sources",
    "bearing": "sources",
}
"""The section that a field names the ids of, where it is not called like it."""
ALIKE = 0.5
"""From which likeness on (0 to 1) two texts of one source are one statement, reworded."""

Record = dict[str, Any]


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
    renamed: dict[str, dict[str, str]] = {}
    for section in sorted(SECTIONS, key="visits".__eq__):  # last, because they name the others
        renamed[section] = _renamed(before[section], after[section])
        if renamed[section]:
            before = _with_ids(before, section, renamed[section])
    heads = [
        {name: data[name] for name in data if name not in SECTIONS} for data in (before, after)
    ]
    found = [Change("Data set", "", words) for words in _fields(*heads)]
    for section in SECTIONS:
        own = [(now, f"has this id now; it was `{was}`") for was, now in renamed[section].items()]
        own += _section(section, before, after)
        # Python's sort keeps what is equal in its order: the fields of one record stay together.
        own.sort(key=lambda change: change[0])
        found += [Change(section.capitalize(), ident, words) for ident, words in own]
    return found


# Ids


def _renamed(old: Sequence[Record], new: Sequence[Record]) -> dict[str, str]:
    """Map the id of each record that is gone to that of a new one, equal to it but for the id."""
    known, now = ({record["id"] for record in records} for records in (old, new))
    left = [record for record in new if record["id"] not in known]
    found: dict[str, str] = {}
    for record in old:
        if record["id"] not in now:
            same = [each for each in left if record | {"id": each["id"]} == each]
            for each in same[:1]:
                found[record["id"]] = each["id"]
                left.remove(each)
    return found


def _with_ids(value: Any, section: str, now: Mapping[str, str], field: str = "") -> Any:
    """Return data with the new ids of a section, so that a rename is not told at every mention."""
    refers = REFERENCES.get(field, field) == section
    match value:
        case dict():
            return {
                now.get(name, name) if refers and field == "bearing" else name: _with_ids(
                    part, section, now, field if name == "id" else name
                )
                for name, part in value.items()
            }
        case tuple():
            return tuple(_with_ids(part, section, now, field) for part in value)
        case str() if refers:
            return now.get(value, value)
    return value


# Records


def _section(section: str, old: Record, new: Record) -> Iterator[tuple[str, str]]:
    """Yield the id, or "", and the words of each change in a section."""
    before, after = ({record["id"]: record for record in data[section]} for data in (old, new))
    for ident in before.keys() | after.keys():
        if ident not in after:
            yield ident, f"removed: {_described(section, before[ident], old)}"
        elif ident not in before:
            yield ident, f"added: {_described(section, after[ident], new)}"
        else:
            for words in _fields(before[ident], after[ident]):
                yield ident, words
    if [ident for ident in before if ident in after] != [i for i in after if i in before]:
        yield "", "stand in another order"


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
    names = {place["id"]: place["name"] for place in data["places"]}
    hosts = [country_name(stop["country"]) for stop in record["stops"]]
    title = title_of(hosts, names.get(record["stops"][0]["place"]))
    days = f"{record['start']} to {record['end']}" if record["start"] else "without dates"
    kinds = Counter(statement["kind"] for statement in record["statements"])
    statements = f"{kinds.total()} statement{'s' * (kinds.total() != 1)}"
    if kinds:
        statements += f" ({', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))})"
    return f"{title}, {days}, {record['status']}, {statements}"


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
        elif name == "bearing":
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


# Parts without an id: statements, stops, meetings, points


def _coded(statement: Record) -> str:
    return f"{statement['kind']} [{', '.join(statement['topics'])}]"


def _statement(statement: Record) -> str:
    return f"{_coded(statement)} {_quoted(statement['text'])} (source `{statement['source']}`)"


def _statement_change(before: Record, after: Record) -> str:
    text = _quoted(after["text"])
    words: list[str] = []
    if before["text"] != after["text"]:
        words.append(f"reworded from {_quoted(before['text'])} to {text}")
    if _coded(before) != _coded(after):
        words.append(f"recoded from {_coded(before)} to {_coded(after)}")
    if before["source"] != after["source"]:
        words.append(f"source changed from `{before['source']}` to `{after['source']}`")
    if before["text"] == after["text"] and len(words) == 1:
        return f"{words[0]}: {text}"
    return "; ".join(words)


def _stop(stop: Record) -> str:
    return country_name(stop["country"]) + (f" (`{stop['place']}`)" if stop["place"] else "")


def _meeting(person: Record) -> str:
    country = f", {country_name(person['country'])}" if person["country"] else ""
    return f"{person['name']}, {person['role']}{country}"


def _point(point: Record) -> str:
    return f"{_quoted(point['title'])}: {_quoted(point['text'])}"


def _told_of(subject: Callable[[Record], str]) -> Callable[[Record, Record], str]:
    return lambda before, after: f"{subject(after)}, {', '.join(_fields(before, after))}"


@dataclass(frozen=True)
class Parts:
    """How the parts of a list are matched and told.

    Two are one if they are equal, else if they agree in all fields of a key, the surest key first.
    """

    noun: str
    keys: tuple[tuple[str, ...], ...]
    told: Callable[[Record], str]
    change: Callable[[Record, Record], str]


PARTS = {
    "statements": Parts(
        "statement", (("text", "source"), ("text",)), _statement, _statement_change
    ),
    "stops": Parts("stop", (("country", "place"),), _stop, _told_of(lambda s: f"in {_stop(s)}")),
    "points": Parts(
        "point", (("title",), ("text",)), _point, _told_of(lambda p: _quoted(p["title"]))
    ),
    "met": Parts("meeting", (("name",),), _meeting, _told_of(lambda m: f"with {m['name']}")),
}


def _parts(kind: Parts, before: Sequence[Record], after: Sequence[Record]) -> Iterator[str]:
    """Say what became of each part, in the order of the new list, then what is gone."""
    matched = _matched(kind, before, after)
    for number, part in enumerate(after):
        if number not in matched:
            yield f"{kind.noun} added: {kind.told(part)}"
        elif (was := before[matched[number]]) != part:
            yield f"{kind.noun} {kind.change(was, part)}"
    for number, part in enumerate(before):
        if number not in matched.values():
            yield f"{kind.noun} removed: {kind.told(part)}"
    places = [matched[number] for number in sorted(matched)]
    if places != sorted(places):
        yield f"{kind.noun}s in another order"


def _matched(kind: Parts, before: Sequence[Record], after: Sequence[Record]) -> dict[int, int]:
    """Map the place of each part in the new list to that of the same part in the old one."""
    found: dict[int, int] = {}

    def join(one: int, other: int) -> None:
        if one not in found.values():
            found.setdefault(other, one)

    for key in (tuple(before[0]) if before else (), *kind.keys):
        for one, old in enumerate(before):
            for other, new in enumerate(after):
                if all(old[name] == new[name] for name in key):
                    join(one, other)
    # What is left: texts of one source that are worded alike, the most alike first.
    alike = sorted(
        (-SequenceMatcher(None, old["text"], new["text"]).ratio(), one, other)
        for one, old in enumerate(before)
        for other, new in enumerate(after)
        if "text" in old and one not in found.values() and other not in found
        if old.get("source") == new.get("source")
    )
    for ratio, one, other in alike:
        if -ratio >= ALIKE:
            join(one, other)
    return found
