"""What a list of updates takes and gives; the update itself is the document."""

from typing import Annotated

from pydantic import Field

from app.document import Document, Slug, Status
from app.filters import ByActor, Listed, Names
from app.pagination import Envelope
from app.search.matches import Hit


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


class FoundUpdate(Hit, Document):
    pass


class UpdateList(Envelope[FoundUpdate]):
    pass
