"""Finished answers, kept until the record changes; conditional requests, HEAD and codings."""

import time
from functools import cached_property, lru_cache

import anyio
import anyio.to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.caching import encodings
from app.caching.kept import Answer, AnyVersion, Headers, Key, Pieces, Sent, Store
from app.caching.watch import Watch
from app.db.texts import Texts
from app.head import Tag
from app.invasion_day import today
from app.request_ids import request_id_of

CACHE_HEADERS = {
    "Cache-Control": "public, max-age=5, stale-while-revalidate=60",
    "CDN-Cache-Control": "public, max-age=5, stale-while-revalidate=60, stale-if-error=86400",
}
"""A browser or proxy may show an answer for 5 s unasked, and 60 s more while it asks; a CDN
(RFC 9213) for a day while we do not answer, which a reader's own browser had better tell."""

LONG_BODY = 100_000
"""Bytes from which a coding takes milliseconds: too long to hold up everybody else."""

PIECES = "pieces"
"""The key under which a message may have a body in pieces, for answers that are kept as such."""

WRITE = "write"
"""Where a server may leave, in the scope's state, what writes a whole answer at once."""

ENCODERS = 1
"""Long bodies that are coded at a time: it takes megabytes beside its body, which stay taken."""

_choose = lru_cache(maxsize=256)(encodings.choose)


def collection_tag(tag: Tag, *more: object) -> str:
    """Return the ETag of an answer made from the whole record (and from `more`)."""
    return f'"{"-".join(str(each) for each in (tag.record, tag.seq, *more))}"'


class ResponseCache:
    """Answers repeated GETs from memory, without a query, for as long as the record stands.

    Without it every repeated request would cost the whole way through the framework and the
    database, a 304 as much as a 200, and every compressed answer its compression. Kept are 200s
    of GET with an ETag and a length that may be stored. An answer stands for the version of
    before it was made, so one that a write overtook is never taken for new.
    """

    def __init__(self, app: ASGIApp, watch: Watch, capacity_bytes: int, texts: Texts) -> None:
        """Take the application, and the texts that its answers may be made of."""
        self._app = app
        self._watch = watch
        self._store = Store(capacity_bytes, texts)
        self._day, self._day_known_until = 0, 0.0
        self._newest: AnyVersion = None

    @cached_property
    def _encoders(self) -> anyio.CapacityLimiter:
        return anyio.CapacityLimiter(ENCODERS)

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return self._store.size

    def at_once(self, scope: Scope) -> tuple[Sent, bytes] | None:
        """Return what a request gets from memory alone, and its id; None where there is work."""
        if scope["method"] not in ("GET", "HEAD"):
            return None
        answer = self._store.get((scope["raw_path"], scope["query_string"]))
        if answer is None or answer.version != self._version():
            return None
        asked = _Asked(scope)
        sent = answer.unchanged(asked.coding) if asked.has(answer) else answer.whole(asked.coding)
        return None if sent is None else (sent, request_id_of(asked.request_id))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Taken out: it knows the request and the request it, a circle that only the collector ends.
        write = scope.get("state", {}).pop(WRITE, None)
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        kept = None if write else self.at_once(scope)
        if kept is None:
            kept = await self._make(scope, receive, send)
        if kept is not None:
            sent, request_id = kept
            if write and write(sent, request_id):
                return
            headers = [*sent.headers, (b"x-request-id", request_id)]
            body = b"" if scope["method"] == "HEAD" else sent.body
            await send({"type": "http.response.start", "status": sent.status, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    async def _make(self, scope: Scope, receive: Receive, send: Send) -> tuple[Sent, bytes] | None:
        """Return a new answer; None where it was not held back but sent as it came."""
        asked = _Asked(scope)
        key = (scope["raw_path"], scope["query_string"])
        version = self._version()
        answer = self._store.get(key)
        if answer is not None and answer.version == version:
            request_id = request_id_of(asked.request_id)
        else:
            collector = _Collector(send, scope["method"] == "HEAD", asked)
            # A stream must know that its reader takes no body: it would never end by itself.
            whole = {**scope, "method": "GET", "asked_method": scope["method"]}
            await self._app(whole, receive, collector)
            if collector.headers is None:
                return None
            answer = Answer(version, key, collector.headers, collector.pieces)
            # Files have none.
            request_id = collector.fields.get(b"x-request-id", b"")
            if version is not None and collector.may_be_kept:
                self._store.put(key, answer)
        if asked.has(answer):
            return answer.unchanged(asked.coding), request_id
        sent = answer.whole(asked.coding)
        if sent is None and asked.coding is not None:
            sent = await self._encode(key, answer, asked.coding)
        return (sent, request_id) if sent is not None else None

    async def _encode(self, key: Key, answer: Answer, coding: str) -> Sent:
        plain = answer.plain
        if len(plain) < LONG_BODY:
            coded = encodings.encode(plain, coding)
        else:
            coded = await anyio.to_thread.run_sync(
                encodings.encode, plain, coding, limiter=self._encoders
            )
        # Another request may have coded it meanwhile, or another answer have taken its place.
        size = answer.size
        sent = answer.whole(coding) or answer.add(coding, coded)
        self._store.grow(key, answer, answer.size - size)
        return sent

    def _version(self) -> AnyVersion:
        version = self._watch.version()
        if version is None:
            return None
        # Coverage speaks of today: a new day in Kyiv is a new version.
        now = time.monotonic()
        if now >= self._day_known_until:
            self._day, self._day_known_until = today().toordinal(), now + 1.0
            self._store.tidy(now)
        # Thousands of answers of one version have it once.
        if (version, self._day) != self._newest:
            self._newest = version, self._day
        return self._newest


class _Asked:
    """What the headers of a request say of the answer that it can use."""

    __slots__ = ("_if_none_match", "coding", "request_id")

    def __init__(self, scope: Scope) -> None:
        self._if_none_match = accept_encoding = self.request_id = b""
        for name, value in scope["headers"]:
            if name == b"if-none-match":
                self._if_none_match = _joined(self._if_none_match, value)
            elif name == b"accept-encoding":
                accept_encoding = _joined(accept_encoding, value)
            elif name == b"x-request-id":
                self.request_id = value
        self.coding = _choose(accept_encoding) if accept_encoding else None

    def has(self, answer: Answer) -> bool:
        """Tell whether the client has the answer already."""
        return self.has_tagged(answer.etag)

    def has_tagged(self, etag: bytes) -> bool:
        """Tell whether If-None-Match names this tag, by the weak comparison of RFC 9110."""
        named = self._if_none_match
        if not named:
            return False
        return named.strip() == b"*" or etag.removeprefix(b"W/") in {
            each.strip().removeprefix(b"W/") for each in named.split(b",")
        }


def _joined(before: bytes, line: bytes) -> bytes:
    """Return a list that came in several lines (RFC 9110, 5.3)."""
    return before + b"," + line if before else line


class _Collector:
    """Holds a whole tagged answer back; passes everything else on, without a body for HEAD."""

    def __init__(self, send: Send, is_head: bool, asked: _Asked) -> None:
        self._send = send
        self._is_head = is_head
        self._asked = asked
        self._silent = False
        self.headers: Headers | None = None
        self.fields: dict[bytes, bytes] = {}
        """The headers by name."""
        self.pieces: Pieces = ()

    @property
    def may_be_kept(self) -> bool:
        """Whether it answers everybody who asks this address, and may be stored."""
        about = self.fields.get(b"cache-control", b"")
        return b"vary" not in self.fields and b"no-store" not in about

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self.headers is not None:
            # Whole in one message, or a file in several.
            before, body = self.pieces, message.get("body", b"")
            self.pieces = message.get(PIECES) or (b"".join((*before, body)) if before else body,)
        elif not self._silent:
            await self._send({**message, "body": b""} if self._is_head else message)

    async def _begin(self, message: Message) -> None:
        self.fields = fields = dict(message["headers"])
        etag = fields.get(b"etag") if message["status"] == 200 else None
        if etag is not None and b"content-length" in fields:
            self.headers = message["headers"]
        elif etag is not None and self._asked.has_tagged(etag):
            self._silent = True
            headers = [pair for pair in message["headers"] if pair[0] != b"content-type"]
            await self._send({"type": "http.response.start", "status": 304, "headers": headers})
            await self._send({"type": "http.response.body", "body": b""})
        else:
            await self._send(message)
