"""What the statistics take and give: series and rankings ready to plot."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from app.document import EventStatus, QuoteKind, Slug
from app.lists.filters import NONE_GIVEN, ByActor, Filters, Names, Words, optional


class StatsFilters(Filters, ByActor):
    """What is counted: category, status and claimed_by choose events, the last three quotes."""

    q: Words | SkipJsonSchema[None] = optional(
        "Words that the events and quotes counted must have, as in their lists", "missile attack"
    )
    category: Annotated[
        list[Slug], Field(description="Of events; repeated: any", examples=[["nuclear"]])
    ] = NONE_GIVEN
    status: Annotated[
        list[EventStatus], Field(description="Of events; repeated: any", examples=[["claimed"]])
    ] = NONE_GIVEN
    claimed_by: Annotated[
        Names, Field(description="Of events; repeated: any", examples=[["Moskow"]])
    ] = NONE_GIVEN
    speaker: Annotated[
        Names, Field(description="Of quotes; repeated: any", examples=[["Lukashenko"]])
    ] = NONE_GIVEN
    about: Annotated[Names, Field(description="Of quotes; repeated: any", examples=[["Minsk"]])] = (
        NONE_GIVEN
    )
    kind: Annotated[
        list[QuoteKind], Field(description="Of quotes; repeated: any", examples=[["direct"]])
    ] = NONE_GIVEN


class DailyFilters(StatsFilters):
    by: Literal["actor", "category"] | SkipJsonSchema[None] = optional(
        "Give a series for each actor or for each category as well", "actor"
    )
    series: Annotated[
        list[Slug],
        Field(
            description="Slugs, with `by`: these alone have a series, and all others one, `others`",
            max_length=20,
            examples=[["russia", "ukraine"]],
        ),
    ] = NONE_GIVEN

    @model_validator(mode="after")
    def _series_are_of_something(self) -> "DailyFilters":
        if self.series and self.by is None:
            raise ValueError("`series` chooses among the series of `by`: give `by` as well")
        return self


class Series(BaseModel):
    """One line of a plot; the values stand at the same places as `day`."""

    name: str = Field(description="The slug of the actor or category")
    events: list[int]
    quotes: list[int] | None = Field(description="Null for categories: quotes have none")


class Others(BaseModel):
    """What names any actor, or is of any category, that has no series: each event once."""

    events: list[int]
    quotes: list[int] | None = Field(description="Null for categories: quotes have none")


class Daily(BaseModel):
    """Columns of equal length, one place for each day held in the range."""

    day: list[int]
    date: list[dt.date]
    events: list[int]
    quotes: list[int]
    series: list[Series] = Field(description="Empty unless `by` is given; the largest first")
    others: Others | None = Field(description="Null unless `series` is given")


class ActorCount(BaseModel):
    actor: Slug
    name: str
    events: int
    quotes: int = Field(description="Quotes spoken for it")


class ActorCounts(BaseModel):
    items: list[ActorCount]


class SpeakerCount(BaseModel):
    speaker: Slug
    name: str
    actor: Slug | None
    quotes: int
    first_day: int
    last_day: int


class SpeakerCounts(BaseModel):
    items: list[SpeakerCount]


class CoMention(BaseModel):
    actors: Annotated[list[Slug], Field(min_length=2, max_length=2)]
    events: int = Field(description="Events that name both")


class CoMentions(BaseModel):
    items: list[CoMention]
