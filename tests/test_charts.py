"""One contract for every chart: found by itself, it holds for charts that do not exist yet."""

from __future__ import annotations

import html
import importlib
import inspect
import itertools
import json
import pkgutil
import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from types import ModuleType
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
import strategies
from conftest import ROOT, TINY_CODINGS
from hypothesis import given, settings
from hypothesis import strategies as st

import dashboard.charts
from dashboard.analysis.filters import Filters
from dashboard.analysis.frames import tabulate
from dashboard.analysis.selection import Selection
from dashboard.analysis.units import Unit
from dashboard.charts.theme import Theme
from dashboard.model.records import Dataset

CHARTS: dict[str, Any] = {
    found.name: importlib.import_module(f"dashboard.charts.{found.name}")
    for found in pkgutil.iter_modules(dashboard.charts.__path__)
    if found.name not in ("chart", "theme", "drawn")
}
FRAMES = (
    "visits", "stops", "meetings", "statements", "mentions", "citations", "sources", "leaders",
    "codings",
)  # fmt: skip
SETS = ["real", "tiny", "lone", "bare"]
MOST_MARKS = 3_000
MOST_CHARACTERS = 500_000

every_chart = pytest.mark.parametrize("name", CHARTS)
every_set = pytest.mark.parametrize("which", SETS)
both_themes = pytest.mark.parametrize("theme", [Theme(), Theme(dark=True)], ids=["light", "dark"])


@pytest.fixture(scope="module")
def sets(
    real_selection: Selection,
    tiny_selection: Selection,
    lone_tables: Selection,
    bare_tables: Selection,
) -> dict[str, Selection]:
    """The real data whole and as the app shows them first, tiny data, one visit, none."""
    return {
        "real": real_selection,
        "filtered": Filters().narrow(real_selection),
        "tiny": tiny_selection,
        "lone": lone_tables,
        "bare": bare_tables,
    }


def choices(chart: ModuleType) -> Iterator[dict[str, Any]]:
    """Every choice that a chart's table offers: all members of a StrEnum, else the default.

    A chart that cannot count in every unit names its own as `UNITS`.
    """
    table: Callable[..., pd.DataFrame] = vars(chart)["table"]
    _, *parameters = inspect.signature(table).parameters.values()
    options = [
        list(vars(chart).get("UNITS", Unit))
        if isinstance(one.default, Unit)
        else list(type(one.default))
        if isinstance(one.default, StrEnum)
        else [one.default]
        for one in parameters
    ]
    for values in itertools.product(*options):
        yield dict(zip((one.name for one in parameters), values, strict=True))


def frames(name: str, selection: Selection) -> Iterator[pd.DataFrame]:
    for chosen in choices(CHARTS[name]):
        yield CHARTS[name].table(selection, **chosen)


def drawn(name: str, frame: pd.DataFrame, theme: Theme | None = None) -> dict[str, Any]:
    """A figure as the browser gets it."""
    return json.loads(CHARTS[name].figure(frame, theme or Theme()).to_json())


Drawn = Callable[..., list[tuple[pd.DataFrame, dict[str, Any]]]]


@pytest.fixture(scope="module")
def drawings(sets: dict[str, Selection]) -> Drawn:
    """Every frame of a chart with its figure; each is drawn once, because drawing is slow."""
    done: dict[tuple[str, str, bool], list[tuple[pd.DataFrame, dict[str, Any]]]] = {}

    def draw(name: str, which: str, theme: Theme) -> list[tuple[pd.DataFrame, dict[str, Any]]]:
        key = (name, which, theme.dark)
        if key not in done:
            done[key] = [(f, drawn(name, f, theme)) for f in frames(name, sets[which])]
        return done[key]

    return draw


# --- what a figure says --------------------------------------------------------------------


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
    layout = figure["layout"]
    for note in layout.get("annotations", ()):
        yield from strings(note.get("text"))
    for part, axis in layout.items():
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
    """Every number that a figure of the frame may say.

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
    if any(str(column).endswith("_low_share") for column in frame.columns):
        found.add("95%")  # the intervals' own name
    if "alpha" in frame:
        found |= {"95%", "0.667", "0.8"}  # and the limits that a convention sets
    for _, rows in frame.groupby("leader" if "leader" in frame else lambda _: 0):
        found.add(str(len(rows)))
        found |= {str(rows[c].sum()) for c in rows.columns if str(c).startswith("n_")}
    return found


# --- the contract --------------------------------------------------------------------------


def test_charts_are_found() -> None:
    assert "visits_over_term" in CHARTS
    assert len(CHARTS) >= 7


@every_chart
def test_a_chart_asks_a_question_and_offers_table_figure_and_alt(name: str) -> None:
    chart = CHARTS[name]
    assert re.fullmatch(r"[A-Z][^?.!]*\?", chart.QUESTION)
    assert list(inspect.signature(chart.figure).parameters) == ["frame", "theme"]
    assert list(inspect.signature(chart.alt).parameters) == ["frame"]
    selection, *others = inspect.signature(chart.table).parameters.values()
    assert selection.name == "selection"
    # A page may leave every choice to the chart.
    assert all(one.default is not inspect.Parameter.empty for one in others)


@every_chart
def test_no_two_charts_ask_the_same(name: str) -> None:
    others = [chart.QUESTION for other, chart in CHARTS.items() if other != name]
    assert CHARTS[name].QUESTION not in others


@every_chart
def test_every_chart_stands_on_a_page(name: str) -> None:
    # On a page itself, or in the part of the screen that draws the page.
    folders = (ROOT / "pages", ROOT / "src" / "dashboard" / "app")
    pages = [path.read_text(encoding="utf-8") for f in folders for path in f.glob("*.py")]
    assert any(re.search(rf"\b{name}\b", page) for page in pages)


@every_chart
@every_set
def test_the_columns_of_the_table_are_the_documented_ones(
    name: str, which: str, sets: dict[str, Selection]
) -> None:
    doc = " ".join((CHARTS[name].table.__doc__ or "").split()).partition("Columns: ")[2]
    listed = re.sub(r"\([^()]*\)", "", doc).partition(".")[0]
    documented = [column.strip() for column in re.split(r",| and ", listed)]
    for frame in frames(name, sets[which]):
        assert sorted(frame.columns) == sorted(documented)


@every_chart
def test_there_is_a_table_of_the_real_and_none_of_no_data(
    name: str, sets: dict[str, Selection]
) -> None:
    assert all(len(frame) for frame in frames(name, sets["real"]))
    assert all(frame.empty for frame in frames(name, sets["bare"]))


@every_chart
@every_set
@both_themes
def test_a_figure_is_drawn_in_the_projects_template(
    name: str, which: str, theme: Theme, drawings: Drawn
) -> None:
    template = json.loads(theme.drawing(height=10).figure().to_json() or "")["layout"]["template"]
    for frame, figure in drawings(name, which, theme):
        assert figure["layout"]["template"] == template
        assert figure["layout"]["height"] >= 1
        assert bool(figure["data"]) or frame.empty


@every_chart
@every_set
def test_plotly_knows_every_property_of_a_figure(name: str, which: str, drawings: Drawn) -> None:
    # Charts are built as plain data: this is where Plotly's own rules are asked.
    for _, figure in drawings(name, which, Theme()):
        go.Figure(figure)


@every_chart
def test_light_and_dark_say_the_same(name: str, drawings: Drawn) -> None:
    light, dark = (drawings(name, "tiny", Theme(dark)) for dark in (False, True))
    for (_, one), (_, other) in zip(light, dark, strict=True):
        assert spoken(one) == spoken(other)
        assert one["data"] != other["data"], "the two themes differ in no colour"


@every_chart
@every_set
def test_no_chart_changes_what_it_is_given(
    name: str, which: str, sets: dict[str, Selection]
) -> None:
    selection, chart = sets[which], CHARTS[name]
    before = {part: getattr(selection, part).copy(deep=True) for part in FRAMES}
    for chosen in choices(chart):
        frame = chart.table(selection, **chosen)
        copy = frame.copy(deep=True)
        chart.figure(frame, Theme())
        chart.alt(frame)
        pd.testing.assert_frame_equal(frame, copy)
    for part in FRAMES:
        pd.testing.assert_frame_equal(getattr(selection, part), before[part], obj=part)


@every_chart
@every_set
def test_every_number_of_a_figure_stands_in_its_table(
    name: str, which: str, drawings: Drawn
) -> None:
    for frame, figure in drawings(name, which, Theme()):
        if frame.empty:
            continue
        known = known_numbers(frame)
        # The shades' key tells shares between the largest and nought.
        if "share" in frame and frame["share"].max() > 0:
            known |= {f"{frame['share'].max() * part / 4:.0%}" for part in range(5)}
        assert as_numbers(spoken(figure)) <= known


@every_chart
def test_every_count_of_the_table_is_drawn(name: str, sets: dict[str, Selection]) -> None:
    """A count that is changed in the table changes the figure: nothing is drawn from elsewhere."""
    for frame in frames(name, sets["tiny"]):
        counts = [c for c in frame.columns if str(c).startswith("n_")]
        assert counts
        whole = drawn(name, frame)
        for column in counts:
            # The row with the most: one without anything may be left blank in the figure.
            row = frame[column].idxmax()
            other = frame.copy(deep=True)
            other.loc[row, column] = 97
            assert drawn(name, other) != whole, column


@every_chart
@every_set
def test_a_figure_stays_small(name: str, which: str, drawings: Drawn) -> None:
    for _, figure in drawings(name, which, Theme()):
        marks = 0
        for trace in figure["data"]:
            lists = [trace.get(axis) or () for axis in ("x", "y", "base")]
            # Arrays of NumPy are sent as bytes, which neither this test nor a reader can count.
            assert not any(isinstance(found, dict) for found in lists)
            marks += max(map(len, lists))
        assert marks < MOST_MARKS
        assert len(json.dumps(figure)) < MOST_CHARACTERS


# --- alt -----------------------------------------------------------------------------------


UNITS = {
    "Share of visits": "share", "Visits": "n_visits", "Host countries": "n_hosts",
    "Days abroad": "n_days", "Statements": "n_statements",
}  # fmt: skip
SIDES = {
    "Share of visits": ("challenge_share", "opportunity_share"),
    "Visits": ("n_challenge_visits", "n_opportunity_visits"),
    "Host countries": ("n_challenge_hosts", "n_opportunity_hosts"),
    "Days abroad": ("n_challenge_days", "n_opportunity_days"),
    "Statements": ("n_challenges", "n_opportunities"),
}
Leading = list[tuple[str, ...]]


def top(frame: pd.DataFrame, values: pd.Series) -> Iterator[Any]:
    """The rows with the highest value, more than one where they tie."""
    return frame[(values.astype(float) - float(values.max())).abs() < 1e-9].itertuples(index=False)


def over_term(frame: pd.DataFrame) -> Leading:
    shared = frame.loc[frame["last"], "day_of_term"].min()
    so_far = frame[frame["day_of_term"] <= shared].groupby("leader_name", as_index=False)
    unit = frame["unit"].iloc[0]
    made = so_far[[UNITS[unit]]].max().rename(columns={UNITS[unit]: "n"})
    return [(unit, f": {row.leader_name} {row.n:,}") for row in top(made, made["n"])]


def in_time(frame: pd.DataFrame) -> Leading:
    made = frame.groupby("leader_name", as_index=False).agg(n_visits=("visit", "size"))
    return [(f": {row.leader_name} {row.n_visits}",) for row in top(made, made["n_visits"])]


def begun(frame: pd.DataFrame) -> Leading:
    made = frame.groupby("leader_name", as_index=False).agg(n_visits=("n_visits", "sum"))
    most = list(top(frame, frame["n_visits"]))
    return [
        (f": {who.leader_name} {who.n_visits}", f"{row.leader_name}, {row.period}, {row.n_visits}.")
        for who in top(made, made["n_visits"])
        for row in most
    ]


def per_period(frame: pd.DataFrame) -> Leading:
    unit = frame["unit"].iloc[0]
    most = top(frame, frame[UNITS[unit]])
    return [
        (unit, row.leader_name, row.period, f", {getattr(row, UNITS[unit]):,}.") for row in most
    ]


def by_gap(frame: pd.DataFrame) -> Leading:
    left, right = SIDES[frame["unit"].iloc[0]]
    gap = (frame[left] - frame[right]).abs()
    return [
        (row.label, row.leader_name, f"{row.n_challenges} challenge") for row in top(frame, gap)
    ]


def by_cell(frame: pd.DataFrame) -> Leading:
    most = top(frame, frame[UNITS[frame["unit"].iloc[0]]])
    return [(row.label, row.column, f"{row.n_visits} of {row.n_all_visits}") for row in most]


def by_topic(frame: pd.DataFrame) -> Leading:
    values = frame.pivot(index="topic_label", columns="leader", values=UNITS[frame["unit"].iloc[0]])
    alone = values.shape[1] == 1
    lead = values.max(axis=1) if alone else values.max(axis=1) - values.min(axis=1)
    found = values.reset_index().assign(lead=lead.to_numpy())
    leaders = tuple(frame["leader_name"].unique())
    return [(row.topic_label, *leaders) for row in top(found, found["lead"])]


def by_year(frame: pd.DataFrame) -> Leading:
    held = frame[frame["n_all_visits"] > 0]
    firm = held if held["few"].all() else held[~held["few"].astype(bool)]
    most = top(firm, firm[UNITS[frame["unit"].iloc[0]]])
    return [(row.topic_label, f"in {row.year}", row.leader_name) for row in most]


def on_map(frame: pd.DataFrame) -> Leading:
    most = top(frame, frame["value"])
    return [(row.leader_name, row.place_name or row.country_name) for row in most] or [()]


def by_difference(frame: pd.DataFrame) -> Leading:
    if frame.empty:
        return [()]
    most = top(frame, frame["gap_share"].abs())
    return [(row.topic_label, row.first_name, row.second_name) for row in most]


def by_alpha(frame: pd.DataFrame) -> Leading:
    topics = frame[frame["variable"] != "kind"]
    return [(row.label, f"{row.alpha:.2f}") for row in top(topics, -topics["alpha"])] or [()]


# What leads differs from chart to chart: a new chart says here what its alt text has to name.
# Where several rows lead together, each is as good as the others.
LEADING: dict[str, Callable[[pd.DataFrame], Leading]] = {
    "agreement_of_codings": by_alpha,
    "challenges_against_opportunities": by_gap,
    "challenges_and_opportunities": by_cell,
    "hosts_on_map": on_map,
    "topics_by_leader": by_topic,
    "topics_that_differ": by_difference,
    "topics_over_time": by_year,
    "visits_begun": begun,
    "visits_in_time": in_time,
    "visits_over_term": over_term,
    "visits_per_period": per_period,
}


def test_of_every_chart_it_is_known_what_leads() -> None:
    assert set(LEADING) == set(CHARTS)


@every_chart
@every_set
def test_alt_is_one_sentence(name: str, which: str, sets: dict[str, Selection]) -> None:
    for frame in frames(name, sets[which]):
        alt = CHARTS[name].alt(frame)
        assert re.fullmatch(r"[A-Z].*[^.]\.", alt), alt
        assert not re.search(r"[.?!] [A-Z]", alt), alt
        assert len(alt) <= 250, alt


@every_chart
@pytest.mark.parametrize("which", ["real", "filtered", "tiny", "lone"])
def test_alt_names_what_leads(name: str, which: str, sets: dict[str, Selection]) -> None:
    for frame in frames(name, sets[which]):
        alt = CHARTS[name].alt(frame)
        leading = LEADING[name](frame)
        assert any(all(part in alt for part in row) for row in leading), (alt, leading)


@every_chart
@every_set
def test_every_number_of_alt_stands_in_the_table(
    name: str, which: str, sets: dict[str, Selection]
) -> None:
    for frame in frames(name, sets[which]):
        if frame.empty:
            assert not as_numbers(CHARTS[name].alt(frame))
        else:
            assert as_numbers(CHARTS[name].alt(frame)) <= known_numbers(frame)


# --- text of the data ----------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script>"
QUOTED = "Q\"&'R"
# What a chart may write itself.
MARKUP = r"</?(b|i|br|extra)>|<span style='[^'<>]*'>|</span>"


def renamed(dataset: Dataset, word: str) -> Selection:
    """The data set with every text that a chart could draw put into hostile words."""
    people = [
        visit.model_copy(
            update={
                "met": tuple(p.model_copy(update={"name": word, "role": word}) for p in visit.met),
                "occasion": word,
                "invited_by": word,
            }
        )
        for visit in dataset.visits
    ]
    names = {"name": word, "full_name": word, "office": word, "left_because": word}
    renamed_set = tabulate(
        dataset.model_copy(
            update={
                "visits": tuple(people),
                "leaders": tuple(
                    who.model_copy(update={**names, "name": f"{word}{number}"})
                    for number, who in enumerate(dataset.leaders)
                ),
                "topics": tuple(
                    topic.model_copy(update={"label": f"{word}{number}", "group": word})
                    for number, topic in enumerate(dataset.topics)
                ),
                "places": tuple(p.model_copy(update={"name": word}) for p in dataset.places),
            }
        )
    )
    return renamed_set.with_frames(codings=TINY_CODINGS)


@every_chart
def test_text_of_the_data_is_never_markup(name: str, tiny: Dataset) -> None:
    for frame in frames(name, renamed(tiny, HOSTILE)):
        said = list(texts(drawn(name, frame)))
        for text in said:
            assert "<" not in re.sub(MARKUP, "", text), text
        # It is shown, and escaped once, not twice.
        assert any("alert(1)" in html.unescape(re.sub("<br>", "", text)) for text in said)
        assert not any("&amp;lt;" in text for text in said)


@every_chart
def test_quotes_in_the_data_are_shown_as_they_stand(name: str, tiny: Dataset) -> None:
    # Plotly knows the entities of <, > and &, and shows that of a quote letter by letter.
    for frame in frames(name, renamed(tiny, QUOTED)):
        said = "\n".join(texts(drawn(name, frame)))
        assert "&quot;" not in said
        assert 'Q"&amp;' in said


@every_chart
def test_no_text_of_the_data_stands_in_a_template(name: str, tiny: Dataset) -> None:
    # There `%{x}` in a name would be read as a variable.
    for frame in frames(name, renamed(tiny, "%{x}")):
        for trace in drawn(name, frame)["data"]:
            for part in ("hovertemplate", "texttemplate"):
                assert "%{x}" not in (trace.get(part) or "")


# --- any data ------------------------------------------------------------------------------


@every_chart
@settings(max_examples=8, deadline=None)
@given(dataset=strategies.datasets(), data=st.data())
def test_any_data_set_is_drawn(name: str, dataset: Dataset, data: st.DataObject) -> None:
    chart = CHARTS[name]
    chosen = data.draw(st.sampled_from(list(choices(chart))))
    frame = chart.table(tabulate(dataset), **chosen)
    chart.figure(frame, Theme(dark=True))
    assert chart.alt(frame).endswith(".")
