"""The keys that may write: made, listed, revoked and recognised; their secrets never kept."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from app.errors import ConflictError, UnknownNameError
from app.models import ApiKey, table
from app.redaction import KEY

SCOPES = ("write", "admin")
"""`write` keeps days, actors and speakers; `admin` may also merge and delete the latter two."""

SECRET_BYTES = 32

NOTE_USE_EVERY = dt.timedelta(minutes=1)
"""How exact `last_used_at` is: a write of its own for each request would double their cost."""

_NO_DIGEST = "0" * 64


@dataclass(frozen=True)
class Holder:
    """Who holds a right key: its id, its name, and what it may do."""

    id: str
    name: str
    scopes: frozenset[str]
    last_used_at: dt.datetime | None


def create_key(
    connection: Connection, name: str, scopes: Sequence[str], expires_at: dt.datetime | None = None
) -> str:
    """Return a new key, the only time that it is seen; ConflictError when its name is in use."""
    now = dt.datetime.now(dt.UTC)
    if expires_at is not None and expires_at <= now:
        raise ValueError(f"{expires_at:%Y-%m-%d %H:%M} UTC is past: a key that never worked")
    if not (name.isprintable() and name == name.strip() and 1 <= len(name) <= 80):
        raise ValueError("a key's name is 1 to 80 printable characters")
    if _active(connection, name) is not None:
        raise ConflictError(f"There is a key named {name!r}: rotate it, revoke it, or name another")
    key_id, secret = token_hex(6), token_hex(SECRET_BYTES)
    connection.execute(
        insert(ApiKey).values(
            id=key_id,
            name=name,
            scopes=[scope for scope in SCOPES if scope in scopes],
            secret_sha256=_digest(secret),
            created_at=now,
            expires_at=expires_at,
        )
    )
    return f"dbk_{key_id}_{secret}"


def rotate_key(connection: Connection, name: str, expires_at: dt.datetime | None = None) -> str:
    """Return a key in place of the one of that name, which no longer works.

    It may do the same and, unless told otherwise, lives as long as the old one was made to.
    """
    old = _known(connection, name)
    lifetime = old["expires_at"] - old["created_at"] if old["expires_at"] else None
    revoke_key(connection, name)
    if expires_at is None and lifetime is not None:
        expires_at = dt.datetime.now(dt.UTC) + lifetime
    return create_key(connection, name, old["scopes"], expires_at)


def revoke_key(connection: Connection, name: str) -> None:
    """Make a key useless at once; UnknownNameError when there is none of that name."""
    statement = update(ApiKey).where(col(ApiKey.id) == _known(connection, name)["id"])
    connection.execute(statement.values(revoked_at=dt.datetime.now(dt.UTC)))


def list_keys(connection: Connection) -> list[dict[str, Any]]:
    """Return every key ever made, the oldest first, without the hash of its secret."""
    columns = [each for each in table(ApiKey).c if each.name != "secret_sha256"]
    rows = connection.execute(select(*columns).order_by(col(ApiKey.created_at), col(ApiKey.id)))
    return [dict(row) for row in rows.mappings()]


def find_holder(connection: Connection, key: str) -> Holder | None:
    """Return the holder of a key, or None when it is wrong, revoked or expired."""
    if not KEY.fullmatch(key):
        return None
    _, key_id, secret = key.split("_")
    row = connection.execute(select(table(ApiKey)).where(col(ApiKey.id) == key_id)).one_or_none()
    # Compared even where no such key exists, so that the time taken tells nothing.
    right = hmac.compare_digest(row.secret_sha256 if row else _NO_DIGEST, _digest(secret))
    if row is None or not right or row.revoked_at is not None:
        return None
    if row.expires_at is not None and row.expires_at <= dt.datetime.now(dt.UTC):
        return None
    return Holder(row.id, row.name, frozenset(row.scopes), row.last_used_at)


def is_use_noted(holder: Holder) -> bool:
    """Tell whether the holder's last use is recent enough to leave it as noted."""
    last = holder.last_used_at
    return last is not None and dt.datetime.now(dt.UTC) - last < NOTE_USE_EVERY


def note_use(connection: Connection, holder: Holder) -> None:
    """Write down that a key was used now."""
    statement = update(ApiKey).where(col(ApiKey.id) == holder.id)
    connection.execute(statement.values(last_used_at=dt.datetime.now(dt.UTC)))


def _known(connection: Connection, name: str) -> dict[str, Any]:
    row = _active(connection, name)
    if row is None:
        names = select(col(ApiKey.name)).where(col(ApiKey.revoked_at).is_(None))
        raise UnknownNameError("active key", name, sorted(connection.scalars(names)))
    return row


def _active(connection: Connection, name: str) -> dict[str, Any] | None:
    found = select(table(ApiKey)).where(col(ApiKey.name) == name, col(ApiKey.revoked_at).is_(None))
    row = connection.execute(found).mappings().one_or_none()
    return None if row is None else dict(row)


def _digest(secret: str) -> str:
    # A secret of 256 random bits needs no slow hash: there is nothing to guess.
    return hashlib.sha256(secret.encode()).hexdigest()
