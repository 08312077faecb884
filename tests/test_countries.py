"""A country is known by its codes and names, and by none that could be another's."""

from __future__ import annotations

import pycountry
import pytest

from dashboard.model.countries import code_of, codes_like, country_name


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
