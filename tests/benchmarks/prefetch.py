"""Daybook's own answers, checked and kept in a file: what the bare callable and F will send."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic_core import from_json, to_json

from tests.benchmarks.load import LoadError
from tests.benchmarks.servers import Server, fetch
from tests.benchmarks.workload import Kind, Request, Workload


@dataclass(frozen=True)
class Finished:
    """A right answer of Daybook's: its text and its entity tag."""

    request: Request
    etag: str
    body: bytes


def prefetch(daybook: Server, work: Workload, kinds: Iterable[Kind], folder: Path) -> Path:
    """Fetch and check every request of some kinds once, write the answers; return the file's path.

    LoadError at the first answer that is not right: nothing is counted then.
    """
    file = folder / "answers.ndjson"
    with file.open("wb") as out:
        for request in (each for kind in kinds for each in work.requests[kind]):
            answer = fetch(daybook.port, request.path)
            fault = f"is {answer.status}" if answer.status != 200 else None
            fault = fault or work.fault(request, answer.body)
            if fault:
                message = f"daybook: the answer to {request.path} {fault}"
                raise LoadError(message)
            etag = answer.headers.get("etag", "")
            out.write(to_json({"request": asdict(request), "etag": etag, "body": answer.body}))
            out.write(b"\n")
    return file


def read_answers(file: str | Path) -> Iterator[Finished]:
    """Yield the answers of a file that prefetch has written."""
    with Path(file).open("rb") as lines:
        for line in lines:
            row = from_json(line)
            yield Finished(Request(**row["request"]), row["etag"], row["body"].encode())
