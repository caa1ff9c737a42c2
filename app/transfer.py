"""Documents in from files and out to them, as NDJSON: whole or not at all."""

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, select
from sqlmodel import col

from app.document import Document
from app.models import Revision, Update
from app.record import Author, Written, lock, write_updates
from app.validation import MAX_DOCUMENT_BYTES, DocumentError, Fault, parse
from app.vocabulary import Vocabulary, read_vocabulary

BATCH_DOCUMENTS = 100

FAULTY_LINES_KEPT = 1_000
"""How many refused lines a report tells of: a file of nothing else must not fill the memory."""
_LINE_BYTES = MAX_DOCUMENT_BYTES + 2
"""The longest document and its line's end; a longer line is past the limit already."""


@dataclass(frozen=True)
class Line:
    """One document's text, and where it stands in its file (counted from 1).

    `unit` is what is counted: lines, or the documents of a JSON text. `fault` says why there is
    no document to read.
    """

    file: str
    number: int
    text: bytes
    unit: str = "line"
    fault: str | None = None


@dataclass(frozen=True)
class FaultyLine:
    """A document that was refused, and why."""

    file: str
    number: int
    faults: list[Fault]
    unit: str = "line"

    def __str__(self) -> str:
        where = f"{self.file}, {self.unit} {self.number}"
        return "\n".join(
            f"{where}, {fault.pointer or 'the document'}: {fault.detail}" for fault in self.faults
        )


@dataclass(frozen=True)
class Outcome:
    """What came of one line: `written`, or the `faults` for which it was refused."""

    line: Line
    written: Written | None
    faults: list[Fault]


Tell = Callable[[Outcome], None]
"""Takes what came of each line, in the order of their batches."""


@dataclass
class Report:
    """What an import did so far."""

    created: int = 0
    corrected: int = 0
    unchanged: int = 0
    refused: int = 0
    faulty: list[FaultyLine] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        return self.created + self.corrected + self.unchanged

    def __str__(self) -> str:
        return (
            f"{self.created} created, {self.corrected} corrected, {self.unchanged} unchanged, "
            f"{self.refused} refused"
        )


def read_lines(file: str, stream: BinaryIO) -> Iterator[Line]:
    """Yield the documents of an NDJSON file, or the one or several of a JSON file.

    A line over the limit of a document is cut just past it: it is refused, and memory is spared.
    """
    first = stream.readline(_LINE_BYTES).removeprefix(BOM_UTF8)
    if first.lstrip().startswith(b"["):
        yield from _documents(file, first + stream.read())
        return
    numbered = enumerate(chain([_cut(first, stream)], _lines(stream)), 1)
    opening, size = [], 0
    for number, text in numbered:
        opening.append(Line(file, number, text))
        size += len(text)
        if size > MAX_DOCUMENT_BYTES or _is_object(text):
            break
    else:
        # No line is a document of its own: it is one JSON text over several.
        yield from _documents(file, b"".join(line.text for line in opening))
        return
    yield from (line for line in opening if line.text.strip())
    yield from (Line(file, number, text) for number, text in numbered if text.strip())


def read_ndjson(file: str, stream: BinaryIO) -> Iterator[Line]:
    """Yield the documents of an NDJSON file; of a line too long only what proves it so."""
    for number, text in enumerate(_lines(stream), 1):
        if text.strip():
            yield Line(file, number, text)


def import_lines(
    connection: Connection,
    lines: Iterable[Line],
    author: Author,
    keep_going: bool = False,
    tell: Tell | None = None,
) -> Iterator[Report]:
    """Write documents in batches, yielding the report after each.

    Without `keep_going` the first faulty line ends it: the caller then rolls back. Memory does
    not grow with the file.
    """
    # Locked before the names are read: one merged meanwhile would speak under its old slug.
    lock(connection)
    report = Report()
    vocabulary = read_vocabulary(connection)
    days: dict[int, str] = {}
    batch: list[tuple[Line, Document]] = []

    def accept(line: Line, written: Written) -> None:
        report.created += written.change == "create"
        report.corrected += written.change == "correct"
        report.unchanged += written.change is None
        if tell is not None:
            tell(Outcome(line, written, []))

    def refuse(line: Line, error: DocumentError) -> None:
        report.refused += 1
        if len(report.faulty) < FAULTY_LINES_KEPT:
            report.faulty.append(FaultyLine(line.file, line.number, error.faults, line.unit))
        if tell is not None:
            tell(Outcome(line, None, error.faults))

    write = partial(_write, connection, vocabulary, author, accept, refuse)
    for line in lines:
        try:
            document = _parse(line)
            _refuse_repeated_day(days, document.day, line)
        except DocumentError as error:
            refuse(line, error)
        else:
            batch.append((line, document))
        if len(batch) == BATCH_DOCUMENTS:
            write(batch)
            yield report
            batch = []
        if report.refused and not keep_going:
            break
    if batch and (keep_going or not report.refused):
        write(batch)
    report.faulty.sort(key=lambda faulty: faulty.number)
    yield report


def export_documents(
    connection: Connection, first: int | None = None, last: int | None = None
) -> Iterator[str]:
    """Yield the documents held, in day order, as the text that they were stored with."""
    statement = (
        select(col(Revision.body))
        .join(Update, col(Update.seq) == col(Revision.seq))
        .order_by(col(Update.day))
        .execution_options(yield_per=BATCH_DOCUMENTS)
    )
    if first is not None:
        statement = statement.where(col(Update.day) >= first)
    if last is not None:
        statement = statement.where(col(Update.day) <= last)
    for body in connection.scalars(statement):
        yield body or ""


def builtin_lines() -> Iterator[Line]:
    """Yield the documents of the record that Daybook ships."""
    path = Path(__file__).parent / "data" / "days.ndjson"
    with path.open("rb") as stream:
        yield from read_lines(path.name, stream)


def _write(
    connection: Connection,
    vocabulary: Vocabulary,
    author: Author,
    accept: Callable[[Line, Written], None],
    refuse: Callable[[Line, DocumentError], None],
    batch: list[tuple[Line, Document]],
) -> None:
    """Write a batch whole where it can be, one by one where a document in it is refused."""
    lines, documents = zip(*batch, strict=True)
    try:
        written = write_updates(connection, documents, vocabulary, author)
    except DocumentError as error:
        if len(batch) == 1:
            refuse(lines[0], error)
            return
        for each in batch:
            _write(connection, vocabulary, author, accept, refuse, [each])
        return
    for line, done in zip(lines, written, strict=True):
        accept(line, done)


def _parse(line: Line) -> Document:
    if line.fault is not None:
        raise DocumentError([Fault("", line.fault)])
    return parse(line.text)


def _refuse_repeated_day(days: dict[int, str], day: int, line: Line) -> None:
    if day in days:
        raise DocumentError([Fault("/day", f"{day} is already the day of {days[day]}: keep one")])
    days[day] = f"{line.unit} {line.number}"


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline(_LINE_BYTES):
        yield _cut(line, stream)


def _cut(line: bytes, stream: BinaryIO) -> bytes:
    """Return the line as far as it was read, and pass over what is left of it."""
    rest = line
    while rest and not rest.endswith(b"\n"):
        rest = stream.readline(_LINE_BYTES)
    return line


def _documents(file: str, text: bytes) -> Iterator[Line]:
    """Yield the documents of one JSON text: an object, or an array of them."""
    if not text.strip():
        return
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        yield Line(file, 1, b"", "document", f"is not JSON: {error.msg} at {where}")
    except (ValueError, RecursionError):
        yield Line(file, 1, b"", "document", "is not JSON that can be read: write it as UTF-8")
    else:
        if not isinstance(whole, list):
            yield Line(file, 1, text, "document")
            return
        for number, each in enumerate(whole, 1):
            # A lone surrogate cannot be UTF-8: it goes on as it is, and is refused as a text.
            document = json.dumps(each, ensure_ascii=False).encode("utf-8", "surrogatepass")
            yield Line(file, number, document, "document")


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
