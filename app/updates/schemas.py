"""What a list of updates takes and gives; the update itself is the document."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, Field

from app.document import Document, Slug, Status
from app.filters import ByActor, Listed, Names
from app.pagination import Envelope


class UpdateFilters(Listed, ByActor):
    """Days whose documents mention all that is asked, in whichever of their lines."""

    speaker: Annotated[
        Names,
        Field(
            description="Slug or any alias of a speaker who is quoted; repeated: any of them",
            examples=[["Zelenskiy"]],
        ),
    ] = []
    category: Annotated[
        list[Slug],
        Field(description="A category of its events; repeated: any", examples=[["diplomacy"]]),
    ] = []
    status: Annotated[
        list[Status],
        Field(description="A status of its events; repeated: any", examples=[["denied"]]),
    ] = []


class UpdateList(Envelope[Document]):
    pass


class Tombstone(BaseModel):
    """What is left of a deleted day: its last revision."""

    day: int
    seq: int = Field(description="The number of the change")
    n: int = Field(description="The number of the revision, within the day")
    at: dt.datetime
    by: str = Field(description="The name of the key")
    reason: str
