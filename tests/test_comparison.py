"""Two visits or two leaders side by side: intervals, pairs, counts over the same days, the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dashboard.app.dossier import for_and_against
from streamlit.testing.v1 import AppTest

from dashboard import app as ui
from dashboard.analysis.comparison import (
    first_days,
    gap_interval,
    hosts_of_two,
    kinds_of_two,
    pair,
    share_interval,
    shared_days,
    topics_of_two,
)
from dashboard.analysis.findings import leaders_compared
from dashboard.analysis.selection import Selection, tabulate
from dashboard.charts import topics_that_differ
from dashboard.charts.theme import Theme
from dashboard.model.records import Dataset

ROOT = Path(__file__).resolve().parents[1]
OFFICE = date(2021, 1, 1)


def _dataset(
    visits: Sequence[tuple[str, str, int | None, str]], terms: Sequence[int] = (100, 60)
) -> Dataset:
    """Build a data set from (leader, status, day of term, hosts) and lengths of terms in days.

    A visit lasts two days and has one statement, on trade in the first half of the term.
    """

    def visit(number: int, leader: str, status: str, day: int | None, hosts: str) -> dict[str, Any]:
        start = None if day is None else OFFICE + timedelta(days=day)
        return {
            "id": f"visit-{number}", "leader": leader, "status": status, "start": start,
            "end": start and start + timedelta(days=1),
            "kind": "summit" if day == 0 else "official",
            "occasion": None, "invited_by": None, "met": [], "sources": ["page"], "checks": "x",
            "stops": [
                {"country": host, "place": None, "arrival": None, "departure": None}
                for host in hosts.split("+")
            ],
            "statements": [
                {"kind": "agenda", "text": "x", "source": "page",
                 "topics": ["trade" if (day or 0) < 30 else "energy"]}
            ],
            "bearing": {"page": "supports"} if status == "disputed" else {},
        }  # fmt: skip

    return Dataset.model_validate(
        {
            "title": "Made up", "version": "1.0.0", "as_of": date(2026, 1, 1),
            "complete": {"start": OFFICE, "end": date(2025, 12, 31)},
            "expected": dict.fromkeys(
                ("leaders", "topics", "places", "visits", "confirmed", "unconfirmed", "disputed",
                 "cancelled", "planned", "stops", "meetings", "statements", "sources"), 0
            ),
            "leaders": [
                {"id": chr(97 + at), "name": f"Leader {chr(65 + at)}", "full_name": "X",
                 "native_name": "X", "office": "President", "country": "IRN",
                 "took_office": OFFICE, "left_office": OFFICE + timedelta(days=days - 1)}
                for at, days in enumerate(terms)
            ],
            "topics": [
                {"id": key, "label": key.capitalize(), "group": "All", "covers": "x"}
                for key in ("trade", "energy")
            ],
            "places": [],
            "visits": [visit(number, *said) for number, said in enumerate(visits)],
            "sources": [
                {"id": "page", "publisher": "P", "title": "T", "url": "https://example.org/",
                 "date": None, "stance": "independent"}
            ],
        }
    )  # fmt: skip


VISITS = (
    ("a", "confirmed", 0, "IRQ"),
    ("a", "confirmed", 29, "IRQ+OMN"),
    ("a", "confirmed", 30, "RUS"),
    ("a", "unconfirmed", None, "QAT"),
    ("b", "confirmed", 10, "IRQ"),
    ("b", "confirmed", 59, "CHN"),
)


@pytest.fixture(scope="module")
def small() -> Selection:
    return tabulate(_dataset(VISITS))


# Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine
# 17 (1998), 857-872, table I, method 3 (Wilson's score interval).
@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_of_a_share_is_the_published_one(
    hits: int, of: int, low: float, high: float
) -> None:
    assert share_interval(hits, of) == pytest.approx((low, high), abs=5e-5)
    assert share_interval(of - hits, of) == pytest.approx((1 - high, 1 - low), abs=5e-5)


# Newcombe, "Interval estimation for the difference between independent proportions", Statistics
# in Medicine 17 (1998), 873-890, table II, method 10.
@pytest.mark.parametrize(
    ("hits", "of", "less_hits", "less_of", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0000),
        (10, 10, 0, 10, 0.6075, 1.0000),
    ],
)
def test_the_interval_of_a_gap_is_the_published_one(
    hits: int, of: int, less_hits: int, less_of: int, low: float, high: float
) -> None:
    assert gap_interval(hits, of, less_hits, less_of) == pytest.approx((low, high), abs=5e-5)
    turned = gap_interval(less_hits, less_of, hits, of)
    assert turned == pytest.approx((-high, -low), abs=5e-5)


def test_no_visit_leaves_every_share_and_gap_open() -> None:
    assert share_interval(0, 0) == (0, 1)
    assert gap_interval(0, 0, 3, 4) == (-1, 1)


def test_an_interval_holds_its_share_and_stays_within_bounds() -> None:
    for of in range(1, 25):
        for hits in range(of + 1):
            low, high = share_interval(hits, of)
            assert 0 <= low <= hits / of <= high <= 1
            for less in range(of + 1):
                low, high = gap_interval(hits, of, less, of)
                assert -1 - 1e-12 <= low <= (hits - less) / of <= high <= 1 + 1e-12


def test_the_page_opens_on_the_two_visits_to_iraq(real_selection: Selection) -> None:
    assert pair(real_selection) == ("raisi-2021-iraq-claimed", "pezeshkian-2024-09-iraq")


def test_one_chosen_visit_gets_its_counterpart_nearest_in_day_of_term(small: Selection) -> None:
    assert pair(small, "visit-4") == ("visit-4", "visit-0")
    assert pair(small, None, "visit-1") == ("visit-4", "visit-1")
    assert pair(small, "visit-2") == ("visit-2", "visit-0")  # nobody else went to Russia


def test_a_chosen_pair_stands_and_an_unknown_id_counts_as_none(small: Selection) -> None:
    assert pair(small, "visit-5", "visit-2") == ("visit-5", "visit-2")
    assert pair(small, "visit-2", "visit-2") == ("visit-2", "visit-2")
    assert pair(small, "nothing", "visit-4") == pair(small, None, "visit-4")
    assert pair(small, "nothing", "less") == pair(small)


def test_without_a_disputed_visit_the_first_with_a_counterpart_opens(small: Selection) -> None:
    assert pair(small) == ("visit-0", "visit-4")


def test_of_disputed_visits_the_one_with_a_counterpart_opens() -> None:
    selection = tabulate(
        _dataset([*VISITS, ("b", "disputed", None, "SYR"), ("b", "disputed", None, "OMN")])
    )
    assert pair(selection) == ("visit-7", "visit-1")


def test_a_visit_of_no_counterpart_is_paired_with_whatever_there_is(lone_tables: Selection) -> None:
    only = lone_tables.visits["visit"].iloc[0]
    assert pair(lone_tables) == (only, only)
    same = tabulate(_dataset([("a", "confirmed", 1, "IRQ"), ("a", "confirmed", 2, "IRQ")], (9,)))
    assert pair(same) == ("visit-0", "visit-1")


def test_no_visit_makes_no_pair(bare_tables: Selection) -> None:
    with pytest.raises(ValueError, match="no visit"):
        pair(bare_tables)


def test_the_shorter_term_bounds_the_days(small: Selection, real_selection: Selection) -> None:
    assert shared_days(small, "a", "b") == shared_days(small, "b", "a") == 60
    assert shared_days(real_selection, "raisi", "pezeshkian") == 804


def test_the_first_days_hold_the_visits_that_began_in_them(small: Selection) -> None:
    # 30 days of term are the days 0 to 29; the undated visit has no day.
    assert first_days(small, 30).visits["visit"].tolist() == ["visit-0", "visit-1", "visit-4"]
    assert first_days(small, 1).visits["visit"].tolist() == ["visit-0"]
    assert first_days(small, 60).visits["visit"].tolist() == [
        "visit-0", "visit-1", "visit-2", "visit-4", "visit-5",
    ]  # fmt: skip
    assert first_days(small, 60, ("b",)).visits["visit"].tolist() == ["visit-4", "visit-5"]


def test_rates_over_the_first_days_rest_on_these_days(small: Selection) -> None:
    frame = leaders_compared(first_days(small, 30), days=30).set_index("leader")
    assert frame["n_visits"].to_dict() == {"a": 2, "b": 1}
    assert frame["n_years"].to_dict() == pytest.approx({"a": 30 / 365.25, "b": 30 / 365.25})
    assert frame.loc["a", "visits_per_year"] == pytest.approx(2 / 30 * 365.25)
    assert frame.loc["a", "multilateral_share"] == 0.5
    later = leaders_compared(first_days(small, 30), start=date(2021, 1, 21), days=30)
    assert later["n_years"].tolist() == pytest.approx([10 / 365.25, 10 / 365.25])


def test_hosts_are_counted_once_a_visit_for_each_leader(small: Selection) -> None:
    frame = hosts_of_two(small, "a", "b")
    assert list(frame.itertuples(index=False, name=None)) == [
        ("IRQ", "Iraq", 2, 1),
        ("CHN", "China", 0, 1),
        ("OMN", "Oman", 1, 0),
        ("QAT", "Qatar", 1, 0),
        ("RUS", "Russia", 1, 0),
    ]


def test_where_neither_side_has_any_nothing_is_counted(small: Selection) -> None:
    none = first_days(small, 0)
    # One without any rows, and one whose rows are all of others.
    for selection in (none, small.keep_visits(small.visits["leader"] == "a")):
        for frame in (
            hosts_of_two(selection, "b", "c"),
            topics_of_two(selection, "visit-4", "visit-5"),
            kinds_of_two(selection, "visit-4", "visit-5"),
        ):
            assert list(frame.columns) == ["row", "label", "n_first", "n_second"]
            assert frame.empty
    # The undated visit alone, to the one host of it that the other leader never went to.
    assert hosts_of_two(small.keep_visits(small.visits["start"].isna()), "b", "a")[
        ["row", "n_first", "n_second"]
    ].to_numpy().tolist() == [["QAT", 0, 1]]


def test_sources_on_a_claim_stand_by_their_days_and_undated_ones_last(
    real_selection: Selection,
) -> None:
    visit = "raisi-2021-iraq-claimed"
    cited = real_selection.citations[real_selection.citations["visit"] == visit]
    against = cited.loc[cited["bearing"] == "contradicts", "source"].tolist()
    sources = real_selection.sources
    sources = sources.assign(date=sources["date"].where(sources["source"] == against[-1]))
    said = for_and_against(real_selection.with_frames(sources=sources), visit)[1].splitlines()
    urls = sources.set_index("source")["url"]
    for source, line in zip([against[-1], *against[:-1]], said[2:], strict=True):
        assert urls[source] in line


def test_topics_and_kinds_of_two_visits_count_statements(tiny_selection: Selection) -> None:
    sides = ("raisi-2021-09-tajikistan", "pezeshkian-2024-09-iraq")
    topics = topics_of_two(tiny_selection, *sides)
    assert topics[["row", "n_first", "n_second"]].to_numpy().tolist() == [
        ["trade", 1, 1], ["conflict", 1, 0], ["multilateral", 1, 0],
    ]  # fmt: skip
    kinds = kinds_of_two(tiny_selection, *sides)
    assert kinds[["row", "n_first", "n_second"]].to_numpy().tolist() == [
        ["goal", 0, 1], ["agreement", 1, 0], ["challenge", 1, 0],
    ]  # fmt: skip


def test_the_same_visit_twice_counts_on_both_sides(tiny_selection: Selection) -> None:
    frame = topics_of_two(tiny_selection, *["raisi-2021-09-tajikistan"] * 2)
    assert frame["n_first"].tolist() == frame["n_second"].tolist() == [1, 1, 1]


def test_the_gap_is_the_second_leaders_share_less_the_firsts(small: Selection) -> None:
    frame = topics_that_differ.table(small.took_place, "a", "b").set_index("topic")
    trade: Any = frame.loc["trade"]
    # Leader A: visits 0, 1 and the undated one of 4; leader B: visit 4 of 2.
    assert (trade["n_first"], trade["n_all_first"]) == (3, 4)
    assert (trade["n_second"], trade["n_all_second"]) == (1, 2)
    assert trade["gap_share"] == pytest.approx(-0.25)
    low, high = gap_interval(1, 2, 3, 4)
    assert (trade["gap_low_share"], trade["gap_high_share"]) == pytest.approx((low, high))
    turned = topics_that_differ.table(small.took_place, "b", "a").set_index("topic")
    assert turned.loc["trade", "gap_share"] == pytest.approx(0.25)


def test_the_widest_gap_stands_first_and_ten_are_listed(real_selection: Selection) -> None:
    everything = topics_that_differ.table(real_selection)
    widths = everything["gap_share"].abs().round(9)
    assert widths.is_monotonic_decreasing
    ten = topics_that_differ.table(real_selection, listed=topics_that_differ.Listed.MOST)
    pd.testing.assert_frame_equal(ten, everything.head(10))


def test_a_mark_of_few_visits_is_hollow_and_leads_to_its_topic(small: Selection) -> None:
    frame = topics_that_differ.table(small.took_place)
    assert frame["few"].tolist() == [True, True]  # four visits of both touch trade, two energy
    marks: Any = topics_that_differ.figure(frame, Theme()).data[-1]
    assert set(marks.marker.color) == {Theme().ground}
    assert [custom[0] for custom in marks.customdata] == frame["topic"].tolist()


def test_one_leader_alone_makes_no_gap(lone_tables: Selection) -> None:
    frame = topics_that_differ.table(lone_tables)
    assert frame.empty
    assert topics_that_differ.figure(frame, Theme()).to_dict()["layout"]["height"] > 0
    assert "not two leaders" in topics_that_differ.alt(frame)


def test_a_name_from_the_data_cannot_act_as_html(small: Selection) -> None:
    frame = topics_that_differ.table(small).assign(
        topic_label="<b>T</b>", first_name="<i>A</i>", second_name="<i>B</i>"
    )
    written = str(topics_that_differ.figure(frame, Theme()).to_json())
    assert "<b>T" not in written
    assert "<i>" not in written.replace("\\u003c", "<")


def _page(
    query: str, monkeypatch: pytest.MonkeyPatch, selection: Selection | None = None
) -> AppTest:
    if selection is not None:
        monkeypatch.setattr(ui, "load", lambda: selection)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.switch_page("pages/compare.py")
    for part in filter(None, query.split("&")):
        key, _, value = part.partition("=")
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception
    return app


def _said(app: AppTest) -> str:
    return "\n".join(
        element.value for kind in (app.markdown, app.info, app.warning) for element in kind
    )


def _choices(app: AppTest) -> dict[str, Any]:
    return {box.label: box.value for box in app.main.selectbox}


def test_the_bare_page_shows_the_disputed_claim_with_sources_for_and_against(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = _page("", monkeypatch)
    assert list(_choices(app).values()) == ["raisi-2021-iraq-claimed", "pezeshkian-2024-09-iraq"]
    said = _said(app)
    assert "**Disputed.**" in said
    assert "**Supports the claim** (2 sources)" in said
    assert "**Contradicts the claim** (8 sources)" in said


def test_the_address_chooses_the_visits_and_a_choice_writes_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = _page("left=raisi-2023-02-china&leader=Pezeshkian", monkeypatch)
    assert _choices(app) == {
        "Left visit": "raisi-2023-02-china", "Right visit": "pezeshkian-2025-08-china"
    }  # fmt: skip
    app.main.selectbox(key="right_choice").select("pezeshkian-2024-10-russia").run()
    assert app.query_params["left"] == "raisi-2023-02-china"
    assert app.query_params["right"] == "pezeshkian-2024-10-russia"
    next(button for button in app.button if button.label == "Swap sides").click().run()
    assert app.query_params["left"] == "pezeshkian-2024-10-russia"
    assert _choices(app)["Right visit"] == "raisi-2023-02-china"


def test_an_unknown_id_is_named_and_the_rest_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    app = _page("left=nothing&right=raisi-2023-02-china", monkeypatch)
    assert "does not have: nothing" in app.warning[0].value
    assert _choices(app)["Right visit"] == "raisi-2023-02-china"


def test_the_same_visit_twice_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    app = _page("left=raisi-2023-02-china&right=raisi-2023-02-china", monkeypatch)
    assert "The same visit is on both sides" in app.info[0].value
    assert not app.main.subheader


def test_leaders_are_compared_over_the_days_in_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = _page("compare=Leaders&days=400", monkeypatch)
    assert app.slider[0].value == 400
    assert "first 400 days" in app.header[0].value
    assert list(app.table[0].value.columns) == ["Raisi", "Pezeshkian"]


def test_days_beyond_the_shorter_term_fall_back_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    app = _page("compare=Leaders&days=5000&first=Nobody", monkeypatch)
    assert app.slider[0].value == 804


def test_another_leader_brings_another_longest_choice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dataset = _dataset([*VISITS, ("c", "confirmed", 3, "IRQ")], (100, 60, 20))
    app = _page("compare=Leaders", monkeypatch, tabulate(dataset))
    assert app.slider[0].value == 60
    app.main.selectbox(key="second").select("c").run()
    assert not app.exception
    assert (app.slider[0].max, app.slider[0].value) == (20, 20)
    app.main.selectbox(key="second").select("a").run()
    assert "Choose two different leaders" in app.info[0].value


def test_one_leader_is_told_that_there_is_nobody_to_compare_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lone = tabulate(_dataset([("a", "confirmed", 1, "IRQ"), ("a", "confirmed", 9, "OMN")], (90,)))
    app = _page("compare=Leaders", monkeypatch, lone)
    assert "one leader, Leader A" in app.info[0].value
    app = _page("", monkeypatch, lone)
    assert list(_choices(app).values()) == ["visit-0", "visit-1"]


def test_a_filter_that_leaves_a_leader_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    app = _page("compare=Leaders&leader=Raisi", monkeypatch)
    assert "None of the visits shown is by Pezeshkian" in _said(app)


def test_no_visit_stops_the_leaders_and_not_the_visits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No visit matches" in _said(_page("compare=Leaders&words=zzz", monkeypatch))
    assert "No visit matches" not in _said(_page("words=zzz", monkeypatch))
