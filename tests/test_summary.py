"""What stands out: figures by hand, and sentences whose every number is counted again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import strategies
from hypothesis import given, settings
from tabulated import tabulate

from dashboard.analysis.filters import Filters
from dashboard.analysis.findings import about, findings, leaders_compared, of_the_claim
from dashboard.analysis.selection import ALL_LEADERS, DAYS_A_YEAR, Selection
from dashboard.model.countries import country_name
from dashboard.model.records import Document, Leader, Visit
from dashboard.model.vocabulary import Bearing, Status
from dashboard.site.render import rows_of


def made(dataset: Document, leader: Leader) -> list[Visit]:
    """The visits of a leader that took place, straight from the records."""
    took_place = (Status.CONFIRMED, Status.UNCONFIRMED)
    return [v for v in dataset.visits if v.leader == leader.id and v.status in took_place]


def hosts(visits: list[Visit]) -> list[set[str]]:
    return [{stop.country for stop in visit.stops} for visit in visits]


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


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        # Raisi from the 10th to the 19th of May, his last day; Pezeshkian from the 28th of July.
        (date(2024, 5, 10), date(2024, 7, 30), [10, 3]),
        # Out of office: no time, and no rate.
        (date(2025, 1, 1), date(2025, 12, 31), [0, 365]),
        # Longer than both terms: as without.
        (date(1990, 1, 1), date(2090, 1, 1), [1021, 804]),
    ],
)
def test_a_period_limits_the_time_that_rates_rest_on(
    start: date, end: date, days: list[int], tiny_selection: Selection
) -> None:
    frame = leaders_compared(tiny_selection, start, end)
    assert frame["n_years"].tolist() == [number / DAYS_A_YEAR for number in days]
    assert frame["visits_per_year"].isna().tolist() == [not number for number in days]


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


def test_other_visits_stand_out_otherwise(tiny: Document) -> None:
    def said(*visits: Visit) -> list[str]:
        return findings(tabulate(tiny.model_copy(update={"visits": visits})))

    summit, transit, iraq = tiny.visits[0], tiny.visits[1], tiny.visits[3]
    # A visit after the days that both records cover is not counted as early.
    late = transit.model_copy(update={"start": date(2024, 1, 10), "end": date(2024, 1, 10)})
    assert "has 1 of 2 visits by Raisi and 1 of 1" in said(summit, late, iraq)[0]
    # Hosts that were visited most are named, those visited as often together.
    again = [summit.model_copy(update={"id": f"raisi-{n}"}) for n in range(2)]
    both = iraq.model_copy(update={"id": "raisi-iraq", "leader": "raisi"})
    assert said(*again, both, iraq)[1:3] == [
        "In this data set 1 of 2 host countries were visited by both leaders.",
        "In this data set Raisi went most often to Tajikistan (2 of 3 visits).",
    ]
    two_stops = {"stops": (summit.stops[0], iraq.stops[0])}
    assert said(*(visit.model_copy(update=two_stops) for visit in again))[0] == (
        "In this data set Raisi went most often to Iraq, Tajikistan (2 of 2 visits each)."
    )
    # Where one leader alone travelled nothing is compared.
    only = [visit for visit in tiny.visits if visit.leader == "raisi"]
    assert said(*only) == ["In this data set sources report a challenge on 1 of 2 visits by Raisi."]
    # A topic without a gap is no finding.
    other = summit.model_copy(update={"id": "other", "leader": "pezeshkian"})
    assert not [line for line in said(summit, other) if "widest gap" in line]


def test_nothing_stands_out_where_no_visit_took_place(
    tiny_selection: Selection, bare_tables: Selection
) -> None:
    assert findings(bare_tables) == []
    assert findings(Filters(statuses=(Status.CANCELLED,)).narrow(tiny_selection)) == []


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


def test_the_real_counts_of_each_sentence_are_those_of_the_records(
    real: Document, real_selection: Selection
) -> None:
    ends = [min(who.left_office or real.complete.end, real.complete.end) for who in real.leaders]
    pairs = list(zip(real.leaders, ends, strict=True))
    shared = min((end - who.took_office).days for who, end in pairs)

    def early(who: Leader, visit: Visit, day: str) -> bool:
        assert day == f"{shared:,}"
        return bool(visit.start and (visit.start - who.took_office).days <= shared)

    def touches(_: Leader, visit: Visit, label: str) -> bool:
        topic = next(topic.id for topic in real.topics if topic.label == label)
        return any(topic in statement.topics for statement in visit.statements)

    def reports(_: Leader, visit: Visit, kind: str) -> bool:
        return any(statement.kind == kind for statement in visit.statements)

    def counts(hit: Callable[[Leader, Visit, str], bool], word: str) -> list[tuple[int, int]]:
        by_leader = [(who, made(real, who)) for who in real.leaders]
        return [(sum(hit(who, v, word) for v in visits), len(visits)) for who, visits in by_leader]

    said = findings(real_selection)
    for pattern, hit in (
        (r"Up to day ([\d,]+) of the term", early),
        (r"widest gap .* on the topic (.+): it comes up", touches),
        (r"sources report an? (challenge) on", reports),
        (r"sources report an? (opportunity) on", reports),
    ):
        ((line, word),) = [(line, f[1]) for line in said if (f := re.search(pattern, line))]
        found = re.findall(r"([\d,]+) of ([\d,]+) visits by", line)
        assert [(int(n), int(of)) for n, of in found] == counts(hit, word)
    gaps = {t.label: [n / of for n, of in counts(touches, t.label)] for t in real.topics}
    widest = next(line for line in said if "widest gap" in line)
    topic = max(gaps, key=lambda label: abs(gaps[label][0] - gaps[label][1]))
    assert f"on the topic {topic}: " in widest


def test_the_real_shared_hosts_are_those_of_the_records(
    real: Document, real_selection: Selection
) -> None:
    first, second = (set().union(*hosts(made(real, who))) for who in real.leaders)
    n_shared, n_all = len(first & second), len(first | second)
    said = f"In this data set {n_shared} of {n_all} host countries were visited by both leaders."
    assert said in findings(real_selection)


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


def test_of_a_disputed_visit_the_verdict_comes_first(
    real: Document, real_selection: Selection
) -> None:
    rows: dict[str, Any] = {row.visit: row for row in rows_of(real_selection.visits)}
    disputed = [visit for visit in real.visits if visit.status is Status.DISPUTED]
    assert disputed
    for visit in disputed:
        said = of_the_claim(real_selection, rows[visit.id])
        assert said.startswith(f"{str(visit.verdict).rstrip('.')}. {visit.summary} Of ")
        counts = Counter(visit.bearing.values())
        assert f"{counts[Bearing.SUPPORTS]} support the claim" in said
        assert f"{counts[Bearing.CONTRADICTS]} contradict it" in said
