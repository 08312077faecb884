"""What changed between two data sets is told in words: all of it, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import TINY
from edits import edit, unfolded
from hypothesis import HealthCheck, given, settings
from strategies import datasets

from dashboard.__main__ import main
from dashboard.dataset import diff
from dashboard.dataset.diff import Change
from dashboard.dataset.tables import from_nested
from dashboard.model.records import Document

SCO, IRAQ = "raisi-2021-09-tajikistan", "pezeshkian-2024-09-iraq"
FEWER = "The members agreed to take in Iran."

CASES = """
title = Small
    Data set /  / `title` changed from “Tiny” to “Small”
version = "1.1.0"
as_of = 2026-11-30
    Data set /  / `version` changed from “1.0.0” to “1.1.0”
    Data set /  / `as_of` moved from 2026-11-22 to 2026-11-30
authors = [Ada, Bea]
    Data set /  / `authors` with `Ada`, `Bea`
licence = CC-BY-4.0
    Data set /  / `licence` added: “CC-BY-4.0”
limits = [One leader alone.]
    Data set /  / `limits` with `One leader alone.`
complete end = 2026-10-10
complete note = null
    Data set /  / `complete`, `end` moved from 2026-10-09 to 2026-10-10
    Data set /  / `complete`, `note` removed: “Made up.”
expected stops = 8
    Data set /  / `expected`, `stops` changed from 7 to 8
leaders + {id: shah, name: Shah, full_name: A Shah, native_name: شاه, office: Shah of Iran,
        country: IRN, took_office: 1941-09-16}
    Leaders / shah / added: A Shah, Shah of Iran, from 1941-09-16
leaders 0 removed
    Leaders / raisi / removed: Ebrahim Raisi, President of Iran, from 2021-08-03
leaders 0 name = Raeisi
    Leaders / raisi / renamed from “Raisi” to “Raeisi”
raisi renamed raeisi
    Leaders / raeisi / has this id now; it was `raisi`
    Visits / raeisi-2021-09-tajikistan / has this id now; it was `raisi-2021-09-tajikistan`
    Visits / raeisi-2023-02-russia / has this id now; it was `raisi-2023-02-russia`
    Visits / raeisi-belarus / has this id now; it was `raisi-belarus`
leaders 1 left_office = 2026-11-01
    Leaders / pezeshkian / `left_office` added: 2026-11-01
leaders swapped
    Leaders /  / stand in another order
topics + {id: oil, label: Oil, group: Economy, covers: Oil.}
    Topics / oil / added: “Oil” (Economy)
topics 1 removed
    Topics / conflict / removed: “Conflict” (Security)
topics 0 label = Commerce
    Topics / trade / renamed from “Trade” to “Commerce”
trade renamed commerce
    Topics / commerce / has this id now; it was `trade`
topics 0 covers = Trade.
    Topics / trade / `covers` changed from “Trade and investment.” to “Trade.”
places + {id: oslo, name: Oslo, country: NOR, latitude: 59.9, longitude: 10.7}
    Places / oslo / added: Oslo, Norway
places 0 removed
    Places / baghdad / removed: Baghdad, Iraq
erbil renamed hewler
    Places / hewler / has this id now; it was `erbil`
places 0 latitude = 33.0
places 2 note = null
    Places / baghdad / `latitude` changed from 33.3152 to 33.0
    Places / erbil / `note` removed: “The seat of the regional government.”
visits 3 removed
    Visits / IRAQ / removed: Iraq (Baghdad), 2024-09-11 to 2024-09-13, confirmed, 1 statement (1
        goal)
visits 2 removed
    Visits / raisi-belarus / removed: Belarus, without dates, cancelled, 0 statements
visits 2 id = raisi-2023-03-belarus
    Visits / raisi-2023-03-belarus / has this id now; it was `raisi-belarus`
visits 0 end = 2021-09-19
    Visits / SCO / `end` moved from 2021-09-18 to 2021-09-19
visits 0 status = disputed
visits 0 kind = working
    Visits / SCO / `status` changed from confirmed to disputed
    Visits / SCO / `kind` changed from summit to working
visits 0 occasion = null
visits 0 checks = Dates differ.
    Visits / SCO / `occasion` removed: “21st SCO summit”
    Visits / SCO / `checks` changed from “Dates agree.” to “Dates differ.”
visits 3 stops 0 departure = 2024-09-12
visits 3 stops 1 removed
    Visits / IRAQ / stop in Iraq (`baghdad`), `departure` added: 2024-09-12
    Visits / IRAQ / stop removed: Iraq (`erbil`)
visits 3 stops swapped
    Visits / IRAQ / stops in another order
visits 0 met 0 role = Host
visits 0 met + {name: Ada, role: Guest, country: null}
    Visits / SCO / meeting with Emomali Rahmon, `role` changed from “President” to “Host”
    Visits / SCO / meeting added: Ada, Guest
visits 0 statements + {kind: goal, topics: [trade], text: More trade is wanted., source:
        irna-2021-09-17-sco}
    Visits / SCO / statement added: goal [trade] “More trade is wanted.” (source
        `irna-2021-09-17-sco`)
visits 0 statements 1 removed
    Visits / SCO / statement removed: challenge [conflict] “The war next door cast a shadow.”
        (source `reuters-2021-09-17-sco`)
visits 0 statements 0 text = The members agreed to admit Iran.
    Visits / SCO / statement reworded from “The members agreed to take in Iran.” to “The members
        agreed to admit Iran.”
visits 0 statements 0 kind = goal
visits 0 statements 0 topics = [trade]
    Visits / SCO / statement recoded from agreement [multilateral, trade] to goal [trade]: “The
        members agreed to take in Iran.”
visits 0 statements 1 kind = context
visits 0 statements 1 text = The war cast a shadow.
    Visits / SCO / statement reworded from “The war next door cast a shadow.” to “The war cast a
        shadow.”; recoded from challenge [conflict] to context [conflict]
visits 0 statements 0 source = reuters-2021-09-17-sco
    Visits / SCO / statement source changed from `irna-2021-09-17-sco` to
        `reuters-2021-09-17-sco`: “The members agreed to take in Iran.”
visits 0 statements 0 = {kind: goal, topics: [trade], text: More trade is wanted., source:
        irna-2021-09-17-sco}
    Visits / SCO / statement added: goal [trade] “More trade is wanted.” (source
        `irna-2021-09-17-sco`)
    Visits / SCO / statement removed: agreement [multilateral, trade] “The members agreed to
        take in Iran.” (source `irna-2021-09-17-sco`)
visits 0 statements swapped
    Visits / SCO / statements in another order
visits 0 sources = [reuters-2021-09-17-sco, digest-oman]
    Visits / SCO / `sources` without `irna-2021-09-17-sco`
    Visits / SCO / `sources` with `digest-oman`
visits 5 bearing digest-oman = context
    Visits / pezeshkian-oman / `bearing` of `digest-oman`, changed from supports to context
visits 5 verdict = He was not there
visits 5 points 0 sources = [digest-oman]
visits 5 points 1 removed
    Visits / pezeshkian-oman / `verdict` changed from “No record shows it” to “He was not there”
    Visits / pezeshkian-oman / point “He was elsewhere”, `sources` without
        `irna-2024-09-11-baghdad`, `sources` with `digest-oman`
    Visits / pezeshkian-oman / point removed: “Nobody shows him there”: “No source was found
        that does.”
sources + {id: tass-1, publisher: TASS, title: News, url: "https://tass.example/1", date: null,
        stance: independent}
    Sources / tass-1 / added: TASS, “News”, https://tass.example/1
sources 1 removed
    Sources / digest-oman / removed: A digest, “A list of visits.”,
        https://digest.example/oman#list
digest-oman renamed digest-2024
    Sources / digest-2024 / has this id now; it was `digest-oman`
sources 0 date = null
sources 0 archived = "https://archive.example/1"
sources 0 stance = reference
    Sources / blog-2023-02-02 / `archived` added: “https://archive.example/1”
    Sources / blog-2023-02-02 / `date` removed: 2023-02-02
    Sources / blog-2023-02-02 / `stance` changed from analysis to reference
"""
"""Edits of the tiny data set (a path and what becomes of it), and below them what is told of them.

A line goes on where the next one stands further in.
"""


def differences(old: Document, new: Document) -> list[Change]:
    return diff.differences(*(from_nested(each.model_dump()) for each in (old, new)))


def told(old: Document, new: Document) -> list[str]:
    return [f"{one.group} / {one.of} / {one.words}" for one in differences(old, new)]


def edited(tiny: Document, *edits: str) -> Document:
    """The tiny data set after some edits."""
    data = tiny.model_dump(mode="json")
    for each in edits:
        data = edit(data, each)
    # As JSON, so that days may be written as text.
    return Document.model_validate_json(json.dumps(data, default=str))


def cases() -> list[tuple[list[str], list[str]]]:
    found: list[tuple[list[str], list[str]]] = []
    for line in unfolded(CASES):
        if not line.startswith(" "):
            if not found or found[-1][1]:
                found.append(([], []))
            found[-1][0].append(line)
        else:
            line = line.replace("/ SCO /", f"/ {SCO} /").replace("/ IRAQ /", f"/ {IRAQ} /")
            found[-1][1].append(line.strip())
    return found


@pytest.mark.parametrize(("edits", "expected"), cases(), ids=lambda lines: lines[0])
def test_each_kind_of_change_is_told_in_words(
    edits: list[str], expected: list[str], tiny: Document
) -> None:
    assert told(tiny, edited(tiny, *edits)) == expected


def test_changes_are_grouped_and_stand_in_one_order(tiny: Document) -> None:
    edits = ("leaders 0 removed", "topics 1 removed", "places 0 removed", "version = 2.0.0")
    groups = [one.group for one in differences(tiny, edited(tiny, *edits, "sources 0 date = null"))]
    assert list(dict.fromkeys(groups)) == ["Data set", "Leaders", "Topics", "Places", "Sources"]
    assert groups == sorted(groups, key=list(dict.fromkeys(groups)).index)


def test_what_was_added_one_way_was_removed_the_other(tiny: Document) -> None:
    new = edited(
        tiny, "places + {id: oslo, name: Oslo, country: NOR, latitude: 59.9, longitude: 10.7}"
    )
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
