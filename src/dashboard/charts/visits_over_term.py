"""How many visits each leader had made by each day of the term."""

from __future__ import annotations

from html import escape

import pandas as pd
import plotly.graph_objects as go

from dashboard.tables import Tables, each_row
from dashboard.theme import Theme

QUESTION = "How many visits had each leader made by the same day of the term?"
DASHES = ("solid", "dash", "dot", "dashdot")


def table(tables: Tables) -> pd.DataFrame:
    """Count dated visits that took place by day of term, one row a visit and one at each end.

    Columns: leader, leader_name, position (place in the vocabulary), day_of_term, n_visits,
    title, date, last (true on the row where the record of the term ends), end_note.
    """
    visits = tables.took_place().visits.dropna(subset=["start"]).sort_values(["start", "visit"])
    parts: list[pd.DataFrame] = []
    for position, leader in enumerate(each_row(tables.leaders)):
        own = visits[visits["leader"] == leader.leader]
        if own.empty:
            continue
        rows = own[["day_of_term", "title", "start"]].rename(columns={"start": "date"})
        rows = rows.assign(n_visits=range(1, len(rows) + 1), last=False, end_note="")
        total = len(rows)
        left = leader.left_because if isinstance(leader.left_because, str) else ""
        ended = leader.left_office == leader.observed_until
        note = (left or "left office") if ended else "record ends"
        first = pd.DataFrame(
            {"day_of_term": [0], "title": ["Took office"], "date": [leader.took_office],
             "n_visits": [0], "last": [False], "end_note": [""]}
        )  # fmt: skip
        final = pd.DataFrame(
            {"day_of_term": [leader.n_days_observed - 1], "title": [note.capitalize()],
             "date": [leader.observed_until], "n_visits": [total], "last": [True],
             "end_note": [note]}
        )  # fmt: skip
        rows = pd.concat([first, rows, final], ignore_index=True)
        parts.append(rows.assign(leader=leader.leader, leader_name=leader.name, position=position))
    columns = [
        "leader", "leader_name", "position", "day_of_term", "n_visits", "title", "date",
        "last", "end_note",
    ]  # fmt: skip
    if not parts:
        return pd.DataFrame(columns=columns)
    frame = pd.concat(parts, ignore_index=True)
    return frame.assign(day_of_term=frame["day_of_term"].astype(int))[columns]


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw one step line a leader, named at its end."""
    drawing = theme.figure(height=380)
    for leader_name, rows in frame.groupby("leader_name", sort=False):
        position = int(rows["position"].iloc[0])
        colour = theme.leader(position)
        end = rows.iloc[-1]
        shown_name = escape(str(leader_name), quote=False)
        drawing.add_trace(
            go.Scatter(
                x=rows["day_of_term"].tolist(),
                y=rows["n_visits"].tolist(),
                name=shown_name,
                mode="lines",
                line={"shape": "hv", "color": colour, "width": 2.5,
                      "dash": DASHES[position % len(DASHES)]},
                customdata=[
                    [escape(title, quote=False), f"{day:%-d %B %Y}"]
                    for title, day in zip(rows["title"], rows["date"], strict=True)
                ],
                hovertemplate=(
                    # Not the name itself: in a template a name could hold a variable.
                    "<b>%{fullData.name}</b>, day %{x:,}: %{y} visits"
                    "<br>%{customdata[0]}, %{customdata[1]}<extra></extra>"
                ),
            )
        )  # fmt: skip
        drawing.add_annotation(
            x=int(end["day_of_term"]), y=int(end["n_visits"]), xanchor="right", yanchor="bottom",
            text=(
                f"<b>{shown_name}</b>: {end['n_visits']} by day {end['day_of_term']:,}"
                f" ({escape(end['end_note'], quote=False)})"
            ),
            font={"color": colour, "size": 13}, showarrow=False, yshift=4,
        )  # fmt: skip
    top = int(frame["n_visits"].max()) if len(frame) else 1
    drawing.update_layout(showlegend=False)
    drawing.update_xaxes(title_text="Day of term (day 0: took office)", rangemode="tozero")
    drawing.update_yaxes(title_text="Visits so far", range=[0, top * 1.18 + 0.5])
    return drawing


def alt(frame: pd.DataFrame) -> str:
    """Say how many visits each leader had by the last day that all terms share."""
    if frame.empty:
        return "No dated visit matches."
    shared = int(frame.loc[frame["last"], "day_of_term"].min())
    so_far = frame[frame["day_of_term"] <= shared].groupby("leader_name", sort=False)
    counts = so_far["n_visits"].max().sort_values(ascending=False)
    said = ", ".join(f"{name} {count}" for name, count in counts.items())
    return f"Visits made by day {shared:,} of the term: {said}."
