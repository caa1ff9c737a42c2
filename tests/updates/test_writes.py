from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.db.engine import open_database
from app.invasion_day import day_of, today
from app.models import Revision
from app.record.consistency import check_record
from app.settings import Settings
from tests.editing import Editor, make_document, make_key

DAY = 2_000


def revisions(editor: Editor, day: int = DAY) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = editor.client.get(f"/v1/updates/{day}/revisions").json()["items"]
    return items


def test_a_day_is_created(editor: Editor) -> None:
    answer = editor.put(make_document(DAY, "A bridge was hit.", quotes=(("Zelenskiy", "No."),)))
    assert answer.status_code == 201
    assert answer.headers["Location"] == "/v1/updates/2000"
    read = editor.client.get("/v1/updates/2000")
    assert (read.content, read.headers["ETag"]) == (answer.content, answer.headers["ETag"])
    assert read.json()["events"][0]["id"] == "2000-e1"
    assert editor.client.get("/v1/quotes?speaker=Зеленський").json()["total"] == 1
    assert revisions(editor)[0]["by"] == "editor"


def test_a_day_can_be_named_by_its_date(editor: Editor) -> None:
    document = make_document(325, "A bridge was hit.")
    assert editor.send("PUT", "/v1/updates/2023-01-14", document).status_code == 201


@pytest.mark.parametrize("ref", ["latest", "0", "2022-02-23", "abc", "2024-02-30"])
def test_what_names_no_day_cannot_be_written(editor: Editor, ref: str) -> None:
    answer = editor.send("PUT", f"/v1/updates/{ref}", make_document(DAY, "A bridge was hit."))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"] == "ref"


def test_a_new_day_with_a_digit_too_many_is_refused(editor: Editor) -> None:
    now = day_of(today())
    answer = editor.put(make_document(now * 10, "A bridge was hit."))
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["pointer"] == "/day"
    assert error["detail"].endswith(f"is more than a year ahead: today is day {now}")
    assert editor.client.get("/v1/updates").json()["total"] == 0
    assert editor.put(make_document(now + 1, "A bridge was hit.")).status_code == 201


@pytest.mark.parametrize("coding", ["gzip", "br", "gzip, identity"])
def test_a_compressed_body_is_refused_as_such(editor: Editor, coding: str) -> None:
    told = {"Content-Encoding": coding, "Content-Type": "application/json"}
    document = make_document(DAY, "A bridge was hit.")
    answer = editor.send("PUT", f"/v1/updates/{DAY}", document, **told)
    assert answer.status_code == 415
    assert coding in answer.json()["detail"]
    assert answer.headers["Accept-Encoding"] == "identity"
    told["Content-Encoding"] = "identity"
    assert editor.send("PUT", f"/v1/updates/{DAY}", document, **told).status_code == 201


def test_a_document_of_another_day_is_refused(editor: Editor) -> None:
    answer = editor.send("PUT", "/v1/updates/2001", make_document(DAY))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/day"


def test_the_rules_are_the_importers(editor: Editor) -> None:
    document = make_document(DAY, "A bridge was hit.")
    document["events"][0] |= {"actors": ["rusia"], "sources": [3]}
    document["date"] = "2022-02-24"
    answer = editor.put(document)
    assert answer.status_code == 422
    pointers = [each["pointer"] for each in answer.json()["errors"]]
    assert pointers == ["/date", "/events/0/sources/0"]
    document = make_document(DAY, "A bridge was hit.")
    document["events"][0]["actors"] = ["rusia"]
    [error] = editor.put(document).json()["errors"]
    assert error["pointer"] == "/events/0/actors/0"
    assert "russia" in error["detail"]


def test_what_exists_is_changed_only_with_its_tag(editor: Editor) -> None:
    first = editor.put(make_document(DAY, "One."))
    tag = first.headers["ETag"]
    missing = editor.put(make_document(DAY, "Two."))
    assert (missing.status_code, missing.headers["ETag"]) == (428, tag)
    stale = editor.put(make_document(DAY, "Two."), '"0123"')
    assert (stale.status_code, stale.headers["ETag"]) == (412, tag)
    any_version = editor.put(make_document(DAY, "Two."), "*")
    assert any_version.status_code == 422
    assert len(revisions(editor)) == 1
    changed = editor.put(make_document(DAY, "Two."), tag)
    assert changed.status_code == 200
    assert changed.headers["ETag"] == editor.tag("/v1/updates/2000") != tag


def test_what_does_not_exist_cannot_be_changed(editor: Editor) -> None:
    assert editor.put(make_document(DAY, "One."), '"0123"').status_code == 412
    assert editor.patch(DAY, {"headline": "New"}, '"0123"').status_code == 404
    assert editor.delete(DAY, '"0123"').status_code == 404
    assert editor.client.get("/v1/updates/2000").status_code == 404


@pytest.mark.parametrize("tag", [None, "stale", "current"])
def test_the_same_again_makes_no_revision(editor: Editor, tag: str | None) -> None:
    document = make_document(DAY, "One.", "Two.")
    first = editor.put(document)
    given = first.headers["ETag"] if tag == "current" else tag and '"0123"'
    again = editor.put(document, given)
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Daybook-Seq"] == first.headers["Daybook-Seq"] == "1"
    assert len(revisions(editor)) == 1


def test_ids_survive_corrections_and_never_come_back(editor: Editor) -> None:
    document = editor.put(make_document(DAY, "One.", "Two.", "Three.")).json()
    one, two, three = document["events"]
    # The second goes; the third carries its id and gets a new text; a new one comes.
    new = {**two, "id": None, "text": "Four."}
    document["events"] = [new, {**three, "text": "Three, corrected."}, {**one, "id": None}]
    answer = editor.put(document, editor.tag("/v1/updates/2000"))
    assert [each["id"] for each in answer.json()["events"]] == ["2000-e4", "2000-e3", "2000-e1"]
    document["events"].append({**new, "id": "2000-e2", "text": "Not the old second."})
    answer = editor.put(document, editor.tag("/v1/updates/2000"))
    assert answer.json()["errors"][0]["pointer"] == "/events/3/id"
    document["events"][3] = two
    assert editor.put(document, editor.tag("/v1/updates/2000")).status_code == 200


def test_a_stale_document_is_told_so_before_its_faults(editor: Editor) -> None:
    first = editor.put(make_document(DAY, "One."))
    document = first.json()
    document["events"].append({**document["events"][0], "id": None, "text": "Two."})
    second = editor.put(document, first.headers["ETag"])
    shorter = second.json()
    shorter["events"].pop()
    third = editor.put(shorter, second.headers["ETag"])
    document["events"][1] |= {"id": "2000-e2", "text": "Two, corrected."}
    assert editor.put(document, second.headers["ETag"]).status_code == 412
    assert editor.put(document, third.headers["ETag"]).status_code == 422


def test_a_patch_replaces_what_it_names(editor: Editor) -> None:
    first = editor.put(make_document(DAY, "One.", "Two."))
    patch = {"headline": "Better", "events": first.json()["events"][1:]}
    answer = editor.patch(DAY, patch, first.headers["ETag"])
    assert answer.status_code == 200
    expected = {**first.json(), **patch}
    assert answer.json() == expected
    assert answer.json()["events"][0]["id"] == "2000-e2"


def test_a_patch_is_held_to_the_same_rules(editor: Editor) -> None:
    first = editor.put(make_document(DAY, "One."))
    tag = first.headers["ETag"]
    assert editor.patch(DAY, {"headline": "Better"}).status_code == 428
    assert editor.patch(DAY, {"headline": "Better"}, '"0123"').status_code == 412
    assert editor.patch(DAY, {"headline": None}, tag).json()["errors"][0]["pointer"] == "/headline"
    for value in ("Better", None):
        [fault] = editor.patch(DAY, {"headlin": value}, tag).json()["errors"]
        assert (fault["pointer"], fault["detail"][:14]) == ("/headlin", "is not a field")
    assert editor.patch(DAY, {"day": 2_001}, tag).status_code == 422
    assert editor.patch(DAY, [1], tag).status_code == 422
    assert editor.patch(DAY, b'{"headline": "\\ud800"}', tag).status_code == 422
    assert editor.patch(DAY, b'{"headline": NaN}', tag).status_code == 422
    assert editor.patch(DAY, b"[" * 100_000, tag).status_code == 422
    assert editor.patch(DAY, {}, tag).status_code == 200
    assert len(revisions(editor)) == 1


def test_bodies_of_other_types_are_refused(editor: Editor) -> None:
    document = make_document(DAY)
    plain = editor.put(document, content_type="text/plain")
    assert (plain.status_code, plain.headers["Accept"]) == (415, "application/json")
    patch = editor.patch(DAY, {}, content_type="application/json")
    assert (patch.status_code, patch.headers["Accept-Patch"]) == (
        415,
        "application/merge-patch+json",
    )
    assert editor.put(document, content_type="application/json; charset=utf-8").status_code == 201


def test_a_deleted_day_is_gone_and_says_why(editor: Editor) -> None:
    tag = editor.put(make_document(DAY, "One.")).headers["ETag"]
    assert editor.delete(DAY).status_code == 428
    assert editor.delete(DAY, '"0123"').status_code == 412
    assert editor.delete(DAY, tag, reason=None).status_code == 422
    deleted = editor.delete(DAY, tag, reason="It was another day.")
    assert deleted.status_code == 200
    assert deleted.json()["reason"] == "It was another day."
    gone = editor.client.get("/v1/updates/2000")
    assert gone.status_code == 410
    assert "It was another day." in gone.json()["detail"]
    assert gone.json()["suggestions"] == ["/v1/updates/2000/revisions"]
    assert editor.client.get("/v1/events").json()["total"] == 0
    assert editor.delete(DAY, tag).status_code == 410
    assert editor.patch(DAY, {}, tag).status_code == 410
    assert [each["change"] for each in revisions(editor)] == ["delete", "create"]


def test_a_deleted_day_can_come_back_with_new_numbers(editor: Editor) -> None:
    tag = editor.put(make_document(DAY, "One.")).headers["ETag"]
    editor.delete(DAY, tag)
    assert editor.put(make_document(DAY, "Two."), tag).status_code == 412
    back = editor.put(make_document(DAY, "Two."))
    assert back.status_code == 201
    assert back.json()["events"][0]["id"] == "2000-e2"


def test_an_old_day_needs_a_reason_a_young_one_none(editor: Editor) -> None:
    now = day_of(today())
    for day, status in ((now - 8, 422), (now - 7, 200), (now, 200)):
        first = editor.put(make_document(day, "One."), reason=None)
        assert first.status_code == 201
        again = editor.put(make_document(day, "Two."), first.headers["ETag"], reason=None)
        assert again.status_code == status, day
    assert editor.patch(now - 8, {"headline": "New"}, editor.tag(f"/v1/updates/{now - 8}"))
    answer = editor.put(
        make_document(now - 8, "Three."), editor.tag(f"/v1/updates/{now - 8}"), reason=None
    )
    assert answer.json()["type"].endswith("reason-needed")
    assert answer.json()["errors"][0]["name"] == "X-Change-Reason"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("The ministry corrected it", "The ministry corrected it"),
        ("%D0%9F%D0%BE%D0%BC%D0%B8%D0%BB%D0%BA%D0%B0", "Помилка"),
        ("100% sure", "100% sure"),
    ],
)
def test_reasons_are_kept_in_any_script(editor: Editor, given: str, kept: str) -> None:
    editor.put(make_document(DAY, "One."), reason=given)
    assert revisions(editor)[0]["reason"] == kept


def test_reasons_may_be_sent_as_plain_utf8(editor: Editor) -> None:
    raw = "Помилка".encode().decode("latin-1")
    editor.put(make_document(DAY, "One."), reason=raw)
    assert revisions(editor)[0]["reason"] == "Помилка"


@pytest.mark.parametrize("reason", ["%FF", "a%0Ab", "%20", "x" * 501])
def test_reasons_that_cannot_be_kept_are_refused(editor: Editor, reason: str) -> None:
    answer = editor.put(make_document(DAY, "One."), reason=reason)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"] == "X-Change-Reason"


def test_nothing_is_written_when_a_write_is_refused(empty_url: str, editor: Editor) -> None:
    tag = editor.put(make_document(DAY, "One.")).headers["ETag"]
    editor.put(make_document(DAY, "Two.", quotes=(("Somebody New", "No."),)), '"0123"')
    editor.delete(DAY, tag, reason=None)
    database = open_database(Settings(database_url=empty_url))
    with database.read() as connection:
        assert list(connection.scalars(select(col(Revision.seq)))) == [1]
        assert [line for line in check_record(connection) if line] == []
    database.close()
    assert editor.client.get("/v1/speakers/Somebody New").status_code == 404


def test_the_writer_reads_what_it_wrote_from_a_warm_cache(editor: Editor) -> None:
    tag = editor.put(make_document(DAY, "0.")).headers["ETag"]
    for number in range(1, 40):
        assert editor.tag("/v1/updates/2000") == tag
        assert editor.client.get("/v1/events").json()["items"][0]["text"] == f"{number - 1}."
        tag = editor.put(make_document(DAY, f"{number}."), tag).headers["ETag"]


def test_the_contracts_example_works(keeper: Editor) -> None:
    contract = keeper.client.get("/openapi.json").json()
    body = contract["paths"]["/v1/updates/{ref}"]["put"]["requestBody"]["content"]
    example = body["application/json"]["example"]
    assert keeper.put(example).status_code == 200
    operations = [
        (method, operation)
        for methods in contract["paths"].values()
        for method, operation in methods.items()
    ]
    assert {method for method, operation in operations if operation["security"]} == {
        "put",
        "patch",
        "delete",
        "post",
    }
    assert all(not operation["security"] for method, operation in operations if method == "get")


def test_a_key_of_another_record_is_wrong(editor: Editor, record_url: str) -> None:
    stranger = Editor(editor.client, make_key(record_url))
    assert stranger.put(make_document(DAY, "One.")).status_code == 401
