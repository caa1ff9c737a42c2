"""What lists of events take and give."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from app.document import EventId, EventStatus, Language, Slug, Source
from app.fulltext.matches import Hit
from app.lists.filters import NONE_GIVEN, ByActor, Listed, Name, Names, optional
from app.lists.pagination import Envelope


class Event(BaseModel):
    """One fact of a day, with its sources in full."""

    id: Annotated[EventId, Field(examples=["325-e5"])]
    day: int
    date: dt.date
    category: Slug
    text: str
    actors: list[Slug]
    place: str | None
    occurred_on: dt.date | None
    status: EventStatus
    claimed_by: Slug | None
    responds_to: EventId | None = Field(description="The event that it denies or confirms")
    sources: list[Source]
    language: Language


class EventFilters(Listed, ByActor):
    """Events by the actors they name, who claims them, of which kind, where and when."""

    category: Annotated[
        list[Slug], Field(description="Repeated: any of them", examples=[["nuclear"]])
    ] = NONE_GIVEN
    status: Annotated[
        list[EventStatus], Field(description="Repeated: any of them", examples=[["denied"]])
    ] = NONE_GIVEN
    claimed_by: Annotated[
        Names,
        Field(
            description="Slug or any alias of the actor who claims it; repeated: any of them",
            examples=[["Moskow"]],
        ),
    ] = NONE_GIVEN
    place: Name | SkipJsonSchema[None] = optional(
        "The place under any spelling that is known (Kiev, Київ); another as the record writes it, "
        "in any case and with or without marks",
        "Soledar",
    )
    responds_to: EventId | SkipJsonSchema[None] = optional(
        "The event that they deny or confirm", "325-e5"
    )


class FoundEvent(Hit, Event):
    pass


class EventList(Envelope[FoundEvent]):
    pass
