from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fulltext.highlight import matches
from app.fulltext.language import (
    MOST_CHARACTERS,
    MOST_TERMS,
    Query,
    QueryError,
    is_contradiction,
    parse,
)
from app.text.analyser import Passage, analyse


def shape(query: Query) -> list[str]:
    """Return the clauses in a short form: a|b is an or, !a an exclusion, a* a prefix, =a quoted."""
    return [
        ("!" if clause.negated else "")
        + "|".join(
            ("=" if term.quoted else "") + " ".join(term.words) + ("*" if term.prefix else "")
            for term in clause.alternatives
        )
        for clause in query.clauses
    ]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("missile attack", ["missile", "attack"]),
        ('"Missile attack" Kyiv', ["=missile attack", "kyiv"]),
        ("“Missile attack” «Київ»", ["=missile attack", "=киів"]),
        ('"missile attack', ["=missile attack"]),
        ('5" gun', ["5", "=gun"]),
        ("mobil* war", ["mobil*", "war"]),
        ('"air raid"* air-raid*', ["=air raid*", "air raid*|airraid*"]),
        ("attack -drone", ["attack", "!drone"]),
        ('attack -"air raid" -mobil* -F-16', ["attack", "!=air raid", "!mobil*", "!f 16|f16"]),
        ("attack --drone -#war", ["attack", "!drone", "!war"]),
        ("a b or c d", ["a", "b|c", "d"]),
        ("a or b OR c|d", ["a|b|c|d"]),
        ('su-34 or "su 35"', ["su 34|su34|=su 35"]),
        ("or a or", ["a"]),
        ("a or | or b", ["a|b"]),
        ('attack "or"', ["attack", "=or"]),
        ("attack -or", ["attack", "!or"]),
        ("F-16 1,000 Kyiv,Kharkiv", ["f 16|f16", "1 000", "kyiv", "kharkiv"]),
        ("Kyiv - Moscow talks *", ["kyiv", "moscow", "talks"]),
        ("(a b) or [c]", ["a", "b|c"]),
        ("words:attack NEAR(a b) ^c", ["words attack", "near", "a", "b", "c"]),
        ("'; DROP TABLE hits; --", ["drop", "table", "hits"]),
        ("a & b !c <-> d:*", ["a", "b", "c", "d"]),
        ("attack\x00 🚀 \u202eKyiv", ["attack", "kyiv"]),
        ("Derkul's Vasyl'", ["derkuls", "vasyl"]),
        ('"" attack', ["attack"]),
        ("ab*cd", ["ab*", "cd"]),
        ("cease-fire Co‑operation", ["cease fire|ceasefire", "co operation|cooperation"]),
        ("Rostov-on-Don", ["rostov on don|rostovondon"]),
        ("a or F-16", ["a|f 16|f16"]),
        ('"cease-fire" cease–fire cease/fire', ["=cease fire", "cease fire", "cease fire"]),
        ("cease-fire.now day-by-day@x", ["cease fire now", "day by day x"]),
        ("2022-02-24 17-19 AMX-10-12", ["2022 02 24", "17 19", "amx 10 12"]),
        ("ceasefires F16 S300s", ["ceasefires|cease fires", "f16|f 16", "s300s|s 300s"]),
        ("air strikes", ["air|airstrikes", "strikes|airstrikes"]),
        ('"ceasefire" ceasefire* "F16" himars16', ["=ceasefire", "ceasefire*", "=f16", "himars16"]),
        ("air or air strike air -strike", ["air|air", "strike", "air", "!strike"]),
        ("COVID-19 40-km", ["covid 19|covid19", "40 km|40km"]),
    ],
)
def test_a_query_reads_as_these_clauses(text: str, clauses: list[str]) -> None:
    assert shape(parse(text)) == clauses


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no word"),
        (" - * ", "no word"),
        ("-", "no word"),
        ("*", "no word"),
        ('"🚀"', "no word"),
        ("or", 'quote it: "or"'),
        ("-drone", "only excludes"),
        ('-"air raid" -mobil*', "only excludes"),
        ("a or -b", "joins a word to exclude"),
        ("-a or b", "joins a word to exclude"),
        ("a -(b or c)", "Brackets do not group"),
        ("a" * 10_000, "10,000 characters; the most is 1,000"),
        ("a " * (MOST_TERMS + 1), "more than 32 words"),
    ],
)
def test_what_cannot_be_answered_says_why(text: str, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(text)
    assert message in str(refused.value)


def test_as_much_as_is_allowed_is_read() -> None:
    assert len(parse("a " * MOST_TERMS).clauses) == MOST_TERMS
    assert parse("a" * MOST_CHARACTERS)


@given(st.text(max_size=80) | st.text(alphabet="ab -*\"|or()'’.,:\x00ї", max_size=40))
def test_no_text_fails_but_by_a_query_error(text: str) -> None:
    with suppress(QueryError):
        assert any(not clause.negated for clause in parse(text).clauses)


@pytest.mark.parametrize(
    ("query", "language", "text"),
    [
        ("attack", "en", "Russian forces attacked the city."),
        ("attack", "en", "Attacks went on"),
        ("attacks", "en", "an attack"),
        ("mobilization", "en", "a new wave of mobilisation"),
        ("mobilised", "en", "mobilizing reserves"),
        ("defense", "en", "air defences"),
        ("armoured", "en", "armored vehicles"),
        ("center of kharkiv", "en", "the centre of Kharkiv"),
        ("kilometers", "en", "40 kilometres away"),
        ("neighboring", "en", "a neighbour"),
        ("manoeuvre", "en", "maneuvers near Brest"),
        ("programme", "en", "the missile programs"),
        ("menyerang", "id", "Serangan Rusia ke Kharkiv"),
        ("київ", "uk", "Над Києвом збито дрони, у Києві чути вибухи"),
        ("київ", "uk", "Київ"),
        ("києва", "uk", "КИЇВ"),
        ("ракети", "uk", "ракета"),
        ("Orban", "en", "Viktor Orbán spoke"),
        ("orbán", "de", "ORBAN"),
        ("Derkul", "en", "Derkul's statement"),
        ("Derkul's", "en", "Derkul’s statement"),
        ("Vasyl", "en", "Vasyl' spoke"),
        ("F-16", "en", "the first F-16s arrived"),
        ("F-16", "en", "the first F16 arrived"),
        ("cease-fire", "en", "both ceasefires"),
        ("co-operations", "en", "cooperation"),
        ("кібер-атака", "uk", "кібератаки"),
        ("cease-f*", "en", "a ceasefire"),
        ('"Nizhny Novgorod"', "en", "in NIZHNY-NOVGOROD today"),
        ("mobil*", "de", "die Mobilmachung"),
        ("київ or kyiv", "en", "Kyiv"),
        ("kyiv -drone", "en", "missiles over Kyiv"),
    ],
)
def test_a_query_finds_a_text(query: str, language: str, text: str) -> None:
    assert matches(parse(query), analyse(Passage(text, language)))


@pytest.mark.parametrize(
    ("query", "language", "text"),
    [
        ('"attack"', "en", "attacks"),
        ("attack", "de", "attacks"),
        ("mobilization", "en", "mobile phones"),
        ("prize", "en", "prison"),
        ("menyerang", "en", "serangan"),
        ('"raid air"', "en", "air raid"),
        ("kyiv -drone", "en", "drones over Kyiv"),
        ("kyiv -missil*", "en", "missiles over Kyiv"),
        ("F-16", "en", "f, then 17 and 16"),
        ("en*", "en", "attack"),
    ],
)
def test_a_query_does_not_find_a_text(query: str, language: str, text: str) -> None:
    assert not matches(parse(query), analyse(Passage(text, language)))


def test_a_phrase_does_not_reach_into_the_next_passage() -> None:
    terms = analyse(Passage("an air", "en"), Passage("raid", "en"))
    assert not matches(parse('"air raid"'), terms)
    assert matches(parse("air raid"), terms)


@pytest.mark.parametrize(
    ("query", "is_one"),
    [
        ("war -war", True),
        ("attack -attack kyiv", True),
        ("war or peace -war", False),
        ("war -peace", False),
        ('"air raid" -"air raid"', True),
        ('"air raid" -air', False),
        ("war", False),
    ],
)
def test_a_query_that_excludes_what_it_looks_for_is_a_contradiction(
    query: str, is_one: bool
) -> None:
    assert is_contradiction(parse(query)) is is_one
