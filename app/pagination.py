"""Keyset pages: one cursor, one envelope, exact totals up to a bound."""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Connection, FromClause, func, select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from app.errors import InvalidParameterError
from app.filters import Listed
from app.models import Head

TOTAL_BOUND = 10_000
"""Totals are counted up to here; counting millions of rows would cost more than the page."""

STREAM_ROWS = 500

Item = TypeVar("Item", bound=BaseModel)


class Envelope(BaseModel, Generic[Item]):
    """What every list answers with."""

    items: list[Item]
    total: int = Field(description=f"How many there are, exact up to {TOTAL_BOUND:,}")
    total_is_lower_bound: bool = Field(
        default=False, description="Given, and true, when there are more than `total`"
    )
    next: str | None = Field(description="The address of the next page; null on the last")


@dataclass(frozen=True)
class Selection:
    """The rows that a list's filters choose. `key` is unique and orders them; `body` is JSON."""

    source: FromClause
    conditions: tuple[ColumnElement[bool], ...]
    key: SQLCoreOperations[int]
    body: SQLCoreOperations[Any]


@dataclass(frozen=True)
class Tag:
    """Which record, and the number of its last change: what a collection's ETag is made of."""

    record: str
    seq: int


@dataclass(frozen=True)
class Page:
    """One page as the record stood at `tag`; `next_cursor` is None on the last."""

    bodies: list[str]
    total: int
    total_is_lower_bound: bool
    next_cursor: str | None
    tag: Tag


def read_tag(connection: Connection) -> Tag:
    """Return the record's state; in a snapshot, that of everything else read there."""
    record, seq = connection.execute(select(col(Head.record), col(Head.seq))).one()
    return Tag(record, seq)


def read_page(connection: Connection, selection: Selection, listed: Listed) -> Page:
    """Return the page of a selection that the cursor, order and limit ask for."""
    rows = _rows_after(connection, selection, listed, _read_cursor(listed), listed.limit + 1)
    more = len(rows) > listed.limit
    rows = rows[: listed.limit]
    total, bounded = _count(connection, selection)
    return Page(
        bodies=[body for _, body in rows],
        total=total,
        total_is_lower_bound=bounded,
        next_cursor=_cursor(listed, rows[-1][0]) if more else None,
        tag=read_tag(connection),
    )


def count_all(connection: Connection, selection: Selection) -> int:
    """Return how many rows a selection has, however many."""
    statement = select(func.count()).select_from(selection.source).where(*selection.conditions)
    return connection.execute(statement).scalar_one()


def stream_all(connection: Connection, selection: Selection, listed: Listed) -> Iterator[str]:
    """Yield the body of every row of a selection, in order, a bounded number at a time."""
    after: int | None = None
    while rows := _rows_after(connection, selection, listed, after, STREAM_ROWS):
        yield from (body for _, body in rows)
        after = rows[-1][0]


def _rows_after(
    connection: Connection, selection: Selection, listed: Listed, after: int | None, limit: int
) -> list[tuple[int, str]]:
    newest = listed.order == "newest"
    key = selection.key
    statement = (
        select(key, selection.body)
        .select_from(selection.source)
        .where(*selection.conditions)
        .order_by(key.desc() if newest else key.asc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(key < after if newest else key > after)
    return list(connection.execute(statement))


def _count(connection: Connection, selection: Selection) -> tuple[int, bool]:
    some = (
        select(selection.key)
        .select_from(selection.source)
        .where(*selection.conditions)
        .limit(TOTAL_BOUND + 1)
        .subquery()
    )
    total = connection.execute(select(func.count()).select_from(some)).scalar_one()
    return min(total, TOTAL_BOUND), total > TOTAL_BOUND


def _digest(listed: Listed) -> str:
    asked = listed.model_dump_json(exclude={"cursor", "limit", "fields"})
    return hashlib.blake2b(asked.encode(), digest_size=6).hexdigest()


def _cursor(listed: Listed, key: int) -> str:
    text = json.dumps([key, _digest(listed)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(listed: Listed) -> int | None:
    if listed.cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(listed.cursor + "=" * (-len(listed.cursor) % 4))
        key, digest = json.loads(text)
    except (ValueError, TypeError, binascii.Error):
        key, digest = None, ""
    if type(key) is not int or abs(key) >= 2**63:
        raise InvalidParameterError("cursor", "is not one of ours: take it from `next`")
    if digest != _digest(listed):
        raise InvalidParameterError(
            "cursor", "belongs to a list with other filters: take it from that list's `next`"
        )
    return key
