"""How much is counted and ranked: less of what is hard to find in a long record."""

import pytest
from starlette.testclient import TestClient

from app import head
from app.db import Database
from app.effort import candidates, total_bound
from app.events.queries import select_events
from app.events.schemas import EventFilters
from tests.pages import get


@pytest.mark.parametrize(
    ("asked", "bound", "long_bound", "ranked", "long_ranked"),
    [
        ({}, 10_000, 10_000, 400, 100),
        ({"actor": ["russia"]}, 10_000, 10_000, 400, 100),
        ({"actor": ["russia"], "category": ["energy"]}, 1_000, 100, 400, 100),
        ({"q": "drone"}, 1_000, 100, 400, 400),
        ({"q": "drone or missile"}, 1_000, 100, 400, 400),
        ({"q": "drone", "actor": ["russia"]}, 1_000, 100, 400, 100),
        ({"q": "drone -kyiv"}, 1_000, 100, 400, 100),
        ({"q": '"air raid"'}, 1_000, 100, 400, 100),
        ({"q": "s*"}, 1_000, 100, 400, 100),
    ],
)
def test_less_is_counted_and_ranked_in_a_long_record(
    shared: Database,
    monkeypatch: pytest.MonkeyPatch,
    asked: dict[str, object],
    bound: int,
    long_bound: int,
    ranked: int,
    long_ranked: int,
) -> None:
    with shared.read() as connection:
        ground = select_events(connection, EventFilters.model_validate(asked)).ground
        assert total_bound(connection, ground) == bound
        assert candidates(connection, ground, 3) == ranked
        monkeypatch.setattr(head, "LONG_RECORD", 1_000)
        assert total_bound(connection, ground) == long_bound
        assert candidates(connection, ground) == long_ranked
        assert candidates(connection, ground, 3) == long_ranked // 3


def test_an_answer_says_how_many_hits_were_ranked(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(head, "LONG_RECORD", 1_000)
    address = "/v1/events?q=%22air%20raid%22&order=relevance"
    assert get(client, address)["search"]["ranked_candidates"] == 100
    assert get(client, address.replace("events", "search"))["search"]["ranked_candidates"] == 74


def test_a_query_that_excludes_what_it_looks_for_finds_nothing(client: TestClient) -> None:
    for address in ("quotes", "events", "updates", "search"):
        for order in ("newest", "oldest", "relevance"):
            found = get(client, f"/v1/{address}?q=war%20-war&order={order}")
            assert (found["items"], found["total"], found["next"]) == ([], 0, None)
