"""Names to slugs: what somebody means by Moskow, Zelenskiy or Білорусь."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, false, func, or_, select
from sqlmodel import col

from app.db.statements import given, run
from app.errors import DaybookError, NameDeletedError, UnknownNameError
from app.head import Remembered
from app.models import Actor, ActorAlias, Category, Revision, Speaker, SpeakerAlias
from app.suggestions import nearest
from app.text.analyser import fold


@dataclass(frozen=True)
class NameKind:
    """A kind of thing that has a slug and other names."""

    word: str
    table: type[Actor | Speaker]
    aliases: type[ActorAlias | SpeakerAlias]


ACTOR = NameKind("actor", Actor, ActorAlias)
SPEAKER = NameKind("speaker", Speaker, SpeakerAlias)

_INITIAL = 2
"""Letters of an initial at most: Yu. is one, of Ю."""

_PATRONYMICS = ("vich", "vych", "vna", "вич", "віч", "вна")
"""The ends of fathers' names: Vladimirovich, Вікторівна."""


@dataclass(frozen=True)
class Meaning:
    """One thing that a name stands for; `alias` is the spelling that matched, None for a slug."""

    slug: str
    alias: str | None


def meanings(connection: Connection, kind: NameKind, ref: str) -> list[Meaning]:
    """Return all that `ref` may mean, a slug before any alias; UnknownNameError for none."""
    # PostgreSQL takes no NUL in a text, not even to look for one.
    if "\0" not in ref and is_slug(connection, kind, ref):
        return [Meaning(_merged(connection, kind, ref), None)]
    return _named_so(connection, kind, ref)


def _named_so(connection: Connection, kind: NameKind, ref: str) -> list[Meaning]:
    """Return all that has the name `ref`, which is no slug; UnknownNameError for none."""
    if "\0" in ref:
        raise UnknownNameError(kind.word, ref, [])
    found = connection.execute(
        select(col(kind.aliases.slug), col(kind.aliases.alias))
        .where(col(kind.aliases.folded) == fold(ref))
        .order_by(col(kind.aliases.slug))
    )
    known = [Meaning(_merged(connection, kind, slug), alias) for slug, alias in found]
    if known:
        return known
    fitting = _written_otherwise(connection, kind, ref)
    if len(fitting) != 1:
        raise _why_not_known(connection, kind, ref, [each.slug for each in fitting])
    return fitting


def _written_otherwise(connection: Connection, kind: NameKind, ref: str) -> list[Meaning]:
    """Return all whose name `ref` is as archives write it: `V. Putin`, `Putin, Vladimir`.

    Patronymics, and initials that stand for no name, are passed over.
    """
    words = fold(ref).split()
    turned = ([*words[at:], *words[:at]] for at in range(len(words)))
    by_surname = {each[-1]: each for each in turned if len(each[-1]) > 1}
    aliases = kind.aliases
    full = col(aliases.folded)
    rows = connection.execute(
        select(col(aliases.slug), col(aliases.alias), full)
        .where(or_(false(), *(full.endswith(f" {word}", autoescape=True) for word in by_surname)))
        .order_by(col(aliases.slug), col(aliases.name_group), full)
    )
    found: dict[str, Meaning] = {}
    for slug, alias, folded in rows:
        name = folded.split()
        typed = by_surname[name[-1]]
        if _fits(typed, name) or _fits(_in_short(typed), _in_short(name)):
            found.setdefault(slug, Meaning(slug, alias))
    return list(found.values())


def _in_short(words: list[str]) -> list[str]:
    """Leave out initials and patronymics between the first and the last word of a name."""
    between = (word for word in words[1:-1] if len(word) > _INITIAL)
    names = (word for word in between if not word.endswith(_PATRONYMICS))
    return [*words[:1], *names, *words[1:][-1:]]


def _fits(typed: list[str], name: list[str]) -> bool:
    return len(typed) == len(name) and all(map(_stands_for, typed[:-1], name[:-1]))


def _stands_for(typed: str, given_name: str) -> bool:
    return typed == given_name or (len(typed) <= _INITIAL and given_name.startswith(typed))


def slugs(connection: Connection, kind: NameKind, ref: str) -> list[str]:
    """Return the slugs that `ref` may mean: two for a name of two things. For readers alone."""
    slug = _SLUGS.of(connection, kind).get(ref)
    if slug is not None:
        return [slug]
    return [meaning.slug for meaning in _named_so(connection, kind, ref)]


def _read_slugs(connection: Connection, kind: NameKind) -> dict[str, str]:
    """Return all slugs of a kind, each with the one that it stands for."""
    slug = col(kind.table.slug)
    meant = func.coalesce(col(Speaker.merged_into), slug) if kind is SPEAKER else slug
    return {row[0]: row[1] for row in connection.execute(select(slug, meant))}


_SLUGS = Remembered(_read_slugs)
"""Most filters name a slug, and asking the database for it took longer than reading the page.
Other spellings are asked for: there is no end to them."""


def known_slug(connection: Connection, kind: NameKind, slug: str) -> None:
    """Refuse a slug that is none: UnknownNameError, or NameDeletedError for one that was."""
    if not is_slug(connection, kind, slug):
        raise _why_not_known(connection, kind, slug)


def redirect_of(connection: Connection, slug: str) -> str | None:
    """Return the slug of the speaker that this one was merged into, if it was."""
    return connection.scalar(select(col(Speaker.merged_into)).where(col(Speaker.slug) == slug))


def known_categories(connection: Connection, refs: Sequence[str]) -> list[str]:
    """Return the categories as given; UnknownNameError for the first that is not one."""
    if refs:
        known = connection.scalars(select(col(Category.slug))).all()
        for ref in refs:
            if ref not in known:
                close = nearest(ref, known) or sorted(known)
                raise UnknownNameError("category", ref, close)
    return list(refs)


def is_slug(connection: Connection, kind: NameKind, ref: str) -> bool:
    """Tell whether something of that kind is there, merged ones too."""
    slug = col(kind.table.slug)
    return bool(
        run(
            connection,
            (kind.word, "slug"),
            lambda: select(slug).where(slug == given("ref")),
            {"ref": ref},
        )
    )


def _why_not_known(
    connection: Connection, kind: NameKind, ref: str, fitting: list[str] | None = None
) -> DaybookError:
    """Return why nothing has the name `ref`: it was deleted, or never was, or fits several."""
    last = connection.execute(
        select(col(Revision.change), col(Revision.at), col(Revision.reason))
        .where(col(Revision.subject) == kind.word, col(Revision.subject_id) == ref)
        .order_by(col(Revision.n).desc())
        .limit(1)
    ).one_or_none()
    if last is not None and last.change == "delete":
        why = f": {last.reason}" if last.reason else ""
        return NameDeletedError(
            f"The {kind.word} {ref} was deleted on {last.at:%Y-%m-%d at %H:%M:%S} UTC{why}.",
            [f"/v1/{kind.word}s/{ref}/revisions"],
        )
    return UnknownNameError(kind.word, ref, fitting or _suggestions(connection, kind, ref))


def _merged(connection: Connection, kind: NameKind, slug: str) -> str:
    if kind is not SPEAKER:
        return slug
    return redirect_of(connection, slug) or slug


def _suggestions(connection: Connection, kind: NameKind, ref: str) -> list[str]:
    """Return up to five slugs whose names look like `ref`, the likest first."""
    spellings: dict[str, list[str]] = {}
    rows: Sequence[tuple[str, str]] = connection.execute(
        select(col(kind.aliases.alias), col(kind.aliases.slug)).order_by(col(kind.aliases.slug))
    ).all()
    for alias, slug in rows:
        spellings.setdefault(alias, []).append(slug)  # Brussels is two things
    near = nearest(ref, spellings, limit=25)
    found = dict.fromkeys(slug for alias in near for slug in spellings[alias])
    return list(found)[:5]
