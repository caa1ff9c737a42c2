"""Documents and names in from files, documents out to them, as NDJSON: whole or not at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import Connection, select
from sqlmodel import col

from app.document import Document
from app.fulltext.entries import packing_of
from app.models import Revision, Update
from app.names.vocabulary import read_vocabulary
from app.record.ready import Ready
from app.record.writer import Author, Writer, Written, lock
from app.transfer.beside import with_ready
from app.transfer.lines import Line, is_of_name, read_lines
from app.validation import DocumentError, Fault, parse

if TYPE_CHECKING:
    from app.transfer.name_lines import WrittenName

BATCH_DOCUMENTS = 100

BATCH_BYTES = 2 * 1024 * 1024
"""A document's objects, rows and words take some thirty times its text while it is written."""

FAULTY_LINES_KEPT = 1_000
"""How many refused lines a report tells of: a file of nothing else must not fill the memory."""


@dataclass(frozen=True)
class FaultyLine:
    """A line that was refused, and why."""

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
    written: "Written | WrittenName | None"
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


def import_lines(
    connection: Connection,
    lines: Iterable[Line],
    author: Author,
    keep_going: bool = False,
    tell: Tell | None = None,
    is_admin: bool = False,
) -> Iterator[Report]:
    """Write names, then documents in batches, yielding the report after each.

    Without `keep_going` the first faulty line ends it: the caller then rolls back. Memory does
    not grow with the file. ScopeNeededError at a name that only an admin may write.
    """
    # Locked before the names are read: one merged meanwhile would speak under its old slug, and
    # two imports at once would both bring the same new speaker.
    lock(connection)
    report = Report()
    days: dict[int, str] = {}

    def accept(line: Line, written: "Written | WrittenName") -> None:
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

    remaining = iter(lines)
    for line in remaining:
        if not is_of_name(line):
            remaining = chain([line], remaining)
            break
        # With it comes the web, which most imports never need.
        from app.transfer.name_lines import write_name_line

        try:
            accept(line, write_name_line(connection, line, author, is_admin))
        except DocumentError as error:
            refuse(line, error)
            if not keep_going:
                yield report
                return
    # Only now: the days speak of the actors and speakers that were just written.
    writer = Writer(connection, read_vocabulary(connection), author)
    for batch, ready in with_ready(_batches(remaining), writer.vocabulary, packing_of(connection)):
        if ready is None or not _write_ready(writer, days, accept, batch, ready):
            documents = []
            for line in batch:
                try:
                    document = _parse(line)
                    _refuse_repeated_day(days, document.day, line)
                except DocumentError as error:
                    refuse(line, error)
                    if not keep_going:
                        break
                else:
                    documents.append((line, document))
            if documents and (keep_going or not report.refused):
                _write(writer, accept, refuse, documents)
        if report.refused and not keep_going:
            break
        yield report
    writer.finish()
    report.faulty.sort(key=lambda faulty: faulty.number)
    yield report


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    batch: list[Line] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line.text)
        if len(batch) == BATCH_DOCUMENTS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


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
    path = Path(__file__).parents[1] / "data" / "days.ndjson"
    with path.open("rb") as stream:
        yield from read_lines(path.name, stream)


def _write(
    writer: Writer,
    accept: Callable[[Line, Written], None],
    refuse: Callable[[Line, DocumentError], None],
    batch: list[tuple[Line, Document]],
) -> None:
    """Write a batch whole where it can be, one by one where a document in it is refused."""
    lines, documents = zip(*batch, strict=True)
    try:
        written = writer.write(documents)
    except DocumentError as error:
        if len(batch) == 1:
            refuse(lines[0], error)
            return
        for each in batch:
            _write(writer, accept, refuse, [each])
        return
    for line, done in zip(lines, written, strict=True):
        accept(line, done)


def _write_ready(
    writer: Writer,
    days: dict[int, str],
    accept: Callable[[Line, Written], None],
    batch: Sequence[Line],
    ready: Ready,
) -> bool:
    """Write a batch by the rows made ready for it; False, and nothing, if a day is not new."""
    its_days = {row["day"] for row in ready.updates}
    if len(its_days) < len(batch) or not its_days.isdisjoint(days):
        return False
    written = writer.write_new(ready)
    if written is None:
        return False
    for line, done in zip(batch, written, strict=True):
        _refuse_repeated_day(days, done.day, line)
        accept(line, done)
    return True


def _parse(line: Line) -> Document:
    if line.fault is not None:
        raise DocumentError([Fault("", line.fault)])
    try:
        return parse(line.text)
    except DocumentError:
        if is_of_name(line):
            detail = "is of an actor or speaker: move it before the first day"
            raise DocumentError([Fault("", detail)]) from None
        raise


def _refuse_repeated_day(days: dict[int, str], day: int, line: Line) -> None:
    here = f"{line.unit} {line.number} of {line.file}"
    before = days.setdefault(day, here)
    if before != here:
        raise DocumentError([Fault("/day", f"{day} is already the day of {before}: keep one")])


def write_file(file: Path, lines: Iterator[str]) -> int:
    """Write the lines to a file and return how many they were."""
    # A device or a pipe: no file may take its place.
    if file.exists() and not file.is_file():
        with file.open("wb") as stream:
            return write_lines(stream, lines)
    file = file.resolve()
    # Beside the file first: a cut export never looks like a whole one.
    part = file.with_name(file.name + ".part")
    try:
        with part.open("wb") as stream:
            count = write_lines(stream, lines)
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return count


def write_lines(stream: BinaryIO, lines: Iterator[str]) -> int:
    """Write the lines and return how many they were."""
    count = 0
    for line in lines:
        # Bytes, not text: UTF-8 and bare line feeds whatever the system's own habits.
        stream.write(line.encode() + b"\n")
        count += 1
    stream.flush()
    return count
