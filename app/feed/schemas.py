"""What the feeds take, and JSON Feed 1.1 as far as it is used here."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.lists.filters import PLAIN_DIGITS


class FeedFilters(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[
        int,
        Field(ge=1, le=100, description="Days, those changed last first"),
        PLAIN_DIGITS,
    ] = 30


class JsonFeedAttachment(BaseModel):
    """The same day in another form."""

    url: str
    mime_type: str = Field(examples=["application/json"])
    title: str


class JsonFeedItem(BaseModel):
    """A day of the record. Its id stays when the day is corrected; `date_modified` moves."""

    id: str = Field(examples=["urn:daybook:2201c2de:update:325"])
    url: str = Field(description="The day's page")
    title: str
    summary: str
    content_text: str
    date_published: dt.datetime
    date_modified: dt.datetime
    tags: list[str]
    language: str
    attachments: list[JsonFeedAttachment] = Field(description="The day's document, as JSON")


class JsonFeed(BaseModel):
    version: str = Field(examples=["https://jsonfeed.org/version/1.1"])
    title: str
    home_page_url: str
    feed_url: str
    description: str
    language: str
    items: list[JsonFeedItem]
