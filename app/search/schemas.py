"""What a search takes, and what it says of each hit."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from app.fulltext.matches import Hit
from app.fulltext.names import Subject
from app.lists.filters import NONE_GIVEN, ByActor, Listed, Words
from app.lists.pagination import Envelope


class SearchFilters(Listed, ByActor):
    """What to find, and in what."""

    q: Annotated[
        Words,
        Field(
            description="Words to find; see the query language above", examples=["Soledar wagner"]
        ),
    ]
    type: Annotated[
        list[Subject],
        Field(description="Only hits of this type; repeated: any of them", examples=[["quote"]]),
    ] = NONE_GIVEN
    format: Annotated[Literal["json"], Field(description="Mixed hits come as JSON alone")] = "json"


class SearchHit(Hit):
    """An update, event or quote that was found."""

    type: Subject
    id: str = Field(description="The day of an update, the id of an event or quote")
    day: int
    date: dt.date
    url: str = Field(description="Its address here", examples=["/v1/quotes/325-q1"])
    text: str = Field(description="The update's headline, the event's or the quote's text")
    speaker: str | None = Field(description="Who said it; null but for quotes")


class SearchList(Envelope[SearchHit]):
    pass
