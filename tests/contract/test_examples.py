"""Every read of the contract works as Swagger UI fills it in."""

from typing import Any

import pytest
from httpx2 import Response

from tests.editing import Editor


@pytest.fixture
def engine() -> str:
    return "sqlite"  # what the contract says does not depend on the database


def filled_in(path: str, operation: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The address and query of an operation: defaults, and the examples of what is required."""
    query = {}
    for parameter in operation.get("parameters", []):
        first: dict[str, Any] = next(iter(parameter.get("examples", {}).values()), {})
        value = parameter.get("example", first.get("value", parameter["schema"].get("default")))
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(value))
        elif value is not None and (parameter["required"] or "default" in parameter["schema"]):
            query[parameter["name"]] = value
    return path, query


def change_names(keeper: Editor) -> None:
    """Give an actor and a speaker a first revision: those of a fresh record have none."""
    for address in ("/v1/actors/belarus", "/v1/speakers/volodymyr-zelenskyy"):
        held = keeper.client.get(address).json()
        draft = {name: held[name] for name in ("kind", "name", "names", "actor") if name in held}
        aliases = [*held["aliases"], "A spelling more"]
        changed = keeper.send("PUT", address, {**draft, "aliases": aliases}, keeper.tag(address))
        assert changed.is_success


def resolved(contract: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    """A response of the contract, or the shared one that it points to."""
    name = response.get("$ref", "").removeprefix("#/components/responses/")
    shared: dict[str, Any] = contract["components"]["responses"]
    return shared[name] if name else response


def lacking(contract: dict[str, Any], response: Response, operation: dict[str, Any]) -> set[str]:
    """The headers that a response should have, and has not."""
    told = resolved(contract, operation["responses"][str(response.status_code)])
    return {name for name in told.get("headers", {}) if name not in response.headers}


def test_every_read_answers_as_it_is_filled_in(keeper: Editor, contract: dict[str, Any]) -> None:
    change_names(keeper)
    refused = []
    for path, operations in contract["paths"].items():
        # A stream stays open: tests/changes hold it to its contract.
        if "get" in operations and "event-stream" not in str(operations["get"]["responses"]):
            address, query = filled_in(path, operations["get"])
            answer = keeper.client.get(address, params=query)
            if answer.status_code != 200:
                refused.append((address, answer.text))
            # There is not always a next page, nor a download.
            assert lacking(contract, answer, operations["get"]) <= {"Link", "Daybook-Row-Count"}, (
                address
            )
    assert refused == []


def test_every_write_has_the_headers_that_it_is_told_to_have(
    keeper: Editor, contract: dict[str, Any]
) -> None:
    paths = contract["paths"]
    address, day = "/v1/updates/693", paths["/v1/updates/{ref}"]
    document = keeper.client.get(address).json()
    tag = keeper.tag(address)
    changed = {**document, "headline": "Another headline"}
    for method, body, given, status in (
        ("PUT", changed, None, 428),
        ("PUT", changed, '"another"', 412),
        ("PUT", document, tag, 200),
        ("DELETE", None, tag, 200),
        ("PUT", document, None, 201),
    ):
        answer = keeper.send(method, address, body, given)
        assert answer.status_code == status, answer.text
        assert lacking(contract, answer, day[method.lower()]) == set()
    actor, draft = "/v1/actors/iran", {"kind": "country", "name": "Iran"}
    operations = paths["/v1/actors/{ref}"]
    answer = keeper.send("PUT", actor, draft, keeper.tag(actor))
    assert lacking(contract, answer, operations["put"]) == set()
    answer = keeper.client.put(actor, json=draft)
    assert (answer.status_code, lacking(contract, answer, operations["put"])) == (401, set())


def test_every_error_is_shown_with_its_own_status(contract: dict[str, Any]) -> None:
    for operations in contract["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                content = resolved(contract, response).get("content", {})
                for problem in content.keys() & {"application/problem+json"}:
                    assert str(content[problem]["example"]["status"]) == status
