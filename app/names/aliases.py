"""The spellings of actors and speakers: read in their groups, and replaced as a whole."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag
from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from app.document import Line
from app.names.meanings import NameKind
from app.names.vocabulary import alias_rows
from app.text.analyser import fold

Groups = list[list[str]]
"""Names, each with its spellings: what is in one group stands for the same name."""


def _shape(value: Any) -> str:
    return "<spellings>" if isinstance(value, list) else "<name>"


Held = list[
    Annotated[
        Annotated[Line, Tag("<name>")]
        | Annotated[list[Line], Field(min_length=1), Tag("<spellings>")],
        Discriminator(_shape),
    ]
]
"""As many as there are: merged again and again, a speaker has more names than one may give it."""

Given = Annotated[
    list[
        Annotated[
            Annotated[Line, Tag("<name>")]
            | Annotated[list[Line], Field(min_length=1, max_length=100), Tag("<spellings>")],
            Discriminator(_shape),
        ]
    ],
    Field(
        max_length=200,
        description="All its other names. A list holds the spellings of one name: a search for one "
        "of them finds the others, so a new spelling of the name itself goes into a list with it. "
        "A name alone stays with the spellings that it is known with, or is a name of its own, "
        "which no search for another finds",
        examples=[[["Lukashenko", "Lukashenka", "Лукашенко"], "Aliaksandr Lukashenka"]],
    ),
]


def read_groups(connection: Connection, kind: NameKind, slug: str) -> Groups:
    """Return the alias groups of an actor or speaker, its own name's first."""
    aliases = kind.aliases
    rows = connection.execute(
        select(col(aliases.name_group), col(aliases.alias))
        .where(col(aliases.slug) == slug)
        .order_by(col(aliases.name_group), col(aliases.folded))
    )
    groups: dict[int, list[str]] = {}
    for number, alias in rows:
        groups.setdefault(number, []).append(alias)
    return list(groups.values())


def replace_groups(connection: Connection, kind: NameKind, slug: str, groups: Groups) -> None:
    """Give an actor or speaker these names and no others."""
    connection.execute(delete(kind.aliases).where(col(kind.aliases.slug) == slug))
    connection.execute(insert(kind.aliases), alias_rows(slug, groups))


def join_groups(own: Sequence[str], given: Sequence[str | list[str]], held: Groups) -> Groups:
    """Return the groups of something with its `own` names and slug, as given by its writer.

    A name given alone stays in the group that holds it now. Groups that share a spelling with
    its own names are of those names.
    """
    groups: Groups = []
    kept: dict[int, list[str]] = {}
    for each in given:
        if isinstance(each, list):
            groups.append(each)
            continue
        home = next((n for n, group in enumerate(held) if _shares([each], group)), None)
        if home is None:
            groups.append([each])
        elif home in kept:
            kept[home].append(each)
        else:
            kept[home] = [each]
            groups.append(kept[home])
    mine = list(own)
    others = []
    for group in groups:
        if _shares(group, own):
            mine += group
        else:
            others.append(group)
    return [mine, *others]


def given_groups(slug: str, own: Sequence[str], groups: Groups) -> Groups:
    """Return what to give a writer for these groups: each spelling once, none that goes unsaid.

    Its `own` names and its slug are names without being given. Further spellings of its own name
    stand in a list with it, which is what makes them so.
    """
    spelled: dict[int, list[str]] = {}
    for row in alias_rows(slug, groups):
        spelled.setdefault(row["name_group"], []).append(row["alias"])
    given: Groups = []
    for group in spelled.values():
        if not _shares(group, own):
            given += [group] if any(fold(name) != fold(slug) for name in group) else []
        elif more := [name for name in group if not _shares([name], own)]:
            given.append([own[0], *more])
    return given


def same_groups(slug: str, one: Groups, other: Groups) -> bool:
    """Tell whether two lists of groups come to the same names."""
    return _comparable(slug, one) == _comparable(slug, other)


def _comparable(slug: str, groups: Groups) -> set[frozenset[str]]:
    by_group: dict[int, set[str]] = {}
    for row in alias_rows(slug, groups):
        by_group.setdefault(row["name_group"], set()).add(row["alias"])
    return {frozenset(group) for group in by_group.values()}


def _shares(one: Sequence[str], other: Sequence[str]) -> bool:
    return bool({fold(name) for name in one} & {fold(name) for name in other})
