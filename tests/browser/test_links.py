"""An address is a view: it opens as it was copied, and nothing in it can break a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from urllib.parse import quote

import driver
import pytest
from browser.reader import (
    PAGES,
    address,
    choose,
    main,
    open_at,
    parameters,
    search,
    set_day,
    shared_link,
    shown,
    sidebar,
    sound,
    title,
)
from conftest import daily
from playwright.sync_api import Page, expect

from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection
from dashboard.model.vocabulary import Status, VisitKind

VISIT = "pezeshkian-2024-09-iraq"
BOTH = (Status.CONFIRMED, Status.CANCELLED)

# One cold server each: (address, what it filters, the names of the controls that must be chosen).
COLD = ("/topics", "/timeline", "/visits")
DEEP_LINKS = [
    ("/", Filters(), []),
    (
        "/?leader=Raisi&kind=Summit",
        Filters(leaders=("raisi",), kinds=(VisitKind.SUMMIT,)),
        [],
    ),
    (
        "/timeline?topic=Energy&axis=Day+of+term&per=Quarter&visit=raisi-2022-01-russia",
        Filters(topics=("energy",)),
        ["Day of term", "Quarter"],
    ),
    (
        "/topics?from=2024-07-28&to=2025-12-31&unit=Statements&order=Name&said=Goal&open=Trade",
        Filters(start=date(2024, 7, 28), end=date(2025, 12, 31)),
        ["Statements", "Name"],
    ),
    (
        "/challenges?status=Confirmed&status=Cancelled&rows=Host+countries&view=Bars&unit=Visits",
        Filters(statuses=BOTH),
        ["Host countries", "Bars", "Visits"],
    ),
    (f"/visits?host=Iraq&words=baghdad&visit={VISIT}",
     Filters(hosts=("IRQ",), words="baghdad"), []),
    ("/data?leader=Pezeshkian&topic=Trade&topic=Energy",
     # It describes the whole data set, whatever the filters, and keeps them for the next page.
     Filters(statuses=()), []),
]  # fmt: skip


# Each takes a server of its own: three of them each day, which choose on most controls.
@pytest.mark.parametrize(
    ("link", "filters", "controls"),
    [
        pytest.param(*each, marks=() if each[0].startswith(COLD) else pytest.mark.sweep)
        for each in DEEP_LINKS
    ],
)
def test_a_link_opened_on_a_server_that_nobody_has_visited_shows_the_view_it_was_copied_from(
    link: str,
    filters: Filters,
    controls: list[str],
    cold_server: Callable[..., str],
    page: Page,
    real_selection: Selection,
) -> None:
    url = cold_server() + link
    open_at(page, url)
    sound(page)
    assert title(page) == PAGES[address(url)[0]]
    assert shown(page) == filters.describe(real_selection)
    assert address(page.url) == address(url)
    for name in controls:
        # A label may stand in two controls: host countries are rows and a unit of count.
        chosen = main(page).get_by_role("radio", name=name, exact=True, checked=True)
        expect(chosen).to_have_count(1)
    if "visit" in parameters(page):
        wanted = "Russia (Moscow)" if "russia" in link else "Iraq (Baghdad)"
        expect(main(page).get_by_role("heading", level=2).filter(has_text=wanted)).to_be_visible()
    if "open" in parameters(page):
        expect(main(page).get_by_role("combobox", name="Topic (or click")).to_have_value("Trade")
    # The menu is ours, not the list of files that Streamlit makes up on its own.
    names = sidebar(page).get_by_role("navigation").get_by_role("link").all_inner_texts()
    assert [name.splitlines()[-1] for name in names] == ["Overview", *list(PAGES.values())[1:]]


def test_every_filter_set_by_its_control_is_in_the_address_and_the_address_restores_it(
    server: str, open_page: Callable[..., Page], real_selection: Selection
) -> None:
    page = open_at(open_page(), server + "/visits")
    side = sidebar(page)
    steps = [
        (lambda: choose(page, "Leaders", "Raisi", within=side),
         {"leaders": ("raisi",)}, {"leader": ["Raisi"]}),
        (lambda: choose(page, "Topics (any of them)", "Trade", "Energy", within=side),
         {"topics": ("trade", "energy")}, {"topic": ["Energy", "Trade"]}),
        (lambda: choose(page, "Host countries", "Russia", within=side),
         {"hosts": ("RUS",)}, {"host": ["Russia"]}),
        (lambda: choose(page, "Kind of visit", "Official visit", within=side),
         {"kinds": (VisitKind.OFFICIAL,)}, {"kind": ["Official visit"]}),
        (lambda: choose(page, "Status", "Cancelled", within=side),
         {"statuses": BOTH}, {"status": ["Cancelled", "Confirmed"]}),
        (lambda: set_day(page, "From", "2021-10-05"),
         {"start": date(2021, 10, 5)}, {"from": ["2021-10-05"]}),
        (lambda: set_day(page, "To", "2025-03-31"),
         {"end": date(2025, 3, 31)}, {"to": ["2025-03-31"]}),
        (lambda: search(page, "gas"), {"words": "gas"}, {"words": ["gas"]}),
    ]  # fmt: skip
    filters, in_address = Filters(), {}
    for set_it, change, parameter in steps:
        set_it()
        filters, in_address = replace(filters, **change), in_address | parameter
        assert shown(page) == filters.describe(real_selection)
        assert parameters(page) == in_address
    other = open_at(open_page(), page.url)
    assert shown(other) == shown(page)
    assert address(other.url) == address(page.url)
    clear = side.get_by_role("button", name="Clear all filters")
    with driver.rerun(page):
        clear.click()
    assert parameters(page) == {}
    assert shown(page) == Filters().describe(real_selection)
    expect(clear).to_be_disabled()


def test_the_shared_link_is_the_address_and_restores_the_view(
    server: str, open_page: Callable[..., Page]
) -> None:
    page = open_at(open_page(), server + "/topics?topic=Energy&host=Russia&words=gas")
    with driver.rerun(page):
        page.get_by_role("radio", name="Frequency", exact=True).click()
    choose(page, "Leaders", "Raisi", within=sidebar(page))
    link = shared_link(page)
    assert address(link) == address(page.url)
    assert {"order", "leader", "topic", "host", "words"} == set(parameters(page))
    other = open_at(open_page(), link)
    assert shown(other) == shown(page)
    expect(other.get_by_role("radio", name="Frequency", exact=True)).to_be_checked()


LONG = "a" * 3_000
RTL = quote("رئیسی בגדד")
EMOJI = quote("🇮🇷✈️🧨")
NONSENSE = [
    f"leader=Nobody&topic=%00&from=9999-99-99&visit=../../x&words={LONG}",
    "leader=&topic=&host=&kind=&status=&from=&to=&words=&visit=&open=&row=&column=",
    f"leader={EMOJI}&topic={EMOJI}&words={EMOJI}&visit={EMOJI}&open={EMOJI}&row={EMOJI}",
    f"leader={RTL}&words={RTL}&visit={RTL}&column={RTL}&said={RTL}",
    "from=2026-01-01&to=2021-01-01",
    "from=0000-00-00&to=-1&from=2024-01-01&from=2023-01-01",
    "visit=%3Cscript%3Ewindow.hacked%3D1%3C/script%3E&words=%3Cimg+src%3Dx+onerror%3Dhacked%3D1%3E",
    "visit=raisi-2022-01-russia&visit=pezeshkian-2024-09-iraq&leader=Raisi&leader=Raisi",
    "axis=Nowhere&per=Decade&unit=Pounds&order=Chaos&rows=Mice&view=Pie&open=Nothing&row=x",
    "rows=Host+countries&row=Trade&column=Raisi:+challenges&view=Bars",
    "words=%25%26%3D%23%5C%27%22%28%5B.%2A&status=Planned&status=Disputed&foo=bar",
    "words=%5Bx%5D(javascript:alert(1))+%24%5Calpha%24+:red%5Bx%5D&leader=Raisi",
]


@pytest.mark.parametrize("path", daily(PAGES, "/timeline", "/challenges", "/visits"))
def test_no_nonsense_in_an_address_breaks_a_page(path: str, server: str, page: Page) -> None:
    # A third of it on each page, so that each meets three: a page takes a second to load.
    for query in NONSENSE[list(PAGES).index(path) % 3 :: 3]:
        open_at(page, f"{server}{path}?{query}")
        sound(page)
        assert title(page) == PAGES[path], query
        assert shown(page), query
        assert page.evaluate("window.hacked") is None, query
        assert page.locator("a[href^='javascript:' i]").count() == 0, query


@pytest.mark.parametrize("path", ["/timeline", "/visits"])
def test_a_link_to_an_unknown_visit_says_so_in_plain_words(
    path: str, server: str, page: Page
) -> None:
    open_at(page, f"{server}{path}?words=gas&visit=nobody-2020-01-[moon](x)")
    alert = page.get_by_role("alert").filter(has_text="The link names a visit")
    expect(alert).to_contain_text("does not have: nobody-2020-01-[moon](x).")
    assert "words “gas”" in shown(page)
