"""Bounds of keys: the days that a list is about, and where its page begins."""

from math import ceil, floor
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.sql.elements import SQLCoreOperations

from app.db.statements import given

_LAST_KEY = 2**63 - 1

Bounds = tuple[int | None, int | None]
"""The first key and the one behind the last; None where there is no bound."""


def within(key: SQLCoreOperations[int], bounds: Bounds) -> list[ColumnElement[bool]]:
    first, end = bounds
    return [
        *([] if first is None else [key >= first]),
        *([] if end is None else [key < end]),
    ]


def bound_shape(bounds: Bounds) -> tuple[bool, bool]:
    return bounds[0] is not None, bounds[1] is not None


def bound_values(bounds: Bounds) -> dict[str, Any]:
    return {"first": bounds[0], "end": bounds[1]}


def bound_conditions(key: SQLCoreOperations[int], bounds: Bounds) -> list[ColumnElement[bool]]:
    """Return the same as within, with the bounds as parameters."""
    first, end = bounds
    return [
        *([] if first is None else [key >= given("first")]),
        *([] if end is None else [key < given("end")]),
    ]


def overlap(one: Bounds, other: Bounds) -> Bounds:
    firsts = [each[0] for each in (one, other) if each[0] is not None]
    ends = [each[1] for each in (one, other) if each[1] is not None]
    return max(firsts, default=None), min(ends, default=None)


def narrowed(bounds: Bounds, newest: bool, after: float | None) -> Bounds:
    """Return the bounds of the rows that come after the one with the key `after`."""
    if after is None:
        return bounds
    return overlap(
        bounds, (None, ceil(after)) if newest else (min(floor(after) + 1, _LAST_KEY), None)
    )
