"""Hits of several types in one order, a page of them: by day, or by relevance."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import ceil
from typing import Any

from sqlalchemy import Connection

from app.db.bounds import Bounds, overlap
from app.fulltext.names import Subject
from app.fulltext.store import STRIDES
from app.head import LONG_RECORD
from app.lists.cursors import Rank, read_cursor
from app.lists.items import Selection, read_bodies
from app.lists.pagination import rank_candidates, read_first, read_rows
from app.lists.selection import Ground
from app.lists.stretches import Progress, stretches
from app.lists.totals import count_rows
from app.search.schemas import SearchFilters

ORDER: dict[Subject, int] = {"event": 0, "quote": 1, "update": 2}
"""The place of each type within a day, oldest first: its events, its quotes, the day itself."""

Row = tuple[Rank, Subject, Any]
"""A row's rank, type and body."""


def by_day(
    connection: Connection,
    selections: dict[Subject, Selection],
    asked: SearchFilters,
    bound: int,
) -> tuple[list[Row], int]:
    """Return one row more than the page has, and the total up to one more than its bound.

    A row's rank is its day, the place of its type, and its key.
    """
    after = read_cursor(asked, parts=3)
    # What a day has many of comes first: where a page of it ends, no more of others can be on it.
    in_order = [selections[subject] for subject in sorted(selections, key=ORDER.__getitem__)]
    total = 0
    if after is None and bound <= asked.limit:
        rows = _near_by_near(connection, in_order, asked, None)
        return rows, len(rows)
    if after is not None:
        for selection in in_order:
            left = bound + 1 - total
            total += min(count_rows(connection, selection.ground, left), left) if left else 0
        return _near_by_near(connection, in_order, asked, after), total
    rows = []
    for selection in in_order:
        left = bound + 1 - total
        if left:
            keyed, counted = read_first(connection, selection, asked, asked.limit + 1, left)
            total += min(counted, left)
        else:
            near = _up_to_last(selection, rows, asked)
            keyed = read_rows(connection, near, asked, None, asked.limit + 1)
        rows = _first_rows(rows, keyed, selection, asked)
    return rows, total


def _near_by_near(
    connection: Connection, in_order: Sequence[Selection], asked: SearchFilters, after: Rank | None
) -> list[Row]:
    """Return the rows of a page and one more, of all types for some days and then for the next.

    So of no type more is collected than the page has days.
    """
    newest = asked.order == "newest"
    rows: list[Row] = []
    progress = Progress(asked.limit + 1)
    for stretch in _stretches(in_order, newest, after, progress):
        for selection in in_order:
            subject, stride = selection.subject, STRIDES[selection.subject]
            near = _up_to_last(_within(selection, stretch, progress), rows, asked)
            behind = None if after is None else _behind(after, ORDER[subject], stride, newest)
            keyed = read_rows(connection, near, asked, behind, asked.limit + 1)
            rows = _first_rows(rows, keyed, selection, asked)
        progress.found = len(rows)
        if progress.found >= progress.wanted:
            break
    return rows


def _stretches(
    in_order: Sequence[Selection], newest: bool, after: Rank | None, progress: Progress
) -> Iterator[Bounds]:
    """Yield the days to ask for; all at once where nothing is collected."""
    ground = in_order[0].ground
    if not all(each.ground.is_collected for each in in_order):
        yield None, None
        return
    first, last = ground.days(ground.bounds)
    if after is not None:
        first, last = (
            (first, min(last, int(after[0]))) if newest else (max(first, int(after[0])), last)
        )
    for begin, end, _ in stretches(first, last, newest, progress, ground.held.span):
        yield begin, end


def _within(selection: Selection, stretch: Bounds, progress: Progress) -> Selection:
    """Return what a selection has in some days."""
    begin, end = stretch
    if begin is None or end is None:
        return selection
    ground, stride = selection.ground, STRIDES[selection.subject]
    expected = None
    if progress.days:
        expected = progress.found * (end - begin) // progress.days, end - begin
    bounds = overlap(ground.bounds, (begin * stride, end * stride))
    return replace(selection, ground=replace(ground, bounds=bounds, expected=expected))


def _up_to_last(selection: Selection, rows: Sequence[Row], asked: SearchFilters) -> Selection:
    """Return what a selection has up to the day of the page's last row; all if it is not full."""
    if len(rows) <= asked.limit:
        return selection
    ground, stride = selection.ground, STRIDES[selection.subject]
    last = int(rows[-1][0][0])
    end = (last * stride, None) if asked.order == "newest" else (None, (last + 1) * stride)
    return replace(selection, ground=replace(ground, bounds=overlap(ground.bounds, end)))


def _first_rows(
    rows: Sequence[Row], keyed: Iterable[tuple[int, Any]], of: Selection, asked: SearchFilters
) -> list[Row]:
    """Return the first rows of a page and one more, once a selection's are added."""
    subject, stride = of.subject, STRIDES[of.subject]
    more: list[Row] = [((key // stride, ORDER[subject], key), subject, body) for key, body in keyed]
    both = sorted([*rows, *more], key=lambda row: row[0], reverse=asked.order == "newest")
    return both[: asked.limit + 1]


def _behind(after: Rank, place: int, stride: int, newest: bool) -> float:
    """Return the key behind which a type's rows come after the row of rank `after`."""
    day, other, key = after
    if place == other:
        return key
    if newest:
        return (day + 1) * stride if place < other else day * stride
    return day * stride - 1 if place > other else (day + 1) * stride - 1


def by_relevance(
    connection: Connection,
    selections: dict[Subject, Selection],
    asked: SearchFilters,
    bound: int,
    ranked: dict[Subject, int],
) -> tuple[list[Row], int]:
    """Return the same, where a row's rank is minus its score, the type, minus its key.

    Of each type so many of the newest hits are ranked; in a long record, where those fill the page
    and the total, no others that are much older: days with one word and not another may be far.
    """
    after = read_cursor(asked, parts=3)
    places = {place: subject for subject, place in ORDER.items()}
    ranks: list[tuple[float, int, int]] = []
    days: list[int] = []
    total = 0
    a_day: float | None = None
    for subject in sorted(selections, key=ORDER.__getitem__):
        selection, most, stride = selections[subject], ranked[subject], STRIDES[subject]
        finding, ground = selection.finding, selection.ground
        if finding is None:
            continue
        if a_day is not None:
            ground = _expecting(ground, most, a_day)
        left = bound + 1 - total
        if ground.held.is_long and not left and len(ranks) > asked.limit:
            bounds = overlap(ground.bounds, ((min(days) - LONG_RECORD) * stride, None))
            ground = replace(ground, bounds=bounds)
        near = replace(selection, ground=ground)
        found, counted = rank_candidates(connection, near, finding, most, left)
        ranks += [(score, ORDER[subject], key) for score, key in found]
        these = [-key // stride for _, key in found]
        days += these
        total += min(counted, left)
        if len(finding.query.clauses) == 1:
            # What an event or a quote has its day has too: of days as many are to be expected.
            a_day = (a_day or 0.0) + _each_day(ground, these, most)
    ranks = sorted(rank for rank in ranks if after is None or rank > after)[: asked.limit + 1]
    bodies = {
        (ORDER[subject], -key): (subject, body)
        for subject, selection in selections.items()
        for key, body in read_bodies(
            connection,
            selection,
            [-key for _, place, key in ranks if places[place] == subject],
        ).items()
    }
    return [(rank, *bodies[rank[1], rank[2]]) for rank in ranks], total


def _each_day(ground: Ground, found: Sequence[int], most: int) -> float:
    """Return how many rows a day had, given the days of those found: all, or the newest `most`."""
    first, last = ground.days(ground.bounds)
    return len(found) / max(last + 1 - (min(found) if len(found) >= most else first), 1)


def _expecting(ground: Ground, rows: int, a_day: float) -> Ground:
    """Return a ground of which so many rows are wanted, told how many a day is likely to have."""
    first, last = ground.days(ground.bounds)
    days = min(last + 1 - first, ceil(rows / a_day) if a_day else last)
    return replace(ground, expected=(round(a_day * days), days))
