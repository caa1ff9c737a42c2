"""Whatever editors did to names, an export and its import give the same.

DAYBOOK_TEST_SEQUENCES says how many histories are tried on each database.
"""

import contextlib
import os
import random
from typing import Any

from sqlalchemy import Connection, select

from app.actors.schemas import ActorDraft
from app.actors.writes import put_actor, remove_actor
from app.db.engine import Database
from app.errors import DaybookError
from app.models import Actor, ActorAlias, Quote, Speaker, SpeakerAlias, table
from app.preconditions import Precondition
from app.record.consistency import check_record
from app.record.writer import delete_update
from app.speakers.schemas import SpeakerDraft
from app.speakers.writes import merge_speaker, put_speaker, remove_speaker
from app.transfer.files import export_documents
from app.transfer.written_names import export_names
from app.validation import DocumentError
from tests.editing import make_document
from tests.naming import AUTHOR, import_bytes, write

SEQUENCES = int(os.environ.get("DAYBOOK_TEST_SEQUENCES", "25"))
ANY = Precondition(overwrite=True)
NAMES = (
    "Anna Moroz", "anna  moroz", "Áñna Moroz", "Анна Мороз", "Анна-Мороз!", "Hanna Moroz", "Moroz",
    "The mayor", "Mayor", "Biden", "Joe Biden",
)  # fmt: skip
SLUGS = (
    "anna-moroz", "anna-moroz-2", "hanna-moroz", "moroz", "mayor", "the-mayor", "joe-biden",
    "ben-wallace",
)  # fmt: skip
ACTORS = ("georgia", "poland", "eritrea")
DAYS = range(2_000, 2_006)


def change_something(connection: Connection, chance: random.Random) -> None:
    """Do one thing that an editor may do, or may be refused."""
    any_slug, any_name = chance.choice(SLUGS), chance.choice(NAMES)
    what = chance.choices(
        ("day", "no day", "speaker", "merge", "no speaker", "actor", "no actor"),
        (4, 1, 3, 3, 1, 1, 1),
    )
    match what[0]:
        case "day":
            said = tuple((chance.choice(NAMES), f"{n}.") for n in range(chance.randrange(3)))
            document = make_document(chance.choice(DAYS), "Something.", quotes=said)
            for each in document["quotes"]:
                each["actor"] = chance.choice(("ukraine", "russia", "georgia"))
            write(connection, document)
        case "no day":
            delete_update(connection, chance.choice(DAYS), AUTHOR)
        case "speaker":
            groups: Any = [chance.sample(NAMES, 2) for _ in range(chance.randrange(3))]
            actor = chance.choice((None, "ukraine", "georgia"))
            speaker = SpeakerDraft(kind="person", name=any_name, actor=actor, aliases=groups)
            put_speaker(connection, any_slug, speaker, AUTHOR, ANY)
        case "merge":
            merge_speaker(connection, any_slug, chance.choice(SLUGS), AUTHOR, ANY)
        case "no speaker":
            remove_speaker(connection, any_slug, AUTHOR, ANY)
        case "actor":
            names = {"uk": chance.choice(NAMES)}
            draft = ActorDraft(kind="country", name=any_name, names=names)
            put_actor(connection, chance.choice(ACTORS), draft, AUTHOR, ANY)
        case "no actor":
            remove_actor(connection, chance.choice(ACTORS), AUTHOR, ANY)


def state(connection: Connection) -> list[Any]:
    """Return what all names are, and whose the quotes are; of merged ones into whom they went."""
    groups: dict[tuple[str, int], set[str]] = {}
    for model in (ActorAlias, SpeakerAlias):
        for row in connection.execute(select(table(model))).mappings():
            key = f"{model.__tablename__} {row['slug']}", row["name_group"]
            groups.setdefault(key, set()).add(row["alias"])
    speakers = [
        (row["slug"], row["merged_into"]) if row["merged_into"] else tuple(row.values())
        for row in connection.execute(select(table(Speaker))).mappings()
    ]
    return [
        sorted((slug, sorted(group)) for (slug, _), group in groups.items()),
        sorted(map(repr, speakers)),
        sorted(map(repr, connection.execute(select(table(Actor))))),
        sorted(map(repr, connection.execute(select(table(Quote))))),
        list(export_documents(connection)),
    ]


def test_any_history_of_names_goes_out_and_in(empty: Database) -> None:
    lines_of_names = 0
    for seed in range(SEQUENCES):
        chance = random.Random(seed)  # noqa: S311 - for the same tests each time
        with empty.write() as connection:
            for _ in range(chance.randrange(3, 25)):
                with (
                    contextlib.suppress(DaybookError, DocumentError),
                    connection.begin_nested(),
                ):
                    change_something(connection, chance)
            wanted = state(connection)
            names = list(export_names(connection))
            whole = "\n".join([*names, *export_documents(connection)]).encode()
            connection.rollback()
        with empty.write() as connection:
            report = import_bytes(connection, whole)
            assert (seed, [str(each) for each in report.faulty]) == (seed, [])
            assert (seed, state(connection)) == (seed, wanted)
            assert list(filter(None, check_record(connection))) == []
            again = import_bytes(connection, whole)
            assert (seed, again.created, again.corrected, again.refused) == (seed, 0, 0, 0)
            connection.rollback()
        lines_of_names += len(names)
    assert lines_of_names > SEQUENCES
