"""Small pure-ASGI layers around the application, each against one failure."""

import asyncio
import contextlib
import time
from collections.abc import Mapping

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.logs import bind_contextvars, logger
from app.request_ids import request_id_of
from app.web.problems import failed, problem, stopped

GO_ON = "go_on"
"""Where a response leaves, in the scope's state, what sends the rest of its body."""

_QUIET_PATHS = ("/healthz", "/readyz", "/metrics")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_OPEN_HEADERS = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        (
            b"ETag, Link, Content-Location, Location, Retry-After, WWW-Authenticate, "
            b"X-Request-ID, Daybook-Row-Count, Daybook-Seq"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
]
_DATA_HEADERS = [
    *_OPEN_HEADERS,
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
"""Data is never run; a shorter policy says so, and every header costs every answer."""

_PAGE_HEADERS = [
    *_OPEN_HEADERS,
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
_PREFLIGHT_HEADERS = [
    (b"access-control-allow-methods", b"GET, HEAD, PUT, PATCH, POST, DELETE"),
    (
        b"access-control-allow-headers",
        (
            b"Accept, Authorization, Content-Type, If-Match, If-None-Match, Last-Event-ID, "
            b"X-Change-Reason, "
            b"X-Request-ID"
        ),
    ),
    (b"access-control-max-age", b"86400"),
    (b"content-length", b"0"),
]


class OpenEnd:
    """Goes on with an answer that stays open, after all the other layers have let go of it.

    Inside them each open stream would keep their frames in memory, 18 kB of 34, and each write
    would pass through them all: a third more work until the last of 5,000 has heard of a change.
    The response sends its head through them, and leaves in the scope what is to follow.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state = scope.setdefault("state", {})
        await self._app(scope, receive, send)
        go_on = state.pop(GO_ON, None)
        if go_on is not None:
            await go_on(receive, send)


class RequestId:
    """Names every request, so that an answer, even a failed one, can be found in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = request_id_of(dict(scope["headers"]).get(b"x-request-id", b""))
        scope.setdefault("state", {})["request_id"] = request_id.decode()

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"], (b"x-request-id", request_id)]
                message = {**message, "headers": headers}
            await send(message)

        # The server runs every request in a task, and so in a context, of its own.
        bind_contextvars(request_id=request_id.decode())
        await self._app(scope, receive, send_named)


class AccessLog:
    """Writes a line for every request, answers from the cache included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _QUIET_PATHS:
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        answered: dict[str, object] = {"status": 0}

        async def send_watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered["status"] = message["status"]
                answered["request_id"] = dict(message["headers"]).get(b"x-request-id", b"").decode()
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        finally:
            logger.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                client=(scope.get("client") or (None,))[0],
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
                **answered,
            )


class OpenReads:
    """Lets any page read the answers, errors too, and lets none of ours run foreign code.

    Starlette's CORS middleware sits inside its error handler: a failed request would reach the
    browser as an opaque network error.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and _is_preflight(scope):
            headers = [*_DATA_HEADERS, *_PREFLIGHT_HEADERS]
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return

        async def send_open(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                is_page = dict(headers).get(b"content-type", b"").startswith(b"text/html")
                fixed = _PAGE_HEADERS if is_page else _DATA_HEADERS
                message = {**message, "headers": [*headers, *fixed]}
            await send(message)

        await self._app(scope, receive, send_open)


class BodyLimit:
    """Refuses a body over the limit, declared or streamed, before it fills the memory."""

    def __init__(
        self, app: ASGIApp, limit_bytes: int, limits: Mapping[str, int] | None = None
    ) -> None:
        """Take the limit for every path, and those `limits` that single paths have instead."""
        self._app = app
        self._limit = limit_bytes
        self._limits = limits or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "GET":
            # No address reads a body of GET: nothing to count.
            await self._app(scope, receive, send)
            return
        limit = self._limits.get(scope["path"], self._limit)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > limit:
            await _too_large(scope, limit)(scope, receive, send)
            return
        read, refused, answered = 0, False, False

        async def receive_bounded() -> Message:
            nonlocal read, refused
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                refused = True
                raise _BodyTooLargeError
            return message

        async def send_unless_refused(message: Message) -> None:
            # The framework turns a failed read into its own 400: that answer is dropped.
            nonlocal answered
            if not refused:
                answered = True
                await send(message)

        with contextlib.suppress(_BodyTooLargeError):
            await self._app(scope, receive_bounded, send_unless_refused)
        if refused and not answered:
            await _too_large(scope, limit)(scope, receive, send)


class ErrorBoundary:
    """Turns an error that nobody foresaw into a problem.

    Starlette's own handler raises it again when it has answered, and the server logs it once more.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        except _BodyTooLargeError:
            raise
        except ClientDisconnect:
            return  # its body never came whole, and nobody is left to be told
        except asyncio.CancelledError:
            # The server stops and waits no longer: uvicorn would log a page, and answer in its own
            # words. A body that was begun it cuts off.
            logger.warning("stopped before a request was answered", path=scope["path"])
            if not started:
                await stopped(scope)(scope, receive, send)
        except Exception as error:
            response = failed(scope, error)
            if started:
                raise
            await response(scope, receive, send)


class _BodyTooLargeError(Exception):
    pass


def _too_large(scope: Scope, limit: int) -> ASGIApp:
    return problem(scope, 413, f"A body may have {limit} bytes at most here.")


def _is_preflight(scope: Scope) -> bool:
    return any(name == b"access-control-request-method" for name, _ in scope["headers"])
