"""Questions about changes: which came after a given one, in the order of their numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Connection, and_, select
from sqlmodel import col

from app.changes import schemas
from app.head import Tag, read_tag
from app.invasion_day import date_of
from app.models import Revision, table
from app.names.meanings import ACTOR, slugs

SCAN_ROWS = 2_000
"""How many revisions one answer looks through for an actor: about 0.2 s, whatever the record."""

SCAN_BATCH = 100
"""Revisions whose documents are in memory at once."""

_ADDRESSES = {"update": "/v1/updates", "actor": "/v1/actors", "speaker": "/v1/speakers"}

_BEFORE = table(Revision).alias()
_WITH_BEFORE = table(Revision).outerjoin(
    _BEFORE,
    and_(
        _BEFORE.c.subject == col(Revision.subject),
        _BEFORE.c.subject_id == col(Revision.subject_id),
        _BEFORE.c.n == col(Revision.n) - 1,
    ),
)
_COLUMNS = (
    col(Revision.seq),
    col(Revision.at),
    col(Revision.change),
    col(Revision.subject),
    col(Revision.subject_id),
    col(Revision.day),
    col(Revision.n),
    col(Revision.author),
    col(Revision.reason),
)
_BODIES = (col(Revision.body), _BEFORE.c.body.label("body_before"))


@dataclass(frozen=True)
class Change:
    """A change as finished text, and what filters ask of it.

    `actors` are those that the document names after the change or named before it: whoever
    follows an actor also hears that a day was deleted, or names it no more.
    """

    seq: int
    kind: str
    day: int | None
    actors: frozenset[str]
    body: str

    @cached_property
    def event(self) -> bytes:
        """The change as a server-sent event, made once for all who listen."""
        return f"id: {self.seq}\nevent: {self.kind}\ndata: {self.body}\n\n".encode()


@dataclass(frozen=True)
class Wanted:
    """Which changes somebody wants: days from `first` to `last`, naming any of `actors`."""

    first: int | None = None
    last: int | None = None
    actors: frozenset[str] = frozenset()

    def takes(self, change: Change) -> bool:
        if self.first is not None and (change.day is None or change.day < self.first):
            return False
        if self.last is not None and (change.day is None or change.day > self.last):
            return False
        return not self.actors or not self.actors.isdisjoint(change.actors)

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what SQL can tell of it: the days."""
        day, conditions = col(Revision.day), []
        if self.first is not None:
            conditions.append(day >= self.first)
        if self.last is not None:
            conditions.append(day <= self.last)
        return conditions


EVERYTHING = Wanted()


@dataclass(frozen=True)
class ChangePage:
    """Changes in order, as the record stood at `tag`.

    Everything up to `position` was looked at; with `more` there are changes after it.
    """

    changes: list[Change]
    position: int
    more: bool
    tag: Tag


def find_actors(connection: Connection, refs: Sequence[str]) -> frozenset[str]:
    """Return the slugs that the names may mean; UnknownNameError for the first unknown."""
    return frozenset(slug for ref in refs for slug in slugs(connection, ACTOR, ref))


def read_changes(
    connection: Connection,
    since: int,
    limit: int,
    wanted: Wanted = EVERYTHING,
    *,
    with_actors: bool = False,
) -> ChangePage:
    """Return up to `limit` wanted changes after the number `since`.

    Their `actors` are filled in when somebody asks: it costs reading the documents.
    """
    with_actors = with_actors or bool(wanted.actors)
    tag = read_tag(connection)
    looks_through = SCAN_ROWS if wanted.actors else limit
    found: list[Change] = []
    position, looked = since, 0
    for row in _rows_after(connection, since, limit, wanted, with_actors):
        if looked == looks_through or len(found) == limit:
            return ChangePage(found, position, True, tag)
        position, looked = row.seq, looked + 1
        change = _change(row, with_actors)
        if wanted.takes(change):
            found.append(change)
    return ChangePage(found, max(since, tag.seq), False, tag)


def named_actors(subject: str, subject_id: str, body: str | None) -> set[str]:
    """Return the slugs of the actors that a revision's document names.

    Read without the document's model: an old revision may follow older rules.
    """
    if subject == "actor":
        return {subject_id}
    if body is None:
        return set()
    document: dict[str, Any] = from_json(body)
    if subject != "update":
        return {document["actor"]} if document.get("actor") else set()
    named: set[str | None] = set()
    for event in document["events"]:
        named.update(event["actors"], [event["claimed_by"]])
    for quote in document["quotes"]:
        named.update(quote["about"], [quote["actor"]])
    return {actor for actor in named if actor is not None}


def _rows_after(
    connection: Connection, since: int, limit: int, wanted: Wanted, with_bodies: bool
) -> Iterator[Any]:
    batch = SCAN_BATCH if with_bodies else limit + 1
    statement = select(*_COLUMNS, *_BODIES).select_from(_WITH_BEFORE)
    if not with_bodies:
        statement = select(*_COLUMNS)
    statement = statement.where(*wanted.conditions()).order_by(col(Revision.seq)).limit(batch)
    while rows := connection.execute(statement.where(col(Revision.seq) > since)).all():
        yield from rows
        if len(rows) < batch:
            break
        since = rows[-1].seq


def _change(row: Any, with_actors: bool) -> Change:
    actors: set[str] = set()
    if with_actors:
        for body in (row.body, row.body_before):
            actors |= named_actors(row.subject, row.subject_id, body)
    address = _ADDRESSES.get(row.subject)
    told = schemas.Change(
        seq=row.seq,
        at=row.at,
        change=row.change,
        subject=row.subject,
        subject_id=row.subject_id,
        day=row.day,
        date=None if row.day is None else date_of(row.day),
        n=row.n,
        by=row.author,
        reason=row.reason,
        url=None if address is None else f"{address}/{row.subject_id}",
    )
    return Change(row.seq, row.change, row.day, frozenset(actors), told.model_dump_json())
