"""The record's database, whichever it is: reads in snapshots, writes one at a time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Concatenate, ParamSpec, TypeVar

import anyio
import anyio.to_thread
from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    Integer,
    String,
    func,
    select,
)
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import QueuePool

from app.db.connections import (
    DOWNLOADS,
    READ_OPTIONS,
    READ_THREADS,
    postgresql_engine,
    sqlite_engine,
    with_options,
)
from app.db.points import Point, PostgresqlPoints, SqlitePoints
from app.db.texts import Texts
from app.db.wal_index import WalIndex
from app.errors import TooManyDownloadsError
from app.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

BigKey = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit key: SQLite's INTEGER is one already, and only under that name its fast row id."""

Name = String().with_variant(String(collation="C"), "postgresql")
"""A slug or folded name, ordered by code point on both databases."""

_UNUSABLE = {"42P01", "42501", "25006", "25P03"}
"""PostgreSQL's codes of a table that is not there, or not ours; of a server that takes no writes (a
standby, or one that was locked); and of a transaction that it ended because it lay idle."""

_SCHEMA_LOCK = 20220224

SNAPSHOT = "snapshot"
"""Where a connection that only reads keeps, in its `info`, what it has read of its snapshot: a
record that is the same for all statements is asked only once which it is."""

CHANNEL = "daybook_changed"
"""The PostgreSQL notification that a change was committed."""


@dataclass(frozen=True)
class Database:
    """One record: `write` for the single writer at a time, `read` for consistent snapshots.

    `texts` are those of its days that this process has in memory.
    """

    writer: Engine
    reader: Engine
    texts: Texts

    @property
    def is_sqlite(self) -> bool:
        return self.writer.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that commits at the end or leaves nothing."""
        wal_index: WalIndex | None = self.__dict__.get("_wal_index")
        with self.writer.begin() as connection:
            yield connection
            if wal_index is not None:
                wal_index.refuse_lost()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection whose statements all see the record at one moment."""
        with self.reader.connect() as connection:
            connection.info[SNAPSHOT] = {}
            yield connection

    @contextmanager
    def download(self) -> Iterator[Connection]:
        """Yield the same for as long as a reader may take; TooManyDownloadsError beyond so many."""
        if not self._downloads.acquire(blocking=False):
            raise TooManyDownloadsError(DOWNLOADS)
        try:
            with self.read() as connection:
                yield connection
        finally:
            self._downloads.release()

    async def fetch(
        self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query function in one snapshot, on one of a few threads."""
        return await anyio.to_thread.run_sync(
            partial(self._in_snapshot, query, *args, **kwargs), limiter=self._threads
        )

    def fetch_here(
        self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """Run a query function of a few milliseconds in one snapshot on the event loop itself.

        None on PostgreSQL, which has its answers to wait for.
        """
        if not self.is_sqlite:
            return None
        connection, driver = self._here
        connection.info[SNAPSHOT] = {}
        driver.execute("BEGIN")
        try:
            return query(connection, *args, **kwargs)
        finally:
            # The driver's own way resets every statement that it ever prepared. SQLite has ended
            # the transaction itself where it failed to read the file: that error is to be told.
            if driver.in_transaction:
                driver.execute("ROLLBACK")

    async def fetch_row(self, point: Point, **parameters: Any) -> tuple[Any, ...] | None:
        """Run a statement of one stored row the shortest way; its values are the driver's."""
        return await self._points.read(point, parameters)

    async def fetch_from_primary(
        self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query function where writes go: a replica would know a revoked key for a while."""
        if self.is_sqlite:
            return await self.fetch(query, *args, **kwargs)
        return await self.change(query, *args, **kwargs)

    async def change(
        self, write: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a writing function in one transaction, on a thread; an error leaves nothing."""
        return await anyio.to_thread.run_sync(
            partial(self._in_transaction, write, *args, **kwargs), limiter=self._write_threads
        )

    def _in_transaction(self, write: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        with self.write() as connection:
            return write(connection, *args, **kwargs)

    def _in_snapshot(self, query: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        with self.read() as connection:
            return query(connection, *args, **kwargs)

    @cached_property
    def _threads(self) -> anyio.CapacityLimiter:
        return anyio.CapacityLimiter(READ_THREADS)

    @cached_property
    def _downloads(self) -> threading.Semaphore:
        return threading.Semaphore(DOWNLOADS)

    @cached_property
    def _points(self) -> SqlitePoints | PostgresqlPoints:
        dialect, url = self.reader.dialect, self.reader.url
        if self.is_sqlite:
            return SqlitePoints(dialect, self._here[1])
        from app.db.pipeline import Pipeline  # and with it 10 MB that SQLite never needs

        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresqlPoints(dialect, Pipeline(dsn, with_options(url, READ_OPTIONS)))

    @cached_property
    def _write_threads(self) -> anyio.CapacityLimiter:
        # SQLite has one writer at a time: in line here they wait their turn, in there they race.
        return anyio.CapacityLimiter(1 if self.is_sqlite else READ_THREADS)

    @cached_property
    def _here(self) -> tuple[Connection, sqlite3.Connection]:
        """SQLite's connection of the event loop, which could not wait for one, and its driver's.

        SQLAlchemy takes it for one long transaction: to begin and end each of them by its way
        takes as long as a short query.
        """
        connection = self.reader.connect()
        connection.detach()  # it is not one that others wait for
        connection.begin()
        driver: Any = connection.connection.dbapi_connection
        driver.execute("ROLLBACK")
        return connection, driver

    def commit_mark(self) -> bytes:
        """Return what changes with every commit to the SQLite file, by whichever process.

        PRAGMA data_version would tell the same for fifteen times as much.
        """
        return self._wal_index.mark()

    @cached_property
    def _wal_index(self) -> WalIndex:
        # The loop's connection reads once, so the index is there; while it is open, it stays.
        self._here[1].execute("SELECT count(*) FROM sqlite_master").fetchone()
        return WalIndex(self.reader.url.database or "")

    def reopen_if_replaced(self) -> bool:
        """Let go of a SQLite file that another has taken the place of; say whether one has."""
        wal_index = self.__dict__.get("_wal_index")
        if wal_index is None or not wal_index.is_replaced():
            return False
        self.__dict__.pop("_points", None)
        self.close()
        return True

    async def close_points(self) -> None:
        """Close what this event loop has opened."""
        points = self.__dict__.pop("_points", None)
        if points is not None:
            await points.close()

    def close(self) -> None:
        """Close every other connection; what is asked after that opens new ones."""
        here = self.__dict__.pop("_here", None)
        if here is not None:
            here[0].close()
        busy = any(_checked_out(engine) for engine in (self.writer, self.reader))
        self.writer.dispose()
        self.reader.dispose()
        wal_index = self.__dict__.pop("_wal_index", None)
        if wal_index is not None:
            # A thread may still be writing when a server stops: its locks stay its own.
            wal_index.close(busy)


def open_database(settings: Settings) -> Database:
    """Return the record's database. Connects lazily; nothing is created but SQLite's file."""
    texts = Texts(settings.cache_bytes // 3)
    if settings.sqlite_file is not None:
        return Database(
            writer=sqlite_engine(settings.database_url, begin="BEGIN IMMEDIATE"),
            reader=sqlite_engine(settings.database_url, begin="BEGIN", read_only=True),
            texts=texts,
        )
    return Database(
        writer=postgresql_engine(settings.database_url),
        reader=postgresql_engine(
            settings.database_replica_url or settings.database_url, read_only=True
        ),
        texts=texts,
    )


def _checked_out(engine: Engine) -> int:
    return engine.pool.checkedout() if isinstance(engine.pool, QueuePool) else 0


def is_unavailable(error: Exception) -> bool:
    """Tell whether the database itself failed: away, broken, closed, or without our tables."""
    if isinstance(error, OperationalError | PoolTimeoutError) or type(error) is DatabaseError:
        return True
    # PostgreSQL's code of an error; SQLite's have none.
    state = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
    return state in _UNUSABLE


def told_in_log(error: Exception) -> dict[str, object]:
    """Return what a log line says of an error: how it came about, unless an operator knows that."""
    if is_unavailable(error):
        return {"error": str(error.__cause__ or error)}
    return {"exc_info": error}


def lock_schema(connection: Connection) -> None:
    """Make several processes that start at once migrate one after the other."""
    if connection.dialect.name == "postgresql":
        # However long the first takes: it may be deriving every table anew.
        connection.execute(select(func.set_config("lock_timeout", "0", True)))
        connection.execute(select(func.pg_advisory_xact_lock(_SCHEMA_LOCK)))


def announce(connection: Connection, seq: int) -> None:
    """Tell the other processes, when this transaction commits, that the record is at `seq`."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_notify(CHANNEL, str(seq))))
