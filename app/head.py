"""The record's state: which record it is, and how many changes it has seen."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Select, func, select
from sqlmodel import col

from app.db.engine import SNAPSHOT
from app.db.statements import given, run
from app.models import Head, Update

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
    snapshot = connection.info.get(SNAPSHOT)
    if snapshot is None:
        return _read_tag(connection)
    tag: Tag = snapshot.get("tag") or snapshot.setdefault("tag", _read_tag(connection))
    return tag


def _read_tag(connection: Connection) -> Tag:
    head = run(connection, "head", lambda: select(col(Head.record), col(Head.seq)), {})
    return Tag(*head[0])


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


class Held(NamedTuple):
    """Which days a record holds: the first, the last, and how many, counted until they are many."""

    first: int
    last: int
    days: int

    @property
    def is_long(self) -> bool:
        """Whether the record is a long one."""
        return self.days > LONG_RECORD

    @property
    def span(self) -> int:
        """How many days there are from the first to the last."""
        return self.last + 1 - self.first


NOTHING_HELD = Held(1, 0, 0)


def _read_held(connection: Connection, _: None) -> Held:
    def build() -> Select[Any]:
        day = col(Update.day)
        # Each by itself: for both in one select SQLite reads all days.
        ends = [select(end(day)).scalar_subquery() for end in (func.min, func.max)]
        some = select(day).limit(given("most")).subquery()
        return select(*ends, select(func.count()).select_from(some).scalar_subquery())

    held = Held(*run(connection, "held days", build, {"most": LONG_RECORD + 1})[0])
    return held if held.days else NOTHING_HELD


_HELD = Remembered(_read_held)


def held_days(connection: Connection) -> Held:
    """Return which days the record holds."""
    return _HELD.of(connection, None)
