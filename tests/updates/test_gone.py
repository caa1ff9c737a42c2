"""What is answered of the events and quotes of a day that was deleted."""

import pytest

from tests.editing import Editor, make_document


@pytest.mark.parametrize("address", ["events/1700-e1", "quotes/1700-q1", "quotes/1700-q1/similar"])
def test_what_a_deleted_day_said_is_gone_with_it(editor: Editor, address: str) -> None:
    editor.put(make_document(1_700, "A bridge was hit.", quotes=(("Zelenskiy", "No."),)))
    assert editor.client.get(f"/v1/{address}").status_code == 200
    assert editor.delete(1_700, editor.tag("/v1/updates/1700")).status_code == 200
    answer = editor.client.get(f"/v1/{address}")
    assert (answer.status_code, answer.json()["type"]) == (410, "urn:daybook:problem:day-deleted")
    assert "Day 1700" in answer.json()["detail"]
    other = editor.client.get(f"/v1/{address.replace('1700', '1701')}")
    assert other.status_code == 404
