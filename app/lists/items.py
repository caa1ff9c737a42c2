"""A list's items: which rows they are, and how their JSON is come by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, FromClause, Select, Subquery, select
from sqlalchemy.sql.elements import SQLCoreOperations

from app.db.engine import BigKey
from app.db.statements import as_stored, as_values, given_rows, run
from app.db.texts import Texts
from app.fulltext.finding import Finding
from app.fulltext.hits import shown
from app.fulltext.names import Subject
from app.lists.selection import Ground


@dataclass(frozen=True)
class Selection:
    """The rows that a list's filters choose; `items` holds them, by `key`, with their JSON.

    `tag` stands for that JSON where there is one, in a table that has the same keys: equal tags,
    equal texts.
    """

    ground: Ground
    finding: Finding | None
    items: FromClause
    key: ColumnElement[int]
    body: SQLCoreOperations[Any]
    tag: Column[str] | None = None

    @property
    def subject(self) -> Subject:
        return self.ground.subject

    @property
    def source(self) -> FromClause:
        """All that the items hold of the rows that `conditions` choose."""
        if self.ground.key is self.key:  # no filter
            return self.items
        return self.ground.source.join(self.items, self.ground.key == self.key)

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        return self.ground.all_conditions()


@dataclass(frozen=True)
class Items:
    """How the items of a selection are read: whole, or by the tags of `texts` that are known."""

    selection: Selection
    texts: Texts | None = None

    @property
    def are_shared(self) -> bool:
        """Whether the bodies are texts that other pages have too."""
        has_tags = self.selection.tag is not None and self.selection.finding is None
        return has_tags and self.texts is not None and self.texts.capacity > 0

    @property
    def what(self) -> str:
        """What is selected, by name."""
        if self.are_shared:
            return "tags"
        return "hits" if self.selection.finding else "bodies"

    def finish(self, keys: Subquery) -> Select[Any]:
        """Return what selects the bodies of some keys, or their tags, in no order."""
        selection = self.selection
        items, body = selection.items, selection.body
        if self.are_shared and selection.tag is not None:
            items, body = selection.tag.table, selection.tag
        elif not selection.finding:
            body = as_stored(body)
        held = keys.join(items, selection.key == keys.c.key)
        return select(keys.c.key, body).select_from(held)

    def complete(self, connection: Connection, rows: list[Any]) -> list[tuple[int, Any]]:
        """Return the bodies of rows that `finish` selected: key and body."""
        if not self.are_shared or self.texts is None:
            return rows
        found = self.texts.find([tag for _, tag in rows])
        if len(found) < len(rows):
            missing = {key: tag for key, tag in rows if tag not in found}
            read = _read_texts(connection, self.selection, list(missing))
            new = {tag: read[key] for key, tag in missing.items()}
            self.texts.add(new)
            found.update(new)
        return [(key, found[tag]) for key, tag in rows]


def _read_texts(
    connection: Connection, selection: Selection, keys: Sequence[int]
) -> dict[int, bytes]:
    def build() -> Select[Any]:
        rows = given_rows(connection, "keys", BigKey)
        held = rows.join(selection.items, selection.key == rows.c.value)
        columns: list[Any] = [selection.key, as_stored(selection.body)]
        return select(*columns).select_from(held)

    asked = {"keys": as_values(connection, keys)}
    read = run(connection, (selection.subject, "texts"), build, asked)
    return {key: body.encode() if isinstance(body, str) else body for key, body in read}


def read_bodies(
    connection: Connection, selection: Selection, keys: Sequence[int]
) -> dict[int, str]:
    """Return the bodies of some of a selection's rows by key."""
    statement = select(selection.key, selection.body).select_from(selection.items)
    return dict(map(tuple, connection.execute(statement.where(selection.key.in_(keys)))))


def show(bodies: Sequence[Any], selection: Selection) -> Sequence[str | bytes]:
    """Return items' JSON, with what was found in them where something was looked for."""
    return bodies if selection.finding is None else shown(bodies, selection.finding)
