"""Hands for the tests of names: documents and files written within a transaction."""

import io

from sqlalchemy import Connection

from app.names.vocabulary import read_vocabulary
from app.record.writer import Author, write_updates
from app.transfer.files import Report, import_lines
from app.transfer.lines import read_lines
from app.validation import parse
from tests.builtin import Json

AUTHOR = Author("editor")


def write(connection: Connection, document: Json) -> None:
    write_updates(connection, [parse(document)], read_vocabulary(connection), AUTHOR)


def import_bytes(connection: Connection, data: bytes, *, keep_going: bool = False) -> Report:
    lines = read_lines("names.ndjson", io.BytesIO(data))
    *_, report = import_lines(connection, lines, AUTHOR, keep_going, is_admin=True)
    return report
