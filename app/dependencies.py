"""What routes need of the running application."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Concatenate, ParamSpec, Protocol, TypeVar

from fastapi import Depends, Request
from sqlalchemy import Connection

from app.caching.watch import Watch
from app.changes.broadcast import Broadcaster
from app.db.engine import Database

P = ParamSpec("P")


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


class _Done(Protocol):
    @property
    def seq(self) -> int: ...


Done = TypeVar("Done", bound=_Done)


@dataclass(frozen=True)
class Keeper:
    """The record, for changing it."""

    database: Database
    watch: Watch

    async def change(
        self, write: Callable[Concatenate[Connection, P], Done], *args: P.args, **kwargs: P.kwargs
    ) -> Done:
        """Run a writing function in one transaction; whoever reads here next reads its outcome."""
        done = await self.database.change(write, *args, **kwargs)
        self.watch.tell(done.seq)
        return done


async def _keeper(request: Request) -> Keeper:
    return Keeper(request.app.state.database, request.app.state.watch)


Keeping = Annotated[Keeper, Depends(_keeper)]


async def _broadcaster(request: Request) -> Broadcaster:
    broadcaster: Broadcaster = request.app.state.broadcaster
    return broadcaster


Broadcast = Annotated[Broadcaster, Depends(_broadcaster)]
"""This process's reader of new changes."""
