"""Where a list's keys come from, so that a page costs what a page holds, however long the record.

- No filter: the items, in the order of their key.
- One name: the b-tree of names and keys, which has that name's keys in order.
- Words, or several filters: the inverted index, in which they are intersected.

SQLite's index has its rows in order. PostgreSQL's has not, and its planner can only guess whether
to collect all hits and sort them or to walk the keys until a page is full; both are slow for half
of all words. So there the newest eras are asked first, and more when they do not fill the page.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, floor
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Subquery, Table, func, select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import SQLModel, col

from app.filters import Filters
from app.models import Update
from app.search.finding import Finding
from app.search.language import Query
from app.search.names import FIELDS, Named, Subject
from app.search.store import STRIDES, Index, index_of
from app.statements import given, run
from app.stretches import Progress, stretches

_LAST_KEY = 2**63 - 1

Bounds = tuple[int | None, int | None]
"""The first key and the one behind the last; None where there is no bound."""


@dataclass(frozen=True)
class Portion:
    """Some of a ground's keys: how they are selected, by which parameters.

    Selects of one shape have one text.
    """

    shape: tuple[Any, ...]
    keys: Callable[[], Select[Any]]
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Ground:
    """The keys of one subject's rows that a list's filters choose.

    `named` is the name that all of them have, with its column. Grounds of one `shape` differ in
    names, words and bounds alone; one without a shape is like no other.
    """

    subject: Subject
    source: FromClause
    key: ColumnElement[int]
    bounds: Bounds
    conditions: tuple[ColumnElement[bool], ...] = ()
    index: Index | None = None
    query: Query | None = None
    names: tuple[Named, ...] = ()
    named: tuple[ColumnElement[Any], str | int] | None = None
    shape: str | None = None

    def all_conditions(self) -> list[ColumnElement[bool]]:
        """Return what holds for each of the rows of `source`."""
        conditions = [*self.conditions, *_within(self.key, self.bounds)]
        if self.index is not None:
            conditions.append(self.index.matches(self.query, self.names))
        if self.named is not None:
            conditions.append(self.named[0] == self.named[1])
        return conditions

    def read(
        self,
        connection: Connection,
        finish: Callable[[Subquery], Select[Any]],
        limit: int,
        newest: bool = True,
        after: float | None = None,
        what: str | None = None,
    ) -> list[Any]:
        """Return up to `limit` rows in order of key, from behind the key `after` on.

        `finish` makes the statement from a subquery whose column `key` has the keys; `what` names
        what it selects, where that is always the same for the subject.
        """
        rows: list[Any] = []
        progress = Progress(limit)
        for portion in self._portions(connection, newest, after, progress):

            def build(portion: Portion = portion) -> Select[Any]:
                keys = portion.keys()
                ordered = keys.order_by(_ordered(keys.selected_columns[0], newest))
                return finish(ordered.limit(given("most")).subquery())

            shape = self._shape(portion, what, newest)
            most = {"most": limit - len(rows)}
            rows += run(connection, shape, build, {**portion.parameters, **most})
            progress.found = len(rows)
            if progress.found >= limit:
                break
        return rows

    def count(self, connection: Connection, limit: int) -> int:
        """Return how many rows there are, counted up to `limit`."""
        progress = Progress(limit)
        for portion in self._portions(connection, True, None, progress):

            def build(portion: Portion = portion) -> Select[Any]:
                some = portion.keys().limit(given("most")).subquery()
                return select(func.count()).select_from(some)

            shape = self._shape(portion, "count", True)
            most = {"most": limit - progress.found}
            progress.found += run(connection, shape, build, {**portion.parameters, **most})[0][0]
            if progress.found >= limit:
                break
        return progress.found

    def _shape(self, portion: Portion, what: str | None, newest: bool) -> tuple[Any, ...] | None:
        if self.shape is None or what is None:
            return None
        return (self.subject, self.shape, portion.shape, what, newest)

    def _portions(
        self, connection: Connection, newest: bool, after: float | None, progress: Progress
    ) -> Iterator[Portion]:
        """Yield selects of the keys, each for the keys that come after those of the one before."""
        bounds = _narrowed(self.bounds, newest, after)
        if self.index is None or self.index.is_sqlite:
            yield self._in_order(bounds)
            return
        stride = STRIDES[self.subject]
        days = self._days(connection, bounds)
        for first, end, in_eras in stretches(*days, newest, progress):
            stretch = _overlap(bounds, (first * stride, end * stride))
            yield self._collected(self.index, stretch, in_eras)

    def _in_order(self, bounds: Bounds) -> Portion:
        parameters = bound_values(bounds)
        if self.index is not None:
            parameters["match"] = self.index.needle(self.query, self.names)
        if self.named is not None:
            parameters["name"] = self.named[1]

        def keys() -> Select[Any]:
            conditions = [*self.conditions, *bound_conditions(self.key, bounds)]
            if self.index is not None:
                conditions.append(self.index.matches_needle(given("match")))
            if self.named is not None:
                conditions.append(self.named[0] == given("name"))
            return select(self.key.label("key")).select_from(self.source).where(*conditions)

        return Portion(bound_shape(bounds), keys, parameters)

    def _collected(self, index: Index, stretch: Bounds, in_eras: list[str]) -> Portion:
        needle = index.needle(self.query, self.names, in_eras)

        def keys() -> Select[Any]:
            found = select(index.key.label("key")).where(index.matches_needle(given("match")))
            if not in_eras:
                found = found.where(*bound_conditions(index.key, stretch))
            # Materialized: a planner that sees the order and the limit may walk all keys for them.
            keys = found.cte().prefix_with("MATERIALIZED")
            return select(keys.c.key).where(*bound_conditions(keys.c.key, stretch))

        shape = (*bound_shape(stretch), bool(in_eras))
        return Portion(shape, keys, {"match": needle, **bound_values(stretch)})

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
        return Ground(subject, items, key, bounds, shape="all")
    if query is None and len(names) == 1 and names[0].match != "none":
        place = FIELDS[subject][names[0].field]
        values = [value for group in names[0].groups for value in group]
        if place.ordered and len(values) == 1:
            source = _named_source(subject, names[0].field)
            named = (source.c[place.value], values[0])
            key = source.c[place.key]
            return Ground(subject, source, key, bounds, named=named, shape=names[0].field)
    index = index_of(connection, subject)
    return Ground(
        *(subject, index.table, index.key, bounds, (), index, query, tuple(names)), shape="index"
    )


@cache
def _named_source(subject: Subject, field: str) -> FromClause:
    return table(FIELDS[subject][field].table).alias()


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


def bound_shape(bounds: Bounds) -> tuple[bool, bool]:
    return bounds[0] is not None, bounds[1] is not None


def bound_values(bounds: Bounds) -> dict[str, Any]:
    return {"first": bounds[0], "end": bounds[1]}


def bound_conditions(key: SQLCoreOperations[int], bounds: Bounds) -> list[ColumnElement[bool]]:
    """Return the same as _within, with the bounds as parameters."""
    first, end = bounds
    return [
        *([] if first is None else [key >= given("first")]),
        *([] if end is None else [key < given("end")]),
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
