"""If-Match and If-None-Match in every form that clients and proxies give them."""

from typing import Any

import pytest

from tests.editing import Editor, make_document

DAY = 2_000
ADDRESS = f"/v1/updates/{DAY}"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', 'W/"other",W/{}', '"a,b",,{},'])
def test_a_tag_may_come_weak_or_among_others(editor: Editor, form: str) -> None:
    tag = editor.put(make_document(DAY, "One.")).headers["ETag"]
    assert editor.put(make_document(DAY, "Two."), form.format(tag)).status_code == 200


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_the_tag_of_a_compressed_answer_names_its_version(editor: Editor, coding: str) -> None:
    editor.put(make_document(DAY, "One. " * 300))
    read = editor.client.get(ADDRESS, headers={"Accept-Encoding": coding})
    assert read.headers["Content-Encoding"] == coding
    assert read.headers["ETag"].startswith('W/"')
    assert editor.put(make_document(DAY, "Two."), read.headers["ETag"]).status_code == 200
    assert editor.put(make_document(DAY, "Three."), read.headers["ETag"]).status_code == 412


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_the_tag_that_apache_gives_a_compressed_answer_does(editor: Editor, coding: str) -> None:
    tag = editor.put(make_document(DAY, "One.")).headers["ETag"]
    suffixed = f'{tag[:-1]}-{coding}"'
    assert editor.put(make_document(DAY, "Two."), suffixed).status_code == 200
    speaker = {"kind": "person", "name": "Plato"}
    tag = editor.send("PUT", "/v1/speakers/plato", speaker).headers["ETag"]
    other = {"kind": "person", "name": "Platon"}
    suffixed = f'{tag[:-1]}-{coding}"'
    assert editor.send("PUT", "/v1/speakers/plato", other, suffixed).status_code == 200


@pytest.mark.parametrize("given", ["", ",", "*", "W/*", "0123", '"0123', '"0123", *', 'w/"0123"'])
def test_what_is_no_tag_is_refused_not_called_stale(editor: Editor, given: str) -> None:
    tag = editor.put(make_document(DAY, "One.")).headers["ETag"]
    for answer in (
        editor.put(make_document(DAY, "Two."), given),
        editor.patch(DAY, {"headline": "New"}, given),
        editor.delete(DAY, given),
        editor.put(make_document(DAY, "Two."), tag.strip('"')),
    ):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["name"] == "If-Match"
    assert editor.tag(ADDRESS) == tag


def test_a_patch_that_changes_nothing_is_a_retry_whatever_its_tag(editor: Editor) -> None:
    first = editor.put(make_document(DAY, "One."))
    patch = {"headline": "Better", "quotes": []}
    second = editor.patch(DAY, patch, first.headers["ETag"])
    for tag in (None, first.headers["ETag"], '"0123"', second.headers["ETag"]):
        again = editor.patch(DAY, patch, tag)
        assert (again.status_code, again.content) == (200, second.content)
        assert again.headers["ETag"] == second.headers["ETag"]
        assert again.headers["Daybook-Seq"] == second.headers["Daybook-Seq"] == "2"
    assert editor.client.get(f"{ADDRESS}/revisions").json()["total"] == 2
    assert editor.patch(DAY, patch, If_None_Match="*").status_code == 412


@pytest.mark.parametrize("patch", [{"headline": "Other"}, {"headline": None}, {"day": DAY + 1}])
def test_a_stale_patch_is_told_so_before_its_faults(editor: Editor, patch: Any) -> None:
    first = editor.put(make_document(DAY, "One."))
    tag = editor.patch(DAY, {"headline": "Better"}, first.headers["ETag"]).headers["ETag"]
    stale = editor.patch(DAY, patch, first.headers["ETag"])
    assert (stale.status_code, stale.headers["ETag"]) == (412, tag)
    assert editor.client.get(ADDRESS).json()["headline"] == "Better"
    assert editor.tag(ADDRESS) == tag


def test_create_only_creates_only(editor: Editor) -> None:
    document = make_document(DAY, "One.")
    first = editor.put(document, If_None_Match="*")
    assert first.status_code == 201
    again = editor.put(document, If_None_Match="*")
    assert (again.status_code, again.headers["ETag"]) == (412, first.headers["ETag"])
    assert editor.put(document, If_None_Match='"0123"').status_code == 422
    assert editor.put(document, '"0123"', If_None_Match="*").status_code == 422
