"""Both databases answer every address alike, to the byte."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

DAYS = [
    "", "/325", "/2023-01-14", "/latest", "/1", "/1586", "/0", "/-1", "/4", "/400",
    "/99999999999", "/2023-02-30", "/foo", "/2000-01-01", "/9999-12-31", "/0325", "/+325", "/1e2",
    "/1_0", "/%D9%A3", "/%00", "/325%00", "/%FF%FE", "/3%2025", "/325/", "/325?x=1", "/325?as_of=9",
    "/325?as_of=60", "/325?as_of=", "/325?as_of=2000-01-01", "/400/revisions",
    "/325/revisions/1", "/325/revisions/0", "/325/revisions/2", "/325/revisions/1/diff",
    "?order=oldest", "?limit=0", "?limit=201", "?limit=3", "?cursor=abc", "?cursor=%FF", "?foo=1",
    "?cursor=", "?from=400&to=300", "?from=0", "?date=foo", "?order=up", "?actor=", "?actor=%00",
    "?actor=%FF", "?actor=Atlantis", "?actor=Brussels", "?actor=Moskow&actor=Minsk&actor_match=all",
    "?actor=Moskow&actor=Minsk&actor_match=none", "?actor_match=none", "?category=foo", "?q=%00",
    "?category=nuclear&category=justice", "?category=%00", "?status=denied", "?speaker=Putin",
    "?fields=day,foo", "?fields=day,headline", "?q=*", "?q=soledar", "?q=rocket&order=relevance",
    "?q=%22air%20raid%22&facet=actor,category,speaker,year", "?format=csv", "?format=ndjson",
    "?format=csv&limit=2", "?as_of=50&from=1&to=100", "?%00=1",
]  # fmt: skip
EVENTS = [
    "", "?order=oldest&limit=200", "/325-e5", "/325-e99", "/325-e0", "/2913850-e9999", "/foo",
    "/325-q1", "/%00", "?place=kyiv", "?place=KYIV", "?place=%00", "?place=%FF", "?claimed_by=NATO",
    "?claimed_by=nobody", "?responds_to=325-e5", "?responds_to=2913850-e9999", "?responds_to=%00",
    "?category=fighting&status=claimed&actor=russia", "?actor=belarus&actor=nato&actor_match=all",
    "?actor=russia&actor_match=none", "?q=drone*", "?q=drone%20-kyiv",
    "?q=%D1%80%D0%B0%D0%BA%D0%B5%D1%82",     "?q=drone&facet=actor,category,year",
    "?format=csv&from=320&to=330", "?fields=id,place&limit=4",
    "?q=drone&order=relevance&limit=7",
]  # fmt: skip
QUOTES = [
    "", "?order=oldest&limit=200", "/325-q1", "/325-q99", "/325-q1/similar",
    "/325-q1/similar?limit=0", "?actor=belarus",
    "?speaker=Zelenskiy&from=312&to=340", "?speaker=Lukashenka",
    "?speaker=nobody",
    "?speaker=%D0%97%D0%B5%D0%BB%D0%B5%D0%BD%D1%81%D1%8C%D0%BA%D0%B8%D0%B9", "?speaker=%00",
    "?about=Minsk", "?kind=direct&language=en", "?kind=foo", "?language=xx", "?language=X",
    "?said_to=tass", "?said_to=%00", "?said_to=%FF", "?q=war&facet=speaker,actor,year",
    "?q=Zelenskiy", "?q=war&order=relevance&limit=5", "?format=ndjson&speaker=Putin",
    "/random?date=325&actor=russia", "/random?to=2022-02-23", "/random?x=1",
    "/random?q=war", "/random?seed=2026-11-27", "/random?speaker=Putin, V.&seed=a",
]  # fmt: skip
OTHERS = [
    "/v1/actors", "/v1/actors?limit=2", "/v1/speakers", "/v1/sources",
    "/v1/sources?from=312&to=340",
    "/v1/sources?date=4", "/v1/sources?limit=5", "/v1/sources?from=foo", "/v1/coverage?x=1",
    "/v1/stats/daily", "/v1/stats/daily?by=actor", "/v1/stats/daily?by=category&from=312&to=340",
    "/v1/stats/daily?actor=belarus&q=drill", "/v1/stats/daily?by=foo",
    "/v1/stats/daily?by=actor&series=belarus&q=drill", "/v1/stats/daily?series=belarus",
    "/v1/stats/daily?to=2022-02-23",
    "/v1/stats/actors", "/v1/stats/actors?actor=x", "/v1/stats/actors?category=nuclear&date=325",
    "/v1/stats/speakers", "/v1/stats/speakers?actor=belarus", "/v1/stats/co-mentions",
    "/v1/stats/co-mentions?from=312&to=340&status=claimed", "/v1/stats/co-mentions?q=%00",
    "/v1/search?q=soledar", "/v1/search", "/v1/search?q=soledar&type=event", "/v1/changes?since=-1",
    "/v1/changes?since=99999999999999999999", "/v1/changes?since=131", "/v1/stats", "/v1/", "/v1",
    "/v1/actors/russia/revisions/1", "/v1/speakers/Zelenskiy/revisions/0",
    "/healthz", "/readyz", "/openapi.json", "/V1/updates/325", "/v1//updates/325", "/foo", "/docs",
]  # fmt: skip
NAMES = [
    "belarus", "Moskow", "KREMLIN", "Kyiv", "Kiev", "Kijev", "Brussels", "BROSSELS", "Belarsu",
    "%20",
    "%D0%91%D1%96%D0%BB%D0%BE%D1%80%D1%83%D1%81%D1%8C", "Bel%C3%A1rus", "%00", "%FF", "...",
    "a%2Fb",
    "Zelenskiy", "ZELENSKY", "Zelensk", "x" * 201,
    "%D0%9B%D1%83%D0%BA%D0%B0%D1%88%D0%B5%D0%BD%D0%BA%D0%BE",
]  # fmt: skip
ADDRESSES = [
    *(f"/v1/updates{each}" for each in DAYS),
    *(f"/v1/events{each}" for each in EVENTS),
    *(f"/v1/quotes{each}" for each in QUOTES),
    *(f"/v1/{kind}/{name}" for kind in ("actors", "speakers") for name in NAMES),
    *(f"/v1/{kind}/{name}/revisions" for kind in ("actors", "speakers") for name in NAMES),
    *OTHERS,
]
OF_THE_PROCESS = {"x-request-id", "date"}
"""Headers that two processes over one database would differ in."""


def told(client: TestClient, method: str, address: str) -> dict[str, Any]:
    """Return all of an answer but what names the request or the database's copy of the record."""
    answer = client.request(method, address, headers={"X-Request-ID": "same"})
    headers = {name: value for name, value in answer.headers.items() if name not in OF_THE_PROCESS}
    # A list's tag begins with the id that each record was given when it was made.
    headers["etag"] = re.sub(r"[0-9a-f]{8,}-", "record-", headers.get("etag", ""))
    return {"status": answer.status_code, "headers": headers, "body": answer.content}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_sqlite_and_postgresql_answer_alike(
    readers: Callable[[str], TestClient], method: str
) -> None:
    for address in ADDRESSES:
        one, other = (told(readers(engine), method, address) for engine in ("sqlite", "postgresql"))
        assert one == other, address
        assert one["status"] in (200, 300, 404, 422), address
        assert method == "GET" or one["body"] == b"", address


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("address", ["/v1/updates", "/v1/quotes/325-q1", "/v1/updates/325", "/foo"])
def test_sqlite_and_postgresql_refuse_alike(
    readers: Callable[[str], TestClient], method: str, address: str
) -> None:
    one, other = (told(readers(engine), method, address) for engine in ("sqlite", "postgresql"))
    assert one == other
    assert one["status"] in (204 if method == "OPTIONS" else 405, 401, 404)


def test_pages_of_sqlite_and_postgresql_are_alike_to_the_last(
    readers: Callable[[str], TestClient],
) -> None:
    for path in (
        "/v1/updates?limit=50",
        "/v1/events?limit=200",
        "/v1/quotes?order=oldest&q=the&limit=20",
    ):
        addresses: list[str | None] = [path]
        while addresses[-1] is not None:
            pages = [readers(engine).get(addresses[-1]) for engine in ("sqlite", "postgresql")]
            assert pages[0].content == pages[1].content
            addresses.append(pages[0].json()["next"])
        assert len(addresses) > 2
