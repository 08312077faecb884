"""How often each topic comes up in each year of each leader."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.methods import BY_YEAR, FEW_A_YEAR
from dashboard.analysis.selection import (
    COUNTS,
    FEW_VISITS,
    Selection,
    Unit,
    each_row,
    in_words,
    measure,
)
from dashboard.charts import topics_by_leader
from dashboard.charts.chart import Chart, Option, Options, grouped, on_chosen_topics
from dashboard.charts.drawn import margins
from dashboard.charts.theme import Drawing, Theme, as_text, bar, in_lines, scatter
from dashboard.model.vocabulary import StatementKind

QUESTION = "When does each topic come up?"

ROW_HEIGHT = 27
HEAD = 3
"""The rows above the topics: the leader, the years, all visits."""
MAX_LEADERS = 9
"""More years than this cannot be read side by side on a telephone: leaders are then stacked."""
STEPS = (1, 5, 10, 25, 50, 100)
"""The years that a column may hold."""
MOST_COLUMNS = 12
"""With more columns for a leader than this, a column holds several years."""
ABOVE = 8
"""The pixels above the rows."""
LETTERS = 12
"""The size of the numbers in the cells, in pixels."""
LINE = 1.3
"""How far Plotly sets the lines of a text apart, in times the size of its letters."""
TITLES = {
    Unit.SHARE: "Share of the year’s visits that touch the topic",
    Unit.VISITS: "Visits of the year that touch the topic",
    Unit.HOSTS: "Host countries of the year’s visits that touch the topic",
    Unit.DAYS: "Days abroad of the year’s visits that touch the topic",
    Unit.STATEMENTS: "Statements on the topic in the year’s visits",
}
GAP = 0.5
"""The room between two leaders' years, in columns."""


def table(
    selection: Selection, unit: str = Unit.SHARE, topics: Sequence[str] | None = None
) -> pd.DataFrame:
    """Count each topic in every unit by year, one row a topic, leader and year.

    The year is that of the visit's first day: undated visits are left out. A leader with a
    dated visit has a row for every year of the observed term; the denominator is every
    visit of the year, also one without a statement. `topics` gives the order of the topics;
    without it, that of the vocabulary.

    Columns: topic, topic_label, group, leader, leader_name, position (place in the
    vocabulary), year (the first that its column holds), years_held (by a column: more than
    one where a leader has more than twelve), n_visits, n_all_visits, share (0 to 1, empty
    where the year had no visit), n_hosts and n_days (host countries and days abroad of
    n_visits, counted whole in the year of the first day), n_statements, few (n_all_visits is
    below five), unit (what the figure shows).
    """
    columns = [
        "topic", "topic_label", "group", "leader", "leader_name", "position", "year",
        "years_held", "n_visits", "n_all_visits", "share", "n_hosts", "n_days", "n_statements",
        "few", "unit",
    ]  # fmt: skip
    dated = selection.visits[selection.visits["start"].notna()]
    year = dated["start"].dt.year.to_numpy()
    leaders = [
        (position, who, visited)
        for position, who in enumerate(each_row(selection.leaders))
        if len(visited := year[(dated["leader"] == who.leader).to_numpy()])
    ]
    longest = max((len(_years(who, visited, 1)) for _, who, visited in leaders), default=0)
    # So that the longest row of columns can be read.
    step = next((step for step in STEPS if longest / step <= MOST_COLUMNS), STEPS[-1])
    years = [
        {
            "leader": who.leader, "leader_name": who.name, "position": position, "year": held,
            "years_held": step, "n_all_visits": n_all_visits, "few": n_all_visits < FEW_VISITS,
        }
        for position, who, visited in leaders
        for held, n_all_visits in _years(who, visited, step).items()
    ]  # fmt: skip
    marks = _marks(selection, dated["visit"], year // step * step)
    counted = measure(selection, marks, ["topic", "leader", "year"])
    none = dict.fromkeys((each.column for each in COUNTS), 0)
    labels = {topic.id: topic for topic in selection.head.topics}
    named = {topic for topic, _, _ in counted}
    rows: list[dict[str, Any]] = [
        {
            "topic": topic, "topic_label": labels[topic].label, "group": labels[topic].group,
            "unit": str(Unit(unit)), **each,
            **counted.get((topic, each["leader"], each["year"]), none),
        }
        for topic in (labels if topics is None else topics)
        if topic in named
        for each in years
    ]  # fmt: skip
    for row in rows:
        row["share"] = row["n_visits"] / row["n_all_visits"] if row["n_all_visits"] else math.nan
    return pd.DataFrame(rows, columns=columns)


def _marks(selection: Selection, dated: pd.Series, year: np.ndarray[Any, Any]) -> pd.DataFrame:
    """Give the mentions with the year of their visit, missing where that is not dated."""
    years, place = np.unique(year, return_inverse=True)
    # By number, for all frames share the categories of their visits: no join is as fast.
    of_visit = np.full(len(dated.cat.categories), -1)
    of_visit[dated.cat.codes] = place
    places = of_visit[selection.mentions["visit"].cat.codes]
    return selection.mentions.assign(year=pd.Categorical.from_codes(places, pd.Index(years)))


def _years(who: Any, visited: np.ndarray[Any, Any], step: int) -> dict[int, int]:
    """Give the first year of each column of a leader's observed term, and the visits in it."""
    first = min(int(visited.min()), who.took_office.year) // step * step
    last = max(int(visited.max()), who.observed_until.year)
    held, n_visits = np.unique(visited // step * step, return_counts=True)
    none = dict.fromkeys(range(first, last + 1, step), 0)
    return none | dict(zip(held.tolist(), n_visits.tolist(), strict=True))


def _period(row: dict[str, Any]) -> str:
    last = row["year"] + row["years_held"] - 1
    return f"{row['year']}" if row["years_held"] == 1 else f"{row['year']} to {last}"


def _most(frame: pd.DataFrame) -> int:
    """Give how many topics the figure holds: the more columns, the fewer."""
    columns = max(len(set(zip(frame["position"], frame["year"], strict=True))), 1)
    return min(limits.ROWS, max(limits.CELLS // columns, 1))


def left_out(frame: pd.DataFrame) -> str:
    """Say how many topics the figure leaves out, because a page holds no more cells."""
    return limits.left_out(frame, "topic", "topic", _most(frame))


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw a cell a topic and year, shaded by its number; no cell where a year had no visit."""
    frame = limits.most(frame, "topic", "n_statements", _most(frame))
    cells = [row._asdict() for row in each_row(frame)]
    topics = {row["topic"]: row["topic_label"] for row in cells}
    rows = {topic: row for row, topic in enumerate(topics)}
    # Of each year of a leader any cell, for what all of its cells share.
    years = {(row["position"], row["year"]): row for row in cells}
    at = _places(sorted(years), len(rows) + HEAD + 1)
    tops = sorted({top for _, top in at.values()})
    height = (tops[-1] if tops else 0) + len(rows) + HEAD
    axis: dict[str, Any] = {
        "title": {"text": in_lines(_title(frame), 34) if rows else ""}, "showticklabels": False,
        "showgrid": False, "zeroline": False, "automargin": False,
    }  # fmt: skip
    # The rows are as high as the lines of a text are apart, so the margin below is to hold the
    # title: a wider one found later would make them lower.
    margin = {"t": ABOVE, "b": margins({"xaxis": axis}).get("b", 0)}
    drawing = theme.drawing(height=ROW_HEIGHT * height + sum(margin.values()))
    drawing.update_layout(showlegend=False, barmode="overlay", margin=margin, xaxis=axis)
    if frame.empty:
        return drawing.figure()
    unit = Unit(cells[0]["unit"])
    shaded = _shaded(cells, unit, theme)
    _add_cells(drawing, [row for row in cells if row["n_all_visits"]], rows, at, shaded)
    _add_texts(drawing, cells, years, at, shaded, theme)
    labels = ["<i>All visits</i>", *map(in_lines, topics.values())]
    drawing.update_yaxes(
        tickvals=[top + row for top in tops for row in (-1, *rows.values())],
        ticktext=labels * len(tops),
        range=[tops[-1] + len(rows) - 0.5, -HEAD - 0.5], showgrid=False, zeroline=False,
    )  # fmt: skip
    drawing.update_xaxes(range=[-0.5, max(column for column, _ in at.values()) + 0.5])
    return drawing.figure()


def _title(frame: pd.DataFrame) -> str:
    title, years_held = TITLES[Unit(frame["unit"].iloc[0])], int(frame["years_held"].iloc[0])
    if years_held == 1:
        return title
    return f"{title.replace('the year’s', f'{years_held} years’')}; a column is named by its first"


def _places(keys: list[tuple[int, int]], block: int) -> dict[tuple[int, int], tuple[float, int]]:
    """Give column and top row of each leader's year: side by side, or stacked where too many."""
    leaders = list(dict.fromkeys(position for position, _ in keys))
    if len(keys) <= MAX_LEADERS:
        return {key: (column + GAP * leaders.index(key[0]), 0) for column, key in enumerate(keys)}
    return {
        key: (column, block * number)
        for number, leader in enumerate(leaders)
        for column, key in enumerate(key for key in keys if key[0] == leader)
    }


def _shaded(cells: list[dict[str, Any]], unit: Unit, theme: Theme) -> dict[float, tuple[str, str]]:
    """Give the colour and the ink of a cell that holds this number; many cells hold the same."""
    values = {row[unit.column] for row in cells if row["n_all_visits"]}
    top = 1.0 if unit is Unit.SHARE else float(max(values)) or 1.0
    shades = {value: theme.shade(value / top) for value in values}
    return {value: (shade, theme.ink_on(shade)) for value, shade in shades.items()}


def _add_cells(
    drawing: Drawing,
    cells: list[dict[str, Any]],
    rows: dict[str, int],
    at: dict[tuple[int, int], tuple[float, int]],
    shaded: dict[float, tuple[str, str]],
) -> None:
    unit = Unit(cells[0]["unit"])
    places = [at[row["position"], row["year"]] for row in cells]
    labels = {label: in_lines(label, 36) for label in {row["topic_label"] for row in cells}}
    names = {name: in_lines(name, 30) for name in {row["leader_name"] for row in cells}}
    # Bars and no heat map, which the part of Plotly that is sent along does not have.
    drawing.add_trace(
        bar(
            x=[column for column, _ in places],
            base=[
                first + rows[row["topic"]] - 0.46
                for row, (_, first) in zip(cells, places, strict=True)
            ],
            y=[0.92] * len(cells),
            width=0.95,
            marker={"color": [shaded[row[unit.column]][0] for row in cells], "line": {"width": 0}},
            customdata=[
                [row["topic"], _hover(row, labels[row["topic_label"]], names[row["leader_name"]])]
                for row in cells
            ],
            hovertemplate="%{customdata[1]}<extra></extra>",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
        )
    )  # fmt: skip


def _add_texts(
    drawing: Drawing,
    cells: list[dict[str, Any]],
    years: dict[tuple[int, int], dict[str, Any]],
    at: dict[tuple[int, int], tuple[float, int]],
    shaded: dict[float, tuple[str, str]],
    theme: Theme,
) -> None:
    """Write each column as one text, a line a row, and the leaders' names above.

    Plotly takes as long for a text as for several lines, and there are some twenty rows.
    """
    unit = Unit(cells[0]["unit"])
    columns = {
        key: [
            (f"<b>{years[key]['year']}</b>", theme.ink),
            (f"<i>{_all_visits(years[key])}</i>", theme.muted),
        ]
        for key in at
    }
    for row in cells:
        ink = shaded[row[unit.column]][1] if row["n_all_visits"] else theme.ink
        line = _written(row, unit) if row["n_all_visits"] else " "
        columns[row["position"], row["year"]].append((line, ink))
    inks = [Counter(ink for _, ink in lines).most_common(1)[0][0] for lines in columns.values()]
    firsts = {key[0]: key for key in reversed(at)}
    begun = {position: at[key] for position, key in sorted(firsts.items())}
    names = [as_text(years[firsts[position]]["leader_name"]) for position in begun]
    size = ROW_HEIGHT / LINE
    # Plotly sets the first line three quarters of its size below the place of the text; it
    # shall stand a third of its letters below the middle of its row.
    rise = (0.75 * size - 0.35 * LETTERS) / ROW_HEIGHT
    drawing.add_trace(
        scatter(
            x=[
                *(at[key][0] for key in columns),
                *(column - 0.45 for column, _ in begun.values()),
            ],
            y=[
                *(at[key][1] - 2 - rise for key in columns),
                *(top - HEAD for _, top in begun.values()),
            ],
            mode="text",
            text=[
                *map(_as_one, columns.values(), inks),
                *(f"<b>{name}</b>" for name in names),
            ],
            textposition=["bottom center"] * len(columns) + ["middle right"] * len(names),
            textfont={
                "size": [size] * len(columns) + [13] * len(names),
                "color": [*inks, *map(theme.leader, begun)],
            },
            hoverinfo="skip", cliponaxis=False,
        )
    )  # fmt: skip


def _as_one(lines: list[tuple[str, str]], usual: str) -> str:
    """Write lines as one text; an ink is said where it is not the usual one: each costs time."""
    inked = (
        line if ink == usual else f"<span style='color:{ink}'>{line}</span>" for line, ink in lines
    )
    return f"<span style='font-size:{LETTERS}px'>{'<br>'.join(inked)}</span>"


def _all_visits(year: dict[str, Any]) -> str:
    return f"{year['n_all_visits']:,}" if year["n_all_visits"] else "none"


def _written(row: dict[str, Any], unit: Unit) -> str:
    if unit is not Unit.SHARE:
        return unit.written(row[unit.column])
    # A percentage of three visits would claim more than it knows.
    few = f"{row['n_visits']}/{row['n_all_visits']}"
    return few if row["few"] else f"{row['share']:.0%}"


def _hover(row: dict[str, Any], label: str, name: str) -> str:
    return "<br>".join(
        [
            f"<b>{label}</b>",
            f"{name}, {_period(row)}: {_of_visits(row)}",
            in_words(row, Unit.HOSTS, Unit.DAYS),
            in_words(row, Unit.STATEMENTS),
            *(["Fewer than five visits in this time"] if row["few"] else []),
        ]
    )


def _of_visits(row: dict[str, Any]) -> str:
    noun = "visit" if row["n_all_visits"] == 1 else "visits"
    return f"{row['n_visits']:,} of {row['n_all_visits']:,} {noun} ({row['share']:.0%})"


def alt(frame: pd.DataFrame) -> str:
    """Say which topic and year stand highest, among years with five visits where there are."""
    held = [row._asdict() for row in each_row(frame) if row.n_all_visits]
    if not held:
        return "No topic comes up in a dated visit of this selection."
    unit = Unit(held[0]["unit"])
    firm = [row for row in held if not row["few"]] or held
    row = max(firm, key=lambda row: (row[unit.column], row["n_all_visits"]))
    number = _of_visits(row) if unit in (Unit.SHARE, Unit.VISITS) else in_words(row, unit)
    return (
        f"In this data set the highest number of a year is {row['topic_label']} in "
        f"{_period(row)} under {row['leader_name']}: {number}."
    )


def _table(selection: Selection, options: Options) -> pd.DataFrame:
    shown = grouped(selection).of_kinds(options["said"])
    by_leader = topics_by_leader.table(shown, options["unit"], options["order"])
    return table(shown, options["unit"], list(dict.fromkeys(by_leader["topic"])))


def _basis(selection: Selection, frame: pd.DataFrame, options: Options) -> str:
    fraction = f" {FEW_A_YEAR}" if options["unit"] == Unit.SHARE else ""
    return (
        f"{topics_by_leader.basis(options['unit'], options['said'])}"
        f"{on_chosen_topics(selection)} {BY_YEAR}{fraction}{left_out(frame)} "
        "A click lists the statements on the topic above."
    )


CHART = Chart(
    name="topics_over_time",
    title=QUESTION,
    page="topics",
    options=(
        Option("unit", "Count", tuple(Unit)),
        Option("order", "Order", tuple(topics_by_leader.Order)),
        Option("said", "Kinds of statement", tuple(StatementKind), "many"),
    ),
    picks=("open",),
    table=_table,
    figure=figure,
    finding=alt,
    basis=_basis,
    statements=lambda selection, options: selection.of_kinds(options["said"]),
)
