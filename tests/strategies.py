"""Hypothesis strategies: small data sets that pass every rule that is an error."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from dashboard.analysis.filters import Filters
from dashboard.dataset.rules.whole import MAX_NAME, counts
from dashboard.dataset.tables import from_nested
from dashboard.model.records import MAX_STATEMENT_WORDS, Document, Expected
from dashboard.model.vocabulary import Bearing, Stance, StatementKind, Status, VisitKind

AS_OF = date(2026, 11, 22)
TOOK_OFFICE = date(2021, 8, 3)
COUNTRIES = ("IRQ", "RUS", "TJK", "OMN", "CHN")
countries = st.sampled_from(COUNTRIES)

# Any text a person may write, with what YAML or a wrapped line could trip over made likely.
_characters = st.characters(
    codec="utf-8",
    exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn"),
    # Turned writing direction and the byte-order mark are refused by `load`.
    exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff",
)
texts = st.text(st.one_of(st.sampled_from(" #:'\"\\-[]{}&*!|>%@`,?~\n\t"), _characters)).filter(
    lambda text: bool(text.strip()) and any(not character.isspace() for character in text)
)
short_texts = texts.map(lambda text: " ".join(text.split()[:MAX_STATEMENT_WORDS]))
optional_texts = st.none() | texts
names = texts.filter(lambda text: len(text) <= MAX_NAME)

# Ids that YAML takes for something else when written without quotes are among them.
ids = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}", fullmatch=True) | st.sampled_from(
    ("no", "null", "y", "on", "010", "1", "2024-09-11", "true")
)


def _rounded(number: float) -> float:
    return round(number, 4) + 0.0  # CSV has no -0.0, which equals 0.0


coordinates = st.fixed_dictionaries(
    {
        "latitude": st.floats(-90, 90).map(_rounded),
        "longitude": st.floats(-180, 180).map(_rounded),
    }
) | st.just({"latitude": None, "longitude": None})


@st.composite
def datasets(draw: st.DrawFn) -> Document:
    """Draw a small valid data set: one or two leaders, up to six visits."""
    leader_ids = draw(st.lists(ids, min_size=1, max_size=2, unique=True))
    topic_ids = draw(st.lists(ids, min_size=1, max_size=4, unique=True))
    place_ids = draw(st.lists(ids, max_size=4, unique=True))
    places = [
        {
            "id": place,
            "name": draw(names),
            "country": draw(countries),
            **draw(coordinates),
            "note": draw(optional_texts),
        }
        for place in place_ids
    ]
    sources = [
        {"id": source, "publisher": draw(texts), "title": None, "about": draw(texts),
         "url": f"https://example.org/{number}",
         "archived": draw(st.sampled_from((None, f"https://archive.example/{number}"))),
         "date": draw(st.none() | st.dates(date(2020, 1, 1), AS_OF)),
         "stance": draw(st.sampled_from(Stance)).value}
        for number, source in enumerate(draw(st.lists(ids, min_size=1, max_size=4, unique=True)))
    ]  # fmt: skip
    source_ids = [str(source["id"]) for source in sources]
    visits = [
        _visit(draw, number, draw(st.sampled_from(leader_ids)), topic_ids, places, source_ids)
        for number in range(draw(st.integers(0, 6)))
    ]
    cited = {source for visit in visits for source in visit["sources"]}
    data: dict[str, Any] = {
        "title": draw(texts),
        "version": "1.0.0",
        "as_of": AS_OF,
        "licence": draw(st.sampled_from((None, "CC-BY-4.0", "MIT", "CC-BY-3.0-US"))),
        "complete": {"start": TOOK_OFFICE, "end": AS_OF, "note": draw(optional_texts)},
        "expected": dict.fromkeys(Expected.model_fields, 0),
        "leaders": [
            {"id": leader, "name": f"Leader {number}", "full_name": draw(names),
             "native_name": draw(names), "office": draw(names), "country": "IRN",
             "took_office": TOOK_OFFICE}
            for number, leader in enumerate(leader_ids)
        ],
        "topics": [
            {"id": topic, "label": f"Topic {number}", "covers": draw(texts),
             "group": draw(st.sampled_from(("Economy", "Security")))}
            for number, topic in enumerate(topic_ids)
        ],
        "places": places,
        "visits": visits,
        "sources": [source for source in sources if source["id"] in cited],
    }  # fmt: skip
    dataset = Document.model_validate(data)
    counted = counts(from_nested(data).tables)
    return dataset.model_copy(update={"expected": Expected(**counted)})


def _visit(
    draw: st.DrawFn,
    number: int,
    leader: str,
    topics: list[str],
    places: list[dict[str, Any]],
    sources: list[str],
) -> dict[str, Any]:
    status = draw(st.sampled_from(Status))
    # A window of its own for each visit, so that no two are at the same time.
    first = AS_OF if status is Status.PLANNED else TOOK_OFFICE
    start = first + timedelta(days=40 * number + draw(st.integers(0, 20)))
    end = start + timedelta(days=draw(st.integers(0, 9)))
    dated = status in (Status.CONFIRMED, Status.PLANNED) or draw(st.booleans())
    cited = draw(st.lists(st.sampled_from(sources), min_size=1, unique=True))
    return {
        "id": f"{leader}-{number}",
        "leader": leader,
        "status": status.value,
        "start": start if dated else None,
        "end": end if dated else None,
        "kind": draw(st.sampled_from(VisitKind)).value,
        "occasion": draw(optional_texts),
        "invited_by": draw(optional_texts),
        "stops": [
            _stop(draw, places, (start, end) if dated else None)
            for _ in range(draw(st.integers(1, 3)))
        ],
        "met": draw(st.lists(meetings, max_size=2)),
        "statements": draw(st.lists(_statements(topics, cited), max_size=4)),
        "sources": cited,
        "checks": draw(texts),
        **(_dispute(draw, cited) if status is Status.DISPUTED else {}),
    }


meetings = st.fixed_dictionaries({"name": texts, "role": texts, "country": st.none() | countries})


def _statements(topics: list[str], cited: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "kind": st.sampled_from(StatementKind).map(str),
            "topics": st.lists(st.sampled_from(topics), min_size=1, max_size=3, unique=True),
            "text": short_texts,
            "source": st.sampled_from(cited),
        }
    )


def _dispute(draw: st.DrawFn, cited: list[str]) -> dict[str, Any]:
    sources = st.lists(st.sampled_from(cited), max_size=2, unique=True)
    point = st.fixed_dictionaries({"title": texts, "text": texts, "sources": sources})
    origin = {"origin": draw(texts), "origin_certainty": draw(texts)}
    return {
        "bearing": {source: draw(st.sampled_from(Bearing)).value for source in cited},
        "verdict": draw(texts),
        "summary": draw(texts),
        "points": draw(st.lists(point, max_size=2)),
        **(origin | {"origin_sources": draw(sources)} if draw(st.booleans()) else {}),
    }


def _stop(
    draw: st.DrawFn, places: list[dict[str, Any]], days: tuple[date, date] | None
) -> dict[str, Any]:
    place = draw(st.none() | st.sampled_from(places)) if places else None
    arrival = departure = None
    if days:
        arrival, departure = sorted((draw(st.dates(*days)), draw(st.dates(*days))))
    return {
        "country": place["country"] if place else draw(countries),
        "place": place["id"] if place else None,
        "arrival": draw(st.sampled_from((arrival, None))),
        "departure": draw(st.sampled_from((departure, None))),
    }


def _some(known: list[str], unknown: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([*known, unknown]), max_size=3, unique=True).map(tuple)


@st.composite
def filters_of(draw: st.DrawFn, dataset: Document) -> Filters:
    """Draw any choice a reader, or a link, can make; now and then of what the data set lacks."""
    said = [
        text
        for visit in dataset.visits
        for text in (*(item.text for item in visit.statements), visit.occasion or "")
    ]
    # Words that occur are drawn more often than any others, so that searches find something.
    words = st.sampled_from(["", *(word for text in said for word in text.split())]) | texts
    return Filters(
        leaders=draw(_some([who.id for who in dataset.leaders], "nobody")),
        topics=draw(_some([topic.id for topic in dataset.topics], "nothing")),
        hosts=draw(_some(list(COUNTRIES), "ZZZ")),
        kinds=draw(st.lists(st.sampled_from(VisitKind), max_size=3, unique=True).map(tuple)),
        statuses=draw(st.lists(st.sampled_from(Status), max_size=3, unique=True).map(tuple)),
        start=draw(st.none() | st.dates(TOOK_OFFICE, AS_OF)),
        end=draw(st.none() | st.dates(TOOK_OFFICE, AS_OF)),
        words=draw(st.just("") | words),
    )


@st.composite
def datasets_with_filters(draw: st.DrawFn) -> tuple[Document, Filters]:
    """Draw a data set and a choice of it."""
    dataset = draw(datasets())
    return dataset, draw(filters_of(dataset))
