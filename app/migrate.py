"""Brings a database to the newest schema, and tells whether it is there."""

from pathlib import Path
from secrets import token_hex

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select
from sqlmodel import col

from app.consistency import reindex_record
from app.db import Database, lock_schema
from app.models import Head
from app.vocabulary import load_builtin

_HERE = Path(__file__).parent
MIGRATIONS = next(
    place for place in (_HERE / "migrations", _HERE.parent / "migrations") if place.is_dir()
)
"""Inside the package when installed, beside it in a checkout."""


def migrate(database: Database) -> None:
    """Upgrade to the newest schema and fill in what every record has. Safe to run again."""
    with database.write() as connection:
        lock_schema(connection)
        before = current_revision(connection)
        command.upgrade(alembic_config(connection), "head")
        if connection.scalar(select(col(Head.id))) is None:
            connection.execute(insert(Head).values(id=1, seq=0, record=token_hex(4)))
        load_builtin(connection)
        if before not in (None, newest_revision()):
            # A new schema derives more, or otherwise, from the same documents.
            for _ in reindex_record(connection):
                pass


def downgrade(database: Database, revision: str) -> None:
    """Take the schema back to an older revision; `base` removes every table."""
    with database.write() as connection:
        lock_schema(connection)
        command.downgrade(alembic_config(connection), revision)


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration for migrating over this connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """Return the revision that this version of Daybook needs."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if head is None:
        raise RuntimeError(f"no migrations in {MIGRATIONS}")
    return head


def current_revision(connection: Connection) -> str | None:
    """Return the revision that the database is at, or None before the first migration."""
    return MigrationContext.configure(connection).get_current_revision()
