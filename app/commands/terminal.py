"""What every command needs: settings, the database, progress, and words for the terminal."""

import contextlib
import errno
import os
import socket
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError
from pydantic_settings import DotEnvSettingsSource
from sqlalchemy.exc import DBAPIError

from app.db.engine import Database, is_unavailable, open_database
from app.db.schema import current_revision, newest_revision
from app.settings import Settings
from app.validation import DocumentError, explain

DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database-url",
        help="sqlite:///file.db or postgresql://…; default: DAYBOOK_DATABASE_URL",
        show_default=False,
    ),
]


class Progress:
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
            say(f"{done} {self._what}")

    def end(self) -> None:
        if self._rewrites:
            typer.echo(err=True)
        elif self._done != self._told:
            say(f"{self._done} {self._what}")


def read_settings(database_url: str | None) -> Settings:
    """Return the settings; exit with a word on each that is wrong."""
    _tell_misspelled()
    given: dict[str, Any] = {} if database_url is None else {"database_url": database_url}
    try:
        return Settings(**given)
    except ValidationError as error:
        for each in error.errors():
            name = "".join(f"DAYBOOK_{str(step).upper()}: " for step in each["loc"])
            say(f"{name}{explain(each)}")
        fail("The settings are wrong; the README lists them.")


def _tell_misspelled() -> None:
    """Ask after variables that are nearly settings: what is not one is passed over otherwise.

    Others are left alone: Kubernetes gives each container some for every service, as DAYBOOK_PORT.
    """
    known = [f"DAYBOOK_{name.upper()}" for name in Settings.model_fields]
    in_file = map(str.upper, DotEnvSettingsSource(Settings).env_vars)  # they come in small letters
    for name in sorted({*os.environ, *in_file}):
        if name.upper().startswith("DAYBOOK_") and name.upper() not in known:
            for meant in get_close_matches(name.upper(), known, n=1, cutoff=0.8):
                say(f"{name} is not a setting: is {meant} meant?")


def refuse_taken(host: str, port: int) -> None:
    """Exit where a port is taken or not allowed, before anything says that it is served there.

    Whatever else is wrong with an address the server tells by itself.
    """
    found: list[Any] = []
    with contextlib.suppress(OSError):  # a host that is none
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    for family, kind, protocol, _, address in found:
        try:
            with socket.socket(family, kind, protocol) as tried:
                if os.name == "posix":  # as the server does: connections just ended do not count
                    tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind(address)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                why = os.strerror(error.errno)
                fail(f"Port {port} of {host}: {why}. Choose another with --port.")


@contextlib.contextmanager
def use_database(settings: Settings, migrated: bool = True) -> Iterator[Database]:
    """Yield the settings' database; exit with the reason when it cannot be used."""
    if migrated:
        _refuse_missing(settings)
    database = open_database(settings)
    try:
        if migrated:
            with database.read() as connection:
                revision = current_revision(connection)
            refuse_newer(revision)
            if revision != newest_revision():
                fail(f"The database is at {revision or 'no schema'}: run `daybook migrate` first.")
        yield database
    except DocumentError as error:
        fail(
            f"A document that is held breaks the rules: {error}\n"
            "Nothing was written; `daybook check` lists all that is off."
        )
    except DBAPIError as error:
        if not is_unavailable(error):
            raise
        reason = str(error.orig).strip().splitlines()[0]
        fail(f"The database cannot be used: {database.writer.url.database}: {reason}")
    finally:
        database.close()


def _refuse_missing(settings: Settings) -> None:
    """Exit where the record's file is not there: a mistyped name would leave an empty one."""
    if settings.missing_file is not None:
        fail(
            f"There is no record at {settings.missing_file}: name the right one with "
            "--database-url or DAYBOOK_DATABASE_URL, or make one there with `daybook serve` or "
            "`daybook migrate`."
        )


def refuse_newer(revision: str | None) -> None:
    """Exit when the database was migrated by a Daybook newer than this one."""
    if revision is not None and revision > newest_revision():
        fail(f"The database is at {revision}, newer than this Daybook knows: upgrade Daybook.")


def say(text: str) -> None:
    """Print a line to standard error, which leaves standard output to the data."""
    typer.echo(text, err=True)


def fail(text: str) -> NoReturn:
    """Say why, and exit with status 1."""
    say(text)
    raise typer.Exit(1)
