"""What editors wrote of actors and speakers goes out with an export, and in with an import."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from app.cli import app
from app.db.engine import Database
from app.transfer.written_names import export_names
from tests.builtin import LINES, Json
from tests.editing import Editor, make_document
from tests.naming import import_bytes, write

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


def edit(editor: Editor, gone: tuple[str, ...] = GONE) -> None:
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
    for address in gone:
        assert editor.send("DELETE", address, None, editor.tag(address)).status_code == 204


@pytest.fixture
def edited(editor: Editor) -> Editor:
    """A record of some built-in days, whose names were changed in every way there is."""
    assert editor.load(*[each.encode() for each in LINES[-30:]]).status_code == 200
    edit(editor)
    return editor


@pytest.fixture
def fresh(
    fresh_url: Callable[[bool], str], make_client: Callable[..., TestClient]
) -> Callable[[bool], tuple[str, TestClient]]:
    """Make another record, of the built-in days or of none: its URL, and a reader of it."""

    def make(with_record: bool) -> tuple[str, TestClient]:
        url = fresh_url(with_record)
        return url, make_client(url)

    return make


Fresh = Callable[[bool], tuple[str, TestClient]]


def test_an_export_alone_makes_a_fresh_record_the_same(
    edited: Editor, empty_url: str, fresh: Fresh
) -> None:
    whole, told = exported(empty_url), answers(edited.client)
    assert told["/v1/search?q=Грузія"][2]["total"] > 0
    assert [told[f"/v1/speakers/{slug}"][1] for slug in MERGED] == [
        f"/v1/speakers/{into}" for into in MERGED.values()
    ]
    url, client = fresh(False)
    result = run(url, "import", "-", given=whole)
    assert result.exit_code == 0, result.stderr
    assert answers(client) == told
    for address in GONE:
        assert client.get(address).status_code == 410
    assert run(url, "check").exit_code == 0
    assert exported(url) == whole


def test_the_same_export_again_makes_no_revision(edited: Editor, empty_url: str) -> None:
    before = edited.client.get("/v1/changes?limit=1000").json()["items"]
    whole = exported(empty_url)
    count = len(whole.splitlines())
    result = run(empty_url, "import", "-", given=whole)
    assert f"0 created, 0 corrected, {count} unchanged, 0 refused" in result.stderr
    assert edited.client.get("/v1/changes?limit=1000").json()["items"] == before


def test_the_built_in_days_may_be_there_already(
    keeper: Editor, record_url: str, fresh: Fresh
) -> None:
    edit(keeper, gone=())  # the built-in days name every built-in actor and speaker
    # A day quotes the one by a name that only the merge may give to the other.
    merge = {"into": "viktor-khrenin"}
    address = "/v1/speakers/ministry-of-defence-of-belarus/merge"
    assert keeper.send("POST", address, merge).status_code == 200
    url, client = fresh(True)
    result = run(url, "import", "-", given=exported(record_url))
    assert result.exit_code == 0, result.stderr
    assert answers(client) == answers(keeper.client)
    assert run(url, "check").exit_code == 0


def test_every_name_that_comes_in_is_a_revision_with_its_author(
    edited: Editor, empty_url: str, fresh: Fresh
) -> None:
    names = names_in(exported(empty_url))
    url, client = fresh(False)
    given = b"".join(json.dumps(each).encode() + b"\n" for each in names)
    assert run(url, "import", "-", "--reason", "Moved", given=given).exit_code == 0
    made = client.get("/v1/changes?limit=1000").json()["items"]
    brought = [each for each in made if each["by"] == "daybook"]
    moved = [each for each in made if each not in brought]
    assert {each["change"] for each in brought} == {"create"}
    assert {(each["by"], each["reason"]) for each in moved} == {("import", "Moved")}
    assert {(each["subject"], each["subject_id"]) for each in moved} == {
        (subject, told["slug"]) for each in names for subject, told in each.items()
    }


def test_an_export_of_a_range_has_the_names_too(edited: Editor, empty_url: str) -> None:
    whole, part = exported(empty_url), run(empty_url, "export", "--from", str(DAY)).stdout_bytes
    assert names_in(part) == names_in(whole) != []
    assert len(part.splitlines()) == len(names_in(whole)) + 1


def test_an_export_into_a_file_counts_names_and_documents(
    edited: Editor, empty_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "record.ndjson"
    whole = exported(empty_url)
    told = f"31 documents and {len(names_in(whole))} names written to {file}.\n"
    assert run(empty_url, "export", str(file)).stderr == told
    assert file.read_bytes() == whole


def test_what_nobody_edited_has_no_line(empty: Database, record_url: str) -> None:
    """Speakers whom days bring come with the days."""
    assert names_in(exported(record_url)) == []
    with empty.write() as connection:
        write(connection, make_document(DAY, quotes=(("Анна Мороз", "One."),)))
        assert list(export_names(connection)) == []


def test_a_speaker_whom_the_days_would_not_bring_as_it_is_has_one(empty: Database) -> None:
    with empty.write() as connection:
        write(connection, make_document(DAY + 1, quotes=(("Anna Moroz", "One."),)))
        write(connection, make_document(DAY, quotes=(("ANNA MOROZ", "Two."),)))  # now the first
        write(connection, make_document(DAY + 2, quotes=(("Nobody Yet", "Three."),)))
        write(connection, make_document(DAY + 2))  # leaves its speaker behind
        write(connection, make_document(DAY + 3, quotes=(("Анна Мороз", "Four."),)))
        write(connection, make_document(DAY + 4, quotes=(("Mayor", "Five."),)))
        somebody = b'{"speaker":{"slug":"x","kind":"person","name":"X","aliases":["Mayor"]}}'
        import_bytes(connection, somebody)  # a name of two: whose own it is, it means
        slugs = [json.loads(each)["speaker"]["slug"] for each in export_names(connection)]
    assert slugs == ["anna-moroz", "anna-moroz-2", "mayor", "nobody-yet", "x"]


def test_names_are_as_many_as_merges_have_made_them(empty: Database) -> None:
    spellings = [f"Spelling Number{n}" for n in range(150)]
    groups = [[f"Name {n}", f"Nom {n}"] for n in range(250)]
    speaker = {"slug": "many", "kind": "person", "name": "Many", "aliases": [spellings, *groups]}
    line = json.dumps({"speaker": speaker}).encode()
    with empty.write() as connection:
        assert import_bytes(connection, line).created == 1
        [again] = export_names(connection)
        assert import_bytes(connection, again.encode()).unchanged == 1
        assert len(json.loads(again)["speaker"]["aliases"]) == 252
