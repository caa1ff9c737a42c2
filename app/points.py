"""Point reads: one row by its key, as finished text, with nothing between route and driver.

An answer that is one stored text needs no session, no snapshot and no thread: on SQLite the read
takes 5 us on the event loop, a hop to a thread and back 80; on PostgreSQL it awaits the driver.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Dialect, Select

POOL_SIZE = 4


@dataclass(frozen=True)
class Point:
    """A statement of one row, compiled once for each database.

    Made when a module loads; `parameters` of a read fill its bind parameters by name.
    """

    statement: Select[Any]

    @cached_property
    def _compiled(self) -> dict[str, tuple[str, list[str]]]:
        return {}

    def sql_for(self, dialect: Dialect) -> tuple[str, list[str]]:
        """Return the SQL in the driver's style, and its parameters in their order."""
        known = self._compiled.get(dialect.name)
        if known is None:
            compiled = self.statement.compile(dialect=dialect)
            names = compiled.positiontup or list(compiled.params)
            known = self._compiled[dialect.name] = (compiled.string, names)
        return known


class SqlitePoints:
    """Reads on the event loop's own thread, over the one connection that is kept for it."""

    def __init__(self, dialect: Dialect, connection: sqlite3.Connection) -> None:
        self._dialect = dialect
        self._connection = connection

    async def read(self, point: Point, parameters: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return the row, or None."""
        sql, names = point.sql_for(self._dialect)
        values = [parameters[name] for name in names]
        row: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
        return row

    async def close(self) -> None:
        """Nothing to do: the connection belongs to the database."""


class PostgresqlPoints:
    """Reads over a few connections of an asynchronous pool, every statement prepared."""

    def __init__(self, dialect: Dialect, dsn: str) -> None:
        from psycopg_pool import AsyncConnectionPool  # 10 MB that a record in SQLite never needs

        self._dialect = dialect
        self._pool = AsyncConnectionPool(
            dsn,
            min_size=1,
            max_size=POOL_SIZE,
            open=False,
            kwargs={"autocommit": True, "prepare_threshold": 0, "application_name": "daybook"},
        )

    async def read(self, point: Point, parameters: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return the row, or None."""
        if self._pool.closed:
            await self._pool.open()
        sql, _ = point.sql_for(self._dialect)
        async with self._pool.connection() as connection:
            cursor = await connection.execute(sql, parameters)
            return await cursor.fetchone()

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.close()
