"""What a list of updates takes and gives; the update itself is the document."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from app.document import Document, EventStatus, Slug
from app.fulltext.matches import Hit
from app.lists.filters import NONE_GIVEN, PLAIN_DIGITS, ByActor, Listed, Names, optional
from app.lists.pagination import Envelope
from app.moments import AsOf, as_of_field


class UpdateFilters(Listed, ByActor):
    """Days whose documents mention all that is asked, in whichever of their lines."""

    speaker: Annotated[
        Names,
        Field(
            description="Slug or any alias of a speaker who is quoted; repeated: any of them",
            examples=[["Zelenskiy"]],
        ),
    ] = NONE_GIVEN
    category: Annotated[
        list[Slug],
        Field(description="A category of its events; repeated: any", examples=[["diplomacy"]]),
    ] = NONE_GIVEN
    status: Annotated[
        list[EventStatus],
        Field(description="A status of its events; repeated: any", examples=[["denied"]]),
    ] = NONE_GIVEN
    as_of: AsOf = as_of_field()


class ChangedItems(BaseModel):
    """How many of a document's items a revision added, removed and changed."""

    added: int
    removed: int
    changed: int


class RevisionSize(BaseModel):
    """How much a revision changed."""

    fields: list[str] = Field(description="The document's own fields that changed")
    events: ChangedItems
    quotes: ChangedItems
    sources: ChangedItems
    bytes: int = Field(description="The size of the document after it; 0 for a deletion")


class UpdateRevision(BaseModel):
    """One change to a day: who made it, when and why."""

    n: int = Field(description="Counted from 1 within the day")
    seq: int = Field(description="The number of the change within the whole record")
    change: Literal["create", "correct", "delete"]
    at: dt.datetime
    by: str = Field(description="The name of the key, or of the command")
    reason: str | None
    size: RevisionSize


class UpdateRevisionList(BaseModel):
    """A day's revisions, the newest first."""

    items: list[UpdateRevision]
    total: int
    next: str | None = Field(description="The address of the next page; null on the last")


class RevisionPaging(BaseModel):
    """Which of a day's revisions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[
        int,
        Field(ge=1, le=200, description="Revisions on a page; no more than 200"),
        PLAIN_DIGITS,
    ] = 50
    cursor: Annotated[int, Field(ge=1, le=2**31 - 1), PLAIN_DIGITS] | SkipJsonSchema[None] = (
        optional("Where the next page begins: taken from `next`, never made")
    )


class FoundUpdate(Hit, Document):
    # `matches` is not always there.
    model_config = ConfigDict(json_schema_serialization_defaults_required=False)


class UpdateList(Envelope[FoundUpdate]):
    pass


class Tombstone(BaseModel):
    """What is left of a deleted day: its last revision."""

    day: int
    seq: int = Field(description="The number of the change")
    n: int = Field(description="The number of the revision, within the day")
    at: dt.datetime
    by: str = Field(description="The name of the key")
    reason: str
