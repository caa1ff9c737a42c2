"""Changes to write, in a test's own process or in one that runs beside it."""

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy.exc import OperationalError

from app.db.engine import Database, open_database
from app.document import Document
from app.names.vocabulary import read_vocabulary
from app.record.writer import Author, delete_update, write_updates
from app.settings import Settings
from app.transfer.files import builtin_lines
from app.validation import parse
from tests.serving import TRIES


@cache
def documents() -> tuple[Document, ...]:
    """The built-in record's documents, by day."""
    return tuple(parse(line.text) for line in builtin_lines())


def day(number: int) -> Document:
    return next(each for each in documents() if each.day == number)


def write(record: Database, *drafts: Document, reason: str | None = None) -> None:
    """Write documents in one transaction."""
    with record.write() as connection:
        write_updates(connection, drafts, read_vocabulary(connection), Author("editor", reason))


def correct(record: Database, number: int, **fields: Any) -> None:
    """Correct a day of the built-in record: new values for some of its fields."""
    write(record, day(number).model_copy(update=fields), reason="a correction")


def delete(record: Database, number: int) -> None:
    with record.write() as connection:
        delete_update(connection, number, Author("editor", "a deletion"))


def main(url: str, first: int, count: int) -> None:
    """Create, correct and delete `count` days, each change in a transaction of its own."""
    record = open_database(Settings(database_url=url))
    for document in documents()[first : first + count]:
        insist(write, record, document)
        insist(correct, record, document.day, headline=f"Corrected: {document.day}")
        insist(delete, record, document.day)
    record.close()


def insist(change: Callable[..., None], *args: Any, **fields: Any) -> None:
    """Make a change, again where SQLite was locked for too long: its writers have no queue."""
    for left in reversed(range(TRIES)):
        try:
            change(*args, **fields)
        except OperationalError:
            if not left:
                raise
        else:
            return


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
