"""The inverted index in each database: how terms go in, and what a query is to them.

With app.db the only place that knows which database it is. A row leaves with its item: by a
trigger on SQLite, by its foreign key on PostgreSQL.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    cast,
    insert,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from app.db import BigKey
from app.models import SearchWord
from app.search.engines import to_fts5, to_fts5_columns, to_tsquery, to_tsvector
from app.search.language import Query
from app.text import GAP, Terms

SUBJECTS = ("update", "event", "quote")


@dataclass(frozen=True)
class Index:
    """The inverted index of updates, events or quotes in one kind of database."""

    table: Table
    is_sqlite: bool

    @property
    def key(self) -> Column[int]:
        """The day, or the key of the event or quote."""
        return self.table.c.key

    def matches(self, query: Query) -> ColumnElement[bool]:
        """Return the condition that a row's terms match."""
        if self.is_sqlite:
            whole_row: ColumnElement[Any] = literal_column(self.table.name)
            return whole_row.bool_op("MATCH")(to_fts5(query))
        return self.table.c.terms.bool_op("@@")(cast(to_tsquery(query), TSQUERY))


@cache
def _index(subject: str, is_sqlite: bool) -> Index:
    columns: list[Column[Any]] = [Column("words", Text), Column("stems", Text)]
    if is_sqlite:
        columns.append(Column("rowid", Integer, key="key"))
    else:
        columns += [Column("key", BigKey), Column("terms", TSVECTOR)]
    # A MetaData of its own: SQLite's are virtual tables, which Alembic must not compare.
    return Index(Table(f"{subject}_search", MetaData(), *columns), is_sqlite)


def index_of(connection: Connection, subject: str) -> Index:
    """Return the index of a subject in the database of this connection."""
    return _index(subject, connection.dialect.name == "sqlite")


def add_terms(connection: Connection, terms: Mapping[str, Mapping[int, Terms]]) -> None:
    """Index new items: their terms by subject and key."""
    for subject, by_key in terms.items():
        index = index_of(connection, subject)
        rows = [{"key": key, **_columns(each, index.is_sqlite)} for key, each in by_key.items()]
        if rows:
            connection.execute(insert(index.table), rows)


def stored_terms(
    connection: Connection, subject: str, first: int, last: int
) -> dict[int, tuple[str, str]]:
    """Return the words and stems as indexed, by key, from one key to another, both included."""
    index = index_of(connection, subject)
    columns = index.table.c
    statement = select(columns.key, columns.words, columns.stems).where(
        columns.key >= first, columns.key <= last
    )
    return {key: (words, stems) for key, words, stems in connection.execute(statement)}


def add_words(connection: Connection, words: Iterable[str]) -> None:
    """Remember words as indexed, for suggestions; those known already stay as they are."""
    rows = [{"word": word} for word in sorted(words)]
    if rows:
        new = insert_sqlite if connection.dialect.name == "sqlite" else insert_postgresql
        connection.execute(new(SearchWord).on_conflict_do_nothing(), rows)


def distinct_words(terms: Iterable[Terms]) -> set[str]:
    """Return every word of some items, borders left out."""
    return {word for each in terms for word in each.words} - {GAP}


def _columns(terms: Terms, is_sqlite: bool) -> dict[str, str]:
    words, stems = to_fts5_columns(terms)
    columns = {"words": words, "stems": stems}
    return columns if is_sqlite else {**columns, "terms": to_tsvector(terms)}
