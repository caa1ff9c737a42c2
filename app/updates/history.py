"""Questions about a day's revisions: who changed what, when and why."""

import json
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import jsonpatch
from pydantic_core import to_json
from sqlalchemy import Connection
from sqlmodel import col

from app.errors import DayDeletedError, ItemNotHeldError
from app.head import read_tag
from app.invasion_day import date_of
from app.models import Revision
from app.record.revisions import RevisionPage, last_revision, revisions_of
from app.updates.queries import why_not_held
from app.updates.schemas import ChangedItems, RevisionSize, UpdateRevision


def list_revisions(
    connection: Connection, day: int, below: int | None, limit: int
) -> RevisionPage[UpdateRevision]:
    """Return up to `limit` of a day's revisions; DayNotHeldError when it never had one."""
    last = _last(connection, day)
    statement = revisions_of("update", str(day)).order_by(col(Revision.n).desc()).limit(limit + 1)
    if below is not None:
        statement = statement.where(col(Revision.n) < below)
    rows = connection.execute(statement).all()
    bodies = [row.body for row in rows] + [None]
    items = [
        UpdateRevision(
            n=row.n,
            seq=row.seq,
            change=row.change,
            at=row.at,
            by=row.author,
            reason=row.reason,
            size=measure(before, row.body),
        )
        for row, before in zip(rows[:limit], bodies[1:], strict=False)
    ]
    next_below = items[-1].n if len(rows) > limit else None
    return RevisionPage(items, last, next_below, read_tag(connection))


def get_revision(connection: Connection, day: int, n: int) -> str:
    """Return the document of a revision; DayDeletedError when it is a deletion."""
    last = _last(connection, day)
    row = connection.execute(
        revisions_of("update", str(day)).where(col(Revision.n) == n)
    ).one_or_none()
    if row is None:
        raise _no_revision(day, n, last)
    if row.body is None:
        why = f": {row.reason}" if row.reason else ""
        raise DayDeletedError(
            f"Revision {n} deleted day {day} ({date_of(day)}) on {row.at:%Y-%m-%d at %H:%M:%S} "
            f"UTC, by {row.author}{why}.",
            [f"/v1/updates/{day}/revisions/{n - 1}"],
        )
    body: str = row.body
    return body


def get_diff(connection: Connection, day: int, n: int) -> str:
    """Return the JSON Patch (RFC 6902) from a revision's predecessor to it.

    Where a day is not held its document is null: before the first revision, after a deletion.
    """
    last = _last(connection, day)
    rows = connection.execute(
        revisions_of("update", str(day)).where(col(Revision.n).in_((n - 1, n)))
    )
    bodies = {row.n: row.body for row in rows}
    if n not in bodies:
        raise _no_revision(day, n, last)
    before, after = (json.loads(bodies.get(each) or "null") for each in (n - 1, n))
    return to_json(jsonpatch.make_patch(before, after).patch).decode()


def measure(before: str | None, after: str | None) -> RevisionSize:
    """Return how much changed from one document's text to the next; None for no document."""
    old: dict[str, Any] = json.loads(before) if before else {}
    new: dict[str, Any] = json.loads(after) if after else {}
    lists = {
        name: _compare(_keyed(name, old.get(name, [])), _keyed(name, new.get(name, [])))
        for name in ("events", "quotes", "sources")
    }
    fields = [
        name
        for name in dict.fromkeys([*old, *new])
        if name not in lists and old.get(name) != new.get(name)
    ]
    return RevisionSize(fields=fields, bytes=len((after or "").encode()), **lists)


def _compare(
    old: Sequence[tuple[Hashable, str]], new: Sequence[tuple[Hashable, str]]
) -> ChangedItems:
    before, after = Counter(key for key, _ in old), Counter(key for key, _ in new)
    texts = dict(old)
    changed = sum(1 for key, text in new if key in texts and texts[key] != text)
    return ChangedItems(
        added=(after - before).total(), removed=(before - after).total(), changed=changed
    )


def _keyed(name: str, items: Iterable[Any]) -> list[tuple[Hashable, str]]:
    """Return items with what they are recognised by: their id, or themselves whole."""
    texts = [json.dumps(each, sort_keys=True) for each in items]
    if name == "sources":
        return [(text, text) for text in texts]
    return [(each["id"], text) for each, text in zip(items, texts, strict=True)]


def _last(connection: Connection, day: int) -> int:
    last = last_revision(connection, "update", str(day))
    if not last:
        raise why_not_held(connection, day)
    return last


def _no_revision(day: int, n: int, last: int) -> ItemNotHeldError:
    return ItemNotHeldError(
        f"Day {day} has no revision {n}; its last is {last}.",
        [f"/v1/updates/{day}/revisions/{last}"],
    )
