"""Commands where there is no record: told what to do, and nothing is made."""

from pathlib import Path

import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner, Result

from app.cli import app

OF_A_RECORD = [
    *(["check"], ["export"], ["export", "days.ndjson"], ["reindex"], ["import", "-"]),
    *(["keys", "list"], ["keys", "create", "editor"], ["keys", "revoke", "editor"]),
    ["keys", "rotate", "editor"],
]

each_command = pytest.mark.parametrize("words", OF_A_RECORD, ids=" ".join)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(words: list[str], url: str) -> Result:
    return CliRunner().invoke(app, words, env={"DAYBOOK_DATABASE_URL": url})


@each_command
@pytest.mark.parametrize("url", ["sqlite:///recrod.db", "sqlite:///recrod.db?timeout=5"])
def test_a_file_that_is_not_there_is_named_and_not_made(
    words: list[str], url: str, folder: Path
) -> None:
    result = run(words, url)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"There is no record at {folder / 'recrod.db'}: name the right one with --database-url or "
        "DAYBOOK_DATABASE_URL, or make one there with `daybook serve` or `daybook migrate`.\n"
    )
    assert list(folder.iterdir()) == []


@each_command
def test_a_file_without_a_schema_is_told_what_to_do(words: list[str], folder: Path) -> None:
    (folder / "record.db").touch()
    result = run(words, "sqlite:///record.db")
    assert result.exit_code == 1
    assert result.stderr == "The database is at no schema: run `daybook migrate` first.\n"


@each_command
def test_a_database_that_a_server_does_not_have_is_named(
    words: list[str], postgresql_server: str, folder: Path
) -> None:
    url = make_url(postgresql_server).set(database="recrod")
    result = run(words, url.render_as_string(hide_password=False))
    assert result.exit_code == 1
    assert result.stderr.startswith("The database cannot be used: ")
    assert '"recrod" does not exist' in result.stderr
    assert list(folder.iterdir()) == []


def test_migrate_makes_the_record_that_was_missed(folder: Path) -> None:
    url = "sqlite:///record.db"
    assert run(["migrate"], url).exit_code == 0
    assert run(["check"], url).stderr == "The record and its index agree.\n"


def test_an_address_of_sqlite_s_own_is_left_to_it(folder: Path) -> None:
    run(["migrate"], "sqlite:///record.db")
    result = run(["check"], "sqlite:///file:record.db?uri=true&mode=rw")
    assert (result.exit_code, result.stderr) == (0, "The record and its index agree.\n")
