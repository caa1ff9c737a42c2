"""The record's state: which record it is, and how many changes it has seen."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlmodel import col

from app.models import Head, Update
from app.statements import run

LONG_RECORD = 10_000
"""Days beyond which a record is long: to walk all that has two words then takes too long."""


@dataclass(frozen=True)
class Tag:
    """Which record, and the number of its last change: what a collection's ETag is made of."""

    record: str
    seq: int


def read_tag(connection: Connection) -> Tag:
    """Return the record's state; in a snapshot, that of everything else read there."""
    head = run(connection, "head", lambda: select(col(Head.record), col(Head.seq)), {})
    return Tag(*head[0])


def is_long(connection: Connection) -> bool:
    """Say whether the record is a long one."""
    day = col(Update.day)
    last = run(connection, "last day", lambda: select(func.max(day)), {})[0][0]
    return last is not None and last > LONG_RECORD
