"""Finished answers in memory: their bytes in every coding asked for, bounded in all."""

from collections import OrderedDict
from functools import lru_cache

from app import encodings
from app.watch import Version

VARIANT_OVERHEAD = 2_500
"""Roughly what an answer costs in memory beside its texts: objects, and the headers twice."""

Headers = list[tuple[bytes, bytes]]
Key = tuple[bytes, bytes]
"""An address: the raw path, and the raw query."""

_shared = lru_cache(maxsize=256)(lambda pair: pair)
"""The same header for all answers that have it: most are the same for all."""

_OWN = (b"content-length", b"etag", b"link", b"content-location", b"x-request-id")

AnyVersion = tuple[Version, int] | None
"""The record's version and the day in Kyiv; None where the first cannot be known."""


class Sent:
    """What goes out for a request: the same for every one that may have it."""

    __slots__ = ("_head", "body", "headers", "status")

    def __init__(self, status: int, headers: Headers, body: bytes = b"") -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self._head: bytes | None = None

    @property
    def head(self) -> bytes:
        """The headers as they are written, each with its end of line."""
        if self._head is None:
            self._head = b"".join(b"%s: %s\r\n" % pair for pair in self.headers)
            if self._head.count(b"\n") != len(self.headers):
                raise ValueError("a header has more lines than one")
        return self._head


class Answer:
    """A finished answer: the version it stands for, and its bytes in the codings asked for."""

    __slots__ = (
        "_about", "_codings", "_plain", "_unchanged", "_weak", "asked_at", "etag", "size", "version"
    )  # fmt: skip

    def __init__(self, version: AnyVersion, key: Key, headers: Headers, body: bytes) -> None:
        self.version = version
        self.asked_at = 0
        # An address can be as long as the server reads, and the next page's names it again.
        self.size = sum(map(len, key)) + sum(len(value) for _, value in headers)
        fields = dict(headers)
        self.etag = fields[b"etag"].decode("latin-1")
        self._weak = f"W/{self.etag.removeprefix('W/')}".encode("latin-1")
        shared = [_shared(pair) for pair in headers if pair[0] not in _OWN]
        links = [pair for pair in headers if pair[0] in (b"link", b"content-location")]
        self._about = [*shared, (b"vary", b"accept-encoding"), *links]
        about = [pair for pair in self._about if pair[0] != b"content-type"]
        # A cache freshens what it holds under the very tag of the whole answer (RFC 9111, 4.3.4).
        self._unchanged = [
            Sent(304, [*about, (b"etag", tag)]) for tag in (fields[b"etag"], self._weak)
        ]
        self._codings: dict[str, Sent] = {}
        self._plain = self._sent(fields[b"etag"], body, [])

    @property
    def plain(self) -> bytes:
        """The body as it was made."""
        return self._plain.body

    def whole(self, coding: str | None) -> Sent | None:
        """Return the answer in a coding; None where it was not yet asked for in that."""
        if coding is None or not self._is_coded:
            return self._plain
        return self._codings.get(coding)

    def unchanged(self, coding: str | None) -> Sent:
        """Return the 304, with the tag that the whole answer would have."""
        return self._unchanged[coding is not None and self._is_coded]

    def add(self, coding: str, body: bytes) -> Sent:
        """Keep the body in a coding too, under the weak tag."""
        sent = self._sent(self._weak, body, [(b"content-encoding", coding.encode())])
        self._codings[coding] = sent
        return sent

    @property
    def _is_coded(self) -> bool:
        return len(self._plain.body) >= encodings.SMALLEST_BODY

    def _sent(self, etag: bytes, body: bytes, more: Headers) -> Sent:
        self.size += len(body) + VARIANT_OVERHEAD
        length = (b"content-length", str(len(body)).encode())
        return Sent(200, [*self._about, (b"etag", etag), *more, length], body)


class _Shelf:
    """Answers by address; the one not asked for longest goes first."""

    def __init__(self) -> None:
        self.size = 0
        self._answers: OrderedDict[Key, Answer] = OrderedDict()

    def get(self, key: Key) -> Answer | None:
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def pop(self, key: Key) -> Answer | None:
        answer = self._answers.pop(key, None)
        if answer is not None:
            self.size -= answer.size
        return answer

    def put(self, key: Key, answer: Answer) -> None:
        self.pop(key)
        self._answers[key] = answer
        self.size += answer.size

    def grow(self, key: Key, answer: Answer, size: int) -> None:
        """Count what an answer has grown by, where it is still the one that is kept."""
        if self._answers.get(key) is answer:
            self.size += size

    @property
    def oldest(self) -> Answer | None:
        """The answer not asked for longest."""
        return next(iter(self._answers.values()), None)

    def evict(self) -> int:
        """Let the oldest go; return its bytes."""
        _, evicted = self._answers.popitem(last=False)
        self.size -= evicted.size
        return evicted.size


class Store:
    """Answers by address, bounded in bytes.

    Those asked for once make room first, as long as they hold more than a fourth of it: they may
    fill what is free, but a stream of ever new addresses evicts only itself. Nor do those asked for
    often stay for ever: what nobody asks for while as much as the whole room passes by goes first.
    """

    def __init__(self, capacity_bytes: int) -> None:
        self._capacity = capacity_bytes
        self._once = _Shelf()
        self._often = _Shelf()
        self._passed = 0
        """Bytes of answers that have gone having been asked for once."""

    @property
    def size(self) -> int:
        """Bytes held."""
        return self._once.size + self._often.size

    def get(self, key: Key) -> Answer | None:
        """Return the answer kept for an address, if there is one, whatever its version."""
        answer = self._often.get(key)
        if answer is None:
            answer = self._once.pop(key)
            if answer is not None:
                self._often.put(key, answer)
        if answer is not None:
            answer.asked_at = self._passed
        return answer

    def put(self, key: Key, answer: Answer) -> None:
        """Keep an answer where the last one to its address was; none that fills a fourth alone."""
        if answer.size * 4 > self._capacity:
            self._once.pop(key)
            self._often.pop(key)
            return
        again = self._often.pop(key) is not None
        answer.asked_at = self._passed
        (self._often if again else self._once).put(key, answer)
        self._fit()

    def grow(self, key: Key, answer: Answer, size: int) -> None:
        """Count what an answer has grown by, where it is still the one that is kept."""
        self._once.grow(key, answer, size)
        self._often.grow(key, answer, size)
        self._fit()

    def _fit(self) -> None:
        while self.size > self._capacity:
            oldest = self._often.oldest
            if oldest is not None and self._passed - oldest.asked_at > self._capacity:
                self._often.evict()
            elif self._once.size * 4 > self._capacity or oldest is None:
                self._passed += self._once.evict()
            else:
                self._often.evict()
