"""Names as terms of the index: filters that are intersected there with words and each other.

An intersection costs what its rarest term costs; a condition that is checked row by row costs
every row that a common word has. So each row of the index holds its names too.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlmodel import SQLModel

from app.index import Rows
from app.models import (
    Event,
    EventActor,
    Quote,
    QuoteAbout,
    UpdateActor,
    UpdateCategory,
    UpdateSpeaker,
    UpdateStatus,
)
from app.text.analyser import GAP

Match = Literal["any", "all", "none"]

Subject = Literal["update", "event", "quote"]
Indexed = Literal[Subject, "heading"]
"""What has an inverted index: the subjects, and the headlines with the summaries of days."""

EVERY = f"{GAP}every"
"""The term of every row: where a list that only leaves names out begins."""

_LONGEST_VALUE = 80
_JOINED = str.maketrans({" ": GAP, "-": GAP})


class Field(NamedTuple):
    """Where a subject's names of one kind are held, by key; `ordered` by name and key, too."""

    table: type[SQLModel]
    key: str
    value: str
    ordered: bool = True


FIELDS: dict[Subject, dict[str, Field]] = {
    "update": {
        "actor": Field(UpdateActor, "day", "actor"),
        "speaker": Field(UpdateSpeaker, "day", "speaker"),
        "category": Field(UpdateCategory, "day", "category"),
        "status": Field(UpdateStatus, "day", "status"),
    },
    "event": {
        "actor": Field(EventActor, "key", "actor"),
        "category": Field(Event, "key", "category"),
        "status": Field(Event, "key", "status"),
        "claimed_by": Field(Event, "key", "claimed_by"),
        "place": Field(Event, "key", "place_folded"),
        "responds_to": Field(Event, "key", "responds_to", ordered=False),
    },
    "quote": {
        "about": Field(QuoteAbout, "key", "actor"),
        "actor": Field(Quote, "key", "actor"),
        "speaker": Field(Quote, "key", "speaker"),
        "said_to": Field(Quote, "key", "said_to_folded"),
        "kind": Field(Quote, "key", "kind", ordered=False),
        "language": Field(Quote, "key", "language", ordered=False),
    },
}
"""What lists can be filtered by, beside words and days."""


@dataclass(frozen=True)
class Named:
    """One filter: the rows that have any, all or none of some names in a field.

    Each group holds what one name may mean, as the field's column holds it.
    """

    field: str
    groups: Sequence[Sequence[str | int]]
    match: Match = "any"

    def terms(self) -> tuple[list[Sequence[str]], Sequence[str]]:
        """Return the groups of terms that must each have one in a row, and terms that must not."""
        groups = [[term(self.field, value) for value in group] for group in self.groups]
        flat = [each for group in groups for each in group]
        if self.match == "all":
            return list(groups), ()
        return ([flat], ()) if self.match == "any" else ([], flat)


def named(field: str, groups: Sequence[Sequence[str | int]], match: Match = "any") -> list[Named]:
    """Return the filter, if any name is given."""
    return [Named(field, groups, match)] if any(groups) else []


@lru_cache(maxsize=1 << 16)
def term(field: str, value: str | int) -> str:
    """Return the term for a name: no word and no stem, and one token to either engine."""
    spelled = str(value)
    if len(spelled) > _LONGEST_VALUE:
        spelled = hashlib.blake2b(spelled.encode(), digest_size=12).hexdigest()
    return f"{GAP}{field}{GAP}{spelled.translate(_JOINED)}"


def terms_of(rows: Rows) -> dict[Indexed, dict[int, list[str]]]:
    """Return the terms for all names in a document's rows, by subject and key."""
    found: dict[Indexed, dict[int, list[str]]] = {}
    for subject, fields in FIELDS.items():
        by_key: dict[int, list[str]] = {}
        for name, (table, key, value, _) in fields.items():
            for row in rows[table]:
                held: Any = row[value]
                if held is not None:
                    by_key.setdefault(row[key], [EVERY]).append(term(name, held))
        found[subject] = by_key
    return found
