"""Finished answers in memory: their bytes in every coding asked for, bounded in all."""

from collections import OrderedDict

from app import encodings
from app.watch import Version

VARIANT_OVERHEAD = 1_500
"""Roughly what an answer costs in memory beside its texts: objects, and the headers' frames."""

Headers = list[tuple[bytes, bytes]]
Key = tuple[bytes, bytes]
"""An address: the raw path, and the raw query."""

AnyVersion = tuple[Version, int] | None
"""The record's version and the day in Kyiv; None where the first cannot be known."""


class Answer:
    """A finished answer: the version it stands for, and its bytes in the codings asked for."""

    __slots__ = (
        "_about", "_not_modified", "_tag", "_weak", "etag", "size", "variants", "version"
    )  # fmt: skip

    def __init__(self, version: AnyVersion, key: Key, headers: Headers, body: bytes) -> None:
        self.version = version
        # An address can be as long as the server reads, and the next page's names it again.
        self.size = sum(map(len, key)) + sum(len(value) for _, value in headers)
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

    def grow(self, key: Key, size: int) -> None:
        """Count what an answer has grown by, where it is still kept."""
        if key in self._answers:
            self.size += size

    def evict(self) -> None:
        _, evicted = self._answers.popitem(last=False)
        self.size -= evicted.size


class Store:
    """Answers by address, bounded in bytes.

    Those asked for once make room first, as long as they hold more than a fourth of it: they may
    fill what is free, but a stream of ever new addresses evicts only itself.
    """

    def __init__(self, capacity_bytes: int) -> None:
        self._capacity = capacity_bytes
        self._once = _Shelf()
        self._often = _Shelf()

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
        return answer

    def put(self, key: Key, answer: Answer) -> None:
        """Keep an answer where the last one to its address was; none that fills a fourth alone."""
        if answer.size * 4 > self._capacity:
            self._once.pop(key)
            self._often.pop(key)
            return
        again = self._often.pop(key) is not None
        (self._often if again else self._once).put(key, answer)
        self._fit()

    def grow(self, key: Key, size: int) -> None:
        """Count what an answer has grown by, where it is still kept."""
        self._once.grow(key, size)
        self._often.grow(key, size)
        self._fit()

    def _fit(self) -> None:
        while self.size > self._capacity:
            is_once = self._once.size * 4 > self._capacity or not self._often.size
            (self._once if is_once else self._often).evict()
