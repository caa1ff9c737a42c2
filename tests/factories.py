"""Documents for the tests to write: lines of the real day 325, moved to any later day."""

import copy
import json
from typing import Any

from app.document import Document
from app.invasion_day import date_of
from app.validation import parse
from tests.builtin import BY_DAY, Json

_REAL = BY_DAY[325]


def source(**changes: Any) -> Json:
    """Return a source: the article that the project began with."""
    return {**copy.deepcopy(_REAL["sources"][2]), **changes}


def event(text: str = _REAL["events"][1]["text"], **changes: Any) -> Json:
    """Return an event without an id, citing the first source."""
    return {**copy.deepcopy(_REAL["events"][1]), "id": None, "text": text, "sources": [0]} | changes


def quote(text: str = _REAL["quotes"][0]["text"], **changes: Any) -> Json:
    """Return a quote without an id, citing the first source."""
    return {**copy.deepcopy(_REAL["quotes"][0]), "id": None, "text": text, "sources": [0]} | changes


def document(day: int = 400, **changes: Any) -> Json:
    """Return a valid document of one event, one quote and one source."""
    return {
        "day": day,
        "date": date_of(day).isoformat(),
        "headline": _REAL["headline"],
        "summary": _REAL["summary"],
        "language": "en",
        "related_days": [],
        "events": [event()],
        "quotes": [quote()],
        "sources": [source()],
    } | changes


def parsed(day: int = 400, **changes: Any) -> Document:
    """Return the same as a Document."""
    return parse(document(day, **changes))


def line(day: int = 400, **changes: Any) -> bytes:
    """Return the same as a line of NDJSON."""
    return json.dumps(document(day, **changes), ensure_ascii=False).encode() + b"\n"
