"""Whether the inverted index holds what it should, and how it is emptied when it does not."""

import sqlite3
from collections.abc import Sequence

from sqlalchemy import Connection, Text, cast, delete, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.sql.elements import SQLCoreOperations

from app.fulltext.entries import Entry, columns_of
from app.fulltext.names import Indexed
from app.fulltext.store import Index, index_of, indexes_of
from app.models import SearchWord

_SETTLE = text(
    "SELECT gin_clean_pending_list(oid) FROM pg_class WHERE relname = ANY (:indexes)"
    " AND pg_table_is_visible(oid) AND pg_has_role(relowner, 'USAGE')"
)

_Held = tuple[str, str, frozenset[str]]
"""Words, stems, and names; on PostgreSQL, whose index is not made of words and stems, all terms
with their places."""


def misindexed(
    connection: Connection, indexed: Indexed, entries: Sequence[Entry], days: Sequence[int]
) -> list[int]:
    """Return the keys that are not indexed as they should be, given all entries of some days."""
    index = index_of(connection, indexed)
    stride = index.stride
    columns = index.table.c
    terms = "names" if index.is_sqlite else "terms"
    rows = connection.execute(
        select(columns.key, columns.words, columns.stems, cast(columns[terms], Text)).where(
            columns.key >= min(days) * stride, columns.key < (max(days) + 1) * stride
        )
    )
    # A range of keys also holds the days between that are not to be compared.
    chosen = set(days)
    stored = {key: _held(*texts) for key, *texts in rows if key // stride in chosen}
    wanted = {}
    for entry in entries:
        row = columns_of(index, entry)
        wanted[entry.key] = _held(row["words"], row["stems"], row[terms])
    return sorted(
        key for key in stored.keys() | wanted.keys() if stored.get(key) != wanted.get(key)
    )


def _held(words: str, stems: str, terms: str | None) -> _Held:
    """Return columns so that equal ones compare equal: PostgreSQL sorts its tsvectors."""
    entries = (each.rpartition("':") for each in (terms or "").split())
    held = {f"{term}{at}" for term, _, places in entries for at in places.split(",")}
    return words, stems, frozenset(held)


def ownerless(connection: Connection, indexed: Indexed, owner: SQLCoreOperations[int]) -> list[int]:
    """Return the keys of entries whose item is gone; `owner` is the key that items have."""
    key = index_of(connection, indexed).key
    return sorted(connection.scalars(select(key).where(key.not_in(select(owner)))))


def is_sound(connection: Connection, indexed: Indexed) -> bool:
    """Say whether SQLite's inverted index is what its rows make it. Takes the write lock."""
    index = index_of(connection, indexed)
    if index.is_sqlite:
        try:
            _tell(connection, index, "integrity-check")
        except DatabaseError as error:
            if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY:
                raise  # it was not looked at: that asks for a write which writes nothing
            return False
    return True


def settle(connection: Connection) -> None:
    """Put what was written last in its place in the index; to be done at the end of a write.

    PostgreSQL collects it in a list aside, of up to 4 MB, through which every search then reads,
    for as long as it takes itself or three times that. Only who owns an index may do it.
    """
    if connection.dialect.name != "sqlite":
        indexes = [
            f"ix_{index_of(connection, each).table.name}_terms" for each in indexes_of(connection)
        ]
        connection.execute(_SETTLE, {"indexes": indexes})


def clear(connection: Connection) -> None:
    """Empty the indexes, in whatever state they are, and forget the words."""
    for indexed in indexes_of(connection):
        index = index_of(connection, indexed)
        if index.is_sqlite:
            # A plain DELETE goes by the rows, and leaves behind what they do not account for.
            connection.exec_driver_sql(f"DELETE FROM {index.table.name}_content")  # noqa: S608 - our own name
            _tell(connection, index, "rebuild")
        else:
            connection.execute(delete(index.table))
    connection.execute(delete(SearchWord))


def _tell(connection: Connection, index: Index, command: str) -> None:
    name = index.table.name
    connection.exec_driver_sql(f"INSERT INTO {name} ({name}) VALUES ('{command}')")  # noqa: S608 - our own names
