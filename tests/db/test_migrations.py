"""One tree of migrations, up and down, on both databases, with data in them."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from typer.testing import CliRunner

from app.cli import app
from app.db.engine import Database, open_database
from app.db.schema import MIGRATIONS, current_revision, newest_revision
from app.migrate import alembic_config, derives_anew, downgrade, migrate
from app.names.vocabulary import read_vocabulary
from app.record.consistency import check_record
from app.record.writer import Author, write_updates
from app.settings import Settings
from app.transfer.files import export_documents
from tests.factories import parsed

FILES = sorted((MIGRATIONS / "versions").glob("*_*.py"))
REVISIONS = [file.name.partition("_")[0] for file in FILES]


def exported(database: Database) -> list[str]:
    with database.read() as connection:
        return list(export_documents(connection))


def tables(database: Database) -> set[str]:
    with database.write() as connection:
        return set(inspect(connection).get_table_names())


@pytest.fixture
def held(empty: Database) -> Database:
    """A record of two days, one of them corrected."""
    with empty.write() as connection:
        for document in (parsed(400), parsed(401), parsed(400, headline="Corrected")):
            vocabulary = read_vocabulary(connection)
            write_updates(connection, [document], vocabulary, Author("test"))
    return empty


def test_a_migrated_database_is_at_the_newest_revision(empty: Database) -> None:
    with empty.read() as connection:
        assert current_revision(connection) == newest_revision() == REVISIONS[-1]


def test_the_tables_in_code_are_the_tables_in_the_database(held: Database) -> None:
    with held.write() as connection:
        command.check(alembic_config(connection))


def test_migrating_again_changes_nothing(held: Database) -> None:
    before = exported(held)
    migrate(held)
    with held.read() as connection:
        assert connection.scalar(text("SELECT seq FROM head")) == 3
    assert exported(held) == before


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_a_record_goes_down_and_up_again_without_a_loss(held: Database, revision: str) -> None:
    before = exported(held)
    downgrade(held, revision)
    assert exported(held) == before
    migrate(held)
    assert exported(held) == before
    with held.read() as connection:
        assert [each for each in check_record(connection) if each is not None] == []


@pytest.mark.parametrize(
    ("before", "until", "anew"),
    [
        ("0003", "0004", {"postgresql"}),
        ("0003", "0005", {"postgresql"}),
        ("0004", "0005", set()),
        ("0005", "0006", {"sqlite", "postgresql"}),
        ("0003", "head", {"sqlite", "postgresql"}),
    ],
)
def test_a_record_is_derived_anew_only_where_a_migration_changes_that(
    before: str, until: str, anew: set[str]
) -> None:
    """In a long record it takes minutes."""
    script = ScriptDirectory(str(MIGRATIONS))
    assert {
        dialect
        for dialect in ("sqlite", "postgresql")
        if derives_anew(script, before, dialect, until)
    } == anew


def test_a_record_of_an_older_schema_is_derived_anew(held: Database) -> None:
    downgrade(held, "0005")
    with held.write() as connection:
        connection.execute(text("DELETE FROM event_actors"))
    migrate(held)
    with held.read() as connection:
        assert [each for each in check_record(connection) if each is not None] == []


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_long_texts_are_packed_with_lz4_where_there_is_lz4(held: Database) -> None:
    columns = (
        "SELECT attname, attcompression FROM pg_attribute WHERE attrelid = 'revisions'::regclass"
    )
    with held.read() as connection:
        has_lz4 = connection.scalar(
            text("SELECT enumvals::text LIKE '%lz4%' FROM pg_settings WHERE name ~ 'toast_comp'")
        )
        compression = dict(map(tuple, connection.execute(text(columns))))
    assert compression["body"] == ("l" if has_lz4 else "")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_new_file_has_pages_that_a_day_fits_into(held: Database) -> None:
    with held.read() as connection:
        assert connection.exec_driver_sql("PRAGMA page_size").scalar() == 8192


def test_all_the_way_down_leaves_no_table(held: Database) -> None:
    downgrade(held, "base")
    assert tables(held) <= {"alembic_version"}


def test_a_database_emptied_that_way_can_be_migrated_anew(held: Database) -> None:
    before = tables(held)
    downgrade(held, "base")
    migrate(held)
    assert tables(held) == before
    assert exported(held) == []


def test_every_migration_follows_the_one_before() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert [each.revision for each in script.walk_revisions()][::-1] == REVISIONS
    assert script.get_heads() == [REVISIONS[-1]]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_migration_can_be_undone(file: Path) -> None:
    functions = {
        node.name: node
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef)
    }
    assert not isinstance(functions["downgrade"].body[-1], ast.Pass)


def test_a_database_from_a_newer_daybook_is_left_alone(empty: Database, empty_url: str) -> None:
    with empty.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for words in (["migrate"], ["check"]):
        result = CliRunner().invoke(app, [*words, "--database-url", empty_url])
        assert (result.exit_code, result.stderr) == (
            1,
            "The database is at 9999, newer than this Daybook knows: upgrade Daybook.\n",
        )


def test_processes_that_start_at_once_on_an_empty_database_all_succeed(empty_url: str) -> None:
    database = open_database(Settings(database_url=empty_url))
    downgrade(database, "base")
    database.close()
    if empty_url.startswith("sqlite"):
        Path(empty_url.removeprefix("sqlite:///")).unlink()
    start = (
        "from app.cli import _load_builtin, _migrate\n"
        "from app.db.engine import open_database\n"
        "from app.settings import Settings\n"
        f"database = open_database(Settings(database_url={empty_url!r}))\n"
        "input()\n"
        "_migrate(database)\n"
        "_load_builtin(database)\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", start], stdin=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
    told = [process.communicate(timeout=120)[1].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], told
    with database.read() as connection:
        assert connection.scalar(text("SELECT seq FROM head")) == 131
        assert connection.scalar(text("SELECT count(*) FROM revisions")) == 131
    database.close()
