"""The parameters that lists share: one strict model each, unknown ones refused."""

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema, WithJsonSchema
from sqlalchemy import ColumnElement
from sqlalchemy.sql.elements import SQLCoreOperations

from app.fulltext.language import MOST_CHARACTERS
from app.fulltext.names import Match
from app.invasion_day import LAST_DAY, day_of

# ASCII: \d alone takes the digits of every script, and 32٥ would be an address of day 325.
_DAY = re.compile(r"[1-9]\d{0,6}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_day(value: Any) -> int:
    """Return the day number that `325` or `2023-01-14` names; ValueError says what is wrong.

    A date before the invasion gives a number below 1.
    """
    if isinstance(value, int):
        return value  # one filter made from another: read already, and below 1 perhaps
    text = str(value)
    if _DATE.fullmatch(text):
        try:
            return day_of(dt.date.fromisoformat(text))
        except ValueError:
            raise ValueError(f"{text} is not in the calendar") from None
    if _DAY.fullmatch(text) and int(text) <= LAST_DAY:
        return int(text)
    bare = text.lstrip("+0")
    if _DAY.fullmatch(bare) and int(bare) <= LAST_DAY:
        raise ValueError(f"{text[:40]} must be written {bare}, without sign or leading zeros")
    if re.fullmatch(r"[+-]?\d+", text, re.ASCII):
        raise ValueError(f"day numbers run from 1 (2022-02-24) to {LAST_DAY}, not {text[:40]}")
    raise ValueError(
        f"{text[:40]!r} is neither a day number such as 325 nor a date such as 2023-01-14"
    )


DayOrDate = Annotated[
    int,
    BeforeValidator(parse_day),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": LAST_DAY},
                {"type": "string", "format": "date"},
            ]
        }
    ),
]


def _digits(value: Any) -> Any:
    # pydantic also reads 1_000 and 5.0 as whole numbers.
    if (isinstance(value, str) and not value.isascii()) or not str(value).isdigit():
        raise ValueError("must be a whole number in plain digits, such as 50")
    return value


PLAIN_DIGITS = BeforeValidator(_digits)
"""For whole numbers; stands behind their bounds, or the contract says `ge` and not `minimum`."""

Seq = Annotated[int, Field(ge=0, le=2**63 - 1), PLAIN_DIGITS]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Names = Annotated[list[Name], Field(max_length=20)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=MOST_CHARACTERS)]
Order = Literal["newest", "oldest", "relevance"]
FACETS = ("speaker", "about", "kind", "actor", "category", "status", "claimed_by", "year")


def _facets(text: str) -> str:
    for name in text.split(","):
        if name not in FACETS:
            raise ValueError(f"{name[:40]!r} is not a facet: choose from {', '.join(FACETS)}")
    return text


def optional(description: str, example: Any = None, **more: Any) -> Any:
    """Return a field that may be left out, told without an ugly null in the contract."""
    examples = [] if example is None else [example]
    return Field(default=None, description=description, examples=examples, **more)


NONE_GIVEN: Any = Field(default_factory=list, json_schema_extra={"default": []})
"""The default of a parameter that may be repeated. A list in its place would be copied, by Python's
own deep copy, for each request."""


class NoFilters(BaseModel):
    """No parameter is taken here."""

    model_config = ConfigDict(extra="forbid")


class Filters(BaseModel):
    """What every list can be narrowed by: its days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_: DayOrDate | SkipJsonSchema[None] = optional(
        "First day, a day number or a date", 312, alias="from"
    )
    to: DayOrDate | SkipJsonSchema[None] = optional(
        "Last day, a day number or a date", "2023-01-29"
    )
    date: DayOrDate | SkipJsonSchema[None] = optional(
        "One day, a date or a day number", "2023-01-14"
    )

    def bounds(self) -> tuple[int | None, int | None]:
        """Return the first and the last day that are asked for, each None where none is set."""
        first, last = self.from_, self.to
        if self.date is not None:
            first = self.date if first is None else max(first, self.date)
            last = self.date if last is None else min(last, self.date)
        return first, last

    def days(self, day: SQLCoreOperations[int]) -> list[ColumnElement[bool]]:
        """Return the conditions that this range puts on a column of day numbers."""
        first, end = self.keys(stride=1)
        return [
            *([] if first is None else [day >= first]),
            *([] if end is None else [day < end]),
        ]

    def keys(self, stride: int) -> tuple[int | None, int | None]:
        """Return the first key of this range and the one behind its last, None for no bound.

        A key holds `stride` numbers for each day.
        """
        first, last = self.bounds()
        return (
            None if first is None else first * stride,
            None if last is None else (last + 1) * stride,
        )

    @model_validator(mode="after")
    def _range_runs_forward(self) -> "Filters":
        if self.from_ is not None and self.to is not None and self.from_ > self.to:
            raise ValueError("`from` is later than `to`: swap them")
        return self


class ByActor(BaseModel):
    """Which actors must be named, and how many of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    actor: Annotated[
        Names,
        Field(
            description="Slug or any alias of an actor; may be repeated. Of events those that name "
            "it, of quotes those spoken for it; of days those with such an event or quote, with an "
            "event that it claims, or with a quote about it",
            examples=[["belarus"]],
        ),
    ] = NONE_GIVEN
    actor_match: Annotated[
        Match, Field(description="Whether any, all or none of the actors given must be named")
    ] = "any"


class Listed(Filters):
    """A list's words, order and page."""

    q: Words | SkipJsonSchema[None] = optional(
        'Words to find, in any of their forms: `a b` both, `a or b`, `"a phrase"`, `begin*`, '
        "`-without`; see the query language above",
        "missile attack",
    )
    order: Annotated[
        Order,
        Field(description="By day and place in the day, or with `q` by relevance"),
    ] = "newest"
    facet: Annotated[
        str | SkipJsonSchema[None],
        AfterValidator(_facets),
    ] = optional("Count the whole result by these, separated by commas", "speaker,actor,year")
    limit: Annotated[
        int,
        Field(
            ge=1,
            le=200,
            description="Items on a page, 50 where it is not given; more than 200 is refused",
        ),
        PLAIN_DIGITS,
    ] = 50
    cursor: Annotated[str, StringConstraints(max_length=500)] | SkipJsonSchema[None] = optional(
        "Where the next page begins: taken from `next`, never made"
    )
    format: Annotated[
        Literal["json", "ndjson", "csv"],
        Field(description="`ndjson` and `csv` stream the whole list; see Daybook-Row-Count"),
    ] = "json"
    fields: Annotated[str, StringConstraints(max_length=500)] | SkipJsonSchema[None] = optional(
        "Only these fields of each item, separated by commas"
    )

    @property
    def facets(self) -> list[str]:
        """The facets asked for."""
        return self.facet.split(",") if self.facet else []

    @model_validator(mode="after")
    def _relevance_needs_words(self) -> "Listed":
        if self.order == "relevance" and self.q is None:
            raise ValueError("`order=relevance` needs words to find: give `q`")
        return self
