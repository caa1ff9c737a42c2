"""Whole lists on their way: what they hold is let go of, and they leave room for others."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.pool import QueuePool
from starlette.testclient import TestClient

from app.db.connections import DOWNLOADS
from app.main import create_app
from app.settings import Settings
from tests.coroutines import run_coroutine

PATHS = ("/v1/updates", "/v1/events", "/v1/quotes")


@pytest.fixture
def app(record_url: str) -> Iterator[FastAPI]:
    app = create_app(Settings(database_url=record_url))
    # What is let go of only when Python looks for garbage is not let go of.
    gc.disable()
    yield app
    gc.enable()
    app.state.database.close()


def connections_of(app: FastAPI) -> int:
    pool = app.state.database.reader.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedout()


class Reader:
    """A client that takes the head of an answer, and the rest only once it `reads`."""

    def __init__(self, app: FastAPI) -> None:
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body = b""
        self.is_whole = False
        self.answered = asyncio.Event()
        self.reads = asyncio.Event()
        self.leaves = asyncio.Event()
        self._app = app
        self._asked = False

    async def get(self, path: str, query: str = "format=ndjson") -> None:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},  # as uvicorn says
            "http_version": "1.1",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(b"host", b"localhost")],
        }
        await self._app(scope, self._receive, self._send)

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
            self.answered.set()
            return
        await self.reads.wait()
        self.body += message["body"]
        self.is_whole = not message.get("more_body")


def within(test: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        async with asyncio.timeout(120):
            await test()

    run_coroutine(run())


def test_who_goes_away_leaves_no_connection_behind(app: FastAPI) -> None:
    async def leave() -> None:
        for path in PATHS * 6:
            reader = Reader(app)
            asking = asyncio.create_task(reader.get(path))
            await reader.answered.wait()
            assert connections_of(app) == 1
            reader.leaves.set()
            await asking
            assert not reader.is_whole
            assert connections_of(app) == 0

    within(leave)


def test_who_takes_nothing_is_given_up(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.answers.STALLED_SECONDS", 0.05)

    async def stall() -> None:
        reader = Reader(app)
        await reader.get("/v1/quotes", "format=csv")
        assert (reader.status, reader.body, reader.is_whole) == (200, b"", False)
        assert connections_of(app) == 0

    within(stall)


@pytest.mark.parametrize("path", PATHS)
def test_who_asks_for_the_head_alone_has_no_row_read(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    address = f"{path}?format=ndjson"
    with TestClient(app) as client:
        whole = client.get(address)
        monkeypatch.delattr("app.lists.pagination.read_rows")
        head = client.head(address)
    for answer in (head, whole):
        del answer.headers["x-request-id"]
    assert (head.status_code, head.headers) == (200, whole.headers)
    assert connections_of(app) == 0


def test_slow_readers_leave_room_for_lists(app: FastAPI) -> None:
    async def crowd() -> None:
        slow = [Reader(app) for _ in range(DOWNLOADS)]
        asking = [asyncio.create_task(reader.get("/v1/updates")) for reader in slow]
        for reader in slow:
            await reader.answered.wait()
        late = await read(app, "/v1/events", "format=csv")
        assert late.status == 503
        assert late.headers[b"retry-after"] == b"30"
        assert b"urn:daybook:problem:too-many-downloads" in late.body
        assert (await read(app, "/v1/search", "q=war")).status == 200
        for reader in slow:
            reader.reads.set()
        await asyncio.gather(*asking)
        assert all(reader.body.count(b"\n") == 131 for reader in slow)
        assert connections_of(app) == 0
        assert (await read(app, "/v1/events", "format=csv")).status == 200

    within(crowd)


async def read(app: FastAPI, path: str, query: str) -> Reader:
    reader = Reader(app)
    reader.reads.set()
    await reader.get(path, query)
    return reader
