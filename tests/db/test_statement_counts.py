"""How many statements an answer takes: a few, however many rows it has, and none for a repeat."""

import time
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from app.lists import stretches
from tests.pages import get

INDEXED = 4
"""What PostgreSQL may take more: it asks its inverted index by stretches of days, for the page
and for the total. SQLite may take two more, to know how long the record is."""

# Days' texts that are not in memory are asked for by themselves.
LISTS = {
    "/v1/updates?": (4, 0),
    "/v1/updates?actor=belarus&": (5, 0),
    "/v1/updates?actor=belarus&category=nuclear&speaker=Putin&": (9, INDEXED),
    "/v1/updates?q=soledar&": (5, INDEXED),
    "/v1/events?": (3, 0),
    "/v1/events?actor=belarus&": (4, 0),
    "/v1/events?actor=belarus&category=nuclear&": (5, INDEXED),
    "/v1/events?q=drone&": (5, INDEXED),
    "/v1/quotes?": (3, 0),
    "/v1/quotes?speaker=Zelenskiy&": (6, 0),
    "/v1/quotes?actor=belarus&about=russia&kind=direct&": (5, INDEXED),
    "/v1/quotes?q=war&": (5, INDEXED),
}

WHOLE = {
    "/v1/actors": 8,
    "/v1/actors/belarus": 9,
    "/v1/speakers": 5,
    "/v1/speakers/Zelenskiy": 9,
    "/v1/sources": 4,
    "/v1/coverage": 2,
    "/v1/stats/daily": 4,
    "/v1/stats/daily?by=actor": 6,
    "/v1/stats/daily?by=actor&series=russia": 7,
    "/v1/stats/actors": 4,
    "/v1/stats/speakers": 3,
    "/v1/stats/co-mentions": 2,
    "/v1/updates/325": 1,
    "/v1/updates/latest": 1,
    "/v1/events/325-e5": 1,
    "/v1/quotes/325-q1": 1,
}


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("limit", [1, 200])
def test_a_page_takes_as_many_statements_whatever_its_rows(
    client: TestClient, statements: list[str], engine: str, address: str, limit: int
) -> None:
    most, more = LISTS[address]
    get(client, "/v1/quotes?q=anything")  # the first search reads the names that it knows
    statements.clear()
    get(client, f"{address}limit={limit}")
    most += more if engine == "postgresql" else min(more, 2)
    # One less where a page that holds all of them tells the total.
    assert 0 < len(statements) <= most, "\n".join(statements)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_when_the_page_is_full_what_is_left_is_counted_at_once(
    client: TestClient, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretches, "_FIRST_DAYS", 16)
    get(client, "/v1/quotes?q=anything")
    statements.clear()
    get(client, "/v1/quotes?q=war&limit=1")
    counts = [each for each in statements if "quote_search" in each and "body" not in each]
    assert len(counts) == 1, "\n".join(counts)


@pytest.mark.parametrize("address", WHOLE)
def test_an_answer_takes_a_few_statements(
    client: TestClient, statements: list[str], address: str
) -> None:
    get(client, address)
    assert len(statements) == WHOLE[address], "\n".join(statements)


@pytest.mark.parametrize(
    "address", ["/v1/updates/325", "/v1/updates?limit=2", "/v1/quotes?q=war", "/v1/coverage"]
)
def test_a_304_asks_the_record_nothing(
    client: TestClient, statements: list[str], address: str
) -> None:
    etag = client.get(address).headers["etag"]

    def ask() -> int:
        statements.clear()
        answer = client.get(address, headers={"If-None-Match": etag})
        assert (answer.status_code, answer.content) == (304, b"")
        return len(statements)

    # PostgreSQL's changes are known once the process listens: a moment after the start.
    assert _soon(lambda: ask() == 0)
    assert [ask() for _ in range(3)] == [0, 0, 0]


def _soon(happens: Callable[[], bool]) -> bool:
    end = time.monotonic() + 30
    while not (happened := happens()) and time.monotonic() < end:
        time.sleep(0.05)
    return happened
