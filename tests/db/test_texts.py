"""Texts in memory are counted once, go when they are not asked for, and stay while held."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from app.caching.kept import Answer, Store
from app.db.texts import TEXT_OVERHEAD, Texts
from tests.editing import Editor
from tests.pages import get

TAKEN = 1_000 + TEXT_OVERHEAD
LISTS = ("/v1/updates?limit=50", "/v1/updates?limit=49&order=oldest", "/v1/updates?actor=russia")


def text(number: int) -> bytes:
    return b"%d" % number + b"x" * (1_000 - len(str(number)))


def answer_of(texts: Texts, numbers: range) -> Answer:
    """Return a page of some texts, as one is made: of those known the very objects."""
    found = texts.find(map(str, numbers))
    new = {str(number): text(number) for number in numbers if str(number) not in found}
    texts.add(new)
    found.update(new)
    pieces = [b","] * (2 * len(numbers) + 1)
    pieces[0], pieces[-1] = b"[", b"]"
    pieces[1::2] = [found[str(number)] for number in numbers]
    return Answer(None, (b"/v1/updates", b""), [(b"etag", b'"x"')], tuple(pieces))


def test_the_text_not_asked_for_longest_goes_first() -> None:
    texts = Texts(4 * TAKEN)
    texts.add({str(number): text(number) for number in range(4)})
    assert texts.find(["0"]) == {"0": text(0)}
    texts.add({"4": text(4)})
    assert set(texts.find(map(str, range(5)))) == {"0", "2", "3", "4"}
    assert texts.size == 4 * TAKEN


def test_one_that_would_fill_a_fourth_of_the_room_is_not_known() -> None:
    texts = Texts(4 * TAKEN - 1)
    texts.add({"0": text(0)})
    assert texts.find(["0"]) == {}
    assert texts.size == 0


def test_what_an_answer_holds_is_counted_until_the_answer_goes() -> None:
    texts = Texts(4 * TAKEN)
    first = text(0)
    texts.add({"0": first})
    texts.hold([first, first])
    texts.add({str(number): text(number) for number in range(1, 5)})
    assert texts.find(["0"]) == {}
    assert texts.size == 5 * TAKEN
    texts.release([first])
    assert texts.size == 5 * TAKEN
    texts.release([first])
    assert texts.size == 4 * TAKEN


def test_pages_of_the_same_days_take_them_once() -> None:
    texts = Texts(10**6)
    store = Store(10**9, texts)
    for first in range(50):
        store.put((b"", b"%d" % first), answer_of(texts, range(first, first + 50)))
    assert texts.size == 99 * TAKEN
    assert texts.size < store.size < texts.size + 50 * 3_000
    store.put((b"", b"0"), answer_of(texts, range(1)))
    store.put((b"", b"1"), answer_of(texts, range(1)))
    assert texts.size == 99 * TAKEN


def test_pages_of_ever_new_days_stay_within_their_bound() -> None:
    """The texts that they hold count, though nobody else knows them any longer."""
    capacity = 100 * TAKEN
    texts = Texts(capacity // 3)
    store = Store(capacity, texts)
    for page in range(100):
        answer = answer_of(texts, range(page * 20, page * 20 + 20))
        store.put((b"", b"%d" % page), answer)
        assert texts.size <= store.size <= capacity
    assert store.size > capacity * 0.7
    for page in range(100):
        store.put((b"", b"%d" % page), answer_of(texts, range(0)))
    assert texts.size <= capacity // 3


@pytest.fixture
def without(make_client: Callable[..., TestClient], record_url: str) -> TestClient:
    return make_client(record_url, cache_bytes=0)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_of_known_days_is_the_list_of_the_record(
    client: TestClient, without: TestClient, address: str
) -> None:
    whole = without.get(address).content
    some = without.get(f"{address}&fields=day,headline").content
    for _ in range(2):
        assert client.get(address).content == whole
        assert client.get(f"{address}&fields=day,headline").content == some
    head = client.head(address)
    assert head.content == b""
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert int(plain.headers["content-length"]) == len(whole)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == whole


def test_days_that_are_known_are_not_read_again(client: TestClient, statements: list[str]) -> None:
    get(client, "/v1/updates?limit=20")
    statements.clear()
    assert len(get(client, "/v1/updates?limit=19")["items"]) == 19
    assert statements
    assert not any("body" in statement for statement in statements)


def test_a_corrected_day_is_read_anew(keeper: Editor) -> None:
    for headline in ("First", "Second", "First"):
        tag = keeper.client.get("/v1/updates/325").headers["etag"]
        assert keeper.patch(325, {"headline": headline}, tag).status_code == 200
        for limit in (3, 4):
            days = get(keeper.client, f"/v1/updates?to=325&limit={limit}")["items"]
            assert days[0]["headline"] == headline
