"""Documents in from files of every shape, and out again as they were."""

import io
import json
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.db.engine import Database
from app.fulltext.entries import packing_of
from app.models import Head, Speaker
from app.names.vocabulary import read_vocabulary
from app.record.ready import make_new_ready
from app.record.writer import Author
from app.transfer import files as transfer
from app.transfer.files import Report, builtin_lines, export_documents, import_lines
from app.transfer.lines import Line, read_lines
from app.validation import MAX_DOCUMENT_BYTES
from tests.builtin import DAYS, DOCUMENTS, LINES
from tests.factories import document, event, line, quote

AUTHOR = Author("test")
BROKEN = b'{"day": 400, "date"\n'


def import_bytes(database: Database, data: bytes, *, keep_going: bool = False) -> Report:
    """Import as the command does: a report with faults writes nothing unless told to."""
    with database.write() as connection:
        lines = read_lines("days.ndjson", io.BytesIO(data))
        *_, report = import_lines(connection, lines, AUTHOR, keep_going)
        if report.faulty and not keep_going:
            connection.rollback()
    return report


def export(database: Database, *bounds: int | None) -> list[str]:
    with database.read() as connection:
        return list(export_documents(connection, *bounds))


def seq(database: Database) -> int:
    with database.read() as connection:
        return connection.execute(select(col(Head.seq))).scalar_one()


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.corrected, report.unchanged, len(report.faulty)


def days(database: Database) -> list[int]:
    return [json.loads(each)["day"] for each in export(database)]


def test_the_built_in_record_goes_out_as_it_came_in(shared: Database) -> None:
    assert export(shared) == LINES


def test_an_export_imported_elsewhere_and_exported_again_is_the_same_to_the_byte(
    shared: Database, empty: Database
) -> None:
    first = "".join(f"{each}\n" for each in export(shared)).encode()
    assert counts(import_bytes(empty, first)) == (131, 0, 0, 0)
    assert "".join(f"{each}\n" for each in export(empty)).encode() == first


def test_importing_the_same_file_twice_makes_no_revision(record: Database) -> None:
    before = seq(record)
    with record.write() as connection:
        *_, report = import_lines(connection, builtin_lines(), AUTHOR)
    assert counts(report) == (0, 0, 131, 0)
    assert seq(record) == before == 131


def test_a_corrected_line_is_the_only_change_of_a_second_import(empty: Database) -> None:
    import_bytes(empty, line(400) + line(401))
    report = import_bytes(empty, line(400) + line(401, headline="Corrected"))
    assert counts(report) == (0, 1, 1, 0)
    assert seq(empty) == 3


def test_an_export_of_a_range_holds_its_days_and_no_other(shared: Database) -> None:
    chosen = [json.loads(each)["day"] for each in export(shared, 312, 340)]
    assert chosen == [day for day in DAYS if 312 <= day <= 340]


def test_an_export_is_in_the_order_of_days_whatever_the_order_of_writing(empty: Database) -> None:
    import_bytes(empty, line(402) + line(400) + line(401))
    assert days(empty) == [400, 401, 402]


def test_a_faulty_line_leaves_nothing_of_its_file(empty: Database) -> None:
    many = b"".join(line(day) for day in range(400, 550))
    report = import_bytes(empty, many + BROKEN + line(600))
    assert [each.number for each in report.faulty] == [151]
    assert export(empty) == []
    assert seq(empty) == 0


def test_keep_going_writes_what_is_right_and_names_all_that_is_not(empty: Database) -> None:
    bad_name = line(401, events=[event(actors=["atlantis"])])
    data = line(400) + bad_name + BROKEN + line(402, date="2020-01-01") + line(403)
    report = import_bytes(empty, data, keep_going=True)
    assert [each.number for each in report.faulty] == [2, 3, 4]
    assert days(empty) == [400, 403]


def test_a_fault_names_file_line_place_and_what_is_right(empty: Database) -> None:
    report = import_bytes(empty, line(400) + line(401, date="2023-03-30"))
    assert str(report.faulty[0]) == (
        "days.ndjson, line 2, /date: 2023-03-30 is day 400, and day 401 is 2023-03-31: "
        "correct the day or the date"
    )


def test_a_day_twice_in_one_file_is_refused_at_the_second(empty: Database) -> None:
    report = import_bytes(empty, line(400) + line(401) + line(400, headline="Again"))
    assert str(report.faulty[0]) == (
        "days.ndjson, line 3, /day: 400 is already the day of line 1 of days.ndjson: keep one"
    )


ONE, TWO = document(400), document(401)
SHAPES = {
    "ndjson": line(400) + line(401),
    "without a last line feed": (line(400) + line(401)).rstrip(),
    "with carriage returns": (line(400) + line(401)).replace(b"\n", b"\r\n"),
    "with blank lines": b"\n" + line(400) + b"\n  \n" + line(401) + b"\n",
    "with a byte order mark": b"\xef\xbb\xbf" + line(400) + line(401),
    "an array": json.dumps([ONE, TWO]).encode(),
    "an array over lines": json.dumps([ONE, TWO], indent=2).encode(),
    "an array with a byte order mark": b"\xef\xbb\xbf" + json.dumps([ONE, TWO]).encode(),
    "an array after blank lines": b"\n\n" + json.dumps([ONE, TWO], indent=1).encode(),
    "an escaped array": json.dumps([ONE, TWO], ensure_ascii=True).encode(),
    "an array in UTF-16": json.dumps([ONE, TWO]).encode("utf-16"),
}


@pytest.mark.parametrize("data", SHAPES.values(), ids=SHAPES.keys())
def test_a_file_of_two_documents_is_read_in_any_of_its_shapes(data: bytes) -> None:
    assert [json.loads(each.text) for each in read_lines("f", io.BytesIO(data))] == [ONE, TWO]


@pytest.mark.parametrize("indent", [None, 2], ids=["one line", "over lines"])
def test_a_json_file_of_one_document_is_read(indent: int | None) -> None:
    text = json.dumps(ONE, indent=indent).encode()
    assert [json.loads(each.text) for each in read_lines("f", io.BytesIO(text))] == [ONE]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"   ", b"\xef\xbb\xbf", b"[]"])
def test_a_file_without_a_document_is_no_error_and_writes_nothing(
    empty: Database, data: bytes
) -> None:
    assert counts(import_bytes(empty, data)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "document 1"),
        (b"\0" * 5_000, "document 1"),
        (json.dumps(ONE, indent=2).encode()[:-30], "document 1"),
        (b"[1, 2]", "document 1"),
        (b"[" * 200_000, "document 1"),
        (b'{"a":' * 200_000, "document 1"),
        (b'["\\ud800"]', "document 1"),
        (b"day,date\n400,2023-03-30\n", "document 1"),
        (BROKEN + line(401), "line 1"),
        (line(400) + b"null\n", "line 2"),
        (line(400) + b"[]\n", "line 2"),
        (line(400) + b"\xff\xfe\n", "line 2"),
        (line(400) + b"{" * 50_000 + b"\n", "line 2"),
    ],
    ids=[
        "a picture", "NULs", "a cut document", "numbers", "a deep array", "a deep object",
        "a surrogate", "CSV", "a broken first line", "null", "an array's line",
        "a line not UTF-8", "a deep line",
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused_where_it_stands(
    empty: Database, data: bytes, where: str
) -> None:
    report = import_bytes(empty, data)
    assert len(report.faulty) == 1
    assert str(report.faulty[0]).startswith(f"days.ndjson, {where}, the document: ")
    assert export(empty) == []


def test_a_broken_json_file_is_told_with_the_line_of_the_break(empty: Database) -> None:
    text = json.dumps([ONE, TWO], indent=2).replace('"headline"', "headline", 1).encode()
    report = import_bytes(empty, text)
    at = text[: text.index(b"headline")].count(b"\n") + 1
    assert f"at line {at} column" in str(report.faulty[0])


def test_a_faulty_document_of_an_array_is_told_by_its_place_in_it(empty: Database) -> None:
    report = import_bytes(empty, json.dumps([ONE, TWO | {"date": 0}], indent=2).encode())
    assert str(report.faulty[0]).startswith("days.ndjson, document 2, /date: must be a date")


def test_a_huge_line_is_one_fault_of_its_own_line(empty: Database) -> None:
    huge = b'{"summary": "' + b"x" * (3 * MAX_DOCUMENT_BYTES) + b'"}\n'
    report = import_bytes(empty, line(400) + huge + line(401), keep_going=True)
    assert [each.number for each in report.faulty] == [2]
    assert "larger than" in str(report.faulty[0])
    assert days(empty) == [400, 401]


def test_a_huge_first_line_hides_no_other(empty: Database) -> None:
    huge = b'{"summary": "' + b"x" * (3 * MAX_DOCUMENT_BYTES) + b'"}\n'
    report = import_bytes(empty, huge + line(401), keep_going=True)
    assert [each.number for each in report.faulty] == [1]
    assert days(empty) == [401]


def test_a_document_that_no_import_would_take_back_is_not_taken(empty: Database) -> None:
    """It is kept with every field and id, and so may be longer than it was sent."""
    sparse = {key: value for key, value in event("x" * 900).items() if value is not None}
    sent = line(400, events=[sparse] * 1_000, quotes=[])
    assert len(sent) < MAX_DOCUMENT_BYTES
    [faulty] = import_bytes(empty, sent).faulty
    assert "with all its fields and ids" in str(faulty)
    with empty.read() as connection:  # nor where documents are made ready beside the writer
        assert make_new_ready([sent], read_vocabulary(connection), packing_of(connection)) is None


def test_a_long_file_is_read_as_it_is_written_and_never_held_whole(empty: Database) -> None:
    read = 0

    def lines() -> Iterator[Line]:
        nonlocal read
        for number, day in enumerate(range(400, 700), 1):
            read = number
            yield Line("f", number, line(day))

    with empty.write() as connection:
        seen = [(read, report.accepted) for report in import_lines(connection, lines(), AUTHOR)]
    assert seen == [(100, 100), (200, 200), (300, 300), (300, 300)]


def test_large_documents_are_written_a_few_at_a_time(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [each.encode() for each in LINES[:7]]
    monkeypatch.setattr(transfer, "BATCH_BYTES", len(b"".join(texts[:3])))
    lines = [Line("file", number, text) for number, text in enumerate(texts, 1)]
    with empty.write() as connection:
        reports = import_lines(connection, lines, Author("editor"))
        assert next(reports).accepted == 3
        *_, last = reports
    assert last.accepted == 7


def test_two_imports_at_once_that_bring_the_same_new_speaker_make_one(empty: Database) -> None:
    def lines(first: int) -> Iterable[Line]:
        for day in range(first, first + 150):
            yield Line("f", day, line(day, quotes=[quote(speaker="Kyiv City Council")]))

    def run(first: int) -> None:
        with empty.write() as connection:
            list(import_lines(connection, lines(first), AUTHOR))

    threads = [threading.Thread(target=run, args=(first,)) for first in (400, 600)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(days(empty)) == 300
    with empty.read() as connection:
        named = select(col(Speaker.slug)).where(col(Speaker.name) == "Kyiv City Council")
        assert connection.scalars(named).all() == ["kyiv-city-council"]


def test_the_built_in_lines_are_the_file_s_own() -> None:
    assert [each.text.decode().rstrip("\n") for each in builtin_lines()] == LINES
    assert len(DOCUMENTS) == 131


def test_a_file_is_read_in_binary_whatever_the_system_s_encoding(tmp_path: Path) -> None:
    file = tmp_path / "days.ndjson"
    file.write_bytes(line(400, headline="Київ"))
    with file.open("rb") as stream:
        (only,) = read_lines("f", stream)
    assert json.loads(only.text)["headline"] == "Київ"
