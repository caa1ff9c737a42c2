"""What somebody means by Moskow, Zelenskiy or Білорусь."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db.engine import Database
from app.errors import UnknownNameError
from app.names.meanings import ACTOR, SPEAKER, Meaning, known_categories, meanings, slugs
from app.preconditions import Precondition
from app.record.writer import Author
from app.speakers.schemas import SpeakerDraft
from app.speakers.writes import merge_speaker, put_speaker
from app.suggestions import nearest
from app.text.analyser import fold

RUSSIA = ["Moscow", "Moskow", "Kremlin", "Rusia", "Россия", "Росія", "Москва", "RUSSIA", "rUsIa"]
UKRAINE = ["Kyiv", "Kiev", "Kijev", "Ukraina", "Україна", "Украина", "Київ"]
BELARUS = ["Minsk", "Belarusia", "Byelorussia", "Білорусь", "Беларусь", "Мінск", "  belarus "]


@pytest.mark.parametrize(
    ("ref", "slug"),
    [(ref, "russia") for ref in RUSSIA]
    + [(ref, "ukraine") for ref in UKRAINE]
    + [(ref, "belarus") for ref in BELARUS],
)
def test_an_actor_is_known_by_every_alias(shared: Database, ref: str, slug: str) -> None:
    with shared.read() as connection:
        assert slugs(connection, ACTOR, ref) == [slug]


@pytest.mark.parametrize(
    ("ref", "slug"),
    [
        ("Zelensky", "volodymyr-zelenskyy"),
        ("ZELENSKIY", "volodymyr-zelenskyy"),
        ("Зеленський", "volodymyr-zelenskyy"),
        ("Зеленский", "volodymyr-zelenskyy"),
        ("Lukashenka", "alexander-lukashenko"),
        ("Лукашенко", "alexander-lukashenko"),
    ],
)
def test_a_speaker_is_known_by_every_spelling(shared: Database, ref: str, slug: str) -> None:
    with shared.read() as connection:
        assert slugs(connection, SPEAKER, ref) == [slug]


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a_name_is_known_in_every_unicode_form(shared: Database, form: str) -> None:
    ref = unicodedata.normalize(form, "Білорусія".replace("ія", "ь"))  # type: ignore[arg-type]  # a literal type
    with shared.read() as connection:
        assert slugs(connection, ACTOR, ref) == ["belarus"]


@pytest.mark.parametrize("ref", ["Türkiye", "Turkiye", "TÜRKİYE", "turkıye"])
def test_marks_and_case_make_no_other_name(shared: Database, ref: str) -> None:
    with shared.read() as connection:
        assert slugs(connection, ACTOR, ref) == ["turkey"]


def test_a_slug_matches_without_an_alias(shared: Database) -> None:
    with shared.read() as connection:
        assert meanings(connection, ACTOR, "belarus") == [Meaning("belarus", None)]


def test_an_alias_is_told_as_the_record_spells_it(shared: Database) -> None:
    with shared.read() as connection:
        assert meanings(connection, ACTOR, "MOSKOW") == [Meaning("russia", "Moskow")]


def test_a_name_of_two_things_means_both(shared: Database) -> None:
    with shared.read() as connection:
        assert meanings(connection, ACTOR, "Brussels") == [
            Meaning("eu", "Brussels"),
            Meaning("nato", "Brussels"),
        ]


@pytest.mark.parametrize(
    ("ref", "meant"),
    [
        ("belarusss", "belarus"),
        ("Rusland", "russia"),
        ("Ukranie", "ukraine"),
        ("Росссия", "russia"),
    ],
)
def test_a_name_misspelt_is_refused_with_what_may_have_been_meant(
    shared: Database, ref: str, meant: str
) -> None:
    with shared.read() as connection, pytest.raises(UnknownNameError) as caught:
        slugs(connection, ACTOR, ref)
    assert meant in caught.value.suggestions
    assert len(caught.value.suggestions) <= 5
    assert repr(ref) in caught.value.detail


@pytest.mark.parametrize(
    "ref", ["qqqqqq", "", " ", "…", "%", "'", "\0", "russia\0", "_", "x" * 200]
)
def test_a_name_like_no_other_is_refused_without_a_guess(shared: Database, ref: str) -> None:
    with shared.read() as connection, pytest.raises(UnknownNameError) as caught:
        slugs(connection, ACTOR, ref)
    assert caught.value.suggestions == []


def test_an_abbreviation_within_a_name_is_not_what_was_meant(shared: Database) -> None:
    with shared.read() as connection, pytest.raises(UnknownNameError) as caught:
        slugs(connection, ACTOR, "Belorus")  # which has US in it
    assert caught.value.suggestions[0] == "belarus"


@pytest.mark.parametrize(
    ("ref", "slug"),
    [
        *((ref, "vladimir-putin") for ref in ("V. Putin", "v putin", "V.V. Putin", "Putin V. V.")),
        *((ref, "vladimir-putin") for ref in ("Putin, Vladimir", "Путин В. В.", "Путін, В.")),
        *(
            (ref, "vladimir-putin")
            for ref in ("Путин Владимир Владимирович", "Putin, V. Vladimirovich")
        ),
        *((ref, "volodymyr-zelenskyy") for ref in ("Zelensky, Volodymyr", "Зеленський Володимир")),
        *((ref, "yevgeny-prigozhin") for ref in ("Ye. Prigozhin", "Prigozhin, Y.")),
        *((ref, "donald-trump") for ref in ("Donald J. Trump", "Trump, Donald J.", "D. J. Trump")),
        *(
            (ref, "ursula-von-der-leyen")
            for ref in ("von der Leyen, Ursula", "U. von der Leyen", "Leyen, U. v. d.")
        ),
    ],
)
def test_a_speaker_is_known_as_archives_write_names(shared: Database, ref: str, slug: str) -> None:
    with shared.read() as connection:
        assert slugs(connection, SPEAKER, ref) == [slug]
        assert [meaning.slug for meaning in meanings(connection, SPEAKER, ref)] == [slug]


@pytest.mark.parametrize("ref", ["N. Korea", "Korea, North"])
def test_an_actor_is_known_as_archives_write_names(shared: Database, ref: str) -> None:
    with shared.read() as connection:
        assert slugs(connection, ACTOR, ref) == ["north-korea"]


@pytest.mark.parametrize(
    "ref",
    ["X. Putin", "Putin X", "V. P.", "Vladimir P.", "V.", "Vlad Putin", "V. Put%", "V. Put_n"],
)
def test_initials_of_nobody_are_not_guessed_at(shared: Database, ref: str) -> None:
    with shared.read() as connection, pytest.raises(UnknownNameError):
        slugs(connection, SPEAKER, ref)


def test_initials_of_two_are_refused_with_both(record: Database) -> None:
    brother = SpeakerDraft(name="Volodymyr Klitschko", kind="person", actor="ukraine", aliases=[])
    with record.write() as connection:
        seen = Precondition()
        put_speaker(connection, "volodymyr-klitschko", brother, Author("test"), seen)
    with record.read() as connection:
        with pytest.raises(UnknownNameError) as caught:
            slugs(connection, SPEAKER, "V. Klitschko")
        assert slugs(connection, SPEAKER, "Klitschko, Volodymyr") == ["volodymyr-klitschko"]
    assert caught.value.suggestions == ["vitali-klitschko", "volodymyr-klitschko"]


def test_each_initial_may_stand_for_a_name(record: Database) -> None:
    with record.write() as connection:
        for slug in ("jean-luc-melenchon", "volodymyr-volodymyrovych-klitschko"):
            name = slug.replace("-", " ").title()
            draft = SpeakerDraft(name=name, kind="person", actor=None, aliases=[])
            put_speaker(connection, slug, draft, Author("test"), Precondition())
    with record.read() as connection:
        for ref in ("J.-L. Mélenchon", "Mélenchon, J. L.", "Jean-L. Mélenchon"):
            assert slugs(connection, SPEAKER, ref) == ["jean-luc-melenchon"]
        brother = "volodymyr-volodymyrovych-klitschko"
        assert slugs(connection, SPEAKER, "Volodymyr Klitschko") == [brother]
        with pytest.raises(UnknownNameError) as caught:
            slugs(connection, SPEAKER, "Klitschko, V. V.")
    # Of Vitali Klitschko the record does not know for what his second initial stands.
    assert caught.value.suggestions == ["vitali-klitschko", brother]


def test_a_speaker_who_was_merged_into_another_is_that_other(record: Database) -> None:
    with record.read() as connection:
        assert slugs(connection, SPEAKER, "joe-biden") == ["joe-biden"]
    with record.write() as connection:
        merge_speaker(connection, "joe-biden", "vladimir-putin", Author("test"), Precondition())
    with record.read() as connection:
        assert slugs(connection, SPEAKER, "joe-biden") == ["vladimir-putin"]
        assert slugs(connection, SPEAKER, "Байден") == ["vladimir-putin"]


def test_an_unknown_category_is_refused_with_the_nearest(shared: Database) -> None:
    with shared.read() as connection, pytest.raises(UnknownNameError) as caught:
        known_categories(connection, ["nuclear", "fightin"])
    assert caught.value.suggestions[0] == "fighting"


def test_a_category_like_no_other_is_refused_with_all_there_are(shared: Database) -> None:
    with shared.read() as connection, pytest.raises(UnknownNameError) as caught:
        known_categories(connection, ["qqqq"])
    assert len(caught.value.suggestions) == 11


def test_known_categories_are_taken_as_given(shared: Database) -> None:
    with shared.read() as connection:
        assert known_categories(connection, ["nuclear", "energy"]) == ["nuclear", "energy"]


def test_suggestions_come_the_likest_first_and_no_more_than_asked() -> None:
    known = ["belarus", "russia", "ukraine", "bulgaria", "belgium", "belize"]
    assert nearest("belaruss", known, limit=2)[0] == "belarus"
    assert len(nearest("bel", known, limit=2)) <= 2


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(given_text: str) -> None:
    assert fold(fold(given_text)) == fold(given_text)


@given(st.text(alphabet=st.characters(categories=["L"]), min_size=1, max_size=30))
def test_decomposed_and_composed_letters_fold_alike(letters: str) -> None:
    decomposed = unicodedata.normalize("NFD", letters)
    assert fold(decomposed) == fold(unicodedata.normalize("NFC", letters))
