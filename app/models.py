"""Every table. Documents live in `revisions`; the tables below `updates` are derived from them."""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, MetaData, Table, Text, UniqueConstraint, text
from sqlalchemy.types import JSON
from sqlmodel import Field, SQLModel

from app.db.engine import BigKey, Name

DAY_STRIDE = 10_000
"""Events and quotes are keyed day * DAY_STRIDE + number, so that key order is record order."""

metadata: MetaData = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

STATUSES = ("reported", "claimed", "confirmed", "denied", "disputed", "retracted")
KINDS = ("direct", "partial", "paraphrase")
SUBJECTS = ("update", "actor", "speaker", "category")
CHANGES = ("create", "correct", "delete")


def _one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _key(**options: Any) -> Any:
    return Field(sa_type=BigKey, sa_column_kwargs={"autoincrement": False}, **options)


def _text(**options: Any) -> Any:
    return Field(sa_type=Text, **options)


def _name(**options: Any) -> Any:
    return Field(sa_type=Name, **options)


_LINK: dict[str, Any] = {"sqlite_with_rowid": False}
_ACTIVE = text("revoked_at IS NULL")


class Head(SQLModel, table=True):
    """One row: the number of the last change, and this record's own name for its tags."""

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: int = Field(default=1, primary_key=True)
    seq: int = Field(default=0, sa_type=BigKey)
    record: str


class Revision(SQLModel, table=True):
    """One change to the record, for good. `body` is the document then, NULL for a deletion."""

    __tablename__: ClassVar[Any] = "revisions"
    __table_args__ = (
        UniqueConstraint("subject", "subject_id", "n"),
        _one_of("subject", SUBJECTS),
        _one_of("change", CHANGES),
        CheckConstraint("(change = 'delete') = (body IS NULL)", name="body"),
        Index(None, "day", "seq"),
    )
    seq: int = _key(primary_key=True)
    subject: str = _name()
    subject_id: str = _name()
    day: int | None
    n: int = Field(ge=1)
    change: str
    at: dt.datetime = Field(index=True)
    author: str
    reason: str | None = _text()
    last_event: int = 0
    last_quote: int = 0
    body: str | None = _text()


class Update(SQLModel, table=True):
    """A day that is held. `seq` is the revision whose body is its document."""

    __tablename__: ClassVar[Any] = "updates"
    __table_args__ = (CheckConstraint("day >= 1", name="day"),)
    # date = day by the formula: the migration adds that check, in each database's own words.
    day: int = _key(primary_key=True)
    date: dt.date = Field(unique=True)
    seq: int = Field(sa_type=BigKey, unique=True, foreign_key="revisions.seq")
    etag: str
    events: int
    quotes: int


class Category(SQLModel, table=True):
    __tablename__: ClassVar[Any] = "categories"
    slug: str = _name(primary_key=True)
    name: str
    description: str = _text()


class Actor(SQLModel, table=True):
    __tablename__: ClassVar[Any] = "actors"
    slug: str = _name(primary_key=True)
    kind: str
    name: str
    names: dict[str, str] = Field(sa_type=JSON)


class ActorAlias(SQLModel, table=True):
    """A spelling of an actor's name. Spellings of one name share `name_group`."""

    __tablename__: ClassVar[Any] = "actor_aliases"
    __table_args__ = (_LINK,)
    folded: str = _name(primary_key=True)
    slug: str = _name(primary_key=True, foreign_key="actors.slug", ondelete="CASCADE", index=True)
    alias: str
    name_group: int


class Speaker(SQLModel, table=True):
    """A person or institution. A speaker merged into another stays as a redirect."""

    __tablename__: ClassVar[Any] = "speakers"
    slug: str = _name(primary_key=True)
    kind: str
    name: str
    actor: str | None = _name(foreign_key="actors.slug")
    merged_into: str | None = _name(default=None, foreign_key="speakers.slug")


class SpeakerAlias(SQLModel, table=True):
    __tablename__: ClassVar[Any] = "speaker_aliases"
    __table_args__ = (_LINK,)
    folded: str = _name(primary_key=True)
    slug: str = _name(primary_key=True, foreign_key="speakers.slug", ondelete="CASCADE", index=True)
    alias: str
    name_group: int


class Citation(SQLModel, table=True):
    """A source of a day; events and quotes cite it by its position in the document."""

    __tablename__: ClassVar[Any] = "citations"
    __table_args__ = (_LINK,)
    day: int = _key(primary_key=True, foreign_key="updates.day", ondelete="CASCADE")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    outlet: str = _name(index=True)
    outlet_folded: str = _name(index=True)
    title: str | None = _text()
    url: str | None = _text()
    via: str | None
    language: str
    published_on: dt.date | None


class Event(SQLModel, table=True):
    """One fact of a day; `body` is the finished JSON that the API answers with."""

    __tablename__: ClassVar[Any] = "events"
    __table_args__ = (
        _one_of("status", STATUSES),
        Index(None, "category", "key"),
        Index(None, "status", "key"),
        Index(None, "claimed_by", "key"),
        Index(None, "place_folded", "key"),
    )
    key: int = _key(primary_key=True)
    day: int = Field(sa_type=BigKey, foreign_key="updates.day", ondelete="CASCADE", index=True)
    position: int
    category: str = _name(foreign_key="categories.slug")
    status: str = _name()
    claimed_by: str | None = _name(foreign_key="actors.slug")
    place_folded: str | None = _name()
    responds_to: int | None = Field(sa_type=BigKey)
    body: str = _text()


class Quote(SQLModel, table=True):
    """Words said on a day; `body` is the finished JSON that the API answers with."""

    __tablename__: ClassVar[Any] = "quotes"
    __table_args__ = (
        _one_of("kind", KINDS),
        Index(None, "speaker", "key"),
        Index(None, "actor", "key"),
        Index(None, "said_to_folded", "key"),
    )
    key: int = _key(primary_key=True)
    day: int = Field(sa_type=BigKey, foreign_key="updates.day", ondelete="CASCADE", index=True)
    position: int
    kind: str
    language: str
    speaker: str = _name(foreign_key="speakers.slug")
    actor: str = _name(foreign_key="actors.slug")
    said_to_folded: str | None = _name()
    body: str = _text()


class EventActor(SQLModel, table=True):
    __tablename__: ClassVar[Any] = "event_actors"
    __table_args__ = (Index(None, "key"), _LINK)
    actor: str = _name(primary_key=True, foreign_key="actors.slug")
    key: int = _key(primary_key=True, foreign_key="events.key", ondelete="CASCADE")


class QuoteAbout(SQLModel, table=True):
    __tablename__: ClassVar[Any] = "quote_about"
    __table_args__ = (Index(None, "key"), _LINK)
    actor: str = _name(primary_key=True, foreign_key="actors.slug")
    key: int = _key(primary_key=True, foreign_key="quotes.key", ondelete="CASCADE")


class EventSource(SQLModel, table=True):
    __tablename__: ClassVar[Any] = "event_sources"
    __table_args__ = (_LINK,)
    key: int = _key(primary_key=True, foreign_key="events.key", ondelete="CASCADE")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


class QuoteSource(SQLModel, table=True):
    __tablename__: ClassVar[Any] = "quote_sources"
    __table_args__ = (_LINK,)
    key: int = _key(primary_key=True, foreign_key="quotes.key", ondelete="CASCADE")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


class SearchWord(SQLModel, table=True):
    """A word that the search has indexed, for suggestions. The inverted index is search's own."""

    __tablename__: ClassVar[Any] = "search_words"
    __table_args__ = (_LINK,)
    word: str = _name(primary_key=True)


class _DayLink(SQLModel):
    """What a day's document mentions, so that filtering days never walks their events."""


class UpdateActor(_DayLink, table=True):
    __tablename__: ClassVar[Any] = "update_actors"
    __table_args__ = (Index(None, "day"), _LINK)
    actor: str = _name(primary_key=True, foreign_key="actors.slug")
    day: int = _key(primary_key=True, foreign_key="updates.day", ondelete="CASCADE")


class UpdateSpeaker(_DayLink, table=True):
    __tablename__: ClassVar[Any] = "update_speakers"
    __table_args__ = (Index(None, "day"), _LINK)
    speaker: str = _name(primary_key=True, foreign_key="speakers.slug")
    day: int = _key(primary_key=True, foreign_key="updates.day", ondelete="CASCADE")


class UpdateCategory(_DayLink, table=True):
    __tablename__: ClassVar[Any] = "update_categories"
    __table_args__ = (Index(None, "day"), _LINK)
    category: str = _name(primary_key=True, foreign_key="categories.slug")
    day: int = _key(primary_key=True, foreign_key="updates.day", ondelete="CASCADE")


class UpdateStatus(_DayLink, table=True):
    __tablename__: ClassVar[Any] = "update_statuses"
    __table_args__ = (Index(None, "day"), _LINK)
    status: str = _name(primary_key=True)
    day: int = _key(primary_key=True, foreign_key="updates.day", ondelete="CASCADE")


class ApiKey(SQLModel, table=True):
    """A key that may write. The record knows its secret by the SHA-256 alone."""

    __tablename__: ClassVar[Any] = "api_keys"
    __table_args__ = (
        # A name is free again once its key is revoked: revisions show who by the name.
        Index(None, "name", unique=True, sqlite_where=_ACTIVE, postgresql_where=_ACTIVE),
    )
    id: str = _name(primary_key=True)
    name: str
    scopes: list[str] = Field(sa_type=JSON)
    secret_sha256: str
    created_at: dt.datetime
    expires_at: dt.datetime | None
    last_used_at: dt.datetime | None
    revoked_at: dt.datetime | None


def table(model: type[SQLModel]) -> Table:
    """Return a model's table, for joins that select columns rather than objects."""
    return model.metadata.tables[str(model.__tablename__)]
