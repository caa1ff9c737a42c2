"""The parameters that lists share, where they meet addresses that make one filter of another."""

import pytest
from starlette.testclient import TestClient


@pytest.mark.parametrize(
    "address", ["/v1/search?q=Soledar", "/v1/stats/daily?by=actor", "/v1/stats/actors?"]
)
def test_a_range_may_begin_before_the_invasion(client: TestClient, address: str) -> None:
    assert client.get(f"{address}&from=2000-01-01&to=2022-02-23").status_code == 200


def test_days_by_actor_can_be_narrowed_to_an_actor(client: TestClient) -> None:
    answer = client.get("/v1/stats/daily?actor=belarus&by=actor").json()
    named = [series["name"] for series in answer["series"]]
    assert named[0] == "belarus"
    assert "russia" in named  # the events that name Belarus name others too


@pytest.mark.parametrize("limit", ["1_0", "5.0", "+5", "٥"])
def test_a_limit_is_written_in_plain_digits(client: TestClient, limit: str) -> None:
    assert client.get("/v1/quotes", params={"limit": limit}).status_code == 422


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/v1/updates?limit=10&limit=20", "limit"),
        ("/v1/events?place=Kyiv&place=Minsk", "place"),
        ("/v1/quotes?from=1&from=300", "from"),
        ("/v1/quotes?said_to=TASS&actor=russia&said_to=TASS", "said_to"),
        ("/v1/quotes/random?date=325&date=324", "date"),
        ("/v1/search?q=war&q=peace", "q"),
        ("/v1/sources?to=10&to=20", "to"),
        ("/v1/stats/daily?by=actor&by=category", "by"),
        ("/v1/stats/actors?actor_match=any&actor_match=all", "actor_match"),
        ("/v1/stats/speakers?from=1&from=2", "from"),
        ("/v1/stats/co-mentions?q=a&q=b", "q"),
        ("/v1/updates/325?as_of=1&as_of=131", "as_of"),
        ("/v1/updates/325/revisions?limit=1&limit=2", "limit"),
        ("/v1/quotes/325-q1/similar?limit=1&limit=2", "limit"),
        ("/v1/changes?since=1&since=2", "since"),
        ("/v1/stream?since=1&since=2", "since"),
        ("/v1/feed.atom?limit=1&limit=2", "limit"),
        ("/v1/feed.json?limit=1&limit=2", "limit"),
    ],
)
def test_a_parameter_that_is_taken_once_is_refused_twice(
    reader: TestClient, address: str, name: str
) -> None:
    answer = reader.get(address)
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert (fault["name"], fault["detail"]) == (name, "is taken once here: give it one value")


@pytest.mark.parametrize(
    "address",
    [
        "/v1/quotes?kind=direct&kind=partial&actor=nato&actor=eu",
        "/v1/stats/actors?actor=nato&actor=eu",
    ],
)
def test_a_parameter_that_is_taken_often_may_be_repeated(reader: TestClient, address: str) -> None:
    assert reader.get(address).status_code == 200
