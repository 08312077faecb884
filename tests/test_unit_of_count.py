"""The unit of count: what each chart counts in each unit, by hand, and where it names it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from shown import columns

from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import COUNTS, Rows, Selection, Unit, in_words, measure, tabulate
from dashboard.charts import challenges_against_opportunities as against
from dashboard.charts import challenges_and_opportunities as matrix
from dashboard.charts import (
    topics_by_leader,
    topics_over_time,
)
from dashboard.charts.theme import Theme
from dashboard.model.records import Dataset
from dashboard.model.vocabulary import StatementKind, Status

NUMBERS = [unit.column for unit in COUNTS]


def visit(
    name: str, status: str, start: date | None, end: date | None, hosts: str, *said: str
) -> dict[str, Any]:
    """One visit; each thing said is its kind and its topics, `challenge: trade energy`."""
    return {
        "id": name, "leader": name.partition("-")[0], "status": status, "kind": "official",
        "start": start, "end": end, "occasion": None, "invited_by": None,
        "stops": [
            {"country": code, "place": None, "arrival": None, "departure": None}
            for code in hosts.split()
        ],
        "met": [], "sources": ["src"], "checks": "None.",
        "statements": [
            {"kind": kind, "topics": topics.split(), "text": "Said.", "source": "src"}
            for kind, _, topics in (one.partition(": ") for one in said)
        ],
    }  # fmt: skip


def dataset(*visits: dict[str, Any]) -> Dataset:
    numbers = ["leaders", "topics", "places", "visits", "confirmed", "unconfirmed", "disputed",
               "cancelled", "planned", "stops", "meetings", "statements", "sources"]  # fmt: skip
    terms = {"ada": (date(2021, 8, 3), date(2022, 12, 31)), "bea": (date(2023, 1, 1), None)}
    return Dataset.model_validate(
        {
            "title": "T", "version": "1.0.0", "as_of": date(2026, 1, 1),
            "complete": {"start": date(2021, 8, 3), "end": date(2023, 12, 31)},
            "expected": dict.fromkeys(numbers, 0),
            "leaders": [
                {"id": who, "name": who.capitalize(), "full_name": who, "native_name": who,
                 "office": "President", "country": "IRN", "took_office": took, "left_office": left}
                for who, (took, left) in terms.items()
            ],
            "topics": [
                {"id": topic, "label": topic.capitalize(), "group": "Economy", "covers": "x"}
                for topic in ("trade", "energy")
            ],
            "places": [],
            "visits": list(visits),
            "sources": [
                {"id": "src", "publisher": "P", "title": "T", "url": "https://p.example/",
                 "date": None, "stance": "independent"}
            ],
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def selection() -> Selection:
    """Ada: two hosts on one journey (twice), an undated and a cancelled visit; Bea: no statement.

    On trade Ada has four visits, to five hosts, with six days abroad and seven statements.
    """
    trade = "challenge: trade"
    return tabulate(
        dataset(
            visit("ada-1", "confirmed", date(2022, 1, 10), date(2022, 1, 12), "IRQ SYR",
                  trade, trade, trade, "challenge: trade energy", "opportunity: energy"),
            visit("ada-2", "confirmed", date(2022, 5, 1), date(2022, 5, 3), "IRQ KWT", trade),
            visit("ada-3", "unconfirmed", None, None, "QAT", trade),
            visit("ada-4", "cancelled", date(2022, 6, 1), date(2022, 6, 4), "OMN", trade),
            visit("bea-1", "confirmed", date(2023, 2, 1), date(2023, 2, 2), "IRQ"),
            visit("bea-2", "confirmed", date(2023, 2, 5), date(2023, 2, 5), "IRQ"),
        )
    )  # fmt: skip


def row(frame: Any, *columns: str, **wanted: Any) -> tuple[Any, ...]:
    """The one row that holds what is wanted, these columns of it."""
    for column, value in wanted.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return tuple(frame.iloc[0][list(columns)].tolist())


def drawn(chart: Any, frame: Any) -> Any:
    """A figure, typed loosely: the stubs of a figure do not know its traces."""
    return chart.figure(frame, Theme())


def flat(text: str) -> str:
    return re.sub(r"<[^>]*>", " ", text)


# --- words and measure ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "one", "many"),
    [
        (Unit.VISITS, "1 visit", "1,204 visits"),
        (Unit.HOSTS, "1 host country", "1,204 host countries"),
        (Unit.DAYS, "1 day abroad", "1,204 days abroad"),
        (Unit.STATEMENTS, "1 statement", "1,204 statements"),
    ],
)
def test_a_number_is_written_with_its_noun(unit: Unit, one: str, many: str) -> None:
    assert (unit.counted(1), unit.counted(1204)) == (one, many)


def test_a_share_is_written_in_per_cent() -> None:
    assert (Unit.SHARE.written(0.4), Unit.SHARE.counted(0.4)) == ("40%", "40% of visits")
    assert Unit.SHARE not in COUNTS


def test_a_rows_counts_are_written_in_the_order_asked_for() -> None:
    held = {"n_hosts": 2, "n_days": 1}
    assert in_words(held, Unit.DAYS, Unit.HOSTS) == "1 day abroad, 2 host countries"


def test_a_visit_counts_once_in_a_group_whatever_was_said_on_it(selection: Selection) -> None:
    found = measure(selection, selection.mentions, ["topic", "leader"])
    assert found == {
        ("trade", "ada"): dict(zip(NUMBERS, (4, 5, 6, 7), strict=True)),
        ("energy", "ada"): dict(zip(NUMBERS, (1, 2, 3, 2), strict=True)),
    }


def test_of_no_marks_there_is_no_group(selection: Selection) -> None:
    assert measure(selection, selection.mentions.iloc[:0], ["topic"]) == {}


def test_a_cancelled_visit_shown_by_the_status_filter_adds_no_day(selection: Selection) -> None:
    cancelled = Filters(statuses=(Status.CANCELLED,)).narrow(selection)
    found = measure(cancelled, cancelled.mentions, ["topic"])
    assert found["trade",] == dict(zip(NUMBERS, (1, 1, 0, 1), strict=True))


# --- topics --------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", Unit)
def test_a_topic_counts_in_every_unit_whichever_is_drawn(selection: Selection, unit: Unit) -> None:
    frame = topics_by_leader.table(selection, unit)
    assert row(frame, *NUMBERS, "share", topic="trade", leader="ada") == (4, 5, 6, 7, 1.0)
    assert row(frame, *NUMBERS, "share", topic="trade", leader="bea") == (0, 0, 0, 0, 0.0)
    values = [trace.x for trace in drawn(topics_by_leader, frame).data if trace.text is not None]
    column = frame[frame["leader"] == "ada"][unit.column].tolist()
    assert list(values[0]) == column


@pytest.mark.parametrize("unit", Unit)
def test_a_year_of_a_topic_counts_in_every_unit(selection: Selection, unit: Unit) -> None:
    frame = topics_over_time.table(selection, unit)
    # The undated visit has no year; the cancelled one has a year and no day abroad.
    assert row(frame, *NUMBERS, topic="trade", leader="ada", year=2022) == (3, 4, 6, 6)
    (year,) = [lines for lines in columns(drawn(topics_over_time, frame)) if lines[0] == "2022"]
    text = year[2 + list(dict.fromkeys(frame["topic"])).index("trade")]
    expected = {"SHARE": "3/3", "VISITS": "3", "HOSTS": "4", "DAYS": "6", "STATEMENTS": "6"}
    assert text == expected[unit.name]


@pytest.mark.parametrize(
    ("unit", "by_leader", "over_time"),
    [
        (Unit.SHARE, "Share of visits that touch the topic",
         "Share of the year’s visits that touch the topic"),
        (Unit.VISITS, "Visits that touch the topic", "Visits of the year that touch the topic"),
        (Unit.HOSTS, "Host countries of visits that touch the topic",
         "Host countries of the year’s visits that touch the topic"),
        (Unit.DAYS, "Days abroad of visits that touch the topic",
         "Days abroad of the year’s visits that touch the topic"),
        (Unit.STATEMENTS, "Statements on the topic",
         "Statements on the topic in the year’s visits"),
    ],
)  # fmt: skip
def test_the_axis_of_topics_names_the_unit(
    selection: Selection, unit: Unit, by_leader: str, over_time: str
) -> None:
    axis = drawn(topics_by_leader, topics_by_leader.table(selection, unit)).layout.xaxis
    assert flat(axis.title.text) == f"{by_leader} (Ada 4 visits, Bea 2)"
    axis = drawn(topics_over_time, topics_over_time.table(selection, unit)).layout.xaxis
    assert flat(axis.title.text) == over_time
    assert axis.visible is not False


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        (Unit.SHARE, "Ada 4 of 4 visits (100%), Bea 0 of 2 visits (0%)"),
        (Unit.VISITS, "Ada 4 of 4 visits (100%), Bea 0 of 2 visits (0%)"),
        (Unit.HOSTS, "Ada 5 host countries, Bea 0 host countries"),
        (Unit.DAYS, "Ada 6 days abroad, Bea 0 days abroad"),
        (Unit.STATEMENTS, "Ada 7 statements, Bea 0 statements"),
    ],
)
def test_the_alternative_text_of_topics_counts_in_the_unit(
    selection: Selection, unit: Unit, said: str
) -> None:
    alt = topics_by_leader.alt(topics_by_leader.table(selection, unit))
    assert alt == f"In this data set the leaders differ most on Trade: {said}."


def test_the_basis_of_topics_names_what_is_counted() -> None:
    kinds = [StatementKind.CHALLENGE, StatementKind.OPPORTUNITY]
    of_kind = "visits with at least one statement of kind challenge or opportunity on the topic."
    assert topics_by_leader.basis(Unit.VISITS, kinds) == of_kind.capitalize()
    assert topics_by_leader.basis(Unit.HOSTS, kinds).startswith(f"Host countries of {of_kind} A ")
    days = topics_by_leader.basis(Unit.DAYS, [])
    assert days.startswith("Days abroad of visits with at least one statement on the topic. ")
    assert "did not take place adds none" in days


# --- challenges and opportunities ----------------------------------------------------------


def test_each_side_counts_in_every_unit(selection: Selection) -> None:
    frame = against.table(selection)
    left = ["n_challenges", "n_challenge_visits", "n_challenge_hosts", "n_challenge_days"]
    right = [
        "n_opportunities", "n_opportunity_visits", "n_opportunity_hosts", "n_opportunity_days"
    ]  # fmt: skip
    assert row(frame, *left, row="trade", leader="ada") == (7, 4, 5, 6)
    assert row(frame, *right, row="trade", leader="ada") == (0, 0, 0, 0)
    assert row(frame, *left, row="energy", leader="ada") == (1, 1, 2, 3)
    assert row(frame, *right, row="energy", leader="ada") == (1, 1, 2, 3)
    hosts = against.table(selection, Rows.HOSTS)
    # Of a visit to Iraq and Syria both are hosts, in the row of either.
    assert row(hosts, *left, label="Iraq", leader="ada") == (5, 2, 3, 6)
    assert row(hosts, *left, label="Oman", leader="ada") == (1, 1, 1, 0)
    assert row(hosts, *left, label="Iraq", leader="bea") == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("unit", "longest", "title", "said"),
    [
        (Unit.SHARE, 1, "Share of the leader’s visits", " (100% of visits against 0%)"),
        (Unit.VISITS, 4, "Number of visits", ""),
        (Unit.HOSTS, 5, "Host countries of visits with such a statement",
         " (5 host countries against 0)"),
        (Unit.DAYS, 6, "Days abroad of visits with such a statement",
         " (6 days abroad against 0)"),
        (Unit.STATEMENTS, 7, "Number of statements", ""),
    ],
)  # fmt: skip
def test_the_bars_are_drawn_named_and_said_in_the_unit(
    selection: Selection, unit: Unit, longest: float, title: str, said: str
) -> None:
    frame = against.table(selection, unit=unit)
    figure = drawn(against, frame)
    assert min(figure.data[0].x) == -longest
    assert flat(figure.layout.xaxis.title.text) == title
    assert against.alt(frame) == (
        "Challenges against opportunities in this data set, with the widest gap in "
        f"{unit.lower()} at Trade, Ada, 7 challenges on 4 and 0 opportunities on 0 of 4 "
        f"visits{said}."
    )


@pytest.mark.parametrize(
    ("unit", "upper", "lower"),
    [
        # Of fewer than five visits there is no percentage.
        (Unit.SHARE, "4/4", "4 visits"), (Unit.VISITS, "4", None), (Unit.HOSTS, "5", "4 visits"),
        (Unit.DAYS, "6", "4 visits"), (Unit.STATEMENTS, "7", "4 visits"),
    ],
)  # fmt: skip
def test_a_cell_holds_the_unit_and_below_it_the_visits(
    selection: Selection, unit: Unit, upper: str, lower: str | None
) -> None:
    frame = matrix.table(selection, unit=unit)
    assert row(frame, *NUMBERS, label="Trade", column="Ada: challenges") == (4, 5, 6, 7)
    figure = drawn(matrix, frame)
    cells = dict(zip(map(tuple, figure.data[0].customdata), figure.data[0].text, strict=True))
    text = cells["Trade", "Ada: challenges"]
    assert f"<b>{upper}</b>" in text
    assert (re.findall(r">(\d+ visits?)<", text) or [None]) == [lower]
    # The shade stays the share of the leader's visits.
    shades = drawn(matrix, matrix.table(selection)).data[0].marker.color
    assert figure.data[0].marker.color == shades
    (key,) = [n.text for n in figure.layout.annotations if n.text.startswith("<b>Number</b>: ")]
    assert key == f"<b>Number</b>: {matrix.NUMBERS[unit]}"


def test_a_cell_without_a_day_abroad_still_tells_its_visit(selection: Selection) -> None:
    frame = matrix.table(selection, Rows.HOSTS, Unit.DAYS)
    figure = drawn(matrix, frame)
    cells = dict(zip(map(tuple, figure.data[0].customdata), figure.data[0].text, strict=True))
    for label in ("Oman", "Qatar"):  # cancelled, undated
        assert "<b>0</b>" in cells[label, "Ada: challenges"]
        assert ">1 visit<" in cells[label, "Ada: challenges"]


def test_five_visits_make_a_percentage() -> None:
    held = [
        visit(f"ada-{day}", "confirmed", date(2022, 1, day), date(2022, 1, day), "IRQ",
              *(["challenge: trade"] if day == 1 else []))
        for day in range(1, 6)
    ]  # fmt: skip
    figure = drawn(matrix, matrix.table(tabulate(dataset(*held))))
    assert "<b>20%</b>" in figure.data[0].text[0]


@pytest.mark.parametrize(
    ("unit", "lead", "own"),
    [
        (Unit.SHARE, "the largest share", ""), (Unit.VISITS, "most visits", ""),
        (Unit.HOSTS, "most host countries", "5 host countries, "),
        (Unit.DAYS, "most days abroad", "6 days abroad, "),
        (Unit.STATEMENTS, "most statements", ""),
    ],
)  # fmt: skip
def test_the_matrix_is_said_in_the_unit(
    selection: Selection, unit: Unit, lead: str, own: str
) -> None:
    assert matrix.alt(matrix.table(selection, unit=unit)) == (
        f"Matrix of challenges and opportunities in this data set, with {lead} at Trade, "
        f"Ada: challenges, {own}on 4 of 4 visits (100%), 7 statements."
    )


@pytest.mark.parametrize("unit", Unit)
def test_the_caption_of_the_matrix_says_which_number_is_which(unit: Unit) -> None:
    said = matrix.reading(Rows.HOSTS, unit)
    assert ("below it" in said) == (unit is not Unit.VISITS)
    assert "a dash: no visit to the host." in said
    assert "dash" not in matrix.reading(Rows.TOPICS, unit)
