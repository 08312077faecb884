"""The pages, run as Streamlit runs them but without a browser: filters, links, a broken file.

Streamlit's AppTest takes an address and gives it to the bound widgets, so that reading a link is
tested here. It does not write the address when a widget changes (the browser does that), and it
cannot open the script of a page by itself (a page then asks for a rerun of `app.py`, and AppTest
reruns the page): both are held by the browser tests.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import pytest
import streamlit as st
from conftest import REAL, ROOT
from shown import (
    FIRST,
    PAGES,
    assert_sound,
    charts,
    chosen,
    drawing,
    notice,
    opened,
    sentence,
    turned_to,
    unescaped,
    words_of,
)
from streamlit.testing.v1 import AppTest
from synthetic import dataset as synthetic

from dashboard.__main__ import main
from dashboard.analysis import audits, codebook, reliability
from dashboard.analysis.filters import FILTERS, Filters
from dashboard.analysis.selection import ALL_LEADERS, Selection
from dashboard.analysis.units import Unit
from dashboard.app import data as app_data
from dashboard.app.markdown import plain
from dashboard.app.page import PAGES as MENU
from dashboard.charts import REGISTRY
from dashboard.dataset import reader, yaml_writer
from dashboard.dataset.tables import nested
from dashboard.model.vocabulary import DECISION_RULES, Status, VisitKind

WHOLE = ("data", "codebook")
"""These describe the whole data set, whatever the filters, and say so."""
EVERYTHING = Filters(statuses=())


@pytest.fixture(autouse=True)
def projects_own_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(app_data.DATA, raising=False)


# --- every page, every filter ----------------------------------------------------------------


def one_of_each(selection: Selection) -> list[tuple[str, Filters]]:
    """A choice of each filter, as it stands in the address, and what it means."""
    found: list[tuple[str, Filters]] = [("", Filters())]
    for each in FILTERS:
        for value, label in [*each.options(selection).items()][:1]:
            # Several values in an address are the parameter several times.
            found.append(
                (urlencode({each.key: label}), replace(Filters(), **{each.field: (value,)}))
            )
    year = int(selection.visits["start"].dt.year.median())
    word = selection.visits["places"].iloc[0].split(",")[0]
    return [
        *found,
        # Nothing chosen where something is chosen by default: every status.
        ("status=", EVERYTHING),
        (f"from={year}-01-01", Filters(start=date(year, 1, 1))),
        (f"to={year}-12-31", Filters(end=date(year, 12, 31))),
        (urlencode({"words": word}), Filters(words=word)),
        ("words=xyzzy", Filters(words="xyzzy")),
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_a_choice_of_every_filter(page: str, real_selection: Selection) -> None:
    head = real_selection.head
    for query, filters in one_of_each(real_selection):
        said = filters.describe(real_selection)
        empty = filters.narrow(real_selection).visits.empty
        app = opened(page, query)
        assert len(app.title) == 1
        # Also where the run of the page ends early, because nothing matches.
        foot = unescaped(app.main.caption[-1].value)
        assert foot.startswith(f"{head.title}. Version {head.version}, as of ")
        stopped = "No visit matches these filters." in words_of(app)
        if page in WHOLE:
            assert sentence(app) == EVERYTHING.describe(real_selection)
        elif page == "compare":
            # Two visits are compared whatever the filters, and the page says so.
            assert sentence(app).endswith(", whatever the filters.")
            assert not stopped
            app = opened(page, f"{query}&compare=Leaders")
            assert sentence(app).endswith(f", out of {said}")
            assert ("No visit matches these filters." in words_of(app)) == empty
        else:
            assert sentence(app) == said
            assert stopped == empty


def test_beside_a_filter_stands_how_many_visits_each_choice_would_leave(
    real_selection: Selection,
) -> None:
    leader, topic = real_selection.head.leaders[0], real_selection.head.topics[0]
    app = opened(query=urlencode({"leader": leader.name, "topic": topic.label}))
    assert not [m for m in app.sidebar.markdown if m.value.startswith("- ")]
    for each in FILTERS:
        if not each.counts:
            continue
        app.sidebar.pills(key=f"counts_{each.key}").set_value([each.counts]).run()
        lines = app.sidebar.markdown[-1].value
        numbers = dict(line.removeprefix("- ").rsplit(": ", 1) for line in lines.split("\n"))
        counts = Filters(leaders=(leader.id,), topics=(topic.id,)).count(each, real_selection)
        options = each.options(real_selection)
        assert {unescaped(name): int(number) for name, number in numbers.items()} == {
            options[choice]: n for choice, n in counts.items()
        }
        app.sidebar.pills(key=f"counts_{each.key}").set_value([]).run()


# --- other data --------------------------------------------------------------------------------


@pytest.fixture
def shown_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Show another text of a data set."""

    def show(text: str) -> Path:
        path = tmp_path / "other.yaml"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv(app_data.DATA, str(path))
        return path

    return show


@pytest.mark.parametrize("page", PAGES)
def test_every_page_works_on_a_data_set_of_one_leader_and_no_visit(
    page: str, tiny_text: str, shown_instead: Callable[[str], Path]
) -> None:
    head = tiny_text.partition("  - id: pezeshkian\n")[0]
    head = re.sub(r"(leaders|topics): \d", lambda found: f"{found[1]}: 1", head)
    head = re.sub(r"(places|visits|\w+ed|stops|meetings|statements|sources): \d", r"\1: 0", head)
    topics = 'topics:\n  - id: trade\n    label: "Trade"\n    group: "G"\n    covers: "C"\n'
    shown_instead(f"{head}{topics}places: []\nvisits: []\nsources: []\n")
    said = sentence(opened(page))
    if page == "compare":
        assert said == "no two visits yet."
    else:
        statuses = "" if page in WHOLE else "confirmed "
        assert said == f"0 of 0 {statuses}visits, 0 of 0 statements: Raisi."


def test_where_nothing_is_confirmed_the_default_is_what_there_is(
    shown_instead: Callable[[str], Path],
) -> None:
    made = nested(synthetic(leaders=2, visits=3, statements=0, topics=0))
    made["visits"] = [{**visit, "status": "unconfirmed", "bearing": {}} for visit in made["visits"]]
    made["expected"] |= {"confirmed": 0, "disputed": 0, "cancelled": 0, "unconfirmed": 6}
    shown_instead(yaml_writer.render(made))
    app = opened()
    assert sentence(app).startswith("6 of 6 unconfirmed visits")
    assert next(b for b in app.sidebar.button if b.label == "Clear all filters").disabled
    app = opened("compare", "compare=Leaders")
    assert "unknown: no statement is coded" in str([table.value for table in app.table])


OTHERS = {
    "thirty leaders": {"leaders": 30, "visits": 4, "statements": 2, "topics": 30},
    "nine leaders, nothing said": {"leaders": 9, "visits": 3, "statements": 0, "topics": 0},
    "one leader, one visit": {"leaders": 1, "visits": 1, "statements": 1, "topics": 1},
}


@pytest.mark.parametrize("name", OTHERS)
def test_every_page_copes_with_other_leaders(
    name: str, shown_instead: Callable[[str], Path]
) -> None:
    size = OTHERS[name]
    shown_instead(yaml_writer.write(synthetic(**size)))
    for page in PAGES:
        said = words_of(opened(page, "status="))
        # The vocabulary of stances has a word for Iran's own media.
        assert page == "codebook" or "Iran" not in said.replace("Iranian state", "")
        empty = size["statements"] == 0 and page in ("topics", "challenges")
        assert ("This data set has no coded statements" in said) == empty
        charted = page in ("overview", "timeline", "map", "topics", "challenges")
        as_one = charted and size["leaders"] > 8 and not empty
        assert (f"Charts draw the {size['leaders']} leaders shown as one." in said) == as_one


def test_up_to_eight_of_many_leaders_stand_side_by_side_and_more_as_one(
    shown_instead: Callable[[str], Path],
) -> None:
    many = synthetic(leaders=30, visits=4, statements=2, topics=3)
    shown_instead(yaml_writer.write(many))
    chosen_ones = [f"Leader {number}" for number in range(9, 17)]
    app = opened("topics", urlencode({"status": "", "leader": chosen_ones}, doseq=True))
    assert "Charts draw" not in words_of(app)
    drawn = drawing(app, "topics_by_leader")
    assert all(re.search(rf"\b{name}\b", drawn) for name in chosen_ones)
    assert ALL_LEADERS not in drawn
    assert ALL_LEADERS in drawing(opened("topics", "status="), "topics_by_leader")
    # A cell that stands for all: its statements still name whose visit they are on.
    column = f"{ALL_LEADERS}: challenges"
    app = opened("challenges", urlencode({"status": "", "column": column}))
    assert f"#### {column}: " in words_of(app)
    links = [link.proto.label for link in app.get("page_link")]
    assert any(re.match(r"Leader \d+: ", unescaped(label)) for label in links), links


# --- golden links --------------------------------------------------------------------------

# A link that somebody has shared must go on selecting what it says. What stands here is public:
# change a label, a key or a default, and these links break for whoever holds them.
GOLDEN: list[tuple[str, Filters]] = [
    ("", Filters()),
    ("topic=Energy", Filters(topics=("energy",))),
    ("topic=Trade&topic=Foreign+forces", Filters(topics=("trade", "foreign-forces"))),
    ("leader=Pezeshkian&host=Iraq", Filters(leaders=("pezeshkian",), hosts=("IRQ",))),
    ("host=T%C3%BCrkiye&host=United+States", Filters(hosts=("TUR", "USA"))),
    ("leader=Raisi", Filters(leaders=("raisi",))),
    ("status=Disputed", Filters(statuses=(Status.DISPUTED,))),
    (
        "status=Confirmed&status=Unconfirmed",
        Filters(statuses=(Status.CONFIRMED, Status.UNCONFIRMED)),
    ),
    ("status=", EVERYTHING),
    ("kind=Summit", Filters(kinds=(VisitKind.SUMMIT,))),
    ("kind=UN+General+Assembly&kind=State+visit", Filters(kinds=(VisitKind.UN, VisitKind.STATE))),
    (
        "from=2023-01-01&to=2023-12-31",
        Filters(start=date(2023, 1, 1), end=date(2023, 12, 31)),
    ),
    ("words=Erdogan", Filters(words="Erdogan")),
    (
        "leader=Raisi&topic=Trade&host=China&kind=State+visit&status=Confirmed"
        "&from=2022-01-01&to=2023-12-31&words=agreement",
        Filters(
            leaders=("raisi",),
            topics=("trade",),
            hosts=("CHN",),
            kinds=(VisitKind.STATE,),
            start=date(2022, 1, 1),
            end=date(2023, 12, 31),
            words="agreement",
        ),
    ),
]


@pytest.mark.parametrize(("query", "filters"), GOLDEN, ids=lambda value: str(value)[:40])
def test_a_shared_link_goes_on_selecting_what_it_says(
    query: str, filters: Filters, real_selection: Selection
) -> None:
    assert sentence(opened(query=query)) == filters.describe(real_selection)


# The page, the link, what its controls then show, and what the page then says.
GOLDEN_PAGES: list[tuple[str, str, dict[str, Any], str]] = [
    ("topics", "", {"unit": "Share of visits", "order": "Difference"}, ""),
    (
        "topics", "unit=Statements&order=Name&said=Challenge&said=Opportunity",
        {"unit": "Statements", "order": "Name", "said": ["challenge", "opportunity"]},
        "Each statement of kind challenge or opportunity on the topic",
    ),
    ("topics", "unit=Visits&order=Frequency", {"unit": "Visits"}, "Visits with at least one"),
    ("topics", "unit=Host+countries", {"unit": "Host countries"}, "Host countries of visits with"),
    ("topics", "unit=Days+abroad", {"unit": "Days abroad"}, "Days abroad of visits with"),
    ("topics", "open=Sanctions", {"open": "sanctions"}, "Sanctions"),
    ("timeline", "", {"axis": "Calendar", "per": "Year"}, ""),
    ("timeline", "axis=Day+of+term&per=Quarter", {"axis": "Day of term", "per": "Quarter"}, ""),
    ("timeline", "visit=pezeshkian-2024-09-iraq", {}, "Pezeshkian: Iraq (Baghdad)"),
    ("timeline", "count=Days+abroad", {"count": "Days abroad"}, "count whole on a visit’s first"),
    (
        "timeline", "count=Host+countries&per=Quarter",
        {"count": "Host countries", "per": "Quarter"},
        "A host country counts once in each quarter.",
    ),
    ("overview", "", {"count": "Visits"}, "A visit counts from its first day."),
    (
        "overview", "count=Host+countries", {"count": "Host countries"},
        "counts from the first visit to it",
    ),
    ("overview", "count=Statements", {"count": "Statements"}, "Statements of the visits begun by"),
    ("map", "count=Stops", {"count": "Stops"}, "Each stop counts"),
    ("map", "count=Statements", {"count": "Statements"}, "not on a stop"),
    ("challenges", "", {"rows": "Topics", "view": "Matrix"}, "In each cell the share of"),
    (
        "challenges", "unit=Host+countries", {"view": "Matrix", "unit": "Host countries"},
        "In each cell the number of host countries of the visits",
    ),
    (
        "challenges", "view=Bars&unit=Days+abroad", {"view": "Bars", "unit": "Days abroad"},
        "with the widest gap in days abroad at",
    ),
    (
        "challenges", "rows=Host+countries&row=Iraq&column=Pezeshkian%3A+opportunities",
        {"rows": "Host countries", "row": "Iraq", "column": "Pezeshkian: opportunities"},
        "#### Iraq, Pezeshkian: opportunities: ",
    ),
    (
        "challenges", "row=Energy&column=Raisi%3A+challenges",
        {"row": "Energy", "column": "Raisi: challenges"}, "#### Energy, Raisi: challenges: ",
    ),
    (
        "challenges", "view=Bars&unit=Visits", {"view": "Bars", "unit": "Visits"},
        "Which come up more often, challenges or opportunities?",
    ),
    ("codebook", "", {"part": "Codebook"}, "Kinds of statement"),
    ("codebook", "part=Crosswalks", {"part": "Crosswalks"}, "18 Foreign Trade (close)"),
    ("codebook", "part=Reliability", {"part": "Reliability"}, "Which kinds are taken for each"),
    ("visits", "", {}, "Choose a visit to read its dossier."),
    ("visits", "visit=raisi-2021-09-tajikistan", {}, "Raisi: Tajikistan (Dushanbe)"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "query", "controls", "said"), GOLDEN_PAGES)
def test_a_shared_link_goes_on_setting_the_controls_of_its_page(
    page: str, query: str, controls: dict[str, Any], said: str
) -> None:
    app = opened(page, query)
    assert {key: chosen(app, key) for key in controls} == controls
    assert said in words_of(app)


@pytest.mark.parametrize("name", REGISTRY)
def test_the_last_value_of_every_option_is_what_its_link_draws(name: str) -> None:
    chart = REGISTRY[name]
    more = {"compare": "Leaders", "part": "Reliability"}
    more["view"] = "Bars" if name == "challenges_against_opportunities" else "Matrix"
    options = {option.key: option.values[-1] for option in chart.options if option.kind == "one"}
    app = opened(chart.page or FIRST, urlencode(options | more))
    assert charts(app, name)
    assert {key: chosen(app, key) for key in options} == options | {
        key: more[key] for key in more.keys() & options
    }


def test_a_unit_that_a_page_does_not_offer_falls_back_to_its_first() -> None:
    # The map counts stops and no host countries; only topics and challenges count shares.
    for key, asked, page, unit in (
        ("count", "Stops", "timeline", Unit.VISITS),
        ("count", "Share of visits", FIRST, Unit.VISITS),
        ("count", "Host countries", "map", "Visits"),
        ("unit", "Stops", "challenges", Unit.SHARE),
    ):
        assert chosen(opened(page, urlencode({key: asked})), key) == unit
    app = opened("map", "count=Stops")
    for page in ("topics", "timeline", "map", "challenges", FIRST, "topics"):
        turned_to(app, page)
        assert_sound(app)


@pytest.mark.parametrize(
    ("page", "query"),
    [
        (FIRST, "topic=Nonsense"),
        ("visits", "leader=Nobody&host=Atlantis&kind=Holiday"),
        ("timeline", "from=yesterday&to=2023-13-45"),
        ("timeline", "from=0001-01-01&to=9999-12-31"),
        ("data", "words="),
        ("topics", "unit=Furlongs&order=Random&said=Nothing&open=Nonsense"),
        ("timeline", "axis=Moon&per=Minute&count=Miles"),
        ("challenges", "rows=Planets&view=Upside+down&row=Mars&column=Nobody"),
        (FIRST, "nobody=knows&this=key"),
    ],
)
def test_what_a_link_names_and_nothing_has_is_dropped(
    page: str, query: str, real_selection: Selection
) -> None:
    shown = EVERYTHING if page in WHOLE else Filters()
    assert sentence(opened(page, query)) == shown.describe(real_selection)
    # Of several values the unknown alone is dropped.
    assert "topic Energy (" in sentence(opened(query="topic=Energy&topic=Nonsense"))


@pytest.mark.parametrize(
    ("page", "keys"),
    [
        ("overview", "count"), ("timeline", "axis per count"), ("map", "mark count area lines"),
        ("topics", "unit order said open"), ("challenges", "rows view unit row column"),
        ("compare", "compare left right"), ("codebook", "part"),
    ],
)  # fmt: skip
def test_a_control_that_the_address_names_without_a_value_is_as_at_first(
    page: str, keys: str
) -> None:
    app = opened(page, "&".join(f"{key}=" for key in keys.split()))
    assert words_of(app) == words_of(opened(page))
    opened("compare", "compare=Leaders&listed=&days=&first=&second=")


# --- one visit -----------------------------------------------------------------------------


def test_the_link_of_a_visit_opens_all_that_is_known_of_it(real_selection: Selection) -> None:
    # Of each status: the link of a visit works where the filters leave it out.
    app = opened("visits")
    for row in real_selection.visits.drop_duplicates("status").itertuples():
        app.query_params["visit"] = str(row.visit)
        app.run()
        assert_sound(app)
        said = words_of(app)
        assert f"{row.leader_name}: {row.title}" in said
        statements = real_selection.statements
        texts = statements.loc[statements["visit"] == row.visit, "text"]
        assert f"Statements ({len(texts)})" in said
        assert all(text in said for text in texts)
        n_met = (real_selection.meetings["visit"] == row.visit).sum()
        assert f"People met ({n_met})" in said
        assert " ".join(str(row.checks).split()) in said
        assert any(f"visit={row.visit}" in code.value for code in app.code)
    other = real_selection.visits["visit"].iloc[-1]
    app.selectbox(key="visit_choice").set_value(other).run()
    assert app.query_params["visit"] in (other, [other])


@pytest.mark.parametrize("page", ["visits", "timeline"])
@pytest.mark.parametrize("name", ["nobody-2020-nowhere", "<b>x</b>[y](https://z.example)"])
def test_an_unknown_visit_is_said_to_be_unknown_and_is_not_markdown(page: str, name: str) -> None:
    app = opened(page, urlencode({"visit": name}))
    (said,) = [warning.value for warning in app.warning]
    assert said == (f"The link names a visit that this data set does not have: {plain(name)}.")


# --- nothing matches -----------------------------------------------------------------------


def test_where_nothing_matches_the_page_says_what_to_relax_and_clears_it(
    real_selection: Selection,
) -> None:
    # A host that the first leader never went to.
    stops, leader = real_selection.stops, real_selection.head.leaders[0]
    own = stops.loc[stops["leader"] == leader.id, "country"]
    host = stops.loc[~stops["country"].isin(own), "country_name"].iloc[0]
    app = opened(query=urlencode({"leader": leader.name, "host": host}))
    said = words_of(app)
    assert "No visit matches these filters." in said
    assert re.search(r"- \*\*Host countries\*\*: clearing it shows [1-9]\d* visits?", said)
    assert re.search(r"- \*\*Leaders\*\*: clearing it shows [1-9]\d* visits?", said)
    assert not charts(app)
    app.button(key="clear_empty").click().run()
    assert_sound(app)
    assert sentence(app) == Filters().describe(real_selection)
    assert charts(app)


def test_no_single_filter_may_be_the_reason_and_a_period_that_ends_too_early_is_named() -> None:
    app = opened(query="words=xyzzy&status=Planned")
    assert "No single filter alone is the reason" in words_of(app)
    app = opened(query="from=2023-12-31&to=2023-01-01")
    assert "The period ends before it starts" in words_of(app)


def test_all_filters_are_cleared_at_once(real_selection: Selection) -> None:
    def clear(app: AppTest) -> Any:
        return next(button for button in app.button if button.label == "Clear all filters")

    app = opened("topics", "leader=Raisi&topic=Trade&status=&from=2022-01-01&words=a")
    clear(app).click().run()
    assert sentence(app) == Filters().describe(real_selection)
    assert clear(app).disabled


# --- what lies beside the data file --------------------------------------------


@pytest.fixture
def data_file(tiny_text: str, shown_instead: Callable[[str], Path]) -> Path:
    """The tiny data set as the app's own."""
    return shown_instead(tiny_text)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    # A clock too coarse to tell two writes apart is no reason to miss one.
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1_000_000))


def test_what_lies_beside_the_projects_data_is_not_shown_as_anothers(data_file: Path) -> None:
    for lies_there in (False, True):
        if lies_there:
            shutil.copytree(REAL.parent / "reliability", data_file.parent / "reliability")
        app = opened("codebook", "part=Reliability")
        assert "No double coding is given for this data set." in words_of(app)
        assert "No audit of statements against their sources is given" in words_of(app)
        assert not charts(app)
    app = opened("codebook", "part=Crosswalks")
    assert words_of(app).count("No crosswalk is given for this data set.") == 2


def test_a_double_coding_that_cannot_be_used_is_named_with_its_cure(data_file: Path) -> None:
    folder = data_file.parent / "reliability"
    folder.mkdir()
    (folder / "studies.csv").write_text("study,role\n", encoding="utf-8")
    said = notice(opened("codebook", "part=Reliability"))
    assert said.startswith("**The double coding cannot be shown.** ")
    # An invisible sign keeps `:1:` from being taken for a picture.
    assert said.replace("\u2060", "").endswith(
        "** reliability/studies.csv:1: no column `date`; add it"
    )


def test_an_edit_of_what_lies_beside_shows_on_the_next_run(data_file: Path) -> None:
    data_file.write_text(REAL.read_text(encoding="utf-8"), encoding="utf-8")
    app = opened("codebook", "part=Crosswalks")
    path = data_file.parent / "crosswalks" / "topics-cap.csv"
    path.parent.mkdir()
    for match in ("close", "broad", "no word for it", "exact"):
        path.write_text(f"id,code,label,match,note\ntrade,18,Trade,{match},x\n", encoding="utf-8")
        said = words_of(app.run())
        refused = match == "no word for it"
        assert ("The crosswalk cannot be shown." in said) == refused
        assert (f"18 Trade ({match})" in said) != refused
    folder = shutil.copytree(REAL.parent / "reliability", data_file.parent / "reliability")
    app = opened("codebook", "part=Reliability")
    assert "drawn at random (seed 7)" in words_of(app)
    edit(folder / "studies.csv", "(seed 7)", "(seed 7777)")
    assert "drawn at random (seed 7777)" in words_of(app.run())


def test_a_statement_whose_source_was_not_seen_again_is_marked_and_the_mark_explained(
    data_file: Path, real_selection: Selection
) -> None:
    data_file.write_text(REAL.read_text(encoding="utf-8"), encoding="utf-8")
    folder = shutil.copytree(REAL.parent / "reliability", data_file.parent / "reliability")
    found = audits.together(reliability.read(folder).audits, real_selection.statements)
    for doubt in audits.DOUBTS:
        of_visits = found[found["outcome"] == doubt].groupby("visit").size()
        for visit, n in of_visits[:1].items():
            app = opened("visits", f"visit={visit}")
            # Once for each statement, and once where the mark is explained.
            assert words_of(app).count(doubt.label) == n + 1
            assert doubt.meaning in words_of(app)
    sound = (set(real_selection.visits["visit"]) & set(found["visit"])) - set(
        found.loc[found["outcome"].isin(audits.DOUBTS), "visit"]
    )
    said = words_of(opened("visits", f"visit={min(sound)}"))
    assert not [doubt for doubt in audits.DOUBTS if doubt.label in said]


def test_what_people_coded_stands_beside_the_rest_named_as_a_persons(
    data_file: Path, real_selection: Selection
) -> None:
    data_file.write_text(REAL.read_text(encoding="utf-8"), encoding="utf-8")
    sheet, folder = data_file.with_name("sheet.csv"), data_file.parent / "reliability"
    assert main(["coding-sheet", str(sheet), "--sample", "9", "--data", str(data_file)]) == 0
    rows = pd.read_csv(sheet, keep_default_na=False).assign(kind="goal", topics="trade")
    rows.to_csv(sheet, index=False)
    for name in ("Ann", "Bob"):
        asked = ["coding-study", str(sheet), "--coder", name, "--date", "2027-01-15"]
        assert main([*asked, "--data", str(data_file)]) == 0
    said = words_of(opened("codebook", "part=Reliability"))
    assert "No double coding is given for this data set." in said
    for name in ("Ann", "Bob"):
        sample = f"9 statements of version {real_selection.head.version}, coded by {name}"
        assert f"Coded by a person: {sample}" in said
    assert "No person has coded a sample" not in said
    shutil.copytree(REAL.parent / "reliability", folder, dirs_exist_ok=True)
    assert "No person has coded a sample" in words_of(opened("codebook", "part=Reliability"))


def test_rounds_and_audits_stand_beside_each_other(real_selection: Selection) -> None:
    app = opened("codebook", "part=Reliability")
    studies = reliability.read(REAL.parent / reliability.FOLDER)
    tables = {table.value.index.name: table.value for table in app.table}
    rounds = tables["Round"]
    assert len(rounds) == 1 + len(studies.earlier)
    assert list(rounds["Rules"])[-1] == studies.reported.rules  # type: ignore[union-attr]
    counted = audits.before_and_after(audits.together(studies.audits, real_selection.statements))
    assert tables["Outcome"].to_numpy().tolist() == counted[["n_before", "n_after"]].values.tolist()
    for study in studies.all:
        assert study.limits in words_of(app).replace("\\", "")


def test_the_decision_rules_stand_in_their_order_each_with_an_example(
    real_selection: Selection,
) -> None:
    said = words_of(opened("codebook")).replace("\\", "")
    at = [said.index(f"**{n}. {rule.kind.label}.**") for n, rule in enumerate(DECISION_RULES, 1)]
    assert at == sorted(at)
    for rule in DECISION_RULES:
        (example,) = codebook.example(real_selection, rule).itertuples()
        assert (example.visit, example.text) == (rule.visit, rule.text)
        assert str(example.text) in said


# --- a broken file ---------------------------------------------------------------------------

BREAK = ("status: cancelled", "status: cancled")


@pytest.mark.parametrize("page", PAGES)
def test_a_file_that_is_broken_at_the_start_is_explained(page: str, data_file: Path) -> None:
    edit(data_file, *BREAK)
    (line,) = [
        problem.line for problem in reader.read(data_file).problems if "cancled" in problem.message
    ]
    app = opened(page)
    said = notice(app)
    assert said.startswith("**The data file other.yaml cannot be used.** It has these problems:")
    assert f"- line {line}: " in said
    assert "cancled" in said
    assert "There is nothing to show until it is mended." in said
    assert "`python -m dashboard check`" in said
    assert not app.title
    assert "Traceback" not in words_of(app)


@pytest.mark.parametrize(
    ("content", "said"),
    [("", "It has these problems:"), ("\0", "UTF-8"), ("title: [", "It has these problems:")],
)
def test_whatever_is_wrong_with_the_file_is_said_in_words(
    content: str, said: str, data_file: Path
) -> None:
    data_file.write_text(content, encoding="utf-16" if content == "\0" else "utf-8")
    warning = notice(opened())
    assert warning.startswith("**The data file other.yaml cannot be used.**")
    assert said in warning
    assert "Mend the file and reload the page" in warning


def test_an_edit_shows_on_the_next_run_and_a_broken_one_keeps_the_old_view(
    data_file: Path,
) -> None:
    app = opened("visits", "status=&visit=pezeshkian-oman")
    edit(data_file, "A digest lists the visit.", "A digest names the visit.")
    assert "A digest names the visit." in words_of(app.run())
    before = sentence(app)
    edit(data_file, *BREAK)
    said = notice(app.run())
    assert "cancled" in said
    assert "The page shows the last sound version, read before the change." in said
    # Somebody who comes only now sees it as well.
    assert sentence(opened(query="status=")) == before == sentence(app)
    edit(data_file, *reversed(BREAK))
    assert not app.run().warning


def test_the_menu_lists_every_page_once_and_nothing_else() -> None:
    assert sorted(MENU) == [path.stem for path in sorted((ROOT / "pages").glob("*.py"))]


def test_the_examples_of_the_codebook_are_what_two_coders_agree_on(
    real_selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    studies = reliability.read(ROOT / "data" / "reliability")
    assert studies.reported is not None
    # Of statements on many topics, which are else the last to be taken for an example.
    rows = studies.reported.rows
    rows = rows[rows["first_topics"].map(len) == 3]
    few = replace(studies, reported=replace(studies.reported, rows=rows))
    monkeypatch.setattr(reliability, "read", lambda _: few)
    st.cache_resource.clear()
    terms = codebook.codebook(real_selection.with_frames(codings=rows))
    examples = terms.loc[terms["unit"] == "statement", "example"]
    shown = "\n".join(block.value for block in opened("codebook").markdown)
    st.cache_resource.clear()
    assert [text for text in examples if text and plain(text) not in shown] == []
