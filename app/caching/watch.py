"""Knows, for next to nothing, whether the record has changed: what caches and streams ask."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Coroutine
from typing import TYPE_CHECKING, Any

from sqlalchemy import make_url, select
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from app.db.connections import impatient
from app.db.engine import CHANNEL, Database
from app.logs import logger
from app.models import Head
from app.settings import Settings

if TYPE_CHECKING:
    import psycopg

POLL_SECONDS = 0.5
"""How often PostgreSQL is asked for the version, in case a notification is lost."""

LEASE_SECONDS = 2.0
"""For how long an answer of PostgreSQL's counts: with nobody left to ask, nothing is known."""

RETRY_SECONDS = 1.0
"""How long to wait before a lost connection is opened anew."""

REPLICA_SECONDS = 0.1
"""How often a replica is asked, which sends no notifications."""

FILE_SECONDS = 1.0
"""How often to look whether SQLite's file is still the one that is open."""

SQLITE_SECONDS = 0.05
"""How often SQLite is asked while somebody waits for a change: 3 us each time."""

SILENCE_SECONDS = 5.0
"""After how long without an answer a connection counts as lost, though nobody closed it."""


_HEAD = str(select(col(Head.record), col(Head.seq))).encode()

Version = bytes | tuple[str, int]
"""What a database calls its state: equal versions, equal record."""


class Watch(ABC):
    """The record's version as this process sees it: equal versions mean an unchanged record."""

    @abstractmethod
    def version(self) -> Version | None:
        """Return the version now; None while it cannot be known."""

    @abstractmethod
    def tell(self, seq: int) -> None:
        """Take note of a change that this process has just committed."""

    @abstractmethod
    async def changed(self, since: Version | None) -> None:
        """Return when the version is no longer `since`, or after a while if it cannot be known.

        Whoever waits asks for the version first, then reads, then waits: so no change is missed.
        """

    @abstractmethod
    def run(self) -> contextlib.AbstractAsyncContextManager[None]:
        """Keep watching while the application runs."""


class SqliteWatch(Watch):
    """Looks where SQLite's own connections look: at what every commit in any process changes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def version(self) -> Version | None:
        try:
            return self._database.commit_mark()
        except (sqlite3.Error, DBAPIError, OSError):
            # A file that cannot be read now: the query will fail too, and say so as a problem.
            return None

    def tell(self, seq: int) -> None:
        """Do nothing: SQLite's own version already tells."""

    async def changed(self, since: Version | None) -> None:
        await asyncio.sleep(SQLITE_SECONDS)
        while self.version() == since:
            await asyncio.sleep(SQLITE_SECONDS)

    @contextlib.asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        async with _alongside(self._keep_to_the_file()):
            yield

    async def _keep_to_the_file(self) -> None:
        while True:
            self.version()  # opens the file before anybody asks: from then on its end is seen
            await asyncio.sleep(FILE_SECONDS)
            if self._database.reopen_if_replaced():
                logger.warning("the record's file was replaced: the new one is served now")


class PostgresqlWatch(Watch):
    """Listens for notifications, and polls in case one is lost or a replica lags."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        url = impatient(make_url(settings.database_replica_url or settings.database_url))
        self._dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        # A standby takes no LISTEN, and the primary's word comes before the data is there.
        self._listens = settings.database_replica_url is None
        self._version: tuple[str, int] | None = None
        self._known_until = 0.0
        self._told = 0
        self._moved = asyncio.Event()

    def version(self) -> Version | None:
        # Not left to the poll's own timeout: a loop that was held up runs its timers late.
        return self._version if time.monotonic() < self._known_until else None

    def tell(self, seq: int) -> None:
        # Its notification is still on the way, and the writer may read what it wrote at once.
        if self._listens:
            self._told = max(self._told, seq)
            self._advance(seq)

    async def changed(self, since: Version | None) -> None:
        if since is None:
            await asyncio.sleep(POLL_SECONDS)
        while since is not None and self._version == since:
            await self._moved.wait()

    def _advance(self, seq: int) -> None:
        """Take note of a change. One known already is no step back: its news may come late."""
        if self._version is not None and seq > self._version[1]:
            self._set((self._version[0], seq))

    def _set(self, version: tuple[str, int] | None) -> None:
        if version != self._version:
            self._version = version
            self._moved.set()
            self._moved = asyncio.Event()

    @contextlib.asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        async with _alongside(self._keep_watching()):
            yield

    async def _keep_watching(self) -> None:
        import psycopg  # 10 MB that a record in SQLite never needs

        while True:
            try:
                await self._watch()
            except (psycopg.Error, TimeoutError) as error:
                # Until it is back nothing is known: answers are read anew, never from memory.
                logger.warning(
                    "lost the record's notifications", error=str(error) or "no answer in time"
                )
            self._set(None)
            await asyncio.sleep(RETRY_SECONDS)

    async def _watch(self) -> None:
        import psycopg

        connection = await psycopg.AsyncConnection.connect(
            self._dsn,
            autocommit=True,
            application_name="daybook-watch",
            connect_timeout=int(SILENCE_SECONDS),
        )
        async with connection:
            if self._listens:
                await connection.execute(f"LISTEN {CHANNEL}")
            pause = POLL_SECONDS if self._listens else REPLICA_SECONDS
            while True:
                await self._poll(connection)
                async for notice in connection.notifies(timeout=pause):
                    self._advance(int(notice.payload))

    async def _poll(self, connection: psycopg.AsyncConnection) -> None:
        asked, told = time.monotonic(), self._told
        async with asyncio.timeout(SILENCE_SECONDS):
            row = await (await connection.execute(_HEAD)).fetchone()
        if row is None:
            self._set(None)
            return
        record, seq = row
        if seq < told:  # the record was put back to what it was: what was told is no longer true
            self._told = 0
        # What was told while the poll was on its way, it need not have seen.
        self._set((record, max(seq, self._told)))
        self._known_until = asked + LEASE_SECONDS


@contextlib.asynccontextmanager
async def _alongside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run a task for as long as the context is open."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def watch(database: Database, settings: Settings) -> Watch:
    """Return the watch for the database that answers are read from."""
    return SqliteWatch(database) if database.is_sqlite else PostgresqlWatch(database, settings)
