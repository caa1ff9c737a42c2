"""Finished answers in memory: their bytes in every coding asked for, bounded in all."""

from collections import OrderedDict
from collections.abc import Iterable
from functools import lru_cache

from app.caching import encodings
from app.caching.allocator import Holes
from app.caching.watch import Version
from app.db.texts import Texts

ANSWER_OVERHEAD = 1_000
FORM_OVERHEAD = 200
PIECE_OVERHEAD = 8
"""Roughly what an answer, each form and each piece take in memory beside texts: the objects, and
what the allocator adds. A test holds what is counted against what is taken."""

Headers = list[tuple[bytes, bytes]]
Pieces = tuple[bytes, ...]
"""A body: one text, or many that other answers may have too, with what joins them in between."""

Key = tuple[bytes, bytes]
"""An address: the raw path, and the raw query."""

_OWN = (b"content-length", b"etag", b"link", b"content-location", b"x-request-id")

AnyVersion = tuple[Version, int] | None
"""The record's version and the day in Kyiv; None where the first cannot be known."""


def _written(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return headers as they are written, each with its end of line."""
    lines = [b"%s: %s\r\n" % pair for pair in headers]
    if any(line.count(b"\n") != 1 for line in lines):
        raise ValueError("a header has more lines than one")
    return b"".join(lines)


class Common:
    """Headers that answers have alike, kept once for all of them, and as they are written."""

    __slots__ = ("head", "headers")

    def __init__(self, headers: tuple[tuple[bytes, bytes], ...]) -> None:
        self.headers = headers
        self.head = _written(headers)


_common = lru_cache(maxsize=256)(Common)


class Sent:
    """What goes out for a request: the same for every one that may have it."""

    __slots__ = ("common", "length", "own", "pieces", "status")

    def __init__(
        self, status: int, common: Common, own: bytes, pieces: Pieces = (), length: int = 0
    ) -> None:
        """Take the headers of many answers, and `own`: those of this one alone, as written."""
        self.status = status
        self.common = common
        self.own = own
        self.pieces = pieces
        self.length = length

    @property
    def body(self) -> bytes:
        """The body in one piece."""
        return self.pieces[0] if len(self.pieces) == 1 else b"".join(self.pieces)

    @property
    def headers(self) -> Headers:
        """All headers, by name and value."""
        own = (line.partition(b": ") for line in self.own.split(b"\r\n")[:-1])
        return [*self.common.headers, *((name, value) for name, _, value in own)]


class Answer:
    """A finished answer: the version it stands for, and its bytes in the codings asked for."""

    __slots__ = (
        "_about", "_forms", "_links", "_plain", "asked_at", "etag", "shared_bytes", "size",
        "version"
    )  # fmt: skip

    def __init__(self, version: AnyVersion, key: Key, headers: Headers, pieces: Pieces) -> None:
        self.version = version
        self.asked_at = 0
        fields = dict(headers)
        self.etag = fields[b"etag"]
        shared = (pair for pair in headers if pair[0] not in _OWN)
        self._about = _common((*shared, (b"vary", b"accept-encoding")))
        self._links = _written(
            pair for pair in headers if pair[0] in (b"link", b"content-location")
        )
        # An address can be as long as the server reads, and the next page's names it again.
        self.size = ANSWER_OVERHEAD + sum(map(len, key)) + len(self._links)
        self._forms: dict[str | bool, Sent] = {}
        self._plain = self._whole(False, b"", pieces)
        self.shared_bytes = 0
        if len(pieces) > 1:
            self.size += PIECE_OVERHEAD * len(pieces)
            self.shared_bytes = sum(map(len, self.shared))

    @property
    def plain(self) -> bytes:
        """The body as it was made, in one piece."""
        return self._plain.body

    @property
    def shared(self) -> Pieces:
        """The texts that other answers may have too."""
        return self._plain.pieces[1::2]

    def whole(self, coding: str | None) -> Sent | None:
        """Return the answer in a coding; None where it was not yet asked for in that."""
        if coding is None or not self._is_coded:
            return self._plain
        return self._forms.get(coding)

    def unchanged(self, coding: str | None) -> Sent:
        """Return the 304, with the tag that the whole answer would have.

        A cache freshens what it holds under the very tag of the whole answer (RFC 9111, 4.3.4).
        """
        is_weak = coding is not None and self._is_coded
        sent = self._forms.get(is_weak)
        if sent is None:
            about = (pair for pair in self._about.headers if pair[0] != b"content-type")
            sent = Sent(304, _common(tuple(about)), self._links + self._tag(is_weak))
            self._forms[is_weak] = sent
        return sent

    def add(self, coding: str, body: bytes) -> Sent:
        """Keep the body in a coding too, under the weak tag."""
        sent = self._whole(True, _written([(b"content-encoding", coding.encode())]), (body,))
        self._forms[coding] = sent
        return sent

    @property
    def _is_coded(self) -> bool:
        return self._plain.length >= encodings.SMALLEST_BODY

    def _tag(self, is_weak: bool) -> bytes:
        tag = b"W/" + self.etag.removeprefix(b"W/") if is_weak else self.etag
        return _written([(b"etag", tag)])

    def _whole(self, is_weak: bool, more: bytes, pieces: Pieces) -> Sent:
        length = len(pieces[0]) if len(pieces) == 1 else sum(map(len, pieces))
        own = self._links + self._tag(is_weak) + more + b"content-length: %d\r\n" % length
        sent = Sent(200, self._about, own, pieces, length)
        self.size += length + len(own) + FORM_OVERHEAD
        return sent


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
        """Keep an answer to an address that has none here."""
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

    def evict(self) -> Answer:
        """Let the oldest go, and return it."""
        _, evicted = self._answers.popitem(last=False)
        self.size -= evicted.size
        return evicted


class Store:
    """Answers by address, bounded in bytes.

    Those asked for once make room first, as long as they hold more than a fourth of it: they may
    fill what is free, but a stream of ever new addresses evicts only itself. Nor do those asked for
    often stay for ever: what nobody asks for while as much as the whole room passes by goes first.

    What answers share is counted once, with the texts that are known for the next of them; who goes
    first is decided as if each had its own.
    """

    def __init__(self, capacity_bytes: int, texts: Texts) -> None:
        self._capacity = capacity_bytes
        self._texts = texts
        self._shared = 0
        """Bytes that the shelves count and the texts count too."""
        self._once = _Shelf()
        self._often = _Shelf()
        self._passed = 0
        """Bytes of answers that have gone having been asked for once."""
        self._holes = Holes()

    @property
    def size(self) -> int:
        """Bytes held, and those of the texts."""
        return self._once.size + self._often.size - self._shared + self._texts.size

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
        often = self._often.pop(key)
        old = often or self._once.pop(key)
        if old is not None:
            self._let_go(old)
        if answer.size * 4 > self._capacity:
            return
        if answer.shared_bytes:
            self._texts.hold(answer.shared)
            self._shared += answer.shared_bytes
        answer.asked_at = self._passed
        (self._once if often is None else self._often).put(key, answer)
        self._fit()

    def grow(self, key: Key, answer: Answer, size: int) -> None:
        """Count what an answer has grown by, where it is still the one that is kept."""
        self._once.grow(key, answer, size)
        self._often.grow(key, answer, size)
        self._fit()

    def tidy(self, now: float) -> None:
        """Be asked now and then, with the monotonic time: keeps memory to what is counted."""
        self._holes.look(now)

    def _fit(self) -> None:
        while (before := self.size) > self._capacity and before > self._texts.size:
            oldest = self._often.oldest
            if oldest is not None and self._passed - oldest.asked_at > self._capacity:
                self._let_go(self._often.evict())
            elif self._once.size * 4 > self._capacity or oldest is None:
                evicted = self._once.evict()
                self._passed += evicted.size
                self._let_go(evicted)
            else:
                self._let_go(self._often.evict())
            self._holes.grow(before - self.size)

    def _let_go(self, answer: Answer) -> None:
        if answer.shared_bytes:
            self._texts.release(answer.shared)
            self._shared -= answer.shared_bytes
