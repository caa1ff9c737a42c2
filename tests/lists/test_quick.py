"""Short lists are read on SQLite's event loop, long ones on a thread, and are answered alike."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection
from starlette.testclient import TestClient

from app import head
from app.db.engine import Database, open_database
from app.head import read_tag
from app.lists.quick import is_quick
from app.quotes.queries import select_quotes
from app.quotes.schemas import QuoteFilters
from app.settings import Settings
from app.web import lists

ADDRESSES = (
    "/v1/quotes?q=war",
    "/v1/quotes?q=war&limit=2&order=oldest",
    "/v1/quotes?q=nosuchword",
    "/v1/events?q=drone%20-kyiv&actor=russia",
    "/v1/events?actor=belarus&category=nuclear",
    "/v1/updates?q=soledar&limit=5",
    "/v1/updates?actor=belarus&limit=50",
)


@pytest.fixture
def sqlite(copy_template: Callable[[str, bool], str]) -> str:
    """The URL of the built-in record on SQLite."""
    return copy_template("sqlite", True)


def test_a_list_is_the_same_from_the_loop_and_from_a_thread(
    sqlite: str, make_client: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_client(sqlite, cache_bytes=0)
    here = [client.get(address).content for address in ADDRESSES]
    threads = 0
    fetch = Database.fetch

    async def count(database: Database, *query: object) -> object:
        nonlocal threads
        threads += 1
        return await fetch(database, *query)  # type: ignore[arg-type]  # passed on as it comes

    monkeypatch.setattr(Database, "fetch", count)
    monkeypatch.setattr(lists, "is_quick", lambda *_: False)
    assert [client.get(address).content for address in ADDRESSES] == here
    assert threads == len(ADDRESSES)


@pytest.mark.parametrize(
    ("asked", "few_days", "many_days"),
    [
        ({"q": "war"}, True, True),
        ({"q": "war or peace"}, True, True),
        ({"speaker": ["Putin"]}, True, True),
        ({}, True, True),
        ({"q": "war peace"}, True, False),
        ({"q": "war -peace"}, True, False),
        ({"q": '"the war"'}, True, False),
        ({"q": "war*"}, True, True),
        ({"q": "war", "actor": ["russia"]}, True, False),
        ({"actor": ["russia"], "kind": ["direct"]}, True, False),
        ({"q": "war", "order": "relevance"}, False, False),
        ({"q": "war", "facet": "year"}, False, False),
    ],
)
def test_what_may_walk_the_whole_record_is_quick_where_that_is_short(
    sqlite: str,
    asked: dict[str, object],
    few_days: bool,
    many_days: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database = open_database(Settings(database_url=sqlite))
    listed = QuoteFilters.model_validate(asked)
    with database.read() as connection:
        selection = select_quotes(connection, listed)
        assert is_quick(selection, listed) is few_days
        monkeypatch.setattr(head, "LONG_RECORD", 100)
        assert is_quick(selection, listed) is many_days
    database.close()


def test_an_error_that_ended_the_snapshot_is_the_one_that_is_told(sqlite: str) -> None:
    database = open_database(Settings(database_url=sqlite))

    def fail(connection: Connection) -> None:
        # What SQLite does by itself where it cannot read on.
        connection.exec_driver_sql("ROLLBACK")
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        database.fetch_here(fail)
    assert database.fetch_here(read_tag) is not None
    database.close()
