"""A write that comes while another, an import perhaps, takes long."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from app.db.engine import Database
from app.record.writer import lock
from tests.editing import Editor, make_document, make_key

DAY = 2_000


def test_a_write_that_waits_too_long_is_told_to_come_again(
    empty: Database,
    empty_url: str,
    make_client: Callable[..., TestClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = make_key(empty_url)
    monkeypatch.setattr("app.db.connections.WRITE_WAIT_SECONDS", 0.2)
    editor = Editor(make_client(empty_url), key)
    with empty.write() as connection:
        lock(connection)
        busy = editor.put(make_document(DAY, "One."))
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "5")
    assert busy.headers["Content-Type"] == "application/problem+json"
    assert editor.client.get(f"/v1/updates/{DAY}").status_code == 404
    assert editor.put(make_document(DAY, "One.")).status_code == 201
