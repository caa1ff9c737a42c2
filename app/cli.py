"""The command line: `python3 -m app …` in a checkout, `daybook …` when installed."""

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from app import __version__
from app.consistency import check_record, reindex_record
from app.db import Database, is_unavailable, open_database
from app.filters import parse_day
from app.migrate import current_revision, migrate, newest_revision
from app.record import Author
from app.settings import Settings
from app.transfer import Report, builtin_lines, export_documents, import_lines, read_lines

app = typer.Typer(
    name="daybook",
    help="The record of the Russia-Ukraine war, day by day.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database-url",
        help="sqlite:///file.db or postgresql://…; default: DAYBOOK_DATABASE_URL",
        show_default=False,
    ),
]


def main() -> None:
    """Run the command line; exit status 1 when the work failed, 2 for a wrong call."""
    app()


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on", min=0, max=65535)] = 8000,
    database_url: DatabaseUrl = None,
    workers: Annotated[int, typer.Option(help="Processes that share the port", min=1)] = 1,
    empty: Annotated[
        bool, typer.Option("--empty", help="Do not load the built-in record into an empty database")
    ] = False,
) -> None:
    """Migrate, load the built-in record into an empty database, and serve."""
    settings = _settings(database_url)
    with _database(settings, migrated=False) as database:
        migrate(database)
        if not empty:
            _load_builtin(database)
    from app.server import run  # starting uvicorn costs commands that only read a file

    run(settings, host, port, workers)


@app.command(name="migrate")
def migrate_command(database_url: DatabaseUrl = None) -> None:
    """Bring the database to the schema of this version."""
    with _database(_settings(database_url), migrated=False) as database:
        migrate(database)
    _say(f"The schema is at revision {newest_revision()}.")


@app.command(name="import")
def import_command(
    files: Annotated[list[Path], typer.Argument(help="NDJSON or JSON documents; - for stdin")],
    database_url: DatabaseUrl = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check all, write nothing")] = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Write what is right, report what is not")
    ] = False,
    reason: Annotated[str | None, typer.Option(help="Why; kept with every revision")] = None,
) -> None:
    """Write documents into the record: a file goes in whole or not at all."""
    failed = False
    with _database(_settings(database_url)) as database:
        for path in files:
            failed |= not _import_file(
                database, path, Author("import", reason), dry_run, keep_going
            )
    if failed:
        raise typer.Exit(1)


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="Default: standard output")] = None,
    database_url: DatabaseUrl = None,
    first: Annotated[str | None, typer.Option("--from", help="First day or date")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day or date")] = None,
) -> None:
    """Write the documents held as NDJSON, in day order."""
    bounds = [None if text is None else _day(text) for text in (first, last)]
    if bounds[0] is not None and bounds[1] is not None and bounds[0] > bounds[1]:
        raise typer.BadParameter("`--from` is later than `--to`: swap them")
    with _database(_settings(database_url)) as database, database.read() as connection:
        documents = export_documents(connection, *bounds)
        if file is None:
            # Bytes, not text: UTF-8 and bare line feeds whatever the system's own habits.
            for document in documents:
                sys.stdout.buffer.write(document.encode() + b"\n")
            sys.stdout.buffer.flush()
            return
        try:
            count = _write_file(file, documents)
        except OSError as error:
            _fail(f"{file}: {error.strerror}")
    _say(f"{count} documents written to {file}.")


@app.command()
def check(database_url: DatabaseUrl = None) -> None:
    """Hold every document against its index rows; exit status 1 where something is off."""
    faults = 0
    with _database(_settings(database_url)) as database, database.read() as connection:
        for fault in check_record(connection):
            if fault is not None:
                faults += 1
                typer.echo(fault)
    if faults:
        _fail(f"{faults} things are off.")
    _say("The record and its index agree.")


@app.command()
def reindex(database_url: DatabaseUrl = None) -> None:
    """Derive every table anew from the documents."""
    with _database(_settings(database_url)) as database, database.write() as connection:
        progress = _Progress("days indexed")
        for done in reindex_record(connection):
            progress.show(done)
        progress.end()


@app.command()
def openapi() -> None:
    """Print the API's contract, an OpenAPI 3.1 document."""
    from app.main import create_app  # loads the whole web stack, which no other command needs

    settings = Settings(database_url="sqlite:///:memory:")
    typer.echo(json.dumps(create_app(settings).openapi(), ensure_ascii=False, indent=2))


@app.command()
def version() -> None:
    """Print Daybook's version."""
    typer.echo(__version__)


class _Progress:
    """A line that is rewritten on a terminal, a line now and then in a pipe."""

    EVERY = 10_000

    def __init__(self, what: str) -> None:
        self._what = what
        self._done = self._told = 0
        self._rewrites = sys.stderr.isatty()

    def show(self, done: int) -> None:
        self._done = done
        if self._rewrites:
            typer.echo(f"\r{done} {self._what}", nl=False, err=True)
        elif done - self._told >= self.EVERY:
            self._told = done
            _say(f"{done} {self._what}")

    def end(self) -> None:
        if self._rewrites:
            typer.echo(err=True)
        elif self._done != self._told:
            _say(f"{self._done} {self._what}")


def _settings(database_url: str | None) -> Settings:
    given: dict[str, Any] = {} if database_url is None else {"database_url": database_url}
    try:
        return Settings(**given)
    except ValidationError as error:
        for each in error.errors():
            name = "DAYBOOK_" + "_".join(str(step).upper() for step in each["loc"])
            _say(f"{name}: {each['msg'].removeprefix('Value error, ')}")
        _fail("The settings are wrong; the README lists them.")


@contextlib.contextmanager
def _database(settings: Settings, migrated: bool = True) -> Iterator[Database]:
    database = open_database(settings)
    try:
        if migrated:
            with database.read() as connection:
                revision = current_revision(connection)
            if revision != newest_revision():
                _fail(f"The database is at {revision or 'no schema'}: run `daybook migrate` first.")
        yield database
    except DBAPIError as error:
        if not is_unavailable(error):
            raise
        reason = str(error.orig).strip().splitlines()[0]
        _fail(f"The database cannot be used: {reason}")
    finally:
        database.close()


def _load_builtin(database: Database) -> None:
    with database.write() as connection:
        if next(export_documents(connection), None) is None:
            *_, report = import_lines(connection, builtin_lines(), Author("daybook"))
            _say(f"Loaded the built-in record: {report.accepted} days.")


def _import_file(
    database: Database, path: Path, author: Author, dry_run: bool, keep_going: bool
) -> bool:
    """Import one file and say what came of it; tell whether all of it was right."""
    name = "standard input" if str(path) == "-" else str(path)
    report, progress = Report(), _Progress(f"documents read from {name}")
    try:
        with contextlib.ExitStack() as stack:
            stream = sys.stdin.buffer if str(path) == "-" else stack.enter_context(path.open("rb"))
            connection = stack.enter_context(database.write())
            lines = read_lines(name, stream)
            for report in import_lines(connection, lines, author, keep_going):
                progress.show(report.accepted)
            if dry_run or (report.faulty and not keep_going):
                connection.rollback()
    except OSError as error:
        _say(f"{name}: {error.strerror}")
        return False
    progress.end()
    for faulty in report.faulty:
        _say(str(faulty))
    if report.faulty and not keep_going:
        _say(f"{name}: nothing written; --keep-going writes what is right")
    else:
        _say(f"{name}: {report}{' (dry run: nothing written)' if dry_run else ''}")
    return not report.faulty


def _write_file(file: Path, documents: Iterator[str]) -> int:
    """Write the documents to a file and return how many they were."""
    count = 0
    # Beside the file first: a cut export never looks like a whole one.
    part = file.with_name(file.name + ".part")
    try:
        with part.open("wb") as stream:
            for document in documents:
                stream.write(document.encode() + b"\n")
                count += 1
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return count


def _day(text: str) -> int:
    try:
        return parse_day(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _fail(text: str) -> NoReturn:
    _say(text)
    raise typer.Exit(1)
