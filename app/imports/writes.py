"""Importing a body of documents: whole or not at all, in memory that does not grow with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import Connection

from app.errors import ImportRefusedError
from app.head import read_tag
from app.imports.schemas import ImportedLine, ImportedName
from app.record.writer import Author, needs_reason
from app.transfer.files import Outcome, Report, import_lines
from app.transfer.lines import read_ndjson
from app.transfer.name_lines import WrittenName
from app.updates.writes import too_far_ahead
from app.validation import FAULTS_TOLD, Fault

_OUTCOMES = {"create": "created", "correct": "corrected", None: "unchanged"}


@dataclass(frozen=True)
class Imported:
    """What an import did; the spool holds what came of each line, as JSON, one a line."""

    report: Report
    seq: int
    spool: BinaryIO

    def answer(self) -> Iterator[bytes]:
        """Yield the text of an ImportReport, a piece at a time."""
        report = self.report
        yield (
            f'{{"created":{report.created},"corrected":{report.corrected},'
            f'"unchanged":{report.unchanged},"seq":{self.seq},"lines":['
        ).encode()
        self.spool.seek(0)
        for number, line in enumerate(self.spool):
            yield (b"," if number else b"") + line.rstrip()
        yield b"]}"


def import_body(
    connection: Connection, body: BinaryIO, author: Author, is_admin: bool, spool: BinaryIO
) -> Imported:
    """Write every line of an NDJSON body; ImportRefusedError, and nothing, if one is wrong."""
    told: list[tuple[int, Fault]] = []
    faults = 0

    def tell(outcome: Outcome) -> None:
        nonlocal faults
        found = outcome.faults or list(_faults_of_change(outcome, author))
        faults += len(found)
        room = FAULTS_TOLD - len(told)
        told.extend((outcome.line.number, fault) for fault in found[:room])
        if outcome.written is not None and not found:
            spool.write(_line(outcome).model_dump_json().encode() + b"\n")

    lines = read_ndjson("the body", body)
    *_, report = import_lines(
        connection, lines, author, keep_going=True, tell=tell, is_admin=is_admin
    )
    if faults:
        raise ImportRefusedError(sorted(told, key=lambda each: each[0]), faults)
    return Imported(report, read_tag(connection).seq, spool)


def _faults_of_change(outcome: Outcome, author: Author) -> Iterator[Fault]:
    """Give what is wrong with a change that a document of its own would not show."""
    written = outcome.written
    if written is None or isinstance(written, WrittenName):
        return
    if written.change == "create":
        yield from too_far_ahead(written.day)
    elif written.change == "correct" and author.reason is None and needs_reason(written.day):
        detail = f"corrects day {written.day}, older than a week: say why in X-Change-Reason"
        yield Fault("", detail)


def _line(outcome: Outcome) -> ImportedLine | ImportedName:
    written = outcome.written
    if isinstance(written, WrittenName):
        return ImportedName.model_validate(
            {
                "line": outcome.line.number,
                "subject": written.subject,
                "slug": written.slug,
                "outcome": _OUTCOMES[written.change],
                "seq": written.seq,
            }
        )
    assert written is not None  # noqa: S101 - narrows the type: only written lines come here
    return ImportedLine.model_validate(
        {
            "line": outcome.line.number,
            "day": written.day,
            "outcome": _OUTCOMES[written.change],
            "seq": written.seq,
        }
    )
