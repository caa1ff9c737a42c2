"""The mark that says whether SQLite's file was committed to, held against what SQLite says."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.db.engine import Database, open_database
from app.main import create_app
from app.settings import Settings
from tests.changes.listening import wait_until
from tests.changes.writing import day, write

STEPS = 150
ADDRESSES = ("/v1/updates/325", "/v1/updates?date=325")
_OTHER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
connection.execute("PRAGMA cache_size = 2")
for line in sys.stdin:
    for statement in line.split(";"):
        connection.execute(statement).fetchall()
    print("done", flush=True)
"""
"""Another process with the file: statements of one line go in, one word comes out."""

_GROW = "UPDATE t SET n = n + 1; INSERT INTO t SELECT n, zeroblob(3000) FROM t LIMIT 8"
_COMMIT = f"BEGIN IMMEDIATE; {_GROW}; COMMIT"


class Other:
    """A process that has the file open beside us."""

    def __init__(self, file: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _OTHER, file],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, statements: str) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(statements + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"

    def end(self, sign: int = signal.SIGTERM) -> None:
        os.kill(self._process.pid, sign)
        self._process.communicate()


def python(program: str, file: Path) -> str:
    """Run a line of Python in a process of its own; return what it says of errors."""
    program = f"import sqlite3, sys; file = sys.argv[1]; {program}"
    command = [sys.executable, "-c", program, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


@contextmanager
def opened(file: Path) -> Iterator[Database]:
    database = open_database(Settings(database_url=f"sqlite:///{file}"))
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS t (n INTEGER, x BLOB)")
        connection.exec_driver_sql("INSERT INTO t VALUES (0, '')")
    yield database
    database.close()


def content(file: Path) -> tuple[int, int]:
    """Return what the record holds now, read over a connection of its own."""
    with closing(sqlite3.connect(file, timeout=30)) as connection:
        held: tuple[int, int] = connection.execute("SELECT count(*), sum(n) FROM t").fetchone()
    return held


def test_no_two_contents_ever_have_one_mark(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    chance = random.Random(5)  # noqa: S311 - the same steps each time
    checkpoints = [f"PRAGMA wal_checkpoint({mode})" for mode in ("PASSIVE", "RESTART", "TRUNCATE")]
    seen: dict[bytes, tuple[int, int]] = {}
    with opened(file) as database:
        other = Other(file)
        for _ in range(STEPS):
            step = chance.choice(
                ("commit", "commit", "ours", "back", "checkpoint", "kill", "leave")
            )
            if step == "ours":
                with database.write() as connection:
                    connection.exec_driver_sql("UPDATE t SET n = n + 1")
            elif step in ("kill", "leave"):
                if step == "kill":  # with pages of the transaction in the log already
                    other.run(f"BEGIN IMMEDIATE; {_GROW}")
                other.end(signal.SIGKILL if step == "kill" else signal.SIGTERM)
                other = Other(file)
                other.run("SELECT count(*) FROM t" if chance.random() < 0.5 else _COMMIT)
            elif step == "commit":
                other.run(_COMMIT)
            else:
                other.run(
                    f"BEGIN; {_GROW}; ROLLBACK" if step == "back" else chance.choice(checkpoints)
                )
            assert seen.setdefault(database.commit_mark(), content(file)) == content(file)
        other.end()
    assert len(set(seen.values())) > STEPS / 3


def test_a_header_left_half_written_is_made_anew_with_the_next_read(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    with opened(file) as database:
        seen = {database.commit_mark(): content(file)}
        for _ in range(3):
            # What a writer leaves that dies between the two copies of the header.
            python("f = open(f'{file}-shm', 'r+b'); f.seek(48 + 8); f.write(b'!' * 4)", file)
            held = content(file)
            assert seen.setdefault(database.commit_mark(), held) == held
            with database.write() as connection:
                connection.exec_driver_sql("UPDATE t SET n = n + 1")
            assert database.commit_mark() not in seen
            seen[database.commit_mark()] = content(file)


def test_looking_at_the_mark_leaves_sqlite_its_locks(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    with opened(file) as database:
        with database.write() as connection:
            connection.exec_driver_sql("UPDATE t SET n = 7")
            database.commit_mark()  # the first look opens the index
            rival = python("sqlite3.connect(file, timeout=0).execute('BEGIN IMMEDIATE')", file)
            assert "database is locked" in rival
        index = Path(f"{file}-shm").stat().st_ino
        other = Other(file)
        other.run(_COMMIT)
        other.end()
        assert Path(f"{file}-shm").stat().st_ino == index
        assert content(file) == (2, 16)


def test_a_thread_that_still_writes_when_the_record_is_closed_keeps_its_locks(
    tmp_path: Path,
) -> None:
    file = tmp_path / "record.db"
    with opened(file) as database, database.write() as connection:
        database.commit_mark()
        connection.exec_driver_sql("UPDATE t SET n = 7")
        database.close()
        rival = python("sqlite3.connect(file, timeout=0).execute('BEGIN IMMEDIATE')", file)
        assert "database is locked" in rival
    assert content(file) == (1, 7)


@pytest.fixture
def engine() -> str:
    return "sqlite"  # PostgreSQL has no file of ours


def test_a_file_put_in_place_of_the_record_is_served(record_url: str) -> None:
    file = Path(record_url.removeprefix("sqlite:///"))
    backup = file.with_suffix(".backup")
    shutil.copy(file, backup)
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    database = open_database(Settings(database_url=f"sqlite:///{backup}"))
    write(database, day(325).model_copy(update={"headline": "From the backup"}), reason="a test")
    database.close()
    with TestClient(create_app(Settings(database_url=record_url))) as client:
        answers = {address: client.get(address).content for address in ADDRESSES}
        assert {a: client.get(a).content for a in ADDRESSES} == answers
        for suffix in ("-wal", "-shm"):
            Path(f"{file}{suffix}").unlink()
        backup.replace(file)
        for address in ADDRESSES:
            wait_until(lambda: b"From the backup" in client.get(address).content)  # noqa: B023 - waited for here
