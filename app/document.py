"""The day's document: the one shape that goes in and comes out, and every rule it obeys."""

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from typing_extensions import TypeAliasType

from app.invasion_day import LAST_DAY

MAX_NUMBER = 9_999
"""The highest number of an event or quote within its day."""

_URL = TypeAdapter(HttpUrl)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# [0-9], not \d: that takes the digits of every script, and 32٥ would be an address of 325.
_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_LANGUAGE = r"^[a-z]{2,3}$"
_EVENT_ID = r"^[1-9][0-9]{0,6}-e[1-9][0-9]{0,3}$"
_QUOTE_ID = r"^[1-9][0-9]{0,6}-q[1-9][0-9]{0,3}$"

PATTERNS = {
    _SLUG: "must be a slug of small letters, digits and hyphens, such as {slug}",
    _LANGUAGE: "must be an ISO 639 code of two or three small letters, such as en",
    _EVENT_ID: "must be an event's id, such as 325-e5",
    _QUOTE_ID: "must be a quote's id, such as 325-q2",
}
"""What to say of a text that does not match, in place of the expression."""
SLUGS = {
    "category": "military-aid",
    "into": "volodymyr-zelenskyy",
    "ref": "united-kingdom or volodymyr-zelenskyy",
    "slug": "united-kingdom or volodymyr-zelenskyy",
}
"""Examples of slugs by their field; in all others they are actors'."""


def _printable(text: str) -> str:
    control = _CONTROL.search(text)
    if control:
        raise ValueError(f"has the control character U+{ord(control[0]):04X}: remove it")
    if not text.strip():
        raise ValueError("is blank: give a text, or leave an optional field out")
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("must be one line")
    return text


def _iso_date(value: Any) -> Any:
    # pydantic also reads numbers as dates: 0 would be 1970-01-01.
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        return value
    raise ValueError("must be a date written YYYY-MM-DD, such as 2023-01-14")


def _web_address(value: str) -> str:
    # The parser below forgives white space: it would be kept, and break links.
    if any(letter.isspace() for letter in value):
        raise ValueError("must not have white space: write %20 for a space")
    try:
        _URL.validate_python(value)
    except ValidationError:
        raise ValueError("must be an http or https URL") from None
    return value


def _unique(values: list[Any]) -> list[Any]:
    for position, value in enumerate(values):
        if value in values[:position]:
            raise ValueError(f"names {value!r} twice: once is enough")
    return values


Text = Annotated[str, StringConstraints(min_length=1, max_length=5_000), AfterValidator(_printable)]
Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500),
    AfterValidator(_printable),
    AfterValidator(_one_line),
]
Slug = Annotated[str, StringConstraints(pattern=_SLUG, max_length=80)]
Language = Annotated[str, Field(pattern=_LANGUAGE, description="ISO 639 code", examples=["en"])]
IsoDate = Annotated[dt.date, BeforeValidator(_iso_date, json_schema_input_type=dt.date)]
Day = Annotated[int, Field(strict=True, ge=1, le=LAST_DAY)]
Url = Annotated[
    str,
    StringConstraints(max_length=2_000),
    AfterValidator(_printable),
    AfterValidator(_web_address),
    Field(json_schema_extra={"format": "uri"}),
]
EventId = Annotated[str, StringConstraints(pattern=_EVENT_ID, max_length=20)]
QuoteId = Annotated[str, StringConstraints(pattern=_QUOTE_ID, max_length=20)]
Cited = Annotated[
    list[Annotated[int, Field(strict=True, ge=0)]],
    Field(
        min_length=1,
        max_length=50,
        description="Positions in the document's `sources`, counted from 0",
    ),
    AfterValidator(_unique),
]
Actors = Annotated[list[Slug], Field(max_length=100), AfterValidator(_unique)]
# Aliases with names of their own: so every client has one type for them, wherever they stand.
EventStatus = TypeAliasType(
    "EventStatus", Literal["reported", "claimed", "confirmed", "denied", "disputed", "retracted"]
)
QuoteKind = TypeAliasType("QuoteKind", Literal["direct", "partial", "paraphrase"])


class _Part(BaseModel):
    # What goes out has every field; only what comes in may leave some out.
    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_serialization_defaults_required=True
    )


class Image(_Part):
    caption: Line | None = None
    credit: Line | None = None
    taken_on: IsoDate | None = None


class Source(_Part):
    """A citation: where a line of the record was read."""

    outlet: Line
    title: Line | None = None
    url: Url | None = None
    published_on: IsoDate | None = None
    language: Language
    author: Line | None = None
    editor: Line | None = None
    via: Annotated[Line | None, Field(description="The outlet that it re-reports")] = None
    image: Image | None = None


_CATEGORY = "One that the record knows: `/v1/events?facet=category&limit=1` counts them"


class DocumentEvent(_Part):
    """One fact of the day. Without an id it is given the next number of its day."""

    id: EventId | None = None
    category: Annotated[Slug, Field(description=_CATEGORY)]
    text: Text
    actors: Actors
    place: Line | None = None
    occurred_on: IsoDate | None = None
    status: EventStatus
    claimed_by: Slug | None = None
    responds_to: Annotated[
        EventId | None, Field(description="The event that it denies or confirms")
    ] = None
    sources: Cited


class DocumentQuote(_Part):
    """Words said. Without an id it is given the next number of its day."""

    id: QuoteId | None = None
    kind: QuoteKind
    text: Text
    language: Language
    translated_from: Language | None = None
    speaker: Line
    role: Line | None = None
    actor: Annotated[Slug, Field(description="The actor spoken for")]
    said_on: IsoDate | None = None
    said_to: Line | None = None
    about: Actors = []
    sources: Cited


class Document(_Part):
    """A day of the record: the same shape for import, export, PUT and GET."""

    day: Annotated[Day, Field(description="Day 1 is 2022-02-24", examples=[325])]
    date: Annotated[IsoDate, Field(examples=["2023-01-14"])]
    headline: Line
    summary: Text
    language: Language
    related_days: Annotated[list[Day], Field(max_length=50), AfterValidator(_unique)] = []
    events: Annotated[list[DocumentEvent], Field(max_length=1_000)]
    quotes: Annotated[list[DocumentQuote], Field(max_length=1_000)]
    sources: Annotated[list[Source], Field(max_length=500)]


def dump(document: Document) -> str:
    """Return the document's canonical text: compact JSON, keys in the model's order, UTF-8."""
    return document.model_dump_json()
