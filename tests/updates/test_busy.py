"""A write that comes while another, an import perhaps, takes long, or while none is taken."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from app.db import Database
from app.record import lock
from tests.editing import Editor, make_document, make_key

DAY = 2_000


def test_a_write_that_waits_too_long_is_told_to_come_again(
    empty: Database,
    empty_url: str,
    make_client: Callable[..., TestClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = make_key(empty_url)
    monkeypatch.setattr("app.connections.WRITE_WAIT_SECONDS", 0.2)
    editor = Editor(make_client(empty_url), key)
    with empty.write() as connection:
        lock(connection)
        busy = editor.put(make_document(DAY, "One."))
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "5")
    assert busy.headers["Content-Type"] == "application/problem+json"
    assert editor.client.get(f"/v1/updates/{DAY}").status_code == 404
    assert editor.put(make_document(DAY, "One.")).status_code == 201


def test_a_write_to_a_database_that_takes_none_is_told_to_come_again(
    empty: Database, empty_url: str, make_client: Callable[..., TestClient], engine: str
) -> None:
    """As after a failover to a standby, or where the disk of a hosted one is full."""
    editor = Editor(make_client(empty_url), make_key(empty_url))
    takes_none = {
        "sqlite": "PRAGMA query_only = 1",
        "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    }[engine]

    def close(driver: Any, _: object) -> None:
        driver.execute(takes_none)
        driver.commit()

    event.listen(Engine, "connect", close)
    try:
        closed = editor.put(make_document(DAY, "One."))
    finally:
        event.remove(Engine, "connect", close)
    assert (closed.status_code, closed.headers["Retry-After"]) == (503, "5"), closed.text
    assert editor.client.get(f"/v1/updates/{DAY}").status_code == 404
