"""The map: what it counts, where it draws it, and what a click sets; regions and outlines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest
import synthetic

from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection, each_row, tabulate
from dashboard.charts import hosts_on_map
from dashboard.charts.hosts_on_map import Area, Count, Mark
from dashboard.charts.theme import Theme
from dashboard.model import countries
from dashboard.model.countries import country_name
from dashboard.model.records import Dataset, Expected, Leader, Period, Place, Stop, Visit
from dashboard.model.vocabulary import Status, VisitKind

LIGHT = Theme()


def leader(name: str, country: str = "IRN") -> Leader:
    return Leader(
        id=name.lower(), name=name, full_name=name, native_name=name, office="President",
        country=country, took_office=date(2021, 1, 1), left_office=None, left_because=None,
    )  # fmt: skip


PLACES = (
    Place(id="baghdad", name="Baghdad", country="IRQ", latitude=33.3, longitude=44.4),
    Place(id="erbil", name="Erbil", country="IRQ", latitude=36.2, longitude=44.0),
    Place(id="doha", name="Doha <b>", country="QAT", latitude=25.3, longitude=51.5),
    Place(id="manama", name="Manama", country="BHR", latitude=26.2, longitude=50.6),
)
COUNTRY_OF = {place.id: place.country for place in PLACES}


def stop(
    place: str | None, arrival: date | None = None, departure: date | None = None,
    country: str = "IRQ",
) -> Stop:  # fmt: skip
    where = COUNTRY_OF[place] if place else country
    return Stop(country=where, place=place, arrival=arrival, departure=departure)


def visit(
    name: str, start: date | None, end: date | None, *stops: Stop,
    status: Status = Status.CONFIRMED,
) -> Visit:  # fmt: skip
    return Visit(
        id=name, leader=name.partition("-")[0], status=status, start=start, end=end,
        kind=VisitKind.OFFICIAL, occasion=None, invited_by=None, stops=stops, met=(),
        statements=(), sources=(), checks="Made up.",
    )  # fmt: skip


def selection(leaders: list[Leader], *visits: Visit, places: Sequence[Place] = PLACES) -> Selection:
    return tabulate(
        Dataset(
            title="Made up", version="1.0.0", as_of=date(2026, 1, 1),
            complete=Period(start=date(2021, 1, 1), end=date(2025, 10, 9)),
            expected=Expected(**dict.fromkeys(Expected.model_fields, 0)),
            leaders=tuple(leaders), topics=(), places=tuple(places), visits=visits, sources=(),
        )
    )  # fmt: skip


def in_2022(month: int, day: int) -> date:
    return date(2022, month, day)


@pytest.fixture
def made_up() -> Selection:
    return selection(
        [leader("Ada"), leader("Bea")],
        visit(
            "ada-iraq", in_2022(1, 10), in_2022(1, 12),
            stop("baghdad", in_2022(1, 10), in_2022(1, 11)), stop("erbil", in_2022(1, 12)),
        ),
        visit(
            "ada-gulf", in_2022(3, 1), in_2022(3, 2),
            stop("doha", in_2022(3, 1)), stop("manama", in_2022(3, 2), in_2022(3, 2)),
        ),
        visit("ada-nowhere", in_2022(5, 5), in_2022(5, 5), stop(None)),
        visit("ada-off", in_2022(6, 1), in_2022(6, 1), stop("baghdad"), status=Status.CANCELLED),
        visit("bea-iraq", in_2022(2, 1), in_2022(2, 4), stop("baghdad")),
        visit("bea-qatar", None, None, stop("doha"), status=Status.UNCONFIRMED),
    )  # fmt: skip


def counts(frame: Any, name: str) -> dict[tuple[str, str], tuple[int, ...]]:
    columns = ["n_visits", "n_stops", "n_days", "n_unsure"]
    return {
        (row["leader"], row[name]): tuple(int(row[column]) for column in columns)
        for row in frame.to_dict("records")
    }


def test_a_city_counts_visits_stops_and_the_days_that_are_known(made_up: Selection) -> None:
    found = counts(hosts_on_map.table(made_up), "place_name")
    assert found == {
        ("ada", "Baghdad"): (1, 1, 2, 0),
        ("ada", "Erbil"): (1, 1, 1, 1),
        ("ada", "Doha <b>"): (1, 1, 1, 1),
        ("ada", "Manama"): (1, 1, 1, 0),
        # The only stop of a visit has the visit's four days; an undated one has none.
        ("bea", "Baghdad"): (1, 1, 4, 0),
        ("bea", "Doha <b>"): (1, 1, 0, 1),
    }


def test_a_country_counts_stops_without_a_place_too(made_up: Selection) -> None:
    found = counts(hosts_on_map.table(made_up, Mark.COUNTRIES), "country")
    assert found == {
        ("ada", "IRQ"): (2, 3, 4, 0),
        ("ada", "QAT"): (1, 1, 1, 1),
        ("ada", "BHR"): (1, 1, 1, 0),
        ("bea", "IRQ"): (1, 1, 4, 0),
        ("bea", "QAT"): (1, 1, 0, 1),
    }


def test_a_day_in_two_cities_of_one_country_counts_once_there() -> None:
    one, two, three = (in_2022(1, day) for day in (1, 2, 3))
    held = selection(
        [leader("Ada")],
        visit("ada-1", one, three, stop("baghdad", one, two), stop("erbil", two, two),
              stop("doha", three, three)),
    )  # fmt: skip
    cities = counts(hosts_on_map.table(held), "place_name")
    assert cities["ada", "Baghdad"][2] == 2
    assert cities["ada", "Erbil"][2] == 1
    assert counts(hosts_on_map.table(held, Mark.COUNTRIES), "country")["ada", "IRQ"][2] == 2


def test_the_days_of_stops_that_overlap_count_once_in_each_visit_whatever_their_order() -> None:
    def going(name: str, days: list[tuple[int | None, int | None]]) -> Visit:
        ends = [[in_2022(1, day) if day else None for day in one] for one in days]
        stops = [stop("baghdad", arrival, departure) for arrival, departure in ends]
        return visit(name, None, None, stop("doha"), *stops)

    held = selection(
        [leader("Ada"), leader("Bea")],
        # The 2nd to the 9th without the 6th: a stop within another, and one that knows one day.
        going("ada-1", [(7, 9), (2, 5), (3, 4), (None, None), (5, None), (None, 8), (9, 7)]),
        # The same days again are those of another visit.
        going("ada-2", [(4, 4), (2, 5)]),
        going("ada-3", [(None, None)]),
        going("bea-1", [(5, 6), (1, 1)]),
    )
    found = counts(hosts_on_map.table(held), "place_name")
    assert found["ada", "Baghdad"] == (3, 10, 7 + 4, 4)
    assert found["bea", "Baghdad"] == (1, 2, 3, 0)
    assert found["ada", "Doha <b>"] == (3, 3, 0, 3)


def test_a_visit_without_dates_hides_no_first_and_last_visit() -> None:
    held = selection(
        [leader("Ada"), leader("Bea")],
        visit("ada-1", None, None, stop("baghdad")),
        visit("ada-2", in_2022(3, 1), in_2022(3, 1), stop("baghdad")),
        visit("ada-3", in_2022(2, 1), in_2022(2, 1), stop("baghdad")),
        visit("bea-1", None, None, stop("baghdad")),
    )
    ada, bea = each_row(hosts_on_map.table(held))
    assert (ada.first.date(), ada.last.date()) == (in_2022(2, 1), in_2022(3, 1))
    assert bea.first is bea.last is pd.NaT
    (iraq,) = each_row(hosts_on_map.hosts(held))
    assert (iraq.first.date(), iraq.last.date()) == (in_2022(2, 1), in_2022(3, 1))


def test_a_city_lies_where_it_is_and_a_country_without_outline_amid_its_places() -> None:
    places = [
        Place(id="one", name="One", country="BHR", latitude=45.19, longitude=26.1),
        Place(id="two", name="Two", country="BHR", latitude=46.19, longitude=26.4),
    ]
    stops = [
        Stop(country="BHR", place=place, arrival=None, departure=None)
        for place in ("one", "one", "one", "two", None)
    ]
    held = selection([leader("Ada")], visit("ada-1", None, None, *stops), places=places)
    # Three times 45.19, divided by three, is another number.
    cities = hosts_on_map.table(held)
    assert cities[["place", "latitude", "longitude"]].to_numpy().tolist() == [
        ["one", 45.19, 26.1], ["two", 46.19, 26.4],
    ]  # fmt: skip
    (bahrain,) = each_row(hosts_on_map.table(held, Mark.COUNTRIES))
    assert (bahrain.latitude, bahrain.longitude) == pytest.approx((45.44, 26.175))
    assert (bahrain.n_visits, bahrain.n_stops, bahrain.outlined) == (1, 5, False)


@pytest.mark.parametrize("unit", Count)
def test_what_is_drawn_is_the_chosen_unit_most_first(made_up: Selection, unit: Count) -> None:
    frame = hosts_on_map.table(made_up, Mark.COUNTRIES, unit)
    assert frame["value"].tolist() == frame[unit.column].tolist()
    for _, own in frame.groupby("leader"):
        assert own["value"].is_monotonic_decreasing


def test_visits_that_the_map_leaves_out_are_named(made_up: Selection) -> None:
    assert hosts_on_map.unplaced(made_up)["visit"].tolist() == ["ada-nowhere"]
    assert hosts_on_map.unplaced(made_up, Mark.COUNTRIES).empty
    assert hosts_on_map.not_made(made_up)["visit"].tolist() == ["ada-off"]


def test_a_city_whose_coordinates_are_not_known_is_left_out_by_name() -> None:
    unknown = [
        place.model_copy(update={"latitude": None, "longitude": None})
        for place in PLACES
        if place.id in ("baghdad", "manama")
    ]
    held = selection(
        [leader("Ada")],
        visit("ada-1", None, None, stop("baghdad")),
        visit("ada-2", None, None, stop("manama")),
        places=unknown,
    )
    assert hosts_on_map.unplaced(held)["visit"].tolist() == ["ada-1", "ada-2"]
    # The outlines show Iraq, and not Bahrain.
    assert hosts_on_map.unplaced(held, Mark.COUNTRIES)["visit"].tolist() == ["ada-2"]
    for mark in Mark:
        frame = hosts_on_map.table(held, mark, lines=True)
        assert "Manama" not in frame["place_name"].tolist()
        json.loads(str(hosts_on_map.figure(frame, LIGHT).to_json()))


def test_a_country_without_outline_and_place_is_left_out_by_name() -> None:
    held = selection([leader("Ada")], visit("ada-1", None, None, stop(None, country="BHR")))
    assert hosts_on_map.unplaced(held, Mark.COUNTRIES)["visit"].tolist() == ["ada-1"]
    assert not marks(hosts_on_map.figure(hosts_on_map.table(held, Mark.COUNTRIES), LIGHT))


def drawn(figure: Any) -> list[dict[str, Any]]:
    return json.loads(figure.to_json())["data"]


def marks(figure: Any) -> list[dict[str, Any]]:
    return [trace for trace in drawn(figure) if "customdata" in trace]


@pytest.mark.parametrize("mark", list(Mark))
def test_the_map_stays_where_it_is_as_long_as_the_hosts_take_half_of_it(
    real_selection: Selection, mark: Mark
) -> None:
    whole = hosts_on_map.everywhere(real_selection, mark)
    assert whole is not None

    def shown(**chosen: Any) -> tuple[list[float], list[float]]:
        selection = Filters(**chosen).narrow(real_selection)
        drawn = hosts_on_map.figure(hosts_on_map.table(selection, mark, whole=whole), LIGHT)
        geo = drawn.to_plotly_json()["layout"]["geo"]
        return tuple(geo[f"{axis}axis"]["range"] for axis in ("lon", "lat"))

    everything = shown()
    (west, east), (south, north) = everything
    assert west < whole[0]
    assert south < whole[1]
    assert east > whole[2]
    assert north > min(whole[3], 75)  # the map ends at 76 degrees
    assert shown(topics=("trade",)) == shown(topics=("nuclear",)) == everything
    near = shown(hosts=("IRQ", "QAT"))
    assert near[0][1] - near[0][0] < (east - west) / 2


def test_of_no_visit_that_took_place_there_is_no_part_of_the_world(
    real_selection: Selection,
) -> None:
    nothing = Filters(words="no such word").narrow(real_selection)
    assert hosts_on_map.everywhere(nothing) is None
    assert hosts_on_map.everywhere(nothing, Mark.COUNTRIES) is None


def test_each_leader_has_a_map_of_the_same_extent(made_up: Selection) -> None:
    layout = hosts_on_map.figure(hosts_on_map.table(made_up), LIGHT).to_plotly_json()["layout"]
    first, second = layout["geo"], layout["geo2"]
    assert first["lonaxis"] == second["lonaxis"]
    assert first["lataxis"] == second["lataxis"]
    assert first["domain"]["y"][0] > second["domain"]["y"][1]
    assert "geo3" not in layout


def test_a_click_hands_on_a_value_of_the_country_filter(made_up: Selection) -> None:
    options = set(made_up.stops["country"])
    for mark in Mark:
        figure = hosts_on_map.figure(hosts_on_map.table(made_up, mark), LIGHT)
        codes = [data[0] for trace in marks(figure) for data in trace["customdata"]]
        assert codes
        assert set(codes) <= options


def test_a_country_too_small_for_an_outline_is_a_square_and_the_others_are_shaded(
    made_up: Selection,
) -> None:
    shade, square, *_ = marks(
        hosts_on_map.figure(hosts_on_map.table(made_up, Mark.COUNTRIES), LIGHT)
    )
    assert dict(zip(shade["locations"], shade["z"], strict=True)) == {"IRQ": 2, "QAT": 1}
    assert [data[0] for data in square["customdata"]] == ["BHR"]
    assert square["marker"]["symbol"] == "square"
    assert (square["lon"], square["lat"]) == ([50.6], [26.2])


def test_a_host_without_a_known_day_is_hollow_and_the_basis_says_so(made_up: Selection) -> None:
    frame = hosts_on_map.table(made_up, Mark.CITIES, Count.DAYS)
    bea = marks(hosts_on_map.figure(frame, LIGHT))[1]
    assert bea["marker"]["color"][1] == LIGHT.ground != bea["marker"]["color"][0]
    assert "days unknown" in bea["customdata"][1][1]
    said = hosts_on_map.basis(frame)
    assert "Not all days of 3 stops are known" in said
    assert "hollow" in said


def test_the_area_of_a_bubble_grows_with_its_value(made_up: Selection) -> None:
    frame = hosts_on_map.table(made_up, Mark.CITIES, Count.DAYS)
    ada, bea = (trace["marker"]["size"] for trace in marks(hosts_on_map.figure(frame, LIGHT)))
    assert bea[0] ** 2 == pytest.approx(2 * ada[0] ** 2)  # four days against two


def test_a_journey_goes_from_home_through_its_stops_and_back(made_up: Selection) -> None:
    frame = hosts_on_map.table(made_up, lines=True)
    legs = frame[(frame["visit"] == "ada-gulf") & (frame["part"] == hosts_on_map.LEG)]
    assert legs["from_name"].tolist() == ["Iran", "Doha <b>", "Manama"]
    assert legs["place_name"].tolist() == ["Doha <b>", "Manama", ""]
    assert legs["step"].tolist() == [1, 2, 3]
    assert legs["value"].isna().all()
    hosts = frame[frame["part"] == hosts_on_map.HOST]
    assert hosts["value"].tolist() == hosts_on_map.table(made_up)["value"].tolist()


def test_there_and_back_is_one_line() -> None:
    held = selection([leader("Ada")], visit("ada-1", None, None, stop("doha")))
    frame = hosts_on_map.table(held, lines=True)
    (line,) = [
        trace for trace in drawn(hosts_on_map.figure(frame, LIGHT)) if trace["mode"] == "lines"
    ]
    assert len(frame[frame["part"] == hosts_on_map.LEG]) == 2
    assert len(line["lon"]) == 3  # two ends and the gap to the next line


def test_near_home_counts_what_lies_outside(real: Dataset) -> None:
    held = tabulate(real).took_place
    whole = hosts_on_map.table(held)
    assert "Outside" not in hosts_on_map.basis(whole)
    near = hosts_on_map.table(held, area=Area.NEAR)
    assert near["value"].tolist() == whole["value"].tolist()
    assert "Outside this part of the map: 1" in hosts_on_map.basis(near)


def test_text_from_the_data_cannot_act_as_markup(made_up: Selection) -> None:
    drawn = str(hosts_on_map.figure(hosts_on_map.table(made_up), LIGHT).to_json())
    assert "Doha &lt;b&gt;" in drawn
    assert "Doha <b>" not in drawn


def test_a_name_that_finds_no_room_beside_its_mark_is_left_out() -> None:
    crowd = [
        Place(id=f"p{at}", name=f"Place {at}", country="IRQ", latitude=33.3, longitude=44 + at / 50)
        for at in range(3)
    ]
    stops = [Stop(country="IRQ", place=place.id, arrival=None, departure=None) for place in crowd]
    held = selection([leader("Ada")], visit("ada-1", None, None, *stops), places=crowd)
    (names,) = [
        trace
        for trace in drawn(hosts_on_map.figure(hosts_on_map.table(held), LIGHT))
        if trace["mode"] == "text"
    ]
    assert [text.strip() for text in names["text"]] == ["Place 0", "Place 1"]
    assert names["textposition"] == ["middle right", "middle left"]


@pytest.mark.parametrize("mark", Mark)
@pytest.mark.parametrize("unit", Count)
def test_no_visit_no_map(made_up: Selection, mark: Mark, unit: Count) -> None:
    nothing = made_up.keep_visits(made_up.visits["visit"] == "none")
    frame = hosts_on_map.table(nothing, mark, unit, lines=True)
    assert frame.empty
    assert not drawn(hosts_on_map.figure(frame, LIGHT))
    assert hosts_on_map.alt(frame) == "No visit that took place matches."
    assert hosts_on_map.hosts(nothing).empty


def test_no_visit_of_more_leaders_than_stand_abreast_is_no_map_either() -> None:
    nine = [
        leader(name) for name in ("Ada", "Bea", "Cid", "Dan", "Eva", "Fay", "Gus", "Hal", "Ida")
    ]
    held = selection(nine, visit("ada-off", None, None, stop("doha"), status=Status.CANCELLED))
    nothing = held.keep_visits(held.visits["visit"] == "none").grouped
    assert nothing.leaders.empty
    for lines in (False, True):
        for shown in (nothing, held.grouped):
            frame = hosts_on_map.table(shown, lines=lines)
            assert frame.empty
            assert hosts_on_map.hosts(shown).empty
            assert hosts_on_map.basis(frame) == "Visits that took place: none."


def test_a_leader_without_a_visit_has_no_map_and_takes_nobodys_colour() -> None:
    held = selection(
        [leader("Ada"), leader("Bea"), leader("Cid")],
        visit("ada-1", None, None, stop("doha")),
        visit("cid-1", None, None, stop("doha"), stop("baghdad")),
    )
    frame = hosts_on_map.table(held)
    rows = [
        (row.leader_name, row.position, row.n_leader_visits, row.n_leader_hosts)
        for row in each_row(frame)
    ]
    assert rows == [("Ada", 0, 1, 1), ("Cid", 2, 1, 2), ("Cid", 2, 1, 2)]
    _, cid = marks(hosts_on_map.figure(frame, LIGHT))
    assert set(cid["marker"]["color"]) == {LIGHT.tint(2, hosts_on_map.SOLID)}
    hosts = hosts_on_map.hosts(held)
    assert "n_visits_bea" not in hosts
    assert hosts[["country", "n_visits_ada", "n_visits_cid"]].to_numpy().tolist() == [
        ["QAT", 1, 1], ["IRQ", 0, 1],
    ]  # fmt: skip


def test_the_alternative_text_names_the_host_with_most(made_up: Selection) -> None:
    said = hosts_on_map.alt(hosts_on_map.table(made_up, Mark.COUNTRIES, Count.DAYS))
    assert "Ada 3 visits to 3 host countries, most in Iraq (4 days)" in said
    assert "Bea 2 visits to 2 host countries, most in Iraq (4 days)" in said


def test_the_table_of_hosts_counts_each_leaders_visits(made_up: Selection) -> None:
    frame = hosts_on_map.hosts(made_up)
    assert frame["country_name"].tolist() == ["Iraq", "Qatar", "Bahrain"]
    assert frame["n_visits_ada"].tolist() == [2, 1, 1]
    assert frame["n_visits_bea"].tolist() == [1, 1, 0]
    assert frame["region"].tolist() == ["Western Asia"] * 3
    iraq = next(each_row(frame))
    assert (iraq.first.date(), iraq.last.date()) == (in_2022(1, 10), in_2022(5, 5))


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("IRQ", "Western Asia"), ("TKM", "Central Asia"), ("PAK", "Southern Asia"),
        ("RUS", "Eastern Europe"), ("USA", "Northern America"), ("CUB", "Caribbean"),
        ("EGY", "Northern Africa"), ("ZAF", "Southern Africa"), ("???", ""),
    ],
)  # fmt: skip
def test_a_country_lies_in_its_region_of_the_united_nations(code: str, region: str) -> None:
    assert countries.region(code) == region


def test_every_host_of_the_data_has_a_region(real: Dataset) -> None:
    codes = set(tabulate(real).stops["country"])
    assert not {country_name(code) for code in codes if not countries.region(code)}


def test_so_many_marks_that_they_cover_each_other_bear_no_numbers() -> None:
    def numbers(visits: int) -> list[str]:
        selection = tabulate(synthetic.dataset(leaders=1, visits=visits, statements=4))
        frame = hosts_on_map.table(selection.took_place, Mark.CITIES, Count.STATEMENTS)
        traces: Any = hosts_on_map.figure(frame, LIGHT).data
        (marks,) = [trace for trace in traces if trace.mode == "markers+text"]
        assert len(marks.lon) == len(frame)
        return [text for text in marks.text if text]

    assert numbers(10)
    assert not numbers(200)
