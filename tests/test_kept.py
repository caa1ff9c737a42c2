"""The store of finished answers counts what it holds, whatever happens meanwhile."""

from app.kept import Answer, Store

KEY = (b"/v1/updates", b"limit=50")


def make_answer(length: int) -> Answer:
    headers = [(b"etag", b'"x"'), (b"content-type", b"application/json")]
    return Answer((b"version", 1), KEY, headers, b"x" * length)


def test_a_coding_of_an_answer_that_was_replaced_is_not_counted() -> None:
    """Else each such coding would take room for ever, until nothing else is kept."""
    store = Store(1_000_000)
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
