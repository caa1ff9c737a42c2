"""Kept answers: the same bytes without a query, in every coding, while the record stands."""

import gzip
from collections.abc import Callable
from typing import Any

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest
import zstandard
from httpx2 import Response
from starlette.testclient import TestClient

from app.caching import encodings
from app.caching.watch import Watch
from app.invasion_day import today
from tests.changes.listening import wait_until
from tests.changes.writing import correct, day, write

DAY = "/v1/updates/325"
LIST = "/v1/updates?from=312&to=340"
ADDRESSES = (
    *(DAY, LIST, "/v1/updates/latest", "/v1/events?date=325", "/v1/events/325-e1"),
    *("/v1/quotes?q=war", "/v1/quotes/325-q1", "/v1/search?q=soledar", "/v1/actors/russia"),
    *("/v1/speakers", "/v1/sources", "/v1/coverage", "/v1/stats/daily", "/v1/changes?limit=3"),
    *("/v1/updates/325/revisions", "/v1/updates/325?as_of=130", "/v1/actors/russia/revisions"),
)
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
}
_ABOUT = ("etag", "cache-control", "cdn-cache-control", "vary", "content-location", "link")


def ask(client: TestClient, address: str, **headers: str) -> Response:
    """Ask for an answer as it is sent: the client would decode it by itself."""
    asked = {"Accept-Encoding": "identity"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    with client.stream("GET", address, headers=asked) as answer:
        answer._content = b"".join(answer.iter_raw())
    return answer


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_repeated_request_asks_the_database_nothing(
    reader: TestClient, address: str, statements: list[str]
) -> None:
    first = knowing(reader).get(address)
    statements.clear()
    again = reader.get(address)
    assert first.status_code == 200
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert statements == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_tells_what_get_would(reader: TestClient, address: str) -> None:
    for coding in ("identity", "gzip"):
        whole = ask(reader, address, Accept_Encoding=coding)
        head = reader.head(address, headers={"Accept-Encoding": coding})
        for answer in (whole, head):
            for own in ("x-request-id", "date"):
                answer.headers.pop(own, None)
        assert head.content == b""
        assert head.headers == whole.headers


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("coding", ["identity", "br"])
def test_what_the_client_has_is_a_304_without_a_body(
    reader: TestClient, address: str, coding: str
) -> None:
    whole = ask(reader, address, Accept_Encoding=coding)
    tag = whole.headers["etag"]
    for named in (tag, f'"other", {tag}', f"W/{tag.removeprefix('W/')}", "*"):
        for method in ("GET", "HEAD"):
            answer = reader.request(
                method, address, headers={"If-None-Match": named, "Accept-Encoding": coding}
            )
            assert (answer.status_code, answer.content) == (304, b""), named
            assert {"content-type", "content-length", "content-encoding"}.isdisjoint(answer.headers)
            for name in set(_ABOUT) - {"etag"}:
                assert answer.headers.get(name) == whole.headers.get(name), name
            assert answer.headers["etag"].removeprefix("W/") == tag.removeprefix("W/")
    assert ask(reader, address, If_None_Match='"other"').status_code == 200


def test_lists_in_several_lines_are_one(reader: TestClient) -> None:
    tag = ask(reader, DAY).headers["etag"]
    for tags in ((tag, '"other"'), ('"other"', tag)):
        lines = [("If-None-Match", each) for each in tags]
        assert reader.get(DAY, headers=lines).status_code == 304
    lines = [("Accept-Encoding", each) for each in ("br", "gzip;q=0.5")]
    assert reader.get(DAY, headers=lines).headers["content-encoding"] == "br"


def test_each_coding_has_its_bytes_and_tells_that_they_differ(reader: TestClient) -> None:
    for address in (DAY, LIST, LIST):
        plain = ask(reader, address)
        assert "content-encoding" not in plain.headers
        assert plain.headers["vary"] == "accept-encoding"
        assert plain.headers["etag"].startswith('"')
        for coding, decode in DECODERS.items():
            answer = ask(reader, address, Accept_Encoding=coding)
            assert answer.headers["content-encoding"] == coding
            assert decode(answer.content) == plain.content
            assert len(answer.content) < len(plain.content) / 1.5
            assert int(answer.headers["content-length"]) == len(answer.content)
            # One tag in all codings says the same content, not the same bytes: it is weak.
            assert answer.headers["etag"] == f"W/{plain.headers['etag']}"
            assert answer.headers["vary"] == "accept-encoding"


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("zstd;q=0, *", "br"),
        ("*;q=0", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("deflate", None),
        ("gzip;q=much", None),
        ("", None),
    ],
)
def test_the_coding_is_the_one_that_the_client_likes_best(
    reader: TestClient, accept: str, coding: str | None
) -> None:
    assert ask(reader, DAY, Accept_Encoding=accept).headers.get("content-encoding") == coding


def test_a_body_of_a_packet_is_not_coded(reader: TestClient) -> None:
    answer = ask(reader, "/v1/updates/325/revisions?limit=1", Accept_Encoding="gzip")
    assert len(answer.content) < encodings.SMALLEST_BODY
    assert "content-encoding" not in answer.headers


def test_an_answer_is_coded_once_for_each_version(
    client: TestClient, record: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    coded: list[str] = []
    encode = encodings.encode

    def noting(body: bytes, coding: str) -> bytes:
        coded.append(coding)
        return encode(body, coding)

    monkeypatch.setattr(encodings, "encode", noting)
    knowing(client)
    for _ in range(3):
        for coding in DECODERS:
            ask(client, DAY, Accept_Encoding=coding)
    assert sorted(coded) == sorted(DECODERS)
    before = ask(client, DAY, Accept_Encoding="br").content
    correct(record, 325, headline="Another headline")
    wait_until(lambda: ask(client, DAY, Accept_Encoding="br").content != before)
    assert coded.count("br") == 2


def test_caches_in_front_may_hold_an_answer_for_seconds_and_through_an_outage(
    reader: TestClient,
) -> None:
    for address in ADDRESSES:
        if address.startswith("/v1/changes"):
            continue  # whoever follows changes wants the newest
        headers = reader.get(address).headers
        assert headers["cache-control"] == "public, max-age=5, stale-while-revalidate=60"
        assert headers["cdn-cache-control"] == (
            "public, max-age=5, stale-while-revalidate=60, stale-if-error=86400"
        )


def test_what_is_told_not_to_be_stored_is_not_kept(reader: TestClient) -> None:
    answers = {reader.get("/v1/quotes/random").content for _ in range(20)}
    assert len(answers) > 1
    assert "cdn-cache-control" not in reader.get("/v1/quotes/random").headers


def test_without_a_cache_conditions_and_codings_are_the_same(
    make_client: Callable[..., TestClient], record_url: str
) -> None:
    client = make_client(record_url, cache_bytes=0)
    plain = ask(client, DAY)
    tag = plain.headers["etag"]
    assert ask(client, DAY, If_None_Match=tag).status_code == 304
    coded = ask(client, DAY, Accept_Encoding="gzip")
    assert (gzip.decompress(coded.content), coded.headers["etag"]) == (plain.content, f"W/{tag}")
    assert client.app.state.cache.size == 0  # type: ignore[attr-defined]  # the client types its app as any ASGI callable


CAPACITY = 400_000
KEPT = ("/v1/updates/325", "/v1/quotes?date=325", "/v1/events?date=325")


@pytest.fixture
def small(make_client: Callable[..., TestClient], record_url: str) -> TestClient:
    """An application whose cache holds some fifty answers."""
    return knowing(make_client(record_url, cache_bytes=CAPACITY))


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a machine at work PostgreSQL may take seconds to say that nothing has changed.
    monkeypatch.setattr("app.caching.watch.LEASE_SECONDS", 3600.0)


def knowing(client: TestClient) -> TestClient:
    """Return an application once it knows the record's version: before that it keeps nothing."""
    watch: Watch = client.app.state.watch  # type: ignore[attr-defined]  # the client types its app as any ASGI callable
    wait_until(lambda: watch.version() is not None)
    return client


def size_of(client: TestClient) -> int:
    size: int = client.app.state.cache.size  # type: ignore[attr-defined]  # the client types its app as any ASGI callable
    return size


def test_ever_new_addresses_evict_only_themselves(small: TestClient, statements: list[str]) -> None:
    for address in KEPT * 2:
        small.get(address)
    largest = 0
    for number in range(1, 300):
        # Long addresses cost memory too, and a short answer hides them.
        small.get(f"/v1/quotes?q=word{number}&{'&' * (number % 7) * 900}")
        largest = max(largest, size_of(small))
        statements.clear()
        small.get(KEPT[number % len(KEPT)])
        assert statements == []
    assert CAPACITY / 2 < largest <= CAPACITY


def test_what_nobody_asks_for_any_more_makes_room(small: TestClient, statements: list[str]) -> None:
    """Else addresses asked in turn, more than a fourth of the room, would never be kept again."""
    for number in range(300):
        for _ in range(2):
            small.get(f"/v1/quotes?limit=3&{'&' * number}")
    assert size_of(small) > CAPACITY * 0.9
    addresses = [f"/v1/quotes?limit={limit}" for limit in range(10, 50, 5)]
    for _ in range(12):
        statements.clear()
        for address in addresses:
            small.get(address)
    assert statements == []


def test_what_is_asked_in_turn_is_kept_while_there_is_room(
    small: TestClient, statements: list[str]
) -> None:
    # More than a fourth of the room, all asked for once before any is asked for again.
    addresses = [f"/v1/quotes?limit={limit}" for limit in range(10, 50, 5)]
    for address in addresses:
        small.get(address)
    assert size_of(small) > CAPACITY / 4
    statements.clear()
    for address in addresses:
        small.get(address)
    assert statements == []


def test_an_answer_that_would_fill_the_cache_is_not_kept(small: TestClient) -> None:
    for address in KEPT * 2:
        small.get(address)
    before = size_of(small)
    assert len(small.get("/v1/events?limit=200").content) > CAPACITY / 4
    assert size_of(small) == before


def test_codings_count_too(small: TestClient) -> None:
    for number in range(1, 120):
        for coding in ("identity", *DECODERS):
            ask(small, f"/v1/updates?date={number * 10}&limit={number}", Accept_Encoding=coding)
            assert size_of(small) <= CAPACITY


def test_a_write_of_another_process_empties_it(client: TestClient, record: Any) -> None:
    answers = {address: client.get(address).headers["etag"] for address in (DAY, LIST)}
    write(record, day(325).model_copy(update={"headline": "Corrected"}), reason="a test")
    for address, tag in answers.items():
        wait_until(lambda: client.get(address, headers={"If-None-Match": tag}).status_code == 200)  # noqa: B023 - waited for here


def test_the_next_day_in_kyiv_is_a_new_version(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get("/v1/coverage").json()
    later = today().replace(year=2100)
    monkeypatch.setattr("app.caching.layer.today", lambda: later)
    monkeypatch.setattr("app.coverage.queries.today", lambda: later)
    wait_until(lambda: client.get("/v1/coverage").json() != before)
