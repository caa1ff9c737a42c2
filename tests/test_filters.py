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
