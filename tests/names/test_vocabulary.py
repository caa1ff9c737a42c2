"""The names that a record comes with, and the speakers that its documents bring."""

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel, col

from app.db.engine import Database
from app.models import Actor, ActorAlias, Category, Speaker, SpeakerAlias, table
from app.names.vocabulary import alias_rows, load_builtin, read_vocabulary
from app.text.analyser import fold
from tests.builtin import ACTORS, CATEGORIES, SPEAKERS
from tests.factories import event, parsed, quote


@pytest.mark.parametrize(
    ("model", "count"),
    [(Actor, len(ACTORS)), (Speaker, len(SPEAKERS)), (Category, len(CATEGORIES))],
    ids=["actors", "speakers", "categories"],
)
def test_every_entry_of_the_built_in_vocabularies_is_there(
    empty: Database, model: type[SQLModel], count: int
) -> None:
    with empty.read() as connection:
        held = connection.execute(select(func.count()).select_from(table(model)))
        assert held.scalar_one() == count


def test_loading_the_vocabularies_again_changes_nothing(empty: Database) -> None:
    with empty.write() as connection:
        before = connection.execute(select(func.count()).select_from(table(ActorAlias))).scalar()
        assert not load_builtin(connection)
        after = connection.execute(select(func.count()).select_from(table(ActorAlias))).scalar()
    assert before == after


@pytest.mark.parametrize("model", [ActorAlias, SpeakerAlias], ids=["actors", "speakers"])
def test_every_alias_is_kept_under_its_folded_spelling(
    shared: Database, model: type[ActorAlias | SpeakerAlias]
) -> None:
    with shared.read() as connection:
        rows = connection.execute(select(col(model.folded), col(model.alias))).all()
    assert rows
    assert all(folded == fold(alias) for folded, alias in rows)


@pytest.mark.parametrize("language", ["en", "uk", "ru", "be", "id"])
def test_the_three_that_are_always_there_have_a_name_in_every_language(
    empty: Database, language: str
) -> None:
    three = ("russia", "belarus", "ukraine")
    with empty.read() as connection:
        names = connection.scalars(select(col(Actor.names)).where(col(Actor.slug).in_(three)))
        assert all(each[language] for each in names.all())


def test_an_actor_is_found_by_its_own_name_in_every_language(shared: Database) -> None:
    with shared.read() as connection:
        actors = connection.execute(select(col(Actor.slug), col(Actor.names))).all()
        columns = select(col(ActorAlias.slug), col(ActorAlias.folded))
        aliases = {tuple(row) for row in connection.execute(columns)}
    for slug, names in actors:
        for name in names.values():
            assert (slug, fold(name)) in aliases


def test_a_speaker_is_known_by_every_spelling_of_the_record(empty: Database) -> None:
    with empty.read() as connection:
        vocabulary = read_vocabulary(connection)
    spellings = ["Zelensky", "Zelenskiy", "ZELENSKYY", "Selenskyj", "Зеленський", "Зеленский"]
    slugs = {vocabulary.speaker_slug(spelling, "ukraine") for spelling in spellings}
    assert slugs == {"volodymyr-zelenskyy"}
    assert vocabulary.new_speakers == {}


def test_a_name_never_heard_becomes_a_speaker_of_an_unknown_kind(empty: Database) -> None:
    with empty.read() as connection:
        vocabulary = read_vocabulary(connection)
    assert vocabulary.speaker_slug("Рада Києва", "ukraine") == "rada-kiieva"
    assert vocabulary.new_speakers["rada-kiieva"] == {
        "slug": "rada-kiieva",
        "kind": "unknown",
        "name": "Рада Києва",
        "actor": "ukraine",
        "merged_into": None,
    }


def test_a_slug_that_is_taken_gets_a_number(empty: Database) -> None:
    with empty.read() as connection:
        vocabulary = read_vocabulary(connection)
    assert vocabulary.speaker_slug("Rada Kiieva", "ukraine") == "rada-kiieva"
    assert vocabulary.speaker_slug("Рада Києва", "ukraine") == "rada-kiieva-2"


def test_a_name_without_a_letter_that_has_a_latin_one_still_gets_a_slug(empty: Database) -> None:
    with empty.read() as connection:
        vocabulary = read_vocabulary(connection)
    assert vocabulary.speaker_slug("ঙ৴", "ukraine")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("moskow", ": did you mean russia?"),
        ("us", ": did you mean united-states?"),
        ("belarsu", ": did you mean belarus or belarusian-opposition?"),
        ("xyzzy", ""),
    ],
    ids=["another name", "an abbreviation", "a slip", "nothing like it"],
)
def test_a_document_that_names_an_actor_by_another_name_is_told_its_slug(
    empty: Database, given: str, told: str
) -> None:
    with empty.read() as connection:
        vocabulary = read_vocabulary(connection)
    (fault,) = vocabulary.faults(parsed(quotes=[quote(actor=given)]))
    assert fault.detail == f"{given!r} is not a known actor{told}"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("airstrike", ": did you mean airstrikes?"),
        ("xyzzy", ": choose from airstrikes, diplomacy, "),
    ],
)
def test_a_category_that_is_not_known_is_told_which_are(
    empty: Database, given: str, told: str
) -> None:
    with empty.read() as connection:
        vocabulary = read_vocabulary(connection)
    (fault,) = vocabulary.faults(parsed(events=[event(category=given)]))
    assert fault.detail.startswith(f"{given!r} is not a known category{told}")


def test_a_name_of_two_speakers_must_be_written_in_full(empty: Database) -> None:
    with empty.read() as connection:
        vocabulary = read_vocabulary(connection)
    vocabulary.speakers["the minister"] = ("joe-biden", "vladimir-putin")
    (fault,) = vocabulary.faults(parsed(quotes=[quote(speaker="The Minister")]))
    assert fault.pointer == "/quotes/0/speaker"
    assert fault.detail == "may be any of Joe Biden, Vladimir Putin: write one in full"


def test_a_full_name_comes_before_another_s_alias(empty: Database) -> None:
    with empty.read() as connection:
        vocabulary = read_vocabulary(connection)
    vocabulary.speakers[fold("Joe Biden")] = ("joe-biden", "vladimir-putin")
    assert list(vocabulary.faults(parsed(quotes=[quote(speaker="Joe Biden")]))) == []
    assert vocabulary.speaker_slug("Joe Biden", "united-states") == "joe-biden"


def test_a_spelling_of_two_groups_belongs_to_the_first() -> None:
    rows = alias_rows("kyiv", [["Kyiv", "Kiev"], ["KYIV", "Київ"]])
    assert [(row["alias"], row["name_group"]) for row in rows] == [
        ("Kyiv", 0),
        ("Kiev", 0),
        ("Київ", 1),
    ]
