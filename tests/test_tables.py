"""The frames: documented columns, numbers by hand on the tiny set, sums on the real one."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pandas as pd
import pytest
import strategies
from hypothesis import given, settings
from tabulated import tabulate

from dashboard.analysis.filters import Filters
from dashboard.analysis.frames import observed_until
from dashboard.analysis.metrics import hosts_of_visits, statements_by
from dashboard.analysis.selection import CODING_COLUMNS, COLUMNS, DAYS_A_YEAR, Frames, Selection
from dashboard.analysis.units import Rows
from dashboard.dataset.tables import title_of
from dashboard.model.countries import country_name
from dashboard.model.records import Document
from dashboard.model.vocabulary import Stance, StatementKind, Status, VisitKind

DOCUMENTED = COLUMNS | {"codings": CODING_COLUMNS}
FRAMES = [part.name for part in fields(Frames) if part.name != "head"]
OF_A_VISIT = ["stops", "meetings", "statements", "mentions", "citations"]
DAYS = {
    "visits": ["start", "end"],
    "stops": ["arrival", "departure"],
    "sources": ["date"],
    "leaders": ["took_office", "left_office", "observed_until"],
}


def column(selection: Selection, frame: str, name: str) -> list[Any]:
    """One column as plain values, None for what is missing."""
    values = getattr(selection, frame)[name]
    return [None if not isinstance(v, tuple) and pd.isna(v) else v for v in values]


def row(frame: pd.DataFrame, key: str, value: str) -> Any:
    return next(frame[frame[key] == value].itertuples(index=False))


# --- shape ---------------------------------------------------------------------------------


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("which", ["tiny_selection", "real_selection", "bare_tables"])
def test_the_columns_are_the_documented_ones(
    frame: str, which: str, request: pytest.FixtureRequest
) -> None:
    selection = request.getfixturevalue(which)
    assert sorted(getattr(selection, frame).columns) == sorted(DOCUMENTED[frame])


@pytest.mark.parametrize("which", ["tiny_selection", "real_selection", "bare_tables"])
def test_days_are_days_also_where_there_are_none(
    which: str, request: pytest.FixtureRequest
) -> None:
    selection = request.getfixturevalue(which)
    for frame, columns in DAYS.items():
        for name in columns:
            kind = getattr(selection, frame)[name].dtype
            assert pd.api.types.is_datetime64_any_dtype(kind), f"{frame}.{name} is {kind}"


def test_a_data_set_without_visits_gives_empty_frames_and_its_leaders(
    bare_tables: Selection,
) -> None:
    sizes = {frame: len(getattr(bare_tables, frame)) for frame in FRAMES}
    assert sizes == dict.fromkeys(FRAMES, 0) | {"leaders": 2}


def test_parts_of_an_empty_data_set_can_be_taken(bare_tables: Selection) -> None:
    assert bare_tables.took_place.visits.empty
    assert bare_tables.of_kinds([StatementKind.GOAL]).statements.empty
    assert hosts_of_visits(bare_tables).empty
    assert statements_by(bare_tables, Rows.TOPICS, StatementKind).empty
    assert statements_by(bare_tables, Rows.HOSTS, StatementKind).empty


@settings(max_examples=30, deadline=None)
@given(dataset=strategies.datasets())
def test_any_data_set_becomes_frames_of_its_records(dataset: Document) -> None:
    selection = tabulate(dataset)
    visits = dataset.visits
    assert column(selection, "visits", "visit") == [visit.id for visit in visits]
    assert len(selection.stops) == sum(len(visit.stops) for visit in visits)
    assert len(selection.meetings) == sum(len(visit.met) for visit in visits)
    assert len(selection.statements) == sum(len(visit.statements) for visit in visits)
    assert len(selection.citations) == sum(len(visit.sources) for visit in visits)
    assert len(selection.mentions) == sum(
        len(s.topics) for visit in visits for s in visit.statements
    )


# --- the tiny set, by hand -----------------------------------------------------------------


def test_a_visit_is_named_by_host_and_first_city(tiny_selection: Selection) -> None:
    assert column(tiny_selection, "visits", "title") == [
        "Tajikistan (Dushanbe)",
        "Russia (Moscow)",
        "Belarus",
        "Iraq (Baghdad)",
        "Russia (Moscow)",
        "Oman",
    ]


def test_a_visit_to_several_hosts_is_named_by_all_of_them() -> None:
    assert title_of(["Tajikistan", "Iraq"], "Dushanbe") == "Tajikistan and Iraq"
    assert title_of(["Tajikistan", "Iraq", "Oman"], None) == "Tajikistan, Iraq and Oman"


def test_only_the_first_part_of_a_site_stands_in_the_name() -> None:
    assert title_of(["Iraq"], "A dam, on the border") == "Iraq (A dam)"


def test_both_ends_of_a_visit_count_as_days_abroad(tiny_selection: Selection) -> None:
    # 16 to 18 September are three days; the transit came and went on one.
    assert column(tiny_selection, "visits", "n_days") == [3, 1, None, 3, 2, None]


def test_the_day_of_taking_office_is_day_0(tiny: Document) -> None:
    leader = tiny.leaders[0]
    first = tiny.visits[0].model_copy(update={"start": leader.took_office})
    selection = tabulate(tiny.model_copy(update={"visits": (first,)}))
    assert column(selection, "visits", "day_of_term") == [0]


def test_days_of_term_count_from_each_leaders_own_first_day(tiny_selection: Selection) -> None:
    # 2021-08-03 to 2021-09-16 is 28 days of August left and 16 of September.
    assert column(tiny_selection, "visits", "day_of_term") == [44, 547, None, 45, 856, None]
    assert column(tiny_selection, "visits", "last_day_of_term") == [46, 547, None, 47, 857, None]


def test_hosts_are_the_countries_of_the_stops_each_once(tiny_selection: Selection) -> None:
    iraq = row(tiny_selection.visits, "visit", "pezeshkian-2024-09-iraq")
    assert iraq.hosts == ("IRQ",)
    assert iraq.host_names == "Iraq"
    assert iraq.places == "Baghdad, Erbil"
    assert column(tiny_selection, "visits", "hosts")[2] == ("BLR",)


def test_what_is_not_known_of_a_visit_is_an_empty_text(tiny_selection: Selection) -> None:
    assert column(tiny_selection, "visits", "occasion") == ["21st SCO summit", "", "", "", "", ""]
    assert column(tiny_selection, "visits", "invited_by")[1:3] == ["", "The president of Belarus"]
    assert column(tiny_selection, "visits", "people") == [
        "Emomali Rahmon", "", "", "Somebody", "", "",
    ]  # fmt: skip


def test_a_summit_is_multilateral(tiny_selection: Selection) -> None:
    assert column(tiny_selection, "visits", "multilateral") == [True, *[False] * 5]


def test_a_visit_counts_its_statements_sources_and_agreements(tiny_selection: Selection) -> None:
    assert column(tiny_selection, "visits", "n_statements") == [2, 0, 0, 1, 0, 1]
    assert column(tiny_selection, "visits", "n_sources") == [2, 1, 1, 2, 1, 2]
    assert column(tiny_selection, "visits", "has_agreement") == [True, *[False] * 5]


def test_closed_words_stand_with_their_labels(tiny_selection: Selection) -> None:
    visits = tiny_selection.visits
    assert all(Status(v.status).label == v.status_label for v in visits.itertuples(index=False))
    assert all(VisitKind(v.kind).label == v.kind_label for v in visits.itertuples(index=False))
    said = tiny_selection.statements.itertuples(index=False)
    assert all(StatementKind(s.kind).label == s.kind_label for s in said)
    assert all(
        Stance(s.stance).label == s.stance_label
        for s in tiny_selection.sources.itertuples(index=False)
    )
    assert column(tiny_selection, "visits", "status_label")[:2] == ["Confirmed", "Unconfirmed"]


def test_stops_are_numbered_from_1_within_their_visit(tiny_selection: Selection) -> None:
    assert column(tiny_selection, "stops", "position") == [1, 1, 1, 1, 2, 1, 1]


def test_a_stop_without_a_place_has_a_country_and_no_coordinates(tiny_selection: Selection) -> None:
    stop = row(tiny_selection.stops, "visit", "raisi-belarus")
    assert (stop.country, stop.country_name, stop.place, stop.place_name) == (
        "BLR", "Belarus", "", "",
    )  # fmt: skip
    assert pd.isna(stop.latitude)
    assert pd.isna(stop.longitude)
    assert pd.isna(stop.arrival)


def test_coordinates_are_numbers_also_where_none_is_known(tiny: Document) -> None:
    unknown = {"latitude": None, "longitude": None}
    places = tuple(place.model_copy(update=unknown) for place in tiny.places)
    stops = tabulate(tiny.model_copy(update={"places": places})).stops
    assert stops["latitude"].dtype == stops["longitude"].dtype == float
    assert stops["latitude"].isna().all()
    assert set(stops["place_name"]) == {"Dushanbe", "Moscow", "", "Baghdad", "Erbil"}


def test_an_archived_copy_is_an_address_or_nothing(tiny: Document) -> None:
    first, *others = tiny.sources
    copy = first.model_copy(update={"archived": "https://archive.example/1"})
    held = tabulate(tiny.model_copy(update={"sources": (copy, *others)})).sources["archived"]
    assert held.tolist() == ["https://archive.example/1", "", "", "", ""]


def test_a_stop_has_the_coordinates_of_its_place(tiny_selection: Selection) -> None:
    stop = row(tiny_selection.stops, "place", "erbil")
    assert (stop.latitude, stop.longitude) == (36.1901, 44.0091)
    assert stop.departure == pd.Timestamp(2024, 9, 13)


def test_the_head_of_an_organisation_has_no_country(tiny_selection: Selection) -> None:
    assert column(tiny_selection, "meetings", "country_name") == ["Tajikistan", ""]


def test_statements_are_numbered_from_0_in_the_order_of_the_file(tiny_selection: Selection) -> None:
    assert column(tiny_selection, "statements", "statement") == [0, 1, 2, 3]
    assert column(tiny_selection, "statements", "kind") == [
        "agreement", "challenge", "goal", "context",
    ]  # fmt: skip
    assert column(tiny_selection, "statements", "topic_labels")[0] == "Multilateral, Trade"


def test_a_statement_is_mentioned_once_for_each_of_its_topics(tiny_selection: Selection) -> None:
    pairs = zip(
        column(tiny_selection, "mentions", "statement"),
        column(tiny_selection, "mentions", "topic"),
        column(tiny_selection, "mentions", "group"),
        strict=True,
    )
    assert list(pairs) == [
        (0, "multilateral", "Diplomacy"),
        (0, "trade", "Economy"),
        (1, "conflict", "Security"),
        (2, "trade", "Economy"),
        (3, "multilateral", "Diplomacy"),
    ]


def test_only_sources_of_a_disputed_visit_have_a_bearing(tiny_selection: Selection) -> None:
    assert column(tiny_selection, "citations", "bearing") == [*[""] * 7, "supports", "contradicts"]


def test_a_source_without_a_title_shows_what_it_is_about(tiny_selection: Selection) -> None:
    digest = row(tiny_selection.sources, "source", "digest-oman")
    assert (digest.headline, digest.has_title) == ("A list of visits.", False)
    assert row(tiny_selection.sources, "source", "irna-2021-09-17-sco").has_title


def test_a_source_counts_the_visits_and_statements_that_rest_on_it(
    tiny_selection: Selection,
) -> None:
    # blog, digest, irna 2021, irna 2024, reuters
    assert column(tiny_selection, "sources", "n_visits") == [1, 1, 1, 3, 3]
    assert column(tiny_selection, "sources", "n_statements") == [0, 1, 1, 1, 1]


def test_a_term_is_observed_to_its_end_or_to_the_end_of_the_record(
    tiny_selection: Selection,
) -> None:
    assert column(tiny_selection, "leaders", "observed_until") == [
        pd.Timestamp(2024, 5, 19), pd.Timestamp(2026, 10, 9),
    ]  # fmt: skip
    # First and last day both count: 2021-08-03 to 2024-05-19.
    assert column(tiny_selection, "leaders", "n_days_observed") == [1021, 804]
    assert column(tiny_selection, "leaders", "n_years_observed") == [
        1021 / DAYS_A_YEAR, 804 / DAYS_A_YEAR,
    ]  # fmt: skip


def test_a_record_that_ends_before_the_term_does_cuts_it(tiny: Document) -> None:
    earlier = tiny.complete.model_copy(update={"end": date(2023, 1, 1)})
    cut = tiny.model_copy(update={"complete": earlier})
    assert pd.Timestamp(observed_until(tiny.leaders[0], cut)) == pd.Timestamp(2023, 1, 1)


# --- parts ---------------------------------------------------------------------------------


def test_keep_visits_takes_along_all_that_belongs_to_them(tiny_selection: Selection) -> None:
    kept = tiny_selection.keep_visits(tiny_selection.visits["visit"] == "raisi-2021-09-tajikistan")
    sizes = {frame: len(getattr(kept, frame)) for frame in ("visits", *OF_A_VISIT)}
    assert sizes == {
        "visits": 1, "stops": 1, "meetings": 1, "statements": 2, "mentions": 3, "citations": 2,
    }  # fmt: skip
    for frame in OF_A_VISIT:
        assert set(getattr(kept, frame)["visit"]) == {"raisi-2021-09-tajikistan"}


def test_a_part_keeps_the_vocabulary_and_the_sources(tiny_selection: Selection) -> None:
    kept = tiny_selection.keep_visits(tiny_selection.visits["visit"] == "raisi-belarus")
    assert kept.head is tiny_selection.head
    assert len(kept.leaders) == 2
    assert len(kept.sources) == 5


def test_keep_statements_leaves_the_visits(tiny_selection: Selection) -> None:
    kept = tiny_selection.keep_statements(tiny_selection.statements["statement"] == 0)
    assert len(kept.visits) == 6
    assert column(kept, "statements", "statement") == [0]
    assert column(kept, "mentions", "topic") == ["multilateral", "trade"]


def test_of_kinds_leaves_the_statements_of_these_kinds(tiny_selection: Selection) -> None:
    kept = tiny_selection.of_kinds([StatementKind.GOAL, StatementKind.CONTEXT])
    assert column(kept, "statements", "statement") == [2, 3]
    assert column(kept, "mentions", "statement") == [2, 3]
    assert len(kept.visits) == 6


def test_of_no_kinds_leaves_all_statements(tiny_selection: Selection) -> None:
    assert len(tiny_selection.of_kinds([]).statements) == 4


def test_a_part_cuts_a_frame_when_it_is_first_asked_for_and_then_keeps_it(
    tiny_selection: Selection,
) -> None:
    kept = tiny_selection.keep_visits(tiny_selection.visits["visit"] == "raisi-2021-09-tajikistan")
    assert not {"stops", "meetings", "citations", "mentions"} & set(vars(kept))
    assert kept.citations is kept.citations is vars(kept)["citations"]
    assert not {"stops", "meetings"} & set(vars(kept))


def test_other_frames_stand_in_for_those_of_a_part(tiny_selection: Selection) -> None:
    kept = tiny_selection.took_place
    again = kept.with_frames(codings=tiny_selection.codings.head(1))
    assert len(again.codings) == 1
    for frame in OF_A_VISIT:
        pd.testing.assert_frame_equal(getattr(again, frame), getattr(kept, frame))


def test_a_part_knows_the_whole_and_the_filters_that_made_it(tiny_selection: Selection) -> None:
    filters = Filters(leaders=("raisi",))
    part = filters.narrow(tiny_selection).took_place
    assert part.filters == filters
    assert part.whole is tiny_selection.whole is tiny_selection
    assert tiny_selection.filters == Filters(statuses=())


def test_confirmed_and_unconfirmed_visits_took_place(tiny_selection: Selection) -> None:
    assert column(tiny_selection.took_place, "visits", "status") == [
        "confirmed", "unconfirmed", "confirmed",
    ]  # fmt: skip


def test_taking_parts_does_not_change_the_whole(tiny: Document) -> None:
    selection, untouched = tabulate(tiny), tabulate(tiny)
    selection.took_place.of_kinds([StatementKind.GOAL])
    for frame in FRAMES:
        pd.testing.assert_frame_equal(getattr(selection, frame), getattr(untouched, frame))


def test_a_visit_stands_once_for_each_host(tiny_selection: Selection) -> None:
    hosts = hosts_of_visits(tiny_selection)
    assert list(hosts.columns) == ["visit", "leader", "row", "label"]
    # Seven stops, but Baghdad and Erbil are in one country.
    assert hosts["row"].tolist() == ["TJK", "RUS", "BLR", "IRQ", "RUS", "OMN"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (Rows.TOPICS, [(0, "multilateral"), (0, "trade"), (1, "conflict")]),
        (Rows.HOSTS, [(0, "TJK"), (1, "TJK")]),
    ],
)
def test_statements_are_set_out_by_row_and_kind(
    tiny_selection: Selection, rows: str, expected: list[tuple[int, str]]
) -> None:
    marks = statements_by(tiny_selection, rows, [StatementKind.AGREEMENT, StatementKind.CHALLENGE])
    assert list(marks.columns) == ["statement", "visit", "leader", "kind", "row", "label"]
    assert list(zip(marks["statement"], marks["row"], strict=True)) == expected


# --- names of countries --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("IRQ", "Iraq"),
        # The names that people say, not the official ones.
        ("RUS", "Russia"),
        ("SYR", "Syria"),
        ("VEN", "Venezuela"),
        ("TUR", "Türkiye"),
        ("XXX", "XXX"),
    ],
)
def test_a_country_has_its_everyday_english_name(code: str, name: str) -> None:
    assert country_name(code) == name


# --- the real set --------------------------------------------------------------------------


def test_the_real_frames_have_the_expected_sizes(real_selection: Selection) -> None:
    expected = real_selection.head.expected
    for frame in ("visits", "stops", "meetings", "statements", "sources", "leaders"):
        assert len(getattr(real_selection, frame)) == getattr(expected, frame), frame
    for status in Status:
        n_visits = int((real_selection.visits["status"] == status).sum())
        assert n_visits == getattr(expected, str(status)), status


def test_the_real_counts_of_visits_and_sources_add_up(real_selection: Selection) -> None:
    visits, sources = real_selection.visits, real_selection.sources
    assert visits["n_statements"].sum() == len(real_selection.statements)
    assert sources["n_statements"].sum() == len(real_selection.statements)
    assert visits["n_sources"].sum() == len(real_selection.citations) == sources["n_visits"].sum()
    assert real_selection.statements["topics"].map(len).sum() == len(real_selection.mentions)


def test_no_real_name_is_missing(real_selection: Selection) -> None:
    for frame, names in {
        "visits": ["leader_name", "title", "host_names", "status_label", "kind_label", "checks"],
        "stops": ["country_name"],
        "statements": ["kind_label", "topic_labels", "text"],
        "mentions": ["topic_label", "group"],
        "sources": ["publisher", "headline", "url", "stance_label"],
    }.items():
        for name in names:
            assert all(column(real_selection, frame, name)), f"{frame}.{name} has a gap"


def test_every_real_country_has_a_name(real_selection: Selection) -> None:
    stops = real_selection.stops
    assert stops[stops["country"] == stops["country_name"]].empty


def test_real_visits_that_took_place_lie_in_the_term(real_selection: Selection) -> None:
    visits = real_selection.took_place.visits.dropna(subset=["start"])
    n_days = real_selection.leaders.set_index("leader")["n_days_observed"][
        visits["leader"]
    ].to_numpy()
    assert (visits["day_of_term"] >= 0).all()
    assert (visits["last_day_of_term"] < n_days).all()
    assert (visits["n_days"] >= 1).all()
