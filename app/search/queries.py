"""One question over updates, events and quotes at once, and the quotes that resemble one."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from app.events.queries import select_events
from app.events.schemas import EventFilters
from app.fulltext.finding import told_of
from app.fulltext.hits import matches_in
from app.fulltext.names import Subject
from app.fulltext.passages import read_searched
from app.head import read_tag
from app.invasion_day import date_of
from app.lists.effort import candidates, total_bound
from app.lists.facets import Facets, count_facets
from app.lists.items import Selection
from app.lists.pagination import Page, next_cursor
from app.quotes.queries import select_quotes
from app.quotes.schemas import QuoteFilters
from app.search.merged import ORDER, Row, by_day, by_relevance
from app.search.schemas import SearchFilters
from app.updates.queries import select_updates
from app.updates.schemas import UpdateFilters

_ADDRESSES: dict[Subject, str] = {"update": "updates", "event": "events", "quote": "quotes"}


def search_all(connection: Connection, asked: SearchFilters) -> Page:
    """Return a page of everything that the query finds, in one order over all types."""
    selections = _selections(connection, asked)
    bound = min(total_bound(each.ground, asked.limit) for each in selections.values())
    ranked: dict[Subject, int] = {}
    if asked.order == "relevance":
        for subject, each in selections.items():
            ranked[subject] = candidates(each.ground, len(selections))
        rows, total = by_relevance(connection, selections, asked, bound, ranked)
    else:
        rows, total = by_day(connection, selections, asked, bound)
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
    wanted = asked.type or list(ORDER)
    selections: dict[Subject, Selection] = {}
    if "update" in wanted:
        selections["update"] = select_updates(connection, UpdateFilters.model_validate(given))
    if "event" in wanted:
        selections["event"] = select_events(connection, EventFilters.model_validate(given))
    if "quote" in wanted:
        selections["quote"] = select_quotes(connection, QuoteFilters.model_validate(given))
    return selections


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


def _hits(selections: Mapping[Subject, Selection], rows: Sequence[Row]) -> list[str]:
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
