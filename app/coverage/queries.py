"""Which days are held, and which are not."""

from sqlalchemy import Connection, func, select
from sqlmodel import col

from app.coverage.schemas import Coverage, Day, Range
from app.head import Tag, read_tag
from app.invasion_day import date_of, day_of, today
from app.models import Update


def get_coverage(connection: Connection) -> tuple[Coverage, Tag]:
    """Return the record's coverage from day 1 to today, or to its newest day if that is later."""
    held = _held_ranges(connection)
    now = day_of(today())
    last = max(now, held[-1][1] if held else 0)
    missing, expected = [], 1
    for first, end in held:
        if first > expected:
            missing.append((expected, first - 1))
        expected = end + 1
    if expected <= last:
        missing.append((expected, last))
    count = sum(end - first + 1 for first, end in held)
    newest = held[-1][1] if held else None
    coverage = Coverage(
        today=Day(day=now, date=date_of(now)),
        latest=Day(day=newest, date=date_of(newest)) if newest else None,
        days_behind=max(now - newest, 0) if newest else None,
        held=count,
        missing=last - count,
        percent=round(100 * count / last, 1),
        held_ranges=[_range(*each) for each in held],
        missing_ranges=[_range(*each) for each in missing],
    )
    return coverage, read_tag(connection)


def _held_ranges(connection: Connection) -> list[tuple[int, int]]:
    # Days in a row all have the same difference between their number and their rank.
    day = col(Update.day)
    ranked = select(day, (day - func.row_number().over(order_by=day)).label("island")).subquery()
    islands = (
        select(func.min(ranked.c.day), func.max(ranked.c.day))
        .group_by(ranked.c.island)
        .order_by(func.min(ranked.c.day))
    )
    return [(first, end) for first, end in connection.execute(islands)]


def _range(first: int, last: int) -> Range:
    return Range(
        from_day=first,
        from_date=date_of(first),
        to_day=last,
        to_date=date_of(last),
        days=last - first + 1,
    )
