"""What changed between two data sets is told in words: all of it, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import TINY
from hypothesis import HealthCheck, given, settings
from strategies import datasets

from dashboard.__main__ import main
from dashboard.dataset import diff
from dashboard.dataset.diff import Change
from dashboard.dataset.tables import from_nested
from dashboard.model.records import Document

SCO, IRAQ = "raisi-2021-09-tajikistan", "pezeshkian-2024-09-iraq"
IRNA, REUTERS = "irna-2021-09-17-sco", "reuters-2021-09-17-sco"
FEWER = "The members agreed to take in Iran."

Edit = Callable[[Any], object]


def differences(old: Document, new: Document) -> list[Change]:
    return diff.differences(*(from_nested(each.model_dump()) for each in (old, new)))


def edited(tiny: Document, *edits: Edit) -> Document:
    """The tiny data set after some edits of its plain data."""
    data = tiny.model_dump(mode="json")
    for edit in edits:
        edit(data)
    # As JSON, so that days may be written as text.
    return Document.model_validate_json(json.dumps(data))


def told(old: Document, new: Document) -> list[str]:
    return [f"{one.group} / {one.of} / {one.words}" for one in differences(old, new)]


def put(*path: Any) -> Edit:
    *way, last, value = path

    def edit(data: Any) -> None:
        for part in way:
            data = data[part]
        data[last] = value

    return edit


def take(*path: Any) -> Edit:
    *way, last = path

    def edit(data: Any) -> None:
        for part in way:
            data = data[part]
        data.pop(last)

    return edit


def add(*path: Any) -> Edit:
    *way, value = path

    def edit(data: Any) -> None:
        for part in way:
            data = data[part]
        data.append(value)

    return edit


def swap(*way: Any) -> Edit:
    def edit(data: Any) -> None:
        for part in way:
            data = data[part]
        data[0], data[1] = data[1], data[0]

    return edit


def everywhere(old: str, new: str) -> Edit:
    """Write another id wherever one stands."""

    def renamed(value: Any) -> Any:
        match value:
            case dict():
                return {renamed(key): renamed(part) for key, part in value.items()}
            case list():
                return [renamed(part) for part in value]
            case str() if value == old or value.startswith(f"{old}-"):
                return f"{new}{value.removeprefix(old)}"
        return value

    return lambda data: data.update(renamed(dict(data)))


SHAH = {"id": "shah", "name": "Shah", "full_name": "A Shah", "native_name": "شاه",
        "office": "Shah of Iran", "country": "IRN", "took_office": "1941-09-16"}  # fmt: skip
OSLO = {"id": "oslo", "name": "Oslo", "country": "NOR", "latitude": 59.9, "longitude": 10.7}
NEWS = {"id": "tass-1", "publisher": "TASS", "title": "News", "url": "https://tass.example/1",
        "date": None, "stance": "independent"}  # fmt: skip
GOAL = {"kind": "goal", "topics": ["trade"], "text": "More trade is wanted.", "source": IRNA}
OF_VISIT = ("visits", 0)
SAID = (*OF_VISIT, "statements")

CASES: dict[str, tuple[list[Edit], list[str]]] = {
    "title": (
        [put("title", "Small")],
        ["Data set /  / `title` changed from “Tiny” to “Small”"],
    ),
    "version and day": (
        [put("version", "1.1.0"), put("as_of", "2026-11-30")],
        [
            "Data set /  / `version` changed from “1.0.0” to “1.1.0”",
            "Data set /  / `as_of` moved from 2026-11-22 to 2026-11-30",
        ],
    ),
    "authors": (
        [put("authors", ["Ada", "Bea"])],
        ["Data set /  / `authors` with `Ada`, `Bea`"],
    ),
    "licence": (
        [put("licence", "CC-BY-4.0")],
        ["Data set /  / `licence` added: “CC-BY-4.0”"],
    ),
    "limits": (
        [put("limits", ["One leader alone."])],
        ["Data set /  / `limits` with `One leader alone.`"],
    ),
    "what is complete": (
        [put("complete", "end", "2026-10-10"), put("complete", "note", None)],
        [
            "Data set /  / `complete`, `end` moved from 2026-10-09 to 2026-10-10",
            "Data set /  / `complete`, `note` removed: “Made up.”",
        ],
    ),
    "expected counts": (
        [put("expected", "stops", 8)],
        ["Data set /  / `expected`, `stops` changed from 7 to 8"],
    ),
    "leader added": (
        [add("leaders", SHAH)],
        ["Leaders / shah / added: A Shah, Shah of Iran, from 1941-09-16"],
    ),
    "leader removed": (
        [take("leaders", 0)],
        ["Leaders / raisi / removed: Ebrahim Raisi, President of Iran, from 2021-08-03"],
    ),
    "leader renamed on screen": (
        [put("leaders", 0, "name", "Raeisi")],
        ["Leaders / raisi / renamed from “Raisi” to “Raeisi”"],
    ),
    "leader's id, with the ids of the visits": (
        [everywhere("raisi", "raeisi")],
        [
            "Leaders / raeisi / has this id now; it was `raisi`",
            "Visits / raeisi-2021-09-tajikistan / has this id now; it was "
            "`raisi-2021-09-tajikistan`",
            "Visits / raeisi-2023-02-russia / has this id now; it was `raisi-2023-02-russia`",
            "Visits / raeisi-belarus / has this id now; it was `raisi-belarus`",
        ],
    ),
    "leader left": (
        [put("leaders", 1, "left_office", "2026-11-01")],
        ["Leaders / pezeshkian / `left_office` added: 2026-11-01"],
    ),
    "leaders in another order": (
        [swap("leaders")],
        ["Leaders /  / stand in another order"],
    ),
    "topic added": (
        [add("topics", {"id": "oil", "label": "Oil", "group": "Economy", "covers": "Oil."})],
        ["Topics / oil / added: “Oil” (Economy)"],
    ),
    "topic removed": (
        [take("topics", 1)],
        ["Topics / conflict / removed: “Conflict” (Security)"],
    ),
    "topic renamed on screen": (
        [put("topics", 0, "label", "Commerce")],
        ["Topics / trade / renamed from “Trade” to “Commerce”"],
    ),
    "topic's id is told once, not at each statement": (
        [everywhere("trade", "commerce")],
        ["Topics / commerce / has this id now; it was `trade`"],
    ),
    "topic covers": (
        [put("topics", 0, "covers", "Trade.")],
        ["Topics / trade / `covers` changed from “Trade and investment.” to “Trade.”"],
    ),
    "place added": ([add("places", OSLO)], ["Places / oslo / added: Oslo, Norway"]),
    "place removed": ([take("places", 0)], ["Places / baghdad / removed: Baghdad, Iraq"]),
    "place's id": (
        [everywhere("erbil", "hewler")],
        ["Places / hewler / has this id now; it was `erbil`"],
    ),
    "place moved": (
        [put("places", 0, "latitude", 33.0), put("places", 2, "note", None)],
        [
            "Places / baghdad / `latitude` changed from 33.3152 to 33.0",
            "Places / erbil / `note` removed: “The seat of the regional government.”",
        ],
    ),
    "visit removed": (
        [take("visits", 3)],
        [f"Visits / {IRAQ} / removed: Iraq (Baghdad), 2024-09-11 to 2024-09-13, confirmed, "
         "1 statement (1 goal)"],
    ),
    "visit without dates removed": (
        [take("visits", 2)],
        ["Visits / raisi-belarus / removed: Belarus, without dates, cancelled, 0 statements"],
    ),
    "visit's id": (
        [put("visits", 2, "id", "raisi-2023-03-belarus")],
        ["Visits / raisi-2023-03-belarus / has this id now; it was `raisi-belarus`"],
    ),
    "visit moved": (
        [put(*OF_VISIT, "end", "2021-09-19")],
        [f"Visits / {SCO} / `end` moved from 2021-09-18 to 2021-09-19"],
    ),
    "status and kind": (
        [put(*OF_VISIT, "status", "disputed"), put(*OF_VISIT, "kind", "working")],
        [
            f"Visits / {SCO} / `status` changed from confirmed to disputed",
            f"Visits / {SCO} / `kind` changed from summit to working",
        ],
    ),
    "occasion and checks": (
        [put(*OF_VISIT, "occasion", None), put(*OF_VISIT, "checks", "Dates differ.")],
        [
            f"Visits / {SCO} / `occasion` removed: “21st SCO summit”",
            f"Visits / {SCO} / `checks` changed from “Dates agree.” to “Dates differ.”",
        ],
    ),
    "stop": (
        [put("visits", 3, "stops", 0, "departure", "2024-09-12"), take("visits", 3, "stops", 1)],
        [
            f"Visits / {IRAQ} / stop in Iraq (`baghdad`), `departure` added: 2024-09-12",
            f"Visits / {IRAQ} / stop removed: Iraq (`erbil`)",
        ],
    ),
    "stops in another order": (
        [swap("visits", 3, "stops")],
        [f"Visits / {IRAQ} / stops in another order"],
    ),
    "meeting": (
        [
            put(*OF_VISIT, "met", 0, "role", "Host"),
            add(*OF_VISIT, "met", {"name": "Ada", "role": "Guest", "country": None}),
        ],
        [
            f"Visits / {SCO} / meeting with Emomali Rahmon, `role` changed from “President” to "
            "“Host”",
            f"Visits / {SCO} / meeting added: Ada, Guest",
        ],
    ),
    "statement added": (
        [add(*SAID, GOAL)],
        [f"Visits / {SCO} / statement added: goal [trade] “More trade is wanted.” "
         f"(source `{IRNA}`)"],
    ),
    "statement removed": (
        [take(*SAID, 1)],
        [f"Visits / {SCO} / statement removed: challenge [conflict] “The war next door cast a "
         f"shadow.” (source `{REUTERS}`)"],
    ),
    "statement reworded": (
        [put(*SAID, 0, "text", "The members agreed to admit Iran.")],
        [f"Visits / {SCO} / statement reworded from “{FEWER}” to “The members agreed to admit "
         "Iran.”"],
    ),
    "statement recoded": (
        [put(*SAID, 0, "kind", "goal"), put(*SAID, 0, "topics", ["trade"])],
        [f"Visits / {SCO} / statement recoded from agreement [multilateral, trade] to goal "
         f"[trade]: “{FEWER}”"],
    ),
    "statement reworded and recoded": (
        [put(*SAID, 1, "kind", "context"), put(*SAID, 1, "text", "The war cast a shadow.")],
        [f"Visits / {SCO} / statement reworded from “The war next door cast a shadow.” to “The "
         "war cast a shadow.”; recoded from challenge [conflict] to context [conflict]"],
    ),
    "statement of another source": (
        [put(*SAID, 0, "source", REUTERS)],
        [f"Visits / {SCO} / statement source changed from `{IRNA}` to `{REUTERS}`: “{FEWER}”"],
    ),
    "statement replaced by one that says something else": (
        [put(*SAID, 0, GOAL)],
        [
            f"Visits / {SCO} / statement added: goal [trade] “More trade is wanted.” "
            f"(source `{IRNA}`)",
            f"Visits / {SCO} / statement removed: agreement [multilateral, trade] “{FEWER}” "
            f"(source `{IRNA}`)",
        ],
    ),
    "statements in another order": (
        [swap(*SAID)],
        [f"Visits / {SCO} / statements in another order"],
    ),
    "sources of a visit": (
        [put(*OF_VISIT, "sources", [REUTERS, "digest-oman"])],
        [
            f"Visits / {SCO} / `sources` without `{IRNA}`",
            f"Visits / {SCO} / `sources` with `digest-oman`",
        ],
    ),
    "bearing": (
        [put("visits", 5, "bearing", "digest-oman", "context")],
        ["Visits / pezeshkian-oman / `bearing` of `digest-oman`, changed from supports to context"],
    ),
    "verdict and points": (
        [
            put("visits", 5, "verdict", "He was not there"),
            put("visits", 5, "points", 0, "sources", ["digest-oman"]),
            take("visits", 5, "points", 1),
        ],
        [
            "Visits / pezeshkian-oman / `verdict` changed from “No record shows it” to “He was not "
            "there”",
            "Visits / pezeshkian-oman / point “He was elsewhere”, `sources` without "
            "`irna-2024-09-11-baghdad`, `sources` with `digest-oman`",
            "Visits / pezeshkian-oman / point removed: “Nobody shows him there”: “No source was "
            "found that does.”",
        ],
    ),
    "source added": (
        [add("sources", NEWS)],
        ["Sources / tass-1 / added: TASS, “News”, https://tass.example/1"],
    ),
    "source removed": (
        [take("sources", 1)],
        ["Sources / digest-oman / removed: A digest, “A list of visits.”, "
         "https://digest.example/oman#list"],
    ),
    "source's id is told once": (
        [everywhere("digest-oman", "digest-2024")],
        ["Sources / digest-2024 / has this id now; it was `digest-oman`"],
    ),
    "source changed": (
        [
            put("sources", 0, "date", None),
            put("sources", 0, "archived", "https://archive.example/1"),
            put("sources", 0, "stance", "reference"),
        ],
        [
            "Sources / blog-2023-02-02 / `archived` added: “https://archive.example/1”",
            "Sources / blog-2023-02-02 / `date` removed: 2023-02-02",
            "Sources / blog-2023-02-02 / `stance` changed from analysis to reference",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_kind_of_change_is_told_in_words(name: str, tiny: Document) -> None:
    edits, expected = CASES[name]
    assert told(tiny, edited(tiny, *edits)) == expected


def test_changes_are_grouped_and_stand_in_one_order(tiny: Document) -> None:
    every = [edits for name, (edits, _) in CASES.items() if "removed" in name]
    new = edited(tiny, *(edit for edits in reversed(every[:3]) for edit in edits),
                 put("version", "2.0.0"), put("sources", 0, "date", None))  # fmt: skip
    groups = [change.group for change in differences(tiny, new)]
    assert list(dict.fromkeys(groups)) == ["Data set", "Leaders", "Topics", "Places", "Sources"]
    assert groups == sorted(groups, key=list(dict.fromkeys(groups)).index)


def test_what_was_added_one_way_was_removed_the_other(tiny: Document) -> None:
    new = edited(tiny, add("places", OSLO))
    assert told(new, tiny) == ["Places / oslo / removed: Oslo, Norway"]


LENIENT = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LENIENT
@given(datasets())
def test_a_data_set_does_not_differ_from_itself(dataset: Document) -> None:
    assert differences(dataset, dataset) == []


@LENIENT
@given(datasets(), datasets())
def test_whatever_differs_is_told(one: Document, other: Document) -> None:
    # Nearly always two that have little in common, so compare near ones as well.
    assert bool(differences(one, other)) == (one != other)
    for section in ("leaders", "topics", "places", "visits", "sources"):
        near = one.model_copy(update={section: getattr(other, section)})
        if all(stop.place is None or stop.place in {place.id for place in near.places}
               for visit in near.visits for stop in visit.stops):  # fmt: skip
            assert bool(differences(one, near)) == (one != near)


@LENIENT
@given(datasets())
def test_an_order_is_told_too(dataset: Document) -> None:
    for section in ("leaders", "topics", "places", "visits", "sources"):
        turned = dataset.model_copy(update={section: getattr(dataset, section)[::-1]})
        assert bool(differences(dataset, turned)) == (dataset != turned)


# --- the command ---------------------------------------------------------------------------


def test_the_command_tells_by_group(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(TINY, encoding="utf-8")
    new.write_text(
        TINY.replace("version: 1.0.0", "version: 1.0.1").replace("kind: agreement", "kind: goal"),
        encoding="utf-8",
    )
    assert main(["diff", str(old), str(new)]) == 0
    assert capsys.readouterr().out == (
        "Data set\n"
        "  `version` changed from “1.0.0” to “1.0.1”\n"
        "Visits\n"
        f"  {SCO}: statement recoded from agreement [multilateral, trade] to goal "
        f"[multilateral, trade]: “{FEWER}”\n"
        "2 differences\n"
    )
    assert main(["diff", str(old), str(old)]) == 0
    assert capsys.readouterr().out == "no difference\n"


def test_the_command_compares_only_what_is_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(TINY, encoding="utf-8")
    new.write_text(TINY.replace("status: planned", "status: planed"), encoding="utf-8")
    assert main(["diff", str(old), str(new)]) == 1
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{new}:")
    assert last == "not compared; mend what is listed above first"
    assert main(["diff", str(old), str(tmp_path / "none.yaml")]) == 2
    assert capsys.readouterr().err == f"there is no file {tmp_path / 'none.yaml'}\n"


def test_the_day_of_a_stop_is_a_day(tiny: Document) -> None:
    """Guards the edits above: read back from JSON, days are days."""
    assert edited(tiny) == tiny
    assert isinstance(edited(tiny).visits[0].start, date)
