"""Writing an actor: its names, never what days say of it."""

from sqlalchemy import Connection, delete, insert, select, union_all, update
from sqlmodel import col

from app.actors.queries import find_actors
from app.actors.schemas import ActorDraft
from app.errors import ConflictError
from app.models import Actor, Event, EventActor, Quote, QuoteAbout, Speaker, table
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
from app.names.aliases import join_groups, read_groups, replace_groups, same_groups
from app.names.meanings import ACTOR, known_slug
from app.preconditions import Precondition
from app.record.writer import Author, lock, write_name

ALWAYS_THERE = ("russia", "belarus", "ukraine")
"""The actors that a day is asked about even where it does not name them."""


def put_actor(
    connection: Connection, slug: str, draft: ActorDraft, author: Author, seen: Precondition
) -> Named:
    """Create an actor or replace all that is said of it; the same again makes no revision."""
    lock(connection)
    fields = draft.model_dump(exclude={"aliases"})
    fields["names"] = {language: draft.names[language] for language in sorted(draft.names)}
    here = col(Actor.slug) == slug
    old = connection.execute(select(table(Actor)).where(here)).mappings().one_or_none()
    held = read_groups(connection, ACTOR, slug)
    own = [draft.name, *fields["names"].values()]
    groups = [*join_groups(own, draft.aliases, held), [slug]]
    check_names(draft.name, groups)
    if old is not None and not seen.create_only:
        same = all(old[name] == value for name, value in fields.items())
        if same and same_groups(slug, groups, held):
            return _named(connection, slug, created=False)
    check_seen(connection, ACTOR, slug, seen, exists=old is not None)
    if old is None:
        connection.execute(insert(Actor).values(slug=slug, **fields))
    else:
        keep_brought(connection, ACTOR, slug)
        connection.execute(update(Actor).where(here).values(**fields))
    replace_groups(connection, ACTOR, slug, groups)
    write_as_held(connection, ACTOR, slug, "create" if old is None else "correct", author)
    return _named(connection, slug, created=old is None)


def remove_actor(connection: Connection, slug: str, author: Author, seen: Precondition) -> Removed:
    """Delete an actor that nothing names; ConflictError says what does."""
    lock(connection)
    known_slug(connection, ACTOR, slug)
    check_removal(connection, ACTOR, slug, author, seen)
    if slug in ALWAYS_THERE:
        raise ConflictError(f"{slug} is always there: it cannot be deleted.")
    named = union_all(
        select(col(EventActor.key)).where(col(EventActor.actor) == slug),
        select(col(Event.key)).where(col(Event.claimed_by) == slug),
        select(col(Quote.key)).where(col(Quote.actor) == slug),
        select(col(QuoteAbout.key)).where(col(QuoteAbout.actor) == slug),
    )
    if days := days_of(connection.scalars(named).all()):
        raise ConflictError(f"{slug} is named on {tell_days(days)}: correct these first.")
    mine = select(col(Speaker.slug)).where(col(Speaker.actor) == slug).order_by(col(Speaker.slug))
    if speakers := connection.scalars(mine).all():
        raise ConflictError(f"{', '.join(speakers)} speak for {slug}: correct these first.")
    keep_brought(connection, ACTOR, slug)
    connection.execute(delete(Actor).where(col(Actor.slug) == slug))
    return Removed(slug, write_name(connection, "actor", slug, "delete", author, None))


def _named(connection: Connection, slug: str, created: bool) -> Named:
    [found], tag = find_actors(connection, slug)
    return Named(found, tag, created)
