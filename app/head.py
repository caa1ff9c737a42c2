"""The record's state: which record it is, and how many changes it has seen."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Select, func, select
from sqlmodel import col

from app.models import Head, Update
from app.statements import run

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

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


def is_long(held: tuple[int, int]) -> bool:
    """Say whether a record that holds these days is a long one."""
    return held[1] > LONG_RECORD


def held_days(connection: Connection) -> tuple[int, int]:
    """Return the first and the last day that the record holds; 1 and 0 where it holds none."""

    def build() -> Select[Any]:
        day = col(Update.day)
        # Each by itself: for both in one select SQLite reads all days.
        return select(*(select(end(day)).scalar_subquery() for end in (func.min, func.max)))

    first, last = run(connection, "held days", build, {})[0]
    return first or 1, last or 0


class Remembered(Generic[Key, Value]):
    """What was read of a record, by key: it is read anew when the record has changed.

    Nothing that is empty is remembered: of keys that hold nothing there may be any number.
    """

    def __init__(self, read: Callable[[Connection, Key], Value]) -> None:
        self._read = read
        self._known: WeakKeyDictionary[Engine, tuple[Tag, dict[Key, Value]]] = WeakKeyDictionary()

    def of(self, connection: Connection, key: Key) -> Value:
        """Return what the record holds for a key, as this transaction sees it."""
        tag = read_tag(connection)
        known = self._known.get(connection.engine)
        if known is None or known[0] != tag:
            known = self._known[connection.engine] = (tag, {})
        values = known[1]
        if key in values:
            return values[key]
        value = self._read(connection, key)
        if value:
            values[key] = value
        return value
