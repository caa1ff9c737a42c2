"""The inverted indexes in each database, and what a query is to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    any_,
    cast,
    func,
    literal_column,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.sql.elements import BindParameter

from app.db.bounds import Bounds, bound_conditions
from app.db.engine import BigKey
from app.db.statements import as_values, given, given_rows, run
from app.fulltext.engines import (
    eras,
    eras_to_tsquery,
    to_fts5,
    to_fts5_parts,
    to_tsquery,
)
from app.fulltext.language import Query, has_phrase
from app.fulltext.names import Indexed, Named
from app.models import DAY_STRIDE

STRIDES: dict[Indexed, int] = {
    "update": 1,
    "event": DAY_STRIDE,
    "quote": DAY_STRIDE,
    "heading": 1,
}
"""What is indexed, and how many numbers a key of each has for a day."""

_PARTS_OF_A_DAY: tuple[Indexed, ...] = ("heading", "event", "quote")

_ERAS, _MATCH, _WITHOUT, _CHECKED, _PHRASE = "eras", "match", "without", "checked", "phrase"
"""The needles by name: `checked` is asked of each row and not of the index; `phrase` and a number
is one of the phrases that a day must have."""
_APART = "_apart"
"""Behind the name of a phrase: the same words wherever they stand."""


@dataclass(frozen=True)
class Index:
    """The inverted index of updates, events, quotes or headings in one kind of database."""

    table: Table
    is_sqlite: bool
    stride: int
    parts: tuple["Index", ...] = ()
    """Of updates on PostgreSQL: the indexes that have the texts of a day one by one."""

    @property
    def key(self) -> Column[int]:
        """The day, or the key of the event or quote."""
        return self.table.c.key

    def matches(self, query: Query | None, names: Sequence[Named] = ()) -> ColumnElement[bool]:
        """Return the condition that a row matches a query and has names."""
        return self.matches_needle(self.needle(query, names))

    def needle(self, query: Query | None, names: Sequence[Named] = ()) -> str:
        """Return a query and names in the words of this kind of database."""
        return to_fts5(query, names) if self.is_sqlite else to_tsquery(query, names)

    def needles(
        self,
        query: Query | None,
        names: Sequence[Named] = (),
        in_eras: Sequence[str] = (),
        *,
        by_parts: bool = True,
        of_few: bool = False,
    ) -> dict[str, str]:
        """Return the same in any of some eras, in parts by name that a row must match each.

        PostgreSQL goes through its index by several parts at once, each ahead to where the others
        are; within one part it looks up every place of the rarest word, in whatever era. So the
        eras are a part, and the first: what is behind them is not looked at. And whether words
        are next to each other is asked of the rows that have them, once for each. Of days those
        are many, and long to unpack: `by_parts`, a phrase must also be one of a text of the day,
        which costs more only where a tenth of all days or more have it.

        Eras count on PostgreSQL alone: SQLite's index is in the order of keys by itself. But it
        looks for what has one word and not another through all keys, even where it is asked for a
        few: for those, `of_few`, they are two questions.
        """
        if self.is_sqlite:
            if of_few:
                found, without = to_fts5_parts(query, names)
                if without:
                    return {_MATCH: found, _WITHOUT: without}
            return {_MATCH: to_fts5(query, names)}
        needles = {_ERAS: eras_to_tsquery(in_eras)} if in_eras else {}
        if query is None or not any(map(has_phrase, query.clauses)):
            return {**needles, _MATCH: to_tsquery(query, names)}
        needles[_MATCH] = to_tsquery(query, names, apart=True)
        for number, clause in enumerate(query.clauses if by_parts and self.parts else ()):
            if has_phrase(clause) and not clause.negated:
                alone = Query((clause,))
                needles[f"{_PHRASE}{number}"] = to_tsquery(alone)
                needles[f"{_PHRASE}{number}{_APART}"] = to_tsquery(alone, apart=True)
        return {**needles, _CHECKED: to_tsquery(query)}

    def matches_needles(
        self, needles: Collection[str], bounds: Bounds = (None, None)
    ) -> list[ColumnElement[bool]]:
        """Return the conditions that a row matches the needles of these names, as parameters.

        The rows asked are those with keys within the bounds, which are parameters too.
        """
        conditions = []
        for needle in needles:
            if needle == _CHECKED:
                conditions.append(self.checks_needle(given(needle)))
            elif needle == _WITHOUT:
                keys = select(self.key).where(
                    self.matches_needle(given(needle)), *bound_conditions(self.key, bounds)
                )
                conditions.append(self.key.not_in(keys.correlate(None)))
            elif not needle.startswith(_PHRASE):
                conditions.append(self.matches_needle(given(needle)))
            elif not needle.endswith(_APART):
                conditions.append(self._has_part(needle, _ERAS in needles))
        return conditions

    def _has_part(self, phrase: str, in_eras: bool) -> ColumnElement[bool]:
        """Return the condition that a day has a text with a phrase.

        It may still be none of the day's: of a very long day the last words are not indexed. As
        an array: then PostgreSQL looks up these days by their key, and none that has the words.
        """
        days = []
        for part in self.parts:
            conditions = [
                part.matches_needle(given(f"{phrase}{_APART}")),
                part.checks_needle(given(phrase)),
            ]
            if in_eras:
                conditions.insert(0, part.matches_needle(given(_ERAS)))
            days.append(select(part.key // part.stride).where(*conditions))
        return self.key == any_(func.array(union(*days).scalar_subquery()))

    def matches_needle(self, needle: str | BindParameter[Any]) -> ColumnElement[bool]:
        """Return the condition that a row matches what `needle` has made."""
        if self.is_sqlite:
            whole_row: ColumnElement[Any] = literal_column(self.table.name)
            return whole_row.bool_op("MATCH")(needle)
        return self.table.c.terms.bool_op("@@")(cast(needle, TSQUERY))

    def row_needle(self, query: Query, names: Sequence[Named] = ()) -> str | None:
        """Return what `checks_needle` looks for in rows; None where it cannot in this database.

        SQLite has no operator that a row matches a query: one beginning is looked for as text.
        """
        if not self.is_sqlite:
            return to_tsquery(query, names)
        terms = query.clauses[0].alternatives
        if names or len(query.clauses) > 1 or len(terms) > 1 or not terms[0].prefix:
            return None
        return f"* {' '.join(terms[0].words)}*"

    def checks_needle(self, needle: BindParameter[Any]) -> ColumnElement[bool]:
        """Return the condition that a row has what is looked for, to be asked row by row."""
        if self.is_sqlite:
            return (literal_column("' '") + self.table.c.words).bool_op("GLOB")(needle)
        return func.ts_match_vq(self.table.c.terms, cast(needle, TSQUERY))

    def holds(self, connection: Connection, query: Query) -> bool:
        """Say whether any row matches the query."""
        if self.is_sqlite:
            return self._finds(connection, query)
        newest = run(connection, (self.table.name, "newest"), lambda: self._newest, {})[0][0] or 0
        # The newest era first: to collect all hits of a common word takes as long.
        first = eras(newest // self.stride)[:1]
        return self._finds(connection, query, first) or self._finds(connection, query)

    @property
    def _newest(self) -> Select[Any]:
        return select(func.max(self.key))

    def _finds(self, connection: Connection, query: Query, in_eras: Sequence[str] = ()) -> bool:
        needles = self.needles(query, (), in_eras)

        def build() -> Select[Any]:
            found = select(self.key.label("key")).where(*self.matches_needles(needles)).cte()
            # Materialized: a planner that sees the limit reads the whole table for no hit.
            keys = found if self.is_sqlite else found.prefix_with("MATERIALIZED")
            return select(keys.c.key).limit(1)

        return bool(run(connection, (self.table.name, "holds", *needles), build, needles))


@cache
def index_in(indexed: Indexed, is_sqlite: bool) -> Index:
    """Return the index of a subject, or of headings, in one kind of database."""
    columns: list[Column[Any]] = [Column("words", Text), Column("stems", Text)]
    if is_sqlite:
        columns += [Column("rowid", Integer, key="key"), Column("names", Text)]
    else:
        columns += [Column("key", BigKey), Column("terms", TSVECTOR)]
    # A MetaData of its own: SQLite's are virtual tables, which Alembic must not compare.
    table = Table(f"{indexed}_search", MetaData(), *columns)
    by_parts = indexed == "update" and not is_sqlite
    parts = tuple(index_in(each, is_sqlite) for each in _PARTS_OF_A_DAY) if by_parts else ()
    return Index(table, is_sqlite, STRIDES[indexed], parts)


def index_of(connection: Connection, indexed: Indexed) -> Index:
    """Return the index of a subject, or of headings, in the database of this connection."""
    return index_in(indexed, connection.dialect.name == "sqlite")


def indexes_of(connection: Connection) -> list[Indexed]:
    """Return what is indexed in the database of this connection."""
    return indexes_in(connection.dialect.name == "sqlite")


def indexes_in(is_sqlite: bool) -> list[Indexed]:
    """Return what is indexed in one kind of database."""
    # SQLite's index finds a phrase of a day as fast as any.
    return [each for each in STRIDES if not (is_sqlite and each == "heading")]


def texts_held(
    connection: Connection, column: ColumnElement[str], texts: Sequence[str]
) -> list[str]:
    """Return those of some texts that a column has, which its b-tree says."""

    def build() -> Select[Any]:
        rows = given_rows(connection, "texts", Text)
        # Of each the first from it on: asked for equal ones, planners may read all rows for them.
        first = select(column).where(column >= rows.c.value).order_by(column).limit(1)
        return select(first.correlate(rows).scalar_subquery()).select_from(rows)

    asked = {"texts": as_values(connection, texts)}
    found = {text for (text,) in run(connection, ("texts held", str(column)), build, asked)}
    return [text for text in texts if text in found]
