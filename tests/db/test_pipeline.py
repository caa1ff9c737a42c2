"""Small reads over one PostgreSQL connection: in order, apart from each other, and found again."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from app.caching.watch import PostgresqlWatch
from app.db.engine import open_database
from app.db.pipeline import Pipeline
from app.settings import Settings
from tests.coroutines import run_coroutine

_NUMBER = "SELECT $1::BIGINT, $2::TEXT, NULL::TEXT"
_PID = "SELECT pg_backend_pid()"


@pytest.fixture
def dsn(postgresql_server: str) -> str:
    return make_url(postgresql_server).set(drivername="postgresql").render_as_string(False)


@asynccontextmanager
async def opened(dsn: str) -> AsyncIterator[Pipeline]:
    pipeline = Pipeline(dsn, "-c statement_timeout=2000")
    try:
        yield pipeline
    finally:
        await pipeline.close()


def run(dsn: str, test: Callable[[Pipeline], Awaitable[None]]) -> None:
    async def with_pipeline() -> None:
        async with opened(dsn) as pipeline:
            await test(pipeline)

    run_coroutine(with_pipeline())


def test_each_gets_the_row_it_asked_for(dsn: str) -> None:
    async def test(pipeline: Pipeline) -> None:
        texts = [f"п’ять {'x' * (n * 50)}" for n in range(500)]
        rows = await asyncio.gather(
            *(pipeline.read(_NUMBER, [n, text]) for n, text in enumerate(texts))
        )
        assert rows == [(n, text, None) for n, text in enumerate(texts)]
        assert await pipeline.read("SELECT 1 WHERE $1::BIGINT = 2", [1]) is None

    run(dsn, test)


def test_what_could_not_be_prepared_is_prepared_anew(dsn: str) -> None:
    """A server may be there before the tables that it reads."""

    async def test(pipeline: Pipeline) -> None:
        sql = "SELECT n FROM made_later"
        for _ in range(2):
            with pytest.raises(DBAPIError, match="made_later"):
                await pipeline.read(sql, [])
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
            await connection.execute("CREATE TABLE made_later AS SELECT 7 AS n")
            assert await pipeline.read(sql, []) == (7,)
            await connection.execute("DROP TABLE made_later")

    run(dsn, test)


def test_a_row_larger_than_every_buffer_comes_whole(dsn: str) -> None:
    async def test(pipeline: Pipeline) -> None:
        sql = "SELECT repeat($1::TEXT, 3000000)"
        rows = await asyncio.gather(*(pipeline.read(sql, [letter]) for letter in "abc"))
        assert rows == [(letter * 3_000_000,) for letter in "abc"]
        sent = "long " * 1_000_000
        assert await pipeline.read("SELECT length($1::TEXT)", [sent]) == (len(sent),)

    run(dsn, test)


def test_the_failure_of_one_is_not_that_of_others(dsn: str) -> None:
    async def test(pipeline: Pipeline) -> None:
        outcomes = await asyncio.gather(
            pipeline.read(_NUMBER, [1, "one"]),
            pipeline.read("SELECT 1 / $1::BIGINT", [0]),
            pipeline.read("SELECT nothing FROM nowhere", []),
            pipeline.read("SELECT pg_sleep($1::BIGINT)", [60]),  # longer than a statement may take
            pipeline.read(_NUMBER, [2, "two"]),
            return_exceptions=True,
        )
        assert outcomes[0] == (1, "one", None)
        assert outcomes[4] == (2, "two", None)
        assert all(isinstance(each, DBAPIError) for each in outcomes[1:4])
        assert await pipeline.read("SELECT 6 / $1::BIGINT", [2]) == (3,)
        assert await pipeline.read("SELECT 1 / $1::BIGINT", [1]) == (1,)

    run(dsn, test)


def test_whoever_goes_away_leaves_the_others_their_answers(dsn: str) -> None:
    async def test(pipeline: Pipeline) -> None:
        asked = [asyncio.ensure_future(pipeline.read(_NUMBER, [n, "x"])) for n in range(20)]
        await asyncio.sleep(0)
        for each in asked[::2]:
            each.cancel()
        rows = await asyncio.gather(*asked, return_exceptions=True)
        assert rows[1::2] == [(n, "x", None) for n in range(1, 20, 2)]
        assert all(isinstance(each, asyncio.CancelledError) for each in rows[::2])

    run(dsn, test)


def test_a_lost_connection_is_opened_anew(dsn: str) -> None:
    async def test(pipeline: Pipeline) -> None:
        for _ in range(3):
            row = await pipeline.read(_PID, [])
            assert row is not None
            waiting = asyncio.ensure_future(pipeline.read("SELECT pg_sleep($1::BIGINT)", [1]))
            await asyncio.sleep(0)
            async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as other:
                await other.execute("SELECT pg_terminate_backend(%s)", row)
            assert await waiting == ("",)
            again = await pipeline.read(_PID, [])
            assert again is not None
            assert again != row

    run(dsn, test)


def test_a_database_that_is_away_is_said_to_be_away() -> None:
    async def test(pipeline: Pipeline) -> None:
        for _ in range(2):
            with pytest.raises(OperationalError):
                await pipeline.read(_PID, [])

    run("postgresql://nobody@127.0.0.1:1/nothing", test)


def test_who_waits_for_a_silent_database_waits_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other each would wait as long as all those before it."""
    monkeypatch.setattr("app.db.pipeline.CONNECT_SECONDS", 2)
    begun: list[object] = []
    connect = psycopg.AsyncConnection.connect

    async def note(*args: object, **kwargs: object) -> object:
        begun.append(args)
        return await connect(*args, **kwargs)  # type: ignore[arg-type]  # what it was called with

    monkeypatch.setattr(psycopg.AsyncConnection, "connect", note)

    async def test(pipeline: Pipeline) -> None:
        asked = (pipeline.read(_PID, []) for _ in range(20))
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
        assert all(isinstance(each, OperationalError) for each in outcomes)
        assert len(begun) == 1

    with socket.create_server(("127.0.0.1", 0)) as silent:
        run(f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/nothing", test)


def test_every_connection_says_how_long_silence_is_borne(dsn: str) -> None:
    url = make_url(dsn).update_query_dict({"keepalives_count": "7"})
    settings = Settings(database_url=url.render_as_string(False))
    database = open_database(settings)
    points: Any = database._points
    watched = PostgresqlWatch(database, settings)
    with database.read() as reading, database.write() as writing:
        drivers: list[Any] = [each.connection.driver_connection for each in (reading, writing)]
        told = [driver.info.get_parameters() for driver in drivers]
    told += map(conninfo_to_dict, (watched._dsn, points._pipeline._dsn))
    database.close()
    for parameters in told:
        assert parameters["tcp_user_timeout"] == "20000"
        assert parameters["keepalives_count"] == "7"
