"""How often each topic comes up in each year of each leader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import capacity
from dashboard.tables import FEW_VISITS, Tables, Unit, in_words, measure
from dashboard.theme import Drawing, Theme, as_text, bar, in_lines, scatter

QUESTION = "When does each topic come up?"

ROW_HEIGHT = 27
HEAD = 3
"""The rows above the topics: the leader, the years, all visits."""
MOST_ABREAST = 9
"""More years than this cannot be read side by side on a telephone: leaders are then stacked."""
STEPS = (1, 5, 10, 25, 50, 100)
"""The years that a column may hold."""
MOST_COLUMNS = 12
"""With more columns for a leader than this, a column holds several years."""
AXIS = 40
"""The room for the name of what the cells hold, in pixels: two lines on a telephone."""
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
    tables: Tables, unit: str = Unit.SHARE, topics: Sequence[str] | None = None
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
    dated = tables.visits.dropna(subset=["start"])
    step = _step(tables, dated)
    dated = dated.assign(year=dated["start"].dt.year // step * step)[["visit", "leader", "year"]]
    keys = ["topic", "leader", "year"]
    counted = measure(tables, tables.mentions.merge(dated, on=["visit", "leader"]), keys)
    n_all_visits = dated.groupby(["leader", "year"]).size().to_dict()
    labels = {topic.id: topic for topic in tables.dataset.topics}
    named = set(counted.index.get_level_values("topic"))
    wanted = [topic for topic in (labels if topics is None else topics) if topic in named]
    years = [
        (who.leader, who.name, position, year)
        for position, who in enumerate(_rows(tables.leaders))
        for year in _years(dated.loc[dated["leader"] == who.leader, "year"], who, step)
    ]
    rows = [
        (topic, labels[topic].label, labels[topic].group, *year) for topic in wanted
        for year in years
    ]  # fmt: skip
    if not rows:
        return pd.DataFrame(columns=columns)
    frame = pd.DataFrame(rows, columns=columns[:7])
    frame = frame.merge(counted, how="left", left_on=keys, right_index=True)
    counts = list(counted.columns)
    frame[counts] = frame[counts].fillna(0).astype(int)
    frame["n_all_visits"] = [
        n_all_visits.get(pair, 0) for pair in zip(frame["leader"], frame["year"], strict=True)
    ]
    return frame.assign(
        share=(frame["n_visits"] / frame["n_all_visits"].where(frame["n_all_visits"] > 0)),
        few=frame["n_all_visits"] < FEW_VISITS,
        years_held=step,
        unit=str(Unit(unit)),
    )[columns]


def _rows(frame: pd.DataFrame) -> list[Any]:
    return list(frame.itertuples())


def _step(tables: Tables, dated: pd.DataFrame) -> int:
    """Give the years that a column holds, so that the longest row of columns can be read."""
    longest = max(
        (
            len(_years(dated.loc[dated["leader"] == who.leader, "start"].dt.year, who, 1))
            for who in _rows(tables.leaders)
        ),
        default=0,
    )
    return next((step for step in STEPS if longest / step <= MOST_COLUMNS), STEPS[-1])


def _years(visited: pd.Series, leader: Any, step: int) -> list[int]:
    if visited.empty:
        return []
    first = min(int(visited.min()), leader.took_office.year) // step * step
    return list(range(first, max(int(visited.max()), leader.observed_until.year) + 1, step))


def _period(row: dict[str, Any]) -> str:
    last = row["year"] + row["years_held"] - 1
    return f"{row['year']}" if row["years_held"] == 1 else f"{row['year']} to {last}"


def _most(frame: pd.DataFrame) -> int:
    """Give how many topics the figure holds: the more columns, the fewer."""
    columns = max(len(frame.drop_duplicates(["position", "year"])), 1)
    return min(capacity.ROWS, max(capacity.CELLS // columns, 1))


def left_out(frame: pd.DataFrame) -> str:
    """Say how many topics the figure leaves out, because a page holds no more cells."""
    return capacity.left_out(frame, "topic", "topic", _most(frame))


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw a cell a topic and year, shaded by its number; no cell where a year had no visit."""
    frame = capacity.most(frame, "topic", "n_statements", _most(frame))
    topics = frame.drop_duplicates("topic")
    rows = {topic: row for row, topic in enumerate(topics["topic"])}
    years = frame.drop_duplicates(["position", "year"]).sort_values(["position", "year"])
    at = _places(list(zip(years["position"], years["year"], strict=True)), len(rows) + HEAD + 1)
    tops = sorted({top for _, top in at.values()})
    height = (tops[-1] if tops else 0) + len(rows) + HEAD + 1
    drawing = theme.drawing(height=ROW_HEIGHT * height + AXIS)
    drawing.update_layout(showlegend=False, barmode="overlay")
    drawing.update_xaxes(showticklabels=False, showgrid=False, zeroline=False)
    if frame.empty:
        return drawing.figure()
    _add_cells(drawing, frame[frame["n_all_visits"] > 0], rows, at, theme)
    _add_head(drawing, years, at, theme)
    labels = ["<i>All visits</i>", *(in_lines(text) for text in topics["topic_label"])]
    drawing.update_yaxes(
        tickvals=[top + row for top in tops for row in (-1, *rows.values())],
        ticktext=labels * len(tops),
        range=[tops[-1] + len(rows) - 0.5, 0.5 - HEAD - 1], showgrid=False, zeroline=False,
    )  # fmt: skip
    drawing.update_xaxes(
        range=[-0.5, max(column for column, _ in at.values()) + 0.5],
        title_text=in_lines(_title(frame), 34),
    )
    return drawing.figure()


def _title(frame: pd.DataFrame) -> str:
    title, years_held = TITLES[Unit(frame["unit"].iloc[0])], int(frame["years_held"].iloc[0])
    if years_held == 1:
        return title
    return f"{title.replace('the year’s', f'{years_held} years’')}; a column is named by its first"


def _places(keys: list[tuple[int, int]], block: int) -> dict[tuple[int, int], tuple[float, int]]:
    """Give column and top row of each leader's year: side by side, or stacked where too many."""
    leaders = list(dict.fromkeys(position for position, _ in keys))
    if len(keys) <= MOST_ABREAST:
        return {key: (column + GAP * leaders.index(key[0]), 0) for column, key in enumerate(keys)}
    return {
        key: (column, block * number)
        for number, leader in enumerate(leaders)
        for column, key in enumerate(key for key in keys if key[0] == leader)
    }


def _add_cells(
    drawing: Drawing,
    cells: pd.DataFrame,
    rows: dict[str, int],
    at: dict[tuple[int, int], tuple[float, int]],
    theme: Theme,
) -> None:
    unit = Unit(cells["unit"].iloc[0])
    values = cells[unit.column]
    top = 1.0 if unit is Unit.SHARE else float(values.max()) or 1.0
    fills = [theme.shade(value / top) for value in values]
    records = [{str(key): value for key, value in row.items()} for row in cells.to_dict("records")]
    places = [at[row["position"], row["year"]] for row in records]
    # Bars and no heat map: Streamlit reports no click on a heat map's cells.
    drawing.add_trace(
        bar(
            x=[column for column, _ in places],
            base=[
                first + rows[row["topic"]] - 0.46
                for row, (_, first) in zip(records, places, strict=True)
            ],
            y=[0.92] * len(records),
            width=0.95,
            marker={"color": fills, "line": {"width": 0}},
            text=[_written(row, unit) for row in records],
            textposition="inside", insidetextanchor="middle", textangle=0, constraintext="none",
            insidetextfont={"size": 12, "color": [theme.ink_on(fill) for fill in fills]},
            customdata=[[row["topic"], _hover(row)] for row in records],
            hovertemplate="%{customdata[1]}<extra></extra>",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
        )
    )  # fmt: skip


def _add_head(
    drawing: Drawing,
    years: pd.DataFrame,
    at: dict[tuple[int, int], tuple[float, int]],
    theme: Theme,
) -> None:
    places = [at[key] for key in zip(years["position"], years["year"], strict=True)]
    numbers = [str(number) if number else "none" for number in years["n_all_visits"]]
    for row, texts, colour in (
        (-2, [f"<b>{year}</b>" for year in years["year"]], theme.ink),
        (-1, [f"<i>{number}</i>" for number in numbers], theme.muted),
    ):
        drawing.add_trace(
            scatter(
                x=[column for column, _ in places], y=[top + row for _, top in places],
                mode="text", text=texts, textfont={"size": 12, "color": colour},
                hoverinfo="skip", cliponaxis=False,
            )
        )  # fmt: skip
    for position, own in years.groupby("position", sort=True):
        column, top = at[int(own["position"].iloc[0]), int(own["year"].iloc[0])]
        drawing.add_annotation(
            x=column - 0.45, y=top - HEAD, xanchor="left", yanchor="middle", showarrow=False,
            text=f"<b>{as_text(str(own['leader_name'].iloc[0]))}</b>",
            font={"size": 13, "color": theme.leader(int(str(position)))},
        )  # fmt: skip


def _written(row: dict[str, Any], unit: Unit) -> str:
    if unit is not Unit.SHARE:
        return unit.written(row[unit.column])
    # A percentage of three visits would claim more than it knows.
    few = f"{row['n_visits']}/{row['n_all_visits']}"
    return few if row["few"] else f"{row['share']:.0%}"


def _hover(row: dict[str, Any]) -> str:
    return "<br>".join(
        [
            f"<b>{in_lines(row['topic_label'], 36)}</b>",
            f"{in_lines(row['leader_name'], 30)}, {_period(row)}: {_of_visits(row)}",
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
    held = frame[frame["n_all_visits"] > 0] if len(frame) else frame
    if held.empty:
        return "No topic comes up in a dated visit of this selection."
    unit = Unit(held["unit"].iloc[0])
    firm = held if held["few"].all() else held[~held["few"].astype(bool)]
    highest = firm.sort_values([unit.column, "n_all_visits"], ascending=False, kind="stable")
    row = {str(key): value for key, value in highest.iloc[0].items()}
    number = _of_visits(row) if unit in (Unit.SHARE, Unit.VISITS) else in_words(row, unit)
    return (
        f"In this data set the highest number of a year is {row['topic_label']} in "
        f"{_period(row)} under {row['leader_name']}: {number}."
    )
