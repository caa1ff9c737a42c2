from typing import Any

import jsonpatch
import pytest

from tests.editing import Editor, make_document

DAY = 2_000
ADDRESS = f"/v1/updates/{DAY}/revisions"


@pytest.fixture
def changed(editor: Editor) -> Editor:
    """A day that was created, corrected, deleted and created again."""
    first = editor.put(make_document(DAY, "One.", "Two."), reason="First word")
    document = first.json()
    document["events"][0]["text"] = "One, corrected."
    document["events"][1] = {**document["events"][1], "id": None, "text": "Three."}
    document["headline"] = "Another headline"
    second = editor.put(document, first.headers["ETag"], reason="Second thoughts")
    editor.delete(DAY, second.headers["ETag"], reason="All wrong")
    editor.put(make_document(DAY, "Four."), reason=None)
    return editor


def test_every_change_is_told_the_newest_first(changed: Editor) -> None:
    answer = changed.client.get(ADDRESS).json()
    assert (answer["total"], answer["next"]) == (4, None)
    told = [(each["n"], each["seq"], each["change"], each["reason"]) for each in answer["items"]]
    assert told == [
        (4, 4, "create", None),
        (3, 3, "delete", "All wrong"),
        (2, 2, "correct", "Second thoughts"),
        (1, 1, "create", "First word"),
    ]
    assert {each["by"] for each in answer["items"]} == {"editor"}


def test_the_size_of_a_change_is_told(changed: Editor) -> None:
    sizes = [each["size"] for each in changed.client.get(ADDRESS).json()["items"]]
    nothing = {"added": 0, "removed": 0, "changed": 0}
    assert sizes[2]["fields"] == ["headline"]
    assert sizes[2]["events"] == {"added": 1, "removed": 1, "changed": 1}
    assert (sizes[2]["quotes"], sizes[2]["sources"]) == (nothing, nothing)
    assert sizes[3]["events"] == {"added": 2, "removed": 0, "changed": 0}
    assert sizes[1]["events"] == {"added": 0, "removed": 2, "changed": 0}
    assert (sizes[1]["bytes"], sizes[3]["bytes"] > 300) == (0, True)


def test_revisions_come_in_pages(changed: Editor) -> None:
    seen: list[int] = []
    address: str | None = f"{ADDRESS}?limit=1"
    while address is not None:
        answer = changed.client.get(address)
        seen += [each["n"] for each in answer.json()["items"]]
        address = answer.json()["next"]
        assert ("Link" in answer.headers) == (address is not None)
    assert seen == [4, 3, 2, 1]
    sizes = [each["size"] for each in changed.client.get(ADDRESS).json()["items"]]
    assert changed.client.get(f"{ADDRESS}?limit=1&cursor=3").json()["items"][0]["size"] == sizes[2]


def test_a_revision_is_the_document_then(changed: Editor) -> None:
    answer = changed.client.get(f"{ADDRESS}/1")
    assert [each["text"] for each in answer.json()["events"]] == ["One.", "Two."]
    assert "immutable" in answer.headers["Cache-Control"]
    again = changed.client.get(f"{ADDRESS}/1", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert changed.client.get("/v1/updates/2027-08-16/revisions/1").content == answer.content


def test_a_deletion_is_told_of_in_its_place(changed: Editor) -> None:
    answer = changed.client.get(f"{ADDRESS}/3")
    assert answer.status_code == 410
    assert "All wrong" in answer.json()["detail"]


@pytest.mark.parametrize("ending", ["/5", "/5/diff", "/0", "/x", "/1?x=1", "?limit=0", "?as_of=1"])
def test_what_is_no_revision_is_told_so(changed: Editor, ending: str) -> None:
    answer = changed.client.get(f"{ADDRESS}{ending}")
    assert answer.status_code == (404 if ending.startswith("/5") else 422)


def test_a_day_never_held_has_no_revisions(editor: Editor) -> None:
    for ending in ("", "/1", "/1/diff"):
        assert editor.client.get(f"{ADDRESS}{ending}").status_code == 404


def test_a_diff_makes_one_revision_of_the_other(changed: Editor) -> None:
    document: Any = None
    texts = []
    for n in range(1, 5):
        answer = changed.client.get(f"{ADDRESS}/{n}/diff")
        assert answer.headers["Content-Type"] == "application/json-patch+json"
        document = jsonpatch.apply_patch(document, answer.json())
        then = changed.client.get(f"{ADDRESS}/{n}")
        assert document == (then.json() if then.status_code == 200 else None)
        texts.append(answer.text)
    assert '"path":"/headline"' in texts[1]
    assert "/sources" not in texts[1]


@pytest.mark.parametrize("cursor", ["0", "2147483648", "99074188108137824256"])
def test_a_made_up_cursor_is_refused_however_large_it_is(changed: Editor, cursor: str) -> None:
    others = ("/v1/actors/russia/revisions", "/v1/speakers/vladimir-putin/revisions")
    for address in (ADDRESS, *others):
        answer = changed.client.get(f"{address}?cursor={cursor}")
        assert (answer.status_code, answer.json()["errors"][0]["name"]) == (422, "cursor")
