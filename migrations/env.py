"""Alembic's entry: runs the migrations on the connection that app.migrate hands over."""

import re
from typing import Any

from alembic import context
from sqlmodel import SQLModel

from app import models  # noqa: F401 - importing it fills SQLModel's metadata

_SEARCH = re.compile(r"(update|event|quote|heading)_search")


def is_compared(name: str | None, kind: str, _parents: Any) -> bool:
    """Tell whether the models know a table: search's are each database's own kind, and are not."""
    return kind != "table" or not _SEARCH.match(name or "")


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    include_name=is_compared,
)
with context.begin_transaction():
    context.run_migrations()
