"""The change feed: every change once, in order, and only the wanted ones."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.pool import QueuePool
from sqlmodel import col
from starlette.testclient import TestClient

from app.changes import queries
from app.changes.queries import named_actors
from app.db.engine import Database
from app.models import Update, UpdateActor
from tests.changes.listening import PATIENCE_SECONDS, wait_until
from tests.changes.writing import correct, day, delete, documents, write

MakeClient = Callable[..., TestClient]


@pytest.fixture
def over(empty: Database, empty_url: str, make_client: MakeClient) -> TestClient:
    """The application over the record that the test writes to."""
    return make_client(empty_url)


def follow(client: TestClient, url: str) -> list[dict[str, Any]]:
    """Return the changes of a feed page by page, to its end as it is now."""
    items: list[dict[str, Any]] = []
    more = True
    while more:
        page = client.get(url).raise_for_status().json()
        items, url, more = items + page["items"], page["next"], page["more"]
    return items


def seqs(client: TestClient, url: str) -> list[int]:
    return [item["seq"] for item in follow(client, url)]


def test_every_change_comes_once_and_in_order(over: TestClient, empty: Database) -> None:
    write(empty, *documents()[:5])
    correct(empty, 1, headline="Another headline")
    delete(empty, 2)
    write(empty, day(2))
    items = follow(over, "/v1/changes?limit=3")
    assert [item["seq"] for item in items] == list(range(1, 9))
    assert [item["change"] for item in items] == [*["create"] * 5, "correct", "delete", "create"]


def test_a_change_says_what_who_and_why(over: TestClient, empty: Database) -> None:
    write(empty, day(325))
    correct(empty, 325, headline="Another headline")
    item = over.get("/v1/changes?since=1").json()["items"][0]
    assert item.pop("at").endswith("Z")
    assert item == {
        "seq": 2,
        "change": "correct",
        "subject": "update",
        "subject_id": "325",
        "day": 325,
        "date": "2023-01-14",
        "n": 2,
        "by": "editor",
        "reason": "a correction",
        "url": "/v1/updates/325",
    }


def test_the_next_address_goes_on_where_there_is_nothing_yet(
    over: TestClient, empty: Database
) -> None:
    page = over.get("/v1/changes?from=300&limit=7").json()
    assert page == {"items": [], "more": False, "next": "/v1/changes?from=300&limit=7&since=0"}
    write(empty, day(1), day(325))
    page = over.get(page["next"]).json()
    assert [item["day"] for item in page["items"]] == [325]
    assert page["next"].endswith("since=2")


def test_a_number_that_is_yet_to_come_is_waited_for(over: TestClient, empty: Database) -> None:
    write(empty, day(1))
    page = over.get("/v1/changes?since=7").json()
    assert (page["items"], page["next"]) == ([], "/v1/changes?since=7")


def test_days_narrow_the_feed(over: TestClient, empty: Database) -> None:
    write(empty, day(1), day(2), day(325))
    delete(empty, 325)
    assert seqs(over, "/v1/changes?from=2&limit=1") == [2, 3, 4]
    assert seqs(over, "/v1/changes?to=2") == [1, 2]
    assert seqs(over, "/v1/changes?date=2023-01-14") == [3, 4]


def test_who_follows_an_actor_hears_that_its_day_is_gone(over: TestClient, empty: Database) -> None:
    without = day(325).model_copy(update={"events": [], "quotes": []})
    write(empty, day(325))
    write(empty, without)
    correct(empty, 325, events=[], quotes=[], headline="Still without")
    write(empty, day(325))
    delete(empty, 325)
    write(empty, without)
    assert seqs(over, "/v1/changes?actor=belarus") == [1, 2, 4, 5]
    assert seqs(over, "/v1/changes?actor=Білорусь&actor=moldova&limit=1") == [1, 2, 4, 5]


def test_an_unknown_actor_is_refused_with_suggestions(over: TestClient) -> None:
    answer = over.get("/v1/changes?actor=belaru")
    assert answer.status_code == 404
    assert "belarus" in answer.json()["suggestions"]


def test_the_actors_of_a_change_are_those_of_the_index(record: Database) -> None:
    with record.read() as connection:
        indexed: dict[int, set[str]] = {
            each: set() for each in connection.scalars(select(col(Update.day)))
        }
        for actor, number in connection.execute(
            select(col(UpdateActor.actor), col(UpdateActor.day))
        ):
            indexed[number].add(actor)
    told = {
        document.day: named_actors("update", str(document.day), document.model_dump_json())
        for document in documents()
    }
    assert told == indexed


def test_a_rare_actor_is_looked_for_a_bounded_way_at_a_time(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = seqs(client, "/v1/changes?actor=moldova")
    monkeypatch.setattr(queries, "SCAN_ROWS", 10)
    page = client.get("/v1/changes?actor=moldova&limit=1000").json()
    assert page["more"]
    assert page["next"].endswith("since=10")
    assert seqs(client, "/v1/changes?actor=moldova&limit=1000") == whole


def test_an_unchanged_feed_is_not_sent_again(over: TestClient, empty: Database) -> None:
    write(empty, day(1))
    first = over.get("/v1/changes")
    asked = {"If-None-Match": first.headers["etag"]}
    assert first.headers["cache-control"] == "public, no-cache"
    assert over.get("/v1/changes", headers=asked).status_code == 304
    write(empty, day(2))
    assert len(wait_for(over, "/v1/changes", asked).json()["items"]) == 2


def wait_for(client: TestClient, url: str, asked: dict[str, str]) -> Any:
    """Ask until the answer is another: PostgreSQL tells of a change a moment after it."""
    while (answer := client.get(url, headers=asked)).status_code == 304:
        threading.Event().wait(0.01)
    return answer


def test_a_long_poll_ends_with_the_next_wanted_change(over: TestClient, empty: Database) -> None:
    write(empty, day(1))
    answers: list[Any] = []

    def poll() -> None:
        answers.append(over.get("/v1/changes?since=1&from=300&wait=30&limit=1"))

    waiting = threading.Thread(target=poll)
    waiting.start()
    write(empty, day(2))
    write(empty, day(325), day(329))
    waiting.join(PATIENCE_SECONDS)
    (answer,) = answers
    assert [item["day"] for item in answer.json()["items"]] == [325]
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert seqs(over, answer.json()["next"].replace("wait=30", "wait=0")) == [4]


def test_a_long_poll_holds_no_connection(over: TestClient, empty: Database) -> None:
    write(empty, day(1))
    app: Any = over.app
    pool = app.state.database.reader.pool
    assert isinstance(pool, QueuePool)
    waiting = threading.Thread(target=over.get, args=("/v1/changes?since=1&wait=30",))
    waiting.start()
    wait_until(lambda: app.state.broadcaster.position is not None and pool.checkedout() == 0)
    write(empty, day(2))
    waiting.join(PATIENCE_SECONDS)
    assert not waiting.is_alive()


def test_a_long_poll_is_empty_after_its_time(over: TestClient, empty: Database) -> None:
    write(empty, day(1))
    app: Any = over.app
    page = over.get("/v1/changes?since=1&wait=1").json()
    assert (page["items"], page["more"]) == ([], False)
    assert app.state.broadcaster.position is None


def test_a_long_poll_answers_at_once_where_there_is_something(
    over: TestClient, empty: Database
) -> None:
    write(empty, day(1))
    assert len(over.get("/v1/changes?wait=30").json()["items"]) == 1


@pytest.mark.parametrize(
    "query", ["since=-1", "since=1_0", "limit=0", "limit=1001", "wait=31", "seq=1", "from=9&to=8"]
)
def test_wrong_parameters_are_refused(over: TestClient, query: str) -> None:
    answer = over.get(f"/v1/changes?{query}")
    assert answer.status_code == 422
    assert json.loads(answer.content)["errors"]
