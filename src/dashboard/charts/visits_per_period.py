"""How much travel of each leader falls in each year or quarter, by the visits' first day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.selection import (
    COUNTS,
    Numbers,
    Selection,
    Unit,
    count_each,
    each_pair,
    each_row,
    in_words,
)
from dashboard.charts.theme import Drawing, Theme, as_text, bar

QUESTION = "How much travel falls in each year or quarter?"
UNITS = COUNTS

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


class Per(StrEnum):
    """The length of a period; the value is the label on screen and in shared links."""

    YEAR = "Year"
    QUARTER = "Quarter"


def table(
    selection: Selection,
    per: str = Per.YEAR,
    unit: str = Unit.VISITS,
    start: date | None = None,
    end: date | None = None,
) -> pd.DataFrame:
    """Count the visits that took place by their first day, one row a leader and period.

    `unit` is one of `UNITS`: a period's share of visits would rest on nothing.

    The periods run without a gap from the first to the last day in office that the record
    covers, so that a period without a visit counts 0; `start` and `end`, where the reader
    chose a time, narrow that. A visit outside widens it. Undated visits
    are left out, and so is a leader without a dated visit.

    Columns: leader, leader_name, position (place in the vocabulary), period ("2022", "2022
    Q3"), period_start, n_visits, n_hosts (different ones of the period), n_days (counted whole
    on the first day), n_statements (on the visits), n_in_all (the unit over all periods of
    the leader), partial (bool: the time in office or the record covers only a part of the
    period), covered (in words, for example "from 3 August"; empty where all of it is), titles
    (of the visits), per, unit (what the figure shows).
    """
    visits = selection.took_place.visits[["visit", "leader", "title", "start", "n_days"]]
    visits = visits[visits["start"].notna()]
    numbers = _numbers(visits["start"], per)
    # The leaders, the periods of all, each with its leader, and which of both a visit has.
    leaders: list[tuple[Any, int, pd.Timestamp, pd.Timestamp]] = []
    periods: list[tuple[int, int]] = []
    whose, where = np.zeros_like(numbers), np.zeros_like(numbers)
    for position, who in enumerate(each_row(selection.leaders)):
        own = np.flatnonzero(visits["leader"] == who.leader)
        if not len(own):
            continue
        first = max(who.took_office, pd.Timestamp(start or who.took_office))
        last = min(who.observed_until, pd.Timestamp(end or who.observed_until))
        begin = min(_number(first, per), int(numbers[own].min()))
        until = max(_number(last, per), int(numbers[own].max()))
        whose[own], where[own] = len(leaders), len(periods) + numbers[own] - begin
        periods += [(len(leaders), number) for number in range(begin, until + 1)]
        leaders.append((who, position, first, last))
    of = [leaders[at] for at, _ in periods]
    in_all = _count(Unit(unit), selection, visits, whose, len(leaders))
    covered = [
        _covered(number, per, first, last)
        for (_, number), (_, _, first, last) in zip(periods, of, strict=True)
    ]
    return pd.DataFrame(
        {
            "leader": [who.leader for who, *_ in of],
            "leader_name": [who.name for who, *_ in of],
            "position": [position for _, position, *_ in of],
            "period": [_name(number, per) for _, number in periods],
            "period_start": [_start(number, per) for _, number in periods],
            **{each.column: _count(each, selection, visits, where, len(periods)) for each in UNITS},
            "n_in_all": in_all[[at for at, _ in periods]],
            # Said outright, since a frame without rows knows no types, and a mask has to be bool.
            "partial": np.array([bool(said) for said in covered], dtype=bool),
            "covered": covered,
            "titles": _titles(visits, where, len(periods)),
            "per": str(per),
            "unit": str(unit),
        }
    )


def _count(
    unit: Unit, selection: Selection, visits: pd.DataFrame, group: Numbers, n: int
) -> Numbers:
    """Count in a unit what the visits of each of `n` groups hold; `group` is that of each visit."""
    if unit is Unit.HOSTS:
        # Each host once in a group; the stops of other visits are in one more group.
        groups = np.full(len(visits["visit"].cat.categories), n)
        groups[visits["visit"].cat.codes] = group
        country, countries = pd.factorize(selection.stops["country"])
        of_stops = groups[selection.stops["visit"].cat.codes]
        hosts, _ = each_pair(of_stops, country, len(countries))
        return np.bincount(hosts, minlength=n + 1)[:n]
    weights = None
    if unit is Unit.DAYS:
        weights = visits["n_days"].fillna(0)
    elif unit is Unit.STATEMENTS:
        weights = count_each(selection.statements["visit"], visits["visit"])
    return np.bincount(group, weights, minlength=n).astype(np.int64)


def _titles(visits: pd.DataFrame, group: Numbers, n: int) -> list[str]:
    """Name the visits of each of `n` groups by their titles, the first of them in time."""
    order = np.lexsort((visits["visit"].cat.codes, visits["start"], group))
    sizes = np.bincount(group, minlength=n)
    place = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    titles = iter(visits["title"].iloc[order[place < limits.TITLES]].tolist())
    said = []
    for size in sizes.tolist():
        named = list(islice(titles, min(size, limits.TITLES)))
        rest = size - len(named)
        said.append(", ".join([*named, *([f"and {rest:,} more"] if rest else [])]))
    return said


# A period is a number that counts on from one to the next: the year, or the quarters since 0.


def _numbers(days: pd.Series, per: str) -> Numbers:
    months = days.to_numpy().astype("datetime64[M]").astype(np.int64)
    return 1970 + months // 12 if per == Per.YEAR else 1970 * 4 + months // 3


def _number(day: pd.Timestamp, per: str) -> int:
    return day.year if per == Per.YEAR else day.year * 4 + day.quarter - 1


def _start(number: int, per: str) -> pd.Timestamp:
    year, quarter = (number, 0) if per == Per.YEAR else divmod(number, 4)
    return pd.Timestamp(year, 3 * quarter + 1, 1)


def _name(number: int, per: str) -> str:
    return f"{number}" if per == Per.YEAR else f"{number // 4} Q{number % 4 + 1}"


def _covered(number: int, per: str, first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Say which part of a period lies within the days from first to last."""
    begin, end = _start(number, per), _start(number + 1, per) - pd.Timedelta(days=1)
    if first <= begin and last >= end:
        return ""
    if last < begin:
        return f"after {last:%-d %B %Y}"
    if first > end:
        return f"before {first:%-d %B %Y}"
    parts = [
        f"from {first:%-d %B}" if first > begin else "",
        f"to {last:%-d %B}" if last < end else "",
    ]
    return " ".join(part for part in parts if part)


def basis(frame: pd.DataFrame, on_topics: bool = False) -> str:
    """Count the visits, by leader, and list the periods of which only a part counts.

    `on_topics` where the visits were narrowed to topics.
    """
    visits: dict[str, int] = {}
    parts: dict[str, list[str]] = {}
    for row in each_row(frame):
        visits[row.leader_name] = visits.get(row.leader_name, 0) + row.n_visits
        if row.partial:
            parts.setdefault(row.leader_name, []).append(f"{row.period} ({row.covered})")
    counts = ", ".join(f"{name} {count:,}" for name, count in visits.items())
    which = f"Dated visits that took place{' and touch a chosen topic' if on_topics else ''}"
    of_each = "; ".join(f"{name} {', '.join(periods)}" for name, periods in parts.items())
    partly = f" * Part of the period only, pale: {of_each}." if parts else ""
    return f"{which}: {counts or 'none'}.{_counting(frame)}{partly}"


def _counting(frame: pd.DataFrame) -> str:
    """Say how the unit falls into periods."""
    if frame.empty:
        return ""
    per = Per(frame["per"].iloc[0]).lower()
    return {
        Unit.HOSTS: f" A host country counts once in each {per}.",
        Unit.DAYS: " Days abroad, first and last day included, count whole on a visit’s first day.",
        Unit.STATEMENTS: f" Statements count in the {per} of their visit.",
    }.get(Unit(frame["unit"].iloc[0]), "")


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw a bar a leader and period; those who share a period stand side by side."""
    leaders = [
        [row._asdict() for row in rows]
        for _, rows in groupby(each_row(frame), attrgetter("position"))
    ]
    unit = Unit(leaders[0][0]["unit"]) if leaders else Unit.VISITS
    top = max((row[unit.column] for rows in leaders for row in rows), default=1) or 1
    bars = min(TALLEST, ONE * top)
    a_pixel = top / bars
    head = BRACKET * len(leaders) + 24
    drawing = theme.drawing(height=bars + head + 80)
    drawing.update_layout(barmode="overlay", showlegend=False)
    numbered = len(frame) <= MOST_NUMBERS
    drawing.update_yaxes(
        range=[0, top + head * a_pixel], tickvals=_steps(top), title_text=str(unit),
        showticklabels=not numbered, showgrid=not numbered, zeroline=False,
    )  # fmt: skip
    if frame.empty:
        return drawing.figure()
    per = leaders[0][0]["per"]
    starts = [row["period_start"] for rows in leaders for row in rows]
    periods = range(_number(min(starts), per), _number(max(starts), per) + 1)
    place = {_name(period, per): at for at, period in enumerate(periods)}
    _ticks(drawing, periods, per)
    sharing: dict[str, list[int]] = {}
    for row in chain.from_iterable(leaders):
        sharing.setdefault(row["period"], []).append(row["position"])
    for bracket, rows in enumerate(leaders):
        position = rows[0]["position"]
        colour = theme.leader(position)
        name = as_text(rows[0]["leader_name"])
        slots = [
            (sharing[row["period"]].index(position), len(sharing[row["period"]])) for row in rows
        ]
        width = [0.8 / among for _, among in slots]
        left = [
            place[row["period"]] - 0.4 + at * wide
            for row, (at, _), wide in zip(rows, slots, width, strict=True)
        ]
        numbers = [f"{row[unit.column]:,}{'*' if row['partial'] else ''}" for row in rows]
        drawing.add_trace(
            bar(
                x=left, offset=0, width=width, y=[row[unit.column] for row in rows], name=name,
                marker={"color": colour, "line": {"color": colour, "width": 1.5},
                        "opacity": [0.55 if row["partial"] else 1 for row in rows]},
                text=numbers if numbered else None, textposition="outside",
                textangle=0, cliponaxis=False, textfont={"color": theme.ink, "size": 13},
                customdata=[[row["period"], _hover(row)] for row in rows],
                hovertemplate="%{customdata[1]}<extra></extra>",
            )
        )  # fmt: skip
        _bracket(
            drawing, colour, f"<b>{name}</b>: {unit.counted(rows[0]['n_in_all'])}",
            left[0], left[-1] + width[-1], len(periods),
            top + (head - BRACKET * (bracket + 1) + 2) * a_pixel,
        )  # fmt: skip
    return drawing.figure()


def _steps(top: int) -> list[int]:
    """Give whole numbers for the axis, about five of them."""
    steps = (first * 10**noughts for noughts in range(10) for first in (1, 2, 5))
    step = next(step for step in steps if top / step <= 5)
    return list(range(0, top + 1, step))


def _ticks(drawing: Drawing, periods: range, per: str) -> None:
    """Name the periods; of quarters each gets its digit, and each year's first the year."""
    by_quarter = per == Per.QUARTER
    if by_quarter and len(periods) <= MOST_LABELS:
        seen: set[int] = set()
        names = []
        for period in periods:
            year, quarter = divmod(period, 4)
            names.append(f"{quarter + 1}" + ("" if year in seen else f"<br>{year}"))
            seen.add(year)
        at = list(range(len(periods)))
    else:
        firsts = [at for at, period in enumerate(periods) if not by_quarter or period % 4 == 0]
        if len(firsts) > FEW_LABELS:
            # Round years, and no more than stand side by side on a telephone.
            year_of = {at: periods[at] // 4 if by_quarter else periods[at] for at in firsts}
            step = next(step for step in STEPS if len(firsts) / step <= 6)
            firsts = [at for at in firsts if year_of[at] % step == 0]
        at = firsts
        names = [f"{periods[spot] // 4 if by_quarter else periods[spot]}" for spot in at]
    drawing.update_xaxes(
        showline=True,
        tickvals=at, ticktext=names, tickangle=0, showgrid=False, range=[-0.6, len(periods) - 0.4],
        title_text=f"{'Quarter' if by_quarter else 'Year'} of the visit's first day",
    )  # fmt: skip
    if by_quarter:
        drawing.update_xaxes(tickfont={"size": 11})


def _bracket(
    drawing: Drawing, colour: str, text: str, begin: float, end: float, among: int, at: float
) -> None:
    """Span a leader's periods with a line above the bars, and name it."""
    drawing.add_shape(
        type="line", x0=begin, x1=end, y0=at, y1=at, line={"color": colour, "width": 3}
    )
    late = begin > among / 2
    drawing.add_annotation(
        x=end if late else begin, y=at, xanchor="right" if late else "left", yanchor="bottom",
        text=text, showarrow=False, font={"color": colour, "size": 14},
    )  # fmt: skip


def _hover(row: dict[Any, Any]) -> str:
    covered = f" ({row['covered']})" if row["covered"] else ""
    titles = [as_text(title) for title in row["titles"].split(", ") if title]
    head = f"<b>{as_text(row['leader_name'])}</b>, {row['period']}{covered}"
    return "<br>".join(
        [
            f"{head}: {in_words(row, Unit.VISITS, Unit.HOSTS)}",
            in_words(row, Unit.DAYS, Unit.STATEMENTS),
            *titles,
        ]
    )


def alt(frame: pd.DataFrame) -> str:
    """Say in which period which leader has most of the unit."""
    if frame.empty:
        return "No dated visit that took place matches."
    unit = Unit(frame["unit"].iloc[0])
    # The first of those that have as many.
    most = max(each_row(frame), key=attrgetter(unit.column))
    per = Per(most.per).lower()
    part = f" ({most.covered})" if most.covered else ""
    return (
        f"{unit} by {per} of the visit’s first day and by leader; most in this data set as "
        f"filtered: {most.leader_name} in {most.period}{part}, {getattr(most, unit.column):,}."
    )
