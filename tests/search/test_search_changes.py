"""Words come and go with their documents, and are the same however often they are indexed."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from sqlalchemy import Connection, text
from starlette.testclient import TestClient

from app.db.engine import Database
from app.lists.pagination import read_page
from app.names.vocabulary import read_vocabulary
from app.quotes.queries import select_quotes
from app.quotes.schemas import QuoteFilters
from app.record.consistency import reindex_record
from app.record.writer import Author, delete_update, write_updates
from app.validation import parse
from tests.builtin import BY_DAY, Json
from tests.factories import parsed
from tests.search.twins import ADDRESSES

AUTHOR = Author("tests")
ASKED = ["soledar", "attack -drone", "київ", '"air raid"', "Зеленський", "mobil*", "attakc"]


@pytest.fixture
def served(record_url: str, make_client: Callable[..., TestClient]) -> TestClient:
    """The application without its cache: what it answers is what the record holds now."""
    return make_client(record_url, cache_bytes=0)


@pytest.fixture
def day() -> Json:
    """The built-in document of day 325."""
    return deepcopy(BY_DAY[325])


def found(client: TestClient, query: str) -> dict[str, set[str]]:
    """Return the ids that each list finds."""
    return {
        kind: {
            str(item.get("id", item["day"]))
            for item in client.get(address, params={"q": query, "limit": 200}).json()["items"]
        }
        for kind, address in ADDRESSES.items()
    }


def write(connection: Connection, document: Json) -> None:
    write_updates(connection, [parse(document)], read_vocabulary(connection), AUTHOR)


def quoted(connection: Connection, query: str) -> list[str]:
    asked = QuoteFilters(q=query)
    page = read_page(connection, select_quotes(connection, asked), asked)
    return [json.loads(body)["id"] for body in page.bodies]


def test_a_corrected_day_is_found_by_its_new_words_only(
    served: TestClient, record: Database, day: Json
) -> None:
    assert found(served, "supertanker") == {
        "event": {"325-e12"}, "quote": set(), "update": {"325"}
    }  # fmt: skip
    tanker = day["events"][11]["text"]
    day["events"][11]["text"] = tanker.replace("supertankers", "crude carriers")
    day["quotes"][1]["text"] = "I would not link these exercises with a massive missile attack"
    with record.write() as connection:
        write(connection, day)
    assert found(served, "supertanker") == {"event": set(), "quote": set(), "update": set()}
    assert found(served, "crude-carrier") == {
        "event": {"325-e12"}, "quote": set(), "update": {"325"}
    }  # fmt: skip
    assert "325-q2" not in found(served, '"air force exercises"')["quote"]
    assert "325-q2" in found(served, "exercise")["quote"]


def test_a_word_is_suggested_as_soon_as_it_is_written(
    served: TestClient, record: Database, day: Json
) -> None:
    def suggested() -> list[str]:
        answer = served.get("/v1/events", params={"q": "supertankerz"}).json()
        return list(answer["search"]["did_you_mean"])

    first = suggested()
    assert "supertankers" in first
    tanker = day["events"][11]["text"]
    day["events"][11]["text"] = tanker.replace("supertankers", "supertankery")
    with record.write() as connection:
        write(connection, day)
    assert "supertankery" in suggested()
    assert "supertankery" not in first


def test_a_deleted_day_is_found_no_more_nor_suggested(served: TestClient, record: Database) -> None:
    assert "325-q1" in found(served, "legal sufficient grounds")["quote"]
    with record.write() as connection:
        delete_update(connection, 325, AUTHOR)
    assert found(served, '"sufficient grounds"') == {
        "event": set(), "quote": set(), "update": set()
    }  # fmt: skip
    assert "325" not in found(served, "soledar")["update"]
    typo = served.get("/v1/search", params={"q": "supertankr"}).json()
    assert "supertankers" not in typo["search"]["did_you_mean"]


def test_words_change_in_the_transaction_of_their_document(record: Database, day: Json) -> None:
    day["quotes"][0]["text"] = "sufficient grounds for a common answer"
    with record.write() as connection:
        write(connection, day)
        assert quoted(connection, '"common answer"') == ["325-q1"]
        assert quoted(connection, '"collective response"') == []
        with record.read() as outside:
            assert quoted(outside, '"common answer"') == []
            assert quoted(outside, '"collective response"') == ["325-q1"]
        connection.rollback()
    with record.read() as connection:
        assert quoted(connection, '"collective response"') == ["325-q1"]


def test_a_text_is_answered_as_it_is_and_shown_escaped(
    empty_url: str, empty: Database, make_client: Callable[..., TestClient], day: Json
) -> None:
    nasty = "<script>alert(\"drone\")</script> & 'drones' <mark>\u2028\u202e🚀 drone"
    day["events"], day["quotes"] = day["events"][:1], day["quotes"][:1]
    day["events"][0]["text"] = day["quotes"][0]["text"] = nasty
    day["headline"] = "A <b>drone</b>"
    with empty.write() as connection:
        write(connection, day)
    client = make_client(empty_url)
    for address, pointer in (("/v1/events", "/text"), ("/v1/updates", "/events/0/text")):
        (item,) = client.get(address, params={"q": "drone"}).json()["items"]
        assert item.get("text", item.get("headline")) in (nasty, day["headline"])
        (match,) = (each for each in item["matches"] if each["pointer"] == pointer)
        assert [nasty[start:end] for start, end in match["spans"]] == ["drone", "drones", "drone"]
        assert match["snippet"] == (
            "&lt;script&gt;alert(&quot;<mark>drone</mark>&quot;)&lt;/script&gt; &amp; "
            "&#x27;<mark>drones</mark>&#x27; &lt;mark&gt;\u2028\u202e🚀 <mark>drone</mark>"
        )
    stream = client.get("/v1/quotes", params={"q": "drone", "format": "ndjson"}).text
    assert [json.loads(line)["text"] for line in stream.split("\n") if line] == [nasty]


def answers(client: TestClient) -> list[Any]:
    return [
        client.get(address, params={"q": query, "order": order, "limit": 10}).content
        for address, order in (("/v1/search", "newest"), ("/v1/quotes", "relevance"))
        for query in ASKED
    ]


def test_reindexing_changes_no_answer(served: TestClient, record: Database) -> None:
    before = answers(served)
    with record.write() as connection:
        list(reindex_record(connection))
    assert answers(served) == before


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_what_is_written_is_at_once_in_its_place_in_the_index(empty: Database) -> None:
    """PostgreSQL keeps it in a list aside, which every search would read whole."""
    with empty.write() as connection:
        write_updates(connection, [parsed(400)], read_vocabulary(connection), AUTHOR)
    for index in ("update", "event", "quote", "heading"):
        clean = text(f"SELECT gin_clean_pending_list('ix_{index}_search_terms'::regclass)")
        with empty.write() as connection:
            assert connection.scalar(clean) == 0
