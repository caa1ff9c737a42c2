"""The histories of actors and speakers: what was written of them is read again."""

from typing import Any

import pytest

from app.text.analyser import fold
from tests.editing import Editor, make_document

ATLANTIS: dict[str, Any] = {
    "kind": "country",
    "name": "Atlantis",
    "names": {"uk": "Атлантида"},
    "aliases": [["Poseidonia", "Посейдонія"]],
}
PLATO: dict[str, Any] = {
    "kind": "person",
    "name": "Plato",
    "actor": None,
    "aliases": [["Aristocles", "Арістокл"]],
}
KINDS = [("actors", "atlantis", ATLANTIS), ("speakers", "plato", PLATO)]

Kind = tuple[str, str, dict[str, Any]]


@pytest.fixture(params=KINDS, ids=["actor", "speaker"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """An actor or a speaker: the folder of its address, its slug, and what is said of it."""
    given: Kind = request.param
    return given


@pytest.fixture
def address(editor: Editor, kind: Kind) -> str:
    """One that was created, corrected, deleted and created again, and where it is."""
    folder, slug, draft = kind
    here = f"/v1/{folder}/{slug}"
    first = editor.send("PUT", here, draft, reason="First word")
    changed = {**draft, "aliases": ["The Sunken One"]}
    second = editor.send("PUT", here, changed, first.headers["ETag"], reason="Second thoughts")
    editor.send("DELETE", here, None, second.headers["ETag"], reason="It sank")
    editor.send("PUT", here, draft, reason=None)
    return here


def told(editor: Editor, address: str) -> list[tuple[Any, ...]]:
    answer = editor.client.get(f"{address}/revisions").raise_for_status().json()
    assert answer["total"] == len(answer["items"])
    return [(each["n"], each["change"], each["by"], each["reason"]) for each in answer["items"]]


def test_every_change_is_told_the_newest_first(editor: Editor, address: str) -> None:
    assert told(editor, address) == [
        (4, "create", "editor", None),
        (3, "delete", "editor", "It sank"),
        (2, "correct", "editor", "Second thoughts"),
        (1, "create", "editor", "First word"),
    ]
    items = editor.client.get(f"{address}/revisions").json()["items"]
    changes = editor.client.get("/v1/changes?since=0").json()["items"]
    told_there = [(each["seq"], each["at"]) for each in reversed(changes)]
    assert [(each["seq"], each["at"]) for each in items] == told_there


def test_a_revision_is_what_was_said_then(editor: Editor, address: str, kind: Kind) -> None:
    folder, _, draft = kind
    first, second, last = (
        editor.client.get(f"{address}/revisions/{n}").raise_for_status().json() for n in (1, 2, 4)
    )
    assert first == draft
    assert second["aliases"] == [["The Sunken One"]]
    assert last == first
    found = editor.client.get(f"/v1/{folder}/{draft['name']}/revisions/1")
    assert found.headers["Content-Location"] == f"{address}/revisions/1"


ALIASES: dict[str, list[Any]] = {
    "none": [],
    "other names": ["One", "Two"],
    "spellings of another name": [["One", "Uno"], ["Two"]],
    "a spelling of its own name": [["{name}", "{name}on"], "Three"],
    "doubles": ["One", "ONE", ["{name}", "one"], "{name}", "{slug}"],
    "the slug among spellings": [["The {name}", "{slug}"], "{slug}"],
}


@pytest.mark.parametrize("aliases", ALIASES.values(), ids=ALIASES.keys())
def test_a_revision_is_brought_back_by_a_put(
    editor: Editor, kind: Kind, aliases: list[Any]
) -> None:
    folder, slug, draft = kind
    # A slug that is no spelling of the name.
    here = f"/v1/{folder}/{slug}-of-old"

    def filled(given: Any) -> Any:
        if isinstance(given, list):
            return [filled(each) for each in given]
        return given.format(name=draft["name"], slug=f"{slug}-of-old")

    first = editor.send("PUT", here, {**draft, "aliases": filled(aliases)})
    before, said = first.json(), editor.client.get(f"{here}/revisions/1").json()
    spelled = [fold(name) for group in said["aliases"] for name in group]
    assert len(spelled) == len(set(spelled))
    # The same names in the same groups: said while they are held it changes nothing.
    assert editor.send("PUT", here, said).headers["Daybook-Seq"] == "1"
    other = editor.send("PUT", here, {**draft, "name": "Other", "aliases": []}, editor.tag(here))
    again = editor.send("PUT", here, said, other.headers["ETag"])
    assert (again.status_code, again.json()) == (200, before)
    assert editor.client.get(f"{here}/revisions/3").json() == said


def test_a_revision_never_changes_and_has_a_tag(editor: Editor, address: str) -> None:
    answer = editor.client.get(f"{address}/revisions/1")
    assert "immutable" in answer.headers["Cache-Control"]
    asked = {"If-None-Match": answer.headers["ETag"]}
    assert editor.client.get(f"{address}/revisions/1", headers=asked).status_code == 304
    assert editor.client.get(f"{address}/revisions/2").headers["ETag"] != answer.headers["ETag"]


def test_asked_for_by_another_name_it_is_not_kept_for_good(editor: Editor, address: str) -> None:
    kind, slug = address.split("/")[2:4]
    name = editor.client.get(address).json()["name"]
    assert name != slug
    answer = editor.client.get(f"/v1/{kind}/{name}/revisions/1")
    # Tomorrow the name may mean another one.
    assert "immutable" not in answer.headers["Cache-Control"]
    assert answer.headers["Content-Location"] == f"{address}/revisions/1"
    assert answer.text == editor.client.get(f"{address}/revisions/1").text


def test_the_list_has_the_records_tag(editor: Editor, address: str) -> None:
    tag = editor.tag(f"{address}/revisions")
    unchanged = editor.client.get(f"{address}/revisions", headers={"If-None-Match": tag})
    assert unchanged.status_code == 304
    editor.put(make_document(2_000, "One."))
    assert editor.tag(f"{address}/revisions") != tag


def test_revisions_come_in_pages(editor: Editor, address: str) -> None:
    seen: list[int] = []
    following: str | None = f"{address}/revisions?limit=3"
    while following is not None:
        answer = editor.client.get(following)
        seen += [each["n"] for each in answer.json()["items"]]
        following = answer.json()["next"]
        assert ("Link" in answer.headers) == (following is not None)
    assert seen == [4, 3, 2, 1]


def test_a_deletion_is_told_of_in_its_place(editor: Editor, address: str) -> None:
    answer = editor.client.get(f"{address}/revisions/3")
    assert answer.status_code == 410
    assert answer.json()["type"] == "urn:daybook:problem:name-deleted"
    assert "by editor: It sank" in answer.json()["detail"]
    assert answer.json()["suggestions"] == [f"{address}/revisions/2"]


def test_what_is_deleted_keeps_its_history_and_says_where(editor: Editor, address: str) -> None:
    editor.send("DELETE", address, None, editor.tag(address), reason="Again")
    gone = editor.client.get(address)
    assert (gone.status_code, gone.json()["suggestions"]) == (410, [f"{address}/revisions"])
    assert told(editor, address)[0] == (5, "delete", "editor", "Again")


def test_a_deletion_needs_its_reason_as_a_days_does(editor: Editor, kind: Kind) -> None:
    folder, slug, draft = kind
    here = f"/v1/{folder}/{slug}"
    tag = editor.send("PUT", here, draft).headers["ETag"]
    day = editor.put(make_document(2_000, "One."))
    refused = editor.send("DELETE", here, None, tag, reason=None)
    as_a_day = editor.delete(2_000, day.headers["ETag"], reason=None)
    assert (refused.status_code, as_a_day.status_code) == (422, 422)
    for member in ("type", "title", "detail", "errors"):
        assert refused.json()[member] == as_a_day.json()[member]
    assert refused.json()["type"] == "urn:daybook:problem:reason-needed"
    assert told(editor, here) == [(1, "create", "editor", "A test")]
    # Who has not read it is told that first.
    assert editor.send("DELETE", here, None, None, reason=None).status_code == 428
    assert editor.send("DELETE", here, None, tag, reason="It sank").status_code == 204


@pytest.mark.parametrize(
    ("ending", "status"),
    [("/5", 404), ("/0", 422), ("/x", 422), ("/1?x=1", 422), ("?limit=0", 422), ("?as_of=1", 422),
     ("?limit=1&limit=2", 422)],
)  # fmt: skip
def test_what_is_no_revision_is_told_so(
    editor: Editor, address: str, ending: str, status: int
) -> None:
    answer = editor.client.get(f"{address}/revisions{ending}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    if status == 404:
        assert "its last is 4" in answer.json()["detail"]
        assert answer.json()["suggestions"] == [f"{address}/revisions/4"]


@pytest.mark.parametrize("name", ["nobody-at-all", "a%00b", "%F0%9F%98%80"])
def test_what_never_was_has_no_history(editor: Editor, kind: Kind, name: str) -> None:
    for ending in ("", "/1"):
        answer = editor.client.get(f"/v1/{kind[0]}/{name}/revisions{ending}")
        assert answer.status_code == 404
        assert answer.json()["type"] == "urn:daybook:problem:unknown-name"


def test_any_name_that_is_one_actors_or_speakers_finds_it(
    editor: Editor, address: str, kind: Kind
) -> None:
    folder, _, draft = kind
    found = editor.client.get(f"/v1/{folder}/{draft['name'].upper()}/revisions?limit=1").json()
    assert found["next"] == f"{address}/revisions?limit=1&cursor=4"


def test_a_name_of_several_is_asked_back(keeper: Editor) -> None:
    several = keeper.client.get("/v1/actors/Brussels")
    meant = [each["slug"] for each in several.json()["items"]]
    answer = keeper.client.get("/v1/actors/Brussels/revisions")
    assert (several.status_code, answer.status_code) == (300, 422)
    assert " or ".join(meant) in answer.json()["detail"]
    for slug in meant:
        assert keeper.client.get(f"/v1/actors/{slug}/revisions").status_code == 200


@pytest.mark.parametrize("address", ["/v1/actors/russia", "/v1/speakers/volodymyr-zelenskyy"])
def test_what_daybook_brought_has_no_history_until_it_is_changed(
    keeper: Editor, address: str
) -> None:
    assert told(keeper, address) == []
    unread = keeper.client.get(f"{address}/revisions/1")
    assert unread.status_code == 404
    assert "nobody has changed it yet" in unread.json()["detail"]
    found = keeper.client.get(address).json()
    draft = {name: found[name] for name in ("kind", "name", "actor", "names") if name in found}
    more = {**draft, "aliases": [*found["aliases"], "A spelling more"]}
    assert keeper.send("PUT", address, more, keeper.tag(address), reason="One more").is_success
    brought = (1, "create", "daybook", "As it was before anybody changed it")
    assert told(keeper, address) == [(2, "correct", "editor", "One more"), brought]
    assert "A spelling more" in keeper.client.get(f"{address}/revisions/2").text
    before = keeper.client.get(f"{address}/revisions/1").json()
    assert keeper.send("PUT", address, before, keeper.tag(address), reason="Back").is_success
    assert keeper.client.get(address).json() == found


def test_a_speaker_whom_a_day_brought_has_none_either(editor: Editor) -> None:
    editor.put(make_document(2_000, "One.", quotes=(("Plato", "Words."),)))
    assert told(editor, "/v1/speakers/plato") == []


def test_a_speaker_whom_a_day_brought_is_brought_back_without_its_slug_as_a_name(
    editor: Editor,
) -> None:
    editor.put(make_document(2_000, "One.", quotes=(("Платон", "Words."),)))
    editor.send("PUT", "/v1/speakers/plato", PLATO)
    here = "/v1/speakers/platon"
    found = editor.client.get(here).json()
    assert found["aliases"] == ["Платон"]
    said = {"kind": "unknown", "name": "Платон", "actor": found["actor"], "aliases": []}
    # What it is already: no revision.
    assert editor.send("PUT", here, said, editor.tag(here)).json() == found
    assert told(editor, here) == []
    other = {**said, "name": "Other", "aliases": ["Платон"]}
    assert editor.send("PUT", here, other, editor.tag(here)).is_success
    before = editor.client.get(f"{here}/revisions/1").json()
    assert editor.send("PUT", here, before, editor.tag(here)).json() == found
    assert editor.send("POST", f"{here}/merge", {"into": "plato"}).is_success
    assert editor.send("PUT", here, before, editor.tag("/v1/speakers/plato")).is_success
    assert editor.client.get(here).json() == found


def test_a_merged_speaker_keeps_its_own_history(editor: Editor) -> None:
    for slug, draft in (("plato", PLATO), ("platon", {"kind": "person", "name": "Platon"})):
        editor.send("PUT", f"/v1/speakers/{slug}", draft, reason="Who speaks")
    editor.send("POST", "/v1/speakers/platon/merge", {"into": "plato"}, reason="One person")
    moved = editor.client.get("/v1/speakers/platon", follow_redirects=False)
    assert moved.status_code == 308
    told_twice = (2, "correct", "editor", "One person")
    for slug in ("plato", "platon"):
        address = f"/v1/speakers/{slug}"
        assert told(editor, address) == [told_twice, (1, "create", "editor", "Who speaks")]
    before, after = (editor.client.get(f"/v1/speakers/platon/revisions/{n}").json() for n in (1, 2))
    assert before == {"kind": "person", "name": "Platon", "actor": None, "aliases": []}
    assert after == {**before, "merged_into": "plato"}
    kept = editor.client.get("/v1/speakers/plato/revisions/2").json()
    assert kept["aliases"] == [["Plato", "Platon"], ["Aristocles", "Арістокл"]]
    address = "/v1/speakers/platon"
    tag = editor.tag("/v1/speakers/plato")
    assert editor.send("PUT", address, before, tag).is_success
    assert editor.client.get(f"{address}/revisions/3").json() == before
