"""The question of the feeds: which days were changed last."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlmodel import col

from app.document import Document
from app.head import Tag, read_tag
from app.models import Revision, Update, table

_FIRST = table(Revision).alias()
_LAST_CHANGED = (
    select(
        col(Revision.body),
        col(Revision.at),
        select(_FIRST.c.at)
        .where(
            _FIRST.c.subject == "update",
            _FIRST.c.subject_id == col(Revision.subject_id),
            _FIRST.c.n == 1,
        )
        .scalar_subquery()
        .label("first_at"),
    )
    .select_from(table(Update).join(table(Revision), col(Revision.seq) == col(Update.seq)))
    .order_by(col(Update.seq).desc())
)
_LAST_CHANGE = (
    select(col(Revision.at))
    .where(col(Revision.subject) == "update")
    .order_by(col(Revision.seq).desc())
    .limit(1)
)


@dataclass(frozen=True)
class Entry:
    """A day as feeds tell it: its document, when it was first and when last written."""

    id: str
    document: Document
    published: dt.datetime
    updated: dt.datetime


@dataclass(frozen=True)
class Feed:
    """The days changed last. `updated` also moves when a day is deleted."""

    id: str
    entries: list[Entry]
    updated: dt.datetime
    tag: Tag


def read_feed(connection: Connection, limit: int) -> Feed:
    """Return the days held that were written last, the latest first."""
    tag = read_tag(connection)
    name = f"urn:daybook:{tag.record}"
    documents = [
        (Document.model_validate_json(body), first_at, at)
        for body, at, first_at in connection.execute(_LAST_CHANGED.limit(limit))
    ]
    entries = [
        Entry(f"{name}:update:{document.day}", document, published, updated)
        for document, published, updated in documents
    ]
    never = dt.datetime.fromtimestamp(0, dt.UTC)
    return Feed(name, entries, connection.scalar(_LAST_CHANGE) or never, tag)
