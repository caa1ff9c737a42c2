from typing import Any

import pytest

from app.db.engine import open_database
from app.record.consistency import check_record
from app.settings import Settings
from tests.editing import Editor, make_document

DAY = 2_000
ANNA = {"kind": "person", "name": "Anna Kovalenko", "actor": "ukraine", "aliases": ["Kovalenko"]}


@pytest.fixture
def quoted(editor: Editor) -> Editor:
    """Days 2000 and 2001 quote two spellings that no speaker is known by."""
    editor.put(make_document(DAY, quotes=(("Anna Kovalenko", "Yes."),)))
    editor.put(make_document(DAY + 1, quotes=(("Hanna Kovalenko", "No."),)))
    return editor


def merge(editor: Editor, slug: str, into: str, **more: Any) -> Any:
    return editor.send("POST", f"/v1/speakers/{slug}/merge", {"into": into}, **more)


def quotes(editor: Editor, speaker: str) -> list[str]:
    answer = editor.client.get("/v1/quotes", params={"speaker": speaker, "order": "oldest"})
    return [each["text"] for each in answer.json()["items"]]


def check(url: str) -> list[str]:
    database = open_database(Settings(database_url=url))
    with database.read() as connection:
        off = [line for line in check_record(connection) if line]
    database.close()
    return off


def test_a_speaker_is_created_and_found_by_every_name(editor: Editor) -> None:
    answer = editor.send("PUT", "/v1/speakers/anna-kovalenko", ANNA)
    assert answer.status_code == 201
    assert editor.client.get("/v1/speakers/kovalenko").json()["slug"] == "anna-kovalenko"
    again = editor.send("PUT", "/v1/speakers/anna-kovalenko", ANNA)
    assert (again.status_code, again.headers["Daybook-Seq"]) == (200, "1")
    editor.put(make_document(DAY, quotes=(("Kovalenko", "Yes."),)))
    assert quotes(editor, "Anna Kovalenko") == ["Yes."]


def test_two_spellings_become_one_person(quoted: Editor, empty_url: str) -> None:
    before = quoted.client.get(f"/v1/updates/{DAY + 1}")
    answer = merge(quoted, "hanna-kovalenko", "anna-kovalenko")
    assert answer.status_code == 200
    assert (answer.json()["slug"], answer.json()["quotes"]) == ("anna-kovalenko", 2)
    assert {"Hanna Kovalenko", "hanna-kovalenko"} & set(answer.json()["aliases"])
    for name in ("anna-kovalenko", "Hanna Kovalenko", "hanna-kovalenko"):
        assert quotes(quoted, name) == ["Yes.", "No."]
    moved = quoted.client.get("/v1/speakers/hanna-kovalenko", follow_redirects=False)
    assert (moved.status_code, moved.headers["Location"]) == (308, "/v1/speakers/anna-kovalenko")
    assert quoted.client.get("/v1/quotes/2001-q1").json()["speaker_slug"] == "anna-kovalenko"
    # What the day says is not changed, nor is its tag.
    after = quoted.client.get(f"/v1/updates/{DAY + 1}")
    assert (after.content, after.headers["ETag"]) == (before.content, before.headers["ETag"])
    assert "hanna-kovalenko" not in [
        each["slug"] for each in quoted.client.get("/v1/speakers").json()["items"]
    ]
    assert check(empty_url) == []


def test_merging_again_changes_nothing(quoted: Editor) -> None:
    first = merge(quoted, "hanna-kovalenko", "anna-kovalenko")
    again = merge(quoted, "hanna-kovalenko", "anna-kovalenko")
    assert again.status_code == 200
    assert again.headers["Daybook-Seq"] == first.headers["Daybook-Seq"] == "6"


def test_new_quotes_of_a_merged_name_go_to_who_it_became(quoted: Editor) -> None:
    merge(quoted, "hanna-kovalenko", "anna-kovalenko")
    quoted.put(make_document(DAY + 2, quotes=(("Hanna Kovalenko", "Maybe."),)))
    assert quotes(quoted, "anna-kovalenko") == ["Yes.", "No.", "Maybe."]


def test_merges_follow_each_other(quoted: Editor, empty_url: str) -> None:
    quoted.put(make_document(DAY + 2, quotes=(("Ganna Kovalenko", "Maybe."),)))
    merge(quoted, "hanna-kovalenko", "anna-kovalenko")
    answer = merge(quoted, "anna-kovalenko", "ganna-kovalenko")
    assert answer.json()["quotes"] == 3
    for slug in ("anna-kovalenko", "hanna-kovalenko"):
        moved = quoted.client.get(f"/v1/speakers/{slug}", follow_redirects=False)
        assert moved.headers["Location"] == "/v1/speakers/ganna-kovalenko"
    assert merge(quoted, "hanna-kovalenko", "anna-kovalenko").status_code == 409
    assert merge(quoted, "ganna-kovalenko", "hanna-kovalenko").status_code == 409
    assert check(empty_url) == []


def test_a_merge_is_taken_apart_again(quoted: Editor, empty_url: str) -> None:
    merge(quoted, "hanna-kovalenko", "anna-kovalenko")
    tag = quoted.tag("/v1/speakers/anna-kovalenko")
    hanna = {"kind": "person", "name": "Hanna Kovalenko"}
    assert quoted.send("PUT", "/v1/speakers/hanna-kovalenko", hanna).status_code == 428
    answer = quoted.send("PUT", "/v1/speakers/hanna-kovalenko", hanna, tag)
    assert (answer.status_code, answer.json()["quotes"]) == (200, 1)
    assert quotes(quoted, "hanna-kovalenko") == ["No."]
    assert quotes(quoted, "anna-kovalenko") == ["Yes."]
    assert check(empty_url) == []


def test_merges_that_make_no_sense_are_refused(quoted: Editor) -> None:
    assert merge(quoted, "anna-kovalenko", "anna-kovalenko").status_code == 422
    into_nobody = merge(quoted, "anna-kovalenko", "nobody")
    assert into_nobody.status_code == 422
    [fault] = into_nobody.json()["errors"]
    assert (fault["in"], fault["pointer"]) == ("body", "/into")
    assert fault["detail"].startswith("No speaker is known as 'nobody'")
    assert merge(quoted, "nobody", "anna-kovalenko").status_code == 404
    assert merge(quoted, "hanna-kovalenko", "anna-kovalenko", tag='"0-1"').status_code == 412


def test_a_name_that_comes_brings_its_quotes(quoted: Editor, empty_url: str) -> None:
    both = {"kind": "person", "name": "Ivanna Kovalenko", "aliases": ["Petro"]}
    quoted.send("PUT", "/v1/speakers/ivanna-kovalenko", both)
    quoted.put(make_document(DAY + 2, quotes=(("Petro", "Maybe."),)))
    tag = quoted.tag("/v1/speakers/ivanna-kovalenko")
    # Petro turns out to be somebody else: whose own name it is, it means.
    other = {"kind": "person", "name": "Petro"}
    assert quoted.send("PUT", "/v1/speakers/petro", other).json()["quotes"] == 1
    assert quotes(quoted, "ivanna-kovalenko") == []
    left = {**both, "aliases": []}
    assert quoted.send("PUT", "/v1/speakers/ivanna-kovalenko", left, tag).status_code == 200
    assert check(empty_url) == []


def test_a_name_that_quotes_are_by_cannot_go(editor: Editor) -> None:
    tag = editor.send("PUT", "/v1/speakers/anna-kovalenko", ANNA).headers["ETag"]
    editor.put(make_document(DAY, quotes=(("Kovalenko", "Yes."),)))
    other = {**ANNA, "aliases": []}
    answer = editor.send("PUT", "/v1/speakers/anna-kovalenko", other, tag)
    assert answer.status_code == 409
    assert "day 2000" in answer.json()["detail"]
    assert quotes(editor, "Anna Kovalenko") == ["Yes."]


def test_a_name_that_would_not_be_clear_any_more_is_refused(editor: Editor) -> None:
    for slug in ("anna-kovalenko", "olena-kovalenko"):
        name = slug.replace("-", " ").title()
        aliases = ["Kovalenko"] if slug.startswith("anna") else []
        body = {"kind": "person", "name": name, "aliases": aliases}
        editor.send("PUT", f"/v1/speakers/{slug}", body)
    editor.put(make_document(DAY, quotes=(("Kovalenko", "Yes."),)))
    olena = {"kind": "person", "name": "Olena Kovalenko", "aliases": ["Kovalenko"]}
    tag = editor.tag("/v1/speakers/olena-kovalenko")
    answer = editor.send("PUT", "/v1/speakers/olena-kovalenko", olena, tag)
    assert answer.status_code == 409
    assert "Kovalenko" in answer.json()["detail"]


def test_a_speaker_nobody_quotes_is_deleted(quoted: Editor) -> None:
    used = quoted.tag("/v1/speakers/anna-kovalenko")
    answer = quoted.send("DELETE", "/v1/speakers/anna-kovalenko", None, used)
    assert (answer.status_code, "day 2000" in answer.json()["detail"]) == (409, True)
    quoted.send("PUT", "/v1/speakers/plato", {"kind": "person", "name": "Plato"})
    merge(quoted, "hanna-kovalenko", "anna-kovalenko")
    tag = quoted.tag("/v1/speakers/plato")
    assert quoted.send("DELETE", "/v1/speakers/plato").status_code == 428
    assert quoted.send("DELETE", "/v1/speakers/plato", None, tag).status_code == 204
    assert quoted.client.get("/v1/speakers/plato").status_code == 410
    assert quoted.send("DELETE", "/v1/speakers/plato", None, tag).status_code == 410


def test_a_speaker_that_others_went_into_stays(editor: Editor) -> None:
    for name in ("Plato", "Platon"):
        editor.send("PUT", f"/v1/speakers/{name.lower()}", {"kind": "person", "name": name})
    merge(editor, "platon", "plato")
    tag = editor.tag("/v1/speakers/plato")
    assert editor.send("DELETE", "/v1/speakers/plato", None, tag).status_code == 409
    tag = editor.tag("/v1/speakers/plato")
    assert editor.send("DELETE", "/v1/speakers/platon", None, tag).status_code == 204
    assert editor.send("DELETE", "/v1/speakers/plato", None, tag).status_code == 204


def test_an_actor_that_is_not_known_is_refused(editor: Editor) -> None:
    answer = editor.send("PUT", "/v1/speakers/anna-kovalenko", {**ANNA, "actor": "ukrain"})
    assert answer.json()["errors"][0]["pointer"] == "/actor"


def test_the_known_leaders_can_be_merged_and_parted(keeper: Editor, record_url: str) -> None:
    before = keeper.client.get("/v1/speakers/volodymyr-zelenskyy").json()
    other = keeper.client.get("/v1/speakers/alexander-lukashenko").json()
    answer = merge(keeper, "volodymyr-zelenskyy", "alexander-lukashenko")
    assert answer.json()["quotes"] == before["quotes"] + other["quotes"]
    assert check(record_url) == []
    body = {name: before[name] for name in ("kind", "name", "actor", "aliases")}
    tag = answer.headers["ETag"]
    parted = keeper.send("PUT", "/v1/speakers/volodymyr-zelenskyy", body, tag).json()
    assert parted["quotes"] == before["quotes"]
    assert sorted(parted["aliases"]) == sorted(before["aliases"])
    assert check(record_url) == []


def test_two_people_of_one_name_are_told_apart_by_their_slugs(editor: Editor) -> None:
    for slug in ("anna-kovalenko", "anna-kovalenko-of-lviv"):
        editor.send("PUT", f"/v1/speakers/{slug}", ANNA)
    answer = editor.put(make_document(DAY, quotes=(("Anna Kovalenko", "Yes."),)))
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["detail"] == (
        "may be any of Anna Kovalenko (anna-kovalenko), Anna Kovalenko (anna-kovalenko-of-lviv): "
        "give one of them another name"
    )
    other = ANNA | {"name": "Anna Kovalenko of Lviv"}
    tag = editor.tag("/v1/speakers/anna-kovalenko-of-lviv")
    assert editor.send("PUT", "/v1/speakers/anna-kovalenko-of-lviv", other, tag).is_success
    assert editor.put(make_document(DAY, quotes=(("Anna Kovalenko", "Yes."),))).is_success
