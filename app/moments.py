"""Points in time as people and programs write them."""

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.json_schema import SkipJsonSchema, WithJsonSchema

from app.invasion_day import KYIV
from app.lists.filters import optional

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Nanoseconds, as some languages write them; the record's clock counts microseconds.
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)


def parse_moment(text: str) -> dt.datetime:
    """Return the instant that `2023-01-14` (its end in Kyiv) or an RFC 3339 instant names.

    ValueError says what is wrong with any other text.
    """
    try:
        if _DATE.fullmatch(text):
            return end_of(dt.date.fromisoformat(text))
        if _INSTANT.fullmatch(text):
            return dt.datetime.fromisoformat(text.upper()).astimezone(dt.UTC)
    except ValueError:
        raise ValueError(f"{text} is not in the calendar") from None
    except OverflowError:
        told = "lies beyond the years 1 to 9999 in UTC: give a time within them"
        raise ValueError(f"{text} {told}") from None
    raise ValueError(
        f"{text[:40]!r} is neither a date such as 2023-01-14 nor an instant such as "
        "2023-01-14T18:00:00Z"
    )


def end_of(day_date: dt.date) -> dt.datetime:
    """Return the last microsecond of a date in Kyiv, as an instant in UTC."""
    # Not a microsecond before the next midnight: 9999-12-31 has none. Where clocks that are set
    # back show it twice, the later one.
    last = dt.datetime.combine(day_date, dt.time.max.replace(fold=1), KYIV)
    return last.astimezone(dt.UTC)


def _parse(value: Any) -> int | dt.datetime:
    text = str(value)
    if re.fullmatch(r"\d{1,18}", text, re.ASCII):
        return int(text)
    # A plus sign that was not percent-encoded arrives as a space.
    text = re.sub(r" (\d\d:\d\d)$", r"+\1", text)
    try:
        return parse_moment(text)
    except ValueError as error:
        raise ValueError(f"{error}, nor the number of a change") from None


AsOf = Annotated[
    int | dt.datetime | SkipJsonSchema[None],
    BeforeValidator(_parse),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "string", "format": "date"},
                {"type": "string", "format": "date-time"},
            ]
        }
    ),
]


def as_of_field() -> Any:
    """Return the parameter's field: the same words wherever it is taken."""
    return optional(
        "The record as it stood: after the change of that number, at the end of a date in Kyiv, "
        "or at an RFC 3339 instant"
    )


class AsOfQuery(BaseModel):
    """When the record is asked about; now, when nothing is given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: AsOf = as_of_field()
