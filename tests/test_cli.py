"""The command line: what it does, what it says, and how it ends."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from app import __version__
from app.cli import app
from app.db.engine import Database, open_database
from app.settings import Settings
from tests.builtin import DAYS, LINES
from tests.factories import document, line

Run = Callable[..., Result]


@pytest.fixture
def run(empty_url: str) -> Run:
    """Run a command on an empty record."""
    return lambda *words, given=b"": CliRunner().invoke(
        app, [*words], input=given, env={"DAYBOOK_DATABASE_URL": empty_url}
    )


@pytest.fixture
def opened(empty_url: str) -> Database:
    return open_database(Settings(database_url=empty_url))


def shell(*words: str, url: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own, with pipes."""
    return subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", *words],
        env={**os.environ, "DAYBOOK_DATABASE_URL": url},
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_import_says_what_it_did(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "days.ndjson"
    file.write_bytes(line(400) + line(401))
    result = run("import", str(file))
    assert result.exit_code == 0
    assert result.stderr.splitlines()[-1] == (
        f"{file}: 2 created, 0 corrected, 0 unchanged, 0 refused"
    )


def test_import_again_says_that_nothing_changed(run: Run) -> None:
    run("import", "-", given=line(400))
    assert "0 created, 0 corrected, 1 unchanged" in run("import", "-", given=line(400)).stderr


def test_import_reads_standard_input(run: Run) -> None:
    assert "standard input: 1 created" in run("import", "-", given=line(400)).stderr
    assert json.loads(run("export").stdout)["day"] == 400


def test_import_of_several_files_writes_each_whole_or_not_at_all(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.ndjson", tmp_path / "bad.ndjson"
    good.write_bytes(line(400))
    bad.write_bytes(line(401) + line(402, date="2020-01-01"))
    result = run("import", str(bad), str(good))
    assert result.exit_code == 1
    assert f"{bad}, line 2, /date: 2020-01-01 is day -784" in result.stderr
    assert f"{bad}: nothing written; --dry-run tells all that is wrong" in result.stderr
    assert [json.loads(each)["day"] for each in run("export").stdout.splitlines()] == [400]


def test_import_that_keeps_going_writes_the_right_lines_and_still_fails(run: Run) -> None:
    result = run("import", "--keep-going", "-", given=line(400) + b"junk\n" + line(401))
    assert result.exit_code == 1
    assert "standard input, line 2, the document: " in result.stderr
    assert "2 created, 0 corrected, 0 unchanged, 1 refused" in result.stderr


def test_a_dry_run_checks_all_and_writes_nothing(run: Run) -> None:
    result = run("import", "--dry-run", "-", given=line(400))
    assert result.exit_code == 0
    assert "1 created" in result.stderr
    assert "dry run: nothing written" in result.stderr
    assert run("export").stdout == ""


@pytest.mark.parametrize("more", [[], ["--keep-going"]])
def test_a_dry_run_lists_every_fault(run: Run, more: list[str]) -> None:
    data = b"a\n" + line(400) + b"b\n"
    result = run("import", "--dry-run", *more, "-", given=data)
    assert result.exit_code == 1
    assert "line 1, the document" in result.stderr
    assert "line 3, the document" in result.stderr
    assert "at line 1" not in result.stderr
    assert run("export").stdout == ""


def test_import_keeps_the_reason_with_the_revision(run: Run, opened: Database) -> None:
    run("import", "--reason", "from the archive", "-", given=line(400))
    with opened.read() as connection:
        told = connection.execute(text("SELECT author, reason FROM revisions")).one()
    opened.close()
    assert tuple(told) == ("import", "from the archive")


def test_import_names_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    missing = tmp_path / "missing.ndjson"
    result = run("import", str(missing))
    assert (result.exit_code, result.stderr) == (1, f"{missing}: No such file or directory\n")


def test_import_of_a_folder_says_so(run: Run, tmp_path: Path) -> None:
    result = run("import", str(tmp_path))
    assert (result.exit_code, result.stderr) == (1, f"{tmp_path}: Is a directory\n")


def test_import_without_a_file_is_a_wrong_call(run: Run) -> None:
    assert run("import").exit_code == 2


def test_export_into_a_file_is_what_export_prints(
    run: Run, tmp_path: Path, record_url: str
) -> None:
    file = tmp_path / "out.ndjson"
    result = run("export", str(file), "--database-url", record_url)
    assert result.stderr == f"131 documents written to {file}.\n"
    printed = [run("export", *to, "--database-url", record_url).stdout_bytes for to in ([], ["-"])]
    assert [file.read_bytes(), *printed] == [b"".join(each.encode() + b"\n" for each in LINES)] * 3
    assert list(tmp_path.iterdir()) == [file]


def test_export_takes_a_range_of_days_or_dates(run: Run, record_url: str) -> None:
    bounds = ("--from", "312", "--to", "2023-01-29")
    printed = run("export", *bounds, "--database-url", record_url).stdout
    chosen = [json.loads(each)["day"] for each in printed.splitlines()]
    assert chosen == [day for day in DAYS if 312 <= day <= 340]


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        (("--from", "foo"), "neither a day number such as 325 nor a date"),
        (("--to", "2023-02-30"), "is not in the calendar"),
        (("--from", "0"), "day numbers run from 1"),
        (("--from", "5", "--to", "4"), "later than"),
    ],
)
def test_export_refuses_bounds_that_are_none(run: Run, bounds: tuple[str, ...], words: str) -> None:
    result = run("export", *bounds)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.replace("│", " ").split())


def test_export_says_why_a_file_cannot_be_written(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "no" / "such" / "folder"
    result = run("export", str(file))
    assert (result.exit_code, result.stderr) == (1, f"{file}: No such file or directory\n")


def test_export_over_a_folder_leaves_no_half_file(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    assert run("export", str(folder)).exit_code == 1
    assert list(tmp_path.iterdir()) == [folder]


def test_check_is_content_with_a_sound_record(run: Run, record_url: str) -> None:
    result = run("check", "--database-url", record_url)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "The record and its index agree.\n"


def test_check_lists_what_is_off_and_fails_until_reindex(run: Run, opened: Database) -> None:
    run("import", "-", given=line(400))
    with opened.write() as connection:
        connection.execute(text("UPDATE events SET status = 'retracted'"))
    opened.close()
    result = run("check")
    assert result.exit_code == 1
    assert result.stdout.startswith("events (4000001, 400): ")
    assert run("reindex").exit_code == 0
    assert run("check").exit_code == 0


def test_reindex_tells_how_far_it_came(run: Run, record_url: str) -> None:
    assert "131 days indexed" in run("reindex", "--database-url", record_url).stderr


def test_migrate_tells_the_schema_s_revision(run: Run) -> None:
    result = run("migrate")
    assert result.exit_code == 0
    assert result.stderr.startswith("The schema is at revision ")


def test_a_database_that_cannot_be_opened_is_told_without_a_traceback(tmp_path: Path) -> None:
    file = tmp_path / "no" / "such" / "folder" / "record.db"
    result = CliRunner().invoke(app, ["migrate", "--database-url", f"sqlite:///{file}"])
    assert (result.exit_code, result.stderr) == (
        1,
        f"The database cannot be used: {file}: unable to open database file\n",
    )


def test_a_file_that_is_no_database_is_told_without_a_traceback(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    file.write_bytes(b"not a database at all, but longer than its header would be" * 20)
    result = CliRunner().invoke(app, ["check", "--database-url", f"sqlite:///{file}"])
    assert result.exit_code == 1
    assert result.stderr == f"The database cannot be used: {file}: file is not a database\n"


def test_a_server_that_is_not_there_is_told_without_a_traceback() -> None:
    url = "postgresql://nobody:secret@127.0.0.1:1/record"
    result = CliRunner().invoke(app, ["check", "--database-url", url])
    assert result.exit_code == 1
    assert result.stderr.startswith("The database cannot be used: ")
    assert "secret" not in result.stderr


def test_a_wrong_setting_is_named_before_anything_is_done() -> None:
    result = CliRunner().invoke(app, ["check"], env={"DAYBOOK_DATABASE_URL": "mysql://x/y"})
    assert result.exit_code == 1
    assert result.stderr.startswith("DAYBOOK_DATABASE_URL: must be sqlite:///file.db or postgres")


def test_version_is_the_package_s() -> None:
    assert CliRunner().invoke(app, ["version"]).stdout == f"{__version__}\n"


def test_openapi_prints_the_contract_without_a_database() -> None:
    result = CliRunner().invoke(app, ["openapi"])
    assert json.loads(result.stdout)["openapi"].startswith("3.1")


def test_no_command_shows_the_help() -> None:
    assert "serve" in CliRunner().invoke(app, []).output


def test_a_pipe_gets_plain_lines(record_url: str) -> None:
    done = shell("reindex", url=record_url)
    assert done.returncode == 0
    assert done.stderr == b"131 days indexed\n"


def test_a_terminal_gets_one_line_that_counts_up(record_url: str) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from app.cli import main; main()", "reindex"],
        env={**os.environ, "DAYBOOK_DATABASE_URL": record_url},
        stderr=theirs,
    )
    os.close(theirs)
    process.wait(timeout=60)
    shown = os.read(ours, 10_000)
    os.close(ours)
    assert shown == b"\r100 days indexed\r131 days indexed\r\n"


def test_an_export_whose_reader_leaves_ends_quietly(record_url: str) -> None:
    command = f'{sys.executable} -c "from app.cli import main; main()" export | head -c 100'
    done = subprocess.run(
        ["bash", "-c", command],
        env={**os.environ, "DAYBOOK_DATABASE_URL": record_url},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == LINES[0].encode()[:100]
    assert done.stderr == b""


def test_an_export_is_utf8_whatever_the_system_says(run: Run, record_url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", "export", "--from", "325"],
        env={**os.environ, "DAYBOOK_DATABASE_URL": record_url, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines()[0] == LINES[DAYS.index(325)].encode()


def test_a_document_over_several_lines_is_imported(run: Run) -> None:
    result = run("import", "-", given=json.dumps(document(400), indent=2).encode())
    assert "1 created" in result.stderr
