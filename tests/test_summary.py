"""What stands out: figures by hand, and sentences whose every number is counted again."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Any

import pandas as pd
import pytest
import strategies
from hypothesis import given, settings
from tabulated import tabulate

from dashboard.analysis.filters import Filters
from dashboard.analysis.findings import about, findings, leaders_compared
from dashboard.analysis.selection import ALL_LEADERS, DAYS_A_YEAR, Selection
from dashboard.model.countries import country_name
from dashboard.model.records import Document, Leader, Visit
from dashboard.model.vocabulary import StatementKind, Status


def made(dataset: Document, leader: Leader) -> list[Visit]:
    """The visits of a leader that took place, straight from the records."""
    took_place = (Status.CONFIRMED, Status.UNCONFIRMED)
    return [v for v in dataset.visits if v.leader == leader.id and v.status in took_place]


def hosts(visits: list[Visit]) -> list[set[str]]:
    return [{stop.country for stop in visit.stops} for visit in visits]


def numbers(pattern: str, sentences: list[str]) -> tuple[Any, ...]:
    """The groups of the one sentence that matches, whole numbers as numbers."""
    (found,) = [match for said in sentences if (match := re.fullmatch(pattern, said))]
    plain = [part.replace(",", "") for part in found.groups()]
    return tuple(int(part) if part.isdigit() else part for part in plain)


# --- the leaders side by side --------------------------------------------------------------


def test_the_columns_are_the_documented_ones(
    tiny_selection: Selection, bare_tables: Selection
) -> None:
    doc = re.sub(r"\([^()]*\)", "", " ".join((leaders_compared.__doc__ or "").split()))
    listed = doc.partition("Columns:")[2].rstrip(". ").split(",")
    for selection in (tiny_selection, bare_tables):
        assert list(leaders_compared(selection).columns) == [column.strip() for column in listed]


def test_leaders_are_compared_by_the_visits_that_took_place(tiny_selection: Selection) -> None:
    raisi, pezeshkian = leaders_compared(tiny_selection).to_dict("records")
    # Raisi: the summit in Dushanbe (three days) and the transit of one day; not the cancelled.
    assert raisi == {
        "leader": "raisi", "leader_name": "Raisi", "position": 0,
        "n_visits": 2, "n_hosts": 2, "n_days": 4,
        "n_years": 1021 / DAYS_A_YEAR, "visits_per_year": 2 / (1021 / DAYS_A_YEAR),
        "n_multilateral": 1, "multilateral_share": 0.5, "n_agreement": 1, "agreement_share": 0.5,
    }  # fmt: skip
    # Pezeshkian: Baghdad and Erbil are one host; the planned and the disputed visit do not count.
    assert pezeshkian == {
        "leader": "pezeshkian", "leader_name": "Pezeshkian", "position": 1,
        "n_visits": 1, "n_hosts": 1, "n_days": 3,
        "n_years": 804 / DAYS_A_YEAR, "visits_per_year": 1 / (804 / DAYS_A_YEAR),
        "n_multilateral": 0, "multilateral_share": 0, "n_agreement": 0, "agreement_share": 0,
    }  # fmt: skip


def test_a_period_limits_the_time_that_rates_rest_on(tiny_selection: Selection) -> None:
    start, end = date(2024, 5, 10), date(2024, 7, 30)
    frame = leaders_compared(tiny_selection, start, end)
    # Raisi from the 10th to the 19th of May, his last day; Pezeshkian from the 28th of July.
    assert frame["n_years"].tolist() == [10 / DAYS_A_YEAR, 3 / DAYS_A_YEAR]


def test_a_period_longer_than_the_term_adds_nothing(tiny_selection: Selection) -> None:
    whole = leaders_compared(tiny_selection)
    longer = leaders_compared(tiny_selection, date(1990, 1, 1), date(2090, 1, 1))
    pd.testing.assert_frame_equal(longer, whole)


def test_a_leader_out_of_office_in_the_period_has_no_rate(tiny_selection: Selection) -> None:
    frame = leaders_compared(tiny_selection, date(2025, 1, 1), date(2025, 12, 31))
    assert frame["n_years"].tolist() == [0, 365 / DAYS_A_YEAR]
    assert pd.isna(frame["visits_per_year"][0])


def test_without_visits_every_count_is_0_and_no_share_is_given(bare_tables: Selection) -> None:
    frame = leaders_compared(bare_tables)
    assert (
        frame[["n_visits", "n_hosts", "n_days", "n_multilateral", "n_agreement"]].sum().sum() == 0
    )
    assert frame[["multilateral_share", "agreement_share"]].isna().all().all()
    assert frame["visits_per_year"].tolist() == [0, 0]


def test_an_undated_visit_counts_without_days(tiny: Document) -> None:
    undated = tiny.visits[1].model_copy(update={"start": None, "end": None})
    selection = tabulate(tiny.model_copy(update={"visits": (tiny.visits[0], undated)}))
    raisi = leaders_compared(selection).iloc[0]
    assert (raisi["n_visits"], raisi["n_days"]) == (2, 3)


def test_the_real_figures_are_those_of_the_records(
    real: Document, real_selection: Selection
) -> None:
    rows = leaders_compared(real_selection).to_dict("records")
    for leader, row in zip(real.leaders, rows, strict=True):
        visits = made(real, leader)
        assert row["n_visits"] == len(visits)
        assert row["n_hosts"] == len(set().union(*hosts(visits)))
        days = [(v.end - v.start).days + 1 for v in visits if v.start and v.end]
        assert row["n_days"] == sum(days)
        multilateral = [v for v in visits if v.kind in ("summit", "un")]
        assert row["n_multilateral"] == len(multilateral)
        assert row["multilateral_share"] == len(multilateral) / len(visits)
        agreed = [v for v in visits if any(s.kind == "agreement" for s in v.statements)]
        assert row["n_agreement"] == len(agreed)
        assert row["agreement_share"] == len(agreed) / len(visits)
        assert row["visits_per_year"] == len(visits) / row["n_years"]
        until = min(leader.left_office or real.complete.end, real.complete.end)
        assert row["n_years"] == ((until - leader.took_office).days + 1) / 365.25


def nine_leaders(tiny: Document, visits: tuple[Visit, ...]) -> Selection:
    """The tables of more leaders than stand abreast, each with copies of these visits."""
    leaders = [
        tiny.leaders[0].model_copy(update={"id": f"leader-{n}", "name": f"Leader {n}"})
        for n in range(9)
    ]
    copies = [
        visit.model_copy(update={"id": f"{who.id}-{visit.id}", "leader": who.id})
        for who in leaders
        for visit in visits
    ]
    more = {"leaders": tuple(leaders), "visits": tuple(copies)}
    return tabulate(tiny.model_copy(update=more))


def test_more_leaders_than_stand_abreast_are_summed_up_as_one(tiny: Document) -> None:
    selection = nine_leaders(tiny, tiny.visits[:2]).grouped
    (row,) = leaders_compared(selection).to_dict("records")
    assert (row["leader"], row["n_visits"], row["n_hosts"]) == (ALL_LEADERS, 18, 2)
    assert findings(selection)[0] == (
        "In this data set All leaders shown went most often to Russia, Tajikistan (9 of 18 visits "
        "each)."
    )


def test_of_many_leaders_without_a_visit_nothing_is_said(tiny: Document) -> None:
    selection = nine_leaders(tiny, ()).grouped
    frame = leaders_compared(selection)
    assert frame.empty
    assert "n_visits" in frame
    assert findings(selection) == []


# --- the sentences -------------------------------------------------------------------------


def test_the_sentences_of_the_tiny_set(tiny_selection: Selection) -> None:
    assert findings(tiny_selection) == [
        "Up to day 803 of the term, the last that every record covers, this data set has "
        "2 of 2 visits by Raisi and 1 of 1 visits by Pezeshkian.",
        "In this data set 0 of 3 host countries were visited by both leaders.",
        "The widest gap between the leaders in this data set is on the topic Multilateral: it "
        "comes up on 1 of 2 visits by Raisi and 0 of 1 visits by Pezeshkian.",
        "In this data set sources report a challenge on 1 of 2 visits by Raisi and 0 of 1 visits "
        "by Pezeshkian.",
    ]


def test_a_visit_after_the_shared_days_is_not_counted_as_early(tiny: Document) -> None:
    late = tiny.visits[1].model_copy(update={"start": date(2024, 1, 10), "end": date(2024, 1, 10)})
    selection = tabulate(tiny.model_copy(update={"visits": (tiny.visits[0], late, tiny.visits[3])}))
    assert "has 1 of 2 visits by Raisi and 1 of 1" in findings(selection)[0]


def test_hosts_that_were_visited_most_are_named(tiny: Document) -> None:
    again = [tiny.visits[0].model_copy(update={"id": f"raisi-{n}"}) for n in range(2)]
    both = tiny.visits[3].model_copy(update={"id": "raisi-iraq", "leader": "raisi"})
    selection = tabulate(tiny.model_copy(update={"visits": (*again, both, tiny.visits[3])}))
    assert findings(selection)[1:3] == [
        "In this data set 1 of 2 host countries were visited by both leaders.",
        "In this data set Raisi went most often to Tajikistan (2 of 3 visits).",
    ]


def test_hosts_visited_as_often_are_named_together(tiny: Document) -> None:
    stops = (tiny.visits[0].stops[0], tiny.visits[3].stops[0])
    twice = [tiny.visits[0].model_copy(update={"id": f"v-{n}", "stops": stops}) for n in range(2)]
    selection = tabulate(tiny.model_copy(update={"visits": tuple(twice)}))
    assert findings(selection)[0] == (
        "In this data set Raisi went most often to Iraq, Tajikistan (2 of 2 visits each)."
    )


def test_nothing_is_compared_where_one_leader_alone_travelled(tiny: Document) -> None:
    only = [visit for visit in tiny.visits if visit.leader == "raisi"]
    selection = tabulate(tiny.model_copy(update={"visits": tuple(only)}))
    assert findings(selection) == [
        "In this data set sources report a challenge on 1 of 2 visits by Raisi."
    ]


def test_nothing_stands_out_where_no_visit_took_place(
    tiny_selection: Selection, bare_tables: Selection
) -> None:
    assert findings(bare_tables) == []
    assert findings(Filters(statuses=(Status.CANCELLED,)).narrow(tiny_selection)) == []


def test_a_topic_without_a_gap_is_no_finding(tiny: Document) -> None:
    own = tiny.visits[0]
    other = own.model_copy(update={"id": "other", "leader": "pezeshkian"})
    selection = tabulate(tiny.model_copy(update={"visits": (own, other)}))
    assert not [said for said in findings(selection) if "widest gap" in said]


def test_three_leaders_are_set_side_by_side(tiny: Document) -> None:
    third = tiny.leaders[0].model_copy(update={"id": "khatami", "name": "Khatami"})
    visit = tiny.visits[0].model_copy(update={"id": "khatami-1", "leader": "khatami"})
    more = {"leaders": (*tiny.leaders, third), "visits": (*tiny.visits, visit)}
    said = findings(tabulate(tiny.model_copy(update=more)))
    assert (
        "2 of 2 visits by Raisi, 1 of 1 visits by Pezeshkian and 1 of 1 visits by Khatami"
        in (said[0])
    )
    assert said[1].endswith("were visited by all 3 leaders.")


def test_the_real_pace_is_that_of_the_records(real: Document, real_selection: Selection) -> None:
    day, *counts = numbers(
        r"Up to day ([\d,]+) of the term, .* has (\d+) of (\d+) visits by Raisi and "
        r"(\d+) of (\d+) visits by Pezeshkian\.",
        findings(real_selection),
    )
    ends = [min(who.left_office or real.complete.end, real.complete.end) for who in real.leaders]
    pairs = list(zip(real.leaders, ends, strict=True))
    assert day == min((end - who.took_office).days for who, end in pairs)
    expected: list[int] = []
    for who in real.leaders:
        visits = made(real, who)
        early = [v for v in visits if v.start and (v.start - who.took_office).days <= day]
        expected += [len(early), len(visits)]
    assert counts == expected


def test_the_real_shared_hosts_are_those_of_the_records(
    real: Document, real_selection: Selection
) -> None:
    shared, every = numbers(
        r"In this data set (\d+) of (\d+) host countries were visited by both leaders\.",
        findings(real_selection),
    )
    first, second = (set().union(*hosts(made(real, who))) for who in real.leaders)
    assert (shared, every) == (len(first & second), len(first | second))


def test_the_real_widest_gap_is_that_of_the_records(
    real: Document, real_selection: Selection
) -> None:
    topic, *counts = numbers(
        r"The widest gap .* on the topic (.+): it comes up on (\d+) of (\d+) visits by Raisi and "
        r"(\d+) of (\d+) visits by Pezeshkian\.",
        findings(real_selection),
    )

    def touching(leader: Leader, key: str) -> tuple[int, int]:
        visits = made(real, leader)
        return sum(any(key in s.topics for s in v.statements) for v in visits), len(visits)

    pairs = {t.label: [touching(who, t.id) for who in real.leaders] for t in real.topics}
    gaps = {label: abs(a[0] / a[1] - b[0] / b[1]) for label, (a, b) in pairs.items()}
    assert gaps[topic] == max(gaps.values())
    assert counts == [number for pair in pairs[topic] for number in pair]


@pytest.mark.parametrize(
    ("kind", "word"),
    [(StatementKind.CHALLENGE, "a challenge"), (StatementKind.OPPORTUNITY, "an opportunity")],
)
def test_the_real_sides_are_those_of_the_records(
    real: Document, real_selection: Selection, kind: StatementKind, word: str
) -> None:
    counts = numbers(
        rf"In this data set sources report {word} on (\d+) of (\d+) visits by Raisi and "
        r"(\d+) of (\d+) visits by Pezeshkian\.",
        findings(real_selection),
    )
    expected: list[int] = []
    for who in real.leaders:
        visits = made(real, who)
        with_one = [v for v in visits if any(s.kind is kind for s in v.statements)]
        expected += [len(with_one), len(visits)]
    assert list(counts) == expected


def test_the_real_favourites_are_those_of_the_records(
    real: Document, real_selection: Selection
) -> None:
    (said,) = [line for line in findings(real_selection) if "went most often" in line]
    for who in real.leaders:
        visits = hosts(made(real, who))
        counts = Counter(code for found in visits for code in found)
        most = max(counts.values())
        names = sorted(country_name(code) for code in counts if counts[code] == most)
        each = " each" if len(names) > 1 else ""
        clause = (
            f"{who.name} went most often to {', '.join(names)} "
            f"({most} of {len(visits)} visits{each})"
        )
        # More than three hosts in front are no favourites.
        assert (clause in said) == (len(names) <= 3)


@settings(max_examples=40, deadline=None)
@given(dataset=strategies.datasets())
def test_no_finding_stands_without_its_denominator(dataset: Document) -> None:
    for said in findings(tabulate(dataset)):
        assert "this data set" in said
        assert said.endswith(".")
        pairs = re.findall(r"([\d,]+) of ([\d,]+)", said)
        assert pairs, said
        assert all(0 <= int(part) <= int(whole) for part, whole in pairs), said
        # No number stands outside these pairs but the day and what labels and ids bring along.
        bare = re.sub(r"[\d,]+ of [\d,]+|day [\d,]+|(Leader|Topic) \d+|all \d+", "", said)
        assert not re.search(r"\d", bare), said


def test_the_data_set_is_said_to_be_about_its_leaders(tiny: Document) -> None:
    assert about(tiny) == (
        "The foreign visits of Ebrahim Raisi and Masoud Pezeshkian: when, where, about what, and "
        "on whose word."
    )
    one, two = tiny.leaders
    alone = tiny.model_copy(update={"leaders": (one,)})
    assert about(alone).startswith("The foreign visits of Ebrahim Raisi: when")
    many = tiny.model_copy(update={"leaders": (one, two, one, two)})
    assert about(many).startswith("The foreign visits of 4 leaders: when")
