"""B: the bare ASGI callable under uvicorn, sending prebuilt answers: the most the server can do.

BENCH_ANSWERS names the file of answers (see prefetch.py). With BENCH_STATUS=304 every answer is
an empty 304 with its ETag. A peer under `uvicorn --factory tests.benchmarks.peers.bare:create`.
"""

import os
from collections.abc import Awaitable, Callable
from typing import Any

from tests.benchmarks.prefetch import read_answers

Message = dict[str, Any]
App = Callable[[Message, Any, Callable[[Message], Awaitable[None]]], Awaitable[None]]


def create() -> App:
    """Return the callable; every message is built before the first request."""
    unchanged = os.environ.get("BENCH_STATUS") == "304"
    messages: dict[tuple[bytes, bytes], tuple[Message, Message]] = {}
    for each in read_answers(os.environ["BENCH_ANSWERS"]):
        path, _, query = each.request.path.encode().partition(b"?")
        body = b"" if unchanged else each.body
        about = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        start = {
            "type": "http.response.start",
            "status": 304 if unchanged else 200,
            "headers": [(b"etag", each.etag.encode())] if unchanged else about,
        }
        messages[path, query] = start, {"type": "http.response.body", "body": body}

    async def app(scope: Message, _: Any, send: Callable[[Message], Awaitable[None]]) -> None:
        start, body = messages[scope["raw_path"], scope["query_string"]]
        await send(start)
        await send(body)

    return app
