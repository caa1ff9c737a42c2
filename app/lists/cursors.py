"""Cursors: where a list's next page begins, opaque to its reader and bound to its filters."""

import base64
import hashlib
import json
from typing import Any

from app.errors import InvalidParameterError
from app.lists.filters import Listed

Rank = tuple[float, ...]
"""What orders a row: its key, or what comes before it and its key."""

_FURTHEST = 2**48
"""Beyond every key, and a key of 64 bits still if it is a day: cursors can be made up."""


_OF_A_PAGE = {"cursor", "limit", "fields", "facet"}
"""Parameters that may differ from page to page of one list."""


def make_cursor(listed: Listed, rank: Rank) -> str:
    """Return the cursor behind the row of this rank, for this list and no other."""
    text = f'[{list(rank)}, "{_digest(listed)}"]'  # as json.dumps would write it
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(listed: Listed, parts: int) -> Rank | None:
    """Return the rank, of so many parts, that the list's cursor stands behind; None without one.

    InvalidParameterError for one that we did not make, or made for another list.
    """
    if listed.cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(listed.cursor + "=" * (-len(listed.cursor) % 4))
        rank, digest = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        rank, digest = None, ""
    if not isinstance(rank, list) or len(rank) != parts or not all(map(_is_place, rank)):
        raise InvalidParameterError("cursor", "is not one of ours: take it from `next`")
    if digest != _digest(listed):
        raise InvalidParameterError(
            "cursor", "belongs to a list with other filters: take it from that list's `next`"
        )
    return tuple(rank)


def _is_place(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) <= _FURTHEST


def _digest(listed: Listed) -> str:
    asked = [pair for pair in vars(listed).items() if pair[0] not in _OF_A_PAGE]
    return hashlib.blake2b(repr(asked).encode(), digest_size=6).hexdigest()
