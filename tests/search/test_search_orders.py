"""Every order walks everything exactly once, in pages of any size, ties always alike."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from app import head
from app.events.schemas import EventFilters
from app.fulltext.ranking import score
from app.lists.cursors import make_cursor
from app.search.schemas import SearchFilters
from tests.search.twins import ADDRESSES, Item, Json, Twins

QUERIES = [
    "attack",
    "missile or ракета or rudal -drone",
    "soledar or соледар",
    "Зеленський bakhmut",
]
TYPES = list(ADDRESSES)


def ids(items: Iterable[Json]) -> list[str]:
    return [str(item.get("id", item.get("day"))) for item in items]


def by_relevance(twins: Twins, query: str, *types: str) -> list[tuple[float, Item]]:
    """Return what a query finds, each with its score: the best first, of equals the newest."""
    read = twins.read(query)
    scored = [
        (score(read, " ".join(item.terms.words), " ".join(item.terms.stems)), item)
        for item in twins.scan(query, *types)
    ]
    # The scan gives the newest first, and sorting keeps equals in their order.
    return sorted(scored, key=lambda pair: (-pair[0], TYPES.index(pair[1].type)))


@pytest.mark.parametrize("long_record", [10_000, 10])
@pytest.mark.parametrize("query", QUERIES)
def test_days_order_every_type_together(
    twins: Twins, monkeypatch: pytest.MonkeyPatch, query: str, long_record: int
) -> None:
    """In a long one, what one type fills a page with is all that the others are looked through."""
    monkeypatch.setattr(head, "LONG_RECORD", long_record)
    newest = [item.id for item in twins.scan(query)]
    assert ids(twins.walk_items("/v1/search", q=query, limit=90)) == newest
    oldest = twins.walk_items("/v1/search", q=query, limit=90, order="oldest")
    assert ids(oldest) == newest[::-1]
    first = twins.get("/v1/search", q=query, limit=5).json()["items"]
    assert ids(first) == newest[:5]


@pytest.mark.parametrize("kind", TYPES)
def test_days_order_each_list(twins: Twins, kind: str) -> None:
    for query in QUERIES[::2]:
        newest = [item.id for item in twins.scan(query, kind)]
        assert ids(twins.walk_items(ADDRESSES[kind], q=query, limit=30)) == newest
        oldest = twins.walk_items(ADDRESSES[kind], q=query, limit=30, order="oldest")
        assert ids(oldest) == newest[::-1]


@pytest.mark.parametrize("kind", TYPES)
def test_relevance_orders_each_list_by_score_then_newest(twins: Twins, kind: str) -> None:
    for query in QUERIES[1::2]:
        expected = [item.id for _, item in by_relevance(twins, query, kind)]
        found = twins.walk_items(ADDRESSES[kind], q=query, limit=30, order="relevance")
        assert ids(found) == expected


@pytest.mark.parametrize("query", QUERIES)
def test_relevance_orders_every_type_together(twins: Twins, query: str) -> None:
    expected = by_relevance(twins, query)
    found = twins.walk_items("/v1/search", q=query, limit=90, order="relevance")
    assert [(hit["type"], hit["id"]) for hit in found] == [
        (item.type, item.id) for _, item in expected
    ]
    assert max(Counter(score for score, _ in expected).values()) > 1, "no ties to keep in order"


def test_pages_of_one_walk_every_order_too(twins: Twins) -> None:
    for order in ("newest", "oldest", "relevance"):
        pages = twins.walk("/v1/search", q='"air raid"', order=order, limit=1)
        singles = [item for page in pages for item in page["items"]]
        whole = twins.get("/v1/search", q='"air raid"', order=order, limit=200).json()
        assert singles == whole["items"]
        assert len(singles) == whole["total"] > 5


def test_relevance_needs_words_and_says_how_many_it_ranks(twins: Twins) -> None:
    assert twins.get("/v1/quotes", 422, order="relevance").json()["errors"]
    asked = {"q": "attack", "order": "relevance"}
    ranked = {"updates": 100, "events": 400, "quotes": 400, "search": 900}
    for address, most in ranked.items():
        told = twins.get(f"/v1/{address}", **asked).json()["search"]
        assert told["ranked_candidates"] == most


@pytest.mark.parametrize("changed", [{"q": "kyiv"}, {"order": "oldest"}, {"actor": "russia"}])
def test_a_cursor_belongs_to_its_list(twins: Twins, changed: dict[str, str]) -> None:
    following = twins.get("/v1/search", q="attack", limit=1).json()["next"]
    cursor = following.partition("cursor=")[2]
    refused = twins.get("/v1/search", 422, **{"q": "attack", "cursor": cursor, **changed}).json()
    assert refused["errors"][0]["name"] == "cursor"


@pytest.mark.parametrize("order", ["newest", "oldest", "relevance"])
@pytest.mark.parametrize(
    "rank",
    [(1,), (1, 2), (1, 2, 3, 4), (2**62, 0, 5), (-(2**62), 2, 5), (2**200, 2, 2), (1.5e300, 1, 1)],
)
def test_a_cursor_made_up_is_refused(twins: Twins, order: Any, rank: tuple[float, ...]) -> None:
    everything = SearchFilters(q="attack", order=order)
    cursor = make_cursor(everything, rank)
    twins.get("/v1/search", 422, q="attack", order=order, cursor=cursor)
    parts = 2 if order == "relevance" else 1
    if len(rank) != parts:
        cursor = make_cursor(EventFilters(q="attack", order=order), rank)
        twins.get("/v1/events", 422, q="attack", order=order, cursor=cursor)
