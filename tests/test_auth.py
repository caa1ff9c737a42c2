import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from limits.storage import MemoryStorage
from sqlalchemy import make_url, select, text
from sqlmodel import col
from starlette.testclient import TestClient

from app.auth import WrongKeys
from app.db.engine import open_database
from app.errors import TooManyWrongKeysError
from app.keys import list_keys
from app.models import Revision, table
from app.settings import Settings
from tests.changes.listening import wait_until
from tests.editing import Editor, make_document, make_key

WRITES = [
    ("PUT", "/v1/updates/325"),
    ("PATCH", "/v1/updates/325"),
    ("DELETE", "/v1/updates/325"),
    ("PUT", "/v1/actors/iran"),
    ("DELETE", "/v1/actors/iran"),
    ("PUT", "/v1/speakers/sergey-lavrov"),
    ("DELETE", "/v1/speakers/sergey-lavrov"),
    ("POST", "/v1/speakers/sergey-lavrov/merge"),
    ("POST", "/v1/imports"),
]
ADMIN = [WRITES[4], *WRITES[6:8]]


@pytest.mark.parametrize(("method", "address"), WRITES)
def test_no_write_without_a_key(editor: Editor, method: str, address: str) -> None:
    # Not even a look at the body: it could be anything.
    answer = editor.client.request(method, address, content=b"\xff")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="daybook"'
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("given", ["Bearer dbk_a_b", "Bearer x", "bearer " + "dbk_" + "0" * 80])
def test_a_wrong_key_is_told_to_be_wrong(editor: Editor, given: str) -> None:
    answer = editor.client.put("/v1/updates/325", headers={"Authorization": given})
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_another_scheme_is_no_key(editor: Editor) -> None:
    answer = editor.client.put("/v1/updates/325", headers={"Authorization": "Basic eDp5"})
    assert answer.status_code == 401
    assert "error=" not in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize(("method", "address"), ADMIN)
def test_a_key_needs_the_scope(editor: Editor, empty_url: str, method: str, address: str) -> None:
    writer = Editor(editor.client, make_key(empty_url, "writer", "write"))
    answer = writer.send(method, address, {"into": "x"})
    assert answer.status_code == 403
    assert answer.headers["WWW-Authenticate"] == (
        'Bearer realm="daybook", error="insufficient_scope", scope="admin"'
    )


def test_admin_includes_write(editor: Editor, empty_url: str) -> None:
    admin = Editor(editor.client, make_key(empty_url, "admin", "admin"))
    assert admin.put(make_document(325, "One.")).status_code == 201


def test_reads_need_no_key_and_do_not_look_at_one(editor: Editor) -> None:
    answer = editor.client.get("/v1/updates", headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 200


def test_the_last_use_is_noted_by_writes_alone(editor: Editor, empty_url: str) -> None:
    def last_use() -> object:
        database = open_database(Settings(database_url=empty_url))
        with database.read() as connection:
            [row] = list_keys(connection)
        database.close()
        return row["last_used_at"]

    editor.client.get("/v1/updates", headers={"Authorization": f"Bearer {editor.key}"})
    assert last_use() is None
    editor.put(make_document(325, "One."))
    first = last_use()
    assert first is not None
    editor.put(make_document(326, "One."))
    assert last_use() == first


def test_wrong_keys_are_slowed_down_by_address(
    empty_url: str, make_client: Callable[..., TestClient]
) -> None:
    client = make_client(empty_url, wrong_keys_per_minute=3)
    wrong = Editor(client, f"dbk_{'0' * 12}_{'0' * 64}")
    answers = [wrong.put(make_document(325)) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].headers["Content-Type"] == "application/problem+json"
    # Who shares the address and has a right key is not locked out.
    assert Editor(client, make_key(empty_url)).put(make_document(325)).status_code == 201
    assert client.get("/v1/updates/325").status_code == 200


def test_a_whole_network_of_ipv6_is_one_address() -> None:
    wrong_keys = WrongKeys(2)
    wrong_keys.count("2001:db8:1:1::1")
    wrong_keys.count("2001:db8:1:1::2")
    with pytest.raises(TooManyWrongKeysError):
        wrong_keys.count("2001:db8:1:1:ffff::3")
    wrong_keys.count("2001:db8:1:2::1")
    wrong_keys.count("192.0.2.1")
    wrong_keys.count("testclient")


def test_an_address_is_forgotten_once_its_minute_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong_keys = WrongKeys(1)
    storage = wrong_keys._limit[0].storage
    assert isinstance(storage, MemoryStorage)
    for n in range(9):
        wrong_keys.count(f"192.0.2.{n}")
    later = time.time() + 60
    monkeypatch.setattr("limits.storage.memory.time.time", lambda: later)
    wrong_keys.count("192.0.2.0")
    wait_until(lambda: len(storage.storage) == 1)
    assert not storage.events


def test_the_ipv4_addresses_of_a_socket_for_both_are_no_network() -> None:
    wrong_keys = WrongKeys(1)
    wrong_keys.count("::ffff:192.0.2.1")
    wrong_keys.count("::ffff:192.0.2.2")
    with pytest.raises(TooManyWrongKeysError):
        wrong_keys.count("192.0.2.1")


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_key_is_in_no_log_answer_or_revision(
    empty_url: str,
    make_client: Callable[..., TestClient],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    log_format: str,
) -> None:
    client = make_client(empty_url, log_format=log_format, access_log=True)
    editor = Editor(client, make_key(empty_url))
    answers = [
        editor.put(make_document(325, "One.")),
        editor.put(make_document(325, "Two."), reason=f"with {editor.key}"),
        client.get(f"/v1/updates/{editor.key}"),
        client.get(f"/v1/speakers/{editor.key}"),
        client.get("/v1/updates", params={"key": editor.key}),
        client.get("/v1/updates", params={"from": editor.key}),
        client.get("/nowhere/" + editor.key),
    ]

    def fail(*_: object) -> None:
        raise RuntimeError(f"with {editor.key}")

    monkeypatch.setattr("app.updates.writes.read_vocabulary", fail)
    answers.append(editor.put(make_document(326, "One.")))
    assert [answer.status_code for answer in answers] == [201, 422, 422, 404, 422, 422, 404, 500]
    secret = editor.key.split("_")[2]
    for answer in answers:
        assert secret not in answer.text + json.dumps(dict(answer.headers))
    out, err = capfd.readouterr()
    assert "RuntimeError" in err
    assert secret[:20] not in out + err
    database = open_database(Settings(database_url=empty_url))
    with database.read() as connection:
        for row in connection.execute(select(table(Revision))):
            assert secret not in repr(row)
        assert list(connection.scalars(select(col(Revision.author)))) == ["editor"]
    database.close()


def test_a_secret_is_nowhere_in_the_database(empty_url: str) -> None:
    key = make_key(empty_url)
    secret = key.split("_")[2]
    if empty_url.startswith("sqlite"):
        file = Path(empty_url.removeprefix("sqlite:///"))
        plain = sqlite3.connect(file)
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        plain.close()
        assert secret.encode() not in file.read_bytes()
        return
    database = open_database(Settings(database_url=make_url(empty_url).render_as_string(False)))
    with database.read() as connection:
        rows = connection.execute(text("SELECT api_keys::text FROM api_keys")).all()
    database.close()
    assert secret not in repr(rows)
