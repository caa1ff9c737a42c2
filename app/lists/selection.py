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
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Subquery, func, select

from app.db.bounds import (
    Bounds,
    bound_conditions,
    bound_shape,
    bound_values,
    narrowed,
    overlap,
    within,
)
from app.db.statements import given, run
from app.fulltext.finding import Finding
from app.fulltext.language import Query, is_contradiction, is_wide
from app.fulltext.names import FIELDS, Named, Subject
from app.fulltext.store import STRIDES, Index, index_of
from app.head import NOTHING_HELD, Held, held_days
from app.lists.filters import Filters
from app.lists.stretches import Progress, stretches
from app.models import table

_FEW = 20
"""Rows that are wanted for one that was found in a stretch: it held few then, as others will."""

_SHORT = 100
"""How many times longer a record is than the few days in which all rows are soon found."""


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

    `named` is the name that all have, with its column; `walked` what to look at rows for, if most
    have it; `held` the record's days, where there is an index; `expected` is of Progress. Grounds
    of one `shape` differ in names, words and bounds; without one, in anything.
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
    walked: str | None = None
    held: Held = NOTHING_HELD
    expected: tuple[int, int] | None = None

    @property
    def is_collected(self) -> bool:
        """Whether all hits of a stretch are known before the first: PostgreSQL's index is such."""
        return self.index is not None and not self.index.is_sqlite

    def all_conditions(self) -> list[ColumnElement[bool]]:
        """Return what holds for each of the rows of `source`."""
        conditions = [*self.conditions, *within(self.key, self.bounds)]
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
        progress = Progress(limit, expected=self.expected)
        for portion in self._portions(newest, after, progress):

            def build(portion: Portion = portion) -> Select[Any]:
                return finish(_first_of(portion.keys(), newest))

            shape = self._shape(portion, what, newest)
            rows += run(connection, shape, build, {**portion.parameters, "most": limit - len(rows)})
            progress.found = len(rows)
            if progress.found >= limit:
                break
        return rows

    def read_counted(
        self,
        connection: Connection,
        finish: Callable[[Subquery], Select[Any]],
        limit: int,
        newest: bool,
        what: str,
        bound: int,
    ) -> tuple[list[Any], int]:
        """Return the first rows as `read` does, and how many there are, counted up to `bound`.

        Where hits are collected before the first is known, they are counted on the way.
        """
        rows: list[Any] = []
        counted = 0
        progress = Progress(limit, expected=self.expected)
        for portion in self._portions(newest, None, progress):
            if len(rows) >= limit:
                counted += self._count(connection, portion, bound - counted)
            else:

                def build(portion: Portion = portion) -> Select[Any]:
                    keys = portion.keys()
                    some = keys.limit(given("bound")).subquery()
                    count = select(func.count()).select_from(some).scalar_subquery()
                    return finish(_first_of(keys, newest)).add_columns(count)

                shape = self._shape(portion, f"{what} counted", newest)
                most = {"most": limit - len(rows), "bound": bound - counted}
                found = run(connection, shape, build, {**portion.parameters, **most})
                rows += [row[:-1] for row in found]
                counted += found[0][-1] if found else 0
                progress.found = len(rows)
            if len(rows) >= limit:
                if counted >= bound:
                    break
                progress.wanted, progress.found = bound, counted
        return rows, counted

    def count(self, connection: Connection, limit: int) -> int:
        """Return how many rows there are, counted up to `limit`."""
        progress = Progress(limit)
        for portion in self._portions(True, None, progress):
            progress.found += self._count(connection, portion, limit - progress.found)
            if progress.found >= limit:
                break
        return progress.found

    def _count(self, connection: Connection, portion: Portion, limit: int) -> int:
        def build() -> Select[Any]:
            some = portion.keys().limit(given("most")).subquery()
            return select(func.count()).select_from(some)

        shape = self._shape(portion, "count", True)
        return int(run(connection, shape, build, {**portion.parameters, "most": limit})[0][0])

    def _shape(self, portion: Portion, what: str | None, newest: bool) -> tuple[Any, ...] | None:
        shape = (self.subject, self.shape, portion.shape, what, newest)
        return None if self.shape is None or what is None else shape

    def _portions(self, newest: bool, after: float | None, progress: Progress) -> Iterator[Portion]:
        """Yield selects of the keys, each for the keys that come after those of the one before."""
        if self.query is not None and is_contradiction(self.query):
            return  # the index would walk all hits of both sides
        bounds = narrowed(self.bounds, newest, after)
        needle = self.walked
        if self.index is None or (self.index.is_sqlite and needle is None):
            yield self._in_order(bounds)
            return
        stride = STRIDES[self.subject]
        for first, end, in_eras in stretches(*self.days(bounds), newest, progress, self.held.span):
            stretch = overlap(bounds, (first * stride, end * stride))
            if needle is not None:
                yield self._walked(self.index, needle, stretch)
                needle = needle if progress.found * _FEW > progress.wanted else None
            elif self.index.is_sqlite:
                left = (None, end * stride) if newest else (first * stride, None)
                yield self._in_order(overlap(bounds, left))
                return
            else:
                yield self._collected(self.index, stretch, in_eras, progress.is_rare)

    def _in_order(self, bounds: Bounds) -> Portion:
        needles = {} if self.index is None else self._needles(self.index, bounds)
        parameters = {**bound_values(bounds), **needles}
        if self.named is not None:
            parameters["name"] = self.named[1]

        def keys() -> Select[Any]:
            conditions = [*self.conditions, *bound_conditions(self.key, bounds)]
            if self.index is not None:
                conditions += self.index.matches_needles(needles, bounds)
            if self.named is not None:
                conditions.append(self.named[0] == given("name"))
            return select(self.key.label("key")).select_from(self.source).where(*conditions)

        return Portion((*bound_shape(bounds), *needles), keys, parameters)

    def _needles(self, index: Index, bounds: Bounds) -> dict[str, str]:
        first, last = self.days(bounds)
        of_few = (last - first) * _SHORT < self.held.last - self.held.first
        return index.needles(self.query, self.names, of_few=of_few)

    def _collected(self, index: Index, stretch: Bounds, in_eras: list[str], rare: bool) -> Portion:
        needles = index.needles(self.query, self.names, in_eras, by_parts=rare)

        def keys() -> Select[Any]:
            found = select(index.key.label("key")).where(*index.matches_needles(needles))
            if not in_eras:
                found = found.where(*bound_conditions(index.key, stretch))
            # Materialized: a planner that sees the order and the limit may walk all keys for them.
            keys = found.cte().prefix_with("MATERIALIZED")
            return select(keys.c.key).where(*bound_conditions(keys.c.key, stretch))

        shape = (*bound_shape(stretch), *needles)
        return Portion(shape, keys, {**needles, **bound_values(stretch)})

    def _walked(self, index: Index, needle: str, stretch: Bounds) -> Portion:
        def keys() -> Select[Any]:
            conditions = index.checks_needle(given("match")), *bound_conditions(index.key, stretch)
            return select(index.key.label("key")).where(*conditions)

        shape = (*bound_shape(stretch), "walked")
        return Portion(shape, keys, {"match": needle, **bound_values(stretch)})

    def days(self, bounds: Bounds) -> tuple[int, int]:
        """Return the first and the last of the days held that keys within the bounds can be of."""
        first, last, _ = self.held
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
        *(subject, index.table, index.key, bounds, (), index, query, tuple(names)),
        shape="index",
        held=held_days(connection),
        walked=index.row_needle(finding.query, names)
        if query and finding and is_wide(query)
        else None,
    )


@cache
def _named_source(subject: Subject, field: str) -> FromClause:
    return table(FIELDS[subject][field].table).alias()


def _first_of(keys: Select[Any], newest: bool) -> Subquery:
    """Return the first `most` of some keys, in order."""
    key = keys.selected_columns[0]
    return keys.order_by(key.desc() if newest else key.asc()).limit(given("most")).subquery()
