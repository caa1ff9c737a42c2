"""Writing a speaker, and merging two that are one; days are derived anew where it matters."""

from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import col

from app.errors import ConflictError, DaybookError, MergedError
from app.models import Actor, Quote, Speaker, SpeakerAlias, table
from app.named import (
    Named,
    Removed,
    check_names,
    check_removal,
    check_seen,
    days_of,
    keep_brought,
    tell_days,
    write_as_held,
)
from app.names.aliases import Groups, join_groups, read_groups, replace_groups, same_groups
from app.names.meanings import SPEAKER, known_slug, redirect_of
from app.preconditions import Precondition
from app.record.writer import Author, lock, write_name
from app.speakers.queries import find_speakers
from app.speakers.respeak import respeak
from app.speakers.schemas import SpeakerDraft
from app.suggestions import hint
from app.text.analyser import fold
from app.validation import DocumentError, Fault


def put_speaker(
    connection: Connection,
    slug: str,
    draft: SpeakerDraft,
    author: Author,
    seen: Precondition,
    by_slug: bool = True,
) -> Named:
    """Create a speaker or replace all that is said of it; the same again makes no revision.

    One that was merged is taken apart again: the names given leave the speaker it went into. With
    `by_slug` the slug of a new one is a name too, and stays one; of a speaker whom a day brought
    it is none.
    """
    lock(connection)
    fields = draft.model_dump(exclude={"aliases"}) | {"merged_into": None}
    old = _row(connection, slug)
    held = read_groups(connection, SPEAKER, slug)
    groups = join_groups([draft.name], draft.aliases, held)
    if by_slug and (old is None or _is_name(connection, slug, old["merged_into"] or slug)):
        groups.append([slug])
    check_names(draft.name, groups)
    _check_actor(connection, draft.actor)
    if old is not None and not seen.create_only:
        same = all(old[name] == value for name, value in fields.items())
        if same and same_groups(slug, groups, held):
            return _named(connection, slug, created=False)
    check_seen(connection, SPEAKER, slug, seen, exists=old is not None)
    if old is not None:
        keep_brought(connection, SPEAKER, slug)
    concerned = _sharing(connection, slug, [*held, *groups])
    with respeak(connection, concerned):
        if old is None:
            connection.execute(insert(Speaker).values(slug=slug, **fields))
        else:
            connection.execute(update(Speaker).where(col(Speaker.slug) == slug).values(**fields))
            if old["merged_into"] is not None:
                _take_names(connection, old["merged_into"], groups, author)
        replace_groups(connection, SPEAKER, slug, groups)
    write_as_held(connection, SPEAKER, slug, "create" if old is None else "correct", author)
    return _named(connection, slug, created=old is None)


def merge_speaker(
    connection: Connection, slug: str, into: str, author: Author, seen: Precondition
) -> Named:
    """Make two speakers one: `slug` becomes another name of `into`, and an address that moved.

    What days say is not changed. Merged already, it changes nothing.
    """
    lock(connection)
    known_slug(connection, SPEAKER, slug)
    try:
        known_slug(connection, SPEAKER, into)
    except DaybookError as error:
        raise DocumentError([Fault("/into", error.detail)]) from None
    if redirect_of(connection, slug) == into:
        return _named(connection, into, created=False)
    for each in (slug, into):
        if target := redirect_of(connection, each):
            raise ConflictError(f"{each} was itself merged into {target}: merge that one.")
    if slug == into:
        raise DocumentError([Fault("/into", f"{slug} is the speaker itself")])
    if seen.tags is not None:
        check_seen(connection, SPEAKER, slug, seen, exists=True)
    for each in (slug, into):
        keep_brought(connection, SPEAKER, each)
    gone = read_groups(connection, SPEAKER, slug)
    kept = read_groups(connection, SPEAKER, into)
    concerned = _sharing(connection, slug, [*gone, *kept]) | {into}
    # Two spellings of one name now: those of both are one group.
    own, rest = [*kept[0], *gone[0]], [*kept[1:], *gone[1:]]
    with respeak(connection, concerned):
        replace_groups(connection, SPEAKER, into, join_groups(own, rest, []))
        connection.execute(delete(SpeakerAlias).where(col(SpeakerAlias.slug) == slug))
        moved = (col(Speaker.slug) == slug) | (col(Speaker.merged_into) == slug)
        connection.execute(update(Speaker).where(moved).values(merged_into=into))
    write_as_held(connection, SPEAKER, slug, "correct", author)
    write_as_held(connection, SPEAKER, into, "correct", author)
    return _named(connection, into, created=False)


def remove_speaker(
    connection: Connection, slug: str, author: Author, seen: Precondition
) -> Removed:
    """Delete a speaker whom nothing quotes; ConflictError says what does."""
    lock(connection)
    known_slug(connection, SPEAKER, slug)
    check_removal(connection, SPEAKER, slug, author, seen)
    quotes = connection.scalars(select(col(Quote.key)).where(col(Quote.speaker) == slug)).all()
    if quotes:
        raise ConflictError(f"{slug} is quoted on {tell_days(days_of(quotes))}: merge it instead.")
    merged = select(col(Speaker.slug)).where(col(Speaker.merged_into) == slug)
    if others := sorted(connection.scalars(merged)):
        raise ConflictError(f"{', '.join(others)} went into {slug}: delete that first.")
    keep_brought(connection, SPEAKER, slug)
    connection.execute(delete(Speaker).where(col(Speaker.slug) == slug))
    return Removed(slug, write_name(connection, "speaker", slug, "delete", author, None))


def _take_names(connection: Connection, slug: str, names: Groups, author: Author) -> None:
    """Take names away from the speaker `slug`, all but its own."""
    keep_brought(connection, SPEAKER, slug)
    own = _row(connection, slug)
    assert own is not None  # noqa: S101 - narrows the type: a foreign key points at it
    taken = {fold(name) for group in names for name in group} - {fold(own["name"]), fold(slug)}
    left = [
        [name for name in group if fold(name) not in taken]
        for group in read_groups(connection, SPEAKER, slug)
    ]
    replace_groups(connection, SPEAKER, slug, [group for group in left if group])
    write_as_held(connection, SPEAKER, slug, "correct", author)


def _sharing(connection: Connection, slug: str, groups: Groups) -> set[str]:
    """Return the speaker and all who share one of these names with it."""
    folded = {fold(name) for group in groups for name in group}
    same = select(col(SpeakerAlias.slug)).where(col(SpeakerAlias.folded).in_(folded))
    return {slug, *connection.scalars(same)}


def _is_name(connection: Connection, name: str, slug: str) -> bool:
    mine = (col(SpeakerAlias.slug) == slug, col(SpeakerAlias.folded) == fold(name))
    return connection.scalar(select(col(SpeakerAlias.slug)).where(*mine)) is not None


def _check_actor(connection: Connection, slug: str | None) -> None:
    known = set(connection.scalars(select(col(Actor.slug))))
    if slug is not None and slug not in known:
        raise DocumentError([Fault("/actor", f"{slug!r} is not a known actor{hint(slug, known)}")])


def _row(connection: Connection, slug: str) -> dict[str, Any] | None:
    found = select(table(Speaker)).where(col(Speaker.slug) == slug)
    row = connection.execute(found).mappings().one_or_none()
    return None if row is None else dict(row)


def _named(connection: Connection, slug: str, created: bool) -> Named:
    try:
        [found], tag = find_speakers(connection, slug)
    except MergedError as error:
        [found], tag = find_speakers(connection, error.into)
    return Named(found, tag, created)
