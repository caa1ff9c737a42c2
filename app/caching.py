"""Finished answers, kept until the record changes; conditional requests, HEAD and codings."""

import time
from collections import OrderedDict
from functools import lru_cache

import anyio.to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import encodings
from app.invasion_day import today
from app.pagination import Tag
from app.request_ids import request_id_of
from app.watch import Version, Watch

CACHE_CONTROL = "public, max-age=5, stale-while-revalidate=60"
"""A browser or proxy may show an answer for 5 s unasked, and 60 s more while it asks."""

VARIANT_OVERHEAD = 1_500
"""Roughly what an answer costs in memory beside its body: address, headers, objects."""

LONG_BODY = 100_000
"""Bytes from which a coding takes milliseconds: too long to hold up everybody else."""

Headers = list[tuple[bytes, bytes]]
_Key = tuple[bytes, bytes]
_AnyVersion = tuple[Version, int] | None

_choose = lru_cache(maxsize=256)(encodings.choose)


def collection_tag(tag: Tag, *more: object) -> str:
    """Return the ETag of an answer made from the whole record (and from `more`)."""
    return f'"{"-".join(str(each) for each in (tag.record, tag.seq, *more))}"'


class _Answer:
    """A finished answer: the version it stands for, and its bytes in the codings asked for."""

    __slots__ = (
        "_about", "_not_modified", "_tag", "_weak", "etag", "size", "variants", "version"
    )  # fmt: skip

    def __init__(self, version: _AnyVersion, headers: Headers, body: bytes) -> None:
        self.version = version
        self.size = 0
        fields = dict(headers)
        self.etag = fields[b"etag"].decode("latin-1")
        self._tag = fields[b"etag"]
        self._weak = f"W/{self.etag.removeprefix('W/')}".encode("latin-1")
        own = (b"etag", b"content-length", b"content-type", b"x-request-id")
        about = [pair for pair in headers if pair[0] not in own]
        about.append((b"vary", b"accept-encoding"))
        self._not_modified = about
        self._about = [*about, (b"content-type", fields[b"content-type"])]
        self.variants: dict[str | None, tuple[Headers, bytes]] = {}
        self._add(None, fields[b"etag"], body, [])

    @property
    def plain(self) -> bytes:
        """The body as it was made."""
        return self.variants[None][1]

    def not_modified(self, coding: str | None) -> Headers:
        """Return the headers of a 304, with the tag that the whole answer would have.

        A cache freshens what it holds under that very tag (RFC 9111, 4.3.4).
        """
        is_coded = coding is not None and len(self.plain) >= encodings.SMALLEST_BODY
        return [*self._not_modified, (b"etag", self._weak if is_coded else self._tag)]

    def add(self, coding: str, body: bytes) -> int:
        """Keep the body in a coding too, under the weak tag; return the bytes it takes."""
        return self._add(coding, self._weak, body, [(b"content-encoding", coding.encode())])

    def _add(self, coding: str | None, etag: bytes, body: bytes, more: Headers) -> int:
        length = (b"content-length", str(len(body)).encode())
        self.variants[coding] = ([*self._about, (b"etag", etag), *more, length], body)
        self.size += len(body) + VARIANT_OVERHEAD
        return len(body) + VARIANT_OVERHEAD


class _Shelf:
    """Answers by address, bounded in bytes; the one not asked for longest goes first."""

    def __init__(self, capacity_bytes: int) -> None:
        self._capacity = capacity_bytes
        self._size = 0
        self._answers: OrderedDict[_Key, _Answer] = OrderedDict()

    def get(self, key: _Key) -> _Answer | None:
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def pop(self, key: _Key) -> _Answer | None:
        answer = self._answers.pop(key, None)
        if answer is not None:
            self._size -= answer.size
        return answer

    def put(self, key: _Key, answer: _Answer) -> None:
        """Keep an answer, unless it would take more than a quarter of the room for itself."""
        self.pop(key)
        if answer.size * 4 <= self._capacity:
            self._answers[key] = answer
            self.grow(key, answer.size)

    def grow(self, key: _Key, size: int) -> None:
        """Count what an answer has grown by, where it is still kept, and evict what is over."""
        if key in self._answers:
            self._size += size
            while self._size > self._capacity:
                _, evicted = self._answers.popitem(last=False)
                self._size -= evicted.size


class ResponseCache:
    """Answers repeated GETs from memory, without a query, for as long as the record stands.

    Without it every repeated request would cost the whole way through the framework and the
    database, a 304 as much as a 200, and every compressed answer its compression. Kept are 200s
    of GET with an ETag and a length that may be stored. An answer stands for the version of
    before it was made, so one that a write overtook is never taken for new. Answers asked for
    once share a fourth of the room: a stream of ever new addresses evicts only itself.
    """

    def __init__(self, app: ASGIApp, watch: Watch, capacity_bytes: int) -> None:
        self._app = app
        self._watch = watch
        self._once = _Shelf(capacity_bytes // 4)
        self._often = _Shelf(capacity_bytes - capacity_bytes // 4)
        self._day, self._day_known_until = 0, 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        if_none_match = accept_encoding = given_id = b""
        for name, value in scope["headers"]:
            if name == b"if-none-match":
                if_none_match = value
            elif name == b"accept-encoding":
                accept_encoding = value
            elif name == b"x-request-id":
                given_id = value
        key = (scope["raw_path"], scope["query_string"])
        version = self._version()
        answer = self._kept(key)
        if answer is not None and answer.version == version:
            request_id = request_id_of(given_id)
        else:
            collector = _Collector(send, scope["method"] == "HEAD", if_none_match)
            # A stream must know that its reader takes no body: it would never end by itself.
            asked = {**scope, "method": "GET", "asked_method": scope["method"]}
            await self._app(asked, receive, collector)
            if collector.headers is None:
                return
            answer = _Answer(version, collector.headers, collector.body)
            request_id = collector.value_of(b"x-request-id")
            if version is not None and collector.may_be_kept:
                self._once.put(key, answer)
        coding = _choose(accept_encoding) if accept_encoding else None
        if if_none_match and _is_among(answer.etag, if_none_match):
            status, headers, body = 304, answer.not_modified(coding), b""
        else:
            status = 200
            headers, body = answer.variants.get(coding) or await self._encode(key, answer, coding)
        headers = [*headers, (b"x-request-id", request_id)]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send(
            {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body}
        )

    def _kept(self, key: _Key) -> _Answer | None:
        answer = self._often.get(key)
        if answer is None:
            answer = self._once.pop(key)
            if answer is not None:
                self._often.put(key, answer)
        return answer

    async def _encode(
        self, key: _Key, answer: _Answer, coding: str | None
    ) -> tuple[Headers, bytes]:
        plain = answer.plain
        if coding is None or len(plain) < encodings.SMALLEST_BODY:
            return answer.variants[None]
        if len(plain) < LONG_BODY:
            coded = encodings.encode(plain, coding)
        else:
            coded = await anyio.to_thread.run_sync(encodings.encode, plain, coding)
        size = answer.add(coding, coded)
        for shelf in (self._once, self._often):
            shelf.grow(key, size)
        return answer.variants[coding]

    def _version(self) -> _AnyVersion:
        version = self._watch.version()
        if version is None:
            return None
        # Coverage speaks of today: a new day in Kyiv is a new version.
        now = time.monotonic()
        if now >= self._day_known_until:
            self._day, self._day_known_until = today().toordinal(), now + 1.0
        return version, self._day


class _Collector:
    """Holds a whole tagged answer back; passes everything else on, without a body for HEAD."""

    def __init__(self, send: Send, is_head: bool, if_none_match: bytes) -> None:
        self._send = send
        self._is_head = is_head
        self._if_none_match = if_none_match
        self._silent = False
        self.headers: Headers | None = None
        self.body = b""

    def value_of(self, name: bytes) -> bytes:
        """Return a header of the answer held; empty where it has none, as files may."""
        return dict(self.headers or []).get(name, b"")

    @property
    def may_be_kept(self) -> bool:
        """Whether it answers everybody who asks this address, and may be stored."""
        fields = dict(self.headers or [])
        return b"vary" not in fields and b"no-store" not in fields.get(b"cache-control", b"")

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self.headers is not None:
            self.body += message.get("body", b"")  # whole in one message, or a file in pieces
        elif not self._silent:
            await self._send({**message, "body": b""} if self._is_head else message)

    async def _begin(self, message: Message) -> None:
        fields = dict(message["headers"])
        etag = fields.get(b"etag") if message["status"] == 200 else None
        if etag is not None and b"content-length" in fields:
            self.headers = message["headers"]
        elif (
            etag is not None
            and self._if_none_match
            and _is_among(etag.decode("latin-1"), self._if_none_match)
        ):
            self._silent = True
            headers = [pair for pair in message["headers"] if pair[0] != b"content-type"]
            await self._send({"type": "http.response.start", "status": 304, "headers": headers})
            await self._send({"type": "http.response.body", "body": b""})
        else:
            await self._send(message)


def _is_among(etag: str, if_none_match: bytes) -> bool:
    """Tell whether If-None-Match names this tag, by the weak comparison of RFC 9110."""
    named = if_none_match.decode("latin-1")
    bare = etag.removeprefix("W/")
    return named.strip() == "*" or bare in {
        each.strip().removeprefix("W/") for each in named.split(",")
    }
