"""Finished answers, kept until the record changes; conditional requests and HEAD."""

from collections import OrderedDict
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.invasion_day import today
from app.pagination import Tag
from app.watch import Watch

CACHE_CONTROL = "public, max-age=5, stale-while-revalidate=60"
"""A browser or proxy may show an answer for 5 s unasked, and 60 s more while it asks."""

ENTRY_OVERHEAD = 1_000
"""Roughly what an entry costs in memory beside its body: key, headers, objects."""

Headers = list[tuple[bytes, bytes]]


def collection_tag(tag: Tag, *more: object) -> str:
    """Return the ETag of an answer made from the whole record (and from `more`)."""
    return f'"{"-".join(str(each) for each in (tag.record, tag.seq, *more))}"'


def is_among(etag: str, candidates: str) -> bool:
    """Tell whether If-None-Match names this tag, by the weak comparison of RFC 9110."""
    bare = etag.removeprefix("W/")
    return candidates.strip() == "*" or bare in {
        each.strip().removeprefix("W/") for each in candidates.split(",")
    }


@dataclass(frozen=True)
class _Answer:
    version: tuple[int, int]
    headers: Headers
    etag: str
    body: bytes

    @property
    def size(self) -> int:
        return len(self.body) + ENTRY_OVERHEAD


class ResponseCache:
    """Answers repeated GETs from memory, without a query, for as long as the record stands.

    Without it every repeated request would cost the whole way through the framework and the
    database, and a 304 as much as a 200. Kept are 200s of GET that carry an ETag and may be
    stored; what the version was before an answer was made is what it stands for, so an answer
    that a write overtook is never taken for new.
    """

    def __init__(self, app: ASGIApp, watch: Watch, capacity_bytes: int) -> None:
        self._app = app
        self._watch = watch
        self._capacity = capacity_bytes
        self._answers: OrderedDict[tuple[bytes, ...], _Answer] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        asked = _asked(scope)
        wants_body = scope["method"] == "GET"
        key = (
            scope["raw_path"],
            scope["query_string"],
            asked.get(b"accept", b""),
            # A feed's links are absolute: they begin with the address that was asked.
            scope.get("scheme", "http").encode() + asked.get(b"host", b""),
        )
        version = self._version()
        answer = self._answers.get(key)
        if answer is not None and answer.version == version:
            self._answers.move_to_end(key)
            await _send_answer(send, answer, asked.get(b"if-none-match"), wants_body)
            return
        collector = _Collector(send, asked.get(b"if-none-match"), wants_body)
        # A stream must know that its reader takes no body: it would never end by itself.
        asked_as_get = {**scope, "method": "GET", "asked_method": scope["method"]}
        await self._app(asked_as_get, receive, collector)
        if collector.kept is not None and version is not None:
            headers, etag, body = collector.kept
            self._keep(key, _Answer(version, headers, etag, body))

    def _version(self) -> tuple[int, int] | None:
        version = self._watch.version()
        # Coverage speaks of today: a new day is a new version.
        return None if version is None else (version, today().toordinal())

    def _keep(self, key: tuple[bytes, ...], answer: _Answer) -> None:
        # One answer may take an eighth at most, or a few large ones would empty the rest.
        if answer.size > self._capacity // 8:
            return
        old = self._answers.pop(key, None)
        self._size += answer.size - (old.size if old else 0)
        self._answers[key] = answer
        while self._size > self._capacity:
            _, evicted = self._answers.popitem(last=False)
            self._size -= evicted.size


class _Collector:
    """Passes an answer on, turns it into a 304 where the client has it, and keeps what it can."""

    def __init__(self, send: Send, if_none_match: bytes | None, wants_body: bool) -> None:
        self._send = send
        self._if_none_match = if_none_match
        self._wants_body = wants_body
        self._start: Message | None = None
        self._silent = False
        self.kept: tuple[Headers, str, bytes] | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._start is not None:
            # A response of known length sends its body whole, in one message.
            start, self._start = self._start, None
            headers = MutableHeaders(raw=start["headers"])
            if "no-store" not in headers.get("cache-control", ""):
                self.kept = (start["headers"], headers["etag"], message["body"])
            answer = _Answer((0, 0), start["headers"], headers["etag"], message["body"])
            await _send_answer(self._send, answer, self._if_none_match, self._wants_body)
        elif not self._silent:
            await self._send(message if self._wants_body else {**message, "body": b""})

    async def _begin(self, message: Message) -> None:
        headers = MutableHeaders(raw=message["headers"])
        tagged = message["status"] == 200 and "etag" in headers
        if tagged and "content-length" in headers:
            self._start = message
        elif tagged and _has_it(headers["etag"], self._if_none_match):
            self._silent = True
            await _send_not_modified(self._send, message["headers"])
        else:
            await self._send(message)


async def _send_answer(
    send: Send, answer: _Answer, if_none_match: bytes | None, wants_body: bool
) -> None:
    if _has_it(answer.etag, if_none_match):
        await _send_not_modified(send, answer.headers)
        return
    await send({"type": "http.response.start", "status": 200, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body if wants_body else b""})


async def _send_not_modified(send: Send, headers: Headers) -> None:
    about_body = (b"content-length", b"content-type")
    kept = [(name, value) for name, value in headers if name not in about_body]
    await send({"type": "http.response.start", "status": 304, "headers": kept})
    await send({"type": "http.response.body", "body": b""})


def _has_it(etag: str, if_none_match: bytes | None) -> bool:
    return if_none_match is not None and is_among(etag, if_none_match.decode("latin-1"))


def _asked(scope: Scope) -> dict[bytes, bytes]:
    return {
        name: value
        for name, value in scope["headers"]
        if name in (b"if-none-match", b"accept", b"host")
    }
