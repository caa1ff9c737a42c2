"""Keyset pages: one cursor, one envelope, exact totals up to a bound."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema
from sqlalchemy import Connection, Select, Subquery, func, select

from app.db.texts import Texts
from app.fulltext.finding import Finding
from app.fulltext.names import Subject
from app.fulltext.ranking import score
from app.fulltext.store import index_of
from app.head import Tag, read_tag
from app.lists.cursors import Rank, make_cursor, read_cursor
from app.lists.effort import FACETS_TOLD, TOTAL_TOLD, candidates, total_bound
from app.lists.filters import Listed
from app.lists.items import Items, Selection, read_bodies, show
from app.lists.selection import Ground
from app.lists.totals import count_rows

_STREAM_ROWS: dict[Subject, int] = {"update": 100, "event": 500, "quote": 500}
"""Rows that a stream holds at a time: whole days are long, some of them a megabyte."""

Item = TypeVar("Item", bound=BaseModel)


class SearchTold(BaseModel):
    """How a search was understood."""

    expansions: dict[str, list[str]] = Field(
        description="For each name as typed, the other spellings that were looked for too"
    )
    ranked_candidates: int | SkipJsonSchema[None] = Field(
        default=None, description="By relevance: up to how many of the newest hits were ranked"
    )
    did_you_mean: list[str] | SkipJsonSchema[None] = Field(
        default=None, description="Without a hit: indexed words that look like those typed"
    )


class FacetCount(BaseModel):
    value: str
    count: int


class Whole(BaseModel, Generic[Item]):
    """What a list answers with that has one page."""

    items: list[Item]
    total: int
    next: None = Field(description="Always null: all are here")


class Envelope(BaseModel, Generic[Item]):
    """What a list answers with that comes in pages."""

    items: list[Item]
    total: int = Field(description=f"How many there are, {TOTAL_TOLD}")
    total_is_lower_bound: bool = Field(
        default=False, description="Given, and true, when there are more than `total`"
    )
    next: str | None = Field(description="The address of the next page; null on the last")
    search: SearchTold | SkipJsonSchema[None] = Field(
        default=None, description="With `q`: how it was understood"
    )
    facets: dict[str, list[FacetCount]] | SkipJsonSchema[None] = Field(
        default=None, description=f"With `facet`: the whole result counted, {FACETS_TOLD}"
    )


@dataclass(frozen=True)
class Page:
    """One page as the record stood at `tag`; `next_cursor` is None on the last."""

    bodies: Sequence[str | bytes]
    total: int
    total_is_lower_bound: bool
    next_cursor: str | None
    tag: Tag
    told: dict[str, Any] = field(default_factory=dict)
    are_shared: bool = False
    """Whether the bodies are texts that other pages have too."""


def read_page(
    connection: Connection, selection: Selection, listed: Listed, texts: Texts | None = None
) -> Page:
    """Return the page of a selection that the cursor, order and limit ask for.

    Of `texts`, those that the page has and that are known are not read again.
    """
    by_relevance = listed.order == "relevance"
    after = read_cursor(listed, parts=2 if by_relevance else 1)
    bound = total_bound(selection.ground, listed.limit)
    rows: list[tuple[Rank, Any]]
    if by_relevance and selection.finding is not None:
        most = candidates(selection.ground)
        ranks, total = rank_candidates(connection, selection, selection.finding, most, bound + 1)
        ranks = [rank for rank in ranks if after is None or rank > after][: listed.limit + 1]
        bodies = read_bodies(connection, selection, [-key for _, key in ranks])
        rows = [(rank, bodies[-rank[1]]) for rank in ranks]
    elif after is None:
        keyed, total = read_first(connection, selection, listed, listed.limit + 1, bound + 1, texts)
        rows = [((key,), body) for key, body in keyed]
    else:
        keyed = read_rows(connection, selection, listed, after[0], listed.limit + 1, texts)
        rows = [((key,), body) for key, body in keyed]
        total = count_rows(connection, selection.ground, bound + 1)
    return Page(
        bodies=show([body for _, body in rows[: listed.limit]], selection),
        total=min(total, bound),
        total_is_lower_bound=total > bound,
        next_cursor=next_cursor(listed, rows),
        tag=read_tag(connection),
        are_shared=Items(selection, texts).are_shared,
    )


def next_cursor(listed: Listed, rows: Sequence[tuple[Rank, *tuple[Any, ...]]]) -> str | None:
    """Return the cursor behind a page, given one row more than it has; None on the last."""
    return make_cursor(listed, rows[listed.limit - 1][0]) if len(rows) > listed.limit else None


def count_all(connection: Connection, selection: Selection) -> int:
    """Return how many rows a selection has, however many."""
    ground = selection.ground
    statement = select(func.count()).select_from(ground.source).where(*selection.conditions)
    return connection.execute(statement).scalar_one()


def stream_all(connection: Connection, selection: Selection, listed: Listed) -> Iterator[str]:
    """Yield the body of every row of a selection, in order, a bounded number at a time."""
    after: int | None = None
    most = _STREAM_ROWS[selection.subject]
    while rows := read_rows(connection, selection, listed, after, most):
        shown = show([body for _, body in rows], selection)
        yield from (body if isinstance(body, str) else body.decode() for body in shown)
        after = rows[-1][0]


def rank_candidates(
    connection: Connection, selection: Selection, finding: Finding, most: int, bound: int
) -> tuple[list[tuple[float, int]], int]:
    """Return the newest `most` hits of a selection by relevance: minus score, minus key.

    And how many it has in all, counted up to `bound`.
    """
    index = index_of(connection, selection.subject)
    columns = index.table.c

    def terms(keys: Subquery) -> Select[Any]:
        return select(index.key, columns.words, columns.stems).join(keys, keys.c.key == index.key)

    found, total = _read_counted(connection, selection.ground, terms, most, True, "terms", bound)
    ranks = sorted((-score(finding.query, words, stems), -key) for key, words, stems in found)
    return ranks, total


def read_rows(
    connection: Connection,
    selection: Selection,
    listed: Listed,
    after: float | None,
    limit: int,
    texts: Texts | None = None,
) -> list[tuple[int, Any]]:
    """Return up to `limit` rows in the list's order, from behind a key on: key and body.

    Bodies that go out as they are stay bytes where the database has them as such.
    """
    newest = listed.order != "oldest"
    items = Items(selection, texts)
    rows = selection.ground.read(connection, items.finish, limit, newest, after, items.what)
    return _in_order(items.complete(connection, rows), newest)


def read_first(
    connection: Connection,
    selection: Selection,
    listed: Listed,
    limit: int,
    bound: int,
    texts: Texts | None = None,
) -> tuple[list[tuple[int, Any]], int]:
    """Return the list's first rows, and how many there are, counted up to `bound`."""
    newest = listed.order != "oldest"
    items, ground = Items(selection, texts), selection.ground
    rows, counted = _read_counted(
        connection, ground, items.finish, limit, newest, items.what, bound
    )
    return _in_order(items.complete(connection, rows), newest), counted


def _read_counted(
    connection: Connection,
    ground: Ground,
    finish: Callable[[Subquery], Select[Any]],
    limit: int,
    newest: bool,
    what: str,
    bound: int,
) -> tuple[list[Any], int]:
    """Return a ground's first rows, and how many it has, counted up to `bound`."""
    if ground.is_collected:
        return ground.read_counted(connection, finish, limit, newest, what, bound)
    rows = ground.read(connection, finish, limit, newest, None, what)
    if len(rows) < limit:
        return rows, len(rows)
    return rows, bound if len(rows) >= bound else count_rows(connection, ground, bound)


def _in_order(rows: list[tuple[int, Any]], newest: bool) -> list[tuple[int, Any]]:
    """Return rows by key. SQLite would sort a page's 500 kB of bodies by copying them twice."""
    return sorted(rows, key=itemgetter(0), reverse=newest)
