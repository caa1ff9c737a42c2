"""The revisions that something has had: pages of them, and those of a day before a write."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Select, func, select
from sqlmodel import col

from app.document import Document
from app.head import Tag
from app.models import Revision
from app.record.numbering import Numbers

Told = TypeVar("Told")


@dataclass(frozen=True)
class RevisionPage(Generic[Told]):
    """Some revisions of one thing, the newest first, and below which number the next are."""

    items: list[Told]
    total: int
    next_below: int | None
    tag: Tag


def revisions_of(subject: str, subject_id: str) -> Select[*tuple[Any, ...]]:
    """Return what selects the revisions of one update, actor or speaker, with their bodies."""
    return select(
        col(Revision.n),
        col(Revision.seq),
        col(Revision.change),
        col(Revision.at),
        col(Revision.author),
        col(Revision.reason),
        col(Revision.body),
    ).where(col(Revision.subject) == subject, col(Revision.subject_id) == subject_id)


def last_revision(connection: Connection, subject: str, subject_id: str) -> int:
    """Return the number of the newest revision of one of those; 0 before the first."""
    mine = (col(Revision.subject) == subject, col(Revision.subject_id) == subject_id)
    return connection.scalar(select(func.max(col(Revision.n))).where(*mine)) or 0


@dataclass(frozen=True)
class Past:
    """The day's newest revision before this write."""

    seq: int
    n: int
    numbers: Numbers
    body: str | None


def past_of(connection: Connection, days: Sequence[int]) -> dict[int, Past]:
    """Return the newest revision of each of these days that has one."""
    # Only an update's revision has a day. To ask for updates too would make SQLite look through all
    # revisions that are: 45 ms in 17,500 days.
    newest = (
        select(func.max(col(Revision.seq)))
        .where(col(Revision.day).in_(days))
        .group_by(col(Revision.day))
    )
    columns = select(
        col(Revision.day),
        col(Revision.seq),
        col(Revision.n),
        col(Revision.last_event),
        col(Revision.last_quote),
        col(Revision.body),
    )
    return {
        day: Past(seq, n, Numbers(last_event, last_quote), body)
        for day, seq, n, last_event, last_quote, body in connection.execute(
            columns.where(col(Revision.seq).in_(newest))
        )
        if day is not None
    }


def earlier_documents(connection: Connection, day: int) -> Iterator[Document]:
    """Yield the documents that a day has had, newest first."""
    bodies = connection.scalars(
        select(col(Revision.body))
        .where(col(Revision.day) == day, col(Revision.body).is_not(None))
        .order_by(col(Revision.seq).desc())
    )
    return (Document.model_validate_json(body) for body in bodies if body)
