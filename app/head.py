"""The record's state: which record it is, and how many changes it has seen."""

from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlmodel import col

from app.models import Head
from app.statements import run


@dataclass(frozen=True)
class Tag:
    """Which record, and the number of its last change: what a collection's ETag is made of."""

    record: str
    seq: int


def read_tag(connection: Connection) -> Tag:
    """Return the record's state; in a snapshot, that of everything else read there."""
    head = run(connection, "head", lambda: select(col(Head.record), col(Head.seq)), {})
    return Tag(*head[0])
