"""Charts lead to what they count: a click, the keyboard, the data, the evidence, the files."""

from __future__ import annotations

import csv
import io
import re

import driver
import pytest
from browser.reader import (
    below,
    choose,
    click_mark,
    downloaded,
    main,
    open_at,
    pages_of,
    parameters,
    shown,
    sidebar,
    sound,
    tab_to,
    unfold,
    unsafe_links,
)
from conftest import REAL
from playwright.sync_api import Locator, Page, expect

from dashboard.analysis.column_labels import LABELS
from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import Selection
from dashboard.analysis.units import Rows
from dashboard.app.statements import STATEMENTS_A_PAGE
from dashboard.charts import REGISTRY, challenges_and_opportunities
from dashboard.export.view_zip import csv as csv_of
from dashboard.model.vocabulary import StatementKind

RUSSIA = "raisi-2022-01-russia"


def chart(page: Page, words: str) -> Locator:
    """The chart whose description has these words."""
    return page.get_by_role("figure", name=re.compile(words))


def test_a_click_on_a_bar_of_the_timeline_opens_the_dossier_of_that_visit(
    server: str, page: Page
) -> None:
    open_at(page, server + "/timeline?leader=Raisi")
    sentence = shown(page)
    dossier = main(page).get_by_role("heading", level=2).filter(has_text="Raisi: ")
    expect(dossier).to_have_count(0)
    timeline = chart(page, "Dated visits in time")
    click_mark(page, timeline, RUSSIA)
    assert parameters(page) == {"leader": ["Raisi"], "visit": [RUSSIA]}
    expect(dossier).to_have_text("Raisi: Russia (Moscow)")
    # A second bar, with a dossier open: the chart must not cling to the first.
    click_mark(page, timeline, "raisi-2023-02-china")
    assert parameters(page)["visit"] == ["raisi-2023-02-china"]
    expect(dossier).to_have_text(re.compile("^Raisi: China"))
    assert shown(page) == sentence


@pytest.mark.parametrize("words", ["leaders differ most", "highest number of a year"])
def test_a_click_on_a_topic_lists_its_statements_and_puts_it_in_the_address(
    words: str, server: str, page: Page, real_selection: Selection
) -> None:
    open_at(page, server + "/topics?leader=Raisi&leader=Pezeshkian&said=Agreement")
    click_mark(page, chart(page, words), "nuclear" if "year" in words else "energy")
    label = "Nuclear" if "year" in words else "Energy"
    assert parameters(page)["open"] == [label]
    expect(main(page).get_by_role("combobox", name="Topic (or click")).to_have_value(label)
    listed = main(page).get_by_role("listitem")
    lines = listed.all_inner_texts()
    wanted = real_selection.of_kinds([StatementKind.AGREEMENT])
    wanted = Filters(topics=(label.lower(),)).narrow(wanted).statements
    assert len(lines) == min(len(wanted), STATEMENTS_A_PAGE) > 0
    for line in lines:
        kind, topics = line.partition(":")[0].split("·")
        assert (kind.strip(), label in topics) == ("Agreement", True)
    sources_are_linked(listed)


@pytest.mark.parametrize("rows", list(Rows))
def test_a_click_on_a_cell_of_the_matrix_lists_its_statements_with_their_sources(
    rows: Rows, server: str, page: Page, real_selection: Selection
) -> None:
    row = {Rows.TOPICS: "Trade", Rows.HOSTS: "Russia"}[rows]
    column = "Pezeshkian: opportunities"
    open_at(page, f"{server}/challenges?rows={rows.replace(' ', '+')}")
    click_mark(page, chart(page, "Matrix"), row, column)
    found = parameters(page)
    assert (found["row"], found["column"]) == ([row], [column])
    held = challenges_and_opportunities.cell(Filters().narrow(real_selection), rows, row, column)
    heading = main(page).get_by_role("heading", name=f"{row}, {column}: ")
    expect(heading).to_contain_text(f"{len(held.statements)} statement")
    listed = main(page).get_by_role("listitem")
    lines = listed.all_inner_texts()
    assert len(lines) == min(len(held.statements), STATEMENTS_A_PAGE) > 0
    assert all(line.startswith("Opportunity") for line in lines)
    sources_are_linked(listed)


def sources_are_linked(listed: Locator) -> None:
    """Hold that each statement links to the page that says it, in a window of its own."""
    for at in range(listed.count()):
        link = listed.nth(at).get_by_role("link")
        expect(link).to_have_attribute("href", re.compile("^https?://"))
        expect(link).to_have_attribute("target", "_blank")
        expect(link).to_have_attribute("rel", re.compile(r"\bnoopener\b"))


def test_what_a_click_on_a_topic_or_a_cell_does_the_keyboard_does_as_well(
    server: str, page: Page
) -> None:
    open_at(page, server + "/topics")
    tab_to(page, main(page).get_by_role("combobox", name="Topic (or click a row of a chart)"))
    pick_by_keyboard(page, "Energy")
    assert parameters(page) == {"open": ["Energy"]}
    expect(main(page).get_by_role("listitem").first).to_contain_text("Energy")
    # Further on, a visit of the list opens.
    visits = main(page).get_by_role("link", name=re.compile("^(Raisi|Pezeshkian): "))
    name = visits.first.inner_text().splitlines()[-1]
    tab_to(page, visits.first)
    with driver.rerun(page):
        page.keyboard.press("Enter")
    expect(main(page).get_by_role("heading", level=2, name=name)).to_be_visible()
    assert list(parameters(page)) == ["visit"]

    open_at(page, server + "/challenges")
    tab_to(page, main(page).get_by_role("combobox", name="Row (or click the chart)"))
    pick_by_keyboard(page, "Trade")
    tab_to(page, main(page).get_by_role("combobox", name="Column (or click the chart)"))
    pick_by_keyboard(page, "Raisi: challenges")
    assert parameters(page) == {"row": ["Trade"], "column": ["Raisi: challenges"]}
    expect(main(page).get_by_role("heading", name="Trade, Raisi: challenges: ")).to_be_visible()


def pick_by_keyboard(page: Page, option: str) -> None:
    """Type into the list that has the focus, and take the option."""
    page.keyboard.type(option)
    expect(page.get_by_role("option")).to_have_count(1)
    with driver.rerun(page):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")


def test_each_chart_shows_its_numbers_as_a_table_and_gives_the_same_as_a_file(
    server: str, page: Page, real_selection: Selection
) -> None:
    raisi = Filters(leaders=("raisi",)).narrow(real_selection)
    for path in ("", "timeline", "topics", "challenges"):
        open_at(page, f"{server}/{path}?leader=Raisi")
        expect(main(page).get_by_test_id("stDataFrame")).to_have_count(0)
        frames = {
            chart.name: chart.table(raisi, chart.defaults())
            for chart in REGISTRY.values()
            if chart.page == path and chart.name != "challenges_against_opportunities"
        }
        expect(main(page).locator("[class*=st-key-below_]")).to_have_count(len(frames))
        for name, frame in frames.items():
            box = unfold(page, name, "Data")
            box.get_by_test_id("stDataFrame").scroll_into_view_if_needed()
            # The table is drawn on a canvas; this is the one that a screen reader finds in it.
            grid = box.locator("canvas table")
            expect(grid).to_have_attribute("aria-rowcount", str(len(frame) + 1))
            named = [LABELS[column] for column in frame.columns if column in LABELS]
            seen = grid.locator("th").all_inner_texts() or grid.locator("th").all_text_contents()
            assert [text.strip() for text in seen] == named[: len(seen)] != []
            button = box.get_by_role("button", name="Download as CSV").last
            assert downloaded(page, button) == (
                f"{name}-{real_selection.head.version}.csv",
                csv_of(frame),
            )


def test_the_keyboard_opens_and_shuts_what_belongs_to_a_chart(server: str, page: Page) -> None:
    open_at(page, server + "/topics?topic=Energy")
    box = main(page).locator(".st-key-figure_topics_by_leader")
    # Of the parts of a toolbar the tab key reaches one, and the arrow keys lead on.
    below(page, "topics_by_leader").get_by_role("button", name="Data").focus()
    page.keyboard.press("ArrowRight")
    with driver.rerun(page):
        page.keyboard.press("Enter")
    expect(box.get_by_role("button", name="Download as a web page")).to_be_visible()
    pressed = below(page, "topics_by_leader").locator("[aria-pressed=true]")
    expect(pressed).to_have_text(re.compile("Figure"))
    # It stays open where a filter changes what it holds, and the number beside it.
    choose(page, "Topics (any of them)", "Trade", within=sidebar(page))
    expect(box).to_be_visible()
    pressed.focus()
    with driver.rerun(page):
        page.keyboard.press("Enter")
    expect(box).to_have_count(0)


def test_the_evidence_lists_every_statement_behind_a_chart_and_gives_them_as_a_file(
    server: str, page: Page, real_selection: Selection
) -> None:
    wanted = Filters(leaders=("raisi",), topics=("energy",)).narrow(real_selection).statements
    assert len(wanted) > STATEMENTS_A_PAGE  # or the list would have one page only
    open_at(page, server + "/timeline?leader=Raisi&topic=Energy")
    asked = below(page, "visits_per_period").get_by_role("button", name="Evidence")
    expect(asked).to_contain_text(f"Evidence: {len(wanted)} statements")
    box = unfold(page, "visits_per_period", "Evidence")
    lines: list[str] = []
    for leaf in pages_of(page, box):
        lines += leaf.get_by_role("listitem").filter(has=page.get_by_role("link")).all_inner_texts()
        assert unsafe_links(page) == []
        sound(page)
    assert len(lines) == len(wanted)
    for text in wanted["text"]:
        assert any(" ".join(text.split()) in line for line in lines), text
    button = box.get_by_role("button", name=f"Download {len(wanted)} statements as CSV")
    name, content = downloaded(page, button)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert name.endswith(f"_statements-{real_selection.head.version}.csv")
    assert sorted(row["text"] for row in rows) == sorted(wanted["text"])
    assert all(row["url"].startswith("http") and row["publisher"] for row in rows)


def test_the_whole_data_set_and_its_tables_are_downloaded_as_they_stand(
    server: str, page: Page, real_selection: Selection
) -> None:
    open_at(page, server + "/data?leader=Raisi")  # the filter narrows no download here
    button = main(page).get_by_role("button", name="visits.yaml: the whole data set")
    assert downloaded(page, button) == ("visits.yaml", REAL.read_bytes())
    for name in ("visits", "stops", "meetings", "statements", "mentions", "citations", "sources"):
        frame = getattr(real_selection, name)
        button = main(page).get_by_role("button", name=f"{name}.csv ({len(frame):,} rows)")
        assert downloaded(page, button) == (
            f"{name}-{real_selection.head.version}.csv",
            csv_of(frame),
        )


def test_a_visit_is_opened_by_its_row_in_the_table(server: str, page: Page) -> None:
    open_at(page, server + "/visits?topic=Energy&host=Iraq")
    table = main(page).get_by_test_id("stDataFrame").first
    expect(table.locator("canvas table")).to_have_attribute("aria-rowcount", "2")
    with driver.rerun(page):
        # The first column holds the box that chooses the row; the head is one row high.
        table.click(position={"x": 16, "y": 53})
    assert len(parameters(page)["visit"]) == 1
    expect(main(page).get_by_role("heading", name="Pezeshkian: Iraq")).to_be_visible()


def test_the_choice_of_kinds_narrows_the_statements_of_a_topic(server: str, page: Page) -> None:
    open_at(page, server + "/topics?open=Energy&leader=Raisi")
    listed = main(page).get_by_role("listitem")
    assert {line.split("·")[0].strip() for line in listed.all_inner_texts()} > {"Goal"}
    choose(page, "Kinds of statement", "Goal", within=main(page))
    assert parameters(page)["said"] == ["Goal"]
    assert {line.split("·")[0].strip() for line in listed.all_inner_texts()} == {"Goal"}
