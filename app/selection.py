"""Conditions on lists: rows that are linked to any, all or none of some names."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, FromClause, exists
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import SQLModel

from app.filters import Match


def linked(
    key: SQLCoreOperations[int],
    link_key: SQLCoreOperations[int],
    link_name: SQLCoreOperations[str],
    wanted: Sequence[Sequence[str]],
    match: Match = "any",
) -> list[ColumnElement[bool]]:
    """Return the conditions that `key` is linked to the wanted names.

    Each wanted name is a list of the slugs that it may mean. `link_key` and `link_name` are the
    columns of the link table.
    """

    def has(slugs: Sequence[str]) -> ColumnElement[bool]:
        return exists().where(link_key == key, link_name.in_(slugs))

    if not wanted:
        return []
    if match == "all":
        return [has(slugs) for slugs in wanted]
    some = has([slug for slugs in wanted for slug in slugs])
    return [some if match == "any" else ~some]


def table(model: type[SQLModel]) -> FromClause:
    """Return a model's table, for joins that select columns rather than objects."""
    return model.metadata.tables[str(model.__tablename__)]
