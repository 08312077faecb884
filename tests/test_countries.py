"""A country is known by its codes and names, and by none that could be another's."""

from __future__ import annotations

import json

import countries as script
import pycountry
import pytest
from babel import Locale
from conftest import ROOT

from dashboard.model.countries import (
    COUNTRIES,
    code_of,
    codes_like,
    country_name,
    middle,
    reach,
    region,
)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("IRQ", "IRQ"),
        ("iq", "IRQ"),
        (" Iraq ", "IRQ"),
        ("Korea, Republic of", "KOR"),
        ("South Korea", "KOR"),
        ("Germany, Federal Republic of", "DEU"),
        ("Federal Republic of Germany", "DEU"),
        ("Republic of China", "TWN"),
        ("People's Republic of China", "CHN"),
        ("China", "CHN"),
        ("Vatican City", "VAT"),
        ("The Netherlands", "NLD"),
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("Cote d'Ivoire", "CIV"),
        ("Côte d’Ivoire", "CIV"),
        ("Burma", "MMR"),
        ("Myanmar", "MMR"),
        ("U.S.A.", "USA"),
        ("UK", "GBR"),
        ("St. Lucia", "LCA"),
        ("Bosnia & Herzegovina", "BIH"),
        ("Congo - Kinshasa", "COD"),
    ],
)
def test_a_country_is_known_by_its_names(name: str, code: str) -> None:
    assert code_of(name) == code


@pytest.mark.parametrize(
    "name", ["", " ", "Korea", "Yugoslavia", "Soviet Union", "Tehran", "Iraqq", "Virgin Islands"]
)
def test_what_names_no_one_country_is_not_known(name: str) -> None:
    assert code_of(name) is None


def test_every_country_is_known_by_each_of_its_own_names() -> None:
    for country in pycountry.countries:
        for name in (country.alpha_3, country.alpha_2, country.name, country_name(country.alpha_3)):
            assert code_of(name) == country.alpha_3, name


def test_a_misspelt_name_suggests_the_country_it_is_like() -> None:
    assert codes_like("Tadjikistan") == ["TJK"]
    assert codes_like("Iraqq")[0] == "IRQ"
    assert codes_like("Xanadu") == []


# --- the table -----------------------------------------------------------------------------


def test_the_table_holds_every_country_with_its_name_and_region() -> None:
    names = Locale("en").territories
    cure = "run scripts/countries.py"
    assert list(COUNTRIES) == sorted(each.alpha_3 for each in pycountry.countries), cure
    assert {code: each.name for code, each in COUNTRIES.items()} == {
        each.alpha_3: names[each.alpha_2] for each in pycountry.countries
    }, cure
    assert all(region(code) in names.values() for code in COUNTRIES)
    assert region("IRN") == "Southern Asia"


def test_an_unknown_code_has_no_name_region_or_place() -> None:
    assert country_name("ZZZ") == "ZZZ"
    assert region("ZZZ") == ""
    assert middle("ZZZ") is None
    assert reach("ZZZ") is None


def test_the_table_places_countries_where_the_outlines_do() -> None:
    topology = json.loads((ROOT / script.OUTLINES).read_text(encoding="utf-8"))
    for code, country in COUNTRIES.items():
        shapes = [
            shape for shape in topology["objects"]["countries"]["geometries"] if shape["id"] == code
        ]
        assert list(reach(code) or ()) == script.reach(shapes, topology), "run scripts/countries.py"
        assert list(country.middle or ()) == (shapes[0]["properties"]["ct"] if shapes else [])
    # The outlines show Iraq, and not Bahrain.
    assert reach("IRQ") == pytest.approx((38.8, 29.1, 48.6, 37.4), abs=0.2)
    assert middle("BHR") is None


def test_the_date_line_does_not_stretch_a_country_round_the_world() -> None:
    assert reach("RUS") == pytest.approx((27.4, 41.2, 179.6, 77.7), abs=0.2)
