"""One question over updates, events and quotes at once, and the quotes that resemble one."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from app.bounds import overlap
from app.cursors import Rank, read_cursor
from app.effort import candidates, total_bound
from app.events.queries import select_events
from app.events.schemas import EventFilters
from app.head import read_tag
from app.invasion_day import date_of
from app.pagination import (
    Page,
    Selection,
    next_cursor,
    rank_candidates,
    read_bodies,
    read_first,
    read_rows,
)
from app.quotes.queries import select_quotes
from app.quotes.schemas import QuoteFilters
from app.search.facets import Facets, count_facets
from app.search.finding import told_of
from app.search.hits import matches_in
from app.search.names import Subject
from app.search.passages import read_searched
from app.search.schemas import SearchFilters
from app.search.store import STRIDES
from app.totals import count_rows
from app.updates.queries import select_updates
from app.updates.schemas import UpdateFilters

_ORDER: dict[Subject, int] = {"event": 0, "quote": 1, "update": 2}
"""The place of each type within a day, oldest first: its events, its quotes, the day itself."""

_Row = tuple[Rank, Subject, Any]
"""A row's rank, type and body."""

_ADDRESSES: dict[Subject, str] = {"update": "updates", "event": "events", "quote": "quotes"}


def search_all(connection: Connection, asked: SearchFilters) -> Page:
    """Return a page of everything that the query finds, in one order over all types."""
    selections = _selections(connection, asked)
    bound = min(total_bound(each.ground, asked.limit) for each in selections.values())
    ranked: dict[Subject, int] = {}
    if asked.order == "relevance":
        for subject, each in selections.items():
            ranked[subject] = candidates(each.ground, len(selections))
        rows, total = _by_relevance(connection, selections, asked, bound, ranked)
    else:
        rows, total = _by_day(connection, selections, asked, bound)
    found = Page(
        bodies=_hits(selections, rows[: asked.limit]),
        total=min(total, bound),
        total_is_lower_bound=total > bound,
        next_cursor=next_cursor(asked, rows),
        tag=read_tag(connection),
    )
    if asked.facets:
        found.told["facets"] = _facets(connection, selections, asked.facets)
    finding = next(iter(selections.values())).finding
    if finding is not None:
        most = sum(ranked.values()) if ranked else None
        found.told["search"] = told_of(connection, finding, total, most)
    return found


def _selections(connection: Connection, asked: SearchFilters) -> dict[Subject, Selection]:
    shared = {"q", "from_", "to", "date", "actor", "actor_match"}
    given = asked.model_dump(include=shared, by_alias=True, exclude_none=True)
    wanted = asked.type or list(_ORDER)
    selections: dict[Subject, Selection] = {}
    if "update" in wanted:
        selections["update"] = select_updates(connection, UpdateFilters.model_validate(given))
    if "event" in wanted:
        selections["event"] = select_events(connection, EventFilters.model_validate(given))
    if "quote" in wanted:
        selections["quote"] = select_quotes(connection, QuoteFilters.model_validate(given))
    return selections


def _by_day(
    connection: Connection,
    selections: dict[Subject, Selection],
    asked: SearchFilters,
    bound: int,
) -> tuple[list[_Row], int]:
    """Return one row more than the page has, and the total up to one more than its bound.

    A row's rank is its day, the place of its type, and its key.
    """
    after = read_cursor(asked, parts=3)
    newest = asked.order == "newest"
    rows: list[_Row] = []
    total = 0
    # What a day has many of comes first: where a page of it ends, no more of others can be on it.
    for subject in sorted(selections, key=_ORDER.__getitem__):
        selection = selections[subject]
        left = bound + 1 - total
        stride = STRIDES[subject]
        if after is None and left:
            keyed, counted = read_first(connection, selection, asked, asked.limit + 1, left)
        else:
            behind = None if after is None else _behind(after, _ORDER[subject], stride, newest)
            last = rows[asked.limit][0][0] if len(rows) > asked.limit else None
            near = _up_to(selection, last, newest)
            keyed = read_rows(connection, near, asked, behind, asked.limit + 1)
            counted = count_rows(connection, selection.ground, left) if left else 0
        total += min(counted, left)
        for key, body in keyed:
            rows.append(((key // stride, _ORDER[subject], key), subject, body))
        rows.sort(key=lambda row: row[0], reverse=newest)
    return rows[: asked.limit + 1], total


def _up_to(selection: Selection, last: float | None, newest: bool) -> Selection:
    """Return what a selection has up to a day in order, that day included; all if there is none."""
    if last is None:
        return selection
    ground, stride = selection.ground, STRIDES[selection.subject]
    first, end = int(last) * stride, (int(last) + 1) * stride
    bounds = overlap(ground.bounds, (first, None) if newest else (None, end))
    return replace(selection, ground=replace(ground, bounds=bounds))


def _behind(after: Rank, place: int, stride: int, newest: bool) -> float:
    """Return the key behind which a type's rows come after the row of rank `after`."""
    day, other, key = after
    if place == other:
        return key
    if newest:
        return (day + 1) * stride if place < other else day * stride
    return day * stride - 1 if place > other else (day + 1) * stride - 1


def _by_relevance(
    connection: Connection,
    selections: dict[Subject, Selection],
    asked: SearchFilters,
    bound: int,
    ranked: dict[Subject, int],
) -> tuple[list[_Row], int]:
    """Return the same, where a row's rank is minus its score, the type, minus its key.

    Of each type so many of the newest hits are ranked.
    """
    after = read_cursor(asked, parts=3)
    places = {place: subject for subject, place in _ORDER.items()}
    ranks: list[tuple[float, int, int]] = []
    total = 0
    for subject, selection in selections.items():
        if selection.finding is not None:
            left = bound + 1 - total
            found, counted = rank_candidates(
                connection, selection, selection.finding, ranked[subject], left
            )
            ranks += [(score, _ORDER[subject], key) for score, key in found]
            total += min(counted, left)
    ranks = sorted(rank for rank in ranks if after is None or rank > after)[: asked.limit + 1]
    bodies = {
        (_ORDER[subject], -key): (subject, body)
        for subject, selection in selections.items()
        for key, body in read_bodies(
            connection,
            selection,
            [-key for _, place, key in ranks if places[place] == subject],
        ).items()
    }
    return [(rank, *bodies[rank[1], rank[2]]) for rank in ranks], total


def _facets(
    connection: Connection, selections: dict[Subject, Selection], names: list[str]
) -> Facets:
    added: dict[str, Counter[str]] = {name: Counter() for name in names}
    for selection in selections.values():
        for name, counts in count_facets(connection, selection, names).items():
            for each in counts:
                added[name][str(each["value"])] += int(each["count"])
    return {
        name: [
            {"value": value, "count": count}
            for value, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        ]
        for name, counts in added.items()
    }


def _hits(selections: Mapping[Subject, Selection], rows: Sequence[_Row]) -> list[str]:
    """Return the JSON of each row's hit, in order."""
    hits = [""] * len(rows)
    for subject, selection in selections.items():
        places = [at for at, row in enumerate(rows) if row[1] == subject]
        items = [read_searched(subject, rows[at][2]) for at in places]
        matches: Sequence[str] = ["null"] * len(items)
        if selection.finding is not None:
            matches = matches_in(items, selection.finding)
        for at, item, of_item in zip(places, items, matches, strict=True):
            hits[at] = f'{_head_of(subject, item)[:-1]},"matches":{of_item}}}'
    return hits


def _head_of(subject: Subject, item: Mapping[str, Any]) -> str:
    item_id = item.get("id", str(item["day"]))
    return json.dumps(
        {
            "type": subject,
            "id": item_id,
            "day": item["day"],
            "date": date_of(item["day"]).isoformat(),
            "url": f"/v1/{_ADDRESSES[subject]}/{item_id}",
            "text": item["headline"] if subject == "update" else item["text"],
            "speaker": item.get("speaker"),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
