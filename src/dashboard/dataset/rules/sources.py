"""Rules of statements and sources."""

from __future__ import annotations

from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from dashboard.dataset.messages import did_you_mean
from dashboard.dataset.rules.rule import Check, Row, Rows, Rule, is_known
from dashboard.model.records import MAX_STATEMENT_WORDS
from dashboard.model.vocabulary import Status

# What separates words, spelt out: Arrow's regular expressions know no white space but ASCII's.
_SPACE = " \t\n\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_TOO_LONG = rf"(?:[^{_SPACE}]+[{_SPACE}]+){{{MAX_STATEMENT_WORDS}}}[^{_SPACE}]"


def _is_too_long(statements: Rows) -> pd.Series:
    return statements.frame["text"].str.contains(_TOO_LONG)


def _words(statement: Row) -> dict[str, int]:
    return {"n_words": len(statement["text"].split()), "most": MAX_STATEMENT_WORDS}


def _is_again(ids: Rows) -> np.ndarray:
    return ids.again


def _unlisted(table: str) -> Check:
    """Check that the visit of each row lists the source that the row names."""

    def wrong(rows: Rows) -> pd.Series:
        listed, own = rows.checked["citations"].frame, rows.frame
        # Visit and source as one number, which is much quicker to look up than two columns.
        every = pd.api.types.union_categoricals([listed["source"].array, own["source"].array])
        visits = np.append(listed["owner"].to_numpy(), rows.visits)
        numbers = pd.Series(visits * len(every.categories) + every.codes)
        return ~numbers[len(listed) :].isin(numbers[: len(listed)])

    def more(row: Row) -> dict[str, str]:
        listed = row.rows.checked["citations"].frame
        of_visit = listed.loc[listed["owner"] == row.rows.visits[row.place], "source"]
        close = did_you_mean(row["source"], of_visit, cutoff=0.8)
        return {"cure": close or "add it to the `sources` of the visit, or cite one of them"}

    return Check(table, "source", wrong, more)


# A disputed visit, and no other, says what the record shows, and what each source says of it.


def _is_disputed(visits: Rows) -> np.ndarray:
    return visits["status"] == Status.DISPUTED


def _lacks(column: str) -> Check:
    return Check("visits", column, lambda visits: _is_disputed(visits) & ~is_known(visits[column]))


def _has_too_much(column: str) -> Check:
    return Check("visits", column, lambda visits: ~_is_disputed(visits) & is_known(visits[column]))


def _lists_too_much(name: str, table: str) -> Check:
    """Check that no row of a table belongs to a visit that is not disputed."""

    def wrong(visits: Rows) -> np.ndarray:
        rows = visits.checked.parts[table]
        owners = rows["owner"][rows["bearing"].notna()] if name == "bearing" else rows["owner"]
        return ~_is_disputed(visits) & visits.frame.index.isin(owners)

    return Check("visits", name, wrong)


def _lacks_a_bearing(cited: Rows) -> np.ndarray:
    disputed = (cited["visit_status"] == Status.DISPUTED) & ~cited.again
    return disputed & ~is_known(cited["bearing"])


def _has_few_sources(visits: Rows) -> np.ndarray:
    citations = visits.checked["citations"]
    cited = np.bincount(citations.places("visit")[~citations.again], minlength=len(visits))
    return (cited < 2) & (visits["status"] == Status.CONFIRMED)


def _is_not_described(sources: Rows) -> np.ndarray:
    return ~is_known(sources["title"]) & ~is_known(sources["about"])


def _is_dated_after_as_of(sources: Rows) -> np.ndarray:
    return sources["date"] > sources["as_of"]


def _leads_nowhere(column: str) -> Check:
    def wrong(sources: Rows) -> list[bool]:
        return [isinstance(each, str) and not _names_a_host(each) for each in sources[column]]

    return Check("sources", column, wrong)


def _names_a_host(address: str) -> bool:
    """Say whether an address has a host, and a port that can be one; it would stop a page later."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # brackets that hold no IPv6 address, or a port that is no number
        return False


def _is_the_page_of_another(sources: Rows) -> np.ndarray:
    pages = [url.partition("#")[0].rstrip("/") for url in sources["url"]]
    first: dict[str, str] = {}
    each = [first.setdefault(page, ident) for page, ident in zip(pages, sources["id"], strict=True)]
    sources["first"] = np.array(each, dtype=object)
    return sources["first"] != sources["id"]


RULES: dict[str, Rule] = {
    "statement_too_long": [Check("statements", "text", _is_too_long, _words)],
    # A topic, a source or a page twice would count, or look, like two.
    "statement_has_a_topic_twice": [Check("statement_topics", "topic", _is_again)],
    "visit_lists_a_source_twice": [Check("citations", "source", _is_again)],
    "url_used_by_two_sources": [Check("sources", "url", _is_the_page_of_another)],
    "url_that_leads_nowhere": [_leads_nowhere("url"), _leads_nowhere("archived")],
    "statement_cites_a_source_its_visit_does_not_list": [_unlisted("statements")],
    "point_cites_a_source_its_visit_does_not_list": [_unlisted("point_sources")],
    "origin_cites_a_source_its_visit_does_not_list": [_unlisted("origin_sources")],
    "confirmed_visit_with_fewer_than_two_sources": [
        Check("visits", "sources", _has_few_sources, severity="warning")
    ],
    "bearing_differs_from_the_sources": [
        Check("citations", "bearing", _lacks_a_bearing, of_visit=True)
    ],
    "disputed_visit_without_a_verdict": [_lacks("verdict"), _lacks("summary")],
    "dispute_over_a_visit_that_is_not_disputed": [
        *map(_has_too_much, ("verdict", "summary", "origin", "origin_certainty")),
        _lists_too_much("points", "points"),
        _lists_too_much("origin_sources", "origin_sources"),
        _lists_too_much("bearing", "citations"),
    ],
    "source_without_title_and_about": [Check("sources", "title", _is_not_described)],
    "source_dated_after_the_as_of_date": [Check("sources", "date", _is_dated_after_as_of)],
}
