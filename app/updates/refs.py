"""How an address names a day."""

from typing import Annotated

from fastapi import Path

from app.errors import InvalidParameterError
from app.lists.filters import parse_day

Ref = Annotated[
    str,
    Path(
        description="A day number, a date, or `latest`",
        max_length=20,
        openapi_examples={
            "day": {"summary": "Day 325", "value": "325"},
            "date": {"summary": "The same day by its date", "value": "2023-01-14"},
            "latest": {"summary": "The newest day held", "value": "latest"},
        },
    ),
]

DayRef = Annotated[
    str,
    Path(
        description="A day number or a date",
        max_length=20,
        openapi_examples={
            "day": {"summary": "Day 693", "value": "693"},
            "date": {"summary": "The same day by its date", "value": "2024-01-17"},
        },
    ),
]


def day_of_ref(ref: str, or_latest: bool = False) -> int:
    """Return the day that a number or a date names; InvalidParameterError for any other text.

    `or_latest` says that the address takes `latest` too, which the error then tells.
    """
    try:
        day = parse_day(ref)
    except ValueError as error:
        detail = str(error)
        if or_latest:
            detail += "; `latest` is the newest day held"
        elif ref == "latest":
            detail += "; `latest` is taken by GET /v1/updates/latest alone: name the day here"
        raise InvalidParameterError("ref", detail, place="path") from None
    if day < 1:
        detail = f"{ref} is before day 1, 2022-02-24"
        raise InvalidParameterError("ref", detail, place="path")
    return day
