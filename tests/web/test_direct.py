"""The short way to an answer gives what the whole way gives, and only where it may."""

from collections.abc import Callable

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from app.main import READS
from app.web.direct import Direct
from tests.caching.test_same_answers import ADDRESSES, told

REPEATED = [
    "/v1/updates?limit=2&limit=3",
    "/v1/quotes?actor=russia&actor=belarus&actor_match=all&q=war",
    "/v1/updates/325?as_of=9&as_of=10",
    "/v1/quotes?from=312&from=x",
    "/v1/events?from_=312",
    "/v1/quotes?q=",
    "/v1/speakers/putin?x=1",
    "/v1/updates/",
    "/v1/updates/%32%35",
]


def test_both_ways_give_the_same(
    record_url: str, make_client: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_client(record_url, cache_bytes=0)
    addresses = [*ADDRESSES, *REPEATED]
    short = [told(client, "GET", address) for address in addresses]
    monkeypatch.setattr(Direct, "_find", lambda *_: (None, ""))
    whole = [told(client, "GET", address) for address in addresses]
    for address, one, other in zip(addresses, short, whole, strict=True):
        assert one == other, address


def test_the_hot_addresses_go_the_short_way(
    record_url: str, make_client: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    matches = APIRoute.matches

    def note(route: APIRoute, scope: dict[str, object]) -> object:
        asked.append(scope["path"])
        return matches(route, scope)

    monkeypatch.setattr(APIRoute, "matches", note)
    client = make_client(record_url, cache_bytes=0)
    for address in (
        "/v1/updates/325",
        "/v1/updates?actor=belarus&limit=2",
        "/v1/events?q=drone",
        "/v1/quotes?q=war",
        "/v1/quotes/325-q1",
        "/v1/search?q=war",
    ):
        assert client.get(address).status_code == 200
    assert asked == []
    assert client.get("/v1/updates/325/revisions").status_code == 200
    assert asked != []


def test_writes_and_streams_are_left_to_the_framework() -> None:
    direct = Direct(_unasked, [route for router in READS for route in router.routes])
    for method, path in (
        ("PUT", "/v1/updates/325"),
        ("GET", "/v1/stream"),
        ("GET", "/v1/changes"),
        ("GET", "/v1/updates/"),
        ("GET", "/v1/updates/325/revisions"),
    ):
        scope = {"type": "http", "method": method, "path": path}
        assert direct._find(scope)[0] is None, path
    behind_a_proxy = {"type": "http", "method": "GET", "path": "/v1/updates", "root_path": "/v1"}
    assert direct._find(behind_a_proxy)[0] is None
    assert direct._find({**behind_a_proxy, "root_path": ""})[0] is not None


async def _unasked(*_: object) -> None:
    raise AssertionError("nobody asks this application")
