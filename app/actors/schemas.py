"""What the answers about actors look like."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.document import Language, Line, Slug
from app.lists.pagination import Whole
from app.names.aliases import Given


class Span(BaseModel):
    """On how many days held, and from which to which; null where on none."""

    days: int = Field(description="On how many of the days held")
    first_day: int | None
    first_date: dt.date | None
    last_day: int | None
    last_date: dt.date | None


class NameRevision(BaseModel):
    """One change to an actor or speaker: who made it, when and why."""

    n: int = Field(description="Counted from 1 within the actor or speaker")
    seq: int = Field(description="The number of the change within the whole record")
    change: Literal["create", "correct", "delete"]
    at: dt.datetime
    by: str = Field(description="The name of the key, or of the command")
    reason: str | None


class NameRevisionList(BaseModel):
    """The revisions of an actor or speaker, the newest first."""

    items: list[NameRevision]
    total: int
    next: str | None = Field(description="The address of the next page; null on the last")


PastAliases = Annotated[
    list[list[str]],
    Field(
        description="Its other names, but for the slug and, of an actor, `names`; a list has the "
        "spellings of one, those of the name itself with it"
    ),
]


class _Actor(BaseModel):
    slug: Annotated[Slug, Field(examples=["belarus"])]
    kind: str = Field(description="country, organisation, alliance, group or institution")
    name: str
    names: dict[str, str] = Field(description="Names by language: en, uk, ru, be, id")
    aliases: list[str]
    events: int = Field(description="Events that name it")
    claims: int = Field(description="Events that it claims")
    quotes: int = Field(description="Quotes spoken for it")
    quotes_about: int = Field(description="Quotes about it")


class Actor(Span, _Actor):
    """A country, organisation or group that acts in the record."""


class FoundActor(Actor):
    """An actor, and the spelling by which it was found."""

    matched_alias: str | None = Field(
        description="The alias that was asked for; null when it was the slug"
    )


class ActorList(Whole[Actor]):
    pass


class ActorChoice(BaseModel):
    """Several actors share the name that was asked for."""

    items: list[FoundActor]


class PastActor(BaseModel):
    """All that was said of an actor after a revision, as a PUT takes it."""

    kind: str
    name: str
    names: dict[str, str]
    aliases: PastAliases


class ActorDraft(BaseModel):
    """What a writer says of an actor: all of it, for what is left out is removed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["country", "organisation", "alliance", "group", "institution"]
    name: Line
    names: Annotated[
        dict[Language, Line],
        Field(max_length=50, description="Names by language", examples=[{"uk": "Молдова"}]),
    ] = {}
    aliases: Given = []
