"""Knows, for next to nothing, whether the record has changed: what caches and streams ask."""

import asyncio
import contextlib
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator

import psycopg
import structlog
from sqlalchemy import make_url, select
from sqlmodel import col

from app.db import CHANNEL, Database
from app.models import Head
from app.settings import Settings

FALLBACK_SECONDS = 1.0
"""How long a change may go unseen on PostgreSQL when its notification is lost."""

SQLITE_SECONDS = 0.05
"""How often SQLite is asked while somebody waits for a change: 3 us each time."""

SILENCE_SECONDS = 5.0
"""After how long without an answer a connection counts as lost, though nobody closed it."""

logger = structlog.get_logger("daybook")


Version = int
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
        except sqlite3.Error:
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
        yield


class PostgresqlWatch(Watch):
    """Listens for notifications, and polls in case one is lost or a replica lags."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        url = make_url(settings.database_replica_url or settings.database_url)
        self._dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        # A standby takes no LISTEN, and the primary's word comes before the data is there.
        self._listens = settings.database_replica_url is None
        self._version: int | None = None
        self._told = 0
        self._moved = asyncio.Event()

    def version(self) -> Version | None:
        return self._version

    def tell(self, seq: int) -> None:
        # Its notification is still on the way, and the writer may read what it wrote at once.
        if self._listens:
            self._told = max(self._told, seq)
            if self._version is not None:
                self._set(max(self._version, seq))

    async def changed(self, since: Version | None) -> None:
        if since is None:
            await asyncio.sleep(FALLBACK_SECONDS / 2)
        while since is not None and self._version == since:
            await self._moved.wait()

    def _set(self, version: int | None) -> None:
        if version != self._version:
            self._version = version
            self._moved.set()
            self._moved = asyncio.Event()

    @contextlib.asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._keep_watching())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _keep_watching(self) -> None:
        while True:
            try:
                await self._watch()
            except (psycopg.Error, TimeoutError) as error:
                # Until it is back nothing is known: answers are read anew, never from memory.
                logger.warning("lost the record's notifications", error=str(error))
            self._set(None)
            await asyncio.sleep(FALLBACK_SECONDS)

    async def _watch(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            self._dsn,
            autocommit=True,
            application_name="daybook-watch",
            connect_timeout=int(SILENCE_SECONDS),
        )
        async with connection:
            if self._listens:
                await connection.execute(f"LISTEN {CHANNEL}")
            pause = FALLBACK_SECONDS if self._listens else FALLBACK_SECONDS / 10
            statement = str(select(col(Head.seq)))
            while True:
                async with asyncio.timeout(SILENCE_SECONDS):
                    row = await (await connection.execute(statement.encode())).fetchone()
                self._set(max(row[0], self._told) if row else None)
                async for notice in connection.notifies(timeout=pause):
                    self._set(max(int(notice.payload), self._told))


def watch(database: Database, settings: Settings) -> Watch:
    """Return the watch for the database that answers are read from."""
    return SqliteWatch(database) if database.is_sqlite else PostgresqlWatch(database, settings)
