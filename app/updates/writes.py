"""Writing a day: what is asked of a document, a patch or a deletion before it goes in."""

import json
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Connection, select
from sqlmodel import col

from app.document import Document
from app.errors import TOLD_FOR_GOOD, ReasonNeededError
from app.invasion_day import date_of, day_of, today
from app.merge_patch import merge_patch
from app.models import Update
from app.names.vocabulary import read_vocabulary
from app.preconditions import Precondition
from app.record.writer import (
    Author,
    Deleted,
    Written,
    delete_update,
    lock,
    needs_reason,
    write_updates,
)
from app.updates.queries import read_update, why_not_held
from app.validation import DocumentError, Fault, parse

MOST_AHEAD = 366
"""Days that a new day may be ahead of today. One with a digit too many is years ahead, and would be
the record's latest day."""


def put_update(
    connection: Connection, document: Document, author: Author, seen: Precondition
) -> Written:
    """Create a day or replace its document.

    A document that is already held changes nothing, whatever was seen: it is a retry.
    """
    lock(connection)
    held = _etag(connection, document.day)
    if seen.create_only:
        seen.check(held)
    try:
        [written] = write_updates(connection, [document], read_vocabulary(connection), author)
    except DocumentError:
        # Faults of a document about a day that has moved on would lead its writer astray.
        if held is not None and seen.tags is not None:
            seen.check(held)
        raise
    if written.change is not None:
        seen.check(held)
    if written.change == "create" and (faults := too_far_ahead(document.day)):
        raise DocumentError(faults)
    if written.change == "correct":
        require_reason(document.day, author)
    return written


def patch_update(
    connection: Connection, day: int, patch: dict[str, Any], author: Author, seen: Precondition
) -> Written:
    """Merge a patch (RFC 7396) into the day's document.

    One that changes nothing of what is held now is a retry, whatever was seen.
    """
    lock(connection)
    held = read_update(connection, day)
    patched = merge_patch(json.loads(held.body), patch)
    # What is no field is told of, though null would remove it.
    patched |= {name: None for name in patch if name not in Document.model_fields}
    try:
        document = parse_for(day, to_json(patched))
    except DocumentError:
        # As in put_update: the faults may be those of a day that has moved on.
        if seen.tags is not None:
            seen.check(f'"{held.etag}"')
        raise
    return put_update(connection, document, author, seen)


def too_far_ahead(day: int) -> list[Fault]:
    """Return the fault of a new day that is far ahead of today in Kyiv, if it is."""
    now = day_of(today())
    if day <= now + MOST_AHEAD:
        return []
    told = f"day {day} ({date_of(day)}) is more than a year ahead: today is day {now}"
    return [Fault("/day", told)]


def remove_update(connection: Connection, day: int, author: Author, seen: Precondition) -> Deleted:
    """Delete a day; its history and a tombstone stay."""
    lock(connection)
    held = _etag(connection, day)
    if held is None:
        raise why_not_held(connection, day)
    seen.check(held)
    if author.reason is None:
        raise ReasonNeededError(TOLD_FOR_GOOD)
    deleted = delete_update(connection, day, author)
    assert deleted is not None  # noqa: S101 - narrows the type: it is held, and locked
    return deleted


def parse_for(day: int, body: bytes) -> Document:
    """Return the document in a body that was sent to the address of a day."""
    document = parse(body)
    if document.day != day:
        detail = f"{document.day} is not the day of this address, {day} ({date_of(day)})"
        raise DocumentError([Fault("/day", detail)])
    return document


def require_reason(day: int, author: Author) -> None:
    """Refuse a correction of an old day that does not say why."""
    if author.reason is None and needs_reason(day):
        raise ReasonNeededError(f"day {day} ({date_of(day)}) is older than a week")


def _etag(connection: Connection, day: int) -> str | None:
    etag = connection.scalar(select(col(Update.etag)).where(col(Update.day) == day))
    return None if etag is None else f'"{etag}"'
