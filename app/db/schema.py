"""Which schema a database has and which one is needed; Alembic is loaded only to change it."""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

_APP = Path(__file__).parents[1]
MIGRATIONS = next(
    place for place in (_APP / "migrations", _APP.parent / "migrations") if place.is_dir()
)
"""Inside the package when installed, beside it in a checkout."""

_VERSION = Table("alembic_version", MetaData(), Column("version_num", String))


def newest_revision() -> str:
    """Return the revision that this version of Daybook needs: migrations are numbered in order."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("*_*.py"))


def current_revision(connection: Connection) -> str | None:
    """Return the revision that the database is at, or None before the first migration."""
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.scalar(select(_VERSION.c.version_num))
