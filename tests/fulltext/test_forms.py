"""Forms of one word whose stems differ: names of towns and people, irregular English words."""

import pytest

from app.fulltext.highlight import Highlighter, matches
from app.fulltext.language import parse
from app.text import irregular
from app.text.analyser import Passage, analyse, stem_of


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("Киев", "удар по Киеву", "ru"),
        ("киеву", "Киев", "ru"),
        ("Киевом", "под Киевом", "ru"),
        ("Харьков", "в Харькове", "ru"),
        ("Харькова", "Харьков", "ru"),
        ("Чернигов", "из Чернигова", "ru"),
        ("Песков", "заявил Пескову", "ru"),
        ("Песковым", "Песков", "ru"),
        ("Дмитрий-Песков", "Дмитрия Пескова", "ru"),
        ("Беларусь", "в Беларуси", "ru"),
        ("Беларуси", "Беларусь", "ru"),
        ("Беларусью", "Беларусь", "ru"),
        ("Беларусь", "у Беларусі", "be"),
        ("Білорусь", "у Білорусі", "uk"),
        ("Білоруссю", "Білорусь", "uk"),
        ("Китай", "з Китаєм", "uk"),
        ("Китаєм", "Китай", "uk"),
    ],
)
def test_a_name_is_found_by_its_other_forms(query: str, text: str, language: str) -> None:
    asked = parse(query)
    assert matches(asked, analyse(Passage(text, language)))
    ((_, end),) = Highlighter(asked).spans(text, language)
    assert end == len(text)


@pytest.mark.parametrize(
    ("query", "text"),
    [("Киев", "кийка"), ("Песков", "песня"), ("Львов", "левый"), ("Беларусь", "белый")],
)
def test_another_word_is_not(query: str, text: str) -> None:
    assert not matches(parse(query), analyse(Passage(text, "ru")))


@pytest.mark.parametrize(
    "forms",
    [
        "say said says saying",
        "strike strikes striking struck stricken",
        "lose loses losing lost",
        "leave leaves leaving left",
        "withdraw withdraws withdrawing withdrew withdrawn",
        "go goes going went gone",
        "find finding found",
        "child children child's children’s",
        "man men",
        "servicewoman servicewomen",
        "crisis crises",
    ],
)
def test_any_form_of_an_irregular_word_finds_all(forms: str) -> None:
    for typed in forms.split():
        asked = parse(typed.upper())
        for written in forms.split():
            text = f"What {written}, then"
            assert matches(asked, analyse(Passage(text, "en")))
            assert Highlighter(asked).spans(text, "en") == [(5, 5 + len(written))]
            assert Highlighter(asked).spans(f"{text} №1 — “{written}”", "en")[1:] == [
                (len(text) + 7, len(text) + 7 + len(written))
            ]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("grind", "the ground"),
        ("wind", "a wound"),
        ("building", "built"),
        ("loss", "lost"),
        ("soldier", "sold"),
        ("human", "humen"),
        ('"strike"', "struck"),
        ('"men at arms"', "a man at arms"),
        ("strik*", "struck"),
    ],
)
def test_another_word_and_what_is_quoted_or_begun_finds_no_other_form(
    query: str, text: str
) -> None:
    assert not matches(parse(query), analyse(Passage(text, "en")))


def test_a_form_is_excluded_joined_and_offered_like_any_other() -> None:
    def finds(query: str, text: str) -> bool:
        return matches(parse(query), analyse(Passage(text, "en")))

    assert not finds("drone -strike", "a drone struck")
    assert finds("win or lose", "they lost")
    assert finds("hard-fought", "to fight hard, hard fight")
    assert finds("take-off", "it took off")
    assert not finds("take-off", "off it took")


def test_an_irregular_word_is_of_english_alone() -> None:
    assert not matches(parse("man"), analyse(Passage("men", "id")))


def test_no_form_is_of_two_words() -> None:
    lines = [set(line.split()) for line in irregular.FORMS.split("\n") if line]
    stems = [{stem_of(form, "en") for form in forms} for forms in lines]
    assert all(len(each) > 1 for each in stems)
    assert sum(map(len, stems)) == len(set().union(*stems))
