"""How much travel of each leader falls in each year or quarter, by the visits' first day."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.selection import Selection
from dashboard.analysis.units import COUNTS, Unit, in_words
from dashboard.analysis.wording import day
from dashboard.charts.chart import Chart, Option, Options
from dashboard.charts.parts.leaders import charted_leaders, counted_visits, stops_that_took_place
from dashboard.charts.theme import HOVER, Theme, Trace, as_text, bar, note

MOST_LABELS = 24
"""With more periods than this, only some are named on the axis."""
FEW_LABELS = 12
"""Of more years than this, only round ones are named."""
STEPS = (5, 10, 20, 25, 50, 100, 200, 500, 1_000)
MOST_NUMBERS = 40
"""With more bars than this, the numbers stand in the hover text alone."""
BRACKET = 24
"""The height of a leader's line above the bars, in pixels."""
TALLEST = 230
"""The height of the tallest bar, in pixels; of few visits a bar is lower."""
ONE = 46
"""The most that one of the unit adds to a bar, in pixels."""
BETWEEN = "; "
"""What stands between two titles, which have commas of their own."""

COUNT_COLUMNS = [unit.column for unit in COUNTS]
COLUMNS = [
    *("leader", "leader_name", "position", "period", "period_start", *COUNT_COLUMNS, "n_in_all"),
    *("partial", "covered", "titles", "per", "unit"),
]


class Per(StrEnum):
    """The length of a period; the value is the label on screen and in shared links."""

    YEAR = "Year"
    QUARTER = "Quarter"


FREQUENCIES = {Per.YEAR: "Y", Per.QUARTER: "Q"}
"""What pandas calls them."""


def table(selection: Selection, options: Options) -> pd.DataFrame:
    """Return the numbers of visits that took place by their first day, one row a leader and period.

    The periods run without a gap from the first to the last day in office that the record
    covers, so that a period without a visit counts 0; where the reader chose a time, it narrows
    them. A visit outside widens them. Undated visits are left out, and so is a leader without a
    dated visit.

    Columns: leader, leader_name, position (place in the vocabulary), period ("2022", "2022
    Q3"), period_start, n_visits, n_hosts (different ones of the period), n_days (counted whole
    on the first day), n_statements (on the visits), n_in_all (the unit over all periods of
    the leader), partial (bool: the time in office or the record covers only a part of the
    period), covered (in words, for example "from 3 August"; empty where all of it is), titles
    (of the visits), per, unit (what the figure shows).
    """
    per, unit = Per(options["per"]), Unit(options["count"])
    visits = counted_visits(selection).dropna(subset="start").sort_values(["start", "visit"])
    visits = visits.assign(period=visits["start"].dt.to_period(FREQUENCIES[per]))
    stops = stops_that_took_place(selection)[["visit", "country"]]
    hosts = stops.merge(visits[["visit", "leader", "period"]], on="visit")
    by = ["leader", "period"]
    counts = visits.groupby(by)[["n_visits", "n_days", "n_statements"]].sum()
    counts["n_hosts"] = hosts.groupby(by)["country"].nunique()
    in_all = visits.groupby("leader")[["n_visits", "n_days", "n_statements"]].sum()
    in_all["n_hosts"] = hosts.groupby("leader")["country"].nunique()
    counts["titles"] = visits.groupby(by)["title"].agg(_titles)
    periods = _periods(selection, visits, per)
    frame = periods.merge(counts, how="left", left_on=by, right_index=True)
    return frame.fillna({"titles": "", **dict.fromkeys(COUNT_COLUMNS, 0)}).assign(
        **{name: frame[name].fillna(0).astype(int) for name in COUNT_COLUMNS},
        n_in_all=frame["leader"].map(in_all[unit.column]).astype(int),
        period_start=frame["period"].dt.start_time,
        period=[_name(period, per) for period in frame["period"]],
        per=str(per),
        unit=str(unit),
    )[COLUMNS]


def _periods(selection: Selection, visits: pd.DataFrame, per: Per) -> pd.DataFrame:
    """Return the periods of each leader with a visit, and which part of them is covered.

    Columns: leader, leader_name, position, period, partial, covered.
    """
    filters, frequency, rows = selection.filters, FREQUENCIES[per], []
    leaders: Any = charted_leaders(selection).itertuples()
    for leader in leaders:
        begun = visits.loc[visits["leader"] == leader.leader, "period"]
        if begun.empty:
            continue
        first = max(leader.took_office, pd.Timestamp(filters.start or leader.took_office))
        last = min(leader.observed_until, pd.Timestamp(filters.end or leader.observed_until))
        low, high = (when.to_period(frequency) for when in (first, last))
        for period in pd.period_range(min(low, begun.min()), max(high, begun.max())):
            covered = _covered(period, first, last)
            rows.append(
                (leader.leader, leader.name, leader.position, period, bool(covered), covered)
            )
    columns = ["leader", "leader_name", "position", "period", "partial", "covered"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"period": f"period[{frequency}]", "partial": bool})


def _covered(period: pd.Period, first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return in words which part of a period lies within the days from first to last."""
    begin, end = period.start_time, period.end_time.normalize()
    if last < begin:
        return f"after {day(last)}"
    if first > end:
        return f"before {day(first)}"
    parts = [f"from {first.day} {first:%B}"] if first > begin else []
    return " ".join([*parts, f"to {last.day} {last:%B}"] if last < end else parts)


def _name(period: pd.Period, per: Per) -> str:
    return f"{period.year}" if per is Per.YEAR else f"{period.year} Q{period.quarter}"


def _titles(titles: pd.Series) -> str:
    """Return the first titles of a period in one text, and how many more there are."""
    rest = len(titles) - limits.TITLES
    more = [f"and {rest:,} more"] if rest > 0 else []
    return BETWEEN.join([*titles.head(limits.TITLES), *more])


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Return a bar a leader and period; those who share a period stand side by side."""
    if frame.empty:
        return theme.figure(height=BRACKET + 104)
    unit, per = Unit(frame["unit"].iloc[0]), Per(frame["per"].iloc[0])
    top = int(frame[unit.column].max()) or 1
    bars = min(TALLEST, ONE * top)
    leaders = [rows for _, rows in _placed(frame, per).groupby("position")]
    head = BRACKET * len(leaders) + 24
    a_pixel = top / bars
    numbered = len(frame) <= MOST_NUMBERS
    starts = frame["period_start"]
    periods = pd.period_range(starts.min(), starts.max(), freq=FREQUENCIES[per])
    shapes, notes = [], []
    for number, rows in enumerate(leaders):
        height = top + (head - BRACKET * (number + 1) + 2) * a_pixel
        line, name = _bracket(rows, unit, height, len(periods), theme)
        shapes.append(line)
        notes.append(name)
    return theme.figure(
        [_bars(rows, unit, numbered, theme) for rows in leaders],
        height=bars + head + 80,
        margin={"l": 28 if numbered else 60, "b": 64 if per is Per.QUARTER else 48},
        barmode="overlay",
        showlegend=False,
        shapes=shapes,
        annotations=notes,
        xaxis=_time_axis(periods, per),
        yaxis={
            "title": {"text": str(unit)},
            "range": [0, top + head * a_pixel],
            "tickvals": _steps(top),
            "showticklabels": not numbered,
            "showgrid": not numbered,
            "zeroline": False,
            "automargin": False,
        },
    )


def _placed(frame: pd.DataFrame, per: Per) -> pd.DataFrame:
    """Return the rows with the left edge and the width of their bars, in periods."""
    periods = frame["period_start"].dt.to_period(FREQUENCIES[per])
    spots = pd.period_range(periods.min(), periods.max()).get_indexer(periods)
    sharing = frame.groupby("period")["leader"]
    width = 0.8 / sharing.transform("size")
    return frame.assign(left=spots - 0.4 + sharing.cumcount() * width, width=width)


def _bars(rows: pd.DataFrame, unit: Unit, numbered: bool, theme: Theme) -> Trace:
    colour = theme.leader(rows["position"].iloc[0])
    partial = rows["partial"]
    numbers = [
        f"{number:,}{'*' if part else ''}"
        for number, part in zip(rows[unit.column], partial, strict=True)
    ]
    return bar(
        x=rows["left"].tolist(),
        offset=0,
        width=rows["width"].tolist(),
        y=rows[unit.column].tolist(),
        name=as_text(rows["leader_name"].iloc[0]),
        marker={
            "color": colour,
            "line": {"color": colour, "width": 1.5},
            "opacity": [0.55 if part else 1 for part in partial],
        },
        text=numbers if numbered else None,
        textposition="outside",
        textangle=0,
        cliponaxis=False,
        textfont={"color": theme.ink, "size": 13},
        customdata=[[row["period"], _hover(row)] for row in rows.to_dict("records")],
        hovertemplate=HOVER,
    )


def _bracket(
    rows: pd.DataFrame, unit: Unit, height: float, n_periods: int, theme: Theme
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the line above the bars that spans a leader's periods, and the name on it."""
    one, last = rows.iloc[0], rows.iloc[-1]
    begin, end = one["left"], last["left"] + last["width"]
    colour = theme.leader(one["position"])
    is_late = begin > n_periods / 2
    line = {"color": colour, "width": 3}
    shape = {"type": "line", "x0": begin, "x1": end, "y0": height, "y1": height, "line": line}
    text = f"<b>{as_text(one['leader_name'])}</b>: {unit.counted(one['n_in_all'])}"
    side = {"x": end, "xanchor": "right"} if is_late else {"x": begin, "xanchor": "left"}
    return shape, note(text, colour, 14, y=height, yanchor="bottom", **side)


def _steps(top: int) -> list[int]:
    """Return whole numbers for the axis, about five of them."""
    steps = (first * 10**noughts for noughts in range(10) for first in (1, 2, 5))
    step = next(step for step in steps if top / step <= 5)
    return list(range(0, top + 1, step))


def _time_axis(periods: pd.PeriodIndex, per: Per) -> dict[str, Any]:
    """Return the axis of periods: of quarters each has its digit, the first of a year the year."""
    numbered = list(enumerate(periods))
    if per is Per.QUARTER and len(periods) <= MOST_LABELS:
        named = [
            (at, f"{one.quarter}" + (f"<br>{one.year}" if at == 0 or one.quarter == 1 else ""))
            for at, one in numbered
        ]
    else:
        years = [(at, one.year) for at, one in numbered if one.start_time.month == 1]
        # Round years, and no more than stand side by side on a telephone.
        step = (
            next(step for step in STEPS if len(years) / step <= 6) if len(years) > FEW_LABELS else 1
        )
        named = [(at, str(year)) for at, year in years if year % step == 0]
    return {
        "title": {"text": f"{per} of the visit's first day"},
        "tickvals": [at for at, _ in named],
        "ticktext": [name for _, name in named],
        "tickangle": 0,
        "tickfont": {"size": 11} if per is Per.QUARTER else None,
        "range": [-0.6, len(periods) - 0.4],
        "showline": True,
        "showgrid": False,
        "automargin": False,
    }


def _hover(row: dict[Any, Any]) -> str:
    covered = f" ({row['covered']})" if row["covered"] else ""
    name = f"<b>{as_text(row['leader_name'])}</b>, {row['period']}{covered}"
    titles = [as_text(title) for title in row["titles"].split(BETWEEN) if title]
    return "<br>".join(
        [
            f"{name}: {in_words(row, Unit.VISITS, Unit.HOSTS)}",
            in_words(row, Unit.DAYS, Unit.STATEMENTS),
            *titles,
        ]
    )


def finding(frame: pd.DataFrame) -> str:
    """Return in which period which leader has most of the unit."""
    if frame.empty:
        return "No dated visit that took place matches."
    unit = Unit(frame["unit"].iloc[0])
    most = frame.iloc[frame[unit.column].argmax()]
    part = f" ({most['covered']})" if most["covered"] else ""
    return (
        f"{unit} by {most['per'].lower()} of the visit’s first day and by leader; most in this "
        f"data set as filtered: {most['leader_name']} in {most['period']}{part}, "
        f"{most[unit.column]:,}."
    )


def basis(selection: Selection, frame: pd.DataFrame, options: Options) -> str:
    """Return the visits by leader, how the unit counts, and the periods counted in part."""
    on_topics = " and touch a chosen topic" if selection.filters.topics else ""
    visits = frame.groupby("leader_name", sort=False)["n_visits"].sum()
    said = ", ".join(f"{name} {number:,}" for name, number in visits.items())
    per = Per(options["per"]).lower()
    counting = {
        Unit.HOSTS: f" A host country counts once in each {per}.",
        Unit.DAYS: " Days abroad, first and last day included, count whole on a visit’s first day.",
        Unit.STATEMENTS: f" Statements count in the {per} of their visit.",
    }.get(options["count"], "")
    parts = "; ".join(
        f"{name} " + ", ".join(f"{row.period} ({row.covered})" for row in rows.itertuples())
        for name, rows in frame[frame["partial"]].groupby("leader_name", sort=False)
    )
    partly = f" * Part of the period only, pale: {parts}." if parts else ""
    return f"Dated visits that took place{on_topics}: {said or 'none'}.{counting}{partly}"


CHART = Chart(
    name="visits_per_period",
    title="How much travel falls in each year or quarter?",
    page="timeline",
    options=(Option("per", "Per", tuple(Per)), Option("count", "Count", COUNTS)),
    table=table,
    figure=figure,
    finding=finding,
    basis=basis,
    statements=lambda selection, _: selection,
)
