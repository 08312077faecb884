"""Rules of visits, their statements and their sources that take more than a comparison."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from dashboard.dataset.draft import Fault
from dashboard.dataset.messages import did_you_mean
from dashboard.dataset.rules.rule import Checked, Row, at, is_known, rule
from dashboard.model.records import MAX_STATEMENT_WORDS
from dashboard.model.vocabulary import TOOK_PLACE, Status

# What separates words, spelt out: Arrow's regular expressions know no white space but ASCII's.
_SPACE = " \t\n\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_TOO_LONG = rf"(?:[^{_SPACE}]+[{_SPACE}]+){{{MAX_STATEMENT_WORDS}}}[^{_SPACE}]"


def _only_one(parts: Checked, table: str, first: str, second: str) -> Iterator[Fault]:
    """Yield the rows that have one of two columns, at the one that they lack."""
    rows = parts[table]
    for given, absent in ((first, second), (second, first)):
        told = f"`{given}` is given and `{absent}` is null; give both, or neither"
        yield from at(rows, is_known(rows[given]) & ~is_known(rows[absent]), absent, told)


@rule
def place_with_only_one_coordinate(parts: Checked) -> Iterator[Fault]:
    """A place's coordinates are known or they are not."""
    return _only_one(parts, "places", "latitude", "longitude")


@rule
def visit_has_only_one_of_start_and_end(parts: Checked) -> Iterator[Fault]:
    """The days of a visit are known or they are not."""
    return _only_one(parts, "visits", "start", "end")


@rule
def visit_outside_the_time_in_office(parts: Checked) -> Iterator[Fault]:
    """A leader travels as a leader; a cancelled visit may have been set for any day."""
    visits = parts["visits"]
    took_place = visits["status"] != Status.CANCELLED
    for column, limit, wrong, told in (
        ("start", "took_office", np.less, "before {leader_name} took"),
        ("end", "left_office", np.greater, "after {leader_name} left"),
    ):
        outside = took_place & wrong(visits[column], visits[f"leader_{limit}"])
        told = f"{{{column}}} is {told} office, {{leader_{limit}}}; correct the date or the leader"
        yield from at(visits, outside, column, told)


@rule
def visits_at_the_same_time(parts: Checked) -> Iterator[Fault]:
    """Nobody is on two journeys at once; one may end on the day on which the next begins."""
    visits = parts["visits"]
    start, end, status = visits["start"], visits["end"], visits["status"]
    dated = ~np.isnat(start) & ~np.isnat(end) & np.isin(status, [str(one) for one in TOOK_PLACE])
    leader = visits.frame["leader"].cat.codes.to_numpy()
    ends = end.astype("int64").tolist()
    # The visit that ends last of all that the leader began before this one.
    other = np.full(len(visits), -1)
    last: dict[Any, int] = {}
    for place in np.lexsort((end, start, leader)).tolist():
        if not dated[place]:
            continue
        before = last.setdefault(leader[place], place)
        if before != place:
            other[place] = before
        if ends[place] >= ends[before]:
            last[leader[place]] = place
    same = (start == start[other]) & (end == end[other])
    return at(
        visits,
        (other >= 0) & (same | (start < end[other])),
        "start",
        "{start} to {end} overlaps with the visit {other_id}, {other_start} to "
        "{other_end}, of the same leader; correct the dates, or join the two",
        other_id=visits["id"][other],
        other_start=start[other],
        other_end=end[other],
    )


@rule
def visit_after_the_as_of_date(parts: Checked) -> Iterator[Fault]:
    """What lies ahead is planned (or was called off)."""
    as_of, visits = parts.parts.head.as_of, parts["visits"]
    start, end = visits["start"], visits["end"]
    told = (
        f"{{day}} is after `as_of`, {as_of}, and the visit is {{status}}; "
        "make it planned, correct the date, or move `as_of` on"
    )
    may_be = np.isin(visits["status"], [str(Status.PLANNED), str(Status.CANCELLED)])
    yield from at(visits, (end > np.datetime64(as_of)) & ~may_be, "end", told, day=end)
    ahead = np.isnat(end) & (start > np.datetime64(as_of))
    yield from at(visits, ahead & ~may_be, "start", told, day=start)


@rule
def planned_visit_in_the_past(parts: Checked) -> Iterator[Fault]:
    """What is planned is still ahead."""
    as_of, visits = parts.parts.head.as_of, parts["visits"]
    return at(
        visits,
        (visits["start"] < np.datetime64(as_of)) & (visits["status"] == Status.PLANNED),
        "status",
        f"the visit is planned, and its start, {{start}}, is before `as_of`, {as_of}; "
        "find out what became of it and give it that status",
    )


@rule
def stop_outside_the_visit(parts: Checked) -> Iterator[Fault]:
    """The days of a stop are among the days of its visit."""
    stops = parts["stops"]
    start, end = stops["visit_start"], stops["visit_end"]
    for column in ("arrival", "departure"):
        day = stops[column]
        told = (
            f"{{{column}}} is outside the visit, {{visit_start}} to {{visit_end}}; "
            "correct the stop or the visit"
        )
        yield from at(stops, (start <= end) & ((day < start) | (day > end)), column, told)


# Statements and sources


@rule
def statement_too_long(parts: Checked) -> Iterator[Fault]:
    """A statement is one short sentence."""
    statements = parts["statements"]
    return at(
        statements,
        statements.frame["text"].str.contains(_TOO_LONG),
        "text",
        lambda row: (
            f"the text has {len(row['text'].split())} words, at most {MAX_STATEMENT_WORDS} are "
            "allowed; shorten it, or make two statements of it"
        ),
    )


@rule
def statement_cites_a_source_its_visit_does_not_list(parts: Checked) -> Iterator[Fault]:
    """A statement's source is one of its visit's sources."""
    return _unlisted(parts, "statements", parts["statements"]["owner"])


@rule
def point_cites_a_source_its_visit_does_not_list(parts: Checked) -> Iterator[Fault]:
    """So are those of a reason for a verdict; it has none where it is that nothing was found."""
    visits = parts["points"].frame["owner"].loc[parts["point_sources"]["owner"]]
    return _unlisted(parts, "point_sources", visits.to_numpy())


@rule
def origin_cites_a_source_its_visit_does_not_list(parts: Checked) -> Iterator[Fault]:
    """So are those of the origin of a claim."""
    return _unlisted(parts, "origin_sources", parts["origin_sources"]["owner"])


def _unlisted(parts: Checked, table: str, visits: np.ndarray) -> Iterator[Fault]:
    """Yield the rows whose source is not among those of the visit, given by its label."""
    rows, citations = parts[table], parts["citations"]
    # Visit and source as one number, which is much quicker to look up than two columns.
    listed, own = citations.frame["source"].cat, rows.frame["source"].cat
    codes = np.append(listed.categories.get_indexer(own.categories), -1)[own.codes]
    width = len(listed.categories)
    numbers = pd.Series(visits * width + codes)
    is_listed = numbers.isin(citations["owner"] * width + listed.codes.to_numpy()).to_numpy()

    def told(row: Row) -> str:
        of_visit = citations.frame.loc[citations["owner"] == row["label"], "source"]
        mend = did_you_mean(row["source"], of_visit, cutoff=0.8)
        mend = mend or "add it to the `sources` of the visit, or cite one of them"
        return f"`{row['source']}` is not among the sources of the visit; {mend}"

    return at(rows, ~is_listed | (codes < 0), "source", told, label=visits)


@rule
def bearing_differs_from_the_sources(parts: Checked) -> Iterator[Fault]:
    """A disputed visit says of each of its sources what it says of the claim."""
    cited = parts["citations"]
    disputed = (cited["visit_status"] == Status.DISPUTED) & ~cited.again
    return at(
        cited,
        disputed & ~is_known(cited["bearing"]),
        "bearing",
        "the visit is disputed and `bearing` lacks its source `{source}`; "
        "add `{source}: supports`, `contradicts` or `context`",
        of_visit=True,
    )


@rule
def disputed_visit_without_a_verdict(parts: Checked) -> Iterator[Fault]:
    """Of a disputed visit a reader wants to know first what the record shows."""
    visits = parts["visits"]
    for column, words in (("verdict", "in a few words"), ("summary", "in two or three sentences")):
        lacking = (visits["status"] == Status.DISPUTED) & ~is_known(visits[column])
        told = f"the visit is disputed and has no `{column}`; say {words} what the record shows"
        yield from at(visits, lacking, column, told)


@rule
def dispute_over_a_visit_that_is_not_disputed(parts: Checked) -> Iterator[Fault]:
    """Only a disputed visit has a claim that can be weighed."""
    visits, cited = parts["visits"], parts["citations"]
    columns = ("verdict", "summary", "origin", "origin_certainty")
    given = {column: is_known(visits[column]) for column in columns}
    owners = {name: parts[name]["owner"] for name in ("points", "origin_sources")}
    owners["bearing"] = cited["owner"][is_known(cited["bearing"])]
    given |= {name: visits.frame.index.isin(owner) for name, owner in owners.items()}
    for name, is_given in given.items():
        told = (
            f"the visit is {{status}}; `{name}` belongs to disputed visits only, "
            "so remove it or correct the status"
        )
        yield from at(visits, is_given & (visits["status"] != Status.DISPUTED), name, told)


@rule
def origin_without_its_certainty(parts: Checked) -> Iterator[Fault]:
    """Where a claim may come from is a guess, more or less."""
    return _only_one(parts, "visits", "origin", "origin_certainty")


@rule
def source_that_no_visit_cites(parts: Checked) -> Iterator[Fault]:
    """Nothing that was read is left unused."""
    sources, cited = parts.every("sources"), parts["citations"].frame["source"]
    told = "no visit lists this source; add its id to the `sources` of a visit, or remove it"
    return at(sources, ~sources.frame["id"].isin(cited.unique()), None, told)


@rule
def source_dated_after_the_as_of_date(parts: Checked) -> Iterator[Fault]:
    """Nobody has read what is not yet published."""
    as_of, sources = parts.parts.head.as_of, parts["sources"]
    told = f"{{date}} is after `as_of`, {as_of}; correct the date, or move `as_of` on"
    return at(sources, sources["date"] > np.datetime64(as_of), "date", told)


def names_a_host(address: str) -> bool:
    """Say whether a web address has a host, and a port that can be one."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # brackets that hold no IPv6 address, or a port that is no number
        return False


@rule
def url_that_leads_nowhere(parts: Checked) -> Iterator[Fault]:
    """A web address names a host; one that cannot be taken apart would stop a page later."""
    sources = parts["sources"]
    told = "the address has no host that a browser could find; copy it again from the page"
    for column in ("url", "archived"):
        lost = [isinstance(each, str) and not names_a_host(each) for each in sources[column]]
        yield from at(sources, lost, column, told)


@rule
def url_used_by_two_sources(parts: Checked) -> Iterator[Fault]:
    """One page is one source, or it would look like two."""
    sources = parts["sources"]
    pages: dict[str, str] = {}
    first = np.array(
        [
            pages.setdefault(url.partition("#")[0].rstrip("/"), ident)
            for url, ident in zip(sources["url"], sources["id"], strict=True)
        ],
        dtype=object,
    )
    told = (
        "this page is the source `{first}` already; "
        "use that id in the visits, and remove this source"
    )
    return at(sources, first != sources["id"], "url", told, first=first)
