"""Whether challenges or opportunities come up more often, row by row and leader by leader."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.methods import FEW_IN_BAR
from dashboard.analysis.selection import FEW_VISITS, Selection
from dashboard.analysis.units import Unit
from dashboard.analysis.wording import counted
from dashboard.charts.chart import Chart, Options
from dashboard.charts.parts.rows import row_axis
from dashboard.charts.tables import (
    CHALLENGE_OPTIONS,
    KINDS,
    challenges,
    whose_visits,
)
from dashboard.charts.theme import ABOVE, HOST_LABELS, Theme, Trace, as_text, bar, in_lines, note
from dashboard.model.vocabulary import StatementKind

SIDES = {StatementKind.CHALLENGE: "challenge", StatementKind.OPPORTUNITY: "opportunity"}
COUNTED = (Unit.STATEMENTS, Unit.VISITS, Unit.HOSTS, Unit.DAYS)
TITLES = {
    Unit.SHARE: "Share of the leader’s visits",
    Unit.VISITS: "Number of visits",
    Unit.HOSTS: "Host countries of visits<br>with such a statement",
    Unit.DAYS: "Days abroad of visits<br>with such a statement",
    Unit.STATEMENTS: "Number of statements",
}
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
HEADINGS = (
    {"x": 0, "xanchor": "right", "xshift": -6, "yshift": 2, "text": "← <b>Challenges</b>"},
    {"x": 0, "xanchor": "left", "xshift": 6, "yshift": 2, "text": "<b>Opportunities</b> →"},
)
BAR = 15
"""Pixels that one leader's bar takes in a row."""
LINE = 17
"""Pixels that one line of a row's name takes."""


def side_column(kind: StatementKind, unit: Unit) -> str:
    """Return the column of a side that holds the unit, such as `n_challenge_visits`."""
    one = SIDES[kind]
    if unit is Unit.STATEMENTS:
        return f"n_{KINDS[kind]}"
    return f"{one}_share" if unit is Unit.SHARE else f"n_{one}_{unit.column.removeprefix('n_')}"


def table(selection: Selection, options: Options) -> pd.DataFrame:
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
    cells = challenges(selection, options)
    of_pair = ["row", "label", "leader", "leader_name", "position", "n_all_visits", "unit"]
    frame = cells[of_pair].drop_duplicates(["row", "leader"])
    for kind, one in SIDES.items():
        own = cells[cells["kind"] == str(kind)]
        own = own.assign(few=own["n_visits"] < FEW_VISITS).rename(
            columns={unit.column: side_column(kind, unit) for unit in Unit} | {"few": f"{one}_few"}
        )
        names = [*(side_column(kind, unit) for unit in Unit), f"{one}_few"]
        frame = frame.merge(own[["row", "leader", *names]], on=["row", "leader"])
    columns = [
        "row", "label", "leader", "leader_name", "position",
        *(side_column(kind, unit) for unit in COUNTED for kind in SIDES), "n_all_visits",
        "challenge_share", "opportunity_share", "challenge_few", "opportunity_few", "unit",
    ]  # fmt: skip
    return frame[columns]


def basis(selection: Selection, frame: pd.DataFrame, options: Options) -> str:
    """Say what the numbers rest on, and what is not drawn."""
    return f"{whose_visits(selection, options)} {FEW_IN_BAR}{limits.left_out(frame, 'row', 'row')}"


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw challenges to the left and opportunities to the right, one bar a leader in each row."""
    if frame.empty:
        return theme.figure(height=BAR)
    frame = frame[frame["row"].isin(frame["row"].unique()[: limits.ROWS])]
    unit = Unit(frame["unit"].iloc[0])
    rows = {row: place for place, row in enumerate(frame["row"].unique())}
    n_leaders = frame["position"].nunique()
    names = [in_lines(label, 15) for label in frame.drop_duplicates("row")["label"]]
    tall = max([n_leaders * BAR + 10, *((name.count("<br>") + 1) * LINE + 3 for name in names)])
    margin = {"l": HOST_LABELS, "r": 4, "t": 30 + 20 * n_leaders, "b": 65}
    traces, notes = [], [ABOVE | {"showarrow": False} | heading for heading in HEADINGS]
    for place, (_, own) in enumerate(frame.groupby("position")):
        offset = (place - (n_leaders - 1) / 2) * BAR / tall
        heights = (own["row"].map(rows) + offset).tolist()
        traces += [_bars(own, kind, unit, heights, 0.86 * BAR / tall, theme) for kind in SIDES]
        who: Any = next(own.itertuples())
        said = counted(who.n_all_visits, "visit") + _which_bar(place, n_leaders)
        notes.append(
            note(
                f"<b>■ {as_text(who.leader_name)}</b> ({said})",
                theme.leader(who.position),
                **ABOVE | {"x": 0, "xref": "paper", "xanchor": "left", "align": "left"},
                yshift=26 + 20 * (n_leaders - 1 - place),
            )
        )
    between = {
        "type": "path",
        "xref": "paper",
        "layer": "below",
        "path": "".join(f"M0,{place - 0.5}L1,{place - 0.5}" for place in range(1, len(rows))),
        "line": {"color": theme.grid, "width": 1},
    }
    return theme.figure(
        traces,
        height=len(rows) * tall + margin["t"] + margin["b"],
        margin=margin,
        barmode="overlay",
        showlegend=False,
        annotations=notes,
        shapes=[between] if len(rows) > 1 else [],
        xaxis=_axis(frame, unit, theme),
        yaxis=row_axis(names),
    )


def _bars(
    own: pd.DataFrame,
    kind: StatementKind,
    unit: Unit,
    heights: list[float],
    width: float,
    theme: Theme,
) -> Trace:
    """Return one leader's bars of one kind."""
    values = own[side_column(kind, unit)].astype(float).tolist()
    sign = -1 if kind is StatementKind.CHALLENGE else 1
    colour = theme.leader(int(own["position"].iloc[0]))
    seen = {"marker": {"opacity": 1}, "textfont": {"color": theme.ink}}
    return bar(
        orientation="h",
        x=[sign * value for value in values],
        y=heights,
        width=width,
        marker={
            "color": [theme.ground if few else colour for few in own[f"{SIDES[kind]}_few"]],
            # A bar of no length would leave its outline standing.
            "line": {"color": colour, "width": [1.5 if value else 0 for value in values]},
        },
        text=[unit.written(value) if value else "" for value in values],
        textposition="outside",
        textangle=0,
        constraintext="none",
        cliponaxis=False,
        textfont={"size": 11, "color": theme.ink},
        customdata=[
            [label, f"{name}: {KINDS[kind]}"]
            for label, name in zip(own["label"], own["leader_name"], strict=True)
        ],
        hovertext=[_hover(item, kind) for item in own.itertuples()],
        hovertemplate="%{hovertext}<extra></extra>",
        # A click would dim all other bars and their numbers.
        selected=seen,
        unselected=seen,
    )


def _which_bar(place: int, of: int) -> str:
    # Colour alone must not tell the leaders apart.
    if of == 1:
        return ""
    if of == 2:
        return f", {('upper', 'lower')[place]} bar"
    return f", {ORDINALS[place]} bar" if place < len(ORDINALS) else f", bar {place + 1}"


def _of_kind(number: int, kind: StatementKind) -> str:
    return f"{number:,} {SIDES[kind] if number == 1 else KINDS[kind]}"


def _hover(item: Any, kind: StatementKind) -> str:
    one, many = SIDES[kind], KINDS[kind]
    n_visits = getattr(item, side_column(kind, Unit.VISITS))
    beside = ", ".join(
        unit.counted(getattr(item, side_column(kind, unit))) for unit in (Unit.HOSTS, Unit.DAYS)
    )
    return (
        f"<b>{as_text(item.label)}</b><br>{as_text(item.leader_name)}: "
        f"{_of_kind(getattr(item, f'n_{many}'), kind)} on {n_visits} of "
        f"{counted(item.n_all_visits, 'visit')} ({getattr(item, f'{one}_share'):.0%})"
        f"<br>{beside}"
    )


def _axis(frame: pd.DataFrame, unit: Unit, theme: Theme) -> dict[str, Any]:
    """Return the axis of the two sides."""
    most = [float(frame[side_column(kind, unit)].max()) for kind in SIDES]
    widest = max(most) or 1.0
    # Each side keeps room for its heading and for the number at the end of its longest bar.
    left, right = (max(value, widest * 0.45) + widest * 0.3 for value in most)
    sizes = (0.05, 0.1, 0.2, 0.5) if unit is Unit.SHARE else (1, 2, 5, 10, 20, 50, 100, 200, 500)
    size = next((size for size in sizes if size * 3 >= widest), widest / 2)
    ticks = [size * number for number in range(-int(left / size), int(right / size) + 1)]
    return {
        "range": [-left, right],
        "tickvals": ticks,
        "ticktext": [unit.written(abs(tick)) for tick in ticks],
        "tickangle": 0,
        "title": {"text": TITLES[unit]},
        "zeroline": True,
        "zerolinecolor": theme.muted,
        "zerolinewidth": 1,
    }


def finding(frame: pd.DataFrame) -> str:
    """Name the row and leader with the widest gap, in the unit."""
    if frame.empty:
        return "No challenge and no opportunity matches."
    unit = Unit(frame["unit"].iloc[0])
    left, right = (side_column(kind, unit) for kind in SIDES)
    gaps = (frame[left] - frame[right]).abs()
    most = next(frame[gaps == gaps.max()].itertuples())
    sides = f"{unit.counted(getattr(most, left))} against {unit.written(getattr(most, right))}"
    beside = "" if unit in (Unit.VISITS, Unit.STATEMENTS) else f" ({sides})"
    return (
        f"Challenges against opportunities in this data set, with the widest gap in "
        f"{unit.lower()} at {most.label}, {most.leader_name}, "
        f"{_of_kind(most.n_challenges, StatementKind.CHALLENGE)} on {most.n_challenge_visits} and "
        f"{_of_kind(most.n_opportunities, StatementKind.OPPORTUNITY)} on "
        f"{most.n_opportunity_visits} of {counted(most.n_all_visits, 'visit')}{beside}."
    )


CHART = Chart(
    name="challenges_against_opportunities",
    title="Which come up more often, challenges or opportunities?",
    page="challenges",
    options=CHALLENGE_OPTIONS,
    picks=("row", "column"),
    table=table,
    figure=figure,
    finding=finding,
    basis=basis,
    statements=lambda selection, _: selection.of_kinds(KINDS),
)
