"""The command line: `python3 -m app …` in a checkout, `daybook …` when installed."""

import contextlib
import json
import sys
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from app import __version__
from app.commands.keys import app as keys
from app.commands.terminal import (
    DatabaseUrl,
    Progress,
    fail,
    read_settings,
    refuse_newer,
    refuse_taken,
    say,
    use_database,
)
from app.db.engine import Database
from app.db.schema import current_revision, newest_revision
from app.garbage import collect_less
from app.lists.filters import parse_day
from app.record.consistency import check_index, check_record, reindex_record
from app.record.writer import Author, Written, needs_reason
from app.settings import Settings
from app.transfer.files import (
    Outcome,
    Report,
    builtin_lines,
    export_documents,
    import_lines,
    write_file,
    write_lines,
)
from app.transfer.lines import read_lines
from app.transfer.written_names import export_names

app = typer.Typer(
    name="daybook",
    help="The record of the Russia-Ukraine war, day by day.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(keys)


def main() -> None:
    """Run the command line; exit status 1 when the work failed, 2 for a wrong call."""
    collect_less()
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
    settings = read_settings(database_url)
    refuse_taken(host, port)
    with use_database(settings, migrated=False) as database:
        _migrate(database)
        if not empty:
            _load_builtin(database)
    from app.commands.server import run  # starting uvicorn costs commands that only read a file

    run(settings, host, port, workers)


@app.command(name="migrate")
def migrate_command(database_url: DatabaseUrl = None) -> None:
    """Bring the database to the schema of this version."""
    with use_database(read_settings(database_url), migrated=False) as database:
        _migrate(database)
    say(f"The schema is at revision {newest_revision()}.")


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
    """Write documents into the record: a file goes in whole or not at all.

    What an export tells of actors and speakers comes in with them, before the first day. Whoever
    corrects a day older than a week says why with --reason.
    """
    failed = False
    with use_database(read_settings(database_url)) as database:
        for path in files:
            failed |= not _import_file(
                database, path, Author("import", reason), dry_run, keep_going
            )
    if failed:
        raise typer.Exit(1)


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="Default, and `-`: standard output")] = None,
    database_url: DatabaseUrl = None,
    first: Annotated[str | None, typer.Option("--from", help="First day or date")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day or date")] = None,
) -> None:
    """Write the documents held as NDJSON, in day order.

    Before any range of them stands what editors wrote of actors and speakers.

    The file alone makes a fresh record the same, all but its history and keys.
    """
    file = None if str(file) == "-" else file
    bounds = [None if text is None else _day(text) for text in (first, last)]
    if bounds[0] is not None and bounds[1] is not None and bounds[0] > bounds[1]:
        raise typer.BadParameter("`--from` is later than `--to`: swap them")
    with use_database(read_settings(database_url)) as database, database.read() as connection:
        names = list(export_names(connection))
        lines = chain(names, export_documents(connection, *bounds))
        try:
            if file is None:
                write_lines(sys.stdout.buffer, lines)
                return
            count = write_file(file, lines) - len(names)
        except BrokenPipeError:
            raise  # whoever reads has enough: Typer ends without a word
        except OSError as error:
            fail(f"{file or 'standard output'}: {error.strerror}")
    told = f" and {len(names)} names" if names else ""
    say(f"{count} documents{told} written to {file}.")


@app.command()
def check(database_url: DatabaseUrl = None) -> None:
    """Hold every document against its index rows; exit status 1 where something is off."""
    faults = 0
    with use_database(read_settings(database_url)) as database:
        with database.write() as connection:
            damaged = list(check_index(connection))
        with database.read() as connection:
            for fault in chain(damaged, check_record(connection)):
                if fault is not None:
                    faults += 1
                    typer.echo(fault)
    if faults:
        fail(f"{faults} {'thing is' if faults == 1 else 'things are'} off.")
    say("The record and its index agree.")


@app.command()
def reindex(database_url: DatabaseUrl = None) -> None:
    """Derive every table anew from the documents."""
    progress = Progress("days indexed")
    with use_database(read_settings(database_url)) as database, database.write() as connection:
        for done in reindex_record(connection):
            progress.show(done)
    progress.end()


@app.command()
def openapi() -> None:
    """Print the API's contract, an OpenAPI 3.1 document."""
    from app.main import create_app  # loads the whole web stack, which no other command needs

    settings = Settings(database_url="sqlite:///unopened.db")
    typer.echo(json.dumps(create_app(settings).openapi(), ensure_ascii=False, indent=2))


_PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


@app.command(context_settings=_PASSED_ON)
def test(context: typer.Context) -> None:
    """Run everything that must pass before a change goes in; arguments go to pytest alone."""
    from app.commands.gates import run_gates  # only who develops needs it

    raise typer.Exit(run_gates(context.args))


@app.command(context_settings=_PASSED_ON, add_help_option=False)
def bench(context: typer.Context) -> None:
    """Measure Daybook and its peers side by side; --help after it lists its options."""
    from app.commands.gates import refuse_installed

    refuse_installed()
    from tests.benchmarks.run import main as run_bench  # only where the source and its tests are

    raise typer.Exit(run_bench(context.args))


@app.command()
def version() -> None:
    """Print Daybook's version."""
    typer.echo(__version__)


def _migrate(database: Database) -> None:
    with database.read() as connection:
        current = current_revision(connection)
    if current == newest_revision():
        return
    refuse_newer(current)
    from app.migrate import migrate  # Alembic costs a server 10 MB and 0.3 s, mostly for nothing

    migrate(database)


def _load_builtin(database: Database) -> None:
    with database.write() as connection:
        if next(export_documents(connection), None) is None:
            *_, report = import_lines(connection, builtin_lines(), Author("daybook"))
            say(f"Loaded the built-in record: {report.accepted} days.")


def _import_file(
    database: Database, path: Path, author: Author, dry_run: bool, keep_going: bool
) -> bool:
    """Import one file and say what came of it; tell whether all of it was right."""
    name = "standard input" if str(path) == "-" else str(path)
    report, progress = Report(), Progress(f"documents read from {name}")
    unexplained: list[int] = []
    all_lines = keep_going or dry_run

    def tell(outcome: Outcome) -> None:
        written = outcome.written
        if author.reason is None and isinstance(written, Written) and written.change == "correct":
            unexplained.extend([written.day] if needs_reason(written.day) else [])

    try:
        with contextlib.ExitStack() as stack:
            stream = sys.stdin.buffer if str(path) == "-" else stack.enter_context(path.open("rb"))
            connection = stack.enter_context(database.write())
            lines = read_lines(name, stream)
            for report in import_lines(connection, lines, author, all_lines, tell, is_admin=True):
                progress.show(report.accepted)
            if dry_run or unexplained or (report.faulty and not keep_going):
                connection.rollback()
    except OSError as error:
        say(f"{name}: {error.strerror}")
        return False
    progress.end()
    for faulty in report.faulty:
        say(str(faulty))
    if unexplained:
        days, more = ", ".join(map(str, unexplained[:5])), len(unexplained) - 5
        told = f"{days} and {more} more" if more > 0 else days
        say(f"{name}: corrects days older than a week ({told}): say why with --reason")
    if report.faulty and not all_lines:
        told = "--dry-run tells all that is wrong, --keep-going writes what is right"
        say(f"{name}: nothing written; {told}")
    elif unexplained:
        say(f"{name}: nothing written")
    else:
        say(f"{name}: {report}{' (dry run: nothing written)' if dry_run else ''}")
    return not (report.faulty or unexplained)


def _day(text: str) -> int:
    try:
        return parse_day(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
