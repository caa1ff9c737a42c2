"""Many rows into one table the shortest way that the driver has.

SQLAlchemy's executemany looks at every value of every row: half the cost of an import on SQLite.
PostgreSQL takes a COPY three times as fast as rows one by one.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.exc import DBAPIError

Row = Mapping[str, Any]


class Packed(NamedTuple):
    """Rows of one table, each with its values in the order of `keys`."""

    keys: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


def pack(rows: Sequence[Row]) -> Packed:
    """Return rows that have the same keys in the same order without repeating the keys."""
    return Packed(tuple(rows[0]) if rows else (), [tuple(row.values()) for row in rows])


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, each with the same keys in the same order; errors are SQLAlchemy's."""
    insert_packed(connection, table, pack(rows))


def insert_packed(connection: Connection, table: Table, packed: Packed) -> None:
    """Insert packed rows; errors are SQLAlchemy's."""
    keys, rows = packed
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        for key, convert in _converters(table, connection.dialect).items():
            if key in keys:
                at = keys.index(key)
                rows = [(*row[:at], convert(row[at]), *row[at + 1 :]) for row in rows]
        places = ", ".join("?" * len(keys))
        sql = f"INSERT INTO {table.name} ({_columns(table, keys)}) VALUES ({places})"  # noqa: S608 - our own names
        connection.exec_driver_sql(sql, rows)
        return
    sql = f"COPY {table.name} ({_columns(table, keys)}) FROM STDIN"
    driver: Any = connection.connection.dbapi_connection
    errors: Any = connection.dialect.loaded_dbapi
    try:
        with driver.cursor() as cursor, cursor.copy(sql) as copy:
            for row in rows:
                copy.write_row(row)
    except errors.Error as error:
        raise DBAPIError.instance(sql, None, error, errors.Error) from error


@cache
def _columns(table: Table, keys: tuple[str, ...]) -> str:
    return ", ".join(table.c[key].name for key in keys)


@cache
def _converters(table: Table, dialect: Dialect) -> dict[str, Callable[[Any], Any]]:
    """Return what turns a column's values into the driver's, where they are not."""
    found = {
        key: column.type.dialect_impl(dialect).bind_processor(dialect)
        for key, column in table.c.items()
    }
    return {key: convert for key, convert in found.items() if convert is not None}
