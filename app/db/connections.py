"""How each database is connected to: its settings, its waits, how its transactions begin."""

import sqlite3
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry

READ_THREADS = 4
"""More threads than this on one interpreter cost throughput (AnyIO's 40: a third of it)."""

DOWNLOADS = 8
"""Whole lists that go out at a time: each has a connection of its own for as long as its reader
takes, and of a pool's 14 the threads above keep theirs."""

STATEMENT_TIMEOUT_MS = 15_000

READ_OPTIONS = f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"
_LIST_OPTIONS = (
    f"{READ_OPTIONS} -c jit=off -c max_parallel_workers_per_gather=0"
    " -c enable_seqscan=off -c random_page_cost=1.1 -c plan_cache_mode=force_custom_plan"
)
"""No answer takes as long as compiling its query does, or is worth two processors. And a disk of
today seeks as it reads: told otherwise, or planning for any words at all and not for those asked
for, PostgreSQL reads a short table whole and unpacks all its words."""

_SILENCE = {
    "connect_timeout": "10",
    "tcp_user_timeout": "20000",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "2",
}
"""After twenty seconds without a sign of PostgreSQL's machine its connections count as lost. Left
to itself TCP waits a quarter of an hour, and all who ask wait with it."""

WRITE_WAIT_SECONDS = 30.0
"""How long a write waits for another, an import perhaps, before it is told to come again."""


def sqlite_engine(url: str, begin: str, read_only: bool = False) -> Engine:
    """Return an engine whose transactions begin with a statement of ours."""
    connect_args = {"check_same_thread": False, "timeout": WRITE_WAIT_SECONDS}
    engine = create_engine(url, connect_args=connect_args)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        prepare_sqlite(connection, read_only)

    @event.listens_for(engine, "begin")
    def send_begin(connection: Connection) -> None:
        if read_only:
            # It waits for nobody and cannot fail; by SQLAlchemy's way it takes as long as a query.
            driver: Any = connection.connection.dbapi_connection
            driver.execute(begin)
        else:
            connection.exec_driver_sql(begin)

    return engine


def prepare_sqlite(connection: sqlite3.Connection, read_only: bool) -> None:
    """Set what every connection of ours has."""
    # The driver's own BEGIN comes too late to hold a snapshot or the write lock: we send it.
    connection.isolation_level = None
    # Counts for a new file alone. Most days fit into such a page, and need two or three of 4 kB.
    connection.execute("PRAGMA page_size = 8192")
    connection.execute("PRAGMA journal_mode = WAL")
    # FULL, not NORMAL: a write that was acknowledged survives a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    # A large import leaves a log of ten times its size, which else stays for good.
    connection.execute("PRAGMA journal_size_limit = 67108864")
    connection.execute("PRAGMA foreign_keys = ON")
    if read_only:
        connection.execute("PRAGMA query_only = ON")


def impatient(url: URL) -> URL:
    """Return PostgreSQL's address, with how long its silence is borne where it does not say."""
    return url.update_query_dict({**_SILENCE, **url.query})


def with_options(url: URL, ours: str) -> str:
    """Return the server's options: ours, and after them those of the address, as a search path."""
    return " ".join([ours, *url.normalized_query.get("options", ())])


def postgresql_engine(url: str, read_only: bool = False) -> Engine:
    """Return an engine; a read-only one has a snapshot for each transaction."""
    address = make_url(url)
    ours = _LIST_OPTIONS if read_only else f"-c lock_timeout={int(WRITE_WAIT_SECONDS * 1000)}"
    options = {"application_name": "daybook", "options": with_options(address, ours)}
    engine = create_engine(
        impatient(address), connect_args=options, pool_size=READ_THREADS, pool_pre_ping=True
    )
    if read_only:
        # One snapshot for all statements of an answer: its items, its total and its tag agree.
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine
