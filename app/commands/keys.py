"""`daybook keys …`: who may write."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy import Connection

from app.commands.terminal import DatabaseUrl, fail, read_settings, say, use_database
from app.errors import DaybookError
from app.keys import SCOPES, create_key, list_keys, revoke_key, rotate_key
from app.moments import parse_moment

T = TypeVar("T")

app = typer.Typer(
    name="keys",
    help="The keys that may write: a key is shown once, when it is made.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(help="Whose key; every revision made with it says so")]
_UNTIL = "Until when it works: a date (its end in Kyiv) or an instant; default:"
Expires = Annotated[str | None, typer.Option(help=f"{_UNTIL} for ever")]
ExpiresAnew = Annotated[str | None, typer.Option(help=f"{_UNTIL} as long as the old one was to")]
Scopes = Annotated[
    list[str], typer.Option("--scope", help="write, or admin (which includes it); may be repeated")
]


@app.command()
def create(
    name: Name,
    scope: Scopes = ["write"],  # noqa: B006 - typer copies it
    expires: Expires = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Make a key and print it, alone, on standard output."""
    for each in scope:
        if each not in SCOPES:
            raise typer.BadParameter(f"{each!r} is not a scope: choose from {', '.join(SCOPES)}")
    until = _moment(expires)
    _show(database_url, lambda record: create_key(record, name, scope, until))
    say(f"This is the key of {name}. It is not kept: note it now.")


@app.command(name="list")
def list_command(database_url: DatabaseUrl = None) -> None:
    """List the keys, without their secrets."""
    with use_database(read_settings(database_url)) as database, database.read() as connection:
        rows = list_keys(connection)
    lines: list[tuple[str, ...]] = [
        ("ID", "NAME", "SCOPES", "STATE", "CREATED", "EXPIRES", "LAST USED")
    ]
    lines += [_line(row) for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())


@app.command()
def revoke(name: Name, database_url: DatabaseUrl = None) -> None:
    """Make a key useless from now on; what it wrote stays."""
    _change(database_url, lambda record: revoke_key(record, name))
    say(f"The key of {name} no longer works.")


@app.command()
def rotate(name: Name, expires: ExpiresAnew = None, database_url: DatabaseUrl = None) -> None:
    """Replace a key: print the new one, alone, on standard output; the old one stops working."""
    until = _moment(expires)
    _show(database_url, lambda record: rotate_key(record, name, until))
    say(f"This is the new key of {name}. It is not kept: note it now. The old one is revoked.")


def _show(database_url: str | None, make: Callable[[Connection], str]) -> None:
    """Make a key and print it: one that cannot be printed is not made."""

    def shown(record: Connection) -> None:
        typer.echo(make(record))

    try:
        _change(database_url, shown)
    except OSError as error:
        fail(f"The key cannot be shown: {error.strerror}. Nothing was changed.")


def _change(database_url: str | None, change: Callable[[Connection], T]) -> T:
    try:
        with use_database(read_settings(database_url)) as database, database.write() as connection:
            return change(connection)
    except DaybookError as error:
        fail(error.detail)
    except ValueError as error:
        fail(str(error))


def _moment(text: str | None) -> dt.datetime | None:
    if text is None:
        return None
    try:
        moment = parse_moment(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if moment.year == dt.MAXYEAR:
        # In the year 10000 by an eastern clock, which Python cannot read from PostgreSQL.
        raise typer.BadParameter(f"{text} is as good as ever: leave --expires out")
    return moment


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    state = "active"
    if row["revoked_at"] is not None:
        state = "revoked"
    elif row["expires_at"] is not None and row["expires_at"] <= dt.datetime.now(dt.UTC):
        state = "expired"
    times = (row["created_at"], row["expires_at"], row["last_used_at"])
    shown = ["-" if time is None else f"{time:%Y-%m-%d %H:%M}Z" for time in times]
    return (row["id"], row["name"], " ".join(row["scopes"]), state, *shown)
