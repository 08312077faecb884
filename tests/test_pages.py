"""The pages, run as Streamlit runs them but without a browser: filters, links, a broken file.

Streamlit's AppTest takes an address and gives it to the bound widgets, so that reading a link is
tested here. It does not write the address when a widget changes (the browser does that), and it
cannot open the script of a page by itself (a page then asks for a rerun of `app.py`, and AppTest
reruns the page): both are held by the browser tests.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
import synthetic
from conftest import REAL, ROOT
from shown import charts
from streamlit.testing.v1 import AppTest

from dashboard import app as ui
from dashboard.analysis.filters import Filters
from dashboard.analysis.selection import ALL_LEADERS, Rows, Selection, Unit, tabulate
from dashboard.app import kept
from dashboard.charts import hosts_on_map, topics_by_leader, visits_in_time, visits_per_period
from dashboard.dataset import reader, yaml_writer
from dashboard.model.countries import country_name
from dashboard.model.records import Dataset
from dashboard.model.vocabulary import Status, VisitKind

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
FIRST = "overview"
WHOLE = ("data", "codebook")
"""These describe the whole data set, whatever the filters, and say so."""


@pytest.fixture(autouse=True)
def projects_own_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ui.DATA, raising=False)


def opened(query: str = "", page: str = FIRST) -> AppTest:
    """Open a link in a session of its own."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, values in parse_qs(query, keep_blank_values=True).items():
        app.query_params[key] = values if len(values) > 1 else values[0]
    return turned_to(app, page) if page != FIRST else app.run()


def turned_to(app: AppTest, page: str) -> AppTest:
    """Turn to another page by the menu."""
    return app.switch_page(f"pages/{page}.py").run()


def unescaped(markdown: str) -> str:
    return re.sub(r"\\(.)", r"\1", markdown)


def words_of(app: AppTest) -> str:
    """Everything that the page says in text."""
    parts: list[Any] = [
        *app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.info,
        *app.warning, *app.error,
    ]  # fmt: skip
    return "\n".join(unescaped(part.value) for part in parts)


def sentence(app: AppTest) -> str:
    """The sentence above the page that says what is shown."""
    (said,) = [m.value for m in app.markdown if m.value.startswith("**Shown:** ")]
    return unescaped(said.removeprefix("**Shown:** "))


def assert_sound(app: AppTest) -> None:
    assert not app.exception, "the page stopped with an error; it stands in the log"
    assert not app.error


@cache
def real_data() -> Dataset:
    dataset = reader.read(REAL).dataset
    assert dataset is not None
    return dataset


# --- every page, every filter value --------------------------------------------------------


def values() -> Iterator[tuple[str, Filters]]:
    """Each value of each filter alone, as it stands in the address, and what it means."""
    dataset = real_data()
    yield "", Filters()
    for who in dataset.leaders:
        yield urlencode({"leader": who.name}), Filters(leaders=(who.id,))
    for topic in dataset.topics:
        yield urlencode({"topic": topic.label}), Filters(topics=(topic.id,))
    for code in sorted({stop.country for visit in dataset.visits for stop in visit.stops}):
        yield urlencode({"host": country_name(code)}), Filters(hosts=(code,))
    for kind in sorted({visit.kind for visit in dataset.visits}):
        yield urlencode({"kind": kind.label}), Filters(kinds=(kind,))
    for status in Status:
        yield urlencode({"status": status.label}), Filters(statuses=(status,))
    # Nothing chosen where something is chosen by default: every status.
    yield "status=", Filters(statuses=())
    yield "from=2023-01-01", Filters(start=date(2023, 1, 1))
    yield "to=2023-12-31", Filters(end=date(2023, 12, 31))
    yield "words=Erdogan", Filters(words="Erdogan")
    yield "words=xyzzy", Filters(words="xyzzy")


def test_beside_a_filter_stands_how_many_visits_each_choice_would_leave(
    real_selection: Selection,
) -> None:
    app = opened("leader=Raisi&topic=Trade")
    assert not [m for m in app.sidebar.markdown if m.value.startswith("- ")]
    label = "Visits by topic"
    app.sidebar.pills(key="counts_topic").set_value([label]).run()
    counted = Filters(leaders=("raisi",), topics=("trade",)).visits_by_topic(real_selection)
    (found,) = [m.value for m in app.sidebar.markdown if m.value.startswith("- ")]
    numbers = dict(line.removeprefix("- ").rsplit(": ", 1) for line in found.split("\n"))
    assert {unescaped(name): int(number) for name, number in numbers.items()} == {
        topic.label: counted[topic.id] for topic in real_data().topics
    }
    # Below its filter, before the next one.
    parts = [getattr(part, "label", getattr(part, "value", "")) for part in app.sidebar]
    assert parts.index(label) < parts.index(found) < parts.index("Host countries")


@pytest.mark.parametrize(
    ("query", "filters"), [pytest.param(*value, id=value[0] or "none") for value in values()]
)
def test_every_page_shows_every_filter_value(
    query: str, filters: Filters, real_selection: Selection
) -> None:
    said = filters.describe(real_selection)
    empty = filters.narrow(real_selection).visits.empty
    app = opened(query)
    others = [page for page in PAGES if page != FIRST]
    if filters.hosts:
        # There are many hosts: each meets a third of the pages, and all pages many of them.
        others = others[sum(map(ord, filters.hosts[0])) % 3 :: 3]
    for page in [FIRST, *others]:
        if page != FIRST:
            turned_to(app, page)
        assert_sound(app)
        stopped = "No visit matches these filters." in words_of(app)
        if page in WHOLE:
            assert sentence(app) == Filters(statuses=()).describe(real_selection), page
            assert not stopped
            continue
        if page == "compare":
            # Two visits are compared whatever the filters, and the page says so.
            assert sentence(app).endswith(", whatever the filters.")
            assert not stopped
            continue
        assert sentence(app) == said, page
        assert stopped == empty, page
    app = opened(f"{query}&compare=Leaders", "compare")
    assert_sound(app)
    assert sentence(app).endswith(f", out of {said}")
    assert ("No visit matches these filters." in words_of(app)) == empty


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_everything(page: str, real_selection: Selection) -> None:
    app = opened("status=&compare=Leaders", page)
    assert_sound(app)
    assert sentence(app).endswith(Filters(statuses=()).describe(real_selection))


@pytest.mark.parametrize(
    ("page", "query"),
    [*((page, "") for page in PAGES), *(("codebook", f"part={part}") for part in ui.PARTS),
     ("compare", "left=raisi-2023-02-china&words=trade"), ("compare", "compare=Leaders&days=400"),
     ("visits", "visit=raisi-2021-iraq-claimed")],
)  # fmt: skip
def test_a_page_makes_nothing_again_for_a_choice_seen_before(
    page: str, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(query, page)
    monkeypatch.setattr(kept, "MOST_MADE", 10**6)  # none makes room for another
    app.run()
    known = {key for own in all_kept() for key in own._made}
    app.run()
    assert known
    assert {key for own in all_kept() for key in own._made} == known


def all_kept() -> list[kept.Kept]:
    return [own for _, own in (*kept._choices.values(), *kept._wholes.values())]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_one_title_and_a_link_to_share(page: str) -> None:
    app = opened("topic=Energy&from=2023-01-01", page)
    assert len(app.title) == 1
    app.session_state["share"] = True  # open the control
    app.run()
    assert any("topic=Energy&from=2023-01-01" in code.value for code in app.code)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_works_on_a_data_set_of_one_leader_and_no_visit(
    page: str, tiny: Dataset, tiny_text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = tiny_text.partition("  - id: pezeshkian\n")[0]
    head = re.sub(r"(leaders|topics): \d", lambda found: f"{found[1]}: 1", head)
    head = re.sub(r"(places|visits|\w+ed|stops|meetings|statements|sources): \d", r"\1: 0", head)
    topics = 'topics:\n  - id: trade\n    label: "Trade"\n    group: "G"\n    covers: "C"\n'
    path = tmp_path / "bare.yaml"
    path.write_text(f"{head}{topics}places: []\nvisits: []\nsources: []\n", encoding="utf-8")
    monkeypatch.setenv(ui.DATA, str(path))
    app = opened("", page)
    assert_sound(app)
    if page == "compare":
        assert sentence(app) == "no two visits yet."
        return
    if page in WHOLE:
        assert sentence(app) == "0 of 0 visits, 0 of 0 statements: Raisi."
        return
    assert sentence(app) == "0 of 0 confirmed visits, 0 of 0 statements: Raisi."


def test_where_nothing_is_confirmed_the_default_is_what_there_is(
    tiny_text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "imported.yaml"
    made = synthetic.dataset(leaders=2, visits=3, statements=0, topics=0).model_dump()
    made["visits"] = [{**visit, "status": "unconfirmed", "bearing": {}} for visit in made["visits"]]
    made["expected"] |= {"confirmed": 0, "disputed": 0, "cancelled": 0, "unconfirmed": 6}
    path.write_text(yaml_writer.render(made), encoding="utf-8")
    monkeypatch.setenv(ui.DATA, str(path))
    app = opened()
    assert_sound(app)
    assert sentence(app).startswith("6 of 6 unconfirmed visits")
    assert next(b for b in app.sidebar.button if b.label == "Clear all filters").disabled
    app = opened("compare=Leaders", "compare")
    assert_sound(app)
    assert "unknown: no statement is coded" in str([table.value for table in app.table])


# --- other leaders -------------------------------------------------------------------------

OTHERS = {
    "thirty leaders": {"leaders": 30, "visits": 4, "statements": 2, "topics": 30},
    "nine leaders, nothing said": {"leaders": 9, "visits": 3, "statements": 0, "topics": 0},
    "one leader, one visit": {"leaders": 1, "visits": 1, "statements": 1, "topics": 1},
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_copes_with_other_leaders(
    page: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = OTHERS[name]
    path = tmp_path / "others.yaml"
    path.write_text(yaml_writer.render(synthetic.dataset(**size).model_dump()), encoding="utf-8")
    monkeypatch.setenv(ui.DATA, str(path))
    app = opened("status=", page)
    assert_sound(app)
    said = words_of(app)
    # The vocabulary of stances has a word for Iran's own media.
    assert page == "codebook" or "Iran" not in said.replace("Iranian state", "")
    empty = size["statements"] == 0 and page in ("topics", "challenges")
    assert ("This data set has no coded statements" in said) == empty
    charted = page in ("overview", "timeline", "map", "topics", "challenges")
    as_one = charted and size["leaders"] > 8 and not empty
    assert (f"Charts draw the {size['leaders']} leaders shown as one." in said) == as_one


def test_up_to_eight_of_many_leaders_stand_side_by_side_and_more_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "others.yaml"
    many = synthetic.dataset(leaders=30, visits=4, statements=2, topics=3)
    path.write_text(yaml_writer.render(many.model_dump()), encoding="utf-8")
    monkeypatch.setenv(ui.DATA, str(path))
    chosen_ones = [f"Leader {number}" for number in range(9, 17)]
    app = opened(urlencode({"status": "", "leader": chosen_ones}, doseq=True), "topics")
    assert_sound(app)
    assert "Charts draw" not in words_of(app)
    drawn = drawing(app, "topics_by_leader")
    assert all(re.search(rf"\b{name}\b", drawn) for name in chosen_ones)
    assert ALL_LEADERS not in drawn
    app = opened("status=", "topics")
    assert ALL_LEADERS in drawing(app, "topics_by_leader")
    # A cell that stands for all: its statements still name whose visit they are on.
    app = opened(urlencode({"status": "", "column": f"{ALL_LEADERS}: challenges"}), "challenges")
    assert_sound(app)
    assert f"#### {ALL_LEADERS}: challenges: " in words_of(app)
    links = [link.proto.label for link in app.get("page_link")]
    assert any(re.match(r"Leader \d+: ", unescaped(label)) for label in links), links


# --- golden links --------------------------------------------------------------------------

# A link that somebody has shared must go on selecting what it says. What stands here is public:
# change a label, a key or a default, and these links break for whoever holds them.
GOLDEN: list[tuple[str, Filters, str]] = [
    ("", Filters(), "both leaders."),
    (
        "topic=Energy",
        Filters(topics=("energy",)),
        "both leaders, topic Energy (visits that touch it, and their statements on it).",
    ),
    (
        "topic=Trade&topic=Foreign+forces",
        Filters(topics=("trade", "foreign-forces")),
        "both leaders, topic Trade or Foreign forces (visits that touch one of them, and their "
        "statements on it).",
    ),
    (
        "leader=Pezeshkian&host=Iraq",
        Filters(leaders=("pezeshkian",), hosts=("IRQ",)),
        "Pezeshkian, host Iraq.",
    ),
    (
        "host=T%C3%BCrkiye&host=United+States",
        Filters(hosts=("TUR", "USA")),
        "both leaders, host Türkiye or United States.",
    ),
    ("leader=Raisi", Filters(leaders=("raisi",)), "Raisi."),
    ("status=Disputed", Filters(statuses=(Status.DISPUTED,)), "both leaders."),
    (
        "status=Confirmed&status=Unconfirmed",
        Filters(statuses=(Status.CONFIRMED, Status.UNCONFIRMED)),
        "both leaders.",
    ),
    ("status=", Filters(statuses=()), "both leaders."),
    ("kind=Summit", Filters(kinds=(VisitKind.SUMMIT,)), "both leaders, kind Summit."),
    (
        "kind=UN+General+Assembly&kind=State+visit",
        Filters(kinds=(VisitKind.UN, VisitKind.STATE)),
        "both leaders, kind UN General Assembly or State visit.",
    ),
    (
        "from=2023-01-01&to=2023-12-31",
        Filters(start=date(2023, 1, 1), end=date(2023, 12, 31)),
        "both leaders, from 1 January 2023 to 31 December 2023 (dated visits alone).",
    ),
    ("words=Erdogan", Filters(words="Erdogan"), "both leaders, words “Erdogan”."),
    (
        "leader=Raisi&topic=Trade&host=China&kind=State+visit&status=Confirmed"
        "&from=2022-01-01&to=2023-12-31&words=agreement",
        Filters(
            leaders=("raisi",), topics=("trade",), hosts=("CHN",), kinds=(VisitKind.STATE,),
            start=date(2022, 1, 1), end=date(2023, 12, 31), words="agreement",
        ),
        "Raisi, topic Trade (visits that touch it, and their statements on it), host China, "
        "kind State visit, from 1 January 2022 to 31 December 2023 (dated visits alone), "
        "words “agreement”.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("query", "filters", "said"), GOLDEN, ids=lambda value: str(value)[:40])
def test_a_shared_link_goes_on_selecting_what_it_says(
    query: str, filters: Filters, said: str, real_selection: Selection
) -> None:
    app = opened(query)
    assert_sound(app)
    assert sentence(app).endswith(f": {said}")
    # The counts follow the data; what is counted must not change.
    assert sentence(app) == filters.describe(real_selection)


def chosen(app: AppTest, key: str) -> Any:
    """What a control of the page shows."""
    groups: dict[Any, Any] = {group.key: group for group in app.get("button_group")}
    if key in groups:
        return groups[key].value
    return next(w.value for w in (*app.selectbox, *app.multiselect) if w.key == key)


def drawing(app: AppTest, key: str) -> str:
    """A chart of the page, as the JSON that the browser gets."""
    (found,) = charts(app, key)
    return json.dumps(found["figure"])


# The page, the link, what its controls then show, and what the page then says.
GOLDEN_PAGES: list[tuple[str, str, dict[str, Any], str]] = [
    ("topics", "", {"unit": Unit.SHARE, "order": topics_by_leader.Order.DIFFERENCE}, ""),
    (
        "topics", "unit=Statements&order=Name&said=Challenge&said=Opportunity",
        {
            "unit": Unit.STATEMENTS, "order": topics_by_leader.Order.NAME,
            "said": ["challenge", "opportunity"],
        },
        "Each statement of kind challenge or opportunity on the topic",
    ),
    ("topics", "unit=Visits&order=Frequency", {"unit": Unit.VISITS}, "Visits with at least one"),
    ("topics", "open=Sanctions", {"open": "sanctions"}, "Sanctions"),
    ("timeline", "", {"axis": visits_in_time.Axis.CALENDAR, "per": visits_per_period.Per.YEAR}, ""),
    (
        "timeline", "axis=Day+of+term&per=Quarter",
        {"axis": visits_in_time.Axis.DAY_OF_TERM, "per": visits_per_period.Per.QUARTER}, "",
    ),
    ("timeline", "visit=pezeshkian-2024-09-iraq", {}, "Pezeshkian: Iraq (Baghdad)"),
    ("challenges", "", {"rows": Rows.TOPICS, "view": "Matrix"}, "In each cell the share of"),
    (
        "challenges", "unit=Host+countries", {"view": "Matrix", "unit": Unit.HOSTS},
        "In each cell the number of host countries of the visits",
    ),
    (
        "challenges", "view=Bars&unit=Days+abroad", {"view": "Bars", "unit": Unit.DAYS},
        "with the widest gap in days abroad at",
    ),
    ("topics", "unit=Host+countries", {"unit": Unit.HOSTS}, "Host countries of visits with"),
    ("topics", "unit=Days+abroad", {"unit": Unit.DAYS}, "Days abroad of visits with"),
    ("overview", "", {"count": Unit.VISITS}, "A visit counts from its first day."),
    (
        "overview", "count=Host+countries", {"count": Unit.HOSTS},
        "counts from the first visit to it",
    ),
    (
        "overview", "count=Statements", {"count": Unit.STATEMENTS},
        "Statements of the visits begun by",
    ),
    ("timeline", "count=Days+abroad", {"count": Unit.DAYS}, "count whole on a visit’s first day"),
    (
        "timeline", "count=Host+countries&per=Quarter",
        {"count": Unit.HOSTS, "per": visits_per_period.Per.QUARTER},
        "A host country counts once in each quarter.",
    ),
    ("map", "count=Stops", {"count": hosts_on_map.Count.STOPS}, "Each stop counts"),
    ("map", "count=Statements", {"count": hosts_on_map.Count.STATEMENTS}, "not on a stop"),
    (
        "challenges", "rows=Host+countries&row=Iraq&column=Pezeshkian%3A+opportunities",
        {"rows": Rows.HOSTS, "row": "Iraq", "column": "Pezeshkian: opportunities"},
        "#### Iraq, Pezeshkian: opportunities: ",
    ),
    (
        "challenges", "row=Energy&column=Raisi%3A+challenges",
        {"row": "Energy", "column": "Raisi: challenges"}, "#### Energy, Raisi: challenges: ",
    ),
    (
        "challenges", "view=Bars&unit=Visits", {"view": "Bars", "unit": Unit.VISITS},
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
    app = opened(query, page)
    assert_sound(app)
    assert {key: chosen(app, key) for key in controls} == controls
    assert said in words_of(app)


def test_the_unit_of_a_link_is_the_unit_of_the_drawing() -> None:
    for unit, title in (
        ("Visits", "Visits that touch"), ("Host countries", "Host countries of visits"),
        ("Days abroad", "Days abroad of visits"), ("Statements", "Statements on"),
    ):  # fmt: skip
        app = opened(urlencode({"unit": unit}), "topics")
        assert title in drawing(app, "topics_by_leader")


def test_a_unit_that_a_page_does_not_offer_falls_back_to_its_first() -> None:
    # The map counts stops and no host countries; only topics and challenges count shares.
    for key, asked, page, unit in (
        ("count", "Stops", "timeline", Unit.VISITS),
        ("count", "Share of visits", FIRST, Unit.VISITS),
        ("count", "Host countries", "map", hosts_on_map.Count.VISITS),
        ("unit", "Stops", "challenges", Unit.SHARE),
    ):  # fmt: skip
        app = opened(urlencode({key: asked}), page)
        assert_sound(app)
        assert chosen(app, key) == unit


def test_turning_the_page_never_meets_a_unit_that_it_does_not_have() -> None:
    app = opened("count=Stops", "map")
    for page in ("topics", "timeline", "map", "challenges", FIRST, "topics"):
        turned_to(app, page)
        assert_sound(app)


def test_a_chart_is_named_for_screen_readers() -> None:
    for page in ("overview", "timeline", "topics", "challenges"):
        drawn = charts(opened("", page))
        assert drawn
        for chart in drawn:
            assert chart["alt"].endswith(".")
            assert chart["figure"]["data"]


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
    app = opened(query, page)
    assert_sound(app)
    shown = Filters(statuses=()) if page in WHOLE else Filters()
    assert sentence(app) == shown.describe(real_selection)


# --- the data set itself -------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_the_foot_of_every_page_names_the_version(page: str, real: Dataset) -> None:
    # Also where the run of the page ends early, because nothing matches.
    for query in ("", "words=xyzzy"):
        foot = unescaped(opened(query, page).main.caption[-1].value)
        assert foot == (f"{real.title}. Version {real.version}, as of 22 November 2026. CC BY 4.0.")


@pytest.mark.parametrize("part", ui.PARTS)
def test_what_lies_beside_the_projects_data_is_not_shown_as_anothers(
    part: str, data_file: Path
) -> None:
    app = opened(urlencode({"part": part}), "codebook")
    assert_sound(app)
    said = words_of(app)
    if part == "Reliability":
        assert "No double coding is given for this data set." in said
        assert "No audit of statements against their sources is given" in said
        assert not charts(app)
    if part == "Crosswalks":
        assert said.count("No crosswalk is given for this data set.") == 2


def test_a_double_coding_of_another_data_set_in_the_same_folder_is_not_shown(
    data_file: Path,
) -> None:
    shutil.copytree(REAL.parent / "reliability", data_file.parent / "reliability")
    app = opened("part=Reliability", "codebook")
    assert_sound(app)
    assert "No double coding is given for this data set." in words_of(app)


def test_a_double_coding_that_cannot_be_used_is_named_with_its_cure(data_file: Path) -> None:
    folder = data_file.parent / "reliability"
    folder.mkdir()
    (folder / "studies.csv").write_text("study,role\n", encoding="utf-8")
    app = opened("part=Reliability", "codebook")
    assert not app.exception
    (said,) = [unescaped(warning.value) for warning in app.warning]
    assert said.startswith("**The double coding cannot be shown.** ")
    # An invisible sign keeps `:1:` from being taken for a picture.
    assert said.replace("\u2060", "").endswith(
        "** reliability/studies.csv:1: no column `date`; add it"
    )


def test_an_edit_of_a_crosswalk_shows_on_the_next_run(data_file: Path) -> None:
    path = data_file.parent / "crosswalks" / "topics-cap.csv"
    app = opened("part=Crosswalks", "codebook")
    path.parent.mkdir()
    for match in ("close", "broad", "no word for it", "exact"):
        path.write_text(f"id,code,label,match,note\ntrade,18,Trade,{match},x\n", encoding="utf-8")
        said = words_of(app.run())
        refused = match == "no word for it"
        assert ("The crosswalk cannot be shown." in said) == refused
        assert (f"18 Trade ({match})" in said) != refused


def test_an_edit_of_the_double_coding_shows_on_the_next_run(data_file: Path) -> None:
    data_file.write_text(REAL.read_text(encoding="utf-8"), encoding="utf-8")
    folder = shutil.copytree(REAL.parent / "reliability", data_file.parent / "reliability")
    app = opened("part=Reliability", "codebook")
    assert "drawn at random (seed 7)" in words_of(app)
    edit(folder / "studies.csv", "(seed 7)", "(seed 7777)")
    assert "drawn at random (seed 7777)" in words_of(app.run())


def test_of_several_values_the_unknown_alone_is_dropped() -> None:
    assert "topic Energy (" in sentence(opened("topic=Energy&topic=Nonsense"))


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
    app, plain = opened("&".join(f"{key}=" for key in keys.split()), page), opened("", page)
    assert_sound(app)
    assert words_of(app) == words_of(plain)
    leaders = opened("compare=Leaders&listed=&days=&first=&second=", "compare")
    assert_sound(leaders)


# --- one visit -----------------------------------------------------------------------------


def test_the_link_of_a_visit_opens_its_dossier(real: Dataset, real_selection: Selection) -> None:
    # Whatever its status: the link of a visit works where the filters leave it out.
    rows = real_selection.visits.set_index("visit")
    app = opened("", "visits")
    for visit in real.visits:
        app.query_params["visit"] = visit.id
        app.run()
        assert_sound(app)
        said = words_of(app)
        row = rows.loc[visit.id]
        assert f"{row['leader_name']}: {row['title']}" in said
        assert f"Statements ({len(visit.statements)})" in said
        for statement in visit.statements:
            assert statement.text in said
        assert f"People met ({len(visit.met)})" in said
        assert " ".join(visit.checks.split()) in said
        assert any(f"visit={visit.id}" in code.value for code in app.code)


@pytest.mark.parametrize("page", ["visits", "timeline"])
def test_an_unknown_visit_is_said_to_be_unknown(page: str) -> None:
    app = opened("visit=nobody-2020-nowhere", page)
    assert_sound(app)
    (said,) = [unescaped(warning.value) for warning in app.warning]
    assert said == ("The link names a visit that this data set does not have: nobody-2020-nowhere.")


def test_an_unknown_visit_is_not_markdown() -> None:
    app = opened(urlencode({"visit": "<b>x</b>[y](https://z.example)"}), "visits")
    (said,) = [warning.value for warning in app.warning]
    assert "](" not in said
    assert "<b>" not in said


def test_a_visit_is_opened_by_the_control() -> None:
    app = opened("", "visits")
    app.selectbox(key="visit_choice").set_value("raisi-2021-09-tajikistan").run()
    assert "Raisi: Tajikistan (Dushanbe)" in words_of(app)
    assert app.query_params["visit"] in ("raisi-2021-09-tajikistan", ["raisi-2021-09-tajikistan"])


# --- nothing matches -----------------------------------------------------------------------


def test_where_nothing_matches_the_page_says_what_to_relax_and_clears_it() -> None:
    app = opened("leader=Raisi&host=Egypt")
    assert_sound(app)
    said = words_of(app)
    assert "No visit matches these filters." in said
    # Raisi never went to Egypt, Pezeshkian did.
    assert re.search(r"- \*\*Host countries\*\*: clearing it shows \d+ visits", said)
    assert re.search(r"- \*\*Leaders\*\*: clearing it shows [1-9]\d* visits?", said)
    assert not charts(app)
    app.button(key="clear_empty").click().run()
    assert_sound(app)
    assert sentence(app).endswith(": both leaders.")
    assert "No visit matches" not in words_of(app)
    assert charts(app)


def test_no_single_filter_may_be_the_reason() -> None:
    app = opened("words=xyzzy&status=Planned")
    assert "No single filter alone is the reason" in words_of(app)


def test_a_period_that_ends_before_it_starts_is_named() -> None:
    app = opened("from=2023-12-31&to=2023-01-01")
    assert "The period ends before it starts" in words_of(app)


def test_all_filters_are_cleared_at_once(real_selection: Selection) -> None:
    app = opened("leader=Raisi&topic=Trade&status=&from=2022-01-01&words=a", "topics")
    (clear,) = [button for button in app.button if button.label == "Clear all filters"]
    clear.click().run()
    assert sentence(app) == Filters().describe(real_selection)
    (clear,) = [button for button in app.button if button.label == "Clear all filters"]
    assert clear.disabled


# --- another file, a broken file -----------------------------------------------------------


@pytest.fixture
def data_file(tiny_text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny data set as the app's own."""
    path = tmp_path / "tiny.yaml"
    path.write_text(tiny_text, encoding="utf-8")
    monkeypatch.setenv(ui.DATA, str(path))
    return path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    # A clock too coarse to tell two writes apart is no reason to miss one.
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1_000_000))


BREAK = ("status: cancelled", "status: cancled")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_works_on_the_tiny_data(page: str, data_file: Path, tiny: Dataset) -> None:
    app = opened("status=&compare=Leaders", page)
    assert_sound(app)
    assert sentence(app).endswith(Filters(statuses=()).describe(tabulate(tiny)))


@pytest.mark.parametrize("page", PAGES)
def test_a_file_that_is_broken_at_the_start_is_explained(page: str, data_file: Path) -> None:
    edit(data_file, *BREAK)
    (line,) = [
        problem.line for problem in reader.read(data_file).problems if "cancled" in problem.message
    ]
    app = opened("", page)
    assert not app.exception
    (said,) = [unescaped(warning.value) for warning in app.warning]
    assert said.startswith("**The data file tiny.yaml cannot be used.** It has these problems:")
    assert f"- line {line}: " in said
    assert "cancled" in said
    assert "There is nothing to show until it is mended." in said
    assert "`python -m dashboard check`" in said
    assert not app.title
    assert "Traceback" not in words_of(app)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "It has these problems:"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"title: [", "It has these problems:"),
        (None, "No such file"),
    ],
    ids=["empty", "not text", "not yaml", "missing"],
)
def test_whatever_is_wrong_with_the_file_is_said_in_words(
    content: bytes | None, said: str, data_file: Path
) -> None:
    if content is None:
        data_file.unlink()
    else:
        data_file.write_bytes(content)
    app = opened()
    assert not app.exception
    (warning,) = [unescaped(warning.value) for warning in app.warning]
    assert warning.startswith("**The data file tiny.yaml cannot be used.**")
    assert said in warning
    assert "Mend the file and reload the page" in warning


def test_a_file_that_breaks_while_running_keeps_the_old_view(data_file: Path) -> None:
    app = opened("status=", "visits")
    before = sentence(app)
    assert not app.warning
    edit(data_file, *BREAK)
    app.run()
    assert not app.exception
    (said,) = [unescaped(warning.value) for warning in app.warning]
    assert "cancled" in said
    assert "The page shows the last sound version, read before the change." in said
    assert sentence(app) == before
    # Somebody who comes only now sees it as well.
    assert sentence(opened("status=")) == before
    # Mended, the notice goes.
    edit(data_file, *reversed(BREAK))
    app.run()
    assert not app.warning
    assert sentence(app) == before


def test_an_edit_shows_on_the_next_run(data_file: Path) -> None:
    app = opened("status=&visit=pezeshkian-oman", "visits")
    assert "A digest lists the visit." in words_of(app)
    edit(data_file, "A digest lists the visit.", "A digest names the visit.")
    app.run()
    assert_sound(app)
    assert not app.warning
    assert "A digest names the visit." in words_of(app)
    assert "A digest lists the visit." not in words_of(app)


def test_a_file_that_is_gone_while_running_keeps_the_old_view(data_file: Path) -> None:
    app = opened("status=")
    before = sentence(app)
    data_file.unlink()
    app.run()
    assert not app.exception
    assert "last sound version" in words_of(app)
    assert sentence(app) == before
