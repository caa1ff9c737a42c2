import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.invasion_day import day_of, today
from app.transfer.lines import read_ndjson
from app.validation import MAX_DOCUMENT_BYTES
from tests.editing import Editor, make_document, make_key

RECORD = Path(__file__).parents[2] / "app" / "data" / "days.ndjson"


def held(editor: Editor) -> int:
    total: int = editor.client.get("/v1/updates?limit=1").json()["total"]
    return total


def test_many_days_go_in_at_once(editor: Editor) -> None:
    lines = RECORD.read_bytes().splitlines()
    answer = editor.load(*lines)
    report = answer.json()
    assert answer.status_code == 200
    assert (report["created"], report["corrected"], report["unchanged"]) == (len(lines), 0, 0)
    assert report["seq"] == len(lines) == int(answer.headers["Daybook-Seq"])
    assert report["lines"][1] == {"line": 2, "day": 2, "outcome": "created", "seq": 2}
    assert held(editor) == len(lines)
    again = editor.load(*lines).json()
    assert (again["created"], again["unchanged"], again["seq"]) == (0, len(lines), len(lines))


def test_a_correction_is_told_and_needs_a_reason_when_old(editor: Editor) -> None:
    now = day_of(today())
    editor.load(make_document(now, "One."), make_document(2, "One."))
    young, old = make_document(now, "Two."), make_document(2, "Two.")
    assert editor.load(young, reason=None).json()["lines"][0]["outcome"] == "corrected"
    refused = editor.load(make_document(now, "Three."), old, reason=None)
    assert refused.status_code == 422
    [error] = refused.json()["errors"]
    assert (error["line"], "X-Change-Reason" in error["detail"]) == (2, True)
    assert editor.client.get(f"/v1/updates/{now}").json()["events"][0]["text"] == "Two."
    report = editor.load(old, reason="Seen again").json()
    assert [each["outcome"] for each in report["lines"]] == ["corrected"]


def test_a_new_day_far_ahead_is_refused(editor: Editor) -> None:
    far = 10 * day_of(today())
    answer = editor.load(make_document(3, "One."), make_document(far, "One."))
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["line"], error["pointer"]) == (2, "/day")
    assert held(editor) == 0


def test_one_wrong_line_and_nothing_is_written(editor: Editor) -> None:
    unknown = make_document(4, "One.")
    unknown["events"][0]["actors"] = ["rusia"]
    lines = [make_document(1, "One."), b"{", b"", unknown, make_document(1, "Again.")]
    answer = editor.load(*lines)
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("invalid-import")
    errors = [(each["line"], each["pointer"]) for each in answer.json()["errors"]]
    assert errors == [(2, ""), (4, "/events/0/actors/0"), (5, "/day")]
    assert held(editor) == 0
    assert editor.client.get("/v1/updates").headers["ETag"].endswith('-0"')


def test_a_body_of_nothing_changes_nothing(editor: Editor) -> None:
    assert editor.load(b"\n\n").json() == {
        "created": 0,
        "corrected": 0,
        "unchanged": 0,
        "seq": 0,
        "lines": [],
    }


def test_a_byte_order_mark_and_other_line_ends_are_read_over(editor: Editor) -> None:
    lines = [json.dumps(make_document(day, "One.")).encode() + b"\r" for day in (1, 2)]
    report = editor.load(b"\xef\xbb\xbf" + lines[0], lines[1]).json()
    assert [each["line"] for each in report["lines"]] == [1, 2]


def test_faults_beyond_measure_are_counted(editor: Editor) -> None:
    answer = editor.load(*[b"x"] * 1_500).json()
    assert len(answer["errors"]) == 1_000
    assert "1500 faults" in answer["detail"]


def test_other_bodies_are_refused(editor: Editor) -> None:
    assert editor.load(content_type="application/json").status_code == 415
    assert editor.load(content_type="application/jsonl").status_code == 200


def test_imports_have_a_limit_of_their_own(
    empty_url: str, make_client: Callable[..., TestClient]
) -> None:
    client = make_client(empty_url, body_limit_bytes=1_024, import_limit_bytes=100_000)
    editor = Editor(client, make_key(empty_url))
    documents = [make_document(day, f"One of day {day}.") for day in range(1, 200)]
    assert editor.load(*documents).status_code == 200
    large = make_document(300, *[f"Number {n}." for n in range(30)])
    assert editor.put(large).status_code == 413
    assert editor.load(*documents, *documents, *documents).status_code == 413

    def streamed() -> Iterator[bytes]:
        for _ in range(5):
            yield b"\n".join(json.dumps(each).encode() for each in documents)

    headers = {"Authorization": f"Bearer {editor.key}", "Content-Type": "application/x-ndjson"}
    assert client.post("/v1/imports", content=streamed(), headers=headers).status_code == 413
    assert held(editor) == 199


@pytest.mark.parametrize("ending", [b"\n", b""])
def test_a_line_too_long_is_one_line(tmp_path: Path, ending: bytes) -> None:
    file = tmp_path / "long.ndjson"
    file.write_bytes(b'{"day":1}\n\n' + b"x" * (3 * MAX_DOCUMENT_BYTES) + b"\n{}" + ending)
    with file.open("rb") as stream:
        lines = list(read_ndjson("long", stream))
    assert [line.number for line in lines] == [1, 3, 4]
    assert len(lines[1].text) == MAX_DOCUMENT_BYTES + 2
