"""How far into a record PostgreSQL is asked at a time: as many days as hold what is wanted.

Its inverted index has no order: it collects all hits of a stretch before the first is known. So a
stretch should hold a page's hits or a total's, and few more. How many a day holds is learned from
the stretches before.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.fulltext.engines import ERA_BITS, era

_FIRST_DAYS = 128
_LONGER = 64
"""How many times as many days as before are asked next at most, and where those held nothing."""
_SHORTER = 4
"""What part of the days asked so far is asked next at least, or there would be no end to asking."""
_RESERVE = 1.25
"""Days are not alike: so many times the days that should do."""
_MOST_ERAS = 32
_MOST = 0.8
"""What part of the record is as good as all of it."""

Stretch = tuple[int, int, list[str]]
"""Its first day, the one behind its last, and the eras that it is in; none if it need not say."""


@dataclass
class Progress:
    """How many rows are wanted, and how many were found in the days of the stretches so far."""

    wanted: int
    found: int = 0
    days: int = 0
    expected: tuple[int, int] | None = None
    """How many rows are to be expected in how many days, where that is known before."""

    @property
    def is_rare(self) -> bool:
        """Whether at most one day in ten holds a row; unknown of days that nobody looked at."""
        found, days = (self.found, self.days) if self.days else self.expected or (0, 0)
        return 0 < days >= 10 * found


def stretches(
    first: int, last: int, newest: bool, progress: Progress, whole: int
) -> Iterator[Stretch]:
    """Yield stretches of the days from `first` to `last` in order, from either end.

    `whole` is how many days the record has.
    """
    left = (first, last + 1)
    days = max(_FIRST_DAYS, progress.expected[1] if progress.expected else 0)
    while left[0] < left[1]:
        stretch = _cut(*left, days, newest, whole)
        yield stretch
        left = (left[0], stretch[0]) if newest else (stretch[1], left[1])
        progress.days += stretch[1] - stretch[0]
        days = progress.days * _LONGER
        if progress.found:
            # One more than were found: of few, the next days may well hold more.
            missing = (progress.wanted - progress.found) / (progress.found + 1)
            likely = round(progress.days * missing * _RESERVE)
            days = min(days, max(progress.days // _SHORTER, likely))


def _cut(first: int, end: int, days: int, newest: bool, whole: int) -> Stretch:
    """Return about so many of the days left; their eras are taken whole."""
    bits = next((each for each in ERA_BITS if days >> each < _MOST_ERAS), ERA_BITS[-1])
    if newest:
        first = max(first, (end - days) >> bits << bits)
    else:
        end = min(end, ((first + days) >> bits) + 1 << bits)
    if end - first > _MOST * whole:  # to say which part would find no less
        return first, end, []
    return first, end, [era(bits, each) for each in range(first >> bits, ((end - 1) >> bits) + 1)]
