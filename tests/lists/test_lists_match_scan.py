"""Lists, totals and facets are what a scan of all documents says, on both databases.

The days lie so far apart that every way to a page is taken: each stretch of eras on PostgreSQL,
the b-tree of one name, the index for several, and the plain order of keys.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from app import head
from app.db.engine import Database
from app.document import Document
from app.events.queries import select_events
from app.events.schemas import EventFilters
from app.fulltext.finding import read_query
from app.fulltext.highlight import matches
from app.fulltext.passages import document_terms
from app.index import key_of
from app.invasion_day import date_of
from app.lists.effort import TOTAL_BOUND
from app.lists.facets import count_facets
from app.lists.filters import Listed
from app.lists.items import Selection
from app.lists.pagination import Page, read_page
from app.names.vocabulary import read_vocabulary
from app.quotes.queries import select_quotes
from app.quotes.schemas import QuoteFilters
from app.record.writer import Author, write_updates
from app.updates.queries import select_updates
from app.updates.schemas import UpdateFilters

Json = dict[str, Any]

DAYS = [1, 2, 3, 40, 70, 128, 129, 900, 1023, 1024, 1100, 3000, 17_000, 19_000, 40_000, 40_001]
ACTORS = ["russia", "ukraine", "belarus", "germany"]
CATEGORIES = ["diplomacy", "nuclear", "politics"]
STATUSES = ["reported", "denied", "confirmed"]
PLACES = ["Kyiv", "Київ", "Łódź", None]
KYIV = {"kyiv", "kiev", "київ"}
SPEAKERS = ["Alexander Lukashenko", "Alexei Smirnov", "A Passer-by"]
WORDS = ["attack", "attacks", "drone", "ракета", "ракети", "Soledar", "the", "of", "a-b", "struck"]
QUERIES = [
    "attack", "attacks the", '"attack drone"', "dro*", "the -drone", "ракета or soledar", "absent",
    "strikes", '"the of"', "a-b of",
]  # fmt: skip
SELECT = {"update": select_updates, "event": select_events, "quote": select_quotes}
FILTERS: dict[str, type[Listed]] = {
    "update": UpdateFilters,
    "event": EventFilters,
    "quote": QuoteFilters,
}
NAMES = {
    "update": {"actor": ACTORS, "speaker": SPEAKERS, "category": CATEGORIES, "status": STATUSES},
    "event": {
        "actor": ACTORS, "category": CATEGORIES, "status": STATUSES, "claimed_by": ACTORS,
        "place": ["kyiv", "KIEV", "LODZ"], "responds_to": ["40-e1"],
    },
    "quote": {
        "actor": ACTORS, "about": ACTORS, "speaker": SPEAKERS, "kind": ["direct", "paraphrase"],
        "language": ["en", "uk"], "said_to": ["kyiv", "LODZ"],
    },
}  # fmt: skip
SINGLE = ("place", "responds_to", "said_to")


def make_document(rng: Random, day: int) -> Json:
    def text() -> str:
        return " ".join(rng.choices(WORDS, k=rng.randint(1, 5)))

    date = date_of(day).isoformat()
    return {
        "day": day, "date": date, "headline": text(), "summary": text(), "language": "en",
        "related_days": [],
        "events": [
            {
                "id": f"{day}-e{n}", "category": rng.choice(CATEGORIES), "text": text(),
                "actors": rng.sample(ACTORS, rng.randint(0, 3)), "place": rng.choice(PLACES),
                "status": rng.choice(STATUSES), "claimed_by": rng.choice([*ACTORS, None]),
                "responds_to": "40-e1" if day > 40 and rng.random() < 0.2 else None,
                "sources": [0],
            }
            for n in range(1, rng.randint(2, 5))
        ],
        "quotes": [
            {
                "id": f"{day}-q{n}", "kind": rng.choice(["direct", "paraphrase"]), "text": text(),
                "language": rng.choice(["en", "uk"]), "speaker": rng.choice(SPEAKERS),
                "actor": rng.choice(ACTORS), "about": rng.sample(ACTORS, rng.randint(0, 2)),
                "said_to": rng.choice(PLACES), "sources": [0],
            }
            for n in range(1, rng.randint(1, 4))
        ],
        "sources": [{"outlet": "A Paper", "language": "en"}],
    }  # fmt: skip


@pytest.fixture
def spread(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Connection, list[Document]]]:
    """A record of days that lie far apart, which counts as long, and its documents."""
    monkeypatch.setattr(head, "LONG_RECORD", len(DAYS) - 1)
    rng = Random(325)  # noqa: S311 - repeatable data, no secrets
    with empty.write() as connection:
        drafts = [Document.model_validate(make_document(rng, day)) for day in DAYS]
        written = write_updates(connection, drafts, read_vocabulary(connection), Author("test"))
    with empty.read() as connection:
        yield connection, [each.document for each in written]


def scan(connection: Connection, documents: list[Document], subject: str, asked: Json) -> list[int]:
    """Return the keys that are chosen, by looking at every document."""
    query = read_query(connection, asked["q"])[0] if "q" in asked else None
    found = []
    for document in documents:
        terms = document_terms(document)
        items: dict[str, Sequence[Any]] = {
            "update": [document],
            "event": document.events,
            "quote": document.quotes,
        }
        for item in items[subject]:
            key = document.day if subject == "update" else key_of(item.id)
            named = names_of(document) if subject == "update" else names_of_item(item)
            if (
                asked.get("from", 0) <= document.day <= asked.get("to", 10**9)
                and (query is None or matches(query, terms[subject][key]))  # type: ignore[index] # a subject
                and all(has_names(named, field, asked) for field in NAMES[subject])
            ):
                found.append(key)
    return found


def has_names(named: dict[str, set[str]], field: str, asked: Json) -> bool:
    wanted = asked.get(field)
    if not wanted:
        return True
    wanted = {wanted} if isinstance(wanted, str) else set(wanted)
    if field in ("place", "said_to"):
        wanted = {each.casefold().replace("lodz", "łódź") for each in wanted}
        wanted = KYIV if wanted & KYIV else wanted
    held = named[field]
    match = asked.get("actor_match", "any") if field == "actor" else "any"
    if match == "all":
        return wanted <= held
    return bool(wanted & held) == (match == "any")


def names_of_item(item: Any) -> dict[str, set[str]]:
    fields = item.model_dump()
    fields["actor"] = fields.get("actor", fields.get("actors"))
    named = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    return {
        name: {each.casefold() if name in ("place", "said_to") else each for each in held if each}
        for name, held in named.items()
        if name not in ("sources", "id", "text")
    }


def names_of(document: Document) -> dict[str, set[str]]:
    """Return what a day mentions, whichever line mentions it."""
    events = [names_of_item(event) for event in document.events]
    quotes = [names_of_item(quote) for quote in document.quotes]
    mentioned = [
        *(each[name] for each in events for name in ("actor", "claimed_by")),
        *(each[name] for each in quotes for name in ("actor", "about")),
    ]
    return {
        "actor": set().union(*mentioned),
        "speaker": set().union(*(each["speaker"] for each in quotes)),
        "category": set().union(*(each["category"] for each in events)),
        "status": set().union(*(each["status"] for each in events)),
    }


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, Json]:
    subject = draw(st.sampled_from(["update", "event", "quote"]))
    asked: Json = {"order": draw(st.sampled_from(["newest", "oldest"])),
                   "limit": str(draw(st.integers(1, 12)))}  # fmt: skip
    if draw(st.booleans()):
        asked["q"] = draw(st.sampled_from(QUERIES))
        if draw(st.integers(0, 3)) == 0:
            asked["order"] = "relevance"
    for field in draw(st.lists(st.sampled_from(sorted(NAMES[subject])), max_size=3, unique=True)):
        values = st.sampled_from(NAMES[subject][field])
        asked[field] = draw(values if field in SINGLE else st.lists(values, min_size=1, max_size=2))
        if field == "actor":
            asked["actor_match"] = draw(st.sampled_from(["any", "all", "none"]))
    if draw(st.booleans()):
        asked["from"] = draw(st.sampled_from([1, 64, 1000, 16_000, 40_001]))
    if draw(st.booleans()):
        asked["to"] = draw(st.sampled_from([40_001, 50_000, *(d for d in DAYS if d > 1_000)]))
        asked["to"] = max(asked["to"], asked.get("from", 1))
    return subject, asked


def read_all(connection: Connection, selection: Selection, asked: Listed) -> list[Page]:
    pages = [read_page(connection, selection, asked)]
    while pages[-1].next_cursor is not None:
        following = asked.model_copy(update={"cursor": pages[-1].next_cursor})
        pages.append(read_page(connection, selection, following))
    return pages


def key_of_body(body: str | bytes) -> int:
    item = json.loads(body)
    return key_of(item["id"]) if "id" in item else int(item["day"])


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(question=questions())
def test_a_list_holds_what_a_scan_finds(
    spread: tuple[Connection, list[Document]], question: tuple[str, Json]
) -> None:
    connection, documents = spread
    subject, plain = question
    asked = FILTERS[subject].model_validate(plain)
    selection = SELECT[subject](connection, asked)  # type: ignore[operator] # one of three pairs
    expected = scan(connection, documents, subject, plain)
    pages = read_all(connection, selection, asked)
    found = [key_of_body(body) for page in pages for body in page.bodies]
    if asked.order == "newest":
        expected.reverse()
    if asked.order == "relevance":
        found, expected = sorted(found), sorted(expected)
    assert found == expected
    bound = asked.limit if selection.ground.index is not None else TOTAL_BOUND  # it is a long one
    totals = {(page.total, page.total_is_lower_bound) for page in pages}
    assert totals == {(min(len(expected), bound), len(expected) > bound)}
    assert all(len(page.bodies) == asked.limit for page in pages[:-1])
    stride = 1 if subject == "update" else 10_000
    years = Counter(str(date_of(key // stride).year) for key in expected)
    facets = count_facets(connection, selection, ["year"])
    assert {each["value"]: each["count"] for each in facets["year"]} == years
