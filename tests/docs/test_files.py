"""The files of /docs, which are read in pieces and pass the cache of answers."""

import pytest
from starlette.testclient import TestClient

BUNDLE = "/docs/assets/swagger-ui-bundle.js"


@pytest.fixture
def engine() -> str:
    return "sqlite"  # files know no database


def test_a_file_larger_than_a_piece_arrives_whole(client: TestClient) -> None:
    answer = client.get(BUNDLE, headers={"Accept-Encoding": "identity"})
    assert len(answer.content) == int(answer.headers["content-length"]) > 1_000_000


def test_a_file_that_the_client_has_is_a_304_without_a_body(client: TestClient) -> None:
    etag = client.head(BUNDLE).headers["etag"]
    answer = client.get(BUNDLE, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
