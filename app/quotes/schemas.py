"""What lists of quotes take and give."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from app.document import Language, QuoteId, QuoteKind, Slug, Source
from app.fulltext.matches import Hit
from app.lists.filters import (
    NONE_GIVEN,
    PLAIN_DIGITS,
    ByActor,
    Filters,
    Listed,
    Name,
    Names,
    optional,
)
from app.lists.pagination import Envelope


class Quote(BaseModel):
    """Words said on a day, with their sources in full."""

    id: Annotated[QuoteId, Field(examples=["325-q1"])]
    day: int
    date: dt.date
    kind: QuoteKind
    text: str
    language: Language
    translated_from: Language | None
    speaker: str = Field(description="The speaker's name as the document writes it")
    role: str | None = Field(description="The speaker's role at the time")
    actor: Slug = Field(description="The actor spoken for")
    said_on: dt.date | None
    said_to: str | None
    about: list[Slug]
    sources: list[Source]
    speaker_slug: Slug = Field(description="The speaker, at /v1/speakers/{ref}")


class ByQuote(ByActor):
    """Quotes by who said them, for whom, about whom, to whom and how."""

    speaker: Annotated[
        Names,
        Field(
            description="Slug or any alias of the speaker, also as archives write it (Putin, V.); "
            "repeated: any of them",
            examples=[["Zelenskiy"]],
        ),
    ] = NONE_GIVEN
    about: Annotated[
        Names,
        Field(
            description="Slug or any alias of an actor spoken about; repeated: any of them",
            examples=[["Minsk"]],
        ),
    ] = NONE_GIVEN
    kind: Annotated[
        list[QuoteKind], Field(description="Repeated: any of them", examples=[["direct"]])
    ] = NONE_GIVEN
    said_to: Name | SkipJsonSchema[None] = optional(
        "To whom: a name under any spelling that is known (Zelenskiy), or else what the record "
        "says (reporters), in any case and with or without marks",
        "TASS",
    )
    language: Annotated[
        list[Language],
        Field(description="The language of the text; repeated: any", examples=[["en"]]),
    ] = NONE_GIVEN


class QuoteFilters(Listed, ByQuote):
    pass


class RandomQuoteFilters(Filters, ByQuote):
    seed: Name | SkipJsonSchema[None] = optional(
        "Any text: the same quote for all who give it, while the filters choose the same. "
        "With today's date it is a quote of the day",
        "2026-11-27",
    )


class FoundQuote(Hit, Quote):
    pass


class QuoteList(Envelope[FoundQuote]):
    pass


class SimilarFilters(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[int, Field(ge=1, le=50, description="How many at most"), PLAIN_DIGITS] = 10


class SimilarQuote(BaseModel):
    """A quote that resembles the one asked for."""

    score: float = Field(description="How alike the words are, from 0.5 to 1", examples=[0.87])
    quote: Quote


class SimilarQuotes(BaseModel):
    items: list[SimilarQuote]
