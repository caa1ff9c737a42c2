"""One record on both databases, asked side by side and held against a naive scan."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from starlette.testclient import TestClient

from app.db.engine import Database, open_database
from app.main import create_app
from app.names.vocabulary import read_vocabulary
from app.record.writer import Author, write_updates
from app.settings import Settings
from tests.search.documents import documents
from tests.search.twins import Twins

CopyTemplate = Callable[[str, bool], str]


@pytest.fixture(scope="session")
def twins(copy_template: CopyTemplate) -> Iterator[Twins]:
    """The built-in record with four days in other languages, on SQLite and on PostgreSQL.

    For tests that only read.
    """
    with _records(copy_template, True) as records:
        for record in records:
            with record.write() as connection:
                vocabulary = read_vocabulary(connection)
                write_updates(connection, documents(), vocabulary, Author("tests"))
        with _served(records) as served:
            yield served


@pytest.fixture(scope="session")
def blank_records(copy_template: CopyTemplate) -> Iterator[list[Database]]:
    """Two records without a day, on SQLite and on PostgreSQL."""
    with _records(copy_template, False) as records:
        yield records


@pytest.fixture(scope="session")
def blank_twins(blank_records: list[Database]) -> Iterator[Twins]:
    """The two, served without a cache: for tests that write."""
    with _served(blank_records) as served:
        yield served


@contextmanager
def _records(copy_template: CopyTemplate, with_record: bool) -> Iterator[list[Database]]:
    with ExitStack() as stack:
        records = []
        for engine in ("sqlite", "postgresql"):
            url = copy_template(engine, with_record)
            records.append(open_database(Settings(database_url=url)))
            stack.callback(records[-1].close)
        yield records


@contextmanager
def _served(records: list[Database]) -> Iterator[Twins]:
    with ExitStack() as stack:
        clients = [
            stack.enter_context(TestClient(create_app(Settings(database_url=url, cache_bytes=0))))
            for url in (record.writer.url.render_as_string(False) for record in records)
        ]
        connection = stack.enter_context(records[0].read())
        yield Twins(clients, connection)
