"""A database that fails for a while: readers and editors are told so, and the log in lines."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, make_url, text
from starlette.testclient import TestClient

from app.db.engine import Database
from tests.changes.listening import listening, serving, wait_until
from tests.changes.writing import day, write
from tests.editing import Editor, make_document, make_key


def test_a_database_that_takes_no_writes_is_a_503_for_editors_alone(
    empty_url: str, make_client: Callable[..., TestClient], engine: str
) -> None:
    """As after a failover to a standby, or where the disk of a hosted one is full."""
    client = make_client(empty_url)
    editor = Editor(client, make_key(empty_url))
    takes_none = {
        "sqlite": "PRAGMA query_only = 1",
        "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    }[engine]

    def close(driver: Any, _: object) -> None:
        driver.execute(takes_none)
        driver.commit()

    event.listen(Engine, "connect", close)
    try:
        answer = editor.put(make_document(325))
        assert client.get("/v1/updates").status_code == 200
    finally:
        event.remove(Engine, "connect", close)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), answer.text


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_rights_that_are_not_given_are_a_503_for_who_needs_them(
    empty_url: str, empty: Database, make_client: Callable[..., TestClient]
) -> None:
    key = make_key(empty_url)
    role = make_url(empty_url).database  # roles are the whole server's: a name of its own
    with empty.write() as connection:
        connection.execute(text(f'CREATE ROLE "{role}"'))
        connection.execute(text(f'GRANT SELECT ON ALL TABLES IN SCHEMA public TO "{role}"'))
    address = make_url(empty_url).update_query_dict({"options": f"-c role={role}"})
    client = make_client(address.render_as_string(hide_password=False))
    assert Editor(client, key).put(make_document(325)).status_code == 503
    assert client.get("/v1/updates").status_code == 200
    assert client.get("/v1/updates/325").status_code == 404


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_nothing_is_written_to_a_file_that_was_removed(
    record_url: str, make_client: Callable[..., TestClient]
) -> None:
    """It was told as written, and gone when the server ended."""
    file = Path(make_url(record_url).database or "")
    client = make_client(record_url)
    editor = Editor(client, make_key(record_url))
    assert editor.put(make_document(4)).status_code == 201
    file.rename(file.with_name("aside.db"))
    answer = editor.put(make_document(6))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), answer.text
    assert client.get("/v1/updates/325").status_code == 200
    file.with_name("aside.db").rename(file)
    assert client.get("/v1/updates/6").status_code == 404
    assert editor.put(make_document(6)).status_code == 201


def test_a_stream_outlives_a_failure_that_the_log_tells_in_a_line(
    empty_url: str, empty: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(empty_url) as server, listening(server.port) as listener:
        write(empty, day(1))
        listener.until(1)
        logged = ""

        def is_told() -> bool:
            nonlocal logged
            logged += capfd.readouterr().err
            return "cannot read the changes, trying again" in logged

        with empty.write() as connection:
            connection.execute(text("ALTER TABLE revisions RENAME TO moved"))
            connection.execute(text("UPDATE head SET seq = seq + 1"))
        wait_until(is_told)
        with empty.write() as connection:
            connection.execute(text("ALTER TABLE moved RENAME TO revisions"))
        write(empty, day(2))
        assert [each.id for each in listener.until(3)] == [3]
    logged += capfd.readouterr().err
    assert "revisions" in logged
    assert "Traceback" not in logged
