"""The store of finished answers counts what it holds, whatever happens meanwhile."""

import tracemalloc

import pytest

from app.caching.encodings import CODINGS, encode
from app.caching.kept import Answer, Store
from app.db.texts import Texts

KEY = (b"/v1/updates", b"limit=50")
VERSION = (b"version", 1)


def make_answer(length: int) -> Answer:
    headers = [(b"etag", b'"x"'), (b"content-type", b"application/json")]
    return Answer(VERSION, KEY, headers, (b"x" * length,))


def test_a_coding_of_an_answer_that_was_replaced_is_not_counted() -> None:
    """Else each such coding would take room for ever, until nothing else is kept."""
    store = Store(1_000_000, Texts(0))
    old, new = make_answer(1_000), make_answer(2_000)
    store.put(KEY, old)
    store.put(KEY, new)
    before = old.size
    old.add("br", b"x" * 500)
    store.grow(KEY, old, old.size - before)
    assert store.size == new.size
    before = new.size
    new.add("br", b"x" * 500)
    store.grow(KEY, new, new.size - before)
    assert store.size == new.size > before


def test_what_fills_a_fourth_alone_is_not_kept() -> None:
    """One long answer would let go of many short ones."""
    store = Store(100_000, Texts(0))
    store.put(KEY, make_answer(20_000))
    assert store.get(KEY) is not None
    store.put(KEY, make_answer(25_000))
    assert store.get(KEY) is None
    assert store.size == 0


def fill(store: Store, count: int, length: int, codings: tuple[str, ...]) -> None:
    """Put in answers with all that a real one has, each asked for once more with its tag."""
    for number in range(count):
        key = (b"/v1/updates", b"limit=50&cursor=%d" % number)
        headers = [
            (b"cache-control", b"public, max-age=5, stale-while-revalidate=60"),
            (b"content-type", b"application/json"),
            (b"link", b'</v1/updates?limit=50&cursor=%d>; rel="next"' % (number + 1)),
            (b"etag", b'"6915de83e145-%d"' % number),
        ]
        answer = Answer(VERSION, key, headers, (b"%d" % number + b"x" * length,))
        store.put(key, answer)
        for coding in (None, *codings):
            answer.unchanged(coding)
        for coding in codings:
            before = answer.size
            answer.add(coding, b"%d" % number + b"x" * (length // 3))
            store.grow(key, answer, answer.size - before)


@pytest.mark.parametrize("codings", [(), ("br",), ("br", "zstd", "gzip")])
@pytest.mark.parametrize("length", [200, 2_000, 10_000])
def test_what_is_counted_is_what_is_taken(length: int, codings: tuple[str, ...]) -> None:
    """Counted too low the process outgrows its bound; too high, less is kept than would fit."""
    fill(Store(10**9, Texts(0)), 1, length, codings)  # what all answers share
    store = Store(10**9, Texts(0))
    tracemalloc.start()
    try:
        fill(store, 500, length, codings)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0.95 * taken < store.size < 1.25 * taken


def test_a_header_that_would_be_two_is_refused() -> None:
    headers = [(b"etag", b'"x"'), (b"link", b"</v1/updates>\r\nSet-Cookie: x=y")]
    with pytest.raises(ValueError, match="more lines than one"):
        Answer(VERSION, KEY, headers, (b"x",))


def test_headers_are_told_as_they_were_given() -> None:
    answer = Answer(VERSION, KEY, [(b"a", b"b: c"), (b"etag", b'"x"')], (b"x" * 1_000,))
    assert answer.whole("br") is None
    told = answer.whole(None)
    assert told is not None
    rest = [(b"vary", b"accept-encoding"), (b"etag", b'"x"'), (b"content-length", b"1000")]
    assert told.headers == [(b"a", b"b: c"), *rest]
    assert answer.unchanged("br").headers == [(b"a", b"b: c"), rest[0], (b"etag", b'W/"x"')]


@pytest.mark.parametrize("coding", CODINGS)
def test_a_coded_body_takes_no_more_than_its_length(coding: str) -> None:
    body = b"".join(b"%d " % number for number in range(3_000))
    encode(body, coding)
    left = []
    for _ in range(5):
        tracemalloc.start()
        try:
            coded = encode(body, coding)
            taken, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert len(coded) < len(body) / 2
        left.append(taken - len(coded))
    # The least: another test's thread that is not over yet takes some too.
    assert min(left) < 500
