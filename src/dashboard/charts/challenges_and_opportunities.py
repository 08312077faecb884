"""On which topics, or for which hosts, sources report challenges and opportunities."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.selection import (
    ALL_LEADERS,
    FEW_VISITS,
    MAX_LEADERS,
    Rows,
    Selection,
    Unit,
    each_row,
    hosts_of_visits,
    measure,
    rows_of,
    statements_by,
    tally,
)
from dashboard.charts.chart import Chart, Option, Options, filters_of, grouped
from dashboard.charts.theme import Drawing, Theme, as_text, bar, in_lines
from dashboard.model.vocabulary import StatementKind

QUESTION = "Where do sources see challenges, and where opportunities?"
COUNTED = [unit.column for unit in (Unit.STATEMENTS, Unit.VISITS, Unit.HOSTS, Unit.DAYS)]
KINDS = {
    StatementKind.CHALLENGE: "challenges",
    StatementKind.OPPORTUNITY: "opportunities",
}
ROW = 40
"""Pixels that a row takes: two lines of numbers."""
LINE = 17
"""Pixels that one line of a row's name takes."""
NUMBERS = {
    Unit.SHARE: "share of the leader’s visits",
    Unit.VISITS: "visits",
    Unit.HOSTS: "host countries of the visits",
    Unit.DAYS: "days abroad of the visits",
    Unit.STATEMENTS: "statements",
}
"""What the number in bold is, as the key names it."""
KIND_GAP = 0.12
"""Space between the challenges and the opportunities, in columns."""


def row_labels(selection: Selection, rows: str = Rows.TOPICS) -> list[str]:
    """Name every row that the matrix can have: topics in the vocabulary's order, hosts by name."""
    if rows == Rows.HOSTS:
        return sorted(selection.stops["country_name"].unique())
    return [topic.label for topic in selection.head.topics]


def column_labels(selection: Selection) -> list[str]:
    """Name every column that the matrix can have, such as `Raisi: challenges`."""
    names = [who.name for who in selection.head.leaders]
    if len(names) > MAX_LEADERS:
        names = [ALL_LEADERS, *names]
    return [f"{name}: {said}" for said in KINDS.values() for name in names]


def cell(selection: Selection, rows: str, row: str | None, column: str | None) -> Selection:
    """Leave the statements, and their visits, of one cell; None takes the whole row or column."""
    marks = statements_by(selection, rows, KINDS)
    if row is not None:
        marks = marks[marks["label"] == row]
    if column is not None:
        its = [
            (marks["leader"] == who.id) & (marks["kind"] == str(kind))
            for who in selection.head.leaders
            for kind, words in KINDS.items()
            if f"{who.name}: {words}" == column
        ]
        marks = marks[its[0]] if its else marks[:0]
    return selection.keep_only(marks["visit"], marks["statement"])


def describe(held: Selection, selection: Selection, row: str | None, column: str | None) -> str:
    """Say which cell it is and how much it holds, of how many visits of the leader."""
    name = ", ".join(part for part in (row, column) if part)
    of = len(selection.visits)
    if column is not None:
        of = int((selection.visits["leader_name"] == column.rpartition(": ")[0]).sum())
    said = _counted(len(held.statements), "statement")
    return f"{name}: {said} on {len(held.visits)} of {_counted(of, 'visit')}"


def basis(selection: Selection, rows: str, topics_chosen: bool) -> str:
    """Say what the counts and shares rest on."""
    counts = tally(selection.visits["leader"])
    leaders = ", ".join(
        f"{who.name} {_counted(counts[who.id], 'visit')}"
        for who in selection.head.leaders
        if who.id in counts
    )
    said = f"Shares are of each leader’s visits shown ({leaders})."
    if topics_chosen:
        said += " All of these touch a chosen topic, and only their statements on it count."
    if rows == Rows.HOSTS:
        return f"{said} A statement of a visit with several hosts counts for each of those hosts."
    return f"{said} A statement on several topics counts for each of them."


def reading(rows: str, unit: str) -> str:
    """Say which numbers stand in a cell."""
    said = {
        Unit.SHARE: "the share of the leader’s visits with such a statement (a fraction where the "
        "leader has fewer than five) and, below it, the number of these visits",
        Unit.VISITS: "the number of visits with such a statement",
        Unit.HOSTS: "the number of host countries of the visits with such a statement and, below "
        "it, of these visits",
        Unit.DAYS: "the days abroad of the visits with such a statement and, below it, the number "
        "of these visits",
        Unit.STATEMENTS: "the number of statements and, below it, of the visits they are from",
    }[Unit(unit)]
    dash = "; a dash: no visit to the host" if rows == Rows.HOSTS else ""
    return f"In each cell {said}{dash}. The shade is the share of the leader’s visits."


def table(
    selection: Selection,
    rows: str = Rows.TOPICS,
    unit: str = Unit.SHARE,
    row: str | None = None,
    column: str | None = None,
) -> pd.DataFrame:
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
    columns = [
        "row", "label", "leader", "leader_name", "position", "kind", "kind_label", "column",
        *COUNTED, "n_row_visits", "n_all_visits", "share", "few", "chosen", "unit",
    ]  # fmt: skip
    marks = statements_by(selection, rows, KINDS)
    counted = measure(selection, marks, ["row", "leader", "kind"])
    none = dict.fromkeys(COUNTED, 0)
    n_all_visits = tally(selection.visits["leader"])
    going: dict[Any, int] = {}
    if rows == Rows.HOSTS:
        going = hosts_of_visits(selection).groupby(["row", "leader"]).size().to_dict()
    cells: list[dict[str, Any]] = [
        {
            "row": key, "label": label, "leader": who.id, "leader_name": who.name,
            "position": position, "kind": str(kind), "kind_label": kind.label,
            "column": f"{who.name}: {words}", **counted.get((key, who.id, str(kind)), none),
            "n_row_visits":
                going.get((key, who.id), 0) if rows == Rows.HOSTS else n_all_visits[who.id],
            "n_all_visits": n_all_visits[who.id], "unit": str(unit),
        }
        for key, label in rows_of(counted, selection, rows).items()
        for kind, words in KINDS.items()
        for position, who in enumerate(selection.head.leaders)
        if who.id in n_all_visits
    ]  # fmt: skip
    for each in cells:
        each["share"] = each["n_visits"] / each["n_all_visits"]
        each["few"] = each["n_all_visits"] < FEW_VISITS
        each["chosen"] = (each["label"], each["column"]) == (row, column)
    return pd.DataFrame(cells, columns=columns)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _text(item: Any, ink: str, muted: str, short: bool) -> str:
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
    below = f"{item.n_visits}" if short else _counted(item.n_visits, "visit")
    return f"{head}<br><span style='font-size:11px;color:{ink}'>{below}</span>"


def _hover(item: Any) -> str:
    head = f"<b>{as_text(item.label)}</b><br>{as_text(item.column)}<br>"
    if not item.n_row_visits:
        return f"{head}no visit to this host"
    said = (
        f"{head}{_counted(item.n_statements, 'statement')} on {_counted(item.n_visits, 'visit')}"
        f"<br>{item.share:.0%} of the leader’s {_counted(item.n_all_visits, 'visit')}"
        f"<br>{Unit.HOSTS.counted(item.n_hosts)}, {Unit.DAYS.counted(item.n_days)}"
    )
    if item.n_row_visits != item.n_all_visits:
        said += f"<br>({_counted(item.n_row_visits, 'visit')} to this host)"
    return said


def _fill(share: float, top: float, theme: Theme) -> str:
    # The least share must still stand out from a cell that holds nothing.
    return theme.shade(0.12 + 0.88 * share / top) if share else theme.empty


def left_out(frame: pd.DataFrame) -> str:
    """Say how many rows the figure leaves out, because a page holds no more."""
    return limits.left_out(frame, "row", "row")


def _drawn(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave the rows with most statements, which stand first, and the chosen one."""
    rows = frame["row"].unique()
    if len(rows) <= limits.ROWS:
        return frame
    return frame[
        frame["row"].isin(rows[: limits.ROWS])
        | frame["row"].isin(frame.loc[frame["chosen"], "row"])
    ]


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw the cells; the shade is the share of the leader's visits, the numbers the unit."""
    cells = list(each_row(_drawn(frame)))
    labels = {item.row: item.label for item in cells}
    at_row = {row: place for place, row in enumerate(labels)}
    # Of each leader any cell, for what all of them share.
    leaders = sorted({item.position: item for item in cells}.values(), key=lambda it: it.position)
    at_leader = {who.position: place for place, who in enumerate(leaders)}
    width = len(leaders)
    at_kind = {str(kind): place * (width + KIND_GAP) for place, kind in enumerate(KINDS)}
    names = [in_lines(label, 15) for label in labels.values()]
    tall = max([ROW, *((name.count("<br>") + 1) * LINE + 3 for name in names)])
    top = max((item.share for item in cells), default=0.0) or 1.0

    fills = [_fill(item.share, top, theme) for item in cells]
    drawing = theme.drawing(height=10)
    # Cells are bars: the part of Plotly that is sent along has no heat map.
    drawing.add_trace(
        bar(
            orientation="h",
            base=[at_kind[item.kind] + at_leader[item.position] + 0.02 for item in cells],
            x=[0.96] * len(cells),
            y=[at_row[item.row] for item in cells],
            width=0.92,
            marker={
                "color": fills,
                "line": {
                    "color": theme.ink,
                    "width": [3 if item.chosen else 0 for item in cells],
                },
            },
            text=[
                _text(item, theme.ink_on(fill), theme.muted, width > 3)
                for item, fill in zip(cells, fills, strict=True)
            ],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            # Each text has its own colours; without one here Plotly seeks a contrast to each fill.
            textfont={"size": 13, "color": theme.ink},
            customdata=[[item.label, item.column] for item in cells],
            hovertext=[_hover(item) for item in cells],
            hovertemplate="%{hovertext}<extra></extra>",
            # A click would dim every other cell, and the shades are the message.
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
        )
    )
    header = _add_headings(drawing, theme, leaders, at_kind, at_leader)
    unit = Unit(cells[0].unit) if cells else Unit.SHARE
    _add_key(drawing, theme, top, any(who.few for who in leaders), unit)
    margin = {"l": 4, "r": 4, "t": header, "b": 76}
    drawing.update_layout(
        margin=margin,
        height=len(labels) * tall + margin["t"] + margin["b"],
        barmode="overlay",
        showlegend=False,
    )
    drawing.update_xaxes(visible=False, range=[0, 2 * max(width, 1) + KIND_GAP])
    drawing.update_yaxes(
        tickvals=list(at_row.values()),
        ticktext=names,
        range=[len(labels) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
    )
    return drawing.figure()


def _add_headings(
    drawing: Drawing,
    theme: Theme,
    leaders: list[Any],
    at_kind: dict[str, float],
    at_leader: dict[int, int],
) -> int:
    """Name kinds and leaders above the columns; give the pixels that takes."""
    # Three names and more do not fit side by side on a phone: they stand upright there.
    upright = len(leaders) > 2
    tall = max((len(who.leader_name) for who in leaders), default=0) * 7 if upright else 34
    at = {"y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    for kind, start in at_kind.items():
        drawing.add_annotation(
            **at, x=start + len(leaders) / 2, yshift=tall + 4, font={"size": 14},
            text=f"<b>{KINDS[StatementKind(kind)].capitalize()}</b>",
        )  # fmt: skip
        for who in leaders:
            name = as_text(who.leader_name) + ("*" if who.few else "")
            base = "" if upright else (
                f"<br><span style='font-size:11px'>{_counted(who.n_all_visits, 'visit')}</span>"
            )  # fmt: skip
            drawing.add_annotation(
                **at, x=start + at_leader[who.position] + 0.5, text=name + base,
                textangle=-90 if upright else 0,
                font={"size": 12, "color": theme.leader(who.position)},
            )  # fmt: skip
    return tall + 28


def _add_key(drawing: Drawing, theme: Theme, top: float, few: bool, unit: Unit) -> None:
    # In pixels from the left edge of the cells, so that it is the same at every width.
    below = {"xref": "paper", "yref": "paper", "x": 0, "y": 0, "showarrow": False}
    words = (
        f"<b>Number</b>: {NUMBERS[unit]}",
        f"Shade: share of {'visits (* few visits)' if few else 'the leader’s visits'}",
    )
    for line, text in enumerate(words):
        drawing.add_annotation(
            **below, xanchor="left", yanchor="top", yshift=-4 - 18 * line, text=text,
            font={"size": 12, "color": theme.muted},
        )  # fmt: skip
    for place in range(5):
        share = top * place / 4
        fill = _fill(share, top, theme)
        drawing.add_shape(
            type="rect", xref="paper", yref="paper", xsizemode="pixel", ysizemode="pixel",
            xanchor=0, yanchor=0, x0=place * 46 + 1, x1=place * 46 + 44, y0=-46, y1=-68,
            fillcolor=fill, line={"width": 1, "color": theme.grid},
        )  # fmt: skip
        drawing.add_annotation(
            **below, xanchor="center", yanchor="middle", xshift=place * 46 + 22, yshift=-57,
            text=f"{share:.0%}", font={"size": 12, "color": theme.ink_on(fill)},
        )  # fmt: skip


def alt(frame: pd.DataFrame) -> str:
    """Name the cell with most of the unit: of shares, the largest of its leader's visits."""
    if frame.empty:
        return "No challenge and no opportunity matches."
    unit = Unit(frame["unit"].iloc[0])
    most = max(each_row(frame), key=lambda item: (getattr(item, unit.column), item.n_statements))
    lead = "the largest share" if unit is Unit.SHARE else f"most {unit.lower()}"
    own = f"{unit.counted(getattr(most, unit.column))}, " if unit in (Unit.HOSTS, Unit.DAYS) else ""
    return (
        f"Matrix of challenges and opportunities in this data set, with {lead} at {most.label}, "
        f"{most.column}, {own}on {most.n_visits} of {_counted(most.n_all_visits, 'visit')} "
        f"({most.share:.0%}), {_counted(most.n_statements, 'statement')}."
    )


VIEWS = ("Matrix", "Bars")
"""The two forms in which the page draws the same counts: this chart, and the one of bars."""
OPTIONS = (
    Option("rows", "Rows", tuple(Rows)),
    Option("view", "View", VIEWS),
    Option("unit", "Count", tuple(Unit)),
    Option("row", "Row", kind="value"),
    Option("column", "Column", kind="value"),
)


def counting(selection: Selection, options: Options) -> str:
    """Say what the counts and shares of both charts rest on."""
    on_topics = bool(filters_of(selection).topics)
    return basis(grouped(selection), options["rows"], on_topics) + Unit(options["unit"]).note


def _basis(selection: Selection, frame: pd.DataFrame, options: Options) -> str:
    return (
        f"{reading(options['rows'], options['unit'])} {counting(selection, options)}"
        f"{left_out(frame)}"
    )


CHART = Chart(
    name="challenges_and_opportunities",
    title=QUESTION,
    page="challenges",
    options=OPTIONS,
    picks=("row", "column"),
    table=lambda selection, options: table(
        grouped(selection), options["rows"], options["unit"], options["row"], options["column"]
    ),
    figure=figure,
    finding=alt,
    basis=_basis,
    statements=lambda selection, _: selection.of_kinds(KINDS),
)
