"""How many rows a selection has: what a page tells beside its rows must not cost more than they."""

from array import array
from bisect import bisect_left
from typing import Any

from sqlalchemy import Connection, Select, case, func, select
from sqlmodel import col

from app.db.bounds import bound_conditions, bound_shape, bound_values
from app.db.statements import given, run
from app.fulltext.store import STRIDES
from app.head import Remembered, held_days
from app.lists.selection import Ground
from app.models import Update

_MANY_DAYS = 2_000
"""Days that mostly hold as many events and quotes as are counted."""


def _read_days(connection: Connection, _: None) -> "array[int]":
    def build() -> Select[Any]:
        day = col(Update.day)
        return select(day).order_by(day)

    return array("q", (day for (day,) in run(connection, "days", build, {})))


_DAYS = Remembered(_read_days)
"""The days held, in order, where they are not many: most pages of days ask how many."""


def count_rows(connection: Connection, ground: Ground, limit: int) -> int:
    """Return how many rows there are, counted up to `limit`."""
    counted = None
    if ground.shape == "all":
        count = _days if ground.subject == "update" else _held_by_day
        counted = count(connection, ground, limit)
    return ground.count(connection, limit) if counted is None else counted


def _days(connection: Connection, ground: Ground, limit: int) -> int:
    """Return the same of all days. Told of no limit, SQLite counts each in a third of the time."""
    if not held_days(connection).is_long:
        days = _DAYS.of(connection, None)
        first, end = ground.bounds
        begin = 0 if first is None else bisect_left(days, first)
        behind = len(days) if end is None else bisect_left(days, end)
        return min(max(behind - begin, 0), limit)

    def build() -> Select[Any]:
        day = col(Update.day)
        within = bound_conditions(day, ground.bounds)
        # Whether there are `most`, and one more.
        last = select(day).where(*within).limit(1).offset(given("most")).scalar_subquery()
        held = select(func.count(day)).where(*within).scalar_subquery()
        return select(case((last.is_not(None), given("most") + 1), else_=held))

    shape = ("update", "held", bound_shape(ground.bounds))
    parameters = {**bound_values(ground.bounds), "most": limit - 1}
    counted: int = run(connection, shape, build, parameters)[0][0]
    return counted


def _held_by_day(connection: Connection, ground: Ground, limit: int) -> int | None:
    """Return the same from what each day says it holds; None where many days hold little.

    Counting all events or quotes themselves reads most of their pages: 4 ms for 10,000.
    """
    first, end = (each and each // STRIDES[ground.subject] for each in ground.bounds)

    def build() -> Select[Any]:
        held = col(Update.events if ground.subject == "event" else Update.quotes)
        within = bound_conditions(col(Update.day), (first, end))
        days = select(held.label("held")).where(*within).limit(given("most")).subquery()
        return select(func.count(), func.coalesce(func.sum(days.c.held), 0)).select_from(days)

    shape = (ground.subject, "held", bound_shape((first, end)))
    for most in (_MANY_DAYS, limit):
        parameters = {**bound_values((first, end)), "most": most}
        days, rows = run(connection, shape, build, parameters)[0]
        if rows >= limit or days < most:
            return min(int(rows), limit)
    return None
