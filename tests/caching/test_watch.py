"""How a process learns on PostgreSQL that the record has changed, with and without its news."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text

import app.caching.watch
from app.caching.watch import PostgresqlWatch
from app.db.engine import CHANNEL, Database
from app.settings import Settings
from tests.changes.writing import day, write

PATIENCE_SECONDS = 20
NEVER_SECONDS = 3600.0


@pytest.fixture
def engine() -> str:
    return "postgresql"  # SQLite's watch asks nobody: tests/db/test_wal_index.py


@pytest.fixture
def without_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("POLL_SECONDS", "LEASE_SECONDS", "SILENCE_SECONDS"):
        monkeypatch.setattr(app.caching.watch, name, NEVER_SECONDS)


@asynccontextmanager
async def watching(record: Database) -> AsyncIterator[PostgresqlWatch]:
    url = record.writer.url.render_as_string(hide_password=False)
    watch = PostgresqlWatch(record, Settings(database_url=url))
    async with watch.run(), asyncio.timeout(PATIENCE_SECONDS):
        await until(lambda: watch.version() is not None)
        yield watch


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a test on a thread of its own: a browser's session keeps a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, test()).result()


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.01)


def tell_channel(record: Database, word: str) -> None:
    with record.write() as connection:
        connection.execute(text("SELECT pg_notify(:c, :w)"), {"c": CHANNEL, "w": word})


def watcher(record: Database) -> int:
    """Return the process of the server that serves the watch's connection."""
    with record.read() as connection:
        pid: int = connection.execute(
            text(
                "SELECT pid FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name = 'daybook-watch'"
            )
        ).scalar_one()
    return pid


@pytest.mark.usefixtures("without_polls")
def test_a_notification_is_enough(empty: Database) -> None:
    async def test() -> None:
        async with watching(empty) as watch:
            before = watch.version()
            await asyncio.to_thread(write, empty, day(1))
            await watch.changed(before)
            assert watch.version() not in (before, None)

    run(test)


def test_a_change_without_a_notification_is_seen_too(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.caching.watch, "CHANNEL", "where_nobody_calls")

    async def test() -> None:
        async with watching(empty) as watch:
            before = watch.version()
            await asyncio.to_thread(write, empty, day(1))
            await watch.changed(before)

    run(test)


@pytest.mark.usefixtures("without_polls")
def test_the_writing_process_knows_at_once(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.caching.watch, "CHANNEL", "where_nobody_calls")

    async def test() -> None:
        async with watching(empty) as watch:
            before = watch.version()
            watch.tell(1)
            assert watch.version() not in (before, None)

    run(test)


def test_without_an_answer_nothing_is_known(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The connection stays open, and is not given up: only the age of the last answer tells.
    monkeypatch.setattr(app.caching.watch, "SILENCE_SECONDS", NEVER_SECONDS)

    async def test() -> None:
        async with watching(empty) as watch:
            process = watcher(empty)
            os.kill(process, signal.SIGSTOP)
            try:
                await until(lambda: watch.version() is None)
                watch.tell(1)
                assert watch.version() is None
            finally:
                os.kill(process, signal.SIGCONT)
            await until(lambda: watch.version() is not None)

    run(test)


@pytest.mark.usefixtures("without_polls")
def test_news_that_comes_late_is_no_step_back(empty: Database) -> None:
    async def test() -> None:
        async with watching(empty) as watch:
            before = watch.version()
            for seq in (5, 3, 7):
                await asyncio.to_thread(tell_channel, empty, str(seq))
                if seq != 3:
                    await watch.changed(before)
                    before = watch.version()
                else:
                    with pytest.raises(TimeoutError):
                        await asyncio.wait_for(watch.changed(before), 0.3)

    run(test)


def test_a_record_put_back_to_an_earlier_state_is_a_change(empty: Database) -> None:
    async def test() -> None:
        async with watching(empty) as watch:
            await asyncio.to_thread(write, empty, day(1), day(2))
            watch.tell(2)
            before = watch.version()
            with empty.write() as connection:
                connection.execute(text("UPDATE head SET seq = 1"))
            await watch.changed(before)
            assert watch.version() is not None
            assert watch.version() != before

    run(test)
