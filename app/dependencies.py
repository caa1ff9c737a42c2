"""What routes need of the running application."""

from typing import Annotated

from fastapi import Depends, Request

from app.db import Database


def record_of(request: Request) -> Database:
    """Return the database that the application was made with.

    For routes of one stored row: there a dependency costs as much as the read.
    """
    database: Database = request.app.state.database
    return database


async def _record(request: Request) -> Database:
    return record_of(request)


Record = Annotated[Database, Depends(_record)]
"""The same as a dependency. Async: a `def` would cost a hop to a thread."""
