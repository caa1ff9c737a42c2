"""What routes need of the running application."""

from typing import Annotated

from fastapi import Depends, Request

from app.changes.broadcast import Broadcaster
from app.db import Database


async def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _broadcaster(request: Request) -> Broadcaster:
    broadcaster: Broadcaster = request.app.state.broadcaster
    return broadcaster


Record = Annotated[Database, Depends(_database)]
"""The database that the application was made with. Async: a `def` would cost a thread hop."""

Broadcast = Annotated[Broadcaster, Depends(_broadcaster)]
"""This process's reader of new changes."""
