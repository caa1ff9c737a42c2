"""The process beside an import: what it made ready is what the writer would have written."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Text, cast, select
from sqlmodel import SQLModel

from app.db.engine import Database
from app.fulltext.store import index_of, indexes_of
from app.index import TABLES
from app.models import Revision, SearchWord, Speaker, SpeakerAlias, Update, table
from app.record.consistency import check_record
from app.record.writer import Author, Writer
from app.transfer import beside
from app.transfer import files as transfer
from app.transfer.files import Report, import_lines
from app.transfer.lines import Line
from tests.builtin import LINES
from tests.factories import event, line, quote

AUTHOR = Author("test")
FIRST = 400
HELD = 442


IMPORT = """
import signal

from app.transfer import beside
from app.transfer import files as transfer

signal.signal(signal.SIGINT, signal.default_int_handler)

class Told(beside._Beside):
    def __init__(self, *given):
        super().__init__(*given)
        print(self._started.result(), flush=True)

beside._Beside, beside._processors, beside.BATCHES_BEFORE = Told, lambda: 2, 0
transfer.BATCH_DOCUMENTS = 1

from app.cli import main

main()
"""
"""The command, with a process beside it from the first document on, whose number it prints. It
hears Ctrl-C even where these tests run in the background of a shell, which has it ignored."""


class Prompt(beside._Beside):
    """Waits for the process: else it would start too late for so few documents."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.pid: int = self._started.result()


@pytest.fixture
def made_ready(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Start the process at once, in small batches; says of each batch made ready if it held."""
    held: list[bool] = []

    def write_new(writer: Writer, *given: Any) -> Any:
        written = real(writer, *given)
        held.append(written is not None)
        return written

    real = Writer.write_new
    monkeypatch.setattr(Writer, "write_new", write_new)
    monkeypatch.setattr(beside, "_Beside", Prompt)
    monkeypatch.setattr(beside, "BATCHES_BEFORE", 0)
    monkeypatch.setattr(transfer, "BATCH_DOCUMENTS", 3)
    return held


def lines_of(documents: list[bytes]) -> list[Line]:
    return [Line("days.ndjson", number, text) for number, text in enumerate(documents, 1)]


def awkward() -> list[bytes]:
    """Return documents of all that the process can decide, and all that it cannot."""
    numbered = [line(day, events=[event(id=f"{day}-e7"), event()]) for day in range(460, 466)]
    return [
        *(line(day) for day in range(FIRST, FIRST + 12)),
        line(420, quotes=[quote(speaker="Nobody Yet"), quote(speaker="Somebody Else")]),
        *(line(day, quotes=[quote(speaker="nobody  YET")]) for day in range(421, 430)),
        *numbered,
        line(FIRST),  # once more
        line(430, headline=""),
        *(line(day) for day in range(431, 436)),
        line(436, events=[event(actors=["atlantis"])]),
        b"{\n",
        *(line(day) for day in range(437, 446)),
        line(431, headline="Another"),
        *(line(day, headline="Київ’s «заголовок»") for day in range(446, 452)),
    ]


def state(connection: Connection) -> dict[str, list[Any]]:
    """Return every row, but for when the revisions were made."""
    rows: dict[str, list[Any]] = {}
    models: list[type[SQLModel]] = [Revision, Update, *TABLES, Speaker, SpeakerAlias, SearchWord]
    for model in models:
        columns = [column for column in table(model).c if column.name != "at"]
        rows[table(model).name] = sorted(map(repr, connection.execute(select(*columns))))
    for indexed in indexes_of(connection):
        index = index_of(connection, indexed)
        entries = select(*(cast(column, Text) for column in index.table.c))
        rows[indexed] = sorted(map(repr, connection.execute(entries)))
    return rows


def import_all(
    database: Database, documents: list[bytes], processors: int, *, keep_going: bool = True
) -> tuple[str, list[str], dict[str, list[Any]]]:
    """Import after a day that is held already; return what came of it, and take it back."""
    with pytest.MonkeyPatch.context() as patch, database.write() as connection:
        patch.setattr(beside, "_processors", lambda: processors)
        list(import_lines(connection, lines_of([line(HELD)]), AUTHOR))
        reports: list[Report] = list(
            import_lines(connection, lines_of(documents), AUTHOR, keep_going)
        )
        found = list(filter(None, check_record(connection)))
        assert found == []
        rows = state(connection)
        connection.rollback()
    return str(reports[-1]), [str(each) for each in reports[-1].faulty], rows


@pytest.mark.parametrize("keep_going", [True, False])
def test_the_record_is_the_same_with_it_and_without(
    empty: Database, made_ready: list[bool], keep_going: bool
) -> None:
    documents = awkward() if keep_going else [each for each in awkward() if each != b"{\n"][:28]
    without = import_all(empty, documents, 1, keep_going=keep_going)
    assert made_ready == []
    assert import_all(empty, documents, 2, keep_going=keep_going) == without
    assert made_ready.count(True) > 3
    if keep_going:
        assert False in made_ready  # the day that was held before
        assert len(without[1]) == 5


def test_the_built_in_record_is_the_same_with_it_and_without(
    empty: Database, made_ready: list[bool]
) -> None:
    documents = [each.encode() for each in LINES]
    assert import_all(empty, documents, 2) == import_all(empty, documents, 1)
    assert len(made_ready) > 10


def test_days_made_ready_know_the_names_that_their_file_begins_with(
    empty: Database, made_ready: list[bool]
) -> None:
    names = [
        b'{"actor":{"slug":"georgia","kind":"country","name":"Georgia"}}\n',
        b'{"speaker":{"slug":"mayor","kind":"person","name":"Mayor","aliases":["Nobody Yet"]}}\n',
    ]
    events, said = [event(actors=["georgia"])], [quote(speaker="Nobody Yet", actor="georgia")]
    days = [line(day, events=events, quotes=said) for day in range(FIRST, FIRST + 40)]
    told, faulty, rows = import_all(empty, names + days, 2)
    assert (told, faulty) == ("42 created, 0 corrected, 0 unchanged, 0 refused", [])
    assert made_ready.count(True) > 3
    assert (told, faulty, rows) == import_all(empty, names + days, 1)


def test_an_import_goes_on_when_it_is_killed(
    empty: Database, made_ready: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Prompt):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            os.kill(self.pid, signal.SIGTERM)

    documents = [line(day) for day in range(FIRST, FIRST + 20)]
    without = import_all(empty, documents, 1)
    monkeypatch.setattr(beside, "_Beside", Killed)
    assert import_all(empty, documents, 2) == without


def test_it_is_not_started_for_a_few_documents(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "_Beside", None)
    monkeypatch.setattr(transfer, "BATCH_DOCUMENTS", 3)
    few = [line(day) for day in range(FIRST, FIRST + 6)]
    assert import_all(empty, few, 2)[0].startswith("6 created")


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what became of a process")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_the_import(tmp_path: Path, how: signal.Signals) -> None:
    url = f"sqlite:///{tmp_path}/days.db"
    command = [sys.executable, "-m", "app", "migrate", "--database-url", url]
    subprocess.run(command, check=True, capture_output=True)
    with subprocess.Popen(
        [sys.executable, "-c", IMPORT, "import", "-", "--database-url", url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as importing:
        assert importing.stdin is not None
        assert importing.stdout is not None
        importing.stdin.write(line(FIRST) + line(FIRST + 1))
        importing.stdin.flush()
        beside_it = int(importing.stdout.readline())
        assert is_running(beside_it)
        importing.send_signal(how)
        assert importing.wait(60) != 0
    deadline = time.monotonic() + 60
    while is_running(beside_it):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Say whether a process is more than what its parent has not asked after yet."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return told.rpartition(")")[2].split()[0] not in "ZX"
