import pytest

from app.fulltext.highlight import matches
from app.fulltext.language import parse
from app.fulltext.spellings import expand, nearest, spellings_of
from app.text.analyser import Passage, analyse

SPELLINGS = spellings_of(
    [
        ("Volodymyr Zelenskyy", "Zelensky", "Zelenskiy", "Zelenskyy", "Зеленський"),
        ("Kyiv", "Kiev", "Київ"),
        ("Sergei Lavrov", "Serhiy Lavrov"),
        ("Orbán", "Orban"),
        ("Rostov-on-Don", "Rostov-na-Donu"),
        ("Rostov-on-Don region", "Rostovskaya oblast"),
    ]
)


def finds(query: str, text: str, language: str = "en") -> bool:
    return matches(expand(parse(query), SPELLINGS)[0], analyse(Passage(text, language)))


def test_spellings_are_found_by_each_of_their_names() -> None:
    assert SPELLINGS["kiev"] == ("Kyiv", "Київ")
    assert "orban" not in SPELLINGS  # both names fold alike: nothing to expand


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("Zelenskiy", "President Zelenskyy said", "en"),
        ("Zelenskiy", "Volodymyr Zelenskyy's office", "en"),
        ("Zelenskiy", "заява Зеленського", "uk"),
        ('"Zelenskiy"', "President Zelensky", "en"),
        ("volodymyr zelenskyy", "Zelensky", "en"),
        ("volodymyr zelenskyy", "Zelenskyy met Volodymyr", "en"),
        ('"Sergei Lavrov"', "Serhiy Lavrov", "en"),
        ("Sergei Lavrov kiev", "Serhiy Lavrov in Kyiv", "en"),
        ("Sergei-Lavrov", "Serhiy Lavrov", "en"),
        ("putin or Zelenskiy", "Zelensky", "en"),
        ("Rostov-on-Don", "Rostov-na-Donu", "en"),
        ("rostov-on-don region", "Rostovskaya oblast", "en"),
        ("the Rostov-on-Don region", "the Rostovskaya oblast", "en"),
    ],
)
def test_a_name_finds_its_other_spellings(query: str, text: str, language: str) -> None:
    assert finds(query, text, language)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("minister -Zelenskiy", "the minister and Zelensky"),
        ("zelenski*", "Zelenskyy"),
        ("Sergei or Lavrov", "Serhiy"),
        ('"Sergei" Lavrov', "Serhiy Lavrov"),
        ("Volodymyr Kyiv Zelenskyy", "Zelensky"),
        ("Ki-ev", "Kyiv"),
    ],
)
def test_what_is_not_the_name_finds_no_more(query: str, text: str) -> None:
    assert not finds(query, text)


def test_the_answer_says_which_spellings_were_used() -> None:
    _, used = expand(parse("Zelenskiy kiev attack Sergei lavrov"), SPELLINGS)
    assert used == {
        "Zelenskiy": ["Volodymyr Zelenskyy", "Zelensky", "Zelenskyy", "Зеленський"],
        "kiev": ["Kyiv", "Київ"],
        "Sergei lavrov": ["Serhiy Lavrov"],
    }


def test_a_name_said_twice_is_looked_for_once() -> None:
    once, _ = expand(parse("Volodymyr Zelenskyy kiev"), SPELLINGS)
    often, _ = expand(parse("kiev Volodymyr Zelenskyy Kiev volodymyr zelenskyy kiev"), SPELLINGS)
    assert set(often.clauses) == set(once.clauses)
    assert len(often.clauses) == len(once.clauses)


def test_a_query_without_names_stays_as_it_is() -> None:
    query = parse('attack or "air raid" -drone mobil*')
    assert expand(query, SPELLINGS) == (query, {})


def test_the_nearest_words_come_first_in_a_stable_order() -> None:
    vocabulary = ["missile", "missiles", "missive", "attack", "mobilisation", "misile"]
    assert nearest("Missle", vocabulary) == ["missile", "misile", "missiles", "missive"]
    assert nearest("attakc", vocabulary) == ["attack"]
    assert nearest("zzzz", vocabulary) == []
    assert nearest("siege", ["see", "signed", "sergei", "singer"]) == []
    assert nearest("Missle", reversed(vocabulary), limit=2) == nearest("Missle", vocabulary)[:2]
