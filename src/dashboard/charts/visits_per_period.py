"""How much travel of each leader falls in each year or quarter, by the visits' first day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import capacity
from dashboard.tables import COUNTS, Tables, Unit, count_each, each_row, in_words
from dashboard.theme import Drawing, Theme, as_text, bar

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
    tables: Tables,
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
    counts = [unit.column for unit in UNITS]
    visits = tables.took_place().visits
    visits = visits.loc[visits["start"].notna(), ["visit", "leader", "title", "start", "n_days"]]
    visits = visits.sort_values(["start", "visit"])
    visits["number"] = _numbers(visits["start"], per)
    counted = _counted(tables, visits, ["leader", "number"])
    in_all = _counted(tables, visits, ["leader"])[Unit(unit).column]
    titles = visits.groupby(["leader", "number"])["title"].agg(_titles).to_dict()
    spans: dict[Any, Any] = visits.groupby("leader")["number"].agg(["min", "max"]).T.to_dict()
    rows: list[dict[str, Any]] = []
    for position, who in enumerate(each_row(tables.leaders)):
        if who.leader not in spans:
            continue
        first = max(who.took_office, pd.Timestamp(start or who.took_office))
        last = min(who.observed_until, pd.Timestamp(end or who.observed_until))
        begin = min(_number(first, per), spans[who.leader]["min"])
        until = max(_number(last, per), spans[who.leader]["max"])
        for number in range(begin, until + 1):
            key = (who.leader, number)
            covered = _covered(number, per, first, last)
            rows.append(
                {"leader": who.leader, "leader_name": who.name, "position": position,
                 "period": _name(number, per), "period_start": _start(number, per),
                 **{each: counted[each].get(key, 0) for each in counts},
                 "n_in_all": in_all[who.leader], "partial": bool(covered), "covered": covered,
                 "titles": titles.get(key, ""), "per": str(per), "unit": str(unit)}
            )  # fmt: skip
    columns = [
        "leader", "leader_name", "position", "period", "period_start", *counts, "n_in_all",
        "partial", "covered", "titles", "per", "unit",
    ]  # fmt: skip
    # Said outright, since a frame without rows knows no types, and a mask has to be bool.
    return pd.DataFrame(rows, columns=columns).astype(
        dict.fromkeys(counts, int) | {"partial": bool}
    )


def _counted(tables: Tables, visits: pd.DataFrame, by: list[str]) -> dict[str, dict[Any, int]]:
    """Count in every unit what the visits hold, by column and group."""
    said = count_each(tables.statements["visit"], visits["visit"])
    grouped = visits.assign(n_statements=said).groupby(by[0] if len(by) == 1 else by)
    # Each visit stands here with its hosts, and each host once in a group.
    hosts = tables.stops[["visit", "country"]].merge(visits[["visit", *by]], on="visit")
    hosts = hosts[["country", *by]].drop_duplicates().groupby(by[0] if len(by) == 1 else by)
    return {
        Unit.VISITS.column: grouped.size().to_dict(),
        Unit.HOSTS.column: hosts.size().to_dict(),
        Unit.DAYS.column: grouped["n_days"].sum().astype(int).to_dict(),
        Unit.STATEMENTS.column: grouped["n_statements"].sum().to_dict(),
    }


# A period is a number that counts on from one to the next: the year, or the quarters since 0.


def _numbers(days: pd.Series, per: str) -> pd.Series:
    years = days.dt.year
    return years if per == Per.YEAR else years * 4 + days.dt.quarter - 1


def _number(day: pd.Timestamp, per: str) -> int:
    return day.year if per == Per.YEAR else day.year * 4 + day.quarter - 1


def _start(number: int, per: str) -> pd.Timestamp:
    year, quarter = (number, 0) if per == Per.YEAR else divmod(number, 4)
    return pd.Timestamp(year, 3 * quarter + 1, 1)


def _name(number: int, per: str) -> str:
    return f"{number}" if per == Per.YEAR else f"{number // 4} Q{number % 4 + 1}"


def _titles(titles: pd.Series) -> str:
    named = titles.tolist()
    rest = len(named) - capacity.TITLES
    return ", ".join([*named[: capacity.TITLES], *([f"and {rest:,} more"] if rest > 0 else [])])


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
    leaders = frame.groupby("leader_name", sort=False)
    counts = ", ".join(f"{name} {count:,}" for name, count in leaders["n_visits"].sum().items())
    which = f"Dated visits that took place{' and touch a chosen topic' if on_topics else ''}"
    parts = [
        f"{name} {', '.join(f'{row.period} ({row.covered})' for row in each_row(rows))}"
        for name, rows in frame[frame["partial"]].groupby("leader_name", sort=False)
    ]
    partly = f" * Part of the period only, pale: {'; '.join(parts)}." if parts else ""
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
    leaders: list[tuple[Any, pd.DataFrame]] = list(frame.groupby("position", sort=True))
    unit = Unit(frame["unit"].iloc[0]) if len(frame) else Unit.VISITS
    top = max(int(frame[unit.column].max()), 1) if len(frame) else 1
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
    per = frame["per"].iloc[0]
    starts = frame["period_start"]
    periods = range(_number(starts.min(), per), _number(starts.max(), per) + 1)
    place = {_name(period, per): at for at, period in enumerate(periods)}
    _ticks(drawing, periods, per)
    sharing = frame.groupby("period")["position"].agg(sorted).to_dict()
    for bracket, (position, rows) in enumerate(leaders):
        colour = theme.leader(position)
        name = as_text(rows["leader_name"].iloc[0])
        slots = [
            (sharing[period].index(position), len(sharing[period])) for period in rows["period"]
        ]
        width = [0.8 / among for _, among in slots]
        left = [
            place[period] - 0.4 + at * wide
            for period, (at, _), wide in zip(rows["period"], slots, width, strict=True)
        ]
        values = rows[unit.column].tolist()
        numbers = [
            f"{value:,}{'*' if part else ''}"
            for value, part in zip(values, rows["partial"], strict=True)
        ]
        drawing.add_trace(
            bar(
                x=left, offset=0, width=width, y=values, name=name,
                marker={"color": colour, "line": {"color": colour, "width": 1.5},
                        "opacity": [0.55 if part else 1 for part in rows["partial"]]},
                text=numbers if numbered else None, textposition="outside",
                textangle=0, cliponaxis=False, textfont={"color": theme.ink, "size": 13},
                customdata=[[row["period"], _hover(row)] for row in rows.to_dict("records")],
                hovertemplate="%{customdata[1]}<extra></extra>",
            )
        )  # fmt: skip
        _bracket(
            drawing, colour, f"<b>{name}</b>: {unit.counted(rows['n_in_all'].iloc[0])}",
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
    most = frame.sort_values(unit.column, ascending=False, kind="stable").iloc[0]
    per = Per(most["per"]).lower()
    part = f" ({most['covered']})" if most["covered"] else ""
    return (
        f"{unit} by {per} of the visit’s first day and by leader; most in this data set as "
        f"filtered: {most['leader_name']} in {most['period']}{part}, {most[unit.column]:,}."
    )
