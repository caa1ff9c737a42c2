"""Where a list's keys come from, so that a page costs what a page holds, however long the record.

- No filter: the items, in the order of their key.
- One name: the b-tree of names and keys, which has that name's keys in order.
- Words, or several filters: the inverted index, in which they are intersected.

SQLite's index has its rows in order. PostgreSQL's has not, and its planner can only guess whether
to collect all hits and sort them or to walk the keys until a page is full; both are slow for half
of all words. So there the newest eras are asked first, and more when they do not fill the page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Subquery, Table, func, select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import SQLModel, col

from app.filters import Filters
from app.models import Update
from app.search.engines import ERA_BITS, era
from app.search.finding import Finding
from app.search.language import Query
from app.search.names import FIELDS, Named, Subject
from app.search.store import STRIDES, Index, index_of

_LAST_KEY = 2**63 - 1

Bounds = tuple[int | None, int | None]
"""The first key and the one behind the last; None where there is no bound."""


@dataclass(frozen=True)
class Ground:
    """The keys of one subject's rows that a list's filters choose."""

    subject: Subject
    source: FromClause
    key: ColumnElement[int]
    bounds: Bounds
    conditions: tuple[ColumnElement[bool], ...] = ()
    index: Index | None = None
    query: Query | None = None
    names: tuple[Named, ...] = ()

    def all_conditions(self) -> list[ColumnElement[bool]]:
        """Return what holds for each of the rows of `source`."""
        conditions = [*self.conditions, *_within(self.key, self.bounds)]
        if self.index is not None:
            conditions.append(self.index.matches(self.query, self.names))
        return conditions

    def read(
        self,
        connection: Connection,
        finish: Callable[[Subquery], Select[Any]],
        limit: int,
        newest: bool = True,
        after: float | None = None,
    ) -> list[Any]:
        """Return up to `limit` rows in order of key, from behind the key `after` on.

        `finish` makes the statement from a subquery whose column `key` has the keys.
        """
        rows: list[Any] = []
        for keys in self._portions(connection, newest, after):
            ordered = keys.order_by(_ordered(keys.selected_columns[0], newest))
            rows += connection.execute(finish(ordered.limit(limit - len(rows)).subquery())).all()
            if len(rows) >= limit:
                break
        return rows

    def count(self, connection: Connection, limit: int) -> int:
        """Return how many rows there are, counted up to `limit`."""
        counted = 0
        for keys in self._portions(connection, True, None):
            some = keys.limit(limit - counted).subquery()
            counted += connection.execute(select(func.count()).select_from(some)).scalar_one()
            if counted >= limit:
                break
        return counted

    def _portions(
        self, connection: Connection, newest: bool, after: float | None
    ) -> Iterator[Select[Any]]:
        """Yield selects of the keys, each for the keys that come after those of the one before."""
        bounds = _narrowed(self.bounds, newest, after)
        if self.index is None or self.index.is_sqlite:
            conditions = [*self.conditions, *_within(self.key, bounds)]
            if self.index is not None:
                conditions.append(self.index.matches(self.query, self.names))
            key = self.key.label("key")
            yield select(key).select_from(self.source).where(*conditions)
            return
        stride = STRIDES[self.subject]
        for first, end, in_eras in _stretches(*self._days(connection, bounds), newest):
            stretch = _overlap(bounds, (first * stride, end * stride))
            found = select(self.index.key.label("key")).where(
                self.index.matches(self.query, self.names, in_eras)
            )
            if not in_eras:
                found = found.where(*_within(self.index.key, stretch))
            # Materialized: a planner that sees the order and the limit may walk all keys for them.
            keys = found.cte().prefix_with("MATERIALIZED")
            yield select(keys.c.key).where(*_within(keys.c.key, stretch))

    def _days(self, connection: Connection, bounds: Bounds) -> tuple[int, int]:
        """Return the first and the last day that the keys within the bounds can be of."""
        day = col(Update.day)
        held = connection.execute(select(func.min(day), func.max(day))).one()
        first, last = held[0] or 1, held[1] or 0
        stride = STRIDES[self.subject]
        if bounds[0] is not None:
            first = max(first, bounds[0] // stride)
        if bounds[1] is not None:
            last = min(last, (bounds[1] - 1) // stride)
        return first, last


def find_ground(
    connection: Connection,
    subject: Subject,
    asked: Filters,
    items: FromClause,
    finding: Finding | None,
    names: Sequence[Named],
) -> Ground:
    """Return where the keys come from that the days, words and names asked for choose."""
    query = None if finding is None else finding.indexed
    bounds = asked.keys(STRIDES[subject])
    if query is None and not names:
        key = items.c["day" if subject == "update" else "key"]
        return Ground(subject, items, key, bounds)
    if query is None and len(names) == 1 and names[0].match != "none":
        field = FIELDS[subject][names[0].field]
        values = [value for group in names[0].groups for value in group]
        if field.ordered and len(values) == 1:
            source = table(field.table).alias()
            named = source.c[field.value] == values[0]
            return Ground(subject, source, source.c[field.key], bounds, (named,))
    index = index_of(connection, subject)
    return Ground(subject, index.table, index.key, bounds, (), index, query, tuple(names))


def table(model: type[SQLModel]) -> Table:
    """Return a model's table, for joins that select columns rather than objects."""
    return model.metadata.tables[str(model.__tablename__)]


def _ordered(key: ColumnElement[int], newest: bool) -> ColumnElement[int]:
    return key.desc() if newest else key.asc()


def _within(key: SQLCoreOperations[int], bounds: Bounds) -> list[ColumnElement[bool]]:
    first, end = bounds
    return [
        *([] if first is None else [key >= first]),
        *([] if end is None else [key < end]),
    ]


def _overlap(one: Bounds, other: Bounds) -> Bounds:
    firsts = [each[0] for each in (one, other) if each[0] is not None]
    ends = [each[1] for each in (one, other) if each[1] is not None]
    return max(firsts, default=None), min(ends, default=None)


def _narrowed(bounds: Bounds, newest: bool, after: float | None) -> Bounds:
    """Return the bounds of the rows that come after the one with the key `after`."""
    if after is None:
        return bounds
    return _overlap(
        bounds, (None, ceil(after)) if newest else (min(floor(after) + 1, _LAST_KEY), None)
    )


def _stretches(first: int, last: int, newest: bool) -> Iterator[tuple[int, int, list[str]]]:
    """Yield stretches of days in order, ever longer: first day, the one behind, and their eras."""
    at = last if newest else first
    left = (first, last + 1)
    for bits in ERA_BITS:
        if left[0] >= left[1]:
            return
        here = at >> bits
        in_eras = [era(bits, each) for each in (here - 1 if newest else here + 1, here)]
        if newest:
            begin = max((here - 1) << bits, first)
            yield begin, left[1], in_eras
            left = (first, begin)
        else:
            end = min((here + 2) << bits, last + 1)
            yield left[0], end, in_eras
            left = (end, last + 1)
    if left[0] < left[1]:
        yield *left, []
