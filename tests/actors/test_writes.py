from typing import Any

import pytest

from tests.editing import Editor, make_document

IRAN: dict[str, Any] = {
    "kind": "country",
    "name": "Atlantis",
    "names": {"uk": "Атлантида"},
    "aliases": [["Poseidonia", "Посейдонія"], "The Sunken Isle"],
}


def test_an_actor_is_created_and_found_by_every_name(editor: Editor) -> None:
    answer = editor.send("PUT", "/v1/actors/atlantis", IRAN)
    assert answer.status_code == 201
    assert answer.headers["Location"] == "/v1/actors/atlantis"
    for name in ("Atlantis", "атлантида", "POSEIDONIA", "the sunken isle"):
        assert editor.client.get(f"/v1/actors/{name}").json()["slug"] == "atlantis"
    read = editor.client.get("/v1/actors/atlantis")
    assert (read.json(), read.headers["ETag"]) == (answer.json(), answer.headers["ETag"])
    document = make_document(2_000, "One.")
    document["events"][0]["actors"] = ["atlantis"]
    assert editor.put(document).status_code == 201


def test_the_same_again_makes_no_change(editor: Editor) -> None:
    first = editor.send("PUT", "/v1/actors/atlantis", IRAN)
    again = editor.send("PUT", "/v1/actors/atlantis", IRAN)
    assert (again.status_code, again.headers["Daybook-Seq"]) == (200, "1")
    # The names as they are answered, flat: they stay in their groups.
    flat = {**IRAN, "aliases": first.json()["aliases"]}
    again = editor.send("PUT", "/v1/actors/atlantis", flat)
    assert (again.status_code, again.headers["Daybook-Seq"]) == (200, "1")


def test_an_actor_is_replaced_with_its_tag(editor: Editor) -> None:
    tag = editor.send("PUT", "/v1/actors/atlantis", IRAN).headers["ETag"]
    new = {**IRAN, "aliases": []}
    assert editor.send("PUT", "/v1/actors/atlantis", new).status_code == 428
    assert editor.send("PUT", "/v1/actors/atlantis", new, '"0-1"').status_code == 412
    # Other changes to the record do not make the tag stale.
    editor.put(make_document(2_000, "One."))
    changed = editor.send("PUT", "/v1/actors/atlantis", new, tag)
    assert changed.status_code == 200
    assert editor.client.get("/v1/actors/Poseidonia").status_code == 404
    assert editor.send("PUT", "/v1/actors/atlantis", IRAN, tag).status_code == 412
    assert editor.send("PUT", "/v1/actors/atlantis", IRAN, If_None_Match="*").status_code == 412


def test_an_actor_nothing_names_is_deleted(editor: Editor) -> None:
    tag = editor.send("PUT", "/v1/actors/atlantis", IRAN).headers["ETag"]
    assert editor.send("DELETE", "/v1/actors/atlantis").status_code == 428
    gone = editor.send("DELETE", "/v1/actors/atlantis", None, tag, reason="It sank")
    assert (gone.status_code, gone.content) == (204, b"")
    read = editor.client.get("/v1/actors/atlantis")
    assert read.status_code == 410
    assert "It sank" in read.json()["detail"]
    assert editor.client.get("/v1/actors/Poseidonia").status_code == 404
    assert editor.send("DELETE", "/v1/actors/atlantis", None, tag).status_code == 410
    assert editor.send("PUT", "/v1/actors/atlantis", IRAN).status_code == 201
    assert editor.send("DELETE", "/v1/actors/lemuria", None, tag).status_code == 404


@pytest.mark.parametrize("where", ["actors", "claimed_by", "actor", "about"])
def test_an_actor_in_use_stays(editor: Editor, where: str) -> None:
    editor.send("PUT", "/v1/actors/atlantis", IRAN)
    document = make_document(2_000, "One.", quotes=(("Somebody", "No."),))
    part = document["events"][0] if where in ("actors", "claimed_by") else document["quotes"][0]
    part[where] = "atlantis" if where in ("claimed_by", "actor") else ["atlantis"]
    editor.put(document)
    answer = editor.send("DELETE", "/v1/actors/atlantis", None, editor.tag("/v1/actors/atlantis"))
    assert answer.status_code == 409
    assert "day 2000" in answer.json()["detail"]


def test_an_actor_that_is_spoken_for_stays(editor: Editor) -> None:
    editor.send("PUT", "/v1/actors/atlantis", IRAN)
    speaker = {"kind": "person", "name": "Plato", "actor": "atlantis"}
    editor.send("PUT", "/v1/speakers/plato", speaker)
    answer = editor.send("DELETE", "/v1/actors/atlantis", None, editor.tag("/v1/actors/atlantis"))
    assert answer.status_code == 409
    assert "plato" in answer.json()["detail"]


@pytest.mark.parametrize("slug", ["russia", "belarus", "ukraine"])
def test_three_are_always_there(editor: Editor, slug: str) -> None:
    tag = editor.tag(f"/v1/actors/{slug}")
    assert editor.send("DELETE", f"/v1/actors/{slug}", None, tag).status_code == 409


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kind": "planet"}, "/kind"),
        ({"name": "  "}, "/name"),
        ({"name": "!!!"}, "/name"),
        ({"aliases": ["…"]}, "/aliases"),
        ({"aliases": ["A", ["B", 5]]}, "/aliases/1/1"),
        ({"aliases": [[]]}, "/aliases/0"),
        ({"names": {"ukrainian": "x"}}, "/names/ukrainian"),
        ({"slug": "atlantis"}, "/slug"),
    ],
)
def test_what_is_no_actor_is_refused(editor: Editor, change: dict[str, Any], pointer: str) -> None:
    answer = editor.send("PUT", "/v1/actors/atlantis", IRAN | change)
    assert answer.status_code == 422
    assert pointer in [each["pointer"] for each in answer.json()["errors"]]
    assert editor.send("PUT", "/v1/actors/Not_A_Slug", IRAN).status_code == 422
