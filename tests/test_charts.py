"""One contract for every chart of the registry: it holds for charts that do not exist yet."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import made_up
import pandas as pd
import plotly.graph_objects as go
import pytest
import strategies
from conftest import ROOT
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dashboard.analysis import limits
from dashboard.analysis.filters import Filters
from dashboard.analysis.frames import tabulate
from dashboard.analysis.selection import FRAMES, Selection
from dashboard.analysis.wording import without_hints
from dashboard.charts import REGISTRY
from dashboard.charts.chart import Chart
from dashboard.charts.parts import visits_begun
from dashboard.charts.theme import Theme
from dashboard.dataset.tables import from_nested
from dashboard.model.records import Document

SETS = ["real", "tiny", "lone", "bare", "crowded"]
"""The real data as the app shows them first, tiny data, one visit, none, and tiny data of which
the timeline draws no visit by itself.
"""
PAGES = {"", *(path.stem for path in (ROOT / "pages").glob("*.py"))}
MOST_MARKS, MOST_CHARACTERS = 3_000, 500_000

every_chart = pytest.mark.parametrize("name", REGISTRY)
every_set = pytest.mark.parametrize("which", SETS)


class Drawn(NamedTuple):
    """What a chart makes of a selection and a choice of its options."""

    chart: Chart
    selection: Selection
    options: dict[str, Any]
    table: pd.DataFrame
    figure: dict[str, Any]

    @property
    def finding(self) -> str:
        return self.chart.finding(self.table)


def choices(chart: Chart) -> Iterator[dict[str, Any]]:
    """The defaults, and each value of each option beside them."""
    yield chart.defaults()
    for option in chart.options:
        if option.kind == "one":
            yield from (chart.defaults(**{option.key: value}) for value in option.values[1:])
        elif option.kind == "many":
            yield chart.defaults(**{option.key: option.values[:2]})
        elif option.kind == "switch":
            yield chart.defaults(**{option.key: True})


def as_json(figure: go.Figure) -> dict[str, Any]:
    return json.loads(figure.to_json() or "")


@pytest.fixture(scope="session")
def selections(
    real_selection: Selection,
    tiny_selection: Selection,
    lone_tables: Selection,
    bare_tables: Selection,
) -> dict[str, Selection]:
    parts = [Filters().narrow(real_selection), tiny_selection, lone_tables, bare_tables]
    return dict(zip(SETS, [*parts, tiny_selection], strict=True))


@pytest.fixture(scope="session")
def drawn(selections: dict[str, Selection]) -> Any:
    """Return every table of a chart with its figure, each made once a session."""
    made: dict[tuple[str, str], list[Drawn]] = {}

    def draw(name: str, which: str) -> list[Drawn]:
        if which == "crowded" and name != "visits_in_time":
            return []
        chart, selection = REGISTRY[name], selections[which]
        if (name, which) not in made:
            with pytest.MonkeyPatch.context() as patch:
                if which == "crowded":
                    patch.setattr(limits, "BARS", 1)
                found = made[name, which] = []
                for options in choices(chart):
                    table = chart.table(selection, options)
                    figure = as_json(chart.figure(table, Theme()))
                    found.append(Drawn(chart, selection, options, table, figure))
        return made[name, which]

    return draw


# --- what a figure says ----------------------------------------------------------------------


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)


def texts(figure: dict[str, Any]) -> Iterator[str]:
    """Every text that Plotly draws as its own small HTML: not ids that a click carries."""
    for trace in figure["data"]:
        for part in ("text", "hovertext", "name", "hovertemplate", "texttemplate"):
            yield from strings(trace.get(part))
        template = f"{trace.get('hovertemplate')}{trace.get('texttemplate')}"
        for at in {int(found) for found in re.findall(r"customdata\[(\d+)\]", template)}:
            for row in trace.get("customdata") or ():
                yield from strings(row[at])
    for note in figure["layout"].get("annotations", ()):
        yield from strings(note.get("text"))
    for part, axis in figure["layout"].items():
        if re.fullmatch(r"[xy]axis\d*", part):
            yield from strings(axis.get("ticktext"))
            yield from strings(axis.get("title"))


def spoken(figure: dict[str, Any]) -> str:
    """The words and numbers of a figure, without markup, axes and templates' variables."""
    figure = {**figure, "layout": {"annotations": figure["layout"].get("annotations", [])}}
    said = "\n".join(texts(figure))
    return html.unescape(re.sub(r"<[^>]*>|%\{[^}]*\}", "\n", said))


def as_numbers(text: str) -> set[str]:
    """The numbers in a text as they stand, without the commas: `1,204`, `45%`."""
    return {found.replace(",", "") for found in re.findall(r"\d[\d,]*(?:\.\d+)?%?", text)}


def known_numbers(frame: pd.DataFrame) -> set[str]:
    """Every number that may be said of a table.

    That is each cell (a share also in per cent), what stands in texts and days, and for each
    leader the number of rows and the sum of each count.
    """
    found: set[str] = set()
    for column in frame.columns:
        for value in frame[column].dropna():
            if isinstance(value, pd.Timestamp):
                found |= as_numbers(f"{value:%Y %-d %-m}")
            elif isinstance(value, float) and "share" in str(column):
                # A gap between shares is said in points.
                found |= {f"{value:.0%}", f"{abs(value):.0%}", f"{abs(value) * 100:.0f}"}
            elif str(column).startswith("alpha"):
                found |= as_numbers(f"{value:.2f}")
            else:
                found |= as_numbers(f"{value:g}" if isinstance(value, float) else str(value))
    if "share" in frame and frame["share"].max() > 0:
        # The key of the shades tells shares between the largest and nought.
        found |= {f"{frame['share'].max() * part / 4:.0%}" for part in range(5)}
    if any(str(column).endswith("_low_share") for column in frame.columns):
        found.add("95%")  # the intervals' own name
    if "alpha" in frame:
        found |= {"95%", "0.667", "0.8"}  # and the limits that a convention sets
    for _, rows in frame.groupby("leader" if "leader" in frame else lambda _: 0):
        found.add(str(len(rows)))
        found |= {str(rows[c].sum()) for c in rows.columns if str(c).startswith("n_")}
    return found


# --- the contract ----------------------------------------------------------------------------


def test_charts_have_names_titles_and_pages_of_their_own() -> None:
    assert len({chart.title for chart in REGISTRY.values()}) == len(REGISTRY) >= 10
    for name, chart in REGISTRY.items():
        assert re.fullmatch(r"[a-z_]+", name)
        assert name == chart.name
        assert re.fullmatch(r"[A-Z][^?.!]*\?", chart.title)
        assert chart.page in PAGES
        keys = [option.key for option in chart.options]
        assert len(set(keys)) == len(keys)
        assert all(option.values for option in chart.options if option.kind in ("one", "many"))


@every_chart
@every_set
def test_the_columns_of_a_table_are_the_documented_ones(name: str, which: str, drawn: Any) -> None:
    for made in drawn(name, which):
        table = visits_begun.table if "period" in made.table and "per" in made.table else None
        table = table if name == "visits_in_time" else made.chart.table
        if table is None or (name == "visits_in_time" and made.table.empty):
            continue
        doc = " ".join((table.__doc__ or "").split()).partition("Columns: ")[2]
        listed = re.sub(r"\([^()]*\)", "", doc).partition(".")[0]
        documented = [column.strip() for column in re.split(r",| and ", listed)]
        assert sorted(made.table.columns) == sorted(documented)


@every_chart
def test_there_is_a_table_of_the_real_data_and_none_of_no_data(name: str, drawn: Any) -> None:
    assert all(len(made.table) for made in drawn(name, "real"))
    assert all(made.table.empty for made in drawn(name, "bare"))
    for made in drawn(name, "bare"):
        assert made.chart.nothing(made.selection, made.options).endswith(".")


@every_chart
@every_set
def test_a_figure_is_plain_small_and_of_the_one_template(name: str, which: str, drawn: Any) -> None:
    template = as_json(Theme().figure(height=10))["layout"]["template"]
    for made in drawn(name, which):
        go.Figure(made.figure)  # Plotly checks every property
        assert made.figure["layout"]["template"] == template
        assert made.figure["layout"]["height"] >= 1
        assert bool(made.figure["data"]) or made.table.empty
        marks = sum(
            max(len(trace.get(axis) or ()) for axis in ("x", "y", "base"))
            for trace in made.figure["data"]
        )
        assert marks < MOST_MARKS
        assert len(json.dumps(made.figure)) < MOST_CHARACTERS


@every_chart
def test_light_and_dark_say_the_same(name: str, drawn: Any) -> None:
    for made in drawn(name, "tiny")[:2]:
        dark = as_json(made.chart.figure(made.table, Theme(dark=True)))
        assert spoken(dark) == spoken(made.figure)
        assert dark["data"] != made.figure["data"], "the two themes differ in no colour"


@every_chart
def test_no_chart_changes_what_it_is_given(name: str, tiny_selection: Selection) -> None:
    chart = REGISTRY[name]
    before = {part: getattr(tiny_selection, part).copy(deep=True) for part in FRAMES}
    for options in choices(chart):
        table = chart.table(tiny_selection, options)
        copy = table.copy(deep=True)
        chart.figure(table, Theme())
        chart.finding(table)
        chart.basis(tiny_selection, table, options)
        pd.testing.assert_frame_equal(table, copy)
    for part, frame in before.items():
        pd.testing.assert_frame_equal(getattr(tiny_selection, part), frame, obj=part)


@every_chart
@every_set
def test_every_number_of_figure_and_finding_stands_in_the_table(
    name: str, which: str, drawn: Any
) -> None:
    for made in drawn(name, which):
        if made.table.empty:
            assert not as_numbers(made.finding)
            continue
        known = known_numbers(made.table)
        assert as_numbers(spoken(made.figure)) <= known
        assert as_numbers(made.finding) <= known


@every_chart
def test_every_count_of_the_table_is_drawn(name: str, drawn: Any) -> None:
    """A count that is changed in the table changes the figure: nothing is drawn from elsewhere."""
    for made in drawn(name, "tiny")[:2]:
        counts = [c for c in made.table.columns if str(c).startswith("n_")]
        assert counts
        for column in counts:
            # The row with the most: one without anything may be left blank in the figure.
            other = made.table.copy(deep=True)
            other.loc[made.table[column].idxmax(), column] = 97
            assert as_json(made.chart.figure(other, Theme())) != made.figure, column


@every_chart
@every_set
def test_a_finding_is_one_sentence_and_a_basis_ends_with_its_hints(
    name: str, which: str, drawn: Any
) -> None:
    for made in drawn(name, which):
        assert re.fullmatch(r"[A-Z].*[^.]\.", made.finding)
        assert not re.search(r"[.?!] [A-Z]", made.finding)
        assert len(made.finding) <= 250
        if len(made.table):
            basis = made.chart.basis(made.selection, made.table, made.options)
            assert basis.endswith(".")
            assert "  " not in basis
            assert "click" not in without_hints(basis).lower()


@every_chart
def test_a_click_carries_a_value_for_each_key_that_it_sets(name: str, drawn: Any) -> None:
    chart = REGISTRY[name]
    for which in ("tiny", "crowded"):
        for made in drawn(name, which):
            clicked = [
                row for trace in made.figure["data"] for row in trace.get("customdata") or ()
            ]
            if chart.picks and len(made.table):
                assert any(any(row[: len(chart.picks)]) for row in clicked)


@every_chart
def test_a_leader_has_the_same_colour_whatever_the_filters_leave(name: str) -> None:
    names = [f"L{number}" for number in range(12)]
    day = made_up.date(2022, 1, 1)
    everyone = made_up.selection(
        [made_up.leader(each) for each in names],
        *(
            made_up.visit(f"{each.lower()}-1", day, day, made_up.stop("doha"), said=["trade"])
            for each in names
        ),
    )
    chart = REGISTRY[name]
    for chosen in (("l5", "l9"), ("l1", "l9", "l11")):
        table = chart.table(Filters(leaders=chosen).narrow(everyone), chart.defaults())
        if "leader" in table:
            positions = dict(zip(table["leader"], table["position"], strict=True))
        elif name == "topics_that_differ":
            leaders = (("first_name", "first_position"), ("second_name", "second_position"))
            positions = {table[who][0].lower(): table[at][0] for who, at in leaders}
        else:
            continue
        assert positions
        assert positions == {who: names.index(who.upper()) for who in positions}


# --- text of the data ------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script>"
MARKUP = r"</?(b|i|br|extra)>|<span style='[^'<>]*'>|</span>"
"""What a chart may write itself."""


def renamed(selection: Selection, word: str) -> Selection:
    """Return the selection with every text that a chart could draw put into hostile words."""
    leaders = tuple(
        who.model_copy(update={"name": f"{word}{n}"})
        for n, who in enumerate(selection.head.leaders)
    )
    topics = tuple(
        topic.model_copy(update={"label": f"{word}{n}", "group": word})
        for n, topic in enumerate(selection.head.topics)
    )
    names = {who.id: who.name for who in leaders}
    labels = {topic.id: topic.label for topic in topics}
    words = dict.fromkeys(["title", "places", "people", "occasion", "invited_by"], word)
    visits, mentions = selection.visits, selection.mentions
    head: Any = selection.head.model_copy(update={"leaders": leaders, "topics": topics})
    return selection.with_frames(
        head=head,
        visits=visits.assign(**words, leader_name=visits["leader"].astype(str).map(names)),
        leaders=selection.leaders.assign(
            name=list(names.values()), full_name=word, office=word, left_because=word
        ),
        stops=selection.stops.assign(place_name=word),
        mentions=mentions.assign(
            topic_label=mentions["topic"].astype(str).map(labels).astype("category"), group=word
        ),
    )


@every_chart
def test_text_of_the_data_is_shown_and_never_markup(name: str, tiny_selection: Selection) -> None:
    chart = REGISTRY[name]
    for word in (HOSTILE, "Q\"&'R", "%{x}"):
        selection = renamed(tiny_selection, word)
        figure = as_json(chart.figure(chart.table(selection, chart.defaults()), Theme()))
        said = list(texts(figure))
        for text in said:
            # Plotly knows the entities of <, > and &, and shows that of a quote letter by letter.
            assert "<" not in re.sub(MARKUP, "", text), text
            assert "&amp;lt;" not in text
            assert "&quot;" not in text
        shown = html.unescape("".join(re.sub("<br>", "", text) for text in said))
        assert word.partition(">")[2] in shown or word in shown
        for trace in figure["data"]:
            for part in ("hovertemplate", "texttemplate"):
                # There a name could be read as a variable.
                assert "%{x}" not in (trace.get(part) or "")


# --- any data --------------------------------------------------------------------------------


@every_chart
@settings(max_examples=5, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(dataset=strategies.datasets(), data=st.data())
def test_any_data_set_is_drawn(name: str, dataset: Document, data: st.DataObject) -> None:
    chart, selection = REGISTRY[name], tabulate(from_nested(dataset.model_dump()))
    options = data.draw(st.sampled_from(list(choices(chart))))
    table = chart.table(selection, options)
    chart.figure(table, Theme(dark=True))
    assert chart.finding(table).endswith(".")
    if len(table):
        assert chart.basis(selection, table, options).endswith(".")
