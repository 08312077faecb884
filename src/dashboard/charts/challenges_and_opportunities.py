"""On which topics, or for which hosts, sources report challenges and opportunities."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.metrics import statements_by
from dashboard.analysis.selection import ALL_LEADERS, FEW_VISITS, MAX_LEADERS, Selection
from dashboard.analysis.units import Rows, Unit
from dashboard.analysis.wording import counted
from dashboard.charts.chart import Chart, Options
from dashboard.charts.parts.rows import row_axis
from dashboard.charts.tables import (
    CHALLENGE_OPTIONS,
    KINDS,
    challenges,
    visits_to_row,
    whose_visits,
)
from dashboard.charts.theme import (
    ABOVE,
    HOST_LABELS,
    NEVER_DIMMED,
    Theme,
    Trace,
    as_text,
    bar,
    in_lines,
    note,
)
from dashboard.model.vocabulary import StatementKind

ROW_HEIGHT = 40
"""Pixels that a row takes: two lines of numbers."""
LINE = 17
"""Pixels that one line of a row's name takes."""
KIND_GAP = 0.12
"""Space between the challenges and the opportunities, in columns."""
NUMBERS = {
    Unit.SHARE: "share of the leader’s visits",
    Unit.VISITS: "visits",
    Unit.HOSTS: "host countries of the visits",
    Unit.DAYS: "days abroad of the visits",
    Unit.STATEMENTS: "statements",
}
"""What the number in bold is, as the key names it."""
IN_PIXELS = {
    "type": "rect",
    **dict.fromkeys(["xref", "yref"], "paper"),
    **dict.fromkeys(["xsizemode", "ysizemode"], "pixel"),
    **dict.fromkeys(["xanchor", "yanchor"], 0),
    "y0": -46,
    "y1": -68,
}
"""A rectangle of the key below the cells, the same at every width."""
IN_A_CELL = {
    Unit.SHARE: "the share of the leader’s visits with such a statement (a fraction where the "
    "leader has fewer than five) and, below it, the number of these visits",
    Unit.VISITS: "the number of visits with such a statement",
    Unit.HOSTS: "the number of host countries of the visits with such a statement and, below "
    "it, of these visits",
    Unit.DAYS: "the days abroad of the visits with such a statement and, below it, the number "
    "of these visits",
    Unit.STATEMENTS: "the number of statements and, below it, of the visits they are from",
}


def row_labels(selection: Selection, rows: str = Rows.TOPICS) -> list[str]:
    """Return the name of every row that the matrix can have: topics in the vocabulary's order,
    hosts by name.
    """
    if rows == Rows.HOSTS:
        return sorted(selection.stops["country_name"].unique())
    return [topic.label for topic in selection.head.topics]


def column_labels(selection: Selection) -> list[str]:
    """Return the name of every column that the matrix can have, such as `Raisi: challenges`."""
    names = [who.name for who in selection.head.leaders]
    if len(names) > MAX_LEADERS:
        names = [ALL_LEADERS, *names]
    return [f"{name}: {said}" for said in KINDS.values() for name in names]


def cell(selection: Selection, rows: str, row: str | None, column: str | None) -> Selection:
    """Return the statements, and their visits, of one cell; None takes the whole row or column."""
    shown = selection.grouped
    marks = statements_by(shown, rows, KINDS)
    if row is not None:
        marks = marks[marks["label"] == row]
    if column is not None:
        names = marks["leader"].astype(str).map({who.id: who.name for who in shown.head.leaders})
        kinds = marks["kind"].astype(str).map({str(kind): said for kind, said in KINDS.items()})
        marks = marks[names.astype(str) + ": " + kinds.astype(str) == column]
    return selection.keep_only(marks["visit"], marks["statement"])


def describe(held: Selection, selection: Selection, row: str | None, column: str | None) -> str:
    """Say which cell it is and how much it holds, of how many visits of the leader."""
    name = ", ".join(part for part in (row, column) if part)
    visits = selection.grouped.visits
    n_visits = len(visits)
    if column is not None:
        n_visits = int((visits["leader_name"] == column.rpartition(": ")[0]).sum())
    said = counted(len(held.statements), "statement")
    return f"{name}: {said} on {len(held.visits)} of {counted(n_visits, 'visit')}"


def basis(selection: Selection, frame: pd.DataFrame, options: Options) -> str:
    """Say which numbers stand in a cell, what they rest on, and what is not drawn."""
    dash = "; a dash: no visit to the host" if options["rows"] == Rows.HOSTS else ""
    return (
        f"In each cell {IN_A_CELL[Unit(options['unit'])]}{dash}. The shade is the share of the "
        f"leader’s visits. {whose_visits(selection, options)}"
        f"{limits.left_out(frame, 'row', 'row')}"
    )


def table(selection: Selection, options: Options) -> pd.DataFrame:
    """Count each cell in every unit, zeros included, most statements first.

    A row without any challenge or opportunity and a leader without visits are left out.

    Columns: row (topic or alpha-3 code), label, leader, leader_name, position (place in the
    vocabulary), kind, kind_label, column (`Raisi: challenges`), n_statements, n_visits
    (visits with such a statement), n_hosts and n_days (host countries and days abroad of these
    visits), n_row_visits (visits of the leader that could have one:
    all, or those to the host), n_all_visits (of the leader), share (n_visits of
    n_all_visits), few (bool: the leader has fewer than five visits), chosen (bool: the cell
    that `row` and `column` name), unit (what the figure shows).
    """
    frame = challenges(selection, options)
    words = frame["kind"].map({str(kind): said for kind, said in KINDS.items()})
    frame = frame.assign(
        column=frame["leader_name"] + ": " + words,
        n_row_visits=visits_to_row(selection, frame, options["rows"]),
        few=frame["n_all_visits"] < FEW_VISITS,
    )
    chosen = (frame["label"] == options["row"]) & (frame["column"] == options["column"])
    columns = [
        "row", "label", "leader", "leader_name", "position", "kind", "kind_label", "column",
        "n_statements", "n_visits", "n_hosts", "n_days", "n_row_visits", "n_all_visits", "share",
        "few", "chosen", "unit",
    ]  # fmt: skip
    return frame.assign(chosen=chosen)[columns]


def _most(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with most statements, which stand first, and the chosen one."""
    rows = frame["row"].unique()[: limits.ROWS]
    return frame[frame["row"].isin(rows) | frame["row"].isin(frame.loc[frame["chosen"], "row"])]


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw the cells; the shade is the share of the leader's visits, the numbers the unit."""
    if frame.empty:
        return theme.figure(height=ROW_HEIGHT)
    frame = _most(frame)
    rows = {row: place for place, row in enumerate(frame["row"].unique())}
    names = [in_lines(label, 15) for label in frame.drop_duplicates("row")["label"]]
    tall = max([ROW_HEIGHT, *((name.count("<br>") + 1) * LINE + 3 for name in names)])
    leaders = frame.drop_duplicates("position").sort_values("position")
    # Three names and more do not fit side by side on a phone: they stand upright there.
    upright = len(leaders) > 2
    head = 7 * int(leaders["leader_name"].str.len().max()) if upright else 34
    starts = {str(kind): place * (len(leaders) + KIND_GAP) for place, kind in enumerate(KINDS)}
    places = {position: place for place, position in enumerate(leaders["position"])}
    frame = frame.assign(
        y=frame["row"].map(rows), x=frame["kind"].map(starts) + frame["position"].map(places)
    )
    top = float(frame["share"].max()) or 1.0
    notes, shades = _key(frame, top, theme)
    margin = {"l": HOST_LABELS, "r": 4, "t": head + 28, "b": 76}
    return theme.figure(
        [_cells(frame, top, len(leaders) > 3, theme)],
        height=len(rows) * tall + margin["t"] + margin["b"],
        margin=margin,
        barmode="overlay",
        showlegend=False,
        annotations=[*_headings(leaders, starts, head, upright, theme), *notes],
        shapes=shades,
        xaxis={"visible": False, "range": [0, 2 * len(leaders) + KIND_GAP]},
        yaxis=row_axis(names),
    )


def _cells(frame: pd.DataFrame, top: float, short: bool, theme: Theme) -> Trace:
    """Return the cells as bars: the part of Plotly that is sent along has no heat map."""
    fills = [_fill(share, top, theme) for share in frame["share"]]
    cells = list(frame.itertuples())
    return bar(
        orientation="h",
        base=(frame["x"] + 0.02).tolist(),
        x=[0.96] * len(frame),
        y=frame["y"].tolist(),
        width=0.92,
        marker={
            "color": fills,
            "line": {"color": theme.ink, "width": [3 if each.chosen else 0 for each in cells]},
        },
        text=[
            _text(each, theme.ink_on(fill), theme.muted, short)
            for each, fill in zip(cells, fills, strict=True)
        ],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        # Each text has its own colours; without one here Plotly seeks a contrast to each fill.
        textfont={"size": 13, "color": theme.ink},
        customdata=[[each.label, each.column] for each in cells],
        hovertext=[_hover(each) for each in cells],
        hovertemplate="%{hovertext}<extra></extra>",
        **NEVER_DIMMED,
    )


def _fill(share: float, top: float, theme: Theme) -> str:
    # The least share must still stand out from a cell that holds nothing.
    return theme.shade(0.12 + 0.88 * share / top) if share else theme.empty


def _text(item: Any, ink: str, muted: str, short: bool) -> str:
    """Return the number of a cell, with its visits below it."""
    if not item.n_statements:
        return f"<span style='color:{muted}'>{'0' if item.n_row_visits else '–'}</span>"
    unit = Unit(item.unit)
    number = unit.written(getattr(item, unit.column))
    if unit is Unit.SHARE and item.few:
        # A percentage of three visits would claim more than it knows.
        number = f"{item.n_visits}/{item.n_all_visits}"
    # The colour stands in the text, because a click dims the trace's own text.
    head = f"<span style='color:{ink}'><b>{number}</b></span>"
    if unit is Unit.VISITS:
        return head
    below = f"{item.n_visits}" if short else counted(item.n_visits, "visit")
    return f"{head}<br><span style='font-size:11px;color:{ink}'>{below}</span>"


def _hover(item: Any) -> str:
    head = f"<b>{as_text(item.label)}</b><br>{as_text(item.column)}<br>"
    if not item.n_row_visits:
        return f"{head}no visit to this host"
    said = (
        f"{head}{counted(item.n_statements, 'statement')} on {counted(item.n_visits, 'visit')}"
        f"<br>{item.share:.0%} of the leader’s {counted(item.n_all_visits, 'visit')}"
        f"<br>{Unit.HOSTS.counted(item.n_hosts)}, {Unit.DAYS.counted(item.n_days)}"
    )
    if item.n_row_visits != item.n_all_visits:
        said += f"<br>({counted(item.n_row_visits, 'visit')} to this host)"
    return said


def _headings(
    leaders: pd.DataFrame, starts: dict[str, float], head: int, upright: bool, theme: Theme
) -> list[dict[str, Any]]:
    """Return the names of the kinds, and of the leaders, above the columns."""
    notes: list[dict[str, Any]] = []
    people: list[Any] = list(leaders.itertuples())
    for kind, start in starts.items():
        words = f"<b>{KINDS[StatementKind(kind)].capitalize()}</b>"
        middle = start + len(leaders) / 2
        notes.append(note(words, theme.ink, 14, x=middle, yshift=head + 4, **ABOVE))
        for place, who in enumerate(people):
            visits = counted(who.n_all_visits, "visit")
            below = "" if upright else f"<br><span style='font-size:11px'>{visits}</span>"
            notes.append(
                note(
                    as_text(who.leader_name) + ("*" if who.few else "") + below,
                    theme.leader(who.position),
                    12,
                    x=start + place + 0.5,
                    textangle=-90 if upright else 0,
                    **ABOVE,
                )
            )
    return notes


def _key(
    frame: pd.DataFrame, top: float, theme: Theme
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return texts and rectangles that explain number and shade below the cells.

    They are placed in pixels, so that they are the same at every width.
    """
    below = {"xref": "paper", "yref": "paper", "x": 0, "y": 0}
    whose = "visits (* few visits)" if frame["few"].any() else "the leader’s visits"
    words = (
        f"<b>Number</b>: {NUMBERS[Unit(frame['unit'].iloc[0])]}",
        f"Shade: share of {whose}",
    )
    left = below | {"xanchor": "left", "yanchor": "top"}
    notes = [
        note(text, theme.muted, 12, yshift=-4 - 18 * line, **left)
        for line, text in enumerate(words)
    ]
    centred = below | {"xanchor": "center", "yanchor": "middle"}
    shades, line = [], {"width": 1, "color": theme.grid}
    for place in range(5):
        share = top * place / 4
        fill = _fill(share, top, theme)
        ends = {"x0": place * 46 + 1, "x1": place * 46 + 44}
        shades.append(IN_PIXELS | ends | {"fillcolor": fill, "line": line})
        at = centred | {"xshift": place * 46 + 22, "yshift": -57}
        notes.append(note(f"{share:.0%}", theme.ink_on(fill), 12, **at))
    return notes, shades


def finding(frame: pd.DataFrame) -> str:
    """Name the cell with most of the unit: of shares, the largest of its leader's visits."""
    if frame.empty:
        return "No challenge and no opportunity matches."
    unit = Unit(frame["unit"].iloc[0])
    ranked = frame.sort_values([unit.column, "n_statements"], ascending=False, kind="stable")
    most: Any = next(ranked.itertuples())
    lead = "the largest share" if unit is Unit.SHARE else f"most {unit.lower()}"
    own = f"{unit.counted(getattr(most, unit.column))}, " if unit in (Unit.HOSTS, Unit.DAYS) else ""
    return (
        f"Matrix of challenges and opportunities in this data set, with {lead} at {most.label}, "
        f"{most.column}, {own}on {most.n_visits} of {counted(most.n_all_visits, 'visit')} "
        f"({most.share:.0%}), {counted(most.n_statements, 'statement')}."
    )


CHART = Chart(
    name="challenges_and_opportunities",
    title="Where do sources see challenges, and where opportunities?",
    page="challenges",
    options=CHALLENGE_OPTIONS,
    picks=("row", "column"),
    table=table,
    figure=figure,
    finding=finding,
    basis=basis,
    statements=lambda selection, _: selection.of_kinds(KINDS),
)
