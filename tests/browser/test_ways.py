"""Ways through the dashboard: menu, reload, Back, Forward, from visit to visit, and clearing."""

from __future__ import annotations

import re
from collections.abc import Callable

import driver
from browser.reader import (
    PAGES,
    address,
    choose,
    choose_one,
    go_to,
    main,
    open_at,
    parameters,
    search,
    shown,
    sidebar,
    sound,
    tab_to,
    title,
)
from playwright.sync_api import Page, expect

from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection

FILTERS = {"leader": ["Pezeshkian"], "topic": ["Trade"], "words": ["gas"]}
QUERY = "leader=Pezeshkian&topic=Trade&words=gas"


def test_the_menu_and_a_reload_keep_the_filters_on_every_page(
    server: str, page: Page, settled: Callable[[Page], Page], real_selection: Selection
) -> None:
    open_at(page, f"{server}/?{QUERY}")
    sentence = Filters(leaders=("pezeshkian",), topics=("trade",), words="gas").describe(
        real_selection
    )

    def said(path: str) -> str:
        # Two visits are compared whatever the filters, and the page says so.
        if path == "/compare":
            assert shown(page).endswith(", whatever the filters.")
            return sentence
        if path in ("/data", "/codebook"):
            assert shown(page) == Filters(statuses=()).describe(real_selection)
            return sentence
        return shown(page)

    names = [*list(PAGES.values())[1:], "Overview"]
    for path, name in zip([*list(PAGES)[1:], "/"], names, strict=True):
        go_to(page, name)
        assert title(page) == PAGES[path]
        assert address(page.url)[0] == path
        assert (parameters(page), said(path)) == (FILTERS, sentence)
        page.reload()
        settled(page)
        assert title(page) == PAGES[path]
        assert (parameters(page), said(path)) == (FILTERS, sentence)
        sound(page)


def test_back_and_forward_lead_through_the_pages_as_each_was_left(server: str, page: Page) -> None:
    # A filter changes the address in its place: Back leads to the page before, not to the
    # choice before.
    open_at(page, server + "/visits")
    views: list[tuple[str, str, str]] = []

    def leave_for(name: str) -> None:
        views.append((page.url, title(page), shown(page)))
        go_to(page, name)

    choose(page, "Leaders", "Raisi", within=sidebar(page))
    leave_for("Topics")
    search(page, "gas")
    leave_for("Timeline")
    search(page, "")
    choose_one(page, "Visit", "Raisi: Russia (Moscow), 19 to 20 January 2022")
    views.append((page.url, title(page), shown(page)))
    assert len({url for url, _, _ in views}) == 3
    assert "visit=raisi-2022-01-russia" in page.url

    with driver.rerun(page):
        page.go_back()
    assert parameters(page) == {"leader": ["Raisi"]}
    expect(main(page).get_by_role("heading", name="Raisi: Russia (Moscow)")).to_have_count(0)
    for url, name, sentence in reversed(views[:-1]):
        with driver.rerun(page):
            page.go_back()
        assert (page.url, title(page), shown(page)) == (url, name, sentence)
    with driver.rerun(page):
        page.go_forward()
    assert (page.url, title(page), shown(page)) == views[1]


def test_the_unit_of_count_goes_along_where_it_can_and_never_into_the_address_by_itself(
    server: str, page: Page
) -> None:
    open_at(page, server + "/map")
    with driver.rerun(page):
        page.get_by_role("radio", name="Stops", exact=True).click()
    assert parameters(page) == {"count": ["Stops"]}
    go_to(page, "Timeline")  # which counts no stops
    assert parameters(page) == {}
    expect(page.get_by_role("radio", name="Visits", exact=True)).to_be_checked()
    with driver.rerun(page):
        page.get_by_role("radio", name="Days abroad", exact=True).click()
    go_to(page, "Overview")
    assert parameters(page) == {"count": ["Days abroad"]}
    go_to(page, "Topics")  # which opens on shares
    assert parameters(page) == {}
    expect(page.get_by_role("radio", name="Share of visits", exact=True)).to_be_checked()
    sound(page)


def test_previous_and_next_lead_from_dossier_to_dossier_and_keep_the_filters(
    server: str, page: Page
) -> None:
    middle = "pezeshkian-2024-10-russia"
    open_at(page, f"{server}/visits?leader=Pezeshkian&visit={middle}")
    sentence = shown(page)
    dossier = main(page).get_by_role("heading", level=2)
    first = dossier.inner_text()
    for way, back in (("Previous", "Next"), ("Next", "Previous")):
        link = main(page).get_by_role("button", name=re.compile(f"^{way}: "))
        # "Next: Pezeshkian: Qatar (Doha), 2 to 3 October 2024": the host stands in the heading.
        wanted = link.inner_text().split(f"{way}: ")[1].partition(",")[0]
        with driver.rerun(page):
            link.click()
        expect(dossier).to_contain_text(wanted)
        assert parameters(page)["visit"] != [middle]  # what reload and Share would give
        assert parameters(page)["leader"] == ["Pezeshkian"]
        assert shown(page) == sentence
        with driver.rerun(page):
            main(page).get_by_role("button", name=re.compile(f"^{back}: ")).click()
        assert dossier.inner_text() == first
        assert parameters(page) == {"leader": ["Pezeshkian"], "visit": [middle]}


def test_the_permanent_link_opens_the_dossier_without_any_filter(
    server: str, open_page: Callable[..., Page]
) -> None:
    visit = "raisi-2022-01-russia"
    page = open_at(open_page(), f"{server}/visits?words=gas&visit={visit}")
    link = main(page).get_by_role("code").last.inner_text().strip()
    assert address(link) == ("/visits", [("visit", visit)])
    other = open_at(open_page(), link)
    heading = main(other).get_by_role("heading", level=2)
    assert heading.inner_text() == main(page).get_by_role("heading", level=2).inner_text()


def test_a_visit_is_chosen_and_opened_by_the_keyboard_alone(server: str, page: Page) -> None:
    open_at(page, server + "/timeline?topic=Energy")
    box = main(page).get_by_role("combobox", name="Visit", exact=True)
    tab_to(page, box)
    page.keyboard.type("russia (moscow), 19")
    expect(page.get_by_role("option")).to_have_count(1)
    with driver.rerun(page):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    assert parameters(page) == {"topic": ["Energy"], "visit": ["raisi-2022-01-russia"]}
    heading = main(page).get_by_role("heading", name="Raisi: Russia (Moscow)")
    expect(heading).to_be_visible()
    # From there to its own page, by its link.
    tab_to(page, main(page).get_by_role("link", name="Open on its own page"))
    with driver.rerun(page):
        page.keyboard.press("Enter")
    assert address(page.url)[0] == "/visits"
    assert parameters(page) == {"topic": ["Energy"], "visit": ["raisi-2022-01-russia"]}
    expect(heading).to_be_visible()


def test_clearing_all_filters_empties_the_address_of_them_and_leaves_the_open_visit(
    server: str, page: Page, real_selection: Selection
) -> None:
    query = (
        "leader=Raisi&topic=Energy&host=Russia&kind=Official+visit&status=Cancelled"
        "&from=2021-01-01&to=2026-12-31&words=gas&visit=raisi-2022-01-russia"
    )
    open_at(page, f"{server}/visits?{query}")
    assert shown(page).startswith("0 of ")
    with driver.rerun(page):
        sidebar(page).get_by_role("button", name="Clear all filters").click()
    assert parameters(page) == {"visit": ["raisi-2022-01-russia"]}
    assert shown(page) == Filters().describe(real_selection)


def test_where_nothing_matches_the_page_names_what_to_relax_and_a_button_brings_visits_back(
    server: str, page: Page, real_selection: Selection
) -> None:
    n_visits = len(Filters(leaders=("raisi",)).narrow(real_selection).visits)
    for path in (
        "/?", "/timeline?", "/map?", "/topics?", "/challenges?", "/compare?compare=Leaders&",
        "/visits?",
    ):  # fmt: skip
        open_at(page, f"{server}{path}leader=Raisi&words=qqqq")
        nothing = main(page).get_by_text("No visit matches these filters.")
        expect(nothing).to_be_visible()
        ways = main(page).get_by_role("listitem").all_inner_texts()
        # The leader is not to blame: clearing that filter alone brings nothing back.
        assert [way.strip() for way in ways] == [f"Words: clearing it shows {n_visits} visits"]
        with driver.rerun(page):
            main(page).get_by_role("button", name="Clear the filters").click()
        assert set(parameters(page)) <= {"compare"}
        # Two leaders' first days are told before what they are out of.
        assert shown(page).endswith(Filters().describe(real_selection))
        expect(nothing).to_have_count(0)
        visits_again = (
            main(page).get_by_role("figure").or_(main(page).get_by_test_id("stDataFrame"))
        )
        expect(visits_again.first).to_be_visible()
    # The page of data and methods describes the whole data set, whatever the filters.
    open_at(page, f"{server}/data?words=qqqq")
    expect(main(page).get_by_role("heading", name="What counts as a visit?")).to_be_visible()
