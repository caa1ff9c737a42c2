"""What a change looks like, and what the feed and the stream of changes take."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from app.lists.filters import PLAIN_DIGITS, Filters, Names, Seq, optional

MAX_WAIT_SECONDS = 30


class Change(BaseModel):
    """One change to the record: what was changed, by whom and why, but not its text."""

    seq: int = Field(description="Its number: every change of the record has the next", ge=1)
    at: dt.datetime = Field(description="When, in UTC", examples=["2026-11-22T19:04:05.123456Z"])
    change: Literal["create", "correct", "delete"]
    subject: Literal["update", "actor", "speaker", "category"]
    subject_id: str = Field(description="The day, or the slug", examples=["325"])
    day: int | None = Field(description="Null for what is not a day", examples=[325])
    date: dt.date | None = Field(examples=["2023-01-14"])
    n: int = Field(description="The number of its revision: how many it has had", ge=1)
    by: str = Field(description="The name of the key or command that wrote it")
    reason: str | None
    url: str | None = Field(
        description="Where it is; a 410 when it was deleted", examples=["/v1/updates/325"]
    )


class ChangeList(BaseModel):
    """Changes in their order, the earliest first."""

    items: list[Change]
    more: bool = Field(description="Whether there may be later changes already: ask `next` at once")
    next: str = Field(description="Where to go on, now or later; always given")


class StreamFilters(Filters):
    """Which changes to hear of, and after which."""

    actor: Annotated[
        Names,
        Field(
            description="Slug or any alias of an actor whom the day's document names after the "
            "change, or named before it; repeated: any of them",
            examples=[["belarus"]],
        ),
    ] = []
    since: Seq | SkipJsonSchema[None] = optional(
        "Only changes after this `seq`; without it, those from now on", 100
    )


class ChangeFilters(StreamFilters):
    """The same, a page at a time."""

    since: Annotated[Seq, Field(description="Only changes after this `seq`", examples=[100])] = 0
    limit: Annotated[
        int,
        Field(ge=1, le=1_000, description="Changes on a page; more is refused"),
        PLAIN_DIGITS,
    ] = 100
    wait: Annotated[
        int,
        Field(
            ge=0,
            le=MAX_WAIT_SECONDS,
            description="How many seconds to wait for a change where there is none yet",
        ),
        PLAIN_DIGITS,
    ] = 0
