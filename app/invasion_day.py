"""Dates and the numbers the war's record gives them: the only module that knows day 1."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY_ONE = date(2022, 2, 24)
"""Day 1, the day of the full-scale invasion: day N is DAY_ONE + (N - 1) days."""

LAST_DAY = (date.max - DAY_ONE).days + 1
"""The number of the last day that a calendar date can name (9999-12-31)."""

KYIV = ZoneInfo("Europe/Kyiv")


def day_of(day_date: date) -> int:
    """Return the day number of a date; zero or less before the invasion."""
    return (day_date - DAY_ONE).days + 1


def date_of(day: int) -> date:
    """Return the date of a day number from 1 to LAST_DAY; ValueError outside."""
    if not 1 <= day <= LAST_DAY:
        raise ValueError(f"day numbers run from 1 ({DAY_ONE}) to {LAST_DAY} ({date.max})")
    return DAY_ONE + timedelta(days=day - 1)


def today() -> date:
    """Return today's date where the war is: in Europe/Kyiv."""
    return datetime.now(KYIV).date()
