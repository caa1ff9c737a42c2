"""Brings a database to the newest schema."""

from secrets import token_hex

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select
from sqlmodel import col

from app.db.engine import Database, lock_schema
from app.db.schema import MIGRATIONS, current_revision
from app.models import Head
from app.names.vocabulary import load_builtin
from app.record.consistency import reindex_record


def migrate(database: Database) -> None:
    """Upgrade to the newest schema and fill in what every record has. Safe to run again."""
    with database.write() as connection:
        lock_schema(connection)
        before = current_revision(connection)
        config = alembic_config(connection)
        command.upgrade(config, "head")
        if connection.scalar(select(col(Head.id))) is None:
            connection.execute(insert(Head).values(id=1, seq=0, record=token_hex(4)))
        load_builtin(connection)
        script = ScriptDirectory.from_config(config)
        if before is not None and derives_anew(script, before, connection.dialect.name):
            for _ in reindex_record(connection):
                pass


def derives_anew(script: ScriptDirectory, before: str, dialect: str, until: str = "head") -> bool:
    """Say whether since a schema more is derived, or otherwise, from the same documents.

    A migration that changes that in one kind of database alone names it in DERIVED_ANEW.
    """
    since = script.iterate_revisions(until, before)
    return any(dialect in getattr(each.module, "DERIVED_ANEW", (dialect,)) for each in since)


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
