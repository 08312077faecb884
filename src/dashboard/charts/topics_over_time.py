"""How often each topic comes up in each year of each leader."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.methods import BY_YEAR, FEW_A_YEAR
from dashboard.analysis.metrics import count_by
from dashboard.analysis.selection import FEW_VISITS, Selection
from dashboard.analysis.units import Unit, in_words
from dashboard.charts.chart import Chart, Options, on_chosen_topics
from dashboard.charts.tables import (
    TOPIC_OPTIONS,
    fill_counts,
    leaders_shown,
    of_visits,
    topics,
    topics_by_leader,
    what_counts,
)
from dashboard.charts.theme import (
    HOVER,
    NEVER_DIMMED,
    TOPIC_LABELS,
    Theme,
    Trace,
    as_text,
    bar,
    in_lines,
    scatter,
)

ROW_HEIGHT = 27
HEAD = 3
"""The rows above the topics: the leader, the years, all visits."""
MAX_YEARS = 9
"""With more years than this side by side, a telephone cannot show them: leaders are stacked."""
YEARS_A_COLUMN = (1, 5, 10, 25, 50, 100)
MAX_COLUMNS = 12
"""With more columns for a leader than this, a column holds several years."""
GAP = 0.5
"""The room between two leaders' years, in columns."""
TITLES = {
    Unit.SHARE: "Share of the year’s visits that touch the topic",
    Unit.VISITS: "Visits of the year that touch the topic",
    Unit.HOSTS: "Host countries of the year’s visits that touch the topic",
    Unit.DAYS: "Days abroad of the year’s visits that touch the topic",
    Unit.STATEMENTS: "Statements on the topic in the year’s visits",
}


def table(selection: Selection, options: Options) -> pd.DataFrame:
    """Count each topic in every unit by year, one row a topic, leader and year.

    The year is that of the visit's first day: undated visits are left out. A leader with a
    dated visit has a row for every year of the observed term; the denominator is every
    visit of the year, also one without a statement. Topics stand as in the chart by leader.

    Columns: topic, topic_label, group, leader, leader_name, position (place in the
    vocabulary), year (the first that its column holds), years_held (by a column: more than
    one where a leader has more than twelve), n_visits, n_all_visits, share (0 to 1, empty
    where the year had no visit), n_hosts and n_days (host countries and days abroad of
    n_visits, counted whole in the year of the first day), n_statements, few (n_all_visits is
    below five), unit (what the figure shows).
    """
    shown = selection.grouped.of_kinds(options["said"])
    dated = shown.visits.loc[shown.visits["start"].notna(), ["visit", "leader", "start"]]
    dated = dated.assign(leader=dated["leader"].astype(str), year=dated["start"].dt.year)
    years, step = _years(selection, dated)
    dated["year"] = dated["year"] // step * step
    n_visits = dated.value_counts(["leader", "year"]).rename("n_all_visits").reset_index()
    years = years.merge(n_visits, on=["leader", "year"], how="left").fillna({"n_all_visits": 0})

    marks = shown.mentions.merge(dated[["visit", "year"]], on="visit")
    counted = count_by(shown, marks, ["topic", "leader", "year"])
    ordered = topics_by_leader(selection, options)["topic"].unique()
    rows = topics(selection, counted["topic"]).set_index("topic")
    rows = rows.loc[[topic for topic in ordered if topic in rows.index]].reset_index()
    frame = fill_counts(
        rows.merge(years.astype({"n_all_visits": int}), how="cross"),
        counted,
        ["topic", "leader", "year"],
    )
    columns = [
        "topic", "topic_label", "group", "leader", "leader_name", "position", "year",
        "years_held", "n_visits", "n_all_visits", "share", "n_hosts", "n_days", "n_statements",
        "few", "unit",
    ]  # fmt: skip
    return frame.assign(
        years_held=step,
        share=frame["n_visits"] / frame["n_all_visits"],
        few=frame["n_all_visits"] < FEW_VISITS,
        unit=str(options["unit"]),
    )[columns]


def _years(selection: Selection, dated: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the years that the columns of each leader begin with, and how many a column holds.

    They are those of the observed term, and of visits outside of it.
    """
    terms = selection.grouped.leaders.set_index("leader")
    visited = dated.groupby("leader")["year"].agg(["min", "max"])
    leaders = leaders_shown(selection)
    leaders = leaders[leaders["leader"].isin(visited.index)]
    held = []
    for leader in leaders["leader"]:
        term, years = terms.loc[leader], visited.loc[leader]
        first = min(years["min"], term["took_office"].year)
        held.append((first, max(years["max"], term["observed_until"].year)))
    longest = max((last - first + 1 for first, last in held), default=0)
    step = next((n for n in YEARS_A_COLUMN if longest / n <= MAX_COLUMNS), YEARS_A_COLUMN[-1])
    years = [range(first // step * step, last + 1, step) for first, last in held]
    columns = leaders[["leader", "leader_name", "position"]].assign(
        year=pd.Series(years, leaders.index)
    )
    return columns.explode("year").astype({"year": int}), step


def basis(selection: Selection, frame: pd.DataFrame, options: Options) -> str:
    """Say what counts, what the filters leave, and what is not drawn."""
    fraction = f" {FEW_A_YEAR}" if options["unit"] == Unit.SHARE else ""
    return (
        f"{what_counts(options)}{on_chosen_topics(selection)} {BY_YEAR}{fraction}"
        f"{limits.left_out(frame, 'topic', 'topic', _max_topics(frame))} "
        "A click lists the statements on the topic above."
    )


def _max_topics(frame: pd.DataFrame) -> int:
    """Return how many topics the figure holds: the more columns, the fewer."""
    columns = max(len(frame.drop_duplicates(["position", "year"])), 1)
    return min(limits.ROWS, max(limits.CELLS // columns, 1))


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw a cell a topic and year, shaded by its number; no cell where a year had no visit."""
    frame = limits.most(frame, "topic", "n_statements", _max_topics(frame))
    if frame.empty:
        return theme.figure(height=ROW_HEIGHT)
    unit = Unit(frame["unit"].iloc[0])
    rows = {topic: row for row, topic in enumerate(frame["topic"].unique())}
    columns = _columns(frame, len(rows) + HEAD + 1)
    cells = frame[frame["n_all_visits"] > 0].merge(
        columns[["position", "year", "column", "top"]], on=["position", "year"]
    )
    cells = cells.assign(row=cells["top"] + cells["topic"].map(rows), value=cells[unit.column])
    labels = ["<i>All visits</i>", *map(in_lines, frame["topic_label"].unique())]
    tops = sorted(set(columns["top"]))
    return theme.figure(
        [*_cells(cells, unit, theme), *_headings(columns, theme)],
        height=ROW_HEIGHT * (tops[-1] + len(rows) + HEAD) + 64,
        barmode="overlay",
        showlegend=False,
        margin={"l": TOPIC_LABELS, "b": 56},
        yaxis={
            "tickvals": [top + row for top in tops for row in (-1, *rows.values())],
            "ticktext": labels * len(tops),
            "range": [tops[-1] + len(rows) - 0.5, -HEAD - 0.5],
            "showgrid": False,
            "zeroline": False,
        },
        xaxis={
            "title": {"text": in_lines(_title(frame), 34)},
            "range": [-0.5, columns["column"].max() + 0.5],
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
        },
    )


def _title(frame: pd.DataFrame) -> str:
    title, years_held = TITLES[Unit(frame["unit"].iloc[0])], int(frame["years_held"].iloc[0])
    if years_held == 1:
        return title
    return f"{title.replace('the year’s', f'{years_held} years’')}; a column is named by its first"


def _columns(frame: pd.DataFrame, block: int) -> pd.DataFrame:
    """Return each year of a leader, with its column and the row on which its topics begin.

    Leaders stand side by side, or one below the other, each in a block of rows, where these
    are too many columns.
    """
    years = frame.drop_duplicates(["position", "year"]).sort_values(["position", "year"])
    leader = years.groupby("position").ngroup()
    if len(years) <= MAX_YEARS:
        return years.assign(column=np.arange(len(years)) + GAP * leader, top=0)
    return years.assign(column=years.groupby("position").cumcount(), top=block * leader)


def _cells(cells: pd.DataFrame, unit: Unit, theme: Theme) -> list[Trace]:
    """Return the cells as bars, for no heat map is sent along, and their numbers above them."""
    top = 1.0 if unit is Unit.SHARE else float(cells["value"].max()) or 1.0
    fills = [theme.shade(value / top) for value in cells["value"]]
    records: list[dict[Any, Any]] = cells.to_dict("records")
    bars = bar(
        x=cells["column"].tolist(),
        base=(cells["row"] - 0.46).tolist(),
        y=[0.92] * len(cells),
        width=0.95,
        marker={"color": fills, "line": {"width": 0}},
        customdata=[[cell["topic"], _hover(cell)] for cell in records],
        hovertemplate=HOVER,
        **NEVER_DIMMED,
    )
    inks = [theme.ink_on(fill) for fill in fills]
    texts = [_written(cell, unit) for cell in records]
    return [bars, _texts(cells["column"].tolist(), cells["row"].tolist(), texts, inks)]


def _texts(x: list[Any], y: list[Any], text: list[str], colours: list[str], **more: Any) -> Trace:
    return scatter(
        x=x,
        y=y,
        mode="text",
        text=text,
        textfont={"size": 12, "color": colours},
        hoverinfo="skip",
        cliponaxis=False,
        **more,
    )


def _headings(columns: pd.DataFrame, theme: Theme) -> list[Trace]:
    """Return the texts above the cells: the leaders, the years and the visits of each year."""
    x, top, n_years = columns["column"].tolist(), columns["top"], len(columns)
    years = [f"<b>{year}</b>" for year in columns["year"]]
    counts = [f"<i>{n:,}</i>" if n else "<i>none</i>" for n in columns["n_all_visits"]]
    first = columns.drop_duplicates("position")
    names = [f"<b>{as_text(name)}</b>" for name in first["leader_name"]]
    colours = [theme.leader(position) for position in first["position"]]
    begin = (first["column"] - 0.45).tolist()
    return [
        _texts(x, (top - 2).tolist(), years, [theme.ink] * n_years),
        _texts(x, (top - 1).tolist(), counts, [theme.muted] * n_years),
        _texts(begin, (first["top"] - 3).tolist(), names, colours, textposition="middle right"),
    ]


def _written(cell: dict[Any, Any], unit: Unit) -> str:
    if unit is Unit.SHARE and cell["few"]:
        # A percentage of three visits would claim more than it knows.
        return f"{cell['n_visits']}/{cell['n_all_visits']}"
    return unit.written(cell["value"])


def _period(row: dict[Any, Any]) -> str:
    last = row["year"] + row["years_held"] - 1
    return f"{row['year']}" if row["years_held"] == 1 else f"{row['year']} to {last}"


def _hover(cell: dict[Any, Any]) -> str:
    share = of_visits(cell["n_visits"], cell["n_all_visits"], cell["share"])
    lines = [
        f"<b>{in_lines(cell['topic_label'], 36)}</b>",
        f"{in_lines(cell['leader_name'], 30)}, {_period(cell)}: {share}",
        in_words(cell, Unit.HOSTS, Unit.DAYS),
        in_words(cell, Unit.STATEMENTS),
    ]
    if cell["few"]:
        lines.append("Fewer than five visits in this time")
    return "<br>".join(lines)


def finding(frame: pd.DataFrame) -> str:
    """Say which topic and year stand highest, among years with five visits where there are."""
    held = frame[frame["n_all_visits"] > 0]
    if held.empty:
        return "No topic comes up in a dated visit of this selection."
    unit = Unit(held["unit"].iloc[0])
    firm = held[~held["few"]] if not held["few"].all() else held
    ranked = firm.sort_values([unit.column, "n_all_visits"], ascending=False, kind="stable")
    row: dict[Any, Any] = ranked.head(1).to_dict("records")[0]
    number = (
        of_visits(row["n_visits"], row["n_all_visits"], row["share"])
        if unit in (Unit.SHARE, Unit.VISITS)
        else in_words(row, unit)
    )
    return (
        f"In this data set the highest number of a year is {row['topic_label']} in "
        f"{_period(row)} under {row['leader_name']}: {number}."
    )


CHART = Chart(
    name="topics_over_time",
    title="When does each topic come up?",
    page="topics",
    options=TOPIC_OPTIONS,
    picks=("open",),
    table=table,
    figure=figure,
    finding=finding,
    basis=basis,
    statements=lambda selection, options: selection.of_kinds(options["said"]),
)
