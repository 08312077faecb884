"""Whether challenges or opportunities come up more often, row by row and leader by leader."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.methods import FEW_IN_BAR
from dashboard.analysis.selection import (
    FEW_VISITS,
    Rows,
    Selection,
    Unit,
    each_row,
    measure,
    rows_of,
    statements_by,
    tally,
)
from dashboard.charts import challenges_and_opportunities as matrix
from dashboard.charts.chart import Chart, Options, grouped
from dashboard.charts.theme import Drawing, Theme, as_text, bar, in_lines
from dashboard.model.vocabulary import StatementKind

QUESTION = "Which come up more often, challenges or opportunities?"
SIDES = {
    StatementKind.CHALLENGE: ("challenge", "challenges"),
    StatementKind.OPPORTUNITY: ("opportunity", "opportunities"),
}
TITLES = {
    Unit.SHARE: "Share of the leader’s visits",
    Unit.VISITS: "Number of visits",
    Unit.HOSTS: "Host countries of visits<br>with such a statement",
    Unit.DAYS: "Days abroad of visits<br>with such a statement",
    Unit.STATEMENTS: "Number of statements",
}
COUNTED = (Unit.STATEMENTS, Unit.VISITS, Unit.HOSTS, Unit.DAYS)
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
BAR = 15
"""Pixels that one leader's bar takes in a row."""
LINE = 17
"""Pixels that one line of a row's name takes."""


def table(selection: Selection, rows: str = Rows.TOPICS, unit: str = Unit.SHARE) -> pd.DataFrame:
    """Set each leader's challenges against the opportunities of each row, most statements first.

    A row without any challenge or opportunity and a leader without visits are left out.
    Columns: row (topic or alpha-3 code), label, leader, leader_name, position (place in the
    vocabulary), n_challenges and n_opportunities (statements), n_challenge_visits and
    n_opportunity_visits (visits with one), n_challenge_hosts, n_opportunity_hosts,
    n_challenge_days and n_opportunity_days (host countries and days abroad of these visits),
    n_all_visits (of the leader), challenge_share and opportunity_share (of n_all_visits),
    challenge_few and opportunity_few (bool: rests on
    fewer than five visits), unit (what the figure shows).
    """
    columns = [
        "row", "label", "leader", "leader_name", "position",
        *(_column(kind, unit) for unit in COUNTED for kind in SIDES), "n_all_visits",
        "challenge_share", "opportunity_share", "challenge_few", "opportunity_few", "unit",
    ]  # fmt: skip
    marks = statements_by(selection, rows, SIDES)
    counted = measure(selection, marks, ["row", "leader", "kind"])
    none = dict.fromkeys((each.column for each in COUNTED), 0)
    n_all_visits = tally(selection.visits["leader"])
    pairs: list[dict[str, Any]] = [
        {
            "row": key, "label": label, "leader": who.id, "leader_name": who.name,
            "position": position, "n_all_visits": n_all_visits[who.id], "unit": str(unit),
        }
        for key, label in rows_of(counted, selection, rows).items()
        for position, who in enumerate(selection.head.leaders)
        if who.id in n_all_visits
    ]  # fmt: skip
    for pair in pairs:
        for kind, (one, _) in SIDES.items():
            cell = counted.get((pair["row"], pair["leader"], str(kind)), none)
            pair.update({_column(kind, each): cell[each.column] for each in COUNTED})
            pair[f"{one}_share"] = cell["n_visits"] / pair["n_all_visits"]
            pair[f"{one}_few"] = cell["n_visits"] < FEW_VISITS
    return pd.DataFrame(pairs, columns=columns)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _column(kind: StatementKind, unit: Unit) -> str:
    """Name the column of a side that holds the unit."""
    one, many = SIDES[kind]
    if unit is Unit.STATEMENTS:
        return f"n_{many}"
    return f"{one}_share" if unit is Unit.SHARE else f"n_{one}_{unit.column.removeprefix('n_')}"


def _which(place: int, of: int) -> str:
    # Colour alone must not tell the leaders apart.
    if of == 1:
        return ""
    if of == 2:
        return f", {('upper', 'lower')[place]} bar"
    return f", {ORDINALS[place]} bar" if place < len(ORDINALS) else f", bar {place + 1}"


def _hover(item: Any, kind: StatementKind) -> str:
    one, many = SIDES[kind]
    beside = ", ".join(
        unit.counted(getattr(item, _column(kind, unit))) for unit in (Unit.HOSTS, Unit.DAYS)
    )
    return (
        f"<b>{as_text(item.label)}</b><br>{as_text(item.leader_name)}: "
        f"{_counted(getattr(item, f'n_{many}'), one, many)} on "
        f"{getattr(item, f'n_{one}_visits')} of "
        f"{_counted(item.n_all_visits, 'visit', 'visits')} ({getattr(item, f'{one}_share'):.0%})"
        f"<br>{beside}"
    )


def left_out(frame: pd.DataFrame) -> str:
    """Say how many rows the figure leaves out, because a page holds no more."""
    return limits.left_out(frame, "row", "row")


def _drawn(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave the rows with most statements, which stand first."""
    rows = frame["row"].unique()
    if len(rows) <= limits.ROWS:
        return frame
    return frame[frame["row"].isin(rows[: limits.ROWS])]


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw challenges to the left and opportunities to the right, one bar a leader in each row."""
    pairs = list(each_row(_drawn(frame)))
    labels = {item.row: item.label for item in pairs}
    at_row = {row: place for place, row in enumerate(labels)}
    # Of each leader any row, for what all of them share.
    leaders = sorted({item.position: item for item in pairs}.values(), key=lambda it: it.position)
    names = [in_lines(label, 15) for label in labels.values()]
    tall = max([len(leaders) * BAR + 10, *((name.count("<br>") + 1) * LINE + 3 for name in names)])
    unit = Unit(pairs[0].unit) if pairs else Unit.SHARE
    drawing = theme.drawing(height=10)
    most = dict.fromkeys(SIDES, 0.0)
    for place, who in enumerate(leaders):
        own = [item for item in pairs if item.position == who.position]
        offset = (place - (len(leaders) - 1) / 2) * BAR / tall
        colour = theme.leader(who.position)
        for kind, (one, many) in SIDES.items():
            values = [float(getattr(item, _column(kind, unit))) for item in own]
            most[kind] = max(most[kind], *values)
            sign = -1 if kind is StatementKind.CHALLENGE else 1
            drawing.add_trace(
                bar(
                    orientation="h",
                    x=[sign * value for value in values],
                    y=[at_row[item.row] + offset for item in own],
                    width=0.86 * BAR / tall,
                    marker={
                        "color": [
                            theme.ground if getattr(item, f"{one}_few") else colour for item in own
                        ],
                        # A bar of no length would leave its outline standing.
                        "line": {
                            "color": colour,
                            "width": [1.5 if value else 0 for value in values],
                        },
                    },
                    text=[unit.written(value) if value else "" for value in values],
                    textposition="outside",
                    textangle=0,
                    constraintext="none",
                    cliponaxis=False,
                    textfont={"size": 11, "color": theme.ink},
                    customdata=[[item.label, f"{who.leader_name}: {many}"] for item in own],
                    hovertext=[_hover(item, kind) for item in own],
                    hovertemplate="%{hovertext}<extra></extra>",
                    # A click would dim all other bars and their numbers.
                    selected={"marker": {"opacity": 1}, "textfont": {"color": theme.ink}},
                    unselected={"marker": {"opacity": 1}, "textfont": {"color": theme.ink}},
                )
            )
        said = _counted(who.n_all_visits, "visit", "visits") + _which(place, len(leaders))
        drawing.add_annotation(
            x=0, xref="paper", xanchor="left", y=1, yref="paper", yanchor="bottom",
            yshift=26 + 20 * (len(leaders) - 1 - place), showarrow=False, align="left",
            text=f"<b>■ {as_text(who.leader_name)}</b> ({said})",
            font={"size": 13, "color": colour},
        )  # fmt: skip
    margin = {
        "l": 4,
        "r": 4,
        "t": 30 + 20 * len(leaders),
        "b": 48 + LINE * TITLES[unit].count("<br>"),
    }
    drawing.update_layout(
        margin=margin,
        height=len(labels) * tall + margin["t"] + margin["b"],
        barmode="overlay",
        showlegend=False,
    )
    drawing.update_yaxes(
        tickvals=list(at_row.values()),
        ticktext=names,
        range=[len(labels) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
    )
    if len(labels) > 1:
        # One path for all: forty shapes took a sixth of the drawing.
        drawing.add_shape(
            type="path", xref="paper", line={"color": theme.grid, "width": 1}, layer="below",
            path="".join(f"M0,{place - 0.5}L1,{place - 0.5}" for place in range(1, len(labels))),
        )  # fmt: skip
    _set_sides(drawing, theme, most, unit)
    return drawing.figure()


def _set_sides(
    drawing: Drawing, theme: Theme, most: dict[StatementKind, float], unit: Unit
) -> None:
    widest = max(most.values()) or 1.0
    # Each side keeps room for its heading and for the number at the end of its longest bar.
    left, right = (max(value, widest * 0.45) + widest * 0.3 for value in most.values())
    sizes = (0.05, 0.1, 0.2, 0.5) if unit is Unit.SHARE else (1, 2, 5, 10, 20, 50, 100, 200, 500)
    size = next((size for size in sizes if size * 3 >= widest), widest / 2)
    ticks = [size * number for number in range(-int(left / size), int(right / size) + 1)]
    drawing.update_xaxes(
        range=[-left, right],
        tickvals=ticks,
        ticktext=[unit.written(abs(tick)) for tick in ticks],
        tickangle=0,
        title_text=TITLES[unit],
        zeroline=True,
        zerolinecolor=theme.muted,
        zerolinewidth=1,
    )
    headings = ((-1, "right", "← <b>Challenges</b>"), (1, "left", "<b>Opportunities</b> →"))
    for side, anchor, words in headings:
        drawing.add_annotation(
            x=0, xanchor=anchor, xshift=6 * side, y=1, yref="paper", yanchor="bottom", yshift=2,
            showarrow=False, text=words, font={"size": 13},
        )  # fmt: skip


def alt(frame: pd.DataFrame) -> str:
    """Name the row and leader with the widest gap, in the unit."""
    if frame.empty:
        return "No challenge and no opportunity matches."
    unit = Unit(frame["unit"].iloc[0])
    left, right = (_column(kind, unit) for kind in SIDES)
    most = max(each_row(frame), key=lambda item: abs(getattr(item, left) - getattr(item, right)))
    sides = f"{unit.counted(getattr(most, left))} against {unit.written(getattr(most, right))}"
    beside = "" if unit in (Unit.VISITS, Unit.STATEMENTS) else f" ({sides})"
    return (
        f"Challenges against opportunities in this data set, with the widest gap in "
        f"{unit.lower()} at {most.label}, {most.leader_name}, "
        f"{_counted(most.n_challenges, 'challenge', 'challenges')} on "
        f"{most.n_challenge_visits} and "
        f"{_counted(most.n_opportunities, 'opportunity', 'opportunities')} on "
        f"{most.n_opportunity_visits} of {_counted(most.n_all_visits, 'visit', 'visits')}{beside}."
    )


def _basis(selection: Selection, frame: pd.DataFrame, options: Options) -> str:
    return f"{matrix.counting(selection, options)} {FEW_IN_BAR}{left_out(frame)}"


CHART = Chart(
    name="challenges_against_opportunities",
    title=QUESTION,
    page="challenges",
    options=matrix.OPTIONS,
    picks=("row", "column"),
    table=lambda selection, options: table(grouped(selection), options["rows"], options["unit"]),
    figure=figure,
    finding=alt,
    basis=_basis,
    statements=lambda selection, _: selection.of_kinds(SIDES),
)
