"""Engines and connections; with full-text search the only place that knows which database it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Concatenate, ParamSpec, TypeVar

import anyio
import anyio.to_thread
import psycopg.errors
from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    Integer,
    String,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from app.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

BigKey = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit key: SQLite's INTEGER is one already, and only under that name its fast row id."""

Name = String().with_variant(String(collation="C"), "postgresql")
"""A slug or folded name, ordered by code point on both databases."""

READ_THREADS = 4
"""More threads than this on one interpreter cost throughput (AnyIO's 40: a third of it)."""

STATEMENT_TIMEOUT_MS = 15_000

_SCHEMA_LOCK = 20220224

CHANNEL = "daybook_changed"
"""The PostgreSQL notification that a change was committed."""


@dataclass(frozen=True)
class Database:
    """One record: `write` for the single writer at a time, `read` for consistent snapshots."""

    writer: Engine
    reader: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.writer.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that commits at the end or leaves nothing."""
        with self.writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection whose statements all see the record at one moment."""
        with self.reader.connect() as connection:
            yield connection

    async def fetch(
        self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query function in one snapshot, on one of a few threads."""
        return await anyio.to_thread.run_sync(
            partial(self._in_snapshot, query, *args, **kwargs), limiter=self._threads
        )

    async def fetch_quickly(
        self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query function of one cheap statement.

        On SQLite it runs on the event loop: such a read takes 15 us, a hop to a thread 80.
        """
        if self.is_sqlite:
            return query(self._kept, *args, **kwargs)
        return await self.fetch(query, *args, **kwargs)

    def _in_snapshot(self, query: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        with self.read() as connection:
            return query(connection, *args, **kwargs)

    @cached_property
    def _threads(self) -> anyio.CapacityLimiter:
        return anyio.CapacityLimiter(READ_THREADS)

    @cached_property
    def _kept(self) -> Connection:
        engine = _sqlite_engine(self.reader.url.render_as_string(False), begin=None, read_only=True)
        return engine.connect()

    @cached_property
    def _kept_driver(self) -> sqlite3.Connection:
        driver = self._kept.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - narrows the type, only SQLite asks
        return driver

    def data_version(self) -> int:
        """Return SQLite's count of commits by others than the kept connection, in 3 us."""
        version: int = self._kept_driver.execute("PRAGMA data_version").fetchone()[0]
        return version

    def close(self) -> None:
        self.__dict__.pop("_kept_driver", None)
        kept = self.__dict__.pop("_kept", None)
        if kept is not None:
            kept.close()
            kept.engine.dispose()
        self.writer.dispose()
        self.reader.dispose()


def open_database(settings: Settings) -> Database:
    """Return the record's database. Connects lazily; nothing is created but SQLite's file."""
    if settings.sqlite_file is not None:
        return Database(
            writer=_sqlite_engine(settings.database_url, begin="BEGIN IMMEDIATE"),
            reader=_sqlite_engine(settings.database_url, begin="BEGIN", read_only=True),
        )
    return Database(
        writer=_postgresql_engine(settings.database_url),
        reader=_postgresql_engine(
            settings.database_replica_url or settings.database_url, read_only=True
        ),
    )


def is_unavailable(error: Exception) -> bool:
    """Tell whether the database itself failed: away, broken, or without our tables."""
    if isinstance(error, OperationalError | PoolTimeoutError) or type(error) is DatabaseError:
        return True
    return isinstance(error, DBAPIError) and isinstance(error.orig, psycopg.errors.UndefinedTable)


def lock_schema(connection: Connection) -> None:
    """Make several processes that start at once migrate one after the other."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_SCHEMA_LOCK)))


def announce(connection: Connection, seq: int) -> None:
    """Tell the other processes, when this transaction commits, that the record is at `seq`."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_notify(CHANNEL, str(seq))))


def _sqlite_engine(url: str, begin: str | None, read_only: bool = False) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 30})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        # The driver's own BEGIN comes too late to hold a snapshot or the write lock: we send it.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        # FULL, not NORMAL: a write that was acknowledged survives a power cut.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA mmap_size = 1073741824")
        if read_only:
            connection.execute("PRAGMA query_only = ON")

    if begin is not None:

        @event.listens_for(engine, "begin")
        def send_begin(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

    return engine


def _postgresql_engine(url: str, read_only: bool = False) -> Engine:
    options: dict[str, Any] = {"application_name": "daybook"}
    if read_only:
        options["options"] = f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"
    engine = create_engine(
        make_url(url), connect_args=options, pool_size=READ_THREADS, pool_pre_ping=True
    )
    if read_only:
        # One snapshot for all statements of an answer: its items, its total and its tag agree.
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine
