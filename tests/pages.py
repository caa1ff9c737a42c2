"""Following a list's pages, the way its own `next` says."""

from typing import Any

from starlette.testclient import TestClient

from tests.builtin import Json


def get(client: TestClient, address: str, **parameters: Any) -> Json:
    """Return the body of a page that must be answered."""
    answer = client.get(address, params=parameters or None)
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


def walk(client: TestClient, address: str, **parameters: Any) -> list[Json]:
    """Return the items of every page, from the first until `next` is null."""
    page = get(client, address, **parameters)
    items = list(page["items"])
    while page["next"] is not None:
        assert page["items"], "a page that is not the last is not empty"
        page = get(client, page["next"])
        items += page["items"]
    assert page["total"] == len(items)
    return items


def refusal(client: TestClient, address: str, **parameters: Any) -> Json:
    """Return the one fault of a request that must be a 422."""
    answer = client.get(address, params=parameters or None)
    assert answer.status_code == 422, answer.text
    (fault,) = answer.json()["errors"]
    found: Json = fault
    return found
