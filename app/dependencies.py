"""What routes need of the running application."""

from typing import Annotated

from fastapi import Depends, Request

from app.db import Database


async def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


Record = Annotated[Database, Depends(_database)]
"""The database that the application was made with. Async: a `def` would cost a thread hop."""
