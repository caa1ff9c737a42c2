"""How a wrong reference to a day is answered: with what is right at that very address."""

import pytest

from tests.editing import Editor


@pytest.mark.parametrize("ref", ["0", "2024-02-30", "abc"])
def test_latest_is_told_of_where_it_is_taken_alone(editor: Editor, ref: str) -> None:
    read = editor.client.get(f"/v1/updates/{ref}").json()["detail"]
    assert read.endswith("; `latest` is the newest day held")
    for method, ending in (("PUT", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/revisions")):
        media_type = "application/merge-patch+json" if method == "PATCH" else "application/json"
        body = b"{}" if method in ("PUT", "PATCH") else None
        answer = editor.send(method, f"/v1/updates/{ref}{ending}", body, content_type=media_type)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["in"] == "path"
        assert f"{answer.json()['detail']}; `latest` is the newest day held" == read


@pytest.mark.parametrize(("method", "ending"), [("DELETE", ""), ("GET", "/revisions")])
def test_latest_is_told_to_be_of_one_address(editor: Editor, method: str, ending: str) -> None:
    answer = editor.send(method, f"/v1/updates/latest{ending}")
    assert answer.status_code == 422
    told = "`latest` is taken by GET /v1/updates/latest alone: name the day here"
    assert answer.json()["detail"].endswith(told)
