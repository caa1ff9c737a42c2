"""Lines of actors and speakers in a file: what is refused, and where it says so."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.db.engine import Database
from app.models import Actor, Head, Speaker
from app.record.consistency import check_record
from tests.builtin import Json
from tests.editing import Editor, make_document, make_key
from tests.factories import document, event
from tests.naming import import_bytes

GEORGIA = {"slug": "georgia", "kind": "country", "name": "Georgia"}
ANNA = {"slug": "anna-moroz", "kind": "person", "name": "Anna Moroz"}
HANNA = {"slug": "hanna-moroz", "kind": "person", "name": "Hanna Moroz"}
DAY = 2_000


def actor(**changes: Any) -> Json:
    return {"actor": GEORGIA | changes}


def speaker(**changes: Any) -> Json:
    return {"speaker": ANNA | changes}


def ndjson(*lines: Any) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in lines)


def seq(database: Database) -> int:
    with database.read() as connection:
        return connection.execute(select(col(Head.seq))).scalar_one()


FAULTY = {
    "an unknown key of the actor": (actor(colour="red"), "/actor/colour: is not a field"),
    "an unknown key of the line": (actor() | {"more": 1}, "/more: is not a field"),
    "a missing key": ({"speaker": {"slug": "x", "name": "X"}}, "/speaker/kind: is missing"),
    "an unknown kind": (actor(kind="planet"), "/actor/kind: 'planet' is not one of"),
    "an actor that is none": ({"actor": "georgia"}, "/actor: "),
    "nothing": ({"actor": None}, "the document: must be of one actor or of one speaker"),
    "two": (actor() | speaker(), "the document: must be of one actor or of one speaker"),
    "an actor and a day": (document() | actor(), "/actor: is not a field of the document"),
    "no slug": (actor(slug="Georgia!"), "/actor/slug: must be a slug of small letters"),
    "no language": (actor(names={"Georgian": "x"}), "/actor/names/Georgian: must be an ISO 639"),
    "a name with a NUL": (actor(name="Geor\0gia"), "/actor/name: has the control character U+0000"),
    "a slug with a NUL": (actor(slug="geor\0gia"), "/actor/slug: must be a slug"),
    "an alias with a NUL": (
        speaker(aliases=[["A", "\0"]]),
        "/speaker/aliases/0/1: has the control character U+0000",
    ),
    "a name in another language with a NUL": (
        actor(names={"uk": "\0"}),
        "/actor/names/uk: has the control character U+0000",
    ),
    "a name of no letter": (actor(name="!!!"), "/actor/name: has no letter or digit"),
    "no spellings": (speaker(aliases=[[]]), "/speaker/aliases/0: must have at least 1, not 0"),
    "an alias of no letter": (speaker(aliases=["…"]), "/speaker/aliases: '…' has no letter"),
    "an unknown actor": (speaker(actor="rusia"), "/speaker/actor: 'rusia' is not a known actor"),
    "a merge into nobody": (
        speaker(merged_into="nobody-here"),
        "/speaker/merged_into: No speaker is known as 'nobody-here'",
    ),
    "a merge into itself": (
        speaker(merged_into="anna-moroz"),
        "/speaker/merged_into: anna-moroz is the speaker itself",
    ),
    "a merge of an actor": (actor(merged_into="russia"), "/actor/merged_into: is not a field"),
    "a deletion and more": (actor(deleted=True), "/actor/kind: is not a field"),
    "no deletion": ({"actor": {"slug": "iran", "deleted": False}}, "/actor/deleted: "),
    "a deletion of what stays": (
        {"actor": {"slug": "russia", "deleted": True}},
        "/actor: russia is always there",
    ),
    "a deletion of what speakers speak for": (
        {"actor": {"slug": "nato", "deleted": True}},
        "/actor: jens-stoltenberg, mark-rutte",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("wrong", "words"), FAULTY.values(), ids=FAULTY.keys())
def test_a_wrong_line_is_told_by_its_place_and_leaves_nothing(
    empty: Database, wrong: Json, words: str
) -> None:
    lines = ndjson(actor(slug="armenia", name="Armenia"), wrong, document())
    with empty.write() as connection:
        report = import_bytes(connection, lines)
        connection.rollback()
    assert str(report.faulty[0]).startswith(f"names.ndjson, line 2, {words}")
    with empty.write() as connection:
        report = import_bytes(connection, lines, keep_going=True)
        assert (report.created, report.refused) == (2, 1)
        known = set(connection.scalars(select(col(Actor.slug))))
        assert {"armenia", "georgia"} & known == {"armenia"}
        merely = select(col(Speaker.slug)).where(col(Speaker.slug) == "anna-moroz")
        assert connection.scalars(merely).all() == []
        assert list(filter(None, check_record(connection))) == []
        connection.rollback()
    assert seq(empty) == 0


def test_a_line_of_a_name_behind_a_day_is_told_where_it_belongs(empty: Database) -> None:
    with empty.write() as connection:
        report = import_bytes(connection, ndjson(actor(), document(), speaker()))
        connection.rollback()
    told = "names.ndjson, line 3, the document: is of an actor or speaker: move it before the first"
    assert str(report.faulty[0]).startswith(told)
    assert seq(empty) == 0


def test_a_name_that_would_make_a_day_unclear_is_refused(empty: Database) -> None:
    with empty.write() as connection:
        given = speaker(aliases=["The mayor"])
        import_bytes(connection, ndjson(given, make_document(DAY, quotes=(("The mayor", "One."),))))
        taken = {"speaker": HANNA | {"aliases": ["The mayor"]}}
        report = import_bytes(connection, ndjson(taken, speaker()), keep_going=True)
        unclear, missed = map(str, report.faulty)
        assert import_bytes(connection, ndjson(given)).unchanged == 1
        assert list(filter(None, check_record(connection))) == []
    assert unclear == (
        "names.ndjson, line 1, /speaker: On day 2000 a speaker's name would not be clear any more: "
        "/quotes/0/speaker may be any of Anna Moroz, Hanna Moroz: write one in full."
    )
    assert missed == (
        "names.ndjson, line 2, /speaker: Quotes of day 2000 are by 'The mayor': keep this name, "
        "or correct them first."
    )


def test_names_are_read_in_a_json_array_too(empty: Database) -> None:
    lines = [actor(), document(events=[event(actors=["georgia"])])]
    with empty.write() as connection:
        report = import_bytes(connection, json.dumps(lines, indent=1).encode())
        assert (report.created, report.faulty) == (2, [])


def test_a_merge_is_taken_apart_and_a_deletion_taken_back(empty: Database) -> None:
    merged = {"speaker": HANNA | {"merged_into": "anna-moroz"}}
    gone = {"speaker": {"slug": "hanna-moroz", "deleted": True}}
    with empty.write() as connection:
        for line, came in [
            (speaker(), (1, 0, 0)),
            (merged, (1, 0, 0)),
            (merged, (0, 0, 1)),
            ({"speaker": HANNA}, (0, 1, 0)),
            (gone, (0, 1, 0)),
            (gone, (0, 0, 1)),
            ({"speaker": HANNA}, (1, 0, 0)),
        ]:
            report = import_bytes(connection, ndjson(line))
            assert (report.created, report.corrected, report.unchanged) == came


def test_the_report_over_http_has_every_line(editor: Editor) -> None:
    merged = {"speaker": HANNA | {"merged_into": "anna-moroz"}}
    day = make_document(DAY, quotes=(("Hanna Moroz", "One."),))
    report = editor.load(actor(), speaker(), merged, actor(), day).json()
    assert (report["created"], report["corrected"], report["unchanged"]) == (4, 0, 1)
    name = {"subject": "speaker", "slug": "hanna-moroz", "outcome": "created"}
    assert report["lines"][2] == {"line": 3, **name, "seq": 4}
    assert report["lines"][3]["outcome"] == "unchanged"
    assert report["lines"][4] == {"line": 5, "day": DAY, "outcome": "created", "seq": 6}
    assert editor.client.get(f"/v1/quotes/{DAY}-q1").json()["speaker_slug"] == "anna-moroz"


def test_a_line_is_told_with_the_change_of_what_it_names(editor: Editor) -> None:
    merged = {"speaker": HANNA | {"merged_into": "anna-moroz"}}
    editor.load(speaker(), {"speaker": HANNA}, actor())
    report = editor.load(merged, actor(), {"actor": {"slug": "atlantis", "deleted": True}}).json()
    assert [(each["outcome"], each["seq"]) for each in report["lines"]] == [
        ("corrected", 4),
        ("unchanged", 3),
        ("unchanged", 5),
    ]
    assert (report["corrected"], report["unchanged"], report["seq"]) == (1, 2, 5)
    for slug, seq in (("hanna-moroz", 4), ("anna-moroz", 5)):
        items = editor.client.get(f"/v1/speakers/{slug}/revisions").json()["items"]
        assert items[0]["seq"] == seq


def test_faults_over_http_have_their_lines_and_places(editor: Editor) -> None:
    answer = editor.load(actor(name="\0"), speaker(actor="rusia"), make_document(DAY), actor())
    assert answer.status_code == 422
    assert [(each["line"], each["pointer"]) for each in answer.json()["errors"]] == [
        (1, "/actor/name"),
        (2, "/speaker/actor"),
        (4, ""),
    ]
    assert editor.client.get("/v1/updates").headers["ETag"].endswith('-0"')


@pytest.mark.parametrize(
    "line",
    [
        {"speaker": HANNA | {"merged_into": "anna-moroz"}},
        {"speaker": {"slug": "anna-moroz", "deleted": True}},
        {"actor": {"slug": "eritrea", "deleted": True}},
    ],
    ids=["a merge", "a speaker deleted", "an actor deleted"],
)
def test_what_needs_admin_over_http_needs_it_in_a_line(
    editor: Editor, empty_url: str, line: Json
) -> None:
    writer = Editor(editor.client, make_key(empty_url, "writer", "write"))
    refused = writer.load(actor(), speaker(), line, make_document(DAY))
    assert refused.status_code == 403
    assert (
        refused.json()["detail"]
        == "The key is right, but lacks the scope admin, which line 3 needs."
    )
    assert 'scope="admin"' in refused.headers["WWW-Authenticate"]
    assert editor.client.get("/v1/updates").headers["ETag"].endswith('-0"')
    assert writer.load(actor(), speaker(), make_document(DAY)).status_code == 200
    assert editor.load(line).status_code == 200
