"""Small reads from PostgreSQL, all over one connection, each sent without waiting for the last.

libpq's pipeline mode, driven by the event loop. With psycopg's pool and cursors a read of one row
cost 0.5 ms of processor under load, most of it in waiting for one of four connections; here it
costs a tenth.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from itertools import count
from typing import Any

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy.exc import DBAPIError

CONNECT_SECONDS = 10

Row = tuple[Any, ...]

_CONVERT = dict.fromkeys((20, 21, 23), int)  # int8, int2 and int4; all else stays text


class Pipeline:
    """One connection to PostgreSQL, opened when it is first needed, and again when it is lost."""

    def __init__(self, dsn: str, options: str = "") -> None:
        self._dsn = dsn
        self._options = options
        self._line: _Line | None = None
        self._opening: asyncio.Future[_Line] | None = None

    async def read(self, sql: str, values: Sequence[Any]) -> Row | None:
        """Return the first row of a statement with $1, $2 … in it; SQLAlchemy's errors if it fails.

        A connection that was lost, as by a restart of the database, is opened anew once.
        """
        try:
            line = await self._open()
            try:
                return await line.ask(sql, values)
            except psycopg.OperationalError:
                if not line.is_lost:
                    raise
            return await (await self._open()).ask(sql, values)
        except psycopg.Error as error:
            raise DBAPIError.instance(sql, None, error, psycopg.Error) from error

    async def _open(self) -> "_Line":
        if self._line is not None and not self._line.is_lost:
            return self._line
        if self._opening is None or self._opening.done():
            # One for all: where nobody answers, each would wait for those before it to give up.
            self._opening = asyncio.ensure_future(self._connect())
        self._line = await asyncio.shield(self._opening)
        return self._line

    async def _connect(self) -> "_Line":
        return _Line(
            await psycopg.AsyncConnection.connect(
                self._dsn,
                autocommit=True,
                application_name="daybook",
                connect_timeout=CONNECT_SECONDS,
                options=self._options,
            )
        )

    async def close(self) -> None:
        """Close the connection."""
        if self._line is not None:
            self._line.lose(psycopg.OperationalError("the record was closed"))


class _Line:
    """An open connection; the results come in the order of the questions."""

    def __init__(self, connection: psycopg.AsyncConnection) -> None:
        self.is_lost = False
        self._connection = connection  # closes its socket when nobody holds it any more
        self._pg: PGconn = connection.pgconn
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[asyncio.Future[Row | None]] = deque()
        self._prepared: dict[str, bytes] = {}
        self._names = count()
        self._row: Row | None = None
        self._error: psycopg.Error | None = None
        self._pg.nonblocking = 1
        self._pg.enter_pipeline_mode()
        self._socket = self._pg.socket
        self._loop.add_reader(self._socket, self._receive)

    async def ask(self, sql: str, values: Sequence[Any]) -> Row | None:
        try:
            name = self._prepared.get(sql)
            if name is None:
                name = b"daybook_%d" % next(self._names)
                self._pg.send_prepare(name, sql.encode())
                self._prepared[sql] = name
            self._pg.send_query_prepared(name, [str(value).encode() for value in values])
            # Every question ends its own transaction: the failure of one is not that of others.
            self._pg.pipeline_sync()
            future: asyncio.Future[Row | None] = self._loop.create_future()
            self._waiting.append(future)
            self._send()
        except psycopg.Error as error:
            self.lose(error)
            raise
        return await future

    def _send(self) -> None:
        if self._pg.flush():
            self._loop.add_writer(self._socket, self._send_more)

    def _send_more(self) -> None:
        try:
            if not self._pg.flush():
                self._loop.remove_writer(self._socket)
        except psycopg.Error as error:
            self.lose(error)

    def _receive(self) -> None:
        try:
            self._pg.consume_input()
            while self._waiting and not self._pg.is_busy():
                result = self._pg.get_result()
                if result is not None:  # None ends the results of one command
                    self._take(result)
        except psycopg.Error as error:
            self.lose(error)

    def _take(self, result: PGresult) -> None:
        match result.status:
            case pq.ExecStatus.TUPLES_OK:
                self._row = _first_row(result)
            case pq.ExecStatus.PIPELINE_SYNC:
                future, row, error = self._waiting.popleft(), self._row, self._error
                self._row = self._error = None
                if not future.done():  # whoever asked may be gone
                    future.set_exception(error) if error else future.set_result(row)
            case pq.ExecStatus.FATAL_ERROR:
                self._error = error_from_result(result)
                # What could not be prepared, or has a plan that is out of date, is prepared anew.
                self._prepared.clear()

    def lose(self, error: psycopg.Error) -> None:
        """Give up the connection; all who wait for it are told why."""
        if self.is_lost:
            return
        self.is_lost = True
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        self._pg.finish()
        for future in self._waiting:
            if not future.done():
                future.set_exception(error)
        self._waiting.clear()


def _first_row(result: PGresult) -> Row | None:
    if not result.ntuples:
        return None
    values = ((result.ftype(at), result.get_value(0, at)) for at in range(result.nfields))
    return tuple(
        None if value is None else _CONVERT.get(oid, bytes.decode)(value) for oid, value in values
    )
