"""The live stream: one response that stays open and tells every change as a server-sent event."""

import asyncio
import random
from collections.abc import Sequence

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.changes.broadcast import Broadcaster, Follower, cut
from app.changes.queries import Change, Wanted
from app.db.engine import told_in_log
from app.logs import logger
from app.settings import Settings
from app.web.middleware import GO_ON

MEDIA_TYPE = "text/event-stream"
CATCH_UP = 200
"""How many changes a stream that resumes reads at once."""

BEGIN = "begin"
ALIVE = b": alive\n\n"
_END = {"type": "http.response.body", "body": b"", "more_body": False}


class ChangeStream(Response):
    """Changes after `since`, from the record as far as they are written, then as they come.

    Without `since` it begins now, and first says at which change: a client that has had none yet
    resumes from there.

    Plain ASGI: through FastAPI's own server-sent events, which put a generator, two memory
    streams and a serialiser between a change and each of its readers, 5,000 of them take three
    times as long to hear of it. The stream ends in order after the settings' time and when the
    server stops, and at once when its reader is gone or lags too far behind; the client resumes
    with the id of the last event that it saw.
    """

    media_type = MEDIA_TYPE

    def __init__(
        self,
        broadcaster: Broadcaster,
        settings: Settings,
        wanted: Wanted,
        since: int | None,
        head: int,
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._broadcaster = broadcaster
        self._settings = settings
        self._wanted = wanted
        self._position = head if since is None else since
        self._greeting = _begin(head) + ALIVE if since is None else ALIVE
        self._head = head
        self._writing = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if scope.get("asked_method") == "HEAD":
            await send(_END)
        else:
            scope["state"][GO_ON] = self._stay_open

    async def _stay_open(self, receive: Receive, send: Send) -> None:
        try:
            await self._tell(receive, send)
        except TimeoutError:
            if self._writing:
                # Its reader takes nothing, and no orderly end would reach it.
                await _hang_up(receive, send)
            else:
                await send(_END)
        except Exception as error:
            logger.error("a stream failed; its client resumes", **told_in_log(error))

    async def _tell(self, receive: Receive, send: Send) -> None:
        # Not all at once, or the clients of a server would come back all at once for ever.
        seconds = self._settings.stream_seconds * random.uniform(0.9, 1)  # noqa: S311 - no secret
        async with asyncio.timeout(seconds) as scope:
            gone = asyncio.create_task(_until_gone(receive))
            gone.add_done_callback(lambda _: cut(scope))
            follower = None
            try:
                await self._write(send, self._greeting)
                follower = await self._catch_up(send, scope)
                follower.beat(self._settings.stream_heartbeat_seconds)
                while True:
                    await self._write(send, _events(await follower.take()))
            finally:
                gone.cancel()
                if follower is not None:
                    self._broadcaster.leave(follower)

    async def _catch_up(self, send: Send, scope: asyncio.Timeout) -> Follower:
        while True:
            follower = self._broadcaster.join(self._wanted, self._position, self._head, scope)
            if follower is not None:
                return follower
            page = await self._broadcaster.read(self._position, CATCH_UP, self._wanted)
            self._position, self._head = page.position, page.tag.seq
            if page.changes:
                await self._write(send, _events(page.changes))

    async def _write(self, send: Send, chunk: bytes) -> None:
        self._writing = True
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
        self._writing = False


async def _hang_up(receive: Receive, send: Send) -> None:
    """Drop the connection of a reader that takes nothing, and what is buffered for it.

    ASGI has no word for it, and uvicorn's close waits until the buffer is empty: for a reader
    that stays and never reads, for ever.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()
        await _until_gone(receive)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _begin(seq: int) -> bytes:
    return f'id: {seq}\nevent: {BEGIN}\ndata: {{"seq":{seq}}}\n\n'.encode()


def _events(changes: Sequence[Change]) -> bytes:
    return b"".join(change.event for change in changes) or ALIVE
