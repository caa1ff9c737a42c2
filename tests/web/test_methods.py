"""The methods of an address, told to who asks for them or tries another."""

import pytest
from starlette.testclient import TestClient


def test_the_methods_of_an_address_are_told_where_another_was_tried(reader: TestClient) -> None:
    assert reader.post("/v1/quotes").headers["allow"] == "GET, HEAD, OPTIONS"
    assert (
        reader.post("/v1/updates/325").headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"
    )


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("/v1/updates/325", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        ("/v1/imports", "OPTIONS, POST"),
        ("/", "GET, HEAD, OPTIONS"),
        ("/healthz", "GET, HEAD, OPTIONS"),
    ],
)
def test_an_address_tells_its_methods_to_who_asks(
    reader: TestClient, address: str, allowed: str
) -> None:
    answer = reader.options(address)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == allowed
    assert reader.options("/v1/nowhere").status_code == 404


def test_a_method_that_is_not_taken_is_told_with_those_that_are(reader: TestClient) -> None:
    answer = reader.post("/v1/updates/325")
    assert answer.headers["Allow"] in answer.json()["detail"]
