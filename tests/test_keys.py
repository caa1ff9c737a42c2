import datetime as dt
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from app.cli import app
from app.db.engine import Database
from app.errors import ConflictError, UnknownNameError
from app.keys import (
    NOTE_USE_EVERY,
    create_key,
    find_holder,
    is_use_noted,
    list_keys,
    note_use,
    revoke_key,
    rotate_key,
)
from app.models import ApiKey, table
from app.redaction import KEY, without_keys

HOUR = dt.timedelta(hours=1)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def test_only_the_hash_of_a_secret_is_kept(empty: Database) -> None:
    with empty.write() as connection:
        key = create_key(connection, "editor", ["write"])
        row = connection.execute(select(table(ApiKey))).one()
    assert KEY.fullmatch(key)
    secret = key.split("_")[2]
    assert len(bytes.fromhex(secret)) == 32
    assert row.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in repr(row)


def test_a_right_key_has_its_holder(empty: Database) -> None:
    with empty.write() as connection:
        key = create_key(connection, "editor", ["admin", "write"])
        holder = find_holder(connection, key)
    assert holder is not None
    assert (holder.name, sorted(holder.scopes)) == ("editor", ["admin", "write"])


@pytest.mark.parametrize("spoil", ["id", "secret", "case", "cut", "empty"])
def test_a_wrong_key_has_none(empty: Database, spoil: str) -> None:
    with empty.write() as connection:
        key = create_key(connection, "editor", ["write"])
        _, key_id, secret = key.split("_")
        wrong = {
            "id": f"dbk_{'0' * 12}_{secret}",
            "secret": f"dbk_{key_id}_{'0' * 64}",
            "case": key.upper(),
            "cut": key[:-1],
            "empty": "",
        }[spoil]
        assert find_holder(connection, wrong) is None


def test_a_revoked_key_has_none(empty: Database) -> None:
    with empty.write() as connection:
        key = create_key(connection, "editor", ["write"])
        revoke_key(connection, "editor")
        assert find_holder(connection, key) is None
        with pytest.raises(UnknownNameError):
            revoke_key(connection, "editor")


def test_an_expired_key_has_none(empty: Database) -> None:
    with empty.write() as connection:
        key = create_key(connection, "editor", ["write"], now() + HOUR)
        assert find_holder(connection, key) is not None
        connection.execute(update(ApiKey).values(expires_at=now() - HOUR))
        assert find_holder(connection, key) is None
        with pytest.raises(ValueError, match="is past"):
            create_key(connection, "other", ["write"], now() - HOUR)


def test_a_name_is_free_again_only_once_its_key_is_revoked(empty: Database) -> None:
    with empty.write() as connection:
        create_key(connection, "editor", ["write"])
        with pytest.raises(ConflictError):
            create_key(connection, "editor", ["write"])
        revoke_key(connection, "editor")
        create_key(connection, "editor", ["write"])
        assert [row["name"] for row in list_keys(connection)] == ["editor", "editor"]


def test_a_rotated_key_takes_the_place_of_the_old_one(empty: Database) -> None:
    with empty.write() as connection:
        old = create_key(connection, "editor", ["admin"], now() + HOUR)
        new = rotate_key(connection, "editor")
        assert find_holder(connection, old) is None
        holder = find_holder(connection, new)
        assert holder is not None
        assert holder.scopes == {"admin"}
        expires = list_keys(connection)[-1]["expires_at"]
        assert abs(expires - now() - HOUR) < dt.timedelta(minutes=1)


def test_the_last_use_is_noted_once_a_minute(empty: Database) -> None:
    with empty.write() as connection:
        key = create_key(connection, "editor", ["write"])
        holder = find_holder(connection, key)
        assert holder is not None
        assert not is_use_noted(holder)
        note_use(connection, holder)
        noted = find_holder(connection, key)
        assert noted is not None
        assert is_use_noted(noted)
        connection.execute(update(ApiKey).values(last_used_at=now() - NOTE_USE_EVERY))
        stale = find_holder(connection, key)
        assert stale is not None
        assert not is_use_noted(stale)


@pytest.mark.parametrize("name", ["", " a", "a\nb", "x" * 81])
def test_names_that_cannot_be_shown_are_refused(empty: Database, name: str) -> None:
    with empty.write() as connection, pytest.raises(ValueError, match="printable"):
        create_key(connection, name, ["write"])


def test_keys_are_taken_out_of_text() -> None:
    key = f"dbk_{'a1' * 6}_{'0f' * 32}"
    assert without_keys(f"<{key}> {key[:40]}") == "<dbk_[removed]> dbk_[removed]"
    assert without_keys("dbk_ alone") == "dbk_ alone"


def test_the_command_prints_the_key_alone(empty_url: str) -> None:
    def run(*args: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(app, ["keys", *args, "--database-url", empty_url])
        return done.exit_code, done.stdout, done.stderr

    code, out, told = run("create", "editor", "--scope", "write", "--expires", "2999-01-01")
    assert code == 0
    assert re.fullmatch(r"dbk_\w+\n", out)
    assert out.strip() not in told
    assert run("create", "editor")[0] == 1
    assert run("create", "other", "--scope", "read")[0] == 2
    assert run("create", "other", "--expires", "soon")[0] == 2
    assert "leave --expires out" in run("create", "other", "--expires", "9999-12-31")[2]
    assert run("create", "other", "--expires", "2001-01-01")[0] == 1
    assert run("revoke", "nobody")[0] == 1
    code, new, _ = run("rotate", "editor")
    assert (code, new == out) == (0, False)
    assert run("revoke", "editor")[0] == 0
    code, listed, _ = run("list")
    assert listed.count("revoked") == 2
    assert "2998-12-31 22:00Z" in listed or "2999-01-01 21:59Z" in listed
    assert new.strip().split("_")[2] not in listed


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="Linux has a full disk at hand")
def test_a_key_that_cannot_be_shown_is_not_made(empty: Database, empty_url: str) -> None:
    with empty.write() as connection:
        key = create_key(connection, "editor", ["write"])
    for args in (["create", "other"], ["rotate", "editor"]):
        command = [sys.executable, "-m", "app", "keys", *args, "--database-url", empty_url]
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                command, check=False, stdout=full, stderr=subprocess.PIPE, text=True
            )
        assert done.returncode == 1
        assert done.stderr.startswith("The key cannot be shown: No space left on device.")
    with empty.write() as connection:
        assert [row["name"] for row in list_keys(connection)] == ["editor"]
        assert find_holder(connection, key) is not None


def test_the_list_says_whose_scopes_and_state(empty: Database) -> None:
    with empty.write() as connection:
        create_key(connection, "editor", ["write"])
        [row] = list_keys(connection)
    assert "secret_sha256" not in row
    assert row["name"] == "editor"
