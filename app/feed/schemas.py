"""What the feeds take, and JSON Feed 1.1 as far as it is used here."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.filters import PLAIN_DIGITS


class FeedFilters(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[
        int,
        Field(ge=1, le=100, description="Days, those changed last first"),
        PLAIN_DIGITS,
    ] = 30


class JsonFeedItem(BaseModel):
    """A day of the record. Its id stays when the day is corrected; `date_modified` moves."""

    id: str = Field(examples=["urn:daybook:2201c2de:update:325"])
    url: str
    title: str
    summary: str
    content_text: str
    date_published: dt.datetime
    date_modified: dt.datetime
    tags: list[str]
    language: str


class JsonFeed(BaseModel):
    version: str = Field(examples=["https://jsonfeed.org/version/1.1"])
    title: str
    home_page_url: str
    feed_url: str
    description: str
    language: str
    items: list[JsonFeedItem]
