"""What writing an actor has in common with writing a speaker: tags, deletions, who is in use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from pydantic_core import to_json
from sqlalchemy import Connection, func, select
from sqlmodel import col

from app.caching.layer import collection_tag
from app.errors import TOLD_FOR_GOOD, ReasonNeededError
from app.head import Tag, read_tag
from app.models import DAY_STRIDE, Revision, table
from app.names.aliases import Groups, read_groups
from app.names.meanings import NameKind
from app.preconditions import Precondition
from app.record.writer import Author, write_name
from app.text.analyser import fold
from app.validation import DocumentError, Fault

DAYS_TOLD = 10

BROUGHT = Author("daybook", "As it was before anybody changed it")


@dataclass(frozen=True)
class Named:
    """An actor or speaker as a write left it, and whether the write made it."""

    answer: BaseModel
    tag: Tag
    created: bool

    @property
    def seq(self) -> int:
        return self.tag.seq


@dataclass(frozen=True)
class Removed:
    """An actor or speaker that was deleted, by the change of that number."""

    slug: str
    seq: int


def check_seen(
    connection: Connection, kind: NameKind, slug: str, seen: Precondition, exists: bool
) -> None:
    """Hold a writer's tags against the last change to an actor or speaker.

    The tag of its answer is the whole record's, for it counts what days mention: it still
    stands for the actor or speaker itself for as long as that has no newer revision.
    """
    tag = read_tag(connection)
    changed = last_change(connection, kind, slug)

    def is_current(given: str) -> bool:
        record, _, seq = given.strip('"').partition("-")
        if record != tag.record or not (seq.isascii() and seq.isdigit() and len(seq) < 19):
            return False
        return (changed or 0) <= int(seq) <= tag.seq

    seen.check(collection_tag(tag) if exists else None, is_current)


def last_change(connection: Connection, kind: NameKind, slug: str) -> int | None:
    """Return the number of the last change to an actor or speaker; None before the first."""
    mine = (col(Revision.subject) == kind.word, col(Revision.subject_id) == slug)
    return connection.scalar(select(func.max(col(Revision.seq))).where(*mine))


def keep_brought(connection: Connection, kind: NameKind, slug: str) -> None:
    """Make a revision of what Daybook or a day brought, before its first change overwrites it."""
    mine = (col(Revision.subject) == kind.word, col(Revision.subject_id) == slug)
    newest = select(col(Revision.body)).where(*mine).order_by(col(Revision.n).desc()).limit(1)
    if connection.scalar(newest) is None:
        write_as_held(connection, kind, slug, "create", BROUGHT)


def write_as_held(
    connection: Connection, kind: NameKind, slug: str, change: str, author: Author
) -> None:
    """Write a revision of all that is held of an actor or speaker now."""
    held = select(table(kind.table)).where(col(kind.table.slug) == slug)
    row = connection.execute(held).mappings().one()
    body = to_json({**row, "aliases": read_groups(connection, kind, slug)}).decode()
    write_name(connection, kind.word, slug, change, author, body)


def check_removal(
    connection: Connection, kind: NameKind, slug: str, author: Author, seen: Precondition
) -> None:
    """Hold the deletion of an actor or speaker to what is asked of a writer: its tag and a reason.

    A file is for whoever holds the original: its reason was asked for where it was changed.
    """
    check_seen(connection, kind, slug, seen, exists=True)
    if author.reason is None and not seen.overwrite:
        raise ReasonNeededError(TOLD_FOR_GOOD)


def check_names(name: str, groups: Groups) -> None:
    """Refuse names that nobody could be found by."""
    faults = []
    if not fold(name):
        faults.append(Fault("/name", "has no letter or digit"))
    for group in groups:
        faults += [
            Fault("/aliases", f"{alias!r} has no letter or digit")
            for alias in group
            if not fold(alias) and alias != name
        ]
    if faults:
        raise DocumentError(faults)


def tell_days(days: Iterable[int]) -> str:
    """Return words for the days on which something is in use."""
    numbers = sorted(set(days))
    told = ", ".join(str(day) for day in numbers[:DAYS_TOLD])
    more = len(numbers) - DAYS_TOLD
    word = "day" if len(numbers) == 1 else "days"
    return f"{word} {told}{f' and {more} more' if more > 0 else ''}"


def days_of(keys: Sequence[int]) -> list[int]:
    """Return the days of events or quotes by their keys."""
    return [key // DAY_STRIDE for key in keys]
