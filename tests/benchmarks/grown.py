"""Records of several sizes for the growth benchmark, made once and kept under .bench/growth/.

A larger record is a smaller one that has grown: it begins as its copy. So building 100x costs
100x, and the rate of an import into a small and into a large record are both measured on the way.
"""

import json
import resource
import shutil
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from pydantic_core import to_json

from app.db.engine import Database, open_database
from app.migrate import migrate
from app.record.writer import Author
from app.settings import Settings
from app.transfer.files import import_lines
from app.transfer.lines import Line
from tests.benchmarks.synthetic import DAYS_PER_SCALE, days

PIECE = 10 * DAYS_PER_SCALE
"""Documents of one transaction."""


class Records:
    """Where the records of one kind of database are."""

    def __init__(self, folder: Path, server_url: str | None) -> None:
        self._folder = folder
        self._server_url = server_url
        folder.mkdir(parents=True, exist_ok=True)

    def url(self, scale: int) -> str:
        """Return the URL of a scale's record."""
        if self._server_url is None:
            return f"sqlite:///{self._folder}/{scale}x.db"
        base, _, options = self._server_url.partition("?")
        return f"{base.rpartition('/')[0]}/daybook_{scale}x{'?' + options if options else ''}"

    def built(self, scale: int) -> dict[str, Any] | None:
        """Return what was told of a scale's build; None when there is no whole record of it."""
        told = self._told(scale)
        found: dict[str, Any] | None = json.loads(told.read_text()) if told.exists() else None
        return found

    def build(self, scale: int, smaller: int | None) -> dict[str, Any]:
        """Build a scale's record from the next smaller one's; return what it cost."""
        self._copy(smaller, scale)
        database = open_database(Settings(database_url=self.url(scale)))
        migrate(database)
        first = (smaller or 0) * DAYS_PER_SCALE
        pieces = []
        for begin in range(first, scale * DAYS_PER_SCALE, PIECE):
            end = min(begin + PIECE, scale * DAYS_PER_SCALE)
            pieces.append(_import(database, scale, begin, end))
            print(f"{scale}x: {json.dumps(pieces[-1])}", flush=True)
        self._settle(database)
        database.close()
        told = {"scale": scale, "from": smaller or 0, "pieces": pieces, **self.sizes(scale)}
        self._told(scale).write_text(json.dumps(told, indent=1))
        return told

    def sizes(self, scale: int) -> dict[str, float]:
        """Return a record's size in MB, whole and its search index alone."""
        if self._server_url is None:
            size = sum(each.stat().st_size for each in self._folder.glob(f"{scale}x.db*"))
            database = open_database(Settings(database_url=self.url(scale)))
            with database.read() as connection:
                search = connection.exec_driver_sql(
                    # Pages, not their bytes: SQLite counts a table's in 32 bits.
                    "SELECT sum(pageno) * (SELECT page_size FROM pragma_page_size) FROM dbstat"
                    " WHERE aggregate = TRUE AND name LIKE '%\\_search\\_%' ESCAPE '\\'"
                ).scalar_one()
            database.close()
            return {"mb": size / 1e6, "search_mb": search / 1e6}
        with psycopg.connect(self.url(scale)) as connection:
            row = connection.execute(
                "SELECT pg_database_size(current_database()), sum(pg_total_relation_size(oid))"
                " FROM pg_class WHERE relname ~ '_search$' AND relkind = 'r'"
            ).fetchone()
        assert row is not None
        return {"mb": row[0] / 1e6, "search_mb": float(row[1]) / 1e6}

    def _told(self, scale: int) -> Path:
        kind = "sqlite" if self._server_url is None else "postgresql"
        return self._folder / f"{kind}-{scale}x.json"

    def _copy(self, smaller: int | None, scale: int) -> None:
        if self._server_url is None:
            for file in self._folder.glob(f"{scale}x.db*"):
                file.unlink()
            if smaller is not None:
                shutil.copy(self._folder / f"{smaller}x.db", self._folder / f"{scale}x.db")
            return
        template = "" if smaller is None else f" TEMPLATE daybook_{smaller}x"
        with psycopg.connect(self._server_url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS daybook_{scale}x WITH (FORCE)".encode())
            connection.execute(f"CREATE DATABASE daybook_{scale}x{template}".encode())

    def _settle(self, database: Database) -> None:
        """Leave the record as a server finds it after some hours: nothing pending, all counted."""
        with database.writer.connect() as connection:
            connection.exec_driver_sql("ROLLBACK" if database.is_sqlite else "COMMIT")
            if database.is_sqlite:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
        if self._server_url is not None:
            with psycopg.connect(
                database.writer.url.set(drivername="postgresql").render_as_string(False),
                autocommit=True,
            ) as connection:
                connection.execute("VACUUM ANALYZE")


def _import(database: Database, scale: int, begin: int, end: int) -> dict[str, Any]:
    began = time.perf_counter()
    with database.write() as connection:
        *_, report = import_lines(connection, _lines(scale, begin, end), Author("growth"))
    seconds = time.perf_counter() - began
    if report.created != end - begin:
        raise RuntimeError(f"not all documents were new: {report}")
    return {
        "documents": end,
        "per_second": round((end - begin) / seconds, 1),
        "seconds": round(seconds, 1),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
    }


def _lines(scale: int, begin: int, end: int) -> Iterator[Line]:
    for number, document in enumerate(islice(days(scale), begin, end), begin + 1):
        yield Line("synthetic", number, to_json(document))
