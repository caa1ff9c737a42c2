"""Questions about the revisions of an actor or speaker: who changed it, when and why."""

import json

from pydantic_core import to_json
from sqlalchemy import Connection
from sqlmodel import col

from app.actors.schemas import NameRevision
from app.errors import InvalidParameterError, ItemNotHeldError, NameDeletedError
from app.head import read_tag
from app.models import Revision
from app.names.aliases import given_groups
from app.names.meanings import SPEAKER, NameKind, is_slug, slugs
from app.record.revisions import RevisionPage, last_revision, revisions_of


def list_name_revisions(
    connection: Connection, kind: NameKind, ref: str, below: int | None, limit: int
) -> tuple[str, RevisionPage[NameRevision]]:
    """Return the slug meant, and up to `limit` of its revisions.

    None for what nobody has written yet: it is as Daybook brought it, or as a day did.
    UnknownNameError when there is no such thing and never was.
    """
    slug = _slug(connection, kind, ref)
    statement = revisions_of(kind.word, slug).order_by(col(Revision.n).desc()).limit(limit + 1)
    if below is not None:
        statement = statement.where(col(Revision.n) < below)
    rows = connection.execute(statement).all()
    items = [
        NameRevision(
            n=row.n, seq=row.seq, change=row.change, at=row.at, by=row.author, reason=row.reason
        )
        for row in rows[:limit]
    ]
    next_below = items[-1].n if len(rows) > limit else None
    last = last_revision(connection, kind.word, slug)
    return slug, RevisionPage(items, last, next_below, read_tag(connection))


def get_name_revision(connection: Connection, kind: NameKind, ref: str, n: int) -> tuple[str, str]:
    """Return the address of a revision, and what a PUT would say to bring back what it left.

    NameDeletedError when that deleted it. A speaker that was merged then has `merged_into` too.
    """
    slug = _slug(connection, kind, ref)
    address = f"/v1/{kind.word}s/{slug}/revisions"
    row = connection.execute(
        revisions_of(kind.word, slug).where(col(Revision.n) == n)
    ).one_or_none()
    if row is None:
        last = last_revision(connection, kind.word, slug)
        told = f"its last is {last}" if last else "nobody has changed it yet"
        raise ItemNotHeldError(
            f"The {kind.word} {slug} has no revision {n}; {told}.",
            [f"{address}/{last}"] if last else [f"/v1/{kind.word}s/{slug}"],
        )
    if row.body is None:
        why = f": {row.reason}" if row.reason else ""
        raise NameDeletedError(
            f"Revision {n} deleted the {kind.word} {slug} on {row.at:%Y-%m-%d at %H:%M:%S} UTC, "
            f"by {row.author}{why}.",
            [f"{address}/{n - 1}"] if n > 1 else [address],
        )
    said = json.loads(row.body)
    own = [said["name"], *said.get("names", {}).values()]
    said["aliases"] = given_groups(said.pop("slug"), own, said["aliases"])
    if kind is SPEAKER and said["merged_into"] is None:
        del said["merged_into"]
    return f"{address}/{n}", to_json(said).decode()


def _slug(connection: Connection, kind: NameKind, ref: str) -> str:
    """Return the one slug that is meant: one that is gone or merged has a history of its own."""
    # PostgreSQL takes no NUL in a text, not even to look for one.
    if "\0" not in ref and (
        is_slug(connection, kind, ref) or last_revision(connection, kind.word, ref)
    ):
        return ref
    meant = slugs(connection, kind, ref)
    if len(meant) > 1:
        detail = f"{ref!r} may mean {' or '.join(meant)}: name one of them"
        raise InvalidParameterError("ref", detail, place="path")
    return meant[0]
