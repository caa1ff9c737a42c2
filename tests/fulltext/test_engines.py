"""SQLite, PostgreSQL and a naive scan must find the same, hit for hit."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.fulltext.highlight import matches
from app.fulltext.language import QueryError, parse
from app.fulltext.spellings import expand, spellings_of
from app.text.analyser import LANGUAGES, MOST_REPEATS, Passage, analyse, stem_of, tokens, word_of
from tests.fulltext.engines import Engines, start_engines

_SPELLED = """
attack attacks Attacked drone drones 16 16s 1990s Orbán orban's f en or menyerang serangan NOT NEAR
Київ Києва києві ракети ракета й и ё е ґ ракеты Зеленский Зеленского Кіеў Кіева Су ß straße łódź
Kılıç حرب كييف ال 漢字 漢 हिन्दी 𐐷𐐯 ﷺ ½ x² Ⅳ ŋ · enattack ѱ AND words ʼ ＇ ǰ İ
"""
WORDS = _SPELLED.split()
PUNCTUATION = [*"   -'\"’:_\\\x00\u202e", ", ", " 🚀 "]
SAMPLE_LANGUAGES = [*LANGUAGES, "de"]

Asked = tuple[str, Sequence[str]]
"""A term: "word", "phrase" or "prefix", and its words."""
AskedClause = tuple[bool, Sequence[Asked]]
"""Whether it excludes, and its alternatives."""


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    with start_engines(tmp_path_factory.mktemp("engines")) as started:
        yield started


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    parts = draw(st.lists(st.sampled_from(WORDS), max_size=6))
    gaps = draw(st.lists(st.sampled_from(PUNCTUATION), min_size=len(parts), max_size=len(parts)))
    text = "".join(part + gap for part, gap in zip(parts, gaps, strict=True))
    return Passage(text, draw(st.sampled_from(SAMPLE_LANGUAGES)))


records = st.lists(st.lists(passages(), min_size=1, max_size=2), min_size=1, max_size=8)
terms = st.one_of(
    st.tuples(st.just("word"), st.tuples(st.sampled_from(WORDS))),
    st.tuples(st.just("phrase"), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)),
    st.tuples(st.just("prefix"), st.tuples(st.sampled_from([word[:2] for word in WORDS]))),
)
clauses = st.tuples(st.just(False), st.lists(terms, min_size=1, max_size=3)) | st.tuples(
    st.just(True), st.lists(terms, min_size=1, max_size=1)
)
LIMITS = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def is_searchable(term: Asked) -> bool:
    words = [token for word in term[1] for token in tokens(word)]
    return bool(words) and (term[0] != "word" or term[1][0] != "or")


def spell(asked: Sequence[AskedClause]) -> str:
    """Write the clauses in the query language."""
    marks = {"word": "{}", "phrase": '"{}"', "prefix": "{}*"}
    return " ".join(
        ("-" if negated else "")
        + " or ".join(marks[kind].format(" ".join(words)) for kind, words in alternatives)
        for negated, alternatives in asked
    )


def holds(term: Asked, record: Sequence[Passage]) -> bool:
    """Say whether a record holds a term: the definition, word by word."""
    kind, spelled = term
    wanted = [token for word in spelled for token in tokens(word)]
    for text, language in record:
        there = tokens(text)
        for at in range(len(there) - len(wanted) + 1):
            pairs = list(zip(wanted, there[at:], strict=False))
            folded = [(word_of(want), word_of(token)) for want, token in pairs]
            if kind == "prefix" and all(token.startswith(want) for want, token in folded):
                return True
            if all(want == token for want, token in folded):
                return True
            if kind == "word" and language in LANGUAGES and all(
                stem_of(want, language) == stem_of(token, language) for want, token in pairs
            ):  # fmt: skip
                return True
    return False


@LIMITS
@given(asked=st.lists(clauses, min_size=1, max_size=4), stored=records)
def test_both_engines_find_what_the_definition_says(
    engines: Engines,
    asked: list[AskedClause],
    stored: list[list[Passage]],
) -> None:
    asked = [(negated, [t for t in found if is_searchable(t)]) for negated, found in asked]
    asked = [clause for clause in asked if clause[1]]
    if all(negated for negated, _ in asked):
        return
    expected = [
        at
        for at, record in enumerate(stored)
        if all(
            negated != any(holds(term, record) for term in alternatives)
            for negated, alternatives in asked
        )
    ]
    query = parse(spell(asked))
    analysed = [analyse(*record) for record in stored]
    assert [at for at, record in enumerate(analysed) if matches(query, record)] == expected
    assert engines.fts5(query, analysed) == expected
    assert engines.postgres(query, analysed) == expected


@LIMITS
@given(
    text=st.text(max_size=40) | st.lists(st.sampled_from(WORDS + PUNCTUATION)).map("".join),
    stored=st.lists(
        st.tuples(st.text(max_size=60), st.sampled_from(SAMPLE_LANGUAGES)), min_size=1, max_size=5
    ),
)
def test_both_engines_agree_on_any_text(
    engines: Engines, text: str, stored: list[tuple[str, str]]
) -> None:
    try:
        query = parse(text)
    except QueryError:
        return
    analysed = [analyse(Passage(text, "en")), *(analyse(Passage(*each)) for each in stored)]
    expected = [at for at, record in enumerate(analysed) if matches(query, record)]
    assert engines.fts5(query, analysed) == expected
    assert engines.postgres(query, analysed) == expected


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("attack", [0, 1]),
        ('"attack"', [1]),
        ("en*", [2]),
        ("enattack", []),
        ("menyerang", [3]),
        ("київ", [4]),
        ("kyiv or київ", [0, 4]),
        ("mobil* -draft", [2]),
        ('"air raid"', [1]),
        ("orban", [5]),
        ("ukraine", [2, 4]),
        ("attack kyiv or raid", [0, 1]),
        ("words:attack", []),
        ("NEAR(attack)", []),
    ],
)
def test_a_query_finds_these_records(engines: Engines, asked: str, found: list[int]) -> None:
    records = [
        analyse(Passage("Drones attacked Kyiv", "en"), Passage("The air", "en")),
        analyse(Passage("raid sirens: an attack, an air-raid", "en")),
        analyse(Passage("Energy and mobilisation in Ukraine’s east", "en")),
        analyse(Passage("Serangan Rusia; mobilisasi, draft", "id")),
        analyse(Passage("Над Києвом", "uk"), Passage("Ukraine", None)),
        analyse(Passage("Orbán sprach", "de")),
    ]
    query = parse(asked)
    assert [at for at, record in enumerate(records) if matches(query, record)] == found
    assert engines.fts5(query, records) == engines.postgres(query, records) == found


def test_the_largest_query_with_many_spellings_runs(engines: Engines) -> None:
    names = spellings_of([[f"Name{n} Other{m}" for m in range(40)] for n in range(32)])
    query, used = expand(parse(" ".join(f'"Name{n} Other1"' for n in range(32))), names)
    assert len(used) == 32
    record = analyse(Passage(" ".join(f"Name{n} Other39" for n in range(32)), "en"))
    assert engines.fts5(query, [record]) == engines.postgres(query, [record]) == [0]


def test_the_largest_text_is_held(engines: Engines) -> None:
    unlike = " ".join("".join(chr(0x10400 + 40 + (n >> s) % 32) for s in (0, 5, 10)) * 20
                      for n in range(20_000))  # fmt: skip
    for text in (unlike, "a b c " * 10_000, "last word " * (MOST_REPEATS + 40) + "word again"):
        record = analyse(Passage(text, "en"))
        for asked in ('"word again"', '"word last"', "word", '"a b"', '"b a"', "again"):
            expected = [0] if matches(parse(asked), record) else []
            assert engines.fts5(parse(asked), [record]) == expected
            assert engines.postgres(parse(asked), [record]) == expected


@pytest.mark.parametrize("excluded", [1, 2, 3, 12, 29])
def test_however_many_words_are_excluded_none_of_them_is_there(
    engines: Engines, excluded: int
) -> None:
    words = [f"w{number}" for number in range(excluded + 1)]
    records = [analyse(Passage(f"attack {word}", "en")) for word in words]
    query = parse(" ".join(["attack", *(f"-{word}" for word in words[1:])]))
    assert engines.fts5(query, records) == engines.postgres(query, records) == [0]
