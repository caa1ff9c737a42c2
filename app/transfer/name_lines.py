"""Lines of a file that say something of an actor or speaker: read, and written like a PUT."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Discriminator, Tag, model_validator
from sqlalchemy import Connection

from app.actors.schemas import ActorDraft
from app.actors.writes import put_actor, remove_actor
from app.document import Slug
from app.errors import ConflictError, ScopeNeededError
from app.named import last_change
from app.names.aliases import Held
from app.names.meanings import ACTOR, SPEAKER, NameKind, is_slug
from app.preconditions import Precondition
from app.record.writer import Author, lock
from app.speakers.schemas import SpeakerDraft
from app.speakers.writes import merge_speaker, put_speaker, remove_speaker
from app.transfer.lines import Line
from app.validation import DocumentError, Fault
from app.web.bodies import parse_model

Draft = TypeVar("Draft", bound=BaseModel)

_ORIGINAL = Precondition(overwrite=True)
"""An import is for whoever holds the original."""


@dataclass(frozen=True)
class WrittenName:
    """What came of one line. `change` is None when the record already said so.

    `seq` is the last change to what the line names; the record's where nobody has changed that.
    """

    subject: str
    slug: str
    change: str | None
    seq: int


class _ActorLine(ActorDraft):
    slug: Slug
    aliases: Held = []


class _SpeakerLine(SpeakerDraft):
    """A speaker; with `merged_into` the rest is for one who is not there yet."""

    slug: Slug
    aliases: Held = []
    merged_into: Slug | None = None


class _Deleted(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: Slug
    deleted: Literal[True]


def _shape(value: Any) -> str:
    return "<deleted>" if isinstance(value, dict) and "deleted" in value else "<held>"


_Gone = Annotated[_Deleted, Tag("<deleted>")]
_Actor = Annotated[Annotated[_ActorLine, Tag("<held>")] | _Gone, Discriminator(_shape)]
_Speaker = Annotated[Annotated[_SpeakerLine, Tag("<held>")] | _Gone, Discriminator(_shape)]


class _NameLine(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    actor: _Actor | None = None
    speaker: _Speaker | None = None

    @model_validator(mode="after")
    def _is_of_one(self) -> "_NameLine":
        if (self.actor is None) == (self.speaker is None):
            raise ValueError("must be of one actor or of one speaker")
        return self


def write_name_line(
    connection: Connection, line: Line, author: Author, is_admin: bool
) -> WrittenName:
    """Write what a line says; DocumentError, and nothing, where it is wrong or cannot be done.

    ScopeNeededError where it merges or deletes and its writer may not.
    """
    parsed = parse_model(_NameLine, line.text)
    kind = ACTOR if parsed.actor else SPEAKER
    told = parsed.actor or parsed.speaker
    assert told is not None  # noqa: S101 - narrows the type: the model has one of them
    if not is_admin and (isinstance(told, _Deleted) or _merged_into(told)):
        raise ScopeNeededError("admin", f"line {line.number}")
    before = lock(connection)
    try:
        with connection.begin_nested():
            created = _write(connection, kind, told, author)
    except DocumentError as error:
        # Where a merge goes is a body of its own over HTTP.
        faults = [(each.pointer.replace("/into", "/merged_into"), each) for each in error.faults]
    except ConflictError as error:
        faults = [("", Fault("", error.detail))]
    else:
        after = lock(connection)
        change = None if after == before else "create" if created else "correct"
        seq = last_change(connection, kind, told.slug) or after
        return WrittenName(kind.word, told.slug, change, seq)
    raise DocumentError([Fault(f"/{kind.word}{at}", each.detail) for at, each in faults])


def _write(
    connection: Connection,
    kind: NameKind,
    told: _ActorLine | _SpeakerLine | _Deleted,
    author: Author,
) -> bool:
    """Write what is told and say whether that made something new."""
    slug, created = told.slug, False
    there = is_slug(connection, kind, slug)
    if isinstance(told, _Deleted):
        remove = remove_actor if kind is ACTOR else remove_speaker
        if there:
            remove(connection, slug, author, _ORIGINAL)
        return False
    if isinstance(told, _ActorLine):
        draft = _draft(ActorDraft, told)
        return put_actor(connection, slug, draft, author, _ORIGINAL).created
    into = told.merged_into
    if into is None or not there:
        given = _draft(SpeakerDraft, told)
        created = put_speaker(connection, slug, given, author, _ORIGINAL, by_slug=False).created
    if into is not None:
        merge_speaker(connection, slug, into, author, _ORIGINAL)
    return created


def _draft(model: type[Draft], told: BaseModel) -> Draft:
    """Return what a PUT would have been given: checked already, with names of any number."""
    return model.model_construct(**{name: getattr(told, name) for name in model.model_fields})


def _merged_into(told: _ActorLine | _SpeakerLine) -> str | None:
    return told.merged_into if isinstance(told, _SpeakerLine) else None
