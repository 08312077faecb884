"""Rules of statements, of what a visit rests on, and of sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pandas as pd

from dashboard.dataset.draft import Fault
from dashboard.dataset.messages import did_you_mean
from dashboard.dataset.rules.rule import at, day, with_visit
from dashboard.dataset.shape import Parts
from dashboard.model.records import MAX_STATEMENT_WORDS
from dashboard.model.vocabulary import Status

# What separates words, spelt out: Arrow's regular expressions know no white space but ASCII's.
_SPACE = " \t\n\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_TOO_LONG = rf"(?:[^{_SPACE}]+[{_SPACE}]+){{{MAX_STATEMENT_WORDS}}}[^{_SPACE}]"


def statement_too_long(parts: Parts) -> Iterator[Fault]:
    """A statement is one short sentence."""
    statements = parts["statements"]
    return at(
        "statements",
        statements[statements["text"].str.contains(_TOO_LONG)],
        "text",
        lambda row: (
            f"the text has {len(row['text'].split())} words, at most {MAX_STATEMENT_WORDS} are "
            "allowed; shorten it, or make two statements of it"
        ),
    )


def statement_has_a_topic_twice(parts: Parts) -> Iterator[Fault]:
    """A topic twice would count twice."""
    topics = parts["statement_topics"]
    twice = topics[topics.duplicated(["owner", "topic"])]
    return at("statement_topics", twice, "topic", "the topic `{topic}` is given twice; remove one")


def statement_cites_a_source_its_visit_does_not_list(parts: Parts) -> Iterator[Fault]:
    """A statement's source is one of its visit's sources."""
    statements, citations = parts["statements"], parts["citations"]
    # Visit and source as one number, which is much quicker to look up than two columns.
    sources = citations["source"].cat
    own = statements["source"].cat.set_categories(sources.categories).cat.codes
    width = len(sources.categories)
    listed = (statements["owner"] * width + own).isin(citations["owner"] * width + sources.codes)

    def told(row: dict[str, object]) -> str:
        of_visit = citations.loc[citations["owner"] == row["owner"], "source"]
        mend = did_you_mean(row["source"], of_visit, cutoff=0.8)
        mend = mend or "add it to the `sources` of the visit, or cite one of them"
        return f"`{row['source']}` is not among the sources of the visit; {mend}"

    return at("statements", statements[~listed | (own < 0)], "source", told)


def visit_lists_a_source_twice(parts: Parts) -> Iterator[Fault]:
    """A source twice would look like two."""
    citations = parts["citations"]
    twice = citations[citations.duplicated(["owner", "source"])]
    return at("citations", twice, "source", "the source `{source}` is listed twice; remove one")


def _bearings(parts: Parts) -> pd.DataFrame:
    """Return each citation once, with the status of its visit."""
    citations = with_visit(parts["citations"], parts["visits"], "status")
    return citations.drop_duplicates(["owner", "source"])


def bearing_differs_from_the_sources(parts: Parts) -> Iterator[Fault]:
    """A disputed visit says of each of its sources what it says of the claim."""
    cited = _bearings(parts)
    lacking = cited[(cited["visit_status"] == Status.DISPUTED) & cited["bearing"].isna()]
    return at(
        "visits",
        lacking.set_index("owner"),
        "bearing",
        "the visit is disputed and `bearing` lacks its source `{source}`; "
        "add `{source}: supports`, `contradicts` or `context`",
    )


def bearing_at_a_visit_that_is_not_disputed(parts: Parts) -> Iterator[Fault]:
    """Only a disputed visit has a claim for or against which a source can stand."""
    cited = _bearings(parts)
    odd = cited[(cited["visit_status"] != Status.DISPUTED) & cited["bearing"].notna()]
    return at(
        "visits",
        odd.drop_duplicates("owner").set_index("owner"),
        "bearing",
        "the visit is {visit_status}; `bearing` belongs to disputed visits only, "
        "so remove it or correct the status",
    )


def confirmed_visit_with_fewer_than_two_sources(parts: Parts) -> Iterator[Fault]:
    """Two sources a visit at the least, where they can be had."""
    visits, citations = parts["visits"], parts["citations"]
    cited = citations.drop_duplicates(["owner", "source"])["owner"].value_counts()
    few = cited.reindex(visits.index, fill_value=0) < 2
    return at(
        "visits",
        visits[few & (visits["status"] == Status.CONFIRMED)],
        "sources",
        "a confirmed visit should have two sources; add another if there is one",
        "warning",
    )


def source_that_no_visit_cites(parts: Parts) -> Iterator[Fault]:
    """Nothing that was read is left unused."""
    sources = parts.every("sources")
    return at(
        "sources",
        sources[~sources["id"].isin(parts["citations"]["source"].unique())],
        None,
        "no visit lists this source; add its id to the `sources` of a visit, or remove it",
    )


def source_without_title_and_about(parts: Parts) -> Iterator[Fault]:
    """A reader must be able to tell what a source is."""
    sources = parts["sources"]
    return at(
        "sources",
        sources[sources["title"].isna() & sources["about"].isna()],
        "title",
        "the source has neither a title nor `about`; "
        "where no headline was recorded, describe the page in `about`",
    )


def source_dated_after_the_as_of_date(parts: Parts) -> Iterator[Fault]:
    """Nobody has read what is not yet published."""
    as_of, sources = parts.head.as_of, parts["sources"]
    return at(
        "sources",
        sources[sources["date"] > day(as_of)],
        "date",
        f"{{date}} is after `as_of`, {as_of}; correct the date, or move `as_of` on",
    )


def names_a_host(address: str) -> bool:
    """Say whether a web address has a host, and a port that can be one."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # brackets that hold no IPv6 address, or a port that is no number
        return False


def url_that_leads_nowhere(parts: Parts) -> Iterator[Fault]:
    """A web address names a host; one that cannot be taken apart would stop a page later."""
    sources = parts["sources"]
    for column in ("url", "archived"):
        addresses = sources[column].dropna()
        lost = addresses.index[[not names_a_host(address) for address in addresses]]
        yield from at(
            "sources",
            sources.loc[lost],
            column,
            "the address has no host that a browser could find; copy it again from the page",
        )


def url_used_by_two_sources(parts: Parts) -> Iterator[Fault]:
    """One page is one source, or it would look like two."""
    sources = parts["sources"]
    page = sources["url"].str.replace("#.*", "", regex=True).str.rstrip("/")
    first = sources["id"].groupby(page).transform("first")
    return at(
        "sources",
        sources.assign(first=first)[first != sources["id"]],
        "url",
        "this page is the source `{first}` already; "
        "use that id in the visits, and remove this source",
    )


RULES: tuple[Callable[[Parts], Iterator[Fault]], ...] = (
    statement_too_long,
    statement_has_a_topic_twice,
    statement_cites_a_source_its_visit_does_not_list,
    visit_lists_a_source_twice,
    bearing_differs_from_the_sources,
    bearing_at_a_visit_that_is_not_disputed,
    confirmed_visit_with_fewer_than_two_sources,
    source_that_no_visit_cites,
    source_without_title_and_about,
    source_dated_after_the_as_of_date,
    url_that_leads_nowhere,
    url_used_by_two_sources,
)
