"""The map: what it counts, where it draws it, what a click sets, and what it leaves out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from made_up import (
    LIGHT,
    PLACES,
    Record,
    basis,
    counted_selection,
    figure,
    leader,
    place,
    rows,
    selection,
    stop,
    visit,
)
from made_up import table as table_of

from dashboard.analysis import limits
from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import MAX_LEADERS, Selection
from dashboard.charts import hosts_on_map
from dashboard.charts.parts import map_figure, map_tables
from dashboard.charts.parts.map_tables import HOST, LEG, Area, Count, Mark
from dashboard.model import countries
from dashboard.model.vocabulary import Status

MAP = "hosts_on_map"
CHART = hosts_on_map.CHART


def table(of: Selection, **chosen: Any) -> pd.DataFrame:
    return table_of(MAP, of, **chosen)


def traces(frame: pd.DataFrame, mode: str = "") -> list[dict[str, Any]]:
    return [one for one in figure(MAP, frame)["data"] if one.get("mode", "") == mode or not mode]


def marks(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the traces that answer to a click."""
    return [one for one in traces(frame) if "customdata" in one]


def in_2022(month: int, day: int) -> date:
    return date(2022, month, day)


@pytest.fixture(scope="module")
def made_up() -> Selection:
    return selection(
        [leader("Ada"), leader("Bea")],
        visit(
            "ada-iraq",
            in_2022(1, 10),
            in_2022(1, 12),
            stop("baghdad", in_2022(1, 10), in_2022(1, 11)),
            stop("erbil", in_2022(1, 12)),
        ),
        visit(
            "ada-gulf",
            in_2022(3, 1),
            in_2022(3, 2),
            stop("doha", in_2022(3, 1)),
            stop("manama", in_2022(3, 2), in_2022(3, 2)),
        ),
        visit("ada-nowhere", in_2022(5, 5), in_2022(5, 5), stop()),
        visit("ada-off", in_2022(6, 1), in_2022(6, 1), stop("baghdad"), status=Status.CANCELLED),
        visit("bea-iraq", in_2022(2, 1), in_2022(2, 4), stop("baghdad")),
        visit("bea-qatar", None, None, stop("doha"), status=Status.UNCONFIRMED),
    )


# --- what is counted ------------------------------------------------------------------------


def counts(frame: pd.DataFrame, name: str) -> dict[tuple[str, str], tuple[int, ...]]:
    found = rows(frame, "leader", name, "n_visits", "n_stops", "n_days", "n_unsure")
    return {(who, where): tuple(map(int, numbers)) for who, where, *numbers in found}


def test_a_city_counts_visits_stops_and_the_days_that_are_known(made_up: Selection) -> None:
    assert counts(table(made_up), "place_name") == {
        ("ada", "Baghdad"): (1, 1, 2, 0),
        ("ada", "Erbil"): (1, 1, 1, 1),
        ("ada", "Doha <b>"): (1, 1, 1, 1),
        ("ada", "Manama"): (1, 1, 1, 0),
        # The only stop of a visit has the visit's four days; an undated one has none.
        ("bea", "Baghdad"): (1, 1, 4, 0),
        ("bea", "Doha <b>"): (1, 1, 0, 1),
    }


def test_a_country_counts_stops_without_a_place_too(made_up: Selection) -> None:
    assert counts(table(made_up, mark=Mark.COUNTRIES), "country") == {
        ("ada", "IRQ"): (2, 3, 4, 0),
        ("ada", "QAT"): (1, 1, 1, 1),
        ("ada", "BHR"): (1, 1, 1, 0),
        ("bea", "IRQ"): (1, 1, 4, 0),
        ("bea", "QAT"): (1, 1, 0, 1),
    }


def test_a_day_in_two_cities_of_one_country_counts_once_there() -> None:
    one, two, three = (in_2022(1, day) for day in (1, 2, 3))
    stops = stop("baghdad", one, two), stop("erbil", two, two), stop("doha", three, three)
    held = selection([leader("Ada")], visit("ada-1", one, three, *stops))
    cities = counts(table(held), "place_name")
    assert cities["ada", "Baghdad"][2] == 2
    assert cities["ada", "Erbil"][2] == 1
    assert counts(table(held, mark=Mark.COUNTRIES), "country")["ada", "IRQ"][2] == 2


def test_the_days_of_stops_that_overlap_count_once_in_each_visit_whatever_their_order() -> None:
    def going(name: str, days: list[tuple[int | None, int | None]]) -> Record:
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
    found = counts(table(held), "place_name")
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
    first_and_last = (pd.Timestamp(2022, 2, 1), pd.Timestamp(2022, 3, 1))
    assert rows(table(held), "first", "last", leader="ada") == [first_and_last]
    assert rows(table(held), "first", "last", leader="bea") == [(pd.NaT, pd.NaT)]
    assert rows(map_tables.hosts(held), "first", "last") == [first_and_last]


def test_a_city_lies_where_it_is_and_a_country_without_outline_amid_its_places() -> None:
    places = [
        place("One", "BHR", 45.19, 26.1),
        place("Two", "BHR", 46.19, 26.4),
    ]
    stops = [stop(where, country="BHR") for where in ("one", "one", "one", "two", None)]
    held = selection([leader("Ada")], visit("ada-1", None, None, *stops), places=places)
    # Three times 45.19, divided by three, is another number.
    assert rows(table(held), "place", "latitude", "longitude") == [
        ("one", 45.19, 26.1),
        ("two", 46.19, 26.4),
    ]
    (bahrain,) = table(held, mark=Mark.COUNTRIES).to_dict("records")
    assert (bahrain["latitude"], bahrain["longitude"]) == pytest.approx((45.44, 26.175))
    assert (bahrain["n_visits"], bahrain["n_stops"], bahrain["outlined"]) == (1, 5, False)


@pytest.mark.parametrize("count", Count)
def test_what_is_drawn_is_the_chosen_count_most_first(made_up: Selection, count: Count) -> None:
    frame = table(made_up, mark=Mark.COUNTRIES, count=count)
    assert frame["value"].tolist() == frame[count.column].tolist()
    for _, own in frame.groupby("leader"):
        assert own["value"].is_monotonic_decreasing


def test_the_statements_of_a_visit_count_in_each_of_its_hosts() -> None:
    held, chosen = counted_selection(), {"mark": Mark.COUNTRIES, "count": Count.STATEMENTS}
    found = {
        (who, code): n for who, code, n in rows(table(held, **chosen), "leader", "country", "value")
    }
    assert found == {
        ("ada", "IRQ"): 6,
        ("ada", "SYR"): 5,
        ("ada", "KWT"): 1,
        ("ada", "QAT"): 1,
        ("bea", "IRQ"): 0,
    }
    said = basis(MAP, held, **chosen)
    assert "it counts in each country that its visit went to. Hollow: no statement." in said
    finding = CHART.finding(table(held, **chosen))
    assert "Ada 3 visits to 4 host countries, most in Iraq (6 statements)" in finding
    on_energy = Filters(topics=("energy",), statuses=()).narrow(held)
    assert rows(table(on_energy, **chosen), "n_statements", country="SYR") == [(2,)]


def test_the_finding_names_the_host_with_most(made_up: Selection) -> None:
    said = CHART.finding(table(made_up, mark=Mark.COUNTRIES, count=Count.DAYS))
    assert "Ada 3 visits to 3 host countries, most in Iraq (4 days)" in said
    assert "Bea 2 visits to 2 host countries, most in Iraq (4 days)" in said


# --- what the map leaves out ----------------------------------------------------------------


def test_visits_that_the_map_leaves_out_are_named(made_up: Selection) -> None:
    assert map_tables.unplaced(made_up)["visit"].tolist() == ["ada-nowhere"]
    assert map_tables.unplaced(made_up, Mark.COUNTRIES).empty
    assert map_tables.not_made(made_up)["visit"].tolist() == ["ada-off"]


def test_a_city_whose_coordinates_are_not_known_is_left_out_by_name() -> None:
    unknown = [place("Baghdad", "IRQ"), place("Manama", "BHR")]
    held = selection(
        [leader("Ada")],
        visit("ada-1", None, None, stop("baghdad")),
        visit("ada-2", None, None, stop("manama")),
        places=unknown,
    )
    assert map_tables.unplaced(held)["visit"].tolist() == ["ada-1", "ada-2"]
    # The outlines show Iraq, and not Bahrain.
    assert map_tables.unplaced(held, Mark.COUNTRIES)["visit"].tolist() == ["ada-2"]
    for mark in Mark:
        frame = table(held, mark=mark, lines=True)
        assert "Manama" not in frame["place_name"].tolist()
        figure(MAP, frame)
    assert "Choose “Countries” above." in CHART.nothing(held, CHART.defaults())
    assert "Choose" not in CHART.nothing(held, CHART.defaults(mark=Mark.COUNTRIES))


def test_a_country_without_outline_and_place_is_left_out_by_name() -> None:
    held = selection([leader("Ada")], visit("ada-1", None, None, stop(country="BHR")))
    assert map_tables.unplaced(held, Mark.COUNTRIES)["visit"].tolist() == ["ada-1"]
    assert not marks(table(held, mark=Mark.COUNTRIES))


@pytest.mark.parametrize("mark", Mark)
@pytest.mark.parametrize("lines", [False, True])
def test_no_visit_no_map(made_up: Selection, mark: Mark, lines: bool) -> None:
    many = selection(
        [leader(f"L{number}") for number in range(MAX_LEADERS + 1)],
        visit("l1-off", None, None, stop("doha"), status=Status.CANCELLED),
    )
    for held in (made_up, many):
        nothing = held.keep_visits(held.visits["visit"] == "none")
        frame = table(nothing, mark=mark, lines=lines)
        assert frame.empty
        assert not traces(frame)
        assert CHART.finding(frame) == "No visit that took place matches."
        assert basis(MAP, nothing, mark=mark) == "Visits that took place: none."
        assert map_tables.hosts(nothing).empty
        assert map_tables.everywhere(nothing, mark) is None


# --- how it is drawn ------------------------------------------------------------------------


@pytest.mark.parametrize("mark", Mark)
def test_the_map_stays_where_it_is_as_long_as_the_hosts_take_half_of_it(
    real_selection: Selection, mark: Mark
) -> None:
    whole = map_tables.everywhere(real_selection, mark)
    assert whole is not None

    def shown(part: Selection) -> tuple[list[float], list[float]]:
        geo = figure(MAP, table(part, mark=mark))["layout"]["geo"]
        return geo["lonaxis"]["range"], geo["lataxis"]["range"]

    (west, east), (south, north) = everything = shown(real_selection)
    assert west < whole[0]
    assert south < whole[1]
    assert east > whole[2]
    assert north > min(whole[3], 75)  # the map ends at 76 degrees
    stops = real_selection.took_place.stops
    far = stops["visit"].where(stops["longitude"].isin(stops["longitude"].agg(["min", "max"])))
    corners = real_selection.keep_visits(real_selection.visits["visit"].isin(far))
    assert shown(corners) == everything
    near = shown(Filters(hosts=("IRQ", "QAT")).narrow(real_selection))
    assert near[0][1] - near[0][0] < (east - west) / 2


def test_each_leader_has_a_map_of_the_same_extent(made_up: Selection) -> None:
    layout = figure(MAP, table(made_up))["layout"]
    first, second = layout["geo"], layout["geo2"]
    assert first["lonaxis"] == second["lonaxis"]
    assert first["lataxis"] == second["lataxis"]
    assert first["domain"]["y"][0] > second["domain"]["y"][1]
    assert "geo3" not in layout


def test_a_click_hands_on_a_value_of_the_country_filter(made_up: Selection) -> None:
    for mark in Mark:
        found = marks(table(made_up, mark=mark))
        codes = {data[0] for trace in found for data in trace["customdata"]}
        assert codes
        assert codes <= set(made_up.stops["country"])
    assert CHART.picks == ("host",)


def test_a_country_too_small_for_an_outline_is_a_square_and_the_others_are_shaded(
    made_up: Selection,
) -> None:
    shade, square, *_ = marks(table(made_up, mark=Mark.COUNTRIES))
    assert dict(zip(shade["locations"], shade["z"], strict=True)) == {"IRQ": 2, "QAT": 1}
    assert [data[0] for data in square["customdata"]] == ["BHR"]
    assert square["marker"]["symbol"] == "square"
    assert (square["lon"], square["lat"]) == ([50.6], [26.2])


def test_a_host_without_a_known_day_is_hollow_and_the_basis_says_so(made_up: Selection) -> None:
    bea = marks(table(made_up, count=Count.DAYS))[1]
    assert bea["marker"]["color"][1] == LIGHT.ground != bea["marker"]["color"][0]
    assert "days unknown" in bea["customdata"][1][1]
    said = basis(MAP, made_up, count=Count.DAYS)
    assert "Not all days of 3 stops are known" in said
    assert "hollow" in said


def test_the_area_of_a_bubble_grows_with_its_value(made_up: Selection) -> None:
    ada, bea = (trace["marker"]["size"] for trace in marks(table(made_up, count=Count.DAYS)))
    assert bea[0] ** 2 == pytest.approx(2 * ada[0] ** 2)  # four days against two


def test_a_journey_goes_from_home_through_its_stops_and_back(made_up: Selection) -> None:
    frame = table(made_up, lines=True)
    legs = frame[(frame["visit"] == "ada-gulf") & (frame["part"] == LEG)]
    assert rows(legs, "step", "from_name", "place_name") == [
        (1, "Iran", "Doha <b>"),
        (2, "Doha <b>", "Manama"),
        (3, "Manama", ""),
    ]
    assert legs["value"].isna().all()
    assert frame.loc[frame["part"] == HOST, "value"].tolist() == table(made_up)["value"].tolist()
    assert "Lines join the stops of a visit" in basis(MAP, made_up, lines=True)


def test_there_and_back_is_one_line() -> None:
    frame = table(selection([leader("Ada")], visit("ada-1", None, None, stop("doha"))), lines=True)
    (line,) = traces(frame, "lines")
    assert len(frame[frame["part"] == LEG]) == 2
    assert len(line["lon"]) == 3  # two ends and the gap to the next line


def test_near_home_counts_what_lies_outside() -> None:
    cuba = place("Havana", "CUB", 23.1, -82.4)
    far = stop("doha"), stop("havana", country="CUB")
    held = selection([leader("Ada")], visit("ada-1", None, None, *far), places=[*PLACES, cuba])
    assert "Outside" not in basis(MAP, held)
    assert "Outside this part of the map: 1 city." in basis(MAP, held, area=Area.NEAR)
    values = [table(held, area=area)["value"].tolist() for area in Area]
    assert values[0] == values[1]


def test_a_name_that_finds_no_room_beside_its_mark_is_left_out() -> None:
    crowd = [place(f"Place-{at}", "IRQ", 33.3, 44 + at / 50) for at in range(3)]
    stops = [stop(one["id"]) for one in crowd]
    held = selection([leader("Ada")], visit("ada-1", None, None, *stops), places=crowd)
    (names,) = traces(table(held), "text")
    assert [text.strip() for text in names["text"]] == ["Place-0", "Place-1"]
    assert names["textposition"] == ["middle right", "middle left"]


def test_so_many_marks_that_they_cover_each_other_bear_no_numbers() -> None:
    def numbers(n_places: int) -> list[str]:
        places = [place(f"P{at}", "IRQ", 30.0, at / 10) for at in range(n_places)]
        stops = [stop(one["id"]) for one in places]
        held = selection([leader("Ada")], visit("ada-1", None, None, *stops, said=["trade"] * 9),
                         places=places)  # fmt: skip
        (bubbles,) = traces(table(held, count=Count.STATEMENTS), "markers+text")
        assert len(bubbles["lon"]) == n_places
        return [text for text in bubbles["text"] if text]

    assert numbers(map_figure.MOST_NUMBERED)
    assert not numbers(map_figure.MOST_NUMBERED + 1)


def test_a_map_draws_the_places_and_ways_with_most_and_says_how_many_more(
    real_selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PLACES", 5)
    monkeypatch.setattr(limits, "WAYS", 3)
    one = str(real_selection.took_place.visits["leader"].value_counts().index[0])
    held = Filters(leaders=(one,)).narrow(real_selection)
    frame = table(held, lines=True)
    legs = frame[frame["part"] == LEG]
    # Each way once, with the visits that took it.
    assert not legs.duplicated(["from_name", "place_name", "country"]).any()
    assert legs["n_visits"].is_monotonic_decreasing
    assert legs["step"].isna().all()
    (lines,), (bubbles,) = traces(frame, "lines"), traces(frame, "markers+text")
    assert len(lines["lon"]) == 3 * limits.WAYS
    assert len(bubbles["lon"]) == limits.PLACES
    said, beyond = basis(MAP, held, lines=True), len(frame) - len(legs) - limits.PLACES
    assert f"draws the 5 cities with most; {beyond:,} more are in the data below." in said
    assert f"the 3 ways between two places with most; {len(legs) - limits.WAYS:,} more" in said


def test_a_leader_without_a_visit_has_no_map_and_takes_nobodys_colour() -> None:
    held = selection(
        [leader("Ada"), leader("Bea"), leader("Cid")],
        visit("ada-1", None, None, stop("doha")),
        visit("cid-1", None, None, stop("doha"), stop("baghdad")),
    )
    frame = table(held)
    assert rows(frame, "leader_name", "position", "n_leader_visits", "n_leader_hosts") == [
        ("Ada", 0, 1, 1),
        ("Cid", 2, 1, 2),
        ("Cid", 2, 1, 2),
    ]
    _, cid = marks(frame)
    assert set(cid["marker"]["color"]) == {LIGHT.tint(2, map_figure.SOLID)}
    hosts = map_tables.hosts(held)
    assert "n_visits_bea" not in hosts
    assert rows(hosts, "country", "n_visits_ada", "n_visits_cid") == [("QAT", 1, 1), ("IRQ", 0, 1)]


def test_the_table_of_hosts_counts_each_leaders_visits(made_up: Selection) -> None:
    hosts = map_tables.hosts(made_up)
    west = "Western Asia"
    assert rows(hosts, "country_name", "region", "n_visits_ada", "n_visits_bea") == [
        ("Iraq", west, 2, 1),
        ("Qatar", west, 1, 1),
        ("Bahrain", west, 1, 0),
    ]
    first_and_last = (pd.Timestamp(in_2022(1, 10)), pd.Timestamp(in_2022(5, 5)))
    assert rows(hosts, "first", "last", country="IRQ") == [first_and_last]


def test_every_host_of_the_data_has_a_region(real_selection: Selection) -> None:
    codes = set(real_selection.stops["country"])
    assert not {code for code in codes if not countries.region(code)}
