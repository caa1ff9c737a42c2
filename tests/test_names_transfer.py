"""What editors wrote of actors and speakers goes out with an export, and in with an import."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from app.cli import app
from tests.builtin import LINES
from tests.editing import Editor, make_document

Json = dict[str, Any]

DAY = 2_000
GEORGIA = {
    "kind": "country",
    "name": "Georgia",
    "names": {"en": "Georgia", "uk": "Грузія"},
    "aliases": [["Tbilisi", "Тбілісі"], ["Sakartvelo"]],
}
ANNA = {"kind": "person", "name": "Anna Moroz", "actor": "georgia", "aliases": ["The mayor"]}
MERGED = {"hanna-moroz": "anna-moroz", "nobody-yet": "joe-biden", "somebody-else": "joe-biden"}
GONE = ("/v1/actors/eritrea", "/v1/speakers/david-arakhamia")
ASKED = (
    "/v1/actors",
    "/v1/speakers",
    "/v1/updates?limit=100",
    "/v1/quotes?limit=100",
    "/v1/search?q=Грузія",
    "/v1/events?actor=Tbilisi",
    "/v1/quotes?speaker=The+mayor",
    "/v1/quotes?speaker=The+gas+company",
    *(f"/v1/speakers/{slug}" for slug in MERGED),
)


def run(url: str, *words: str, given: bytes = b"") -> Result:
    environment = {"DAYBOOK_DATABASE_URL": url}
    return CliRunner().invoke(app, [*words], input=given, env=environment)


def exported(url: str) -> bytes:
    result = run(url, "export")
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout_bytes


def names_in(export: bytes) -> list[Json]:
    lines = [json.loads(each) for each in export.splitlines()]
    return [each for each in lines if "day" not in each]


def answers(client: TestClient) -> dict[str, Any]:
    """Return what a reader hears of all names and days, and by names that were added."""
    told = {}
    for address in ASKED:
        answer = client.get(address, follow_redirects=False)
        body = {**answer.json(), "request_id": None}
        told[address] = answer.status_code, answer.headers.get("Location"), body
    return told


def edit(editor: Editor) -> None:
    """Change names in every way there is; days that hold some of them are there already."""

    def change(address: str, **changes: Any) -> None:
        found = editor.client.get(address).json()
        kept = {name: found[name] for name in ("kind", "name", "names", "actor") if name in found}
        body = {**kept, "aliases": found["aliases"], **changes}
        assert editor.send("PUT", address, body, editor.tag(address)).status_code == 200

    def merge(slug: str, into: str) -> None:
        answer = editor.send("POST", f"/v1/speakers/{slug}/merge", {"into": into})
        assert answer.status_code == 200

    assert editor.send("PUT", "/v1/actors/georgia", GEORGIA).status_code == 201
    assert editor.send("PUT", "/v1/speakers/anna-moroz", ANNA).status_code == 201
    change("/v1/actors/poland", aliases=["Rzeczpospolita", "Warsaw"])
    change("/v1/speakers/pgnig", aliases=["The gas company"])
    said = [("The mayor", "One."), ("Hanna Moroz", "Two."), ("Nobody Yet", "Three.")]
    said += [("Somebody Else", "Four."), ("Somebody New", "Five.")]
    document = make_document(DAY, "Georgia closed the pass.", quotes=tuple(said))
    document["events"][0]["actors"] = ["georgia"]
    assert editor.put(document).status_code == 201
    for slug, into in MERGED.items():
        merge(slug, into)
    # Taken apart again, with some of its names.
    merge("ben-wallace", "joe-biden")
    apart = {"kind": "person", "name": "Ben Wallace", "actor": "united-kingdom", "aliases": []}
    tag = editor.tag("/v1/speakers/joe-biden")
    assert editor.send("PUT", "/v1/speakers/ben-wallace", apart, tag).status_code == 200
    for address in GONE:
        assert editor.send("DELETE", address, None, editor.tag(address)).status_code == 204


@pytest.fixture
def edited(editor: Editor) -> Editor:
    """A record of some built-in days, whose names were changed in every way there is."""
    assert editor.load(*[each.encode() for each in LINES[-30:]]).status_code == 200
    edit(editor)
    return editor


def test_an_export_alone_makes_a_fresh_record_the_same(
    edited: Editor,
    empty_url: str,
    fresh_url: Callable[[bool], str],
    make_client: Callable[..., TestClient],
) -> None:
    whole = exported(empty_url)
    other = fresh_url(False)
    result = run(other, "import", "-", given=whole)
    assert result.exit_code == 0, result.stderr
    client = make_client(other)
    told = answers(edited.client)
    assert told["/v1/search?q=Грузія"][2]["total"] > 0
    assert answers(client) == told
    for address in GONE:
        assert client.get(address).status_code in (404, 410)
    assert run(other, "check").exit_code == 0
    assert exported(other) == whole
