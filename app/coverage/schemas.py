"""What the answer about coverage looks like."""

import datetime as dt

from pydantic import BaseModel, Field


class Day(BaseModel):
    day: int
    date: dt.date


class Range(BaseModel):
    """Days in a row, both ends included."""

    from_day: int
    from_date: dt.date
    to_day: int
    to_date: dt.date
    days: int


class Coverage(BaseModel):
    """Which days of the war the record holds, from day 1 to today in Kyiv."""

    today: Day
    latest: Day | None = Field(description="The newest day held; null in an empty record")
    days_behind: int | None = Field(description="Days from the newest day held to today")
    held: int
    missing: int
    percent: float = Field(description="Held days of all days until today, in per cent")
    held_ranges: list[Range]
    missing_ranges: list[Range]
