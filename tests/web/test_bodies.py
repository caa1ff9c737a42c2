"""Bodies that cannot be read: each is told by what is wrong with it."""

import json

import pytest

from app.validation import FAULTS_TOLD
from app.web.problems import PARAMETERS_TOLD
from tests.editing import MERGE_PATCH, NDJSON, Editor

UNREADABLE = {
    "nothing": (b"", "is empty"),
    "blanks": (b" \n", "is empty"),
    "a byte order mark": (b'\xef\xbb\xbf{"headline": "A"}', "without one"),
    "UTF-16": ('{"headline": "A"}'.encode("utf-16"), "is not UTF-8: 0xff at byte 1"),
    "Latin-1": ('{"headline": "Orbán"}'.encode("latin-1"), "is not UTF-8: 0xe1 at byte 18"),
    "a text cut off": (b'{"headline": "A', "is not JSON"),
}


@pytest.mark.parametrize("case", UNREADABLE)
@pytest.mark.parametrize(
    ("method", "address", "content_type"),
    [
        ("PATCH", "/v1/updates/325", MERGE_PATCH),
        ("PUT", "/v1/updates/325", "application/json"),
        ("PUT", "/v1/actors/newland", "application/json"),
    ],
)
def test_a_body_that_cannot_be_read_says_why(
    editor: Editor, method: str, address: str, content_type: str, case: str
) -> None:
    body, told = UNREADABLE[case]
    answer = editor.send(method, address, body, '"0123"', content_type=content_type)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["pointer"] == ""
    assert told in error["detail"]


def test_a_line_of_an_import_that_is_not_utf8_says_so(editor: Editor) -> None:
    body = '{"headline": "Orbán"}'.encode("latin-1")
    answer = editor.send("POST", "/v1/imports", body, content_type=NDJSON)
    [error] = answer.json()["errors"]
    assert (error["line"], error["pointer"]) == (1, "")
    assert "is not UTF-8: 0xe1 at byte 18" in error["detail"]


@pytest.mark.parametrize(
    ("reason", "told"),
    [("%20", "must not be empty"), ("x" * 501, "must be at most 500 characters long")],
)
def test_a_reason_that_cannot_be_kept_says_why(editor: Editor, reason: str, told: str) -> None:
    answer = editor.send("DELETE", "/v1/updates/325", None, '"0123"', reason)
    [error] = answer.json()["errors"]
    assert (error["name"], error["detail"]) == ("X-Change-Reason", told)


@pytest.mark.parametrize("address", ["/v1/updates/325", "/v1/actors/newland"])
def test_of_a_body_full_of_faults_the_first_are_told(editor: Editor, address: str) -> None:
    """Two megabytes of unknown keys were answered with twenty."""
    body = json.dumps({f"key{n}": 1 for n in range(2 * FAULTS_TOLD)})
    answer = editor.send("PUT", address, body.encode())
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == FAULTS_TOLD
    assert answer.json()["detail"] == f"The document has {FAULTS_TOLD} faults or more."


def test_of_an_address_full_of_faults_the_first_are_told(editor: Editor) -> None:
    names = [f"key{n}" for n in range(3 * PARAMETERS_TOLD)]
    answer = editor.client.get("/v1/updates?" + "&".join(names))
    assert answer.status_code == 422
    assert [each["name"] for each in answer.json()["errors"]] == names[:PARAMETERS_TOLD]
    assert answer.json()["detail"].endswith(f"; and {2 * PARAMETERS_TOLD} more")
