"""What goes into the inverted indexes: rows for items, in the form that each database holds.

A row leaves with its item: by a trigger on SQLite, by its foreign key on PostgreSQL.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from app.db.bulk import Packed, insert_packed, pack
from app.fulltext.engines import eras, to_fts5_columns, to_tsvector
from app.fulltext.names import Indexed
from app.fulltext.store import Index, index_in, index_of, indexes_in
from app.models import SearchWord
from app.text.analyser import GAP, Terms


class Entry(NamedTuple):
    """What an item is found by."""

    key: int
    terms: Terms
    names: Collection[str]


@dataclass(frozen=True)
class Packing:
    """Makes entries the rows of the index in one kind of database."""

    is_sqlite: bool

    def pack(self, entries: Mapping[Indexed, Sequence[Entry]]) -> dict[Indexed, Packed]:
        """Return the rows of each index that this kind of database has."""
        return {
            indexed: pack(
                [columns_of(index_in(indexed, self.is_sqlite), each) for each in entries[indexed]]
            )
            for indexed in indexes_in(self.is_sqlite)
        }


def packing_of(connection: Connection) -> Packing:
    """Return the packing for the database of this connection."""
    return Packing(connection.dialect.name == "sqlite")


def add_entries(connection: Connection, entries: Mapping[Indexed, Packed]) -> None:
    """Index new items."""
    for indexed, packed in entries.items():
        insert_packed(connection, index_of(connection, indexed).table, packed)


def add_words(connection: Connection, words: Iterable[str]) -> None:
    """Remember words as indexed, for suggestions; those known already stay as they are."""
    rows = [{"word": word} for word in sorted(words)]
    if rows:
        new = insert_sqlite if connection.dialect.name == "sqlite" else insert_postgresql
        connection.execute(new(SearchWord).on_conflict_do_nothing(), rows)


def distinct_words(entries: Mapping[Indexed, Iterable[Entry]]) -> set[str]:
    """Return every word of some entries, borders left out.

    Of all subjects: a day of very many words is not found by its last ones, but its events are.
    """
    of_all = (each.terms.words for of_index in entries.values() for each in of_index)
    return set().union(*of_all) - {GAP}


def columns_of(index: Index, entry: Entry) -> dict[str, Any]:
    """Return the columns that hold an entry."""
    key, terms, names = entry
    words, stems = to_fts5_columns(terms)
    columns = {"key": key, "words": words, "stems": stems}
    if index.is_sqlite:
        return {**columns, "names": " ".join(names)}
    more = (*names, *eras(key // index.stride))
    return {**columns, "terms": to_tsvector(terms, more)}
