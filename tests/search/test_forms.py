"""Forms of one word whose stems differ: the names of towns and people above all."""

import pytest

from app.search.highlight import highlights, matches
from app.search.language import parse
from app.text import Passage, analyse


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
    ((_, end),) = highlights(asked, text, language)
    assert end == len(text)


@pytest.mark.parametrize(
    ("query", "text"),
    [("Киев", "кийка"), ("Песков", "песня"), ("Львов", "левый"), ("Беларусь", "белый")],
)
def test_another_word_is_not(query: str, text: str) -> None:
    assert not matches(parse(query), analyse(Passage(text, "ru")))
