"""Point reads: one row by its key, as finished text, with nothing between route and driver.

An answer that is one stored text needs no session, no snapshot and no thread: on SQLite the read
takes 5 us on the event loop, a hop to a thread and back 80; on PostgreSQL it awaits the answer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Dialect, Select

if TYPE_CHECKING:
    from app.db.pipeline import Pipeline


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
    """Reads over one connection, which the event loop serves."""

    def __init__(self, dialect: Dialect, pipeline: Pipeline) -> None:
        # The same dialect, with the parameters' places as the database itself writes them.
        self._dialect: Dialect = type(dialect)(paramstyle="numeric_dollar")  # type: ignore[call-arg]  # every dialect takes it
        self._pipeline = pipeline

    async def read(self, point: Point, parameters: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return the row, or None; SQLAlchemy's OperationalError where the database is away."""
        sql, names = point.sql_for(self._dialect)
        return await self._pipeline.read(sql, [parameters[name] for name in names])

    async def close(self) -> None:
        """Close the connection."""
        await self._pipeline.close()
